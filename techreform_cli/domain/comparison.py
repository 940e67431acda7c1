"""What differs between two outcomes of one year: whose award changes by how much, and which targets stand otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from techreform_cli.domain.fund import Fund
from techreform_cli.domain.outcome import Award, Outcome, TargetOutcome
from techreform_cli.domain.policy import Option
from techreform_cli.domain.program import Program
from techreform_cli.domain.result import Result


@dataclass(frozen=True, slots=True)
class Change:
    """One enterprise's award under one program, before and after; None on a side where it has no award at all."""

    program: Program
    key: str
    before: Award | None
    after: Award | None

    @property
    def award(self) -> Award:
        """The side that names the enterprise, the later if both do."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def amounts(self) -> tuple[int | None, int | None]:
        """分 before and after; None while undetermined, 0 where there is no award."""
        return amount_of(self.before), amount_of(self.after)

    @property
    def difference(self) -> int | None:
        """分 more (or, negative, less); None where a side is undetermined."""
        before, after = self.amounts
        return None if before is None or after is None else after - before


def amount_of(award: Award | None) -> int | None:
    """分, None while undetermined; an enterprise without a row gets nothing."""
    return 0 if award is None else award.amount


@dataclass(frozen=True, slots=True)
class Moved:
    """Awards known on one side alone: how many enterprises become undetermined and 分 they had before, how many no longer are and 分 they
    get after."""

    opened: int
    opened_amount: int
    settled: int
    settled_amount: int

    @property
    def left_out(self) -> int:
        """分 by which the sums of the two sides differ on account of these awards alone, and which is no gain or loss."""
        return self.settled_amount - self.opened_amount


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two outcomes of one year. `changes` are the awards that differ, the largest difference first, those with an undetermined side last;
    `targets` the targets whose figure or status differs (before, after), None on a side that has no such target."""

    before: Outcome
    after: Outcome
    changes: tuple[Change, ...]
    targets: tuple[tuple[TargetOutcome | None, TargetOutcome | None], ...]

    @property
    def enterprises_changed(self) -> int:
        """How many enterprises get something else under at least one program."""
        return len({change.key for change in self.changes})

    @property
    def difference(self) -> int:
        """分 more (or, negative, less) over the awards known on both sides; what becomes undetermined is neither gained nor lost."""
        return sum(change.difference or 0 for change in self.changes)

    @property
    def moved(self) -> Moved:
        """The awards that cannot be compared, under all programs."""
        return moved(self.changes)

    @property
    def at_stake(self) -> int:
        """分 that are another amount, or cannot be compared."""
        return abs(self.difference) + self.moved.opened_amount + self.moved.settled_amount

    def of(self, program: str) -> tuple[int, Moved]:
        """`difference` and `moved` of one program, by its id."""
        changes = [change for change in self.changes if change.program.id == program]
        return sum(change.difference or 0 for change in changes), moved(changes)


class Compared(Protocol):
    """An award held against another; 分 are None while undetermined."""

    @property
    def key(self) -> str:
        """Whose award it is."""

    @property
    def amounts(self) -> tuple[int | None, int | None]:
        """分 before and after."""


def moved(changes: Iterable[Compared]) -> Moved:
    """Those of the changes that cannot be compared."""
    pairs = [(change.key, change.amounts) for change in changes]
    opened = [(key, before) for key, (before, after) in pairs if before is not None and after is None]
    settled = [(key, after) for key, (before, after) in pairs if before is None and after is not None]
    first, then = (({key for key, _ in part}, sum(fen for _, fen in part)) for part in (opened, settled))
    return Moved(len(first[0]), first[1], len(then[0]), then[1])


@dataclass(frozen=True, slots=True)
class Reading:
    """What another option of one unconfirmed interpretation would give for the year calculated."""

    interpretation: str
    option: Option
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Variation:
    """One combination of changes: the comparison of every year from the plan's start to the year calculated (the last), the fund as
    changed, and 分 that each program costs over these years."""

    settings: dict[str, str]
    years: tuple[Comparison, ...]
    fund: Fund | None
    spent: dict[str, int]

    @property
    def now(self) -> Comparison:
        """The comparison of the year calculated."""
        return self.years[-1]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A policy as it is, and what changes would make of the same ledger. `given` are the changes as asked for, ranges unexpanded;
    `years` the outcomes of the policy as it is, by year, and `spent` what these come to per program, as in a Variation."""

    result: Result
    given: dict[str, str]
    years: tuple[Outcome, ...]
    fund: Fund | None
    spent: dict[str, int]
    recorded: dict[str, frozenset[int]]
    variations: tuple[Variation, ...]
