"""Makes every file of the corpus anew: python -m tests.corpus.make"""

from __future__ import annotations

import shutil
from pathlib import Path

from . import formats, layouts, values  # noqa: F401  each puts its cases into CASES
from .cases import CASES

FILES = Path(__file__).parent / "files"


def main() -> None:
    """Make the folder of files from nothing."""
    shutil.rmtree(FILES, ignore_errors=True)
    FILES.mkdir()
    for case in sorted(CASES, key=lambda case: case.file):
        case.make(FILES / case.file)


if __name__ == "__main__":
    main()
