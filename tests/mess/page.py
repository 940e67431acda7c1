"""A worksheet on its way into a file: cells by place (from 0), merged areas, what is hidden; and its writing as an .xlsx."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter

UNSAVED = 987654321012


@dataclass(frozen=True)
class Formula:
    """A formula and the result stored with it; None: none stored."""

    result: Any


@dataclass(frozen=True)
class Day:
    """A date cell and its number format, by code or by one of Excel's own numbers."""

    value: dt.date | dt.datetime
    format: str | int = "yyyy-mm-dd"


@dataclass(frozen=True)
class Serial:
    """A day as the bare number of days that Excel counts, which depends on the epoch."""

    value: dt.date


@dataclass(frozen=True)
class Share:
    """A number shown as per cent: 0.125 as 12.5%."""

    value: float


Place = tuple[int, int]


@dataclass
class Page:
    """One worksheet."""

    name: str
    cells: dict[Place, Any] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden: bool = False

    @property
    def height(self) -> int:
        """Rows down to the last that holds something."""
        return max((row for row, _ in self.cells), default=-1) + 1


def write_xlsx(pages: list[Page], path: Path, epoch_1904: bool = False) -> Path:
    """The pages as an .xlsx."""
    with xlsxwriter.Workbook(str(path), {"date_1904": epoch_1904, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        plain, formats = book.add_format(), {}
        first = next(page.name for page in pages if not page.hidden)
        for page in pages:
            sheet = book.add_worksheet(page.name)
            if page.hidden:
                sheet.hide()
            if page.name == first:
                sheet.activate()
                sheet.set_first_sheet()
            for area in page.merges:
                sheet.merge_range(*area, "", plain)
            for row in page.hidden_rows:
                sheet.set_row(row, None, None, {"hidden": True})
            for (row, column), cell in page.cells.items():
                if isinstance(cell, Formula):
                    sheet.write_formula(row, column, "=1*1", None, UNSAVED if cell.result is None else cell.result)
                elif isinstance(cell, Day):
                    style = formats.setdefault(cell.format, None) or book.add_format({"num_format": cell.format})
                    formats[cell.format] = style
                    sheet.write_datetime(row, column, cell.value, style)
                elif isinstance(cell, Serial):
                    sheet.write_number(row, column, days(cell, epoch_1904))
                elif isinstance(cell, Share):
                    formats["%"] = formats.get("%") or book.add_format({"num_format": "0.0%"})
                    sheet.write_number(row, column, cell.value, formats["%"])
                elif isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                else:
                    sheet.write(row, column, cell)
    if any(cell == Formula(None) for page in pages for cell in page.cells.values()):
        forget_results(path)
    return path


def days(cell: Serial, epoch_1904: bool) -> int:
    """The number that stands for the day."""
    return (cell.value - (dt.date(1904, 1, 1) if epoch_1904 else dt.date(1899, 12, 30))).days


def forget_results(path: Path) -> None:
    """Take the stored result out of the formulas that should have none."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, re.sub(rb"<v>%d</v>" % UNSAVED, b"", content))

