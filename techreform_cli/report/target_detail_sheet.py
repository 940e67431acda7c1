"""A sheet of the rows behind one or several targets, with totals per year that other sheets refer to."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from techreform_cli.domain.field import FieldSpec, FieldType
from techreform_cli.domain.policy import CountMeasure, GrowthMeasure, Target
from techreform_cli.domain.result import Result
from techreform_cli.domain.target_result import Contribution, TargetResult
from techreform_cli.report.book import Book, Cell, Column, Grid
from techreform_cli.report.source_links import BESIDE, source_cell
from techreform_cli.report.target_detail import (
    NO,
    OPEN,
    YES,
    Detail,
    counts_enterprises,
    listed,
    shown,
    shown_cell,
    shown_unit,
    state,
    value_of,
    years_of,
)
from techreform_cli.report.target_places import NOT_GIVEN, WHOLE_COUNTY, Places
from techreform_cli.report.target_words import base_measure, factor, measure_words, unit_label
from techreform_cli.report.wording import SHARE, in_unit

STATE_STYLES = {YES: "choice", NO: "choice", OPEN: "watch"}


@dataclass(slots=True)
class DetailSheet:
    """A Detail on its sheet: the columns it has, the rows its entries fill, and the row of each year's total."""

    result: Result
    detail: Detail
    places: Places
    grid: Grid
    columns: dict[str, int]
    total_rows: dict[int, int]
    first: int = 0
    last: int = 0

    def actual(self, found: TargetResult, year: int) -> str:
        """The formula of the target's figure of `year` over this sheet's totals; "" where they do not give the engine's figure."""
        target, actual = found.target, found.measurement.actual
        value = value_of(self.result.policy, target, self.detail, year)
        if target not in self.detail.targets or value is None or actual is None or not _same(value, in_unit(actual, target.unit)):
            return ""
        return self._formula(target, year)

    def open(self, found: TargetResult, year: int) -> str:
        """The formula of how many rows are open; "" where the rows alone do not tell."""
        years = [y for y in years_of(self.result.policy, found.target, year) if y in self.total_rows]
        if not years or found.target not in self.detail.targets:
            return ""
        if sum(self.detail.totals[y].open for y in years) != found.measurement.undetermined:
            return ""
        return "+".join(self._total(y, "open") for y in years)

    def part(self, target: Target, year: int, column: str, label: str) -> str:
        """The formula of the part of the target's figure whose `column` (town, category) is `label`, a cell or a quoted text."""
        years = years_of(self.result.policy, target, year)
        tests = [
            f"({self._span(column)}={label})",
            f'({self._span("use")}="{YES}")',
            f"({self._span('year')}>={years[0]})",
            f"({self._span('year')}<={years[-1]})",
        ]
        product = "*".join(tests)
        if not self.detail.figures:
            return f"SUMPRODUCT({product})"
        sums = [f"ROUND(SUMPRODUCT({product},{self._span(f'figure{i}')}),6)" for i in range(len(self.detail.figures))]
        return scaled("/".join(sums), target.unit)

    def rows_of(self, target: Target, year: int) -> list[Contribution]:
        """The rows that count in the target's figure of `year`."""
        years = years_of(self.result.policy, target, year)
        return [row for y in years for row in self.detail.rows.get(y, ()) if state(row) == YES]

    def category(self, row: Contribution) -> str:
        """The category under which a row is shown and counted here."""
        return self.places.category(row, counts_enterprises(self.result.policy, self.detail)) or NOT_GIVEN

    def department(self, row: Contribution) -> str:
        """The department under which a row is shown and counted here."""
        return self.places.department(row, counts_enterprises(self.result.policy, self.detail)) or NOT_GIVEN

    def _formula(self, target: Target, year: int) -> str:
        measure = target.measure
        years = [y for y in years_of(self.result.policy, target, year) if y in self.total_rows]
        refs = [self._total(y, "value") for y in years]
        if isinstance(measure, GrowthMeasure):
            count = year - measure.since
            if measure.compound:
                return f"({refs[1]}/{refs[0]})^(1/{count})-1" if count > 1 else f"{refs[1]}/{refs[0]}-1"
            gap = f"ROUND({refs[1]}-{refs[0]},6)" if len(self.detail.figures) == 1 else f"({refs[1]}-{refs[0]})"
            return scaled(f"{gap}/{count}", target.unit)
        if len(refs) == 1:
            return scaled(refs[0], target.unit)
        return scaled(f"ROUND({'+'.join(refs)},6)" if self.detail.figures else "+".join(refs), target.unit)

    def _total(self, year: int, column: str) -> str:
        wanted = {"value": "ratio" if "ratio" in self.columns else "figure0" if self.detail.figures else "use", "open": "missing"}[column]
        return self.grid.far(self.total_rows[year], self.columns[wanted])

    def _span(self, column: str) -> str:
        return self.grid.span(self.columns[column], self.first, self.last)


