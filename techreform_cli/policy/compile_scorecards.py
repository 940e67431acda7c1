"""Scorecards of a policy file to domain Scorecards: groups of enterprises, goals and weights, each checked where it stands."""

from __future__ import annotations

from fractions import Fraction

from techreform_cli.domain.expression import Among, Field
from techreform_cli.domain.field import FieldSpec, FieldType
from techreform_cli.domain.policy import (
    CountMeasure,
    Goal,
    GrowthMeasure,
    Measure,
    NoGoal,
    RatioMeasure,
    RowCountMeasure,
    Scorecard,
    ScoreGroup,
    ScoreItem,
    ShareMeasure,
    Target,
)
from techreform_cli.domain.sheets import ENTERPRISES
from techreform_cli.domain.text import plain, township_spellings
from techreform_cli.policy.compile_targets import CUMULATIVE, goal_of, plan_years
from techreform_cli.policy.scalars import written
from techreform_cli.policy.schema import GoalEntry
from techreform_cli.policy.scope import Scope, Unresolved
from techreform_cli.policy.scorecard_schema import ScorecardEntry, ScoreItemEntry
from techreform_cli.policy.yaml_source import Path_


def scorecards(scope: Scope, targets: tuple[Target, ...]) -> tuple[Scorecard, ...]:
    """Every scorecard that compiles, over the compiled `targets`; errors are noted in the document."""
    found = []
    for name, entry in scope.file.scorecards.items():
        try:
            found.append(_scorecard(scope, name, entry, targets))
        except Unresolved:
            continue
    return tuple(found)


def _scorecard(scope: Scope, name: str, entry: ScorecardEntry, targets: tuple[Target, ...]) -> Scorecard:
    path: Path_ = ("scorecards", name)
    scope.check_clause(entry.clause, (*path, "clause"))
    by = _grouping(scope, entry, path)
    groups = _groups(scope, entry, by, path)
    items = []
    for key in entry.items:
        try:
            items.append(_item(scope, entry, key, targets, (*path, "items", key)))
        except Unresolved:
            continue
    first, last = plan_years(scope)
    for year in range(first, last + 1):
        if len(items) == len(entry.items) and sum(item.weights[year] for item in items) <= 1:
            raise scope.fail("P062", (*path, "items"), "各项权重合计不超过 1 分", "权重写分值，如 60，不写 60%")
    prefixes = tuple(scope.file.places.prefixes)
    return Scorecard(name, entry.label, entry.clause, by, groups, tuple(items), NoGoal(entry.missing), prefixes)


def _grouping(scope: Scope, entry: ScorecardEntry, path: Path_) -> FieldSpec:
    spec = scope.field_spec(entry.by, (*path, "by"))
    if spec.sheet != ENTERPRISES or spec.type not in (FieldType.TEXT, FieldType.CHOICE):
        name = scope.dictionary.sheet(ENTERPRISES).name
        raise scope.fail("P060", (*path, "by"), f"“{entry.by}”不是《{name}》的文字或分类字段，不能用来分组", "换成乡镇、园区之类的字段")
    return spec


def _groups(scope: Scope, entry: ScorecardEntry, by: FieldSpec, path: Path_) -> tuple[ScoreGroup, ...]:
    """The groups that any item names, in the order met. A spelling without 镇 or 乡 that fits two groups stands for neither."""
    first: dict[str, Path_] = {}
    for key, item in entry.items.items():
        for name in item.goals:
            first.setdefault(name, (*path, "items", key, "goals", name))
    ways = {name: township_spellings(name) for name in first}
    own = {ways[name][0]: name for name in reversed(first)}
    for name, place in reversed(first.items()):
        other = next((own[text] for text in ways[name] if text in own and own[text] != name), "")
        if other:
            raise scope.fail("P060", place, f"“{name}”和“{other}”是同一个地方的两种写法", f"都写成“{other}”，或都写成“{name}”")
    everything = [text for texts in ways.values() for text in texts]
    kept = {name: tuple(text for text in texts if everything.count(text) == 1) for name, texts in ways.items()}
    return tuple(_group(scope, by, name, texts) for name, texts in kept.items())


def _group(scope: Scope, by: FieldSpec, name: str, texts: tuple[str, ...]) -> ScoreGroup:
    spellings = (*texts, *(plain(prefix) + text for prefix in scope.file.places.prefixes for text in texts))
    return ScoreGroup(name, spellings, Among(Field(by), spellings))


