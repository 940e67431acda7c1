"""The sheet 跟踪事项: what the notice asks for without a figure, clause by clause, and what cannot be computed at all."""

from __future__ import annotations

from techreform_cli.domain.field import FieldType
from techreform_cli.domain.policy import Clause, CountMeasure, Measure, RowCountMeasure, SumMeasure
from techreform_cli.domain.result import Result, TrackedResult
from techreform_cli.report.book import Book, Cell, Column, Grid
from techreform_cli.report.target_words import NO_FIGURE, measure_words, unit_label
from techreform_cli.report.wording import in_unit

TRACKED = "跟踪事项"
BY_HAND = "台账没有对应的列，人工跟踪"


def tracked_sheet(book: Book, result: Result) -> Grid:
    """Write the sheet."""
    columns = [
        Column("条款", 10),
        Column("条款摘要", 48),
        Column("跟踪内容", 30),
        Column("单位", 9),
        Column("数值", 14),
        Column("待补正\n（行）", 9),
        Column("怎样算、缺什么", 54),
    ]
    subtitle = "通知提出、没有定量目标的事项，只列数，不评价完成与否。“不分年度”的是台账中的全部，不只本年"
    grid = book.grid(TRACKED, f"{result.year}年跟踪事项", subtitle, columns)
    grid.headers()
    for clause in result.policy.clauses.values():
        found = [item for item in result.tracked if item.tracked.clause == clause.number]
        for index, item in enumerate(found):
            grid.write(_cells(result, clause, item, index == 0))
        if not found and clause.status == "tracked":
            grid.write([*_head(clause, True), Cell(BY_HAND, "wrap"), *[Cell(NO_FIGURE, "center")] * 3, Cell("", "wrap")])
    grid.row += 1
    grid.write([Cell("不可计算的条款", "section")], 22)
    for clause in result.policy.clauses.values():
        if clause.status == "not_computable":
            grid.write([*_head(clause, True), Cell("不可计算", "center"), *[Cell(NO_FIGURE, "center")] * 3, Cell(clause.reason, "wrap")])
    grid.freeze(1)
    return grid


def _head(clause: Clause, first: bool) -> list[Cell]:
    return [Cell(clause.number, "center"), Cell(clause.summary if first else "〃", "wrap")]


def _cells(result: Result, clause: Clause, item: TrackedResult, first: bool) -> list[Cell]:
    tracked, measurement = item.tracked, item.measurement
    counts = isinstance(tracked.measure, CountMeasure | RowCountMeasure)
    figure = Cell(NO_FIGURE, "center")
    if measurement.actual is not None:
        value = in_unit(measurement.actual, tracked.unit)
        figure = Cell(value, "count" if counts or (value.denominator == 1 and tracked.unit in ("个", "台", "家", "项")) else "figure")
    words = measure_words(result.policy, tracked.measure, result.year)
    if isinstance(tracked.measure, SumMeasure | RowCountMeasure) and tracked.measure.dated:
        words += f"，只计{tracked.measure.dated.spec.name}在{result.year}年的"
    elif not _yearly(result, tracked.measure):
        words += "（不分年度）"
    open_ = measurement.undetermined
    return [
        *_head(clause, first),
        Cell(tracked.label, "wrap"),
        Cell(unit_label(tracked.unit), "center"),
        figure,
        Cell(open_, "open" if open_ else "center"),
        Cell(measurement.note or words, "wrap"),
    ]


def _yearly(result: Result, measure: Measure) -> bool:
    """Whether the figure is of one year: a field kept by year, or a sheet with a 年度."""
    if isinstance(measure, SumMeasure) and (measure.field.spec.yearly or measure.field.year is not None):
        return True
    if not isinstance(measure, SumMeasure | RowCountMeasure):
        return True
    sheet = measure.field.spec.sheet if isinstance(measure, SumMeasure) else measure.sheet
    return any(spec.type is FieldType.YEAR and spec.key == "year" for spec in result.policy.dictionary.sheet(sheet).fields)
