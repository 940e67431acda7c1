"""What a calculation gives for a scorecard: the scores of each group and of each of its items."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from techreform_cli.domain.policy import Scorecard, ScoreGroup, ScoreItem
from techreform_cli.domain.target_result import TargetResult


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item of one group. `found` is the item's target measured over the group and held against the group's goal; `weight` are
    the points it can bring (None: left out, there is no goal). `score` is None where it is left out or unknowns could change it,
    and then lies between `least` and `most`."""

    item: ScoreItem
    found: TargetResult
    weight: Fraction | None
    score: Fraction | None
    least: Fraction | None
    most: Fraction | None


@dataclass(frozen=True, slots=True)
class GroupScore:
    """One group's scores and their sum. `score` is None where unknowns could change it, and then lies between `least` and `most`;
    all are None where the group has no goal at all. `best_rank` and `worst_rank` differ where unknowns could change the rank."""

    group: ScoreGroup
    items: tuple[ItemScore, ...]
    score: Fraction | None
    least: Fraction | None
    most: Fraction | None
    best_rank: int | None = None
    worst_rank: int | None = None

    @property
    def rank(self) -> int | None:
        """The rank, where it is certain."""
        return self.best_rank if self.best_rank == self.worst_rank else None


@dataclass(frozen=True, slots=True)
class ScorecardResult:
    """One scorecard in one year: its groups in the order of the policy; none outside the plan."""

    scorecard: Scorecard
    groups: tuple[GroupScore, ...]
