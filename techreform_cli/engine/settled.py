"""The awards of one year with every program side by side, and what the years before left off: each year is run once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.program import Program
from techreform_cli.domain.step_names import BEFORE_STACKING
from techreform_cli.engine.across import Shared
from techreform_cli.engine.bounds import Range, award_range
from techreform_cli.engine.claims import Claims
from techreform_cli.engine.exact import Array, Exact, choose, compare, decided_yes, flags
from techreform_cli.engine.gather import spread
from techreform_cli.engine.program import LeftOff, ProgramPlan, World, prepare
from techreform_cli.engine.worlds import Worlds


@dataclass
class Settled:
    """One year: each program's runs, and its awards settled against those of the others. Of a program's own steps those in `wanted` are
    evaluated (all if none is named)."""

    policy: Policy
    plans: Mapping[str, ProgramPlan]
    wanted: tuple[str, ...] = ()

    @cached_property
    def worlds(self) -> dict[str, Worlds]:
        """Each program's runs."""
        return {name: Worlds(plan, self.policy.parameters) for name, plan in self.plans.items()}

    @cached_property
    def shared(self) -> Shared:
        """The awards as far as they are known."""
        own = {name: _figures(world, self.wanted) for name, world in self.worlds.items()}
        ranges = _ranges(self.policy, self.worlds, own)
        return Shared(self.policy, self.plans, {name: dict(columns) for name, columns in own.items()}, ranges)

    @cached_property
    def favourable(self) -> Shared:
        """The awards with unknown yes/no, text and dates taken as met."""
        due = {
            name: {step: world.run(World.FAVOURABLE).award(step) for step in (BEFORE_STACKING, *world.plan.limit_steps)}
            for name, world in self.worlds.items()
        }
        return Shared(self.policy, self.plans, due)


@dataclass
class Years:
    """The years of one calculation, under one policy on one ledger."""

    policy: Policy
    ledger: Ledger
    years: dict[int, Settled] = field(default_factory=dict)

    def of(self, year: int) -> Settled:
        """Every program in `year`."""
        if year not in self.years:
            self.years[year] = Settled(self.policy, self.plans(year, dict.fromkeys(self.policy.programs)), (BEFORE_STACKING,))
        return self.years[year]

    def plans(self, year: int, programs: Mapping[Program, Claims | None]) -> dict[str, ProgramPlan]:
        """Programs made ready for `year`, on their claims where they are known."""
        return {p.id: prepare(self.policy, self.ledger, p, year, self.left_off, claims) for p, claims in programs.items()}

    @property
    def left_off(self) -> LeftOff:
        """What caps over programs and budgets left off in an earlier year."""

        def found(program: str, year: int, enterprises: Array, favourably: bool) -> Exact:
            settled = self.of(year)
            column = (settled.favourable if favourably else settled.shared).left_off(program)
            return spread(column, settled.plans[program].claims.enterprises, enterprises)

        return found


def _ranges(policy: Policy, worlds: Mapping[str, Worlds], own: Mapping[str, Mapping[str, Exact]]) -> dict[str, Range]:
    """How far the undecided amounts can go, where another program's award, or a later year's, may depend on them."""
    if not policy.budgets and not policy.total_caps and not any(rule.highest_only for rule in policy.stacking):
        return {}
    return {name: award_range(world, own[name][BEFORE_STACKING]) for name, world in worlds.items()}


def _figures(worlds: Worlds, wanted: tuple[str, ...]) -> dict[str, Exact]:
    """The columns of the `wanted` steps of the program's own (all if none is named). Where only an earlier year is open and cannot
    change what is due, each figure that it does not change either is known too."""
    steps = [step for step in worlds.plan.award_steps if not wanted or step.id in (*wanted, *worlds.plan.limit_steps)]
    strict = worlds.strict
    if not worlds.open_before:
        return {step.id: strict.award(step.id) for step in steps}
    settled = _same_either_way(worlds, BEFORE_STACKING).known
    return {step.id: _settled(strict.award(step.id), _same_either_way(worlds, step.id), settled) for step in steps}


def _same_either_way(worlds: Worlds, step: str) -> Exact:
    """A step's figure where it comes out the same however what is open of earlier years is decided, else unknown."""
    first = worlds.run(World.STRICT, worlds.ways[0]).award(step)
    same = first.known & ~worlds.too_many
    for way in worlds.ways:
        same &= _equal(first, worlds.run(World.STRICT, way).award(step))
    return Exact(first.values, same, first.scale)


def _equal(left: Exact, right: Exact) -> Array:
    return decided_yes(compare(left, "=", right))[1]


def _settled(strict: Exact, same: Exact, settled: Array) -> Exact:
    """The strict figure, or where the award is settled the one that holds whatever an earlier year turns out to be."""
    return choose(flags(strict.known | ~settled, np.full(len(settled), True)), strict, same)
