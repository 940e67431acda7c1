"""A figure that falls short of its target is never shown as if it had reached it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from techreform_cli.report.target_words import SHOWN_DIGITS, closer
from techreform_cli.report.wording import apart, target_figure

Q = Fraction


@pytest.mark.parametrize(
    ("value", "unit", "asked", "shown"),
    [
        (Q("0.29999"), "比例", Q("0.3"), "29.999%"),
        (Q("0.2999"), "比例", Q("0.3"), "29.99%"),
        (Q("0.3"), "比例", Q("0.3"), "30.00%"),
        (Q("0.300001"), "比例", Q("0.3"), "30.00%"),
        (Q("0.299999"), "比例", None, "30.00%"),
        (Q(4_399_999_999_99), "亿元", Q(4_400_000_000_00), "43.9999999999亿元"),
        (Q(15), "家", Q(16), "15家"),
    ],
)
def test_as_many_decimals_as_tell_it_from_what_is_asked(value: Fraction, unit: str, asked: Fraction | None, shown: str) -> None:
    assert target_figure(value, unit, asked=asked) == shown


def test_a_share_of_about_is_held_against_what_counts_as_about() -> None:
    assert apart(Q("94.9999"), Q(95), 1) == 4
    assert apart(Q("94.9999"), Q(100), 1) == 1


def test_a_cell_gets_more_decimals_only_where_it_would_mislead() -> None:
    assert closer("rate", Q("0.29999"), Q("0.3")) == "close_rate" and SHOWN_DIGITS == 4
    assert closer("rate", Q("0.2999"), Q("0.3")) == "rate"
    assert closer("figure", Q("43.99999999"), Q(44)) == "close_figure"
    assert closer("count", Q(48), Q(49)) == "count"
