"""Ledgers that were once read wrong without a word, each with what must be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from techreform_cli.domain.field import Dictionary
from techreform_cli.domain.ledger import Ledger
from techreform_cli.ledger.read import read_ledger

from .page import Page, write_xlsx

CODE = "91441625MA4UTC0X27"
FIRMS = [["企业名称", "统一社会信用代码"], ["甲公司", CODE]]
PROJECTS = ["项目编号", "企业名称", "计划总投资(万元)"]

Rows = list[list[Any]]


@pytest.fixture
def read(tmp_path: Path, dictionary: Dictionary) -> Callable[..., Ledger]:
    """Read a ledger of the given sheets and merged areas."""

    def read(sheets: dict[str, Rows], merges: dict[str, list[tuple[int, int, int, int]]] | None = None) -> Ledger:
        pages = []
        for name, rows in ({"企业": FIRMS, "项目": [PROJECTS]} | sheets).items():
            cells = {(r, c): cell for r, row in enumerate(rows) for c, cell in enumerate(row) if cell is not None}
            pages.append(Page(name, cells, (merges or {}).get(name, [])))
        return read_ledger(write_xlsx(pages, tmp_path / "台账.xlsx"), dictionary)

    return read


def column(ledger: Ledger, table: str, key: str) -> list[Any]:
    return [None if value is None or value != value else value for value in ledger.tables[table].frame[key].astype(object).tolist()]


@pytest.mark.parametrize("text", ["2018-9-1 10:00", "2018/9/1 10:00:00", "2018年9月1日 10:00", "2018-09-01T10:00:00"])
def test_the_hour_does_not_move_the_day(read: Callable[..., Ledger], text: str) -> None:
    ledger = read({"项目": [[*PROJECTS, "开工日期"], ["P1", "甲公司", 1, text]]})
    assert column(ledger, "projects", "construction_start") == [20180901]


@pytest.mark.parametrize("text", ["2018.9-12", "2018年3-12"])
def test_two_months_are_no_day(read: Callable[..., Ledger], text: str) -> None:
    ledger = read({"项目": [[*PROJECTS, "开工日期"], ["P1", "甲公司", 1, text]]})
    assert ledger.tables["projects"].frame["construction_start"].isna().all()
    assert [p.source.cell for p in ledger.problems if p.code == "L014" and p.source] == ["D2"]


def test_one_day_in_a_column_of_periods_is_the_start_and_no_completion(read: Callable[..., Ledger]) -> None:
    ledger = read({"项目": [[*PROJECTS, "实际起止时间"], ["P1", "甲公司", 1, "2018-03-05"]]})
    assert column(ledger, "projects", "construction_start") == [20180305]
    assert ledger.tables["projects"].frame["completion_date"].isna().all()
    assert [p.source.cell for p in ledger.problems if p.code == "L014" and p.source] == ["D2"]


@pytest.mark.parametrize("remark", ["其中贷款200万元", "累计", "2018年累计", "注：已延期", "说明", "联系人：李四"])
@pytest.mark.parametrize("first", [True, False])
def test_a_remark_does_not_make_a_total_of_a_row(read: Callable[..., Ledger], remark: str, first: bool) -> None:
    head, row = ["备注", *PROJECTS], [remark, "P1", "甲公司", 12]
    ledger = read({"项目": [head if first else [*head[1:], head[0]], row if first else [*row[1:], row[0]]]})
    assert column(ledger, "projects", "planned_investment") == [12_000_000]


def test_a_total_beside_a_merged_code_stays_a_total(read: Callable[..., Ledger]) -> None:
    head = ["统一社会信用代码", "项目编号", "项目名称", "计划总投资(万元)"]
    ledger = read(
        {"项目": [head, [CODE, "P1", "一期", 12], [None, "P2", "二期", 30], [None, None, "小计", 42]]},
        {"项目": [(1, 0, 3, 0)]},
    )
    assert column(ledger, "projects", "planned_investment") == [12_000_000, 30_000_000]


def test_a_value_of_a_merged_cell_is_cited_where_it_stands(read: Callable[..., Ledger]) -> None:
    ledger = read({"项目": [PROJECTS, ["P1", "甲公司", 12], ["P2", None, 30]]}, {"项目": [(1, 1, 2, 1)]})
    assert str(ledger.tables["projects"].cell("name", 1)) == "台账.xlsx《项目》B2"


@pytest.mark.parametrize("header", ["完工日期（计划）", "竣工时间(预计)", "完工日期（拟）"])
def test_a_planned_day_is_not_the_day(read: Callable[..., Ledger], header: str) -> None:
    ledger = read(
        {
            "项目": [
                [*PROJECTS, header, "完工日期"],
                ["P1", "甲公司", 1, "2020-12-31", "2019-05-01"],
                ["P2", "甲公司", 1, "2020-12-31", None],
            ]
        }
    )
    assert column(ledger, "projects", "completion_date") == [20190501, 0]


@pytest.mark.parametrize(
    "line",
    [
        "填报单位：东源县工信局    单位：元",
        "（单位：元）",
        "计量单位：元",
        "单位：元 日期：2019年1月",
        "（元）",
        "元",
        "统计表（单位：元）",
    ],
)
def test_the_unit_above_is_found_whatever_else_the_line_says(read: Callable[..., Ledger], line: str) -> None:
    ledger = read({"项目": [["技改台账"], [line], ["项目编号", "企业名称", "计划总投资"], ["P1", "甲公司", 120000]]})
    assert column(ledger, "projects", "planned_investment") == [12_000_000]


@pytest.mark.parametrize("units", [[None, None, "元"], [None, None, "(元)"]])
def test_one_unit_below_the_header_is_the_columns(read: Callable[..., Ledger], units: list[Any]) -> None:
    ledger = read({"项目": [["项目编号", "企业名称", "计划总投资"], units, ["P1", "甲公司", 120000]]})
    assert column(ledger, "projects", "planned_investment") == [12_000_000]


def test_units_from_the_first_column_on_are_no_title(read: Callable[..., Ledger]) -> None:
    ledger = read({"项目": [["计划总投资", "设备购置额", "项目编号", "企业名称"], ["元", "元"], [120000, 50000, "P1", "甲公司"]]})
    assert column(ledger, "projects", "planned_investment") == [12_000_000]


def test_data_above_a_repeated_header_is_data(read: Callable[..., Ledger]) -> None:
    head = ["企业名称", "主营业务收入(万元)", "营业收入(万元)", "平均从业人数"]
    ledger = read({"2018年度指标": [head, ["甲公司", 1833, 1975, 30], head]})
    assert column(ledger, "annual", "main_business_revenue") == [1_833_000_000]


def test_one_name_alone_in_the_second_row_is_no_title(read: Callable[..., Ledger]) -> None:
    ledger = read(
        {"项目": [["项目编号", "企业名称", "投资情况"], [None, None, "计划总投资(万元)"], ["P1", "甲公司", 12]]},
        {"项目": [(0, 0, 1, 0), (0, 1, 1, 1)]},
    )
    assert column(ledger, "projects", "planned_investment") == [12_000_000]


def test_a_year_merged_over_two_rows_and_columns_is_that_of_both(read: Callable[..., Ledger]) -> None:
    rows: Rows = [
        ["企业名称", "2018年", None, "2019年", None],
        [None, None, None, None, None],
        [None, "主营业务收入(万元)", "工业增加值(万元)", "主营业务收入(万元)", "工业增加值(万元)"],
        ["甲公司", 10, 3, 20, 4],
    ]
    ledger = read({"年度指标": rows}, {"年度指标": [(0, 1, 1, 2), (0, 3, 1, 4), (0, 0, 2, 0)]})
    assert column(ledger, "annual", "year") == [2018, 2019]
    assert column(ledger, "annual", "value_added") == [3_000_000, 4_000_000]
