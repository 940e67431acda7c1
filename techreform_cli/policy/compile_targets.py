"""Targets and tracked matters of a policy file to domain Targets."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from techreform_cli.domain.expression import Amount
from techreform_cli.domain.field import FieldSpec, FieldType
from techreform_cli.domain.money import FEN
from techreform_cli.domain.policy import Comparison, Goal, GrowthMeasure, Measure, Quotient, Target, Tracked
from techreform_cli.policy.compile_measures import NUMERIC, compile_measure, kind_of
from techreform_cli.policy.scalars import written
from techreform_cli.policy.schema import GoalEntry, TargetEntry
from techreform_cli.policy.scope import Scope, Unresolved
from techreform_cli.policy.yaml_source import Path_

CUMULATIVE = "_cumulative"
"""The suffix of a yearly target's plan total."""


def targets(scope: Scope) -> tuple[Target, ...]:
    """Every target that compiles, yearly ones first; errors are noted in the document."""
    yearly: list[Target] = []
    totals: list[Target] = []
    for name, entry in scope.file.targets.items():
        try:
            one, total = _target(scope, name, entry)
        except Unresolved:
            continue
        yearly += [one] if one else []
        totals += [total] if total else []
    return (*yearly, *totals)


def tracked(scope: Scope) -> tuple[Tracked, ...]:
    """Every tracked matter that compiles."""
    found = []
    for name, entry in scope.file.tracked.items():
        path = ("tracked", name)
        scope.check_clause(entry.clause, (*path, "clause"))
        try:
            measure = compile_measure(scope, entry.measure, (*path, "measure"), entry.label, entry.clause)
            if isinstance(measure, GrowthMeasure):
                raise scope.fail("P047", (*path, "measure"), "growth 只能用于 targets", "换成 count、sum、ratio 或 rows")
            _check_unit(scope, entry.unit, measure, (*path, "unit"))
        except Unresolved:
            continue
        found.append(Tracked(name, entry.label, entry.clause, entry.unit, measure))
    return tuple(found)


def about_share(scope: Scope) -> Fraction:
    """The share of an "about" target from which it counts as achieved; 1 where the policy gives none."""
    if scope.file.about is None:
        return Fraction(1)
    try:
        value = scope.figure(scope.file.about, ("about",), scope.file.policy.plan.last_year)
    except Unresolved:
        return Fraction(1)
    if isinstance(value, Fraction) and 0 < value <= 1:
        return value
    scope.document.add("P035", ("about",), f"about 要写 100% 以内的比例，写的是 {written(value)}", "例如 95%")
    return Fraction(1)


def _target(scope: Scope, name: str, entry: TargetEntry) -> tuple[Target | None, Target | None]:
    path: Path_ = ("targets", name)
    scope.check_clause(entry.clause, (*path, "clause"))
    measure = compile_measure(scope, entry.measure, (*path, "measure"), entry.label, entry.clause)
    _check_unit(scope, entry.unit, measure, (*path, "unit"))
    goals = _goals(scope, entry, measure, path)
    common: dict[str, Any] = {"family": name, "unit": entry.unit, "measure": measure, "official": _official(scope, entry, measure, path)}
    common["use_official"] = entry.source == "official"
    one = None
    if goals:
        one = Target(name, entry.label, entry.clause, comparison=Comparison(entry.comparison), goals=goals, **common)
    total = _plan_total(scope, name, entry, common)
    if one is None and total is None:
        raise scope.fail("P044", path, f"目标 {name} 没有目标值", "写 goals、every_year、plan 或 plan_only")
    return one, total


def _plan_total(scope: Scope, name: str, entry: TargetEntry, common: dict[str, Any]) -> Target | None:
    plan = entry.plan or entry.plan_only
    if plan is None:
        return None
    path: Path_ = ("targets", name, "plan" if entry.plan else "plan_only")
    measure = common["measure"]
    if isinstance(measure, Quotient | GrowthMeasure):
        raise scope.fail("P053", path, "比值和增长不能按计划期累计", "改用 goals 或 every_year")
    total_id = name + (CUMULATIVE if entry.plan else "")
    if entry.plan and total_id in scope.file.targets:
        raise scope.fail("P049", path, f"累计目标的名称 {total_id} 已被另一个目标占用", "给另一个目标换名称")
    first, last = plan_years(scope)
    goal = goal_of(scope, plan, path, last, measure, entry)
    return Target(
        id=total_id,
        label=plan.label or entry.label,
        clause=goal.clause,
        comparison=Comparison(plan.comparison or entry.comparison),
        goals=dict.fromkeys(range(first, last + 1), goal),
        plan_total=True,
        distinct=plan.over == "distinct",
        **common,
    )


