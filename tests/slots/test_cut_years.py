"""A cap over the whole plan and years that were cut: what a budget or a cap over programs left off is not got, is not made up for, and
takes nothing of the plan's cap. Equipment is in 万元 at 10%, awards in 元."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from report.recalculation import differences, needs_office, stored

from techreform_cli.engine.forecast import forecast
from techreform_cli.engine.trial import Trial
from techreform_cli.pipeline import Request, compute
from techreform_cli.policy.load import open_policy
from techreform_cli.report.award_workbook import write_awards

from .county import Rows, amounts, calculated, firm, policy, program, project, who, write

BASE = "base: {label: 设备购置额, sum: [{field: 设备购置额}]}\n"
OVER_PLAN = BASE + "rate: 10%\nperiod: plan\ncap: 50万元\n"
YEARS = (2024, 2025, 2026)


def fund(amount: str, exceeded: str = "pro_rata", programs: str = "award") -> str:
    """A yearly budget."""
    return f"budgets: {{fund: {{label: 年度资金, clause: 一, programs: [{programs}], amount: {amount}, exceeded: {exceeded}}}}}\n"


def spent(*by_enterprise: tuple[float | None, ...], **more: Any) -> Rows:
    """Equipment bought by each enterprise in 2024, 2025, 2026: a project for each figure above zero, completed in June."""
    found = []
    for of, figures in enumerate(by_enterprise, start=1):
        for year, value in zip(YEARS, figures, strict=False):
            if value != 0:
                found.append(project(f"P{of}-{year}", of, 设备购置额=value, 完工日期=f"{year}-06-{of:02d}", **more))
    return {"企业": [firm(n) for n in range(1, len(by_enterprise) + 1)], "项目": found}


def given(folder: Path, text: str, rows: Rows, name: str = "award") -> list[dict[str, str | None]]:
    """The awards of each plan year."""
    return [amounts(calculated(folder, text, rows, year), name) for year in YEARS]


def firsts(years: list[dict[str, str | None]]) -> list[str | None]:
    """What the first enterprise is awarded, year by year."""
    return [year.get("甲1公司") for year in years]


def test_what_a_share_of_the_budget_left_off_takes_nothing_of_the_cap(tmp_path: Path) -> None:
    # 2024: 40 and 40万 due of 40万, so 20 each. 2025: 25万, within 50 − 20. 2026: 10万, but 50 − 20 − 25 = 5 are left
    rows = spent((400, 250, 100), (400, 0, 0))
    assert firsts(given(tmp_path, policy(program(OVER_PLAN), more=fund("40万元")), rows)) == ["200000.00", "250000.00", "50000.00"]


def test_what_the_queue_left_off_takes_nothing_of_the_cap(tmp_path: Path) -> None:
    # 2024: the second, with 40万, stands behind the first: it gets the 5万 left. 2025: 30万; 2026: 50 − 5 − 30 = 15 of 20
    rows = spent((350, 0, 0), (400, 300, 200))
    found = given(tmp_path, policy(program(OVER_PLAN), more=fund("40万元", "earliest_first")), rows)
    assert [year.get("甲2公司") for year in found] == ["50000.00", "300000.00", "150000.00"]


def test_two_years_cut_one_after_the_other(tmp_path: Path) -> None:
    # 2024: half of 40. 2025: 50 − 20 = 30 due of both, 20 each are there. 2026: 50 − 20 − 20 = 10 of 40
    rows = spent((400, 400, 400), (400, 400, 0))
    assert firsts(given(tmp_path, policy(program(OVER_PLAN), more=fund("40万元")), rows)) == ["200000.00", "200000.00", "100000.00"]


def test_what_a_cap_over_programs_left_off_takes_nothing_of_the_cap(tmp_path: Path) -> None:
    # the first program gives 20% each year, all of the 60万 in 2024; the second, capped at 50万 over the plan, is left nothing of 30万
    slots = [program(BASE + "rate: 20%", "first"), program(OVER_PLAN)]
    text = policy(*slots, more="total_caps: {all: {programs: [first, award], amount: 60万元, clause: 一}}\n")
    # 2025: 20 + 10; 2026: 40 + 20; together with nothing of 2024 within 50万
    assert firsts(given(tmp_path, text, spent((300, 100, 200)))) == ["0.00", "100000.00", "200000.00"]
    # 2024: 20 of 40万 are left by the first's 40; 2025: 30 of the 30 that its cap leaves
    text = text.replace("rate: 20%", "rate: 10%")
    assert firsts(given(tmp_path, text, spent((400, 300, 100)))) == ["200000.00", "300000.00", "0.00"]


def test_what_its_own_cap_left_off_does_not_come_back_where_the_budget_cut_it_too(tmp_path: Path) -> None:
    # 2024: 60万, by its cap 50, of which the budget pays 30. 2025: the year's own 10万, not 20
    rows = spent((600, 100, 100))
    assert firsts(given(tmp_path, policy(program(OVER_PLAN), more=fund("30万元")), rows)) == ["300000.00", "100000.00", "100000.00"]


@pytest.mark.parametrize(
    ("floor", "expected"),
    [
        # 2024: 5万 lifted to 20, of which the budget pays 8. 2025: 5 + 3 is still below the floor, which was due in 2024 and is lost.
        # 2026: 8 + 17 = 25 are 5 above the floor
        ("lift", ["80000.00", "0.00", "50000.00"]),
        # 2024 and 2025: 5 and 8万 are below 20, nothing due; 2026: 25, of which the budget pays 8
        ("threshold", ["0.00", "0.00", "80000.00"]),
    ],
)
def test_a_floor_over_the_plan(tmp_path: Path, floor: str, expected: list[str]) -> None:
    text = policy(program(OVER_PLAN + f"floor: {{amount: 20万元, mode: {floor}}}"), more=fund("8万元"))
    assert firsts(given(tmp_path, text, spent((50, 30, 170)))) == expected


def test_a_threshold_once_passed_stays_passed(tmp_path: Path) -> None:
    # 2024: 25万, of which the budget pays 8. 2025: 25 + 3 are above 20, so the 3 are due though 8 + 3 are not above it
    text = policy(program(OVER_PLAN + "floor: {amount: 20万元, mode: threshold}"), more=fund("8万元"))
    assert firsts(given(tmp_path, text, spent((250, 30, 0))))[:2] == ["80000.00", "30000.00"]


def test_what_stacking_forgoes_counts_as_got(tmp_path: Path) -> None:
    slots = [program(BASE + "rate: 20%", "other").replace("2026-12-31", "2024-12-31"), program(OVER_PLAN)]
    shared = "stacking: {higher: {programs: [other, award], rule: highest_only, clause: 一}}\n"
    # 2024: 80万 of the other against 40: forgone, so 10 of the cap are left in 2025
    assert firsts(given(tmp_path, policy(*slots, more=shared), spent((400, 200, 0))))[:2] == ["0.00", "100000.00"]
    assert firsts(given(tmp_path, policy(*slots, more=shared + fund("1000万元")), spent((400, 200, 0))))[:2] == ["0.00", "100000.00"]


def paid(year: int, amount: float, of: int = 1) -> dict[str, Any]:
    """A payment of the program."""
    return who(of) | {"奖补类别": "奖补award", "年度": year, "金额": amount, "拨付日期": f"{year}-12-31"}


def test_records_of_payment_win(tmp_path: Path) -> None:
    text, rows = policy(program(OVER_PLAN), more=fund("40万元")), spent((400, 250, 100), (400, 0, 0))
    # 10万 were paid for 2024 instead of 20: what was paid short is made up for, 40 + 25 are capped at 50, less 10, of 40万 in the fund
    found = calculated(tmp_path, text, rows | {"已拨付": [paid(2024, 10), paid(2024, 20, 2)]}, 2025)
    assert only_first(found)["amount"] == "400000.00" and "2024年已拨付 10.00万元" in only_first(found)["reasons"][0]["text"]
    # for 2025 the sheet has rows, for 2024 none: 20 got in 2024 with 20 lost, 5 paid for 2025; 40 − 20 + 25 + 10, capped at 50, less 25
    found = calculated(tmp_path, text, rows | {"已拨付": [paid(2025, 5)]}, 2026)
    assert only_first(found)["amount"] == "250000.00"


def only_first(found: dict[str, Any]) -> dict[str, Any]:
    """The row of the first enterprise."""
    return next(row for row in found["awards"] if row["enterprise"] == "甲1公司" and row["program"] == "award")


def test_it_is_told_what_was_left_off(tmp_path: Path) -> None:
    text, rows = policy(program(OVER_PLAN), more=fund("40万元")), spent((400, 250, 100), (400, 0, 0))
    row = only_first(calculated(tmp_path, text, rows, 2026))
    told = row["reasons"][0]["text"]
    assert "，合计 75.00万元，减2024年少得而不再补的 20.00万元，剩 55.00万元，超过上限 50.00万元，按上限" in told
    assert "2024年奖补 20.00万元（应得 40.00万元，因资金不足少得 20.00万元，不再补，不占上限），2025年奖补 25.00万元" in told
    assert (row["computed"], row["already_paid"], row["amount"]) == ("500000.00", "450000.00", "50000.00")


def test_an_open_award_under_a_short_budget_leaves_a_later_year_open_only_where_it_matters(tmp_path: Path) -> None:
    text = policy(program(OVER_PLAN), more=fund("80万元"))
    # 2024: how much of the 80万 the third takes is open, so it is open what the first two get of 40 each
    rows = spent((400, 100, 0), (400, 200, 0), (None, 0, 0), (0, 300, 0))
    first, second, _ = given(tmp_path, text, rows)
    assert first == {"甲1公司": None, "甲2公司": None, "甲3公司": None}
    # 10万 fit under the cap even if all of 40 were paid; of 20万 only 10 would then; who was not there in 2024 gets his 30
    assert second["甲1公司"] == "100000.00" and second["甲2公司"] is None
    # 2025: 10 + at most 20 + 30 are within the budget whatever comes
    assert second["甲4公司"] == "300000.00"
    ample = given(tmp_path, text.replace("80万元", "130万元"), rows)  # 40 + 40 + at most 50
    assert ample[1] == {"甲1公司": "100000.00", "甲2公司": "100000.00", "甲4公司": "300000.00"}


def test_an_open_year_is_told(tmp_path: Path) -> None:
    text, rows = policy(program(OVER_PLAN), more=fund("80万元")), spent((400, 100, 0), (400, 200, 0), (None, 0, 0))
    one, two = calculated(tmp_path, text, rows, 2025)["awards"]
    assert one["verdict"] == "eligible" and two["verdict"] == "undetermined"
    assert "2024年有企业待补正，资金或合计上限够不够、怎么分还不能定，但不改变本年奖补" in one["reasons"][0]["text"]
    assert any("2024年奖补 待补正（应得 40.00万元，有企业待补正" in reason["text"] for reason in two["reasons"])


def by_hand(spent_by: list[tuple[int, ...]], budget: int, how: str) -> list[list[Fraction]]:
    """Year by year, in 万元: a tenth of the year's own equipment, at most what the 50万 of the plan leave, cut by the budget."""
    got, found = [Fraction(0)] * len(spent_by), []
    for year in range(len(YEARS)):
        due = [min(Fraction(own[year], 10), 50 - before) for own, before in zip(spent_by, got, strict=True)]
        paid_out = due
        if sum(due) > budget and how == "pro_rata":
            cumulative = [sum(due[: n + 1]) for n in range(len(due))]
            upto = [Fraction((2 * budget * 10**6 * c + sum(due)) // (2 * sum(due)), 10**6) for c in cumulative]
            paid_out = [b - a for a, b in itertools.pairwise([Fraction(0), *upto])]
        elif sum(due) > budget:  # completed in the order of their numbers
            paid_out = [min(max(budget - sum(due[:n]), Fraction(0)), one) for n, one in enumerate(due)]
        got = [before + one for before, one in zip(got, paid_out, strict=True)]
        found.append(paid_out)
    return found


def yuan(amount: Fraction) -> str:
    fen = amount * 10**6
    assert fen.denominator == 1
    return f"{int(fen) // 100}.{int(fen) % 100:02d}"


@pytest.mark.parametrize("how", ["pro_rata", "earliest_first"])
@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 8))])
def test_random_counties_agree_with_a_reckoning_year_by_year(tmp_path: Path, how: str, seed: int) -> None:
    dice = random.Random(seed)
    equipment = [tuple(dice.choice([0, 37, 150, 260, 400, 613]) for _ in YEARS) for _ in range(6)]
    budget = dice.choice([30, 77, 100, 160])
    found = given(tmp_path, policy(program(OVER_PLAN), more=fund(f"{budget}万元", how)), spent(*equipment))
    for year, awards in enumerate(by_hand(equipment, budget, how)):
        expected = {f"甲{n}公司": yuan(award) for n, award in enumerate(awards, start=1) if equipment[n - 1][year]}
        assert found[year] == expected


