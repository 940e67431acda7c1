"""任务明细: the rows behind every tracked matter, project by project, which 跟踪事项 counts and adds up."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from techreform_cli.domain.field import FieldSpec, FieldType
from techreform_cli.domain.policy import Measure, RatioMeasure, ShareMeasure, SumMeasure
from techreform_cli.domain.result import Result
from techreform_cli.domain.target_result import Contribution, TrackedResult
from techreform_cli.report.book import Book, Cell, Column, Grid
from techreform_cli.report.source_links import BESIDE, source_cell
from techreform_cli.report.target_detail import OPEN, SHARE_FIGURES, YES, listed, shown, shown_unit, state
from techreform_cli.report.target_detail_sheet import STATE_STYLES, scaled
from techreform_cli.report.target_places import Places
from techreform_cli.report.target_words import factor
from techreform_cli.report.wording import in_unit

TASKS = "任务明细"
_COLUMNS = [
    Column("事项\n序号", 6),
    Column("条款", 8),
    Column("跟踪内容", 26),
    Column("年度", 7),
    Column("名称", 30),
    Column("企业", 30),
    Column("乡镇", 10),
    Column("改造类别", 13),
    Column("牵头单位", 14),
    Column("计入", 7),
    Column("数值", 11),
    Column("除以", 9),
    Column("比值", 8),
    Column("单位", 8),
    Column("依据的单元格", 26, 56),
]
NUMBER, USE, FIGURE, DIVISOR = 0, 9, 10, 11


@dataclass(slots=True)
class TaskSheet:
    """The sheet and the rows its lines fill."""

    result: Result
    grid: Grid
    first: int
    last: int

    def formula(self, number: int, item: TrackedResult) -> str:
        """The figure of the tracked matter of that number over its lines; "" where the lines do not give the engine's figure."""
        actual = item.measurement.actual
        if actual is None or self.last < self.first:
            return ""
        sums = _sums(item)
        tests = f'{self._span(NUMBER)},{number},{self._span(USE)},"{YES}"'
        if not sums:
            return f"COUNTIFS({tests})" if Fraction(_counted(item)) == actual else ""
        value = in_unit(actual, item.tracked.unit) * factor(item.tracked.unit)
        parts = [f"SUMIFS({self._span(column)},{tests})" for column in (FIGURE, DIVISOR)[: len(sums)]]
        if len(sums) == 2:
            return scaled("/".join(parts), item.tracked.unit) if sums[1] and sums[0] / sums[1] == value else ""
        return scaled(f"ROUND({parts[0]},6)", item.tracked.unit) if sums[0] == value else ""

    def open(self, number: int, item: TrackedResult) -> str:
        """The formula of how many lines are open; "" where the lines alone do not tell."""
        found = sum(state(row) == OPEN for row in lines(item))
        return f'COUNTIFS({self._span(NUMBER)},{number},{self._span(USE)},"{OPEN}")' if found == item.measurement.undetermined else ""

    def _span(self, column: int) -> str:
        return self.grid.span(column, self.first, self.last)


def lines(item: TrackedResult) -> list[Contribution]:
    """The rows worth a line: those that count, and those that may and have a cell to fill in; where a whole column is missing the
    ledger's every row may count, and one sentence in 跟踪事项 says so."""
    return [row for row in listed(item.measurement.rows) if state(row) == YES or (state(row) == OPEN and row.cells)]


def task_sheet(book: Book, result: Result, places: Places) -> TaskSheet:
    """Write the sheet: a line per row that counts or may count, in the order of the policy's tracked matters."""
    title = f"{result.year}年跟踪事项：项目明细"
    grid = book.grid(TASKS, title, "计入为“是”的才算；待补正的缺资料，现在不计入。金额单位：万元", _COLUMNS)
    grid.headers(30)
    for number, item in enumerate(result.tracked, 1):
        for row in lines(item):
            grid.write(_line(grid, result, places, number, item, row))
    sheet = TaskSheet(result, grid, grid.first_data_row, grid.row - 1)
    if grid.row == grid.first_data_row:
        grid.write([Cell("", "center")] * 4 + [Cell("台账没有这些事项的资料", "wrap")] + [Cell("", "center")] * (len(_COLUMNS) - 5))
    grid.filter()
    grid.notes([BESIDE])
    grid.freeze(3)
    return sheet


def _line(grid: Grid, result: Result, places: Places, number: int, item: TrackedResult, row: Contribution) -> list[Cell]:
    specs = _specs(item.tracked.measure)
    figures = [shown(spec, figure) for spec, figure in zip(specs, row.figures, strict=True)]
    cells = [Cell(figure, "input") for figure in figures] + [Cell(None, "center")] * (2 - len(figures))
    ratio = Cell(None, "center")
    if len(figures) == 2:
        above, below = (grid.at(grid.row, column) for column in (FIGURE, DIVISOR))
        value = figures[0] / figures[1] if figures[0] is not None and figures[1] else None
        ratio = Cell(value, "quotient", f'IF(OR({above}="",{below}="",{below}=0),"",{above}/{below})')
    owner = places.enterprise(row)
    counts = state(row)
    return [
        Cell(number, "count"),
        Cell(item.tracked.clause, "center"),
        Cell(item.tracked.label, "wrap"),
        Cell(row.year, "center"),
        Cell(row.name, "wrap"),
        Cell(owner if owner != row.name else "〃", "wrap"),
        Cell(places.town(row) if row.enterprise >= 0 or not row.name else "", "center"),  # a parcel has a name and is not the county's
        Cell(row.category, "center"),
        Cell(row.department, "center"),
        Cell(counts, STATE_STYLES[counts]),
        *cells,
        ratio,
        Cell(shown_unit(specs[0]) if specs else item.tracked.unit, "center"),
        source_cell(row.cells, result.ledger.file, places.fill.wanted(places.blank(row.cells)) if counts == OPEN else ""),
    ]


def _specs(measure: Measure) -> list[FieldSpec]:
    """The fields of a row's figures."""
    match measure:
        case RatioMeasure(numerator=above, denominator=below):
            return [above.spec, below.spec]
        case ShareMeasure():
            return list(SHARE_FIGURES)
        case SumMeasure(field=field):
            return [field.spec]
    return []


def _counted(item: TrackedResult) -> int:
    return sum(state(row) == YES for row in item.measurement.rows)


def _sums(item: TrackedResult) -> list[Fraction]:
    """What the lines' figures add up to, as the sheet shows them."""
    specs = _specs(item.tracked.measure)
    rows = [row for row in item.measurement.rows if state(row) == YES]
    return [sum((shown(spec, row.figures[i]) or Fraction(0) for row in rows), Fraction(0)) for i, spec in enumerate(specs)]


def whole(measure: Measure) -> bool:
    """Whether the figure is a whole number."""
    specs = _specs(measure)
    return not specs or (len(specs) == 1 and specs[0].type is FieldType.INTEGER)
