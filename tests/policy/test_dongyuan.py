"""The Dongyuan policy file: its contract with the design, its clauses, and that it does not copy the notice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from techreform_cli.domain.expression import Amount
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.program import FloorMode, Period, Pick
from techreform_cli.domain.traversal import parameters
from techreform_cli.policy.dictionary import load_dictionary
from techreform_cli.policy.load import load_policy, packaged
from techreform_cli.policy.packaged import is_example, rules_folder
from techreform_cli.policy.yaml_source import read_yaml

FILE = rules_folder() / "dongyuan-2018-2020.yaml"
NOTICE = Path(__file__).parents[3] / "shared" / "notice" / "dongyuan-2018-29.txt"

INTERPRETATIONS = {
    "equipment_floor": ["lift", "threshold"],
    "equipment_cap_scope": ["plan", "year"],
    "equipment_tax": ["as_stated", "excluded"],
    "completion_date": ["completion", "evaluation"],
    "completions_from": ["2018-01-01", "2018-09-15"],
    "stacking": ["allow", "higher"],
    "increment_overlap": ["earliest", "largest"],
    "negative_increment": ["zero"],
    "relocated_conditions": ["same", "own"],
    "transfer_cities": ["six", "nine"],
    "revenue_year": ["current", "previous"],
    "engaged": ["invests", "starts"],
    "cumulative_count": ["distinct", "sum"],
    "target_source": ["ledger", "official"],
    "productivity_scope": ["above_scale", "all"],
    "funding_measure": ["paid", "arranged"],
    "fund_programs": ["equipment", "both"],
    "rounding": ["分", "元", "百元"],
}
TARGETS = [
    "enterprises_renovating",
    "enterprises_renovating_large",
    "investment",
    "labour_productivity",
    "investment_growth",
    "productivity_growth",
    "land_share",
    "enterprises_renovating_cumulative",
    "investment_cumulative",
    "county_funding",
]
CLAUSES = ["一", "二", "二·2018", "二·2019", "二·2020", *(f"三({n})" for n in "一二三四五六七"), *(f"四({n})" for n in "一二三四五六")]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy("dongyuan-2018-2020")


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return dict(read_yaml(FILE).data)


def test_the_packaged_policies_are_those_of_the_rules_folder_without_the_dictionary() -> None:
    assert [name for name in packaged() if not is_example(name)] == ["dongyuan-2018-2020"]


def test_interpretations_and_their_options_are_the_design_s_defaults_first(policy: Policy) -> None:
    assert {i.id: [o.id for o in i.options] for i in policy.interpretations} == INTERPRETATIONS
    for item in policy.interpretations:
        assert item.use == INTERPRETATIONS[item.id][0] and not item.confirmed
        assert re.search("[一-鿿].*？", item.question) and all(re.search("[一-鿿]", o.label) for o in item.options)


@pytest.mark.parametrize(("name", "option"), [(name, option) for name, options in INTERPRETATIONS.items() for option in options])
def test_every_option_loads_and_changes_what_it_is_about(policy: Policy, name: str, option: str) -> None:
    other = load_policy("dongyuan-2018-2020", {name: option})
    assert {i.id: i.use for i in other.interpretations} == {**{n: o[0] for n, o in INTERPRETATIONS.items()}, name: option}
    rules = [(p.parameters, p.programs, p.stacking, p.targets) for p in (policy, other)]
    assert (rules[0] == rules[1]) == (option == INTERPRETATIONS[name][0])


def test_an_option_of_every_question_covers_what_the_default_covers(data: dict[str, Any]) -> None:
    for name, entry in data["interpretations"].items():
        paths = [set(option["set"]) for option in entry["options"].values()]
        assert all(p == paths[0] for p in paths), name


def test_programs_and_their_figures(policy: Policy) -> None:
    equipment, contribution = policy.programs
    assert [p.id for p in policy.programs] == ["equipment_purchase", "fiscal_contribution"]
    value = {name: spec.at(2019) for name, spec in policy.parameters.items()}
    assert (value["equipment_rate"], value["contribution_rate"], value["relocated_rate"]) == (
        Fraction(1, 5),
        Fraction(2, 5),
        Fraction(1, 2),
    )
    assert (value["equipment_floor"], value["equipment_cap"], value["revenue_threshold"]) == (
        Amount(10 * 10**6),
        Amount(300 * 10**6),
        Amount(1000 * 10**6),
    )
    assert (value["county_share_vat"], value["county_share_income_tax"]) == (None, None)
    assert equipment.clause == "四(一)" and contribution.clause == "四(五)"
    assert equipment.floor and equipment.floor.mode is FloorMode.LIFT and equipment.period is Period.PLAN and not equipment.rate_per_project
    assert contribution.award_years == (1, 3) and contribution.pick is Pick.EARLIEST and contribution.rate_per_project
    assert contribution.floor is None and contribution.cap is None
    assert {(p.window.first, p.window.last) for p in policy.programs} == {(20180101, 20201231)}


def test_targets_are_the_design_s(policy: Policy) -> None:
    assert [t.id for t in policy.targets] == TARGETS
    goals = {t.id: [t.goals[y].value for y in (2018, 2019, 2020)] for t in policy.targets}
    yi, wan = 10**10, 10**6
    assert goals["enterprises_renovating"] == [15, 16, 18] and goals["enterprises_renovating_large"] == [9, 10, 11]
    assert goals["investment"] == [12 * yi, 13 * yi, 14 * yi] and goals["investment_cumulative"] == [44 * yi] * 3
    assert goals["labour_productivity"] == [25 * wan, 26 * wan, 27 * wan] and goals["productivity_growth"] == [wan] * 3
    assert goals["enterprises_renovating_cumulative"] == [49] * 3 and goals["county_funding"] == [yi] * 3
    assert goals["investment_growth"] == [Fraction(15, 100)] * 3 and goals["land_share"] == [Fraction(3, 10)] * 3
    comparison = {t.id: t.comparison.value for t in policy.targets}
    assert comparison["enterprises_renovating_cumulative"] == "above" and comparison["investment_cumulative"] == "at_least"
    assert {t for t, how in comparison.items() if how == "about"} == {"labour_productivity", "investment_growth"}
    assert policy.about_share == Fraction(95, 100)


def test_every_clause_of_the_notice_is_listed_with_what_became_of_it(policy: Policy) -> None:
    assert list(policy.clauses) == CLAUSES
    for clause in policy.clauses.values():
        assert clause.status in ("encoded", "tracked", "not_computable") and (clause.status != "not_computable" or clause.reason)


def entries(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every entry of the file with its path."""
    yield path, node
    for key, part in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield from entries(part, (*path, key))


