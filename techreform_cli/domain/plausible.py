"""What a plausible ledger is expected to fulfil: declared as data in rules/ledger.yaml or a policy, looked for by the reader.

A check never changes a figure; where a value it needs is unknown, it says nothing.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from techreform_cli.domain.field import FieldSpec
from techreform_cli.domain.problem import Severity


class Bound(StrEnum):
    """On which side of the other value a value is expected."""

    AT_LEAST = "at_least"
    ABOVE = "above"
    AT_MOST = "at_most"
    BELOW = "below"


HOLDS: dict[Bound, Callable[[Any, Any], bool]] = {
    Bound.AT_LEAST: operator.ge,
    Bound.ABOVE: operator.gt,
    Bound.AT_MOST: operator.le,
    Bound.BELOW: operator.lt,
}


@dataclass(frozen=True, slots=True)
class Expectation:
    """Common to all checks: the field looked at, how much it weighs if it is not as expected, and a word on why ("" for none)."""

    field: FieldSpec
    severity: Severity
    note: str


@dataclass(frozen=True, slots=True)
class Comparison(Expectation):
    """Each row's value against another field of the row, or of the one row of another sheet that belongs to it, or against a fixed
    value (in column parts). A yearly field is held against another field by the sum of its years, against a fixed value year by
    year. Only what is beyond the other value by more than the share `tolerance` of it is told. With `where`, a field of the same
    row, only rows in which that is yes, or a figure that is not zero, or with `holds` false the rows in which it is not."""

    bound: Bound
    other: FieldSpec | int
    where: FieldSpec | None = None
    holds: bool = True
    tolerance: Fraction = Fraction(0)

    def fulfilled(self, value: int, limit: int) -> bool:
        """Whether a value is on the expected side of another, or not too far on the wrong one."""
        holds = HOLDS[self.bound]
        if holds(value, limit) or not self.tolerance:
            return holds(value, limit)
        slack = abs(limit) * self.tolerance
        return holds(value, limit + slack if self.bound in (Bound.AT_MOST, Bound.BELOW) else limit - slack)


@dataclass(frozen=True, slots=True)
class Median(Expectation):
    """The middle one of all values of the column that are not zero, against a fixed value (in column parts)."""

    bound: Bound
    value: int

    def fulfilled(self, median: int) -> bool:
        """Whether the column's median is on the expected side."""
        return HOLDS[self.bound](median, self.value)


@dataclass(frozen=True, slots=True)
class WorkingYears(Expectation):
    """A yearly field, which should be zero in years before the day `start` and more than `after` years later than the day `end`."""

    start: FieldSpec
    end: FieldSpec
    after: int


@dataclass(frozen=True, slots=True)
class NearPlan(Expectation):
    """A year, or the year of a day: not more than `before` years before the plan of the policy, nor `after` years after it."""

    before: int
    after: int


Check = Comparison | Median | WorkingYears | NearPlan
