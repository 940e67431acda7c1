"""Exact numbers as a ledger's cells hold them."""

from __future__ import annotations

from fractions import Fraction

from techreform_cli.domain.money import decimal_text

MOST_DECIMALS = 12
MOST_DIGITS = 15
"""What a cell keeps of a number; of a longer one a reader could not know whether the rest is noise."""


def cell_number(value: Fraction) -> int | float | str:
    """A number as a workbook holds it; one that no double holds exactly in the digits that count, as its digits."""
    digits = decimal_text(value, 0, MOST_DECIMALS)
    if len(digits.strip("-0").replace(".", "").strip("0")) > MOST_DIGITS:
        return digits
    if value.denominator == 1:
        return int(value)
    return float(digits) if Fraction(repr(float(digits))) == value else digits
