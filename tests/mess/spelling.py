"""How a clerk may write one value: always so that it can only be read as that value."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from techreform_cli.domain.field import FieldSpec, FieldType

from .mess import Mess
from .page import Day, Formula, Serial

YUAN = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10_000), "亿元": Decimal(10**8)}
AREA = {"亩": Decimal(1), "平方米": Decimal(3) / 2000, "公顷": Decimal(15)}
YES, NO = ("是", "√", "Y", "有", "yes", "是 ", 1, True), ("否", "×", "N", "无", "no", " 否", 0, False)
MARKS = ("—", "/", "--", " ", "－", "", "暂无")
DATE_FORMATS = ("yyyy-mm-dd", "yyyy/m/d", 'yyyy"年"m"月"d"日"', 14, 27, 31, 57, 58, "m-d")
DATE_TEXTS = (
    "{0}-{1}-{2}",
    "{0}-{1:02d}-{2:02d}",
    "{0}/{1}/{2}",
    "{0}.{1}.{2}",
    "{0}.{1:02d}.{2:02d}",
    "{0}年{1}月{2}日",
    " {0}年{1:02d}月{2:02d}日",
)
TIMES = (" 00:00:00", " 0:00", " 12:30:00", " 9:05", "T08:00:00")
VARIANTS = {
    "提质增效": ("工业提质增效", "提质增效类", "1.提质增效"),
    "智能化改造": ("智能化", "智能化技改", "二、智能化改造"),
    "设备更新": ("设备更新改造", "设备更新项目", " 设备 更新"),
    "绿色化发展": ("绿色发展", "绿色化改造"),
    "强化招商补链": ("招商补链",),
    "工业强基工程": ("工业强基",),
}
WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")


def spelled(mess: Mess, spec: FieldSpec, value: Any, unit: str, *about: object) -> Any:
    """A cell for the value of the field in a column of that unit; "" for an empty one."""
    if value is None:
        return blank(mess, spec, *about)
    match spec.type:
        case FieldType.MONEY:
            return figure(mess, value, YUAN, unit, *about)
        case FieldType.NUMBER:
            return figure(mess, value, AREA, unit, *about)
        case FieldType.INTEGER:
            return figure(mess, Decimal(value), {unit: Decimal(1)}, unit, *about)
        case FieldType.DATE:
            return day(mess, value, *about)
        case FieldType.YEAR:
            return year(mess, value, *about)
        case FieldType.BOOLEAN:
            return truth(mess, value, *about)
        case FieldType.CHOICE:
            return mess.dice("category", *about).choice(VARIANTS[value]) if mess.does("category words", *about) else value
        case FieldType.CODE:
            return code(mess, spec, value, *about)
    return words(mess, value, *about) if spec.key == "name" else value


def blank(mess: Mess, spec: FieldSpec, *about: object) -> str:
    if not mess.does("blank marks", *about):
        return ""
    marks = MARKS if spec.type is FieldType.BOOLEAN else (*MARKS, "无")
    return mess.dice("mark", *about).choice(marks)


def figure(mess: Mess, value: Decimal, units: dict[str, Decimal], unit: str, *about: object) -> Any:
    """A number, or a text that states one; `unit` "" where each cell must name its own."""
    dice = mess.dice("figure", *about)
    own = unit.removesuffix("/人")
    if not own or (mess.does("cell units", *about, chance=0.3) and own in units and own != ""):
        named = dice.choice(list(units)) if set(units) != {own} else own
        if named:
            return plain(value / units[named]) + dice.choice(["", " "]) + named
    number = value / units[own]
    if mess.does("brackets for minus", *about) and number < 0:
        return dice.choice(["({})", "（{}）"]).format(plain(-number))
    if mess.does("text numbers", *about, chance=0.4):
        text = grouped(number) if mess.does("commas", *about) else plain(number)
        text = text.translate(WIDE) if mess.does("full width", *about) else text
        return f" {text} " if mess.does("stray spaces", *about) else text
    cell = int(number) if number == int(number) and dice.random() < 0.5 else float(number)
    if mess.does("noise", *about, chance=0.3) and "万元" in units and cell and abs(number) < 10**6:
        cell = float(number) * (1 + 2**-52)
    return Formula(cell) if mess.does("formulas", *about, chance=0.3) else cell


def plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def grouped(number: Decimal) -> str:
    whole, _, part = plain(number).partition(".")
    return f"{int(whole):,}" + (f".{part}" if part else "") if whole not in ("-0", "0") else plain(number)


def day(mess: Mess, value: dt.date, *about: object) -> Any:
    dice = mess.dice("day", *about)
    if mess.does("date digits", *about, chance=0.3):
        digits = f"{value:%Y%m%d}"
        return dice.choice([digits, int(digits)])
    if mess.does("date serials", *about, chance=0.3):
        return Serial(value)
    if mess.does("date texts", *about, chance=0.5):
        text = dice.choice(DATE_TEXTS).format(value.year, value.month, value.day)
        return text + dice.choice(TIMES) if mess.does("times of day", *about) else text
    moment = dt.datetime.combine(value, dt.time(15, 30)) if mess.does("times of day", *about) else value
    return Day(moment, dice.choice(DATE_FORMATS)) if mess.does("date formats", *about) else Day(moment)


def year(mess: Mess, value: int, *about: object) -> Any:
    if not mess.does("year words", *about):
        return value
    return mess.dice("year", *about).choice(
        [f"{value}年", f"{value}年度", str(value), f"{value} ", f"{value}".translate(WIDE), float(value)]
    )


def truth(mess: Mess, value: bool, *about: object) -> Any:
    words = YES if value else NO
    return mess.dice("yes", *about).choice(words) if mess.does("yes/no words", *about) else words[0]


def code(mess: Mess, spec: FieldSpec, value: str, *about: object) -> Any:
    if not mess.does("code spelling", *about):
        return value
    dice = mess.dice("code", *about)
    if spec.key == "credit_code":
        return dice.choice([value.lower(), f" {value}", f"{value[:8]} {value[8:]}", f"'{value}", value + "\n"])
    if value.isdigit() and not value.startswith("0"):
        return dice.choice([int(value), f"{value} "])
    return dice.choice([value.lower(), f" {value}"])


def words(mess: Mess, value: str, *about: object) -> str:
    if mess.does("name spelling", *about):
        dice = mess.dice("name", *about)
        to_round, to_wide = str.maketrans("（）", "()"), str.maketrans("()", "（）")
        value = value.translate(dice.choice([to_round, to_wide, {}]))
        value = dice.choice([value, f"{value} ", f" {value}", value[:4] + " " + value[4:], value[:4] + "\n" + value[4:]])
    return value
