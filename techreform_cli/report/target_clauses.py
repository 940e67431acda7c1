"""The sheets 目标值与参数, with the goals as cells other sheets refer to and the parameters that targets use, and 通知条款."""

from __future__ import annotations

from dataclasses import dataclass, field

from techreform_cli.domain.expression import Expression
from techreform_cli.domain.money import percent
from techreform_cli.domain.policy import (
    Comparison,
    CountMeasure,
    Goal,
    Policy,
    RatioMeasure,
    RowCountMeasure,
    ShareMeasure,
    SumMeasure,
    Target,
)
from techreform_cli.domain.result import Result
from techreform_cli.domain.traversal import parameters
from techreform_cli.report.book import Book, Cell, Column, Grid
from techreform_cli.report.target_words import figure_style, unit_label
from techreform_cli.report.wording import in_unit, parameter_at

GOALS, CLAUSES = "目标值与参数", "通知条款"
CLAUSE_STYLES = {"encoded": "good", "tracked": "center", "not_computable": "watch"}


@dataclass(slots=True)
class GoalSheet:
    """The sheet, and where each goal stands on it: (target id, year) -> row."""

    grid: Grid
    goal_rows: dict[tuple[str, int], int] = field(default_factory=dict)

    def goal(self, target: Target, year: int) -> str:
        """The goal's address for formulas on other sheets; "" where there is none."""
        row = self.goal_rows.get((target.id, year))
        return "" if row is None else self.grid.far(row, 5)


def goal_sheet(book: Book, result: Result) -> GoalSheet:
    """Write the sheet."""
    columns = [
        Column("条款", 11),
        Column("目标", 36),
        Column("单位", 9),
        Column("比较", 9),
        Column("年度", 14),
        Column("目标值", 14),
        Column("说明", 40),
    ]
    policy = result.policy
    grid = book.grid(GOALS, GOALS, f"《{policy.title}》{policy.document}", columns)
    sheet = GoalSheet(grid)
    grid.write([Cell("一、目标值（黄底的格可以试改，《总览》《历年对照》的完成率和差距随之变化；状态不变，要重新计算）", "section")], 22)
    grid.headers()
    grid.sheet.repeat_rows(0, 1)  # the headers below differ
    for target in policy.targets:
        for years, goal in _spells(target):
            row = grid.write(_goal_cells(target, years, goal))
            sheet.goal_rows |= {(target.id, year): row for year in years}
    _parameters(grid, result)
    grid.sheet.freeze_panes(2, 0)
    return sheet


def clause_sheet(book: Book, policy: Policy) -> None:
    """Write what becomes of every clause of the notice."""
    columns = [Column("条款", 12), Column("摘要", 70), Column("处理", 14), Column("不可计算的原因", 44)]
    grid = book.grid(CLAUSES, "通知各条款在本程序中怎样处理", f"《{policy.title}》{policy.document}", columns)
    grid.headers()
    for clause in policy.clauses.values():
        grid.write(
            [
                Cell(clause.number, "center"),
                Cell(clause.summary, "wrap"),
                Cell(clause.status_label, CLAUSE_STYLES[clause.status]),
                Cell(clause.reason, "wrap"),
            ]
        )
    grid.freeze()
    grid.notes(["条款摘要是本程序的概括，原文以印发的文件为准。"])


def _spells(target: Target) -> list[tuple[list[int], Goal]]:
    """The goals, years with the same one together."""
    found: list[tuple[list[int], Goal]] = []
    for year in sorted(target.goals):
        if found and found[-1][1] == target.goals[year]:
            found[-1][0].append(year)
        else:
            found.append(([year], target.goals[year]))
    return found


def _goal_cells(target: Target, years: list[int], goal: Goal) -> list[Cell]:
    period = f"{years[0]}—{years[-1]}年" if len(years) > 1 else f"{years[0]}年"
    return [
        Cell(goal.clause, "center"),
        Cell(target.label, "wrap"),
        Cell(unit_label(target.unit), "center"),
        Cell(target.comparison.label, "center"),
        Cell(period, "center"),
        Cell(in_unit(goal.value, target.unit), figure_style(target, "input_")),
        Cell("计划期内累计" if target.plan_total else "每年" if len(years) > 1 else "", "wrap"),
    ]


def _parameters(grid: Grid, result: Result) -> None:
    """The parameters that targets read, and from which share an "about" target counts as reached. They are not live."""
    policy = result.policy
    grid.row += 1
    grid.write([Cell("二、判定目标时用到的参数（改了不会重算，请用 --set 重新计算）", "section")], 22)
    _header(grid, ["条款", "参数", "数值", "", "", "", "说明"])
    if any(target.comparison is Comparison.ABOUT for target in policy.targets):
        note = "“左右”的目标，完成率达到这一比例算已达到"
        _merged(grid, "", "“左右”视为达到的比例", percent(policy.about_share), note)
    for name in dict.fromkeys(p for target in policy.targets for where in _conditions(target) for p in parameters(where)):
        spec = policy.parameters[name]
        _merged(grid, spec.clause, spec.label, parameter_at(spec, result.year), spec.note)


def _conditions(target: Target) -> list[Expression]:
    measure = target.measure
    if isinstance(measure, ShareMeasure):
        return [measure.where, measure.meeting]
    if isinstance(measure, CountMeasure | RowCountMeasure | SumMeasure | RatioMeasure) and measure.where is not None:
        return [measure.where]
    return []


def _header(grid: Grid, texts: list[str]) -> None:
    grid.sheet.merge_range(grid.row, 2, grid.row, 5, "", grid.book.style("header"))
    grid.write([Cell(text, "header") for text in texts], 20)


def _merged(grid: Grid, clause: str, label: str, value: str, note: str) -> None:
    row = grid.row
    grid.sheet.merge_range(row, 2, row, 5, "", grid.book.style("center"))
    grid.write([Cell(clause, "center"), Cell(label, "wrap"), Cell(value, "center"), *[Cell("", "center")] * 3, Cell(note, "wrap")])
