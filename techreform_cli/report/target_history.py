"""The sheet 历年对照: each target in every plan year up to the year calculated."""

from __future__ import annotations

from dataclasses import dataclass, field

from techreform_cli.domain.policy import SumMeasure, Target
from techreform_cli.domain.result import Result
from techreform_cli.domain.target_result import TargetResult
from techreform_cli.report.book import Book, Cell, Column, Grid
from techreform_cli.report.target_clauses import GoalSheet
from techreform_cli.report.target_detail_sheet import DetailSheet
from techreform_cli.report.target_overview import Overview
from techreform_cli.report.target_words import STATUS_STYLES, actual_cell, figure_cell, rate_cell, unit_label

HISTORY = "历年对照"
COLUMNS = [
    Column("条款", 10),
    Column("目标", 30),
    Column("单位", 9),
    Column("比较", 9),
    Column("年度", 8),
    Column("目标值", 12),
    Column("完成值", 13),
    Column("完成率", 10),
    Column("状态", 10),
    Column("待补正\n（行）", 9),
    Column("官方数据", 12),
]
YEAR, GOAL, ACTUAL = 4, 5, 6


@dataclass(slots=True)
class History:
    """The sheet, and the rows of each target on it, by id, a row per plan year from the first on."""

    grid: Grid
    rows: dict[str, list[int]] = field(default_factory=dict)

    def actual(self, target: str, year: int, result: Result) -> str:
        """The address of the target's figure of a plan year; "" where it is not listed."""
        years = sorted(result.target_history)
        return self.grid.far(self.rows[target][years.index(year)], ACTUAL) if year in years else ""


def history_grid(book: Book, result: Result) -> Grid:
    """The empty sheet."""
    first, last = result.policy.plan
    subtitle = f"计划期 {first}—{last} 年，每年按当年 12 月 31 日（本年按 {result.as_of.isoformat()}）判定；累计的目标各年为累计到该年的数"
    return book.grid(HISTORY, "目标历年对照", subtitle, COLUMNS)


def fill_history(grid: Grid, sheet: Overview, clauses: GoalSheet, details: list[DetailSheet]) -> History:
    """A row per target and plan year; one's years stand together."""
    result = sheet.result
    grid.headers()
    history = History(grid)
    rows = history.rows
    for position, target in enumerate(result.policy.targets):
        for year in sorted(result.target_history):
            found = result.target_history[year][position]
            rows.setdefault(target.id, []).append(grid.row)
            grid.write(_cells(grid, sheet, found, year, clauses, details))
    if not result.target_history:
        grid.write([Cell("", "center"), Cell("计划期还没有开始", "wrap"), *[Cell("", "center")] * (len(COLUMNS) - 2)])
    grid.filter()
    grid.notes(["完成率为公式；完成值能由明细表得出的也是公式。要看某一年的明细，加 --year 该年重新计算。"])
    _charts(grid, result, rows)
    grid.sheet.fit_to_pages(1, 1)
    grid.freeze(2)
    return history


def _cells(grid: Grid, sheet: Overview, found: TargetResult, year: int, clauses: GoalSheet, details: list[DetailSheet]) -> list[Cell]:
    target, row = found.target, grid.row
    formula = next((f for detail in details if (f := detail.actual(found, year))), "")
    if year == sheet.result.year:
        formula = sheet.actual(found)
    open_ = found.measurement.undetermined
    return [
        Cell(found.clause, "center"),
        Cell(target.label, "wrap"),
        Cell(unit_label(target.unit), "center"),
        Cell(target.comparison.label, "center"),
        Cell(year, "center"),
        figure_cell(target, found.goal, clauses.goal(target, year)),
        actual_cell(found, formula),
        rate_cell(found, f"{grid.at(row, ACTUAL)}/{grid.at(row, GOAL)}"),
        Cell(found.standing, STATUS_STYLES[found.status]),
        Cell(open_, "open" if open_ else "center"),
        figure_cell(target, found.official) if target.official and not target.plan_total else Cell("", "center"),
    ]


def _charts(grid: Grid, result: Result, rows: dict[str, list[int]]) -> None:
    """Target against actual by year, for sums of money."""
    sums = [t for t in result.policy.targets if isinstance(t.measure, SumMeasure) and "元" in t.unit and len(rows.get(t.id, [])) > 1]
    for index, target in enumerate(sums[:3]):
        chart = _chart(grid, target, rows[target.id])
        grid.sheet.insert_chart(grid.row + 1, 0, chart, {"x_offset": 330 * index + 4, "object_position": 2})


def _chart(grid: Grid, target: Target, rows: list[int]) -> object:
    chart = grid.book.workbook.add_chart({"type": "column"})
    for name, column, colour in (("目标值", GOAL, "#BFBFBF"), ("完成值", ACTUAL, "#5B9BD5")):
        chart.add_series(
            {
                "name": name,
                "categories": [grid.name, rows[0], YEAR, rows[-1], YEAR],
                "values": [grid.name, rows[0], column, rows[-1], column],
                "fill": {"color": colour},
                "data_labels": {"value": True, "num_format": "0.00", "font": {"size": 8}},
            }
        )
    chart.set_title({"name": f"{target.label}（{unit_label(target.unit)}）", "name_font": {"size": 11}})
    chart.set_y_axis({"min": 0, "num_format": "General", "major_gridlines": {"visible": True, "line": {"color": "#E7E6E6"}}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 322, "height": 260})
    return chart
