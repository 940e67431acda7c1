"""A whole county dressed: which sheets there are, which facts go to which, and what else lies in the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from techreform_cli.domain.field import Dictionary

from .facts import BLANK_MEANS, YEARS, County, Fact
from .layout import Entry, Laid, Line, Of, lay_out
from .mess import Mess
from .page import Page

SHARED = ("name", "credit_code")
BY_YEAR = ("annual", "disbursements")
"""The kinds that may have a sheet for each year."""
YEAR_SHEETS = {
    "annual": ("{}", "{}年", "{}年度指标", "年度指标（{}）", "{}年度"),
    "disbursements": ("{}年拨付", "已拨付（{}）", "{}已拨付", "拨付明细{}年"),
}
BEFORE = ("", "1.", "附件3 ", "表2-", "附表1：")
NAMES = {
    "enterprises": ("企业", "企业名录", "企业表", "规上及培育企业"),
    "annual": ("年度指标", "经济指标", "企业年度指标"),
    "projects": ("项目", "技改项目台账", "项目汇总", "全县技改项目"),
    "disbursements": ("已拨付", "拨付明细"),
    "appropriations": ("资金安排", "预算安排"),
    "land": ("用地", "工业用地"),
    "county": ("全县指标", "统计局数据"),
}


@dataclass
class Dressed:
    """The workbook: the sheets of facts, and others."""

    laid: list[Laid]
    others: list[Page]
    epoch_1904: bool
    order: list[str]

    @property
    def pages(self) -> list[Page]:
        """All worksheets in the order of the workbook; one at least is not hidden."""
        pages = sorted([*(one.page for one in self.laid), *self.others], key=lambda page: self.order.index(page.name))
        if all(page.hidden for page in pages):
            pages[0].hidden = False
        return pages


def dress(
    county: County,
    mess: Mess,
    dictionary: Dictionary,
    damage: dict[Of, Any] | None = None,
    broken: dict[tuple[str, str], str] | None = None,
) -> Dressed:
    """The county's workbook in the mess; the cells of `damage` hold what it says instead of the truth, `broken` columns are not to be
    understood."""
    laid = []
    for kind, facts in county.items():
        spec = dictionary.sheet(kind)
        for name, keys, lines in sheets(mess, kind, facts):
            wrong = {key: how for (of, key), how in (broken or {}).items() if of == kind}
            laid.append(lay_out(mess, spec, name, keys, lines, damage or {}, wrong))
    others = list(extras(mess)) if mess.does("extra sheets") else []
    order = [one.page.name for one in laid] + [page.name for page in others]
    if mess.does("sheet order"):
        mess.dice("order").shuffle(order)
    return Dressed(laid, others, mess.does("1904"), order)


def sheets(mess: Mess, kind: str, facts: list[Fact]) -> Iterator[tuple[str, list[str], list[Line]]]:
    """The worksheets of one kind: name, column keys, lines."""
    name = sheet_name(mess, kind)
    keys = [key for key in facts[0].values if not left_out(mess, kind, key)]
    plain: list[Line] = [line_of(fact, keys) for fact in in_order(mess, facts)]
    if kind == "enterprises" and mess.does("sheet per town"):
        form = mess.dice("towns").choice(["{}", "{}企业", "1.{}", "企业（{}）"])
        for town in sorted({fact.values["town"] for fact in facts}):
            rest = [key for key in keys if key != "town"]
            yield form.format(town), rest, [line_of(fact, rest) for fact in facts if fact.values["town"] == town]
    elif kind in BY_YEAR and mess.does("sheet per year", kind, chance=0.5):
        form = mess.dice("years").choice(YEAR_SHEETS[kind])
        for year in sorted({fact.values["year"] for fact in facts}):
            rest = [key for key in keys if key != "year"]
            yield form.format(year), rest, [line_of(fact, rest) for fact in facts if fact.values["year"] == year]
    elif kind == "annual" and mess.does("years across"):
        years = sorted({fact.values["year"] for fact in facts})
        own = [key for key in keys if key not in (*SHARED, "year")]
        shared = [key for key in keys if key in SHARED]
        across = [f"{key}@{year}" for key in own for year in years]
        if mess.dice("across").random() < 0.5:
            across = [f"{key}@{year}" for year in years for key in own]
        yield name, shared + across, [across_line(group, shared, own) for group in by_firm(facts)]
    elif kind == "projects" and mess.does("years down"):
        rest = [key for key in keys if "@" not in key]
        yield name, [*rest, "investment_year", "completed_investment"], list(down_lines(mess, in_order(mess, facts), rest))
    elif kind == "projects" and mess.does("sheets of projects") and len(facts) > 1:
        half = len(plain) // 2
        yield "项目（一）", keys, plain[:half]
        yield "项目（二）", keys, plain[half:]
    else:
        yield name, keys, plain


def sheet_name(mess: Mess, kind: str) -> str:
    if not mess.does("sheet names", kind):
        return NAMES[kind][0]
    dice = mess.dice("sheet name", kind)
    return dice.choice(BEFORE) + dice.choice(NAMES[kind])


def left_out(mess: Mess, kind: str, key: str) -> bool:
    """Whether a sheet tells its enterprises by the other of name and code."""
    if kind == "enterprises" or key not in SHARED:
        return False
    if mess.does("names only", kind, chance=0.4):
        return key == "credit_code"
    return mess.does("codes only", kind, chance=0.4) and key == "name"


def in_order(mess: Mess, facts: list[Fact]) -> list[Fact]:
    """Enterprise by enterprise where their cells are merged, else as they come."""
    return sorted(facts, key=lambda fact: (fact.firm or 0, fact.number)) if "merged firms" in mess.features else facts


def line_of(fact: Fact, keys: list[str]) -> Line:
    return {key: Entry(fact, key, fact.values[key]) for key in keys}


def by_firm(facts: list[Fact]) -> list[list[Fact]]:
    firms: dict[int | None, list[Fact]] = {}
    for fact in facts:
        firms.setdefault(fact.firm, []).append(fact)
    return list(firms.values())


def across_line(facts: list[Fact], shared: list[str], own: list[str]) -> Line:
    """All years of one enterprise in one row."""
    line = {key: Entry(facts[0], key, facts[0].values[key], tuple(facts[1:])) for key in shared}
    return line | {f"{key}@{fact.values['year']}": Entry(fact, key, fact.values[key]) for fact in facts for key in own}


def down_lines(mess: Mess, facts: list[Fact], keys: list[str]) -> Iterator[Line]:
    """A row for each year of each project; the later ones repeat what tells the project, and the rest or not."""
    for fact in facts:
        years = [year for year in YEARS if fact.values[f"completed_investment@{year}"] is not None]
        bare = mess.dice("down", fact.number).random() < 0.5
        for year in years:
            told = ("project_number", "project_name", *SHARED) if bare and year != years[0] else keys
            line = line_of(fact, [key for key in keys if key in told])
            line["investment_year"] = Entry(fact, "investment_year", year)
            line["completed_investment"] = Entry(fact, f"completed_investment@{year}", fact.values[f"completed_investment@{year}"])
            yield line


def extras(mess: Mess) -> Iterator[Page]:
    """Sheets that are no part of the ledger, some with columns like its own."""
    dice = mess.dice("extras")
    notes = {
        (0, 0): "填表说明",
        (1, 0): "1.本表由企业填报。",
        (2, 0): "2.单位：元。",
        (3, 0): "3.企业名称、统一社会信用代码须与营业执照一致。",
    }
    towns: dict[tuple[int, int], Any] = {
        (0, c): word for c, word in enumerate(["乡镇", "企业数", "项目数", "计划总投资(万元)", "设备购置额(万元)"])
    }
    towns |= {(1, 0): "黄村镇", (1, 1): 3, (1, 2): 4, (1, 3): 5000, (1, 4): 3000}
    progress: dict[tuple[int, int], Any] = {
        (0, c): word
        for c, word in enumerate(
            ["序号", "企业名称", "项目名称", "计划总投资(万元)", "设备购置额(万元)", "2018年完成投资(万元)", "2019年完成投资(万元)"]
        )
    }
    progress |= {(1, 0): 1, (1, 1): "东源县宏达机械有限公司", (1, 2): "技改", (1, 3): 100, (1, 4): 50, (1, 5): 10, (1, 6): 10}
    pages = [
        Page("填表说明", notes),
        Page("分镇汇总", towns),
        Page("Sheet3"),
        Page("项目进度汇总", progress),
        Page("审核意见", {(4, 2): "同意"}),
    ]
    yield from dice.sample(pages, dice.randint(1, len(pages)))


def means(key: str, value: Any) -> Any:
    """What a fact's cell says: an empty one by the design."""
    return BLANK_MEANS.get(key.partition("@")[0]) if value is None else value
