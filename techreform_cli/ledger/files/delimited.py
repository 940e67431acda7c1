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
from techreform_cli.ledger.files.extent import MAX_AREA, area
from techreform_cli.ledger.raw import Cell, RawSheet

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
    text, encoding = decoded(data, file)
    if "\x00" in text:
        raise unreadable("L087", file=file, line=text.count("\n", 0, text.index("\x00")) + 1)
    delimiter = delimiter_of(text)
    if delimiter is None:
        raise unreadable("L004", file=file, found="只是文字，没有用逗号或制表符等分成列")
    grid = rows(text, delimiter, file)
    content = frozenset(i for i, row in enumerate(grid) if row.count("") != len(row))
    sheet = RawSheet(file, PurePath(file).stem, grid, content_rows=content)
    return (sheet,), [problem("L086", file=file, encoding=encoding, delimiter=DELIMITERS[delimiter])]


def decoded(data: bytes, file: str) -> tuple[str, str]:
    """The text and the name of its encoding: what a mark at its beginning says, else UTF-8 if all of it is, else GB18030."""
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16"), "UTF-16"
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError as error:
        at = error.start
    cut_off = at >= len(data) - 3 and not data[:at].isascii()
    if not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not cut_off:
        try:
            return data.decode("gb18030"), "GB18030"
        except UnicodeDecodeError:
            pass
    if cut_off:
        raise unreadable("L006", file=file, found="最后一个字不完整")
    raise unreadable("L087", file=file, line=data.count(b"\n", 0, at) + 1)


def delimiter_of(text: str) -> str | None:
    """What parts the columns: what gives most rows of the sample the same number of cells, and the more of them; None if nothing does."""
    best: tuple[int, int] = (0, 0)
    chosen = None
    for delimiter in DELIMITERS:
        lines = (line for line in io.StringIO(text, newline="") if line.strip())
        try:
            widths = Counter(len(row) for _, row in zip(range(SAMPLE), csv.reader(lines, delimiter=delimiter), strict=False))
        except csv.Error:
            continue
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(0, 0))
        if width > 1 and 2 * count >= sum(widths.values()) and (count, width) > best:
            best, chosen = (count, width), delimiter
    return chosen


def rows(text: str, delimiter: str, file: str) -> list[list[Cell]]:
    """All rows, padded to one length. Raises LedgerUnreadable where quotation marks do not match or there is too much."""
    if text.count(delimiter) > MAX_AREA:
        raise unreadable("L007", file=file, found=f"超过 {MAX_AREA} 格")
    grid: list[list[Cell]] = []
    width = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
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
            if any(len(cell) > LONGEST_CELL for cell in record):
                raise unreadable("L088", file=file, line=number - 1, found="有一格的内容过长，可能缺了引号或换行")
            yield record
    except csv.Error as error:
        found = "有一格的内容过长，可能缺了引号或换行" if "limit" in str(error) else "起引号没有成对"
        raise unreadable("L088", file=file, line=number, found=found) from error
