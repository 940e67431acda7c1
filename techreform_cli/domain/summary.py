"""What a director wants to know on one day: targets against time, what changed, what is behind, what waits for a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from techreform_cli.domain.comparison import Change
from techreform_cli.domain.fund import FundAccount
from techreform_cli.domain.money import FEN, half_up
from techreform_cli.domain.outcome import Award, ProgramOutcome
from techreform_cli.domain.policy import CountMeasure, RowCountMeasure, SumMeasure
from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.domain.program import Program
from techreform_cli.domain.result import Result
from techreform_cli.domain.source import SourceRef
from techreform_cli.domain.target_result import Status, TargetResult
from techreform_cli.domain.totals import Totals

RECORDED_DECIMALS = 10
"""The decimals, in the target's unit, with which a summary records a figure."""


class Finding(StrEnum):
    """What a summary may find that somebody has to see to; the names of --fail-if."""

    BEHIND = "behind"
    ERRORS = "errors"
    UNDETERMINED = "undetermined"
    UNCONFIRMED = "unconfirmed"

    @property
    def label(self) -> str:
        """The words shown to the clerk."""
        return {"behind": "落后", "errors": "错误", "undetermined": "待补正", "unconfirmed": "待确认"}[self.value]


NEEDS_A_PERSON = frozenset({Finding.ERRORS, Finding.UNDETERMINED, Finding.UNCONFIRMED})
"""A target that is behind needs work, not a person at this desk: it counts only where it is asked for."""


@dataclass(frozen=True, slots=True)
class EarlierTarget:
    """A target as a previous summary recorded it: its figure (分 or plain, rounded as recorded; None: none), its status, and whether
    its period was over."""

    actual: Fraction | None
    status: Status
    over: bool


@dataclass(frozen=True, slots=True)
class EarlierSection:
    """One ledger as a previous summary recorded it. `awards` are the totals per program id, `awarded` who got what (no entry: not said),
    `counts` how much of each finding."""

    file: str
    ledger_sha256: str
    policy: str
    policy_sha256: str
    settings: Mapping[str, str]
    year: int
    award_year: int
    targets: Mapping[str, EarlierTarget]
    awards: Mapping[str, Totals]
    awarded: Mapping[str, tuple[Award, ...]]
    counts: Mapping[Finding, int]


