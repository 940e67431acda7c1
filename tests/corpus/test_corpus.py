"""Each file of the corpus is read as it must be, or says what must be said."""

from __future__ import annotations

from pathlib import Path

import pytest

from techreform_cli.domain.field import Dictionary, Use
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.problem import LedgerUnreadable, Severity
from techreform_cli.ledger.read import read_ledger
from techreform_cli.policy.dictionary import load_dictionary

from . import formats, layouts, values  # noqa: F401  each puts its cases into CASES
from .cases import CASES, Case
from .facts import TRUTH, read_values

FILES = Path(__file__).parent / "files"


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return load_dictionary()


def place(ledger: Ledger, code: str) -> list[str]:
    """Where the problems of one code stand: 项目!F12, or the sheet's name."""
    sources = [p.source for p in ledger.problems if p.code == code]
    return ["!".join(filter(None, (source.sheet, source.cell))) if source else "" for source in sources]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.sentence)
def test_what_is_read_and_what_is_said(case: Case, dictionary: Dictionary) -> None:
    path = FILES / case.file
    # The corpus has no column or sheet beyond its facts: what else a ledger may have is not missed.
    keys = {(table, key.partition("@")[0]) for table, columns in TRUTH.items() for key in columns}
    missed = {field: Use() for sheet in dictionary.sheets for field in sheet.fields if (sheet.key, field.key) in keys}
    if case.refused:
        with pytest.raises(LedgerUnreadable) as caught:
            read_ledger(path, dictionary, missed)
        assert [p.code for p in caught.value.problems] == [case.refused]
        return
    ledger = read_ledger(path, dictionary, missed)
    expected = {table: {key: list(truth) for key, truth in columns.items()} for table, columns in TRUTH.items()}
    for name, rows in case.unknown.items():
        table, key = name.split(".")
        for row in rows:
            expected[table][key][row] = None
    for name, other in case.other.items():
        table, key = name.split(".")
        expected[table][key] = other
    assert read_values(ledger) == expected
    said = sorted((code, at) for code in {p.code for p in ledger.problems if p.severity is not Severity.NOTE} for at in place(ledger, code))
    assert said == sorted(case.says)
    assert set(case.notes) <= {p.code for p in ledger.problems if p.severity is Severity.NOTE}
    assert all(r.rows_read == r.rows_used + sum(r.excluded.values()) for r in ledger.readings)


def test_every_file_has_its_case_and_is_small() -> None:
    assert sorted(path.name for path in FILES.iterdir()) == sorted(case.file for case in CASES)
    assert all(path.stat().st_size < 100_000 for path in FILES.rglob("*") if path.is_file())


def test_the_script_makes_the_same_ledgers(tmp_path: Path, dictionary: Dictionary) -> None:
    """A few of them, to know that the script is the one that made the files."""
    for case in [case for case in CASES if case.file < "41"][::8]:
        case.make(tmp_path / case.file)
        assert read_values(read_ledger(tmp_path / case.file, dictionary)) == read_values(read_ledger(FILES / case.file, dictionary))
