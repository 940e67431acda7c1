"""A sheet per scorecard: a row per group with goals, actuals, rates and scores; weights, total and rank are live."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from techreform_cli.domain.policy import NoGoal
from techreform_cli.domain.result import Result
from techreform_cli.domain.score_result import GroupScore, ItemScore, ScorecardResult
from techreform_cli.report.book import Book, Cell, Column, Grid
from techreform_cli.report.score_parts import group_actual, remarks
from techreform_cli.report.target_detail_sheet import DetailSheet
from techreform_cli.report.target_overview import concerned, open_questions
from techreform_cli.report.target_places import Places
from techreform_cli.report.target_words import NO_FIGURE, actual_cell, figure_style, unit_label
from techreform_cli.report.wording import in_unit, rank_words, trial

UNDECIDED = "待补正"
WIDE = 4
"""Columns of an item: goal, actual, rate, score."""
GOAL, ACTUAL, RATE, SCORE = range(WIDE)


@dataclass(slots=True)
class ScoreSheet:
    """The sheet: where the limits and weights of the items stand, and which rows hold the groups."""

    result: Result
    card: ScorecardResult
    grid: Grid
    details: list[DetailSheet]
    places: Places
    weight_row: int = 0
    first: int = 0
    last: int = 0

    @property
    def scales(self) -> bool:
        """Whether the weight of an item without a goal is spread over the others."""
        return self.card.scorecard.no_goal is NoGoal.LEAVE_OUT

    def column(self, name: str) -> int:
        """The column of 折算系数, 总分, 最低, 最高 or 名次, behind the items."""
        names = [*(["scale"] if self.scales else []), "total", "least", "most", "rank", "remarks"]
        return 1 + WIDE * len(self.card.scorecard.items) + names.index(name)

    def at(self, row: int, item: int, part: int) -> str:
        """The address of a part of an item in a row."""
        return self.grid.at(row, 1 + WIDE * item + part)

    def weight(self, item: int) -> str:
        """The address of an item's weight."""
        return self.at(self.weight_row, item, SCORE)

    def has_goal(self, row: int, item: int) -> str:
        """The test that the row has a goal for the item."""
        return f"(N({self.at(row, item, GOAL)})>0)"


def score_sheet(book: Book, result: Result, card: ScorecardResult, details: list[DetailSheet], places: Places) -> None:
    """Write the sheet of one scorecard."""
    scorecard = card.scorecard
    policy = result.policy
    subtitle = f"{trial(result)}《{policy.title}》{policy.document}　{scorecard.clause}　截至 {result.as_of.isoformat()}"
    grid = book.grid(scorecard.label, f"{result.year}年{scorecard.label}", subtitle, _columns(card))
    sheet = ScoreSheet(result, card, grid, details, places)
    _item_heads(sheet)
    grid.headers()
    sheet.first = grid.row
    sheet.last = grid.row + len(card.groups) - 1
    for group in card.groups:
        grid.write(_cells(sheet, group))
    grid.freeze(1)
    grid.notes(_notes(sheet))


def _columns(card: ScorecardResult) -> list[Column]:
    found = [Column(card.scorecard.by.name, 14)]
    for item in card.scorecard.items:
        unit = unit_label(item.target.unit)
        found += [Column(f"目标\n（{unit}）", 10), Column(f"完成\n（{unit}）", 10), Column("完成率", 9), Column("得分", 8)]
    if card.scorecard.no_goal is NoGoal.LEAVE_OUT:
        found.append(Column("权重\n折算系数", 9))
    return [*found, Column("总分", 9), Column("补正后\n最低", 9), Column("补正后\n最高", 9), Column("名次", 8), Column("说明", 44)]


def _item_heads(sheet: ScoreSheet) -> None:
    """Above the header: what each item is, its clause, up to which rate it counts, and its weight."""
    grid, year, items = sheet.grid, sheet.result.year, sheet.card.scorecard.items
    rest = len(grid.columns) - 1 - WIDE * len(items)
    for heading, texts in (("考核项目", [item.label for item in items]), ("条款", [item.clause for item in items])):
        row = grid.row
        for index in range(len(items)):
            start = 1 + WIDE * index
            grid.sheet.merge_range(row, start, row, start + WIDE - 1, "", grid.book.style("header"))
        cells = [Cell(heading, "header")]
        for text in texts:
            cells += [Cell(text, "header"), *[Cell("", "header")] * (WIDE - 1)]
        grid.write([*cells, *[Cell("", "header")] * rest], 20)
    sheet.weight_row = grid.row
    cells = [Cell("权重和上限", "header")]
    for item in items:
        whole = item.weights[year].denominator == 1
        cells += [Cell("", "center"), Cell("最高按", "center"), Cell(item.most[year], "input_rate")]
        cells.append(Cell(item.weights[year], "input_count" if whole else "input"))
    grid.write([*cells, *[Cell("", "center")] * rest], 20)


