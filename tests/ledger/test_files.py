"""What holds for a ledger file of any format."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from techreform_cli.domain.field import Dictionary
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.workbook import OWN_SHEETS
from techreform_cli.ledger.files.book import read_book
from techreform_cli.ledger.read import read_ledger

from . import hostile
from .builders import only
from .test_hostile import refusal

MAKERS: dict[str, Callable[[], bytes]] = {
    "台账.xlsx": hostile.xlsx,
    "台账.xls": hostile.xls,
    "台账.ods": lambda: hostile.ods(hostile.ODS_PROJECT),
}


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(hostile.xlsx())
    return path


def test_the_file_is_left_as_it_was(good: Path, dictionary: Dictionary) -> None:
    before, when = good.read_bytes(), good.stat().st_mtime_ns
    good.chmod(0o444)
    ledger = read_ledger(good, dictionary)
    assert good.read_bytes() == before and good.stat().st_mtime_ns == when
    assert [path.name for path in good.parent.iterdir()] == ["台账.xlsx"]
    assert ledger.sha256 == hashlib.sha256(before).hexdigest() and ledger.file == "台账.xlsx"


def test_reading_twice_gives_the_same(good: Path, dictionary: Dictionary) -> None:
    def seen(ledger: Ledger) -> tuple[object, ...]:
        frames = {key: (list(table.frame.columns), table.frame.to_csv()) for key, table in ledger.tables.items()}
        return frames, ledger.problems, ledger.readings, ledger.sha256

    assert seen(read_ledger(good, dictionary)) == seen(read_ledger(good, dictionary))


def test_columns_have_the_promised_types_and_no_float(good: Path, dictionary: Dictionary) -> None:
    for table in read_ledger(good, dictionary).tables.values():
        for key, dtype in table.frame.dtypes.items():
            assert str(dtype) in (("int64",) if key == "enterprise" else ("Int64", "boolean", "string")), key


@pytest.mark.parametrize("made", MAKERS)
@pytest.mark.parametrize("named", [*MAKERS, "台账.csv", "台账"])
def test_content_decides_never_the_name(tmp_path: Path, made: str, named: str) -> None:
    path = tmp_path / named
    path.write_bytes(MAKERS[made]())
    assert [sheet.name for sheet in read_book(path).sheets] == ["企业", "项目"]


def test_all_formats_say_the_same(tmp_path: Path, dictionary: Dictionary) -> None:
    frames = []
    for name, make in MAKERS.items():
        (tmp_path / name).write_bytes(make())
        ledger = read_ledger(tmp_path / name, dictionary)
        frames.append({key: table.frame.to_csv() for key, table in ledger.tables.items()})
    assert frames[0] == frames[1] == frames[2]


@pytest.mark.parametrize("lock", ["~$台账.xlsx", ".~台账.xlsx", ".~lock.台账.xlsx#"])
def test_a_ledger_that_is_open_elsewhere(good: Path, dictionary: Dictionary, lock: str) -> None:
    assert "L083" not in [problem.code for problem in read_ledger(good, dictionary).problems]
    good.with_name(lock).write_bytes(b"")
    said = only(read_ledger(good, dictionary), "L083")
    assert said.severity == "note" and said.message.startswith("台账 台账.xlsx 正在") and lock in said.message


def test_a_workbook_of_our_own_is_no_ledger(tmp_path: Path) -> None:
    path = tmp_path / "台账.xls"
    path.write_bytes(hostile.xls(lambda book: [book.add_sheet(name) for name in OWN_SHEETS]))
    assert refusal(path) == "L046"


def test_an_empty_file(good: Path) -> None:
    good.write_bytes(b"")
    assert refusal(good) == "L003"
