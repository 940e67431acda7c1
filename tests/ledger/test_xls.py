"""An .xls keeps its error values, dates, percentages, merged cells and hidden rows."""

from __future__ import annotations

import datetime as dt
import re
import struct
from pathlib import Path
from typing import Any

import pytest
import xlwt

from techreform_cli.domain.field import Dictionary
from techreform_cli.ledger.files.book import read_book
from techreform_cli.ledger.raw import RawSheet
from techreform_cli.ledger.read import read_ledger

from . import hostile
from .builders import at, column, only

ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


def sheet_of(tmp_path: Path, change: Any) -> RawSheet:
    """项目 of an .xls ledger after `change(its xlwt sheet)`."""
    path = tmp_path / "台账.xls"
    path.write_bytes(hostile.xls(lambda book: change(book.get_sheet(1))))
    return read_book(path).sheets[1]


def test_error_values_are_unknown_and_placed(tmp_path: Path, dictionary: Dictionary) -> None:
    path = tmp_path / "台账.xls"

    def change(book: xlwt.Workbook) -> None:
        for row, code in enumerate(ERRORS, 2):
            book.get_sheet(1).write(row, 0, f"P{row}")
            book.get_sheet(1).write(row, 1, "甲公司")
            book.get_sheet(1).row(row).set_cell_error(2, code)

    path.write_bytes(hostile.xls(change))
    ledger = read_ledger(path, dictionary)
    assert column(ledger, "projects", "equipment_purchase") == [5_000_000] + [None] * 7
    found = [p for p in ledger.problems if p.code == "L011"]
    assert [at(p) for p in found] == [f"项目!C{row}" for row in range(3, 10)]
    assert all(name in problem.message for name, problem in zip(ERRORS.values(), found, strict=True))


def test_values_dates_and_percentages(tmp_path: Path) -> None:
    def change(sheet: xlwt.Worksheet) -> None:
        formats = ["yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "yyyy/m/d h:mm", "h:mm", "0.0%", '0.0"%"']
        values = [43348, 43348, 43348.5, 0.5, 0.125, 0.125]
        for column_index, (code, value) in enumerate(zip(formats, values, strict=True)):
            sheet.write(2, column_index, value, xlwt.easyxf(num_format_str=code))
        sheet.write(3, 0, True)
        sheet.write(3, 1, " 前后 空格 ")
        sheet.write(3, 2, 914416250000000000)

    sheet = sheet_of(tmp_path, change)
    day = dt.date(2018, 9, 5)
    assert sheet.grid[2] == [day, day, dt.datetime(2018, 9, 5, 12), dt.time(12), 0.125, 0.125]
    assert sheet.grid[3] == [True, " 前后 空格 ", 914416250000000000.0, "", "", ""]
    assert sheet.percents == {(2, 4)}


@pytest.mark.parametrize("number", [27, 28, 30, 31, 36, 50, 55, 57, 58])
def test_dates_in_the_formats_that_only_chinese_excel_has(tmp_path: Path, number: int) -> None:
    """xlwt cannot write them, so the number of the format is changed in the file."""
    path = tmp_path / "台账.xls"
    data = hostile.xls(lambda book: book.get_sheet(1).write(2, 0, 43348, xlwt.easyxf(num_format_str="0.00")))
    changed, count = re.subn(rb"(\xe0\x00\x14\x00..)\x02\x00", lambda found: found[1] + struct.pack("<H", number), data)
    assert count == 1
    path.write_bytes(changed)
    assert read_book(path).sheets[1].grid[2][0] == dt.date(2018, 9, 5)


def test_the_1904_system(tmp_path: Path, dictionary: Dictionary) -> None:
    path = tmp_path / "台账.xls"

    def change(book: xlwt.Workbook) -> None:
        book.dates_1904 = True
        sheet = book.get_sheet(1)
        sheet.write(0, 2, "完工日期")
        sheet.write(1, 2, 41886)
        sheet.write(2, 0, "P2")
        sheet.write(2, 1, "甲公司")
        sheet.write(2, 2, 41886, xlwt.easyxf(num_format_str="yyyy-mm-dd"))

    path.write_bytes(hostile.xls(change))
    assert column(read_ledger(path, dictionary), "projects", "completion_date") == [20180905, 20180905]


def test_merged_cells_and_hidden_rows(tmp_path: Path) -> None:
    def change(sheet: xlwt.Worksheet) -> None:
        sheet.write_merge(3, 5, 1, 1, "乙公司")
        sheet.row(4).hidden = True
        sheet.write(4, 0, "P3")
        sheet.write(9, 2, "", xlwt.easyxf("font: bold on"))

    sheet = sheet_of(tmp_path, change)
    assert sheet.merges == ((3, 1, 5, 1),) and sheet.hidden_rows == {4}
    assert sheet.content_rows == {0, 1, 3, 4} and len(sheet.grid) == 5
    assert sheet.grid[3] == ["", "乙公司", ""] and sheet.grid[4] == ["P3", "", ""]


def test_hidden_sheets_are_known(tmp_path: Path, dictionary: Dictionary) -> None:
    path = tmp_path / "台账.xls"
    path.write_bytes(hostile.xls(lambda book: setattr(book.get_sheet(1), "visibility", 1)))
    assert at(only(read_ledger(path, dictionary), "L041")) == "项目!"
