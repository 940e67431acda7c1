"""The zip that an .xlsx or .ods is: what it unpacks to, before anything is unpacked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from techreform_cli.domain.damage import DAMAGED_ZIP
from techreform_cli.ledger.codes import unreadable

MAX_UNPACKED = 200 * 2**20
"""Twice what 100,000 rows of 20 columns take."""
MAX_RATIO = 100
RATIO_MATTERS_FROM = 10 * 2**20
PIECE = 4 * 2**20
LONGEST_LIST = 16 * 2**20
"""Of a part that is read at one go: the list of a workbook's sheets, its styles."""

XML = (".xml", ".rels", ".vml")
DOCTYPES = (b"<!DOCTYPE", b"<\x00!\x00D\x00", b"\x00<\x00!\x00D")


@contextmanager
def opened(data: bytes, file: str) -> Iterator[zipfile.ZipFile]:
    """The zip in `data`, its declared sizes checked. Raises LedgerUnreadable for what is wrong with it."""
    with damage_told(file):
        archive = zipfile.ZipFile(io.BytesIO(data))
    with archive:
        check_sizes(archive, file)
        yield archive


@contextmanager
def damage_told(file: str) -> Iterator[None]:
    """Around what zipfile does, and nothing else: a fault of our own must not pass for a damaged file. Raises LedgerUnreadable."""
    try:
        yield
    except DAMAGED_ZIP as problem:
        raise unreadable("L006", file=file, found="压缩包不完整") from problem
    except RuntimeError as problem:  # zipfile's word for a zip member with a password
        raise unreadable("L005", file=file) from problem


def check_sizes(archive: zipfile.ZipFile, file: str) -> None:
    """Raises LedgerUnreadable if the declared sizes are out of all proportion. A directory that lies about them is
    caught on reading: zipfile stops at the declared size and compares checksums."""
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    if total > MAX_UNPACKED:
        raise unreadable("L007", file=file, found=f"解压后有 {total // 2**20} MB，上限 {MAX_UNPACKED // 2**20} MB")
    for member in members:
        if member.file_size > RATIO_MATTERS_FROM and member.file_size > MAX_RATIO * member.compress_size:
            raise unreadable("L007", file=file, found=f"压缩比异常，解压后有 {member.file_size // 2**20} MB")


def pieces(archive: zipfile.ZipFile, name: str, file: str) -> Iterator[bytes]:
    """The content of a part, a few megabytes at a time. Raises LedgerUnreadable if it is XML with a DTD."""
    before = b""
    marks = DOCTYPES if name.lower().endswith(XML) else ()
    with damage_told(file):
        part = archive.open(name)
    with part:
        while piece := next_piece(part, file):
            seam = before + piece[:16]
            if any(mark in piece or mark in seam for mark in marks):
                raise unreadable("L008", file=file)
            before = piece[-16:]
            yield piece


def next_piece(part: IO[bytes], file: str) -> bytes:
    """The next bytes of a part, none at its end. Raises LedgerUnreadable where they are damaged."""
    with damage_told(file):
        return part.read(PIECE)


def whole(archive: zipfile.ZipFile, name: str, file: str) -> bytes:
    """A part that is read at one go. Raises LedgerUnreadable for a DTD, and for one longer than any workbook's."""
    if archive.getinfo(name).file_size > LONGEST_LIST:
        raise unreadable("L007", file=file, found=f"其中的 {name} 有 {archive.getinfo(name).file_size // 2**20} MB")
    return b"".join(pieces(archive, name, file))
