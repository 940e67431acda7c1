"""A ledger's file or folder becomes raw sheets: every cell at its true place."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path, PurePath

from techreform_cli.domain.problem import LedgerUnreadable, Problem
from techreform_cli.domain.workbook import ISSUES, OWN_SHEETS
from techreform_cli.ledger.codes import problem, unreadable
from techreform_cli.ledger.files.delimited import read_delimited
from techreform_cli.ledger.files.ods import read_ods
from techreform_cli.ledger.files.sniff import Kind, read_bytes, shown_name
from techreform_cli.ledger.files.xls import read_xls
from techreform_cli.ledger.files.xlsx import read_xlsx
from techreform_cli.ledger.raw import RawBook, RawSheet

LOCKS = ("~$", ".~")
SYSTEM_FILES = frozenset(("thumbs.db", "desktop.ini"))
SETTINGS = "settings"
"""Of our own settings beside the ledger nothing is said."""
UNNAMED = re.compile(r"(?:sheet|工作表|表) ?\d*", re.IGNORECASE)
COPY = "是标注了问题的副本，不是台账"
FOREIGN = {"L004": "", "L046": "是本程序写出的工作簿", "L080": "不是普通文件", "L081": COPY}
"""The refusals that say that a file is no ledger at all, and what a folder's list says of it ("": what the refusal says)."""

READERS = {Kind.XLSX: read_xlsx, Kind.XLS: read_xls, Kind.ODS: read_ods, Kind.TEXT: read_delimited}


def read_book(path: Path) -> RawBook:
    """Every worksheet of the file, or of all files in the folder. Raises LedgerUnreadable where one cannot be read at all."""
    is_folder = os.path.isdir(path)  # noqa: PTH112  (unlike Path.is_dir, False for names no file can have)
    return read_folder(path) if is_folder else read_file(path)


def read_file(path: Path) -> RawBook:
    """Every worksheet of one file. Raises LedgerUnreadable where it cannot be read at all, or is a workbook of our own."""
    file = shown_name(path)
    data, kind = read_bytes(path)
    sheets, problems = READERS[kind](data, file)
    if {sheet.name for sheet in sheets} >= OWN_SHEETS:
        raise unreadable("L046", file=file)
    lock = lock_beside(path)
    said = [problem("L083", file=file, lock=lock)] if lock else []
    sha256 = hashlib.sha256(data).hexdigest()
    return RawBook(file, sha256, sheets, (*said, *problems), ((file, sha256),))


def lock_beside(path: Path) -> str:
    """The name of the file that Excel, WPS or LibreOffice keeps beside an open workbook; "" if it is not open."""
    names = (f"~${path.name}", f".~{path.name}", f".~lock.{path.name}#")
    beside = (path.with_name(name) for name in names)
    return next((shown_name(lock) for lock in beside if os.path.exists(lock)), "")  # noqa: PTH110  (the same)


def read_folder(path: Path) -> RawBook:
    """Every worksheet of the ledger files in a folder, in the order of their names; each file left out is named in a problem."""
    folder = shown_name(path.resolve())
    books: list[RawBook] = []
    problems: list[Problem] = []
    for item in listed(path, folder):
        reason = passed_over(item)
        book = None if reason else read_unless_foreign(item)
        if isinstance(book, RawBook):
            twin = next((other.file for other in books if other.sha256 == book.sha256), None)
            if twin:
                problems.append(problem("L082", file=book.file, other=twin))
            else:
                books.append(book)
                problems += book.problems
        elif reason != SETTINGS:
            problems.append(problem("L081", file=shown_name(item), reason=reason or book))
    if not books:
        skipped = "".join(f"；{said.message}" for said in problems[:3])
        raise unreadable("L002", file=folder, skipped=skipped)
    sheets: list[RawSheet] = []
    for book in books:
        for sheet in book.sheets:
            called = PurePath(book.file).stem if len(book.sheets) == 1 and UNNAMED.fullmatch(sheet.name) else ""
            sheets.append(replace(sheet, alone=False, called=called))
            if called:
                problems.append(problem("L089", sheets[-1].whole, found=sheet.name, name=called))
    files = tuple((book.file, book.sha256) for book in books)
    return RawBook(folder, combined_sha256(files), tuple(sheets), tuple(problems), files)


def combined_sha256(files: Iterable[tuple[str, str]]) -> str:
    """That of the lines "sha256  name" of all files, sorted."""
    lines = "".join(f"{line}\n" for line in sorted(f"{sha256}  {name}" for name, sha256 in files))
    return hashlib.sha256(lines.encode()).hexdigest()


def listed(path: Path, folder: str) -> list[Path]:
    """What lies in the folder, by name. Raises LedgerUnreadable where it may not be looked into."""
    try:
        return sorted(path.iterdir(), key=lambda item: (item.stem, item.suffix))
    except OSError as error:
        raise unreadable("L006", file=folder, found="打不开，可能没有权限") from error


def passed_over(path: Path) -> str:
    """Why a file of a folder is not even opened; "" if it is."""
    if path.name.startswith(LOCKS):
        return "是打开台账时留下的临时文件"
    if path.name.startswith(".") or path.name.lower() in SYSTEM_FILES:
        return "是隐藏文件或系统文件"
    if path.is_dir():
        return "是子文件夹，只读直接放在文件夹里的文件"
    return SETTINGS if path.suffix.lower() in (".yaml", ".yml") else ""


def lists_issues(sheet: RawSheet) -> bool:
    """Whether the sheet is the list of problems in a marked copy of a ledger: read beside its original, it would count twice."""
    return sheet.name == ISSUES and bool(sheet.grid) and str(sheet.grid[0][0]).startswith(f"{ISSUES}：")


def read_unless_foreign(path: Path) -> RawBook | str:
    """The file of a folder, or why it is no ledger. Raises LedgerUnreadable for a ledger that cannot be read."""
    try:
        book = read_file(path)
        return COPY if any(map(lists_issues, book.sheets)) else book
    except LedgerUnreadable as refusal:
        code = refusal.problems[0].code
        if code not in FOREIGN:
            raise
        return FOREIGN[code] or refusal.problems[0].message.partition("，")[2]
