"""What targets and tracked matters measure, and in what kind of number."""

from __future__ import annotations

from collections.abc import Mapping

from techreform_cli.domain.expression import Among, Every, Expression, Field
from techreform_cli.domain.field import FieldType
from techreform_cli.domain.policy import CountMeasure, GrowthMeasure, Measure, RatioMeasure, RowCountMeasure, ShareMeasure, SumMeasure
from techreform_cli.domain.sheets import ENTERPRISES
from techreform_cli.policy.compile_conditions import conditions
from techreform_cli.policy.program_schema import ProgramEntry
from techreform_cli.policy.schema import MeasureEntry
from techreform_cli.policy.scope import Scope
from techreform_cli.policy.yaml_source import Path_

NUMERIC = (FieldType.MONEY, FieldType.NUMBER, FieldType.INTEGER)


def compile_measure(scope: Scope, entry: MeasureEntry, path: Path_, label: str, clause: str) -> Measure:
    """The measure of `entry`. Raises Unresolved after noting what is wrong."""
    chosen = [kind for kind in ("count", "sum", "ratio", "share", "growth", "rows") if getattr(entry, kind)]
    if len(chosen) != 1:
        raise scope.fail("P046", path, "measure 要写 count、sum、ratio、share、growth、rows 之一", "例如 {sum: 完成投资}")
    _check_slots(scope, entry, chosen[0], path)
    if entry.growth:
        return _growth(scope, entry, path)
    if entry.ratio:
        figures = [_number(scope, name, (*path, "ratio", key)) for key, name in (("of", entry.ratio.of), ("to", entry.ratio.to))]
    else:
        figures = [_number(scope, entry.sum, (*path, "sum"))] if entry.sum else []
    rows = entry.rows or entry.share
    home = _sheet(scope, rows, (*path, chosen[0])) if rows else _rows_of(scope, figures[0]) if figures else ENTERPRISES
    with scope.within(home):
        where = conditions(scope, entry.where, (*path, "where"), label, clause)
        if entry.count:
            return CountMeasure(_reached(scope, where or Every(()), ENTERPRISES, path))
        if entry.rows:
            return RowCountMeasure(home, _reached(scope, where or Every(()), home, path), _dated(scope, entry, home, path))
        if entry.share:
            return _share(scope, entry, path, where or Every(()), (home, label, clause))
        return _ratio(scope, entry, path, where, figures) if entry.ratio else _sum(scope, entry, path, where, figures[0])


_SLOTS = {
    "dated": ("sum", "ratio", "share", "rows"),
    "meeting": ("share",),
    "of_programs": ("sum",),
    "of": ("growth",),
    "since": ("growth",),
}
"""The slots of a measure that only some kinds have, and which."""


def _check_slots(scope: Scope, entry: MeasureEntry, kind: str, path: Path_) -> None:
    """Raise Unresolved for a slot that this kind of measure would not look at."""
    for slot, kinds in _SLOTS.items():
        if getattr(entry, slot) and kind not in kinds and kind != "growth":  # _growth has words of its own
            advice = f"{slot} 用于 {'、'.join(kinds)}；删去，或写成 where 中的条件"
            raise scope.fail("P046", (*path, slot), f"{slot} 不能和 {kind} 一起写", advice)


def kind_of(scope: Scope, measure: Measure, unit: str) -> tuple[str, str]:
    """What kind of number the measure gives (金额, 比例 or 数量), and for money per what; `unit` names that for a quotient."""
    match measure:
        case SumMeasure(field=field) if field.spec.type is FieldType.MONEY:
            return "金额", field.spec.unit.partition("/")[2]
        case RatioMeasure(numerator=above, denominator=below):
            money = above.spec.type is FieldType.MONEY and below.spec.type is not FieldType.MONEY
            return ("金额", unit.partition("/")[2]) if money else ("比例", "")
        case GrowthMeasure(of=of, compound=False):
            entry = scope.file.targets[of]
            return kind_of(scope, compile_measure(scope, entry.measure, ("targets", of, "measure"), entry.label, entry.clause), unit)
        case GrowthMeasure() | ShareMeasure():
            return "比例", ""
        case _:
            return "数量", ""


def _reached(scope: Scope, where: Expression, sheet: str, path: Path_) -> Expression:
    scope.check_reach(where, sheet, (*path, "where"))
    return where


