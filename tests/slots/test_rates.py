"""What makes an award of a claim: brackets, parts, points, prizes, interest, increments, limits of one claim. Figures in 元."""

from __future__ import annotations

from pathlib import Path

import pytest

from techreform_cli.domain.problem import PolicyInvalid
from techreform_cli.policies import read_policy
from techreform_cli.report.sentence import Sentences

from .county import amounts, calculated, firm, only, policy, program, project, who

BASE = "base: {label: 设备购置额, sum: [{field: 设备购置额}]}\n"
MARGINAL = "rate: {brackets: {mode: marginal, steps: [{from: 0, value: 5%}, {from: 500万元, value: 8%}, {from: 1000万元, value: 10%}]}}"
WHOLE = "rate: {brackets: {mode: whole, steps: [{from: 0, value: 5%}, {from: 500万元, value: 8%}, {from: 1000万元, value: 10%}]}}"


@pytest.mark.parametrize(
    ("base", "marginal", "whole"),
    [
        (100, "50000.00", "50000.00"),  # 5%
        (500, "250000.00", "400000.00"),  # 25万; 500 × 8%
        (499.9999, "249999.95", "249999.95"),
        (800, "490000.00", "640000.00"),  # 25 + 300 × 8% = 49; 800 × 8%
        (1200, "850000.00", "1200000.00"),  # 25 + 40 + 200 × 10% = 85; 1200 × 10%
        (500.000001, "250000.00", "400000.00"),  # 0.08 分 rounds to nothing
        (500.00001, "250000.01", "400000.01"),  # 10 分 × 8% = 0.8 分
    ],
)
def test_brackets(tmp_path: Path, base: float, marginal: str, whole: str) -> None:
    for rate, expected in ((MARGINAL, marginal), (WHOLE, whole)):
        found = calculated(tmp_path, policy(program(BASE + rate)), {"项目": [project("P1", 设备购置额=base)]})
        assert amounts(found) == {"甲1公司": expected}


def test_brackets_go_by_the_sum_of_an_enterprise_where_the_rate_is_its(tmp_path: Path) -> None:
    projects = [project("P1", 设备购置额=300), project("P2", 设备购置额=500)]
    each = calculated(tmp_path, policy(program(BASE + MARGINAL)), {"项目": projects})
    summed = calculated(tmp_path, policy(program(BASE + MARGINAL + "\nrate_stage: enterprise")), {"项目": projects})
    assert only(each)["amount"] == "400000.00"  # 15万 + 25万
    assert only(summed)["amount"] == "490000.00"  # 800 in one: 25 + 300 × 8%
    # 49万 × 300/800 = 18.375万, the rest to the second
    assert [p["amount"] for p in only(summed)["projects"]] == ["183750.00", "306250.00"]
    whole = calculated(tmp_path, policy(program(BASE + WHOLE + "\nrate_stage: enterprise")), {"项目": projects})
    assert (only(whole)["amount"], only(whole)["rate"]) == ("640000.00", "0.08")  # 800 × 8%


def test_the_words_name_the_brackets(tmp_path: Path) -> None:
    found = calculated(tmp_path, policy(program(BASE + MARGINAL)), {"项目": [project("P1", 设备购置额=800)]})
    text = only(found)["reasons"][0]["text"]
    assert "设备购置额 800.00万元分段计算（0起 5%，500.00万元起 8%，1,000.00万元起 10%）＝49.00万元" in text


def test_several_bases_each_with_its_rate_under_one_cap(tmp_path: Path) -> None:
    slots = """
parts:
  - {label: 设备购置额, sum: [{field: 设备购置额}], rate: 20%}
  - {label: 建设投资, sum: [{field: 建设投资}], rate: 2%}
cap: 30万元"""
    rows = [project("P1", 设备购置额=100, 建设投资=333.33), project("P2", of=2, 设备购置额=200, 建设投资=0)]
    found = calculated(tmp_path, policy(program(slots)), {"企业": [firm(1), firm(2)], "项目": rows})
    # 100 × 20% + 333.33 × 2% = 26.6666; 200 × 20% = 40 above the cap
    assert amounts(found) == {"甲1公司": "266666.00", "甲2公司": "300000.00"}
    assert found["awards"][0]["base"] == "4333300.00" and found["awards"][0]["rate"] is None


