"""Figures of a notice held against one another: what does not agree is found in any policy, and only that."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from techreform_cli.domain.policy import Policy
from techreform_cli.policy.load import load_policy

from .small import changed, place

Load = Callable[..., Policy]
GOAL = "2021: {value: 12亿元, clause: 二}"
THREE = "2021: {value: 5亿元, clause: 二}\n      2022: {value: 6亿元, clause: 一}\n      2023: {value: 9亿元, clause: 二}\n"
FILE = "dongyuan-2018-2020"


def notes(policy: Policy) -> dict[str, str]:
    return {note.code: note.message for note in policy.notes}


def planted(plan: str, goals: str = THREE) -> str:
    return changed((GOAL, goals + f"    plan: {plan}"))


def test_the_gaps_of_the_dongyuan_notice() -> None:
    found = {note.code: note for note in load_policy(FILE).notes}
    assert set(found) == {"P141", "P142", "P143", "P145"}
    # 12 + 13 + 14 = 39, 44 − 39 = 5
    assert all(words in found["P141"].message for words in ("39亿元", "44亿元以上", "差 5亿元"))
    assert "49家" in found["P142"].message and "没有超过" in found["P142"].message
    # 13/12 − 1 = 8.33%, 14/13 − 1 = 7.69%
    assert all(words in found["P143"].message for words in ("15%左右", "2019年 8.33%", "2020年 7.69%"))
    # 49 × 300万 = 1.47亿
    assert all(words in found["P145"].message for words in ("49家", "300万元", "1.47亿元", "1亿元以上", "不矛盾"))
    assert found["P145"].severity == "note" and {found[c].severity for c in ("P141", "P142", "P143")} == {"warning"}
    assert found["P141"].field == "二·2018、二·2019、二·2020、二" and found["P145"].field == "二、四(一)"


@pytest.mark.parametrize(
    ("setting", "gone"),
    [
        ({"targets.investment.plan.value": "39亿元"}, "P141"),
        ({"targets.enterprises_renovating.plan.value": "48"}, "P142"),
        ({"targets.enterprises_renovating.plan.comparison": "at_least"}, "P142"),
        # 8% asked, of which 95% count as reached: 1.076² < 14/12
        ({"targets.investment_growth.every_year.value": "8%"}, "P143"),
        # 49 × 200万 = 9800万
        ({"equipment_purchase.cap": "200万元"}, "P145"),
        ({"targets.county_funding.plan_only.value": "1.47亿元"}, "P145"),
    ],
)
def test_a_figure_that_agrees_is_no_finding(setting: dict[str, str], gone: str) -> None:
    assert set(notes(load_policy(FILE, setting))) == {"P141", "P142", "P143", "P145"} - {gone}


def test_an_average_increase_above_that_of_the_goals_is_found() -> None:
    # the goals 25, 26, 27 rise by 1 a year
    found = notes(load_policy(FILE, {"targets.productivity_growth.every_year.value": "1.01万元/人"}))
    assert "2019年 1万元/人、2020年 1万元/人" in found["P144"]


def test_a_gap_planted_in_another_policy_is_found_where_it_stands(load: Load) -> None:
    text = planted("{value: 21亿元, clause: 一}")
    (note,) = load(text).notes
    # 5 + 6 + 9 = 20
    assert note.code == "P141" and "20亿元" in note.message and "差 1亿元" in note.message
    assert note.field == "二、一" and note.source is not None and note.source.cell == place(text, "value: 21亿元")


@pytest.mark.parametrize(
    ("plan", "goals", "codes"),
    [
        ("{value: 20亿元, clause: 二}", THREE, set()),
        ("{value: 19亿元, clause: 二}", THREE, set()),
        ("{value: 20亿元, clause: 二, comparison: above}", THREE, {"P142"}),
        ("{value: 20亿元, clause: 二, comparison: about}", THREE, set()),
        # a year without a goal: nothing to add up
        ("{value: 99亿元, clause: 二}", THREE.replace("      2022: {value: 6亿元, clause: 一}\n", ""), set()),
    ],
)
def test_totals_by_how_they_are_compared(load: Load, plan: str, goals: str, codes: set[str]) -> None:
    assert set(notes(load(planted(plan, goals)))) == codes


@pytest.mark.parametrize(
    ("since", "rate", "found"),
    [
        # from 2021, which has a goal: (9/5)^(1/2) − 1 = 34.2%
        (2021, "34%", False),
        (2021, "35%", True),
        # from 2015, which has none: the same two steps, 20% and 50%
        (2015, "34%", False),
        (2015, "35%", True),
    ],
)
def test_growth_against_the_goals_own(load: Load, since: int, rate: str, found: bool) -> None:
    growth = (
        f"  faster:\n    label: 增长\n    clause: 二\n    unit: 比例\n    comparison: at_least\n"
        f"    measure: {{growth: compound, of: investment, since: {since}}}\n    every_year: {{value: {rate}, clause: 二}}\n"
    )
    told = notes(load(changed((GOAL + "\n", THREE + growth))))
    assert ("P143" in told) == found
    assert not found or "2022年 20%、2023年 50%" in told["P143"]
