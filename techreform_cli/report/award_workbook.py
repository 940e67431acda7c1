"""The 奖补测算 workbook: who gets how much and why."""

from __future__ import annotations

from pathlib import Path

from techreform_cli.domain.result import Result, Verdict
from techreform_cli.report.award_sheet import award_sheet, plan_award_sheet
from techreform_cli.report.book import Book, Cell, Column, Grid, wan
from techreform_cli.report.claim_sheet import claim_sheet
from techreform_cli.report.evidence_sheets import interpretation_sheet, problem_sheet, run_sheet
from techreform_cli.report.impact_sheet import impact_sheet
from techreform_cli.report.instalment_sheet import instalment_sheet
from techreform_cli.report.paid_sheet import paid_sheet
from techreform_cli.report.parameter_sheet import parameter_sheet
from techreform_cli.report.program_layout import ProgramSheets, program_sheets
from techreform_cli.report.review_sheets import open_sheet, refused_sheet
from techreform_cli.report.rule_sheet import rule_sheet
from techreform_cli.report.wording import trial

_SUMMARY = [
    Column("奖补", 26),
    Column("条款", 9),
    Column("奖补企业(家)", 13),
    Column("奖补金额(万元)", 18),
    Column("符合但为0(家)", 13),
    Column("不符合(家)", 12),
    Column("待补正(家)", 12),
]


def write_awards(result: Result, path: Path) -> None:
    """Write the workbook to `path`."""
    policy = result.policy
    with Book(path, f"{result.year}年奖补测算") as book:
        subtitle = f"{trial(result)}依据：{policy.document}　单位：万元"
        summary = book.grid("汇总", f"{policy.title}\n{result.year}年奖补测算汇总", subtitle, _SUMMARY)
        programs = {of.program.id: program_sheets(result, of) for of in result.programs}
        for sheets in programs.values():
            plan_award_sheet(book, sheets)
        refused_sheet(book, result)
        open_sheet(book, result)
        interpretation_sheet(book, result)
        impact_sheet(book, result)
        rule_sheet(book, result)
        names = parameter_sheet(book, result)
        for sheets in programs.values():
            claim_sheet(book, sheets, names)
        paid = paid_sheet(book, result)
        for sheets in programs.values():
            award_sheet(sheets, programs, names, paid)
        instalment_sheet(book, result, programs, names)
        problem_sheet(book, result)
        run_sheet(book, result)
        _summary(summary, list(programs.values()), result)


def _summary(grid: Grid, programs: list[ProgramSheets], result: Result) -> None:
    """A line per program, counted and summed from its enterprise sheet, and the total."""
    grid.sheet.set_row(0, 46)
    grid.headers()
    for sheets in programs:
        grid.write(_line(sheets))
    first, last = grid.first_data_row, grid.row - 1
    amounts = [int(s.of.awards["amount"].dropna().sum()) if len(s.of.awards) else 0 for s in programs]
    total = wan(sum(amounts), "total", f"ROUND(SUM({grid.span(3, first, last, here=True)}),6)")
    grid.write([Cell("合计", "total_text"), Cell(None, "total"), Cell(None, "total"), total, *(Cell(None, "total") for _ in range(3))])
    unconfirmed = sum(1 for i in result.policy.interpretations if not i.confirmed)
    lines = ["奖补金额是公式：改《政策参数》的黄底数值或项目明细的黄底数据，金额随之重算；名单、日期和口径须改规则后重新运行。"]
    if unconfirmed:
        lines.append(f"有 {unconfirmed} 项口径待确认，见《口径》表；确认前金额为按当前口径的测算数。")
    lines.append("“符合但为0”：符合条件，但上限已用完、没有增量、不足下限或就高不重复，原因见各企业的计算说明。")
    if result.year_chosen:
        lines.append(result.year_chosen + "。")
    grid.notes(lines)
    grid.freeze()


def _line(sheets: ProgramSheets) -> list[Cell]:
    awards, program = sheets.of.awards, sheets.of.program
    verdicts = {v: int((awards["verdict"] == v).sum()) for v in Verdict}
    paid = int((awards["amount"].dropna() > 0).sum()) if len(awards) else 0
    amount = int(awards["amount"].dropna().sum()) if len(awards) else 0
    if not len(awards):
        return [Cell(program.label), Cell(program.clause, "center"), Cell(0, "count"), wan(0), *(Cell(0, "count") for _ in range(3))]
    amounts, judged = sheets.award_span("amount"), sheets.award_span("verdict")

    def counted(verdict: Verdict) -> Cell:
        return Cell(verdicts[verdict], "count", f'COUNTIF({judged},"{verdict.label}")')

    nothing = Cell(verdicts[Verdict.ELIGIBLE] - paid, "count", f'COUNTIFS({judged},"{Verdict.ELIGIBLE.label}",{amounts},0)')
    return [
        Cell(program.label, "wrap"),
        Cell(program.clause, "center"),
        Cell(paid, "count", f'COUNTIF({amounts},">0")'),
        wan(amount, "money", f"ROUND(SUM({amounts}),6)"),
        nothing,
        counted(Verdict.INELIGIBLE),
        counted(Verdict.UNDETERMINED),
    ]
