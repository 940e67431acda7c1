"""What may stand twice under different numbers: kept, and said with both cells."""

from __future__ import annotations

from typing import Any

import pytest

from techreform_cli.domain.source import SourceRef

from .builders import CODE_A, CODE_B, at, codes, column, only
from .conftest import Reader

FIRMS = [["企业名称", "统一社会信用代码"], ["甲公司", CODE_A], ["乙公司", CODE_B]]
HEAD = ["项目编号", "项目名称", "统一社会信用代码", "备案证号", "完工日期", "计划总投资(万元)", "设备购置额(万元)"]


def project(number: Any, name: str, code: str, certificate: Any, day: Any, planned: Any, equipment: Any) -> list[Any]:
    return [number, name, code, certificate, day, planned, equipment]


FIRST = project("P1", "甲线改造", CODE_A, "180000001", "2018-9-5", 500, 200)


def read_projects(read: Reader, *rows: list[Any]) -> Any:
    return read({"企业": FIRMS, "项目": [HEAD, *rows]})


@pytest.mark.parametrize(
    ("row", "same"),
    [
        (project("P2", "乙线改造", CODE_A, "180000002", "2018-9-6", 500, 200), "计划总投资、设备购置额相同"),
        (project("P2", "甲线 改造", CODE_A, "180000002", "2018-9-6", None, None), "项目名称相同"),
        (project("P2", "甲线改造", CODE_A, "180000001", "2018-9-5", 500, 300), "项目名称、备案证号、计划总投资、完工日期相同"),
        (project(None, "甲线改造", CODE_A, "180000001", "2019-9-5", 500, 200), "项目名称、备案证号、计划总投资、设备购置额相同"),
    ],
)
def test_two_rows_that_may_be_one_project(read: Reader, row: list[Any], same: str) -> None:
    ledger = read_projects(read, FIRST, row)
    problem = only(ledger, "L064")
    assert at(problem) == "项目!B3" and problem.severity == "warning"
    assert "《项目》B3 与 《项目》B2" in problem.message and same in problem.message
    assert len(ledger.tables["projects"]) == 2
    assert not {"L063", "L067"} & set(codes(ledger))  # one cause is said once


@pytest.mark.parametrize(
    "row",
    [
        project("P2", "甲线改造", CODE_A, "180000002", "2019-9-5", 600, 300),  # the next phase under the same name
        project("P2", "甲线改造", CODE_B, "180000002", "2018-9-5", 500, 300),  # another enterprise's
        project("P2", "乙线改造", CODE_A, "180000002", "2018-9-5", 500, 201),
        project("P2", "乙线改造", CODE_A, None, "2018-9-5", None, 200),  # one amount alone says little
        project("P2", "", CODE_A, "", "2018-9-5", 0, 0),
    ],
)
def test_two_rows_that_are_two_projects(read: Reader, row: list[Any]) -> None:
    assert codes(read_projects(read, FIRST, row)) == []


def test_equal_projects_without_a_number_are_an_error(read: Reader) -> None:
    bare = [None, *FIRST[1:]]
    ledger = read_projects(read, bare, bare, project(None, "丙线改造", CODE_A, None, None, 90, 40))
    problem = only(ledger, "L067")
    assert at(problem) == "项目!A3" and problem.severity == "error" and "《项目》A3 与 《项目》A2" in problem.message
    assert column(ledger, "projects", "equipment_purchase") == [200_000_000, 200_000_000, 40_000_000]
    assert codes(ledger) == ["L051", "L051", "L067", "L051"]


def test_a_project_with_and_without_its_number(read: Reader) -> None:
    ledger = read_projects(read, FIRST, [None, *FIRST[1:]])
    assert at(only(ledger, "L067")) == "项目!A3"


def test_rows_without_a_number_and_without_figures_equal_nothing(read: Reader) -> None:
    bare = project(None, "", CODE_A, None, None, None, None)
    assert codes(read_projects(read, bare, bare)) == ["L051", "L051"]


def test_a_row_that_cannot_be_read_equals_nothing(read: Reader) -> None:
    bare = project(None, "甲线改造", CODE_A, None, "待定", 100, 40)
    assert "L067" not in codes(read_projects(read, bare, bare))


def test_one_certificate_for_two_projects_of_one_enterprise(read: Reader) -> None:
    ledger = read_projects(read, FIRST, project("P2", "乙线改造", CODE_A, "180000001", "2019-9-5", 600, 300))
    problem = only(ledger, "L063")
    assert at(problem) == "项目!D3" and problem.severity == "warning"
    assert "《项目》D3 与 《项目》D2" in problem.message and codes(ledger) == ["L063"]


def test_one_certificate_for_two_enterprises(read: Reader) -> None:
    ledger = read_projects(read, FIRST, project("P2", "乙线改造", CODE_B, " １８0000001", "2019-9-5", 600, 300))
    problem = only(ledger, "L065")
    assert at(problem) == "项目!D3" and problem.severity == "error" and "《项目》D2" in problem.message


