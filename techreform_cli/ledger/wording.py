"""Words as clerks write them, made comparable, and the marks that mean "nothing here"."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

SPACES = re.compile(r"[\s\u200b\ufeff]+")

BLANK_MARKS = frozenset(["", "-", "--", "---", "—", "——", "———", "–", "――", "―", "─", "/", "//", "\\", "无", "空", "暂无", "n/a", "na"])
"""What stands in a cell that holds nothing, after `folded`."""


def folded(text: str) -> str:
    """`text` for comparing: full-width forms made plain (NFKC), no spaces or line breaks, lower case."""
    if text.isascii():  # numbers, codes, days: nothing to make plain
        return "".join(text.split()).lower()
    if text.isalnum() and unicodedata.is_normalized("NFKC", text):  # names, mostly: no spaces and no other forms
        return text.lower()
    return SPACES.sub("", unicodedata.normalize("NFKC", text)).lower()


def same_name(text: str) -> str:
    """The name of an enterprise, project or the like for comparing: as `folded`, all brackets round. Nothing is left out of it, for
    有限公司 and 有限责任公司 are two companies."""
    return folded(text if text.isalnum() else text.translate(BRACKETS))


@lru_cache(maxsize=8192)
def label(text: str) -> str:
    """A header or sheet name for comparing: as `folded`, all brackets round, no marks of required columns."""
    return folded(text.translate(BRACKETS)).strip("*★#:·.")


BRACKETS = str.maketrans("［［【〔[］］】〕]", "(((((" + ")))))")


def shown(raw: object) -> str:
    """A cell's content as the clerk sees it, shortened for a message."""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        raw = int(raw)
    text = SPACES.sub(" ", str(raw)).strip()
    return text if len(text) <= 30 else text[:29] + "…"
