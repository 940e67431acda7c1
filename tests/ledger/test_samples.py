"""The sample ledger as the book says and as a clerk keeps it: two files, the same facts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from techreform_cli.domain.field import Dictionary
from techreform_cli.domain.ledger import Ledger, Table
from techreform_cli.ledger.read import read_ledger
from techreform_cli.ledger.wording import folded

SAMPLES = Path(__file__).parents[2] / "samples"

ORDER = ["of", "credit_code", "project_number", "year", "program", "parcel", "amount"]
"""What tells the rows of a table apart, if it has it."""


@pytest.fixture(scope="module")
def clean(dictionary: Dictionary) -> Ledger:
    return read_ledger(SAMPLES / "示例台账.xlsx", dictionary)


@pytest.fixture(scope="module")
def everyday(dictionary: Dictionary) -> Ledger:
    return read_ledger(SAMPLES / "示例台账_日常.xlsx", dictionary)


def facts(ledger: Ledger, table: Table) -> pd.DataFrame:
    """The table's values, free of spelling, each row with its enterprise's code in column `of`."""
    frame = table.frame.drop(columns="enterprise", errors="ignore")
    for key, dtype in frame.dtypes.items():
        if str(dtype) == "string":
            separators = frame[key].str.replace(r"[、，,;；]", "、", regex=True)
            frame[key] = separators.map(folded, na_action="ignore").astype("string")
    if "enterprise" in table.frame:
        listed = ledger.tables["enterprises"].frame["credit_code"]
        frame["of"] = listed.take(table.frame["enterprise"].to_numpy()).to_numpy()
    return frame


@pytest.mark.parametrize("key", ["enterprises", "annual", "projects", "disbursements", "appropriations", "land", "county", "financing"])
def test_both_files_hold_the_same_facts(clean: Ledger, everyday: Ledger, key: str) -> None:
    one, other = facts(clean, clean.tables[key]), facts(everyday, everyday.tables[key])
    both = [column for column in one if column in other]
    assert len(both) >= 3
    by = [column for column in ORDER if column in both]
    pd.testing.assert_frame_equal(one[both].sort_values(by, ignore_index=True), other[both].sort_values(by, ignore_index=True))


def test_neither_has_an_error(clean: Ledger, everyday: Ledger) -> None:
    for ledger in (clean, everyday):
        assert [p.sentence for p in ledger.problems if p.severity == "error"] == []


def test_the_clean_one_is_clean(clean: Ledger) -> None:
    assert {p.code for p in clean.problems} <= {"L042"}
    assert not any(reading.excluded for reading in clean.readings)


def test_rows_add_up(clean: Ledger, everyday: Ledger) -> None:
    for ledger in (clean, everyday):
        assert all(r.rows_read == r.rows_used + sum(r.excluded.values()) for r in ledger.readings)
