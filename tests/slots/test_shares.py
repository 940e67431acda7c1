"""Figures that are a share of another column, and factors: what notices call 占…的比重, 折算, 系数, 不超过企业贡献的…. Figures in 元."""

from __future__ import annotations

from pathlib import Path

import pytest

from techreform_cli.domain.problem import PolicyInvalid

from .county import PROJECT, amounts, calculated, firm, only, policy, program, project, refused, who

BASE = "base: {label: 设备购置额, sum: [{field: 设备购置额}]}\n"
STEPS = "steps: [{from: 0, value: 6%}, {from: 1000万元, value: 8%}]"
FACTOR = "factor: {cases: [{when: large, value: 1.2}, {when: green, value: 60%}], otherwise: 1}"
CONDITION = PROJECT.replace("}}", "}, test: {label: 比重, clause: 一, %s}}")


@pytest.mark.parametrize(
    ("revenue", "green", "whole", "marginal"),
    [
        (1, "否", "1200000.00", "1000000.00"),  # 1500 × 8%; 1000 × 6% + 500 × 8%
        (10_000, "否", "1440000.00", "1200000.00"),
        (1, "是", "720000.00", "600000.00"),
        (10_000, "是", "1440000.00", "1200000.00"),  # the first that holds
    ],
)
def test_a_factor_multiplies_the_rate(tmp_path: Path, revenue: int, green: str, whole: str, marginal: str) -> None:
    rows = {
        "项目": [project("P1", 设备购置额=1500, 绿色装备=green)],
        "年度指标": [who(1) | {"年度": 2024, "规上": "是", "主营业务收入": revenue}],
    }
    for mode, expected in (("whole", whole), ("marginal", marginal)):
        slots = f"{BASE}rate: {{brackets: {{mode: {mode}, {STEPS}}}, {FACTOR}}}"
        assert amounts(calculated(tmp_path, policy(program(slots)), rows)) == {"甲1公司": expected}


def test_a_factor_comes_after_points_and_their_limit_and_cites_its_clause(tmp_path: Path) -> None:
    """min(10% + 5%, 12%) × 0.5 = 6%."""
    slots = BASE + "rate: {otherwise: 10%, plus: [{when: green, points: 5%}], at_most: 12%, factor: {otherwise: 0.5, clause: 二}}"
    text = policy(program(slots)).replace("{一: {", "{二: {summary: 系数, status: encoded}, 一: {")
    found = calculated(tmp_path, text, {"项目": [project("P1", 设备购置额=100, 绿色装备="是")]})
    assert (only(found)["amount"], only(found)["rate"]) == ("60000.00", "0.06")


def test_a_prize_may_have_a_factor_and_a_factor_of_nothing_gives_nothing(tmp_path: Path) -> None:
    rows = {"项目": [project("P1", 绿色装备="否"), project("P2", of=2, 绿色装备="是")], "企业": [firm(1), firm(2)]}
    slots = "prize: {otherwise: 10万元, factor: {cases: [{when: green, value: 0}], otherwise: 1.5}}"
    found = calculated(tmp_path, policy(program(slots)), rows)
    assert amounts(found) == {"甲1公司": "150000.00", "甲2公司": "0.00"}


def test_the_words_name_the_factor(tmp_path: Path) -> None:
    slots = f"{BASE}rate: {{otherwise: 10%, {FACTOR}}}"
    found = calculated(tmp_path, policy(program(slots)), {"项目": [project("P1", 设备购置额=100, 绿色装备="是")]})
    assert only(found)["verdict"] == "undetermined"  # whether it is large is not known


def test_a_term_may_count_with_a_share_of_it_above_the_whole_too(tmp_path: Path) -> None:
    """100 + 30 × 150% − 20 × 50% = 135, 10% of it."""
    slots = """
base:
  label: 投入
  sum: [{field: 设备购置额}, {field: 建设投资, share: 150%}, {field: 计划总投资, share: 50%, deduct: true}]
rate: 10%"""
    rows = {"项目": [project("P1", 设备购置额=100, 建设投资=30, 计划总投资=20)]}
    assert amounts(calculated(tmp_path, policy(program(slots)), rows)) == {"甲1公司": "135000.00"}


@pytest.mark.parametrize(("equipment", "verdict"), [(50, "eligible"), (49.9999, "ineligible"), (None, "undetermined")])
def test_a_condition_may_hold_a_column_against_a_share_of_another(tmp_path: Path, equipment: float | None, verdict: str) -> None:
    head = CONDITION % "field: 设备购置额, at_least: {share: 50%, of: 计划总投资}"
    rows = {"项目": [project("P1", 设备购置额=equipment, 计划总投资=100)]}
    found = calculated(tmp_path, policy(program("prize: 1万元", head=head)), rows)
    assert only(found)["verdict"] == verdict
    if verdict == "ineligible":
        clause, text = refused(found)
        assert clause == "一" and "设备购置额 49.9999万元" in text and "计划总投资" in text and "50%" in text


