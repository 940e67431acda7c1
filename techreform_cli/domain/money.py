"""Money in whole 分, exact rates, and how both are written."""

from __future__ import annotations

from fractions import Fraction

FEN = {
    "分": 1,
    "角": 10,
    "元": 100,
    "百元": 10_000,
    "千元": 100_000,
    "万元": 1_000_000,
    "百万元": 100_000_000,
    "千万元": 1_000_000_000,
    "亿元": 10_000_000_000,
}
"""How many 分 each money unit holds."""


def half_up(value: Fraction, step: int = 1) -> int:
    """`value` (in 分) rounded to a multiple of `step` 分, halves away from zero, as Excel's ROUND does."""
    parts = abs(value) / step
    rounded = (2 * parts.numerator + parts.denominator) // (2 * parts.denominator) * step
    return rounded if value >= 0 else -rounded


def decimal_text(value: Fraction, least: int, most: int) -> str:
    """`value` with `least` to `most` decimals (half up at `most`), trailing zeros dropped down to `least`."""
    digits = half_up(value * 10**most)
    sign = "-" if digits < 0 else ""
    whole, part = divmod(abs(digits), 10**most)
    decimals = f"{part:0{most}d}" if most else ""
    while len(decimals) > least and decimals.endswith("0"):
        decimals = decimals[:-1]
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"


def yuan(fen: int) -> str:
    """元 with two decimals, as JSON carries it: 250000.00."""
    return decimal_text(Fraction(fen, 100), 2, 2)


def wan(fen: int) -> str:
    """万元 as a clerk reads it, at least two decimals, thousands separated: 1,250.00."""
    whole, part = divmod(abs(fen), FEN["万元"])
    decimals = f"{part:06d}".rstrip("0").ljust(2, "0")
    return f"{'-' if fen < 0 else ''}{whole:,}.{decimals}"


def percent(rate: Fraction) -> str:
    """A rate as a percentage, as short as it is exact to four decimals: 20%, 12.5%."""
    return decimal_text(rate * 100, 0, 4) + "%"
