"""The sheets of the roll-up that add up: what the run did, and its figures by ledger, town, program and target."""

from __future__ import annotations

from fractions import Fraction

from techreform_cli.domain.batch import AwardLine, DueLine, GroupRun, LedgerRun, Progress, TargetLine
from techreform_cli.domain.policy import Comparison
from techreform_cli.domain.problem import Severity
from techreform_cli.domain.program_result import Verdict
from techreform_cli.domain.target_result import Status
from techreform_cli.report.book import Book, Cell, Column, Grid, wan
from techreform_cli.report.rollup_due import DUE_LEDGER, DUE_PROGRAM, DUE_TOWN, NOTE, Keep, due_cells, due_columns, due_rows
from techreform_cli.report.rollup_lists import (
    AWARD_AMOUNT,
    AWARD_LEDGER,
    AWARD_PROGRAM,
    AWARD_TOWN,
    AWARD_VERDICT,
    SHARE_AMOUNT,
    SHARE_LEDGER,
    TARGET_ACTUAL,
    TARGET_NUMBER,
    figure,
    reached,
)
from techreform_cli.report.rollup_lookup import AWARDS, DUE, NO_TOWN, SHARES, TARGETS, Lookup, ProgramKey
from techreform_cli.report.target_words import NO_FIGURE, STATUS_STYLES, closer, unit_label

TOTALS = {"money": "total", "count": "total_count"}


def front_sheet(book: Book, lookup: Lookup) -> None:
    """What was done, what was not, and what it comes to."""
    run = lookup.run
    grid = book.grid(
        "汇总", f"{run.year}年批量汇总", f"截至 {run.as_of}　单位：万元", [Column("事项", 34), Column("数", 18), Column("说明", 70)]
    )
    grid.headers()
    for cells in _front(lookup):
        grid.write(cells)
    lists = "".join(f"《{name}》" for name in (AWARDS, SHARES, *([DUE] if run.in_parts else []), TARGETS))
    grid.notes(
        [
            "同一组台账合在一起只计算一次：同一家企业不论登记在几本台账里，上限只用一次，奖补只列在一本里（先看项目在哪本，再看企业登记在哪本）。",
            f"合计都是公式，由{lists}相加；明细各数来自各台账的《奖补测算》。",
            *([NOTE] if run.in_parts else []),
        ]
    )


def _front(lookup: Lookup) -> list[list[Cell]]:
    """A line per matter."""
    run = lookup.run
    good = sum(1 for one in run.ledgers if one.status.good)
    failed = [one for one in run.ledgers if one.status is Progress.FAILED]
    across = [one for group in run.groups for one in group.findings if one.across] + list(run.findings)
    errors = sum(1 for one in across if one.severity is Severity.ERROR)
    known = sum(line.amount or 0 for _, line in lookup.awards)
    amounts = lookup.column(AWARDS, AWARD_AMOUNT)
    open_ = sum(1 for _, line in lookup.awards if line.verdict == Verdict.UNDETERMINED)
    verdicts = lookup.column(AWARDS, AWARD_VERDICT)
    return [
        [Cell("算完的台账（本）", "text"), Cell(good, "count"), Cell("", "wrap")],
        [Cell("没有做成的台账（本）", "text"), Cell(len(failed), "open" if failed else "count"), Cell(_left_out(failed), "wrap")],
        [
            Cell("没有读的文件（个）", "text"),
            Cell(len(run.skipped), "count"),
            Cell("见《未读文件》，请核对其中没有台账" if run.skipped else "", "wrap"),
        ],
        [Cell("奖补合计(万元)", "text"), wan(known, "money", f"ROUND(SUM({amounts}),6)"), Cell("分台账、乡镇、奖补见后面各表", "wrap")],
        [
            Cell("待补正（项）", "text"),
            Cell(open_, "count", f'COUNTIF({verdicts},"{Verdict.UNDETERMINED.label}")'),
            Cell("缺资料定不下来，金额没有计入；见《问题》和各台账的《奖补测算》", "wrap"),
        ],
        *due_rows(lookup),
        [
            Cell("涉及两本台账的错误（条）", "text"),
            Cell(errors, "open" if errors else "count"),
            Cell(f"{'可能重复奖补，' if errors else ''}见《跨台账》", "wrap"),
        ],
    ]


def _left_out(failed: list[LedgerRun]) -> str:
    if not failed:
        return ""
    names = "、".join(one.name for one in failed[:10]) + (" 等" if len(failed) > 10 else "")
    return f"{names}。这些台账的数没有算进来，合计、目标和跨台账的上限都不完整，修好后加 --retry 再运行"


