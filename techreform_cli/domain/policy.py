"""A policy as the engine uses it: clauses, dated parameters, programs, targets, interpretations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from techreform_cli.domain.expression import Amount, Expression, Field
from techreform_cli.domain.field import Dictionary, FieldSpec
from techreform_cli.domain.problem import Problem
from techreform_cli.domain.program import Budget, Program, Stacking, TotalCap


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the notice: its number there, our summary of it, and what became of it."""

    number: str
    summary: str
    status: str  # encoded | tracked | not_computable
    reason: str = ""

    @property
    def status_label(self) -> str:
        """The word shown to the clerk."""
        return {"encoded": "已入规则", "tracked": "跟踪", "not_computable": "不可计算"}[self.status]


ParameterValue = Amount | Fraction | int | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """A number or list of the notice with its clause. `values` are (in force from yyyymmdd, value), oldest first;
    None is "not set". `unit` is 金额, 比例, 数量 or 名单."""

    id: str
    label: str
    clause: str
    unit: str
    values: tuple[tuple[int, ParameterValue], ...]
    note: str = ""

    def at(self, year: int) -> ParameterValue:
        """The value in force at the end of `year`; None if none is yet."""
        since = self.since(year)
        return next((value for start, value in self.values if start == since), None)

    def since(self, year: int) -> int | None:
        """The day from which on the value has been in force that is so at the end of `year`; None if none is yet."""
        return max((start for start, _ in self.values if start <= year * 10_000 + 1231), default=None)


class Comparison(StrEnum):
    """How an actual figure is held against a target."""

    AT_LEAST = "at_least"
    ABOVE = "above"
    ABOUT = "about"

    @property
    def label(self) -> str:
        """The word shown to the clerk."""
        return {"at_least": "≥ 以上", "above": "> 超过", "about": "≈ 左右"}[self.value]


@dataclass(frozen=True, slots=True)
class CountMeasure:
    """How many enterprises meet `where` in a year."""

    where: Expression


@dataclass(frozen=True, slots=True)
class SumMeasure:
    """The sum of a field over the rows of its sheet that meet `where`; rows belong to the year by their 年度, or the field is yearly,
    or by `dated` (a date field)."""

    field: Field
    where: Expression | None = None
    dated: Field | None = None


@dataclass(frozen=True, slots=True)
class RowCountMeasure:
    """How many rows of a sheet meet `where`, in the year of `dated` (None: whatever the year)."""

    sheet: str
    where: Expression
    dated: Field | None = None


@dataclass(frozen=True, slots=True)
class RatioMeasure:
    """The sum of one field over the sum of another, over the rows of their sheet that meet `where`, in the year of `dated` (None: as
    those of a sum)."""

    numerator: Field
    denominator: Field
    where: Expression | None = None
    dated: Field | None = None


@dataclass(frozen=True, slots=True)
class ShareMeasure:
    """How many of the rows of a sheet that meet `where` also meet `meeting`, as a share of them; in the year of `dated` (None: whatever
    the year)."""

    sheet: str
    where: Expression
    meeting: Expression
    dated: Field | None = None


@dataclass(frozen=True, slots=True)
class GrowthMeasure:
    """Growth of another target's figure since `since`: compound per year (a ratio), or the average yearly increase."""

    of: str
    since: int
    compound: bool


Quotient = RatioMeasure | ShareMeasure
Measure = CountMeasure | SumMeasure | RowCountMeasure | Quotient | GrowthMeasure


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure aimed at and the clause that sets it: 分 or 分/人 for money, else a plain number."""

    value: Fraction
    clause: str


@dataclass(frozen=True, slots=True)
class Target:
    """One figure to reach. `plan_total` targets are measured from the plan's start to the year; `distinct` says
    that enterprises are then counted once. `official` is the field of the official series, used where
    `use_official`; `family` is the id of the yearly target it totals."""

    id: str
    label: str
    clause: str
    unit: str
    measure: Measure
    comparison: Comparison
    goals: dict[int, Goal]
    plan_total: bool = False
    distinct: bool = True
    official: FieldSpec | None = None
    use_official: bool = False
    family: str = ""


@dataclass(frozen=True, slots=True)
class Tracked:
    """Something the notice asks for without a figure, followed in the workbook."""

    id: str
    label: str
    clause: str
    unit: str
    measure: Measure


class NoGoal(StrEnum):
    """What an item without a goal does to a group's score."""

    LEAVE_OUT = "leave_out"
    ZERO = "zero"


