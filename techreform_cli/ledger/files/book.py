"""A file, or a folder of files, becomes raw sheets: the one place that knows which format is read by what."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from techreform_cli.domain.problem import LedgerUnreadable, Problem
from techreform_cli.domain.source import SourceRef
from techreform_cli.domain.workbook import ANNOTATED, ISSUES, OWN_SHEETS
from techreform_cli.ledger.codes import problem, unreadable
from techreform_cli.ledger.files.delimited import read_delimited
from techreform_cli.ledger.files.ods import read_ods
from techreform_cli.ledger.files.sniff import Format, read_bytes, shown_name
from techreform_cli.ledger.files.xls import read_xls
from techreform_cli.ledger.files.xlsx import read_xlsx
from techreform_cli.ledger.raw import RawBook, RawSheet
from techreform_cli.ledger.wording import label

SETTINGS = (".yaml", ".yml", ".json")
"""Files beside a ledger that are ours or the clerk's settings: left out without a word."""
UNNAMED = ("sheet", "工作表")
"""What programs call a sheet that nobody has named."""


def read_book(path: Path) -> RawBook:
    """Every worksheet of the file, or of the files in the folder, at `path`. Raises LedgerUnreadable where it cannot be read at all."""
    if os.path.isdir(path):  # noqa: PTH112  a name that is too long is no folder, and told of below
        return read_folder(path)
    problems: list[Problem] = []
    file, digest, sheets = read_file(path, problems)
    if {sheet.name for sheet in sheets} >= OWN_SHEETS:
        raise unreadable("L046", file=file)
    if path.with_name(f"~${path.name}").exists():
        problems.append(problem("L083", SourceRef(file, "", ""), file=file))
    return RawBook(file, digest, sheets, ((file, digest),), tuple(problems))


def read_folder(folder: Path) -> RawBook:
    """The files of a folder as one ledger, in the order of their names. Raises LedgerUnreadable where there is none, or one is damaged."""
    name = folder.resolve().name
    problems: list[Problem] = []
    sheets: list[RawSheet] = []
    files: list[tuple[str, str]] = []
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        file = shown_name(path)
        if path.is_dir() or path.suffix.lower() in SETTINGS:
            continue
        if file.startswith(("~$", ".~", ".")):
            problems.append(problem("L080", SourceRef(file, "", ""), file=file, reason="是锁定文件或隐藏文件"))
            continue
        try:
            _, digest, found = read_file(path, problems)
        except LedgerUnreadable as error:
            if error.problems[0].code not in ("L003", "L004", "L010"):
                raise
            problems.append(problem("L080", SourceRef(file, "", ""), file=file, reason="不是台账文件"))
            continue
        names = {sheet.name for sheet in found}
        if names >= OWN_SHEETS or (ISSUES in names and ANNOTATED in file):
            problems.append(problem("L080", SourceRef(file, "", ""), file=file, reason="是本程序写出的结果"))
            continue
        files.append((file, digest))
        sheets += known_by_file(found, path.stem)
    if not files:
        raise unreadable("L002", file=name)
    digest = hashlib.sha256("".join(f"{sha}  {file}\n" for file, sha in files).encode()).hexdigest()
    return RawBook(name, digest, tuple(sheets), tuple(files), tuple(problems))


def known_by_file(sheets: Iterable[RawSheet], stem: str) -> list[RawSheet]:
    """Sheets of one file among several; the only one of a file that nobody has named goes by the file's name."""
    with_content = [sheet for sheet in sheets if sheet.grid]
    unnamed = len(with_content) == 1 and label(with_content[0].name).startswith(UNNAMED)
    return [replace(sheet, alone=False, called=stem if unnamed else "") for sheet in with_content]


def read_file(path: Path, problems: list[Problem]) -> tuple[str, str, tuple[RawSheet, ...]]:
    """The name, the SHA-256 and the sheets of one file; what is to be known of its format goes to `problems`. Raises LedgerUnreadable."""
    file = shown_name(path)
    data, kind = read_bytes(path)
    whole = SourceRef(file, "", "")
    if kind is Format.XLSX:
        sheets, macros, links = read_xlsx(data, file)
        problems += [problem("L082", whole, file=file)] if macros else []
        problems += [problem("L084", whole, file=file)] if links else []
    elif kind is Format.XLS:
        sheets = read_xls(data, file)
    elif kind is Format.ODS:
        sheets = read_ods(data, file)
    else:
        sheet, encoding = read_delimited(data, file, Path(file).stem)
        sheets = (sheet,)
        problems.append(problem("L081", whole, file=file, found=encoding))
    return file, hashlib.sha256(data).hexdigest(), sheets
