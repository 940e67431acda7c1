"""The rows behind the targets: which target's rows stand on which sheet, what counts, and the totals per year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from techreform_cli.domain.field import FieldSpec, FieldType
from techreform_cli.domain.money import FEN
from techreform_cli.domain.policy import CountMeasure, GrowthMeasure, Policy, Quotient, RatioMeasure, ShareMeasure, SumMeasure, Target
from techreform_cli.domain.result import Result
from techreform_cli.domain.sheets import ENTERPRISES
from techreform_cli.domain.target_result import Contribution, TargetResult
from techreform_cli.report.target_words import base_measure, factor

YES, NO, OPEN = "是", "否", "待补正"
Rows = tuple[Contribution, ...]
SHARE_FIGURES = (
    FieldSpec("", "meeting", "符合的（1或0）", FieldType.INTEGER),
    FieldSpec("", "whole", "总数", FieldType.INTEGER),
)
"""The figures of a row of a share: whether it meets the test, and itself."""
_NOTHING = (Fraction(0),)


@dataclass(frozen=True, slots=True)
class YearTotal:
    """What the rows of one year add up to: how many count, how many are open, and the sums of their figures (in 万元, or plain)."""

    counted: int
    open: int
    sums: tuple[Fraction, ...]

    @property
    def value(self) -> Fraction | None:
        """The year's figure: a count, a sum, or a ratio of sums (None without a denominator)."""
        if not self.sums:
            return Fraction(self.counted)
        if len(self.sums) == 1:
            return self.sums[0]
        return self.sums[0] / self.sums[1] if self.sums[1] else None


@dataclass(slots=True)
class Detail:
    """One sheet of rows by year, latest first, for the targets that rest on them. `figures` are the fields of the figure columns."""

    figures: tuple[FieldSpec, ...]
    targets: list[Target]
    rows: dict[int, Rows]
    totals: dict[int, YearTotal] = field(default_factory=dict)

    @property
    def years(self) -> list[int]:
        """The years with rows, latest first."""
        return sorted(self.rows, reverse=True)

    def fits(self, figures: tuple[FieldSpec, ...], rows: dict[int, Rows], same_target: bool) -> bool:
        """Whether other rows can stand here too: figures alike, and no year with different rows."""
        shared = self.rows.keys() & rows.keys()
        return figures == self.figures and (same_target or bool(shared)) and all(rows[y] == self.rows[y] for y in shared)

    def add_up(self) -> None:
        """Total every year."""
        self.totals = {year: year_total(self.rows[year], self.figures) for year in self.years}


def details(result: Result) -> list[Detail]:
    """The sheets of rows, in the order of the targets. Targets with the same rows share one; earlier plan years join theirs."""
    found: list[Detail] = []
    history = [entry for year in sorted(result.target_history) for entry in result.target_history[year]]
    for entry in [*result.targets, *history]:
        rows = by_year(entry.measurement.rows)
        figures = figure_fields(result.policy, entry)
        if rows and figures is not None:
            _place(found, entry.target, figures, rows)
    for detail in found:
        detail.add_up()
    return found


def _place(found: list[Detail], target: Target, figures: tuple[FieldSpec, ...], rows: dict[int, Rows]) -> None:
    mine = [detail for detail in found if target in detail.targets]
    for detail in mine or found:
        if detail.fits(figures, rows, bool(mine)):
            detail.rows |= rows
            if not mine:
                detail.targets.append(target)
            return
    if not mine:
        found.append(Detail(figures, [target], rows))


def by_year(rows: Rows) -> dict[int, Rows]:
    """The rows by their year."""
    return {year: tuple(row for row in rows if row.year == year) for year in sorted({row.year for row in rows})}


def figure_fields(policy: Policy, entry: TargetResult) -> tuple[FieldSpec, ...] | None:
    """The fields of the rows' figures; None where the rows are not of one kind (a ratio official in some years only)."""
    counts = {len(row.figures) for row in entry.measurement.rows}
    if len(counts) != 1:
        return None
    measure, wanted = base_measure(policy, entry.target.measure), counts.pop()
    if isinstance(measure, RatioMeasure) and wanted == 2:
        return (measure.numerator.spec, measure.denominator.spec)
    if isinstance(measure, ShareMeasure) and wanted == 2:
        return SHARE_FIGURES
    if isinstance(measure, SumMeasure) and wanted == 1:
        return (measure.field.spec,)
    if wanted == 1:
        official = _official(policy, entry.target)
        return (official,) if official else None
    return ()


