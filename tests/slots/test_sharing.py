"""What stands between several awards: one-off prizes, caps over programs, budgets, instalments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .county import Rows, amounts, calculated, firm, only, policy, program, project, who

BASE = "base: {label: 设备购置额, sum: [{field: 设备购置额}]}\n"
TITLES = """\
    claims: {sheet: 认定, number: 文号, name: 级别}
    window: {date: 认定日期, first: 2024-01-01, last: 2026-12-31}
    conditions: {given: {label: 有文号, clause: 一, field: 认定.文号, given: true}}
"""
PRIZE = "prize: {cases: [{when: national, value: 50万元}], otherwise: 20万元}\n"


def titles(*entries: tuple[str, str]) -> Rows:
    """Titles of the first enterprise: (grade, day)."""
    return {"认定": [who(1) | {"文号": f"W{i}", "级别": grade, "认定日期": day} for i, (grade, day) in enumerate(entries)]}


@pytest.mark.parametrize(
    ("slots", "by_year"),
    [
        (PRIZE, {2024: "200000.00", 2025: "500000.00", 2026: "200000.00"}),  # each title
        (PRIZE + "period: plan\npick: earliest", {2024: "200000.00", 2025: "0.00", 2026: "0.00"}),  # once only
        (PRIZE + "period: plan\npick: largest", {2024: "200000.00", 2025: "300000.00", 2026: "0.00"}),  # topped up to the higher one
    ],
)
def test_prizes_each_time_once_only_or_topped_up(tmp_path: Path, slots: str, by_year: dict[int, str]) -> None:
    rows = titles(("省级", "2024-05-01"), ("国家级", "2025-05-01"), ("省级", "2026-05-01"))
    found = {year: only(calculated(tmp_path, policy(program(slots, head=TITLES)), rows, year)) for year in by_year}
    assert {year: row["amount"] for year, row in found.items()} == by_year
    assert all("多得" not in row["reasons"][0]["text"] and row["rate"] is None for row in found.values())


def test_two_titles_of_one_year_give_the_larger_prize_once(tmp_path: Path) -> None:
    rows = titles(("省级", "2024-05-01"), ("国家级", "2024-08-01"))
    found = only(calculated(tmp_path, policy(program(PRIZE + "pick: largest", head=TITLES)), rows))
    assert found["amount"] == "500000.00" and [p["id"] for p in found["projects"]] == ["W1"]


GREEN = TITLES.replace("name: 级别}", "name: 级别, only: {field: 认定.级别, in: [国家级]}}")


def test_rows_that_are_no_claims_of_the_program_have_no_row_at_all(tmp_path: Path) -> None:
    rows = titles(("省级", "2024-05-01"), ("国家级", "2024-08-01"))
    found = only(calculated(tmp_path, policy(program(PRIZE, head=GREEN)), rows))
    assert (found["verdict"], found["amount"], [p["id"] for p in found["projects"]]) == ("eligible", "500000.00", ["W1"])
    other = calculated(tmp_path, policy(program(PRIZE, head=GREEN)), titles(("省级", "2024-05-01")))
    assert other["awards"] == [] and other["totals"]["award"] == {"enterprises": 0, "amount": "0.00", "undetermined": 0}


def test_a_row_of_which_it_is_unknown_whether_it_is_a_claim_stays_open(tmp_path: Path) -> None:
    found = only(calculated(tmp_path, policy(program(PRIZE, head=GREEN)), titles(("", "2024-05-01"))))
    assert found["verdict"] == "undetermined" and found["amount"] is None
    assert any("属于" in r["text"] and any("认定" in cell for cell in r["cells"]) for r in found["reasons"])


def two(more: str, programs: str = "award, second") -> str:
    """Two programs of 10% and 20% of the equipment, with what they share."""
    slots = [program(BASE + f"rate: {rate}", name) for name, rate in (("award", "10%"), ("second", "20%"))]
    return policy(*slots, more=more.replace("BOTH", f"[{programs}]"))


def test_a_cap_over_programs_is_used_up_in_the_order_listed(tmp_path: Path) -> None:
    rows = {"项目": [project("P1", 设备购置额=100)]}
    # 10万 and 20万 under 25万 together
    first = calculated(tmp_path, two("total_caps: {all: {programs: BOTH, amount: 25万元, clause: 一}}\n"), rows)
    assert (only(first)["amount"], only(first, "second")["amount"]) == ("100000.00", "150000.00")
    turned = calculated(tmp_path, two("total_caps: {all: {programs: BOTH, amount: 25万元, clause: 一}}\n", "second, award"), rows)
    assert (only(turned)["amount"], only(turned, "second")["amount"]) == ("50000.00", "200000.00")
    assert "各项奖补合计超过上限 25.00万元（一），本项减为 5.00万元" in only(turned)["reasons"][0]["text"]


def three(equipment: tuple[float | None, ...] = (100, 200, 300)) -> Rows:
    """Enterprises with a project each, completed one day after the other, the last first."""
    numbers = range(1, len(equipment) + 1)
    projects = [project(f"P{n}", of=n, 设备购置额=value, 完工日期=f"2024-0{9 - n}-01") for n, value in zip(numbers, equipment, strict=True)]
    return {"企业": [firm(n) for n in numbers], "项目": projects}


@pytest.mark.parametrize(
    ("exceeded", "expected"),
    [
        # 10, 20 and 30万 due of 40万: 40 × 1/6 = 6.666667, cumulative 40 × 3/6 = 20, then 40
        ("pro_rata", ["66666.67", "133333.33", "200000.00"]),
        ("largest_first", ["0.00", "100000.00", "300000.00"]),
        ("smallest_first", ["100000.00", "200000.00", "100000.00"]),
        ("earliest_first", ["0.00", "100000.00", "300000.00"]),  # the third was completed first
    ],
)
def test_a_budget_that_does_not_suffice(tmp_path: Path, exceeded: str, expected: list[str]) -> None:
    budget = f"budgets: {{fund: {{label: 年度资金, clause: 一, programs: [award], amount: 40万元, exceeded: {exceeded}}}}}\n"
    text = policy(program(BASE + "rate: 10%"), more=budget)
    assert list(amounts(calculated(tmp_path, text, three())).values()) == expected
    plenty = text.replace("40万元", "60万元")
    assert list(amounts(calculated(tmp_path, plenty, three())).values()) == ["100000.00", "200000.00", "300000.00"]


def test_shares_of_a_budget_keep_the_rounding_of_the_program(tmp_path: Path) -> None:
    budget = "budgets: {fund: {label: 年度资金, clause: 一, programs: [award], amount: 40.005万元, exceeded: pro_rata}}\n"
    text = policy(program(BASE + "rate: 10%\nrounding: 百元"), more=budget)
    # 400,050 元 is 4000 hundreds; sixths of them: 667, 2000, 4000 cumulative
    assert list(amounts(calculated(tmp_path, text, three())).values()) == ["66700.00", "133300.00", "200000.00"]


def test_one_budget_over_two_programs(tmp_path: Path) -> None:
    budget = "budgets: {fund: {label: 年度资金, clause: 一, programs: BOTH, amount: 60万元, exceeded: pro_rata}}\n"
    found = calculated(tmp_path, two(budget), three())
    # 60万 under the first and 120万 under the second are due of 60万: a third of each
    assert list(amounts(found).values()) == ["33333.33", "66666.67", "100000.00"]
    assert list(amounts(found, "second").values()) == ["66666.67", "133333.33", "200000.00"]


def test_an_open_award_leaves_a_tight_budget_open_but_not_an_ample_one(tmp_path: Path) -> None:
    budget = "budgets: {fund: {label: 年度资金, clause: 一, programs: [award], amount: AMOUNT, exceeded: pro_rata}}\n"
    text = policy(program(BASE + "rate: 10%\ncap: 50万元"), more=budget)
    rows = three((100, 200, None))
    # at most 10 + 20 + 50 = 80万
    assert list(amounts(calculated(tmp_path, text.replace("AMOUNT", "80万元"), rows)).values()) == ["100000.00", "200000.00", None]
    assert list(amounts(calculated(tmp_path, text.replace("AMOUNT", "79万元"), rows)).values()) == [None, None, None]
    reasons = calculated(tmp_path, text.replace("AMOUNT", "79万元"), rows)["awards"][0]["reasons"]
    assert any("有企业待补正，年度资金（一）够不够、怎么分还不能定" in reason["text"] for reason in reasons)


PARTS = BASE + "rate: 10%\ninstalments: [{share: 50%}, {share: 30%, offset: 1}, {share: 20%, date: 验收日期}]"


def parts(found: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(i["award_year"], i["id"], i["part"], i["amount"], i["due_year"], i["due"]) for i in found["instalments"]]


def test_instalments_add_up_and_fall_due_in_their_years(tmp_path: Path) -> None:
    rows = {"项目": [project("P1", 设备购置额=100.00003, 验收日期="2026-03-01"), project("P2", 设备购置额=50, 完工日期="2025-03-01")]}
    text = policy(program(PARTS))
    # P1: 100,000.03 元: 50,000.015 → 50,000.02; cumulative 80% = 80,000.024 → 80,000.02; the rest 20,000.01
    assert parts(calculated(tmp_path, text, rows)) == [
        (2024, "P1", 1, "50000.02", 2024, "now"),
        (2024, "P1", 2, "30000.00", 2025, "later"),
        (2024, "P1", 3, "20000.01", 2026, "later"),
    ]
    assert parts(calculated(tmp_path, text, rows, 2025)) == [
        (2024, "P1", 1, "50000.02", 2024, "before"),
        (2024, "P1", 2, "30000.00", 2025, "now"),
        (2024, "P1", 3, "20000.01", 2026, "later"),
        (2025, "P2", 1, "25000.00", 2025, "now"),
        (2025, "P2", 2, "15000.00", 2026, "later"),
        (2025, "P2", 3, "10000.00", None, "waiting"),
    ]


def test_an_instalment_of_an_earlier_award_nobody_knows_cannot_be_paid_yet(tmp_path: Path) -> None:
    rows = {"项目": [project("P1", 设备购置额=None, 验收日期="2026-03-01")]}
    assert parts(calculated(tmp_path, policy(program(PARTS)), rows, 2025)) == [
        (2024, "P1", 1, None, 2024, "before"),
        (2024, "P1", 2, None, 2025, "undetermined"),
        (2024, "P1", 3, None, 2026, "later"),
    ]


def test_an_instalment_waits_for_its_condition(tmp_path: Path) -> None:
    slots = BASE + "rate: 10%\ninstalments: [{share: 50%}, {share: 50%, offset: 1, when: green}]"
    rows = {"项目": [project(f"P{i}", 设备购置额=10, 绿色装备=value) for i, value in enumerate(("是", "否", None))]}
    found = parts(calculated(tmp_path, policy(program(slots)), rows))
    assert [(row[1], row[5]) for row in found if row[2] == 2] == [("P0", "later"), ("P1", "waiting"), ("P2", "undetermined")]
