"""Writes the rows of a case as a ledger with the canonical sheets and headers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import xlsxwriter

from techreform_cli.casebook.cells import Cell, Column
from techreform_cli.domain.field import Dictionary, SheetSpec

PLAIN = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}


def write_ledger(path: Path, dictionary: Dictionary, rows: dict[str, list[dict[Column, Any]]]) -> None:
    """Write a workbook with a sheet for every key of `rows`. A sheet without rows shows its usual headers."""
    book = xlsxwriter.Workbook(str(path), PLAIN)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in dictionary.sheets:
        if sheet.key not in rows:
            continue
        page = book.add_worksheet(sheet.name)
        columns = _columns(sheet, rows[sheet.key])
        for at, column in enumerate(columns):
            page.write_string(0, at, column.header)
            for number, row in enumerate(rows[sheet.key], 1):
                _write(page, number, at, column.cell(row.get(column)), day)
    book.close()


def _columns(sheet: SheetSpec, rows: list[dict[Column, Any]]) -> list[Column]:
    """The columns that any row has, in the order of the dictionary, years ascending."""
    found = {column for row in rows for column in row}
    if not rows:
        return [Column(spec) for spec in sheet.fields if not spec.optional and not spec.yearly]
    order = {spec: i for i, spec in enumerate(sheet.fields)}
    return sorted(found, key=lambda column: (order[column.spec], column.year))


def _write(page: Any, row: int, column: int, value: Cell, day: Any) -> None:
    match value:
        case None:
            return
        case str():
            page.write_string(row, column, value)
        case dt.date():
            page.write_datetime(row, column, dt.datetime(value.year, value.month, value.day), day)
        case _:
            page.write_number(row, column, value)
