"""Evaluates an expression tree over rows: exact numbers and three-valued flags."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from itertools import pairwise

import numpy as np
import pandas as pd

from techreform_cli.domain.expression import (
    Amount,
    AnyOf,
    Capped,
    Choose,
    Compare,
    Difference,
    Every,
    Expression,
    Field,
    FirstKnown,
    Largest,
    Least,
    Literal,
    Parameter,
    Product,
    Rounded,
    Smallest,
    SomeRow,
    StepRef,
    Sum,
    WholeTimes,
)
from techreform_cli.domain.field import NUMBER_SCALE, FieldType
from techreform_cli.domain.policy import ParameterSpec
from techreform_cli.domain.traversal import fields
from techreform_cli.engine import exact
from techreform_cli.engine.exact import Exact, flags
from techreform_cli.engine.predicates import FieldTest, test_field
from techreform_cli.engine.rows import Rows

Flags = pd.arrays.BooleanArray
Column = Exact | Flags


@dataclass(frozen=True, slots=True)
class Context:
    """What an evaluation rests on.

    `step` gives an earlier step's column, `gather` a node that draws on other rows (totals, picks, payments); both
    come from the program being run. `lean` says how a test of an unknown yes/no, text or date comes out: met (True, favourably),
    not met (False), or unknown (None). A missing number stays unknown.
    """

    rows: Rows
    parameters: Mapping[str, ParameterSpec]
    lean: bool | None = None
    step: Callable[[str], Column] | None = None
    gather: Callable[[Expression], Column] | None = None


def value(node: Expression, context: Context) -> Exact:
    """The node as numbers. Money is in 分."""
    match node:
        case Field():
            return _field(node, context)
        case Parameter():
            return _parameter(context.parameters[node.id], context.rows, node.year)
        case Literal(number):
            return Exact.constant(number, len(context.rows))
        case Sum(terms):
            return reduce(exact.add, (value(t, context) for t in terms), Exact.constant(Fraction(0), len(context.rows)))
        case Difference(left, right):
            return exact.subtract(value(left, context), value(right, context))
        case Product(left, right):
            return exact.multiply(value(left, context), value(right, context))
        case Rounded(inner, step, down):
            return exact.rounded(value(inner, context), step, down)
        case WholeTimes(inner, unit):
            return exact.whole_times(value(inner, context), value(unit, context))
        case Largest(terms):
            return reduce(exact.larger, (value(t, context) for t in terms))
        case Smallest(terms):
            return reduce(exact.smaller, (value(t, context) for t in terms))
        case FirstKnown(terms):
            return _first_given(terms, context)
        case Choose(cases, otherwise):
            return _choose(cases, otherwise, context)
        case Least(Choose(cases, otherwise)):
            return _least(cases, otherwise, context)
        case Capped(amount, cap, least):
            uncapped = value(amount, context)
            under = exact.compare(uncapped, "<=", value(least, context))
            return exact.choose(under, uncapped, exact.smaller(uncapped, value(cap, context)))
        case _:
            column = _outside(node, context)
            assert isinstance(column, Exact)
            return column


def holds(node: Expression, context: Context) -> Flags:
    """The node as a three-valued condition."""
    match node:
        case Every(parts):
            return reduce(lambda a, b: a & b, (holds(p, context) for p in parts), _all(True, len(context.rows)))
        case AnyOf(parts):
            return reduce(either, (holds(p, context) for p in parts), _all(False, len(context.rows)))
        case Compare(left, op, right):
            return _kept(node, exact.compare(value(left, context), op, value(right, context)), context)
        case SomeRow(sheet, where):
            return _some_row(sheet, where, context)
        case _ if isinstance(node, FieldTest):
            outcome = _kept(node, test_field(node, context.rows), context)
            return outcome if context.lean is None else outcome.fillna(context.lean)
        case _:
            column = _outside(node, context)
            assert not isinstance(column, Exact)
            return column


def _kept(node: Expression, outcome: Flags, context: Context) -> Flags:
    """The outcome of a single test, kept with its rows so that a reason can be given."""
    context.rows.outcomes[node] = outcome
    return outcome


def either(left: Flags, right: Flags) -> Flags:
    """Three-valued or."""
    return ~(~left & ~right)


def _all(yes: bool, size: int) -> Flags:
    return flags(np.full(size, yes), np.full(size, True))


def _outside(node: Expression, context: Context) -> Column:
    if isinstance(node, StepRef):
        assert context.step is not None
        return context.step(node.step)
    assert context.gather is not None, node
    return context.gather(node)


def _field(node: Field, context: Context) -> Exact:
    scale = NUMBER_SCALE if node.spec.type is FieldType.NUMBER else 1
    values = context.rows.input(node).values
    assert isinstance(values, pd.arrays.IntegerArray)
    return Exact.of(values, scale)


def _parameter(spec: ParameterSpec, rows: Rows, year: int | None) -> Exact:
    """The parameter in force in `year`, or in each row's award year."""
    if year is not None:
        return Exact.constant(_number(spec, year), len(rows))
    years = np.unique(rows.award_year)
    found = [Exact.constant(_number(spec, int(y)), len(rows)) for y in years] or [Exact.constant(None, len(rows))]
    column = found[-1]
    for y, earlier in zip(years[:-1], found[:-1], strict=False):
        column = exact.choose(flags(rows.award_year == y, np.full(len(rows), True)), earlier, column)
    return column


