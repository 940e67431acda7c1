"""Programs of a policy file, slot by slot, to domain Programs."""

from __future__ import annotations

from fractions import Fraction

from techreform_cli.domain.expression import (
    Choose,
    Difference,
    Expression,
    Field,
    FirstKnown,
    Largest,
    Literal,
    Product,
    Rounded,
    Sum,
    YearRef,
)
from techreform_cli.domain.field import FieldType
from techreform_cli.domain.money import FEN
from techreform_cli.domain.policy import Condition, Floor, FloorMode, Period, Pick, Program, Stacking, Window
from techreform_cli.domain.traversal import fields
from techreform_cli.policy.compile_conditions import definition, predicate
from techreform_cli.policy.schema import BaseEntry, PolicyFile, ProgramEntry, RateEntry, TermEntry, WindowEntry
from techreform_cli.policy.scope import Scope, Unresolved
from techreform_cli.policy.yaml_source import Path_

ZERO = Literal(Fraction(0))
CLAIMS = "projects"
"""The sheet with a row per claim."""
_TAKEN = {
    "in_period",
    "eligible",
    "base",
    "rate",
    "project_award",
    "counted",
    "allocated",
    "award",
    "project",
    "enterprise",
    "year",
    "completion",
    "number",
    "name",
}
"""Names of the steps and columns that every program has, which no condition may have."""


def programs(scope: Scope) -> tuple[Program, ...]:
    """Every program that compiles; errors are noted in the document."""
    found = []
    for name, entry in scope.file.programs.items():
        try:
            found.append(_program(scope, name, entry))
        except Unresolved:
            continue
    return tuple(found)


def _program(scope: Scope, name: str, entry: ProgramEntry) -> Program:
    path: Path_ = ("programs", name)
    scope.check_clause(entry.clause, (*path, "clause"))
    if entry.award_years.first > entry.award_years.last:
        raise scope.fail("P041", (*path, "award_years"), "award_years 的起年晚于止年", "对调")
    if entry.rate.cases and entry.rate_stage == "enterprise":
        raise scope.fail("P042", (*path, "rate"), "按企业计算的比例只能是一个数", "改 rate_stage 为 project，或去掉 cases")
    return Program(
        id=name,
        label=entry.label,
        clause=entry.clause,
        window=_window(scope, entry.window, path, entry.clause),
        award_years=(entry.award_years.first, entry.award_years.last),
        conditions=_conditions(scope, entry, path),
        base=_base(scope, entry.base, (*path, "base"), entry),
        base_label=entry.base.label,
        rate=_rate(scope, entry.rate, (*path, "rate"), entry),
        rate_per_project=entry.rate_stage == "project",
        rounding=FEN[entry.rounding],
        period=Period(entry.period),
        pick=Pick(entry.pick),
        floor=_floor(scope, entry, path),
        cap=scope.number(entry.cap.amount, (*path, "cap", "amount"), f"{entry.label}·上限", entry.clause, "金额") if entry.cap else None,
    )


def _window(scope: Scope, entry: WindowEntry, path: Path_, clause: str) -> Window:
    date = scope.field(entry.date, (*path, "window", "date"))
    if date.spec.type is not FieldType.DATE or date.spec.sheet != CLAIMS:
        raise scope.fail("P039", (*path, "window", "date"), f"“{entry.date}”不是《项目》表的日期字段", "换成完工日期之类的字段")
    if entry.clause:
        scope.check_clause(entry.clause, (*path, "window", "clause"))
    if entry.first > entry.last:
        raise scope.fail("P041", (*path, "window", "last"), "完工期限的止日早于起日", "对调")
    first, last = (day.year * 10_000 + day.month * 100 + day.day for day in (entry.first, entry.last))
    return Window(date, first, last, entry.outside == "refuse", entry.clause or clause)


def _conditions(scope: Scope, entry: ProgramEntry, path: Path_) -> tuple[Condition, ...]:
    found = []
    for key, condition in entry.conditions.items():
        try:
            where = (*path, "conditions", key)
            if key in _TAKEN:
                raise scope.fail("P049", where, f"条件不能叫 {key}，程序里另有用处", "换一个名称")
            found.append(Condition(key, condition.label, condition.clause, _of_claim(scope, predicate(scope, condition, where), where)))
        except Unresolved:
            continue
    return tuple(found)


