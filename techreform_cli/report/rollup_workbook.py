"""The 汇总 workbook of a year-end run: by ledger, town, program and target; what stands in two ledgers; what could not be read."""

from __future__ import annotations

from pathlib import Path

from techreform_cli.domain.batch import BatchRun
from techreform_cli.report.book import Book
from techreform_cli.report.rollup_due import due_list
from techreform_cli.report.rollup_evidence import across_sheet, findings_sheet, readings_sheet, record_sheet, unread_sheet
from techreform_cli.report.rollup_lists import award_list, share_list, target_list
from techreform_cli.report.rollup_lookup import Lookup
from techreform_cli.report.rollup_sums import front_sheet, ledger_sheet, program_sheet, target_sheet, town_sheet


def write_rollup(run: BatchRun, path: Path) -> None:
    """Write the workbook to `path`: the same bytes for the same ledgers, policies and options, whenever and however they were done."""
    lookup = Lookup(run)
    with Book(path, f"{run.year}年批量汇总") as book:
        front_sheet(book, lookup)
        ledger_sheet(book, lookup)
        town_sheet(book, lookup)
        program_sheet(book, lookup)
        target_sheet(book, lookup)
        across_sheet(book, lookup)
        unread_sheet(book, lookup)
        findings_sheet(book, lookup)
        award_list(book, lookup)
        share_list(book, lookup)
        due_list(book, lookup)
        target_list(book, lookup)
        readings_sheet(book, lookup)
        record_sheet(book, lookup)