CAPS = "total_caps: {all: {programs: [second, award], amount: 60万元, clause: 一}}\n"
RISING = "parameters: {most: {label: 上限, clause: 一, values: [{from: 2024-01-01, value: 30万元}, {from: 2026-01-01, value: 50万元}]}}\n"
SECOND = program(BASE + "rate: 10%", "second")
VARIANTS = {
    "plain": policy(program(OVER_PLAN), more=fund("100万元")),
    "queue": policy(program(OVER_PLAN), more=fund("60万元", "earliest_first")),
    "floor": policy(program(OVER_PLAN + "floor: {amount: 20万元, mode: lift}"), more=fund("100万元")),
    "threshold": policy(program(OVER_PLAN + "floor: {amount: 20万元, mode: threshold}"), more=fund("60万元", "smallest_first")),
    "rising": policy(program(OVER_PLAN.replace("50万元", "$most")), more=RISING + fund("50万元")),
    "total": policy(SECOND, program(OVER_PLAN), more=CAPS),
    "both": policy(SECOND, program(OVER_PLAN), more=CAPS + fund("90万元", programs="award, second")),
    "topped up": policy(program(OVER_PLAN + "pick: largest"), more=fund("60万元")),
}


def filled(rows: Rows, gaps: list[tuple[int, str]], values: tuple[Any, ...]) -> Rows:
    """The rows with the gaps (a project, and what is not known of it or its enterprise) filled in."""
    projects, firms = [dict(one) for one in rows["项目"]], [dict(one) for one in rows["企业"]]
    for (at, kind), value in zip(gaps, values, strict=True):
        if kind == "设备购置额":
            projects[at][kind] = value
        else:
            next(one for one in firms if one["企业名称"] == projects[at]["企业名称"])[kind] = value
    return {"企业": firms, "项目": projects}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_what_is_known_holds_however_the_gaps_are_filled(tmp_path: Path, seed: int, variant: str) -> None:
    dice, text = random.Random(f"{seed}{variant}"), VARIANTS[variant]
    rows = spent(*(tuple(dice.choice([0, 90, 150, 400, 613]) for _ in YEARS) for _ in range(5)))
    gaps = [(at, dice.choice(["设备购置额", "规上"])) for at in dice.sample(range(len(rows["项目"])), 2)]
    known = given(tmp_path, text, filled(rows, gaps, (None, None)))
    assert any(None in year.values() for year in known)
    choices = {"设备购置额": [10, 333, 5000], "规上": ["是", "否"]}
    for values in itertools.product(*(choices[kind] for _, kind in gaps)):
        for before, after in zip(known, given(tmp_path, text, filled(rows, gaps, values)), strict=True):
            sure = {name: amount for name, amount in before.items() if amount is not None}
            assert {name: after[name] for name in sure} == sure


