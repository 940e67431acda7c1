"""Writes several files whole or not at all: beside their targets first, then moved into place."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from techreform_cli.domain.problem import OutputFailed, Problem, Severity

Writer = Callable[[Path], None]


def save_all(writers: dict[Path, Writer]) -> list[Path]:
    """Write every target by its writer. If any cannot be written, none is touched. Raises OutputFailed."""
    prepared: list[tuple[Path, Path]] = []
    try:
        for target, write in writers.items():
            prepared.append((_written_beside(target, write), target))
        for temporary, target in prepared:
            _move(temporary, target)
    finally:
        for temporary, _ in prepared:
            temporary.unlink(missing_ok=True)
    return list(writers)


def _written_beside(target: Path, write: Writer) -> Path:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".techreform-", suffix=target.suffix, dir=target.parent)
        os.close(handle)
    except OSError as error:
        raise _failed(target.parent, error) from None
    temporary = Path(name)
    try:
        write(temporary)
        temporary.chmod(0o644)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise _failed(target, error) from None
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _move(temporary: Path, target: Path) -> None:
    if target.is_dir():
        raise _failed(target, IsADirectoryError())
    try:
        temporary.replace(target)
    except OSError as error:
        raise _failed(target, error) from None


def _failed(target: Path, error: OSError) -> OutputFailed:
    if isinstance(error, PermissionError):
        remedy = "如果正在 Excel 或 WPS 中打开，请先关闭；或用 -o 换一个文件夹"
    elif isinstance(error, FileExistsError | NotADirectoryError | IsADirectoryError):
        remedy = "这个名字已被占用，请用 -o 换一个文件夹"
    else:
        remedy = "检查磁盘空间和文件夹权限，或用 -o 换一个文件夹"
    return OutputFailed(Problem("U020", Severity.ERROR, f"写不了“{target}”", remedy))
