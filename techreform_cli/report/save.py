"""Writes several files whole or not at all: beside their targets first, then moved into place."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from techreform_cli.domain.problem import OutputFailed, Problem, Severity
from techreform_cli.domain.workbook import OWN_SHEETS

Writer = Callable[[Path], None]
WORKBOOK, LONGEST_LIST = ".xlsx", 2**20
"""A workbook's suffix, and how much of its list of sheets is read."""


def beside(ledger: Path, folder: Path | None) -> tuple[Path, str]:
    """Where what is made of a ledger goes (`folder`; None: beside the ledger's file or folder), and what its name begins with."""
    whole = ledger.resolve() if ledger.is_dir() else ledger
    return folder if folder is not None else whole.parent, whole.name if ledger.is_dir() else ledger.stem


def save_all(writers: dict[Path, Writer]) -> list[Path]:
    """Write every target by its writer. If any cannot be written, or is a workbook that somebody else made, none is touched.
    Raises OutputFailed."""
    for target in writers:
        if target.suffix == WORKBOOK and not _replaceable(target):
            remedy = "请把它改名或移到别处，或用 -o 换一个文件夹"
            raise OutputFailed(Problem("U021", Severity.ERROR, f"“{target}”已经存在，而且不是本程序写出的，没有覆盖", remedy))
    prepared: list[tuple[Path, Path]] = []
    try:
        for target, write in writers.items():
            prepared.append((_written_beside(target, write), target))
        _move_all(prepared)
    finally:
        for temporary, _ in prepared:
            temporary.unlink(missing_ok=True)
    return list(writers)


def _replaceable(path: Path) -> bool:
    """Whether there is no file yet, or a workbook that this program wrote: it has our sheets, whoever saved it last."""
    try:
        if not path.is_file():
            return True
        with zipfile.ZipFile(path) as book, book.open("xl/workbook.xml") as part:
            listed = part.read(LONGEST_LIST).decode("utf-8", errors="replace")
    except OSError as error:
        raise _failed(path, error) from None
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, zlib.error, EOFError):
        return False
    return set(re.findall(r'<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"', listed)) >= OWN_SHEETS


def save_texts(texts: dict[Path, str]) -> list[Path]:
    """Write every text as UTF-8, with line ends as they are. Raises OutputFailed."""

    def writer(text: str) -> Writer:
        def write(path: Path) -> None:
            path.write_text(text, "utf-8", newline="")

        return write

    return save_all({target: writer(text) for target, text in texts.items()})


def _move_all(prepared: list[tuple[Path, Path]]) -> None:
    """Move every file into place; if one cannot be moved, put back what the earlier ones replaced."""
    with tempfile.TemporaryDirectory(prefix="techreform-") as kept:
        done: list[tuple[Path, Path]] = []
        for number, (temporary, target) in enumerate(prepared):
            before = Path(kept) / str(number)
            try:
                if target.is_file():
                    shutil.copy2(target, before)
                temporary.replace(target)
            except OSError as error:
                for moved, earlier in done:
                    shutil.copy2(earlier, moved) if earlier.is_file() else moved.unlink(missing_ok=True)
                raise _failed(target, error) from None
            done.append((target, before))


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


def _failed(target: Path, error: OSError) -> OutputFailed:
    if isinstance(error, PermissionError):
        remedy = "如果正在 Excel 或 WPS 中打开，请先关闭；或用 -o 换一个文件夹"
    elif isinstance(error, FileExistsError | NotADirectoryError | IsADirectoryError):
        remedy = "这个名字已被占用，请用 -o 换一个文件夹"
    else:
        remedy = "检查磁盘空间和文件夹权限，或用 -o 换一个文件夹"
    return OutputFailed(Problem("U020", Severity.ERROR, f"写不了“{target}”", remedy))
