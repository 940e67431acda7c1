"""A file becomes raw sheets: every cell at its true place. The one seam where another file format would be added."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from techreform_cli.ledger.codes import unreadable
from techreform_cli.ledger.files.probe import SheetFacts, probe
from techreform_cli.ledger.files.sniff import read_workbook_bytes, shown_name
from techreform_cli.ledger.raw import Cell, RawBook, RawSheet


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
