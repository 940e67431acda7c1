"""An .xlsx or .xlsm becomes raw sheets: values by calamine, which is quick, the rest by a look at the XML."""

from __future__ import annotations

import io

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from techreform_cli.domain.problem import Problem
from techreform_cli.ledger.codes import problem, unreadable
from techreform_cli.ledger.files.sheet_xml import SheetFacts
from techreform_cli.ledger.files.workbook_xml import BookFacts, look_into
from techreform_cli.ledger.raw import Cell, RawSheet

PANIC = "PanicException"
"""What a fault inside calamine arrives as; it is no Exception, and its class cannot be imported."""


def read_xlsx(data: bytes, file: str) -> tuple[tuple[RawSheet, ...], list[Problem]]:
    """Every worksheet, and what is to be said about the file. Raises LedgerUnreadable where it cannot be read at all."""
    facts = look_into(data, file)
    try:
        sheets = calamine_sheets(data, file, facts)
    except PasswordError as error:
        raise unreadable("L005", file=file) from error
    except CalamineError as error:
        raise unreadable("L006", file=file, found="内容不合格式") from error
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise unreadable("L006", file=file, found="内容不合格式") from error
    said = [problem("L084", file=file)] * facts.macros + [problem("L085", file=file)] * facts.links
    return sheets, said


def calamine_sheets(data: bytes, file: str, facts: BookFacts) -> tuple[RawSheet, ...]:
    """The worksheets as calamine reads them, with the facts put in."""
    sheets: list[RawSheet] = []
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        for i, meta in enumerate(book.sheets_metadata):
            if meta.typ == SheetTypeEnum.WorkSheet:
                found = facts.sheets[i] if len(facts.sheets) == len(book.sheets_metadata) else None
                if found is None:  # not looked through: not safe to open
                    raise unreadable("L006", file=file, found=f"找不到工作表「{meta.name}」的内容")
                hidden = meta.visible != SheetVisibleEnum.Visible
                sheets.append(raw_sheet(file, book.get_sheet_by_index(i), found, hidden, facts.epoch_1904))
    return tuple(sheets)


def raw_sheet(file: str, sheet: CalamineSheet, facts: SheetFacts, hidden: bool, epoch_1904: bool) -> RawSheet:
    """One sheet, with the faults put where calamine reads a blank."""
    # calamine leaves out blank rows and columns before the first cell unless told not to.
    grid: list[list[Cell]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
    height = max([len(grid), *(row + 1 for row, _ in facts.faults)])
    width = max([len(grid[0]) if grid else 0, *(column + 1 for _, column in facts.faults)])
    if grid and width > len(grid[0]):
        for row in grid:
            row.extend([""] * (width - len(row)))
    grid.extend([""] * width for _ in range(height - len(grid)))
    for (row_index, column), fault in facts.faults.items():
        if row_index >= 0:
            grid[row_index][column] = fault
    # A cell may stand in another row than the one it is written in.
    elsewhere = {i for i, row in enumerate(grid) if i not in facts.content_rows and row.count("") != len(row)}
    return RawSheet(
        file,
        sheet.name,
        grid,
        tuple((top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()),
        frozenset(facts.hidden_rows),
        frozenset(facts.content_rows | elsewhere),
        hidden,
        epoch_1904,
        frozenset(facts.percents),
    )
