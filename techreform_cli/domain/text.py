"""Texts as they are compared."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """A text as compared: NFKC, without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())