def _number(spec: ParameterSpec, year: int) -> Fraction | None:
    current = spec.at(year)
    assert not isinstance(current, tuple), spec.id
    return Fraction(current.fen) if isinstance(current, Amount) else None if current is None else Fraction(current)


def _first_given(terms: tuple[Expression, ...], context: Context) -> Exact:
    """The first term that is known; none where a term before it rests on a cell that cannot be read, for that is no blank."""
    column = value(terms[0], context)
    lost = np.full(len(context.rows), False)
    for before, term in pairwise(terms):
        lost |= ~column.known & _unclear(before, context)
        candidate = value(term, context)
        column = exact.first_known(column, Exact(candidate.values, candidate.known & ~lost, candidate.scale))
    return column


def _unclear(node: Expression, context: Context) -> exact.Array:
    """Where a field below the node holds something that gave no value."""
    return reduce(np.logical_or, (context.rows.input(f).unclear for f in fields(node)), np.full(len(context.rows), False))


def _choose(cases: tuple[tuple[Expression, Expression], ...], otherwise: Expression, context: Context) -> Exact:
    """Leaning one way, a case left open by anything but a missing number takes the larger (or smaller) of the values it could give."""
    column = value(otherwise, context)
    strict = replace(context, lean=None)
    for condition, then in reversed(cases):
        candidate = value(then, context)
        outcome = holds(condition, strict)
        chosen = exact.choose(outcome, candidate, column)
        if context.lean is not None:
            open_ = np.asarray(outcome.isna()) & ~np.asarray(holds(condition, context).isna())
            leaning = (exact.larger if context.lean else exact.smaller)(candidate, column)
            chosen = exact.choose(flags(~open_, np.full(len(open_), True)), chosen, leaning)
        column = chosen
    return column


def _least(cases: tuple[tuple[Expression, Expression], ...], otherwise: Expression, context: Context) -> Exact:
    """The smallest of the values that the cases still open could give, whatever keeps them open."""
    column, strict = value(otherwise, context), replace(context, lean=None)
    for condition, then in reversed(cases):
        candidate, outcome = value(then, context), holds(condition, strict)
        open_ = flags(np.asarray(outcome.isna()), np.full(len(context.rows), True))
        column = exact.choose(open_, exact.smaller(candidate, column), exact.choose(outcome, candidate, column))
    return column


def _some_row(sheet: str, where: Expression, context: Context) -> Flags:
    """Per row, whether its enterprise has such a row in `sheet`; each is judged in the year of the row asking."""
    ledger, asking = context.rows.ledger, context.rows
    frame = ledger.tables[sheet].frame
    if not ledger.tables[sheet].present or "enterprise" not in frame.columns:
        return flags(np.zeros(len(asking), dtype=bool), np.zeros(len(asking), dtype=bool))
    owner = frame["enterprise"].to_numpy(dtype=np.int64)
    mine = asking.position["enterprises"]
    outcome = _all(False, len(asking))
    for year in np.unique(asking.award_year):
        years = np.full(len(owner), year, dtype=np.int64)
        rows = Rows(ledger, {sheet: np.arange(len(owner)), "enterprises": owner}, years, np.zeros_like(years))
        part = holds(where, Context(rows, context.parameters, context.lean))
        decided, yes = exact.decided_yes(part)
        size = int(max(mine.max(initial=-1), owner.max(initial=-1))) + 1
        some = np.bincount(owner[yes], minlength=size) > 0
        unsure = np.bincount(owner[~decided], minlength=size) > 0
        here = asking.award_year == year
        outcome = either(outcome, flags(here & some[mine], ~here | some[mine] | ~unsure[mine]))
    return outcome
