"""Who reads what in a policy file: which programs, targets and so on use a parameter or a definition, directly or through another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from techreform_cli.policy.compile_conditions import NEVER
from techreform_cli.policy.yaml_source import Path_

NO_RULES = ("schema", "policy", "clauses", "fields", "sheets", "checks", "parameters", "places", "definitions", "interpretations")
"""The parts of a file that are read by others and read nothing themselves."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """The parameters (`$id`) and definitions that a piece of the file names."""

    parameters: set[str] = field(default_factory=set)
    definitions: set[str] = field(default_factory=set)

    def add(self, key: str, value: Any) -> None:
        """Note everything that `value`, which stands under `key`, names."""
        if isinstance(value, dict):
            for inner, part in value.items():
                self.add(inner, part)
        elif isinstance(value, list):
            for part in value:
                self.add(key, part)
        elif isinstance(value, str) and value.startswith("$"):
            self.parameters.add(value[1:])
        elif isinstance(value, str) and key in ("when", "waived_when") and value != NEVER:
            self.definitions.add(value)


@dataclass(frozen=True, slots=True)
class References:
    """The readers (section, id) of every parameter and definition that has any."""

    parameters: dict[str, set[Path_]]
    definitions: dict[str, set[Path_]]

    def read(self, path: Path_) -> bool:
        """Whether a rule reads the entry at `path` (a parameter or definition has readers; every other part of a rule is one)."""
        if path[0] in ("parameters", "definitions"):
            return bool(len(path) > 1 and getattr(self, str(path[0])).get(path[1]))
        return True


def references(data: dict[str, Any]) -> References:
    """What reads what in the plain content of a file, whatever readings are chosen."""
    roots, definitions = _roots(data), {name: _mentioned(entry) for name, entry in (data.get("definitions") or {}).items()}
    for head, rest, value in patches(data):
        if head == "definitions" and rest and rest[0] in definitions:
            definitions[rest[0]].add(rest[-1], value)
        elif head not in NO_RULES:
            roots.setdefault((head, *rest[:1]), Mentions()).add(rest[-1] if rest else head, value)
    found = References({}, {})
    for root, mentions in roots.items():
        reached = _closure(mentions.definitions, definitions)
        for name in reached:
            found.definitions.setdefault(name, set()).add(root)
        named = mentions.parameters.union(*(definitions[name].parameters for name in reached))
        for name in named & set(data.get("parameters") or {}):
            found.parameters.setdefault(name, set()).add(root)
    return found


def patches(data: dict[str, Any]) -> Iterator[tuple[str, list[str], Any]]:
    """What the options of all interpretations set: the part of the file, the rest of the path, and the value."""
    for entry in (data.get("interpretations") or {}).values():
        for option in entry["options"].values():
            for target, value in option["set"].items():
                head, *rest = target.split(".")
                yield head, rest, value


def _roots(data: dict[str, Any]) -> dict[Path_, Mentions]:
    found: dict[Path_, Mentions] = {}
    for section, content in data.items():
        if section in NO_RULES:
            continue
        if isinstance(content, dict):
            found |= {(section, name): _mentioned(entry, name) for name, entry in content.items()}
        else:
            found[(section,)] = _mentioned(content, section)
    return found


def _mentioned(entry: Any, key: str = "") -> Mentions:
    found = Mentions()
    found.add(key, entry)
    return found


def _closure(names: set[str], definitions: dict[str, Mentions]) -> set[str]:
    """The definitions named, and those they rest on."""
    reached: set[str] = set()
    waiting = [name for name in names if name in definitions]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [other for other in definitions[name].definitions if other in definitions]
    return reached
