"""Awards paid 60 % in the first year and 40 % in the next: what every view says is to be paid in a year, by hand.

P1 of 甲1, completed 2024: 10 % of 1000万 = 100万, so 60 in 2024 and 40 in 2025. P2 of 甲2, completed 2025: 10 % of 500万 = 50万, so
30 in 2025 and 20 in 2026. Due: 60 in 2024, 40 + 30 = 70 in 2025, 20 in 2026.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from report.recalculation import differences, needs_office

from techreform_cli.pipeline import Request, compute, forecast, inquire, summarize, what_if
from techreform_cli.report.award_workbook import write_awards
from techreform_cli.report.explain_document import document as explained
from techreform_cli.report.forecast_document import forecast_document
from techreform_cli.report.forecast_workbook import write_forecast
from techreform_cli.report.json_document import document
from techreform_cli.report.summary import rendered
from techreform_cli.report.terminal import show

from .county import Rows, firm, policy, program, project, who, write

SLOTS = """\
base: {label: 设备购置额, sum: [{field: 设备购置额}]}
rate: 10%
instalments: [{share: 60%}, {share: 40%, offset: 1}]
"""
FUND = """\
targets:
  money: {label: 累计资金, clause: 一, unit: 亿元, comparison: at_least, measure: {sum: 已拨付.金额, of_programs: fund},
    plan_only: {value: 1亿元, clause: 一}}