def test_an_unknown_part_leaves_the_award_open(tmp_path: Path) -> None:
    slots = "parts:\n  - {label: 甲, sum: [{field: 设备购置额}], rate: 20%}\n  - {label: 乙, sum: [{field: 建设投资}], rate: 2%}"
    rows = [project("P1", 设备购置额=100), project("P2", of=2, 设备购置额=100, 建设投资=5)]
    found = calculated(tmp_path, policy(program(slots)), {"企业": [firm(1), firm(2)], "项目": rows})
    assert amounts(found) == {"甲1公司": None, "甲2公司": "201000.00"}  # 20 + 0.1


FULL = "base: {label: 每满奖励, sum: [{field: 设备购置额}], every: 500万元, each: 5万元}"


@pytest.mark.parametrize(
    ("base", "amount"),
    [
        (-600, "0.00"),
        (0, "0.00"),
        (499.999999, "0.00"),  # a 分 is lacking
        (500, "50000.00"),
        (999.999999, "50000.00"),
        (1000, "100000.00"),
        (12_345.67, "1200000.00"),  # 24 times, and 345.67万 left over
    ],
)
def test_so_much_for_every_full_amount(tmp_path: Path, base: float, amount: str) -> None:
    found = calculated(tmp_path, policy(program(FULL)), {"项目": [project("P1", 设备购置额=base)]})
    assert amounts(found) == {"甲1公司": amount}
    assert only(found)["rate"] is None


def test_every_full_amount_counts_claim_by_claim_and_an_unknown_figure_leaves_it_open(tmp_path: Path) -> None:
    rows = [project("P1", 设备购置额=700), project("P2", 设备购置额=800), project("P3", of=2)]
    found = calculated(tmp_path, policy(program(FULL)), {"企业": [firm(1), firm(2)], "项目": rows})
    assert amounts(found) == {"甲1公司": "100000.00", "甲2公司": None}  # 5万 each, not 15万 of 1500


def test_every_full_amount_of_an_increase_and_nothing_for_a_decrease(tmp_path: Path) -> None:
    slots = "base: {label: 增量奖励, sum: [{field: 产值}], less: {year_of: award, offset: -1}, every: 100万元, each: 3000元}"
    figures = ((1, 2023, 800), (1, 2024, 1050), (2, 2023, 900), (2, 2024, 10))
    years = [who(of) | {"年度": year, "产值": value} for of, year, value in figures]
    rows = {"企业": [firm(1), firm(2)], "项目": [project("P1", 1), project("P2", 2)], "年度指标": years}
    assert amounts(calculated(tmp_path, policy(program(slots)), rows)) == {"甲1公司": "6000.00", "甲2公司": "0.00"}  # 250 holds 100 twice


def test_the_words_say_every_full_amount(tmp_path: Path) -> None:
    found = calculated(tmp_path, policy(program(FULL)), {"项目": [project("P1", 设备购置额=1700)]})
    assert "每满奖励 15.00万元" in only(found)["reasons"][0]["text"]
    rule = Sentences(read_policy(str(tmp_path / "政策.yaml")), 2024).value(read_policy(str(tmp_path / "政策.yaml")).programs[0].base)
    assert rule == "设备购置额，每满500.00万元计5.00万元"


@pytest.mark.parametrize(
    ("slots", "where"),
    [
        ("base: {label: 奖, sum: [{field: 设备购置额}], every: 500万元}", "base"),
        ("base: {label: 奖, sum: [{field: 设备购置额}], each: 5万元}", "base"),
        (FULL.replace("500万元", "0万元"), "every"),
        (FULL.replace("500万元", "$none").replace("5万元", "0"), "none"),
        (FULL + "\nrate: 5%", "every"),
        (FULL.replace("every", "at_least: 10万元, every"), "every"),
        ("parts: [{label: 奖, sum: [{field: 设备购置额}], every: 500万元, each: 5万元, rate: 5%}]", "every"),
    ],
)
def test_half_of_the_slot_or_one_that_cannot_be_is_refused(tmp_path: Path, slots: str, where: str) -> None:
    with pytest.raises(PolicyInvalid) as refused:
        calculated(tmp_path, policy(program(slots)), {})
    assert where in refused.value.problems[0].sentence or "每满" in refused.value.problems[0].sentence


POINTS = BASE + "rate: {cases: [{when: large, value: 12%}], otherwise: 10%, plus: [{when: green, points: 2%}], at_most: 13%}"


