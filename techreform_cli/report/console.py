"""The terminal as every command writes to it."""

from __future__ import annotations

import re
import sys

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from techreform_cli.report.line_breaks import broken

WIDEST, NARROWEST = 100, 30
"""The most and the fewest columns that lines are broken at on a terminal."""
ENDLESS = 1_000_000
"""Columns of output that goes to a file or another program: no line is broken, so that each can be searched for."""


def terminal() -> Console:
    """A console that takes every text literally and never stops at a character the terminal lacks."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    console = Console(file=sys.stdout, markup=False, highlight=False, emoji=False)
    console.width = max(min(console.width, WIDEST), NARROWEST) if console.is_terminal else ENDLESS
    return console


def say(console: Console, text: str, style: str = "") -> None:
    """Print a sentence, broken where a Chinese line may end; lines after the first stand below its text, not below its indent or point."""
    lead = re.match(r" *(?:· )?", text)
    assert lead is not None
    indent = cell_len(lead[0])
    lines = broken(text[lead.end() :], console.width - indent).split("\n")
    for number, line in enumerate(lines):
        console.print(Text((" " * indent if number else lead[0]) + line, style=style), soft_wrap=True)


def say_whole(console: Console, text: str, style: str = "") -> None:
    """Print a line with a path or a command that is to be copied; only the terminal may break it."""
    console.print(Text(text, style=style), soft_wrap=True)
