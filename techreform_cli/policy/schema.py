"""The shape of a policy file: one pydantic model per kind of entry. Published as JSON Schema for editors.

A number is a literal with its unit (20%, 300万元, 15) or `$id`, the name of a parameter. Shape only: what names mean
is settled in the compile_* modules, which report with the same positions.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from techreform_cli.policy.slots import Names, Number, ParameterValue, Text


class Entry(BaseModel):
    """Base of all entries: unknown keys are errors, nothing is coerced. An entry with a `principal` key may be
    written as that key's value alone: `cap: 300万元` for `cap: {amount: 300万元}`."""

    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True, defer_build=True)
    principal: ClassVar[str] = ""

    @model_validator(mode="before")
    @classmethod
    def _expand(cls, data: Any) -> Any:
        return {cls.principal: data} if cls.principal and not isinstance(data, dict) else data


class PlanEntry(Entry):
    """The years the notice covers, both included."""

    first_year: int = Field(ge=1990, le=2100)
    last_year: int = Field(ge=1990, le=2100)


class HeadEntry(Entry):
    """What notice this is."""

    id: Text
    title: Text
    document: Text
    issuer: Text
    issued: dt.date
    plan: PlanEntry


class ClauseEntry(Entry):
    """One clause, in our own words."""

    summary: Text
    status: Literal["encoded", "tracked", "not_computable"]
    reason: str = ""


class DatedValue(Entry):
    """A value and the day from which it is in force."""

    start: dt.date = Field(alias="from")
    value: ParameterValue


class ParameterEntry(Entry):
    """A number or list of the notice: one `value`, or several dated `values`."""

    label: Text
    clause: Text
    unit: Literal["金额", "比例", "数量", "名单", ""] = ""
    value: ParameterValue = None
    values: list[DatedValue] = []
    note: str = ""


class PlacesEntry(Entry):
    """A gazetteer: prefixes to ignore (a province's name), and the districts that also stand for a city."""

    prefixes: list[str] = []
    districts: dict[str, list[str]] = {}


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
    blank: Literal["passes"] | None = None
    at_least: Number | None = None
    above: Number | None = None
    at_most: Number | None = None
    below: Number | None = None
    in_year: int | None = Field(default=None, ge=-20, le=20)
    all: list[PredicateEntry] | None = Field(default=None, min_length=1)
    any: list[PredicateEntry] | None = Field(default=None, min_length=1)
    when: str = ""
    some_project: PredicateEntry | None = None
    waived_when: str = "never"


class ConditionEntry(PredicateEntry):
    """A condition of a program: it must say its clause and what it is called."""

    label: Text
    clause: Text


class WindowEntry(Entry):
    """Which date makes a project claim (completion, invoice, filing …) and between which days; one outside is refused, or ignored."""

    date: Text
    first: dt.date
    last: dt.date
    outside: Literal["refuse", "ignore"] = "refuse"
    clause: str = ""


class AwardYearsEntry(Entry):
    """The award years of a project, counted from its completion year."""

    first: int = Field(ge=0, le=20)
    last: int = Field(ge=0, le=20)


class ShareEntry(Entry):
    """A share of another field, used where the field itself is unknown."""

    field: Text
    share: Number


class TermEntry(Entry):
    """One term of a base."""

    field: Text
    otherwise: ShareEntry | None = None


class BaseYearEntry(Entry):
    """The year an increment is counted from."""

    year_of: Literal["completion", "award"]
    offset: int = Field(ge=-20, le=20)


class BaseEntry(Entry):
    """What the rate applies to: a sum of fields, or its increment over a base year."""

    label: Text
    sum: list[TermEntry] = Field(min_length=1)
    less: BaseYearEntry | None = None
    negative: Literal["zero"] = "zero"


class RateCaseEntry(Entry):
    """A rate for claims that meet a definition."""

    when: Text
    value: Number


class RateEntry(Entry):
    """A rate: that of the first case that holds, else `otherwise`."""

    principal = "otherwise"

    cases: list[RateCaseEntry] = []
    otherwise: Number


