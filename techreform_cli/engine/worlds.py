"""The runs of one program with its unknowns taken this way or that, made when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from techreform_cli.domain.policy import ParameterSpec
from techreform_cli.engine.exact import Array, Exact
from techreform_cli.engine.program import ProgramPlan, ProgramRun, World

MOST_OPEN = 6
"""Undecided claims of earlier years that are tried out in every combination; an enterprise with more stays undetermined."""


@dataclass
class Worlds:
    """One program's runs."""

    plan: ProgramPlan
    parameters: Mapping[str, ParameterSpec]
    runs: dict[tuple[World, int | None], ProgramRun] = field(default_factory=dict)

    def run(self, world: World, subset: int | None = None) -> ProgramRun:
        """The run in one world. With `subset`, the undecided claims of earlier years are decided: each enterprise's
        i-th counts if bit i is set."""
        key = (world, subset)
        if key not in self.runs:
            early = None
            if subset is not None:
                early = np.where(self.open_early, (subset >> np.minimum(self._rank, MOST_OPEN)) & 1, -1)
            self.runs[key] = ProgramRun(self.plan, self.parameters, world, early)
        return self.runs[key]

    @property
    def strict(self) -> ProgramRun:
        """The run in which unknown stays unknown."""
        return self.run(World.STRICT)

    @cached_property
    def open_early(self) -> Array:
        """The claims of earlier years that are undecided."""
        counted = self.strict.claim("counted")
        assert not isinstance(counted, Exact)
        return np.asarray(counted.isna()) & (self.plan.claims.rows.award_year < self.plan.year)

    @cached_property
    def _rank(self) -> Array:
        """For each undecided earlier claim, how many of the same enterprise stand before it."""
        owner = self.plan.claims.frame["award"].to_numpy(dtype=np.int64)
        running = np.cumsum(self.open_early) - self.open_early
        starts = np.searchsorted(owner, owner)
        return running - running[starts] if len(owner) else running

    @cached_property
    def open_count(self) -> Array:
        """How many undecided earlier claims each award has."""
        owner = self.plan.claims.frame["award"].to_numpy(dtype=np.int64)
        return np.bincount(owner[self.open_early], minlength=len(self.plan.claims.enterprises))

    @property
    def subsets(self) -> range:
        """Every way to decide the undecided earlier claims of an enterprise."""
        return range(2 ** min(int(self.open_count.max(initial=0)), MOST_OPEN))

    @property
    def too_many(self) -> Array:
        """The awards with more undecided earlier claims than are tried out."""
        return self.open_count > MOST_OPEN
