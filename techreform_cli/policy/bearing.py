"""Which programs and targets an interpretation bears on: those whose slots its options change, directly or by name."""

from __future__ import annotations

from typing import Any

from techreform_cli.policy.compile_targets import CUMULATIVE
from techreform_cli.policy.schema import InterpretationEntry

SECTIONS = ("programs", "targets", "scorecards")


def bears_on(data: dict[str, Any], entry: InterpretationEntry) -> tuple[str, ...]:
    """The ids of the programs, targets and scorecards concerned, in the file's order; a target's id stands for its plan total too.

    `data` is the policy file's plain content.
    """
    found: set[str] = set()
    for option in entry.options.values():
        for path in option.set:
            head, *rest = path.split(".")
            if head in SECTIONS and rest:
                found.add(rest[0] + CUMULATIVE if rest[1:2] == ["plan"] else rest[0])
            elif head == "stacking" and rest:
                found.update(data["stacking"][rest[0]]["programs"])
            elif head == "fund_programs":
                found |= _readers(data, {"fund"})
            elif head == "definitions" and rest:
                found |= _readers(data, {rest[0]})
            elif head == "parameters" and rest:
                found |= _readers(data, {"$" + rest[0]})
    known = [name for section in SECTIONS for name in data.get(section) or {}]
    return tuple(name for own in known for name in (own, own + CUMULATIVE) if name in found)


def _readers(data: dict[str, Any], names: set[str]) -> set[str]:
    """The programs and targets that mention one of `names`, or a definition that does."""
    definitions = data.get("definitions") or {}
    growing = True
    while growing:
        more = {name for name, entry in definitions.items() if name not in names and _mentions(entry, names)}
        names, growing = names | more, bool(more)
    return {name for section in SECTIONS for name, entry in (data.get(section) or {}).items() if _mentions(entry, names)}


def _mentions(value: Any, names: set[str]) -> bool:
    if isinstance(value, dict):
        return any(_mentions(v, names) for v in value.values())
    if isinstance(value, list):
        return any(_mentions(v, names) for v in value)
    return isinstance(value, str) and value in names
