"""Which number formats show a number as a percentage."""

from __future__ import annotations

import re

BUILT_IN = frozenset((9, 10))
"""The numbers of 0% and 0.00%, which no file spells out."""
NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
"""What a format has quoted, escaped, as a space or in brackets."""


def shows_percent(code: str) -> bool:
    """Whether a number format such as 0.0% multiplies what it shows by a hundred."""
    return "%" in code and "%" in NOT_SHOWN.sub("", code)
