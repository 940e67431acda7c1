"""Numbers as clerks write them, read exactly: never through binary floating point."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from techreform_cli.ledger.wording import SPACES

LARGEST = 10**17
"""No column holds a number beyond this: a thousand 万亿元 in 分. Int64 would take about 92 times as much."""

NUMBER = re.compile(
    r"(?P<sign>[-+]?)(?P<yuan>¥|rmb|人民币)?(?P<digits>\d{1,3}(?:,\d{3})+|\d+)?(?P<part>\.\d*)?(?P<unit>m2|[^\d.,+-]\D*)?", re.IGNORECASE
)

YUAN_SIGN = "¥"
"""As the unit of a numeral: money, but ¥500 in a column of 万元 does not say whether it means 元 or 万元."""

SMALL = re.compile(r"[-+]?\d(?:\.\d+)?e-\d{1,2}", re.IGNORECASE)
"""How a program shows a number near zero: 7.2E-05. A large one, 1.2E+11, has lost its last digits."""

DIGITS_APART = re.compile(r"[\d０-９]\s+[\d.０-９．]")
"""Two numbers in one cell, or one with gaps: which of the two cannot be told."""

MINUS = str.maketrans("−﹣‐", "---")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number found in a cell, and the unit written behind it ("" for none)."""

    value: Decimal
    unit: str = ""


def numeral(text: str) -> Numeral | None:
    """The one exact number that `text` states; None for 约500, 500-600, 500 600, 十万 and other words."""
    if DIGITS_APART.search(text.strip()):
        return None
    plain = SPACES.sub("", unicodedata.normalize("NFKC", text)).translate(MINUS).lstrip("'")
    bracketed = re.fullmatch(r"\((\D?[\d.,]+)\)(\D*)", plain)
    if bracketed:  # accountants write negative amounts in brackets
        plain = f"-{bracketed[1]}{bracketed[2]}"
    if SMALL.fullmatch(plain):
        return Numeral(Decimal(plain))
    match = NUMBER.fullmatch(plain)
    if not match or not (match["digits"] or (match["part"] or ".") != "."):
        return None
    digits = (match["digits"] or "0").replace(",", "") + (match["part"] or "").rstrip(".")
    unit = (match["unit"] or "").removesuffix("整")
    if match["yuan"] and not unit:
        unit = YUAN_SIGN
    return Numeral(Decimal(match["sign"] + digits), unit.strip("()").lower())


def exact(value: float) -> Decimal:
    """The decimal number that a numeric cell shows: the shortest one that the stored binary number stands for."""
    return Decimal(repr(value))


def scaled(value: Decimal, factor: Fraction) -> tuple[int, bool]:
    """`value` times `factor`, half up to a whole number, and whether more than the noise of floating point was cut off.

    Excel itself computes to 15 digits, so a rest that vanishes at 15 digits is noise (0.1+0.2)."""
    if factor.denominator == 1:
        product = value * factor.numerator
        whole = int(product.to_integral_value(ROUND_HALF_UP))
        if product == whole:
            return whole, False
        clean = Decimal(f"{value:.14e}") * factor.numerator
        return whole, abs(clean - whole) > Decimal("1e-9")
    fraction = Fraction(value) * factor
    doubled = 2 * abs(fraction)
    whole = (doubled.numerator + doubled.denominator) // (2 * doubled.denominator)
    return (whole if fraction >= 0 else -whole), fraction.denominator != 1
