"""How far an undecided membership can move a ratio of sums."""

from __future__ import annotations

from fractions import Fraction

Pair = tuple[Fraction, Fraction]


def ratio_bounds(numerator: Fraction, denominator: Fraction, maybe: list[Pair]) -> tuple[Fraction | None, Fraction | None]:
    """The least and largest of (numerator + Σa) / (denominator + Σb) over all subsets of `maybe` (a, b ≥ 0).

    Adding a pair raises a ratio just when its own ratio is higher, so the extreme subsets are prefixes of the pairs ordered by ratio.
    (None, None) where a subset gives no denominator at all.
    """
    if not denominator:
        return None, None
    infinite = [pair for pair in maybe if not pair[1]]
    finite = sorted((pair for pair in maybe if pair[1]), key=lambda pair: pair[0] / pair[1])
    least, most = (numerator, denominator), (numerator + sum(a for a, _ in infinite), denominator)
    for a, b in finite:
        if a / b < least[0] / least[1]:
            least = (least[0] + a, least[1] + b)
    for a, b in reversed(finite):
        if a / b > most[0] / most[1]:
            most = (most[0] + a, most[1] + b)
    return least[0] / least[1], most[0] / most[1]
