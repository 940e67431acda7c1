"""The cells of a column that need no second look: plain amounts, words and codes, a whole column at once.

Nearly every cell of a large ledger is one of these. What is read here is what `cells.read_cell` would give; everything else is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from techreform_cli.domain.field import FieldType
from techreform_cli.ledger.cells import ColumnReading, Value
from techreform_cli.ledger.raw import Cell
from techreform_cli.ledger.wording import BLANK_MARKS, folded

FIFTEEN_DIGITS = 10**15
"""Below this a decimal number and the nearest binary one determine each other."""

PLAIN_CODE = re.compile(r"[0-9A-Za-z]+")


def plain_values(raws: Sequence[Cell], column: ColumnReading) -> list[Value]:
    """The value of each cell that is plain, None for every other."""
    kind = column.spec.type
    if kind in (FieldType.MONEY, FieldType.NUMBER) and power_of_ten(column.multiplier):
        return amounts(raws, column.multiplier)
    longest = longest_mark((*column.spec.none_words, *column.spec.unclear_words))
    if kind is FieldType.TEXT:
        return words(raws, longest)
    return codes(raws, longest) if kind is FieldType.CODE else [None] * len(raws)


@lru_cache
def power_of_ten(number: int) -> bool:
    """Whether the number is 1, 10, 100, …"""
    return number > 0 and str(number).strip("0") == "1"


@lru_cache
def longest_mark(marks: tuple[str, ...]) -> int:
    """The length of the longest mark that stands for nothing, or says nothing, in a column with such `marks` of its own."""
    return max(map(len, (*BLANK_MARKS, *map(folded, marks))))


def amounts(raws: Sequence[Cell], multiplier: int) -> list[Value]:
    """The numbers that are a whole number of parts, `multiplier` (a power of ten) of which make one.

    Where parts / multiplier is the stored number again, and has no more than 15 digits, it is the one decimal number that this stands for.
    """
    try:
        return [
            parts
            if type(raw) is float and -FIFTEEN_DIGITS < (parts := round(raw * multiplier)) < FIFTEEN_DIGITS and parts / multiplier == raw
            else None
            for raw in raws
        ]
    except (OverflowError, ValueError):  # an infinite number among them, or none at all
        return [None] * len(raws)


def words(raws: Sequence[Cell], longest: int) -> list[Value]:
    """The texts too long for a mark that stands for nothing, and without spaces that would make one seem so; no error values."""
    return [
        raw if type(raw) is str and len(raw) > longest and raw.isprintable() and " " not in raw and raw[0] != "#" else None for raw in raws
    ]


def codes(raws: Sequence[Cell], longest: int) -> list[Value]:
    """The codes of nothing but letters and digits."""
    plain = PLAIN_CODE.fullmatch
    return [raw.upper() if type(raw) is str and len(raw) > longest and plain(raw) else None for raw in raws]
