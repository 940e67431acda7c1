"""The engine and an oracle written independently of it agree on every figure of random, nasty ledgers."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from independent import oracle

from techreform_cli.engine.calculate import calculate
from techreform_cli.policy.load import load_policy
from techreform_cli.report.json_document import document

from . import compare
from .compare import Runner, Sample

POLICY = "dongyuan-2018-2020"
YEARS = range(2018, 2024)
SEEDS = 40

sample = cache(Sample.make)

options = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in oracle.OPTIONS.items()})


@pytest.mark.slow
@settings(max_examples=130)
@given(seed=st.integers(0, SEEDS - 1), year=st.sampled_from(YEARS), chosen=options)
def test_any_year_under_any_choices(seed: int, year: int, chosen: dict[str, str]) -> None:
    """Through to the JSON document, with several readings changed at once."""
    of = sample(seed, 60)
    result = calculate(load_policy(POLICY, chosen), of.ledger, year)
    doc = document(result, [])
    expected = oracle.awards(of.facts, year, chosen)
    rows = compare.rows_of_document(doc)
    assert compare.award_differences(rows, expected) == []
    assert compare.target_differences(result.targets, oracle.targets(of.facts, year, chosen)) == []
    assert doc["totals"] == compare.expected_totals(expected)
    for row in rows.values():
        assert row["reasons"] and all(reason["text"] and reason["clause"] for reason in row["reasons"])


@pytest.mark.slow
@pytest.mark.parametrize(("enterprises", "seed"), [(60, 101), (60, 102), (60, 103), (1000, 201), (5000, 301)])
def test_every_reading_in_every_year(enterprises: int, seed: int) -> None:
    """Each option of each interpretation by itself, in every year, over ledgers of three sizes."""
    of = Sample.make(seed, enterprises)
    runner = Runner(of.ledger)
    found: list[str] = []
    compared = 0
    for chosen in compare.settings():
        policy = load_policy(POLICY, chosen)
        for year in YEARS:
            programs, targets = runner.run(policy, year)
            expected = oracle.awards(of.facts, year, chosen)
            rows = compare.rows_of_programs(programs)
            compared += len(expected)
            lines = compare.award_differences(rows, expected)
            lines += compare.target_differences(targets, oracle.targets(of.facts, year, chosen))
            if compare.totals_of(rows) != compare.expected_totals(expected):
                lines.append("totals")
            found += [f"{chosen} {year} {line}" for line in lines]
    assert compared > enterprises
    assert not found, f"{len(found)} of {compared} rows: " + "\n".join(found[:20])
