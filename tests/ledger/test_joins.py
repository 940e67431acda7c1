"""Names and codes that do not fit together: each is said with both cells, and nearly the same is never taken for the same."""

from __future__ import annotations

import pytest

from .builders import CODE_A, CODE_B, CODE_C, at, codes, column, only
from .conftest import Reader

FIRMS = [["企业名称", "统一社会信用代码"], ["东源县甲科技有限公司", CODE_A], ["东源县乙电子有限公司", CODE_B]]
HEAD = ["项目编号", "统一社会信用代码", "企业名称"]


@pytest.mark.parametrize(
    "name", ["甲（东源）公司", "甲(东源)公司", " 甲 （东源） 公司", "甲〔东源〕公司", "甲［东源］公司", "甲\n（东源）公司"]
)
def test_the_same_name_in_other_brackets_and_spaces(read: Reader, name: str) -> None:
    ledger = read({"企业": [FIRMS[0], ["甲（东源）公司", CODE_A]], "项目": [HEAD, ["P1", None, name]]})
    assert column(ledger, "projects", "enterprise") == [0]
    assert codes(ledger) == []


def test_two_kinds_of_company_are_two_companies(read: Reader) -> None:
    rows = [["P1", None, "甲有限责任公司"], ["P2", CODE_A, "甲有限责任公司"]]
    ledger = read({"企业": [FIRMS[0], ["甲有限公司", CODE_A]], "项目": [HEAD, *rows]})
    assert column(ledger, "projects", "enterprise") == [1, 0]  # by the code it is the same one, by the name alone it may not be
    problem = only(ledger, "L055")
    assert at(problem) == "项目!C2" and "是否为《企业》A2 的「甲有限公司」？" in problem.message
    assert codes(ledger) == ["L055"]


@pytest.mark.parametrize("name", ["甲科技有限公司", "东源县甲科枝有限公司", "东源甲科技有限公司", "东源县甲科技公司"])
def test_a_name_nearly_the_same_is_proposed_and_not_joined(read: Reader, name: str) -> None:
    ledger = read({"企业": FIRMS, "项目": [HEAD, ["P1", None, name]]})
    assert column(ledger, "projects", "enterprise") == [2]
    problem = only(ledger, "L055")
    assert at(problem) == "项目!C2" and problem.severity == "error"
    assert "是否为《企业》A2 的「东源县甲科技有限公司」？" in problem.message


def test_a_name_of_its_own_is_not_likened_to_any(read: Reader) -> None:
    ledger = read({"企业": FIRMS, "项目": [HEAD, ["P1", None, "灯塔盆地某某农业发展有限公司"]]})
    assert "是否为" not in only(ledger, "L055").message


def test_a_name_equally_like_two_proposes_neither(read: Reader) -> None:
    firms = [FIRMS[0], ["大华一厂", CODE_A], ["大华二厂", CODE_B]]
    ledger = read({"企业": firms, "项目": [HEAD, ["P1", None, "大华三厂"]]})
    assert "是否为" not in only(ledger, "L055").message


@pytest.mark.parametrize("code", [CODE_A[:-1] + "Y", CODE_A[:8] + CODE_A[9] + CODE_A[8] + CODE_A[10:]])
def test_a_code_with_one_slip_is_proposed_and_not_joined(read: Reader, code: str) -> None:
    ledger = read({"企业": FIRMS, "项目": [HEAD, ["P1", code, None]]})
    assert column(ledger, "projects", "enterprise") == [2]
    assert "是否为《企业》A2" in only(ledger, "L055").message


def test_a_code_under_a_name_that_is_nobodys(read: Reader) -> None:
    rows = [["P1", CODE_A, "丙机械厂"], ["P2", CODE_A, "丙机械厂 "], ["P3", CODE_A, "甲科技"]]
    ledger = read({"企业": FIRMS, "项目": [HEAD, *rows]})
    assert column(ledger, "projects", "enterprise") == [0, 0, 0]
    problem = only(ledger, "L062")  # once, and not of a short form
    assert at(problem) == "项目!C2" and problem.severity == "warning"
    assert "《企业》A2" in problem.message and "「丙机械厂」（另有 1 行也这样写）" in problem.message


def test_an_unlisted_code_under_two_names(read: Reader) -> None:
    rows = [["P1", CODE_C, "丙机械厂"], ["P2", CODE_C, "丁食品公司"]]
    ledger = read({"企业": FIRMS, "项目": [HEAD, *rows]})
    assert column(ledger, "projects", "enterprise") == [2, 2]
    problem = only(ledger, "L062")
    assert at(problem) == "项目!C3" and "《项目》C2" in problem.message


def test_a_code_twice_in_the_register_under_two_names(read: Reader) -> None:
    ledger = read({"企业": [FIRMS[0], ["甲公司", CODE_A], ["丙公司", CODE_A]]})
    problem = only(ledger, "L050")
    assert "《企业》B2" in problem.message and "企业名称不同" in problem.message


def test_a_payment_of_an_ambiguous_name_says_both_cells(read: Reader) -> None:
    firms = [FIRMS[0], ["甲公司", CODE_A], ["甲公司", CODE_B]]
    paid = [["企业名称", "奖补类别", "年度", "金额(万元)"], ["甲公司", "某奖补", 2018, 10]]
    ledger = read({"企业": firms, "已拨付": paid})
    assert column(ledger, "disbursements", "enterprise") == [2]  # neither of the two
    problem = only(ledger, "L058")
    assert at(problem) == "已拨付!A2" and "《企业》A2、《企业》A3" in problem.message


def test_a_third_row_of_a_name_with_two_codes_is_neither(read: Reader) -> None:
    ledger = read({"企业": [FIRMS[0], ["甲公司", CODE_A], ["甲公司", CODE_B], ["甲公司", None]]})
    assert column(ledger, "enterprises", "credit_code") == [CODE_A, CODE_B, None]
    assert codes(ledger) == ["L057", "L057", "L054"]


def test_the_list_of_enterprises_is_called_what_the_ledger_calls_it(read: Reader) -> None:
    problem = only(read({"1.企业名录": FIRMS, "项目": [HEAD, ["P1", None, "丙公司"]]}, bare=True), "L055")
    assert "在《1.企业名录》表中没有" in problem.message and "请在《1.企业名录》表补一行" in problem.remedy
