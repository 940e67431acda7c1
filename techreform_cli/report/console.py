"""The terminal as every command writes to it."""

from __future__ import annotations

import sys

from rich.console import Console

WIDEST = 100
"""Columns of output that does not go to a terminal, and the most that one gets."""


def terminal() -> Console:
    """A console that takes every text literally and never stops at a character the terminal lacks."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    console = Console(file=sys.stdout, markup=False, highlight=False, emoji=False)
    console.width = min(console.width, WIDEST) if console.is_terminal else WIDEST
    return console
