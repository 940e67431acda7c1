"""Text files of values (.csv, .tsv): one sheet, every cell a text; the row is the number of the record, as a spreadsheet shows it."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter

from techreform_cli.ledger.codes import unreadable
from techreform_cli.ledger.files.extent import check_extent
from techreform_cli.ledger.raw import Cell, RawSheet

MAX_TEXT = 50 * 2**20
LONGEST_CELL = 100_000
DELIMITERS = (",", "\t", ";", "，", "|")
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
ENCODINGS = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16", "gb18030": "GB18030（简体中文）"}


def read_delimited(data: bytes, file: str, name: str) -> tuple[RawSheet, str]:
    """The one sheet, called `name`, of the text in `data`, and the name of its encoding. Raises LedgerUnreadable where it is no such
    text: not decodable, no column twice, or too large."""
    if len(data) > MAX_TEXT:
        raise unreadable("L007", file=file, found=f"{len(data) // 2**20} MB，文本文件上限 {MAX_TEXT // 2**20} MB")
    text, encoding = decoded(data, file)
    delimiter = delimiter_of(text)
    csv.field_size_limit(LONGEST_CELL)
    try:
        rows: list[list[Cell]] = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as problem:
        raise unreadable("L004", file=file, found="看内容不像一张表") from problem
    width = max(map(len, rows), default=0)
    if width < 2:
        raise unreadable("L004", file=file, found="看内容像文本，不像一张表（没有用逗号或制表符分列）")
    for row in rows:
        row.extend([""] * (width - len(row)))
    check_extent(rows, file, name)
    content = frozenset(at for at, row in enumerate(rows) if any(row))
    return RawSheet(file, name, rows, content_rows=content), ENCODINGS[encoding]


def decoded(data: bytes, file: str) -> tuple[str, str]:
    """The text and its encoding: by its byte order mark, else strictly UTF-8, else strictly GB18030. Raises LedgerUnreadable."""
    marked = next((encoding for bom, encoding in BOMS if data.startswith(bom)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, encoding
    raise unreadable("L004", file=file, found="看内容像图片或其他文件")


def delimiter_of(text: str) -> str:
    """The delimiter that parts the first lines into the same number of columns most often; a comma if none does."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:30]
    best, most = ",", 0
    for delimiter in DELIMITERS:
        counts = Counter(line.count(delimiter) for line in lines)
        counts.pop(0, None)
        often = max(counts.values(), default=0)
        if often > most:
            best, most = delimiter, often
    return best
