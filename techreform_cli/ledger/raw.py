"""A file as written, before anything is understood: sheets of cells, each at its true place."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from techreform_cli.domain.problem import Problem
from techreform_cli.domain.source import SourceRef, column_letter


@dataclass(frozen=True, slots=True)
class Fault:
    """What stands in a cell that has no value to give: an error value, or a formula whose result was not stored."""

    error: str = ""


@dataclass(frozen=True, slots=True)
class Percent:
    """A number shown as per cent: 0.125 shown as 12.5%."""

    value: float


Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta | Fault | Percent


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet as written. `grid` starts at A1 and is rectangular; rows and columns count from 0.

    `called` is what to know the sheet by, where its own name says nothing (Sheet1) and that of its file does; `alone` as in
    SourceRef; `percents` are the cells shown as a percentage, 12.5% being the number 0.125; `untyped` where every cell is the text that
    a program once showed for it.
    """

    file: str
    name: str
    grid: list[list[Cell]]
    merges: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column
    hidden_rows: frozenset[int] = frozenset()
    content_rows: frozenset[int] | None = None  # by the probe's own count; None where there was no probe
    hidden: bool = False
    epoch_1904: bool = False
    percents: frozenset[tuple[int, int]] = frozenset()
    called: str = ""
    alone: bool = True
    untyped: bool = False

    @property
    def title(self) -> str:
        """What the sheet is to be known by; positions go by `name`."""
        return self.called or self.name

    def ref(self, row: int, column: int) -> SourceRef:
        """The cell at that place."""
        return SourceRef(self.file, self.name, f"{column_letter(column)}{row + 1}", self.alone)

    @property
    def whole(self) -> SourceRef:
        """The sheet as a whole."""
        return SourceRef(self.file, self.name, "", self.alone)


def shown_as_percent(sheet: RawSheet) -> RawSheet:
    """The sheet with its numbers that are shown as per cent marked as such."""
    for row, column in sheet.percents:
        if row < len(sheet.grid) and column < len(sheet.grid[row]) and isinstance(value := sheet.grid[row][column], float):
            sheet.grid[row][column] = Percent(value)
    return sheet


@dataclass(frozen=True, slots=True)
class RawBook:
    """A whole file, or folder of files, as written; `problems` are about the files. `file`, `sha256` and `files` as in Ledger."""

    file: str
    sha256: str
    sheets: tuple[RawSheet, ...]
    problems: tuple[Problem, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