def ledger_sheet(book: Book, lookup: Lookup) -> None:
    """A line for each ledger."""
    columns = [
        Column("序号", 6),
        Column("台账", 26),
        Column("状态", 8),
        Column("读到的表", 22),
        Column("企业", 6),
        Column("项目", 6),
        *(Column(f"{lookup.label(key)}\n(万元)", 16) for key in lookup.programs),
        Column("奖补合计(万元)", 15),
        Column("待补正\n(项)", 7),
        Column("按项目所在\n台账分(万元)", 15),
        *due_columns(lookup),
        Column("错误", 6),
        Column("提醒", 6),
        Column("说明", 36),
    ]
    grid = book.grid(
        "分台账", "分台账", "奖补列在企业所在的一本台账里；“按项目所在台账分”是同一笔钱按项目分到各台账，两列合计相等", columns
    )
    grid.headers()
    _total(grid, [_ledger(lookup, number, group, run) for number, (group, run) in enumerate(lookup.ledgers, 1)], 4)
    grid.freeze(2)


def _ledger(lookup: Lookup, number: int, group: GroupRun, run: LedgerRun) -> list[Cell]:
    status = Progress.DONE if run.status.good else run.status

    def mine(of: GroupRun, line: AwardLine | DueLine) -> bool:
        return of is group and line.ledger == run.name

    listed = [
        Cell(number, "count"),
        Cell(lookup.shown(group, run.name), "text"),
        Cell(status.label, "good" if status.good else "bad"),
        Cell("、".join(run.kinds), "wrap"),
    ]
    told = Cell("；".join(run.messages), "wrap")
    if not status.good:  # what is in it is not known, which is not zero
        return [*listed, *[Cell(NO_FIGURE, "center")] * (len(lookup.programs) + 7 + len(due_columns(lookup))), told]
    share = sum(fen for of, _, name, fen in lookup.shares if of is group and name == run.name)
    placed = lookup.column(SHARES, SHARE_LEDGER)
    return [
        *listed,
        Cell(run.enterprises, "count"),
        Cell(run.projects, "count"),
        *_amounts(lookup, number, AWARD_LEDGER, mine),
        wan(share, "money", f"ROUND(SUMIFS({lookup.column(SHARES, SHARE_AMOUNT)},{placed},{number}),6)"),
        *due_cells(lookup, number, DUE_LEDGER, mine),
        Cell(run.problems.get(Severity.ERROR.value, 0), "count"),
        Cell(run.problems.get(Severity.WARNING.value, 0), "count"),
        told,
    ]


def _amounts(lookup: Lookup, number: int, column: str, mine: Keep) -> list[Cell]:
    """What each program comes to where `column` of the awards is `number`, all of them together, and how many are open."""
    amounts, programs, keys = (lookup.column(AWARDS, letter) for letter in (AWARD_AMOUNT, AWARD_PROGRAM, column))
    lines = [(group, line) for group, line in lookup.awards if mine(group, line)]
    cells = [
        wan(
            sum(line.amount or 0 for group, line in lines if (group.policy, line.program) == key),
            "money",
            f"ROUND(SUMIFS({amounts},{keys},{number},{programs},{at}),6)",
        )
        for key, at in lookup.program_numbers.items()
    ]
    open_ = sum(1 for _, line in lines if line.verdict == Verdict.UNDETERMINED)
    verdicts = lookup.column(AWARDS, AWARD_VERDICT)
    total = sum(line.amount or 0 for _, line in lines)
    return [
        *cells,
        wan(total, "money", f"ROUND(SUMIFS({amounts},{keys},{number}),6)"),
        Cell(open_, "count", f'COUNTIFS({keys},{number},{verdicts},"{Verdict.UNDETERMINED.label}")'),
    ]


def town_sheet(book: Book, lookup: Lookup) -> None:
    """A line for each town."""
    columns = [
        Column("序号", 6),
        Column("乡镇", 16),
        *(Column(f"{lookup.label(key)}(万元)", 18) for key in lookup.programs),
        Column("奖补合计(万元)", 16),
        Column("待补正(项)", 9),
        *due_columns(lookup),
    ]
    grid = book.grid("分乡镇", "分乡镇", "按企业登记的乡镇", columns)
    grid.headers()
    rows = []
    for town, number in lookup.towns.items():

        def mine(_: GroupRun, line: AwardLine | DueLine, town: str = town) -> bool:
            return line.town == town

        amounts, due = _amounts(lookup, number, AWARD_TOWN, mine), due_cells(lookup, number, DUE_TOWN, mine)
        rows.append([Cell(number, "count"), Cell(town or NO_TOWN, "text"), *amounts, *due])
    _total(grid, rows, 2)
    grid.freeze(2)


