"""What a comparison comes to, in a clerk's words: more or less, and what cannot be compared since one side is undetermined."""

from __future__ import annotations

from fractions import Fraction

from techreform_cli.domain.comparison import Comparison, Moved
from techreform_cli.domain.money import FEN, decimal_text, wan
from techreform_cli.domain.totals import Totals

OPEN, NO_FIGURE = "待补正", "—"


def signed(fen: int) -> str:
    """+120.00, -3.50, 0.00 (万元)."""
    return f"+{wan(fen)}" if fen > 0 else wan(fen)


def sum_words(totals: Totals) -> str:
    """What awards come to: 1,642.05 (万元); 待补正 where nothing is known of it."""
    return OPEN if totals.unknown else wan(totals.amount)


def difference_words(fen: int, before: Totals, after: Totals) -> str:
    """+120.00 between two sums; — where nothing is known of one of them."""
    return NO_FIGURE if before.unknown or after.unknown else signed(fen)


def sum_at(address: str, totals: Totals) -> str:
    """The cell of a sum in a formula, where it may be a word."""
    return f"N({address})" if totals.unknown else address


def moved_words(moved: Moved, then: str = "现在", now: str = "改后") -> str:
    """6 家变为待补正（现在合计 204.69 万元，改后多少不知道）; "" where every award can be compared."""
    parts = []
    if moved.opened:
        parts.append(f"{moved.opened} 家变为待补正（{then}合计 {wan(moved.opened_amount)} 万元，{now}多少不知道）")
    if moved.settled:
        parts.append(f"{moved.settled} 家不再待补正（{now}合计 {wan(moved.settled_amount)} 万元）")
    return "，".join(parts)


def change_words(found: Comparison) -> str:
    """多 120.00 万元，涉及 3 家; what cannot be compared beside it."""
    known = {change.key for change in found.changes if change.difference is not None}
    less = f"{'多' if found.difference > 0 else '少'} {wan(abs(found.difference))} 万元，涉及 {len(known)} 家"
    return "；".join(words for words in (less if known else "", moved_words(found.moved)) if words)


def difference_formula(after: str, before: str, moved: Moved) -> str:
    """The difference of two sums as a formula over their cells, without what cannot be compared."""
    fen = moved.left_out
    rest = f"{'-' if fen > 0 else '+'}{decimal_text(Fraction(abs(fen), FEN['万元']), 0, 6)}" if fen else ""
    return f"ROUND({after}-({before}){rest},6)"
