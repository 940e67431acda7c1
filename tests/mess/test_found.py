"""Ledgers that were once read wrong without a word, each with what must be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
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
    return [None if value is pd.NA else value for value in ledger.tables[table].frame[key].tolist()]


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


def test_the_unit_of_a_column_of_no_use_is_not_that_of_the_sheet(read: Callable[..., Ledger]) -> None:
    ledger = read(
        {
            "项目": [
                ["单位：元"],
                ["应拨金额（万元）", "基本情况"],
                [None, "项目编号", "企业名称", "计划总投资"],
                [5, "P1", "甲公司", 120000],
            ]
        },
        {"项目": [(1, 0, 2, 0), (1, 1, 1, 3)]},
    )
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


def test_a_day_merged_over_two_projects_is_not_no_day_for_the_second(read: Callable[..., Ledger]) -> None:
    rows = [[*PROJECTS, "完工日期"], ["P1", "甲公司", 12, "2019-01-01"], ["P2", "甲公司", None, None]]
    ledger = read({"项目": rows}, {"项目": [(1, 2, 2, 2), (1, 3, 2, 3)]})
    frame = ledger.tables["projects"].frame
    assert frame["completion_date"].isna().tolist() == frame["planned_investment"].isna().tolist() == [False, True]
    assert [p.source.cell for p in ledger.problems if p.code == "L060" and p.source] == ["C3", "D3"]


@pytest.mark.parametrize("header", ["2019年完成投资款(万元)", "2019年1-6月完成投资(万元)"])
def test_a_year_that_only_a_like_column_might_give_is_named(read: Callable[..., Ledger], header: str) -> None:
    ledger = read({"项目": [[*PROJECTS, "2018年完成投资(万元)", header], ["P1", "甲公司", 1, 5, 9]]})
    assert [p.field for p in ledger.problems if p.code == "L034" and header in p.message] == ["2019年完成投资"]


def test_a_year_that_one_of_two_sheets_lacks_is_named(read: Callable[..., Ledger]) -> None:
    one, other = ([[*PROJECTS, f"{year}年完成投资(万元)"], [f"P{year}", "甲公司", 1, 5]] for year in (2018, 2019))
    ledger = read({"项目": one, "技改项目": other})
    said = {(p.source.sheet, p.field) for p in ledger.problems if p.code == "L034" and p.source and "年完成投资" in p.field}
    assert said == {("项目", "2019年完成投资"), ("技改项目", "2018年完成投资")}


@pytest.mark.parametrize(("unit", "value"), [("元", 50_000), ("万元", None)])
def test_a_sign_of_yuan_does_not_tell_whether_it_is_in_wan(read: Callable[..., Ledger], unit: str, value: int | None) -> None:
    ledger = read({"项目": [["项目编号", "企业名称", f"计划总投资({unit})"], ["P1", "甲公司", "￥500"]]})
    assert column(ledger, "projects", "planned_investment") == [value]


@pytest.mark.parametrize("numbers", [["栏次", 1, 2, 3], ["甲", "乙", "丙", 1]])
def test_numbered_columns_are_no_project(read: Callable[..., Ledger], numbers: list[Any]) -> None:
    ledger = read({"项目": [["序号", *PROJECTS], numbers, [1, "P1", "甲公司", 12]]})
    assert column(ledger, "projects", "planned_investment") == [12_000_000]


def test_two_units_of_money_above_are_none(read: Callable[..., Ledger]) -> None:
    ledger = read({"项目": [["单位：元、万元"], ["项目编号", "企业名称", "计划总投资"], ["P1", "甲公司", 12]]})
    assert any(p.code == "L038" for p in ledger.problems)


def folder(tmp_path: Path, dictionary: Dictionary, texts: dict[str, str]) -> Ledger:
    """A ledger of comma-separated texts."""
    firms = f"企业名称,统一社会信用代码\n甲公司,{CODE}\n"
    (tmp_path / "台账").mkdir()
    for name, text in ({"企业": firms} | texts).items():
        (tmp_path / "台账" / f"{name}.csv").write_text(text, "utf-8")
    return read_ledger(tmp_path / "台账", dictionary)


def test_in_a_text_the_first_month_may_be_the_tenth(tmp_path: Path, dictionary: Dictionary) -> None:
    rows = "项目编号,企业名称,计划总投资(万元),开工日期\nP1,甲公司,1,2018.1\nP2,甲公司,1,2018.01\nP3,甲公司,1,2018.11\n"
    ledger = folder(tmp_path, dictionary, {"项目": rows})
    assert column(ledger, "projects", "construction_start") == [None, 20180131, 20181130]
    assert [p.source.cell for p in ledger.problems if p.code == "L016" and p.source] == ["D2"]


def test_an_error_value_in_a_text_is_one(tmp_path: Path, dictionary: Dictionary) -> None:
    rows = "项目编号,企业名称,计划总投资(万元),改造类别,备案证号\nP1,甲公司,#DIV/0!,#N/A,#REF!\n"
    ledger = folder(tmp_path, dictionary, {"项目": rows})
    assert [column(ledger, "projects", key) for key in ("renovation_category", "filing_certificate")] == [[None], [None]]
    assert [p.source.cell for p in ledger.problems if p.code == "L011" and p.source] == ["C2", "D2", "E2"]


@pytest.mark.parametrize(("text", "fen"), [("7.2E-05", 72), ("-7.2e-05", -72), ("1.2E+05", None)])
def test_a_number_near_zero_as_programs_show_it(tmp_path: Path, dictionary: Dictionary, text: str, fen: int | None) -> None:
    ledger = folder(tmp_path, dictionary, {"项目": f"项目编号,企业名称,计划总投资(万元)\nP1,甲公司,{text}\n"})
    assert column(ledger, "projects", "planned_investment") == [fen]


def test_a_row_of_nobody_may_speak_of_another_years_investment(read: Callable[..., Ledger]) -> None:
    """As merged names are left in a .csv: P1 belongs to 甲公司, its second year to nobody."""
    head = ["项目编号", "企业名称", "投资年度", "完成投资(万元)"]
    ledger = read({"项目": [head, ["P1", "甲公司", 2018, 5], ["P1", None, 2019, 7], ["P2", "甲公司", 2018, 1]]})
    assert column(ledger, "projects", "completed_investment@2019") == [None, 7_000_000, 0]
    assert [p.source.cell for p in ledger.problems if p.code == "L053" and p.source] == ["B3"]


def test_a_share_is_no_area(read: Callable[..., Ledger]) -> None:
    ledger = read({"用地": [["年度", "工业用地面积(亩)"], [2018, "30%"]]})
    assert column(ledger, "land", "industrial_area") == [None]


def test_the_second_row_may_name_the_amounts_of_all_years(read: Callable[..., Ledger]) -> None:
    head = ["2018年", "计划总投资", "项目编号", "企业名称", "2019年"]
    words, units = ["完成投资", None, None, None, "完成投资"], ["万元", "万元", None, None, "万元"]
    ledger = read({"项目": [head, words, units, [5, 12, "P1", "甲公司", 6]]})
    assert [column(ledger, "projects", f"completed_investment@{year}") for year in (2018, 2019)] == [[5_000_000], [6_000_000]]


def test_a_sheet_like_a_kind_that_lacks_a_needed_column_is_warned_of(read: Callable[..., Ledger]) -> None:
    ledger = read({"拨付明细2019年": [["企业名称", "年度", "金额(万元)", "拨付日期"], ["甲公司", 2018, 5, "2019-03-01"]]})
    assert [(p.severity, p.message) for p in ledger.problems if p.code == "L115"] == [
        ("warning", "工作表「拨付明细2019年」像《已拨付》，但没有「奖补类别」列，没有读入")
    ]


def test_payments_of_a_year_whose_sheet_says_it(read: Callable[..., Ledger]) -> None:
    ledger = read({"已拨付2018年": [["企业名称", "奖补类别", "金额(万元)"], ["甲公司", "设备购置事后奖补", 5]]})
    assert column(ledger, "disbursements", "year") == [2018]
    assert [p.severity for p in ledger.problems if p.code == "L103"] == ["warning"]