def _official(policy: Policy, target: Target) -> FieldSpec | None:
    if isinstance(target.measure, GrowthMeasure):
        return next(t.official for t in policy.targets if isinstance(target.measure, GrowthMeasure) and t.id == target.measure.of)
    return target.official


def listed(rows: Rows) -> Rows:
    """The rows worth a line: not those that add nothing to a sum."""
    return tuple(row for row in rows if not (row.counted and row.figures == _NOTHING))


def state(row: Contribution) -> str:
    """是, 否 or 待补正. An amount of 0 that may or may not count changes nothing: 否."""
    if row.counted is False or (row.counted is None and row.figures == _NOTHING):
        return NO
    return YES if row.counted and None not in row.figures else OPEN


def shown(spec: FieldSpec, figure: Fraction | None) -> Fraction | None:
    """A figure as the sheet shows it: money in 万元, everything else as it is."""
    return figure / FEN["万元"] if figure is not None and spec.type is FieldType.MONEY else figure


def shown_cell(spec: FieldSpec, figure: Fraction | None) -> float | None:
    """The same as the number a cell holds."""
    if figure is None:
        return None
    return figure.numerator / (figure.denominator * (FEN["万元"] if spec.type is FieldType.MONEY else 1))


def shown_unit(spec: FieldSpec) -> str:
    """The unit of `shown`: 万元, 万元/人, or the field's own."""
    if spec.type is not FieldType.MONEY:
        return spec.unit
    return "万元" + ("/" + spec.unit.partition("/")[2] if "/" in spec.unit else "")


def year_total(rows: Rows, figures: tuple[FieldSpec, ...]) -> YearTotal:
    """What the rows that count add up to."""
    states = [state(row) for row in listed(rows)]
    counted = [row for row, s in zip(listed(rows), states, strict=True) if s == YES]
    sums = tuple(shown(spec, _sum(row.figures[i] for row in counted)) or Fraction(0) for i, spec in enumerate(figures))
    return YearTotal(len(counted), states.count(OPEN), sums)


def _sum(figures: Iterable[Fraction | None]) -> Fraction:
    """The exact sum. Almost all figures are whole (分, persons), and whole numbers are added up far faster."""
    known = [figure for figure in figures if figure is not None]
    whole = sum(figure.numerator for figure in known if figure.denominator == 1)
    return sum((figure for figure in known if figure.denominator != 1), Fraction(whole))


def years_of(policy: Policy, target: Target, year: int) -> list[int]:
    """The years a target's figure of `year` rests on, earliest first."""
    if isinstance(target.measure, GrowthMeasure):
        return [target.measure.since, year]
    if target.plan_total:
        first, last = policy.plan
        return list(range(first, min(year, last) + 1))
    return [year]


def value_of(policy: Policy, target: Target, detail: Detail, year: int) -> Fraction | None:
    """The target's figure of `year` from the sheet's totals, in the target's unit; None where they do not give it."""
    values = [detail.totals[y].value for y in years_of(policy, target, year) if y in detail.totals]
    known = [value for value in values if value is not None]
    if not known or len(known) < len(values):
        return None
    measure = target.measure
    if not isinstance(measure, GrowthMeasure):
        return sum(known, Fraction(0)) / factor(target.unit)
    years = year - measure.since
    if len(known) != 2 or (measure.compound and known[0] <= 0):
        return None
    if measure.compound:
        return Fraction(float(known[1] / known[0]) ** (1 / years)) - 1 if years > 1 and known[1] > 0 else known[1] / known[0] - 1
    return (known[1] - known[0]) / years / factor(target.unit)


def counts_enterprises(policy: Policy, detail: Detail) -> bool:
    """Whether the rows are enterprises counted."""
    measure = base_measure(policy, detail.targets[0].measure)
    return isinstance(measure, CountMeasure) or (isinstance(measure, ShareMeasure) and measure.sheet == ENTERPRISES)


def countable(result: Result) -> Iterator[TargetResult]:
    """The targets whose figure is a count or a sum of rows, which can be split up."""
    for entry in result.targets:
        if not isinstance(entry.target.measure, GrowthMeasure | Quotient) and entry.measurement.rows:
            yield entry
