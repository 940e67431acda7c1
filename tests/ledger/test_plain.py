"""What is read at one go is what reading cell by cell gives."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techreform_cli.domain.field import FieldSpec, FieldType
from techreform_cli.ledger.cells import ColumnReading, Finding, read_cell
from techreform_cli.ledger.plain import plain_values
from techreform_cli.ledger.raw import Cell

NUMBERS = st.one_of(
    st.floats(),
    st.integers(-(10**12), 10**12).map(lambda cents: cents / 1_000_000),
    st.decimals(-(10**9), 10**9, places=4).map(float),
    st.sampled_from([0.1 + 0.2, 0.285, 1.005, 1e15, -0.0, 123456789.12]),
)
MARKS = ["", " ", "—", "无", "暂 无", "Ｎ／Ａ", "n/a", "未 完 工", "\u200b" * 5 + "无", "——" * 4, "-\ufeff-\u3000-\u3000-\u3000-"]
TEXTS = st.one_of(
    st.text(),
    st.text(alphabet="无空暂—/-NnAa /　\u200b\ufeff", max_size=12),
    st.sampled_from(["9144010112345678XY", " 91440101", "'P001", "9.14E+17", "p-１２", "东源县（甲）厂", "冷库\n二期改造工程", "9E+1700"]),
    st.sampled_from(MARKS),
)
FACTORS = [1, 100, 10_000, 1_000_000, 10**10, Fraction(1, 10), Fraction(15), None]
OTHERS = st.one_of(st.booleans(), st.integers(-(10**6), 10**6), st.dates(dt.date(1990, 1, 1)), st.just(dt.datetime(2018, 1, 1, 8)))


@given(st.lists(st.one_of(NUMBERS, TEXTS, OTHERS)), st.sampled_from(FACTORS))
@pytest.mark.parametrize("kind", [FieldType.MONEY, FieldType.NUMBER, FieldType.TEXT, FieldType.CODE, FieldType.DATE])
def test_plain_cells_are_read_as_any_other(kind: FieldType, cells: list[Cell], factor: Fraction | int | None) -> None:
    spec = FieldSpec("projects", "thing", "某项", kind, "万元" if kind is FieldType.MONEY else "", none_words=("未完工",))
    column = ColumnReading(spec, spec.unit, None if factor is None else Fraction(factor))
    for cell, value in zip(cells, plain_values(cells, column), strict=True):
        if value is not None:
            read = read_cell(cell, column)
            assert not isinstance(read, Finding) and (type(read), read) == (type(value), value), cell


def test_amounts_in_wan_yuan_are_plain() -> None:
    column = ColumnReading(FieldSpec("projects", "thing", "某项", FieldType.MONEY, "万元"), "万元", Fraction(1_000_000))
    assert plain_values([1250.0, 0.01, 33.3333, 12345.678901, 1.2345678, "500", ""], column) == [
        1_250_000_000, 10_000, 33_333_300, 12_345_678_901, None, None, None,
    ]  # fmt: skip