def program_sheet(book: Book, lookup: Lookup) -> None:
    """A line for each program of each policy."""
    columns = [
        Column("序号", 6),
        Column("奖补", 28),
        Column("条款", 10),
        Column("有奖补(家)", 11),
        Column("奖补金额(万元)", 18),
        Column("待补正(家)", 11),
        *due_columns(lookup),
    ]
    grid = book.grid("分奖补", "分奖补", "单位：万元", columns)
    grid.headers()
    rows = []
    amounts, programs, verdicts = (lookup.column(AWARDS, letter) for letter in (AWARD_AMOUNT, AWARD_PROGRAM, AWARD_VERDICT))
    for key, number in lookup.program_numbers.items():

        def mine(group: GroupRun, line: AwardLine | DueLine, key: ProgramKey = key) -> bool:
            return (group.policy, line.program) == key

        lines = [line for group, line in lookup.awards if mine(group, line)]
        open_ = sum(1 for line in lines if line.verdict == Verdict.UNDETERMINED)
        rows.append(
            [
                Cell(number, "count"),
                Cell(lookup.label(key), "text"),
                Cell(lookup.programs[key].clause, "center"),
                Cell(sum(1 for line in lines if line.amount), "count", f'COUNTIFS({programs},{number},{amounts},">0")'),
                wan(sum(line.amount or 0 for line in lines), "money", f"ROUND(SUMIFS({amounts},{programs},{number}),6)"),
                Cell(open_, "count", f'COUNTIFS({programs},{number},{verdicts},"{Verdict.UNDETERMINED.label}")'),
                *due_cells(lookup, number, DUE_PROGRAM, mine),
            ]
        )
    _total(grid, rows, 3)
    grid.notes(["同一企业可得几项奖补，家数合计是项数。"])


def target_sheet(book: Book, lookup: Lookup) -> None:
    """The targets of each group, with the sum over its ledgers where they add up."""
    columns = [
        Column("序号", 6),
        Column("组", 16),
        Column("目标", 36),
        Column("单位", 10),
        Column("比较", 8),
        Column("目标值", 13),
        Column("合并完成值", 13),
        Column("完成率", 10),
        Column("状态", 10),
        Column("待补正(行)", 9),
        Column("各台账相加", 13),
    ]
    grid = book.grid("目标", "目标", "合并完成值是全组台账合在一起算的；比率和增速不能由各台账相加", columns)
    grid.headers()
    actuals, numbers = lookup.column(TARGETS, TARGET_ACTUAL), lookup.column(TARGETS, TARGET_NUMBER)
    sums: dict[int, Fraction] = {}
    for number, _, _, line in lookup.target_lines:
        if line.actual is not None:
            sums[number] = sums.get(number, Fraction(0)) + Fraction(line.actual)
    for number, (group, line) in enumerate(lookup.targets, 1):
        added = str(sums[number]) if line.adds_up and number in sums else None
        grid.write(
            [
                Cell(number, "count"),
                Cell(group.name, "text"),
                Cell(line.label, "wrap"),
                Cell(unit_label(line.unit), "center"),
                Cell(Comparison(line.comparison).label, "center"),
                figure(line, line.goal),
                reached(line, line.actual),
                _rate(grid, line),
                Cell(Status(line.status).label(line.over), STATUS_STYLES[Status(line.status)]),
                Cell(line.undetermined, "open" if line.undetermined else "count"),
                reached(line, added, f"ROUND(SUMIFS({actuals},{numbers},{number}),10)"),
            ]
        )
    grid.freeze(3)


def _rate(grid: Grid, line: TargetLine) -> Cell:
    """The actual figure over the goal, both in the row being written."""
    if line.actual is None or line.goal is None or not Fraction(line.goal):
        return Cell(NO_FIGURE, "center")
    goal, rate = Fraction(line.goal), Fraction(line.actual) / Fraction(line.goal)
    style = closer("rate", rate, None if line.asked is None else Fraction(line.asked) / goal)
    return Cell(rate, style, f"{grid.at(grid.row, 6)}/{grid.at(grid.row, 5)}")


def _total(grid: Grid, rows: list[list[Cell]], first: int) -> None:
    """Write the rows, and below them the sums of their amounts and counts from column `first` on."""
    for row in rows:
        grid.write(row)
    cells = [Cell("合计" if column == 0 else "", "total_text") for column in range(len(grid.columns))]
    for column in range(first, len(grid.columns)):
        known = [row[column] for row in rows if row[column].style in TOTALS]
        if known:
            span = grid.span(column, grid.first_data_row, grid.row - 1, here=True)
            style, whole = known[0].style, sum((Fraction(cell.value or 0) for cell in known), Fraction(0))
            cells[column] = Cell(whole, TOTALS[style], f"ROUND(SUM({span}),{6 if style == 'money' else 0})")
    grid.write(cells)
