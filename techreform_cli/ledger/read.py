"""From a workbook to a Ledger: worksheets recognised and read, rows settled, problems in order."""

from __future__ import annotations

from pathlib import Path

from techreform_cli.domain.choices import SavedChoices
from techreform_cli.domain.field import Dictionary, Use, Uses
from techreform_cli.domain.ledger import Ledger, SheetReading
from techreform_cli.domain.problem import Problem
from techreform_cli.ledger.account import accounted, in_order, sheets_of
from techreform_cli.ledger.codes import unreadable
from techreform_cli.ledger.draft import Draft
from techreform_cli.ledger.files.book import read_book
from techreform_cli.ledger.raw import RawBook
from techreform_cli.ledger.settle import settle
from techreform_cli.ledger.tables import finished
from techreform_cli.ledger.worksheets import complete, require, typed


def read_ledger(
    path: Path, dictionary: Dictionary, missed: Uses | None = None, saved: SavedChoices | None = None, partial: bool = False
) -> Ledger:
    """The ledger at `path`, read by `dictionary` and by what was `saved` of its worksheets and columns; what is wrong with it is in
    its problems.

    Sheets and columns that are not there, or have no unit, are only worth a warning where they are among `missed` (None: all are).
    Raises LedgerUnreadable where the file, or what was saved, cannot be read at all; and unless it may be `partial`, where a sheet is
    missing without which nothing can be calculated. The file is never changed.
    """
    missed = {field: Use() for spec in dictionary.sheets for field in spec.fields} if missed is None else missed
    book, drafts, readings, problems = recognised(path, dictionary, missed, saved)
    check_lone_text(book, readings, problems)
    require(drafts, problems, partial)
    positions = settle(dictionary, drafts, problems)
    tables = {key: finished(draft, positions.get(key)) for key, draft in drafts.items()}
    return Ledger(book.file, book.sha256, tables, in_order(problems, sheets_of(book)), tuple(accounted(readings, drafts)), book.files)


def glance(path: Path, dictionary: Dictionary, saved: SavedChoices | None) -> Ledger:
    """The ledger at `path` as far as its worksheets were recognised, without tables: also one that lacks a sheet which is needed.
    Raises LedgerUnreadable where the file, or what was saved, cannot be read at all."""
    book, _, readings, problems = recognised(path, dictionary, {}, saved)
    return Ledger(book.file, book.sha256, {}, in_order(problems, sheets_of(book)), tuple(readings), book.files)


def recognised(
    path: Path, dictionary: Dictionary, missed: Uses, saved: SavedChoices | None
) -> tuple[RawBook, dict[str, Draft], list[SheetReading], list[Problem]]:
    """The workbook, the rows of each kind of sheet as they stand in it, how each worksheet was understood, and the problems so far."""
    book = read_book(path)
    drafts, readings, problems = typed(book, dictionary, missed, saved)
    for draft in drafts.values():
        complete(draft, missed, problems)
    return book, drafts, readings, problems


def check_lone_text(book: RawBook, readings: list[SheetReading], problems: list[Problem]) -> None:
    """Raises LedgerUnreadable for a text file, whatever it is called, that is the whole ledger and lacks what it must have: it holds one
    sheet and cannot hold another."""
    lacking = [p.message.removeprefix("台账里没有") for p in problems if p.code == "L030"]
    if len(book.sheets) == 1 and lacking and any(p.code == "L086" for p in problems):
        taken = f"（当作《{readings[0].taken_as}》）" if readings[0].taken_as else ""
        raise unreadable("L090", file=book.sheets[0].file, taken=taken, sheet="、".join(lacking))
