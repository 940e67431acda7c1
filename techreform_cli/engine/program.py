"""Runs one program for one year: evaluates its steps, in several worlds where inputs are unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from techreform_cli.domain.expression import Expression, StepRef
from techreform_cli.domain.gathering import Count, First, Leading, Most, Paid, Recorded, Total, Withheld
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.policy import ParameterSpec, Policy
from techreform_cli.domain.program import Program
from techreform_cli.domain.step import Grain, Kind, Step
from techreform_cli.domain.step_names import LIMIT, got_years, withheld_step
from techreform_cli.engine import gather
from techreform_cli.engine.across_steps import shared_steps
from techreform_cli.engine.claims import Claims, make_claims
from techreform_cli.engine.disbursed import Disbursed
from techreform_cli.engine.evaluate import Column, Context, Flags, holds, value
from techreform_cli.engine.exact import Array, Exact, decided_yes, flags
from techreform_cli.engine.steps import award_steps, claim_steps
from techreform_cli.engine.worth import TOTAL, in_force


class World(Enum):
    """How unknown inputs are taken."""

    STRICT = "strict"  # unknown stays unknown
    FAVOURABLE = "favourable"  # unknown yes/no, text and dates count as met; missing numbers stay unknown
    LEAST = "least"  # every undecided claim of the year is taken as not counted, and unfavourably otherwise
    MOST = "most"  # ... as counted, and favourably otherwise


LeftOff = Callable[[str, int, Array, bool], Exact]
"""What caps over programs and budgets left off a program's awards of an earlier year, for the enterprises at hand: as far as it is
known, or (True) with the unknown taken favourably."""


@dataclass(frozen=True, slots=True)
class ProgramPlan:
    """A program made ready for a year: its steps and claims, what was paid, and what was left off before. `award_steps` are the
    program's own, `shared_steps` those that look at other programs."""

    program: Program
    year: int
    steps: dict[str, Step]
    claim_steps: tuple[Step, ...]
    award_steps: tuple[Step, ...]
    shared_steps: tuple[Step, ...]
    claims: Claims
    disbursed: Disbursed
    left_off: LeftOff

    @property
    def all_award_steps(self) -> tuple[Step, ...]:
        """The enterprise stage from the first step to the last."""
        return (*self.award_steps, *self.shared_steps)

    @property
    def limit_steps(self) -> tuple[str, ...]:
        """The award steps that hold caps over programs that depend on the enterprise."""
        return tuple(s.id for s in self.award_steps if s.id.startswith(LIMIT))

    @property
    def earlier_years(self) -> tuple[int, ...]:
        """The award years whose awards are taken off."""
        return got_years(self.award_steps)

    @property
    def open_cuts(self) -> tuple[int, ...]:
        """The earlier award years of which it is not known of every enterprise what was left off."""
        years = (y for y in self.earlier_years if f"{Grain.AWARD}.{withheld_step(y)}" in self.steps)
        return tuple(year for year in years if not self.withheld(year, False).known.all())

    def withheld(self, year: int, favourably: bool) -> Exact:
        """What was left off each enterprise's award of an earlier year."""
        return self.left_off(self.program.id, year, self.claims.enterprises, favourably)

    @property
    def of_year(self) -> Array:
        """Which claims are those of the year itself."""
        return np.asarray(self.claims.rows.award_year == self.year)

    @property
    def earliest(self) -> Array:
        """Per award, the earliest date (yyyymmdd) of its claims of the year."""
        frame = self.claims.frame[self.of_year]
        return frame.groupby("award")["completion"].min().reindex(range(len(self.claims.enterprises)), fill_value=0).to_numpy()


def prepare(policy: Policy, ledger: Ledger, program: Program, year: int, left_off: LeftOff, claims: Claims | None = None) -> ProgramPlan:
    """The steps and claims of `program` in `year`; `claims` are those of an earlier run, where they are known to be the same."""
    disbursed = Disbursed(ledger, program, policy.programs)
    per_claim = claim_steps(program, year, [cap for cap in policy.total_caps if program.id in cap.programs])
    per_award = award_steps(program, year, policy, disbursed.recorded)
    steps = {f"{s.grain}.{s.id}": s for s in [*per_claim, *per_award]}
    found = claims or make_claims(ledger, program, year, policy)
    shared = tuple(shared_steps(program, year, policy, disbursed.years))
    return ProgramPlan(program, year, steps, tuple(per_claim), tuple(per_award), shared, found, disbursed, left_off)