def plan_years(scope: Scope) -> tuple[int, int]:
    """The first and last plan year, in this order even where the file has them the wrong way round."""
    plan = scope.file.policy.plan
    return min(plan.first_year, plan.last_year), max(plan.first_year, plan.last_year)


def _official(scope: Scope, entry: TargetEntry, measure: Measure, path: Path_) -> FieldSpec | None:
    if not entry.official:
        if entry.source == "official":
            raise scope.fail("P054", (*path, "source"), "没有写 official，不能用官方数据", "写 official: 表.字段，或 source: ledger")
        return None
    spec = scope.field_spec(entry.official, (*path, "official"))
    kind, per = kind_of(scope, measure, entry.unit)
    fits = (spec.type is FieldType.MONEY and spec.unit.partition("/")[2] == per) if kind == "金额" else spec.type in NUMERIC[1:]
    if scope.dictionary.sheet(spec.sheet).identity != ("year",) or not fits:
        raise scope.fail("P054", (*path, "official"), f"“{entry.official}”不是每年一个数、同样单位的字段", "换成《全县指标》的字段")
    return spec


def _goals(scope: Scope, entry: TargetEntry, measure: Measure, path: Path_) -> dict[int, Goal]:
    found: dict[int, Goal] = {}
    first, last = plan_years(scope)
    years = {str(year): year for year in range(first, last + 1)}
    for year in years.values() if entry.every_year else ():
        assert entry.every_year is not None
        found[year] = goal_of(scope, entry.every_year, (*path, "every_year"), year, measure, entry)
    for name, value in entry.goals.items():
        if name not in years:
            scope.document.add("P045", (*path, "goals", name), f"{name} 不在计划年度 {first}—{last} 内", "改年度，或改 policy.plan")
            continue
        found[years[name]] = goal_of(scope, value, (*path, "goals", name), years[name], measure, entry)
    return found


def goal_of(scope: Scope, entry: GoalEntry, path: Path_, year: int, measure: Measure, target: TargetEntry | Target) -> Goal:
    """The figure of `entry` for `year`, held against what the target's measure gives. Raises Unresolved for a number of another kind."""
    if entry.clause:
        scope.check_clause(entry.clause, (*path, "clause"))
    value = scope.figure(entry.value, (*path, "value"), year)
    kind, per = kind_of(scope, measure, target.unit)
    wanted = {"金额": Amount, "比例": Fraction, "数量": int}[kind]
    fits = isinstance(value, wanted) and not (isinstance(value, Amount) and value.per != per)
    if value != 0 and not fits:
        example = f"12亿元{f'/{per}' if per else ''}" if kind == "金额" else {"比例": "15%", "数量": "15"}[kind]
        raise scope.fail("P035", (*path, "value"), f"这里要写{kind}（如 {example}），写的是 {written(value)}", f"改成{kind}")
    return Goal(Fraction(value.fen) if isinstance(value, Amount) else Fraction(value), entry.clause or target.clause)


def _check_unit(scope: Scope, unit: str, measure: Measure, path: Path_) -> None:
    """A figure must be shown in a unit of its kind: money in 万元 or the like, a share as 比例."""
    kind, per = kind_of(scope, measure, unit)
    money, _, shown_per = unit.partition("/")
    if kind == "金额" and (money not in FEN or shown_per != per):
        raise scope.fail("P055", path, f"单位“{unit}”不是金额单位", "写 万元、亿元" + (f"，或 万元/{per}" if per else ""))
    if kind != "金额" and (money in FEN or (kind == "比例") != (unit == "比例")):
        raise scope.fail("P055", path, f"单位“{unit}”不合这个指标（{kind}）", "写 比例" if kind == "比例" else "写 家、个、亩 之类的单位")
