"""The ledgers that names and globs catch in a folder."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from techreform_cli.ledger.files.book import passed_over


def caught(folder: Path, patterns: Iterable[str]) -> list[Path]:
    """The files and folders below `folder` that one of the patterns names, sorted, each once; of those that a glob finds, hidden files,
    locks of open workbooks and our own settings are passed over."""
    found: dict[Path, None] = {}
    for pattern in (text.replace("\\", "/") for text in patterns):  # as Windows writes them
        if re.search(r"[*?\[]", pattern) and not (folder / pattern).exists():
            found |= dict.fromkeys(path for path in folder.glob(pattern) if path.is_dir() or not passed_over(path))
        elif (folder / pattern).exists():
            found[folder / pattern] = None
    return sorted(found)
