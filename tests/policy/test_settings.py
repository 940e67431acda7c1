"""--set: readings, parameters and slots changed from the command line, all of them or none."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from techreform_cli.domain.expression import Amount, Parameter
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.problem import PolicyInvalid, UsageError
from techreform_cli.domain.program import Cap, FloorMode, Period
from techreform_cli.policy.load import load_policy

from .small import changed

Load = Callable[..., Policy]
Misused = Callable[..., str]


def dongyuan(**settings: str) -> Policy:
    return load_policy("dongyuan-2018-2020", settings)


def used(policy: Policy) -> dict[str, str]:
    return {i.id: i.use for i in policy.interpretations}


def test_an_interpretation_takes_an_option(load: Load) -> None:
    policy = load(floor_mode="threshold")
    assert used(policy) == {"floor_mode": "threshold"} and policy.settings == (("floor_mode", "threshold"),)
    assert policy.programs[0].floor and policy.programs[0].floor.mode is FloorMode.THRESHOLD


def test_a_parameter_takes_a_value(load: Load) -> None:
    assert load(rate="25%").parameters["rate"].values == ((0, Fraction(1, 4)),)
    assert load(cap="500万元").parameters["cap"].values == ((0, Amount(500_000_000)),)
    assert load(cities="[广州，佛山、东莞]").parameters["cities"].values == ((0, ("广州", "佛山", "东莞")),)


def test_a_parameter_set_from_outside_loses_its_dates(load: Load) -> None:
    dated = "rate: {label: 比例, clause: 一, values: [{from: 2021-01-01, value: 20%}, {from: 2022-01-01, value: 30%}]}"
    text = changed(("rate: {label: 比例, clause: 一, value: 20%}", dated))
    assert load(text, rate="25%").parameters["rate"].values == ((0, Fraction(1, 4)),)


def test_a_slot_that_holds_a_parameter_nothing_else_uses_changes_the_parameter(load: Load) -> None:
    policy = load(**{"equipment.cap": "500万元"})
    assert policy.parameters["cap"].at(2021) == Amount(500_000_000) and policy.programs[0].cap == Cap(Parameter("cap"))
    assert policy.settings == (("equipment.cap", "500万元"),)


def test_a_slot_whose_parameter_is_used_elsewhere_gets_a_figure_of_its_own(load: Load) -> None:
    text = changed(("floor: {amount: 10万元, mode: lift}", "floor: {amount: $cap, mode: lift}"))
    policy = load(text, **{"equipment.cap": "500万元"})
    assert policy.parameters["cap"].at(2021) == Amount(300_000_000) and policy.programs[0].cap == Cap(Parameter("equipment.cap.amount"))
    assert policy.parameters["equipment.cap.amount"].at(2021) == Amount(500_000_000)


@pytest.mark.parametrize("name", ["equipment.cap", "equipment.cap.amount", "programs.equipment.cap.amount", "parameters.cap.value", "cap"])
def test_all_ways_to_name_a_figure_come_to_the_same(load: Load, name: str) -> None:
    assert load(**{name: "500万元"}).parameters["cap"].at(2021) == Amount(500_000_000)


def test_null_takes_a_slot_away_and_leaves_a_parameter_open(load: Load) -> None:
    assert load(**{"equipment.cap": "null"}).programs[0].cap is None
    assert load(**{"equipment.cap": "null"}).parameters["cap"].at(2021) == Amount(300_000_000)
    assert load(cap="null").parameters["cap"].at(2021) is None


def test_slots_of_all_kinds() -> None:
    policy = dongyuan(
        **{
            "equipment_purchase.rounding": "元",
            "equipment_purchase.window.last": "2021-06-30",
            "fiscal_contribution.award_years.last": "5",
            "equipment_purchase.conditions.enterprise_kind.any.0.is": "false",
            "targets.investment.goals.2019.value": "15亿元",
            "about": "90%",
            "fiscal_contribution.cap": "50万元",
        }
    )
    equipment, contribution = policy.programs
    assert (equipment.rounding, equipment.window.last, contribution.award_years) == (100, 20210630, (1, 5))
    assert policy.targets[2].goals[2019].value == 15 * 10**10 and policy.about_share == Fraction(9, 10)
    assert policy.parameters["fiscal_contribution.cap.amount"].at(2019) == Amount(50_000_000) and contribution.cap


def test_a_slot_that_amounts_to_another_reading_is_that_reading() -> None:
    assert used(dongyuan(**{"equipment_purchase.period": "year"}))["equipment_cap_scope"] == "year"
    assert (
        used(dongyuan(**{"parameters.transfer_cities.value": "[广州,深圳,珠海,佛山,东莞,中山,惠州,江门,肇庆]"}))["transfer_cities"]
        == "nine"
    )
    assert used(dongyuan(**{"parameters.transfer_cities.value": "[广州]"}))["transfer_cities"] == "six"


def test_several_settings_work_together() -> None:
    policy = dongyuan(equipment_floor="threshold", equipment_cap_scope="year", relocated_rate="45%")
    assert policy.programs[0].period is Period.YEAR and policy.parameters["relocated_rate"].at(2019) == Fraction(9, 20)


TYPOS = {
    "flor_mode=lift": "是否为 floor_mode？",
    "rat=25%": "是否为 rate？",
    "equipment.cpa=5万元": "是否为 equipment.cap？",
    "equipmint.cap=5万元": "是否为 equipment.cap？",
    "equipment.conditions.kin.is=true": "--set 的“equipment.conditions.kin.is”不存在",
    "equipment.cap.amount.fen=1": "不存在",
    "equipment=5": "不存在",
    "equipment.base.sum.7.field=设备购置额": "不存在",
    "programs=5": "不存在",
    "parameters=5": "不存在",
    "schema=2": "不存在",
    "policy.id=other": "不存在",
    "clauses.一.summary=无": "不存在",
    "interpretations.floor_mode.use=threshold": "不存在",
    "parameters.new.value=5": "不存在",
    ".=5": "不存在",
    "equipment.=5": "不存在",
    "equipment..cap=5": "不存在",
    "__class__=5": "不存在",
    "a.b.c.d.e=5": "不存在",
}


@pytest.mark.parametrize("setting", TYPOS)
def test_a_name_that_leads_nowhere_is_a_usage_error_with_a_near_name(misused: Misused, setting: str) -> None:
    name, _, value = setting.partition("=")
    assert TYPOS[setting] in misused({name: value})


WRONG = {
    "floor_mode=lfit": "口径 floor_mode 没有“lfit”这个选项 → 是否为 lift？",
    "floor_mode=null": "可选：lift（",
    "rate=25": "--set rate=25 不合适：这里要写比例（如 12.5%）",
    "rate=25万元": "写的是 25万元",
    "rate=[甲]": "名单",
    "rate=250%": "不合理",
    "rate=text": "写的是 text",
    "rate=true": "写的是 true",
    "cap=500": "这里要写金额（如 80万元），写的是 500 → 是否为 500万元？",
    "equipment.rate=30": "写的是 30 → 是否为 30%？",
    "cap=500万": "写的是 500万",
    "cap=0.001元": "细于1分",
    "cities=广州": "不合适",
    "equipment.cap=20%": "这里要写金额",
    "equipment.rounding=厘": "不能是 厘",
    "equipment.window.first=2021-02-31": "没有 2021-02-31 这一天",
    "equipment.window.first=明年": "应是日期",
    "equipment.window.last=2020-01-01": "止日早于起日",
    "equipment.conditions.kind.field=规尚": "是否为 规上？",
    "equipment.conditions.kind=5": "应有下级内容",
    "equipment.clause=九": "不在 clauses 中",
    "equipment.base.sum=[设备购置额]": "应有下级内容",
    "equipment.award_years.first=-1": "太小",
    "targets.investment.goals.2021.value=12": "这里要写金额（如 12亿元）",
    "equipment.rate=$cap": "写的是 $cap",
}


@pytest.mark.parametrize("setting", WRONG)
def test_a_value_that_does_not_fit_is_a_usage_error(misused: Misused, setting: str) -> None:
    name, _, value = setting.partition("=")
    assert WRONG[setting] in misused({name: value})


def test_one_wrong_setting_among_right_ones_is_named_and_nothing_is_applied(misused: Misused, load: Load) -> None:
    sentence = misused({"floor_mode": "threshold", "cap": "500", "rate": "25%"})
    assert sentence.startswith("--set cap=500 不合适")
    assert used(load()) == {"floor_mode": "lift"}


def test_a_parameter_of_the_same_name_as_an_interpretation_is_pointed_to() -> None:
    with pytest.raises(UsageError) as caught:
        dongyuan(equipment_floor="15万元")
    assert "parameters.equipment_floor.value=" in caught.value.problems[0].sentence
    assert dongyuan(**{"parameters.equipment_floor.value": "15万元"}).parameters["equipment_floor"].at(2018) == Amount(15_000_000)


@pytest.mark.parametrize(
    ("name", "parameter", "zero"),
    [
        ("equipment_purchase.floor.amount", "equipment_floor", Amount(0)),
        ("equipment_purchase.floor", "equipment_floor", Amount(0)),
        ("parameters.equipment_floor.value", "equipment_floor", Amount(0)),
        ("equipment_purchase.rate", "equipment_rate", Fraction(0)),
        ("revenue_threshold", "revenue_threshold", Amount(0)),
        ("county_share_vat", "county_share_vat", Fraction(0)),
    ],
)
def test_a_bare_0_is_one_of_the_kind_that_stands_there(name: str, parameter: str, zero: Amount | Fraction) -> None:
    found = dongyuan(**{name: "0"}).parameters[parameter].at(2018)
    assert found == zero and type(found) is type(zero)


def test_a_bare_0_among_dated_amounts_is_an_amount(load: Load) -> None:
    dated = "values: [{from: 2021-01-01, value: 300万元}, {from: 2022-01-01, value: 0}]"
    policy = load(changed(("clause: 一, value: 300万元", f"clause: 一, {dated}")))
    assert [policy.parameters["cap"].at(year) for year in (2021, 2022)] == [Amount(300_000_000), Amount(0)]


def test_a_bad_file_is_the_file_s_fault_whatever_is_set(load: Load) -> None:
    for settings in ({"floor_mode": "threshold"}, {"nonsense": "1"}, {"rate": "25"}):
        with pytest.raises(PolicyInvalid):
            load(changed(("cap: $cap", "cap: 300")), **settings)


@pytest.mark.parametrize("reference", ["", ".", "dongyuan", "没有.yaml", "/", "a" * 5000, "a\0b", "/dev/null/x"])
def test_a_policy_that_is_not_there_is_a_usage_error(reference: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_policy(reference)
    assert "dongyuan-2018-2020" in caught.value.problems[0].sentence
