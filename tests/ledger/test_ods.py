"""An .ods keeps its error values, formulas without a result, dates, percentages, merged cells, hidden rows and sheets."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from techreform_cli.domain.field import Dictionary
from techreform_cli.ledger.files.book import read_book
from techreform_cli.ledger.raw import Cell, Fault, RawSheet
from techreform_cli.ledger.read import read_ledger

from . import hostile
from .builders import at, column, only
from .hostile import ods_cell, ods_row


def sheet_of(tmp_path: Path, rows: str, automatic: str = "") -> RawSheet:
    """项目, its header in the first row and `rows` below."""
    path = tmp_path / "台账.ods"
    path.write_bytes(hostile.ods(rows, automatic=automatic))
    return read_book(path).sheets[1]


AN_ERROR = 'calcext:value-type="error"'
FORMULA = 'table:formula="of:=1/0"'
CELLS: dict[str, tuple[str, Cell]] = {
    "a number": (ods_cell("1,234.50", 'office:value-type="float" office:value="1234.5"'), 1234.5),
    "money": (ods_cell("¥5.00", 'office:value-type="currency" office:value="5"'), 5.0),
    "a percentage": (ods_cell("12.5%", 'office:value-type="percentage" office:value="0.125"'), 0.125),
    "a day": (ods_cell("2018年9月5日", 'office:value-type="date" office:date-value="2018-09-05"'), dt.date(2018, 9, 5)),
    "midnight": (ods_cell("2018/9/5", 'office:value-type="date" office:date-value="2018-09-05T00:00:00"'), dt.date(2018, 9, 5)),
    "a moment": (ods_cell("", 'office:value-type="date" office:date-value="2018-09-05T08:30:00"'), dt.datetime(2018, 9, 5, 8, 30)),
    "no day at all": (ods_cell("2018-02-30", 'office:value-type="date" office:date-value="2018-02-30"'), "2018-02-30"),
    "yes": (ods_cell("TRUE", 'office:value-type="boolean" office:boolean-value="true"'), True),
    "an error": (
        ods_cell("#DIV/0!", f'{FORMULA} office:value-type="string" office:string-value="" calcext:value-type="error"'),
        Fault("#DIV/0!"),
    ),
    "an error of old programs": (ods_cell("#REF!", f'{FORMULA} office:value-type="float" office:value="0"'), Fault("#REF!")),
    "an error with a number": (ods_cell("Err:502", f'{FORMULA} office:value-type="float" office:value="0"'), Fault("Err:502")),
    "a text that looks like an error": (ods_cell("#3厂房"), "#3厂房"),
    "a formula without a result": (f"<table:table-cell {FORMULA}/>", Fault()),
    "a formula that gives no text": (ods_cell("", FORMULA), ""),
    "a formula with its result": (ods_cell("3", f'{FORMULA} office:value-type="float" office:value="3"'), 3.0),
    "spaces and lines": (
        "<table:table-cell><text:p>a<text:s text:c='2'/>b</text:p><text:p>c<text:tab/>d</text:p></table:table-cell>",
        "a  b\nc\td",
    ),
    "bold in the middle": (ods_cell("甲<text:span>公</text:span>司"), "甲公司"),
    "a remark": (
        f"<table:table-cell><office:annotation><text:p>批注</text:p></office:annotation>{'<text:p>甲</text:p>'}</table:table-cell>",
        "甲",
    ),
    "a covered cell": (ods_cell("甲").replace("table-cell", "covered-table-cell"), "甲"),
}


@pytest.mark.parametrize("name", CELLS)
def test_cells(tmp_path: Path, name: str) -> None:
    xml, value = CELLS[name]
    sheet = sheet_of(tmp_path, f"<table:table-row>{xml}{ods_cell('尾')}</table:table-row>")
    assert sheet.grid[1] == [value, "尾", ""] and type(sheet.grid[1][0]) is type(value)
    assert sheet.percents == ({(1, 0)} if name == "a percentage" else set())


def test_errors_are_unknown_and_placed(tmp_path: Path, dictionary: Dictionary) -> None:
    def project(number: str, amount: str) -> str:
        return f"<table:table-row>{ods_cell(number)}{ods_cell('甲公司')}{CELLS[amount][0]}</table:table-row>"

    path = tmp_path / "台账.ods"
    path.write_bytes(hostile.ods(project("P1", "an error") + project("P2", "a formula without a result") + project("P3", "a number")))
    ledger = read_ledger(path, dictionary)
    assert column(ledger, "projects", "equipment_purchase") == [None, None, 1_234_500_000]
    assert at(only(ledger, "L011")) == "项目!C2" and at(only(ledger, "L013")) == "项目!C3"


def test_repeated_cells_and_rows_keep_their_places(tmp_path: Path) -> None:
    rows = (
        '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
        f'<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/>{ods_cell("c")}'
        + ods_cell("d", 'table:number-columns-repeated="2"')
        + "</table:table-row>"
    )
    sheet = sheet_of(tmp_path, rows + hostile.far_below(1_000_000))
    blank = [""] * 5
    assert sheet.grid[1:] == [blank, blank, blank, ["", "", "c", "d", "d"], ["", "", "c", "d", "d"]]
    assert sheet.content_rows == {0, 4, 5}


def test_merged_cells_hidden_rows_and_groups(tmp_path: Path) -> None:
    merged = ods_cell("甲", 'table:number-rows-spanned="2" table:number-columns-spanned="1"')
    rows = (
        f"<table:table-row-group><table:table-row>{merged}{ods_cell('b')}</table:table-row>"
        f'<table:table-row table:visibility="collapse"><table:covered-table-cell/>{ods_cell("b")}</table:table-row></table:table-row-group>'
        + ods_row("f", attributes='table:visibility="filter"')
    )
    sheet = sheet_of(tmp_path, rows)
    assert sheet.merges == ((1, 0, 2, 0),) and sheet.hidden_rows == {2, 3}
    assert [row[:2] for row in sheet.grid[1:]] == [["甲", "b"], ["", "b"], ["f", ""]]


def test_a_hidden_sheet(tmp_path: Path) -> None:
    style = '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>'
    assert sheet_of(tmp_path, hostile.ODS_PROJECT, style).hidden
    assert not sheet_of(tmp_path, hostile.ODS_PROJECT, style.replace("false", "true")).hidden


def test_old_versions_of_cells_are_no_rows(tmp_path: Path) -> None:
    old = f"<table:tracked-changes><table:deletion>{ods_row('旧')}</table:deletion></table:tracked-changes>"
    assert [row[0] for row in sheet_of(tmp_path, old + ods_row("新")).grid] == ["项目编号", "新"]


def test_macros_are_said(tmp_path: Path, dictionary: Dictionary) -> None:
    path = tmp_path / "台账.ods"
    path.write_bytes(hostile.ods(hostile.ODS_PROJECT, more={"Basic/Standard/Module1.xml": "<a/>"}))
    assert only(read_ledger(path, dictionary), "L084")