class FloorEntry(Entry):
    """A minimum per enterprise and period: lifted to it, or nothing paid below it."""

    principal = "amount"

    amount: Number
    mode: Literal["lift", "threshold"]
    flag_above: Number | None = None


class CapEntry(Entry):
    """A maximum per enterprise and period."""

    principal = "amount"

    amount: Number


class ProgramEntry(Entry):
    """One subsidy. The slots work in a fixed order: conditions, base, rate, rounding, floor, cap, less already got."""

    label: Text
    clause: Text
    window: WindowEntry
    award_years: AwardYearsEntry
    conditions: dict[str, ConditionEntry] = Field(min_length=1)
    base: BaseEntry
    rate: RateEntry
    rate_stage: Literal["project", "enterprise"]
    rounding: Literal["分", "角", "元", "百元", "千元", "万元"] = "分"
    period: Literal["year", "plan"] = "year"
    pick: Literal["all", "earliest", "largest"] = "all"
    floor: FloorEntry | None = None
    cap: CapEntry | None = None


class StackingEntry(Entry):
    """Programs that meet in one enterprise and year."""

    programs: list[str] = Field(min_length=2)
    rule: Literal["allow", "highest_only"]
    clause: Text


class RatioEntry(Entry):
    """Sum of one field over the sum of another."""

    of: Text
    to: Text


class MeasureEntry(Entry):
    """What a target measures: exactly one of count, sum, ratio, growth, rows."""

    count: Literal["企业"] | None = None
    sum: str | None = None
    ratio: RatioEntry | None = None
    growth: Literal["compound", "average_increase"] | None = None
    rows: str | None = None
    where: list[PredicateEntry] = []
    dated: str = ""
    of: str = ""
    of_programs: Literal["fund"] | None = None
    since: int | None = None


class GoalEntry(Entry):
    """A figure and its clause."""

    value: Number
    clause: Text


class PlanGoalEntry(GoalEntry):
    """The figure for the whole plan; `over` says how years add up: enterprises once, or the yearly figures summed."""

    label: str = ""
    comparison: Literal["at_least", "above", "about"] | None = None
    over: Literal["distinct", "sum"] = "sum"


class TargetEntry(Entry):
    """One target: goals per year (`goals` or `every_year`), and/or over the plan (`plan`, `plan_only`)."""

    label: Text
    clause: Text
    unit: Text
    comparison: Literal["at_least", "above", "about"]
    measure: MeasureEntry
    official: str = ""
    source: Literal["ledger", "official"] = "ledger"
    goals: dict[str, GoalEntry] = {}
    every_year: GoalEntry | None = None
    plan: PlanGoalEntry | None = None
    plan_only: PlanGoalEntry | None = None


class TrackedEntry(Entry):
    """Something followed without a figure to reach."""

    label: Text
    clause: Text
    unit: Text
    measure: MeasureEntry


class OptionEntry(Entry):
    """One reading: the slots it sets, path -> value."""

    label: Text
    set: dict[str, Any] = Field(min_length=1)


class ConfirmedEntry(Entry):
    """Who confirmed a reading, and when."""

    by: Text
    on: dt.date


class InterpretationEntry(Entry):
    """An open question. The first option is the default unless `use` names another."""

    question: Text
    clause: Text
    options: dict[str, OptionEntry] = Field(min_length=1)
    use: str = ""
    confirmed: ConfirmedEntry | None = None


class PolicyFile(Entry):
    """A whole policy file."""

    schema_: Literal["techreform/policy/1"] = Field(alias="schema")
    policy: HeadEntry
    clauses: dict[str, ClauseEntry]
    parameters: dict[str, ParameterEntry] = {}
    places: PlacesEntry = PlacesEntry()
    definitions: dict[str, PredicateEntry] = {}
    programs: dict[str, ProgramEntry]
    stacking: dict[str, StackingEntry] = {}
    fund_programs: list[str] = []
    about: Number | None = None
    targets: dict[str, TargetEntry] = {}
    tracked: dict[str, TrackedEntry] = {}
    interpretations: dict[str, InterpretationEntry] = {}
