"""序时进度: each target over the plan, year by year: what time alone would want by then, and what is reached."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction

from techreform_cli.domain.policy import Target
from techreform_cli.domain.result import Result
from techreform_cli.domain.target_result import TargetResult
from techreform_cli.report.book import Book, Cell, Column, Grid
from techreform_cli.report.target_clauses import GoalSheet
from techreform_cli.report.target_history import History
from techreform_cli.report.target_words import NO_FIGURE, decimals, figure_cell, figure_style, goal_words, rounded, unit_label
from techreform_cli.report.wording import in_unit

PROGRESS = "序时进度"
_COLUMNS = [
    Column("条款", 10),
    Column("目标", 32),
    Column("单位", 9),
    Column("年度", 9),
    Column("时间进度", 11),
    Column("总目标", 13),
    Column("序时应达", 13),
    Column("累计完成", 13),
    Column("比序时", 13),
    Column("完成总目标", 12),
]
YEAR, TIME, GOAL, DUE, ACTUAL = 3, 4, 5, 6, 7


@dataclass(slots=True)
class Progress:
    """The sheet, and the first and last row of each target on it, by id."""

    result: Result
    grid: Grid
    rows: dict[str, tuple[int, int]] = field(default_factory=dict)


def progress_grid(book: Book, result: Result) -> Progress | None:
    """The empty sheet; None where the policy has no target over the plan."""
    if not _targets(result):
        return None
    first, last = result.policy.plan
    subtitle = f"计划期 {first}—{last} 年；时间进度按天数，本年截至 {result.as_of.isoformat()}，其余年度按年底"
    return Progress(result, book.grid(PROGRESS, "累计目标与序时进度", subtitle, _COLUMNS))


def fill_progress(of: Progress, history: History, clauses: GoalSheet) -> None:
    """A row per target and plan year; what is reached stands in 历年对照."""
    grid, result = of.grid, of.result
    grid.headers(24)
    first, last = result.policy.plan
    for target in _targets(result):
        top = grid.row
        for year in range(first, last + 1):
            grid.write(_cells(of, target, year, history.actual(target.id, year, result), clauses))
        of.rows[target.id] = (top, grid.row - 1)
    grid.notes(
        [
            "序时应达＝总目标×时间进度，只作比较；通知另有分年度目标的，以分年度目标为准，见《历年对照》。",
            "以后年度还没有数，空着。比序时为正是超前，为负是落后。",
        ]
    )
    grid.freeze(2)


def _targets(result: Result) -> list[Target]:
    last = result.policy.plan[1]
    return [target for target in result.policy.targets if target.plan_total and last in target.goals]


def _cells(of: Progress, target: Target, year: int, source: str, clauses: GoalSheet) -> list[Cell]:
    result, grid = of.result, of.grid
    found = _of_year(result, target, year)
    last = result.policy.plan[1]
    goal, elapsed = target.goals[last], found.elapsed if found else _whole_years(result, year)
    actual = found.measurement.actual if found else None
    row, digits = grid.row, decimals(target.unit)
    due, whole, reached = (grid.at(row, column) for column in (DUE, GOAL, ACTUAL))
    style, wanted = _style(target), rounded(in_unit(goal.value, target.unit) * elapsed, digits)
    head = [
        Cell(goal.clause, "center"),
        Cell(f"{target.label}（{goal_words(goal.value, target)}）", "wrap"),
        Cell(unit_label(target.unit), "center"),
        Cell(year, "center"),
        Cell(elapsed, "rate"),
        figure_cell(target, goal.value, clauses.goal(target, last)),
        Cell(wanted, style, f"ROUND({whole}*{grid.at(row, TIME)},{digits})"),
    ]
    if actual is None:
        return [*head, Cell(None, "center"), Cell(NO_FIGURE, "center"), Cell(NO_FIGURE, "center")]
    figure = in_unit(actual, target.unit)
    share = Cell(actual / goal.value, "rate", f"{reached}/{whole}") if goal.value else Cell(NO_FIGURE, "center")
    return [
        *head,
        figure_cell(target, actual, source, found.asked if found else None),
        Cell(rounded(figure - wanted, digits), style, f"ROUND({reached}-{due},{digits})"),
        share,
    ]


def _style(target: Target) -> str:
    """What is due by a day is no whole number, even of enterprises."""
    return "quotient" if figure_style(target) == "count" else figure_style(target)


def _of_year(result: Result, target: Target, year: int) -> TargetResult | None:
    return next((found for found in result.target_history.get(year, ()) if found.target.id == target.id), None)


def _whole_years(result: Result, year: int) -> Fraction:
    """The share of the plan gone by the end of a year that is still to come, by days as the engine has it."""
    first, last = result.policy.plan
    start = dt.date(first, 1, 1)
    return Fraction((dt.date(year + 1, 1, 1) - start).days, (dt.date(last + 1, 1, 1) - start).days)