def _cells(sheet: ScoreSheet, group: GroupScore) -> list[Cell]:
    row, count = sheet.grid.row, len(group.items)
    goals = [sheet.has_goal(row, index) for index in range(count)]
    cells = [Cell(group.group.name, "center")]
    for index, one in enumerate(group.items):
        cells += _item_cells(sheet, group, index, one)
    if sheet.scales:
        cells.append(_scale(sheet, group, goals))
    total = sheet.grid.at(row, sheet.column("total"))
    scores = [sheet.at(row, index, SCORE) for index in range(count)]
    undecided = ",".join(f'{score}="{UNDECIDED}"' for score in scores)
    formula = f'IF({"+".join(goals)}=0,"{NO_FIGURE}",IF(OR({undecided}),"{UNDECIDED}",ROUND(SUM({",".join(scores)}),2)))'
    shown = group.score if group.score is not None else NO_FIGURE if group.least is None else UNDECIDED
    cells.append(Cell(shown, "watch" if shown == UNDECIDED else "total_figure", formula))
    cells += [_bound(value, group, total) for value in (group.least, group.most)]
    return [*cells, _rank(sheet, group), Cell("；".join(remarks(sheet.result, sheet.card, group, sheet.places)), "wrap")]


def _item_cells(sheet: ScoreSheet, group: GroupScore, index: int, one: ItemScore) -> list[Cell]:
    """Goal, actual, rate and score of one item."""
    row, target, found = sheet.grid.row, one.item.target, one.found
    goal, actual, rate = (sheet.at(row, index, part) for part in (GOAL, ACTUAL, RATE))
    aimed = None if found.goal is None else in_unit(found.goal, target.unit)
    test = sheet.has_goal(row, index)
    cells = [Cell(aimed, figure_style(target, "input_"))]
    cells.append(actual_cell(found, group_actual(found, group.group, sheet.details, sheet.result.year)))
    if found.measurement.actual is None:
        cells.append(Cell(NO_FIGURE, "center"))
    else:
        reached = found.achievement_rate if found.achievement_rate is not None else NO_FIGURE
        cells.append(Cell(reached, "rate", f'IF({test},{actual}/{goal},"{NO_FIGURE}")'))
    if one.weight is not None and one.score is None:
        return [*cells, Cell(UNDECIDED, "watch")]
    scale = f"*{sheet.grid.at(row, sheet.column('scale'))}" if sheet.scales else ""
    limit = sheet.at(sheet.weight_row, index, RATE)
    points = f"ROUND(ROUND({sheet.weight(index)}{scale}*MIN({rate},{limit}),10),2)"
    others = "+".join(sheet.has_goal(row, other) for other in range(len(group.items)))
    without = f'"{NO_FIGURE}"' if sheet.scales else f'IF({others}=0,"{NO_FIGURE}",0)'
    return [*cells, Cell(one.score if one.score is not None else NO_FIGURE, "quotient", f"IF({test},{points},{without})")]


def _scale(sheet: ScoreSheet, group: GroupScore, goals: list[str]) -> Cell:
    """The sum of all weights over the sum of those with a goal."""
    weights = [sheet.weight(index) for index in range(len(group.items))]
    used = "+".join(f"{weight}*{goal}" for weight, goal in zip(weights, goals, strict=True))
    value: Fraction | str = NO_FIGURE
    for one in group.items:
        if one.weight is not None:
            value = one.weight / one.item.weights[sheet.result.year]
            break
    return Cell(value, "figure", f'IF({"+".join(goals)}=0,"{NO_FIGURE}",({"+".join(weights)})/({used}))')


def _bound(value: Fraction | None, group: GroupScore, total: str) -> Cell:
    """The least or most the total can be: the total itself by formula, or what the program found."""
    if group.score is None and value is not None:
        return Cell(value, "quotient")
    return Cell(value, "quotient", f'IF(ISNUMBER({total}),{total},"")')


def _rank(sheet: ScoreSheet, group: GroupScore) -> Cell:
    """One more than how many groups are above; from—to where what is open could change it."""
    grid, row = sheet.grid, sheet.grid.row
    least, most = grid.at(row, sheet.column("least")), grid.at(row, sheet.column("most"))
    lows, highs = (grid.span(sheet.column(name), sheet.first, sheet.last, here=True) for name in ("least", "most"))
    best = f'1+COUNTIF({lows},">"&{most})'
    worst = f'1+COUNTIF({highs},">"&{least})-({most}>{least})'
    formula = f'IF(ISNUMBER({least}),IF({best}={worst},{best},({best})&"{NO_FIGURE}"&({worst})),"{NO_FIGURE}")'
    return Cell(group.rank if group.rank is not None else rank_words(group), "center", formula)


def _notes(sheet: ScoreSheet) -> list[str]:
    scorecard, policy = sheet.card.scorecard, sheet.result.policy
    ids = {scorecard.id}.union(*(concerned(item.target) for item in scorecard.items))
    lines = [
        "得分＝权重×完成率，完成率超过“最高按”的按它算，四舍五入到 0.01 分；总分是各项得分之和。"
        + ("没有目标的项目不计，其余各项的权重乘折算系数。" if sheet.scales else "没有目标的项目按 0 分。")
        + "总分相同的并列。",
        "待补正：缺的资料补齐后得分可能改变，不当作零；补正后最低、最高是它可能的范围，由程序算出，不是公式。名次写成“2—3”的，要补正后才能定。",
        "黄底的格（目标、权重、最高按）可以试改，完成率、得分、总分、名次随之变化；待补正的要重新计算。",
        f"{scorecard.by.name}取自台账《企业》；没有列在这里的{scorecard.by.name}不考核，见《问题》。",
    ]
    return [*lines, *open_questions(policy, ids)]
