"""What a calculation gives: the programs, targets and scorecards of a year, and the problems met."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from techreform_cli.domain.fund import FundAccount
from techreform_cli.domain.instalment import Due, InstalmentDue, Payable
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.domain.program_result import ProgramResult
from techreform_cli.domain.score_result import ScorecardResult
from techreform_cli.domain.target_result import Status, TargetResult, TrackedResult

if TYPE_CHECKING:
    from techreform_cli.domain.comparison import Reading


@dataclass(frozen=True, slots=True)
class Result:
    """Everything one run of the engine found. `instalments` are those of the year's awards and of earlier ones. `year_chosen`
    says why this year, where the user named none; `target_history` has the targets of every plan year up to it; `readings` what
    every other reading of the unconfirmed questions would give (None: not asked for); `fund` is how the county's money stands, where
    the policy has a target about it."""

    policy: Policy
    ledger: Ledger
    year: int
    as_of: dt.date
    programs: tuple[ProgramResult, ...]
    targets: tuple[TargetResult, ...]
    tracked: tuple[TrackedResult, ...]
    problems: tuple[Problem, ...]
    year_chosen: str = ""
    instalments: tuple[InstalmentDue, ...] = ()
    target_history: dict[int, tuple[TargetResult, ...]] = field(default_factory=dict)
    scorecards: tuple[ScorecardResult, ...] = ()
    readings: tuple[Reading, ...] | None = None
    fund: FundAccount | None = None

    def payable(self, of: ProgramResult) -> Payable:
        """What is to be paid this year under one of `programs`: the instalments falling due, or the year's awards where it pays at once."""
        if not of.program.instalments:
            return Payable(of.totals.amount, 0, of.totals.enterprises, of.totals.undetermined)
        mine = [item for item in self.instalments if item.program == of.program.id]
        due = [item for item in mine if item.due is Due.NOW and item.amount]
        earlier = sum(item.amount or 0 for item in due if item.award_year < self.year)
        open_ = {item.enterprise for item in mine if item.due is Due.UNDETERMINED}
        return Payable(sum(item.amount or 0 for item in due), earlier, len({item.enterprise for item in due}), len(open_))

    @property
    def needs_a_person(self) -> bool:
        """Whether the ledger has errors, or a row, target or score cannot be decided."""
        return (
            any(of.undetermined for of in self.programs)
            or any(item.due is Due.UNDETERMINED for item in self.instalments)
            or any(t.status is Status.UNDETERMINED for t in self.targets)
            or any(g.least != g.most for card in self.scorecards for g in card.groups)
            or any(p.severity is Severity.ERROR for p in self.problems)
        )
