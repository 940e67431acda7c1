"""One set of facts in any mess: it is read as it is, or a problem names the place; never as something else.

The dress is drawn as a set of features and a seed for all that they choose, so that what fails shrinks to the features that are guilty.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from techreform_cli.domain.field import Dictionary
from techreform_cli.ledger.read import read_ledger

from .damage import broken_columns, damage
from .dress import dress
from .facts import County, county
from .formats import LOSSY, MERGING, WRITERS
from .mess import FEATURES, Mess
from .oracle import Check

SEEDS = st.integers(0, 10**9)
FEATURE_SETS = st.frozensets(st.sampled_from(FEATURES), max_size=30) | st.just(frozenset(FEATURES))
COUNTIES = st.builds(county, SEEDS, st.integers(3, 5), st.integers(4, 8))
MESSES = st.builds(Mess, SEEDS, FEATURE_SETS)
FORMATS = st.sampled_from(sorted(WRITERS))
MANY = settings(max_examples=1000, database=None)


def departures(
    dictionary: Dictionary,
    facts: County,
    mess: Mess,
    form: str,
    cells: dict[tuple[str, int, str], Any] | None = None,
    columns: dict[tuple[str, str], str] | None = None,
) -> list[str]:
    """How the dressed ledger, read, differs from what it should be."""
    dressed = dress(facts, mess, dictionary, cells, columns)
    with TemporaryDirectory() as folder:
        path = (WRITERS | LOSSY)[form](dressed.pages, Path(folder), dressed.epoch_1904)
        ledger = read_ledger(path, dictionary)
    found = list(Check(facts, dressed, ledger, cells or {}, columns or {}, form in MERGING, form in LOSSY).departures())
    for sentence in found:
        note(sentence)
    return found


def read_right(dictionary: Dictionary, facts: County, mess: Mess, form: str) -> None:
    assert not departures(dictionary, facts, mess, form)


def read_right_or_said(dictionary: Dictionary, facts: County, mess: Mess, form: str, seed: int, cells: int, columns: int) -> None:
    harm, lost = damage(seed, facts, dictionary, cells), broken_columns(seed, facts, dictionary, columns)
    assert not departures(dictionary, facts, mess, form, harm, lost)


@settings(max_examples=32)
@given(facts=COUNTIES, mess=MESSES, form=FORMATS)
def test_any_mess_is_read_as_what_it_says(dictionary: Dictionary, facts: County, mess: Mess, form: str) -> None:
    read_right(dictionary, facts, mess, form)


@settings(max_examples=8)
@given(facts=COUNTIES, mess=MESSES, form=st.sampled_from(sorted(LOSSY)))
def test_what_merged_cells_said_is_missed_or_known_never_another(dictionary: Dictionary, facts: County, mess: Mess, form: str) -> None:
    read_right(dictionary, facts, mess, form)


@settings(max_examples=16)
@given(facts=COUNTIES, mess=MESSES, form=FORMATS, seed=SEEDS, cells=st.integers(0, 8), columns=st.integers(0, 3))
def test_what_cannot_be_read_is_unknown_and_named(
    dictionary: Dictionary, facts: County, mess: Mess, form: str, seed: int, cells: int, columns: int
) -> None:
    read_right_or_said(dictionary, facts, mess, form, seed, cells, columns)


@pytest.mark.slow
@MANY
@given(facts=COUNTIES, mess=MESSES, form=st.sampled_from(sorted(WRITERS | LOSSY)))
def test_much_mess_is_read_as_what_it_says(dictionary: Dictionary, facts: County, mess: Mess, form: str) -> None:
    read_right(dictionary, facts, mess, form)


@pytest.mark.slow
@MANY
@given(facts=COUNTIES, mess=MESSES, form=FORMATS, seed=SEEDS, cells=st.integers(0, 8), columns=st.integers(0, 3))
def test_much_that_cannot_be_read_is_unknown_and_named(
    dictionary: Dictionary, facts: County, mess: Mess, form: str, seed: int, cells: int, columns: int
) -> None:
    read_right_or_said(dictionary, facts, mess, form, seed, cells, columns)


FIGURES_KEPT = frozenset(FEATURES) - {"optional columns left out", "years down"}
"""Features under which no information is lost: a column left out is unknown, and a year of which no row speaks has no column."""


@pytest.mark.slow
@settings(max_examples=12)
@given(facts=COUNTIES, seed=SEEDS, features=st.frozensets(st.sampled_from(sorted(FIGURES_KEPT)), max_size=30), form=FORMATS)
def test_the_figures_of_a_dressed_ledger_are_those_of_the_clean_one(
    dictionary: Dictionary, facts: County, seed: int, features: frozenset[str], form: str
) -> None:
    assert figures(dictionary, facts, Mess(seed, features), form) == figures(dictionary, facts, Mess(seed), form)


def figures(dictionary: Dictionary, facts: County, mess: Mess, form: str) -> dict[str, Any]:
    """Awards and targets of 2019, without the words that name places."""
    from techreform_cli.pipeline import Request, compute
    from techreform_cli.report.json_document import document

    dressed = dress(facts, mess, dictionary)
    with TemporaryDirectory() as folder:
        path = WRITERS[form](dressed.pages, Path(folder), dressed.epoch_1904)
        found = document(compute(Request(path, year=2019)), [])
    awards = [
        {
            key: award[key]
            for key in ("program", "year", "verdict", "base", "rate", "computed", "already_paid", "amount", "amount_if_filled")
        }
        | {"enterprise": "".join(unicodedata.normalize("NFKC", award["enterprise"]).split())}
        for award in found["awards"]
    ]
    targets = [{key: target[key] for key in ("id", "target", "actual", "undetermined_count", "status")} for target in found["targets"]]
    return {"awards": sorted(awards, key=str), "targets": targets, "totals": found["totals"]}
