"""Which programs and targets an interpretation bears on: those whose slots its options change, directly or by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from techreform_cli.policy.compile_targets import CUMULATIVE
from techreform_cli.policy.schema import InterpretationEntry

SECTIONS = ("programs", "targets", "scorecards")
Mentions = dict[str, dict[str, set[str]]]
"""For programs, targets, scorecards and definitions, every text that each entry holds."""


def mentions(data: dict[str, Any]) -> Mentions:
    """What the entries of a policy file, its plain content, mention."""
    return {part: {name: set(_texts(entry)) for name, entry in (data.get(part) or {}).items()} for part in (*SECTIONS, "definitions")}


def bears_on(data: dict[str, Any], mentioned: Mentions, entry: InterpretationEntry) -> tuple[str, ...]:
    """The ids of the programs, targets and scorecards concerned, in the file's order; a target's id stands for its plan total too.

    `data` is the policy file's plain content, `mentioned` what its entries mention.
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
                found |= _readers(mentioned, {"fund"})
            elif head == "definitions" and rest:
                found |= _readers(mentioned, {rest[0]})
            elif head == "parameters" and rest:
                found |= _readers(mentioned, {"$" + rest[0]})
    known = [name for section in SECTIONS for name in data.get(section) or {}]
    return tuple(name for own in known for name in (own, own + CUMULATIVE) if name in found)


def _readers(mentioned: Mentions, names: set[str]) -> set[str]:
    """The programs and targets that mention one of `names`, or a definition that does."""
    growing = True
    while growing:
        more = {name for name, texts in mentioned["definitions"].items() if name not in names and texts & names}
        names, growing = names | more, bool(more)
    return {name for section in SECTIONS for name, texts in mentioned[section].items() if texts & names}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value
