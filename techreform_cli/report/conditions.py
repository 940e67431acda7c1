"""Why a condition holds, fails or cannot be decided for one claim: actual values, the gap, and the cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

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
    Literal,
    Located,
    Parameter,
    Product,
)
from techreform_cli.domain.field import NUMBER_SCALE, FieldType
from techreform_cli.domain.money import decimal_text, percent
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.source import SourceRef
from techreform_cli.domain.traversal import fields
from techreform_cli.report.wording import UNCLEAR, day, field_name, field_value, period


@dataclass(frozen=True, slots=True)
class Finding:
    """How one expression came out for one row: True, False or None (unknown), in words, with the cells it rests on."""

    outcome: bool | None
    text: str
    cells: tuple[SourceRef, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What one claim rests on, field by field: its value, its cells or why it has none, its year, whether what stands there is unclear.
    `outcome` is how the engine judged a single test."""

    policy: Policy
    year: int
    value: Callable[[Field], object]
    cells: Callable[[Field], tuple[SourceRef, ...]]
    absence: Callable[[Field], str]
    field_year: Callable[[Field], int]
    outcome: Callable[[Expression], bool | None]
    unclear: Callable[[Field], bool]

    def shown(self, field: Field) -> str:
        """The field's value in words; 看不清 where its cell holds something that cannot be read."""
        return UNCLEAR if self.unclear(field) else field_value(field, self.value(field))


@dataclass(frozen=True, slots=True)
class Test:
    """One single test of a condition, with its outcome for one row: the expression, and by how much a limit is missed ("" if it is not,
    or there is none)."""

    node: Expression
    finding: Finding
    gap: str


def single_tests(node: Expression, facts: Facts) -> list[Test]:
    """The tests that `find` looks at, in its order, up to the one that decides."""
    if not isinstance(node, AnyOf | Every):
        return [Test(node, find(node, facts), _gap(node, facts))]
    found: list[Test] = []
    for part in node.parts:
        found += single_tests(part, facts)
        if find(part, facts).outcome is isinstance(node, AnyOf):
            break
    return found


def find(node: Expression, facts: Facts) -> Finding:
    """What `node` came to. Of an alternative, parts are named up to the one that decides; of a conjunction likewise."""
    if isinstance(node, AnyOf | Every):
        return _group(node, facts)
    read = fields(node)
    cells = tuple(dict.fromkeys(cell for field in read for cell in facts.cells(field)))
    outcome = facts.outcome(node)
    missing = [facts.absence(field) for field in read if _unknown(facts.value(field))]
    hint = "；".join(dict.fromkeys(text for text in missing if text))
    return Finding(outcome, _leaf(node, facts, outcome) + (f"（{hint}）" if hint else ""), cells)


def _group(node: AnyOf | Every, facts: Facts) -> Finding:
    decisive = isinstance(node, AnyOf)
    parts: list[Finding] = []
    for part in node.parts:
        parts.append(find(part, facts))
        if parts[-1].outcome is decisive:
            break
    outcome = joined([part.outcome for part in parts], decisive)
    cells = tuple(dict.fromkeys(cell for part in parts for cell in part.cells))
    told = [
        part.text for of, part in zip(node.parts, parts, strict=False) if not (len(parts) > 1 and part.outcome and _more_than_nothing(of))
    ]
    return Finding(outcome, "，".join(told), cells)


def joined(outcomes: list[bool | None], decisive: bool) -> bool | None:
    """What several outcomes come to where one that is `decisive` decides (True: any of them, False: all of them)."""
    return decisive if decisive in outcomes else None if None in outcomes else not decisive


def _more_than_nothing(node: Expression) -> bool:
    """A test that goes without saying beside another of the same figure."""
    return isinstance(node, Compare) and node.op == ">" and isinstance(node.right, Literal)


def _unknown(value: object) -> bool:
    return value is None or value is pd.NA


