"""What a run tells while it goes on: a bar on a terminal, plain lines everywhere else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.batch.counties import batch, project, town, whole
from tests.workbooks import save

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture
def towns(tmp_path: Path) -> Path:
    """A ledger that can be calculated, and one that cannot be read."""
    folder = tmp_path / "台账"
    save(folder / "甲镇.xlsx", town([project("A1", 500, "备1")]))
    (folder / "坏.xlsx").write_bytes((folder / "甲镇.xlsx").read_bytes()[:2000])
    return folder


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals of this kind")
def test_on_a_terminal_there_is_a_bar(towns: Path, tmp_path: Path) -> None:
    shown = on_a_terminal(whole([towns, "--year", "2019", "-o", tmp_path / "结果", "--jobs", "1"]))
    assert re.search(r"[━╸╺]{3,}", shown) and "\x1b[?25l" in shown and "\x1b[?25h" in shown  # a bar; the cursor goes and comes back
    plain = ESCAPE.sub("", shown)
    counts = [tuple(map(int, pair)) for pair in re.findall(r"(\d+)/(\d+)", plain)]
    assert counts == sorted(counts) and counts[-1] == (4, 4)
    assert re.search("\x1b\\[31m[^\x1b]*坏.xlsx 没有做成", shown)  # what went wrong stays above the bar, in red
    after = plain.rpartition("2019年批量计算")[2]
    assert "没有做成 1 本" in after and "━" not in after  # and the bar is gone when the summary comes


def test_without_a_terminal_there_are_plain_lines(towns: Path, tmp_path: Path) -> None:
    done = batch(towns, "--year", "2019", "-o", tmp_path / "结果", "--jobs", "1")
    assert "\x1b" not in done.stdout + done.stderr and "\r" not in done.stderr and "━" not in done.stderr
    lines = done.stderr.splitlines()
    assert lines and all(re.match(r"\[\d+/4\] \S", line) for line in lines) and lines[-1].startswith("[4/4]")


def test_progress_never_goes_back_and_says_which_group(towns: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is there a bar where another program asks for colours and no terminal is there."""
    shutil.copytree(towns, tmp_path / "各地" / "东")
    shutil.copytree(towns, tmp_path / "各地" / "西")
    monkeypatch.setenv("FORCE_COLOR", "1")
    done = batch(tmp_path / "各地", "--year", "2019", "-o", tmp_path / "结果", "--jobs", "2")
    assert "\x1b" not in done.stderr and "\r" not in done.stderr
    steps = [re.match(r"\[(\d+)/(\d+)\] (.*)", line) for line in done.stderr.splitlines()]
    assert all(steps) and steps
    counts = [(int(step[1]), int(step[2])) for step in steps if step]
    assert counts == sorted(counts) and {total for _, total in counts} == {8} and counts[-1][0] == 8
    told = {step[3] for step in steps if step}
    assert {"东/坏.xlsx 读不了", "西/坏.xlsx 读不了", "东/甲镇.xlsx 读完", "西/甲镇.xlsx的《奖补测算》 写好"} <= told


def on_a_terminal(command: list[str]) -> str:
    """All that a command shows on a terminal of 80 columns."""
    import fcntl
    import pty
    import struct
    import termios

    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    plain = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "CI", "TTY_COMPATIBLE")}
    env = {**plain, "TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(command, stdin=its, stdout=its, stderr=its, env=env):
        os.close(its)
        said = bytearray()
        while data := read(ours):
            said += data
    os.close(ours)
    return said.decode("utf-8")


def read(terminal: int) -> bytes:
    """What came next, b"" once everybody on the other side is gone."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
