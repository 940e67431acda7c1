"""What a file is, judged by content, never by its name; one clear sentence if it is no ledger."""

from __future__ import annotations

import io
import lzma
import stat
import struct
import zipfile
import zlib
from enum import Enum
from pathlib import Path

from techreform_cli.ledger.codes import unreadable

MAX_FILE = 200 * 2**20

DAMAGED_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError, OSError, ValueError)
"""What zipfile raises for archives that are cut off, overwritten, or packed in ways no workbook is."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
BIFF = (b"\x09\x08\x10\x00\x00\x06", b"\x09\x08\x08\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00")
"""How an .xls begins that is no OLE file: Excel 2 to 5."""
XLS_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))


def shown_name(path: Path) -> str:
    """The file's name as it can be written; bytes of another encoding become question marks."""
    return path.name.encode(errors="replace").decode()


class Format(Enum):
    """The formats that are read."""

    XLSX = "xlsx"  # and .xlsm
    XLS = "xls"
    ODS = "ods"
    TEXT = "csv"


def read_bytes(path: Path) -> tuple[bytes, Format]:
    """The bytes of the file at `path` and what they are. Raises LedgerUnreadable for what is no ledger, saying what it is."""
    file = shown_name(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise unreadable("L006", file=file, found="不是普通文件")
        if status.st_size > MAX_FILE:
            raise unreadable("L007", file=file, found=f"{status.st_size // 2**20} MB，上限 {MAX_FILE // 2**20} MB")
        data = path.read_bytes()
    except FileNotFoundError as problem:
        raise unreadable("L001", file=file) from problem
    except OSError as problem:
        raise unreadable("L006", file=file, found="打不开，可能没有权限或正被占用") from problem
    return data, format_of(data, file)


def format_of(data: bytes, file: str) -> Format:
    """What the bytes of a file are, whatever its name says. Raises LedgerUnreadable."""
    if not data:
        raise unreadable("L003", file=file)
    if data.startswith(OLE):
        return check_ole(data, file)
    if data.startswith(b"PK"):
        return check_zip(data, file)
    if data.startswith(BIFF):
        return Format.XLS
    if (kind := text_kind(data)) is not None:
        raise unreadable("L004", file=file, found=f"看内容像{kind}")
    return Format.TEXT


def check_ole(data: bytes, file: str) -> Format:
    """Raises LedgerUnreadable unless it is an old .xls: for an encrypted workbook, or something else of the old Office."""
    if ENCRYPTED in data:
        raise unreadable("L005", file=file)
    if any(stream in data for stream in XLS_STREAMS):
        return Format.XLS
    raise unreadable("L004", file=file, found="看内容像旧版 Office 的其他文件")


def check_zip(data: bytes, file: str) -> Format:
    """Raises LedgerUnreadable unless the zip holds a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except DAMAGED_ZIP as problem:
        raise unreadable("L006", file=file, found="压缩包不完整") from problem
    if any(name.endswith("/workbook.xml") for name in names):
        return Format.XLSX
    if any(name.endswith("/workbook.bin") for name in names):
        raise unreadable("L010", file=file, found=".xlsb（二进制工作簿）格式")
    if {"content.xml", "META-INF/manifest.xml"} <= names:
        return Format.ODS
    found = "看内容像 Word 文档" if any(name.startswith("word/") for name in names) else "只是一个压缩包"
    raise unreadable("L004", file=file, found=found)


def text_kind(data: bytes) -> str | None:
    """What a file that is neither zip nor OLE seems to be; None for text that may hold a table."""
    head = data[:2048].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        return "网页"
    if head.startswith(b"<?xml"):
        return " XML 文件"
    if head.startswith(b"%pdf"):
        return " PDF 文件"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16 text, half of it zero bytes
        return None
    return "图片或其他文件" if b"\x00" in head else None
