"""However a ledger is dressed and damaged: in canonical form it is the same ledger, and so it is after what was recognised was saved."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techreform_cli.domain.field import Dictionary
from techreform_cli.domain.ledger import Ledger, Table
from techreform_cli.pipeline import Request, inspect, load, originals
from techreform_cli.report.inspect_choices import save_choices
from techreform_cli.report.template_guide import LaidFor
from techreform_cli.report.template_workbook import write_carried

from .damage import broken_columns, damage
from .dress import dress
from .facts import County
from .formats import WRITERS
from .mess import Mess
from .test_mess import COUNTIES, FORMATS, MESSES, SEEDS


def values(table: Table) -> dict[str, list[Any]]:
    """The columns that the file has, of the rows that stand in it."""
    own = [row for row in range(len(table)) if table.row_number[row]]
    there = {key for origin in table.origins for key in origin.letters}
    return {key: [column[row] for row in own] for key, column in table.values.items() if key in there or any(v is not None for v in column)}


def unclear(table: Table) -> dict[str, set[int]]:
    """The rows of unclear cells, and those whose sheet lacks the column where a blank would say that there is none."""
    found: dict[str, set[int]] = {}
    for key, column in values(table).items():
        says_none = table.spec.field(key.partition("@")[0]).when_blank is not None
        rows = {row for row, value in enumerate(column) if value is None and says_none} | set(table.unclear.get(key, ()))
        found |= {key: rows} if rows else {}
    return found


def same(one: Ledger, other: Ledger) -> None:
    for key, table in one.tables.items():
        assert values(table) == values(other.tables[key]), key
        assert unclear(table) == {key: set(rows) for key, rows in other.tables[key].unclear.items()}, key
        if "enterprise" in table.frame:
            assert list(table.frame["enterprise"]) == list(other.tables[key].frame["enterprise"]), key


def holds(dictionary: Dictionary, facts: County, mess: Mess, form: str, seed: int) -> None:
    dressed = dress(facts, mess, dictionary, damage(seed, facts, dictionary, 4), broken_columns(seed, facts, dictionary, seed % 2))
    with TemporaryDirectory() as folder:
        path = WRITERS[form](dressed.pages, Path(folder), dressed.epoch_1904)
        policy, ledger = load(Request(path))
        target = Path(folder) / "规范.xlsx"
        write_carried(LaidFor(policy), ledger, originals(path, ledger), target, False)
        same(ledger, load(Request(target))[1])
        save_choices(inspect(Request(path)))
        again = load(Request(path))[1]
        assert {key: (dict(table.values), table.unclear) for key, table in again.tables.items()} == {
            key: (dict(table.values), table.unclear) for key, table in ledger.tables.items()
        }


@settings(max_examples=4)
@given(facts=COUNTIES, mess=MESSES, form=FORMATS, seed=SEEDS)
def test_in_canonical_form_and_by_saved_choices_it_is_the_same_ledger(
    dictionary: Dictionary, facts: County, mess: Mess, form: str, seed: int
) -> None:
    holds(dictionary, facts, mess, form, seed)


@pytest.mark.slow
@settings(max_examples=150)
@given(facts=COUNTIES, mess=MESSES, form=FORMATS, seed=st.integers(0, 10**9))
def test_of_many_ledgers(dictionary: Dictionary, facts: County, mess: Mess, form: str, seed: int) -> None:
    holds(dictionary, facts, mess, form, seed)
