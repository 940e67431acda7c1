"""Rows that are no data are left out and counted: rows read = rows used + rows excluded."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest

from techreform_cli.domain.ledger import Ledger

from .builders import CODE_A, CODE_B, at, codes, column, only
from .conftest import Reader

HEAD = ["序号", "项目编号", "项目名称", "企业名称", "设备购置额(万元)"]


def projects(ledger: Ledger) -> list[str]:
    return column(ledger, "projects", "project_number")


def adds_up(ledger: Ledger) -> None:
    for reading in ledger.readings:
        assert reading.rows_read == reading.rows_used + sum(reading.excluded.values()), reading


def test_totals_footers_blanks_and_repeated_headers(read: Reader) -> None:
    ledger = read(
        {
            "项目": [
                HEAD,
                [1, "P1", "甲项目", "甲公司", 5],
                [],
                [None, "  ", None, None, None],
                [2, "P2", "乙项目", "甲公司", 6],
                ["小  计", None, None, None, 11],
                HEAD,
                [3, "P3", "丙项目", "甲公司", 7],
                [None, None, None, "合计", 18],
                [None, None, None, "其中：规上", 18],
                [4, None, None, None, None],
                ["填表人：张三", None, None, "审核：李四"],
                ["注：本表数据来源于企业填报。"],
                ["2、金额均为含税价。"],
            ]
        }
    )
    assert projects(ledger) == ["P1", "P2", "P3"]
    reading = ledger.readings[1]
    assert reading.excluded == {"空行": 2, "合计行": 3, "重复的表头": 1, "表尾说明": 3, "未填写的行": 1}
    assert (reading.rows_read, reading.rows_used) == (13, 3)
    assert codes(ledger) == []
    adds_up(ledger)


@pytest.mark.parametrize(
    "word", ["小计", "合计", "总计", "合 计", "合计：", "总计（万元）", "仙塘镇小计", "其中：规上", "其中", "共计", "合计3家", "累计"]
)
def test_words_of_total_rows(read: Reader, word: str) -> None:
    ledger = read({"项目": [HEAD, [1, "P1", "甲项目", "甲公司", 5], [None, None, None, word, 5], [word, None, None, None, 5]]})
    assert projects(ledger) == ["P1"]
    assert ledger.readings[1].excluded == {"合计行": 2}


@pytest.mark.parametrize(
    "name", ["注塑机械有限公司", "审核设备有限公司", "合计科技有限公司", "总计量仪器厂", "备注塑胶厂", "其中堂食品有限公司"]
)
def test_companies_with_such_names_are_data(read: Reader, name: str) -> None:
    ledger = read({"企业": [["企业名称", "统一社会信用代码"], [name, CODE_A]]})
    assert column(ledger, "enterprises", "name") == [name]


def test_a_code_makes_a_row_data(read: Reader) -> None:
    ledger = read({"企业": [["企业名称", "统一社会信用代码"], ["合计", CODE_A]]})
    assert column(ledger, "enterprises", "name") == ["合计"]


def test_group_headings(read: Reader) -> None:
    ledger = read(
        {"企业": [["企业名称", "统一社会信用代码"], ["一、规上企业"], ["甲公司", CODE_A], ["（二）规下企业"], ["乙公司", CODE_B]]}
    )
    assert column(ledger, "enterprises", "name") == ["甲公司", "乙公司"]
    assert ledger.readings[0].excluded == {"分组标题": 2}


def test_totals_of_sheets_without_enterprises(read: Reader) -> None:
    ledger = read({"资金安排": [["年度", "安排金额(万元)", "文号"], [2018, 3000, "东财〔2018〕1号"], ["合计", 3000]]})
    assert column(ledger, "appropriations", "amount") == [3_000_000_000]


def test_hidden_rows_are_read_and_said_once(read: Reader) -> None:
    def hide(book: openpyxl.Workbook) -> None:
        for row in (2, 3):
            book["项目"].row_dimensions[row].hidden = True

    ledger = read({"项目": [HEAD, [1, "P1", "甲", "甲公司", 5], [2, "P2", "乙", "甲公司", 6], [3, "P3", "丙", "甲公司", 7]]}, hide)
    assert projects(ledger) == ["P1", "P2", "P3"]
    problem = only(ledger, "L040")
    assert problem.severity == "note" and "2 行" in problem.message and at(problem) == "项目!"


def test_a_hidden_sheet_is_read_and_said(read: Reader) -> None:
    def hide(book: openpyxl.Workbook) -> None:
        book["项目"].sheet_state = "hidden"

    ledger = read({"项目": [HEAD, [1, "P1", "甲", "甲公司", 5]]}, hide)
    assert projects(ledger) == ["P1"] and codes(ledger) == ["L041"]


def test_words_merged_down_are_repeated_amounts_are_not(read: Reader) -> None:
    def merge(book: openpyxl.Workbook) -> None:
        book["项目"].merge_cells("D2:D3")
        book["项目"].merge_cells("E2:E3")

    ledger = read({"项目": [HEAD, [1, "P1", "甲", "甲公司", 5], [2, "P2", "乙", None, None]]}, merge)
    assert column(ledger, "projects", "name") == ["甲公司", "甲公司"]
    assert column(ledger, "projects", "equipment_purchase") == [5_000_000, None]
    assert codes(ledger) == ["L045", "L060"]


def test_a_merged_cell_makes_no_rows_of_blank_ones(read: Reader) -> None:
    ledger = read({"项目": [HEAD, [1, "P1", "甲", "甲公司", 5], []]}, lambda book: book["项目"].merge_cells("D2:D4"))
    assert projects(ledger) == ["P1"]
    assert "L044" not in codes(ledger)
    adds_up(ledger)


def test_a_remark_alone_is_no_data(read: Reader) -> None:
    ledger = read(
        {"项目": [[*HEAD, "备注"], [1, "P1", "甲", "甲公司", 5], [2, None, None, None, None, "待报"], [3, "P2", "乙", "甲公司", 6]]}
    )
    assert projects(ledger) == ["P1", "P2"]
    assert ledger.readings[1].excluded == {"未填写的行": 1}


def test_rows_far_below_a_gap_are_not_lost(read: Reader) -> None:
    ledger = read({"项目": [HEAD, [1, "P1", "甲", "甲公司", 5], *[[]] * 2000, [2, "P2", "乙", "甲公司", 6]]})
    assert projects(ledger) == ["P1", "P2"]
    assert ledger.tables["projects"].row_number == (2, 2003)
    adds_up(ledger)


def test_faults_in_the_last_row_are_seen(read: Reader) -> None:
    """calamine reads an unsaved formula as blank, and drops a last row or column of nothing else."""
    ledger = read({"项目": [HEAD, [1, "P1", "甲", "甲公司", "=1+1"], [None, None, None, None, "=SUM(E2:E2)"]]})
    assert column(ledger, "projects", "equipment_purchase") == [None, None]
    assert [at(p) for p in ledger.problems if p.code == "L013"] == ["项目!E2", "项目!E3"]
    adds_up(ledger)


@pytest.mark.parametrize("numbers", [["甲", "乙", "丙", 1, 2], [1, 2, 3, 4, 5], ["(1)", "(2)", "(3)", "(4)=(2)+(3)", "(5)"]])
def test_a_row_that_numbers_the_columns_is_no_data(read: Reader, numbers: list[Any]) -> None:
    head = ["项目编号", "项目名称", "企业名称", "计划总投资(万元)", "设备购置额(万元)"]
    ledger = read({"项目": [head, numbers, ["1", "技改", "甲公司", 2, 3], ["2", "扩建", "甲公司", 3, 4]]})
    assert column(ledger, "projects", "project_name") == ["技改", "扩建"]
    (reading,) = [r for r in ledger.readings if r.sheet == "项目"]
    assert reading.excluded == {"栏次": 1}
    adds_up(ledger)
