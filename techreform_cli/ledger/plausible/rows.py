"""Checks of single rows: against another value, a fixed value, the years of the work, the years of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from operator import itemgetter
from typing import cast

from techreform_cli.domain.field import FieldSpec, FieldType
from techreform_cli.domain.money import percent
from techreform_cli.domain.plausible import HOLDS, Bound, Comparison, Expectation, NearPlan, WorkingYears
from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.domain.source import SourceRef
from techreform_cli.ledger.cells import Value
from techreform_cli.ledger.codes import problem
from techreform_cli.ledger.plausible.facts import Facts

BREAKS = {Bound.AT_LEAST: "小于", Bound.ABOVE: "不大于", Bound.AT_MOST: "大于", Bound.BELOW: "不小于"}
BREAKS_DAY = {Bound.AT_LEAST: "早于", Bound.ABOVE: "不晚于", Bound.AT_MOST: "晚于", Bound.BELOW: "不早于"}
EXPECTED = {Bound.AT_LEAST: "不低于", Bound.ABOVE: "大于", Bound.AT_MOST: "不超过", Bound.BELOW: "低于"}
"""How a bound is said when it is broken, and when it is what is expected."""

MANY = 8
"""From so many rows on, a check that more than half of the rows fail is about the columns and is said once."""


def noted(check: Expectation) -> str:
    """How much was tolerated and the check's own word on why, as they are put behind a message."""
    tolerance = check.tolerance if isinstance(check, Comparison) else Fraction(0)
    words = [f"相差超过 {percent(tolerance)}" if tolerance else "", check.note]
    return f"（{'；'.join(filter(None, words))}）" if any(words) else ""


def told(found: list[Problem], severity: Severity) -> list[Problem]:
    """The problems with the severity of their check; notes once, with a count of the others."""
    if severity is Severity.NOTE and found:
        more = f"（另有 {len(found) - 1} 处）" if len(found) > 1 else ""
        first = found[0]
        return [replace(first, severity=severity, message=first.message + more)]
    return [replace(one, severity=severity) for one in found]


def compare(check: Comparison, facts: Facts) -> list[Problem]:
    """The rows whose value is not on the expected side."""
    if isinstance(check.other, FieldSpec):
        return against_column(check, check.other, facts)
    found = []
    asked, limit, holds = asked_rows(check, facts), check.other, HOLDS[check.bound]  # mostly enough, and fast
    for key in facts.keys(check.field):
        values = facts.column(check.field.sheet, key)
        for row in [row for row in asked if (value := values[row]) is not None and not holds(value, limit)]:
            value = int(values[row] or 0)
            if not check.fulfilled(value, limit) and not facts.doubtful(check.field, row):
                found.append((row, not_as_usual(check, facts, key, row, value)))
    return told([one for _, one in sorted(found, key=itemgetter(0))], check.severity)


def asked_rows(check: Comparison, facts: Facts) -> Sequence[int]:
    """The rows that the check is about: all, or those where its other field says so."""
    rows = range(len(facts.drafts[check.field.sheet]))
    if check.field in facts.doubted_columns or not facts.keys(check.field):
        return []
    if check.where is None:
        return rows
    answers = facts.values(check.where)
    return [row for row in rows if answers[row] is not None and bool(answers[row]) is check.holds]


def not_as_usual(check: Comparison, facts: Facts, key: str, row: int, value: Value) -> Problem:
    """One value that is not on the expected side of a fixed one."""
    draft = facts.drafts[check.field.sheet]
    details = {
        "found": facts.shown(check.field, value, row),
        "word": EXPECTED[check.bound],
        "taken": facts.shown(check.field, check.other if isinstance(check.other, int) else None),
        "note": noted(check),
    }
    if check.where is None:
        return problem("L072", draft.ref(key, row), draft.label(key), **details)
    asked = {
        "asked": check.where.name,
        "cell": cell_of(facts, check.where, row),
        "answer": facts.shown(check.where, facts.values(check.where)[row], row),
    }
    return problem("L075", draft.ref(key, row), draft.label(key), **details, **asked)


