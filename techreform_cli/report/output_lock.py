"""One run at a time writes an output, or into a folder of results. The lock is held by the operating system, so that none is left behind
by a run that died."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from techreform_cli.domain.problem import OutputFailed, Problem, Severity

FAR = 1 << 20
"""The byte that Windows locks: beyond the text, so that others can read who holds the lock."""


@contextlib.contextmanager
def held(target: Path) -> Iterator[None]:
    """Hold the lock of `target` (.name.lock beside it) while writing it. Raises OutputFailed where another run holds it, with who it is,
    and where the place cannot be written to."""

    def busy(holder: str) -> Problem:
        message = f"另一个 techreform 正在写“{target.name}”（{holder}），这一次没有写"
        return Problem("U042", Severity.ERROR, message, "等它结束后再运行，或用 -o 写到别的文件")

    message = f"写不了“{target.parent}”，不能给“{target.name}”加锁"
    unwritable = Problem("U020", Severity.ERROR, message, "检查磁盘空间和文件夹权限，或用 -o 换一个地方")
    with _held(target.parent / f".{target.name}.lock", busy, unwritable):
        yield


@contextlib.contextmanager
def held_folder(folder: Path, name: str) -> Iterator[None]:
    """Hold a whole folder of results by a lock file of that name in it. Raises OutputFailed as `held` does."""

    def busy(holder: str) -> Problem:
        return Problem("U028", Severity.ERROR, f"另一次批量运行正在往“{folder}”写结果（{holder}）", "等它结束，或用 -o 换一个文件夹")

    unwritable = Problem("U020", Severity.ERROR, f"写不了“{folder}”", "检查磁盘空间和文件夹权限，或用 -o 换一个文件夹")
    with _held(folder / name, busy, unwritable):
        yield


@contextlib.contextmanager
def _held(place: Path, busy: Callable[[str], Problem], unwritable: Problem) -> Iterator[None]:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle = _taken(place)
    except OSError:
        raise OutputFailed(unwritable) from None
    if handle is None:
        raise OutputFailed(busy(_holder(place)))
    try:
        yield
    finally:
        if sys.platform == "win32":
            os.close(handle)  # an open file cannot be removed there, and another run may have it open by now
            with contextlib.suppress(OSError):
                place.unlink()
        else:
            place.unlink(missing_ok=True)  # while still locked: who opened it meanwhile finds that it is no longer the file of that name
            os.close(handle)


def _taken(place: Path) -> int | None:
    """The lock's open file, with who holds it written in; None where another run has it."""
    while True:
        handle = os.open(place, os.O_RDWR | os.O_CREAT, 0o644)
        if not _locked(handle):
            os.close(handle)
            return None
        if _still_there(handle, place):
            now = dt.datetime.now().strftime("%Y-%m-%d %H:%M:%S")
            os.truncate(handle, 0)
            os.write(handle, f"进程 {os.getpid()}，{socket.gethostname()}，{now} 开始".encode())
            return handle
        os.close(handle)


def _still_there(handle: int, place: Path) -> bool:
    """Whether the file that was locked is still the one of that name: the run before may just have removed it."""
    try:
        return os.path.samestat(os.fstat(handle), place.stat())
    except FileNotFoundError:
        return False


def _locked(handle: int) -> bool:
    """Lock the file unless another process has. Raises OSError where the place has no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # how Linux and Windows say that it is taken
        return False
    return True


def _holder(place: Path) -> str:
    """Who holds the lock, as written in it."""
    try:
        return place.read_text("utf-8", errors="replace").strip() or "不知道是谁"
    except OSError:
        return "不知道是谁"
