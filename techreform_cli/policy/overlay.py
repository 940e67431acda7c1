"""techreform.yaml beside the ledgers: what a county settles once, among it the readings laid over the policy file.

    policy: 我县.yaml
    year: 2019
    interpretations:
      equipment_floor:
        use: threshold
        confirmed: {by: 张三, on: 2019-01-10}

A packaged policy is not the clerk's to edit; this file is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from techreform_cli.domain.county import EARLIEST, LATEST, written_day, written_year
from techreform_cli.domain.problem import PolicyInvalid
from techreform_cli.policy.entry import Entry
from techreform_cli.policy.messages import report
from techreform_cli.policy.packaged import default_policy, packaged
from techreform_cli.policy.patches import section
from techreform_cli.policy.scalars import written
from techreform_cli.policy.schema import ConfirmedEntry
from techreform_cli.policy.yaml_source import Document, Path_, parse_yaml, read_yaml


def _year(value: Any) -> int:
    year = value if type(value) is int else written_year(value) if isinstance(value, str) else None
    if year is None or not EARLIEST <= year <= LATEST:
        raise ValueError(f"应是 {EARLIEST} 到 {LATEST} 之间的四位年度")
    return year


def _day(value: Any) -> dt.date:
    day = value if isinstance(value, dt.date) else written_day(value) if isinstance(value, str) else None
    if day is None:
        raise ValueError("应是日期（如 2024-06-30）")
    return day


def _name(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or re.search(r"[\x00-\x1f]", value):
        raise ValueError("应是文件名或文件夹名")
    if value[0] in "“”" and value[-1] in "“”":
        raise ValueError("引号应是英文引号")
    return value


FileName = Annotated[str, BeforeValidator(_name)]


class ChoiceEntry(Entry):
    """The reading chosen (none: the policy file's own), and who confirmed it when."""

    use: str | dt.date | None = None
    confirmed: ConfirmedEntry | None = None


class GroupEntry(Entry):
    """Ledgers that are computed together, and by which policy."""

    ledgers: list[FileName] = Field(min_length=1)
    policy: FileName | None = None


class OverlayFile(Entry):
    """The whole file."""

    policy: FileName | None = None
    year: Annotated[int, BeforeValidator(_year)] | None = None
    as_of: Annotated[dt.date, BeforeValidator(_day)] | None = None
    out: FileName | None = None
    strict: bool | None = None
    formats: dict[str, str] = Field(default_factory=dict)
    groups: dict[str, GroupEntry] = Field(default_factory=dict)
    interpretations: dict[str, ChoiceEntry] = Field(default_factory=dict)


LISTS = ("formats", "groups", "interpretations")
"""The keys with entries of their own below them; nothing below them is no entry."""


def read_overlay(path: Path) -> tuple[Document, OverlayFile]:
    """The file at `path`: what is right in it, and what is wrong noted in the document. Raises PolicyInvalid if it cannot be
    read at all."""
    document = parse_yaml(path)
    if document.data is None:
        document.data = {}
    if not isinstance(document.data, dict):
        document.add("P010", (), "最外层应是“名: 值”", "如 year: 2024；冒号用英文的，后面空一格")
        document.data = {}
    right: dict[str, Any] = {}
    for key, value in _pieces(document.data):
        try:
            OverlayFile.model_validate({key: value})
        except ValidationError as error:
            report(error, document, OverlayFile)
        else:
            right[key] = {**right.get(key, {}), **value} if key in LISTS else value
    return document, OverlayFile.model_validate(right)


def _pieces(data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The file in pieces that are right or wrong by themselves, so that one mistake hides no other."""
    for key, value in data.items():
        if key not in LISTS or not isinstance(value, dict):
            if value is not None or key not in OverlayFile.model_fields:
                yield key, value
            continue
        for name, entry in value.items():
            yield key, {name: entry}


def lay_over(document: Document, path: Path) -> str:
    """Change the policy's interpretations as the file at `path` says; returns the file's sha256, "" if nothing of it is used.

    A reading of another policy that the file names (its own, or a group's) is no mistake and not used. Raises PolicyInvalid, with
    every error and its place in that file.
    """
    overlay, file = read_overlay(path)
    known, used = section(document, "interpretations"), ""
    elsewhere: list[dict[str, Any]] | None = None
    for name, choice in file.interpretations.items():
        fault = _misfit(overlay, name, choice, known)
        if fault is None:
            entry = known[name]
            entry["use"] = _use(choice, entry)
            entry["confirmed"] = overlay.data["interpretations"][name].get("confirmed")
            used = overlay.sha256
            continue
        if elsewhere is None:
            elsewhere = list(_elsewhere(document, file, path.parent))
        if all(_misfit(overlay, name, choice, others) for others in elsewhere):
            overlay.add(*fault)
    overlay.raise_if_errors()
    return used


def _use(choice: ChoiceEntry, entry: dict[str, Any]) -> str:
    """The option chosen; where none is named, the one that the policy uses."""
    return written(choice.use) if choice.use is not None else str(entry.get("use") or next(iter(entry.get("options") or {}), ""))


def _misfit(overlay: Document, name: str, choice: ChoiceEntry, known: dict[str, Any]) -> tuple[str, Path_, str, str] | None:
    """What is wrong with a choice for a policy with the interpretations `known`, as a problem to add; None if it fits."""
    entry: Any = known.get(name)
    if not isinstance(entry, dict):
        near = overlay.nearest(name, known)
        advice = f"是否为 {near}？" if near else "可用的有：" + "、".join(known)
        return "P022", ("interpretations", name), f"政策没有“{name}”这个口径", advice
    options, use = entry.get("options") or {}, _use(choice, entry)
    if use in options:
        return None
    return "P020", ("interpretations", name, "use"), f"口径 {name} 没有“{use}”这个选项", "可选：" + "、".join(options)


def _elsewhere(document: Document, file: OverlayFile, folder: Path) -> Iterator[dict[str, Any]]:
    """The interpretations of the other policies that the file names."""
    names = {file.policy or default_policy(), *(group.policy for group in file.groups.values() if group.policy)}
    for path in sorted(packaged().get(name, folder / name) for name in names):
        try:
            other = read_yaml(path)
        except PolicyInvalid:  # said where that policy is used
            continue
        if other.sha256 != document.sha256:
            yield section(other, "interpretations")
