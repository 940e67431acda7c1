"""techreform whatif: figures by hand on the small ledger, ranges, refusals, and agreement with runs of calc."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from .conftest import CODE, Ran, no_english

Run = Callable[..., Ran]
SAMPLE = Path(__file__).parents[2] / "samples" / "示例台账.xlsx"


def answer(run: Run, *arguments: str | Path) -> dict[str, Any]:
    ran = run(*arguments, "--json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert isinstance(found, dict)
    return found


def test_one_change_by_hand(run: Run, ledger: Path) -> None:
    """2018: 甲 has 800万 of equipment: 160万 at 20%, 200万 at 25%; of the 1亿 that is 1.6% and 2%."""
    found = answer(run, "whatif", ledger, "--year", "2018", "--set", "equipment_purchase.rate=25%")
    assert found["settings"] == {"equipment_purchase.rate": "25%"} and found["year"] == 2018
    (only,) = found["combinations"]
    assert only["changes"] == [
        {
            "program": "equipment_purchase", "enterprise": "甲有限公司", "credit_code": CODE,
            "before": "1600000.00", "after": "2000000.00", "difference": "400000.00",
        }
    ]  # fmt: skip
    assert (only["difference"], only["enterprises_changed"], only["targets"]) == ("400000.00", 1, [])
    fund = {"target": "county_funding", "programs": ["equipment_purchase"], "goal": "100000000.00"}
    assert found["current"]["fund"] == {**fund, "used": "1600000.00", "share": "0.0160"}
    assert only["fund"] == {**fund, "used": "2000000.00", "share": "0.0200"}


def test_every_year_from_the_start_of_the_plan(run: Run, ledger: Path) -> None:
    """2019: 乙 is undetermined for equipment; 甲's contribution is (120+50) − (100+50) = 20万, at 30% 6万 instead of 8万."""
    found = answer(run, "whatif", ledger, "--year", "2019", "--set", "fiscal_contribution.rate.otherwise=30%")
    nothing, one = {"enterprises": 0, "amount": "0.00", "undetermined": 0}, {"enterprises": 1, "undetermined": 0}
    first = {"equipment_purchase": {**one, "amount": "1600000.00"}, "fiscal_contribution": nothing}
    second = {"equipment_purchase": {**nothing, "undetermined": 1}, "fiscal_contribution": {**one, "amount": "80000.00"}}
    assert found["current"]["years"] == [{"year": 2018, "totals": first}, {"year": 2019, "totals": second}]
    (only,) = found["combinations"]
    assert only["years"][0]["totals"] == first
    assert only["years"][1]["totals"] == {**second, "fiscal_contribution": {**one, "amount": "60000.00"}}


def test_enterprises_of_earlier_years_are_told_too(run: Run, tmp_path: Path) -> None:
    """At 25% the sample's 四(一) changes in 2018, which was paid, and in 2019."""
    options = ("whatif", SAMPLE, "--year", "2019", "-o", tmp_path, "--set", "equipment_purchase.rate=25%")
    (only,) = answer(run, *options)["combinations"]
    first, last = only["years"]
    assert (first["difference"], first["enterprises_changed"]) == ("2095035.00", len({c["credit_code"] for c in first["changes"]}))
    assert (last["changes"], last["difference"]) == (only["changes"], only["difference"])
    out = run(*options).out
    assert out.index("2019年奖补有变化的企业 10 家") < out.index("2018年奖补有变化的企业 11 家，合计 +209.5035 万元")
    assert "另有 1 行，见工作簿《企业变化》" in out


def test_a_table_of_ranges_tells_the_sum_its_share_is_of(run: Run, tmp_path: Path) -> None:
    """4790.059065 of 10,000万 is 47.9%, not the 2,189.012031万 of the year."""
    out = run("whatif", SAMPLE, "--year", "2019", "-o", tmp_path, "--set", "equipment_purchase.rate=20%..25%:5%").out
    line = next(line for line in out.splitlines() if line.startswith("现行"))
    assert line.split() == ["现行", "2,189.012031", "—", "—", "4,790.059065", "47.9%"]
    assert "《目标进度》中“县财政累计资金”的完成值只计台账《已拨付》" in out


def test_ranges_give_a_line_each(run: Run, ledger: Path) -> None:
    """800万 × 15%..30%, at most 100万, 150万 or 200万."""
    ranges = ("--set", "equipment_purchase.rate=15%..30%:5%", "--set", "equipment_cap=100万元..200万元:50万元")
    found = answer(run, "whatif", ledger, "--year", "2018", *ranges)
    got = {tuple(c["settings"].values()): c["years"][-1]["totals"]["equipment_purchase"]["amount"] for c in found["combinations"]}
    assert got == {
        (f"{rate}%", f"{cap}万元"): f"{min(800 * rate // 100, cap) * 10_000}.00" for rate in (15, 20, 25, 30) for cap in (100, 150, 200)
    }
    sheet = openpyxl.load_workbook(found["outputs"][0])["对比"]
    assert [row[0].value for row in sheet.iter_rows(min_row=4, max_row=16)] == ["现行", *range(1, 13)]


