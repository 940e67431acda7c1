"""techreform.yaml beside a ledger: readings chosen and confirmed, over the policy file and under --set."""

from __future__ import annotations

from pathlib import Path

import pytest

from techreform_cli.domain.policy import Interpretation, Policy
from techreform_cli.domain.problem import PolicyInvalid
from techreform_cli.domain.program import FloorMode
from techreform_cli.policy.load import load_policy
from techreform_cli.policy.packaged import default_policy


def loaded(folder: Path, text: str, **settings: str) -> Policy:
    (folder / "techreform.yaml").write_text(text, "utf-8")
    return load_policy(default_policy(), settings, folder)


def reading(policy: Policy, name: str) -> Interpretation:
    return next(i for i in policy.interpretations if i.id == name)


def test_a_reading_chosen_and_confirmed_loses_its_mark(tmp_path: Path) -> None:
    policy = loaded(tmp_path, "interpretations:\n  equipment_floor: {use: threshold, confirmed: {by: 张三, on: 2019-01-10}}\n")
    found = reading(policy, "equipment_floor")
    assert (found.use, found.confirmed, found.confirmed_by, found.confirmed_on) == ("threshold", True, "张三", "2019-01-10")
    floor = policy.programs[0].floor
    assert floor is not None and floor.mode is FloorMode.THRESHOLD
    assert sum(i.confirmed for i in policy.interpretations) == 1
    assert policy.overlay_sha256


def test_the_default_can_be_confirmed_without_naming_it(tmp_path: Path) -> None:
    policy = loaded(tmp_path, "interpretations:\n  stacking: {confirmed: {by: 李四, on: 2019-01-10}}\n")
    assert reading(policy, "stacking").confirmed and reading(policy, "stacking").use == "allow"


def test_an_option_that_looks_like_a_date(tmp_path: Path) -> None:
    policy = loaded(tmp_path, "interpretations:\n  completions_from: {use: 2018-09-15}\n")
    assert reading(policy, "completions_from").use == "2018-09-15"
    assert policy.programs[0].window.first == 20180915


def test_set_on_the_command_line_wins_and_is_not_confirmed(tmp_path: Path) -> None:
    text = "interpretations:\n  equipment_floor: {use: threshold, confirmed: {by: 张三, on: 2019-01-10}}\n"
    found = reading(loaded(tmp_path, text, equipment_floor="lift"), "equipment_floor")
    assert (found.use, found.confirmed) == ("lift", False)


def test_without_the_file_nothing_changes(tmp_path: Path) -> None:
    assert load_policy(default_policy(), {}, tmp_path) == load_policy(default_policy())


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("interpretations:\n  equipment_flor: {use: lift}\n", "2:3", "是否为 equipment_floor？"),
        ("interpretations:\n  stacking: {use: both}\n", "2:14", "可选：allow、higher"),
        ("interpretations:\n  stacking: {usee: allow}\n", "2:14", "是否为 use？"),
        ("interpretation: {}\n", "1:1", "是否为 interpretations？"),
        ("- a\n", "1:1", ""),
        ("interpretations:\n  stacking: {confirmed: {by: 张三, on: 2019-02-31}}\n", "2:38", "没有 2019-02-31 这一天"),
        ("interpretations: [stacking]\n", "1:1", ""),
    ],
)
def test_mistakes_are_placed_in_that_file(tmp_path: Path, text: str, place: str, words: str) -> None:
    with pytest.raises(PolicyInvalid) as raised:
        loaded(tmp_path, text)
    problem = raised.value.problems[0]
    assert problem.source is not None
    assert (problem.source.file, problem.source.cell) == ("techreform.yaml", place)
    assert words in problem.sentence
