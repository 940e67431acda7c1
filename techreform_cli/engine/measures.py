"""Measures a figure in one year over the ledger: how much is known, what is not, and which rows stand behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd

from techreform_cli.domain.expression import Every, Expression, Field, SomeRow
from techreform_cli.domain.field import NUMBER_SCALE, FieldType
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.policy import CountMeasure, Policy, Quotient, RatioMeasure, RowCountMeasure, ShareMeasure, SumMeasure
from techreform_cli.domain.target_result import Contribution, Measurement
from techreform_cli.domain.traversal import walk
from techreform_cli.engine.contributions import Describer
from techreform_cli.engine.evaluate import Context, Flags, holds
from techreform_cli.engine.exact import decided_yes, flags
from techreform_cli.engine.extremes import Pair, ratio_bounds
from techreform_cli.engine.members import Member
from techreform_cli.engine.rows import Rows

ONE = Fraction(1)
SimpleMeasure = CountMeasure | SumMeasure | RowCountMeasure | Quotient


def measure(policy: Policy, ledger: Ledger, wanted: SimpleMeasure, year: int, described: bool = True, undated: bool = True) -> Measurement:
    """The measure in `year`. Rows are those of the measure's sheet (enterprises for a count); unless `described` they say only
    whom they belong to and whether they count. Rows whose year or date is not known may count, unless they are left out (not
    `undated`)."""
    sheet = _sheet(wanted)
    table = ledger.tables[sheet]
    if not table.present and sheet != "enterprises":
        return Measurement(None, note=f"台账没有《{table.spec.name}》表")
    rows, inside = _rows(ledger, sheet, year)
    missing = _missing_columns(ledger, wanted, year)
    if missing:
        return Measurement(None, int(decided_yes(inside)[1].sum()), note=missing)
    members = _members(policy, wanted, rows, inside if undated else inside.fillna(False))
    tests = Every((wanted.where, wanted.meeting)) if isinstance(wanted, ShareMeasure) else wanted.where
    asking = _asking(tests, rows, policy) if described else frozenset()
    describer = Describer(ledger, sheet, rows, _figures(wanted), tests, year, getattr(wanted, "dated", None), asking)
    lines = tuple(describer.describe(member) if described else describer.bare(member) for member in members)
    return _ratio(members, lines) if isinstance(wanted, Quotient) else _total(members, lines)


def _asking(tests: Expression | None, rows: Rows, policy: Policy) -> frozenset[int]:
    """The rows of which it is open whether their enterprise has a project that meets a test."""
    found = [holds(node, Context(rows, policy.parameters)).isna() for node in walk(tests or Every(())) if isinstance(node, SomeRow)]
    return frozenset(row for open_ in found for row in np.flatnonzero(open_).tolist())


def restricted(wanted: SimpleMeasure, members: Expression) -> SimpleMeasure:
    """The same measure over those rows only whose enterprise is one of `members`; a row of which that is unknown may count."""
    return replace(wanted, where=Every((wanted.where, members)) if wanted.where is not None else members)


def _sheet(wanted: SimpleMeasure) -> str:
    """The sheet whose rows are measured. Yearly figures of enterprises are measured over the enterprises, so that
    one without a row for the year is unknown, not left out."""
    if isinstance(wanted, CountMeasure):
        return "enterprises"
    if isinstance(wanted, RowCountMeasure | ShareMeasure):
        return wanted.sheet
    field = wanted.numerator if isinstance(wanted, RatioMeasure) else wanted.field
    return "enterprises" if field.spec.sheet == "annual" else field.spec.sheet


def _figures(wanted: SimpleMeasure) -> tuple[Field, ...]:
    if isinstance(wanted, RatioMeasure):
        return (wanted.numerator, wanted.denominator)
    return (wanted.field,) if isinstance(wanted, SumMeasure) else ()


def _missing_columns(ledger: Ledger, wanted: SimpleMeasure, year: int) -> str:
    """What the ledger has no column for at all, as a sentence; "" if nothing."""
    for field in _figures(wanted):
        spec, table = field.spec, ledger.tables[field.spec.sheet]
        key = spec.yearly_key(year) if spec.yearly else spec.key
        if not table.has(key) and not (spec.otherwise and ledger.tables[spec.otherwise.sheet].has(spec.otherwise.field)):
            name = f"{year}年{spec.name}" if spec.yearly else spec.name
            return f"{table.called}没有“{name}”列"
    return ""


def _rows(ledger: Ledger, sheet: str, year: int) -> tuple[Rows, Flags]:
    """The sheet's rows judged in `year`, and which of them belong to it by their 年度 (unknown where that is not clear)."""
    frame = ledger.tables[sheet].frame
    size = len(frame)
    position = {sheet: np.arange(size)}
    if "enterprise" in frame.columns:
        position["enterprises"] = frame["enterprise"].to_numpy(dtype=np.int64)
    elif sheet != "enterprises":
        position["enterprises"] = np.full(size, -1)
    years = np.full(size, year, dtype=np.int64)
    own_year = "year" in frame.columns and any(f.key == "year" and f.type is FieldType.YEAR for f in ledger.tables[sheet].spec.fields)
    inside = frame["year"].array == year if own_year else flags(np.full(size, True), np.full(size, True))
    return Rows(ledger, position, years, np.zeros_like(years)), inside


