"""Writes several files whole or not at all: beside their targets first, then moved into place."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from techreform_cli.domain.damage import DAMAGED_ZIP
from techreform_cli.domain.problem import OutputFailed, Problem, Severity
from techreform_cli.domain.workbook import ISSUES, MARK, OWN_SHEETS

Writer = Callable[[Path], None]
WORKBOOKS, LONGEST_LIST = (".xlsx", ".xlsm"), 2**20
"""The suffixes of workbooks, and how much of a list of sheets is read."""
ELSEWHERE = "用 -o 换一个文件夹"
"""What to do where a place cannot be written to."""


def beside(ledger: Path, folder: Path | None) -> tuple[Path, str]:
    """Where what is made of a ledger goes (`folder`; None: beside the ledger's file or folder), and what its name begins with."""
    whole = ledger.resolve() if ledger.is_dir() else ledger
    return folder if folder is not None else whole.parent, whole.name if ledger.is_dir() else ledger.stem


def save_all(writers: Mapping[Path, Writer], elsewhere: str = ELSEWHERE, replace: bool = False) -> list[Path]:
    """Write every target by its writer. If any cannot be written, or (unless all may be replaced) is a workbook that somebody else made,
    none is touched; `elsewhere` says how to choose another place. Raises OutputFailed."""
    if not replace:
        check_replaceable(writers, elsewhere)
    prepared: list[tuple[Path, Path]] = []
    try:
        for target, write in writers.items():
            prepared.append((_written_beside(target, write, elsewhere), target))
        _move_all(prepared, elsewhere)
    finally:
        for temporary, _ in prepared:
            temporary.unlink(missing_ok=True)
    return list(writers)


def check_replaceable(targets: Iterable[Path], elsewhere: str = ELSEWHERE) -> None:
    """Raises OutputFailed where a target is a workbook that somebody else made."""
    for target in targets:
        if target.suffix.lower() in WORKBOOKS and not _replaceable(target, elsewhere):
            remedy = f"请把它改名或移到别处，或{elsewhere}"
            raise OutputFailed(Problem("U021", Severity.ERROR, f"“{target}”已经存在，而且不是本程序写出的，没有覆盖", remedy))


def place_all(written: Mapping[Path, Path]) -> None:
    """Move files that are complete (target -> where it was written, on the same disk) into place: all, or none. Raises OutputFailed."""
    check_replaceable(written)
    for target in written:
        make_folder(target.parent)
    _move_all([(path, target) for target, path in written.items()], ELSEWHERE)


def make_folder(folder: Path) -> None:
    """The folder, with those above it. Raises OutputFailed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _failed(folder, error, ELSEWHERE) from None


def _replaceable(path: Path, elsewhere: str) -> bool:
    """Whether there is no file yet, or a workbook that this program wrote: it has our sheets, whoever saved it last."""
    try:
        return not path.is_file() or sheets_of(path) >= OWN_SHEETS or annotated(path)
    except OSError as error:
        raise _failed(path, error, elsewhere) from None


def annotated(path: Path) -> bool:
    """Whether the file is a copy of a ledger in which this program has marked problems. Raises OSError."""
    return ISSUES in sheets_of(path) and f'name="{MARK}"' in _part(path, "docProps/custom.xml")


def sheets_of(path: Path) -> set[str]:
    """The names of a workbook's sheets, none for a file that is no workbook. Raises OSError."""
    return set(re.findall(r'<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"', _part(path, "xl/workbook.xml")))


def _part(path: Path, name: str) -> str:
    """The text of a part of a workbook, "" where it has none, is damaged or has a password. Raises OSError for a file that cannot be
    opened."""
    with path.open("rb") as file:
        try:
            with zipfile.ZipFile(file) as book, book.open(name) as part:
                return part.read(LONGEST_LIST).decode("utf-8", errors="replace")
        except (*DAMAGED_ZIP, KeyError, RuntimeError):
            return ""


def save_texts(texts: dict[Path, str]) -> list[Path]:
    """Write every text as UTF-8, with line ends as they are. Raises OutputFailed."""

    def writer(text: str) -> Writer:
        def write(path: Path) -> None:
            path.write_text(text, "utf-8", newline="")

        return write

    return save_all({target: writer(text) for target, text in texts.items()})


def save_bytes(target: Path, content: bytes) -> None:
    """Write one file, replacing what is there. Raises OutputFailed."""

    def write(path: Path) -> None:
        path.write_bytes(content)

    save_all({target: write}, "用 -o 换一个文件", replace=True)


def _move_all(prepared: list[tuple[Path, Path]], elsewhere: str) -> None:
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
                raise _failed(target, error, elsewhere) from None
            done.append((target, before))


def _written_beside(target: Path, write: Writer, elsewhere: str) -> Path:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".techreform-", suffix=target.suffix, dir=target.parent)
        os.close(handle)
    except OSError as error:
        raise _failed(target.parent, error, elsewhere) from None
    temporary = Path(name)
    try:
        write(temporary)
        temporary.chmod(0o644)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise _failed(target, error, elsewhere) from None
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _failed(target: Path, error: OSError, elsewhere: str) -> OutputFailed:
    if isinstance(error, PermissionError):
        remedy = f"如果正在 Excel 或 WPS 中打开，请先关闭；或{elsewhere}"
    elif isinstance(error, FileExistsError | NotADirectoryError | IsADirectoryError):
        remedy = f"这个名字已被占用，请{elsewhere}"
    else:
        remedy = f"检查磁盘空间和文件夹权限，或{elsewhere}"
    return OutputFailed(Problem("U020", Severity.ERROR, f"写不了“{target}”", remedy))