@dataclass(slots=True)
class ProgramRun:
    """One program in one world, up to what is due before other programs are looked at. Columns are evaluated when asked for, each once.

    `early` decides the undecided claims of earlier years: 1 counts, 0 does not, -1 is no such claim; None leaves them undecided.
    `cuts` says for earlier years what an unknown amount left off is taken to be, in 分.
    """

    plan: ProgramPlan
    parameters: Mapping[str, ParameterSpec]
    world: World
    early: Array | None = None
    cuts: Mapping[int, int] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)

    def claim(self, step: str) -> Column:
        """A claim step's column."""
        return self._column(Grain.CLAIM, step)

    def flags(self, step: str) -> Flags:
        """The column of a claim step that is a condition."""
        column = self.claim(step)
        assert not isinstance(column, Exact)
        return column

    def numbers(self, step: str) -> Exact:
        """The column of a claim step that is a number."""
        column = self.claim(step)
        assert isinstance(column, Exact)
        return column

    def award(self, step: str) -> Exact:
        """An award step's column; all of them are numbers."""
        column = self._column(Grain.AWARD, step)
        assert isinstance(column, Exact)
        return column

    def _column(self, grain: Grain, step_id: str) -> Column:
        key = f"{grain}.{step_id}"
        if key not in self.columns:
            step = self.plan.steps[key]
            rows = self.plan.claims.rows if grain is Grain.CLAIM else self.plan.claims.award_rows
            lean = {World.FAVOURABLE: True, World.MOST: True, World.LEAST: False}.get(self.world)
            context = Context(rows, self.parameters, lean, lambda name: self._column(grain, name), self._gather)
            column: Column = holds(step.expression, context) if step.kind is Kind.FLAG else value(step.expression, context)
            if grain is Grain.CLAIM and step_id == "counted" and not isinstance(column, Exact):
                column = self._decided(column)
            self.columns[key] = column
        return self.columns[key]

    def _decided(self, counted: Flags) -> Flags:
        """The claims counted, with those of earlier years decided by `early`, those of the year by the least and most worlds."""
        decided, yes = decided_yes(counted)
        earlier = self.plan.claims.rows.award_year < self.plan.year
        if self.early is not None:
            ruled = self.early >= 0
            yes, decided = np.where(ruled, self.early > 0, yes), decided | ruled
        if self.world in (World.LEAST, World.MOST):
            yes, decided = np.where(~decided & ~earlier, self.world is World.MOST, yes), decided | ~earlier
        return flags(yes, decided)

    def constant(self, node: Expression, total: StepRef = TOTAL) -> Exact:
        """A slot that depends on no single claim, per award; where it goes by the base, by step `total`."""
        placed = in_force(node, self.plan.year, {TOTAL: total})
        return value(placed, Context(self.plan.claims.award_rows, self.parameters, step=self.award))

    def _gather(self, node: Expression) -> Column:
        awards, owner = len(self.plan.claims.enterprises), self.plan.claims.owner
        match node:
            case Total(step, where, first, last):
                rows = self._span(first, last)
                return gather.total(self.numbers(step).take(rows), self.flags(where)[rows], owner[rows], awards)
            case Most(step, where, first, last):
                rows = self._span(first, last)
                return gather.most(self.numbers(step).take(rows), self.flags(where)[rows], owner[rows], awards)
            case Count(where, first, last):
                rows = self._span(first, last)
                return gather.count(self.flags(where)[rows], owner[rows], awards)
            case First(where, ever):
                return gather.first(self.flags(where), owner if ever else self._blocks())
            case Leading(where, step, ever):
                return gather.leading(self.flags(where), self.numbers(step), owner if ever else self._blocks())
            case Paid(_, year):
                return self.plan.disbursed.paid(year, self.plan.claims.enterprises)
            case Withheld(_, year):
                found = self.plan.withheld(year, self.world is World.FAVOURABLE)
                if year in self.cuts:
                    return Exact(np.where(found.known, found.values, self.cuts[year]), np.full(awards, True))
                return found
            case Recorded(_, year):
                sure = self.plan.disbursed.recorded(year)
                return flags(np.full(awards, bool(sure)), np.full(awards, sure is not None))
        raise TypeError(node)

    def _span(self, first: int, last: int) -> Array:
        years = self.plan.claims.rows.award_year
        return np.flatnonzero((years >= first) & (years <= last))

    def _blocks(self) -> Array:
        return self.plan.claims.owner * 10_000 + self.plan.claims.rows.award_year
