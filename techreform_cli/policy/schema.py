"""The shape of a policy file: one pydantic model per kind of entry. Published as JSON Schema for editors.

A number is a literal with its unit (20%, 300万元, 15) or `$id`, the name of a parameter. Shape only: what names mean
is settled in the compile_* modules, which report with the same positions.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Literal

from pydantic import Field

from techreform_cli.policy.entry import Entry
from techreform_cli.policy.program_schema import BudgetEntry, PredicateEntry, ProgramEntry, StackingEntry, TotalCapEntry
from techreform_cli.policy.scorecard_schema import ScorecardEntry
from techreform_cli.policy.slots import Limit, Number, ParameterValue, Spellings, Text


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


class FieldEntry(Entry):
    """A ledger column of the policy's own. `choices` are the spellings of a 分类, the one kept first."""

    type: Literal["money", "number", "integer", "year", "date", "boolean", "text", "choice", "code"]
    unit: str = ""
    aliases: list[str] = []
    blank: Literal["unknown", "none", "zero"] = "unknown"
    required: bool = False
    choices: list[Spellings] = []


class SheetEntry(Entry):
    """A ledger sheet of the policy's own. Rows are about an enterprise (`per_enterprise`) or the county; `identity` names the columns
    that make a row unique, 企业 standing for the enterprise."""

    aliases: list[str] = []
    per_enterprise: bool = True
    identity: list[str] = []
    required: bool = False
    fields: dict[str, FieldEntry] = Field(min_length=1)


class NearPlanEntry(Entry):
    """How many years before and after the plan a row may be of."""

    before: int = Field(ge=0, le=100)
    after: int = Field(ge=0, le=100)


class CheckEntry(Entry):
    """Something expected of a column of the sheet it stands under: one of the bounds, a span of years, or nearness to the plan."""

    field: Text
    median: bool = False
    at_least: Limit | None = None
    above: Limit | None = None
    at_most: Limit | None = None
    below: Limit | None = None
    tolerance: Number | None = None
    where: str = ""
    is_: bool = Field(default=True, alias="is")
    years_from: str = ""
    years_to: str = ""
    years_after: int = Field(default=0, ge=0, le=100)
    near_plan: NearPlanEntry | None = None
    severity: Literal["error", "warning", "note"] = "warning"
    note: str = ""


class PlacesEntry(Entry):
    """A gazetteer: prefixes to ignore (a province's name), and the districts that also stand for a city."""

    prefixes: list[str] = []
    districts: dict[str, list[str]] = {}


class RatioEntry(Entry):
    """Sum of one field over the sum of another."""

    of: Text
    to: Text


class MeasureEntry(Entry):
    """What a target measures: exactly one of count, sum, ratio, share, growth, rows."""

    count: Literal["企业"] | None = None
    sum: str | None = None
    ratio: RatioEntry | None = None
    growth: Literal["compound", "average_increase"] | None = None
    rows: str | None = None
    share: str | None = None
    meeting: list[PredicateEntry] = []
    where: list[PredicateEntry] = []
    dated: str = ""
    of: str = ""
    of_programs: Literal["fund"] | None = None
    since: int | None = None


class GoalEntry(Entry):
    """A figure; its clause is the target's unless it names its own."""

    principal: ClassVar[str] = "value"

    value: Number
    clause: str = ""


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
    fields: dict[str, dict[str, FieldEntry]] = {}
    sheets: dict[str, SheetEntry] = {}
    checks: dict[str, list[CheckEntry]] = {}
    parameters: dict[str, ParameterEntry] = {}
    places: PlacesEntry = PlacesEntry.model_construct()
    definitions: dict[str, PredicateEntry] = {}
    programs: dict[str, ProgramEntry]
    stacking: dict[str, StackingEntry] = {}
    total_caps: dict[str, TotalCapEntry] = {}
    budgets: dict[str, BudgetEntry] = {}
    fund_programs: list[str] = []
    about: Number | None = None
    targets: dict[str, TargetEntry] = {}
    tracked: dict[str, TrackedEntry] = {}
    scorecards: dict[str, ScorecardEntry] = {}
    interpretations: dict[str, InterpretationEntry] = {}
