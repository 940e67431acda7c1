"""The slots of a policy file in words, part by part, from the published JSON Schema: what may stand where, of what kind, and an example."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Shape = dict[str, Any]
_KINDS = {"string": "文字", "integer": "整数", "boolean": "true 或 false", "number": "数", "object": "名: 值"}
_REF = "#/$defs/"


def slot_guide(schema: Shape, part: str = "") -> list[str]:
    """The lines about one part of a file (programs, targets …) with every kind of entry below it, each told once; without `part`, what
    parts there are."""
    parts = schema["properties"]
    if not part:
        return ["政策文件的各部分（* 必写；看一部分里可以写什么：techreform policy schema 部分名）：", "", *_slots(schema)]
    told: dict[str, str] = {}
    waiting = [(name, f"{part}.名" if _named(parts[part]) else part) for name in _kinds_of(parts[part])]
    lines = [f"{part}：{parts[part].get('description', '')}", "（* 必写；“名”是自己起的名称，用字母；列表里每项写成 {项: 值}）"]
    while waiting:
        name, path = waiting.pop(0)
        if name in told:
            continue
        told[name] = path
        entry = _entry(schema["$defs"][name])
        alike = next((where for other, where in told.items() if _alike(entry, _entry(schema["$defs"][other])) and other != name), "")
        if alike:
            lines += ["", path, f"    写法同 {alike}"]
            continue
        for key, slot in entry.get("properties", {}).items():
            waiting += [(below, f"{path}.{key}{'.名' if _named(slot) else ''}") for below in _kinds_of(slot)]
        lines += ["", path, *_slots(entry)]
    return lines


def _alike(one: Shape, other: Shape) -> bool:
    return set(one.get("properties", {})) == set(other.get("properties", {}))


def _slots(entry: Shape) -> list[str]:
    """A line for each slot of an entry: whether it must be there, its name, what kind of thing it holds, and what it says."""
    required = entry.get("required", [])
    names = list(entry.get("properties", {}))
    width = max(map(len, names), default=0)
    lines = []
    for name, slot in entry.get("properties", {}).items():
        text = slot.get("description", "")
        kind = _kind(slot)
        lines.append(f"  {'*' if name in required else ' '} {name:<{width}}  {text}" + (f"（{kind}）" if kind else ""))
    return lines


def _entry(shape: Shape) -> Shape:
    """The mapping that an entry is, be it one that may be written short."""
    return next((one for one in shape.get("anyOf", []) if "properties" in one), shape)


def _named(slot: Shape) -> bool:
    """Whether the slot holds entries under names of their own."""
    return isinstance(slot.get("additionalProperties"), dict)


def _kinds_of(slot: Shape) -> Iterator[str]:
    """The kinds of entries that a slot may hold."""
    if "$ref" in slot:
        yield slot["$ref"].removeprefix(_REF)
    for below in (*slot.get("anyOf", []), slot.get("items"), slot.get("additionalProperties")):
        if isinstance(below, dict):
            yield from _kinds_of(below)


def _kind(slot: Shape) -> str:
    """What a slot holds: one of some words, a day, a list, yes or no; "" where its text says it."""
    for one in slot.get("anyOf", [slot]):
        if "enum" in one:
            return "" if all(word in slot.get("description", "") for word in one["enum"]) else "、".join(one["enum"])
        if one.get("format") == "date":
            return "日期"
        if one.get("type") == "array":
            return "列表"
        if isinstance(one.get("type"), str) and one["type"] != "string":
            return _KINDS.get(one["type"], "")
    return ""