def detail_sheet(book: Book, result: Result, detail: Detail, places: Places) -> DetailSheet:
    """Write the sheet of one Detail."""
    columns = _columns(result, detail, places)
    names = "、".join(target.label for target in detail.targets)
    base = base_measure(result.policy, detail.targets[0].measure)
    title = f"{names}：明细"
    words = measure_words(result.policy, base, result.year).replace(f"{result.year}年", "当年")
    subtitle = f"怎样算：{words}" + ("。金额单位：万元" if any(spec.type is FieldType.MONEY for spec in detail.figures) else "")
    grid = book.grid(detail.targets[0].label, title, subtitle, [column for _, column in columns])
    keys = {key: index for index, (key, _) in enumerate(columns)}
    sheet = DetailSheet(result, detail, places, grid, keys, {})
    first = grid.row + len(detail.years) + 1
    last = first + sum(len(listed(detail.rows[year])) for year in detail.years) - 1
    sheet.first, sheet.last = first, last
    for year in detail.years:
        sheet.total_rows[year] = grid.write(_total_cells(sheet, year))
    grid.headers()
    number = 0
    for year in detail.years:
        for row in listed(detail.rows[year]):
            number += 1
            grid.write(_row_cells(sheet, number, row))
    if not number:
        grid.nothing("没有计入的，也没有待补正的。")
    grid.filter()
    grid.freeze(keys["name"] + 1)
    grid.notes(_notes(sheet))
    return sheet


def _columns(result: Result, detail: Detail, places: Places) -> list[tuple[str, Column]]:
    """The columns of this sheet: those that have something to show."""
    rows = [row for year in detail.years for row in detail.rows[year]]
    enterprises = counts_enterprises(result.policy, detail)
    found = [("number", Column("序号", 6)), ("year", Column("年度", 7)), ("name", Column("名称", 30))]
    if any(places.enterprise(row) not in ("", row.name) for row in rows):
        found.append(("enterprise", Column("企业", 30)))
    if any(row.enterprise >= 0 for row in rows):
        found.append(("town", Column("乡镇", 10)))
    if any(places.category(row, enterprises) for row in rows):
        found.append(("category", Column("改造类别", 14)))
    if any(places.department(row, enterprises) not in ("", NOT_GIVEN) for row in rows):
        found.append(("department", Column("牵头单位", 14)))
    found.append(("use", Column("计入", 8)))
    for index, spec in enumerate(detail.figures):
        found.append((f"figure{index}", Column(_header(spec), 14)))
    if len(detail.figures) == 2:
        target = detail.targets[0]
        found.append(("ratio", Column(f"比值（{unit_label(target.unit)}）", 12)))
    return [*found, ("missing", Column("待补正：缺什么", 26)), ("cells", Column("依据的单元格", 38, 64))]


def whole(spec: FieldSpec) -> bool:
    """Whether the field holds whole numbers."""
    return spec.type is FieldType.INTEGER


def _header(spec: FieldSpec) -> str:
    unit = shown_unit(spec)
    return f"{spec.name}（{unit}）" if unit else spec.name


