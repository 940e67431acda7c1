"""Texts as they are compared."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

LIKENESS = 0.6
"""From this share of common characters on, two names are taken for the same one misspelt."""

TOWNSHIP_SUFFIXES = ("街道办事处", "街道", "镇", "乡")


def plain(text: str) -> str:
    """A text as compared: NFKC, without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def township_spellings(name: str) -> tuple[str, ...]:
    """The ways a township's name is written, as `plain` gives them: itself first, then without its suffix, or with one."""
    text = plain(name)
    for suffix in TOWNSHIP_SUFFIXES:
        stem = text.removesuffix(suffix)
        if stem != text and len(stem) > 1:
            streets = tuple(stem + other for other in TOWNSHIP_SUFFIXES[:2] if suffix in TOWNSHIP_SUFFIXES[:2])
            return tuple(dict.fromkeys((text, stem, *streets)))
    return (text, *(text + suffix for suffix in TOWNSHIP_SUFFIXES))


def mistakable(text: str, names: Iterable[str], known: Iterable[str]) -> bool:
    """Whether a text that is none of the `known` names could well be a misspelling of one of `names`."""
    own = plain(text)
    if not own or own in {plain(name) for name in known}:
        return False
    return any(SequenceMatcher(None, own, plain(name)).ratio() >= LIKENESS for name in names)
