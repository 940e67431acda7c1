"""What a target still lacks: to exceed 49 enterprises 50 are needed, to exceed 44亿 more than the difference."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from report.small_ledger import result_of

from techreform_cli.domain.policy import Comparison
from techreform_cli.domain.target_result import Measurement, Status, TargetResult
from techreform_cli.report.summary_parts import lacking_words

YI = 10_000_000_000  # 分


@pytest.fixture
def targets(tmp_path: Path) -> dict[str, TargetResult]:
    return {found.target.id: found for found in result_of(tmp_path).targets}


def at(found: TargetResult, actual: Fraction | int, status: Status = Status.BEHIND) -> TargetResult:
    return replace(found, measurement=Measurement(Fraction(actual)), status=status)


@pytest.mark.parametrize(
    ("actual", "lacking", "words"), [(17, 33, "，还差 33家"), (48, 2, "，还差 2家"), (49, 1, "，还差 1家"), (50, None, "")]
)
def test_a_count_to_be_exceeded_needs_the_next_whole_number(
    targets: dict[str, TargetResult], actual: int, lacking: int | None, words: str
) -> None:
    found = at(targets["enterprises_renovating_cumulative"], actual, Status.ACHIEVED if actual > 49 else Status.BEHIND)
    assert found.target.comparison is Comparison.ABOVE and found.goal == 49
    assert (found.lacking, lacking_words(found)) == (lacking, words)


@pytest.mark.parametrize(
    ("comparison", "actual", "lacking", "words"),
    [
        (Comparison.ABOVE, Fraction(42), 2 * YI, "，还差超过 2.00亿元"),
        (Comparison.ABOVE, Fraction(44), 0, "，正好等于，还要超过"),
        (Comparison.AT_LEAST, Fraction(42), 2 * YI, "，还差 2.00亿元"),
    ],
)
def test_an_amount_to_be_exceeded_lacks_more_than_the_difference(
    targets: dict[str, TargetResult], comparison: Comparison, actual: Fraction, lacking: int, words: str
) -> None:
    plan = targets["investment_cumulative"]
    found = at(replace(plan, target=replace(plan.target, comparison=comparison)), actual * YI)
    assert (found.lacking, lacking_words(found)) == (lacking, words)


def test_without_a_goal_or_a_figure_nothing_is_said_to_lack(targets: dict[str, TargetResult]) -> None:
    plan = targets["investment_cumulative"]
    assert replace(plan, goal=None).lacking is None and replace(plan, measurement=Measurement(None)).lacking is None
