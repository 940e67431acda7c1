"""The nodes of the expression tree that gather many claims into one award, and hand awards back to claims or to one another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of claim step `value` over the enterprise's claims with flag `where`, of the award years `first`..`last`."""

    value: str
    where: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Most:
    """The largest claim step `value` among the enterprise's claims with flag `where`, of the award years `first`..`last`;
    zero without any."""

    value: str
    where: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the enterprise's claims of the award years `first`..`last` have flag `where`."""

    where: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class First:
    """Of an enterprise's claims with flag `where`, the first in order (award year, date, number): of one award year, or (`ever`)
    of all award years up to the year calculated."""

    where: str
    ever: bool = False


@dataclass(frozen=True, slots=True)
class Leading:
    """Of an enterprise's claims with flag `where`, the one with the largest `value` (ties: the first in order): of one award year,
    or (`ever`) of all award years up to the year calculated."""

    where: str
    value: str
    ever: bool = False


@dataclass(frozen=True, slots=True)
class Allocation:
    """A claim's part of award step `amount`, by its share of step `base` among the claims of `year` with flag `where`:
    differences of cumulative roundings to the 分, so that the parts add up to the whole."""

    amount: str
    base: str
    where: str
    year: int


@dataclass(frozen=True, slots=True)
class Paid:
    """What 已拨付 records for the enterprise under `program` for award year `year`."""

    program: str
    year: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """Whether 已拨付 has any row of `program` for award year `year`, whosever it is. Stands only where that is unknown."""

    program: str
    year: int


@dataclass(frozen=True, slots=True)
class Withheld:
    """What caps over programs and budgets left off the enterprise's award under `program` for the earlier year `year`: the result of
    that year's own calculation, over all enterprises."""

    program: str
    year: int


@dataclass(frozen=True, slots=True)
class Across:
    """The value of award step `step` of another program for the same enterprise; zero where it has no row there."""

    program: str
    step: str


@dataclass(frozen=True, slots=True)
class Queue:
    """The place (1 first) of the award in the queue for `budget`, by what award step `step` says is due to all awards of its programs."""

    budget: str
    step: str


@dataclass(frozen=True, slots=True)
class Rationed:
    """What is left of award step `step` once `budget` is divided among all awards of its programs in the year."""

    budget: str
    step: str
