"""Findings about awards that a person should look at; they are said, and change no figure but where a payment is unclear."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from independent.facts import Facts
from independent.workbook import write_canonical
from openpyxl import load_workbook

from techreform_cli.domain.result import Result
from techreform_cli.pipeline import Request, compute

A, B = "91441625MA4UTC0X27", "91441625MA4W0YU74B"


def result(folder: Path, paid: list[tuple[str, str | None, int, str]], code: str | None = "3911") -> Result:
    """Two enterprises, each with 100万 of equipment in 2018 and in 2019; `paid` is credit code, 奖补类别, year, 万元."""
    projects: list[dict[str, Any]] = [
        {"项目编号": f"P{c[-2:]}{y}", "项目名称": "改造", "统一社会信用代码": c, "企业名称": name, "改造类别": "设备更新",
         "重大平台": False, "完工日期": dt.date(y, 6, 1), "设备购置额": Decimal(100)}
        for c, name in ((A, "甲公司"), (B, "乙公司")) for y in (2018, 2019)
    ]  # fmt: skip
    facts = Facts(
        enterprises=[{"企业名称": n, "统一社会信用代码": c, "行业代码": code, "规上": True} for c, n in ((A, "甲公司"), (B, "乙公司"))],
        projects=projects,
        paid=[{"统一社会信用代码": c, "企业名称": None, "奖补类别": k, "年度": y, "金额": Decimal(m)} for c, k, y, m in paid],
    )
    write_canonical(facts, folder / "台账.xlsx")
    return compute(Request(folder / "台账.xlsx", year=2019))


def said(found: Result) -> dict[str, str]:
    return {p.code: p.sentence for p in found.problems if p.code.startswith("E")}


@pytest.mark.parametrize("name", ["设备购置事后补贴", "设备奖补", "设备 购置事后奖"])
def test_a_likely_misspelling_makes_what_was_got_unknown(tmp_path: Path, name: str) -> None:
    found = result(tmp_path, [(A, name, 2018, "20"), (B, "设备购置事后奖补", 2018, "20")])
    assert found.programs[0].awards["verdict"].tolist() == ["undetermined", "eligible"]
    assert "是否为 设备购置事后奖补？" in said(found)["E005"]


@pytest.mark.parametrize("name", ["设备奖补", None])
def test_the_only_row_of_a_year_unclear_leaves_that_year_open_for_all_who_have_a_project_in_it(tmp_path: Path, name: str | None) -> None:
    """If it is ours, 乙 got nothing for 2018 (40万 now), else 20万 by the rules (20万 now); the row's own 甲 got 15万 or 20万."""
    found = result(tmp_path, [(A, name, 2018, "15")])
    assert found.programs[0].awards["verdict"].tolist() == ["undetermined", "undetermined"]
    assert found.programs[0].unsure_years == {2018}
    assert ("E005" if name else "E008") in said(found)


def test_another_subsidy_does_not_count_and_is_pointed_out(tmp_path: Path) -> None:
    found = result(tmp_path, [(A, "省级技改补助", 2018, "20"), (A, "设备购置事后奖补", 2018, "20"), (B, "设备购置事后奖补", 2018, "20")])
    assert found.programs[0].awards["amount"].tolist() == [20_000_000, 20_000_000]
    assert "E001" in said(found) and "E005" not in said(found)


def test_no_record_in_a_year_that_has_records_is_pointed_out(tmp_path: Path) -> None:
    """200万 × 20% = 40万 less nothing: 乙 gets 2018's 20万 again, as the sheet has it, and somebody is told."""
    found = result(tmp_path, [(A, "设备购置事后奖补", 2018, "20")])
    assert found.programs[0].awards["amount"].tolist() == [20_000_000, 40_000_000]
    assert "乙公司 2018年" in said(found)["E006"] and "甲公司" not in said(found)["E006"]
    sheet = load_workbook(tmp_path / "台账.xlsx")["项目"]
    places = [p.source for p in found.problems if p.code == "E006" and p.source]
    assert [sheet[place.cell].value for place in places] == [dt.datetime(2018, 6, 1)]
    assert "乙公司" in [cell.value for cell in sheet[places[0].cell[1:]]]


def test_a_blank_code_that_passes_is_noted(tmp_path: Path) -> None:
    found = result(tmp_path, [], code=None)
    assert found.programs[0].awards["verdict"].tolist() == ["eligible", "eligible"]
    assert "“行业代码”没有填" in said(found)["E007"]
    assert "请填《企业》C2、《企业》C3" in said(found)["E007"]