def test_what_it_may_become_once_the_gaps_are_filled(tmp_path: Path) -> None:
    # with the third 规上, 2024 is 40万 three times of 60万, 20 each, and the cap leaves 30 of 40 for 2025; without it 30 each and 20
    rows = spent((400, 400, 0), (400, 0, 0), (400, 0, 0)) | {"企业": [firm(1), firm(2), firm(3, 规上=None)]}
    found = only_first(calculated(tmp_path, policy(program(OVER_PLAN), more=fund("60万元")), rows, 2025))
    assert (found["verdict"], found["amount"], found["amount_if_filled"]) == ("undetermined", None, "300000.00")


def test_a_forecast_says_the_same(tmp_path: Path) -> None:
    rows, text = spent((400, 250, 100), (400, 0, 0)), policy(program(OVER_PLAN), more=fund("40万元"))
    (tmp_path / "政策.yaml").write_text(text, "utf-8")
    result = compute(Request(write(tmp_path / "台账.xlsx", rows), str(tmp_path / "政策.yaml"), {}, 2026))
    lines = {line.year: line for line in forecast(result.policy, result.ledger).lines}
    assert {year: line.known and line.known.amount for year, line in lines.items()} == {2024: 40_000_000, 2025: 25_000_000, 2026: 5_000_000}


