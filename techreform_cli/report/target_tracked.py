"""The sheet 跟踪事项: what the notice asks for without a figure, clause by clause, and what cannot be computed at all."""

from __future__ import annotations

from techreform_cli.domain.field import FieldType
from techreform_cli.domain.policy import Clause, Measure, Quotient, RowCountMeasure, ShareMeasure, SumMeasure
from techreform_cli.domain.result import Result
from techreform_cli.domain.target_result import Measurement, TrackedResult
from techreform_cli.report.book import Book, Cell, Column, Grid, quoted
from techreform_cli.report.target_detail import OPEN, state
from techreform_cli.report.target_words import NO_FIGURE, measure_words, unit_label
from techreform_cli.report.task_sheet import TaskSheet, whole
from techreform_cli.report.wording import SHARE, in_unit

TRACKED = "跟踪事项"
BY_HAND = "台账没有对应的列，人工跟踪"


def tracked_grid(book: Book, result: Result) -> Grid:
    """The empty sheet."""
    columns = [
        Column("条款", 9),
        Column("条款摘要", 42),
        Column("跟踪内容", 50),
        Column("单位", 8),
        Column("数值", 12),
        Column("待补正\n（行）", 8),
        Column("怎样算、缺什么", 50),
        Column("事项\n序号", 6),
    ]
    subtitle = "通知提出、没有定量目标的事项，只列数，不评价完成与否。“不分年度”的是台账中的全部，不只本年"
    return book.grid(TRACKED, f"{result.year}年跟踪事项", subtitle, columns)


def fill_tracked(grid: Grid, result: Result, tasks: TaskSheet) -> None:
    """A line per tracked matter, clause by clause, counted over the lines of 任务明细."""
    grid.headers()
    for clause in result.policy.clauses.values():
        found = [(number, item) for number, item in enumerate(result.tracked, 1) if item.tracked.clause == clause.number]
        for index, (number, item) in enumerate(found):
            grid.write(_cells(tasks, clause, number, item, index == 0))
        if not found and clause.status == "tracked":
            grid.write([*_head(clause, True), Cell(BY_HAND, "wrap"), *[Cell(NO_FIGURE, "center")] * 3, *[Cell("", "wrap")] * 2])
    grid.row += 1
    grid.write([Cell("不可计算的条款", "section")], 22)
    for clause in result.policy.clauses.values():
        if clause.status == "not_computable":
            grid.write(
                [*_head(clause, True), Cell("不可计算", "center"), *[Cell(NO_FIGURE, "center")] * 3, Cell(clause.reason, "wrap"), Cell("")]
            )
    grid.notes([f"有项目的事项，点“跟踪内容”看《{tasks.grid.name}》中的项目；数值是公式。"])
    grid.freeze(1)


def _head(clause: Clause, first: bool) -> list[Cell]:
    return [Cell(clause.number, "center"), Cell(clause.summary if first else "〃", "wrap")]


def _cells(tasks: TaskSheet, clause: Clause, number: int, item: TrackedResult, first: bool) -> list[Cell]:
    result, tracked, measurement = tasks.result, item.tracked, item.measurement
    figure, nothing_known = Cell(NO_FIGURE, "center"), _nothing_known(measurement)
    if measurement.actual is not None and not nothing_known:
        value = in_unit(measurement.actual, tracked.unit)
        style = "rate" if tracked.unit == SHARE else "count" if whole(tracked.measure) else "figure"
        figure = Cell(value, style, tasks.formula(number, item))
    words = measure_words(result.policy, tracked.measure, result.year)
    if isinstance(tracked.measure, SumMeasure | RowCountMeasure | Quotient) and tracked.measure.dated:
        words += f"，只计{tracked.measure.dated.spec.name}在{result.year}年的"
    elif not _yearly(result, tracked.measure):
        words += "（不分年度）"
    if nothing_known:
        words = "；".join([*dict.fromkeys(row.reason for row in measurement.rows if row.reason), words])
    open_ = measurement.undetermined
    link = f"internal:{quoted(tasks.grid.name)}!A1" if measurement.rows else ""
    return [
        *_head(clause, first),
        Cell(tracked.label, "link" if link else "wrap", link=link),
        Cell(unit_label(tracked.unit), "center"),
        figure,
        Cell(open_, "open" if open_ else "center", tasks.open(number, item)),
        Cell(measurement.note or words, "wrap"),
        Cell(number, "count"),
    ]


def _nothing_known(measurement: Measurement) -> bool:
    """Whether of every row it is open if it counts, as where a column is missing: then there is no figure, not even nought."""
    return bool(measurement.rows) and all(state(row) == OPEN for row in measurement.rows)


def _yearly(result: Result, measure: Measure) -> bool:
    """Whether the figure is of one year: a field kept by year, or a sheet with a 年度."""
    if isinstance(measure, SumMeasure) and (measure.field.spec.yearly or measure.field.year is not None):
        return True
    if not isinstance(measure, SumMeasure | RowCountMeasure | ShareMeasure):
        return True
    sheet = measure.field.spec.sheet if isinstance(measure, SumMeasure) else measure.sheet
    return any(spec.type is FieldType.YEAR and spec.key == "year" for spec in result.policy.dictionary.sheet(sheet).fields)
