"""Columns of exact numbers: integers over one common denominator, with unknowns.

Money is whole 分 (scale 1); a rate of 20% is 1 over 5. Values are int64; where a product could pass int64 they become
Python integers, so nothing ever overflows or is rounded before a rule says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Any

import numpy as np
import pandas as pd

Array = np.ndarray[Any, np.dtype[Any]]
SAFE = 2**62
"""Below this, sums and comparisons of two values stay inside int64."""


@dataclass(frozen=True, slots=True)
class Exact:
    """`values / scale`, where `known`; the value where unknown is 0 and means nothing."""

    values: Array
    known: Array
    scale: int = 1

    @classmethod
    def constant(cls, value: Fraction | None, size: int) -> Exact:
        """`size` times the same value; None is unknown."""
        number = value if value is not None else Fraction(0)
        kind = np.int64 if abs(number.numerator) < SAFE else object
        return cls(np.full(size, number.numerator, dtype=kind), np.full(size, value is not None), number.denominator)

    @classmethod
    def of(cls, column: pd.arrays.IntegerArray, scale: int = 1) -> Exact:
        """From a pandas Int64 array."""
        known = ~np.asarray(column.isna())
        return cls(np.where(known, column.to_numpy(dtype=np.int64, na_value=0), 0), known, scale)

    def to_pandas(self) -> pd.arrays.IntegerArray:
        """The integers (over `scale`) as a pandas Int64 array. Raises OverflowError past int64."""
        return pd.arrays.IntegerArray(self.values.astype(np.int64), ~self.known)

    def __len__(self) -> int:
        return len(self.values)

    def take(self, index: Array) -> Exact:
        """Row index[i] as row i."""
        return Exact(self.values[index], self.known[index], self.scale)

    def fraction(self, row: int) -> Fraction | None:
        """One row's value; None if unknown."""
        return Fraction(int(self.values[row]), self.scale) if self.known[row] else None


def _widened(values: Array, factor: int) -> Array:
    if values.dtype == object or not len(values):
        return values
    return values.astype(object) if int(np.abs(values).max()) * abs(factor) >= SAFE else values


def _aligned(left: Exact, right: Exact) -> tuple[Array, Array, int]:
    scale = left.scale * right.scale // gcd(left.scale, right.scale)
    factors = scale // left.scale, scale // right.scale
    return _widened(left.values, 2 * factors[0]) * factors[0], _widened(right.values, 2 * factors[1]) * factors[1], scale


def add(left: Exact, right: Exact) -> Exact:
    """left + right."""
    a, b, scale = _aligned(left, right)
    return _masked(a + b, left.known & right.known, scale)


def subtract(left: Exact, right: Exact) -> Exact:
    """left - right."""
    a, b, scale = _aligned(left, right)
    return _masked(a - b, left.known & right.known, scale)


def multiply(left: Exact, right: Exact) -> Exact:
    """left × right, unrounded; known to be zero where one of the two is."""
    most = int(np.abs(right.values).max()) if len(right.values) else 0
    nothing = (left.known & (left.values == 0)) | (right.known & (right.values == 0))
    known = (left.known & right.known) | nothing.astype(bool)
    return _masked(_widened(left.values, most) * right.values, known, left.scale * right.scale)


def larger(left: Exact, right: Exact) -> Exact:
    """The larger of the two, row by row."""
    a, b, scale = _aligned(left, right)
    return _masked(np.maximum(a, b), left.known & right.known, scale)


def smaller(left: Exact, right: Exact) -> Exact:
    """The smaller of the two, row by row."""
    a, b, scale = _aligned(left, right)
    return _masked(np.minimum(a, b), left.known & right.known, scale)


def rounded(value: Exact, step: int, down: bool = False) -> Exact:
    """Half up (away from zero) to a multiple of `step`, or `down` (towards zero)."""
    unit = value.scale * step
    values = _widened(value.values, 4)
    values = values.astype(object) if 4 * unit >= SAFE else values
    parts = (np.abs(values) // unit if down else (2 * np.abs(values) + unit) // (2 * unit)) * step
    return _masked(_narrowed(np.where(values < 0, -parts, parts)), value.known, 1)


def whole_times(value: Exact, unit: Exact) -> Exact:
    """How many whole times `unit` goes into `value`, none into one below zero; unknown for a unit of nothing."""
    a, b, _ = _aligned(value, unit)
    possible = (b > 0).astype(bool)
    return _masked(_narrowed(np.maximum(a, 0) // np.where(possible, b, 1)), value.known & unit.known & possible, 1)


def compare(left: Exact, op: str, right: Exact) -> pd.arrays.BooleanArray:
    """left `op` right for op in >= > <= < =, unknown where either is."""
    a, b, _ = _aligned(left, right)
    outcome = {">=": a >= b, ">": a > b, "<=": a <= b, "<": a < b, "=": a == b}[op]
    return flags(outcome.astype(bool), left.known & right.known)


def flags(yes: Array, known: Array) -> pd.arrays.BooleanArray:
    """A Kleene column from truth values and where they are known."""
    return pd.arrays.BooleanArray(yes & known, ~known)


def first_known(left: Exact, right: Exact) -> Exact:
    """left where known, else right."""
    a, b, scale = _aligned(left, right)
    return _masked(np.where(left.known, a, b), left.known | right.known, scale)


def choose(condition: pd.arrays.BooleanArray, then: Exact, otherwise: Exact) -> Exact:
    """then / otherwise by the condition; where it is unknown, their common value if they agree, else unknown."""
    a, b, scale = _aligned(then, otherwise)
    decided, yes = decided_yes(condition)
    same = then.known & otherwise.known & (a == b).astype(bool)
    known = np.where(decided, np.where(yes, then.known, otherwise.known), same)
    return _masked(np.where(yes | ~decided, a, b), known, scale)


def decided_yes(condition: pd.arrays.BooleanArray) -> tuple[Array, Array]:
    """Where a Kleene column is known, and where it is known to be true."""
    decided = ~np.asarray(condition.isna())
    return decided, condition.to_numpy(dtype=bool, na_value=False)


def group_sum(value: Exact, group: Array, groups: int) -> Array:
    """The sum of all values of each group (unknown ones count as 0)."""
    values = _widened(value.values, max(len(value), 1))
    totals = np.zeros(groups, dtype=values.dtype)
    np.add.at(totals, group, values)
    return _narrowed(totals)


def _masked(values: Array, known: Array, scale: int) -> Exact:
    return Exact(np.where(known, values, 0), known, scale)


def _narrowed(values: Array) -> Array:
    if values.dtype == object and all(abs(v) < SAFE for v in values):
        return values.astype(np.int64)
    return values
