"""An .xls (or WPS .et) becomes raw sheets, by xlrd: unlike calamine it keeps error values."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import xlrd
from xlrd.biffh import XL_CELL_BLANK, XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_EMPTY, XL_CELL_ERROR, error_text_from_code
from xlrd.xldate import XLDateError, xldate_as_datetime

from techreform_cli.domain.problem import Problem
from techreform_cli.ledger.codes import unreadable
from techreform_cli.ledger.files.biff import workbook_stream
from techreform_cli.ledger.files.percent import shows_percent
from techreform_cli.ledger.raw import Cell, Fault, RawSheet


def read_xls(data: bytes, file: str) -> tuple[tuple[RawSheet, ...], list[Problem]]:
    """Every worksheet. Raises LedgerUnreadable where it cannot be read at all."""
    stream = workbook_stream(data, file)
    try:
        with Path(os.devnull).open("w") as log:
            book = xlrd.open_workbook(file_contents=stream, logfile=log, formatting_info=True, ragged_rows=True, on_demand=True)
            percents = {
                number for number, style in enumerate(book.xf_list) if shows_percent(book.format_map[style.format_key].format_str or "")
            }
            sheets = []
            for number in range(book.nsheets):
                sheets.append(raw_sheet(file, book.sheet_by_index(number), book.datemode, percents))
                book.unload_sheet(number)
    except Exception as error:  # xlrd lets whatever a broken record leads to come through
        raise unreadable("L006", file=file, found="内容不合格式") from error
    return tuple(sheets), []


def raw_sheet(file: str, sheet: xlrd.sheet.Sheet, datemode: int, percents: set[int]) -> RawSheet:
    """One sheet, cut off below and to the right of its content."""
    grid: list[list[Cell]] = []
    shown: set[tuple[int, int]] = set()
    for row in range(sheet.nrows):
        kinds, values = sheet.row_types(row), sheet.row_values(row)
        cells = [value if kind < XL_CELL_DATE else typed(kind, value, datemode) for kind, value in zip(kinds, values, strict=True)]
        while cells and cells[-1] == "":
            cells.pop()
        grid.append(cells)
        if percents:
            shown |= {(row, i) for i in range(len(cells)) if cells[i] != "" and sheet.cell_xf_index(row, i) in percents}
    while grid and not grid[-1]:
        grid.pop()
    width = max(map(len, grid), default=0)
    content = frozenset(i for i, cells in enumerate(grid) if cells)
    for cells in grid:
        cells.extend([""] * (width - len(cells)))
    merges = tuple((top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells)
    hidden = frozenset(row for row, info in sheet.rowinfo_map.items() if info.hidden)
    return RawSheet(file, sheet.name, grid, merges, hidden, content, bool(sheet.visibility), bool(datemode), frozenset(shown))


def typed(kind: int, value: float, datemode: int) -> Cell:
    """The value of a cell that is neither text nor a plain number."""
    if kind in (XL_CELL_EMPTY, XL_CELL_BLANK):
        return ""
    if kind == XL_CELL_BOOLEAN:
        return bool(value)
    if kind == XL_CELL_ERROR:
        return Fault(error_text_from_code.get(int(value), "#N/A"))
    try:
        moment: dt.datetime = xldate_as_datetime(value, datemode)
    except (XLDateError, OverflowError, ValueError):
        return value
    if 0 <= value < 1:
        return moment.time()
    return moment.date() if moment.time() == dt.time() else moment
