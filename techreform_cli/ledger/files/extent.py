"""How large a sheet may be: what every format is held to before it is laid out in memory."""

from __future__ import annotations

from collections.abc import Sequence

from techreform_cli.ledger.codes import unreadable
from techreform_cli.ledger.raw import Cell

MAX_UNPACKED = 300 * 2**20
MAX_CELLS = 4_000_000
"""Rows times columns of a sheet's content; a grid takes about 40 bytes a cell."""


def check_extent(grid: Sequence[Sequence[Cell]], file: str, sheet: str) -> None:
    """Raises LedgerUnreadable if rows times columns are more than a ledger has."""
    if len(grid) * max(map(len, grid), default=0) > MAX_CELLS:
        raise unreadable("L007", file=file, found=f"《{sheet}》有 {len(grid)} 行、{max(map(len, grid))} 列")
