"""The 目标进度 workbook: 总览 first, then what it rests on, then what it was made from."""

from __future__ import annotations

from pathlib import Path

from techreform_cli.domain.result import Result
from techreform_cli.report.arranged_sheet import arranged_sheet
from techreform_cli.report.book import Book, wan
from techreform_cli.report.evidence_sheets import interpretation_sheet, problem_sheet, run_sheet
from techreform_cli.report.financing_sheet import financing_sheet
from techreform_cli.report.fund_sheet import fund_sheet
from techreform_cli.report.paid_sheet import paid_sheet
from techreform_cli.report.score_sheet import score_sheet
from techreform_cli.report.target_breakdown import breakdowns, fill_breakdown
from techreform_cli.report.target_charts import Sources, draw_charts
from techreform_cli.report.target_clauses import clause_sheet, goal_sheet
from techreform_cli.report.target_detail import details
from techreform_cli.report.target_detail_sheet import detail_sheet
from techreform_cli.report.target_history import fill_history, history_grid
from techreform_cli.report.target_overview import close_overview, fill_overview, overview
from techreform_cli.report.target_places import Places
from techreform_cli.report.target_progress import fill_progress, progress_grid
from techreform_cli.report.target_tracked import fill_tracked, tracked_grid
from techreform_cli.report.task_sheet import task_sheet


def write_targets(result: Result, path: Path) -> None:
    """Write the whole workbook. Sheets are made in the order of reading; those that refer to later ones are filled last."""
    places = Places(result)
    with Book(path, f"{result.year}年目标进度") as book:
        front = overview(book, result)
        years, progress = history_grid(book, result), progress_grid(book, result)
        sheets = [detail_sheet(book, result, detail, places) for detail in details(result)]
        splits = breakdowns(book, result, sheets)
        for card in result.scorecards:
            if card.groups:
                score_sheet(book, result, card, sheets, places)
        tracked = tracked_grid(book, result)
        fill_tracked(tracked, result, task_sheet(book, result, places))
        financing_sheet(book, result)
        _money(book, result)
        goals = goal_sheet(book, result)
        clause_sheet(book, result.policy)
        interpretation_sheet(book, result)
        problem_sheet(book, result)
        run_sheet(book, result)
        fill_overview(front, goals, sheets)
        history = fill_history(years, front, goals, sheets)
        if progress:
            fill_progress(progress, history, goals)
        for split in splits:
            fill_breakdown(split, front, places)
        draw_charts(Sources(front, history, progress, splits))
        close_overview(front)
        front.grid.sheet.activate()


def _money(book: Book, result: Result) -> None:
    """The county's money, where a target is about it, and the ledger's rows behind it. What the year's awards come to is calculated
    in the other workbook, so here it is a plain figure."""
    if result.fund is None:
        return
    paid, arranged = paid_sheet(book, result), arranged_sheet(book, result)
    fund_sheet(book, result, paid, arranged, {of.program.id: wan(of.totals.amount) for of in result.programs})
