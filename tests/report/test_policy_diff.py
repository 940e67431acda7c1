"""What changed between two policies: whatever changes the rules is told, and nothing where nothing does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from techreform_cli.domain.policy import Policy
from techreform_cli.domain.problem import TechreformError
from techreform_cli.policy.load import load_policy
from techreform_cli.report.policy_diff import Difference, differences

ROOT = Path(__file__).parents[2]
CHOICES = [
    *("lift", "threshold", "year", "plan", "all", "earliest", "largest", "allow", "highest_only", "project", "enterprise"),
    *("refuse", "ignore", "at_least", "above", "about", "distinct", "sum", "ledger", "official", "分", "元", "award", "completion"),
    *("compound", "average_increase", "pro_rata", "largest_first", "earliest_first", "encoded", "tracked", "leave_out", "zero", "pass"),
]
"""Words of the policy language that may stand for one another."""

Load = Callable[..., Policy]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load a policy from its text, each (old, new) replaced once."""

    def load(source: Path, *changes: tuple[str, str]) -> Policy:
        text = source.read_text("utf-8")
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        path = tmp_path / "政策.yaml"
        path.write_text(text, "utf-8")
        return load_policy(str(path))

    return load


def changed_texts(source: Path) -> Iterator[tuple[str, str]]:
    """The file with one value changed, for every value and every way to change it; and which it was."""
    text = source.read_text("utf-8")
    waiting: list[tuple[str, yaml.Node]] = [("", yaml.compose(text, Loader=yaml.SafeLoader))]
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            waiting += [(f"{path}.{key.value}", value) for key, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            waiting += [(f"{path}.{i}", value) for i, value in enumerate(node.value)]
        else:
            quote = '"' if node.style else ""
            for other in others(node.value):
                changed = text[: node.start_mark.index] + quote + other + quote + text[node.end_mark.index :]
                yield f"{path.removeprefix('.')}: {node.value} -> {other}", changed


def others(value: str) -> list[str]:
    """Other values of the same kind: a number one larger, a day later, the other answer, another choice, another text."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return [value[:-2] + ("02" if value[-2:] == "01" else "01")]
    number = re.fullmatch(r"(-?\d+(?:\.\d+)?)(\D.*|)", value)
    if number:
        return [f"{float(number[1]) + 1:g}{number[2]}"]
    if value in ("true", "false"):
        return ["false" if value == "true" else "true"]
    if value in CHOICES:
        return [choice for choice in CHOICES if choice != value]
    return [] if value.startswith("$") else [value + "改"]


UNTOLD = {
    # sums add up to the same whichever way; the last days of years are the same whichever day of January a window opens
    r".*: targets\.\w+\.plan\.over: sum -> distinct",
    r".*: programs\.(growth|full|increase|step_up|output|milestone|increment)\.window\.first: \d{4}-01-01 -> \d{4}-01-02",
    r"bixi-2024: programs\.loan\.window\.first: 2024-01-01 -> 2024-01-02",
}


@pytest.mark.parametrize(
    "source",
    [
        ROOT / "tests" / "slots" / "every_slot.yaml",
        *(
            pytest.param(path, marks=pytest.mark.slow)
            for path in sorted((ROOT / "rules").glob("**/*-20??*.yaml"))
            if "cases" not in path.name
        ),
    ],
    ids=lambda path: path.stem,
)
def test_no_change_of_a_policy_goes_unsaid(source: Path, tmp_path: Path) -> None:
    def content(policy: Policy) -> str:
        return repr(replace(policy, sha256="", reference="", notes=()))

    before, path, silent, tried = load_policy(str(source)), tmp_path / "政策.yaml", [], 0
    for what, text in changed_texts(source):
        path.write_text(text, "utf-8")
        try:
            after = load_policy(str(path))
        except TechreformError:  # no such value here
            continue
        tried += 1
        if content(after) != content(before) and not differences(before, after):
            silent.append(what)
    assert tried > 100
    assert not [what for what in silent if not any(re.fullmatch(known, f"{source.stem}: {what}") for known in UNTOLD)]


def test_layout_and_remarks_of_a_file_are_no_difference(load: Load) -> None:
    source = ROOT / "tests" / "slots" / "every_slot.yaml"
    assert differences(load(source), load(source, ("# One policy", "# Ein Gesetz"))) == []


def test_a_changed_parameter_stands_in_one_place(load: Load) -> None:
    source = ROOT / "rules" / "dongyuan-2018-2020.yaml"
    dated = "values: [{from: 2018-01-01, value: 20%}, {from: 2020-01-01, value: 25%}]"
    found = differences(
        load(source), load(source, ("设备购置奖补比例, clause: 四(一), value: 20%", f"设备购置奖补比例, clause: 四(一), {dated}"))
    )
    assert found == [Difference("参数", "equipment_rate", "设备购置奖补比例", "20%", "2018-01-01起 20%；2020-01-01起 25%")]


def test_another_district_of_a_city_is_told(load: Load) -> None:
    source = ROOT / "rules" / "dongyuan-2018-2020.yaml"
    found = differences(load(source), load(source, ("珠海: [香洲区, 斗门区,", "珠海: [香洲区,")))
    assert found == [Difference("地名", "珠海", "珠海", "香洲区、斗门区、金湾区、横琴新区", "香洲区、金湾区、横琴新区")]


def test_a_parameter_of_the_same_name_is_told_apart(load: Load) -> None:
    source = ROOT / "tests" / "slots" / "every_slot.yaml"
    former = ("  budget: {", "  other: {label: 年度资金, clause: 五, value: 60万元}\n  budget: {")
    found = differences(load(source, former), load(source, former, ("amount: $budget", "amount: $other")))
    assert [(d.id, d.before, d.after) for d in found] == [
        (
            "budgets.fund",
            "认定奖励、贷款贴息、产值增量奖：一年合计不超过“年度资金”budget，不足时按比例分配",
            "认定奖励、贷款贴息、产值增量奖：一年合计不超过“年度资金”other，不足时按比例分配",
        )
    ]


def test_a_reading_confirmed_and_another_chosen(load: Load) -> None:
    source = ROOT / "rules" / "dongyuan-2018-2020.yaml"
    question = "    question: 几个项目的奖补年度重叠时按哪个项目算？\n"
    after = load(source, (question, question + "    use: largest\n    confirmed: {by: 张三, on: 2019-01-10}\n"))
    assert [(d.part, d.id) for d in differences(load(source), after)] == [
        ("奖补：财政贡献以奖代补（四(五)）fiscal_contribution", "pick"),
        ("口径", "increment_overlap"),
    ]
