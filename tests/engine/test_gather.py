"""From claims to awards and back: totals, picks and shares mean what they say, for every way the unknowns may turn out."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from techreform_cli.engine import gather
from techreform_cli.engine.exact import Exact
from techreform_cli.engine.extremes import ratio_bounds

marks = st.sampled_from([True, False, None])
flagged = st.lists(st.tuples(st.integers(0, 2), marks, st.one_of(st.none(), st.integers(0, 5))), max_size=6).map(
    lambda rows: sorted(rows, key=lambda row: row[0])
)


def flag(values: list[bool | None]) -> pd.arrays.BooleanArray:
    return pd.array(values, dtype="boolean")


def money(values: list[int | None]) -> Exact:
    return Exact.of(pd.array(values, dtype="Int64"))


def blocks(rows: list[tuple]) -> np.ndarray:
    return np.array([row[0] for row in rows], dtype=np.int64)


def worlds(values: list[bool | None]) -> Iterator[list[bool]]:
    """Every way unknown marks may turn out."""
    return (list(world) for world in product(*([value] if value is not None else [True, False] for value in values)))


def in_every_world(answers: list) -> list:
    """The answers all worlds agree on, None where they do not."""
    return [each[0] if len(set(each)) == 1 else None for each in zip(*answers, strict=True)]


def plain(found: pd.arrays.BooleanArray) -> list[bool | None]:
    return [None if value is pd.NA else bool(value) for value in found]


@given(flagged)
def test_the_first_is_known_just_where_every_world_agrees(rows: list[tuple]) -> None:
    block, given_marks = blocks(rows), [mark for _, mark, _ in rows]

    def firsts(world: list[bool]) -> list[bool]:
        return [mark and not any(world[i] for i in range(at) if block[i] == block[at]) for at, mark in enumerate(world)]

    assert plain(gather.first(flag(given_marks), block)) == in_every_world([firsts(world) for world in worlds(given_marks)])


@given(flagged)
def test_the_leading_one_is_the_largest_and_of_equals_the_first(rows: list[tuple]) -> None:
    block = blocks(rows)
    found = plain(gather.leading(flag([mark for _, mark, _ in rows]), money([value for *_, value in rows]), block))
    for one in set(block.tolist()):
        members = [at for at, row in enumerate(rows) if row[0] == one]
        candidates = [at for at in members if rows[at][1]]
        open_ = any(rows[at][1] is None for at in members) or any(rows[at][2] is None for at in candidates)
        best = None if open_ or not candidates else max(candidates, key=lambda at: (rows[at][2], -at))
        for at in members:
            refused = rows[at][1] is False
            assert found[at] == (False if refused else None if open_ else at == best)


@given(flagged)
def test_totals_and_counts_are_unknown_where_a_member_is(rows: list[tuple]) -> None:
    block, size = blocks(rows), 3
    where, values = flag([mark for _, mark, _ in rows]), money([value for *_, value in rows])
    sums, counts = gather.total(values, where, block, size), gather.count(where, block, size)
    for one in range(size):
        mine = [(mark, value) for at, mark, value in rows if at == one]
        counted = [value for mark, value in mine if mark]
        unsure = any(mark is None for mark, _ in mine)
        assert sums.fraction(one) == (None if unsure or None in counted else sum(counted))
        assert counts.fraction(one) == (None if unsure else len(counted))


shares = st.lists(st.tuples(st.booleans(), st.integers(0, 9_000_000_000_000_000)), min_size=1, max_size=8)


@given(st.lists(st.tuples(st.integers(0, 9_000_000_000_000_000), shares), min_size=1, max_size=3))
def test_parts_add_up_and_none_is_negative_or_far_from_its_share(groups: list[tuple[int, list[tuple[bool, int]]]]) -> None:
    owner = np.array([at for at, (_, rows) in enumerate(groups) for _ in rows], dtype=np.int64)
    counted = [mark for _, rows in groups for mark, _ in rows]
    bases = [base for _, rows in groups for _, base in rows]
    found = gather.allocate(money([whole for whole, _ in groups]), money(bases), flag(counted), owner)
    parts = [found.fraction(row) for row in range(len(owner))]
    for at, (whole, _) in enumerate(groups):
        mine = [row for row in range(len(owner)) if owner[row] == at]
        chosen = [row for row in mine if counted[row]]
        assert sum(parts[row] for row in mine) == (whole if chosen else 0)
        assert all(parts[row] == 0 for row in mine if not counted[row])
        total = sum(bases[row] for row in chosen)
        for row in chosen:
            assert parts[row] >= 0
            assert not total or abs(parts[row] - Fraction(whole * bases[row], total)) <= 1


def test_an_award_on_no_base_goes_to_the_first_project() -> None:
    found = gather.allocate(money([100]), money([0, 0]), flag([True, True]), np.array([0, 0]))
    assert [found.fraction(row) for row in range(2)] == [100, 0]


def test_parts_of_an_unknown_award_are_unknown() -> None:
    found = gather.allocate(money([None, 5]), money([1, 1]), flag([True, True]), np.array([0, 1]))
    assert [found.fraction(row) for row in range(2)] == [None, 5]


pairs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda pair: (Fraction(pair[0]), Fraction(pair[1]))), max_size=6)


@given(st.integers(0, 20), st.integers(1, 20), pairs)
def test_the_extremes_of_a_ratio_are_those_of_all_subsets(numerator: int, denominator: int, maybe: list) -> None:
    ratios = [
        Fraction(numerator + sum(a for a, _ in chosen), denominator + sum(b for _, b in chosen))
        for size in range(len(maybe) + 1) for chosen in combinations(maybe, size)
    ]
    assert ratio_bounds(Fraction(numerator), Fraction(denominator), maybe) == (min(ratios), max(ratios))
