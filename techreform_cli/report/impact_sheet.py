"""口径影响: what every other reading of the questions nobody has confirmed would make of the year."""

from __future__ import annotations

from fractions import Fraction

from techreform_cli.domain.comparison import Reading
from techreform_cli.domain.outcome import Outcome, TargetOutcome
from techreform_cli.domain.result import Result
from techreform_cli.domain.totals import Totals
from techreform_cli.report.book import Book, Cell, Column, Grid, wan
from techreform_cli.report.comparison_words import OPEN, difference_formula, moved_words, sum_at
from techreform_cli.report.wording import target_figure

IMPACT = "口径影响"
_BEFORE = [Column("条款", 8), Column("问题", 30), Column("读法", 26), Column("编号=选项", 28)]
_PER_PROGRAM = [Column("家数", 7), Column("金额(万元)", 14), Column("待补正", 7)]
_AFTER = [Column("金额变化(万元)", 14), Column("金额变化的\n企业(家)", 10), Column("待补正的变化", 22), Column("目标的变化", 42)]
FIRST_AMOUNT = len(_BEFORE) + 1


def impact_sheet(book: Book, result: Result) -> None:
    """A line for the readings in use, then one per other reading, the largest change of money first."""
    if result.readings is None:
        return
    programs = [of.program for of in result.programs]
    columns = [*_BEFORE, *(Column(f"{p.label}\n{c.header}", c.width) for p in programs for c in _PER_PROGRAM), *_AFTER]
    subtitle = "每次只换一处口径，其余不变，由同一程序计算；确认了的口径不再列出　单位：万元"
    grid = book.grid(IMPACT, f"{result.year}年：待确认的口径换一种读法，奖补和目标变多少", subtitle, columns)
    grid.headers(60)
    if result.readings:
        outcome = result.readings[0].comparison.before
        grid.write([Cell("", "center"), Cell("现在的读法（《口径》中的 ●）", "wrap"), Cell(""), Cell(""), *_totals(outcome), *_unchanged()])
    for reading in sorted(result.readings, key=_weight, reverse=True):
        grid.write(_line(grid, result, reading, len(programs)))
    if not result.readings:
        grid.write([Cell("", "center"), Cell("没有待确认、又有别的读法的口径", "wrap"), *[Cell("", "center")] * (len(columns) - 2)])
    grid.notes(
        [
            "金额变化只算换前换后都能确定的奖补；换读法后变为待补正的，改后多少还不知道，不算作减少，列在“待补正的变化”。",
            "要看换了以后每家企业的计算：重新计算时加 --set，写“编号=选项”一列的内容。本表是写出时的试算，改黄底参数不会重算。",
        ]
    )
    grid.freeze(3)


def _weight(reading: Reading) -> tuple[int, int, int]:
    found = reading.comparison
    return found.at_stake, found.enterprises_changed, len(found.targets)


def sum_cell(totals: Totals) -> Cell:
    """What awards come to; 待补正 where nothing is known of it, which formulas take by `sum_at`."""
    return Cell(OPEN, "watch") if totals.unknown else wan(totals.amount)


def _totals(outcome: Outcome) -> list[Cell]:
    cells = []
    for of in outcome.programs:
        totals: Totals = of.totals
        open_ = Cell(totals.undetermined, "open" if totals.undetermined else "center")
        cells += [Cell(totals.enterprises, "count"), sum_cell(totals), open_]
    return cells


def _unchanged() -> list[Cell]:
    return [wan(0), Cell(0, "count"), Cell("", "wrap"), Cell("", "wrap")]


def _line(grid: Grid, result: Result, reading: Reading, programs: int) -> list[Cell]:
    item = next(one for one in result.policy.interpretations if one.id == reading.interpretation)
    found = reading.comparison
    columns = [FIRST_AMOUNT + len(_PER_PROGRAM) * i for i in range(programs)]
    here, now = (
        "+".join(sum_at(grid.at(row, column), of.totals) for column, of in zip(columns, outcome.programs, strict=True))
        for row, outcome in ((grid.row, found.after), (grid.first_data_row, found.before))
    )
    return [
        Cell(item.clause, "center"),
        Cell(item.question, "wrap"),
        Cell(reading.option.label, "wrap"),
        Cell(f"{item.id}={reading.option.id}", "wrap"),
        *_totals(found.after),
        wan(found.difference, "money", difference_formula(here, now, found.moved) if columns else ""),
        Cell(found.enterprises_changed, "count"),
        Cell(moved_words(found.moved), "wrap"),
        Cell("\n".join(target_change(before, after) for before, after in found.targets), "wrap"),
    ]


def target_change(before: TargetOutcome | None, after: TargetOutcome | None) -> str:
    """累计资金：0.31亿元 → 0.65亿元（未达到 → 已达到）; the status is told where it changes."""
    target = (after or before).target  # type: ignore[union-attr]
    actual: list[Fraction | None] = [side.actual if side else None for side in (before, after)]
    status = [side.status.label(side.over) if side else "没有这个目标" for side in (before, after)]
    figures = " → ".join(target_figure(value, target.unit) for value in actual)
    return f"{target.label}：{figures}" + (f"（{' → '.join(status)}）" if status[0] != status[1] else "")