@dataclass(frozen=True, slots=True)
class EarlierSummary:
    """A previous summary: its day, and its ledgers by file name in the order given."""

    as_of: dt.date
    sections: tuple[EarlierSection, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A target against time: `due` is goal × elapsed share of its period (None: no goal). `before` is how it stood in the previous summary
    (None: not there, or of another year)."""

    found: TargetResult
    due: Fraction | None
    before: EarlierTarget | None = None

    @property
    def adds_up(self) -> bool:
        """Whether the figure grows with the year, as counts and sums do; ratios and growth do not."""
        return isinstance(self.found.target.measure, CountMeasure | RowCountMeasure | SumMeasure)

    @property
    def ahead(self) -> Fraction | None:
        """The figure less what is due; negative where it is behind."""
        actual = self.found.measurement.actual
        return None if actual is None or self.due is None else actual - self.due

    @property
    def shortfall(self) -> Fraction | None:
        """The share of the goal by which the figure is short of what is due; negative where it is ahead."""
        rate = self.found.achievement_rate
        return None if rate is None else self.found.elapsed - rate

    @property
    def change(self) -> Fraction | None:
        """The figure less that of the previous summary, both as recorded; None where either is missing."""
        actual = self.found.measurement.actual
        if actual is None or self.before is None or self.before.actual is None:
            return None
        return as_recorded(actual, self.found.target.unit) - self.before.actual


def as_recorded(value: Fraction, unit: str) -> Fraction:
    """A figure (分, or plain) as a summary records it in its unit."""
    scale = FEN.get(unit.split("/")[0], 1)
    return Fraction(half_up(value / scale * 10**RECORDED_DECIMALS), 10**RECORDED_DECIMALS) * scale


class Basis(StrEnum):
    """What says that a project comes next: a later day in 完工日期, a 计划完工日期, or how much of its plan is invested."""

    RECORDED = "recorded"
    PLANNED = "planned"
    INVESTED = "invested"


@dataclass(frozen=True, slots=True)
class Pending:
    """A project not completed on the day. `due` and `started` are yyyymmdd (0: no day is known), `invested` is 分 up to the end of the year
    (None: unknown), `planned` 分 (None: unknown), `cell` where its completion is filled in."""

    number: str
    name: str
    enterprise: str
    basis: Basis
    due: int
    started: int
    invested: int | None
    planned: int | None
    cell: SourceRef | None

    @property
    def share(self) -> Fraction | None:
        """How much of the planned investment is made."""
        return Fraction(self.invested, self.planned) if self.invested is not None and self.planned else None


@dataclass(frozen=True, slots=True)
class ProgramStanding:
    """What a program comes to in the award year, and in the previous summary (None: not there, or of another year). `changes` are the
    awards that differ from those of the previous summary (None: it does not say who got what)."""

    outcome: ProgramOutcome
    before: Totals | None = None
    changes: tuple[Change, ...] | None = None

    @property
    def program(self) -> Program:
        """The program itself."""
        return self.outcome.program

    @property
    def totals(self) -> Totals:
        """The program's line in a table of totals."""
        return self.outcome.totals

    @property
    def change(self) -> int | None:
        """分 more (or, negative, less) that is known than in the previous summary."""
        return None if self.before is None else self.totals.amount - self.before.amount

    @property
    def changed(self) -> bool:
        """Whether anything is known to differ from the previous summary."""
        return self.before is not None and (self.totals != self.before or bool(self.changes))


@dataclass(frozen=True, slots=True)
class Section:
    """One ledger. `result` has the targets, `awarded` the awards: of the same year, but after the plan's end. `notes` are sentences
    about what was taken for granted. `gaps` are the targets behind, the largest shortfall first; `pending` the projects that complete
    next, `unclear` how many projects have a completion that cannot be read. `before` is the ledger in the previous summary."""

    result: Result
    awarded: Result
    notes: tuple[str, ...]
    standings: tuple[Standing, ...]
    pending: tuple[Pending, ...]
    unclear: int
    programs: tuple[ProgramStanding, ...]
    fund: FundAccount | None
    before: EarlierSection | None = None

    @property
    def file(self) -> str:
        """The name of the ledger's file or folder."""
        return self.result.ledger.file

    @property
    def gaps(self) -> tuple[Standing, ...]:
        """The targets that are behind, the largest shortfall first."""
        behind = [one for one in self.standings if one.found.status is Status.BEHIND]
        return tuple(sorted(behind, key=lambda one: -(one.shortfall or Fraction(0))))

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The errors of the ledger, each once."""
        both = (*self.result.problems, *self.awarded.problems)
        return tuple(dict.fromkeys(problem for problem in both if problem.severity is Severity.ERROR))

    @property
    def counts(self) -> dict[Finding, int]:
        """How much there is of each finding: targets behind; errors; awards, targets and scores undetermined; readings unconfirmed."""
        awards = sum(len(of.undetermined) for of in self.awarded.programs)
        targets = sum(1 for one in self.standings if one.found.status is Status.UNDETERMINED)
        scores = sum(1 for card in self.result.scorecards for group in card.groups if group.least != group.most)
        return {
            Finding.BEHIND: len(self.gaps),
            Finding.ERRORS: len(self.errors),
            Finding.UNDETERMINED: awards + targets + scores,
            Finding.UNCONFIRMED: len(self.result.policy.unconfirmed),
        }


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A ledger that could not be read, and why."""

    file: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The ledgers in the order given, on one day. `since` is the day of the previous summary; `titles` names the kinds of problem by
    their codes."""

    as_of: dt.date
    sections: tuple[Section, ...]
    unreadable: tuple[Unreadable, ...] = ()
    since: dt.date | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    findings: frozenset[Finding] = field(init=False)

    def __post_init__(self) -> None:
        """Findings are counted once: they decide what is printed and the exit code."""
        found = {kind for section in self.sections for kind, count in section.counts.items() if count}
        object.__setattr__(self, "findings", frozenset(found | ({Finding.ERRORS} if self.unreadable else set())))

    def wanted(self, kinds: frozenset[Finding]) -> bool:
        """Whether anything needs a person, or any of `kinds` was found."""
        return bool(self.findings & (NEEDS_A_PERSON | kinds))
