"""What a year comes to, without how: each enterprise's award under each program, and how each target stands."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from techreform_cli.domain.instalment import InstalmentDue
from techreform_cli.domain.policy import Target
from techreform_cli.domain.program import Program
from techreform_cli.domain.program_result import Verdict
from techreform_cli.domain.target_result import Status
from techreform_cli.domain.totals import Totals


@dataclass(frozen=True, slots=True)
class Award:
    """One enterprise's award under one program: 分, None while undetermined. `enterprise` is its position in the ledger."""

    enterprise: int
    name: str
    credit_code: str
    verdict: Verdict
    amount: int | None


@dataclass(frozen=True, slots=True)
class ProgramOutcome:
    """One program's awards of a year, in the ledger's order of enterprises. `instalments` are theirs, where the program pays in parts."""

    program: Program
    awards: tuple[Award, ...]
    instalments: tuple[InstalmentDue, ...] = ()

    def due_by(self, year: int) -> dict[int, int]:
        """分 of these awards that fall due up to and in `year`, per enterprise: all of them where they are paid at once. What is unknown,
        or waits for a date or condition, is not due."""
        if not self.program.instalments:
            return {award.enterprise: award.amount for award in self.awards if award.amount is not None}
        found: dict[int, int] = {}
        for item in self.instalments:
            if item.due_year is not None and item.due_year <= year and item.amount is not None:
                found[item.enterprise] = found.get(item.enterprise, 0) + item.amount
        return found

    @property
    def totals(self) -> Totals:
        """The program's line in a table of totals."""
        known = [award.amount for award in self.awards if award.amount is not None]
        open_ = sum(1 for award in self.awards if award.verdict is Verdict.UNDETERMINED)
        return Totals(sum(1 for amount in known if amount > 0), sum(known), open_)


@dataclass(frozen=True, slots=True)
class TargetOutcome:
    """How one target stands: 分 for money, else plain; None where there is nothing to go by. `over`: its period has ended."""

    target: Target
    actual: Fraction | None
    status: Status
    over: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """One year under one policy."""

    year: int
    programs: tuple[ProgramOutcome, ...]
    targets: tuple[TargetOutcome, ...]

    def program(self, program_id: str) -> ProgramOutcome | None:
        """The outcome of the program of that id; None if there is no such program."""
        return next((found for found in self.programs if found.program.id == program_id), None)
