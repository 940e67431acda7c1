"""The runs of one program with its unknowns taken this way or that, made when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import numpy as np

from techreform_cli.domain.policy import ParameterSpec
from techreform_cli.domain.traversal import parameters
from techreform_cli.engine.exact import Array
from techreform_cli.engine.program import ProgramPlan, ProgramRun, World

MOST_OPEN = 6
"""Undecided claims of earlier years that are tried out in every combination; an enterprise with more stays undetermined."""
EVERYTHING = 2**60
"""分; above any award, and sums of a few still inside int64."""
Way = tuple[int, tuple[int, ...]]
"""Which undecided earlier claims of an enterprise count (bits), and what was left off in each earlier year where it is unknown."""


@dataclass
class Worlds:
    """One program's runs."""

    plan: ProgramPlan
    parameters: Mapping[str, ParameterSpec]
    runs: dict[tuple[World, Way | None], ProgramRun] = field(default_factory=dict)

    def run(self, world: World, way: Way | None = None) -> ProgramRun:
        """The run in one world. With `way`, what is open of earlier years is decided: each enterprise's i-th undecided claim
        counts if bit i is set, and unknown amounts left off are taken to be those of the way."""
        key = (world, way)
        if key not in self.runs:
            early, cuts = None, dict[int, int]()
            if way is not None:
                subset, taken = way
                early = np.where(self.open_early, (subset >> np.minimum(self._rank, MOST_OPEN)) & 1, -1)
                cuts = dict(zip(self.plan.open_cuts, taken, strict=True))
            self.runs[key] = ProgramRun(self.plan, self.parameters, world, early, cuts)
        return self.runs[key]

    @property
    def strict(self) -> ProgramRun:
        """The run in which unknown stays unknown."""
        return self.run(World.STRICT)

    @cached_property
    def open_early(self) -> Array:
        """The claims of earlier years that are undecided."""
        return np.asarray(self.strict.flags("counted").isna()) & (self.plan.claims.rows.award_year < self.plan.year)

    @cached_property
    def _rank(self) -> Array:
        """For each undecided earlier claim, how many of the same enterprise stand before it."""
        owner = self.plan.claims.owner
        running = np.cumsum(self.open_early) - self.open_early
        starts = np.searchsorted(owner, owner)
        return running - running[starts] if len(owner) else running

    @cached_property
    def open_count(self) -> Array:
        """How many undecided earlier claims each award has."""
        owner = self.plan.claims.owner
        return np.bincount(owner[self.open_early], minlength=len(self.plan.claims.enterprises))

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """Every way to decide the undecided earlier claims of an enterprise, with the extremes of what was left off in each earlier
        year of which that is unknown. Between them no figure turns; but where the cap rises within the plan, that anything at all was
        left off makes a difference of its own, since what the cap left off is then lost."""
        subsets = range(2 ** min(int(self.open_count.max(initial=0)), MOST_OPEN))
        extremes = (0, EVERYTHING) if self._steady_cap else (0, 1, EVERYTHING)
        return tuple(product(subsets, product(extremes, repeat=len(self.plan.open_cuts))))

    @property
    def _steady_cap(self) -> bool:
        """Whether the program's cap is the same in every year looked at."""
        cap, years = self.plan.program.cap, (*self.plan.earlier_years, self.plan.year)
        if cap is None or cap.per_claim:
            return cap is None
        return all(len({self.parameters[name].at(year) for year in years}) == 1 for name in parameters(cap.amount))

    @property
    def open_before(self) -> bool:
        """Whether anything of earlier years is open that another world may decide."""
        return bool(self.open_early.any()) or bool(self.plan.open_cuts)

    @property
    def too_many(self) -> Array:
        """The awards with more undecided earlier claims than are tried out."""
        return self.open_count > MOST_OPEN
