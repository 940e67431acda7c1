"""Sheets given as lists of rows, written as an .xlsx."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

Sheets = dict[str, list[list[Any]]]
Edit = Callable[[openpyxl.Workbook], object]


def save(path: Path, sheets: Sheets, edit: Edit | None = None) -> Path:
    """Write the sheets to `path`, with the folders above it; `edit` may change the workbook before. Returns the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    if edit:
        edit(book)
    book.save(path)
    return path


def texts_only(book: openpyxl.Workbook) -> None:
    """What begins with = is text, no formula."""
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
