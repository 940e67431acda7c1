"""A .csv, .tsv or other table of text becomes one raw sheet: every cell is text, row numbers are those a spreadsheet would show."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath

from techreform_cli.domain.problem import Problem
from techreform_cli.ledger.codes import problem, unreadable
from techreform_cli.ledger.files.extent import MAX_AREA, ROW_ITSELF, area
from techreform_cli.ledger.raw import Cell, RawSheet

UTF8, UTF16, GB18030 = "utf-8-sig", "utf-16", "gb18030"
CODECS = {UTF8: "UTF-8", UTF16: "UTF-16", GB18030: "GB18030"}
MAX_TEXT = 50 * 2**20
DELIMITERS = {",": "逗号", "\t": "制表符", ";": "分号", "，": "全角逗号"}
SAMPLE = 50
"""How many rows are looked at to tell what parts the columns."""
LONGEST_CELL = 32_767
"""As in a spreadsheet; a longer one swallows rows because a quotation mark is missing."""
AS_TEXT = re.compile(r'="([^"]*)"')
"""How programs make Excel keep the zeros of a code: ="00123"."""


def read_delimited(data: bytes, file: str) -> tuple[tuple[RawSheet, ...], list[Problem]]:
    """The one sheet, called as the file. Raises LedgerUnreadable where the text is broken or is no table."""
    if len(data) > MAX_TEXT:
        raise unreadable("L007", file=file, found=f"{len(data) // 2**20} MB，文本文件的上限是 {MAX_TEXT // 2**20} MB")
    codec = codec_of(data, file)
    if max(data.count(mark.encode()) for mark in DELIMITERS) > MAX_AREA or data.count(b"\n") > MAX_AREA // ROW_ITSELF:
        raise unreadable("L007", file=file, found="行或格太多")
    delimiter = delimiter_of(data, codec)
    if delimiter is None:
        raise unreadable("L004", file=file, found="只是文字，没有用逗号或制表符等分成列")
    grid = rows(data, codec, delimiter, file)
    content = frozenset(i for i, row in enumerate(grid) if row.count("") != len(row))
    sheet = RawSheet(file, PurePath(file).stem, grid, content_rows=content, untyped=True)
    return (sheet,), [problem("L086", file=file, encoding=CODECS[codec], delimiter=DELIMITERS[delimiter])]


def codec_of(data: bytes, file: str) -> str:
    """The codec that all of the text is in: what a mark at its beginning says, else UTF-8 if it fits, else GB18030. Raises
    LedgerUnreadable for what is no text in any of them."""
    codec = UTF16 if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else UTF8
    at = undecodable(data, codec)
    if at is None:
        return codec
    cut_off = at >= len(data) - 3 and not data[:at].isascii()
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not marked and not cut_off and undecodable(data, GB18030) is None:
        return GB18030
    if cut_off:
        raise unreadable("L006", file=file, found="最后一个字不完整")
    raise unreadable("L087", file=file, line=data.count(b"\n", 0, at) + 1)


def undecodable(data: bytes, codec: str) -> int | None:
    """Where the first byte is that makes no sense in the codec, or stands for a NUL; None if there is none."""
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        return error.start
    at = text.find("\x00")
    return len(text[:at].encode(codec)) if at >= 0 else None


def lines_of(data: bytes, codec: str) -> io.TextIOWrapper:
    """The text line by line, ends of lines as they are."""
    return io.TextIOWrapper(io.BytesIO(data), codec, newline="")


def delimiter_of(data: bytes, codec: str) -> str | None:
    """What parts the columns: what gives most rows of the sample the same number of cells, and the more of them; None if nothing does.
    The full-width comma also stands in prose, so with it all rows must be alike."""
    best: tuple[int, int] = (0, 0)
    chosen = None
    for delimiter in DELIMITERS:
        lines = (line for line in lines_of(data, codec) if line.strip())
        try:
            widths = Counter(len(row) for _, row in zip(range(SAMPLE), csv.reader(lines, delimiter=delimiter), strict=False))
        except csv.Error:
            continue
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(0, 0))
        total = sum(widths.values())
        table = count == total if delimiter == "，" else 2 * (total - widths[1]) >= total
        if width > 1 and table and (count, width) > best:
            best, chosen = (count, width), delimiter
    return chosen


def rows(data: bytes, codec: str, delimiter: str, file: str) -> list[list[Cell]]:
    """All rows, padded to one length. Raises LedgerUnreadable where quotation marks do not match or there is too much."""
    grid: list[list[Cell]] = []
    width = 0
    reader = csv.reader(lines_of(data, codec), delimiter=delimiter, strict=True)
    for record in records(reader, file):
        grid.append([cell if not cell.startswith("=") else AS_TEXT.sub(r"\1", cell) for cell in record])
        width = max(width, len(record))
        if area(len(grid), width) > MAX_AREA:
            raise unreadable("L007", file=file, found=f"超过 {len(grid) - 1} 行、{width} 列")
    while grid and not any(grid[-1]):
        grid.pop()
    for row in grid:
        row.extend([""] * (width - len(row)))
    return grid


def records(reader: Iterator[list[str]], file: str) -> Iterator[list[str]]:
    """The rows of a csv reader. Raises LedgerUnreadable for what it cannot part."""
    number = 1
    try:
        for number, record in enumerate(reader, 2):
            if max(map(len, record), default=0) > LONGEST_CELL:
                raise unreadable("L088", file=file, line=number - 1, found="有一格的内容过长，可能缺了引号或换行")
            yield record
    except csv.Error as error:
        found = "有一格的内容过长，可能缺了引号或换行" if "limit" in str(error) else "起引号没有成对"
        raise unreadable("L088", file=file, line=number, found=found) from error
