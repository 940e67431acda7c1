"""Nothing counts twice, and every row belongs to one enterprise or says why not."""

from __future__ import annotations

import pytest

from .builders import CODE_A, CODE_B, CODE_C, at, codes, column, only
from .conftest import Reader

FIRMS = [["企业名称", "统一社会信用代码", "规上"], ["甲公司", CODE_A, "是"], ["乙（东源）公司", CODE_B, "否"]]
HEAD = ["项目编号", "统一社会信用代码", "企业名称", "设备购置额(万元)", "完工日期"]


def test_joins_by_code_then_by_name(read: Reader) -> None:
    ledger = read(
        {
            "企业": FIRMS,
            "项目": [
                HEAD,
                ["P1", CODE_B, None, 1, None],
                ["P2", None, "甲公司", 1, None],
                ["P3", None, "乙 (东源) 公司", 1, None],
                ["P4", CODE_A, "甲公司", 1, None],
            ],
        }
    )
    assert column(ledger, "projects", "enterprise") == [1, 0, 1, 0]
    assert str(ledger.tables["projects"].frame["enterprise"].dtype) == "int64"
    assert codes(ledger) == []


def test_the_code_wins_over_another_enterprises_name(read: Reader) -> None:
    ledger = read({"企业": FIRMS, "项目": [HEAD, ["P1", CODE_A, "乙（东源）公司", 1, None]]})
    assert column(ledger, "projects", "enterprise") == [0]
    problem = only(ledger, "L056")
    assert at(problem) == "项目!C2" and "《企业》A2" in problem.message and problem.severity == "warning"


def test_an_unknown_code_with_a_known_name(read: Reader) -> None:
    ledger = read({"企业": FIRMS, "项目": [HEAD, ["P1", CODE_C, "甲公司", 1, None]]})
    assert column(ledger, "projects", "enterprise") == [0]
    assert at(only(ledger, "L059")) == "项目!B2"


def test_an_unlisted_enterprise_is_added_once_and_all_else_is_unknown(read: Reader) -> None:
    ledger = read(
        {
            "企业": FIRMS,
            "项目": [HEAD, ["P1", CODE_C, "丙公司", 1, None], ["P2", CODE_C, "丙公司", 1, None]],
            "年度指标": [["企业名称", "年度"], ["丙公司", 2018]],
        }
    )
    table = ledger.tables["enterprises"]
    assert column(ledger, "projects", "enterprise") == [2, 2]
    assert table.row_number == (2, 3, 0) and table.cell("name", 2) is None
    assert column(ledger, "enterprises", "name")[2] == "丙公司" and column(ledger, "enterprises", "above_scale")[2] is None
    assert column(ledger, "annual", "enterprise") == [2]  # by name alone
    assert at(only(ledger, "L055")) == "项目!C2"


def test_a_row_without_any_enterprise_gets_one_of_its_own(read: Reader) -> None:
    ledger = read({"企业": FIRMS, "项目": [HEAD, ["P1", None, None, 1, None], ["P2", None, None, 1, None]]})
    assert column(ledger, "projects", "enterprise") == [2, 3]
    assert codes(ledger) == ["L053", "L053"]


def test_one_name_with_two_codes_is_ambiguous(read: Reader) -> None:
    ledger = read(
        {"企业": [*FIRMS, ["甲公司", CODE_C, "否"]], "项目": [HEAD, ["P1", None, "甲公司", 1, None], ["P2", CODE_C, "甲公司", 1, None]]}
    )
    assert column(ledger, "projects", "enterprise") == [3, 2]
    assert at(only(ledger, "L057")) == "企业!A4"
    assert at(only(ledger, "L058")) == "项目!C2"


def test_duplicate_enterprises(read: Reader) -> None:
    ledger = read({"企业": [[*FIRMS[0], "乡镇"], ["甲公司", CODE_A, "是", "仙塘镇"], ["甲公司", f" {CODE_A.lower()} ", "否", "仙塘镇"]]})
    assert column(ledger, "enterprises", "above_scale") == [None]  # they contradict each other
    assert column(ledger, "enterprises", "town") == ["仙塘镇"]
    problem = only(ledger, "L050")
    assert at(problem) == "企业!B3" and "《企业》B2" in problem.message and "规上" in problem.message and "乡镇" not in problem.message
    assert ledger.readings[0].excluded == {"重复的行": 1} and ledger.readings[0].rows_used == 1