def _sheet(scope: Scope, name: str, path: Path_) -> str:
    sheet = next((s.key for s in scope.dictionary.sheets if s.name == name), None)
    if sheet is None:
        raise scope.fail("P031", path, f"台账没有“{name}”这张表", "可用的有：" + "、".join(s.name for s in scope.dictionary.sheets))
    return sheet


def _dated(scope: Scope, entry: MeasureEntry, sheet: str, path: Path_) -> Field | None:
    if not entry.dated:
        return None
    found = scope.field(entry.dated, (*path, "dated"))
    if found.spec.type is not FieldType.DATE:
        raise scope.fail("P039", (*path, "dated"), f"“{entry.dated}”不是日期字段", "换成完工日期之类的字段")
    scope.check_reach(found, sheet, (*path, "dated"))
    return found


def _number(scope: Scope, name: str, path: Path_) -> Field:
    found = scope.field(name, path)
    if found.spec.type not in NUMERIC:
        raise scope.fail("P039", path, f"“{name}”不是数", "换成金额或数量字段")
    return found


def _rows_of(scope: Scope, field: Field) -> str:
    """The sheet whose rows are added up: yearly figures of enterprises are taken enterprise by enterprise."""
    return ENTERPRISES if set(scope.dictionary.sheet(field.spec.sheet).identity) == {"enterprise", "year"} else field.spec.sheet


def _growth(scope: Scope, entry: MeasureEntry, path: Path_) -> Measure:
    of = scope.file.targets.get(entry.of)
    example = "例如 {growth: compound, of: 目标名, since: 2015}"
    if of is None or entry.since is None:
        near = scope.document.nearest(entry.of, scope.file.targets) if of is None else ""
        raise scope.fail("P047", path, "growth 要写 of（另一个目标）和 since（基年）", f"of 是否为 {near}？" if near else example)
    if of.measure.growth or not (of.goals or of.every_year or of.plan_only):
        raise scope.fail("P047", (*path, "of"), f"目标 {entry.of} 没有逐年的数，不能据以算增长", "换一个逐年计算的目标")
    if entry.where or entry.dated or entry.of_programs:
        raise scope.fail("P047", path, "growth 只看另一个目标的数，不能再写条件", "把条件写到那个目标里")
    return GrowthMeasure(entry.of, entry.since, entry.growth == "compound")


def _ratio(scope: Scope, entry: MeasureEntry, path: Path_, where: Expression | None, figures: list[Field]) -> Measure:
    numerator, denominator = figures
    if numerator.spec.sheet != denominator.spec.sheet:
        raise scope.fail("P048", (*path, "ratio"), "比值的两个字段不在同一张表", "换成同一张表的字段")
    if where:
        scope.check_reach(where, _rows_of(scope, numerator), (*path, "where"))
    return RatioMeasure(numerator, denominator, where, _dated(scope, entry, _rows_of(scope, numerator), path))


def _share(scope: Scope, entry: MeasureEntry, path: Path_, where: Expression, of: tuple[str, str, str]) -> Measure:
    """`of` is the sheet, and the target's label and clause."""
    sheet, label, clause = of
    meeting = conditions(scope, entry.meeting, (*path, "meeting"), label, clause)
    if meeting is None:
        raise scope.fail("P046", path, "share 要写 meeting（符合什么的占多少）", "例如 {share: 企业, meeting: [{field: 规上, is: true}]}")
    scope.check_reach(meeting, sheet, (*path, "meeting"))
    return ShareMeasure(sheet, _reached(scope, where, sheet, path), meeting, _dated(scope, entry, sheet, path))


def _names(programs: Mapping[str, ProgramEntry]) -> tuple[str, ...]:
    """What 已拨付 may call the programs: label or id."""
    return tuple(text for name, program in programs.items() for text in (program.label, name))


def _sum(scope: Scope, entry: MeasureEntry, path: Path_, where: Expression | None, field: Field) -> Measure:
    sheet = _rows_of(scope, field)
    if entry.of_programs:
        programs = {name: scope.file.programs[name] for name in scope.file.fund_programs if name in scope.file.programs}
        among = Among(scope.field("奖补类别", (*path, "of_programs")), _names(programs), known=_names(scope.file.programs))
        where = Every((where, among)) if where else among
    if where:
        scope.check_reach(where, sheet, (*path, "where" if entry.where else "of_programs"))
    return SumMeasure(field, where, _dated(scope, entry, sheet, path))
