"""How small and how large an undecided award can still turn out: enough to settle 就高不重复 against another program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from techreform_cli.domain.policy import Pick, Stacking
from techreform_cli.engine.exact import Array, Exact, decided_yes
from techreform_cli.engine.program import ProgramRun, World

UNBOUNDED = 2**62
"""分; above any award."""

Worlds = Mapping[World, ProgramRun]


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the most, in 分, that each award can be before stacking."""

    least: Array
    most: Array

    def of(self, owners: Array, enterprises: Array) -> Range:
        """The ranges of `enterprises`, given those of `owners` (sorted); zero for one that has no row."""
        if not len(owners):
            nothing = np.zeros(len(enterprises), dtype=np.int64)
            return Range(nothing, nothing)
        spot = np.minimum(np.searchsorted(owners, enterprises), len(owners) - 1)
        found = owners[spot] == enterprises
        return Range(np.where(found, self.least[spot], 0), np.where(found, self.most[spot], 0))


def settled_by_stacking(amount: Exact, worlds: Worlds, others: Mapping[str, Worlds], rules: tuple[Stacking, ...]) -> Exact:
    """`amount`, with those rows settled where the other programs' unknown figures cannot change who is higher."""
    strict = worlds[World.STRICT]
    own, name = strict.award("before_stacking"), strict.plan.program.id
    keeps = np.full(len(own), True)
    loses = np.full(len(own), False)
    for rule in rules:
        if not rule.highest_only or name not in rule.programs:
            continue
        for other in rule.programs:
            if other == name:
                continue
            found = award_range(others[other]).of(others[other][World.STRICT].plan.claims.enterprises, strict.plan.claims.enterprises)
            first = rule.programs.index(name) < rule.programs.index(other)
            keeps &= own.values >= found.most if first else own.values > found.most
            loses |= own.values < found.least if first else own.values <= found.least
    settled = ~amount.known & own.known & (keeps | loses)
    return Exact(np.where(settled, np.where(keeps, own.values, 0), amount.values), amount.known | settled)


def award_range(worlds: Worlds) -> Range:
    """The range of every award of one program before stacking; exact where it is known."""
    strict = worlds[World.STRICT]
    known = strict.award("before_stacking")
    picked = strict.plan.program.pick is not Pick.ALL
    open_ = _range_of_pick(worlds) if picked else _range_of_total(worlds)
    return Range(np.where(known.known, known.values, open_.least), np.where(known.known, known.values, open_.most))


def _range_of_total(worlds: Worlds) -> Range:
    """What is due grows with the claims counted, and so does what was got: least due less most got, and the reverse."""
    none, every = worlds[World.LEAST], worlds[World.MOST]
    due = none.award("computed"), every.award("computed")
    got = worlds[World.LOW].award("already_paid"), worlds[World.HIGH].award("already_paid")
    least = np.where(due[0].known & got[1].known, np.maximum(due[0].values - got[1].values, 0), 0)
    most = np.where(due[1].known, due[1].values, _cap(worlds)) - np.where(got[0].known, got[0].values, 0)
    return Range(least, np.maximum(most, 0))


def _cap(worlds: Worlds) -> Array:
    """The program's cap per award, or no bound."""
    strict = worlds[World.STRICT]
    cap = strict.plan.program.cap
    size = len(strict.plan.claims.enterprises)
    if cap is None:
        return np.full(size, UNBOUNDED)
    limit = strict.constant(cap)
    return np.where(limit.known, limit.values, UNBOUNDED)


def _range_of_pick(worlds: Worlds) -> Range:
    """One of the claims that may be eligible: at most the best of them, at least the worst if one is certain to be eligible."""
    strict = worlds[World.STRICT]
    eligible, value = strict.claim("eligible"), worlds[World.MOST].claim("project_award" if strict.plan.program.rate_per_project else "base")
    assert isinstance(value, Exact) and not isinstance(eligible, Exact)
    decided, yes = decided_yes(eligible)
    possible, owner = yes | ~decided, strict.plan.claims.frame["award"].to_numpy(dtype=np.int64)
    certain_value = strict.claim("project_award" if strict.plan.program.rate_per_project else "base")
    assert isinstance(certain_value, Exact)
    size = len(strict.plan.claims.enterprises)
    most, least = np.zeros(size, dtype=np.int64), np.full(size, UNBOUNDED)
    np.maximum.at(most, owner[possible], np.where(value.known, value.values, UNBOUNDED)[possible])
    np.minimum.at(least, owner[possible], np.where(certain_value.known, certain_value.values, 0)[possible])
    certain = np.bincount(owner[yes], minlength=size) > 0
    return Range(np.where(certain, least, 0), most)
