"""The published JSON Schema: it takes what the loader takes, refuses what has no such shape, and explains every key."""

from __future__ import annotations

import datetime as dt
import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from techreform_cli.domain.expression import Amount
from techreform_cli.policy.json_schema import schema
from techreform_cli.policy.packaged import rules_folder, templates
from techreform_cli.policy.scalars import written
from techreform_cli.policy.slot_texts import TEXTS
from techreform_cli.policy.yaml_source import read_yaml

from .small import SMALL, changed

SCHEMA = schema()
POLICIES = [
    p for p in [*rules_folder().rglob("*.yaml"), templates()[""]] if not p.stem.endswith(".cases") and p.name != "ledger.yaml"
]


def as_editors_see_it(value: Any) -> Any:
    """A file's content as an editor's YAML reader gives it: numbers and text, nothing with a unit."""
    match value:
        case dict():
            return {key: as_editors_see_it(part) for key, part in value.items()}
        case list():
            return [as_editors_see_it(part) for part in value]
        case dt.date():
            return value.isoformat()
        case Fraction() | Amount():
            return written(value)
        case _:
            return value


def faults(path: Path) -> list[str]:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    return ["/".join(map(str, error.absolute_path)) for error in validator.iter_errors(as_editors_see_it(read_yaml(path).data))]


def test_it_is_a_schema_and_says_which_kind() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize("path", POLICIES, ids=[p.name for p in POLICIES])
def test_every_policy_that_ships_fits(path: Path) -> None:
    assert faults(path) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (("cap: $cap", "cap: 300万"), "programs/equipment/cap"),
        (("cap: $cap", "cpa: $cap"), "programs/equipment"),
        (("rate: $rate", "rate: 20％"), "programs/equipment/rate"),
        (("mode: lift}\n    cap", "mode: lifft}\n    cap"), "programs/equipment/floor"),
        (("clauses:\n", "clause:\n"), ""),
        (("is: true", "is: 是"), "programs/equipment/conditions/kind/is"),
        (("[广州, 深圳]", "[]"), "parameters/cities/value"),
    ],
)
def test_what_cannot_be_meant_is_marked(tmp_path: Path, change: tuple[str, str], place: str) -> None:
    path = tmp_path / "政策.yaml"
    path.write_text(changed(change), "utf-8")
    assert place in faults(path)


def test_the_small_policy_fits(tmp_path: Path) -> None:
    path = tmp_path / "政策.yaml"
    path.write_text(SMALL, "utf-8")
    assert faults(path) == []


def keys() -> set[tuple[str, str]]:
    found = set()
    for name, shape in {"PolicyFile": SCHEMA, **SCHEMA["$defs"]}.items():
        for entry in shape.get("anyOf", [shape]):
            found |= {(name, key) for key in entry.get("properties", {})}
    return found


def test_every_key_is_explained_in_chinese_and_no_text_is_of_a_key_that_is_gone() -> None:
    assert not [f"{name}.{key}" for name, key in keys() if f"{name}.{key}" not in TEXTS and key not in TEXTS]
    used = {f"{name}.{key}" if f"{name}.{key}" in TEXTS else key for name, key in keys()}
    assert not set(TEXTS) - used
    assert all(re.search("[一-鿿]", text) for text in TEXTS.values())


def test_no_english_sentence_is_left_in_it() -> None:
    described = re.findall(r'"(?:description|title)": "([^"]*)"', json.dumps(SCHEMA, ensure_ascii=False))
    assert described and not [text for text in described if not re.search("[一-鿿]", text) and not re.fullmatch(r"\w*Entry|\w*Value", text)]
