"""What a policy expects of a plausible ledger, in words."""

from __future__ import annotations

from collections import Counter

from techreform_cli.domain.expression import Field
from techreform_cli.domain.field import FieldSpec
from techreform_cli.domain.money import percent
from techreform_cli.domain.plausible import Bound, Check, Comparison, Median, NearPlan
from techreform_cli.domain.policy import Policy
from techreform_cli.report.wording import field_value

BOUNDS = {Bound.AT_LEAST: "不低于", Bound.ABOVE: "大于", Bound.AT_MOST: "不超过", Bound.BELOW: "小于"}


def check_rows(policy: Policy) -> list[tuple[str, ...]]:
    """A row for each check: its column with a running number, the sheet, what is expected, and what it is if that is not so."""
    told: Counter[FieldSpec] = Counter()
    rows: list[tuple[str, ...]] = []
    for check in policy.dictionary.checks:
        told[check.field] += 1
        sheet = policy.dictionary.sheet(check.field.sheet)
        note = f"（{check.note}）" if check.note else ""
        name = f"{sheet.key}.{check.field.key}.{told[check.field]}"
        rows.append((name, sheet.name, check_words(policy, check) + note, check.severity.label))
    return rows


def check_words(policy: Policy, check: Check) -> str:
    """What the check expects, as one sentence without its note: A不超过B."""
    name = check.field.name
    if isinstance(check, Comparison):
        where = f"“{check.where.name}”{'为是或不为零' if check.holds else '为否或为零'}的行，" if check.where else ""
        tolerance = f"，相差 {percent(check.tolerance)} 以内不提示" if check.tolerance else ""
        return f"{where}{name}{BOUNDS[check.bound]}{_limit(policy, check)}{tolerance}"
    if isinstance(check, Median):
        return f"{name}的中位数{BOUNDS[check.bound]}{_value(check.field, check.value)}"
    if isinstance(check, NearPlan):
        return f"{name}在计划期前 {check.before} 年到后 {check.after} 年之间"
    return f"{name}只在“{check.start.name}”的年份到“{check.end.name}”之后 {check.after} 年"


def _limit(policy: Policy, check: Comparison) -> str:
    if not isinstance(check.other, FieldSpec):
        return _value(check.field, check.other)
    elsewhere = check.other.sheet != check.field.sheet
    return (f"{policy.dictionary.sheet(check.other.sheet).name}." if elsewhere else "") + check.other.name


def _value(spec: FieldSpec, value: int) -> str:
    return field_value(Field(spec), value)
