"""Every problem the reader can find: its code, how much it weighs, what is said, why it matters and what to do."""

from __future__ import annotations

from techreform_cli.domain.problem import LedgerUnreadable, Problem
from techreform_cli.domain.source import SourceRef
from techreform_cli.ledger.codes.cell import CELL
from techreform_cli.ledger.codes.entry import Code
from techreform_cli.ledger.codes.file import FILE
from techreform_cli.ledger.codes.group import GROUP
from techreform_cli.ledger.codes.layout import LAYOUT
from techreform_cli.ledger.codes.plausibility import PLAUSIBILITY
from techreform_cli.ledger.codes.row import ROW
from techreform_cli.ledger.codes.sheet import SHEET

CODES: dict[str, Code] = {**FILE, **CELL, **SHEET, **ROW, **PLAUSIBILITY, **LAYOUT, **GROUP}

PROPOSED = "填 {}，或确切的数"
"""What to do where the cell seems to mean a value that can be named."""


def problem(code: str, source: SourceRef | None = None, field: str = "", proposal: object = "", **details: object) -> Problem:
    """A Problem of that code at `source`, its sentences filled in with `field` and `details`; `proposal` is what the cell seems to mean."""
    entry = CODES[code]
    details["field"] = field
    remedy = PROPOSED.format(proposal) if proposal else entry.remedy.format(**details)
    return Problem(code, entry.severity, entry.what.format(**details), remedy, source, field)


def unreadable(code: str, **details: object) -> LedgerUnreadable:
    """The exception for a file that cannot be read at all."""
    return LedgerUnreadable(problem(code, None, "", **details))
