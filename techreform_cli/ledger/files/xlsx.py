"""A workbook (.xlsx, .xlsm) as raw sheets: by calamine, with what the probe found where calamine reads a blank."""

from __future__ import annotations

import io
from typing import cast

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from techreform_cli.ledger.codes import unreadable
from techreform_cli.ledger.files.probe import SheetFacts, probe
from techreform_cli.ledger.raw import Cell, Percent, RawSheet


def read_xlsx(data: bytes, file: str) -> tuple[tuple[RawSheet, ...], bool, bool]:
    """Every worksheet of the .xlsx or .xlsm in `data`, whether it has macros, whether it links to other files. Raises LedgerUnreadable
    where it cannot be read at all."""
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
    return sheets, facts.macros, facts.links


def raw_sheet(file: str, sheet: CalamineSheet, facts: SheetFacts, hidden: bool, epoch_1904: bool) -> RawSheet:
    """One sheet, with the faults the probe found put where calamine reads a blank."""
    # calamine leaves out blank rows and columns before the first cell unless told not to.
    grid = cast("list[list[Cell]]", sheet.to_python(skip_empty_area=False))
    height = max([len(grid), *(row + 1 for row, _ in facts.faults)])
    width = max([len(grid[0]) if grid else 0, *(column + 1 for _, column in facts.faults)])
    for row in grid:
        row.extend([""] * (width - len(row)))
    grid.extend([""] * width for _ in range(height - len(grid)))
    for (row_index, column), fault in facts.faults.items():
        if row_index >= 0:
            grid[row_index][column] = fault
    for row_index, column in facts.percents:
        if row_index < height and column < width and isinstance(value := grid[row_index][column], float):
            grid[row_index][column] = Percent(value)
    merges = tuple((top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ())
    return RawSheet(file, sheet.name, grid, merges, facts.hidden_rows, facts.content_rows, hidden, epoch_1904)
