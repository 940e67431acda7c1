"""Where a sheet's header stands, and which column holds which field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from techreform_cli.domain.source import column_letter
from techreform_cli.ledger.dates import FIRST_YEAR, LAST_YEAR
from techreform_cli.ledger.match import HeaderIndex, Hit
from techreform_cli.ledger.raw import Cell, RawSheet
from techreform_cli.ledger.units import plain_unit, units_named
from techreform_cli.ledger.wording import label

SEARCH_ROWS = 30
MAX_DEPTH = 3
MAX_WIDTH = 400

CODE_LIKE = re.compile(r"(?=.*\d)[0-9A-Z]{15,18}")
FIGURE = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?%?")


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """One column of a sheet: its header as written, what it was found to mean, and whether that is what a clerk has saved."""

    index: int
    text: str
    hit: Hit | None
    saved: bool = False

    @property
    def letter(self) -> str:
        """The column as the clerk sees it."""
        return column_letter(self.index)


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a sheet: rows `first` to `last` (from 0), its columns, and the units a row above it names."""

    first: int
    last: int
    columns: tuple[HeaderColumn, ...]
    units: tuple[str, ...] = ()

    @property
    def keys(self) -> set[str]:
        """The keys of the fields found, one for all years of a yearly field."""
        return {column.hit.spec.key for column in self.columns if column.hit}

    @property
    def by_year(self) -> bool:
        """Whether years stand side by side of which the kind of sheet should have a row each."""
        return any(column.hit and column.hit.year and not column.hit.spec.yearly for column in self.columns)


def find_header(sheet: RawSheet, index: HeaderIndex) -> Header | None:
    """The rows among the first 30 that name most fields; None if no row names two."""
    best: tuple[tuple[int, int, int, int], Header] | None = None
    texts = header_texts(sheet, index)
    needed = min(2, len(index.spec.fields))
    speaking = [any(text and index.find((text,)) for text in row) for row in texts]
    for first in range(len(texts)):
        for depth in range(1, min(MAX_DEPTH, len(texts) - first) + 1):
            opening = next((row for row in texts[first : first + depth] if any(row)), [])
            if not any(speaking[first : first + depth]) or is_lone_unit(opening):  # which is one for all of the sheet
                continue
            columns = tuple(header_columns(texts[first : first + depth], index))
            hits = [column.hit for column in columns if column.hit]
            # Of equally good ones: the one with more units, then the lower and upper rows that add nothing left out.
            score = (len({hit.key for hit in hits}), sum(1 for hit in hits if hit.unit), -depth, -first)
            if score[0] >= needed and (best is None or score > best[0]):
                best = (score, Header(first, first + depth - 1, columns))
    return with_units(sheet, best[1]) if best else None


def header_at(sheet: RawSheet, index: HeaderIndex, first: int, last: int) -> Header:
    """The header that stands in the rows `first` to `last` (from 0), whatever they name."""
    return with_units(sheet, Header(first, last, tuple(header_columns(spread_texts(sheet, first, last), index))))


def with_units(sheet: RawSheet, header: Header) -> Header:
    """The header with the units that are stated above and beside it for the whole sheet. What stands above a column as its header says
    once more is that column's own."""
    own = {as_text(cell) for row in sheet.grid[header.first : header.last + 1] for cell in row}
    above = [cell for row in sheet.grid[: header.first] for cell in row if isinstance(cell, str) and cell and as_text(cell) not in own]
    beside = [
        cell for row in sheet.grid[header.first : header.last + 1] for cell in row if isinstance(cell, str) and is_unit_line(label(cell))
    ]
    units = tuple(unit for text in above + beside for unit in units_named(text))
    return Header(header.first, header.last, header.columns, units)


def header_texts(sheet: RawSheet, index: HeaderIndex) -> list[list[str]]:
    """The first rows as labels, titles and rows of data left out."""
    rows = spread_texts(sheet, 0, SEARCH_ROWS - 1)
    return [[""] * len(row) if is_title(row, index) or is_data(cells) else row for row, cells in zip(rows, sheet.grid, strict=False)]


def spread_texts(sheet: RawSheet, first: int, last: int) -> list[list[str]]:
    """The rows `first` to `last` as labels, a cell merged sideways repeated over the columns it spans, in the first of its rows."""
    rows = [["" if is_unit_line(text := as_text(cell)) else text for cell in row[:MAX_WIDTH]] for row in sheet.grid[first : last + 1]]
    for top, left, _, right in sheet.merges:
        row = rows[top - first] if first <= top < first + len(rows) else []
        if left < right and left < len(row):
            for column in range(left, min(right + 1, len(row))):
                row[column] = row[left]
    return rows


def is_title(row: list[str], index: HeaderIndex) -> bool:
    """Whether a row holds one text only, in one cell or from the first column on: a title, not a group of columns, nor the one column
    that has its name in this row or those of all years, nor units."""
    texts = [text for text in row if text]
    if (len(set(texts)) == 1 and index.find((texts[0],))) or all(plain_unit(text.strip("()")) for text in texts):
        return False
    return len(set(texts)) == 1 and (len(texts) == 1 or row[0] == texts[0])


def is_data(cells: list[Cell]) -> bool:
    """Whether a row holds what no header does: days, yes and no, numbers that are no years, codes."""
    return any(not could_be_header(cell) for cell in cells)


def could_be_header(cell: Cell) -> bool:
    """Whether a cell is words or a year; in a text file a number is words, too."""
    if isinstance(cell, str):
        number = FIGURE.fullmatch(label(cell))
        year = number and number[0].isdigit() and FIRST_YEAR <= int(number[0]) <= LAST_YEAR
        return not CODE_LIKE.fullmatch(cell.strip()) and (not number or bool(year))
    return isinstance(cell, (int, float)) and not isinstance(cell, bool) and FIRST_YEAR <= cell <= LAST_YEAR


def is_lone_unit(row: list[str]) -> bool:
    """Whether a row holds a unit and nothing else: above the header for the whole sheet, below it for the column."""
    texts = [text for text in row if text]
    return len(texts) == 1 and bool(plain_unit(texts[0].strip("()")))


def is_unit_line(text: str) -> bool:
    """Whether a cell says only in what unit the sheet is: 单位：万元."""
    return text.removeprefix("(").startswith(("单位:", "金额单位:", "计量单位:"))


def as_text(cell: Cell) -> str:
    """A header cell as a label; a year may be a number."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return label(cell) if isinstance(cell, str) else ""


def header_columns(rows: list[list[str]], index: HeaderIndex) -> Iterator[HeaderColumn]:
    """Each column that has a header in `rows`, and what it means."""
    for column in range(len(rows[0])):
        parts = tuple(dict.fromkeys(row[column] for row in rows if row[column]))
        if parts:
            letter = column_letter(column)
            yield HeaderColumn(column, "/".join(parts), index.find(parts, letter), index.saved(parts, letter) is not None)
