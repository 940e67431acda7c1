"""Rows that head a group and carry its sum are no data; what they add up is held against the rows below."""

from __future__ import annotations

from typing import Any

import pytest

from .builders import CODE_A, CODE_B, at, codes, column, only
from .conftest import Reader

HEAD = ["序号", "项目编号", "项目名称", "企业名称", "统一社会信用代码", "计划总投资(万元)", "设备购置额(元)"]
FIRMS = [["企业名称", "统一社会信用代码", "乡镇"], ["甲公司", CODE_A, "仙塘镇"], ["乙公司", CODE_B, "灯塔镇"]]


def project(number: str, code: str, planned: Any, equipment: Any) -> list[Any]:
    return [None, number, f"{number}线", "甲公司" if code == CODE_A else "乙公司", code, planned, equipment]


ONE, TWO, THREE = project("P1", CODE_A, 500, 100.5), project("P2", CODE_A, 700, None), project("P3", CODE_B, 30, 7)


@pytest.mark.parametrize(
    "words",
    [
        ["一、仙塘镇", None, None, None],
        [None, None, "一、仙塘镇（2个）", None],
        [None, None, None, "（一）仙塘镇"],
        ["一", None, "仙塘镇", None],
        ["一", None, None, "智能化改造"],
        [None, None, None, "仙塘镇"],
    ],
)
def test_a_heading_with_the_sum_of_its_group(read: Reader, words: list[Any]) -> None:
    second, total = ["二、灯塔镇", *[None] * 4, "30", 7], ["合计", *[None] * 4, 1230]
    rows = [HEAD, [*words, None, 1200, 100.5], ONE, TWO, second, THREE, total]
    ledger = read({"企业": FIRMS, "项目": rows})
    assert column(ledger, "projects", "planned_investment") == [500_000_000, 700_000_000, 30_000_000]
    assert codes(ledger) == ["L116", "L116"]
    reading = ledger.readings[1]
    assert reading.excluded == {"分组标题": 2, "合计行": 1} and (reading.rows_read, reading.rows_used) == (6, 3)


def test_headings_within_headings(read: Reader) -> None:
    rows: list[list[Any]] = [HEAD]
    rows += [["一、东片", *[None] * 4, 1230], ["（一）仙塘镇", *[None] * 4, 1200], ONE, TWO, ["（二）灯塔镇", *[None] * 4, 30], THREE]
    ledger = read({"企业": FIRMS, "项目": rows})
    assert codes(ledger) == ["L116"] * 3 and len(ledger.tables["projects"]) == 3


def test_a_sum_that_is_not_that_of_the_group(read: Reader) -> None:
    ledger = read({"企业": FIRMS, "项目": [HEAD, ["一、仙塘镇", *[None] * 4, 1180, 100.5], ONE, TWO]})
    said = only(ledger, "L117")
    assert at(said) == "项目!F2" and said.severity == "error" and said.field == "计划总投资"
    assert "1180万元" in said.message and "其下 2 行的合计是 1200万元" in said.message
    assert column(ledger, "projects", "planned_investment") == [500_000_000, 700_000_000]


def test_what_is_below_may_not_be_readable(read: Reader) -> None:
    ledger = read({"企业": FIRMS, "项目": [HEAD, ["一、仙塘镇", *[None] * 4, 1200, 100.5], ONE, project("P2", CODE_A, "约700", 0)]})
    assert codes(ledger) == ["L116", "L012"]  # the equipment adds up


@pytest.mark.parametrize("words", [["一", None, None, "甲公司"], [None, None, None, "仙塘镇"], ["一", None, "冲压线", None]])
def test_what_adds_up_nothing_may_be_data(read: Reader, words: list[Any]) -> None:
    ledger = read({"企业": FIRMS, "项目": [HEAD, [*words, None, 1180, 100.5], ONE, TWO]})
    assert column(ledger, "projects", "planned_investment")[0] == 1_180_000_000
    assert not {"L116", "L117"} & set(codes(ledger))


def test_a_project_whose_name_begins_with_a_numeral_is_a_project(read: Reader) -> None:
    ledger = read({"企业": FIRMS, "项目": [HEAD, [None, "P9", "一、二期技改", "甲公司", CODE_A, 1200, 100.5], ONE, TWO]})
    assert len(ledger.tables["projects"]) == 3 and "L116" not in codes(ledger)


def test_a_row_with_a_day_is_data(read: Reader) -> None:
    rows = [[*HEAD, "完工日期"], ["一、仙塘镇", *[None] * 4, 1200, 100.5, "2018-01-01"], [*ONE, None], [*TWO, None]]
    assert len(read({"企业": FIRMS, "项目": rows}).tables["projects"]) == 3
