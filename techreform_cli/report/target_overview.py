"""The sheet 总览: every target in one row, what is aimed at, what is reached, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from techreform_cli.domain.money import decimal_text, half_up, percent
from techreform_cli.domain.policy import Comparison, GrowthMeasure, Policy, Target
from techreform_cli.domain.result import Result
from techreform_cli.domain.target_result import Status, TargetResult
from techreform_cli.domain.workbook import READINGS
from techreform_cli.report.book import LINE_HEIGHT, Book, Cell, Column, Grid, lines_needed
from techreform_cli.report.target_clauses import GoalSheet
from techreform_cli.report.target_detail_sheet import DetailSheet
from techreform_cli.report.target_words import (
    NO_FIGURE,
    STATUS_STYLES,
    actual_cell,
    decimals,
    figure_cell,
    figure_style,
    measure_words,
    rate_cell,
    rounded,
    tally,
    unit_label,
)
from techreform_cli.report.wording import MOST_DIGITS, in_unit, trial

OVERVIEW = "总览"
COLUMNS = [
    Column("条款", 10),
    Column("目标", 28, 40),
    Column("单位", 9),
    Column("比较", 9),
    Column("目标值", 11),
    Column("完成值", 12),
    Column("完成率", 10),
    Column("差距", 11),
    Column("状态", 10),
    Column("待补正\n（行）", 8),
    Column("官方数据", 11),
    Column("说明", 62),
]
LOWEST_ROW = 21
GOAL, ACTUAL, RATE, GAP, STATUS = 4, 5, 6, 7, 8


@dataclass(slots=True)
class Overview:
    """The sheet, and the row of each target on it."""

    result: Result
    grid: Grid
    rows: dict[str, int]

    def actual(self, found: TargetResult) -> str:
        """The address of the target's actual figure, for other sheets."""
        return self.grid.far(self.rows[found.target.id], ACTUAL)


def overview(book: Book, result: Result) -> Overview:
    """The sheet with its rows laid out, not yet filled: the sheets it refers to come after it."""
    policy = result.policy
    subtitle = f"{trial(result)}《{policy.title}》{policy.document}　截至 {result.as_of.isoformat()}　台账：{result.ledger.file}"
    grid = book.grid(OVERVIEW, f"{result.year}年技术改造目标进度", subtitle, COLUMNS)
    first = grid.row + 2
    rows: dict[str, int] = {}
    for _, group in _groups(result):
        for index, found in enumerate(group):
            rows[found.target.id] = first + 1 + index
        first += len(group) + 1
    return Overview(result, grid, rows)


def fill_overview(sheet: Overview, clauses: GoalSheet, details: list[DetailSheet]) -> None:
    """Write everything on it."""
    grid, result = sheet.grid, sheet.result
    grid.sheet.merge_range(grid.row, 0, grid.row, len(COLUMNS) - 1, "", grid.book.style("headline"))
    grid.write([Cell(_headline(result), "headline")], 24)
    grid.headers()
    for title, group in _groups(result):
        grid.write([Cell(title, "section")], 20)
        for found in group:
            assert grid.row == sheet.rows[found.target.id]
            cells = _cells(sheet, found, clauses, details)
            grid.write(cells, max(LOWEST_ROW, LINE_HEIGHT * lines_needed(str(cells[-1].value), COLUMNS[-1].width) + 2))
    grid.freeze(2)


def close_overview(sheet: Overview) -> None:
    """What stands below the charts; the whole on one page."""
    sheet.grid.notes(_notes(sheet.result))
    sheet.grid.sheet.fit_to_pages(1, 1)


def _groups(result: Result) -> list[tuple[str, list[TargetResult]]]:
    """The year's targets, then those over the plan."""
    first, last = result.policy.plan
    groups = [
        (f"一、{result.year}年的目标", [t for t in result.targets if not t.target.plan_total]),
        (f"二、{first}—{last}年累计的目标", [t for t in result.targets if t.target.plan_total]),
    ]
    return [(title, group) for title, group in groups if group]


def _headline(result: Result) -> str:
    """How the targets stand, in one line."""
    first, last = result.policy.plan
    if not first <= result.year <= last:
        return f"{result.year}年不在计划期 {first}—{last} 年内，没有目标值，只列完成值"
    parts = [f"{word} {count} 项" for word, count in tally(result.targets).items()]
    open_ = len(result.policy.unconfirmed)
    return f"共 {len(result.targets)} 项目标：" + "，".join(parts) + (f"　｜　有 {open_} 处口径待确认" if open_ else "")