def test_hints_name_the_sheets_as_the_ledger_does(tmp_path: Path) -> None:
    """The clerk looks for 《3.年度指标》 and 《4.奖补资金已拨付》, not for the names that the program has for them."""
    result(tmp_path, [(A, "设备购置事后奖补", 2018, "20")])
    book = load_workbook(tmp_path / "台账.xlsx")
    for kind, own in (("年度指标", "3.年度指标"), ("已拨付", "4.奖补资金已拨付"), ("企业", "1.企业名录")):
        if kind not in book.sheetnames:
            book.create_sheet(kind).append(["统一社会信用代码", "年度", "主营业务收入(万元)"])
        book[kind].title = own
    book.save(tmp_path / "台账.xlsx")
    found = compute(Request(tmp_path / "台账.xlsx", year=2019))
    assert "核对《4.奖补资金已拨付》" in said(found)["E006"]
    revenue = next(column for field, column in found.programs[1].inputs.items() if field.spec.key == "main_business_revenue")
    assert revenue.absence(0) == "《3.年度指标》没有该企业2019年的行，请补一行（确无发生的填0）"
    county = next(column for field, column in found.programs[1].inputs.items() if field.spec.key == "registered_in_province")
    assert county.absence(0) == "《1.企业名录》没有“省内注册”列"


def test_a_figure_of_a_year_that_is_not_known_is_not_said_to_be_lacking(tmp_path: Path) -> None:
    """With 完工日期 待定 the base year of 四(五) is open; 甲 has rows of 年度指标 all the same."""
    result(tmp_path, [])
    book = load_workbook(tmp_path / "台账.xlsx")
    dates = next(cell.column for cell in book["项目"][1] if cell.value == "完工日期")
    for row in (2, 3):
        book["项目"].cell(row, dates).value = "待定"
    years = book["年度指标"] if "年度指标" in book.sheetnames else book.create_sheet("年度指标")
    years.delete_rows(1, years.max_row)
    for cells in (["统一社会信用代码", "年度", "增值税县级分成(万元)"], [A, 2018, 10], [A, 2019, 12]):
        years.append(cells)
    book.save(tmp_path / "台账.xlsx")
    found = compute(Request(tmp_path / "台账.xlsx", year=2019)).programs[1]
    share = next(c for f, c in found.inputs.items() if f.spec.key == "vat_county_share" and f.year and f.year.anchor == "completion")
    said = {share.absence(row) for row in range(len(share.values)) if found.claim("enterprise", row) == 0}
    assert said == {"看《年度指标》哪一年还不知道，要先定项目的日期"}


def test_a_code_or_place_nobody_can_make_out_is_an_error_with_its_cell(tmp_path: Path) -> None:
    found = result(tmp_path, [], "制造业")
    assert found.programs[0].awards["verdict"].tolist() == ["undetermined", "undetermined"]
    places = [problem.source.short for problem in found.problems if problem.code == "E014" and problem.source]
    assert len(places) == 2 and all(place.startswith("《企业》") for place in places)
    assert "“制造业”开头没有 2 位数字" in said(found)["E014"] and "C3922" in said(found)["E014"]
    assert "E014" not in said(result(tmp_path, [], "C39")) and "E014" not in said(result(tmp_path, [], None))


@pytest.mark.parametrize("name", ["四(一)设备购置事后奖补", "四（一） 设备购置事后奖补"])
def test_the_name_as_our_own_tables_write_it_is_the_programs(tmp_path: Path, name: str) -> None:
    found = result(tmp_path, [(A, name, 2018, "20"), (B, "设备购置事后奖补", 2018, "20")])
    assert found.programs[0].awards["amount"].tolist() == [20_000_000, 20_000_000]
    assert not said(found)


def test_a_clause_alone_may_be_another_notices_and_leaves_open_what_was_got(tmp_path: Path) -> None:
    found = result(tmp_path, [(A, "四（一）", 2018, "20"), (B, "设备购置事后奖补", 2018, "20")])
    assert found.programs[0].awards["verdict"].tolist() == ["undetermined", "eligible"]
    assert "是否为 设备购置事后奖补？" in said(found)["E005"] and "E001" not in said(found)


@pytest.mark.parametrize("paid", [["0"], ["20", "-20"]])
def test_a_record_of_nothing_is_a_record(tmp_path: Path, paid: list[str]) -> None:
    """Paid nothing, or paid and taken back: 40万 now, and the sheet is not said to lack what it has."""
    found = result(tmp_path, [(B, "设备购置事后奖补", 2018, "20"), *((A, "设备购置事后奖补", 2018, money) for money in paid)])
    assert found.programs[0].awards["amount"].tolist() == [40_000_000, 20_000_000]
    assert "E006" not in said(found)
