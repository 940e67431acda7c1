"""A trial calculates only what a change can touch; what it gives must be what a calculation of its own gives."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from independent import oracle

from techreform_cli.domain.program_result import Verdict
from techreform_cli.engine.calculate import calculate
from techreform_cli.engine.compare import compare, outcome_of
from techreform_cli.engine.trial import Trial
from techreform_cli.ledger.read import read_ledger
from techreform_cli.policy.load import open_policy
from techreform_cli.policy.packaged import packaged

from .compare import Sample

POLICY = "dongyuan-2018-2020"
YEARS = range(2018, 2024)
SEEDS = 12
sample = cache(Sample.make)
source = cache(open_policy)

CHANGES = {
    "equipment_rate": ["20%", "25%"],
    "equipment_cap": ["300万元", "80万元"],
    "revenue_threshold": ["1000万元", "4000万元"],
    "large_revenue": ["5000万元", "3000万元"],
    "about_share": ["95%", "50%"],
    "fiscal_contribution.rate.otherwise": ["40%", "45%"],
}
changes = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(list(values)) for name, values in {**oracle.OPTIONS, **CHANGES}.items()}
)


@pytest.mark.slow
@settings(max_examples=30)
@given(seed=st.integers(0, SEEDS - 1), year=st.sampled_from(YEARS), before=changes, runs=st.lists(changes, min_size=1, max_size=3))
def test_a_trial_equals_a_calculation(seed: int, year: int, before: dict[str, str], runs: list[dict[str, str]]) -> None:
    """Several trials from one base, with any readings and slots changed on either side."""
    ledger, day = sample(seed, 40).ledger, dt.date(year, 12, 31)
    trial = Trial(source(POLICY).policy(before), ledger, year, day)
    for chosen in runs:
        policy = source(POLICY).policy(chosen)
        alone, found = outcome_of(calculate(policy, ledger, year, day)), trial.under(policy)
        assert found == alone and [of.totals for of in found.programs] == [of.totals for of in alone.programs]
    assert trial.outcome == outcome_of(calculate(trial.policy, ledger, year, day))


@pytest.mark.parametrize("year", [2018, 2019, 2020, 2022])
def test_the_engine_is_not_asked_for_what_cannot_change(year: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reading of a target alone leaves the programs; one of the equipment program leaves the contribution program."""
    asked: list[str] = []
    from techreform_cli.engine import awards, trial

    def noted(policy, ledger, year, programs):  # type: ignore[no-untyped-def]
        asked.extend(program.id for program in programs)
        return awards.award_outcomes(policy, ledger, year, programs)

    run = Trial(source(POLICY).policy(), sample(1, 40).ledger, year, dt.date(year, 12, 31))
    assert run.outcome
    monkeypatch.setattr(trial, "award_outcomes", noted)
    run.under(source(POLICY).policy({"productivity_scope": "all"}))
    assert asked == []
    run.under(source(POLICY).policy({"equipment_floor": "threshold"}))
    assert asked == ["equipment_purchase"]


def test_what_differs_is_told_per_enterprise() -> None:
    """Against the two calculations themselves, row by row; the largest difference comes first, undetermined ones last."""
    ledger = sample(3, 60).ledger
    one, other = (calculate(source(POLICY).policy(chosen), ledger, 2019) for chosen in ({}, {"equipment_tax": "excluded"}))
    found = compare(outcome_of(one), outcome_of(other))
    rows = [
        {
            code: amount if isinstance(amount, int) else None
            for code, amount in zip(of.awards["credit_code"], of.awards["amount"].tolist(), strict=True)
        }
        for result in (one, other)
        for of in result.programs
        if of.program.id == "equipment_purchase"
    ]
    changed = {code for code in {*rows[0], *rows[1]} if rows[0].get(code, 0) != rows[1].get(code, 0)}
    assert {change.key for change in found.changes} == changed and found.enterprises_changed == len(changed) > 2
    assert {change.key: change.amounts for change in found.changes} == {key: (rows[0].get(key, 0), rows[1].get(key, 0)) for key in changed}
    sizes = [abs(change.difference) for change in found.changes if change.difference is not None]
    assert sizes == sorted(sizes, reverse=True)
    assert all(change.difference is None for change in found.changes[len(sizes) :])
    assert found.difference == sum(v or 0 for v in rows[1].values()) - sum(v or 0 for v in rows[0].values())


SAMPLE = Path(__file__).parents[2] / "samples" / "示例台账.xlsx"


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(packaged().values()), ids=lambda p: p.stem)
def test_every_reading_of_every_policy_equals_a_calculation(path: Path) -> None:
    """So that a policy whose programs are tied together in some new way is not calculated in part."""
    policy = source(str(path)).policy()
    ledger = read_ledger(SAMPLE, policy.dictionary)
    for year in range(policy.plan[0], policy.plan[1] + 2):
        day = dt.date(year, 12, 31)
        trial = Trial(policy, ledger, year, day)
        for item in policy.interpretations:
            for option in item.options:
                other = source(str(path)).policy({item.id: option.id})
                assert trial.under(other) == outcome_of(calculate(other, ledger, year, day)), f"{item.id}={option.id} {year}"


def test_undetermined_on_one_side_has_no_difference() -> None:
    from techreform_cli.domain.comparison import Change
    from techreform_cli.domain.outcome import Award

    program = source(POLICY).policy().programs[0]
    paid = Award(0, "甲", "1", Verdict.ELIGIBLE, 500)
    assert Change(program, "1", paid, Award(0, "甲", "1", Verdict.UNDETERMINED, None)).difference is None
    assert Change(program, "1", paid, None).difference == -500 and Change(program, "1", None, paid).amounts == (0, 500)
