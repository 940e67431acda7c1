"""An .xlsx or .xlsm as a clerk's programs write it: error values, formulas, dates, percentages, macros, links."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from techreform_cli.domain.field import Dictionary
from techreform_cli.ledger.files.book import read_book
from techreform_cli.ledger.read import read_ledger

from . import hostile
from .builders import CODE_A, at, codes, column, only
from .conftest import Reader, Sheets
from .test_hostile import refusal

SHEETS: Sheets = {
    "企业": [["企业名称", "统一社会信用代码"], ["甲公司", CODE_A]],
    "项目": [["项目编号", "企业名称", "设备购置额(万元)"], ["P1", "甲公司", 5]],
}
PROJECTS = "xl/worksheets/sheet2.xml"

Repack = Callable[..., Path]


@pytest.fixture
def good(write: Callable[..., Path]) -> Path:
    return write(SHEETS)


def test_cut_off_anywhere(good: Path) -> None:
    data = good.read_bytes()
    for share in (0.1, 0.5, 0.9, 0.99):
        good.write_bytes(data[: int(len(data) * share)])
        assert refusal(good) == "L006"


def test_many_honest_parts_may_still_be_too_much(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("techreform_cli.ledger.files.archive.MAX_UNPACKED", 1000)
    assert refusal(good) == "L007"


def test_a_directory_that_lies_about_sizes(good: Path) -> None:
    with zipfile.ZipFile(good, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/extra.xml", bytes(9 * 2**20))
    data = good.read_bytes()
    good.write_bytes(data.replace((9 * 2**20).to_bytes(4, "little"), (100).to_bytes(4, "little")))
    assert refusal(good) == "L006"


@pytest.mark.parametrize("part", [PROJECTS, "xl/workbook.xml", "xl/styles.xml"])
def test_a_dtd_is_refused(good: Path, repack: Repack, part: str) -> None:
    bad = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    path = repack(good, lambda name, content: bad + re.sub(rb"^<\?xml[^>]*\?>", b"", content) if name == part else content)
    assert refusal(path) == "L008"


def test_cells_and_rows_without_addresses(good: Path, repack: Repack, dictionary: Dictionary) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name != PROJECTS:
            return content
        content = content.replace(b"</sheetData>", b'<row r="3"><c r="C3" t="e"><v>#REF!</v></c></row></sheetData>')
        return re.sub(rb'(<(?:row|c)) r="[A-Z]*\d+"', rb"\1", content)

    path = repack(good, change)
    ledger = read_ledger(path, dictionary)
    assert column(ledger, "projects", "equipment_purchase")[0] == 5_000_000
    assert at(only(ledger, "L011")) == "项目!A3"


def test_error_values_are_unknown_and_placed(tmp_path: Path, dictionary: Dictionary) -> None:
    book = xlsxwriter.Workbook(tmp_path / "台账.xlsx")
    firms, projects = book.add_worksheet("企业"), book.add_worksheet("项目")
    firms.write_row(0, 0, ["企业名称", "统一社会信用代码"])
    projects.write_row(0, 0, ["项目编号", "企业名称", "设备购置额(万元)", "2018年完成投资(万元)", "备案证号", "完工日期"])
    for row, error in enumerate(["#DIV/0!", "#REF!", "#N/A", "#NAME?", "#VALUE!", "#NULL!", "#NUM!"], 1):
        projects.write_row(row, 0, [f"P{row}", "甲公司"])
        for col in range(2, 6):
            projects.write_formula(row, col, "=1/0", None, error)
    book.close()
    ledger = read_ledger(tmp_path / "台账.xlsx", dictionary)
    for key in ("equipment_purchase", "completed_investment@2018", "filing_certificate", "completion_date"):
        assert column(ledger, "projects", key) == [None] * 7, key
    errors = [p for p in ledger.problems if p.code == "L011"]
    assert len(errors) == 28 and at(errors[0]) == "项目!C2" and "#DIV/0!" in errors[0].message
    assert all(p.severity == "error" for p in errors)


def test_formulas_without_stored_result(dictionary: Dictionary, write: Callable[..., Path]) -> None:
    path = write(
        {
            "企业": SHEETS["企业"],
            "项目": [
                ["项目编号", "企业名称", "设备购置额(万元)", "2018年完成投资(万元)"],
                ["P1", "甲公司", "=2+3", "=C2"],
                ["P2", "甲公司", 5, 5],
            ],
        }
    )
    ledger = read_ledger(path, dictionary)
    assert column(ledger, "projects", "equipment_purchase") == [None, 5_000_000]
    assert column(ledger, "projects", "completed_investment@2018") == [None, 5_000_000]  # never zero
    assert [at(p) for p in ledger.problems if p.code == "L013"] == ["项目!C2", "项目!D2"]
    assert "保存一次" in next(p for p in ledger.problems if p.code == "L013").remedy


def test_formulas_with_a_stored_result_are_read(tmp_path: Path, dictionary: Dictionary) -> None:
    book = xlsxwriter.Workbook(tmp_path / "台账.xlsx")
    firms, projects = book.add_worksheet("企业"), book.add_worksheet("项目")
    firms.write_row(0, 0, ["企业名称", "统一社会信用代码"])
    projects.write_row(0, 0, ["项目编号", "企业名称", "设备购置额(万元)", "备案证号", "完工日期"])
    projects.write_string(1, 0, "P1")
    projects.write_formula(1, 1, "=A9", None, "甲公司")
    projects.write_formula(1, 2, "=2+3", None, 5)
    book.close()
    with zipfile.ZipFile(tmp_path / "台账.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    empty_text = b'<c r="D2" t="str"><f>IF(1,"")</f><v></v></c></row></sheetData>'  # a real empty text, not an unsaved formula
    parts[PROJECTS] = parts[PROJECTS].replace(b"</row></sheetData>", empty_text)
    with zipfile.ZipFile(tmp_path / "台账.xlsx", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    ledger = read_ledger(tmp_path / "台账.xlsx", dictionary)
    assert column(ledger, "projects", "name") == ["甲公司"]
    assert column(ledger, "projects", "equipment_purchase") == [5_000_000]
    assert column(ledger, "projects", "filing_certificate") == [""]
    assert "L013" not in codes(ledger)


def test_dates_in_every_format(read: Reader) -> None:
    import datetime as dt

    formats = ["yyyy-mm-dd", "yyyy/m/d", 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"', "[$-804]yyyy年m月d日", "General"]

    def style(book: openpyxl.Workbook) -> None:
        for row, code in enumerate(formats, 2):
            book["项目"].cell(row, 3).number_format = code

    rows = [[f"P{i}", "甲公司", dt.date(2018, 9, 5)] for i in range(len(formats))]
    ledger = read({"项目": [["项目编号", "企业名称", "完工日期"], *rows]}, style)
    assert column(ledger, "projects", "completion_date") == [20180905] * len(formats)
    assert codes(ledger) == ["L023"]  # the last is a mere number


def test_the_1904_system(read: Reader) -> None:
    def old_mac(book: openpyxl.Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        book["项目"].cell(2, 3).value = 41886
        book["项目"].cell(3, 3).value = 41886
        book["项目"].cell(3, 3).number_format = "yyyy-mm-dd"

    ledger = read({"项目": [["项目编号", "企业名称", "完工日期"], ["P1", "甲公司"], ["P2", "甲公司"]]}, old_mac)
    assert column(ledger, "projects", "completion_date") == [20180905, 20180905]


def test_chartsheets_are_passed_over(tmp_path: Path, dictionary: Dictionary) -> None:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data)
    chart = book.add_chart({"type": "column"})
    book.add_chartsheet("图").set_chart(chart)
    for title, rows in SHEETS.items():
        sheet = book.add_worksheet(title)
        for i, row in enumerate(rows):
            sheet.write_row(i, 0, row)
    chart.add_series({"values": "=项目!$C$2:$C$2"})
    book.close()
    path = tmp_path / "台账.xlsx"
    path.write_bytes(data.getvalue())
    assert column(read_ledger(path, dictionary), "projects", "equipment_purchase") == [5_000_000]


def test_macros_are_not_run_and_said(tmp_path: Path, dictionary: Dictionary) -> None:
    path = tmp_path / "台账.xlsm"
    path.write_bytes(hostile.xlsx(more={"xl/vbaProject.bin": b"\x00<!DOCTYPE"}))
    ledger = read_ledger(path, dictionary)
    assert column(ledger, "projects", "equipment_purchase") == [5_000_000]
    assert only(ledger, "L084").severity == "note" and "宏" in only(ledger, "L084").message


def test_values_from_other_workbooks_may_be_stale(tmp_path: Path, dictionary: Dictionary) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(hostile.xlsx(more={"xl/externalLinks/externalLink1.xml": "<externalLink/>"}))
    assert "更新链接" in only(read_ledger(path, dictionary), "L085").remedy


PERCENTS = {
    "0%": True,
    10: True,
    9: True,
    "0.0%;[Red]-0.0%": True,
    "0.00_%": False,
    '0.0"%"': False,
    r"0\%": False,
    "0.00": False,
    "[%]0": False,
}


def test_cells_shown_as_percentages(tmp_path: Path) -> None:
    """The first column has each format, the second is blank in it, the third is plain."""
    rows = "".join(
        f'<row r="{i}"><c r="A{i}" s="{i}"><v>0.125</v></c><c r="B{i}" s="{i}"/><c r="C{i}"><v>0.125</v></c></row>'
        for i in range(1, len(PERCENTS) + 1)
    )
    codes = [code if isinstance(code, int) else code.replace('"', "&quot;") for code in PERCENTS]
    path = tmp_path / "台账.xlsx"
    path.write_bytes(hostile.xlsx(rows, more=hostile.styles(*codes)))
    sheet = read_book(path).sheets[1]
    assert sheet.percents == {(i, 0) for i, percent in enumerate(PERCENTS.values()) if percent}
    assert [row[0] for row in sheet.grid] == [0.125] * len(PERCENTS)


def test_a_file_without_percent_formats_has_no_percent_cells(good: Path) -> None:
    assert [sheet.percents for sheet in read_book(good).sheets] == [frozenset(), frozenset()]


@pytest.mark.parametrize("number", [27, 28, 30, 31, 36, 50, 55, 57, 58])
def test_dates_in_the_formats_that_only_chinese_excel_has(tmp_path: Path, dictionary: Dictionary, number: int) -> None:
    rows = hostile.text_row(1, "项目编号", "企业名称", "完工日期") + hostile.text_row(2, "P1", "甲公司").replace(
        "</row>", '<c r="C2" s="1"><v>43348</v></c></row>'
    )
    path = tmp_path / "台账.xlsx"
    path.write_bytes(hostile.xlsx(rows, more=hostile.styles(number)))
    ledger = read_ledger(path, dictionary)
    assert column(ledger, "projects", "completion_date") == [20180905] and codes(ledger) == []


def test_cells_that_stand_in_another_row_than_their_own(tmp_path: Path, dictionary: Dictionary) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(hostile.xlsx(hostile.PROJECTS.replace('<row r="2">', "").replace("</row>", "", 1)))
    ledger = read_ledger(path, dictionary)
    assert column(ledger, "projects", "equipment_purchase") == [5_000_000] and "L044" not in codes(ledger)


def test_hidden_rows_and_content_are_found_beyond_one_piece(tmp_path: Path) -> None:
    """The XML is looked through in pieces of 4 MB; this one has three."""

    def row(i: int) -> str:
        hidden = ' hidden="1"' if i % 10_000 == 0 else ""
        cell = f'<c r="A{i}" t="e"><v>#N/A</v></c>' if i % 9_999 == 0 else f'<c r="A{i}"><v>1</v></c>'
        return f'<row r="{i}"{hidden}>{cell}{"<!--x-->" * 25}</row>'

    rows = "".join(map(row, range(1, 50_001)))
    path = tmp_path / "台账.xlsx"
    path.write_bytes(hostile.xlsx(rows))
    sheet = read_book(path).sheets[1]
    assert sheet.hidden_rows == {9_999, 19_999, 29_999, 39_999, 49_999}
    assert sheet.content_rows == frozenset(range(50_000)) and len(sheet.grid) == 50_000
    assert [i for i, row in enumerate(sheet.grid) if row[0] != 1.0] == [9_998, 19_997, 29_996, 39_995, 49_994]
