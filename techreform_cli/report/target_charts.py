"""The charts of 总览, native ones over the cells of this and other sheets, so that the page is grasped at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from techreform_cli.domain.policy import SumMeasure, Target
from techreform_cli.domain.result import Result
from techreform_cli.domain.target_result import Status
from techreform_cli.report.target_breakdown import Breakdown
from techreform_cli.report.target_history import ACTUAL as HISTORY_ACTUAL
from techreform_cli.report.target_history import GOAL as HISTORY_GOAL
from techreform_cli.report.target_history import YEAR as HISTORY_YEAR
from techreform_cli.report.target_history import History
from techreform_cli.report.target_overview import RATE, Overview
from techreform_cli.report.target_progress import ACTUAL, DUE, GOAL, YEAR, Progress
from techreform_cli.report.target_words import unit_label
from techreform_cli.report.wording import SHARE

STATUS_COLOURS = {Status.ACHIEVED: "#70AD47", Status.ON_TRACK: "#A9D18E", Status.BEHIND: "#F4B183", Status.UNDETERMINED: "#FFD966"}
WANTED, REACHED, LIMIT, TIME = "#BFBFBF", "#5B9BD5", "#C00000", "#ED7D31"
FIGURE = "#,##0.##"
"""How an axis shows figures that are no shares."""
WIDTH, HEIGHT, ROW = 1390, 268, 20
"""Pixels: of a row of charts, and of an empty sheet row."""
MANY = 9
"""From so many columns on, figures are short and small, and those that would read 0.0 are left out."""
FURTHEST = 1.5
"""As far as a bar is drawn, so that one target far beyond its goal does not flatten the others."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The sheets that the charts draw on."""

    overview: Overview
    history: History
    progress: Progress | None
    breakdowns: list[Breakdown]

    @property
    def result(self) -> Result:
        """What is shown."""
        return self.overview.result


def draw_charts(of: Sources) -> None:
    """Two rows of charts below the table, as many as there is something to show for, each row filling the width."""
    rows = [[_rates(of), _cumulative(of)], [_by_year(of), *_parts(of)]]
    grid = of.overview.grid
    for row in rows:
        charts = [chart for chart in row if chart is not None]
        for index, chart in enumerate(charts):
            width = WIDTH // len(charts)
            chart.set_size({"width": width - 6, "height": HEIGHT})
            grid.sheet.insert_chart(grid.row, 0, chart, {"x_offset": width * index + 2, "y_offset": 6, "object_position": 1})
        grid.row += (HEIGHT + 6) // ROW + 1 if charts else 0


def _money_sum(target: Target) -> bool:
    return isinstance(target.measure, SumMeasure) and "元" in target.unit


def main_target(result: Result) -> Target | None:
    """The target of a year that is shown by year, town and category: the first sum of money, else the first with goals of years."""
    yearly = [t for t in result.policy.targets if not t.plan_total and t.goals]
    return next((t for t in yearly if _money_sum(t)), yearly[0] if yearly else None)


def _total_of(of: Sources) -> Target | None:
    """The plan total shown against time: that of the main target, else the first there is."""
    if of.progress is None:
        return None
    totals = [t for t in of.result.policy.targets if t.id in of.progress.rows]
    main = main_target(of.result)
    return next((t for t in totals if main and t.family == main.id), totals[0] if totals else None)


def _rates(of: Sources) -> Any:
    """A bar per target of the year that has a goal: how much of it is reached. The only grid line drawn is that of 100 %."""
    result, sheet = of.result, of.overview
    bars = [t for t in result.targets if not t.target.plan_total]
    if not bars or any(t.achievement_rate is None for t in bars):
        return None
    rows = [sheet.rows[t.target.id] for t in bars]
    first, last, name = min(rows), max(rows), sheet.grid.name
    rates = [float(t.achievement_rate or 0) for t in bars]
    beyond = max(rates) > FURTHEST
    told = f"；超过 {FURTHEST:.0%} 的只画到 {FURTHEST:.0%}" if beyond else ""
    chart = _chart(of, f"{result.year}年各项目标完成率（红线为目标 100%{told}）", "bar")
    chart.add_series(
        {
            "name": "完成率",
            "categories": [name, first, 1, last, 1],
            "values": [name, first, RATE, last, RATE],
            "points": [{"fill": {"color": STATUS_COLOURS.get(t.status, WANTED)}} for t in bars],
            "data_labels": {"value": True, "num_format": "0.0%", "position": "inside_end", "font": {"size": 9}},
            "gap": 40,
        }
    )
    line = {"visible": True, "line": {"color": LIMIT, "width": 1.5}}
    most = FURTHEST if beyond else max(1.1, max(rates))
    chart.set_x_axis({"num_format": "0%", "min": min(0, *rates), "max": most, "major_unit": 1, "major_gridlines": line})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}, "label_position": "low", "major_gridlines": {"visible": False}})
    chart.set_legend({"none": True})
    return chart