@pytest.mark.parametrize(
    ("revenue", "green", "amount"),
    [
        (9999, "否", "100000.00"),  # 10%
        (9999, "是", "120000.00"),  # + 2
        (10000, "否", "120000.00"),  # 12%
        (10000, "是", "130000.00"),  # 14% limited to 13%
        (None, "是", None),
    ],
)
def test_points_are_added_for_a_kind_of_claim_up_to_a_limit(tmp_path: Path, revenue: float | None, green: str, amount: str | None) -> None:
    annual = [who(1) | {"年度": 2024, "主营业务收入(万元)": revenue}, who(1) | {"年度": 2023, "主营业务收入(万元)": 1}]
    rows = {"项目": [project("P1", 设备购置额=100, 绿色装备=green)], "年度指标": annual}
    assert amounts(calculated(tmp_path, policy(program(POINTS)), rows)) == {"甲1公司": amount}


def test_interest_is_principal_times_rate_times_days(tmp_path: Path) -> None:
    head = """\
    claims: {sheet: 贷款, number: 合同号}
    window: {date: 结息日期, first: 2024-01-01, last: 2026-12-31}
    conditions: {kind: {label: 规上企业, clause: 一, field: 规上, is: true}}
"""
    slots = "base: {label: 利息, sum: [{field: 贷款本金, times: [年利率, 计息天数], over: 360}]}\nrate: 50%\ncap: 20万元"
    loan = {"结息日期": "2024-12-20", "年利率(%)": 4.35, "计息天数(天)": 90}
    loans = [who(1) | loan | {"合同号": "L1", "贷款本金(万元)": 1000}, who(2) | loan | {"合同号": "L2", "贷款本金(万元)": 5000}]
    found = calculated(tmp_path, policy(program(slots, head=head)), {"企业": [firm(1), firm(2)], "贷款": loans})
    # 1000万 × 4.35% × 90/360 = 10.875万; half of it 5.4375万. 5000万: 54.375万, half 27.1875万, capped
    assert amounts(found) == {"甲1公司": "54375.00", "甲2公司": "200000.00"}
    assert [row["base"] for row in found["awards"]] == ["108750.00", "543750.00"]
    assert only(calculated(tmp_path, policy(program(slots, head=head)), {"贷款": loans[:1]}))["projects"] == [
        {"id": "L1", "name": "", "base": "108750.00", "amount": "54375.00"}
    ]


def test_so_much_for_each(tmp_path: Path) -> None:
    slots = "base: {label: 机器人, sum: [{field: 新增机器人, each: 1.5万元}]}\ncap: 20万元"
    rows = [project("P1", 新增机器人=3), project("P2", of=2, 新增机器人=14), project("P3", of=3)]
    found = calculated(tmp_path, policy(program(slots)), {"企业": [firm(1), firm(2), firm(3)], "项目": rows})
    assert amounts(found) == {"甲1公司": "45000.00", "甲2公司": "200000.00", "甲3公司": "0.00"}  # 4.5万; 21万 capped; blank is none there
    assert found["awards"][0]["reasons"][0]["text"].startswith("项目P1「技改P1」机器人 4.50万元，未超上限 20.00万元")
    shares = "base: {label: 节能, sum: [{field: 新增机器人, each: 600元}, {field: 设备购置额}]}\nrate: 10%\nrate_stage: enterprise"
    row = project("P1", 新增机器人=2, 设备购置额=1)
    assert only(calculated(tmp_path, policy(program(shares)), {"项目": [row]}))["amount"] == "1120.00"  # 10% of 1200 + 10000


@pytest.mark.parametrize(("each", "amount"), [("1.5万元", "45000.00"), ("1.5万元/台", "45000.00"), ("1.5万元/吨", "")])
def test_so_much_for_each_may_name_the_unit_of_what_is_counted(tmp_path: Path, each: str, amount: str) -> None:
    text = policy(program(f"base: {{label: 机器人, sum: [{{field: 新增机器人, each: {each}}}]}}"))
    rows = {"项目": [project("P1", 新增机器人=3)]}
    if amount:
        assert only(calculated(tmp_path, text, rows))["amount"] == amount
        return
    with pytest.raises(PolicyInvalid) as refused:
        calculated(tmp_path, text, rows)
    (problem,) = refused.value.problems
    assert (problem.message, problem.remedy) == ("这里要写金额（如 80万元/台），写的是 1.5万元/吨", "改成每台的金额")


