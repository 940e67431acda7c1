"""Years and towns in sheet names, years side by side, years in rows, periods in one column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from techreform_cli.domain.ledger import Ledger

from .builders import CODE_A, CODE_B, at, codes, column, only

Reader = Callable[..., Ledger]

WHO = ["统一社会信用代码", "企业名称"]
FIRMS = {"企业": [[*reversed(WHO)], ["甲公司", CODE_A], ["乙公司", CODE_B]]}
FIGURES = [*WHO, "规上", "主营业务收入(万元)", "工业增加值(万元)", "平均从业人数", "增值税县级分成(万元)", "企业所得税县级分成(万元)"]


def yearly(ledger: Ledger, key: str) -> dict[tuple[Any, Any], Any]:
    """(enterprise, year) -> value of 年度指标."""
    return dict(
        zip(
            zip(column(ledger, "annual", "enterprise"), column(ledger, "annual", "year"), strict=True),
            column(ledger, "annual", key),
            strict=True,
        )
    )


@pytest.mark.parametrize(
    "names", [("2018", "2019"), ("2018年", "2019年度"), ("2018年度指标", "2019年度指标"), ("指标（2018）", "指标（2019）")]
)
def test_a_sheet_per_year_says_the_year_by_its_name(read: Reader, names: tuple[str, str]) -> None:
    ledger = read(
        FIRMS
        | {
            names[0]: [FIGURES, [CODE_A, "甲公司", "是", 100, 10, 5, 1, 1], [CODE_B, "乙公司", "否", 200, 20, 6, 1, 1]],
            names[1]: [FIGURES, [CODE_A, "甲公司", "是", 300, 30, 7, 1, 1]],
        }
    )
    assert yearly(ledger, "main_business_revenue") == {(0, 2018): 100_000_000, (1, 2018): 200_000_000, (0, 2019): 300_000_000}
    assert [p.source.sheet for p in ledger.problems if p.code == "L100"] == list(names)
    assert str(ledger.tables["annual"].cell("main_business_revenue", 2)) == f"台账.xlsx《{names[1]}》D2"
    assert ledger.tables["annual"].cell("year", 0) is None
    assert [(r.rows_read, r.rows_used) for r in ledger.readings if r.taken_as == "年度指标"] == [(2, 2), (1, 1)]


def test_the_title_may_say_the_year(read: Reader) -> None:
    title = ["某县2018年工业企业主要指标"]
    ledger = read(FIRMS | {"年度指标": [title, FIGURES, [CODE_A, "甲公司", "是", 100, 10, 5, 1, 1]]})
    assert column(ledger, "annual", "year") == [2018]
    assert "2018 年" in only(ledger, "L100").message


def test_title_and_name_that_differ_leave_the_year_unknown(read: Reader) -> None:
    ledger = read(FIRMS | {"2019年度指标": [["2018年工业企业主要指标"], FIGURES, [CODE_A, "甲公司", "是", 100, 10, 5, 1, 1]]})
    assert column(ledger, "annual", "year") == [None]
    problem = only(ledger, "L106")
    assert "2018年工业企业主要指标" in problem.message and "2019年度指标" in problem.message


def test_a_plan_period_in_the_title_is_no_year(read: Reader) -> None:
    ledger = read(FIRMS | {"年度指标": [["2018—2020年主要指标"], FIGURES, [CODE_A, "甲公司", "是", 100, 10, 5, 1, 1]]})
    assert column(ledger, "annual", "year") == [None]
    assert only(ledger, "L033").field == "年度"


def test_a_column_of_years_counts_for_more_than_the_name(read: Reader) -> None:
    ledger = read(FIRMS | {"2019年度指标": [[*FIGURES, "年度"], [CODE_A, "甲公司", "是", 100, 10, 5, 1, 1, 2018]]})
    assert column(ledger, "annual", "year") == [2018]
    assert "L100" not in codes(ledger)


def test_towns_by_the_names_of_their_sheets(read: Reader) -> None:
    head = ["企业名称", "统一社会信用代码", "规上", "高成长性", "拟培育上规模", "省内注册", "转出地", "省级产业园"]
    row = ["是", "否", "否", "是", "", "否"]
    ledger = read(
        {"黄村镇企业": [head, ["甲公司", CODE_A, *row]], "企业(义合镇)": [head, ["乙公司", CODE_B, *row]]}
        | {"项目": [["项目编号", "项目名称", "企业名称"]]},
        bare=True,
    )
    assert column(ledger, "enterprises", "town") == ["黄村镇", "义合镇"]
    assert [p.field for p in ledger.problems if p.code == "L109"] == ["乡镇", "乡镇"]
    assert not any(p.code == "L034" and p.field == "乡镇" for p in ledger.problems)


def test_projects_of_several_towns_are_one_table(read: Reader) -> None:
    from techreform_cli.policy.dictionary import load_dictionary

    head = [field.header for field in load_dictionary().sheet("projects").fields if not field.optional and not field.yearly]

    def row(number: str, name: str) -> list[str]:
        known = {"项目编号": number, "企业名称": name, "项目名称": "技改"}
        return [known.get(word, "") for word in head]

    ledger = read(FIRMS | {"黄村镇": [head, row("P1", "甲公司")], "义合镇": [head, row("P2", "乙公司")]} | {"项目": []})
    assert column(ledger, "projects", "project_number") == ["P1", "P2"]
    assert [p.source.sheet for p in ledger.problems if p.code == "L039"] == ["黄村镇", "义合镇"]


def test_a_sheet_like_one_that_is_there_by_name_is_left_out_with_a_warning(read: Reader) -> None:
    rows = [[*FIGURES, "年度"], [CODE_A, "甲公司", "是", 100, 10, 5, 1, 1, 2018]]
    ledger = read(FIRMS | {"年度指标": rows, "摘抄": rows})
    assert len(ledger.tables["annual"]) == 1
    assert only(ledger, "L101").source.sheet == "摘抄"


WIDE = [*WHO, "2018年主营业务收入(万元)", "2019年主营业务收入(万元)", "2018年规上", "2019年规上"]


def test_years_side_by_side_are_a_record_each(read: Reader) -> None:
    ledger = read(
        FIRMS
        | {
            "年度指标": [
                WIDE,
                [CODE_A, "甲公司", 100, 200, "否", "是"],
                [CODE_B, "乙公司", None, 300, None, "是"],
                ["合计", None, 100, 500],
            ]
        }
    )
    assert yearly(ledger, "main_business_revenue") == {(0, 2018): 100_000_000, (0, 2019): 200_000_000, (1, 2019): 300_000_000}
    assert yearly(ledger, "above_scale") == {(0, 2018): False, (0, 2019): True, (1, 2019): True}
    table = ledger.tables["annual"]
    cells = {str(table.cell("main_business_revenue", row)) for row in range(len(table))}
    assert cells == {"台账.xlsx《年度指标》C2", "台账.xlsx《年度指标》D2", "台账.xlsx《年度指标》D3"}
    (reading,) = [r for r in ledger.readings if r.sheet == "年度指标"]
    assert (reading.rows_read, reading.rows_used, reading.excluded) == (3, 2, {"合计行": 1})
    assert "2018、2019" in only(ledger, "L110").message
    assert not any(p.code == "L033" for p in ledger.problems)


def test_years_over_the_columns(read: Reader) -> None:
    def merge(book: openpyxl.Workbook) -> None:
        for area in ("A1:A2", "B1:B2", "C1:D1", "E1:F1"):
            book["年度指标"].merge_cells(area)

    rows = [
        [*WHO, "2018年", None, "2019年", None],
        [None, None, "主营业务收入(万元)", "工业增加值（万元）"] * 1 + ["主营业务收入(万元)", "工业增加值（万元）"],
    ]
    ledger = read(FIRMS | {"年度指标": [*rows, [CODE_A, "甲公司", 100, 10, 200, 20]]}, merge)
    assert yearly(ledger, "value_added") == {(0, 2018): 10_000_000, (0, 2019): 20_000_000}


def test_a_figure_without_its_year_among_years_side_by_side_is_left_out(read: Reader) -> None:
    ledger = read(FIRMS | {"年度指标": [[*WIDE, "平均从业人数"], [CODE_A, "甲公司", 100, 200, "否", "是", 8]]})
    assert not ledger.tables["annual"].has("average_employees")
    problem = only(ledger, "L105")
    assert at(problem) == "年度指标!G1" and "2018年平均从业人数" in problem.remedy


def test_years_in_the_headers_and_in_a_column_contradict_each_other(read: Reader) -> None:
    ledger = read(FIRMS | {"年度指标": [[*WHO, "年度", "2018年主营业务收入(万元)"], [CODE_A, "甲公司", 2019, 100]]})
    assert column(ledger, "annual", "main_business_revenue") == [None] if ledger.tables["annual"].has("main_business_revenue") else True
    assert at(only(ledger, "L106")) == "年度指标!D1"


def test_a_bad_cell_shared_by_all_years_is_said_once(read: Reader) -> None:
    ledger = read(FIRMS | {"年度指标": [WIDE, [9.144162e17, "甲公司", 100, "约200", "否", "是"]]})
    assert [at(p) for p in ledger.problems if p.code in ("L012", "L021")] == ["年度指标!A2", "年度指标!D2"]
    assert yearly(ledger, "main_business_revenue") == {(0, 2018): 100_000_000, (0, 2019): None}


LONG = ["项目编号", "项目名称", *WHO, "年度", "完成投资(万元)", "设备购置额(万元)", "完工日期"]


def test_a_row_for_each_year_of_a_project_is_one_project(read: Reader) -> None:
    ledger = read(
        FIRMS
        | {
            "项目": [
                LONG,
                ["P1", "技改", CODE_A, "甲公司", 2018, 100, 500, None],
                ["P1", "技改", CODE_A, "甲公司", 2019, 200, None, "2019-06-05"],
                ["P2", "扩建", CODE_B, "乙公司", 2019, 50, 40, None],
            ]
        }
    )
    table = ledger.tables["projects"]
    assert column(ledger, "projects", "project_number") == ["P1", "P2"]
    assert column(ledger, "projects", "completed_investment@2018") == [100_000_000, 0]
    assert column(ledger, "projects", "completed_investment@2019") == [200_000_000, 50_000_000]
    assert column(ledger, "projects", "equipment_purchase") == [500_000_000, 40_000_000]
    assert column(ledger, "projects", "completion_date") == [20190605, 0]
    places = {key: str(table.cell(key, 0)) for key in ("completed_investment@2018", "completed_investment@2019", "completion_date")}
    assert places == {
        "completed_investment@2018": "台账.xlsx《项目》F2",
        "completed_investment@2019": "台账.xlsx《项目》F3",
        "completion_date": "台账.xlsx《项目》H3",
    }
    assert table.cell("completed_investment@2018", 1) is None
    assert "有 1 行" in only(ledger, "L111").message
    (reading,) = [r for r in ledger.readings if r.sheet == "项目"]
    assert (reading.rows_read, reading.rows_used) == (3, 3)


def test_rows_of_one_project_that_disagree_leave_it_open(read: Reader) -> None:
    ledger = read(
        FIRMS
        | {"项目": [LONG, ["P1", "技改", CODE_A, "甲公司", 2018, 100, 500, None], ["P1", "技改", CODE_A, "甲公司", 2019, 200, 600, None]]}
    )
    assert column(ledger, "projects", "equipment_purchase") == [None]
    assert "设备购置额" in only(ledger, "L113").message and "第 3 行与第 2 行" in only(ledger, "L113").message


def test_the_same_year_twice_is_a_duplicate(read: Reader) -> None:
    ledger = read(
        FIRMS
        | {"项目": [LONG, ["P1", "技改", CODE_A, "甲公司", 2018, 100, 500, None], ["P1", "技改", CODE_A, "甲公司", 2018, 200, 500, None]]}
    )
    assert len(ledger.tables["projects"]) == 1
    assert column(ledger, "projects", "completed_investment@2018") == [None]
    assert at(only(ledger, "L050")) == "项目!A3"


def test_an_unreadable_year_leaves_all_years_of_the_project_open(read: Reader) -> None:
    ledger = read(
        FIRMS
        | {"项目": [LONG, ["P1", "技改", CODE_A, "甲公司", 2018, 100, 500, None], ["P1", "技改", CODE_A, "甲公司", "去年", 200, 500, None]]}
    )
    assert at(only(ledger, "L018")) == "项目!E3"
    assert None in column(ledger, "projects", "completed_investment@2018")


def test_an_amount_without_any_year_is_left_out(read: Reader) -> None:
    ledger = read(FIRMS | {"项目": [["项目编号", "项目名称", "企业名称", "完成投资(万元)"], ["P1", "技改", "甲公司", 100]]})
    problem = only(ledger, "L105")
    assert at(problem) == "项目!D1" and "20××年完成投资(万元)" in problem.remedy


def test_a_year_of_listing_beside_yearly_columns_is_not_the_year_of_the_amounts(read: Reader) -> None:
    ledger = read(
        FIRMS | {"项目": [["项目编号", "项目名称", "企业名称", "年度", "2018年完成投资(万元)"], ["P1", "技改", "甲公司", 2019, 100]]}
    )
    assert column(ledger, "projects", "completed_investment@2018") == [100_000_000]
    assert "investment_year" not in ledger.tables["projects"].keys


def test_a_column_of_planned_periods_gives_the_start_only(read: Reader) -> None:
    ledger = read(
        FIRMS
        | {
            "项目": [
                ["项目编号", "项目名称", "企业名称", "建设起止时间"],
                ["P1", "技改", "甲公司", "2018.03-2019.06"],
                ["P2", "改", "甲公司", "2018年5月"],
            ]
        }
    )
    assert column(ledger, "projects", "construction_start") == [20180331, 20180531]
    assert not ledger.tables["projects"].has("completion_date")
    assert at(only(ledger, "L104")) == "项目!D1"


def test_a_column_of_actual_periods_gives_both_ends(read: Reader) -> None:
    ledger = read(FIRMS | {"项目": [["项目编号", "项目名称", "企业名称", "实际起止时间"], ["P1", "技改", "甲公司", "2018.3.5-2019.6.30"]]})
    assert column(ledger, "projects", "construction_start") == [20180305]
    assert column(ledger, "projects", "completion_date") == [20190630]
    assert only(ledger, "L104").field == "开工日期、完工日期"
