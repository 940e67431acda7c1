"""One dressed worksheet: where the header, the facts and everything else stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from techreform_cli.domain.field import FieldType, SheetSpec

from .columns import Column, columns_of
from .facts import Fact
from .mess import Mess
from .page import Day, Page, Place
from .spelling import YUAN, spelled

IDENTIFIED = ("enterprises", "annual", "projects", "county")
SUBTOTALS = ("小计", "合 计", "黄村镇小计", "本页合计", "总计", "其中：规上企业", "小计（3家）", "合计：")
HEADINGS = ("一、智能化改造", "（二）设备更新", "三、黄村镇")
FOOTERS = ("填表人：张三", "注：1.本表一式两份。", "审核人：          填表日期：2019年1月5日", "说明：数据来自企业填报", "※以上均为含税数")


@dataclass(frozen=True)
class Entry:
    """What one cell of a line says: a fact's value under its frame column; `shared` are the other facts it speaks of as well."""

    fact: Fact
    key: str
    value: Any
    shared: tuple[Fact, ...] = ()


Line = dict[str, Entry]
"""One row of data: column key -> entry."""


@dataclass(frozen=True)
class Contradiction:
    """The row stands twice, the second time with this in the cell."""

    other: Any


Of = tuple[str, int, str]
"""What a cell speaks of: kind of sheet, number of the fact, frame column."""


@dataclass
class Laid:
    """A worksheet and where the facts stand in it. `places`: fact and frame column -> its places, `covered`: place below the
    first of a merged cell -> the first, `rows`: row -> its facts' numbers, `again`: rows that say the same as another."""

    spec: SheetSpec
    page: Page
    columns: list[Column]
    header_first: int = 0
    header_last: int = 0
    places: dict[Of, list[Place]] = field(default_factory=dict)
    covered: dict[Place, Place] = field(default_factory=dict)
    rows: dict[int, list[int]] = field(default_factory=dict)
    again: set[int] = field(default_factory=set)
    broken: dict[str, str] = field(default_factory=dict)


def lay_out(
    mess: Mess, spec: SheetSpec, name: str, keys: list[str], lines: list[Line], damage: dict[Of, Any], broken: dict[str, str]
) -> Laid:
    """The worksheet that has the lines in the columns, of which `broken` (field -> how) are not to be understood."""
    columns, unit_line = columns_of(mess, spec, keys, name, broken)
    dice = mess.dice("layout", name)
    left = dice.randint(1, 2) if mess.does("leading columns", name) else 0
    laid = Laid(spec, Page(name), columns, broken=broken)
    laid.header_first = top = above(mess, laid, unit_line, name, left)
    laid.header_last = header(mess, laid, top, left)
    row = laid.header_last + 1
    if mess.does("column numbers", name):
        number_columns(laid, row, left)
        row += 1
    row = body(mess, laid, lines, row, left, damage)
    if mess.does("footers", name):
        row += dice.randint(0, 2)
        for text in dice.sample(FOOTERS, dice.randint(1, 3)):
            laid.page.cells[row, left] = text
            row += 1
    laid.page.hidden = mess.does("hidden sheets", name, chance=0.3)
    return laid


def above(mess: Mess, laid: Laid, unit_line: str, name: str, left: int) -> int:
    """Titles, blank rows and the unit above the header; the row where the header begins."""
    dice = mess.dice("above", name)
    row = dice.randint(1, 2) if mess.does("blank rows above", name) else 0
    cells, width = laid.page.cells, len(laid.columns)
    if mess.does("title", name):
        cells[row, left] = dice.choice(["东源县技改台账", "附件2", "东源县工业企业技术改造情况表（2018—2020年）", "  统计表  "])
        if dice.random() < 0.5 and width > 1:
            laid.page.merges.append((row, left, row, left + width - 1))
        row += 1
    if unit_line:
        form = dice.choice(
            ["单位：{}", "（单位：{}）", "金额单位：{}", "填报单位：东源县工信局    单位：{}", "单位:{}、亩、人", "计量单位：{}"]
        )
        place = (row, left if dice.random() < 0.4 else left + width - 1)
        cells[place] = form.format(unit_line)
        if place[1] > left and dice.random() < 0.5:
            cells[row, left] = "填报单位：东源县工信局"
        row += 1
    return row