def test_every_figure_of_a_rule_has_a_clause_that_is_listed(policy: Policy, data: dict[str, Any]) -> None:
    for spec in policy.parameters.values():
        assert spec.clause in CLAUSES, spec.id
    for program in policy.programs:
        for expression in (
            program.rate,
            program.cap,
            program.floor and program.floor.amount,
            program.base,
            *(c.predicate for c in program.conditions),
        ):
            assert all(name in data["parameters"] for name in (parameters(expression) if expression else [])), "a figure stands in a slot"
    for target in policy.targets:
        assert all(goal.clause in CLAUSES for goal in target.goals.values())
    for path, value in entries(data):
        if path and path[-1] == "clause":
            assert value in CLAUSES, path
        if isinstance(value, dict) and "value" in value and path[0] not in ("interpretations",) and "when" not in value:
            assert value.get("clause") in CLAUSES, path


def test_every_encoded_clause_is_used_by_a_rule_and_every_tracked_one_followed(policy: Policy, data: dict[str, Any]) -> None:
    rules = {
        value
        for path, value in entries(data)
        if path and path[-1] == "clause" and path[0] in ("programs", "targets", "parameters", "stacking")
    }
    followed = {value for path, value in entries(data) if path and path[-1] == "clause" and path[0] == "tracked"}
    for number, clause in policy.clauses.items():
        assert clause.status != "encoded" or number in rules, number
        assert clause.status != "tracked" or number in followed, number


def test_every_field_the_rules_name_is_in_the_dictionary_under_one_name(data: dict[str, Any]) -> None:
    dictionary = load_dictionary()
    named = {
        value
        for path, value in entries(data)
        if path and path[-1] in ("field", "date", "official", "sum", "dated") and isinstance(value, str)
    }
    assert all(dictionary.named(name) for name in named)


def chinese(text: str) -> list[str]:
    return re.findall("[一-鿿]+", re.sub(r"\s", "", text))


def test_no_sentence_of_the_notice_is_copied() -> None:
    if not NOTICE.exists():
        pytest.skip(f"the notice is not beside the repository ({NOTICE})")
    notice = "\n".join(chinese(NOTICE.read_text("utf-8")))
    titles = str(read_yaml(FILE).data["policy"])  # the notice's name is its name
    for file in sorted(rules_folder().glob("*.yaml")):
        for run in chinese(file.read_text("utf-8")):
            for start in range(len(run) - 13):
                piece = run[start : start + 14]
                assert piece not in notice or piece in titles, f"{file.name}: {piece}"
