"""Where the outputs of a ledger go, and what they are called."""

from __future__ import annotations

import os
from pathlib import Path


def output(ledger: Path, folder: Path | None, ending: str) -> Path:
    """The path of an output: in `folder` (None: beside the ledger, be it a file or a folder), called after the ledger."""
    whole = os.path.isdir(ledger)  # noqa: PTH112  a name that is too long is no folder, and no error here
    own = ledger.resolve() if whole else ledger
    return (folder if folder is not None else own.parent) / f"{own.name if whole else own.stem}_{ending}"
