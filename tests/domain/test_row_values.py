"""Columns of a result read row by row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from techreform_cli.domain.row_values import STRETCH, RowValues

LENGTH = 3 * STRETCH + 5
COLUMNS = {
    "whole numbers": pd.array([None if i % 7 == 0 else i for i in range(LENGTH)], dtype="Int64"),
    "yes or no": pd.array([None if i % 5 == 0 else i % 2 == 0 for i in range(LENGTH)], dtype="boolean"),
    "texts": pd.array([None if i % 3 == 0 else str(i) for i in range(LENGTH)], dtype="string"),
    "positions": np.arange(LENGTH, dtype=np.int64),
}


@pytest.mark.parametrize("name", COLUMNS)
@given(rows=st.lists(st.integers(0, LENGTH - 1), min_size=1, max_size=30))
def test_every_value_is_the_arrays_in_whatever_order_the_rows_are_read(name: str, rows: list[int]) -> None:
    column = COLUMNS[name]
    values, whole = RowValues(column), column.tolist()
    for row in rows:
        assert values[row] is whole[row] or values[row] == whole[row]
        assert type(values[row]) is type(whole[row])


def test_all_rows_one_after_the_other() -> None:
    assert list(RowValues(COLUMNS["positions"])) == list(range(LENGTH))


@pytest.mark.parametrize("row", [-1, LENGTH])
def test_there_is_nothing_before_the_first_row_nor_beyond_the_last(row: int) -> None:
    values = RowValues(COLUMNS["positions"])
    with pytest.raises(IndexError):
        values[row]


@given(numbers=st.lists(st.integers(0, 20), max_size=40), asked=st.integers(-1, 21))
def test_where_a_value_stands_in_a_sorted_column(numbers: list[int], asked: int) -> None:
    place = RowValues(np.array(sorted(numbers), dtype=np.int64)).sorted_place(asked)
    assert place == sum(number < asked for number in numbers)
