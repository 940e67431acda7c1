"""A first look into an .xls: its stream of records is sound, not too large, and without what need not be read."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile

from techreform_cli.domain.source import column_letter
from techreform_cli.ledger.codes import unreadable
from techreform_cli.ledger.files.extent import MAX_AREA, area, too_far, too_much
from techreform_cli.ledger.files.sniff import BROKEN_OLE, XLS_STREAMS

BOF, EOF, FILEPASS, BOUNDSHEET, NAME = 0x809, 0x0A, 0x2F, 0x85, 0x18
PASSED_OVER = 0x0C0
"""A record that carries nothing and no reader looks at."""
CELLS = frozenset((0x06, 0x203, 0x27E, 0xFD, 0x204, 0xD6, 0x205, 0x201))
FEW_NUMBERS, FEW_BLANKS = 0xBD, 0xBE
"""Records that hold several cells of a row: six bytes each, or two."""
BLANKS = frozenset((0x201, FEW_BLANKS))


def workbook_stream(data: bytes, file: str) -> bytes:
    """The records of the workbook in `data`, checked. Raises LedgerUnreadable where it is damaged, encrypted or too large."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            name = next(name for name in XLS_STREAMS if container.exists(name))
            stream = bytearray(container.openstream(name).read())
        check(stream, file)
    except BROKEN_OLE as error:
        raise unreadable("L006", file=file, found="内容不合格式") from error
    return bytes(stream)


def check(stream: bytearray, file: str) -> None:
    """Raises LedgerUnreadable for a password and for too large sheets, ValueError or struct.error for a broken stream. Named
    expressions are passed over from now on: working them out can take for ever, and nothing in a ledger is read by name."""
    sheets: list[int] = []
    for at, kind, _ in records(stream, 0):
        if kind == FILEPASS:
            raise unreadable("L005", file=file)
        if kind == BOUNDSHEET:
            sheets.append(struct.unpack_from("<I", stream, at + 4)[0])
        elif kind == NAME:
            struct.pack_into("<H", stream, at, PASSED_OVER)
    if len(set(sheets)) != len(sheets):
        raise ValueError("two sheets in one place")
    total = 0
    for number, start in enumerate(sheets, 1):
        total += sheet_area(stream, start, file, f"第{number}张表")
        if total > MAX_AREA:
            raise too_much(file)


def records(stream: bytearray, at: int) -> Iterator[tuple[int, int, int]]:
    """Place, kind and length of every record from a beginning to its end, those of charts within included."""
    depth = 0
    while True:
        kind, length = struct.unpack_from("<HH", stream, at)
        if not depth and kind != BOF:
            raise ValueError("no beginning")
        depth += (kind == BOF) - (kind == EOF)
        yield at, kind, length
        if not depth:
            return
        at += 4 + length


def sheet_area(stream: bytearray, start: int, file: str, sheet: str) -> int:
    """What the sheet takes (see extent). Raises LedgerUnreadable if its content reaches too far."""
    rows = columns = blanks = 0
    lowest = rightmost = ""
    for at, kind, length in records(stream, start):
        if kind in CELLS or kind in (FEW_NUMBERS, FEW_BLANKS):
            row, column = struct.unpack_from("<HH", stream, at + 4)
            last = column + ((length - 6) // 6 if kind == FEW_NUMBERS else 1) - 1
            if kind in BLANKS:
                blanks += (length - 6) // 2
                continue
            if row >= rows:
                rows, lowest = row + 1, f"{column_letter(last)}{row + 1}"
            if last >= columns:
                columns, rightmost = last + 1, f"{column_letter(last)}{row + 1}"
    if area(rows, columns) > MAX_AREA or blanks > 2 * MAX_AREA:
        raise too_far(file, sheet, rows, lowest, columns, rightmost)
    return area(rows, columns) + blanks // 2
