"""Awards paid in instalments: when each falls due, and what a year has to pay."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from techreform_cli.domain.source import SourceRef


class Due(StrEnum):
    """When an instalment is paid, seen from the year calculated."""

    BEFORE = "before"
    NOW = "now"
    LATER = "later"
    WAITING = "waiting"
    UNDETERMINED = "undetermined"

    @property
    def label(self) -> str:
        """The word shown to the clerk."""
        return {"before": "以前年度", "now": "本年拨付", "later": "以后年度", "waiting": "条件未到", "undetermined": "待补正"}[self.value]


@dataclass(frozen=True, slots=True)
class InstalmentDue:
    """One instalment of one claim's award. `award` and `amount` are in 分 (None: unknown); `shares` are those up to this one;
    `due_year` is None where it waits for a date or condition, or is unknown. Figures of years up to `decided_by`
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
