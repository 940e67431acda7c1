"""The commands a README shows, and what it says they print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
ELISION = "…"
"""A line of the README that stands for any number of lines of output."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A command and the output shown below it."""

    command: str
    output: tuple[str, ...]


def shown(name: str) -> list[Shown]:
    """Every command of the README's console blocks, in order, with those in comments, which prepare what the reader is told to have."""
    found = []
    text = (ROOT / name).read_text(encoding="utf-8")
    for block, prepared in re.findall(r"^```console\n(.*?)^```$|^<!-- \$ (.*?) -->$", text, re.DOTALL | re.MULTILINE):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *output = part.rstrip("\n").split("\n")
            found.append(Shown(command, tuple(output)))
        if prepared:
            found.append(Shown(prepared, (ELISION,)))
    return found


def typed(name: str) -> list[str]:
    """The commands that a reader is to type."""
    prepared = re.findall(r"^<!-- \$ (.*?) -->$", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    return [item.command for item in shown(name) if item.command not in prepared]


def matches(wanted: tuple[str, ...], printed: str) -> bool:
    """Whether the output is what is shown, white space at the ends of lines aside and elisions standing for anything."""
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == ELISION else re.escape(line.rstrip()) + r"[ ]*\n" for line in wanted)
    text = "".join(line.rstrip() + "\n" for line in printed.splitlines())
    return re.fullmatch(pattern, text) is not None