def _members(policy: Policy, wanted: SimpleMeasure, rows: Rows, inside: Flags) -> list[Member]:
    dated = getattr(wanted, "dated", None)
    if dated is not None:
        days = rows.input(dated).values
        inside = inside & flags(days.to_numpy(dtype=np.int64, na_value=0) // 10_000 == rows.award_year, ~np.asarray(days.isna()))
    context = Context(rows, policy.parameters)
    decided, yes = decided_yes(inside & holds(wanted.where or Every(()), context))
    columns = [_column(rows, field) for field in _figures(wanted)]
    bounds = [_bound(rows, field) for field in _figures(wanted)]
    if isinstance(wanted, ShareMeasure):
        met = holds(wanted.meeting, context)
        columns, bounds = [_yes(met, None), lambda _: ONE], [_yes(met, ONE), lambda _: ONE]
    found = []
    for row in np.flatnonzero(yes | ~decided).tolist():
        figures, most = (tuple(column(row) for column in each) for each in (columns, bounds))
        found.append(Member(row, True if decided[row] else None, figures, most, inside[row] is pd.NA))
    return found


def _column(rows: Rows, field: Field) -> Callable[[int], Fraction | None]:
    values, scale = rows.input(field).values, NUMBER_SCALE if field.spec.type is FieldType.NUMBER else 1
    return lambda row: None if values[row] is pd.NA else Fraction(int(values[row]), scale)


def _yes(met: Flags, unknown: Fraction | None) -> Callable[[int], Fraction | None]:
    """1 for a row that meets the test, 0 for one that does not."""
    return lambda row: unknown if met[row] is pd.NA else Fraction(int(bool(met[row])))


def _bound(rows: Rows, field: Field) -> Callable[[int], Fraction | None]:
    """The most a figure can be: itself, or the whole of what may or may not count (an area whose 技改 is unknown)."""
    otherwise = field.spec.otherwise
    if otherwise is None or not otherwise.where:
        return _column(rows, field)
    return _column(rows, Field(replace(field.spec, otherwise=replace(otherwise, where="")), field.year))


def _total(members: list[Member], described: tuple[Contribution, ...]) -> Measurement:
    """A sum or count. What is unknown can add to it, without bound where an amount is missing (or take from it: money paid back)."""
    known, open_, most, least = Fraction(0), 0, Fraction(0), Fraction(0)
    bounded = True
    for member in members:
        figure = member.figures[0] if member.figures else Fraction(1)
        if member.counted and figure is not None:
            known += figure
        elif member.counted is None and figure == 0:
            continue
        else:
            open_ += 1
            bounded = bounded and figure is not None
            most += max(figure or 0, 0)
            least += min(figure or 0, 0)
    return Measurement(known, open_, known + least, known + most if bounded else None, described)


def _ratio(members: list[Member], described: tuple[Contribution, ...]) -> Measurement:
    """A ratio of sums over the rows whose membership and both figures are known."""
    sure: list[Pair] = []
    maybe: list[Pair] = []
    halves: list[Pair] = []  # the numerator may or may not count
    either: list[Pair] = []  # so may the row
    missing, unbounded = 0, False
    for member in members:
        (a, b), most = member.figures, member.most[0]
        if b is None or (a is None and most is None):
            missing, unbounded = missing + 1, True
        elif a is None and member.counted is None:
            either.append((most or Fraction(0), b))
        elif a is None:
            halves.append((most or Fraction(0), b))
        else:
            (sure if member.counted else maybe).append((a, b))
    numerator, denominator = sum((a for a, _ in sure), Fraction(0)), sum((b for _, b in sure), Fraction(0))
    actual = numerator / denominator if denominator else None
    whole = denominator + sum((b for _, b in halves), Fraction(0))
    least = None if unbounded else ratio_bounds(numerator, whole, maybe + [(Fraction(0), b) for _, b in either])[0]
    most_numerator = numerator + sum((a for a, _ in halves), Fraction(0))
    most_ratio = None if unbounded else ratio_bounds(most_numerator, whole, maybe + either)[1]
    note = "" if denominator else "没有可用的数据"
    return Measurement(actual, missing + len(halves) + len(either) + len(maybe), least, most_ratio, described, note)
