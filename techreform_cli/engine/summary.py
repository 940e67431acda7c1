"""One ledger on one day: its targets against time, what completes next, and the awards against the county's money."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.outcome import ProgramOutcome
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.problem import Problem, Severity, UsageError
from techreform_cli.domain.sheets import PROJECTS
from techreform_cli.domain.summary import (
    Basis,
    EarlierSection,
    EarlierSummary,
    Pending,
    ProgramStanding,
    Section,
    Standing,
)
from techreform_cli.domain.target_result import TargetResult
from techreform_cli.engine.calculate import calculate
from techreform_cli.engine.compare import award_changes, outcome_of
from techreform_cli.engine.coverage import data_years

COMPLETION, PLANNED, START = "completion_date", "planned_completion", "construction_start"


def section(policy: Policy, ledger: Ledger, as_of: dt.date, year: int | None = None) -> Section:
    """The ledger as it stands on `as_of`; without a year, in the year of that day, or the plan's first or last if it lies outside.
    Awards run on after the plan's end. Raises UsageError for a year out of range."""
    of_targets, of_awards, notes = _years(policy, as_of, year)
    known = data_years(policy, ledger)
    notes += [f"台账里还没有 {y} 年的数据" for y in dict.fromkeys((of_targets, of_awards)) if y not in known]
    result = calculate(policy, ledger, of_targets, as_of)
    awarded = result if of_awards == of_targets else calculate(policy, ledger, of_awards, as_of)
    pending, unclear = _pending(ledger, as_of)
    return Section(
        result=result,
        awarded=awarded,
        notes=tuple(notes),
        standings=tuple(Standing(found, _due(found)) for found in result.targets),
        pending=pending,
        unclear=unclear,
        programs=tuple(ProgramStanding(of) for of in outcome_of(awarded).programs),
        fund=awarded.fund,
    )


def _years(policy: Policy, as_of: dt.date, year: int | None) -> tuple[int, int, list[str]]:
    """The year of the targets, that of the awards, and what is to be said about the choice."""
    if year is not None:
        return year, year, [] if as_of.year == year else [f"按指定的 {year} 年看，日期 {as_of.isoformat()} 不在这一年"]
    first, last = policy.plan
    if as_of.year < first:
        return first, first, [f"计划期 {first}—{last} 年还没有开始，按 {first} 年看，时间进度为 0"]
    if as_of.year <= last:
        return as_of.year, as_of.year, []
    ends = [program.years_awarded[-1] for program in policy.programs]
    awards = min(as_of.year, max([last, *ends]))
    note = f"计划期 {first}—{last} 年已经结束，目标按 {last} 年看，时间进度为全部"
    return last, awards, [note + (f"；奖补按 {awards} 年看" if awards != last else "")]


def _due(found: TargetResult) -> Fraction | None:
    return None if found.goal is None else found.goal * found.elapsed


def _pending(ledger: Ledger, as_of: dt.date) -> tuple[tuple[Pending, ...], int]:
    """The projects not completed on the day, those that come first first, and how many have a completion that cannot be read: a later day
    in 完工日期 or 计划完工日期 decides, else how much of the planned investment is made."""
    table, today = ledger.tables[PROJECTS], int(as_of.strftime("%Y%m%d"))
    if not table.has(COMPLETION):
        return (), 0
    columns = {key: table.values[key] if table.has(key) else [None] * len(table) for key in _READ}
    owners, names = table.frame["enterprise"].tolist(), ledger.tables["enterprises"].values["name"]
    invested = _invested(ledger, as_of.year)
    found, unclear = [], 0
    for row in range(len(table)):
        done = columns[COMPLETION][row]
        if done is None:
            unclear += 1
        elif not done or int(done) > today:
            at = {key: values[row] for key, values in columns.items()}
            at["name"] = (names[owners[row]] if owners[row] >= 0 else None) or at["name"]
            found.append(_pending_project(at, invested[row], table.cell(COMPLETION, row)))
    return tuple(sorted(found, key=lambda one: _next_first(one, today))), unclear


_READ = ("project_number", "project_name", "name", COMPLETION, PLANNED, START, "planned_investment")