def _cumulative(of: Sources) -> Any:
    """The plan's total so far as columns, against the whole goal and what time alone would want."""
    target = _total_of(of)
    if target is None or of.progress is None or not of.result.target_history:
        return None
    first, last = of.progress.rows[target.id]
    name = of.progress.grid.name
    chart = _chart(of, f"{target.label}对总目标和序时进度（{unit_label(target.unit)}）", "column")
    within = {"position": "inside_base", "font": {"size": 9, "bold": True, "color": "#FFFFFF"}}  # above it would lie on the lines
    chart.add_series(_series("累计完成", name, (first, last), YEAR, ACTUAL, REACHED, within))
    line = of.overview.grid.book.workbook.add_chart({"type": "line"})
    for label, column, colour, dash in (("序时应达", DUE, TIME, "solid"), ("总目标", GOAL, LIMIT, "dash")):
        line.add_series(
            {
                "name": label,
                "categories": [name, first, YEAR, last, YEAR],
                "values": [name, first, column, last, column],
                "line": {"color": colour, "width": 2, "dash_type": dash},
                "marker": {"type": "circle" if dash == "solid" else "none", "size": 5},
            }
        )
    chart.combine(line)
    return chart


def _by_year(of: Sources) -> Any:
    """Goal and figure of the main target in each plan year so far."""
    target = main_target(of.result)
    rows = of.history.rows.get(target.id, []) if target else []
    if target is None or not rows:
        return None
    name, span = of.history.grid.name, (rows[0], rows[-1])
    share = target.unit == SHARE
    chart = _chart(of, f"{target.label}分年度（{unit_label(target.unit)}）", "column", "0%" if share else FIGURE)
    labels = {"num_format": "0.0%;-0.0%;"} if share else None
    chart.add_series(_series("目标值", name, span, HISTORY_YEAR, HISTORY_GOAL, WANTED, labels))
    chart.add_series(_series("完成值", name, span, HISTORY_YEAR, HISTORY_ACTUAL, REACHED, labels))
    return chart


def _parts(of: Sources) -> list[Any]:
    """The main target of the year by town and by category."""
    target, found = main_target(of.result), []
    for split in of.breakdowns:
        column = split.column(target.id) if target else None
        if target is None or column is None or split.last < split.first or split.kind.optional:
            continue
        chart = _chart(of, f"{of.result.year}年{target.label}分{split.kind.short}（{unit_label(target.unit)}）", "column")
        many = {"num_format": "[>=0.05]0.0;;", "font": {"size": 7}} if split.last - split.first >= MANY else {}
        chart.add_series(_series("完成值", split.grid.name, (split.first, split.last), 0, column, REACHED, many))
        chart.set_legend({"none": True})
        chart.set_x_axis({"num_font": {"size": 8}})
        found.append(chart)
    return found


def _series(
    label: str, sheet: str, rows: tuple[int, int], names: int, values: int, colour: str, labels: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Columns with their figures above, unless `labels` says otherwise; none at those that are nothing."""
    return {
        "name": label,
        "categories": [sheet, rows[0], names, rows[1], names],
        "values": [sheet, rows[0], values, rows[1], values],
        "fill": {"color": colour},
        "gap": 60,
        "data_labels": {"value": True, "num_format": "0.00;-0.00;", "font": {"size": 8}, **(labels or {})},
    }


def _chart(of: Sources, title: str, kind: str, axis: str = FIGURE) -> Any:
    chart = of.overview.grid.book.workbook.add_chart({"type": kind})
    chart.set_title({"name": title, "name_font": {"size": 11}, "overlay": False})
    chart.set_y_axis({"min": 0, "num_format": axis, "major_gridlines": {"visible": True, "line": {"color": "#E7E6E6"}}})
    chart.set_legend({"position": "bottom"})
    return chart
