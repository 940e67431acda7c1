"""What can be proven of Windows without it: its locks, files that somebody has open, names it does not take, paths as it writes them."""

from __future__ import annotations

import errno
import ntpath
import os
import sys
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace
from typing import Any

import pytest

from techreform_cli.batch import discover, workers
from techreform_cli.batch.group import written
from techreform_cli.domain.problem import OutputFailed
from techreform_cli.report import output_lock
from techreform_cli.report.output_lock import held, held_folder
from tests.batch.counties import B, firm, project, town
from tests.batch.test_workers import done
from tests.workbooks import save

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="stands in for Windows where /proc tells which files are open")
WINDOWS = SimpleNamespace(platform="win32")


class Msvcrt:
    """Locks as the C runtime of Windows gives them: of bytes of a file, refused with EACCES, gone when the file is closed."""

    LK_NBLCK = 2

    def __init__(self) -> None:
        self.locked: dict[tuple[int, int], int] = {}

    def locking(self, handle: int, mode: int, count: int) -> None:
        assert (mode, count) == (self.LK_NBLCK, 1)
        key = (os.fstat(handle).st_ino, os.lseek(handle, 0, os.SEEK_CUR))
        holder = self.locked.get(key)
        if holder is not None and holder != handle and inode(holder) == key[0]:
            raise PermissionError(errno.EACCES, "Permission denied")
        self.locked[key] = handle


def inode(handle: int) -> int:
    try:
        return os.fstat(handle).st_ino
    except OSError:
        return -1


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Iterator[Msvcrt]:
    """The lock's way on Windows, where an open file cannot be removed."""
    unlink, runtime = Path.unlink, Msvcrt()

    def refusing(path: Path, missing_ok: bool = False) -> None:
        opened = path.exists() and any(inode(int(one.name)) == path.stat().st_ino for one in Path("/proc/self/fd").iterdir())
        if opened:
            raise PermissionError(errno.EACCES, "另一个程序正在使用此文件", str(path))
        unlink(path, missing_ok)

    monkeypatch.setitem(sys.modules, "msvcrt", runtime)
    monkeypatch.setattr(output_lock, "sys", WINDOWS)
    monkeypatch.setattr(Path, "unlink", refusing)
    yield runtime


def test_a_file_has_one_writer(windows: Msvcrt, tmp_path: Path) -> None:
    target = tmp_path / "周报.docx"
    with held(target):
        assert [place for _, place in windows.locked] == [output_lock.FAR]  # beyond the text: others can read who it is
        with pytest.raises(OutputFailed, match=rf"正在写“周报.docx”（进程 {os.getpid()}，.*这一次没有写"), held(target):
            pass
        with held(tmp_path / "别的.docx"):
            pass
    assert list(tmp_path.iterdir()) == []
    with held(target):
        pass


def test_a_folder_has_one_run(windows: Msvcrt, tmp_path: Path) -> None:
    with held_folder(tmp_path, ".techreform-batch.lock"):
        with pytest.raises(OutputFailed, match="另一次批量运行"), held_folder(tmp_path, ".techreform-batch.lock"):
            pass
        assert windows.locked
    assert list(tmp_path.iterdir()) == []


def test_a_whole_run(windows: Msvcrt, tmp_path: Path, run: Any) -> None:
    save(tmp_path / "台账" / "甲镇.xlsx", town([project("A1", 500, "备1")]))
    assert run()[0] == 0 and windows.locked
    assert not list((tmp_path / "结果").glob(".techreform-*"))


def test_a_workbook_that_is_open_in_excel(tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows does not replace it: its group stays as it was, the other one is written, and --retry does the rest."""
    save(tmp_path / "台账" / "甲" / "台账.xlsx", town([project("A1", 500, "备1")]))
    save(tmp_path / "台账" / "乙" / "台账.xlsx", town([project("B1", 300, "备2", owner=B)], [firm(B)]))
    assert run()[0] == 0
    opened = tmp_path / "结果" / "甲" / "台账_2019_目标进度.xlsx"
    before, other = {path: path.read_bytes() for path in opened.parent.iterdir()}, opened.parent.parent / "乙" / opened.name
    untouched = other.read_bytes()
    save(tmp_path / "台账" / "甲" / "台账.xlsx", town([project("A1", 600, "备1")]))
    save(tmp_path / "台账" / "乙" / "台账.xlsx", town([project("B1", 400, "备2", owner=B)], [firm(B)]))
    replace = Path.replace

    def refusing(path: Path, target: Path) -> Path:
        if Path(target) == opened:
            raise PermissionError(errno.EACCES, "另一个程序正在使用此文件", str(path))
        return replace(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", refusing)
        code, record = run()
    assert code == 5 and {group["name"]: group["status"] for group in record["groups"]} == {"甲": "failed", "乙": "done"}
    said = next(group["messages"] for group in record["groups"] if group["name"] == "甲")
    assert any("台账_2019_目标进度.xlsx" in one and "如果正在 Excel 或 WPS 中打开，请先关闭" in one for one in said)
    assert {path: path.read_bytes() for path in opened.parent.iterdir()} == before and other.read_bytes() != untouched
    code, record = run("--retry")
    assert code == 0 and {group["name"]: group["status"] for group in record["groups"]} == {"甲": "done", "乙": "unchanged"}
    assert opened.read_bytes() != before[opened]


def test_processes_start_from_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "sys", WINDOWS)
    workers.get_ready(2)  # nothing to be readied there
    found, _ = done([0, 1, 0], tmp_path)
    assert sorted(found) == [0, 1, 2] and not [one for one in found.values() if isinstance(one, Exception)]


@pytest.mark.parametrize(
    ("names", "folders"),
    [
        (["东片", "甲/乙", "甲:乙"], ["东片", "甲·乙", "甲·乙(2)"]),
        (["CON", "nul.x", "Com1", "com10"], ["CON组", "nul.x组", "Com1组", "com10"]),
        (["A", "a", " 丙. ", "?"], ["A", "a(2)", "丙", "·"]),
        (["...", "组"], ["组", "组(2)"]),
    ],
)
def test_groups_are_called_as_files_may_be(names: list[str], folders: list[str]) -> None:
    assert list(written(names).values()) == folders


def test_groups_may_be_written_with_backslashes(tmp_path: Path, run: Any) -> None:
    save(tmp_path / "台账" / "东" / "甲镇.xlsx", town([project("A1", 500, "备1")]))
    save(tmp_path / "台账" / "西" / "乙镇.xlsx", town([project("B1", 300, "备2", owner=B)], [firm(B)]))
    (tmp_path / "台账" / "techreform.yaml").write_text("groups:\n  全县:\n    ledgers: [东\\*.xlsx, .\\西]\n", "utf-8")
    code, record = run()
    assert code == 0 and [group["name"] for group in record["groups"]] == ["全县"]


def test_ledgers_may_lie_on_two_drives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover, "os", SimpleNamespace(path=ntpath))
    on = [PureWindowsPath(r"D:\台账\甲.xlsx"), PureWindowsPath(r"E:\台账\乙.xlsx")]
    assert discover._common(on) == Path()  # type: ignore[arg-type]
    assert str(discover._common([on[0], PureWindowsPath(r"D:\别处\丙.xlsx")])) == "D:\\"  # type: ignore[arg-type, list-item]