def _pending_project(at: dict[str, Any], invested: int | None, cell: Any) -> Pending:
    recorded, planned = int(at[COMPLETION] or 0), int(at[PLANNED] or 0)
    basis = Basis.RECORDED if recorded else Basis.PLANNED if planned else Basis.INVESTED
    return Pending(
        number=at["project_number"] or "",
        name=at["project_name"] or "",
        enterprise=at["name"] or "",
        basis=basis,
        due=recorded or planned,
        started=int(at[START] or 0),
        invested=invested,
        planned=at["planned_investment"],
        cell=cell,
    )


def _next_first(one: Pending, today: int) -> tuple[object, ...]:
    """Those with a day by the day; then those under way by what is invested; then those not begun."""
    begun = bool(one.invested) or 0 < one.started <= today
    return (not one.due, one.due, not begun, -(one.share if one.share is not None else Fraction(-1)), one.number)


def _invested(ledger: Ledger, year: int) -> list[int | None]:
    """分 invested per project up to the year, over the yearly columns that the ledger has; None where one is unknown, or it has none."""
    table = ledger.tables[PROJECTS]
    spec = next((spec for spec in table.spec.fields if spec.yearly), None)
    keys = [key for key in table.keys if spec and key.startswith(f"{spec.key}@") and int(key.partition("@")[2]) <= year]
    sums: list[int | None] = [0 if keys else None] * len(table)
    for key in keys:
        values = table.values[key]
        for row, sofar in enumerate(sums):
            part = values[row]
            sums[row] = None if sofar is None or not isinstance(part, int) else sofar + part
    return sums


def held_against(sections: Sequence[Section], earlier: EarlierSummary, as_of: dt.date) -> tuple[Section, ...]:
    """The sections with what the previous summary says of the same ledgers, told by their file names. Raises UsageError where it is of a
    later day, or of another policy."""
    if earlier.as_of > as_of:
        message = f"上次摘要的日期 {earlier.as_of.isoformat()} 晚于这一次的 {as_of.isoformat()}"
        raise UsageError(Problem("U041", Severity.ERROR, message, "请核对 --since 的文件和 --as-of 的日期"))
    waiting: dict[str, list[EarlierSection]] = {}
    for one in earlier.sections:
        waiting.setdefault(one.file, []).append(one)
    met: Counter[str] = Counter()
    found = []
    for now in sections:
        same, place = waiting.get(now.file, []), met[now.file]
        met[now.file] += 1
        found.append(_with_before(now, same[place]) if place < len(same) else _noted(now, "上次摘要里没有这个台账，没有比较"))
    return tuple(found)


def _with_before(now: Section, before: EarlierSection) -> Section:
    policy = now.result.policy
    if before.policy != policy.id:
        message = f"上次摘要是按政策 {before.policy} 写的，这一次是 {policy.id}，不能比较"
        raise UsageError(Problem("U041", Severity.ERROR, message, "--since 换成同一政策的摘要，或不写 --since"))
    if before.policy_sha256 != policy.sha256 or before.settings != dict(policy.settings):
        now = _noted(now, "上次摘要以后政策文件或 --set 的改动变了，数字的变化也可能因此而来")
    if before.year != now.result.year:
        now = _noted(now, f"上次摘要是 {before.year} 年的，只比较整个计划期累计的目标")
    comparable = {
        one.found.target.id for one in now.standings if before.year == now.result.year or one.found.target.plan_total
    } & before.targets.keys()
    standings = (
        replace(one, before=before.targets[one.found.target.id]) if one.found.target.id in comparable else one for one in now.standings
    )
    same_year = before.award_year == now.awarded.year
    programs = [_with_awards(one, before) if same_year else one for one in now.programs]
    return replace(now, before=before, standings=tuple(standings), programs=tuple(programs))


def _with_awards(one: ProgramStanding, before: EarlierSection) -> ProgramStanding:
    """A program beside what the previous summary says of it, and of who got what where it says so."""
    name = one.program.id
    former = before.awarded.get(name)
    if former is None:
        return replace(one, before=before.awards.get(name))
    kept = tuple(award for award in one.outcome.awards if award.amount != 0)  # as a summary records them
    changes = award_changes(ProgramOutcome(one.program, former), ProgramOutcome(one.program, kept))
    return replace(one, before=before.awards.get(name), changes=tuple(changes))


def _noted(now: Section, note: str) -> Section:
    return replace(now, notes=(*now.notes, note))
