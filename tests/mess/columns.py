"""The columns of one dressed sheet: which there are, in what order, what stands above them and in which unit they are."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from techreform_cli.domain.field import FieldSpec, FieldType, SheetSpec

from .mess import Mess
from .page import Share

REMARKS = (
    "",
    "",
    "其中贷款200万元",
    "累计",
    "2018年累计完成",
    "注：已延期",
    "说明",
    "合计3期",
    "一、二期合并",
    "其中：进口设备",
    "无",
    "联系人：李四",
    "备注",
)
OWN: dict[str, Callable[[random.Random, int], Any]] = {
    "序号": lambda _, row: row + 1,
    "联系电话": lambda dice, _: dice.choice([13800000000 + dice.randrange(10**6), "0762-8831234"]),
    "联系人": lambda dice, _: dice.choice(["张三", "李四"]),
    "企业类型": lambda dice, _: dice.choice(["规上企业", "小微", "规下企业"]),
}
TREACHEROUS: dict[str, dict[str, Callable[[random.Random], Any]]] = {
    "enterprises": {
        "注册资本（万元）": lambda dice: dice.randint(50, 5000),
        "曾用名": lambda _: "东源县某某厂",
        "成立时间": lambda _: dt.date(2009, 5, 1),
    },
    "annual": {
        "营业收入（万元）": lambda dice: dice.randint(50, 5000),
        "利润总额": lambda dice: dice.randint(-50, 500),
        "产值增长率": lambda dice: Share(dice.randint(-300, 900) / 1000),
        "上年主营业务收入": lambda dice: dice.randint(1, 9),
    },
    "projects": {
        "计划完工日期": lambda _: dt.date(2020, 11, 30),
        "完工日期（计划）": lambda _: dt.date(2020, 12, 31),
        "开工日期(拟)": lambda _: dt.date(2017, 1, 1),
        "累计完成投资（万元）": lambda dice: dice.randint(50, 9000),
        "2018年计划完成投资（万元）": lambda dice: dice.randint(50, 9000),
        "投资完成率（%）": lambda dice: Share(dice.randint(0, 1200) / 1000),
        "完成投资占计划总投资比例": lambda dice: Share(dice.randint(0, 1200) / 1000),
        "其中：银行贷款（万元）": lambda dice: dice.randint(50, 900),
        "2021年": lambda dice: dice.randint(5, 90),
    },
    "disbursements": {"应拨金额（万元）": lambda dice: dice.randint(5, 90)},
    "land": {"新增用地（亩）": lambda dice: dice.randint(5, 90)},
}
OPTIONAL = frozenset(
    [
        "park",
        "industry_code",
        "high_growth",
        "moved_in_year",
        "major_platform",
        "filing_date",
        "old_equipment",
        "new_robots",
        "lead_department",
    ]
)
GROUPS = ("基本情况", "项目情况", "有关数据", "进展情况（据实填写）")
WRITTEN_UNITS = ("({})", "（{}）", "[{}]", "（单位：{}）", "\n({})", " （{}） ")


@dataclass(frozen=True)
class Column:
    """One column: `key` as the page's lines name it ("" for a clerk's own), `unit` of its bare numbers ("" where each cell names its
    own), `upper` what stands above its word."""

    word: str
    key: str = ""
    spec: FieldSpec | None = None
    year: int | None = None
    unit: str = ""
    unit_below: bool = False
    upper: tuple[str, ...] = ()
    own: Callable[[random.Random, int], Any] | None = field(default=None, compare=False)


def columns_of(mess: Mess, spec: SheetSpec, keys: list[str], page: str, broken: dict[str, str]) -> tuple[list[Column], str]:
    """The columns for the keys (field, or field@year) and the clerk's own, in order; and the unit to be named above the header."""
    specs = {one.key: one for one in spec.fields}
    dice = mess.dice("columns", page)
    line = unit_of(mess, "line", page) if mess.does("unit line", page) else ""
    below = not line and mess.does("units row", page, chance=0.4)
    taken = []
    for key in keys:
        field_key, _, year = key.partition("@")
        if field_key in OPTIONAL and mess.does("optional columns left out", page, key, chance=0.3):
            continue
        one = Column("", key, specs[field_key], int(year) if year else None)
        if broken.get(field_key) == "missing":
            continue
        one = titled(mess, one, line, below, page)
        if broken.get(field_key) == "misspelt":
            one = replace(one, word=f"{one.word[0]}某{one.word[1:]}")
        elif broken.get(field_key) == "unit":
            one = replace(one, word=f"{specs[field_key].name}(吨)", unit=specs[field_key].unit, unit_below=False)
        taken.append(one)
    own = [Column(word, own=make) for word, make in OWN.items() if mess.does("own columns", page, word, chance=0.4)]
    own += [Column("备注", own=lambda dice, _: dice.choice(REMARKS))] if mess.does("remarks", page) else []
    own += [
        Column(word, own=lambda dice, _, make=make: make(dice))
        for word, make in TREACHEROUS.get(spec.key, {}).items()
        if mess.does("treacherous columns", page, word, chance=0.3)
    ]
    if mess.does("shuffled columns", page):
        dice.shuffle(taken)
    for one in own:
        at = 0 if one.word == "序号" and dice.random() < 0.7 else dice.randint(0, len(taken))
        taken.insert(at, one)
    if mess.does("blank columns", page):
        taken.insert(dice.randint(1, len(taken)), Column(""))
    return grouped(mess, taken, below, page), line


