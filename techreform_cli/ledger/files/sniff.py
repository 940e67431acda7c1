"""Is this a workbook we can read? Judged by content, never by the file's name; one clear sentence if not."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from pathlib import Path

from techreform_cli.ledger.codes import unreadable

MAX_FILE = 200 * 2**20

DAMAGED_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError, OSError, ValueError)
"""What zipfile raises for archives that are cut off, overwritten, or packed in ways no workbook is."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
XLS_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))


def shown_name(path: Path) -> str:
    """The file's name as it can be written; bytes of another encoding become question marks."""
    return path.name.encode(errors="replace").decode()


def read_workbook_bytes(path: Path) -> bytes:
    """The bytes of the .xlsx or .xlsm at `path`. Raises LedgerUnreadable for anything else, saying what it is."""
    file = shown_name(path)
    try:
        if path.is_dir():
            raise unreadable("L002", file=file or str(path))
        size = path.stat().st_size
        if size > MAX_FILE:
            raise unreadable("L007", file=file, found=f"{size // 2**20} MB，上限 {MAX_FILE // 2**20} MB")
        data = path.read_bytes()
    except FileNotFoundError as problem:
        raise unreadable("L001", file=file) from problem
    except OSError as problem:
        raise unreadable("L006", file=file, found="打不开，可能没有权限或正被占用") from problem
    if not data:
        raise unreadable("L003", file=file)
    if data.startswith(OLE):
        check_ole(data, file)
    if data.startswith(b"PK"):
        check_zip(data, file)
        return data
    raise unreadable("L004", file=file, found=f"看内容像{text_kind(data)}")


def check_ole(data: bytes, file: str) -> None:
    """Always raises LedgerUnreadable: an encrypted workbook, an old .xls, or something else of the old Office."""
    if ENCRYPTED in data:
        raise unreadable("L005", file=file)
    if any(stream in data for stream in XLS_STREAMS):
        raise unreadable("L010", file=file, found="旧版 Excel 的 .xls（或 WPS 的 .et）格式")
    raise unreadable("L004", file=file, found="看内容像旧版 Office 的其他文件")


def check_zip(data: bytes, file: str) -> None:
    """Raises LedgerUnreadable unless the zip holds an .xlsx workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except DAMAGED_ZIP as problem:
        raise unreadable("L006", file=file, found="压缩包不完整") from problem
    if any(name.endswith("/workbook.xml") for name in names):
        return
    if any(name.endswith("/workbook.bin") for name in names):
        raise unreadable("L010", file=file, found=".xlsb（二进制工作簿）格式")
    if "content.xml" in names:
        raise unreadable("L010", file=file, found=".ods（OpenDocument）格式")
    found = "看内容像 Word 文档" if any(name.startswith("word/") for name in names) else "只是一个压缩包"
    raise unreadable("L004", file=file, found=found)


def text_kind(data: bytes) -> str:
    """What a file that is neither zip nor OLE seems to be."""
    head = data[:2048].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        return "网页"
    if head.startswith(b"<?xml"):
        return " XML 文件"
    if head.startswith(b"%pdf"):
        return " PDF 文件"
    return "图片或其他文件" if b"\x00" in head else "文本或 CSV 文件"
