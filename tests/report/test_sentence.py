"""Rules read out in Chinese."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest

from techreform_cli.domain import expression, gathering
from techreform_cli.domain.expression import Expression, Field, YearRef
from techreform_cli.domain.policy import Policy
from techreform_cli.policy.load import load_policy
from techreform_cli.report.program_words import program_rules, sharing_rules
from techreform_cli.report.sentence import Sentences
from techreform_cli.report.target_words import goals_words, measure_words, target_rule

SLOTS = Path(__file__).parents[1] / "slots" / "every_slot.yaml"


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(str(SLOTS))


def rules(policy: Policy, program: str) -> dict[str, str]:
    return {rule.slot: rule.text for rule in program_rules(policy, policy.program(program))}


def test_the_rules_of_the_equipment_program_read_as_a_clerk_would_say_them() -> None:
    found = rules(load_policy("dongyuan-2018-2020"), "equipment_purchase")
    assert found["window"] == "《项目》的每一行，完工日期在2018-01-01至2020-12-31，之外的不予奖补"
    assert found["conditions.enterprise_kind"] == "当年规上为“是”，或高成长性为“是”，或拟培育上规模为“是”"
    assert found["conditions.industrial"] == "行业代码在06—46之间（空着视为符合）"
    assert (found["base"], found["rate"]) == ("设备购置额", "20%")
    assert found["floor"] == "10.00万元（2018—2020年合计，减去以前年度已得），不足的补足到下限"
    assert found["cap"] == "300.00万元（2018—2020年合计，减去以前年度已得）"


def test_a_rate_by_case_and_an_increment_say_their_years() -> None:
    found = rules(load_policy("dongyuan-2018-2020"), "fiscal_contribution")
    assert found["rate"] == "转出地在广州、深圳、珠海、佛山、东莞、中山之内且省级产业园为“是”且异地技改为“是”的50%，其余40%"
    assert found["award_years"] == "完工后第1年至第3年"
    assert found["base"].endswith("（低于零按零）") and "完工前一年增值税县级分成" in found["base"]
    assert "当年增值税×增值税县级分成比例（未设定）" in found["base"]


def test_slots_of_all_kinds_are_read_out(policy: Policy) -> None:
    invest, loan = rules(policy, "invest"), rules(policy, "loan")
    assert invest["conditions.industry"] == "行业代码以39、35开头"
    assert invest["conditions.growth"] == "上一年产值超过0且当年产值比上一年增长10%以上"
    assert invest["parts.0.rate"] == "（10%＋2%（限绿色装备为“是”的）、11%）中较小的"
    assert invest["claim_cap"] == "（30.00万元、计划总投资×8%）中较小的"
    assert invest["cap"] == "当年主营业务收入不低于20,000.00万元的50.00万元，其余40.00万元（每年）"
    assert (invest["instalments.0"], invest["instalments.1"]) == ("50%，奖补年度", "50%，验收日期所在年")
    assert rules(policy, "brackets")["rate"] == "500.00万元以下的部分5%，500.00万元至1,000.00万元的部分8%，超过1,000.00万元的部分10%"
    assert rules(policy, "prize")["base"] == "级别属于“国家级”的50.00万元，其余20.00万元"
    assert rules(policy, "prize")["pick"] == "每家企业整个计划期只算最多的一项，有更高的补差额"
    assert rules(policy, "growth")["window"] == "《年度指标》的每一行，年度在2024—2026年，之外的不予奖补"
    assert rules(policy, "growth")["award_years"] == "当年"
    assert loan["base"] == "贷款本金×年利率×计息天数÷36000"


def test_targets_say_what_is_added_up_and_their_goals() -> None:
    policy = load_policy("dongyuan-2018-2020", {"target_source": "official", "cumulative_count": "sum"})
    targets = {target.id: target for target in policy.targets}

    def said(name: str) -> tuple[str, str]:
        return target_rule(policy, targets[name]), goals_words(targets[name])

    assert said("investment") == (
        "把《项目》当年完成投资加总；《全县指标》技改投资有数的用该数",
        "2018年12.00亿元以上，2019年13.00亿元以上，2020年14.00亿元以上",
    )
    assert said("enterprises_renovating_cumulative") == (
        "计当年规上为“是”且有当年完成投资超过0的项目的企业数，从2018年起累计，各年家数相加",
        "到2020年累计超过49家",
    )
    assert said("investment_growth")[1] == "2018—2020年每年15.00%左右"
    tracked = {one.id: measure_words(policy, one.measure, None) for one in policy.tracked}
    assert tracked["robots"] == "把《项目》完工日期在当年的新增机器人加总"
    assert tracked["financing_demand"] == "把《融资需求》融资需求加总"  # that sheet has no years


def test_a_parameter_in_force_from_a_day_says_so() -> None:
    policy = load_policy("dongyuan-2018-2020")
    dated = replace(policy.parameters["equipment_rate"], values=((0, Fraction(1, 5)), (20200101, Fraction(1, 4))))
    policy = replace(policy, parameters=policy.parameters | {"equipment_rate": dated})
    assert rules(policy, "equipment_purchase")["rate"] == "20%（2020-01-01起25%）"


def test_what_programs_share(policy: Policy) -> None:
    texts = [rule.text for rule in sharing_rules(policy)]
    assert texts[0] == "设备工程补助、分段补助：就高不重复，相同时按排在前面的"
    assert texts[1].endswith("同一企业一年合计不超过80.00万元，排在前面的先算")
    assert texts[2].endswith("同一企业一年合计不超过（60.00万元、当年产值×0.6%）中较小的，排在前面的先算")
    assert texts[3] == "认定奖励、贷款贴息、产值增量奖：一年合计不超过60.00万元，不足时按比例分配"


def test_every_kind_of_node_has_words(policy: Policy) -> None:
    say = Sentences(policy)
    for kind in get_args(expression.Expression):
        node = sample(kind, policy)
        assert say.value(node), kind


def sample(kind: type, policy: Policy) -> Expression:
    """A node of the kind, filled by what its attributes are called."""
    spec = policy.programs[0].window.date.spec
    date, one = Field(spec), expression.Literal(Fraction(1))
    test = expression.Given(date)
    values = {
        "spec": spec, "year": YearRef("award", 0), "id": "budget", "value": one, "step": "amount", "terms": (one, one), "left": date,
        "right": one, "cases": ((test, one),), "otherwise": one, "op": ">=", "field": date, "items": ("甲",), "text": "甲",
        "places": (("甲",),), "prefixes": ("39",), "first": 2024, "last": 2025, "parts": (test, test), "sheet": "projects", "where": test,
        "amount": "amount", "base": "base", "program": "prize", "budget": "fund",
    }  # fmt: skip
    if kind.__module__ == gathering.__name__:
        values |= {"where": "counted", "value": "base", "year": 2024}
    if kind is expression.Parameter:
        values["year"] = 2024
    if kind is expression.Rounded:
        values["step"] = 100
    if kind is expression.Least:
        values["of"] = expression.Choose(((test, one),), one)
    if kind is expression.Capped:
        values |= {"amount": one, "cap": one, "least": one}
    if kind is expression.WholeTimes:
        values["unit"] = one
    if kind is expression.Literal:
        values["value"] = Fraction(1)
    if kind is expression.CodeBetween:
        values |= {"first": "06", "last": "46"}
    wanted = [name for name in kind.__dataclass_fields__ if name in values]
    return kind(**{name: values[name] for name in wanted})  # type: ignore[no-any-return]


def test_what_is_added_to_a_list_of_cases_is_added_to_each(tmp_path: Path) -> None:
    """＋2% behind 其余5% would seem to belong to the last alone."""
    text = SLOTS.parents[1].parent.joinpath("README.md").read_text("utf-8").partition("### A policy to copy from\n")[2]
    (tmp_path / "县.yaml").write_text(text.partition("```yaml\n")[2].partition("```")[0], "utf-8")
    rate = rules(load_policy(str(tmp_path / "县.yaml")), "equipment")["rate"]
    assert rate == "（（设备投资额不低于500.00万元的8%，设备投资额不低于200.00万元的5%，其余没有）＋2%（限专精特新为“是”的）、9%）中较小的"