def _total_cells(sheet: DetailSheet, year: int) -> list[Cell]:
    """A year's total: counts and sums over the rows below, by formula."""
    detail, grid, columns = sheet.detail, sheet.grid, sheet.columns
    total, row = detail.totals[year], grid.row

    def over(key: str) -> str:
        return grid.span(columns[key], sheet.first, sheet.last, here=True)

    cells = [Cell("", "total_text") for _ in columns]
    cells[0] = Cell("合计", "total_text")
    cells[columns["year"]] = Cell(year, "total_text")
    nothing = len(detail.rows[year]) - len(listed(detail.rows[year]))
    cells[columns["name"]] = Cell(f"另有{nothing}行为0，没有列出" if nothing else "", "total_text")
    here = grid.at(row, columns["year"])
    cells[columns["use"]] = Cell(total.counted, "total_text", f'COUNTIFS({over("year")},{here},{over("use")},"{YES}")')
    cells[columns["missing"]] = Cell(total.open, "total_text", f'COUNTIFS({over("year")},{here},{over("use")},"{OPEN}")')
    for index, value in enumerate(total.sums):
        formula = f'ROUND(SUMIFS({over(f"figure{index}")},{over("year")},{here},{over("use")},"{YES}"),6)'
        cells[columns[f"figure{index}"]] = Cell(value, "total_count" if whole(detail.figures[index]) else "total", formula)
    if "ratio" in columns:
        above, below = (grid.at(row, columns[f"figure{i}"]) for i in (0, 1))
        style = "total_rate" if detail.targets[0].unit == SHARE else "total_figure"
        cells[columns["ratio"]] = Cell(total.value, style, f'IF({below}=0,"",{above}/{below})')
    return cells


def _row_cells(sheet: DetailSheet, number: int, row: Contribution) -> list[Cell]:
    counts = state(row)
    cells = {
        "number": Cell(number, "count"),
        "year": Cell(row.year, "center"),
        "name": Cell(row.name or WHOLE_COUNTY, "wrap"),
        "enterprise": Cell(sheet.places.enterprise(row), "wrap"),
        "town": Cell(sheet.places.town(row), "center"),
        "category": Cell(sheet.category(row), "center"),
        "department": Cell(sheet.department(row), "center"),
        "use": Cell(counts, STATE_STYLES[counts]),
        "missing": Cell(_missing(sheet, row, counts), "wrap"),
        "cells": source_cell(row.cells, sheet.result.ledger.file),
    }
    for index, (spec, figure) in enumerate(zip(sheet.detail.figures, row.figures, strict=True)):
        cells[f"figure{index}"] = Cell(shown_cell(spec, figure), "input_count" if whole(spec) else "input")
    if "ratio" in sheet.columns:
        above, below = (sheet.grid.at(sheet.grid.row, sheet.columns[f"figure{i}"]) for i in (0, 1))
        a, b = (shown(spec, figure) for spec, figure in zip(sheet.detail.figures, row.figures, strict=True))
        value = a / b if a is not None and b else None
        style = "rate" if sheet.detail.targets[0].unit == SHARE else "quotient"
        cells["ratio"] = Cell(value, style, f'IF(OR({above}="",{below}="",{below}=0),"",{above}/{below})')
    return [cells[key] for key in sheet.columns]


def _missing(sheet: DetailSheet, row: Contribution, counts: str) -> str:
    """The cells to fill in, and what else is lacking."""
    if counts == OPEN:
        wanted = sheet.places.fill.wanted(sheet.places.blank(row.cells))
        return "；".join(text for text in (wanted, row.reason) if text) or "依据的列或单元格空缺、读不出"
    return "金额为0，计不计入都一样" if counts == NO and row.counted is None else ""


def _notes(sheet: DetailSheet) -> list[str]:
    lines = [
        "“计入”为程序判定：是＝已计入；待补正＝缺资料、现在不计入，补齐后重新计算。",
        "黄底的格（计入、金额）可以试改，合计和《总览》的完成值随之变化。",
        BESIDE,
    ]
    if any(target.plan_total and target.distinct and isinstance(target.measure, CountMeasure) for target in sheet.detail.targets):
        lines.append("同一企业只数一次，列在最早计入的年度，以后年度不再列；各年的家数相加就是累计数。")
    if "category" in sheet.columns and counts_enterprises(sheet.result.policy, sheet.detail):
        lines.append("企业的改造类别和牵头单位，按该企业当年完成投资最多的项目；当年没有投资的，按其第一个项目。")
    return lines


def scaled(formula: str, unit: str) -> str:
    """A formula in 万元 turned into the unit."""
    times = factor(unit)
    if times == 1:
        return formula
    return f"{formula}/{times}" if times.denominator == 1 else f"{formula}*{1 / times}"


def _same(one: Fraction, other: Fraction) -> bool:
    return one == other or abs(one - other) <= Fraction(1, 10**12) * max(abs(one), abs(other))
