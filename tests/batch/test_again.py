"""A run that is done again, or was stopped: only what must be is redone, and the bytes are those of one clean run."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from techreform_cli.cli.main import main
from tests.batch.counties import whole, workbooks, write_towns


def again(folder: Path, out: Path, *more: str) -> int:
    return main(["batch", str(folder), "--year", "2019", "-o", str(out), "--jobs", "1", *more])


def record(out: Path) -> dict[str, Any]:
    return json.loads((out / "run_results.json").read_text("utf-8"))


@pytest.fixture
def towns(tmp_path: Path) -> Path:
    """Two folders with a small ledger each."""
    for name, seed in (("甲", 1), ("乙", 2)):
        write_towns(tmp_path / "台账" / name, 1, 2, seed)
    return tmp_path / "台账"


def test_only_what_changed_is_done_again(towns: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果"
    assert again(towns, out) == 0
    first, times = workbooks(out), {path: path.stat().st_mtime_ns for path in out.rglob("*.xlsx")}
    assert again(towns, out, "--retry") == 0
    assert record(out)["counts"]["unchanged"] == 2 and workbooks(out) == first
    kept = [path for path, when in times.items() if path.stat().st_mtime_ns == when]
    assert len(kept) == len(times) - 1  # all but the roll-up

    altered = out / "甲" / "镇000_2019_奖补测算.xlsx"
    altered.write_bytes(altered.read_bytes() + b" ")
    (out / "乙" / "镇000_2019_目标进度.xlsx").unlink()
    assert again(towns, out, "--retry") == 0 and record(out)["counts"]["done"] == 2 and workbooks(out) == first

    write_towns(towns / "乙", 1, 2, seed=5)
    assert again(towns, out, "--retry") == 0
    assert {group["name"]: group["status"] for group in record(out)["groups"]} == {"甲": "unchanged", "乙": "done"}
    assert again(towns, out, "--retry", "--set", "equipment_floor=threshold") == 0 and record(out)["counts"]["done"] == 2


def test_what_failed_is_done_again_and_what_is_left_over_is_named(towns: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, ledger = tmp_path / "结果", towns / "乙" / "镇000.xlsx"
    assert again(towns, out) == 0
    first, whole_bytes = workbooks(out), ledger.read_bytes()
    ledger.write_bytes(whole_bytes[:2000])
    assert again(towns, out) == 1
    assert set(record(out)["stale"]) == {"乙/镇000_2019_奖补测算.xlsx", "乙/镇000_2019_目标进度.xlsx"}
    assert "移走以免误用" in capsys.readouterr().out
    ledger.write_bytes(whole_bytes)
    assert again(towns, out, "--retry") == 0
    assert [group["status"] for group in record(out)["groups"]] == ["done", "unchanged"] or record(out)["counts"]["unchanged"] == 1
    assert workbooks(out) == first


def test_a_workbook_of_somebody_else_is_not_overwritten(towns: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果"
    out.mkdir()
    shutil.copy(towns / "甲" / "镇000.xlsx", out / "2019_汇总.xlsx")
    assert again(towns, out) == 5
    assert (out / "2019_汇总.xlsx").read_bytes() == (towns / "甲" / "镇000.xlsx").read_bytes()


def test_results_beside_the_ledgers_are_no_ledgers(towns: Path) -> None:
    folder = towns / "甲"
    assert again(folder, folder) == 0
    first = workbooks(folder)
    assert again(folder, folder) == 0 and workbooks(folder) == first
    assert again(folder, folder, "--retry") == 0 and record(folder)["counts"]["unchanged"] == 1 and not record(folder)["skipped"]


def heeding_ctrl_c() -> None:
    """In a process to come: tests that were started in the background ignore an interrupt, and so would it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def begun(arguments: list[str | Path]) -> subprocess.Popen[str]:
    """A run in a process group of its own, as a terminal starts it."""
    return subprocess.Popen(
        whole(arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        preexec_fn=heeding_ctrl_c,
    )


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_ctrl_c_stops_cleanly_and_retry_goes_on(tmp_path: Path) -> None:
    for name, seed in (("甲", 1), ("乙", 2), ("丙", 3)):
        write_towns(tmp_path / "台账" / name, 3, 3, seed)
    clean, out = tmp_path / "一次", tmp_path / "结果"
    command = [str(tmp_path / "台账"), "--year", "2019", "--jobs", "2", "-o"]
    code = subprocess.run(whole([*command, clean]), check=False).returncode  # 1 where the three have enterprises in common
    for lines in (1, 10, 20):
        process = begun([*command, out, "--retry"])
        assert process.stderr
        for _ in range(lines):  # steps that it tells of
            process.stderr.readline()
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=120)
        assert process.returncode == 130 and "已中断" in err and "--retry" in err and "Traceback" not in err
        assert workbooks(out).items() <= workbooks(clean).items()
        assert not list(out.glob(".techreform-*"))
        assert record(out)["complete"] is False
    assert subprocess.run(whole([*command, out, "--retry"]), check=False).returncode == code
    assert workbooks(out) == workbooks(clean)


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("after", [0, 0.2])
def test_ctrl_c_while_processes_still_begin_is_told_in_one_sentence(towns: Path, tmp_path: Path, after: float) -> None:
    """A terminal interrupts every process of the run, those that are loading among them."""
    command = whole([towns, "--year", "2019", "-o", tmp_path / "结果", "--jobs", "2"])
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=heeding_ctrl_c
    ) as process:
        while not (tmp_path / "结果" / ".techreform-batch.lock").exists() and process.poll() is None:
            time.sleep(0.01)
        time.sleep(after)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130 and "已中断" in said
    assert "Traceback" not in said and "KeyboardInterrupt" not in said and "Fatal" not in said


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_killed_at_random_times_and_retried_it_gives_the_bytes_of_one_clean_run(tmp_path: Path) -> None:
    """Fifty kills, in as many attempts as they take; a run that is not killed in time begins anew in an empty folder."""
    for name, seed in (("甲", 1), ("乙", 2)):
        write_towns(tmp_path / "台账" / name, 2, 2, seed)
    clean, out = tmp_path / "一次", tmp_path / "结果"
    command = [str(tmp_path / "台账"), "--year", "2019", "--jobs", "2", "-o"]
    start = time.monotonic()
    code = subprocess.run(whole([*command, clean]), check=False).returncode
    took, expected, chance = time.monotonic() - start, workbooks(clean), random.Random(20191231)
    kills = 0
    while kills < 50:
        process = begun([*command, out, "--retry"])
        time.sleep(chance.uniform(0.1, 1.0) * took)
        process.kill()
        process.communicate(timeout=120)
        killed = process.returncode == -signal.SIGKILL
        kills += killed
        there = {name: data for name, data in workbooks(out).items() if not name.startswith(".techreform-")} if out.exists() else {}
        assert all(expected[name] == data for name, data in there.items())  # nothing half-written
        if not killed:
            assert process.returncode == code and there == expected
            shutil.rmtree(out)
    assert subprocess.run(whole([*command, out, "--retry"]), check=False).returncode == code
    assert workbooks(out) == expected
