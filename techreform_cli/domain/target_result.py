"""What a calculation gives for a target or a tracked matter: what was measured, the ledger rows behind it, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor

from techreform_cli.domain.policy import Comparison, CountMeasure, RowCountMeasure, Target, Tracked
from techreform_cli.domain.source import SourceRef


class Status(StrEnum):
    """How a target stands."""

    ACHIEVED = "achieved"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    UNDETERMINED = "undetermined"
    NOT_APPLICABLE = "not_applicable"

    def label(self, over: bool) -> str:
        """The word shown to the clerk. Before the period is `over`, a target that is behind is behind time, not missed."""
        words = {"achieved": "已达到", "on_track": "序时达到", "undetermined": "待补正", "not_applicable": "不适用"}
        return words.get(self.value, "未达到" if over else "序时落后")


@dataclass(frozen=True, slots=True)
class Contribution:
    """One ledger row's part in a target: what it counts for (None: unknown) and the cells it rests on."""

    name: str
    enterprise: int
    town: str
    category: str
    counted: bool | None
    figures: tuple[Fraction | None, ...]
    cells: tuple[SourceRef, ...]
    year: int
    reason: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class Measurement:
    """A measure in a year: `actual` over what is known (None: nothing to go by), how many rows are unknown, what the
    actual could be at least and at most once they are filled in (None: without bound), and the rows behind it."""

    actual: Fraction | None
    undetermined: int = 0
    least: Fraction | None = None
    most: Fraction | None = None
    rows: tuple[Contribution, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class TargetResult:
    """One target in one year. Figures are in 分 (money), else plain; `elapsed` is the share of its period gone by, `official` the
    official figure of the year, if any, `asked` the figure from which on the goal counts as reached."""

    target: Target
    goal: Fraction | None
    clause: str
    measurement: Measurement
    achievement_rate: Fraction | None
    status: Status
    elapsed: Fraction
    official: Fraction | None = None
    asked: Fraction | None = None

    @property
    def over(self) -> bool:
        """Whether the target's period has ended."""
        return self.elapsed >= 1

    @property
    def counts_whole(self) -> bool:
        """Whether the figure is a number of enterprises or rows, which grows by whole ones."""
        return isinstance(self.target.measure, CountMeasure | RowCountMeasure)

    @property
    def lacking(self) -> Fraction | None:
        """How much the figure still has to grow; None without goal or figure, or where the goal is reached. To exceed a goal a count needs
        the next whole number, another figure has to grow by more than this (`lacks_more`), which may be 0."""
        actual, above = self.measurement.actual, self.target.comparison is Comparison.ABOVE
        if self.goal is None or actual is None or self.status is Status.ACHIEVED:
            return None
        gap = (floor(self.goal) + 1 if above and self.counts_whole else self.goal) - actual
        return gap if gap > 0 or (gap == 0 and above) else None

    @property
    def lacks_more(self) -> bool:
        """Whether growing by `lacking` is not yet enough."""
        return self.target.comparison is Comparison.ABOVE and not self.counts_whole

    @property
    def standing(self) -> str:
        """How the target stands, in the word shown to the clerk."""
        return self.status.label(self.over)


@dataclass(frozen=True, slots=True)
class TrackedResult:
    """One tracked matter in one year."""

    tracked: Tracked
    measurement: Measurement