def against_column(check: Comparison, other: FieldSpec, facts: Facts) -> list[Problem]:
    """The rows whose value is not on the expected side of another of theirs; one problem where it is most of the rows."""
    if facts.doubted_columns & {check.field, other}:
        return []
    values, limits = facts.values(check.field), facts.values(other)
    matches = facts.rows_of(check.field.sheet, other.sheet)
    limits = limits if other.sheet == check.field.sheet else [None if at is None else limits[at] for at in matches]
    asked = asked_rows(check, facts)
    holds = HOLDS[check.bound]  # mostly enough, and fast
    failing = [
        (row, at)
        for row in asked
        if (value := values[row]) is not None
        and (limit := limits[row]) is not None
        and not holds(value, limit)
        and (at := matches[row]) is not None
        and not check.fulfilled(int(value), int(limit))
        and not (facts.doubtful(check.field, row) or facts.doubtful(other, at))
    ]
    compared = sum(1 for row in asked if None not in (values[row], limits[row])) if len(failing) >= MANY else 0
    if len(failing) >= MANY and len(failing) * 2 > compared:
        return told([apart(check, other, facts, *failing[0], count=len(failing))], check.severity)
    return told([apart(check, other, facts, row, at) for row, at in failing], check.severity)


def apart(check: Comparison, other: FieldSpec, facts: Facts, row: int, at: int, count: int = 0) -> Problem:
    """Two values of one row that do not go together; with `count`, as the example of so many."""
    key, place = facts.place(check.field, row)
    _, cell = facts.place(other, at)
    day = check.field.type is FieldType.DATE
    total = check.field.yearly
    details: dict[str, object] = {
        "found": facts.shown(check.field, facts.values(check.field)[row], row),
        "word": (BREAKS_DAY if day else BREAKS)[check.bound],
        "other": other.name,
        "cell": cell.seen_from(place),
        "taken": facts.shown(other, facts.values(other)[at], at),
        "sum": "各年合计" if total else "",
        "note": noted(check),
        "count": count,
    }
    code = "L078" if count else "L070" if day else "L071"
    return problem(code, place, check.field.name if total else facts.drafts[check.field.sheet].label(key), **details)


def near_plan(check: NearPlan, plan: tuple[int, int], facts: Facts) -> list[Problem]:
    """The rows of a year far from the plan."""
    first, last = plan[0] - check.before, plan[1] + check.after
    found = []
    draft = facts.drafts[check.field.sheet]
    for row, value in enumerate(facts.values(check.field)):
        if value is None:
            continue
        year = int(value) // 10_000 if check.field.type is FieldType.DATE else int(value)
        if not first <= year <= last:
            details = {"found": facts.shown(check.field, value, row), "first": plan[0], "last": plan[1], "note": noted(check)}
            found.append(problem("L076", draft.ref(check.field.key, row), check.field.name, **details))
    return told(found, check.severity)


def working_years(check: WorkingYears, facts: Facts) -> list[Problem]:
    """The amounts of years in which the work had not begun, or had long been finished."""
    if not facts.keys(check.start) or not facts.keys(check.end):
        return []
    found = []
    starts, ends = (cast("list[int | None]", facts.values(day)) for day in (check.start, check.end))
    for key in facts.keys(check.field):
        year = int(key.partition("@")[2])
        later, long_before = (year + 1) * 10_000, (year - check.after) * 10_000  # days from one on, and before the other
        for row, (value, start, end) in enumerate(zip(facts.column(check.field.sheet, key), starts, ends, strict=True)):
            late = end is not None and end < long_before
            if value and (late or (start is not None and start > later)):
                found.append(out_of_time(check, facts, key, row, late=late))
    return told(found, check.severity)


def out_of_time(check: WorkingYears, facts: Facts, key: str, row: int, *, late: bool) -> Problem:
    """One amount of a year outside the work."""
    draft = facts.drafts[check.field.sheet]
    day = check.end if late else check.start
    details = {
        "found": facts.shown(check.field, draft.columns[key][row], row),
        "day": day.name,
        "cell": cell_of(facts, day, row),
        "taken": facts.shown(day, facts.values(day)[row], row),
        "note": noted(check),
    }
    return problem("L077", draft.ref(key, row), draft.label(key), **details)


def cell_of(facts: Facts, spec: FieldSpec, row: int) -> str:
    """The cell that a value of the row stands in, where it falls back on the enterprise's, that one."""
    draft, instead = facts.drafts[spec.sheet], spec.otherwise
    if instead is not None and instead.sheet != spec.sheet and draft.column(spec.key)[row] is None:
        at = facts.rows_of(spec.sheet, instead.sheet)[row]
        source: SourceRef = facts.drafts[instead.sheet].ref(instead.field, at if at is not None else row)
        return source.seen_from(draft.ref(spec.key, row))
    return draft.ref(spec.key, row).short
