"""Files made to break a reader end in one clear sentence, quickly and within bounds; awkward but valid ones are read right."""

from __future__ import annotations

import io
import json
import os
import random
import re
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from techreform_cli.domain.field import Dictionary
from techreform_cli.domain.problem import LedgerUnreadable
from techreform_cli.ledger.files.book import read_book
from techreform_cli.ledger.read import read_ledger

from . import hostile
from .builders import column

SECONDS, MEGABYTES = 2, 300

ALONE = """
import json, re, sys, time
from pathlib import Path
from techreform_cli.domain.problem import LedgerUnreadable
from techreform_cli.ledger.files.book import read_book
start = time.process_time()
try:
    code = f"read {sum(len(sheet.content_rows) for sheet in read_book(Path(sys.argv[1])).sheets)} rows"
except LedgerUnreadable as refusal:
    code = refusal.problems[0].code
# the highest resident size of this program alone: ru_maxrss would count that of the process it was forked from
peak = re.search(r"VmHWM:\\s+([0-9]+) kB", Path("/proc/self/status").read_text()).group(1)
print(json.dumps([code, time.process_time() - start, int(peak) // 1024]))
"""


def refusal(path: Path) -> str:
    """The code of the refusal, which is one sentence that names the file and says what to do."""
    with pytest.raises(LedgerUnreadable) as caught:
        read_book(path)
    (problem,) = caught.value.problems
    assert caught.value.exit_code == 3 and path.name in problem.message and problem.remedy and "\n" not in problem.sentence
    return problem.code


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_refused(tmp_path: Path, name: str) -> None:
    code, make = hostile.REFUSED[name]
    path = tmp_path / "台账.xlsx"
    path.write_bytes(make())
    assert refusal(path) == code


@pytest.mark.parametrize("name", hostile.AWKWARD)
def test_awkward_but_read_right(tmp_path: Path, dictionary: Dictionary, name: str) -> None:
    path = tmp_path / "台账"
    path.write_bytes(hostile.AWKWARD[name]())
    ledger = read_ledger(path, dictionary)
    assert column(ledger, "projects", "equipment_purchase") == [5_000_000]
    assert [(reading.rows_read, reading.rows_used) for reading in ledger.readings] == [(1, 1), (1, 1)]


def limits() -> None:
    """What a process on its own may use at most, lest a test bring down the machine."""
    resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))


@pytest.mark.slow
@pytest.mark.parametrize("name", [*hostile.REFUSED, *hostile.LARGE, *hostile.AWKWARD, *hostile.LARGE_AWKWARD])
def test_within_two_seconds_and_300_megabytes(tmp_path: Path, name: str) -> None:
    """In a process of its own: none of them aborts it."""
    code, make = (hostile.REFUSED | hostile.LARGE).get(name) or ("read 4 rows", (hostile.AWKWARD | hostile.LARGE_AWKWARD)[name])
    path = tmp_path / "台账.xlsx"
    path.write_bytes(make())
    done = subprocess.run([sys.executable, "-c", ALONE, str(path)], capture_output=True, text=True, preexec_fn=limits)
    assert done.returncode == 0 and not done.stderr, done.stderr
    found, seconds, megabytes = json.loads(done.stdout)
    assert found == code and seconds < SECONDS and megabytes < MEGABYTES, done.stdout


def test_a_pipe_does_not_make_it_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "台账.xlsx")
    assert refusal(tmp_path / "台账.xlsx") == "L080"
    assert refusal(Path("/dev/zero")) == "L080"


def test_a_link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "台账.xlsx").symlink_to(tmp_path / "台账.xlsx")
    assert refusal(tmp_path / "台账.xlsx") == "L006"


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    assert refusal(tmp_path / ("长" * 300)) == "L006"
    assert refusal(tmp_path / "没有.xlsx") == "L001"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "台账.xlsx").write_bytes(hostile.xlsx())
    (tmp_path / "台账.xlsx").chmod(0)
    assert refusal(tmp_path / "台账.xlsx") == "L006"


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few of them changed, or some cut out."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 20))):
        at = chance.randrange(len(found) or 1)
        if chance.random() < 0.9:
            found[at : at + 1] = chance.choice((b"\xff\xff\xff\xff", b"\x00", b"9999999", b'"', b"<", b">", b"&", chance.randbytes(1)))
        else:
            del found[at : at + chance.randrange(64)]
    return bytes(found)


def damaged_part(data: bytes, chance: random.Random) -> bytes:
    """The zip with one of its parts damaged; its checksums fit again."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    return hostile.zipped(parts | {name: damaged(bytes(parts[name]), chance)})  # type: ignore[arg-type]


FORMATS: dict[str, tuple[Callable[[], bytes], Callable[[bytes, random.Random], bytes]]] = {
    "xlsx": (hostile.xlsx, damaged),
    "xlsx, within": (hostile.xlsx, damaged_part),
    "ods": (lambda: hostile.ods(hostile.ODS_PROJECT), damaged),
    "ods, within": (lambda: hostile.ods(hostile.ODS_PROJECT), damaged_part),
    "xls": (hostile.xls, damaged),
}


def survive(path: Path, name: str, times: int, seed: int) -> None:
    """Whatever is damaged, it is read or refused."""
    make, damage = FORMATS[name]
    good, chance = make(), random.Random(seed)
    for _ in range(times):
        path.write_bytes(damage(good, chance))
        try:
            read_book(path)
        except LedgerUnreadable as refused:
            assert refused.problems[0].code in ("L003", "L004", "L005", "L006", "L007", "L008", "L009", "L010", "L087")


@pytest.mark.parametrize("name", FORMATS)
def test_damaged_anyhow(tmp_path: Path, name: str) -> None:
    survive(tmp_path / "台账", name, 60, 1)


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_damaged_anyhow_a_thousand_times(tmp_path: Path, name: str) -> None:
    survive(tmp_path / "台账", name, 1000, 2)


def test_a_fault_of_our_own_does_not_pass_for_a_damaged_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError("ours")

    monkeypatch.setattr("techreform_cli.ledger.files.workbook_xml.book_facts", fails)
    (tmp_path / "台账.xlsx").write_bytes(hostile.xlsx())
    with pytest.raises(ValueError, match="ours"):
        read_book(tmp_path / "台账.xlsx")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-7", "idna", "nope"])
def test_a_list_of_sheets_in_a_strange_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(hostile.xlsx())
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    xml = re.sub(rb"^<\?xml[^>]*>", b"", parts["xl/workbook.xml"])
    parts["xl/workbook.xml"] = f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + xml
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(LedgerUnreadable):
        read_book(path)
