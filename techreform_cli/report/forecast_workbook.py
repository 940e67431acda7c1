"""The 预测 workbook: what the county will owe per year, known and estimated apart, against the fund."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

from techreform_cli.domain.forecast import Forecast
from techreform_cli.report.book import Book, Cell, Column, Grid, wan
from techreform_cli.report.evidence_sheets import interpretation_sheet, run_sheet
from techreform_cli.report.forecast_sheets import (
    COUNTED,
    ESTIMATED,
    FUND,
    KNOWN,
    NONE,
    OPEN,
    PAID,
    YEAR,
    basis,
    estimate_sheet,
    fill_lines,
    line_grid,
    method_sheet,
    unknown_sheet,
)
from techreform_cli.report.save import beside, save_all
from techreform_cli.report.wording import trial

YEARS, FUND_SHEET = "分年", "资金"
DASHED = {5: "dash", 4: "square_dot"}
"""The goal; and the running total with estimates, which would hide the one without where nothing is estimated."""
_YEARS = [
    *(Column("年度", 8), Column("依据", 16), Column("已确定(万元)", 17), Column("估计(万元)", 17), Column("不明(家)", 9)),
    *(Column("已拨付(万元)", 17), Column("计入累计(万元)", 17), Column("累计(万元)", 17), Column("累计加估计(万元)", 18)),
]
_FUND = [
    *(Column("年度", 8), Column("计入累计(万元)", 17), Column("估计(万元)", 17), Column("累计(万元)", 17), Column("累计加估计(万元)", 18)),
    *(Column("资金目标(万元)", 16), Column("累计占目标", 11), Column("加估计占目标", 12)),
    *(Column("已拨付(万元)", 16), Column("累计已拨付(万元)", 16)),
    *(Column("资金安排(万元)", 16), Column("累计安排(万元)", 16), Column("安排减累计和估计(万元)", 20)),
]


def write_forecast(found: Forecast, ledger: Path, folder: Path | None) -> list[Path]:
    """Write the workbook into `folder` (None: beside the ledger) and return its path. Raises OutputFailed."""
    place, name = beside(ledger, folder)
    return save_all({place / f"{name}_预测.xlsx": lambda path: _write(found, path)})


def _write(found: Forecast, path: Path) -> None:
    policy = found.result.policy
    with Book(path, "奖补资金预测") as book:
        subtitle = f"{trial(found.result)}依据：{policy.document}　单位：万元；“—”是没有依据，不是零"
        years = book.grid(YEARS, f"{policy.title}\n各年应付奖补预测", subtitle, _YEARS, height=46)
        fund = book.grid(FUND_SHEET, "应付奖补与县财政资金", subtitle, _FUND) if found.fund else None
        lines = line_grid(book)
        fill_lines(lines, found)
        _fill_years(years, found, lines)
        if fund is not None:
            _fill_fund(fund, found, lines)
        estimate_sheet(book, found)
        unknown_sheet(book, found)
        method_sheet(book, found)
        interpretation_sheet(book, found.result)
        run_sheet(book, found.result, "forecast")


def _summed(grid: Grid, lines: Grid, found: Forecast, column: int, fund: bool = False) -> str:
    """The sum of a column of the lines over the year in this row, and the fund's programs alone."""
    first, last = lines.first_data_row, lines.first_data_row + len(found.lines) - 1
    only = f',{lines.span(FUND, first, last)},"是"' if fund else ""
    return f"ROUND(SUMIFS({lines.span(column, first, last)},{lines.span(YEAR, first, last)},{grid.at(grid.row, 0)}{only}),6)"


def _amount(values: list[int | None], formula: str) -> Cell:
    """The sum of what there is; — where there is nothing at all."""
    known = [value for value in values if value is not None]
    return wan(sum(known), "money", formula) if known else NONE


def _running(grid: Grid, total: int | None, column: int, also: int | None = None) -> Cell:
    """A running total of one column, and of another beside it; — where nothing is known so far."""
    if total is None:
        return NONE
    spans = [grid.span(one, grid.first_data_row, grid.row, here=True) for one in (column, *([also] if also is not None else []))]
    return wan(total, "money", f"ROUND({'+'.join(f'SUM({span})' for span in spans)},6)")


def _added(sofar: int | None, values: Iterable[int | None]) -> int | None:
    """A running total with more values; None as long as there was none."""
    known = [value for value in (sofar, *values) if value is not None]
    return sum(known) if known else None


def _fill_years(grid: Grid, found: Forecast, lines: Grid) -> None:
    """A row per award year, all programs together, and the chart."""
    grid.headers(36)
    sofar: int | None = None
    both: int | None = None
    for year in found.years:
        mine = [line for line in found.lines if line.year == year]
        known = [line.known.amount if line.known else None for line in mine]
        guessed = [line.estimated.amount if line.estimated else None for line in mine]
        paid = [line.paid.amount if line.paid else None for line in mine]
        counted = [line.cost for line in mine]
        sofar, both = _added(sofar, counted), _added(both, [*counted, *guessed])
        open_ = sum(line.unknown for line in mine)
        grid.write(
            [
                Cell(year, "center"),
                Cell(basis(found, year, mine), "center"),
                _amount(known, _summed(grid, lines, found, KNOWN)),
                _amount(guessed, _summed(grid, lines, found, ESTIMATED)),
                Cell(open_, "open" if open_ else "center", _summed(grid, lines, found, OPEN)),
                _amount(paid, _summed(grid, lines, found, PAID)),
                _amount(counted, _summed(grid, lines, found, COUNTED)),
                _running(grid, sofar, 6),
                _running(grid, both, 6, 3),
            ]
        )
    grid.notes(
        [
            "已确定和估计分开列，从不混在一起；不明的只有家数，没有金额，不在任何合计里。方法见《方法》，每家企业见《估计明细》《不明明细》。",
            "计入累计：能逐年相加的应付数，怎样取见《分奖补》表下。以后完工的项目还没有登记的年度，见《分奖补》。",
        ]
    )
    _columns_chart(grid, found)
    grid.freeze(1)


