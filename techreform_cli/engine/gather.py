"""From many claims to one per enterprise, and back: totals, counts, picks, allocation."""

from __future__ import annotations

import numpy as np
import pandas as pd

from techreform_cli.engine.exact import Array, Exact, decided_yes, flags, group_sum


def total(value: Exact, where: pd.arrays.BooleanArray, group: Array, groups: int) -> Exact:
    """The sum per group of the values with the flag; unknown where a flag, or a flagged value, is unknown."""
    decided, yes = decided_yes(where)
    missing = ~decided | (yes & ~value.known)
    kept = Exact(np.where(yes & value.known, value.values, 0), value.known, value.scale)
    unknown = np.bincount(group[missing], minlength=groups) > 0
    sums = group_sum(kept, group, groups)
    return Exact(np.where(unknown, 0, sums), ~unknown, value.scale)


def most(value: Exact, where: pd.arrays.BooleanArray, group: Array, groups: int) -> Exact:
    """The largest per group of the values with the flag, zero without any; unknown where a flag, or a flagged value, is unknown."""
    decided, yes = decided_yes(where)
    missing = ~decided | (yes & ~value.known)
    unknown = np.bincount(group[missing], minlength=groups) > 0
    largest = np.zeros(groups, dtype=value.values.dtype)
    kept = yes & value.known
    np.maximum.at(largest, group[kept], value.values[kept])
    return Exact(np.where(unknown, 0, largest), ~unknown, value.scale)


def count(where: pd.arrays.BooleanArray, group: Array, groups: int) -> Exact:
    """How many of each group have the flag; unknown where a flag is unknown."""
    decided, yes = decided_yes(where)
    unknown = np.bincount(group[~decided], minlength=groups) > 0
    numbers = np.bincount(group[yes], minlength=groups).astype(np.int64)
    return Exact(np.where(unknown, 0, numbers), ~unknown)


def first(where: pd.arrays.BooleanArray, block: Array) -> pd.arrays.BooleanArray:
    """Of each block of consecutive rows, the first with the flag: false after a known one, unknown after an unknown one."""
    decided, yes = decided_yes(where)
    earlier_yes = _before_in_block(yes, block)
    earlier_unknown = _before_in_block(~decided, block)
    refused = (decided & ~yes) | earlier_yes
    return flags(yes & ~earlier_unknown & ~earlier_yes, refused | (yes & ~earlier_unknown))


def leading(where: pd.arrays.BooleanArray, value: Exact, block: Array) -> pd.arrays.BooleanArray:
    """Of each block, the flagged row of largest value, the first of equals; unknown for all that may count
    while a flag, or a flagged value, of the block is unknown."""
    decided, yes = decided_yes(where)
    chosen = np.zeros(len(block), dtype=bool)
    known = decided & ~yes
    for rows in np.split(np.arange(len(block)), np.flatnonzero(np.diff(block)) + 1):
        if not len(rows) or (~decided[rows]).any() or (yes & ~value.known)[rows].any():
            continue
        known[rows] = True
        candidates = rows[yes[rows]]
        if len(candidates):
            chosen[max(candidates, key=lambda row: (value.values[row], -row))] = True
    return flags(chosen, known)


def spread(column: Exact, theirs: Array, mine: Array) -> Exact:
    """A column over the enterprises `theirs` (in order) for the enterprises `mine`; zero for one that is not among them."""
    if not len(theirs):
        return Exact(np.zeros(len(mine), dtype=np.int64), np.full(len(mine), True))
    spot = np.minimum(np.searchsorted(theirs, mine), len(theirs) - 1)
    found = theirs[spot] == mine
    return Exact(np.where(found, column.values[spot], 0), np.where(found, column.known[spot], True), column.scale)


def allocate(amount: Exact, base: Exact, where: pd.arrays.BooleanArray, group: Array) -> Exact:
    """Each flagged row's part of its group's amount (`amount` is per group): differences of amount × cumulative share,
    rounded half up to the 分, so that the parts add up. A total base of nothing gives all to the first row."""
    decided, yes = decided_yes(where)
    parts = np.zeros(len(group), dtype=np.int64)
    known = decided & (~yes | amount.known[group])
    for rows in np.split(np.arange(len(group)), np.flatnonzero(np.diff(group)) + 1):
        counted = [row for row in rows if yes[row] and known[row]]
        if not counted:
            continue
        whole = int(amount.values[group[counted[0]]])
        parts[counted] = _parts(whole, [int(base.values[row]) for row in counted])
    return Exact(np.where(known, parts, 0), known)


def _parts(whole: int, bases: list[int]) -> list[int]:
    everything = sum(bases)
    if not everything:
        return [whole] + [0] * (len(bases) - 1)
    shares, cumulative, before = [], 0, 0
    for base in bases:
        cumulative += base
        upto = (2 * whole * cumulative + everything) // (2 * everything)
        shares.append(upto - before)
        before = upto
    return shares


def _before_in_block(marks: Array, block: Array) -> Array:
    """Whether an earlier row of the same block (consecutive equal ids) is marked."""
    if not len(marks):
        return marks
    running = np.cumsum(marks) - marks
    starts = np.concatenate(([True], block[1:] != block[:-1]))
    at_start = running[np.maximum.accumulate(np.where(starts, np.arange(len(marks)), 0))]
    return np.asarray(running > at_start)