def _item(scope: Scope, card: ScorecardEntry, key: str, targets: tuple[Target, ...], path: Path_) -> ScoreItem:
    entry = card.items[key]
    clause = entry.clause or card.clause
    if entry.clause:
        scope.check_clause(clause, (*path, "clause"))
    if clause not in scope.file.clauses:
        raise Unresolved  # said once, not again at every goal
    target = _target(scope, entry, targets, path)
    _check_splits(scope, target, (*path, "target"))
    first, last = plan_years(scope)
    years = range(first, last + 1)
    weights = {year: _weight(scope, entry, year, (*path, "weight")) for year in years}
    most = {year: _most(scope, entry, year, (*path, "most")) for year in years}
    goals = _goals(scope, entry, clause, target, path)
    return ScoreItem(key, entry.label or target.label, clause, target, goals, weights, most)


def _target(scope: Scope, entry: ScoreItemEntry, targets: tuple[Target, ...], path: Path_) -> Target:
    known = {target.id: target for target in targets}
    name, family = entry.target, entry.target.removesuffix(CUMULATIVE)
    if name in known:
        return known[name]
    if name + CUMULATIVE in known:
        raise scope.fail("P061", (*path, "target"), f"目标 {name} 没有逐年的数", f"改用 {name}{CUMULATIVE}")
    if family in scope.file.targets and family not in known and family + CUMULATIVE not in known:
        raise Unresolved  # what is wrong with it is already noted
    near = scope.document.nearest(name, known)
    remedy = f"是否为 {near}？" if near else "可用的有：" + "、".join(known) if known else "先在 targets 中写上"
    raise scope.fail("P061", (*path, "target"), f"没有目标“{name}”", remedy)


def _check_splits(scope: Scope, target: Target, path: Path_) -> None:
    """Note a target whose figure is not made of enterprises' rows. Raises Unresolved."""
    if isinstance(target.measure, GrowthMeasure):
        raise scope.fail("P061", path, f"目标“{target.label}”是增长，不能分组考核", "换成按数量、金额或比值计算的目标")
    if target.use_official:
        raise scope.fail("P061", path, f"目标“{target.label}”用全县的官方数据，不能分组考核", "把目标的 source 改成 ledger，或换一个目标")
    sheet = _rows_of(target.measure)
    if "credit_code" not in {field.key for field in scope.dictionary.sheet(sheet).fields}:
        name = scope.dictionary.sheet(sheet).name
        raise scope.fail("P061", path, f"目标“{target.label}”的数在《{name}》，不分企业，不能分组考核", "换成按企业或项目计算的目标")


def _rows_of(measure: Measure) -> str:
    """The sheet whose rows make the figure."""
    if isinstance(measure, CountMeasure):
        return ENTERPRISES
    if isinstance(measure, RowCountMeasure | ShareMeasure):
        return measure.sheet
    assert not isinstance(measure, GrowthMeasure)
    return (measure.numerator if isinstance(measure, RatioMeasure) else measure.field).spec.sheet


def _weight(scope: Scope, entry: ScoreItemEntry, year: int, path: Path_) -> Fraction:
    value = scope.figure(entry.weight, path, year)
    if not isinstance(value, int | Fraction) or value <= 0:
        raise scope.fail("P062", path, f"权重要写大于 0 的分值，写的是 {written(value)}", "写成 60 这样的数")
    return Fraction(value)


def _most(scope: Scope, entry: ScoreItemEntry, year: int, path: Path_) -> Fraction:
    """The most that actual over goal counts for: 100% unless the item says otherwise."""
    if entry.most is None:
        return Fraction(1)
    value = scope.figure(entry.most, path, year)
    if not isinstance(value, Fraction) or value < 1:
        near = f"是否为 {value}%？" if isinstance(value, int) and value >= 100 else "写成 120% 这样的比例"
        raise scope.fail("P062", path, f"most 要写不低于 100% 的比例，写的是 {written(value)}", near)
    return value


def _goals(scope: Scope, entry: ScoreItemEntry, clause: str, target: Target, path: Path_) -> dict[str, dict[int, Goal]]:
    """Group -> year -> goal. Every fault is noted before any is raised."""
    first, last = plan_years(scope)
    years = {str(year): year for year in range(first, last + 1)}
    found: dict[str, dict[int, Goal]] = {group: {} for group in entry.goals}
    failed = False
    for group, text in ((group, text) for group, goals in entry.goals.items() for text in goals):
        place: Path_ = (*path, "goals", group, text)
        if text not in years:
            scope.document.add("P045", place, f"{text} 不在计划年度 {first}—{last} 内", "改年度，或改 policy.plan")
            continue
        own = entry.goals[group][text]
        try:
            found[group][years[text]] = _goal(scope, GoalEntry(value=own.value, clause=own.clause or clause), target, years[text], place)
        except Unresolved:
            failed = True
    if failed:
        raise Unresolved
    return found


def _goal(scope: Scope, entry: GoalEntry, target: Target, year: int, path: Path_) -> Goal:
    goal = goal_of(scope, entry, path, year, target.measure, target)
    if goal.value <= 0:
        raise scope.fail("P063", path, f"这里的目标 {written(entry.value)} 要大于 0，才能算完成率", "没有目标的不写这一年")
    return goal