def test_what_others_paid_is_taken_off_and_never_below_nothing(tmp_path: Path) -> None:
    slots = "base: {label: 自筹, sum: [{field: 设备购置额}, {field: 建设投资, deduct: true}]}\nrate: 10%"
    rows = [project("P1", 设备购置额=100, 建设投资=30), project("P2", of=2, 设备购置额=10, 建设投资=30)]
    found = calculated(tmp_path, policy(program(slots)), {"企业": [firm(1), firm(2)], "项目": rows})
    assert amounts(found) == {"甲1公司": "70000.00", "甲2公司": "0.00"}


YEARLY = """\
    claims: {sheet: 年度指标}
    window: {date: 年度, first: 2024-01-01, last: 2026-12-31}
    conditions: {growth: {label: 产值增长, clause: 一, field: 产值, grows: 10%}}
"""


@pytest.mark.parametrize(
    ("before", "now", "verdict", "award", "fixed"),
    [
        (1000, 1100, "eligible", "10000.00", "11000.00"),  # exactly 10%: 100 × 1%; over the fixed year (nothing then) 1100 × 0.1%
        (1000, 1099.999999, "ineligible", "0.00", "0.00"),
        (0, 50, "ineligible", "0.00", "0.00"),  # no rate of growth from nothing
        (None, 50, "undetermined", None, None),
    ],
)
def test_growth_is_a_condition_and_a_base(
    tmp_path: Path, before: float | None, now: float, verdict: str, award: str | None, fixed: str | None
) -> None:
    annual = [who(1) | {"年度": year, "产值(万元)": value} for year, value in ((2022, 0), (2023, before), (2024, now))]
    rows = {"年度指标": annual}
    last = "base: {label: 增量, sum: [{field: 产值}], less: {year_of: award, offset: -1}}\nrate: 1%"
    since = "base: {label: 增量, sum: [{field: 产值}], less: {year: 2022}}\nrate: 0.1%"
    found = only(calculated(tmp_path, policy(program(last, head=YEARLY)), rows))
    assert (found["verdict"], found["amount"]) == (verdict, award)
    assert only(calculated(tmp_path, policy(program(since, head=YEARLY)), rows))["amount"] == fixed


def test_a_smallest_base_below_which_nothing_is_paid(tmp_path: Path) -> None:
    slots = "base: {label: 设备购置额, sum: [{field: 设备购置额}], at_least: 100万元}\nrate: 10%"
    two = [project("P1", 设备购置额=60), project("P2", 设备购置额=40)]
    each = only(calculated(tmp_path, policy(program(slots)), {"项目": two}))
    both = only(calculated(tmp_path, policy(program(slots + "\nrate_stage: enterprise")), {"项目": two}))
    assert (each["amount"], both["amount"]) == ("0.00", "100000.00")
    assert "不足起点 100.00万元，不予奖补" in each["reasons"][0]["text"]


@pytest.mark.parametrize(
    ("slots", "amount"),
    [
        ("claim_cap: 15万元\ncap: 25万元", "250000.00"),  # 15 + 15 = 30, the enterprise's cap 25
        ("claim_cap: 15万元", "250000.00"),  # 20 → 15, and 10
        ("claim_cap: {share: 4%, of: 计划总投资}", "120000.00"),  # 4% × 200 = 8; 4% × 100 = 4
        ("claim_cap: {amount: 5万元, share: 4%, of: 计划总投资}", "90000.00"),  # 5 and 4
        ("claim_floor: {amount: 12万元, mode: lift}", "320000.00"),  # 20, and 10 lifted to 12
        ("claim_floor: {amount: 12万元, mode: threshold}", "200000.00"),
        ("rounding: 万元\nclaim_cap: 100万元", "300000.00"),
    ],
)
def test_limits_of_one_claim(tmp_path: Path, slots: str, amount: str) -> None:
    rows = [project("P1", 设备购置额=100, **{"计划总投资(万元)": 200}), project("P2", 设备购置额=50, **{"计划总投资(万元)": 100})]
    if "cap: 25万元" in slots:
        rows[1]["设备购置额"] = 100
    assert only(calculated(tmp_path, policy(program(BASE + "rate: 20%\n" + slots)), {"项目": rows}))["amount"] == amount


def test_a_limit_by_share_cites_what_it_is_a_share_of(tmp_path: Path) -> None:
    slots = BASE + "rate: 20%\nclaim_cap: {share: 8%, of: 计划总投资}"
    rows = [project("P1", 设备购置额=100, **{"计划总投资(万元)": 200}), project("P2", of=2, 设备购置额=100)]
    found = calculated(tmp_path, policy(program(slots)), {"企业": [firm(1), firm(2)], "项目": rows})
    assert amounts(found) == {"甲1公司": "160000.00", "甲2公司": None}
    cited = [(reason["text"], reason["cells"]) for row in found["awards"] for reason in row["reasons"] if "单项上限按" in reason["text"]]
    assert cited == [
        ("项目P1「技改P1」单项上限按 计划总投资 200.00万元", ["台账.xlsx《项目》H2"]),
        ("项目P2「技改P2」单项上限按 计划总投资 未填", ["台账.xlsx《项目》H3"]),
    ]


