"""Conditions of a policy file to predicates of the expression tree."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from techreform_cli.domain.expression import (
    Among,
    AnyOf,
    CodeBetween,
    CodeStarts,
    Compare,
    Contains,
    DateBetween,
    Difference,
    Every,
    Expression,
    Field,
    Given,
    Holds,
    InYear,
    Literal,
    Located,
    Product,
    SomeRow,
    YearRef,
)
from techreform_cli.domain.field import FieldType
from techreform_cli.domain.traversal import children
from techreform_cli.policy.program_schema import BoundEntry, PredicateEntry
from techreform_cli.policy.scope import Scope, Unresolved
from techreform_cli.policy.yaml_source import DEEPEST, Path_

NEVER = "never"
MOST_NODES = 400
"""How large a definition may become once those it rests on are put in: no real condition comes near."""
_COMPARISONS = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}
_DAYS = "from_"
"""The test of a period of days, which has two keys of which one may be left out."""
_TESTS = (
    *("is_", "given", "in_", "not_in", "contains", "located_in", "code_between", "code_starts", "in_year", _DAYS, "grows"),
    *_COMPARISONS,
)
_GROUPS = ("all", "any", "when", "some_project")
_TYPES = {
    "is_": (FieldType.BOOLEAN,),
    "in_year": (FieldType.DATE,),
    _DAYS: (FieldType.DATE,),
    "in_": (FieldType.TEXT, FieldType.CHOICE, FieldType.CODE),
    "not_in": (FieldType.TEXT, FieldType.CHOICE, FieldType.CODE),
    "contains": (FieldType.TEXT, FieldType.CHOICE),
    "located_in": (FieldType.TEXT,),
    "code_between": (FieldType.CODE, FieldType.TEXT),
    "code_starts": (FieldType.CODE, FieldType.TEXT),
    "given": (FieldType.TEXT, FieldType.CODE, FieldType.DATE, FieldType.CHOICE),
}
_NUMERIC = (FieldType.MONEY, FieldType.NUMBER, FieldType.INTEGER)


def predicate(
    scope: Scope, entry: PredicateEntry, path: Path_, label: str = "", clause: str = "", within: tuple[str, ...] = ()
) -> Expression:
    """The predicate of `entry`, its waiver included. `label` and `clause` name any literal number in it; `within`
    lists the definitions being expanded. Raises Unresolved after noting what is wrong."""
    label, clause = entry.label or label, entry.clause or clause
    if entry.clause:
        scope.check_clause(entry.clause, (*path, "clause"))
    own = _own(scope, entry, path, label, clause, within)
    if entry.waived_when == NEVER:
        return own
    return AnyOf((own, definition(scope, entry.waived_when, (*path, "waived_when"), within)))


def definition(scope: Scope, name: str, path: Path_, within: tuple[str, ...] = ()) -> Expression:
    """The predicate defined as `name`. Raises Unresolved if there is none, or it is defined by itself."""
    if name not in scope.file.definitions:
        known = [*scope.file.definitions, NEVER]
        near = scope.document.nearest(name, known)
        advice = f"是否为 {near}？" if near else "先定义，或改成 " + "、".join(known[:10])
        raise scope.fail("P037", path, f"definitions 中没有“{name}”", advice)
    if name in within:
        raise scope.fail("P037", path, f"“{name}”的定义又用到自己", "去掉循环")
    if len(within) >= DEEPEST:
        raise scope.fail("P037", path, f"定义一层用一层，超过 {DEEPEST} 层", "合并几层定义")
    if name not in scope.definitions:
        where: Path_ = ("definitions", name)
        found = predicate(scope, scope.file.definitions[name], where, within=(*within, name))
        if _larger_than(found, MOST_NODES):
            raise scope.fail("P037", where, f"“{name}”的定义展开后太大", "去掉重复的部分")
        scope.definitions[name] = found
    return scope.definitions[name]


def _larger_than(expression: Expression, most: int) -> bool:
    """Whether the tree has more than `most` nodes; looks at no more than that."""
    waiting, seen = [expression], 0
    while waiting:
        seen += 1
        if seen > most:
            return True
        waiting += children(waiting.pop())
    return False


def definitions(scope: Scope) -> None:
    """Compile every definition, used or not, so that what is wrong in any is noted."""
    for name in scope.file.definitions:
        try:
            definition(scope, name, ("definitions", name))
        except Unresolved:
            continue


def _own(scope: Scope, entry: PredicateEntry, path: Path_, label: str, clause: str, within: tuple[str, ...]) -> Expression:
    groups = [name for name in _GROUPS if getattr(entry, name)]
    tests = [name for name in _TESTS if getattr(entry, name) is not None or (name == _DAYS and entry.to is not None)]
    if len(groups) + len(tests) != 1 or (tests and not entry.field) or (groups and entry.field):
        raise scope.fail(
            "P038",
            path,
            "一个条件要写一个字段和一种判断，或 all / any / when / some_project 之一",
            "例如 {field: 规上, is: true} 或 {field: 主营业务收入, at_least: 600万元}",
        )
    if entry.blank and tests != ["code_between"]:
        raise scope.fail("P038", (*path, "blank"), "blank 只能和 code_between 一起写", "删去 blank")
    if tests:
        return _test(scope, entry, tests[0], path, label, clause)
    if groups[0] == "when":
        return definition(scope, entry.when, (*path, "when"), within)
    if groups[0] == "some_project":
        assert entry.some_project is not None
        return SomeRow("projects", predicate(scope, entry.some_project, (*path, "some_project"), label, clause, within))
    parts = tuple(predicate(scope, part, (*path, groups[0], i), label, clause, within) for i, part in enumerate(getattr(entry, groups[0])))
    return Every(parts) if groups[0] == "all" else AnyOf(parts)


def _test(scope: Scope, entry: PredicateEntry, test: str, path: Path_, label: str, clause: str) -> Expression:
    field = scope.field(entry.field, (*path, "field"), YearRef("award", entry.year))
    allowed = _TYPES.get(test, _NUMERIC)
    if field.spec.type not in allowed:
        message = f"“{entry.field}”是{_type_name(field)}，不能用 {test.rstrip('_')} 判断"
        raise scope.fail("P039", (*path, "field"), message, "换一种判断，或换一个字段")
    if entry.year and field.year is None:
        raise scope.fail("P039", (*path, "year"), f"“{entry.field}”不分年度，不能写 year", "删去 year")
    if test in _COMPARISONS:
        kind = "金额" if field.spec.type is FieldType.MONEY else "数量"
        limit = _bound(scope, getattr(entry, test), field, (*path, test), (label or entry.field, clause, kind))
        return Compare(field, _COMPARISONS[test], limit)
    if test == "grows":
        return _growth(scope, entry, field, path, label, clause)
    return _BUILDERS[test](scope, entry, field, path)


def _bound(scope: Scope, entry: BoundEntry, field: Field, path: Path_, called: tuple[str, str, str]) -> Expression:
    """What a field is held against: a number (`called` so, of that clause and kind), or a share of another field of its kind."""
    label, clause, kind = called
    per = field.spec.unit.partition("/")[2]
    if (entry.amount is None) == (not entry.of) or (entry.amount is not None and (entry.share is not None or entry.year)):
        raise scope.fail("P053", path, "要写一个数，或另一列的占比", "例如 at_least: 600万元，或 at_least: {share: 50%, of: 计划总投资}")
    if entry.amount is not None:
        return scope.number(entry.amount, path, label, clause, kind, per)
    other = scope.field(entry.of, (*path, "of"), YearRef("award", entry.year))
    if (
        other.spec.type not in _NUMERIC
        or (other.spec.type is FieldType.MONEY) != (kind == "金额")
        or other.spec.unit.partition("/")[2] != per
    ):
        raise scope.fail("P039", (*path, "of"), f"“{entry.of}”和“{field.spec.name}”不是同一种数，不能比", "换成同一种数的字段")
    if entry.year and other.year is None:
        raise scope.fail("P039", (*path, "year"), f"“{entry.of}”不分年度，不能写 year", "删去 year")
    if entry.share is None:
        return other
    return Product(other, scope.number(entry.share, (*path, "share"), label, clause, "比例", beyond=True))


def _growth(scope: Scope, entry: PredicateEntry, field: Field, path: Path_, label: str, clause: str) -> Expression:
    """At least `grows` more than in the year `over`: the increase is held against a share of the earlier figure, which must be above
    nothing (growth from nothing has no rate)."""
    if field.year is None:
        raise scope.fail("P039", (*path, "grows"), f"“{entry.field}”不分年度，不能算增长", "换成分年度的字段")
    before = Field(field.spec, YearRef("award", entry.year + entry.over))
    share = scope.number(entry.grows, (*path, "grows"), label or entry.field, clause, "比例")
    rise = Compare(Difference(field, before), ">=", Product(before, share))
    return Every((Compare(before, ">", Literal(Fraction(0))), rise))


def _type_name(field: Field) -> str:
    return {
        "money": "金额",
        "number": "数量",
        "integer": "整数",
        "boolean": "是否",
        "date": "日期",
        "code": "代码",
        "choice": "分类",
        "year": "年度",
    }.get(field.spec.type, "文字")


def _among(scope: Scope, entry: PredicateEntry, field: Field, path: Path_) -> Expression:
    key, value, expected = ("in", entry.in_, True) if entry.in_ is not None else ("not_in", entry.not_in, False)
    items, parameter = scope.names(value, (*path, key))
    return Among(field, items, expected, parameter)


def _located(scope: Scope, entry: PredicateEntry, field: Field, path: Path_) -> Expression:
    cities, parameter = scope.names(entry.located_in, (*path, "located_in"))
    districts = scope.file.places.districts
    return Located(field, tuple((city, *districts.get(city, ())) for city in cities), tuple(scope.file.places.prefixes), True, parameter)


def _code_starts(scope: Scope, entry: PredicateEntry, field: Field, path: Path_) -> Expression:
    prefixes, parameter = scope.names(entry.code_starts, (*path, "code_starts"))
    if not all(prefix.isdigit() and prefix.isascii() for prefix in prefixes):
        raise scope.fail("P040", (*path, "code_starts"), "code_starts 要写数字代码的前几位", '例如 ["35", "3922"]（要加引号）')
    return CodeStarts(field, prefixes, True, parameter)


def _days(scope: Scope, entry: PredicateEntry, field: Field, path: Path_) -> Expression:
    first, last = (day.year * 10_000 + day.month * 100 + day.day if day else 0 for day in (entry.from_, entry.to))
    if last and first > last:
        raise scope.fail("P041", (*path, "to"), "止日早于起日", "对调")
    return DateBetween(field, first, last)


def _code_between(scope: Scope, entry: PredicateEntry, field: Field, path: Path_) -> Expression:
    first, last = entry.code_between or ("", "")
    digits = (first + last).isdigit() and (first + last).isascii()
    if not (digits and first and len(first) == len(last) and first <= last):
        raise scope.fail("P040", (*path, "code_between"), "code_between 要写两个同样长的数字代码", '例如 ["06", "46"]（要加引号）')
    return CodeBetween(field, first, last, entry.blank == "passes")


_BUILDERS: dict[str, Callable[[Scope, PredicateEntry, Field, Path_], Expression]] = {
    "is_": lambda _scope, entry, field, _path: Holds(field, bool(entry.is_)),
    "given": lambda _scope, entry, field, _path: Given(field, bool(entry.given)),
    "in_": _among,
    "not_in": _among,
    "contains": lambda _scope, entry, field, _path: Contains(field, entry.contains or ""),
    "located_in": _located,
    "code_between": _code_between,
    "code_starts": _code_starts,
    _DAYS: _days,
    "in_year": lambda _scope, entry, field, _path: InYear(field, YearRef("award", entry.in_year or 0)),
}


def conditions(scope: Scope, entries: list[PredicateEntry], path: Path_, label: str, clause: str) -> Expression | None:
    """All of `entries` together; None if there are none."""
    parts: list[Any] = [predicate(scope, entry, (*path, i), label, clause) for i, entry in enumerate(entries)]
    return Every(tuple(parts)) if parts else None
