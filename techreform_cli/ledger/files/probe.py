"""A first look into the zip of an .xlsx, before any library opens it.

For safety: calamine aborts the whole process on a cell far away, and a small zip can unpack to gigabytes. And for what
calamine does not tell: error values, formulas without a stored result, hidden rows, which rows have content.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree

from techreform_cli.domain.source import column_letter
from techreform_cli.ledger.codes import unreadable
from techreform_cli.ledger.files.sniff import DAMAGED_ZIP
from techreform_cli.ledger.raw import Fault

MAX_UNPACKED = 300 * 2**20
MAX_RATIO = 100
RATIO_MATTERS_FROM = 10 * 2**20
MAX_CELLS = 4_000_000
"""Rows times columns of a sheet's content; calamine lays out the whole rectangle in memory, about 40 bytes a cell."""
FAR_ROW, FAR_COLUMN = 100_000, 40
"""Content beyond either is named when there is too much; MAX_CELLS is their product."""

TAG = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*?)(/?)>")
ADDRESS = re.compile(rb"\br=[\"']([A-Z]*)(\d+)[\"']")
CELL = re.compile(rb"<c r=\"([A-Z]+)(\d+)\"[^>]*?(/>|></(?:\w+:)?c>|>)")
HIDDEN_ROW = re.compile(rb"<row (?=[^>]*\bhidden=[\"'](?:1|true)[\"'])[^>]*?\br=[\"'](\d+)[\"']")
FORMULA = rb"<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
ERROR_CELL = re.compile(rb"<c r=\"([A-Z]+)(\d+)\"[^>]*\bt=[\"']e[\"'][^>]*>\s*(?:" + FORMULA + rb")?<(?:\w+:)?v[^>]*>([^<]*)</")
FORMULA_CELL = re.compile(rb"<c r=\"([A-Z]+)(\d+)\"([^>]*[^>/])?>\s*" + FORMULA + rb"(<(?:\w+:)?v[^>]*>[^<])?")
IS_TEXT = re.compile(rb"\bt=[\"']str[\"']")


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What the probe found in one sheet. Rows and columns count from 0."""

    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    content_rows: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class BookFacts:
    """What the probe found in the workbook; `sheets` by name as written."""

    sheets: dict[str, SheetFacts]
    epoch_1904: bool = False


def probe(data: bytes, file: str) -> BookFacts:
    """The facts of the .xlsx in `data`. Raises LedgerUnreadable where it is damaged or not safe to open."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_sizes(archive, file)
            return book_facts({name: archive.read(name) for name in archive.namelist() if is_xml(name)}, file)
    except DAMAGED_ZIP as problem:
        raise unreadable("L006", file=file, found="压缩包不完整") from problem
    except (ElementTree.ParseError, KeyError) as problem:
        raise unreadable("L006", file=file, found="工作簿目录缺失或写坏") from problem
    except RuntimeError as problem:  # zipfile's word for a zip member with a password
        raise unreadable("L005", file=file) from problem


def is_xml(name: str) -> bool:
    """Whether a part of the zip is XML (not a picture, macro or printer setting)."""
    return name.lower().endswith((".xml", ".rels", ".vml"))


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


def book_facts(parts: dict[str, bytes], file: str) -> BookFacts:
    """The facts of the unpacked parts."""
    for content in parts.values():
        if b"<!DOCTYPE" in content or b"<\x00!\x00D\x00" in content or b"\x00<\x00!\x00D" in content:
            raise unreadable("L008", file=file)
    workbook = next(name for name in ("xl/workbook.xml", *parts) if name in parts and name.endswith("/workbook.xml"))
    folder, _, leaf = workbook.rpartition("/")
    targets = {rel.get("Id"): rel.get("Target", "") for rel in ElementTree.fromstring(parts[f"{folder}/_rels/{leaf}.rels"])}
    root = ElementTree.fromstring(parts[workbook])
    sheets: dict[str, SheetFacts] = {}
    for sheet in (node for node in root.iter() if local(node.tag) == "sheet"):
        target = targets.get(next((value for key, value in sheet.items() if key.endswith("}id")), None), "")
        path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        if path in parts:
            name = sheet.get("name", "")
            sheets[name] = sheet_facts(parts[path], file, name)
    properties = next((node for node in root.iter() if local(node.tag) == "workbookPr"), None)
    return BookFacts(sheets, properties is not None and properties.get("date1904") in ("1", "true"))


def local(tag: str) -> str:
    """An element's name without its namespace."""
    return tag.rpartition("}")[2]


def sheet_facts(xml: bytes, file: str, sheet: str) -> SheetFacts:
    """The facts of one sheet. Raises LedgerUnreadable if its content spans an area too large to lay out."""
    cells = CELL.findall(xml)
    if len(cells) != sum(map(xml.count, (b"<c ", b"<c>", b"<c/", b"<c\n", b"<c\r", b"<c\t", b":c ", b":c>", b":c/"))):
        xml = with_addresses(xml)
        cells = CELL.findall(xml)
    filled = [(letters, row) for letters, row, end in cells if end == b">"]
    content_rows = frozenset(int(row) - 1 for row in {row for _, row in filled})
    rows = max(content_rows, default=0) + 1
    columns = max((column_index(letters) for letters in {letters for letters, _ in filled}), default=0) + 1
    if rows * columns > MAX_CELLS:
        lowest = next(letters + row for letters, row in filled if int(row) == rows)
        rightmost = next(letters + row for letters, row in filled if column_index(letters) == columns - 1)
        far = [lowest] * (rows > FAR_ROW) + [rightmost] * (columns > FAR_COLUMN)
        raise unreadable("L009", file=file, sheet=sheet, found="、".join(dict.fromkeys(cell.decode() for cell in far)))
    hidden = frozenset(int(row) - 1 for row in HIDDEN_ROW.findall(xml))
    return SheetFacts(cell_faults(xml), hidden, content_rows)


def cell_faults(xml: bytes) -> dict[tuple[int, int], Fault]:
    """The cells that hold an error value, or a formula whose result was not stored."""
    faults: dict[tuple[int, int], Fault] = {}
    if b"<f" in xml or b":f" in xml:
        for letters, row, attributes, stored in FORMULA_CELL.findall(xml):
            if not stored and not IS_TEXT.search(attributes):
                faults[int(row) - 1, column_index(letters)] = Fault()
    if re.search(rb"\bt=[\"']e[\"']", xml):
        for letters, row, error in ERROR_CELL.findall(xml):
            faults[int(row) - 1, column_index(letters)] = Fault(error.decode("utf-8", "replace") or "#N/A")
    return faults


def with_addresses(xml: bytes) -> bytes:
    """The sheet with plain <c r="A1" …> tags: the standard lets rows and cells leave out their addresses, and a prefix
    stand before every tag."""
    row, column = 0, 0

    def addressed(tag: re.Match[bytes]) -> bytes:
        nonlocal row, column
        name, attributes, end = tag[1], tag[2], tag[3]
        given = ADDRESS.search(attributes)
        rest = ADDRESS.sub(b"", attributes)
        if name == b"row":
            row, column = (int(given[2]) if given else row + 1), 0
            return b'<row r="%d"%s%s>' % (row, rest, end)
        column = column_index(given[1]) + 1 if given else column + 1
        at = int(given[2]) if given else row
        return b'<c r="%s%d"%s%s>' % (column_letter(column - 1).encode(), at, rest, end)

    return TAG.sub(addressed, xml)


def column_index(letters: bytes) -> int:
    """The zero-based index of a column's letters."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1
