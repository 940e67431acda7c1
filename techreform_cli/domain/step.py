"""A step: one named figure on the way from cells to award, which is evaluated, written as a formula and read out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from techreform_cli.domain.expression import Expression


class Grain(StrEnum):
    """What a row of a step's column is."""

    CLAIM = "claim"  # one project in one award year
    AWARD = "award"  # one enterprise in the year calculated


class Kind(StrEnum):
    """How a step's value is written."""

    MONEY = "money"
    RATE = "rate"
    COUNT = "count"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Step:
    """One named figure on the way from cells to award; its column in `claims` or `awards` bears its id."""

    id: str
    label: str
    grain: Grain
    kind: Kind
    expression: Expression
    clause: str
