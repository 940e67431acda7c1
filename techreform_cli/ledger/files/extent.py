"""How large a sheet may be: what lies within is laid out in memory as a rectangle."""

from __future__ import annotations

from techreform_cli.domain.problem import LedgerUnreadable
from techreform_cli.ledger.codes import unreadable

MAX_AREA = 6_000_000
"""For all sheets of a file together, about 40 bytes each while reading: 200,000 rows of 20 columns, or 100,000 of 50."""
ROW_ITSELF = 8
"""As many cells as a row takes besides its cells."""
FAR_ROW, FAR_COLUMN = 100_000, 40
"""Content beyond either is named when there is too much."""


def area(rows: int, columns: int) -> int:
    """What a sheet of that many rows and columns takes, in cells."""
    return rows * (columns + ROW_ITSELF)


def too_far(file: str, sheet: str, rows: int, lowest: str, columns: int, rightmost: str) -> LedgerUnreadable:
    """The exception for a sheet whose content reaches too far: down to the cell `lowest`, right to `rightmost`."""
    far = [lowest] * (rows > FAR_ROW) + [rightmost] * (columns > FAR_COLUMN)
    return unreadable("L009", file=file, sheet=sheet, found="、".join(dict.fromkeys(far or [lowest, rightmost])))


def too_much(file: str) -> LedgerUnreadable:
    """The exception for sheets that are too large together."""
    return unreadable("L007", file=file, found="各工作表合起来太大")
