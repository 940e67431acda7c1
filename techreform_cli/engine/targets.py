"""How the targets of a policy stand in a year."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pandas as pd

from techreform_cli.domain.expression import Expression
from techreform_cli.domain.field import FieldSpec
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.policy import Comparison, CountMeasure, Goal, GrowthMeasure, Policy, Target
from techreform_cli.domain.target_result import Contribution, Measurement, Status, TargetResult, TrackedResult
from techreform_cli.engine.measures import SimpleMeasure, measure, restricted


@dataclass(slots=True)
class Targets:
    """Measures the targets of one policy over one ledger; each measure and year once. Unless `described`, the rows behind a
    figure are not named."""

    policy: Policy
    ledger: Ledger
    described: bool = True
    measured: dict[tuple[SimpleMeasure, int, bool], Measurement] = field(default_factory=dict)

    def results(self, year: int, as_of: dt.date) -> tuple[TargetResult, ...]:
        """Every target of the policy in `year`, held against the share of the period elapsed at `as_of`."""
        return tuple(self.result(target, year, as_of) for target in self.policy.targets)

    def tracked(self, year: int) -> tuple[TrackedResult, ...]:
        """Every tracked matter in `year`."""
        found = []
        for item in self.policy.tracked:
            assert not isinstance(item.measure, GrowthMeasure)
            found.append(TrackedResult(item, self._measure(item.measure, year)))
        return tuple(found)

    def of_group(self, target: Target, members: Expression, goal: Goal | None, year: int, as_of: dt.date) -> TargetResult:
        """The target measured in the ledger over the enterprises that are `members`, held against a goal of their own."""
        assert not isinstance(target.measure, GrowthMeasure)
        goals = {year: goal} if goal else {}
        own = replace(target, measure=restricted(target.measure, members), goals=goals, official=None, use_official=False)
        return self.result(own, year, as_of)

    def _measure(self, wanted: SimpleMeasure, year: int, undated: bool = True) -> Measurement:
        key = (wanted, year, undated)
        if key not in self.measured:
            self.measured[key] = measure(self.policy, self.ledger, wanted, year, self.described, undated)
        return self.measured[key]

    def result(self, target: Target, year: int, as_of: dt.date) -> TargetResult:
        """One target of the policy in `year`."""
        measurement = self._plan_total(target, year) if target.plan_total else self._of_year(target, year)
        goal = target.goals.get(year)
        elapsed = _elapsed(target, year, self.policy.plan, as_of)
        value = goal.value if goal else None
        rate = measurement.actual / value if value and measurement.actual is not None else None
        official = None if target.plan_total or target.official is None else official_figure(self.ledger, target.official, year)
        status = _status(target, value, measurement, self.policy.about_share, elapsed)
        clause, asked = goal.clause if goal else target.clause, value and _asked(target.comparison, value, self.policy.about_share)
        return TargetResult(target, value, clause, measurement, rate, status, elapsed, official, asked)

    def _of_year(self, target: Target, year: int, undated: bool = True) -> Measurement:
        if isinstance(target.measure, GrowthMeasure):
            return self._growth(target.measure, year)
        if target.use_official and target.official:
            figure = official_figure(self.ledger, target.official, year)
            if figure is not None or official_unclear(self.ledger, target.official, year):
                return _official(self.ledger, target.official, figure, year)
        return self._measure(target.measure, year, undated)

    def _plan_total(self, target: Target, year: int) -> Measurement:
        """From the plan's start to `year`, at most to its end. A row of no known year may count once, in the last of them."""
        first, last = self.policy.plan
        years = range(first, min(year, last) + 1)
        parts = [self._of_year(target, y, y == years[-1]) for y in years]
        if isinstance(target.measure, CountMeasure) and target.distinct:
            return _distinct(parts)
        return _added(parts)

    def _growth(self, wanted: GrowthMeasure, year: int) -> Measurement:
        """Both ends from one series: the official where the target says so and has both, read or not, else the ledger."""
        of = next(t for t in self.policy.targets if t.id == wanted.of)
        years = year - wanted.since
        if years <= 0:
            return Measurement(None, note=f"{year}年不晚于基年{wanted.since}年")
        if of.use_official and of.official:
            ends = {y: official_figure(self.ledger, of.official, y) for y in (wanted.since, year)}
            if all(end is not None or official_unclear(self.ledger, of.official, y) for y, end in ends.items()):
                base, end = (_official(self.ledger, of.official, figure, y) for y, figure in ends.items())
                return _grown(base, end, years, wanted.compound)
        ledger_series = replace(of, use_official=False)
        return _grown(self._of_year(ledger_series, wanted.since), self._of_year(ledger_series, year), years, wanted.compound)


def official_figure(ledger: Ledger, spec: FieldSpec, year: int) -> Fraction | None:
    """The official figure of a year; None where the sheet gives none."""
    row = _official_row(ledger, spec, year)
    figure = ledger.tables[spec.sheet].frame[spec.key].array[row] if row is not None else pd.NA
    return None if figure is pd.NA else Fraction(int(str(figure)))


def official_unclear(ledger: Ledger, spec: FieldSpec, year: int) -> bool:
    """Whether the sheet has an official figure of the year that cannot be read, or two that differ, or one that may be of it."""
    row = _official_row(ledger, spec, year)
    table = ledger.tables[spec.sheet]
    if row is None:
        return table.has(spec.key) and "year" in table.frame.columns and bool(table.frame["year"].isna().any())
    return row in table.unclear.get(spec.key, ())


def _official_row(ledger: Ledger, spec: FieldSpec, year: int) -> int | None:
    """The one row of the year, where the sheet has it and the column."""
    frame = ledger.tables[spec.sheet].frame
    if spec.key not in frame.columns or "year" not in frame.columns:
        return None
    rows = np.flatnonzero((frame["year"] == year).fillna(False).to_numpy(dtype=bool))
    return int(rows[0]) if len(rows) else None


