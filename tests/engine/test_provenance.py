"""Change a cell that a row cites and the row changes; change any that no row cites and none does.

An enterprise's rows rest on its own cells, so one cell of every enterprise is changed at a time: every cell cited by any row is
tried, not a sample.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from independent.facts import Facts, random_facts

from techreform_cli.policy.load import load_policy

from .perturb import DATES, KEYS, Bench, Cell, changed, cited, difference, judged, recorded

READINGS = {
    "increment_overlap": "largest", "relocated_conditions": "own", "equipment_tax": "excluded", "completion_date": "evaluation",
    "revenue_year": "previous", "stacking": "higher",
}
RUNS = [(1, 2018, {}), (2, 2019, {}), (3, 2020, {}), (4, 2020, READINGS), (5, 2022, {"relocated_conditions": "own"})]


@pytest.fixture(
    params=[RUNS[0], *(pytest.param(run, marks=pytest.mark.slow) for run in RUNS[1:])],
    ids=lambda run: f"ledger {run[0]} in {run[1]}{' other readings' if run[2] else ''}",
)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Facts, Bench]:
    seed, year, settings = request.param
    return random_facts(seed, 60, blank_rate=0.04), Bench(load_policy("dongyuan-2018-2020", settings), year, tmp_path)


def test_a_cited_cell_changes_every_row_that_cites_it(case: tuple[Facts, Bench]) -> None:
    """A cell that a reason names changes what the row comes to or why; one that stands among its inputs alone changes that input."""
    facts, bench = case
    before, places = bench.rows(facts)
    owners: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, row in before.items():
        for place in cited(row) | recorded(row):
            owners[place].append(key)
    cells = {place: cell for cell, place in places.items()}
    queues: dict[str, list[Cell]] = defaultdict(list)
    for place, keys in sorted(owners.items()):
        queues[keys[0][1]].append(cells[place])
    still: list[str] = []
    for turn in range(max(len(queue) for queue in queues.values())):
        batch = [queue[turn] for queue in queues.values() if turn < len(queue)]
        after, _ = bench.rows(changed(facts, batch))
        for cell in batch:
            for key in owners[places[cell]]:
                part = judged if places[cell] in cited(before[key]) else whole
                still += [f"{cell} {key}"] if part(after.get(key)) == part(before[key]) else []
    assert len(owners) > 100
    assert still == []


def test_cells_no_row_cites_change_no_row(case: tuple[Facts, Bench]) -> None:
    """No reason names it: what the row comes to stays. Nor does it stand among the inputs: the row stays altogether."""
    facts, bench = case
    before, places = bench.rows(facts)
    named = set().union(*(cited(row) for row in before.values()))
    read = set().union(*(recorded(row) for row in before.values()))
    assert read - named, "every input decides"
    for part, known in ((judged, named), (whole, named | read)):
        columns: dict[tuple[str, str], list[Cell]] = defaultdict(list)
        for cell, place in places.items():
            if place not in known and cell[2] not in KEYS and _stays(facts, cell):
                columns[cell[0], cell[2]].append(cell)
        moved = _moved(facts, bench, before, [cell for group in columns.values() for cell in group], part)
        if moved:
            moved = [line for group in columns.values() for line in _moved(facts, bench, before, group, part)]
        assert len(columns) > 20
        assert moved == []


def whole(row: dict[str, Any] | None) -> dict[str, Any] | None:
    """The row with its inputs."""
    return row


def _moved(facts: Facts, bench: Bench, before: dict, cells: list[Cell], part: Callable[[Any], Any]) -> list[str]:
    """The rows of which changing `cells` changes that part."""
    after, _ = bench.rows(changed(facts, cells))
    kinds = sorted({f"{sheet}.{header}" for sheet, _, header in cells})
    pairs = {key: (part(before.get(key)), part(after.get(key))) for key in before.keys() | after.keys()}
    what = kinds[:1] if len(kinds) == 1 else len(kinds)
    return [f"{what} {key}: {difference(*pair)}" for key, pair in pairs.items() if pair[0] != pair[1]]


def _stays(facts: Facts, cell: Cell) -> bool:
    """Whether the changed date leaves the project in its year: which year a completion falls in says whose row it is, like a key."""
    sheet, index, header = cell
    value = facts.rows(sheet)[index].get(header)
    if header not in DATES or header == "备案日期":
        return True
    return value is not None and (value + dt.timedelta(days=1)).year == value.year