@pytest.mark.parametrize(
    "settings", [("equipment_floor=threshold", "equipment_purchase.rate=25%"), ("stacking=higher",), ("fund_programs=both",)]
)
def test_it_says_what_two_runs_of_calc_say(run: Run, tmp_path: Path, settings: tuple[str, ...]) -> None:
    changes = [part for one in settings for part in ("--set", one)]
    options = (SAMPLE, "--year", "2019", "-o", tmp_path)
    found = answer(run, "whatif", *options, *changes)
    plain, changed = (answer(run, "calc", *options, *extra, "--no-sensitivity") for extra in ((), changes))
    (only,) = found["combinations"]
    assert found["current"]["years"][-1]["totals"] == plain["totals"] and only["years"][-1]["totals"] == changed["totals"]
    amounts = [{(a["program"], a["credit_code"]): a["amount"] for a in one["awards"]} for one in (plain, changed)]
    differ = {key for key in {*amounts[0], *amounts[1]} if amounts[0].get(key, "0.00") != amounts[1].get(key, "0.00")}
    assert {(c["program"], c["credit_code"]) for c in only["changes"]} == differ
    assert all(
        (c["before"], c["after"]) == tuple(a.get((c["program"], c["credit_code"]), "0.00") for a in amounts) for c in only["changes"]
    )
    moved = [
        b["id"]
        for a, b in zip(plain["targets"], changed["targets"], strict=True)
        if (a["actual"], a["status"]) != (b["actual"], b["status"])
    ]
    assert [target["id"] for target in only["targets"]] == moved


def test_what_was_paid_counts_as_paid_where_a_later_award_makes_up_for_it(run: Run, tmp_path: Path) -> None:
    """The sample pays some of 2018 short; over the plan a later award nets it, so that years add up to what is owed or was paid."""
    found = answer(run, "whatif", SAMPLE, "--year", "2019", "-o", tmp_path, "--set", "equipment_purchase.rate=20%")
    assert found["combinations"][0]["difference"] == "0.00"
    # 2018: 3148.014万 paid (永兴陶瓷 180 of 260, netted in 2019); 2019: 1642.045065万
    assert found["current"]["fund"]["used"] == "47900590.65"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "没有写要试的改动"),
        (("--set", "equipment_purchase.rate=15%..30%"), "写得不对"),
        (("--set", "equipment_flor=threshold"), "equipment_floor"),
        (("--set", "equipment_floor=lift..threshold:1"), "写得不对"),
        (("--set", "equipment_purchase.rate=1..5:1"), "不合适"),
        (("--set", "equipment_purchase.rate=1%..200%:1%"), "一次最多试 100 种"),
    ],
)
def test_what_cannot_be_tried_is_refused(run: Run, ledger: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = run("whatif", ledger, *arguments)
    assert ran.code == 2 and said in ran.err and ran.out == "" and len(list(ledger.parent.iterdir())) == 1


def test_the_terminal_is_chinese(run: Run, ledger: Path) -> None:
    one = run("whatif", ledger, "--year", "2018", "--set", "equipment_purchase.rate=25%")
    assert one.code == 0 and "+40.00" in one.out and "台账_2018_试算对比.xlsx" in one.out
    several = run("whatif", ledger, "--year", "2018", "--set", "equipment_purchase.rate=15%..30%:5%")
    assert several.code == 0 and "-40.00" in several.out and "+80.00" in several.out
    for ran in (one, several):
        assert no_english(ran.out.replace(str(ledger.parent), "").replace("equipment_purchase.rate", "")), ran.out


def test_what_becomes_undetermined_is_told_beside_the_fund(run: Run, ledger: Path) -> None:
    """The ledger has no column without tax: the 160万 of 2018 become unknown, which is no saving."""
    ran = run("whatif", ledger, "--year", "2018", "--set", "equipment_tax=excluded")
    said = "".join(ran.out.split())
    assert "应付和已付累计160.00万元（1.6%）→0.00万元（0.0%）；改后待补正1家次没有计入" in said
    assert "1家，合计0.00万元；其中1家变为待补正（现在合计160.00万元，改后多少不知道），没有计入" in said
    assert re.search(r"设备购置事后奖补 +2018 +160.00 +待补正 +— +0 → 1 家", ran.out)
