"""What a calculation gives: per program the claims and awards with every step, the targets, and the problems met."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Any

from techreform_cli.domain.expression import Expression, Field
from techreform_cli.domain.fund import FundAccount
from techreform_cli.domain.instalment import Due, InstalmentDue, Payable
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.policy import (
    Comparison,
    CountMeasure,
    Policy,
    RowCountMeasure,
    Scorecard,
    ScoreGroup,
    ScoreItem,
    Target,
    Tracked,
)
from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.domain.program import Program
from techreform_cli.domain.source import SourceRef

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from techreform_cli.domain.comparison import Reading


class Verdict(StrEnum):
    """What the conditions say."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    UNDETERMINED = "undetermined"

    @property
    def label(self) -> str:
        """The word shown to the clerk."""
        return {"eligible": "符合", "ineligible": "不符合", "undetermined": "待补正"}[self.value]


class Grain(StrEnum):
    """What a row of a step's column is."""

    CLAIM = "claim"  # one project in one award year
    AWARD = "award"  # one enterprise in the year calculated


class Kind(StrEnum):
    """How a step's value is written."""

    MONEY = "money"
    RATE = "rate"
    COUNT = "count"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Step:
    """One named figure on the way from cells to award; its column in `claims` or `awards` bears its id."""

    id: str
    label: str
    grain: Grain
    kind: Kind
    expression: Expression
    clause: str


@dataclass(frozen=True, slots=True)
class InputColumn:
    """A ledger field as the claims read it. `values` is a pandas array (Int64 分, boolean or string);
    `cells(i)` the cells row i's value was read from, or would have to be filled in; `absence(i)` says in Chinese
    why there is no such cell ("" if there is one). `unclear[i]`: row i has no value though its cell holds something."""

    field: Field
    values: pd.api.extensions.ExtensionArray
    cells: Callable[[int], tuple[SourceRef, ...]]
    absence: Callable[[int], str]
    unclear: np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class ProgramResult:
    """One program in one year.

    `claims` has one row per project (or row of the program's other claim sheet) and award year, sorted by enterprise, year, window
    date and number: award (row of `awards`), project, enterprise (positions in the ledger's tables), year, completion (the
    window date, yyyymmdd, 0 unknown), number, name, and one column per claim step. `awards` has one row per enterprise: enterprise, name,
    credit_code, town, verdict, base, rate (a Fraction or None), computed, already_paid, amount, amount_if_filled
    (Int64 分), and one column per award step.
    `instalments` has one entry per instalment of each claim counted in the year, held against that year.
    `inputs` and `outcomes` give, row by row of `claims`, each field read and each single test made. `scales` is the
    denominator of columns that are not whole 分 (rates). `paid_cells(year, enterprise)` are the cells of 已拨付 behind a step got_<year>,
    `open_paid_cells` those that keep it open; `paid_years` are the award years that 已拨付 has, `unsure_years` the earlier ones it may
    have: it hangs on a row that is not clear.
    """

    program: Program
    steps: tuple[Step, ...]
    claims: pd.DataFrame
    awards: pd.DataFrame
    inputs: dict[Field, InputColumn]
    outcomes: dict[Expression, pd.arrays.BooleanArray]
    scales: dict[str, int]
    paid_cells: Callable[[int, int], tuple[SourceRef, ...]]
    open_paid_cells: Callable[[int, int], tuple[SourceRef, ...]]
    paid_years: frozenset[int]
    unsure_years: frozenset[int] = frozenset()
    instalments: tuple[InstalmentDue, ...] = ()
    lists: dict[tuple[str, object], list[Any]] = field(default_factory=dict, repr=False, compare=False)

    def claim(self, column: str, row: int) -> Any:
        """One value of `claims`: int, bool, str or pandas.NA."""
        return self.claim_list(column)[row]

    def claim_list(self, column: str) -> list[Any]:
        """A column of `claims` as `claim` gives its values."""
        return self._list("claims", self.claims, column)

    def input_list(self, field: Field) -> list[Any]:
        """The values of a field, claim by claim."""
        key = ("inputs", field)
        if key not in self.lists:
            self.lists[key] = self.inputs[field].values.tolist()
        return self.lists[key]

    def outcome_list(self, test: Expression) -> list[Any]:
        """The outcomes of a single test, claim by claim: bool or pandas.NA."""
        key = ("outcomes", test)
        if key not in self.lists:
            self.lists[key] = self.outcomes[test].tolist()
        return self.lists[key]

    def award(self, column: str, row: int) -> Any:
        """One value of `awards`: int, str, Fraction, Verdict, None or pandas.NA."""
        return self._list("awards", self.awards, column)[row]

    def _list(self, name: str, frame: pd.DataFrame, column: str) -> list[Any]:
        """A column as a plain list, made once: single values of a frame are slow to come by."""
        key = (name, column)
        if key not in self.lists:
            self.lists[key] = frame[column].tolist()
        return self.lists[key]

    @property
    def claim_steps(self) -> tuple[Step, ...]:
        """The steps whose columns are in `claims`."""
        return tuple(s for s in self.steps if s.grain is Grain.CLAIM)

    @property
    def award_steps(self) -> tuple[Step, ...]:
        """The steps whose columns are in `awards`."""
        return tuple(s for s in self.steps if s.grain is Grain.AWARD)


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
            amounts, undetermined = of.awards["amount"].dropna(), (of.awards["verdict"] == Verdict.UNDETERMINED).sum()
            return Payable(int(amounts.sum()) if len(amounts) else 0, 0, int((amounts > 0).sum()), int(undetermined))
        mine = [item for item in self.instalments if item.program == of.program.id]
        due = [item for item in mine if item.due is Due.NOW and item.amount]
        earlier = sum(item.amount or 0 for item in due if item.award_year < self.year)
        open_ = {item.enterprise for item in mine if item.due is Due.UNDETERMINED}
        return Payable(sum(item.amount or 0 for item in due), earlier, len({item.enterprise for item in due}), len(open_))

    @property
    def needs_a_person(self) -> bool:
        """Whether the ledger has errors, or a row, target or score cannot be decided."""
        undetermined = any((p.awards["verdict"] == Verdict.UNDETERMINED).any() for p in self.programs)
        return (
            undetermined
            or any(t.status is Status.UNDETERMINED for t in self.targets)
            or any(g.least != g.most for card in self.scorecards for g in card.groups)
            or any(p.severity is Severity.ERROR for p in self.problems)
        )
