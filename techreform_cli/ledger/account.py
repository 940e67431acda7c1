"""The account of a ledger's reading: what became of every row, and the problems in the order in which one would go through it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from techreform_cli.domain.ledger import SheetReading
from techreform_cli.domain.problem import Problem
from techreform_cli.ledger.draft import Draft
from techreform_cli.ledger.raw import RawBook


def accounted(readings: list[SheetReading], drafts: dict[str, Draft]) -> list[SheetReading]:
    """The readings with the rows that later stages left out: rows read = rows used + rows excluded. A row of several years counts as
    used where one of them is."""
    left: dict[tuple[str, str], dict[int, str]] = {}
    for draft in drafts.values():
        places = [(origin.file, origin.sheet) for origin in draft.origins]
        kept = {(*places[at], number) for at, number in zip(draft.origin, draft.row_number, strict=True) if number}
        for at, number, reason in draft.dropped:
            if (*places[at], number) not in kept:
                left.setdefault(places[at], {})[number] = reason
    result = []
    for reading in readings:
        dropped = Counter(left.get((reading.file, reading.sheet), {}).values())
        excluded = Counter(reading.excluded) + dropped
        result.append(replace(reading, rows_used=reading.rows_used - dropped.total(), excluded=dict(excluded)))
    return result


def sheets_of(book: RawBook) -> list[tuple[str, str]]:
    """File and name of every worksheet, in their order."""
    return [(sheet.file, sheet.name) for sheet in book.sheets]


def in_order(problems: list[Problem], order: list[tuple[str, str]]) -> tuple[Problem, ...]:
    """The problems as one would go through the ledger: the files, then worksheet by worksheet (file and name), row by row."""
    sheets = {place: i for i, place in enumerate(order)}

    def place(item: Problem) -> tuple[int, int, int, str]:
        if item.source is None or not item.source.sheet:
            return (-1, 0, 0, "")
        match = re.fullmatch(r"([A-Z]+)(\d+)", item.source.cell)
        letters = match[1] if match else ""
        return (sheets.get((item.source.file, item.source.sheet), len(sheets)), int(match[2]) if match else 0, len(letters), letters)

    return tuple(sorted(problems, key=place))
