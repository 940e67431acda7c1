"""What is said of a slot that holds the wrong thing: what to write there instead."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ConfigDict, TypeAdapter

from techreform_cli.domain.policy import Policy
from techreform_cli.policy.entry import Entry
from techreform_cli.policy.slot_examples import EXAMPLES
from techreform_cli.policy.yaml_source import read_yaml

from .small import changed

Refused = Callable[[str | bytes], list[tuple[str, str, str]]]

RATE, KIND, GOAL = "    rate: $rate", "{label: 规上企业, clause: 一, field: 规上, is: true}", "{value: 12亿元, clause: 二}"
WINDOW = "{date: 完工日期, first: 2021-01-01, last: 2023-12-31}"

WRONG = {
    "one choice": (
        ("policy: {id", "fields: {年度指标: {评价: {type: choice, choices: 国家级}}}\npolicy: {id"),
        "写成 choices: [国家级, [省级, 省]]",
    ),
    "values by year": (("value: 20%}", "values: {2021: 20%}}"), "写成 values: [{from: 2024-01-01, value: 5%}, {from: 2025-"),
    "text held against is": ((KIND, KIND.replace("is: true", "is: 大型")), "比文字用 in: [大型]"),
    "brackets as a list": ((RATE, "    rate:\n      brackets: [{from: 300万元, value: 6%}]"), "写成 brackets: {mode: whole, steps: ["),
    "a condition where a name belongs": (
        (RATE, RATE + "\n    instalments: [{share: 100%, when: {field: 规上, is: true}}]"),
        "先写进 definitions，这里写它的名称，如 when: special",
    ),
    "a factor that is no column": (
        ("sum: [{field: 设备购置额}]", "sum: [{field: 设备购置额, times: 1.5}]"),
        "写成 times: [年利率, 计息天数]",
    ),
    "goals without years": (("    goals:\n      2021: " + GOAL, "    goals: 12亿元"), "写成 goals: {2024: 8亿元, 2025: 9亿元}"),
    "a term by its name": (("sum: [{field: 设备购置额}]", "sum: [设备购置额]"), "每项写成 {field: 设备购置额}"),
    "a day in Chinese": (("issued: 2021-01-01", "issued: 2021年1月8日"), "写成 2021-01-08"),
    "a day with points": (("issued: 2021-01-01", "issued: 2021.1.8"), "写成 2021-01-08"),
    "a year for the last day": ((WINDOW, WINDOW.replace("last: 2023-12-31", "last: 2023")), "写成 2023-12-31"),
    "a name for a list": ((KIND, KIND.replace("is: true", "not_in: 大型")), "写成名单 [大型]"),
    "a year for a day": ((WINDOW, WINDOW.replace("first: 2021-01-01", "first: 2021")), "写成 2021-01-01"),
    "an amount without 元": (("value: 300万元}", "value: 300万}"), "写成 300万元"),
    "a full-width percent sign": (("value: 20%}", "value: 20％}"), "写成 20%"),
    "percentage points": (("value: 20%}", "value: 2个百分点}"), "写成 2%"),
    "a comma in a number": (("value: 300万元}", 'value: "3,000万元"}'), "写成 3000万元"),
    "full-width digits": (("amount: 10万元", "amount: １０万元"), "写成 10万元"),
    "a slot one level too deep": ((RATE, "    rate:\n      otherwise: $rate\n      claim_cap: 5万元"), "是上一级的，和 rate 对齐"),
    "a slot of somewhere else": ((RATE, RATE + "\n    at_most: 5%"), "at_most 写在 rate"),
}


@pytest.mark.parametrize("case", WRONG)
def test_the_message_says_what_to_write(refused: Refused, case: str) -> None:
    change, words = WRONG[case]
    found = refused(changed(change))
    assert len(found) == 1 and words in found[0][2]


@pytest.mark.parametrize("key", EXAMPLES)
def test_an_example_fits_its_slot(tmp_path: Path, key: str) -> None:
    """Every kind of entry that has the slot takes the example as it is shown."""
    path = tmp_path / "example.yaml"
    path.write_text(EXAMPLES[key], "utf-8")
    data = read_yaml(path).data
    kinds = {kind.__name__: kind for kind in every(Entry)}
    entry, _, slot = key.partition(".")
    if entry in kinds and not slot:
        kinds[entry].model_validate(data)
        return
    holders = [kinds[entry]] if slot else [kind for kind in kinds.values() if f"{kind.__name__}.{key}" not in EXAMPLES]
    found = [field for kind in holders for name, field in kind.model_fields.items() if (field.alias or name) == (slot or key)]
    assert found
    for field in found:
        TypeAdapter(field.annotation, config=ConfigDict(strict=True) if not is_entry(field.annotation) else None).validate_python(data)


def every(kind: type[Entry]) -> list[type[Entry]]:
    return [one for below in kind.__subclasses__() for one in [below, *every(below)] if one.__module__.startswith("techreform_cli.policy.")]


def is_entry(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Entry)


def test_what_has_one_thing_to_say_may_be_written_short(load: Callable[..., Policy]) -> None:
    """A goal, whose clause is the target's; a sheet of claims; a choice with one spelling."""
    long = load()
    short = load(changed(("policy: {id", "fields: {项目: {级别: {type: choice, choices: [A, [B, 乙]]}}}\npolicy: {id"), (GOAL, "12亿元")))
    assert short.targets == long.targets and short.targets[0].goals[2021].clause == "二"
    assert short.dictionary.named("级别")[0].choices == (("A",), ("B", "乙"))
    by_name = load(changed((RATE, RATE + "\n    claims: 项目"))).programs
    assert by_name == load(changed((RATE, RATE + "\n    claims: {sheet: 项目}"))).programs


def test_a_reading_may_change_a_goal_that_is_written_short(load: Callable[..., Policy]) -> None:
    text = changed((GOAL, "12亿元"), ("set: {programs.equipment.floor.mode: lift}", "set: {targets.investment.goals.2021.value: 10亿元}"))
    assert load(text.replace("set: {programs.equipment.floor.mode: threshold}", "set: {targets.investment.goals.2021: 9亿元}")).targets
