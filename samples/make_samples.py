"""Writes the two sample ledgers, 示例台账.xlsx and 示例台账_日常.xlsx, and prints what they add up to.

Usage: python make_samples.py [folder]; the folder is this file's own unless given.
"""

from __future__ import annotations

import sys
from pathlib import Path

import clean_ledger
import clerk_ledger
import expectation
import facts


def main() -> None:
    """Write both ledgers from the same facts."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    folder.mkdir(parents=True, exist_ok=True)
    everything = facts.build()
    clean_ledger.write(folder / "示例台账.xlsx", everything)
    clerk_ledger.write(folder / "示例台账_日常.xlsx", everything)
    print(expectation.table(everything))


if __name__ == "__main__":
    main()