def _official(ledger: Ledger, spec: FieldSpec, figure: Fraction | None, year: int) -> Measurement:
    """The official figure as a measure; None is one that cannot be read."""
    row = _official_row(ledger, spec, year)
    cell = None if row is None else ledger.tables[spec.sheet].cell(spec.key, row)
    known = figure is not None
    line = Contribution(f"官方数据：{spec.name}", -1, "", "", known or None, (figure,), (cell,) if cell else (), year)
    note = "官方数据" if known else f"官方数据看不清（{cell.short}）" if cell else "官方数据看不清"
    return Measurement(figure, 0 if known else 1, figure, figure, (line,), note)


def _grown(base: Measurement, end: Measurement, years: int, compound: bool) -> Measurement:
    open_ = base.undetermined + end.undetermined
    note = "；".join(dict.fromkeys(n for n in (base.note, end.note) if n))
    if base.actual is None or end.actual is None or (compound and base.actual <= 0):
        return Measurement(None, max(base.undetermined, end.undetermined), note=_why_no_growth(base, end))

    def grow(start: Fraction | None, finish: Fraction | None) -> Fraction | None:
        if start is None or finish is None or (compound and start <= 0):
            return None
        return _compound(finish / start, years) if compound else (finish - start) / years

    return Measurement(
        grow(base.actual, end.actual), open_, grow(base.most, end.least), grow(base.least, end.most), (*base.rows, *end.rows), note
    )


def _why_no_growth(base: Measurement, end: Measurement) -> str:
    """What the growth lacks: a figure of either year, or a base to grow from."""
    lacking = {"基年": base, "当年": end}
    notes = [part.note or f"{name}没有数据，不能计算增长" for name, part in lacking.items() if part.actual is None]
    if not notes:
        return "基年为 0，算不出增长" if base.actual == 0 else "基年为负数，算不出增长"
    return "；".join(dict.fromkeys(notes))


def _compound(ratio: Fraction, years: int) -> Fraction:
    """The yearly growth rate that makes `ratio` in `years` years, to 40 digits."""
    if years == 1 or ratio <= 0:
        return ratio - 1 if years == 1 else Fraction(-1)
    with localcontext() as context:
        context.prec = 60
        root = (Decimal(ratio.numerator) / Decimal(ratio.denominator)) ** (Decimal(1) / Decimal(years))
        return Fraction(root.quantize(Decimal(10) ** -40)) - 1


def _added(parts: list[Measurement]) -> Measurement:
    """Yearly figures added up; a year without any figure leaves the total open."""
    known = [part.actual for part in parts if part.actual is not None]
    without = sum(1 for part in parts if part.actual is None)
    open_ = sum(part.undetermined for part in parts)
    note = "；".join(dict.fromkeys(part.note for part in parts if part.actual is None and part.note))
    rows = tuple(row for part in parts for row in part.rows)
    if not known:
        return Measurement(None if parts else Fraction(0), open_, rows=rows, note=note)
    actual = sum(known, Fraction(0))
    bounded = not without and all(part.most is not None for part in parts)
    most = sum((part.most or Fraction(0) for part in parts), Fraction(0)) if bounded else None
    least = sum((part.least or Fraction(0) for part in parts), Fraction(0))
    return Measurement(actual, open_, least, most, rows, note)


def _distinct(parts: list[Measurement]) -> Measurement:
    """Enterprises counted once however many years they count in."""
    best: dict[int, Contribution] = {}
    for part in parts:
        for row in part.rows:
            if row.enterprise not in best or (row.counted and not best[row.enterprise].counted):
                best[row.enterprise] = row
    counted = sum(1 for row in best.values() if row.counted)
    open_ = len(best) - counted
    note = "；".join(dict.fromkeys(part.note for part in parts if part.actual is None and part.note))
    return Measurement(Fraction(counted), open_, Fraction(counted), Fraction(counted + open_), tuple(best.values()), note)


def _elapsed(target: Target, year: int, plan: tuple[int, int], as_of: dt.date) -> Fraction:
    """The share of the target's period elapsed at the end of `as_of`, by days; 1 once it is over."""
    first, last = plan if target.plan_total else (year, year)
    days = sum(366 if calendar.isleap(y) else 365 for y in range(first, last + 1))
    return Fraction(min(max((as_of - dt.date(first, 1, 1)).days + 1, 0), days), days)


def _reaches(comparison: Comparison, actual: Fraction, goal: Fraction, about_share: Fraction) -> bool:
    asked = _asked(comparison, goal, about_share)
    return actual > asked if comparison is Comparison.ABOVE else actual >= asked


def _asked(comparison: Comparison, goal: Fraction, about_share: Fraction) -> Fraction:
    """The figure from which on the goal counts as reached (左右: a share of it)."""
    return goal * about_share if comparison is Comparison.ABOUT else goal


def _status(target: Target, goal: Fraction | None, found: Measurement, about_share: Fraction, elapsed: Fraction) -> Status:
    """Where unknowns could change the answer, undetermined; the answer at both extremes must agree."""
    if goal is None:
        return Status.NOT_APPLICABLE
    if found.actual is None:
        return Status.UNDETERMINED

    def judged(actual: Fraction) -> Status:
        if _reaches(target.comparison, actual, goal, about_share):
            return Status.ACHIEVED
        return Status.ON_TRACK if elapsed < 1 and actual >= goal * elapsed else Status.BEHIND

    status = judged(found.actual)
    low = judged(found.least) if found.least is not None else None
    high = judged(found.most) if found.most is not None else Status.ACHIEVED
    return status if low is status and high is status else Status.UNDETERMINED
