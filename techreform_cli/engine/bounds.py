"""How small and how large an undecided award can still turn out: enough to settle 就高不重复 against another program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from techreform_cli.domain.expression import Choose, Expression, Largest, Parameter, Smallest
from techreform_cli.domain.program import Cap, Period, Pick, Program, Stacking
from techreform_cli.domain.step_names import BEFORE_STACKING
from techreform_cli.domain.traversal import children
from techreform_cli.engine.evaluate import Context, value
from techreform_cli.engine.exact import Array, Exact, decided_yes
from techreform_cli.engine.gather import spread
from techreform_cli.engine.program import ProgramPlan, World
from techreform_cli.engine.steps import claim_value
from techreform_cli.engine.worlds import Worlds
from techreform_cli.engine.worth import in_force

UNBOUNDED = 2**62
"""分; above any award."""


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the most, in 分, that each award can be before stacking."""

    least: Array
    most: Array
    enterprises: Array

    def of(self, wanted: Array) -> tuple[Array, Array]:
        """Least and most of the `wanted` enterprises; zero for one that has no row."""
        sure = np.full(len(self.enterprises), True)
        least, most = (spread(Exact(end, sure), self.enterprises, wanted).values for end in (self.least, self.most))
        return least, most


def settled_by_stacking(amount: Exact, own: Exact, plan: ProgramPlan, ranges: Mapping[str, Range], rules: tuple[Stacking, ...]) -> Exact:
    """`amount`, with those rows settled where what is unknown of the other programs cannot change who is higher.

    `own` is the program's award before stacking.
    """
    name = plan.program.id
    keeps, loses = np.full(len(own), True), np.full(len(own), False)
    for rule in rules:
        if not rule.highest_only or name not in rule.programs:
            continue
        for other in rule.programs:
            if other == name:
                continue
            least, most = ranges[other].of(plan.claims.enterprises)
            first = rule.programs.index(name) < rule.programs.index(other)
            keeps &= own.values >= most if first else own.values > most
            loses |= own.values < least if first else own.values <= least
    settled = ~amount.known & own.known & (keeps | loses | (own.values == 0))
    return Exact(np.where(settled, np.where(keeps, own.values, 0), amount.values), amount.known | settled)


def award_range(worlds: Worlds, known: Exact) -> Range:
    """The range of every award of one program before stacking; exact where it is `known`."""
    program, enterprises = worlds.plan.program, worlds.plan.claims.enterprises
    if known.known.all():
        return Range(known.values, known.values, enterprises)
    if not _grows(program):
        least, most = np.zeros(len(enterprises), dtype=np.int64), _cap(worlds)
    else:
        least, most = _range_of_total(worlds) if program.pick is Pick.ALL else _range_of_pick(worlds)
    return Range(np.where(known.known, known.values, least), np.where(known.known, known.values, most), enterprises)


def _grows(program: Program) -> bool:
    """Whether the award is sure to grow with every claim counted, and to be that of a single claim where one is picked."""
    if program.pick is not Pick.ALL and (program.period is Period.PLAN or program.claim_floor or program.floor or program.cap):
        return False
    return program.rate_per_project or not (program.rate and children(program.rate))


def _range_of_total(worlds: Worlds) -> tuple[Array, Array]:
    """Over every way that earlier years may turn out: the award grows with the claims of the year that are counted."""
    size = len(worlds.plan.claims.enterprises)
    least, most = np.full(size, UNBOUNDED), np.zeros(size, dtype=np.int64)
    cap = _cap(worlds)
    for way in worlds.ways:
        low, high = worlds.run(World.LEAST, way), worlds.run(World.MOST, way)
        smallest, largest, got = low.award(BEFORE_STACKING), high.award(BEFORE_STACKING), low.award("already_paid")
        least = np.minimum(least, np.where(smallest.known, smallest.values, 0))
        room = np.maximum(cap - np.where(got.known, got.values, 0), 0)  # whatever a missing amount turns out to be
        most = np.maximum(most, np.where(largest.known, largest.values, room))
    return np.where(worlds.too_many, 0, least), np.where(worlds.too_many, cap, most)


def _cap(worlds: Worlds) -> Array:
    """The program's cap per award, or no bound."""
    cap = worlds.plan.program.cap
    limit = None if cap is None else _greatest(cap, worlds) if cap.per_claim else worlds.strict.constant(cap.amount)
    if limit is None:
        return np.full(len(worlds.plan.claims.enterprises), UNBOUNDED)
    return np.where(limit.known, limit.values, UNBOUNDED)


def _greatest(cap: Cap, worlds: Worlds) -> Exact | None:
    """The greatest of the amounts of a cap, by cases or not, in all award years whose claims count; None where it is but a share of
    another figure."""
    plan, limits = worlds.plan, cap.amount.terms if isinstance(cap.amount, Smallest) else (cap.amount,)
    amounts: list[Expression] = [limit for limit in limits if isinstance(limit, Parameter)]
    for limit in limits:
        amounts += [*(amount for _, amount in limit.cases), limit.otherwise] if isinstance(limit, Choose) else []
    if not amounts:
        return None
    years = (*plan.earlier_years, plan.year)
    every = Largest(tuple(in_force(amount, year) for amount in amounts for year in years))
    return value(every, Context(plan.claims.award_rows, worlds.parameters))


def _range_of_pick(worlds: Worlds) -> tuple[Array, Array]:
    """One of the claims that may be eligible: at most the best of them, at least the worst if one is certain to be eligible."""
    claims, step = worlds.plan.claims, claim_value(worlds.plan.program)
    lower, upper = worlds.run(World.LEAST).numbers(step), worlds.run(World.MOST).numbers(step)
    decided, yes = decided_yes(worlds.strict.flags("eligible"))
    possible, owner, size = yes | ~decided, claims.owner, len(claims.enterprises)
    most, least = np.zeros(size, dtype=np.int64), np.full(size, UNBOUNDED)
    np.maximum.at(most, owner[possible], np.where(upper.known, upper.values, UNBOUNDED)[possible])
    np.minimum.at(least, owner[possible], np.where(lower.known, lower.values, 0)[possible])
    certain = np.bincount(owner[yes], minlength=size) > 0
    return np.where(certain, least, 0), most