@dataclass(frozen=True, slots=True)
class ScoreGroup:
    """Some enterprises scored together: a town, a park. `members` tells which they are; `spellings` are the ways the ledger may
    write the name."""

    name: str
    spellings: tuple[str, ...]
    members: Expression


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One thing scored: `target`, measured over each group. `goals` has group -> year -> goal; `weights` are points and `most` the
    most that actual over goal counts for, by plan year."""

    id: str
    label: str
    clause: str
    target: Target
    goals: dict[str, dict[int, Goal]]
    weights: dict[int, Fraction]
    most: dict[int, Fraction]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Groups of enterprises, told apart by the field `by`, scored on several items. `prefixes` may stand before a group's name."""

    id: str
    label: str
    clause: str
    by: FieldSpec
    groups: tuple[ScoreGroup, ...]
    items: tuple[ScoreItem, ...]
    no_goal: NoGoal
    prefixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One reading of an interpretation. `sets` are the slots it changes: path -> what it puts there, as the policy file writes it."""

    id: str
    label: str
    sets: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Interpretation:
    """An open question of the notice: the readings, the one used, and whether somebody confirmed it. `bears_on` are the ids
    of the programs, (yearly) targets and scorecards whose slots its readings change."""

    id: str
    question: str
    clause: str
    options: tuple[Option, ...]
    use: str
    confirmed_by: str = ""
    confirmed_on: str = ""
    bears_on: tuple[str, ...] = ()

    @property
    def confirmed(self) -> bool:
        """Whether the reading used was confirmed by somebody on some day."""
        return bool(self.confirmed_by)

    @property
    def used(self) -> Option:
        """The option in use."""
        return next(o for o in self.options if o.id == self.use)


@dataclass(frozen=True, slots=True)
class Policy:
    """One notice, ready to be applied. `notes` are findings about the policy itself, shown in 口径."""

    id: str
    title: str
    document: str
    issuer: str
    issued: dt.date
    sha256: str
    plan: tuple[int, int]
    clauses: dict[str, Clause]
    parameters: dict[str, ParameterSpec]
    programs: tuple[Program, ...]
    stacking: tuple[Stacking, ...]
    total_caps: tuple[TotalCap, ...]
    budgets: tuple[Budget, ...]
    targets: tuple[Target, ...]
    tracked: tuple[Tracked, ...]
    scorecards: tuple[Scorecard, ...]
    interpretations: tuple[Interpretation, ...]
    about_share: Fraction
    dictionary: Dictionary
    settings: tuple[tuple[str, str], ...] = ()  # what --set changed, as given
    overlay_sha256: str = ""  # of the county's own file of readings, where one was laid over
    notes: tuple[Problem, ...] = ()
    reference: str = ""  # what --policy says to mean it: its id, or its file's name where another policy has the id
    fund_programs: tuple[str, ...] = ()  # ids of the programs that the county's fund pays

    @property
    def unconfirmed(self) -> tuple[Interpretation, ...]:
        """The open questions of which nobody has confirmed the reading."""
        return tuple(item for item in self.interpretations if not item.confirmed)

    @property
    def limits(self) -> tuple[TotalCap | Budget, ...]:
        """The caps over programs, and the budgets."""
        return (*self.total_caps, *self.budgets)

    def program(self, program_id: str) -> Program:
        """The program of that id; KeyError if there is none."""
        for program in self.programs:
            if program.id == program_id:
                return program
        raise KeyError(program_id)

    def limits_on(self, program_id: str) -> tuple[TotalCap | Budget, ...]:
        """The caps over programs and budgets that can leave off some of a program's awards of a year."""
        return tuple(limit for limit in self.limits if program_id in limit.programs)
