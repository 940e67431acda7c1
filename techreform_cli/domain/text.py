"""Texts as they are compared."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

LIKENESS = 0.6
"""From this share of common characters on, two names are taken for the same one misspelt."""


def plain(text: str) -> str:
    """A text as compared: NFKC, without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def mistakable(text: str, names: Iterable[str], known: Iterable[str]) -> bool:
    """Whether a text that is none of the `known` names could well be a misspelling of one of `names`."""
    own = plain(text)
    if not own or own in {plain(name) for name in known}:
        return False
    return any(SequenceMatcher(None, own, plain(name)).ratio() >= LIKENESS for name in names)