def test_the_same_firm_again_without_its_code(read: Reader) -> None:
    ledger = read({"企业": [*FIRMS, ["甲公司", None, "是"]]})
    assert column(ledger, "enterprises", "credit_code") == [CODE_A, CODE_B]
    assert codes(ledger) == ["L050"]


def test_duplicate_projects_are_never_paid_twice(read: Reader) -> None:
    ledger = read(
        {
            "企业": FIRMS,
            "项目": [
                HEAD,
                ["P1", CODE_A, "甲公司", 100, "2018-9-5"],
                ["P2", CODE_A, "甲公司", 5, None],
                ["p1", CODE_A, "甲公司", 100, "2018-9-6"],
            ],
        }
    )
    assert column(ledger, "projects", "project_number") == ["P1", "P2"]
    assert column(ledger, "projects", "equipment_purchase") == [100_000_000, 5_000_000]
    assert column(ledger, "projects", "completion_date") == [None, 0]
    assert len(ledger.tables["projects"].frame) == len(ledger.tables["projects"].row_number) == 2
    assert "完工日期" in only(ledger, "L050").message


@pytest.mark.parametrize(
    ("tags", "differ"),
    [("上云用云；绿色工厂", False), ("绿色工厂, 上云用云", False), ("绿色工厂", True), ("绿色工厂、上云用云、招商补链", True)],
)
def test_what_a_cell_lists_is_the_same_in_any_order(read: Reader, tags: str, differ: bool) -> None:
    rows = [["P1", CODE_A, None, 1, None, "绿色工厂、上云用云"], ["P1", CODE_A, None, 1, None, tags]]
    ledger = read({"企业": FIRMS, "项目": [[*HEAD, "任务标签"], *rows]})
    assert ("任务标签不一致" in only(ledger, "L050").message) is differ
    assert column(ledger, "projects", "task_tags") == [None if differ else "绿色工厂、上云用云"]


def test_two_projects_of_two_firms_under_one_number(read: Reader) -> None:
    """They are two projects: each town numbers its own from 1. Both are kept, and a person is asked."""
    rows = [["1", CODE_A, "甲公司", 100, "2018-9-5"], ["1", CODE_B, "乙（东源）公司", 80, "2018-9-5"]]
    ledger = read({"企业": FIRMS, "项目": [HEAD, *rows]})
    assert column(ledger, "projects", "equipment_purchase") == [100_000_000, 80_000_000]
    problem = only(ledger, "L061")
    assert problem.severity == "error" and at(problem) == "项目!A3"
    assert "《项目》A3" in problem.message and "《项目》A2" in problem.message
    assert "L050" not in codes(ledger)


def test_projects_without_number_are_kept_and_warned_of(read: Reader) -> None:
    ledger = read({"企业": FIRMS, "项目": [HEAD, [None, CODE_A, "甲公司", 1, None], ["—", CODE_A, "甲公司", 2, None]]})
    assert column(ledger, "projects", "project_number") == [None, None]
    assert codes(ledger) == ["L051", "L051"]


def test_duplicate_years_of_one_enterprise_even_by_name(read: Reader) -> None:
    ledger = read(
        {
            "企业": FIRMS,
            "年度指标": [
                ["统一社会信用代码", "企业名称", "年度", "主营业务收入(万元)"],
                [CODE_A, "甲公司", 2018, 1000],
                [None, "甲公司", "2018年", 1200],
                [CODE_A, "甲公司", 2019, 1300],
            ],
        }
    )
    assert column(ledger, "annual", "year") == [2018, 2019]
    assert column(ledger, "annual", "main_business_revenue") == [None, 1_300_000_000]
    assert column(ledger, "annual", "enterprise") == [0, 0]
    assert "L050" in codes(ledger)


def test_a_year_is_part_of_what_a_row_is(read: Reader) -> None:
    ledger = read({"企业": FIRMS, "年度指标": [["统一社会信用代码", "年度"], [CODE_A, None], [CODE_A, 2018]]})
    assert column(ledger, "annual", "year") == [None, 2018]
    assert at(only(ledger, "L052")) == "年度指标!B2"
    reading = next(r for r in ledger.readings if r.sheet == "年度指标")
    assert reading.excluded == {} and (reading.rows_read, reading.rows_used) == (2, 2)