def _columns_chart(grid: Grid, found: Forecast) -> None:
    chart = grid.book.workbook.add_chart({"type": "column", "subtype": "stacked"})
    first, last = grid.first_data_row, grid.first_data_row + len(found.years) - 1
    for name, column, colour in (("已确定", 2, "#5B9BD5"), ("估计", 3, "#F4B183")):
        chart.add_series(
            {
                "name": name,
                "categories": [grid.name, first, 0, last, 0],
                "values": [grid.name, first, column, last, column],
                "fill": {"color": colour},
                "data_labels": {"value": True, "num_format": "#,##0.00;;", "font": {"size": 9}},
            }
        )
    _finish(grid, chart, "各年应付奖补（万元）")


def _fill_fund(grid: Grid, found: Forecast, lines: Grid) -> None:
    """The fund's programs year by year, running totals against the goal and what was arranged, and the chart."""
    assert found.fund is not None
    grid.headers(36)
    sofar: int | None = None
    both, spent, arranged = sofar, sofar, sofar
    goal = int(found.fund.goal)
    for year in found.years:
        mine = found.of(year, found.fund.programs)
        counted, guessed = [line.cost for line in mine], [line.estimated.amount if line.estimated else None for line in mine]
        paid = [line.paid.amount if line.paid else None for line in mine]
        sofar, both, spent = _added(sofar, counted), _added(both, [*counted, *guessed]), _added(spent, paid)
        given = (found.arranged or {}).get(year)
        arranged = _added(arranged, [given.amount if given else None])
        grid.write(
            [
                Cell(year, "center"),
                _amount(counted, _summed(grid, lines, found, COUNTED, fund=True)),
                _amount(guessed, _summed(grid, lines, found, ESTIMATED, fund=True)),
                _running(grid, sofar, 1),
                _running(grid, both, 1, 2),
                wan(goal),
                _share(grid, sofar, 3, goal),
                _share(grid, both, 4, goal),
                _amount(paid, _summed(grid, lines, found, PAID, fund=True)),
                _running(grid, spent, 8),
                wan(given.amount, "open" if given.unclear else "money") if given else NONE,
                _running(grid, arranged, 10),
                _left(grid, arranged, both),
            ]
        )
    grid.notes(_fund_notes(found))
    _lines_chart(grid, found)
    grid.freeze(1)


def _share(grid: Grid, total: int | None, column: int, goal: int) -> Cell:
    """A running total as a share of the goal."""
    if not goal or total is None:
        return NONE
    return Cell(Fraction(total, goal), "rate", f"{grid.at(grid.row, column)}/{grid.at(grid.row, 5)}")


def _left(grid: Grid, arranged: int | None, owed: int | None) -> Cell:
    """How far what was arranged goes."""
    if arranged is None or owed is None:
        return NONE
    return wan(arranged - owed, "money", f"ROUND({grid.at(grid.row, 11)}-{grid.at(grid.row, 4)},6)")


def _fund_notes(found: Forecast) -> list[str]:
    assert found.fund is not None
    labels = "、".join(of.program.label for of in found.result.programs if of.program.id in found.fund.programs)
    lines = [f"资金目标：{found.fund.target.label}（{found.fund.target.clause}）；支付 {labels}，用哪些口径见《口径》。不明的没有计入。"]
    if found.arranged is None:
        lines.append("台账没有《资金安排》表，安排了多少不知道。")
    outside = {y: p for y, p in (found.arranged or {}).items() if y not in found.years}
    if outside:
        years = "、".join(f"{y}年" if y else "年度读不出的" for y in outside)
        lines.append(f"《资金安排》另有 {years} 的安排，不在上表的年度内，没有计入。")
    return lines


def _lines_chart(grid: Grid, found: Forecast) -> None:
    chart = grid.book.workbook.add_chart({"type": "line"})
    first, last = grid.first_data_row, grid.first_data_row + len(found.years) - 1
    series = [("累计已拨付", 9, "#7030A0"), ("累计", 3, "#5B9BD5"), ("累计加估计", 4, "#F4B183"), ("资金目标", 5, "#A5A5A5")]
    for name, column, colour in [*series, *([("累计安排", 11, "#70AD47")] if found.arranged is not None else [])]:
        chart.add_series(
            {
                "name": name,
                "categories": [grid.name, first, 0, last, 0],
                "values": [grid.name, first, column, last, column],
                "line": {"color": colour, "width": 2, **({"dash_type": DASHED[column]} if column in DASHED else {})},
                "marker": {"type": "circle" if column != 5 else "none", "size": 5},
            }
        )
    _finish(grid, chart, "资金累计与目标（万元）")


def _finish(grid: Grid, chart: Any, title: str) -> None:
    chart.set_title({"name": title, "name_font": {"size": 11}})
    chart.set_y_axis({"min": 0, "num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#E7E6E6"}}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 720, "height": 320})
    grid.sheet.insert_chart(grid.row + 1, 1, chart, {"object_position": 2})
