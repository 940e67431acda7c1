"""What is this file? Judged by its content, never by its name; one clear sentence for what holds no ledger."""

from __future__ import annotations

import codecs
import io
import re
import stat
import struct
import zipfile
from enum import Enum
from pathlib import Path

import olefile

from techreform_cli.ledger.codes import unreadable
from techreform_cli.ledger.files.archive import opened, whole

MAX_FILE = 200 * 2**20
HEAD = 4096

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
XLS_STREAMS = ("Workbook", "Book")
BROKEN_OLE = (OSError, ValueError, ArithmeticError, LookupError, struct.error, TypeError, AttributeError, RecursionError)
"""What olefile raises, its own error among them, for containers that are broken."""
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
PICTURES = (b"\x89png", b"\xff\xd8\xff", b"gif8")
WEB_PAGES = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<body", b"mime-version:")
SPREADSHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
MANIFEST = "META-INF/manifest.xml"


class Kind(Enum):
    """The formats that a ledger may have."""

    XLSX = "xlsx"
    ODS = "ods"
    XLS = "xls"
    TEXT = "text"


def shown_name(path: Path) -> str:
    """The file's name as it can be written; bytes of another encoding become question marks."""
    return path.name.encode(errors="replace").decode() or str(path)


def read_bytes(path: Path) -> tuple[bytes, Kind]:
    """The bytes of the file and its format. Raises LedgerUnreadable for one that cannot be a ledger, saying what it is."""
    file = shown_name(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for ever
            raise unreadable("L080", file=file)
        if not status.st_size:
            raise unreadable("L003", file=file)
        with path.open("rb") as stream:
            head = stream.read(HEAD)
            if not head.startswith((OLE, b"PK")):
                check_text(head, file)
            if status.st_size > MAX_FILE:
                raise unreadable("L007", file=file, found=f"{status.st_size // 2**20} MB，上限 {MAX_FILE // 2**20} MB")
            data = head + stream.read(MAX_FILE)
    except FileNotFoundError as problem:
        raise unreadable("L001", file=file) from problem
    except (OSError, ValueError) as problem:
        raise unreadable("L006", file=file, found="打不开，可能没有权限或正被占用") from problem
    if data.startswith(OLE):
        check_ole(data, file)
        return data, Kind.XLS
    return data, zip_kind(data, file) if data.startswith(b"PK") else Kind.TEXT


def check_ole(data: bytes, file: str) -> None:
    """Raises LedgerUnreadable unless it is an .xls (or .et): an encrypted workbook, or something else of the old Office."""
    if ENCRYPTED in data:
        raise unreadable("L005", file=file)
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            if any(container.exists(stream) for stream in XLS_STREAMS):
                return
            if not any(stream.encode("utf-16-le") in data for stream in XLS_STREAMS):
                raise unreadable("L004", file=file, found="看内容像旧版 Office 的其他文件")
    except BROKEN_OLE as problem:
        raise unreadable("L006", file=file, found="内容不合格式") from problem
    raise unreadable("L006", file=file, found="内容不合格式")


def zip_kind(data: bytes, file: str) -> Kind:
    """Which workbook the zip holds. Raises LedgerUnreadable if none that can be read."""
    with opened(data, file) as archive:
        names = set(archive.namelist())
        if any(name.lower().endswith("/workbook.xml") for name in names):
            return Kind.XLSX
        if any(name.endswith("/workbook.bin") for name in names):
            raise unreadable("L010", file=file, found=".xlsb（二进制工作簿）格式")
        if "content.xml" in names or "encrypted-package" in names:
            return open_document(archive, file)
    found = "看内容像 Word 文档" if any(name.startswith("word/") for name in names) else "只是一个压缩包"
    raise unreadable("L004", file=file, found=found)


def open_document(archive: zipfile.ZipFile, file: str) -> Kind:
    """Raises LedgerUnreadable for an encrypted document, and one that says it is no spreadsheet."""
    names = archive.namelist()
    if "encrypted-package" in names or (MANIFEST in names and b"encryption-data" in whole(archive, MANIFEST, file)):
        raise unreadable("L005", file=file)
    kind = whole(archive, "mimetype", file) if "mimetype" in names else b""
    if b"opendocument" in kind and b"spreadsheet" not in kind:
        raise unreadable("L004", file=file, found="看内容像 OpenDocument 的文字或其他文档")
    return Kind.ODS


def check_text(head: bytes, file: str) -> None:
    """Raises LedgerUnreadable for what begins like something other than a table of text."""
    start = re.sub(rb"^(?:\xef\xbb\xbf|\s)+", b"", head).lower()
    if start.startswith(WEB_PAGES):
        raise unreadable("L010", file=file, found="网页（有的系统导出的 .xls 其实是网页）")
    if SPREADSHEET_XML in start:
        raise unreadable("L010", file=file, found="XML 表格（有的系统导出的 .xls 其实是 XML）")
    if start.startswith(b"<?xml"):
        raise unreadable("L004", file=file, found="看内容像 XML 文件")
    if start.startswith(b"%pdf"):
        raise unreadable("L004", file=file, found="看内容像 PDF 文件")
    if start.startswith(PICTURES) or (b"\x00" in head and not head.startswith(UTF16)):
        raise unreadable("L004", file=file, found="看内容像图片或其他文件")
    if start.startswith((b"{", b"[")):
        raise unreadable("L004", file=file, found="看内容像程序用的 JSON 文件")