def test_a_changed_budget_is_tried_out_in_the_years_before_too(tmp_path: Path) -> None:
    rows = spent((400, 250, 100), (400, 0, 0))
    limit = "parameters: {fund: {label: 资金, clause: 一, value: 40万元}}\n"
    (tmp_path / "政策.yaml").write_text(policy(program(OVER_PLAN), more=limit + fund("$fund")), "utf-8")
    opened = open_policy(str(tmp_path / "政策.yaml"))
    ledger = compute(Request(write(tmp_path / "台账.xlsx", rows), str(tmp_path / "政策.yaml"), {}, 2025)).ledger
    # with 70万 a year each gets 35 in 2024, so 15 of the cap are left in 2025
    for year, expected in ((2024, [35, 35]), (2025, [15])):
        trial = Trial(opened.policy({}), ledger, year, dt.date(year, 12, 31))
        outcome = trial.under(opened.policy({"fund": "70万元"}))
        assert [award.amount for award in outcome.programs[0].awards] == [one * 1_000_000 for one in expected]
        assert [award.amount for award in trial.outcome.programs[0].awards] == [[20_000_000] * 2, [25_000_000]][year - 2024]


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("rows", [spent((400, 250, 100), (400, 300, 600), (90, 0, 10)), spent((400, 100, 0), (400, 200, 60), (None, 0, 0))])
def test_the_workbook_recalculates_to_the_same_figures(tmp_path: Path, rows: Rows) -> None:
    second = program(BASE + "rate: 5%\nperiod: plan\ncap: 20万元", "second")
    caps = "total_caps: {all: {programs: [award, second], amount: 55万元, clause: 一}}\n"
    (tmp_path / "政策.yaml").write_text(policy(program(OVER_PLAN), second, more=caps + fund("70万元", programs="award, second")), "utf-8")
    for year in YEARS[1:]:
        result = compute(Request(write(tmp_path / "台账.xlsx", rows), str(tmp_path / "政策.yaml"), {}, year))
        book, folder = tmp_path / f"{year}.xlsx", tmp_path / str(year)
        folder.mkdir()
        write_awards(result, book)
        assert differences(book, folder) == [] and len(stored(book)) > 60
