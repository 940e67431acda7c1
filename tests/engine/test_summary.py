"""A ledger on one day, worked out by hand: 14 March 2019 is day 73 of 365, a fifth of the year, and day 438 of the plan's 1,096."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from report.small_ledger import Sheets, result_of, sheets

from techreform_cli.domain.problem import UsageError
from techreform_cli.domain.summary import Basis, EarlierSection, EarlierSummary, EarlierTarget, Finding, Section, Standing
from techreform_cli.domain.target_result import Status
from techreform_cli.domain.totals import Totals
from techreform_cli.engine.summary import held_against, section

DAY = dt.date(2019, 3, 14)
WAN = 1_000_000  # 分
YI = 10_000 * WAN


def on(folder: Path, day: dt.date = DAY, content: Sheets | None = None, year: int | None = None) -> Section:
    result = result_of(folder, content=content)
    return section(result.policy, result.ledger, day, year)


def standing(of: Section, target: str) -> Standing:
    return next(one for one in of.standings if one.found.target.id == target)


def test_targets_against_time(tmp_path: Path) -> None:
    """13亿 are wanted in 2019, 0.560075亿 are there: 2.6亿 are due. Over the plan 44亿, with 0.1亿 of 2018."""
    found = on(tmp_path)
    year, plan = standing(found, "investment"), standing(found, "investment_cumulative")
    assert (year.due, year.found.elapsed) == (Fraction(26, 10) * YI, Fraction(1, 5))
    assert year.ahead == Fraction("0.560075") * YI - Fraction(26, 10) * YI
    assert year.shortfall == Fraction(1, 5) - Fraction("0.560075") / 13
    assert plan.found.elapsed == Fraction(438, 1096) and plan.due == 44 * YI * Fraction(438, 1096)
    assert plan.found.measurement.actual == Fraction("0.660075") * YI


def test_the_largest_gaps_come_first(tmp_path: Path) -> None:
    """Short of the plan's day by 160万 of 1亿: 38.4 %; 0.66亿 of 44亿: 38.5 %; 2 of 49: 35.9 %; then 2019's investment: 15.7 %."""
    found = [one.found.target.id for one in on(tmp_path).gaps]
    assert found[:3] == ["investment_cumulative", "county_funding", "enterprises_renovating_cumulative"]
    shortfalls = [one.shortfall for one in on(tmp_path).gaps]
    assert shortfalls == sorted(shortfalls, key=lambda share: -(share or 0))
    assert shortfalls[1] == Fraction(438, 1096) - Fraction(160, 10_000)


def test_ratios_and_growth_do_not_add_up(tmp_path: Path) -> None:
    found = on(tmp_path)
    assert standing(found, "investment").adds_up and standing(found, "county_funding").adds_up
    assert not any(standing(found, name).adds_up for name in ("labour_productivity", "investment_growth", "land_share"))


def test_what_completes_next(tmp_path: Path) -> None:
    """P1 and P4 have later days; P2 and P3 none. P1: 4000 + 1000 + 2000.5."""
    found = on(tmp_path)
    assert [(one.number, one.due, one.basis) for one in found.pending] == [
        ("P1", 20190630, Basis.RECORDED), ("P4", 20190801, Basis.RECORDED), ("P2", 0, Basis.INVESTED), ("P3", 0, Basis.INVESTED)
    ]  # fmt: skip
    assert (found.pending[0].invested, found.pending[0].enterprise, found.pending[0].share) == (7_000_500_000, "甲公司", None)
    assert on(tmp_path, dt.date(2019, 6, 30)).pending[0].number == "P4"  # P1 is completed on the day itself


def planned(rows: list[tuple[str | None, str | None, int | None, str | None]]) -> Sheets:
    """The small ledger with (完工日期, 计划完工日期, 计划总投资, 开工日期) of its four projects."""
    content = sheets()
    header, *projects = content["项目"]
    content["项目"] = [[*header, "计划完工日期", "计划总投资(万元)", "开工日期"]]
    for project, (done, due, total, start) in zip(projects, rows, strict=True):
        content["项目"].append([*project[:5], done, *project[6:], due, total, start])
    return content


def test_planned_days_then_shares_then_what_has_not_begun(tmp_path: Path) -> None:
    """P4 should have been ready in January; P3 has made 500.25 of 1000, P2 3000 of 4000; P1, of no investment, has not begun."""
    late = (None, "2019-01-31", 100, None)
    content = planned([(None, None, 100, "2019-09-01"), (None, None, 4000, None), (None, None, 1000, None), late])
    content["项目"][1][7:10] = [None, None, None]
    found = on(tmp_path, content=content)
    assert [one.number for one in found.pending] == ["P4", "P2", "P3", "P1"]
    assert found.pending[0].basis is Basis.PLANNED and found.pending[0].due == 20190131
    assert [one.share for one in found.pending[1:]] == [Fraction(3, 4), Fraction(50025, 100_000), Fraction(0)]


def test_a_completion_that_cannot_be_read_is_counted_not_listed(tmp_path: Path) -> None:
    open_ = (None, None, 1, None)
    found = on(tmp_path, content=planned([("待定", None, 1, None), open_, ("2019-01-05", None, 1, None), open_]))
    assert [one.number for one in found.pending] == ["P2", "P4"] and found.unclear == 1


def test_the_fund(tmp_path: Path) -> None:
    """2019: 160万 for 甲, paid; 丙 open. No 资金安排."""
    fund = on(tmp_path).fund
    assert fund is not None and fund.fund.goal == YI
    assert (fund.cost, fund.paid.amount, fund.arranged, fund.open) == (160 * WAN, 160 * WAN, None, 1)
    assert fund.share == Fraction(16, 1000)


@pytest.mark.parametrize(
    ("day", "targets", "awards", "said"),
    [
        (dt.date(2017, 12, 31), 2018, 2018, "还没有开始"),
        (dt.date(2018, 1, 1), 2018, 2018, ""),
        (dt.date(2020, 12, 31), 2020, 2020, "没有 2020 年的数据"),
        (dt.date(2022, 1, 3), 2020, 2022, "已经结束，目标按 2020 年看，时间进度为全部；奖补按 2022 年看"),
        (dt.date(2026, 11, 24), 2020, 2023, "奖补按 2023 年看"),
    ],
)
def test_days_in_and_outside_the_plan(tmp_path: Path, day: dt.date, targets: int, awards: int, said: str) -> None:
    """Contributions are paid for three years after a completion of 2020."""
    found = on(tmp_path, day)
    assert (found.result.year, found.awarded.year) == (targets, awards)
    assert said in "；".join(found.notes) and bool(found.notes) is bool(said)


def test_a_year_asked_for(tmp_path: Path) -> None:
    found = on(tmp_path, dt.date(2020, 2, 1), year=2019)
    assert found.result is found.awarded and found.result.year == 2019 and "按指定的 2019 年看" in found.notes[0]
    assert standing(found, "investment").found.elapsed == 1


def test_what_needs_a_person_is_counted(tmp_path: Path) -> None:
    found = on(tmp_path)
    open_targets = sum(one.found.status is Status.UNDETERMINED for one in found.standings)
    assert found.counts[Finding.ERRORS] == 0 and found.counts[Finding.UNCONFIRMED] == len(found.result.policy.interpretations)
    assert found.counts[Finding.UNDETERMINED] == open_targets + 1  # 丙 in 四(一); 四(五) of 2019 has no completions of 2018


# against a previous summary


def before(of: Section, **changes: object) -> EarlierSection:
    """A previous summary of the same ledger with 2000万 less invested."""
    policy = of.result.policy
    earlier = EarlierSection(
        file="台账.xlsx",
        ledger_sha256="0" * 64,
        policy=policy.id,
        policy_sha256=policy.sha256,
        settings={},
        year=2019,
        award_year=2019,
        targets=dict.fromkeys(("investment", "investment_cumulative"), EarlierTarget(Fraction("0.360075") * YI, Status.BEHIND, over=False)),
        awards={"equipment_purchase": Totals(0, 100 * WAN, 2)},
        awarded={},
        counts=dict.fromkeys(Finding, 0),
    )
    return replace(earlier, **changes)  # type: ignore[arg-type]


def against(of: Section, earlier: EarlierSection, day: dt.date = dt.date(2019, 3, 7)) -> Section:
    return held_against((of,), EarlierSummary(day, (earlier,)), DAY)[0]


def test_changes_since_the_previous_summary(tmp_path: Path) -> None:
    now = on(tmp_path)
    found = against(now, before(now))
    assert standing(found, "investment").change == 2000 * WAN and standing(found, "land_share").change is None
    assert {one.program.id: one.change for one in found.programs} == {"equipment_purchase": 60 * WAN, "fiscal_contribution": None}
    assert found.notes == now.notes


def test_another_year_compares_only_what_the_plan_totals(tmp_path: Path) -> None:
    now = on(tmp_path)
    found = against(now, before(now, year=2018, award_year=2018))
    assert standing(found, "investment").change is None and standing(found, "investment_cumulative").change == 3000 * WAN
    assert all(one.change is None for one in found.programs) and "只比较整个计划期累计的目标" in found.notes[-1]


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"policy_sha256": "1"}, "政策文件"), ({"settings": {"rounding": "元"}}, "--set"), ({"file": "别的.xlsx"}, "没有这个台账")],
)
def test_what_else_differs_is_said(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    now = on(tmp_path)
    assert said in against(now, before(now, **changes)).notes[-1]


def test_a_later_day_and_another_policy_are_refused(tmp_path: Path) -> None:
    now = on(tmp_path)
    with pytest.raises(UsageError, match="晚于"):
        against(now, before(now), dt.date(2019, 3, 15))
    with pytest.raises(UsageError, match="不能比较"):
        against(now, before(now, policy="other"))


def test_ledgers_of_one_name_are_told_apart_by_their_order(tmp_path: Path) -> None:
    now = on(tmp_path)
    earlier = (before(now), before(now, awards={"equipment_purchase": Totals(0, 150 * WAN, 0)}))
    found = held_against((now, now, now), EarlierSummary(DAY, earlier), DAY)
    assert [one.programs[0].change for one in found] == [60 * WAN, 10 * WAN, None]


def test_a_target_is_behind_time_until_its_period_ends() -> None:
    assert [Status.BEHIND.label(over) for over in (False, True)] == ["序时落后", "未达到"]
    assert all(status.label(True) == status.label(False) for status in Status if status is not Status.BEHIND)