fund_programs: [award]
"""
ROWS: Rows = {
    "企业": [firm(1), firm(2)],
    "项目": [project("P1", 1, 设备购置额=1000), project("P2", 2, 设备购置额=500, 完工日期="2025-03-01")],
}
WAN = 1_000_000  # 分
PAID = who(1) | {"奖补类别": "奖补award", "年度": 2024, "金额(万元)": 60}


def request(folder: Path, year: int | None = None, more: str = "", **sheets: Any) -> Request:
    (folder / "政策.yaml").write_text(policy(program(SLOTS), more=more), "utf-8")
    ledger = write(folder / "台账.xlsx", {**ROWS, **sheets})
    return Request(ledger, str(folder / "政策.yaml"), year=year)


@pytest.mark.parametrize(
    ("year", "amount", "earlier", "firms"), [(2024, "600000", "0", 1), (2025, "700000", "400000", 2), (2026, "200000", "200000", 1)]
)
def test_calc_says_what_falls_due(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], year: int, amount: str, earlier: str, firms: int
) -> None:
    result = compute(request(tmp_path, year))
    assert document(result, [])["payable"] == {
        "award": {"enterprises": firms, "amount": f"{amount}.00", "of_earlier_awards": f"{earlier}.00", "undetermined": 0}
    }
    show(result, [])
    assert f"奖补award分期拨付，{year}年应拨付 {int(amount) // 10_000}.00万元" in capsys.readouterr().out


@pytest.mark.parametrize(("year", "open_"), [(2024, 1), (2025, 1), (2026, 0)])
def test_each_part_of_an_award_that_may_be_none_is_open_in_its_year(tmp_path: Path, year: int, open_: int) -> None:
    """Whether 甲3, completed in 2024, is 规上 is not known: it may get 60 % in 2024 and 40 % in 2025."""
    rows: Rows = {"企业": [*ROWS["企业"], firm(3, 规上=None)], "项目": [*ROWS["项目"], project("P3", 3, 设备购置额=100)]}
    found = document(compute(request(tmp_path, year, **rows)), [])
    assert found["payable"]["award"]["undetermined"] == open_
    unknown = [(item["part"], item["due_year"], item["due"]) for item in found["instalments"] if item["amount"] is None]
    assert unknown == {2024: [(1, 2024, "undetermined"), (2, 2025, "later")],
                       2025: [(1, 2024, "before"), (2, 2025, "undetermined")],
                       2026: [(1, 2024, "before"), (2, 2025, "before")]}[year]  # fmt: skip


def test_the_plan_of_payments_has_what_falls_due_and_the_cover_both(tmp_path: Path) -> None:
    """Published are the awards of 2025, 50万; 70万 are paid in 2025."""
    write_awards(compute(request(tmp_path, 2025)), tmp_path / "奖补.xlsx")
    book = openpyxl.load_workbook(tmp_path / "奖补.xlsx", data_only=True)
    plan = {row[0]: row for row in book["资金安排计划表"].iter_rows(values_only=True) if row[0]}
    assert plan[1][3:5] == (2, 70) and plan["合计"][4] == 70 and plan[1][7] == "分期拨付，2025年奖补 50.00；含以前年度奖补到期的 40.00"
    assert plan["《汇总》与《公示表》核对"][2] == "一致"
    cover = {row[0]: row[2] for row in book["封面"].iter_rows(values_only=True) if row[0]}
    assert (cover["奖补award"], cover["合计"], cover["2025年应拨付"]) == (50, 50, 70)


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("more", [{}, {"已拨付": [PAID]}, {"企业": [firm(1, 规上=None), firm(2)]}])
def test_every_formula_recalculates(tmp_path: Path, more: dict[str, Any]) -> None:
    for year in (2024, 2025):
        write_awards(compute(request(tmp_path, year, FUND, **more)), tmp_path / f"{year}.xlsx")
        folder = tmp_path / str(year)
        folder.mkdir()
        assert differences(tmp_path / f"{year}.xlsx", folder) == []


def test_a_forecast_is_of_the_years_in_which_it_is_paid(tmp_path: Path) -> None:
    """The 60万 recorded for the awards of 2024 are their first part."""
    found = forecast(request(tmp_path, more=FUND, 已拨付=[PAID]))
    lines = {line["year"]: line for line in forecast_document(found, [])["lines"]}
    known = {year: line["known"] and line["known"]["amount"] for year, line in lines.items()}
    assert known == {2024: "600000.00", 2025: "700000.00", 2026: "200000.00", 2027: None}
    assert {year: line["awarded"] and line["awarded"]["amount"] for year, line in lines.items() if year < 2026} == {
        2024: "1000000.00", 2025: "500000.00"
    }  # fmt: skip
    assert lines[2024]["paid"]["amount"] == "600000.00" and lines[2025]["paid"] is None
    assert [lines[year]["cost"] for year in (2024, 2025, 2026)] == ["600000.00", "700000.00", "200000.00"]
    years = openpyxl.load_workbook(write_forecast(found, tmp_path / "台账.xlsx", None)[0], data_only=True)["分年"]
    assert [row[2] for row in years.iter_rows(min_row=4, max_row=6, values_only=True)] == [60, 70, 20]


def test_explain_says_what_an_earlier_award_still_pays(tmp_path: Path) -> None:
    found = explained(inquire(request(tmp_path, 2025), "甲1公司"))["programs"][0]
    assert found["award"] is None
    assert found["text"].endswith("2025年没有新的奖补，因为没有2025年完工的项目；以前年度的奖补分期到期，2025年应拨付 40.00万元")
    later = explained(inquire(request(tmp_path, 2025), "甲2公司"))["programs"][0]["text"]
    assert later.endswith("2025年奖补 50.00万元；2025年应拨付 30.00万元")


def test_a_summary_says_what_falls_due(tmp_path: Path) -> None:
    found = summarize([request(tmp_path)], dt.date(2025, 6, 30))
    said = "".join(rendered(found, "text").decode().split())
    assert "奖补award分期拨付，2025年应拨付70.00万元（其中以前年度奖补到期40.00万元），2家。" in said


def test_the_fund_counts_what_fell_due(tmp_path: Path) -> None:
    """To 2024 60万 of the 100 awarded, to 2025 60 + 70. With 60万 paid, 70 are still to be paid in 2025."""
    for year, cost in ((2024, 60), (2025, 130), (2026, 150)):
        fund = compute(request(tmp_path, year, FUND)).fund
        assert fund is not None and (fund.cost, fund.unpaid, fund.paid) == (cost * WAN, cost * WAN, None)
    asked = request(tmp_path, 2025, FUND, 已拨付=[PAID])
    fund = compute(asked).fund
    assert fund is not None and fund.paid is not None and (fund.cost, fund.unpaid, fund.paid.amount) == (130 * WAN, 70 * WAN, 60 * WAN)
    tried = what_if(Request(asked.ledger, asked.policy, {"award.rate": "20%"}, 2025))
    assert tried.spent == {"award": 130 * WAN} and tried.variations[0].spent == {"award": 260 * WAN}
