"""The many ways in which a clerk writes one value. Every spelling here reads back as that value and no other.

`turn` picks the spelling, so that all of them occur and a rerun writes the same cells.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from clean_ledger import as_float
from facts import Value

# Units of money, as how many of them make 1 万元.
UNITS = {"元": Decimal(10000), "千元": Decimal(10), "万元": Decimal(1), "亿元": Decimal("0.0001")}
PAIRS: tuple[tuple[str | int, str | int], ...] = (("是", "否"), ("√", "×"), ("Y", "N"), (1, 0), ("✓", "×"))
HAVE = ("有", "无")
HAD = {"首台套", "保费补偿"}
BLANKS = {
    "text": ("", "—", "/", "无"),
    "tags": ("", "无", "—"),
    "yesno": ("—", "/"),
}
OTHER_BLANKS = ("", "—", "/")
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
COUNTED_IN = {"平均从业人数": "人", "出让年期": "年", "最高年期": "年"}


class Cell(NamedTuple):
    """What goes into a cell and the format it wears."""

    value: str | int | float | datetime
    style: str = "text"


def blank(kind: str, turn: int) -> Cell:
    """Return one of the ways to leave a cell blank."""
    choices = BLANKS.get(kind, OTHER_BLANKS)
    return Cell(choices[turn % len(choices)])


def money(amount: Decimal, unit: str, turn: int) -> Cell:
    """Write an amount given in 万元 in the unit of its column, or in text with its own unit."""
    value = amount * UNITS[unit]
    match turn % 13:
        case 3:
            return Cell(plain(value))
        case 5:
            return Cell(f"{value.normalize():,f}")
        case 7:
            return Cell(plain(value).translate(FULL_WIDTH))
        case 9 if amount:
            return Cell(f"{plain(amount)}万元")
        case 11 if amount and amount == amount.to_integral_value():
            return Cell(f"{plain(amount)}万")
        case 12 if amount and unit == "元":
            return Cell(f"{plain(value)}元")
    return Cell(as_float(value), "number")


def number(value: Decimal | int, name: str, turn: int) -> Cell:
    """Write a count, an area or a ratio."""
    match turn % 9:
        case 2:
            return Cell(plain(Decimal(value)))
        case 4:
            return Cell(f"{Decimal(value).normalize():,f}")
        case 6:
            return Cell(plain(Decimal(value)).translate(FULL_WIDTH))
        case 8 if name in COUNTED_IN:
            return Cell(f"{value}{COUNTED_IN[name]}")
    return Cell(value, "general") if isinstance(value, int) else Cell(as_float(value), "number")


def plain(value: Decimal) -> str:
    """Return the digits without an exponent and without trailing zeros."""
    return f"{value.normalize():f}"


def day(value: date, turn: int) -> Cell:
    """Write a day as a real date, as text, as eight digits or as a serial number."""
    year, month, number_ = value.year, value.month, value.day
    match turn % 11:
        case 1:
            return Cell(f"{year}-{month}-{number_}")
        case 2:
            return Cell(f"{year}/{month}/{number_}")
        case 3:
            return Cell(f"{year}.{month:02d}.{number_:02d}")
        case 4:
            return Cell(f"{year}年{month}月{number_}日")
        case 5:
            return Cell(f"{year}{month:02d}{number_:02d}")
        case 6:
            return Cell((value - date(1899, 12, 30)).days, "general")
        case 7:
            return Cell(year * 10000 + month * 100 + number_, "general")
        case 8:
            return Cell(f"{year}-{month:02d}-{number_:02d}")
    styles = {0: "date", 9: "date_slash", 10: "date_chinese"}
    return Cell(datetime(year, month, number_), styles[turn % 11])


def yes_no(value: bool, name: str, column: int, turn: int) -> Cell:
    """Write a yes or no; a column keeps to one pair of signs, mostly. 无 only where one has a thing or has it not."""
    pair = PAIRS[0] if turn % 9 == 4 else HAVE if name in HAD else PAIRS[column % len(PAIRS)]
    sign = pair[0] if value else pair[1]
    return Cell(sign, "general" if isinstance(sign, int) else "text")


def year(value: int, turn: int) -> Cell:
    """Write a year."""
    match turn % 7:
        case 2:
            return Cell(f"{value}年")
        case 4:
            return Cell(str(value))
        case 6:
            return Cell(f"{value}年度")
    return Cell(value, "general")


def code(value: str, turn: int) -> Cell:
    """Write a credit code with the odd space or in lower case."""
    match turn % 8:
        case 2:
            return Cell(value.lower())
        case 4:
            return Cell(f"{value[:8]} {value[8:]}")
        case 6:
            return Cell(f" {value}")
        case 7:
            return Cell(f"{value}\u3000")
    return Cell(value)


def text(value: str, name: str, turn: int) -> Cell:
    """Write text; an industry code may become a number where it has no leading zero."""
    if name == "行业代码" and turn % 3 == 0 and not value.startswith("0"):
        return Cell(int(value), "general")
    return Cell(f"{value} " if turn % 23 == 5 else value)


def tags(value: str, turn: int) -> Cell:
    """Write several tags with one of the usual separators."""
    return Cell(value.replace("、", ("、", "，", "；", ",", ";")[turn % 5]))


def spell(value: Value, name: str, kind: str, unit: str, column: int, turn: int) -> Cell:
    """Write any value in one of the spellings of its kind."""
    if value is None:
        return blank(kind, turn)
    match value:
        case bool():
            return yes_no(value, name, column, turn)
        case Decimal() if kind == "money":
            return money(value, unit, turn)
        case date():
            return day(value, turn)
        case int() if kind == "year":
            return year(value, turn)
        case int() | Decimal():
            return number(value, name, turn)
    if kind == "code":
        return code(value, turn)
    return tags(value, turn) if kind == "tags" else text(value, name, turn)
