"""Writing both workbooks against bare XlsxWriter writing the very same cells, and the memory it takes.

The bare writer gets every value, formula and format worked out, on sheets that do not search formulas for new functions, as ours do not.
TECHREFORM_ENTERPRISES=65000 measures about 100,000 projects; the default is small enough for every run of the slow tests.

Measured in process time: 2,300 projects, awards 2.76 s to 2.29 s (115,000 cells, 1.20 times), targets 2.81 s to 2.52 s (186,000 cells,
1.12 times); 100,000 projects beside other work, awards 112.6 s to 85.8 s (5.0 million cells, 1.31 times), targets 119.3 s to 96.7 s
(8.4 million cells, 1.23 times). Memory: 25,000 projects 12 MB, 100,000 projects 8 MB beyond the Result.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from independent.facts import random_facts
from independent.workbook import write_canonical
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from techreform_cli.cli.main import COLLECT_AFTER
from techreform_cli.domain.result import Result
from techreform_cli.pipeline import Request, compute
from techreform_cli.report.award_workbook import write_awards
from techreform_cli.report.sheet import Sheet
from techreform_cli.report.target_workbook import write_targets
from tests.batch.counties import split

ENTERPRISES = int(os.environ.get("TECHREFORM_ENTERPRISES", "1500"))
WRITERS = {"awards": write_awards, "targets": write_targets}
CALLS = ("_write_string", "_write_number", "_write_blank", "_write_formula", "link", "merge_range", "set_row", "set_column")
ALLOWED = 1.5
ROUNDS = 2 if ENTERPRISES < 10_000 else 1
"""The faster of so many is taken; a long one is hardly disturbed."""
MEMORY_ALLOWED = 10_000
"""KB that four times the rows may take more: the links of a sheet, which Excel bounds, and what a county of so few rows does not fill."""

Call = tuple[str, str, tuple[Any, ...]]


def recorded(monkeypatch: pytest.MonkeyPatch, write: Callable[[Path], None], path: Path) -> list[Call]:
    """Every call that puts something on a sheet: sheet, method, arguments. Calls that XlsxWriter makes itself are left out."""
    calls: list[Call] = []
    inside = False

    def watched(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(sheet: Any, *args: Any) -> Any:
            nonlocal inside
            if inside:
                return method(sheet, *args)
            calls.append((sheet.name, name, args))
            inside = True
            try:
                return method(sheet, *args)
            finally:
                inside = False

        return call

    with monkeypatch.context() as patch:
        for name in CALLS:
            patch.setattr(Sheet, name, watched(name, getattr(Sheet, name)))
        write(path)
    return calls


class Unsearched(Worksheet):
    """A plain worksheet but that it takes formulas as they are: ours are not searched for new functions either."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002
        return formula.removeprefix("=")

    def link(self, row: int, column: int, url: str, style: Format, text: str) -> None:
        """As ours is called."""
        self.write_url(row, column, url, style, text)


def prepared(calls: list[Call], path: Path) -> tuple[Any, list[tuple[Callable[..., Any], tuple[Any, ...]]]]:
    """A plain workbook in the same mode, and the calls bound to its own sheets and formats."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheets: dict[str, Any] = {}
    formats: dict[int, Format] = {}

    def own(value: Any) -> Any:
        if not isinstance(value, Format):
            return value
        if id(value) not in formats:
            formats[id(value)] = book.add_format({"border": value.bottom, "num_format": value.num_format, "bold": value.bold})
        return formats[id(value)]

    bound = []
    for name, method, args in calls:
        if name not in sheets:
            sheets[name] = book.add_worksheet(name, worksheet_class=Unsearched)
        bound.append((getattr(sheets[name], method.removeprefix("_")), tuple(own(value) for value in args)))
    return book, bound


def bare_time(calls: list[Call], path: Path) -> float:
    book, bound = prepared(calls, path)
    gc.collect()
    start = time.process_time()
    for method, args in bound:
        method(*args)
    book.close()
    return time.process_time() - start


def county(folder: Path, enterprises: int) -> Path:
    """A ledger of so many enterprises, in as many files as its size wants: one may not be larger than 200 MB unpacked."""
    folder.mkdir()
    parts = 1 + enterprises // 20_000
    for number, part in enumerate(split(random_facts(5, enterprises), parts)):
        write_canonical(part, folder / f"台账{number}.xlsx")
    return folder


@pytest.fixture(autouse=True)
def collected_as_in_the_command() -> Iterator[None]:
    """Garbage is looked for as rarely as the command does."""
    before = gc.get_threshold()
    gc.set_threshold(COLLECT_AFTER)
    yield
    gc.set_threshold(*before)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return county(tmp_path_factory.mktemp("speed") / "台账", ENTERPRISES)


@pytest.mark.slow
@pytest.mark.alone
def test_no_more_than_half_as_long_again_as_the_bare_writer(tmp_path: Path, ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both workbooks of a run; reasons, formulas and layout included, reading and calculating not: a fresh Result each time, so that
    nothing is worked out yet. Process time, since others may use the machine."""
    ours: dict[str, list[float]] = {name: [] for name in WRITERS}
    for _ in range(ROUNDS):
        result: Result = compute(Request(ledger, year=2020))
        for name, write in WRITERS.items():
            gc.collect()
            start = time.process_time()
            write(result, tmp_path / "ours.xlsx")
            ours[name].append(time.process_time() - start)
    bare: dict[str, list[float]] = {}
    for name, write in WRITERS.items():
        calls = recorded(monkeypatch, lambda path, write=write: write(result, path), tmp_path / "recorded.xlsx")
        assert len(calls) > 50 * ENTERPRISES
        bare[name] = [bare_time(calls, tmp_path / "bare.xlsx") for _ in range(ROUNDS)]
        we, they = min(ours[name]), min(bare[name])
        print(f"\n{name}: {len(calls)} cells, ours {we:.2f} s, bare {they:.2f} s, {we / they:.2f} times", flush=True)
    assert sum(map(min, ours.values())) <= ALLOWED * sum(map(min, bare.values()))


_MEASURE = """
import sys
from pathlib import Path
from techreform_cli.pipeline import Request, compute
from techreform_cli.report.award_workbook import write_awards
from techreform_cli.report.sheet import Sheet
from techreform_cli.report.target_workbook import write_targets

def peak():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])

def write(ledger, folder):
    result = compute(Request(Path(ledger), year=2020))
    open("/proc/self/clear_refs", "w").write("5")
    before = peak()
    for name, writer in (("a", write_awards), ("t", write_targets)):
        writer(result, Path(folder) / (name + ".xlsx"))
    return peak() - before

print(write(sys.argv[1], sys.argv[2]))
"""


def grown(ledger: Path, folder: Path) -> int:
    """KB that a process of its own grows by while both workbooks are written, beyond the Result."""
    done = subprocess.run([sys.executable, "-c", _MEASURE, str(ledger), str(folder)], check=True, capture_output=True, text=True)
    return int(done.stdout)


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="只有 Linux 能量内存峰值")
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, ledger: Path) -> None:
    """A workbook of four times the enterprises is written in the same memory, but for what has a bound of its own."""
    quarter = county(tmp_path / "台账", ENTERPRISES // 4)
    small, large = grown(quarter, tmp_path), grown(ledger, tmp_path)
    print(f"\n写出时内存增加：四分之一 {small / 1024:.0f} MB，全部 {large / 1024:.0f} MB")
    assert large < small + MEMORY_ALLOWED
