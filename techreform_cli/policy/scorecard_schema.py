"""The shape of scorecards (考核) in a policy file: groups of enterprises held against goals of their own, with weights."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from techreform_cli.policy.entry import Entry
from techreform_cli.policy.slots import Number, Text


class GroupGoalEntry(Entry):
    """One group's figure for one year; its clause is the item's unless it names its own."""

    principal: ClassVar[str] = "value"

    value: Number
    clause: str = ""


class ScoreItemEntry(Entry):
    """One thing scored: a target, measured over each group, against the group's goals (group -> year -> figure).
    The score is the weight times actual over goal, which counts up to `most`."""

    label: str = ""
    target: Text
    clause: str = ""
    weight: Number
    goals: dict[str, dict[str, GroupGoalEntry]] = Field(min_length=1)
    most: Number | None = None


class ScorecardEntry(Entry):
    """Groups of enterprises (by a field of 《企业》: town, park …) scored on several items. `missing` says what an item
    without a goal does to a group: its weight is left out and the others scaled up, or it counts as nothing."""

    label: Text
    clause: Text
    by: Text
    missing: Literal["leave_out", "zero"]
    items: dict[str, ScoreItemEntry] = Field(min_length=1)
