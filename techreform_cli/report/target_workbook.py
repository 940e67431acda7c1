"""The 目标进度 workbook: 总览 first, then what it rests on, then what it was made from."""

from __future__ import annotations

from pathlib import Path

from techreform_cli.domain.result import Result
from techreform_cli.report.book import Book
from techreform_cli.report.evidence_sheets import interpretation_sheet, problem_sheet, run_sheet
from techreform_cli.report.score_sheet import score_sheet
from techreform_cli.report.target_breakdown import category_grid, fill_categories, fill_towns, town_grid
from techreform_cli.report.target_clauses import clause_sheet
from techreform_cli.report.target_detail import details
from techreform_cli.report.target_detail_sheet import detail_sheet
from techreform_cli.report.target_history import fill_history, history_grid
from techreform_cli.report.target_overview import fill_overview, overview
from techreform_cli.report.target_places import Places
from techreform_cli.report.target_tracked import tracked_sheet


def write_targets(result: Result, path: Path) -> None:
    """Write the whole workbook. Sheets are made in the order of reading; those that refer to later ones are filled last."""
    places = Places(result)
    with Book(path, f"{result.year}年目标进度") as book:
        front = overview(book, result)
        history = history_grid(book, result)
        sheets = [detail_sheet(book, result, detail, places) for detail in details(result)]
        towns, categories = town_grid(book, result, sheets), category_grid(book, result, sheets)
        for card in result.scorecards:
            if card.groups:
                score_sheet(book, result, card, sheets, places)
        tracked_sheet(book, result)
        clauses = clause_sheet(book, result)
        interpretation_sheet(book, result)
        problem_sheet(book, result)
        run_sheet(book, result)
        fill_overview(front, clauses, sheets)
        fill_history(history, front, clauses, sheets)
        fill_towns(towns, front, sheets, places)
        fill_categories(categories, front, sheets, places)
        front.grid.sheet.activate()
