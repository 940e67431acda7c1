"""The shape of programs in a policy file: conditions, and the slots that make an award of a claim."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Literal

from pydantic import Field

from techreform_cli.policy.entry import Entry
from techreform_cli.policy.slots import Names, Number, Text


class BoundEntry(Entry):
    """What a figure is held against: a number, or a `share` (the whole, if none is given) of the field `of`, in another `year`."""

    principal: ClassVar[str] = "amount"

    amount: Number | None = None
    share: Number | None = None
    of: str = ""
    year: int = Field(default=0, ge=-20, le=20)


class PredicateEntry(Entry):
    """One condition: a field and one test of it, or `all` / `any` / `when` / `some_project` of further conditions."""

    label: str = ""
    clause: str = ""
    field: str = ""
    year: int = Field(default=0, ge=-20, le=20)
    is_: bool | None = Field(default=None, alias="is")
    given: bool | None = None
    in_: Names | None = Field(default=None, alias="in")
    not_in: Names | None = None
    contains: Text | None = None
    located_in: Names | None = None
    code_between: list[str] | None = Field(default=None, min_length=2, max_length=2)
    code_starts: Names | None = None
    blank: Literal["passes"] | None = None
    at_least: BoundEntry | None = None
    above: BoundEntry | None = None
    at_most: BoundEntry | None = None
    below: BoundEntry | None = None
    grows: Number | None = None
    over: int = Field(default=-1, ge=-20, le=-1)
    in_year: int | None = Field(default=None, ge=-20, le=20)
    from_: dt.date | None = Field(default=None, alias="from")
    to: dt.date | None = None
    all: list[PredicateEntry] | None = Field(default=None, min_length=1)
    any: list[PredicateEntry] | None = Field(default=None, min_length=1)
    when: str = ""
    some_project: PredicateEntry | None = None
    waived_when: str = "never"


class ConditionEntry(PredicateEntry):
    """A condition of a program: it must say its clause and what it is called."""

    label: Text
    clause: Text


class ClaimsEntry(Entry):
    """The sheet with a row per claim, its fields that number and name a claim, and which of its rows are claims of this program."""

    principal: ClassVar[str] = "sheet"

    sheet: Text
    number: str = ""
    name: str = ""
    only: PredicateEntry | None = None


class WindowEntry(Entry):
    """Which date makes a claim (completion, invoice, filing …) and between which days; one outside is refused, or ignored."""

    date: Text
    first: dt.date
    last: dt.date
    outside: Literal["refuse", "ignore"] = "refuse"
    clause: str = ""


class AwardYearsEntry(Entry):
    """The award years of a claim, counted from the year of its window date."""

    first: int = Field(ge=0, le=20)
    last: int = Field(ge=0, le=20)


class ShareEntry(Entry):
    """A share of another field, used where the field itself is unknown."""

    field: Text
    share: Number


class TermEntry(Entry):
    """One term of a base: an amount, or a `share` of it, or a count of things at `each` so much; times further fields, over a number
    (days in a year); `deduct` takes it off."""

    field: Text
    share: Number | None = None
    each: Number | None = None
    times: list[str] = []
    over: int = Field(default=1, ge=1, le=1_000_000)
    deduct: bool = False
    otherwise: ShareEntry | None = None


class BaseYearEntry(Entry):
    """The year an increment is counted from: `offset` from the claim's or the award's year, or the `year` itself."""

    year_of: Literal["completion", "award"] | None = None
    offset: int = Field(default=0, ge=-20, le=20)
    year: int | None = Field(default=None, ge=1990, le=2100)


class FigureEntry(Entry):
    """A sum of fields, or its increment over a base year. Below `at_least` nothing is paid."""

    label: Text
    sum: list[TermEntry] = Field(min_length=1)
    less: BaseYearEntry | None = None
    negative: Literal["zero"] = "zero"
    at_least: Number | None = None


class BaseEntry(FigureEntry):
    """What the rate applies to. With `every` it is `each` for every whole amount of so much, what is left over giving nothing."""

    every: Number | None = None
    each: Number | None = None


class CaseEntry(Entry):
    """A value for claims that meet a definition."""

    when: Text
    value: Number


class PointsEntry(Entry):
    """What is added to the value for claims that meet a definition."""

    when: Text
    points: Number


class StepEntry(Entry):
    """One bracket: from where it applies, and its value."""

    start: Number = Field(alias="from")
    value: Number


class BracketsEntry(Entry):
    """Values by size. `whole`: the bracket that the figure falls into has its value for all of it (全额); `marginal`: every
    slice of the base has its own (超额累进). The figure is the base, or the field `by`."""

    mode: Literal["whole", "marginal"]
    by: str = ""
    year: int = Field(default=0, ge=-20, le=20)
    steps: list[StepEntry] = Field(min_length=1)


class FactorEntry(Entry):
    """What a rate or prize is multiplied by: that of the first case that holds, else `otherwise`."""

    principal: ClassVar[str] = "otherwise"

    cases: list[CaseEntry] = []
    otherwise: Number
    clause: str = ""


class GradedEntry(Entry):
    """A rate or prize: that of the first case that holds, else `otherwise`; or by `brackets`. `plus` adds, `at_most` limits, `factor`
    multiplies what that comes to."""

    principal: ClassVar[str] = "otherwise"

    cases: list[CaseEntry] = []
    otherwise: Number | None = None
    brackets: BracketsEntry | None = None
    plus: list[PointsEntry] = []
    at_most: Number | None = None
    factor: FactorEntry | None = None


class PartEntry(FigureEntry):
    """One of several bases, each with its own rate."""

    rate: GradedEntry


class FloorEntry(Entry):
    """A minimum award: lifted to it, or nothing paid below it."""

    principal: ClassVar[str] = "amount"

    amount: Number
    mode: Literal["lift", "threshold"]
    flag_above: Number | None = None


class LimitEntry(Entry):
    """A maximum: an amount, with `cases` by what kind of enterprise or claim it is; a share of a field; or the lower of the two."""

    principal: ClassVar[str] = "amount"

    cases: list[CaseEntry] = []
    amount: Number | None = None
    share: Number | None = None
    of: str = ""


class RoundingEntry(Entry):
    """What an award is rounded to, half up or down, and the clause that says so where it is one of its own."""

    principal: ClassVar[str] = "unit"

    unit: Literal["分", "角", "元", "百元", "千元", "万元"]
    mode: Literal["half_up", "down"] = "half_up"
    clause: str = ""


class InstalmentEntry(Entry):
    """A share of the award and when it is paid: `offset` years after the award year, or in the year of `date`; only `when`
    that holds. `clause` is the one that says so, where it is one of its own."""

    share: Number
    offset: int = Field(default=0, ge=0, le=20)
    date: str = ""
    when: str = ""
    clause: str = ""


class ProgramEntry(Entry):
    """One subsidy. The slots work in a fixed order: conditions; base, rate (or `parts`, or a `prize`), rounding, claim_floor,
    claim_cap; pick; sum, floor, cap, less already got; then stacking, total_caps, budgets, instalments."""

    label: Text
    clause: Text
    claims: ClaimsEntry | None = None
    window: WindowEntry
    award_years: AwardYearsEntry = AwardYearsEntry.model_construct(first=0, last=0)
    conditions: dict[str, ConditionEntry] = Field(min_length=1)
    base: BaseEntry | None = None
    rate: GradedEntry | None = None
    parts: list[PartEntry] = Field(default=[], max_length=12)
    prize: GradedEntry | None = None
    rate_stage: Literal["project", "enterprise"] = "project"
    rounding: RoundingEntry = RoundingEntry.model_construct(unit="分")
    claim_floor: FloorEntry | None = None
    claim_cap: LimitEntry | None = None
    period: Literal["year", "plan"] = "year"
    pick: Literal["all", "earliest", "largest"] = "all"
    floor: FloorEntry | None = None
    cap: LimitEntry | None = None
    instalments: list[InstalmentEntry] = Field(default=[], max_length=12)


class StackingEntry(Entry):
    """Programs that meet in one enterprise and year."""

    programs: list[str] = Field(min_length=2)
    rule: Literal["allow", "highest_only"]
    clause: Text


class TotalCapEntry(Entry):
    """The most one enterprise gets in a year from several programs; those listed first are paid first."""

    programs: list[str] = Field(min_length=1)
    amount: LimitEntry
    clause: Text


class BudgetEntry(Entry):
    """The most several programs pay in a year, and who is cut when it is exceeded."""

    label: Text
    clause: Text
    programs: list[str] = Field(min_length=1)
    amount: Number
    exceeded: Literal["pro_rata", "largest_first", "smallest_first", "earliest_first"]
