"""Awards paid in instalments: when each falls due, and what a year has to pay."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from techreform_cli.domain.source import SourceRef


class Due(StrEnum):
    """When an instalment is paid, seen from the year calculated; lapsed: its condition failed on figures that are in, so never."""

    BEFORE = "before"
    NOW = "now"
    LATER = "later"
    WAITING = "waiting"
    LAPSED = "lapsed"
    UNDETERMINED = "undetermined"

    @property
    def label(self) -> str:
        """The word shown to the clerk."""
        return _LABELS[self]


_LABELS = {
    Due.BEFORE: "以前年度",
    Due.NOW: "本年拨付",
    Due.LATER: "以后年度",
    Due.WAITING: "条件未到",
    Due.LAPSED: "条件未达到，不拨",
    Due.UNDETERMINED: "待补正",
}


@dataclass(frozen=True, slots=True)
class InstalmentDue:
    """One instalment of one claim's award. `award` and `amount` are in 分 (None: unknown); `shares` are those up to this one;
    `due_year` is None where it waits for a date or condition, has lapsed, or is unknown. Figures of years up to `decided_by`
    tell whether it is paid: until then it waits. `claim` is a row of the claims of the award year."""

    program: str
    award_year: int
    claim: int
    enterprise: int
    number: str
    name: str
    part: int
    award: int | None
    shares: tuple[Fraction, ...]
    due_year: int | None
    amount: int | None
    due: Due
    cells: tuple[SourceRef, ...] = ()
    decided_by: int = 0


@dataclass(frozen=True, slots=True)
class Payable:
    """What one program pays in a year: 分, of which 分 for awards of `earlier` years, to how many enterprises; and to how many it is
    undetermined whether or how much."""

    amount: int
    earlier: int
    enterprises: int
    open: int