def header(mess: Mess, laid: Laid, top: int, left: int) -> int:
    """Write the header's rows; the last of them."""
    page, columns, name = laid.page, laid.columns, laid.page.name
    uppers = max(len(column.upper) for column in columns)
    below = any(column.unit_below for column in columns)
    thick = bool(uppers) and not below and mess.does("merged group rows", name)
    word_row = top + uppers + thick
    last = word_row + below
    merged_down = mess.does("names merged down", name) or thick
    for index, column in enumerate(columns):
        at = left + index
        if not column.word:
            continue
        if column.upper or word_row == top:
            page.cells[word_row, at] = column.word
        else:
            page.cells[top if merged_down else word_row, at] = column.word
            if merged_down and not below:
                page.merges.append((top, at, word_row, at))
        if column.unit_below:
            page.cells[last, at] = column.unit
    for label, group in groupby(enumerate(columns), key=lambda pair: pair[1].upper):
        span = [left + index for index, _ in group]
        if label:
            page.cells[top, span[0]] = label[0]
            if len(span) > 1 or thick:
                page.merges.append((top, span[0], top + thick, span[-1]))
    return last


def number_columns(laid: Laid, row: int, left: int) -> None:
    """甲 乙 1 2 3 below the header."""
    letters = iter("甲乙丙丁")
    number = 0
    for index, column in enumerate(laid.columns):
        wordy = column.spec is None or column.spec.type in (FieldType.TEXT, FieldType.CODE)
        if number == 0 and wordy and (letter := next(letters, "")):
            laid.page.cells[row, left + index] = letter
        elif column.word:
            number += 1
            laid.page.cells[row, left + index] = number


def body(mess: Mess, laid: Laid, lines: list[Line], row: int, left: int, damage: dict[Of, Any]) -> int:
    """Write the lines and what stands between them; the row below."""
    name, page = laid.page.name, laid.page
    dice = mess.dice("body", name)
    groups = [list(group) for _, group in groupby(lines, key=firm_of)]
    for number, group in enumerate(groups):
        if (at := heading_place(laid, left)) is not None and "duplicates" not in mess.features and mess.does("headings with sums", name):
            sums(laid, group, row, left)
            page.cells[row, at] = dice.choice(HEADINGS)
            row += 1
        elif mess.does("headings", name, number, chance=0.4):
            page.cells[row, left] = dice.choice(HEADINGS)
            row += 1
        start = row
        for line in group:
            write_line(mess, laid, line, row, left, damage)
            if mess.does("hidden rows", name, row, chance=0.3):
                page.hidden_rows.add(row)
            row += 1
            row = contradict(laid, line, row, left, damage)
            if laid.spec.key in IDENTIFIED and "completed_investment" not in line and mess.does("duplicates", name, row, chance=0.15):
                row = write_again(laid, row)
        merge_firm(mess, laid, start, row - 1, left)
        if mess.does("subtotals", name, number, chance=0.5):
            subtotal(mess, laid, group, row, left)
            row += 1
        if mess.does("blank rows", name, number, chance=0.3):
            row += dice.randint(1, 2)
        if number + 1 < len(groups) and mess.does("repeated header", name, number, chance=0.3):
            row = repeat_header(laid, row)
    return row


def firm_of(line: Line) -> object:
    return next(iter(line.values())).fact.firm


