"""How large the worksheets of a ledger are, by what stands in them."""

from __future__ import annotations

from pathlib import Path

from techreform_cli.domain.inspection import Extent
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.source import column_letter
from techreform_cli.ledger.originals import originals


def extents(path: Path, ledger: Ledger) -> dict[tuple[str, str], Extent]:
    """The extent of every worksheet of the ledger read from `path`, by file and name. Cells that hold only spaces hold nothing."""
    found = {}
    for original in originals(path, ledger):
        for name, grid in original.read().items():
            filled = [[not (cell is None or (isinstance(cell, str) and not cell.strip())) for cell in row] for row in grid]
            columns = tuple(column_letter(i) for i, column in enumerate(zip(*filled, strict=True)) if any(column))
            found[original.file, name] = Extent(sum(map(any, filled)), columns)
    return found