@pytest.mark.parametrize(("now", "verdict"), [(100, "eligible"), (99.99, "ineligible"), (0, "ineligible")])
def test_a_condition_may_hold_a_year_against_another(tmp_path: Path, now: float, verdict: str) -> None:
    """不低于上年: unlike grows, nothing after nothing passes."""
    head = CONDITION % "field: 产值, at_least: {of: 产值, year: -1}"
    years = [who(1) | {"年度": year, "规上": "是", "产值": figure} for year, figure in ((2023, 100), (2024, now))]
    found = calculated(tmp_path, policy(program("prize: 1万元", head=head)), {"项目": [project("P1")], "年度指标": years})
    assert only(found)["verdict"] == verdict
    nothing = [row | {"产值": 0} for row in years]
    found = calculated(tmp_path, policy(program("prize: 1万元", head=head)), {"项目": [project("P1")], "年度指标": nothing})
    assert only(found)["verdict"] == "eligible"


def test_the_limit_of_a_claim_may_have_cases(tmp_path: Path) -> None:
    slots = BASE + "rate: 10%\nclaim_cap: {cases: [{when: green, value: 8万元}], amount: 5万元}"
    rows = [project("P1", 设备购置额=100, 绿色装备="是"), project("P2", of=2, 设备购置额=100, 绿色装备="否")]
    found = calculated(tmp_path, policy(program(slots)), {"企业": [firm(1), firm(2)], "项目": rows})
    assert amounts(found) == {"甲1公司": "80000.00", "甲2公司": "50000.00"}


def test_an_enterprise_may_be_capped_by_a_share_of_its_own_figure(tmp_path: Path) -> None:
    slots = BASE + "rate: 10%\ncap: {share: 80%, of: 产值}"
    rows = {
        "企业": [firm(1), firm(2), firm(3)],
        "项目": [project(f"P{n}", of=n, 设备购置额=100) for n in (1, 2, 3)],
        "年度指标": [who(n) | {"年度": 2024, "规上": "是", "产值": figure} for n, figure in ((1, 5), (2, 50), (3, None))],
    }
    found = calculated(tmp_path, policy(program(slots)), rows)
    assert amounts(found) == {"甲1公司": "40000.00", "甲2公司": "100000.00", "甲3公司": None}
    lower = calculated(tmp_path, policy(program(slots.replace("of: 产值}", "of: 产值, amount: 3万元}"))), rows)
    assert amounts(lower) == {"甲1公司": "30000.00", "甲2公司": "30000.00", "甲3公司": None}


TOTAL = """\
total_caps:
  tax: {programs: [award, other], amount: {share: 80%, of: 产值}, clause: 一}
"""


def test_several_awards_may_be_capped_by_a_share_of_an_enterprises_figure(tmp_path: Path) -> None:
    """80% of 15 is 12: 10 of the first, 2 of the second; of 50 it is 40, enough for both."""
    text = policy(program(BASE + "rate: 10%"), program(BASE + "rate: 5%", "other")) + TOTAL
    rows = {
        "企业": [firm(1), firm(2), firm(3)],
        "项目": [project(f"P{n}", of=n, 设备购置额=100) for n in (1, 2, 3)],
        "年度指标": [who(n) | {"年度": 2024, "规上": "是", "产值": figure} for n, figure in ((1, 15), (2, 50), (3, None))],
    }
    found = calculated(tmp_path, text, rows)
    assert amounts(found) == {"甲1公司": "100000.00", "甲2公司": "100000.00", "甲3公司": None}
    assert amounts(found, "other") == {"甲1公司": "20000.00", "甲2公司": "50000.00", "甲3公司": None}
    short = next(row for row in found["awards"] if row["program"] == "other" and row["enterprise"] == "甲1公司")
    (limit,) = [reason for reason in short["reasons"] if "合计上限按 产值(2024年) 15.00万元" in reason["text"]]
    assert "年度指标" in limit["cells"][0] and "超过上限 12.00万元（一），本项减为 2.00万元" in short["reasons"][0]["text"]
    (open_,) = [row for row in found["awards"] if row["program"] == "award" and row["verdict"] == "undetermined"]
    assert any("合计上限按 产值(2024年) 未填" in reason["text"] for reason in open_["reasons"])


REFUSED = {
    "a share of nothing": (BASE + "rate: 10%\ncap: {share: 80%}", "按占比封顶要同时写 share 和 of"),
    "a share over the plan": (BASE + "rate: 10%\ncap: {share: 80%, of: 产值}\nperiod: plan", "按占比封顶的只能每年算"),
    "a factor below nothing": (BASE + "rate: {otherwise: 10%, factor: {otherwise: -1}}", "不能小于 0"),
    "a factor of an amount": (BASE + "rate: {otherwise: 10%, factor: {otherwise: 2万元}}", "这里要写比例"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, case: str) -> None:
    slots, words = REFUSED[case]
    with pytest.raises(PolicyInvalid) as caught:
        calculated(tmp_path, policy(program(slots)), {})
    assert any(words in problem.sentence for problem in caught.value.problems)