def test_a_cap_by_kind_of_enterprise(tmp_path: Path) -> None:
    slots = BASE + "rate: 20%\ncap: {cases: [{when: large, value: 50万元}], amount: 30万元}"
    annual = [who(n) | {"年度": 2024, "主营业务收入(万元)": revenue} for n, revenue in ((1, 9999), (2, 10000), (3, None))]
    rows = {"企业": [firm(n) for n in (1, 2, 3)], "年度指标": annual, "项目": [project(f"P{n}", of=n, 设备购置额=1000) for n in (1, 2, 3)]}
    assert amounts(calculated(tmp_path, policy(program(slots)), rows)) == {"甲1公司": "300000.00", "甲2公司": "500000.00", "甲3公司": None}


def test_windows_by_invoice_and_periods_by_filing(tmp_path: Path) -> None:
    head = """\
    window: {date: 发票日期, first: 2024-03-01, last: 2026-12-31}
    conditions: {filed: {label: 备案在期限内, clause: 一, field: 备案日期, from: 2023-07-01, to: 2024-06-30}}
"""
    text = policy(program(BASE + "rate: 10%", head=head))
    days = [("2024-03-01", "2023-07-01"), ("2024-02-29", "2023-07-01"), ("2024-03-01", "2023-06-30"), ("2024-12-31", "2024-06-30")]
    projects = [project(f"P{n}", of=n, 设备购置额=10, 发票日期=invoice, 备案日期=filed) for n, (invoice, filed) in enumerate(days, start=1)]
    found = calculated(tmp_path, text, {"企业": [firm(n) for n in range(1, 5)], "项目": projects})
    assert [row["amount"] for row in found["awards"]] == ["10000.00", "0.00", "0.00", "10000.00"]


def test_industries_by_the_first_digits_of_their_code(tmp_path: Path) -> None:
    head = """\
    window: {date: 完工日期, first: 2024-01-01, last: 2026-12-31}
    conditions: {industry: {label: 重点行业, clause: 一, field: 行业代码, code_starts: ["35", "3922"]}}
"""
    codes = ["C3511", "3922", "C3921", "2735", None]
    rows = {
        "企业": [firm(n, 行业代码=code) for n, code in enumerate(codes, start=1)],
        "项目": [project(f"P{n}", of=n, 设备购置额=10) for n in range(1, 6)],
    }
    found = calculated(tmp_path, policy(program(BASE + "rate: 10%", head=head)), rows)
    assert [row["verdict"] for row in found["awards"]] == ["eligible", "eligible", "ineligible", "ineligible", "undetermined"]


@pytest.mark.parametrize(
    ("unit", "half_up", "down"),
    [("分", "26666.66", "26666.66"), ("元", "26667.00", "26666.00"), ("百元", "26700.00", "26600.00"), ("万元", "30000.00", "20000.00")],
)
def test_what_is_less_than_the_unit_is_rounded_or_left_off(tmp_path: Path, unit: str, half_up: str, down: str) -> None:
    """80% of 3.333333万 is 26666.664元."""
    for mode, expected in (("half_up", half_up), ("down", down)):
        slots = f"{BASE}rate: 80%\nrounding: {{unit: {unit}, mode: {mode}}}"
        found = calculated(tmp_path, policy(program(slots)), {"项目": [project("P1", 设备购置额=3.333333)]})
        assert amounts(found) == {"甲1公司": expected}


def test_a_whole_figure_is_left_as_it_is_where_the_rest_is_left_off(tmp_path: Path) -> None:
    """8% of 12.5万 is 1万 to the 分, and 0.7 × 0.1 has no place for a slip of binary arithmetic."""
    for base, rate, expected in ((12.5, "8%", "10000.00"), (0.7, "10%", "700.00"), (1.1, "70%", "7700.00")):
        slots = f"{BASE}rate: {rate}\nrounding: {{unit: 元, mode: down}}"
        assert amounts(calculated(tmp_path, policy(program(slots)), {"项目": [project("P1", 设备购置额=base)]})) == {"甲1公司": expected}
