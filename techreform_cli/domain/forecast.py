"""What the county will owe, year by year to the end of the last award window: known, estimated and unknown apart."""

from __future__ import annotations

from dataclasses import dataclass

from techreform_cli.domain.fund import Fund, Payment
from techreform_cli.domain.program import Program
from techreform_cli.domain.result import Result


@dataclass(frozen=True, slots=True)
class Sum:
    """Enterprises with an award above zero, and 分 over all of them."""

    enterprises: int
    amount: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """One enterprise's award of a year whose figures are not there yet: 分, on its figures of `figures_of` (None: no yearly figures
    were needed or held)."""

    program: Program
    year: int
    name: str
    credit_code: str
    amount: int
    figures_of: int | None


@dataclass(frozen=True, slots=True)
class Unknown:
    """One enterprise whose award of a year is undetermined."""

    program: Program
    year: int
    name: str
    credit_code: str


@dataclass(frozen=True, slots=True)
class ForecastLine:
    """One program in one award year.

    `known` are the awards decided on the ledger's own data, `estimated` those on figures held flat; each is None where there is
    nothing to go by, which is not zero. Where the program pays in instalments they are those falling due in the year, also of awards of
    earlier years, and `awarded` is what the year's awards come to (None: nothing to go by, or it pays at once). `unknown` counts the
    awards undetermined even so. `more_to_come` says that projects may still be
    completed whose awards fall into the year. `paid` is what 已拨付 records for it, None without a record. `cost` is what the year is
    taken to have cost the county without any estimate, so that years add up; None for years to come without a record.
    """

    program: Program
    year: int
    known: Sum | None
    estimated: Sum | None
    unknown: int
    more_to_come: bool
    paid: Payment | None
    cost: int | None
    awarded: Sum | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """The whole forecast, lines by year and program, each program in its own award years, and to the last instalment.

    `waiting` are the instalments per program of which it is not known in which year they are due, `data_year` is the last year with data
    (None: there is none), `unfinished` per program the projects not completed that may still be in
    time, `arranged` what 资金安排 records per year (None: no such sheet), and `result` the calculation of the last year with data.
    """

    result: Result
    waiting: dict[str, Sum]
    data_year: int | None
    lines: tuple[ForecastLine, ...]
    estimates: tuple[Estimate, ...]
    unknowns: tuple[Unknown, ...]
    unfinished: dict[str, int]
    fund: Fund | None
    arranged: dict[int, Payment] | None

    @property
    def years(self) -> tuple[int, ...]:
        """The award years, oldest first."""
        return tuple(dict.fromkeys(line.year for line in self.lines))

    def of(self, year: int, programs: tuple[str, ...]) -> tuple[ForecastLine, ...]:
        """The lines of a year for some programs."""
        return tuple(line for line in self.lines if line.year == year and line.program.id in programs)
