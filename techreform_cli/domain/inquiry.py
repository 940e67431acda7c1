"""One enterprise asked about: the calculation it stands in, and which of its projects claim nothing in the year and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from techreform_cli.domain.program_result import ProgramResult
from techreform_cli.domain.result import Result
from techreform_cli.domain.source import SourceRef


class NoClaim(StrEnum):
    """Why a row of a program's claim sheet (a project, say) has no row in the year calculated."""

    OTHER_YEARS = "other_years"  # its date leads to other award years
    NO_DATE = "no_date"  # it has no date: not completed
    UNREADABLE = "unreadable"  # its date is not known, and no possible date leads to the year
    OUTSIDE = "outside"  # its date lies outside the window
    OTHER_KIND = "other_kind"  # its sheet holds rows of several kinds, and it is of none that the program is about


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """A row of a claim sheet without a row in the year. `date` is as the window's date field holds it (None: none or unknown), `cells`
    where it stands or would have to be filled in; `years` are its first and last award year, where its date lies in the window."""

    number: str
    name: str
    date: int | None
    why: NoClaim
    years: tuple[int, int] | None
    cells: tuple[SourceRef, ...]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What was asked for: an enterprise, by its position in the ledger's table, and the project number by which it was found, if any.
    `unclaimed` has the enterprise's rows without a claim in the year, by the id of each program asked about."""

    result: Result
    enterprise: int
    number: str
    unclaimed: Mapping[str, tuple[Unclaimed, ...]]

    @property
    def programs(self) -> tuple[ProgramResult, ...]:
        """The programs asked about."""
        return tuple(of for of in self.result.programs if of.program.id in self.unclaimed)

    def row(self, of: ProgramResult) -> int | None:
        """The enterprise's row in the awards of a program; None where it has none."""
        positions = of.awards["enterprise"].tolist()
        return positions.index(self.enterprise) if self.enterprise in positions else None
