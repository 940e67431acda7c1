"""The 奖补测算 workbook: who gets how much and why."""

from __future__ import annotations

from pathlib import Path

from techreform_cli.domain.result import Result
from techreform_cli.report.arranged_sheet import arranged_sheet
from techreform_cli.report.award_sheet import award_sheet, paid_over, plan_award_sheet
from techreform_cli.report.award_summary import fill_summary, summary
from techreform_cli.report.book import Book
from techreform_cli.report.claim_sheet import claim_sheet
from techreform_cli.report.evidence_sheets import interpretation_sheet, problem_sheet, run_sheet
from techreform_cli.report.fund_sheet import fund_sheet
from techreform_cli.report.impact_sheet import impact_sheet
from techreform_cli.report.instalment_sheet import instalment_sheet
from techreform_cli.report.paid_sheet import paid_sheet
from techreform_cli.report.parameter_sheet import parameter_sheet
from techreform_cli.report.program_layout import program_sheets
from techreform_cli.report.review_sheets import open_sheet, refused_sheet
from techreform_cli.report.rule_sheet import rule_sheet
from techreform_cli.report.signed_sheets import cover_grid, fill_cover, fill_plan, fill_public, plan_grid, public_grid


def write_awards(result: Result, path: Path) -> None:
    """Write the workbook to `path`. Sheets are made in the order of reading; those that refer to later ones are filled last."""
    with Book(path, f"{result.year}年奖补测算") as book:
        cover, totals = cover_grid(book, result), summary(book, result)
        plan, public = plan_grid(book, result), public_grid(book, result)
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
        paid, arranged = paid_sheet(book, result), arranged_sheet(book, result)
        for sheets in programs.values():
            award_sheet(sheets, programs, names, paid)
        parts = instalment_sheet(book, result, programs, names)
        over = {name: paid_over(sheets) for name, sheets in programs.items()}
        fund = fund_sheet(book, result, paid, arranged, {name: totals.amount(name) for name in programs}, over)
        problem_sheet(book, result)
        run_sheet(book, result)
        fill_summary(totals, list(programs.values()))
        published = fill_public(public, list(programs.values()))
        payable = fill_plan(plan, totals, published, fund, parts)
        fill_cover(cover, totals, payable if parts else "")
