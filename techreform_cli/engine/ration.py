"""Divides a budget that does not suffice: in proportion, or in order until it is used up."""

from __future__ import annotations

import numpy as np

from techreform_cli.domain.program import Ration
from techreform_cli.engine.exact import Array, Exact


def places(keys: list[Array]) -> list[Array]:
    """The place (from 1) of every award in one queue over several programs, smallest key first; ties by program, then by row."""
    whole = np.concatenate(keys) if keys else np.zeros(0, dtype=np.int64)
    place = np.empty(len(whole), dtype=np.int64)
    place[np.argsort(whole, kind="stable")] = np.arange(1, len(whole) + 1)
    return _parted(place, keys)


def suffices(budget: int, most: list[Array]) -> bool:
    """Whether a budget in 分 pays every award in full, however large each turns out; `most` is the most each can be."""
    return sum(int(amount) for amount in np.concatenate(most)) <= budget


def divided(budget: int | None, due: list[Exact], most: list[Array], queue: list[Array], how: Ration, step: int) -> list[Exact]:
    """What each award gets of `budget` (分; None: not set). `most` is the most each can be; shares are multiples of `step` 分.

    An unknown award leaves the others unknown, unless the budget suffices whatever it turns out to be.
    """
    sizes = [column.values for column in due]
    values, known = np.concatenate(sizes), np.concatenate([column.known for column in due])
    if budget is None:
        return _exact(np.zeros_like(values), known & (values == 0), sizes)
    if suffices(budget, most):
        return list(due)
    if not known.all():
        return _exact(np.zeros_like(values), known & (values == 0), sizes)
    given = _in_proportion(budget, values, step) if how is Ration.PRO_RATA else _in_order(budget, values, np.concatenate(queue))
    return _exact(given, known, sizes)


def _in_proportion(budget: int, values: Array, step: int) -> Array:
    """Differences of cumulative shares, each rounded half up to `step`, so that the parts add up to the budget (in whole steps)."""
    total, whole = int(values.sum()), budget // step * step
    given, cumulative, before = np.zeros_like(values), 0, 0
    for row, amount in enumerate(values):
        cumulative += int(amount)
        upto = (2 * whole * cumulative + total * step) // (2 * total * step) * step
        given[row], before = upto - before, upto
    return given


def _in_order(budget: int, values: Array, queue: Array) -> Array:
    """Paid in full in the order of the queue; the last gets what is left."""
    given, left = np.zeros_like(values), budget
    for row in np.argsort(queue):
        given[row] = min(int(values[row]), left)
        left -= int(given[row])
    return given


def _exact(values: Array, known: Array, like: list[Array]) -> list[Exact]:
    return [Exact(v, k) for v, k in zip(_parted(values, like), _parted(known, like), strict=True)]


def _parted(whole: Array, like: list[Array]) -> list[Array]:
    """One array cut into pieces as long as those of `like`."""
    return list(np.split(whole, np.cumsum([len(part) for part in like])[:-1])) if like else []