def unit_of(mess: Mess, *about: object) -> str:
    return mess.dice("unit", *about).choice(["元", "千元", "万元", "亿元"]) if mess.does("units other", *about) else "万元"


def titled(mess: Mess, column: Column, line: str, below: bool, page: str) -> Column:
    """The column with its word and unit."""
    spec = column.spec
    assert spec
    dice = mess.dice("header", page, column.key)
    word = dice.choice([spec.name, *spec.aliases]) if mess.does("synonyms", page, column.key) else spec.name
    unit = spec.unit
    if spec.type is FieldType.MONEY:
        if line and mess.does("unit line", page, column.key, chance=0.7):
            return replace(column, word=marked(mess, dated(mess, word, column, page), page, column.key), unit=line)
        if mess.does("units in cells", page, column.key, chance=0.4):
            return replace(column, word=marked(mess, dated(mess, word, column, page), page, column.key), unit="")
        person = "/人" if spec.unit.endswith("/人") else ""
        unit = unit_of(mess, page, column.key) + person if mess.does("units other", page, column.key) else spec.unit
    elif spec.type is FieldType.NUMBER and mess.does("units other", page, column.key):
        unit = dice.choice(["亩", "平方米", "公顷"])
    elif spec.type is FieldType.INTEGER and not unit and mess.does("unit spelling", page, column.key):
        unit = "人"
    word = dated(mess, word, column, page)
    if unit and not below:
        form = dice.choice(WRITTEN_UNITS) if mess.does("unit spelling", page, column.key) else "({})"
        word += form.format(unit)
    return replace(column, word=marked(mess, word, page, column.key), unit=unit, unit_below=below and bool(unit))


def dated(mess: Mess, word: str, column: Column, page: str) -> str:
    """The word with the year of its column, unless that is to stand above it."""
    if column.year is None or mess.does("groups", page, "years"):
        return word
    forms = ("{0}年{1}", "{1}({0}年)", "{1}（{0}年度）", "{0}{1}", "{0}年度{1}")
    return (mess.dice("dated", page).choice(forms) if mess.does("synonyms", page, "dated") else forms[0]).format(column.year, word)


def marked(mess: Mess, word: str, *about: object) -> str:
    """The word with an asterisk, a space or a line break in it."""
    if not mess.does("header marks", *about):
        return word
    dice = mess.dice("marks", *about)
    at = dice.randint(1, max(1, len(word) - 1))
    return dice.choice(["*" + word, word + "*", "★" + word, word[:at] + " " + word[at:], word[:at] + "\n" + word[at:], word + "："])


def grouped(mess: Mess, columns: list[Column], below: bool, page: str) -> list[Column]:
    """The columns with what stands above them: years, names of groups."""
    if mess.does("groups", page, "years"):
        columns = [replace(c, upper=(f"{c.year}年",)) if c.year else c for c in columns]
    if not mess.does("groups", page) or below:
        return columns
    dice = mess.dice("groups", page)
    labels: list[str] = []
    while len(labels) < len(columns):
        labels += [dice.choice(["", *GROUPS])] * dice.randint(2, 4)
    return [replace(c, upper=(label,)) if label and c.word and not c.upper else c for c, label in zip(columns, labels, strict=False)]