def _leaf(node: Expression, facts: Facts, outcome: bool | None) -> str:
    read = fields(node)
    if not read:
        return "条件成立" if outcome else "条件不成立"
    field = read[0]
    name, value = field_name(field, facts.field_year(field)), facts.shown(field)
    doubtful = outcome is None and not _unknown(facts.value(field))
    match node:
        case Compare(Difference(Field(), Field() as before), _, Product(_, Parameter() as share)):
            return _growth(field, before, share, facts, outcome)
        case Compare(_, op, right):
            return f"{name} {value}" + _against(op, right, field, facts, outcome)
        case Among(items=items, expected=expected):
            return f"{name} {value}" + (
                "" if outcome else f"，{'不在' if expected else '属于'} {'、'.join(items)} 之列" if outcome is False else ""
            )
        case Contains(text=text):
            return f"{name} {value}" + (f"，不含“{text}”" if outcome is False else "")
        case Located(places=places):
            names = "、".join(place[0] for place in places)
            return f"{name} {value}" + (f"，不在 {names} 之列" if outcome is False else f"，看不出在不在 {names} 之列" if doubtful else "")
        case CodeBetween(first=first, last=last):
            tail = f"，不在 {first}—{last} 之内" if outcome is False else "，未填按工业企业" if value in ("未填", "无") and outcome else ""
            return f"{name} {value}" + ("，看不出是哪一类，要写数字代码" if doubtful else tail)
        case CodeStarts(prefixes=prefixes):
            against = f"，不属于 {'、'.join(prefixes)} 开头的代码" if outcome is False else ""
            return f"{name} {value}" + ("，看不出是哪一类，要写数字代码" if doubtful else against)
        case DateBetween(first=first, last=last):
            outside = f"，不在 {day(first)} 至 {day(last)} 之内" if first and last else f"，不在{period(first, last)}"
            return f"{name} {value}" + (outside if outcome is False else "")
        case Holds() | Given():
            return f"{name} {value}"
    return f"{name} {value}"


def _growth(field: Field, before: Field, share: Parameter, facts: Facts, outcome: bool | None) -> str:
    """How much a figure grew since an earlier year, and how much it should have."""
    texts = [f"{field_name(f, facts.field_year(f))} {facts.shown(f)}" for f in (field, before)]
    wanted = facts.policy.parameters[share.id].at(facts.year)
    limit = percent(wanted) if isinstance(wanted, Fraction) else "规定幅度"
    if outcome is None:
        return f"{'，'.join(texts)}，应增长 {limit} 以上"
    now, then = (Fraction(int(str(facts.value(f)))) for f in (field, before))
    grown = f"增长 {decimal_text((now - then) / then * 100, 2, 2)}%" if then > 0 else "上年没有，算不出增长率"
    return f"{'，'.join(texts)}，{grown}，{'达到' if outcome else '未达到'} {limit}"


def _against(op: str, right: Expression, field: Field, facts: Facts, outcome: bool | None) -> str:
    """The limit and, where it is missed, the gap."""
    number, other = _limit(right, facts), _of_other(right, facts)
    if number is None and not other:
        return ""
    words = {">=": ("达到", "未达到"), ">": ("超过", "未超过"), "<=": ("不超过", "超过"), "<": ("低于", "不低于")}[op]
    if number is None:
        return f"，应{words[0]} {other}"
    shown = f"{other}＝{_figure(field, number)}" if isinstance(right, Product) else other or _figure(field, number)
    if outcome is None:
        return f"，应{words[0]} {shown}"
    missed = f"，差 {_missed(field, number, facts)}" if outcome is False else ""
    return f"，{words[0 if outcome else 1]} {shown}{missed}"


def _limit(node: Expression, facts: Facts) -> Fraction | None:
    """A limit's number in the year of the row; None where it is neither a parameter of the policy's nor a share of a field, or not set."""
    match node:
        case Product(Field() as other, share):
            of, part = _limit(other, facts), _limit(share, facts)
            return None if of is None or part is None else of * part
        case Field():
            return None if _unknown(facts.value(node)) else _number(node, facts)
    limit = facts.policy.parameters[node.id].at(facts.year) if isinstance(node, Parameter) else None
    number = getattr(limit, "fen", limit)
    return Fraction(number) if isinstance(number, int | Fraction) else None


def _of_other(node: Expression, facts: Facts) -> str:
    """What a limit is a share of: 计划总投资 100.00万元×50%; "" where it is a number of its own."""
    match node:
        case Product(Field() as other, Parameter() as share):
            part = facts.policy.parameters[share.id].at(facts.year)
            return f"{_of_other(other, facts)}×{percent(part) if isinstance(part, Fraction) else '规定比例'}"
        case Field():
            return f"{field_name(node, facts.field_year(node))} {facts.shown(node)}"
    return ""


def _number(field: Field, facts: Facts) -> Fraction:
    return Fraction(int(str(facts.value(field))), NUMBER_SCALE if field.spec.type is FieldType.NUMBER else 1)


def _missed(field: Field, number: Fraction, facts: Facts) -> str:
    return _figure(field, abs(number - _number(field, facts)))


def _gap(node: Expression, facts: Facts) -> str:
    """By how much a figure misses its limit."""
    if not isinstance(node, Compare) or facts.outcome(node) is not False or not isinstance(node.left, Field):
        return ""
    number = _limit(node.right, facts)
    return "" if number is None else _missed(node.left, number, facts)


def _figure(field: Field, number: Fraction) -> str:
    """A limit or gap in the unit of the field it is about."""
    return field_value(field, int(number)) if field.spec.type is FieldType.MONEY else decimal_text(number, 0, 4) + field.spec.unit
