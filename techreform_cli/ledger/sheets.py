"""A file becomes raw sheets: every cell at its true place. The one seam where another file format would be added."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from techreform_cli.domain.source import SourceRef, column_letter
from techreform_cli.ledger.codes import unreadable
from techreform_cli.ledger.probe import Fault, SheetFacts, probe
from techreform_cli.ledger.sniff import read_workbook_bytes, shown_name

Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta | Fault


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet as written. `grid` starts at A1 and is rectangular; rows and columns count from 0."""

    file: str
    name: str
    grid: list[list[Cell]]
    merges: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column
    hidden_rows: frozenset[int] = frozenset()
    content_rows: frozenset[int] | None = None  # by the probe's own count; None where there was no probe
    hidden: bool = False
    epoch_1904: bool = False

    def ref(self, row: int, column: int) -> SourceRef:
        """The cell at that place."""
        return SourceRef(self.file, self.name, f"{column_letter(column)}{row + 1}")

    @property
    def whole(self) -> SourceRef:
        """The sheet as a whole."""
        return SourceRef(self.file, self.name, "")


@dataclass(frozen=True, slots=True)
class RawBook:
    """A whole file as written."""

    file: str
    sha256: str
    sheets: tuple[RawSheet, ...]


def read_sheets(path: Path) -> RawBook:
    """Every worksheet of the file. Raises LedgerUnreadable where it cannot be read at all."""
    file = shown_name(path)
    data = read_workbook_bytes(path)
    facts = probe(data, file)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets = tuple(
                raw_sheet(
                    file,
                    book.get_sheet_by_index(i),
                    facts.sheets.get(meta.name, SheetFacts()),
                    meta.visible != SheetVisibleEnum.Visible,
                    facts.epoch_1904,
                )
                for i, meta in enumerate(book.sheets_metadata)
                if meta.typ == SheetTypeEnum.WorkSheet
            )
    except PasswordError as problem:
        raise unreadable("L005", file=file) from problem
    except CalamineError as problem:
        raise unreadable("L006", file=file, found="内容不合格式") from problem
    return RawBook(file, hashlib.sha256(data).hexdigest(), sheets)


def raw_sheet(file: str, sheet: CalamineSheet, facts: SheetFacts, hidden: bool, epoch_1904: bool) -> RawSheet:
    """One sheet, with the faults the probe found put where calamine reads a blank."""
    # calamine leaves out blank rows and columns before the first cell unless told not to.
    grid: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    height = max([len(grid), *(row + 1 for row, _ in facts.faults)])
    width = max([len(grid[0]) if grid else 0, *(column + 1 for _, column in facts.faults)])
    for row in grid:
        row.extend([""] * (width - len(row)))
    grid.extend([""] * width for _ in range(height - len(grid)))
    for (row_index, column), fault in facts.faults.items():
        if row_index >= 0:
            grid[row_index][column] = fault
    merges = tuple((top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ())
    return RawSheet(file, sheet.name, grid, merges, facts.hidden_rows, facts.content_rows, hidden, epoch_1904)
