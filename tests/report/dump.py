"""A workbook as a text short enough to read in review: each sheet's page and columns, then its first and last rows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl

FIRST, LAST, LONGEST = 7, 4, 36
_HASH = re.compile(r"[0-9a-f]{64}")
_VERSION = re.compile(r"techreform \d[\w.]*")


def dump(path: Path) -> str:
    """The text of the workbook at `path`. Formulas stand with their stored values; hashes and the version are masked."""
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    return "\n".join(line for sheet in formulas for line in _sheet(sheet, values[sheet.title])) + "\n"


def _sheet(sheet: Any, values: Any) -> list[str]:
    page, widths = sheet.page_setup, []
    for key in sorted(sheet.column_dimensions, key=lambda letter: (len(letter), letter)):
        column = sheet.column_dimensions[key]
        widths.append(f"{key}{'' if column.max in (None, column.min) else '-' + str(column.max)}:{column.width:g}")
    facts = [
        f"{page.orientation} A4" if page.paperSize == 9 else "?",
        f"宽{page.fitToWidth or 1}高{page.fitToHeight if page.fitToHeight is not None else 1}",
        f"标题行 {sheet.print_title_rows or '—'}" + (f" 标题列 {sheet.print_title_cols}" if sheet.print_title_cols else ""),
        f"打印区 {(sheet.print_area or '—').split('!')[-1]}",
        f"冻结 {sheet.freeze_panes or '—'}",
        f"图 {len(sheet._charts)}",
    ]
    lines = [f"## {sheet.title}  {sheet.max_row}行", "   " + "；".join(facts), "   " + " ".join(widths)]
    rows = [row for row in sheet.iter_rows() if any(cell.value is not None for cell in row)]
    shown = rows if len(rows) <= FIRST + LAST + 1 else [*rows[:FIRST], None, *rows[-LAST:]]
    for row in shown:
        lines.append("   …" if row is None else f"{row[0].row:>4} " + " | ".join(_cell(cell, values) for cell in _filled(row)))
    return [*lines, ""]


def _filled(row: tuple[Any, ...]) -> list[Any]:
    last = max(index for index, cell in enumerate(row) if cell.value is not None)
    return list(row[: last + 1])


def _cell(cell: Any, values: Any) -> str:
    """A text, a number, or =formula→value; ↗ marks a link to the ledger."""
    if cell.value is None:
        return ""
    link = "↗" if cell.hyperlink is not None and cell.hyperlink.target else ""
    if cell.data_type != "f":
        return _short(cell.value) + link
    return f"{_short(cell.value)}→{_short(values[cell.coordinate].value)}"


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.10g}"
    text = _VERSION.sub("techreform …", _HASH.sub("…", str(value))).replace("\n", "⏎")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
