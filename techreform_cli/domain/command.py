"""A command of this program as the clerk is told to type it."""

from __future__ import annotations

import re
from collections.abc import Mapping

BROKEN = re.compile(r"[\s&|<>^()\"（）;*?$`'!]")
"""What a shell of Windows or Unix would break a word at, or read as something else."""


def command(*words: object) -> str:
    """The command line with those words behind the program's name; words that a shell would not leave whole stand in quotes."""
    return " ".join(f'"{word}"' if BROKEN.search(word) else word for word in ("techreform", *map(str, words)))


def set_options(settings: Mapping[str, str]) -> tuple[str, ...]:
    """--set NAME=VALUE for each of the settings, as words of a command line."""
    return tuple(word for name, value in settings.items() for word in ("--set", f"{name}={value}"))