def write_line(mess: Mess, laid: Laid, line: Line, row: int, left: int, damage: dict[Of, Any]) -> None:
    name = laid.page.name
    for index, column in enumerate(laid.columns):
        place = (row, left + index)
        if column.own:
            cell = column.own(mess.dice("own", name, row, index), len(laid.rows))
            cell = Day(cell) if hasattr(cell, "year") else cell
        elif column.key in line:
            entry = line[column.key]
            fact = (entry.fact.kind, entry.fact.number, entry.key)
            assert column.spec
            harmed = fact in damage and not isinstance(damage[fact], Contradiction)
            cell = damage[fact] if harmed else spelled(mess, column.spec, entry.value, column.unit, name, row, column.key)
            for one in (entry.fact, *entry.shared):
                laid.places.setdefault((one.kind, one.number, entry.key), []).append(place)
        else:
            continue
        if cell not in ("", None):
            laid.page.cells[place] = cell
    laid.rows[row] = sorted({entry.fact.number for entry in line.values()})


def write_again(laid: Laid, row: int) -> int:
    """The row above once more."""
    for (at, column), cell in list(laid.page.cells.items()):
        if at == row - 1:
            laid.page.cells[row, column] = cell
    laid.rows[row] = laid.rows[row - 1]
    laid.again.add(row)
    return row + 1


def contradict(laid: Laid, line: Line, row: int, left: int, damage: dict[Of, Any]) -> int:
    """The row above once more where the damage says so, with something else in a cell."""
    for index, column in enumerate(laid.columns):
        entry = line.get(column.key)
        wrong = damage.get((entry.fact.kind, entry.fact.number, entry.key)) if entry else None
        if isinstance(wrong, Contradiction) and "completed_investment" not in line:
            row = write_again(laid, row)
            laid.page.cells[row - 1, left + index] = wrong.other
    return row


def merge_firm(mess: Mess, laid: Laid, first: int, last: int, left: int) -> None:
    """Merge the cells of name and code over all rows of one enterprise."""
    if last <= first or not mess.does("merged firms", laid.page.name, first, chance=0.8) or laid.spec.key == "enterprises":
        return
    for index in [left + i for i, column in enumerate(laid.columns) if column.key in ("name", "credit_code")]:
        laid.page.merges.append((first, index, last, index))
        for row in range(first + 1, last + 1):
            laid.page.cells.pop((row, index), None)
            laid.covered[row, index] = (first, index)


def subtotal(mess: Mess, laid: Laid, group: list[Line], row: int, left: int) -> None:
    """A row that adds up the amounts of the group."""
    dice = mess.dice("subtotal", laid.page.name, row)
    wordy = [
        i
        for i, c in enumerate(laid.columns)
        if c.word == "序号" or (c.spec and c.spec.type is FieldType.TEXT and c.key in ("name", "project_name"))
    ]
    at = dice.choice(wordy) if wordy else 0
    sums(laid, group, row, left)
    laid.page.cells[row, left + at] = dice.choice(SUBTOTALS)


def sums(laid: Laid, group: list[Line], row: int, left: int) -> None:
    """Write what the amounts of the group add up to."""
    for index, column in enumerate(laid.columns):
        if column.spec and column.spec.type is FieldType.MONEY and column.unit:
            values = [line[column.key].value for line in group if column.key in line and line[column.key].value is not None]
            total = sum(values, Decimal(0)) / YUAN[column.unit.removesuffix("/人")]
            laid.page.cells[row, left + index] = float(total)


def heading_place(laid: Laid, left: int) -> int | None:
    """The first column, if it is one of words or running numbers: a heading stands at the left."""
    first = laid.columns[0]
    return left if first.word == "序号" or (first.spec and first.spec.type is FieldType.TEXT) else None


def repeat_header(laid: Laid, row: int) -> int:
    """The header's rows once more, as at the top of a printed page."""
    depth = laid.header_last - laid.header_first + 1
    for (at, column), cell in list(laid.page.cells.items()):
        if laid.header_first <= at <= laid.header_last:
            laid.page.cells[row + at - laid.header_first, column] = cell
    return row + depth
