"""A column of a result that is read row by row, nearly in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

STRETCH = 1024
"""Rows that are at hand at a time; a quarter of them are those before the row that was asked for."""


class RowValues:
    """The values of a numpy or pandas array as plain ones (int, bool, str, pandas.NA). Single values of such an array are slow to come
    by, and all of them as plain ones take many times its memory: a stretch of rows is kept at a time."""

    __slots__ = ("_array", "_first", "_values")

    def __init__(self, array: np.ndarray[Any, Any] | pd.api.extensions.ExtensionArray) -> None:
        self._array, self._first = array, 0
        self._values: list[Any] = []

    def __len__(self) -> int:
        return len(self._array)

    def __getitem__(self, row: int) -> Any:
        """One value, by its row from 0 on; IndexError beyond the last, and for a row counted from the end."""
        at = row - self._first
        if not 0 <= at < len(self._values):
            self._first = max(row - STRETCH // 4, 0)
            self._values = self._array[self._first : self._first + STRETCH].tolist()
            at = row - self._first
            if at < 0:
                raise IndexError(row)
        return self._values[at]

    def __iter__(self) -> Iterator[Any]:
        return (self[row] for row in range(len(self)))

    def sorted_place(self, value: int) -> int:
        """The first row whose value is not below `value`, in a column that is sorted and has no NA."""
        return int(self._array.searchsorted(value))
