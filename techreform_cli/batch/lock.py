"""One run at a time into a folder of results. The lock is the system's: it goes with the process that holds it, however that ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from techreform_cli.domain.problem import OutputFailed, Problem, Severity

NAME = ".techreform-batch.lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder. Raises OutputFailed where another run does, or nothing can be written there."""
    path = folder / NAME
    try:
        stream = path.open("a+b")
    except OSError:
        raise OutputFailed(Problem("U020", Severity.ERROR, f"写不了“{folder}”", "检查文件夹权限，或用 -o 换一个文件夹")) from None
    with stream:
        if not _taken(stream):
            remedy = "等它结束，或用 -o 换一个文件夹"
            raise OutputFailed(Problem("U028", Severity.ERROR, f"另一次批量运行正在往“{folder}”写结果", remedy))
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _taken(stream: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
