"""Columns of exact numbers do what fractions do, whatever the size, and unknown stays unknown."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from techreform_cli.domain.money import half_up
from techreform_cli.engine import exact
from techreform_cli.engine.exact import Exact

LARGE = 9_000_000_000_000_000  # 9e13 yuan in 分
numbers = st.one_of(st.none(), st.integers(-LARGE, LARGE), st.sampled_from([0, 1, -1, LARGE, 2**62 - 1, 1 - 2**62]))
scales = st.sampled_from([1, 2, 5, 100, 10_000, 1_000_000])
columns = st.tuples(st.lists(numbers, min_size=1, max_size=5), scales)


def column(values: list[int | None], scale: int = 1) -> Exact:
    return Exact.of(pd.array(values, dtype="Int64"), scale)


def fractions(of: Exact) -> list[Fraction | None]:
    return [of.fraction(row) for row in range(len(of))]


def paired(left: tuple[list, int], right: tuple[list, int]) -> tuple[Exact, Exact]:
    size = min(len(left[0]), len(right[0]))
    return column(left[0][:size], left[1]), column(right[0][:size], right[1])


BINARY: list[tuple[Callable[[Exact, Exact], Exact], Callable[[Fraction, Fraction], Fraction]]] = [
    (exact.add, lambda a, b: a + b),
    (exact.subtract, lambda a, b: a - b),
    (exact.multiply, lambda a, b: a * b),
    (exact.larger, max),
    (exact.smaller, min),
]


@pytest.mark.parametrize(("operation", "meaning"), BINARY, ids=[operation.__name__ for operation, _ in BINARY])
@given(left=columns, right=columns)
def test_arithmetic_is_that_of_fractions(operation: Callable, meaning: Callable, left: tuple, right: tuple) -> None:
    a, b = paired(left, right)
    for found, x, y in zip(fractions(operation(a, b)), fractions(a), fractions(b), strict=True):
        if operation is exact.multiply and 0 in (x, y):
            assert found == 0  # nothing of something unknown is nothing
        else:
            assert found == (None if x is None or y is None else meaning(x, y))


@given(left=columns, right=columns, op=st.sampled_from([">=", ">", "<=", "<", "="]))
def test_comparison_is_that_of_fractions(left: tuple, right: tuple, op: str) -> None:
    a, b = paired(left, right)
    meaning = {">=": Fraction.__ge__, ">": Fraction.__gt__, "<=": Fraction.__le__, "<": Fraction.__lt__, "=": Fraction.__eq__}[op]
    for found, x, y in zip(exact.compare(a, op, b), fractions(a), fractions(b), strict=True):
        assert (found is pd.NA) if x is None or y is None else bool(found) == meaning(x, y)


@given(values=columns, step=st.sampled_from([1, 100, 10_000]))
def test_rounding_is_half_away_from_zero(values: tuple, step: int) -> None:
    of = column(*values)
    for found, value in zip(fractions(exact.rounded(of, step)), fractions(of), strict=True):
        assert found == (None if value is None else half_up(value, step))


@given(values=columns, units=columns)
def test_whole_times_is_the_quotient_rounded_down_and_unknown_for_a_unit_of_nothing(values: tuple, units: tuple) -> None:
    a, b = paired(values, units)
    for found, value, unit in zip(fractions(exact.whole_times(a, b)), fractions(a), fractions(b), strict=True):
        assert found == (None if value is None or unit is None or unit <= 0 else max(value, 0) // unit)


@pytest.mark.parametrize(
    ("halves", "rounded"), [(1, 1), (-1, -1), (3, 2), (-3, -2), (2, 1), (0, 0), (2 * LARGE + 1, LARGE + 1), (-2 * LARGE - 1, -LARGE - 1)]
)
def test_a_half_goes_up_and_its_negative_down(halves: int, rounded: int) -> None:
    assert fractions(exact.rounded(column([halves], 2), 1)) == [rounded]


@pytest.mark.parametrize("rate", [Fraction(1, 5), Fraction(2, 5), Fraction(1, 2), Fraction(123_457, 10**6), Fraction(999_999, 10**6)])
def test_a_rate_of_ninety_trillion_yuan_is_exact(rate: Fraction) -> None:
    amounts = [LARGE, LARGE - 1, LARGE + 1]
    product = exact.multiply(column(amounts), Exact.constant(rate, 3))
    assert fractions(product) == [rate * amount for amount in amounts]
    assert exact.rounded(product, 1).to_pandas().tolist() == [half_up(rate * amount) for amount in amounts]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(-(2**61), 2**61)), max_size=12))
def test_sums_of_groups_do_not_overflow(rows: list[tuple[int, int]]) -> None:
    values, group = column([value for _, value in rows]), np.array([at for at, _ in rows], dtype=np.int64)
    sums = exact.group_sum(values, group, 3)
    assert [int(total) for total in sums] == [sum(value for at, value in rows if at == one) for one in range(3)]


def test_a_figure_past_sixty_four_bits_is_refused_not_wrapped() -> None:
    with pytest.raises(OverflowError):
        exact.multiply(column([LARGE]), column([LARGE])).to_pandas()


def test_choosing_under_an_unknown_condition_needs_both_to_agree() -> None:
    condition = pd.array([True, False, pd.NA, pd.NA, pd.NA], dtype="boolean")
    then, otherwise = column([1, 1, 7, 1, None]), column([2, 2, 7, 2, 2])
    assert fractions(exact.choose(condition, then, otherwise)) == [1, 2, 7, None, None]


def test_choosing_looks_only_at_the_side_taken() -> None:
    condition = pd.array([True, False], dtype="boolean")
    assert fractions(exact.choose(condition, column([5, None]), column([None, 6]))) == [5, 6]


def test_the_first_known_of_two() -> None:
    assert fractions(exact.first_known(column([1, None, None], 2), column([3, 4, None]))) == [Fraction(1, 2), 4, None]


def test_an_unknown_constant_is_unknown() -> None:
    assert fractions(Exact.constant(None, 2)) == [None, None]
    assert fractions(Exact.constant(Fraction(2**70, 3), 1)) == [Fraction(2**70, 3)]
