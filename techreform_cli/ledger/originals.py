"""The files of a ledger as their clerk wrote them, for a copy that shows where its problems are."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from techreform_cli.domain.checkup import Original, Written
from techreform_cli.domain.ledger import Ledger
from techreform_cli.ledger.files.book import read_book
from techreform_cli.ledger.raw import Cell, Fault, Percent


def originals(path: Path, ledger: Ledger) -> list[Original]:
    """Every file that `ledger`, read from `path`, came from, in the order in which they were read."""
    names = list(dict.fromkeys(reading.file for reading in ledger.readings)) or [ledger.file]
    places = {name: path / name if path.is_dir() else path for name in names}
    return [Original(name, place, partial(_cells, place)) for name, place in places.items()]


def _cells(path: Path) -> dict[str, list[list[Written]]]:
    return {sheet.name: [[_written(cell) for cell in row] for row in sheet.grid] for sheet in read_book(path).sheets}


def _written(cell: Cell) -> Written:
    if isinstance(cell, Fault):
        return cell.error or None
    if isinstance(cell, Percent):
        return cell.value
    return None if cell == "" else cell
