"""Headings of groups that carry the sum of their group: 一、仙塘镇 … 1200. They are told from data by what they add up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from fractions import Fraction

from techreform_cli.domain.field import NUMBER_SCALE, FieldType
from techreform_cli.domain.money import decimal_text
from techreform_cli.domain.problem import Problem
from techreform_cli.ledger.cells import Finding, read_cell
from techreform_cli.ledger.codes import problem
from techreform_cli.ledger.columns import TakenColumn
from techreform_cli.ledger.match import MEASURES
from techreform_cli.ledger.numerals import numeral
from techreform_cli.ledger.raw import Cell, RawSheet
from techreform_cli.ledger.rows import HEADING, HEADING_ROW, DataRows, is_space
from techreform_cli.ledger.wording import label

NUMERAL = re.compile(r"\(?[一二三四五六七八九十]{1,3}\)?[、.]?")
STARTS, ENDS = frozenset("一二三四五六七八九十(（"), frozenset("镇乡道办区园)）个家项户")
PLACE = re.compile(r".{1,12}(镇|乡|街道|街道办|园区|工业园|产业园|开发区|高新区)(\(.*\)|\d+[家个项户])?")


@dataclass(frozen=True, slots=True)
class Heading:
    """A row that looks like a heading with sums. `sure` where its words can hardly be anything else, `within` for (一) as against 一、,
    `sums` what it says by column: a sum in the column's own parts."""

    row: int
    words: str
    column: int
    sure: bool
    within: bool
    sums: dict[str, int]


def without_headings(sheet: RawSheet, taken: list[TakenColumn], rows: DataRows, problems: list[Problem]) -> DataRows:
    """The rows but for those that head a group and add it up, each of which is said; one that only might be a heading is data unless it
    adds up what is below it."""
    likely = [row for row in rows.used if begins_like_one(sheet.grid[row])]
    if not likely:  # as in nearly every sheet
        return rows
    measures = {column.key: column for column in taken if column.reading.spec.type in MEASURES}
    merged = {row for top, _, bottom, _ in sheet.merges for row in range(top, bottom + 1) if bottom > top}
    others = {column.index for column in taken} - {column.index for column in measures.values()}
    headings = {found.row: found for row in likely if row not in merged and (found := heading(sheet, row, measures, others))}
    if not headings:
        return rows
    data = [row for row in rows.used if row not in headings]
    gone: set[int] = set()
    for found in headings.values():
        fitting = any(adds_up(found, sheet, measures, group) for group in groups(found, headings, data))
        if fitting or found.sure:
            gone.add(found.row)
            problems.append(told(found, sheet, measures, fitting, own_group(found, headings, data)))
    excluded = Counter(rows.excluded) + Counter({HEADING_ROW: len(gone)})
    return replace(rows, used=tuple(row for row in rows.used if row not in gone), excluded=dict(excluded))


def begins_like_one(cells: list[Cell]) -> bool:
    """Whether the first thing that a row says can be a heading's: a quick look at each row."""
    first = next((cell for cell in cells if cell != ""), "")
    return isinstance(first, str) and (first.strip()[:1] in STARTS or first.strip()[-1:] in ENDS)


def heading(sheet: RawSheet, row: int, measures: dict[str, TakenColumn], others: Set[int]) -> Heading | None:
    """What the row heads, if it has but its words and sums: nothing like a year or a number in the `others` of the columns in use."""
    places = {column.index: column for column in measures.values()}
    words: list[tuple[int, str]] = []
    sums: dict[str, int] = {}
    for index, cell in enumerate(sheet.grid[row]):
        if is_space(cell):
            continue
        value = number(cell, places[index]) if index in places else None
        if value is not None:
            sums[places[index].key] = value
        elif isinstance(cell, str) and not numeral(cell):
            words.append((index, label(cell)))
        elif index in places or index in others or not isinstance(cell, (str, int, float)) or isinstance(cell, bool):
            return None  # a day, yes or no, or an amount that cannot be read
    if not sums or not 1 <= len(words) <= 2:
        return None
    column, first = words[0]
    numbered = len(words) == 1 and bool(HEADING.fullmatch(first))
    if not numbered and not NUMERAL.fullmatch(first) and not (len(words) == 1 and PLACE.fullmatch(first)):
        return None
    return Heading(row, " ".join(str(sheet.grid[row][at]).strip() for at, _ in words), column, numbered, first.startswith("("), sums)


def number(cell: Cell, column: TakenColumn) -> int | None:
    """The figure that a cell of the column states; None for none."""
    value = read_cell(cell, column.reading)
    value = value.value if isinstance(value, Finding) else value
    return int(value) if value is not None and not isinstance(value, str) else None


def groups(found: Heading, headings: dict[int, Heading], data: list[int]) -> Iterator[list[int]]:
    """The rows that the heading may add up: down to any later heading, or to the end."""
    ends = [row for row in headings if row > found.row]
    for end in [*ends, None]:
        if group := [row for row in data if row > found.row and (end is None or row < end)]:
            yield group


def own_group(found: Heading, headings: dict[int, Heading], data: list[int]) -> list[int]:
    """The rows down to the next heading of its own level, or one above."""
    end = next((one.row for one in headings.values() if one.row > found.row and (found.within or not one.within)), None)
    return [row for row in data if row > found.row and (end is None or row < end)]


def added(sheet: RawSheet, column: TakenColumn, group: list[int]) -> int | None:
    """The sum of a column over the rows, a blank adding nothing; None where a cell cannot be read."""
    total = 0
    for row in group:
        cell = sheet.grid[row][column.index]
        value = 0 if is_space(cell) or read_cell(cell, column.reading) == column.reading.spec.when_blank else number(cell, column)
        if value is None:
            return None
        total += value
    return total


def adds_up(found: Heading, sheet: RawSheet, measures: dict[str, TakenColumn], group: list[int]) -> bool:
    """Whether every sum is that of the rows, as far as these can be read, and one of them is; nothing but zeros says nothing of a row
    that only might be a heading."""
    sums = {key: added(sheet, measures[key], group) for key in found.sums}
    known = {key: total for key, total in sums.items() if total is not None}
    return bool(known) and (found.sure or any(known.values())) and all(found.sums[key] == total for key, total in known.items())


def told(found: Heading, sheet: RawSheet, measures: dict[str, TakenColumn], fitting: bool, group: list[int]) -> Problem:
    """What is said of a heading that is left out: that it adds up, or the first sum that does not."""
    if fitting:
        return problem("L116", sheet.ref(found.row, found.column), found=found.words)
    totals = {key: added(sheet, measures[key], group) for key in found.sums}
    wrong = next((key for key, total in totals.items() if total is not None and total != found.sums[key]), next(iter(found.sums)))
    column, total = measures[wrong], totals[wrong]
    sums = "有看不清的" if total is None else f"是 {shown(total, column)}"
    details = {"found": found.words, "taken": shown(found.sums[wrong], column), "count": len(group), "sums": sums}
    return problem("L117", sheet.ref(found.row, column.index), column.name, **details)


def shown(value: int, column: TakenColumn) -> str:
    """A figure in the column's own unit."""
    reading = column.reading
    parts = (reading.factor or Fraction(1)) * (NUMBER_SCALE if reading.spec.type is FieldType.NUMBER else 1)
    return decimal_text(Fraction(value) / parts, 0, 6) + reading.unit
