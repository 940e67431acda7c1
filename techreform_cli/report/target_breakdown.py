"""The sheets 分乡镇 and 分类别: counts and sums of the year's targets, split up, with totals that agree with 总览."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from techreform_cli.domain.result import Result
from techreform_cli.domain.target_result import Contribution, TargetResult
from techreform_cli.report.book import Book, Cell, Column, Grid
from techreform_cli.report.target_detail import countable, counts_enterprises, shown
from techreform_cli.report.target_detail_sheet import DetailSheet
from techreform_cli.report.target_overview import Overview
from techreform_cli.report.target_places import NOT_GIVEN, WHOLE_COUNTY, Places
from techreform_cli.report.target_words import decimals, factor, unit_label


@dataclass(frozen=True, slots=True)
class Kind:
    """What targets are split by: the column of the detail sheets, its name, its short name, and where it comes from."""

    column: str
    label: str
    short: str
    note: str
    optional: bool = False


KINDS = (
    Kind("town", "乡镇", "乡镇", "企业的乡镇取自台账《企业》；未填的单列一行。"),
    Kind("category", "改造类别", "类别", "金额按每个项目的改造类别。"),
    Kind("department", "牵头单位", "牵头单位", "金额按每个项目的牵头单位；未填的单列一行。", optional=True),
)


@dataclass(frozen=True, slots=True)
class Split:
    """One target in the table: its rows' detail sheet, and what each part of it is."""

    found: TargetResult
    detail: DetailSheet
    parts: dict[str, Fraction]


@dataclass(slots=True)
class Breakdown:
    """One such sheet: what it splits by, and the rows of the parts once they are written."""

    kind: Kind
    grid: Grid
    splits: list[Split]
    first: int = 0
    last: int = -1

    def column(self, target: str) -> int | None:
        """Where the target of that id stands; None where it is not split."""
        return next((index for index, split in enumerate(self.splits, 1) if split.found.target.id == target), None)


def breakdowns(book: Book, result: Result, details: list[DetailSheet]) -> list[Breakdown]:
    """The empty sheets 分乡镇, 分类别, and 分牵头单位 where the ledger names departments."""
    found = []
    for kind in KINDS:
        splits = _splits(result, details, kind.column)
        if splits or not kind.optional:
            grid = _grid(book, result, f"分{kind.short}", f"目标完成情况分{kind.label}", kind.label, [s.found for s in splits])
            found.append(Breakdown(kind, grid, splits))
    return found


def fill_breakdown(of: Breakdown, sheet: Overview, places: Places) -> None:
    """The parts in the ledger's or the policy's order, their totals, and how it was split."""
    order = {"town": places.towns, "category": places.categories, "department": places.departments}[of.kind.column]
    _fill(of, sheet, order)
    lines = [of.kind.note]
    if of.kind.column != "town" and any(counts_enterprises(sheet.result.policy, split.detail.detail) for split in of.splits):
        lines.append(
            f"企业家数：一家企业只数一次，归入该企业当年完成投资最多的项目的{of.kind.label}（当年没有投资的，归入其第一个项目的）。"
        )
    _close(of.grid, sheet.result, of.splits, lines)


def _grid(book: Book, result: Result, name: str, title: str, label: str, targets: list[TargetResult]) -> Grid:
    columns = [Column(label, 22)] + [Column(f"{t.target.label}\n（{unit_label(t.target.unit)}）", 20) for t in targets]
    if len(columns) == 1:
        columns.append(Column("", 40))
    subtitle = f"{result.year}年　《{result.policy.title}》{result.policy.document}"
    return book.grid(name, f"{result.year}年{title}", subtitle, columns)


def _splits(result: Result, details: list[DetailSheet], column: str) -> list[Split]:
    """The countable targets whose rows have such a column, and whose parts add up to the engine's figure."""
    found = []
    for entry in countable(result):
        for detail in details:
            if entry.target not in detail.detail.targets or column not in detail.columns or not detail.actual(entry, result.year):
                continue
            parts: dict[str, Fraction] = {}
            for row in detail.rows_of(entry.target, result.year):
                label = _label(detail, row, column)
                parts[label] = parts.get(label, Fraction(0)) + _figure(entry, detail, row)
            if any(_label(detail, row, column) not in (NOT_GIVEN, WHOLE_COUNTY) for row in entry.measurement.rows):
                found.append(Split(entry, detail, parts))
    return found


def _label(detail: DetailSheet, row: Contribution, column: str) -> str:
    return {"town": detail.places.town, "category": detail.category, "department": detail.department}[column](row) or NOT_GIVEN


def _figure(entry: TargetResult, detail: DetailSheet, row: Contribution) -> Fraction:
    """The row's part of the figure, in the target's unit."""
    if not detail.detail.figures:
        return Fraction(1)
    return (shown(detail.detail.figures[0], row.figures[0]) or Fraction(0)) / factor(entry.target.unit)


def _fill(of: Breakdown, sheet: Overview, order: list[str]) -> None:
    grid, splits = of.grid, of.splits
    grid.headers(44)
    labels = [label for label in order if any(label in split.parts for split in splits)]
    labels += sorted({label for split in splits for label in split.parts} - set(labels), key=lambda text: (text == NOT_GIVEN, text))
    of.first = grid.row
    for label in labels:
        row = grid.row
        cells = [Cell(label, "center")]
        for split in splits:
            target = split.found.target
            formula = split.detail.part(target, sheet.result.year, of.kind.column, grid.at(row, 0).replace("$A$", "$A"))
            cells.append(Cell(split.parts.get(label, Fraction(0)), part_style(split), formula))
        grid.write(cells)
    of.last = grid.row - 1
    if labels:
        _totals(grid, sheet, splits, of.first)


def _totals(grid: Grid, sheet: Overview, splits: list[Split], first: int) -> None:
    """The sums of the columns, and whether they agree with 总览."""
    last, total_row = grid.row - 1, grid.row
    totals, checks = [Cell("合计", "total_text")], [Cell("与《总览》核对", "center")]
    for index, split in enumerate(splits, 1):
        target, value = split.found.target, sum(split.parts.values(), Fraction(0))
        digits = decimals(target.unit)
        total = f"ROUND(SUM({grid.span(index, first, last, here=True)}),{digits})"
        totals.append(Cell(value, "total_part" if part_style(split) == "part" else "total_count", total))
        check = f'IF(ROUND({grid.at(total_row, index)}-{sheet.actual(split.found)},{digits})=0,"一致","不一致")'
        checks.append(Cell("一致", "center", check))
    grid.write(totals)
    grid.write(checks)


def part_style(split: Split) -> str:
    """Whole numbers, or four decimals."""
    return "part" if split.detail.detail.figures else "part_count"


def _close(grid: Grid, result: Result, splits: list[Split], lines: list[str]) -> None:
    """Notes: how it was split, and which targets are left out."""
    listed = {split.found.target.id for split in splits}
    left = [t.target.label for t in countable(result) if t.target.id not in listed]
    if left:
        lines = [*lines, "不能这样分、没有列出的：" + "、".join(left) + "。"]
    grid.notes([*lines, "只计“计入”为是的行；待补正的不计在内。比值和增长不能相加，不在此表。"])
    grid.freeze(1)