def _of_claim(scope: Scope, expression: Expression, path: Path_) -> Expression:
    """`expression`, once it is sure that every claim has a single value of it."""
    scope.check_reach(expression, CLAIMS, path)
    return expression


def _term(scope: Scope, entry: TermEntry, path: Path_, year: YearRef, program: ProgramEntry) -> Expression:
    field = scope.field(entry.field, (*path, "field"), year)
    _check_money(scope, field, (*path, "field"))
    if entry.otherwise is None:
        return field
    whole = scope.field(entry.otherwise.field, (*path, "otherwise", "field"), year)
    _check_money(scope, whole, (*path, "otherwise", "field"))
    share = scope.number(entry.otherwise.share, (*path, "otherwise", "share"), f"{entry.otherwise.field}分成比例", program.clause, "比例")
    return FirstKnown((field, Rounded(Product(whole, share), 1)))


def _check_money(scope: Scope, field: Field, path: Path_) -> None:
    if field.spec.type is not FieldType.MONEY or "/" in field.spec.unit:
        raise scope.fail("P039", path, f"“{field.spec.name}”不是金额字段", "换成金额字段")
    scope.check_reach(field, CLAIMS, path)


def _base(scope: Scope, entry: BaseEntry, path: Path_, program: ProgramEntry) -> Expression:
    def total(year: YearRef) -> Expression:
        terms = tuple(_term(scope, term, (*path, "sum", i), year, program) for i, term in enumerate(entry.sum))
        return terms[0] if len(terms) == 1 else Sum(terms)

    current = total(YearRef())
    if entry.less is None:
        return current
    if not all(field.year for field in fields(current)):
        raise scope.fail("P052", (*path, "less"), "less 要减去另一年的数，基数里却有不分年度的字段", "换成分年度的字段，或删去 less")
    return Largest((Difference(current, total(YearRef(entry.less.year_of, entry.less.offset))), ZERO))


def _rate(scope: Scope, entry: RateEntry, path: Path_, program: ProgramEntry) -> Expression:
    def number(value: object, where: Path_) -> Expression:
        return scope.number(value, where, f"{program.label}·比例", program.clause, "比例")

    otherwise = number(entry.otherwise, (*path, "otherwise"))
    if not entry.cases:
        return otherwise
    cases = []
    for i, case in enumerate(entry.cases):
        where = (*path, "cases", i)
        cases.append((_of_claim(scope, definition(scope, case.when, (*where, "when")), where), number(case.value, (*where, "value"))))
    return Choose(tuple(cases), otherwise)


def _floor(scope: Scope, entry: ProgramEntry, path: Path_) -> Floor | None:
    if entry.floor is None:
        return None
    where = (*path, "floor")
    amount = scope.number(entry.floor.amount, (*where, "amount"), f"{entry.label}·下限", entry.clause, "金额")
    flag = entry.floor.flag_above
    share = scope.number(flag, (*where, "flag_above"), f"{entry.label}·下限提示占比", entry.clause, "比例") if flag is not None else None
    return Floor(amount, FloorMode(entry.floor.mode), share)


def stacking(scope: Scope, file: PolicyFile) -> tuple[Stacking, ...]:
    """Every stacking rule; unknown program names are noted."""
    found = []
    for name, entry in file.stacking.items():
        scope.check_clause(entry.clause, ("stacking", name, "clause"))
        check_programs(scope, entry.programs, ("stacking", name, "programs"))
        if len(set(entry.programs)) < len(entry.programs):
            scope.document.add("P043", ("stacking", name, "programs"), "同一奖补写了两次", "只留一个")
        found.append(Stacking(name, tuple(entry.programs), entry.rule == "highest_only", entry.clause))
    return tuple(found)


def check_programs(scope: Scope, names: list[str], path: Path_) -> None:
    """Note every name that is no program."""
    for i, name in enumerate(names):
        if name not in scope.file.programs:
            scope.document.add("P043", (*path, i), f"没有“{name}”这个奖补", "可用的有：" + "、".join([*scope.file.programs][:10]))