def test_a_missing_year_column_is_said_once(read: Reader) -> None:
    ledger = read({"企业": FIRMS, "年度指标": [["统一社会信用代码", "主营业务收入(万元)"], [CODE_A, 1], [CODE_B, 2]]})
    assert column(ledger, "annual", "year") == [None, None]
    assert codes(ledger) == ["L033"]


def test_enterprises_without_code_or_name(read: Reader) -> None:
    ledger = read({"企业": [*FIRMS, [None, None, "是"], ["丙公司", None, "是"], [None, CODE_C, "是"]]})
    assert column(ledger, "enterprises", "credit_code") == [CODE_A, CODE_B, None, CODE_C]
    assert codes(ledger) == ["L053", "L054"]
    assert ledger.readings[0].excluded == {"没有企业": 1}


def test_payments_have_no_identity(read: Reader) -> None:
    """Two equal instalments may both be real."""
    row = [CODE_A, "设备购置", 2018, 10]
    ledger = read({"企业": FIRMS, "已拨付": [["统一社会信用代码", "奖补类别", "年度", "金额(万元)"], row, row]})
    assert column(ledger, "disbursements", "amount") == [10_000_000, 10_000_000]


def test_a_payment_without_year_or_amount_is_kept_and_pointed_out(read: Reader) -> None:
    head = ["统一社会信用代码", "奖补类别", "年度", "金额(万元)"]
    ledger = read({"企业": FIRMS, "已拨付": [head, [CODE_A, "甲", None, 10], [CODE_A, "甲", "待定", 10], [CODE_A, "甲", 2018, None]]})
    assert column(ledger, "disbursements", "year") == [None, None, 2018]
    blanks = [p for p in ledger.problems if p.code == "L060"]
    assert [at(p) for p in blanks] == ["已拨付!C2", "已拨付!D4"] and all(p.severity == "error" for p in blanks)
    assert at(only(ledger, "L018")) == "已拨付!C3"


@pytest.mark.parametrize(("sheet", "head"), [("资金安排", ["年度", "安排金额(万元)"]), ("用地", ["年度", "工业用地面积(亩)"])])
def test_a_blank_year_is_an_error(read: Reader, sheet: str, head: list[str]) -> None:
    ledger = read({"企业": FIRMS, sheet: [head, [None, 10], [2018, 10]]})
    assert at(only(ledger, "L060")) == f"{sheet}!A2" and "年度" in only(ledger, "L060").message


def test_bad_credit_codes_are_warned_of_once(read: Reader) -> None:
    bad = CODE_A[:-1] + "0"
    ledger = read({"企业": [["企业名称", "统一社会信用代码"], ["甲公司", bad]], "项目": [HEAD, ["P1", bad, "甲公司", 1, None]]})
    problem = only(ledger, "L028")
    assert at(problem) == "企业!B2" and problem.severity == "warning"
    assert column(ledger, "projects", "enterprise") == [0]


def test_a_code_that_excel_cut_falls_back_on_the_name(read: Reader) -> None:
    ledger = read({"企业": FIRMS, "项目": [HEAD, ["P1", 914416250000000000, "甲公司", 1, None]]})
    assert column(ledger, "projects", "enterprise") == [0]
    assert codes(ledger) == ["L021"]


def test_what_neither_of_two_rows_says_legibly_is_no_contradiction(read: Reader) -> None:
    rows = [["P1", CODE_A, "甲公司", "约5", "2018-03-01"], ["P1", CODE_A, "甲公司", "约5", "2018-03-01"]]
    ledger = read({"企业": FIRMS, "项目": [HEAD, *rows]})
    assert sorted(codes(ledger)) == ["L012", "L012", "L050"] and "不一致" not in only(ledger, "L050").message
    assert column(ledger, "projects", "equipment_purchase") == [None]


def test_each_row_is_held_against_what_the_first_one_said(read: Reader) -> None:
    rows = [["P1", CODE_A, "甲公司", amount, "2018-03-01"] for amount in (500, 600, 500)]
    ledger = read({"企业": FIRMS, "项目": [HEAD, *rows]})
    second, third = (found.message for found in ledger.problems if found.code == "L050")
    assert "设备购置额不一致" in second and "不一致" not in third
    assert column(ledger, "projects", "equipment_purchase") == [None]
