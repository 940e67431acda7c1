"""Writes facts as the canonical workbook and says in which cell each fact stands."""

import datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from .facts import COLUMNS, CORE_HEADERS, SHEETS


def write_canonical(facts, path):
    """Write `facts` to `path` (.xlsx); return {(sheet, row index, header without unit): "F12"}.

    Every column that is present is in the mapping for every row, blank cells included, so that a test can
    fill a blank in.
    """
    cells = {}
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False})
    # a fixed creation time: the same facts give the same bytes
    book.set_properties({"created": datetime.datetime(2018, 9, 15)})
    formats = {
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "text": book.add_format({"num_format": "@"}),
    }
    for name in SHEETS:
        rows = facts.sheet(name)
        if rows is not None:
            _write_sheet(book.add_worksheet(name), name, rows, formats, cells)
    book.close()
    return cells


def sheet_headers(name, rows):
    """Headers a sheet shows: those any row has, in canonical order; for no rows the usual ones."""
    if not rows:
        return CORE_HEADERS.get(name, list(COLUMNS[name]))
    return [header for header in COLUMNS[name] if any(header in row for row in rows)]


def header_with_unit(name, header):
    """设备购置额 -> 设备购置额(万元)."""
    unit = COLUMNS[name][header]
    return f"{header}({unit})" if unit else header


def _write_sheet(sheet, name, rows, formats, cells):
    headers = sheet_headers(name, rows)
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header_with_unit(name, header))
    for index, row in enumerate(rows):
        for column, header in enumerate(headers):
            _write_cell(sheet, index + 1, column, row.get(header), formats)
            cells[name, index, header] = xl_rowcol_to_cell(index + 1, column)


def _write_cell(sheet, row, column, value, formats):
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, "是" if value else "否")
    elif isinstance(value, datetime.date):
        sheet.write_datetime(row, column, datetime.datetime(value.year, value.month, value.day), formats["date"])
    elif isinstance(value, (int, Decimal)):
        number = float(value)
        if Decimal(repr(number)) != value:
            raise ValueError(f"{value} does not survive as a double")
        sheet.write_number(row, column, number)
    else:
        sheet.write_string(row, column, value, formats["text"])
