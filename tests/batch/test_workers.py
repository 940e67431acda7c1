"""A process that dies in the middle of a ledger: the ledger is done once more, and only if that ends the same way is it given up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from techreform_cli.batch.workers import Crashed, Task, Workers
from tests.batch.counties import project, town, whole, workbooks, write_towns
from tests.workbooks import save

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals")


def dying(argument: tuple[Path, int]) -> int:
    """Leave a mark each time; end the process without a word as long as there are no more marks than asked for."""
    marks, deaths = argument
    with marks.open("ab") as stream:
        stream.write(b"x")
    if marks.stat().st_size <= deaths:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.05)
    return marks.stat().st_size


def done(deaths: list[int], folder: Path) -> tuple[dict[int, Any], list[int]]:
    """What came of one task for each number of deaths, and how often each was begun."""
    found: dict[int, Any] = {}
    with Workers(2) as workers:
        for number, count in enumerate(deaths):
            workers.add(Task(number, dying, (folder / str(number), count)))
        while not workers.idle:
            task, outcome = workers.next()
            assert task.token not in found
            found[task.token] = outcome
    return found, [(folder / str(number)).stat().st_size for number in range(len(deaths))]


def test_a_task_whose_process_was_killed_is_done_once_more(tmp_path: Path) -> None:
    found, begun = done([0, 1, 0, 0, 1, 0], tmp_path)
    assert not [one for one in found.values() if isinstance(one, Exception)] and len(found) == 6
    assert begun[1] >= 2 and begun[4] >= 2  # more often where the other one ended it


def test_a_task_that_always_ends_its_process_is_given_up_and_the_rest_done(tmp_path: Path) -> None:
    found, begun = done([0, 9, 0, 0], tmp_path)
    assert Counter(type(one) for one in found.values()) == {int: 3, Crashed: 1} and isinstance(found[1], Crashed)
    assert begun[1] in (2, 3)  # where another had ended them all, it had not begun


def descendants(pid: int) -> list[int]:
    """Every process below one, the nearest first."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text("utf-8", errors="replace").rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has just ended
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one and child not in found]
    return found[1:]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="needs /proc")
def test_a_run_whose_workers_are_killed_comes_to_the_same_bytes(tmp_path: Path) -> None:
    write_towns(tmp_path / "台账", 8, 3, seed=4)
    command = [tmp_path / "台账", "--year", "2019", "--jobs", "2", "-o"]
    assert subprocess.run(whole([*command, tmp_path / "一次"]), check=False, capture_output=True).returncode == 0
    again, pipe = whole([*command, tmp_path / "结果"]), subprocess.PIPE
    process = subprocess.Popen(again, stdout=pipe, stderr=pipe, text=True, encoding="utf-8")
    assert process.stderr
    killed = 0
    for line in process.stderr:
        if killed < 2 and " 写好" in line:
            os.kill(descendants(process.pid)[-1], signal.SIGKILL)  # the youngest is one of those that work
            killed += 1
    out, _ = process.communicate(timeout=300)
    assert killed == 2 and process.returncode == 0, out
    assert workbooks(tmp_path / "结果") == workbooks(tmp_path / "一次")
    record = json.loads((tmp_path / "结果" / "run_results.json").read_text("utf-8"))
    assert record["counts"]["done"] == 8 and record["counts"]["failed"] == 0


KILLER = """
import os, signal
import techreform_cli.batch.tasks as tasks
read_part = tasks.read_part
def read(path, *rest):
    if path.name == '丙镇.xlsx':
        os.kill(os.getpid(), signal.SIGKILL)
    return read_part(path, *rest)
tasks.read_part = read
"""


@pytest.mark.slow
def test_a_ledger_that_always_ends_its_process_is_named_and_the_rest_done(tmp_path: Path) -> None:
    """As where the system ends a process that wants too much memory."""
    for number, name in enumerate(("甲镇", "乙镇", "丙镇", "丁镇")):
        save(tmp_path / "台账" / f"{name}.xlsx", town([project(f"P{number}", 100 + number, f"备{number}", name=name)]))
    (tmp_path / "补丁").mkdir()
    (tmp_path / "补丁" / "sitecustomize.py").write_text(KILLER, "utf-8")
    path = os.pathsep.join([str(tmp_path / "补丁"), *filter(None, sys.path)])
    command = whole([tmp_path / "台账", "--year", "2019", "--jobs", "2", "-o", tmp_path / "结果"])
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env={**os.environ, "PYTHONPATH": path}, check=False)
    record = json.loads((tmp_path / "结果" / "run_results.json").read_text("utf-8"))
    assert done.returncode == 1 and (record["counts"]["done"], record["counts"]["failed"]) == (3, 1), done.stderr
    assert "丙镇.xlsx：处理时程序意外退出" in done.stdout and "--retry" in done.stdout and "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="needs /proc")
def test_nothing_outlives_a_run_that_was_killed(tmp_path: Path) -> None:
    write_towns(tmp_path / "台账", 6, 3, seed=4)
    command = whole([tmp_path / "台账", "--year", "2019", "--jobs", "2", "-o", tmp_path / "结果"])
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    assert process.stderr and "读完" in process.stderr.readline()
    theirs = descendants(process.pid)
    process.kill()
    process.wait()
    process.stderr.close()
    until = time.monotonic() + 60
    while (left := [pid for pid in theirs if Path(f"/proc/{pid}").exists()]) and time.monotonic() < until:
        time.sleep(0.1)
    assert theirs and not left
