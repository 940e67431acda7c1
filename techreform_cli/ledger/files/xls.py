"""A workbook of the old Excel (.xls, also WPS's .et) as raw sheets, read by xlrd: it keeps error values, hidden rows and formats."""

from __future__ import annotations

import datetime as dt
import struct
from typing import TYPE_CHECKING

from techreform_cli.ledger.codes import unreadable
from techreform_cli.ledger.files.extent import check_extent
from techreform_cli.ledger.raw import Cell, Fault, Percent, RawSheet

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Sheet

MAX_XLS = 40 * 2**20
"""An .xls holds no more than 65,536 rows a sheet; xlrd takes about ten times a file's size in memory."""


DAMAGED = (AssertionError, LookupError, ValueError, TypeError, ArithmeticError, AttributeError, MemoryError, struct.error)
"""What xlrd meets in damaged bytes, beside its own errors."""


def read_xls(data: bytes, file: str) -> tuple[RawSheet, ...]:
    """Every worksheet of the .xls in `data`. Raises LedgerUnreadable where it has a password, is damaged, or is too large."""
    import xlrd

    if len(data) > MAX_XLS:
        raise unreadable("L007", file=file, found=f"{len(data) // 2**20} MB，.xls 上限 {MAX_XLS // 2**20} MB")
    try:
        with xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=_Silence(), on_demand=False) as book:
            return tuple(_sheet(book, sheet, file) for sheet in book.sheets())
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError) as problem:
        code = "L005" if "encrypted" in str(problem).lower() else "L006"
        raise unreadable(code, file=file, found="内容不合格式") from problem
    except DAMAGED as problem:
        raise unreadable("L006", file=file, found="内容不合格式") from problem


class _Silence:
    """Where xlrd's remarks on odd files go."""

    def write(self, text: str) -> None:
        """Drop the text."""

    def flush(self) -> None:
        """Nothing is kept back."""


def _sheet(book: Book, sheet: Sheet, file: str) -> RawSheet:
    grid = [[_cell(book, sheet, row, column) for column in range(sheet.ncols)] for row in range(sheet.nrows)]
    content = frozenset(row for row, cells in enumerate(grid) if any(cell != "" for cell in cells))
    check_extent(grid, file, sheet.name)
    merges = tuple((top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells)
    hidden = frozenset(row for row, info in sheet.rowinfo_map.items() if info.hidden)
    return RawSheet(file, sheet.name, grid, merges, hidden, content, hidden=sheet.visibility != 0, epoch_1904=book.datemode == 1)


def _cell(book: Book, sheet: Sheet, row: int, column: int) -> Cell:
    import xlrd

    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    if kind == xlrd.XL_CELL_ERROR:
        return Fault(xlrd.error_text_from_code.get(value, "#N/A"))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_DATE:
        return _day(float(value), book.datemode)
    if kind == xlrd.XL_CELL_NUMBER:
        return Percent(float(value)) if _is_percent(book, sheet, row, column) else float(value)
    return str(value)


def _day(value: float, datemode: int) -> Cell:
    """The day a date cell shows; its number where there is no such day."""
    import xlrd

    try:
        moment: dt.datetime = xlrd.xldate.xldate_as_datetime(value, datemode)
    except (ValueError, OverflowError):
        return value
    return moment.date() if moment.time() == dt.time() else moment


def _is_percent(book: Book, sheet: Sheet, row: int, column: int) -> bool:
    found = book.format_map.get(book.xf_list[sheet.cell_xf_index(row, column)].format_key)
    return found is not None and "%" in found.format_str
