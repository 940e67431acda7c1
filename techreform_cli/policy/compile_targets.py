"""Targets and tracked matters of a policy file to domain Targets."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from techreform_cli.domain.expression import Amount, Among, Every, Expression
from techreform_cli.domain.field import FieldSpec, FieldType
from techreform_cli.domain.policy import (
    Comparison, CountMeasure, Goal, GrowthMeasure, Measure, RatioMeasure, RowCountMeasure, SumMeasure, Target, Tracked,
)
from techreform_cli.policy.compile_conditions import conditions
from techreform_cli.policy.schema import GoalEntry, MeasureEntry, TargetEntry
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
            measure = _measure(scope, entry.measure, (*path, "measure"), entry.label, entry.clause)
        except Unresolved:
            continue
        found.append(Tracked(name, entry.label, entry.clause, entry.unit, measure))
    return tuple(found)


def about_share(scope: Scope) -> Fraction:
    """The share of an "about" target from which it counts as achieved; 1 where the policy gives none."""
    value = scope.file.about
    if isinstance(value, str):
        spec = scope.parameters.get(value[1:])
        value = spec.values[-1][1] if spec else None
    if value is None or isinstance(value, Fraction):
        return value if value is not None else Fraction(1)
    scope.document.add("P035", ("about",), "about 要写比例", "例如 95%")
    return Fraction(1)


def _target(scope: Scope, name: str, entry: TargetEntry) -> tuple[Target | None, Target | None]:
    path: Path_ = ("targets", name)
    scope.check_clause(entry.clause, (*path, "clause"))
    measure = _measure(scope, entry.measure, (*path, "measure"), entry.label, entry.clause)
    official: FieldSpec | None = scope.field_spec(entry.official, (*path, "official")) if entry.official else None
    first, last = scope.file.policy.plan.first_year, scope.file.policy.plan.last_year
    years = [str(year) for year in range(first, last + 1)]
    goals = _goals(scope, entry, path, years)
    common: dict[str, Any] = {"unit": entry.unit, "measure": measure, "official": official, "use_official": entry.source == "official"}
    one = total = None
    if goals:
        one = Target(name, entry.label, entry.clause, comparison=Comparison(entry.comparison), goals=goals, **common)
    plan = entry.plan or entry.plan_only
    if plan:
        where = (*path, "plan" if entry.plan else "plan_only")
        goal = _goal(scope, plan, where)
        total = Target(
            id=name + (CUMULATIVE if entry.plan else ""),
            label=plan.label or entry.label,
            clause=plan.clause,
            comparison=Comparison(plan.comparison or entry.comparison),
            goals={int(year): goal for year in years},
            plan_total=True,
            distinct=plan.over == "distinct",
            **common,
        )
    if one is None and total is None:
        raise scope.fail("P044", path, f"目标 {name} 没有目标值", "写 goals、every_year、plan 或 plan_only")
    return one, total


def _goals(scope: Scope, entry: TargetEntry, path: Path_, years: list[str]) -> dict[int, Goal]:
    found: dict[int, Goal] = {}
    if entry.every_year:
        goal = _goal(scope, entry.every_year, (*path, "every_year"))
        found = {int(year): goal for year in years}
    for year, value in entry.goals.items():
        if year not in years:
            scope.document.add("P045", (*path, "goals", year), f"{year} 不在计划年度 {years[0]}—{years[-1]} 内", "改年度，或改 policy.plan")
            continue
        found[int(year)] = _goal(scope, value, (*path, "goals", year))
    return found


def _goal(scope: Scope, entry: GoalEntry, path: Path_) -> Goal:
    scope.check_clause(entry.clause, (*path, "clause"))
    value = entry.value
    if isinstance(value, str):
        spec = scope.parameters.get(value[1:])
        if spec is None or spec.values[-1][1] is None or isinstance(spec.values[-1][1], tuple):
            raise scope.fail("P036", (*path, "value"), f"没有参数 {value}", "先在 parameters 中写上")
        value = spec.values[-1][1]
    return Goal(Fraction(value.fen if isinstance(value, Amount) else value), entry.clause)


def _measure(scope: Scope, entry: MeasureEntry, path: Path_, label: str, clause: str) -> Measure:
    chosen = [kind for kind in ("count", "sum", "ratio", "growth", "rows") if getattr(entry, kind)]
    if len(chosen) != 1:
        raise scope.fail("P046", path, "measure 要写 count、sum、ratio、growth、rows 之一", "例如 {sum: 完成投资}")
    where = conditions(scope, entry.where, (*path, "where"), label, clause)
    if entry.count:
        return CountMeasure(where or Every(()))
    if entry.rows:
        sheet = next((s.key for s in scope.dictionary.sheets if s.name == entry.rows), None)
        if sheet is None:
            raise scope.fail("P031", (*path, "rows"), f"台账没有“{entry.rows}”这张表", "可用的有：" + "、".join(s.name for s in scope.dictionary.sheets))
        return RowCountMeasure(sheet, where or Every(()), scope.field(entry.dated, (*path, "dated")) if entry.dated else None)
    if entry.growth:
        if entry.of not in scope.file.targets or entry.since is None:
            raise scope.fail("P047", path, "growth 要写 of（另一个目标）和 since（基年）", "例如 {growth: compound, of: investment, since: 2017}")
        return GrowthMeasure(entry.of, entry.since, entry.growth == "compound")
    if entry.ratio:
        numerator = scope.field(entry.ratio.of, (*path, "ratio", "of"))
        denominator = scope.field(entry.ratio.to, (*path, "ratio", "to"))
        if numerator.spec.sheet != denominator.spec.sheet:
            raise scope.fail("P048", (*path, "ratio"), "比值的两个字段不在同一张表", "换成同一张表的字段")
        return RatioMeasure(numerator, denominator, where)
    return _sum(scope, entry, path, where)


def _sum(scope: Scope, entry: MeasureEntry, path: Path_, where: Expression | None) -> Measure:
    field = scope.field(entry.sum or "", (*path, "sum"))
    if field.spec.type not in (FieldType.MONEY, FieldType.NUMBER, FieldType.INTEGER):
        raise scope.fail("P039", (*path, "sum"), f"“{entry.sum}”不是数", "换成金额或数量字段")
    if entry.of_programs:
        chosen = scope.file.fund_programs
        known = [name for name in chosen if name in scope.file.programs]
        names = tuple(text for name in known for text in (scope.file.programs[name].label, name))
        among = Among(scope.field("奖补类别", (*path, "of_programs")), names)
        where = Every((where, among)) if where else among
    return SumMeasure(field, where, scope.field(entry.dated, (*path, "dated")) if entry.dated else None)