def _cells(sheet: Overview, found: TargetResult, clauses: GoalSheet, details: list[DetailSheet]) -> list[Cell]:
    target, result, grid = found.target, sheet.result, sheet.grid
    row, measurement = grid.row, found.measurement
    goal, actual = grid.at(row, GOAL), grid.at(row, ACTUAL)
    mine = [detail for detail in details if target in detail.detail.targets]
    formula = next((f for detail in mine if (f := detail.actual(found, result.year))), "")
    open_ = next((f for detail in mine if (f := detail.open(found, result.year))), "")
    link = f"internal:'{mine[0].grid.name}'!A1" if mine else ""
    return [
        Cell(found.clause, "center"),
        Cell(target.label, "link" if link else "wrap", link=link),
        Cell(unit_label(target.unit), "center"),
        Cell(target.comparison.label, "center"),
        figure_cell(target, found.goal, clauses.goal(target, result.year)),
        actual_cell(found, formula),
        rate_cell(found, f"{actual}/{goal}"),
        _gap(found, goal, actual, grid.at(row, STATUS), _enough(result.policy, target)),
        Cell(found.standing, STATUS_STYLES[found.status]),
        Cell(measurement.undetermined, "open" if measurement.undetermined else "center", open_),
        figure_cell(target, found.official) if target.official and not target.plan_total else Cell("", "center"),
        Cell("；".join(_remarks(result, found)), "wrap"),
    ]


def _enough(policy: Policy, target: Target) -> Fraction:
    """The part of the goal that is enough: less than all of it where the target is 左右."""
    return policy.about_share if target.comparison is Comparison.ABOUT else Fraction(1)


def _gap(found: TargetResult, goal: str, actual: str, status: str, share: Fraction) -> Cell:
    """What is lacking, in the unit; nothing where the target is achieved or reached by what is known. The status, which is no formula,
    alone does not close the gap: with the goal edited it may be another."""
    target, lacking = found.target, found.lacking
    if found.goal is None or found.measurement.actual is None:
        return Cell(NO_FIGURE, "center")
    digits = decimals(target.unit)
    achieved, above = Status.ACHIEVED.label(found.over), target.comparison is Comparison.ABOVE
    wanted, reached = f"INT({goal})+1" if above and found.counts_whole else goal, ">" if above else ">="
    enough = goal if share == 1 else f"{goal}*{decimal_text(share, 0, MOST_DIGITS)}"
    still = f'AND({status}="{achieved}",ROUND({actual}-{enough},{digits}){reached}0)'
    formula = f'IF(OR({actual}{reached}{goal},{still}),"{NO_FIGURE}",ROUND({wanted}-{actual},{digits}))'
    return Cell(NO_FIGURE if lacking is None else rounded(in_unit(lacking, target.unit), digits), figure_style(target), formula)


def _remarks(result: Result, found: TargetResult) -> list[str]:
    """What must be known to read the row."""
    target, policy = found.target, result.policy
    remarks = [found.measurement.note] if found.measurement.note else []
    if isinstance(target.measure, GrowthMeasure):
        remarks.append(measure_words(policy, target.measure, result.year))
    if target.plan_total:
        first, last = policy.plan
        remarks.append(f"{first}年起累计到{min(result.year, last)}年" + ("，不同企业只数一次" if target.distinct else ""))
    if found.goal is not None and found.elapsed < 1:
        remarks.append(f"时间进度 {_short_percent(found.elapsed)}（完成值是台账填报的数，不按日期截取）")
    if found.goal is not None and target.comparison is Comparison.ABOUT:
        remarks.append(f"“左右”：达到目标的 {percent(policy.about_share)} 算已达到")
    if found.lacks_more and found.lacking is not None:
        remarks.append("目标是“超过”，要比所列的差距再多")
    return [*remarks, *open_questions(policy, concerned(target))]


def open_questions(policy: Policy, ids: set[str]) -> list[str]:
    """Which unconfirmed readings bear on one of `ids`, as one sentence, or none."""
    open_ = [number for number, item in enumerate(policy.interpretations, 1) if not item.confirmed and ids & set(item.bears_on)]
    return [f"口径待确认：《{READINGS}》第{_runs(open_)}项"] if open_ else []


def concerned(target: Target) -> set[str]:
    """The ids under which a reading may bear on the target: its own, and that of the target whose growth it is."""
    found = {target.id, target.family}
    if isinstance(target.measure, GrowthMeasure):
        found.add(target.measure.of)
    return found


def _short_percent(share: Fraction) -> str:
    return f"{half_up(share * 1000) / 10}%"


def _runs(numbers: list[int]) -> str:
    """1、3—5."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}—{run[-1]}" if len(run) > 2 else "、".join(str(n) for n in run) for run in runs)


def _notes(result: Result) -> list[str]:
    part = f"本册只含列在“{result.ledger.file}”的企业；目标值是全县的，不是分给这本台账的任务，全县完成情况见《汇总》和合计工作簿。"
    rateless = [t.target.label for t in result.targets if not t.target.plan_total and t.achievement_rate is None]
    undrawn = f"完成率图没有画：{'、'.join(rateless)}还没有完成率，画出来会像是零。"
    return [
        *([part] if result.ledger.whole else []),
        *([undrawn] if rateless else []),
        "状态：已达到＝完成值达到目标；序时达到、序时落后＝期末未到，完成值不低于、低于目标×时间进度；"
        "未达到＝期末已到，完成值没有达到目标；待补正＝缺的资料补齐后结论可能改变。"
        f"由程序按 {result.as_of.isoformat()} 判定，不是公式。",
        "完成值只计已知的数，缺的不当作零：待补正的行数列在旁边，缺什么见各明细表。点目标名称看明细。目标值在《目标值与参数》。",
        "官方数据取自台账《全县指标》一类的表，只作对照；是否改用官方数据，由口径决定。",
    ]
