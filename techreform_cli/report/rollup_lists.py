"""The lists that the roll-up's formulas add up: every award, its shares by ledger, every target of every ledger."""

from __future__ import annotations

from fractions import Fraction

from techreform_cli.domain.batch import AwardLine, DueLine, GroupRun, TargetLine
from techreform_cli.domain.program_result import Verdict
from techreform_cli.report.book import Book, Cell, Column, Grid, wan
from techreform_cli.report.rollup_lookup import AWARDS, FIRST, NO_TOWN, SHARES, TARGETS, Lookup
from techreform_cli.report.target_words import NO_FIGURE, closer, unit_label
from techreform_cli.report.wording import SHARE

AWARD_LEDGER, AWARD_TOWN, AWARD_PROGRAM, AWARD_VERDICT, AWARD_AMOUNT = "B", "D", "F", "J", "K"
WHOSE = (
    Column("序号", 6),
    Column("台账序号", 7),
    Column("列在台账", 24),
    Column("乡镇序号", 7),
    Column("乡镇", 12),
    Column("奖补序号", 7),
    Column("奖补", 22),
    Column("企业", 30),
    Column("统一社会信用代码", 22),
)
SHARE_LEDGER, SHARE_AMOUNT = "B", "G"
TARGET_NUMBER, TARGET_ACTUAL = "A", "F"


def award_list(book: Book, lookup: Lookup) -> None:
    """Every enterprise's award, listed with one ledger."""
    columns = [*WHOSE, Column("结论", 9), Column("奖补金额(万元)", 15)]
    grid = list_grid(book, AWARDS, "每家企业的奖补，一家企业只列在一本台账里；计算过程见该台账的《奖补测算》", columns)
    for number, (group, line) in enumerate(lookup.awards, 1):
        verdict = Cell(Verdict(line.verdict).label, "watch" if line.amount is None else "center")
        grid.write([*whose(lookup, number, group, line), verdict, wan(line.amount)])
    grid.filter()


def whose(lookup: Lookup, number: int, group: GroupRun, line: AwardLine | DueLine) -> list[Cell]:
    """Whose line of a list of money it is, and under which program: the cells of `WHOSE`."""
    key = (group.policy, line.program)
    return [
        Cell(number, "count"),
        Cell(lookup.ledger_numbers[group.name, line.ledger], "count"),
        Cell(lookup.shown(group, line.ledger), "text"),
        Cell(lookup.towns[line.town], "count"),
        Cell(line.town or NO_TOWN, "text"),
        Cell(lookup.program_numbers[key], "count"),
        Cell(lookup.label(key), "text"),
        Cell(line.enterprise, "text"),
        Cell(line.credit_code, "text"),
    ]


def share_list(book: Book, lookup: Lookup) -> None:
    """What of each award falls to the projects of each ledger."""
    columns = [
        Column("序号", 6),
        Column("台账序号", 7),
        Column("项目所在台账", 24),
        Column("企业", 30),
        Column("奖补", 22),
        Column("列在台账", 24),
        Column("分到金额(万元)", 15),
    ]
    told = "企业的奖补按完工日期、再按项目编号的先后分到项目，再归到项目所在的台账；没有分到项目的归到它所列的台账"
    grid = list_grid(book, SHARES, told, columns)
    for number, (group, line, name, fen) in enumerate(lookup.shares, 1):
        grid.write(
            [
                Cell(number, "count"),
                Cell(lookup.ledger_numbers[group.name, name], "count"),
                Cell(lookup.shown(group, name), "text"),
                Cell(line.enterprise, "text"),
                Cell(lookup.label((group.policy, line.program)), "text"),
                Cell(lookup.shown(group, line.ledger), "text"),
                wan(fen),
            ]
        )
    grid.filter()


def target_list(book: Book, lookup: Lookup) -> None:
    """How each target stands by the enterprises of each ledger."""
    columns = [
        Column("目标序号", 7),
        Column("台账", 26),
        Column("目标", 34),
        Column("单位", 10),
        Column("全组目标值", 14),
        Column("完成值", 14),
        Column("待补正(行)", 9),
    ]
    grid = list_grid(book, TARGETS, "每本台账的企业各完成多少；目标值是全组的，不是分给各台账的任务", columns)
    for number, _, run, line in lookup.target_lines:
        grid.write(
            [
                Cell(number, "count"),
                Cell(run.name, "text"),
                Cell(line.label, "text"),
                Cell(unit_label(line.unit), "center"),
                figure(line, line.goal),
                reached(line, line.actual),
                Cell(line.undetermined, "open" if line.undetermined else "count"),
            ]
        )
    grid.filter()


def figure(line: TargetLine, text: str | None, formula: str = "") -> Cell:
    """A figure of the target's line, kept as a decimal text: a percentage, a whole number, or a number with decimals."""
    if text is None:
        return Cell(NO_FIGURE, "center")
    counted = "元" not in line.unit and all(Fraction(one).denominator == 1 for one in (line.goal, line.actual, text) if one is not None)
    return Cell(Fraction(text), "rate" if line.unit == SHARE else "count" if counted else "figure", formula)


def reached(line: TargetLine, text: str | None, formula: str = "") -> Cell:
    """As `figure`, something that was reached: what falls a little short of the goal has the decimals that tell."""
    cell = figure(line, text, formula)
    return cell if text is None or line.asked is None else cell._replace(style=closer(cell.style, Fraction(text), Fraction(line.asked)))


def list_grid(book: Book, name: str, subtitle: str, columns: list[Column]) -> Grid:
    """A sheet of a list, with its headers: data from row FIRST on, as formulas take it."""
    grid = book.grid(name, name, subtitle, columns)
    grid.headers()
    grid.freeze()
    assert grid.row == FIRST - 1
    return grid
