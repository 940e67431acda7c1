"""Writes the canonical sample ledger: header in row 1, one fact to a cell, nothing else."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from columns import SHEETS, Column
from facts import Facts, Value
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

CREATED = datetime(2021, 1, 15)
WIDTHS = {"name": 34, "code": 22, "text": 18, "tags": 26, "id": 12, "date": 15, "yesno": 9, "year": 9}
NOTES = (
    "本台账为示例，用于演示和测试技改奖补测算。",
    "企业、统一社会信用代码、项目、备案证号、文号、金额和人数均为虚构，企业名称一律以“示例-”开头；如与真实企业相同，纯属巧合。",
    "乡镇为东源县真实乡镇名称，仅用于填写乡镇一栏。",
    "金额单位见各表表头；年度指标含2017年（基期）至2021年。",
    "备案证号空白表示未取得备案证；转出地空白表示非转移企业；完工日期空白表示尚未完工；某年完成投资空白表示当年没有投资。",
    "其他空白表示暂缺，例如个别企业的规上、主营业务收入和个别项目的设备购置额，用于演示待补正。",
)


def write(path: Path, facts: Facts) -> None:
    """Write the canonical ledger."""
    with new_workbook(path, "示例台账") as book:
        styles = _styles(book)
        for name, columns in SHEETS.items():
            _write_sheet(book.add_worksheet(name), columns, facts[name], styles)
        write_notes(book.add_worksheet("说明"), NOTES, styles["wrap"])


def new_workbook(path: Path, title: str) -> Workbook:
    """Open a workbook whose properties do not change from run to run."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"title": title, "author": "示例", "created": CREATED})
    return book


def one_page_wide(sheet: Worksheet) -> None:
    """Print a sheet across, as wide as one page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def write_notes(sheet: Worksheet, notes: tuple[str, ...], style: Format) -> None:
    """Write one column of sentences."""
    sheet.set_column(0, 0, 100)
    for row, sentence in enumerate(notes):
        sheet.write_string(row, 0, sentence, style)


def _styles(book: Workbook) -> dict[str, Format]:
    """Return the formats in use, by kind of cell."""
    base = {"font_name": "宋体", "font_size": 11}
    head = {"bold": True, "border": 1, "bg_color": "#DDEBF7", "align": "center", "valign": "vcenter", "text_wrap": True}
    return {
        "head": book.add_format(base | head),
        "text": book.add_format(base),
        "wrap": book.add_format(base | {"text_wrap": True}),
        "whole": book.add_format(base | {"num_format": "0"}),
        "number": book.add_format(base | {"num_format": "#,##0.00####"}),
        "date": book.add_format(base | {"num_format": "yyyy-mm-dd"}),
    }


def _write_sheet(sheet: Worksheet, columns: tuple[Column, ...], rows: list[dict[str, Value]],
                 styles: dict[str, Format]) -> None:  # fmt: skip
    """Write one sheet's header and rows."""
    sheet.freeze_panes(1, 0)
    one_page_wide(sheet)
    sheet.set_row(0, 32)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, WIDTHS.get(column.kind, 14))
        sheet.write_string(0, index, column.header, styles["head"])
        for number, row in enumerate(rows, start=1):
            value = row[column.name]
            if column.kind == "money" and column.unit == "亿元" and isinstance(value, Decimal):
                value /= 10000
            _write_value(sheet, number, index, value, styles)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)


def _write_value(sheet: Worksheet, row: int, column: int, value: Value, styles: dict[str, Format]) -> None:
    """Write one value as the type it is; None stays an empty cell."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, "是" if value else "否", styles["text"])
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, as_float(value), styles["number"])
    elif isinstance(value, int):
        sheet.write_number(row, column, value, styles["whole"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), styles["date"])
    else:
        sheet.write_string(row, column, value, styles["text"])


def as_float(value: Decimal) -> float:
    """Return the number a cell stores, making sure that it reads back as the same decimal."""
    number = float(value)
    if Decimal(repr(number)) != value:
        raise ValueError(f"{value} does not survive a cell")
    return number
