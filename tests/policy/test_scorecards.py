"""What the loader refuses in scorecards: where, with which code, and with what advice; and what --set and readings may change in them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from engine.scored_towns import TEXT

from techreform_cli.domain.policy import NoGoal, Policy

from .small import changed, place

Refused = Callable[[str | bytes], list[tuple[str, str, str]]]
Load = Callable[..., Policy]
WEIGHT, GOAL = "weight: 60", "乙镇: {2024: 2000万元}"
TARGET = "target: investment\n"

# name: (what replaces what, the piece at whose place it is refused, code, words in the sentence)
CASES: dict[str, tuple[tuple[str, str], str, str, str]] = {
    "no word on missing goals": (("    missing: leave_out\n", ""), "towns:", "P011", "缺少“missing”"),
    "another word on missing goals": (("missing: leave_out", "missing: skip"), "missing: skip", "P013", "只能是 leave_out、zero"),
    "an unknown key": ((WEIGHT, "wieght: 60"), "wieght", "P012", "是否为 weight？"),
    "no items": (("    items:\n", "    items: {}\n    item:\n"), "items: {}", "P014", "不能为空"),
    "a clause that is none": (
        ("label: 乡镇技改考核\n    clause: 三", "label: 乡镇技改考核\n    clause: 八"),
        "clause: 八",
        "P030",
        "条款“八”",
    ),
    "an item's clause that is none": ((WEIGHT, WEIGHT + "\n        clause: 八"), "clause: 八", "P030", "条款“八”"),
    "a goal's clause that is none": ((GOAL, "乙镇: {2024: {value: 2000万元, clause: 八}}"), "clause: 八", "P030", "条款“八”"),
    "a field that is none": (("by: 乡镇", "by: 乡镇名"), "by: 乡镇名", "P031", "是否为 乡镇？"),
    "a field that is no text": (("by: 乡镇", "by: 高成长性"), "by: 高成长性", "P060", "不能用来分组"),
    "a field of another sheet": (("by: 乡镇", "by: 改造类别"), "by: 改造类别", "P060", "不是《企业》的文字或分类字段"),
    "one town written in two ways": (
        ("丙镇: {2024: 1000万元}", "甲乙: {2024: 1000万元}\n          甲乙镇: {2024: 1万元}"),
        "甲乙镇",
        "P060",
        "两种写法",
    ),
    "a target that is none": ((TARGET, "target: invest\n"), "target: invest\n", "P061", "没有目标“invest”，是否为 investment？"),
    "growth": ((TARGET, "target: growth\n"), "target: growth", "P061", "是增长，不能分组考核"),
    "figures of the county": ((TARGET, "target: land\n"), "target: land", "P061", "在《用地》，不分企业"),
    "a weight of nothing": ((WEIGHT, "weight: 0"), "weight: 0", "P062", "大于 0 的分值"),
    "a weight in money": ((WEIGHT, "weight: 60万元"), "weight: 60", "P062", "写的是 60万元"),
    "most below all": (("most: 120%", "most: 80%"), "most: 80%", "P062", "不低于 100%"),
    "120 for 120%": (("most: 120%", "most: 120"), "most: 120", "P062", "是否为 120%？"),
    "a goal of nothing": ((GOAL, "乙镇: {2024: 0}"), "2024: 0}", "P063", "要大于 0"),
    "a goal below nothing": ((GOAL, "乙镇: {2024: -5万元}"), "2024: -5", "P063", "要大于 0"),
    "a count for money": ((GOAL, "乙镇: {2024: 2000}"), "2024: 2000}", "P035", "这里要写金额（如 12亿元），写的是 2000"),
    "money per person for money": ((GOAL, "乙镇: {2024: 2万元/人}"), "2024: 2万元/人", "P035", "写的是 2万元/人"),
    "money for a count": (("甲镇: {2024: 3, 2025: 2}", "甲镇: {2024: 3万元, 2025: 2}"), "2024: 3万元", "P035", "这里要写数量（如 15）"),
    "a year outside the plan": ((GOAL, "乙镇: {2023: 2000万元}"), "2023: 2000", "P045", "不在计划年度 2024—2025 内"),
    "a parameter that is none": ((WEIGHT, "weight: $w"), "weight: $w", "P036", "没有参数 $w"),
    "a name with a blank": (("  towns:\n", "  my towns:\n"), "my towns", "P049", "名称“my towns”"),
}


@pytest.mark.parametrize("name", CASES)
def test_refused(name: str, refused: Refused) -> None:
    change, piece, code, words = CASES[name]
    text = changed(change, text=TEXT)
    (found,) = [one for one in refused(text) if one[1] == code]
    assert found[0] == place(text, piece) and words in found[2].replace(" → ", "，")


def test_weights_written_as_shares_are_refused(refused: Refused) -> None:
    text = changed((WEIGHT, "weight: 60%"), ("weight: 40", "weight: 40%"), text=TEXT)
    ((where, code, sentence),) = refused(text)
    assert (where, code) == (place(text, "items:"), "P062") and "权重合计不超过 1 分" in sentence


def test_official_figures_cannot_be_split(refused: Refused) -> None:
    text = changed(
        (TARGET, "target: productivity\n"),
        ("official: 全县指标.全员劳动生产率", "official: 全县指标.全员劳动生产率\n    source: official"),
        text=TEXT,
    )
    text = text.replace("9000万元, 2025: 1000万元", "9万元/人").replace("2000万元", "9万元/人").replace("1000万元", "9万元/人")
    ((where, code, sentence),) = refused(text)
    assert (where, code) == (place(text, "target: productivity"), "P061") and "source 改成 ledger" in sentence


def test_a_target_with_a_plan_total_alone_is_named_by_it(refused: Refused) -> None:
    yearly = "    goals: {2024: {value: 2亿元, clause: 二}}\n"
    text = changed((yearly, ""), ("of: investment, since: 2023", "of: productivity, since: 2023"), text=TEXT)
    ((where, code, sentence),) = refused(text)
    assert (where, code) == (place(text, TARGET), "P061") and "改用 investment_cumulative" in sentence


def test_every_fault_is_told_at_once(refused: Refused) -> None:
    text = changed((GOAL, "乙镇: {2023: 1万元, 2024: 7}"), ("most: 120%", "most: 1%"), text=TEXT)
    assert [code for _, code, _ in refused(text)] == ["P045", "P035", "P062"]


def test_a_target_at_fault_is_not_blamed_twice(refused: Refused) -> None:
    assert [code for _, code, _ in refused(changed(("measure: {sum: 完成投资}", "measure: {sum: 完成投}"), text=TEXT))] == ["P031"]


def test_goals_take_the_clause_of_the_item_or_their_own(load: Load) -> None:
    text = changed((GOAL, "乙镇: {2024: {value: 2000万元, clause: 一}}"), (WEIGHT, WEIGHT + "\n        clause: 二"), text=TEXT)
    (card,) = load(text).scorecards
    investment, engaged = card.items
    assert (investment.goals["甲镇"][2024].clause, investment.goals["乙镇"][2024].clause) == ("二", "一")
    assert engaged.goals["甲镇"][2025].clause == "三" and engaged.goals["甲镇"][2025].value == 2
    assert investment.goals["乙镇"][2024].value == 2000 * 1_000_000
    assert (engaged.most[2024], investment.most[2024]) == (Fraction(6, 5), 1)


def test_numbers_may_be_parameters(load: Load) -> None:
    parameters = "parameters:\n  w: {label: 权重, clause: 三, values: [{from: 2024-01-01, value: 60}, {from: 2025-01-01, value: 55}]}\n"
    text = changed((WEIGHT, "weight: $w"), ("programs:\n", parameters + "programs:\n"), text=TEXT)
    assert load(text).scorecards[0].items[0].weights == {2024: 60, 2025: 55}


def test_what_set_may_change(load: Load, misused: Callable[..., str]) -> None:
    change = {"scorecards.towns.items.engaged.weight": "50", "scorecards.towns.items.investment.goals.乙镇.2024": "3000万元"}
    (card,) = load(TEXT, **change, **{"scorecards.towns.missing": "zero"}).scorecards
    assert (card.items[1].weights[2024], card.no_goal) == (50, NoGoal.ZERO)
    assert card.items[0].goals["乙镇"][2024].value == 3000 * 1_000_000
    assert load(TEXT, **{"scorecards.towns.items.investment.most": "110%"}).scorecards[0].items[0].most[2025] == Fraction(11, 10)
    assert "不存在" in misused({"scorecards.towns.items.investment.goals.丁镇.2024": "1万元"}, TEXT)
    assert "只能是 leave_out、zero" in misused({"scorecards.towns.missing": "skip"}, TEXT)


def test_a_reading_may_change_a_scorecard(load: Load) -> None:
    reading = """\
interpretations:
  no_goal:
    question: 没有目标的乡镇怎么计分？
    clause: 三
    options:
      left: {label: 不计, set: {scorecards.towns.missing: leave_out}}
      zero: {label: 计零分, set: {scorecards.towns.missing: zero}}
"""
    policy = load(TEXT + reading, no_goal="zero")
    assert policy.scorecards[0].no_goal is NoGoal.ZERO
    assert policy.interpretations[0].bears_on == ("towns",)