def test_the_same_equipment_of_two_enterprises(read: Reader) -> None:
    ledger = read_projects(read, FIRST, project("P2", "甲线 改造", CODE_B, "180000002", "2019-9-5", 500, 200))
    problem = only(ledger, "L069")
    assert at(problem) == "项目!B3" and problem.severity == "warning" and "《项目》B3 与 《项目》B2" in problem.message
    assert codes(ledger) == ["L069"] and len(ledger.tables["projects"]) == 2


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (project("P2", "乙线改造", CODE_B, "180000002", "2018-9-5", 500, 200), []),  # equal amounts alone are chance
        (project("P2", "甲线改造", CODE_B, "180000001", "2018-9-5", 500, 200), ["L065"]),  # one cause is said once
        (project("P1", "甲线改造", CODE_B, "180000002", "2018-9-5", 500, 200), ["L061"]),
    ],
)
def test_equipment_of_two_enterprises_that_is_not_the_same_or_told_of(read: Reader, row: list[Any], told: list[str]) -> None:
    assert codes(read_projects(read, FIRST, row)) == told


@pytest.mark.parametrize("word", ["有", "已备案", "是", "2018"])
def test_what_is_no_number_of_a_certificate_may_recur(read: Reader, word: str) -> None:
    rows = [project("P1", "甲线改造", CODE_A, word, None, 5, 2), project("P2", "乙线改造", CODE_B, word, None, 7, 3)]
    assert codes(read_projects(read, *rows)) == []


PAID = ["统一社会信用代码", "企业名称", "奖补类别", "年度", "金额(万元)", "拨付日期"]


def test_the_same_payment_twice(read: Reader) -> None:
    row = [CODE_A, "甲公司", "某奖补", 2018, 10, "2019-5-6"]
    other = [None, "甲公司 ", "某 奖补", "2018年", "10万元", "2019.05.06"]
    ledger = read({"企业": FIRMS, "已拨付": [PAID, row, other]})
    problem = only(ledger, "L066")
    assert at(problem) == "已拨付!B3" and problem.severity == "warning" and "《已拨付》B3 与 《已拨付》B2" in problem.message
    assert column(ledger, "disbursements", "amount") == [10_000_000, 10_000_000]


@pytest.mark.parametrize(("place", "value"), [(0, CODE_B), (2, "另一奖补"), (3, 2019), (4, 11), (5, "2019-5-7")])
def test_two_payments(read: Reader, place: int, value: Any) -> None:
    row = [CODE_A, None, "某奖补", 2018, 10, "2019-5-6"]
    ledger = read({"企业": FIRMS, "已拨付": [PAID, row, [*row[:place], value, *row[place + 1 :]]]})
    assert codes(ledger) == []


@pytest.mark.parametrize("place", [2, 3, 5])
def test_a_payment_that_may_be_another_told_by_halves(read: Reader, place: int) -> None:
    row = [CODE_A, None, "某奖补", 2018, 10, "2019-5-6"]
    rows = [[CODE_B, *row[1:]], row, [*row[:place], None, *row[place + 1 :]]]
    ledger = read({"企业": FIRMS, "已拨付": [PAID, *rows]})
    problem = only(ledger, "L122")
    assert at(problem) == "已拨付!B4" and problem.severity == "warning" and "《已拨付》B4 与 《已拨付》B3" in problem.message
    assert column(ledger, "disbursements", "amount") == [10_000_000] * 3


def test_the_same_appropriation_twice(read: Reader) -> None:
    rows = [[2018, 1000, "某〔2018〕1号"], [2018, 1000, "某（2018）1号"], [2018, 1000, "某〔2018〕2号"]]
    ledger = read({"资金安排": [["年度", "安排金额(万元)", "文号"], *rows]})
    assert at(only(ledger, "L066")) == "资金安排!A3"


LAND = ["年度", "工业用地面积(亩)", "技改用地面积(亩)", "地块", "面积(亩)", "技改"]


def test_a_total_and_its_parcels(read: Reader) -> None:
    rows = [[2018, 100, 30, None, None, None], [2018, None, None, "一", 60, "是"], [2018, None, None, "二", 40, "否"]]
    ledger = read({"用地": [LAND, *rows, [2019, None, None, "三", 40, "否"]]})
    problem = only(ledger, "L068")
    assert at(problem) == "用地!E3" and problem.severity == "error"
    assert "2018年" in problem.message and "《用地》B2" in problem.message and "共 2 行" in problem.message


def test_a_total_for_one_year_and_parcels_for_another(read: Reader) -> None:
    rows = [[2018, 100, 30, None, None, None], [2019, None, None, "一", 60, "是"], [2020, 80, 20, "二", 80, "是"]]
    assert codes(read({"用地": [LAND, *rows]})) == []


def test_the_cell_of_another_file_is_named_with_it() -> None:
    here, there = SourceRef("甲镇.xlsx", "项目", "A3"), SourceRef("乙镇.xlsx", "项目", "A2")
    assert there.seen_from(here) == "乙镇.xlsx《项目》A2"
    assert there.seen_from(there) == "《项目》A2"
