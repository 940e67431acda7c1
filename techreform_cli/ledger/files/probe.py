"""A first look into the zip of an .xlsx, before any library opens it.

For safety: calamine aborts the whole process on a cell far away, and a small zip can unpack to gigabytes. And for what
calamine does not tell: error values, formulas without a stored result, hidden rows, which rows have content.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree

from techreform_cli.domain.source import column_letter
from techreform_cli.ledger.codes import unreadable
from techreform_cli.ledger.files.extent import MAX_CELLS, MAX_UNPACKED
from techreform_cli.ledger.files.sniff import DAMAGED_ZIP
from techreform_cli.ledger.raw import Fault

MAX_RATIO = 100
RATIO_MATTERS_FROM = 10 * 2**20
FAR_ROW, FAR_COLUMN = 100_000, 40
"""Content beyond either is named when there is too much; MAX_CELLS is their product."""

TAG = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*?)(/?)>")
ADDRESS = re.compile(rb"\br=[\"']([A-Z]*)(\d+)[\"']")
CELL = re.compile(rb"<c r=\"([A-Z]+)(\d+)\"[^>]*?(/>|></(?:\w+:)?c>|>)")
HIDDEN_ROW = re.compile(rb"<row (?=[^>]*\bhidden=[\"'](?:1|true)[\"'])[^>]*?\br=[\"'](\d+)[\"']")
ROW_NUMBER = re.compile(rb'\br="(\d{1,7})"')
FAR_CELL = re.compile(rb'<c r="(?:[A-Z]{3,}\d|[A-Z]+\d{7,})')
LOW_CELL = re.compile(rb'<c r="[A-Z]+(\d{6})"')
ODD_CELL = re.compile(rb'<c r="(?:[A-Z]{2}|[A-Z]\d{6})')
TWO_LETTERS = re.compile(rb'<c r="[A-Z]{2}\d')
USUAL_COLUMNS = 702
"""Columns up to ZZ."""
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
    percents: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class BookFacts:
    """What the probe found in the workbook; `sheets` by name as written; whether it has macros, and links to other workbooks."""

    sheets: dict[str, SheetFacts]
    epoch_1904: bool = False
    macros: bool = False
    links: bool = False


def probe(data: bytes, file: str) -> BookFacts:
    """The facts of the .xlsx in `data`. Raises LedgerUnreadable where it is damaged or not safe to open."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_sizes(archive, file)
            names = archive.namelist()
            facts = book_facts({name: archive.read(name) for name in names if is_xml(name)}, file)
            macros = any(name.lower().endswith("vbaproject.bin") for name in names)
            return replace(facts, macros=macros, links=any("/externalLinks/" in name for name in names))
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
    styles = percent_styles(parts.get(f"{folder}/styles.xml", b""))
    for sheet in (node for node in root.iter() if local(node.tag) == "sheet"):
        target = targets.get(next((value for key, value in sheet.items() if key.endswith("}id")), None), "")
        path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        if path in parts:
            name = sheet.get("name", "")
            sheets[name] = sheet_facts(parts[path], file, name, styles)
    properties = next((node for node in root.iter() if local(node.tag) == "workbookPr"), None)
    return BookFacts(sheets, properties is not None and properties.get("date1904") in ("1", "true"))


def local(tag: str) -> str:
    """An element's name without its namespace."""
    return tag.rpartition("}")[2]


def sheet_facts(xml: bytes, file: str, sheet: str, styles: tuple[str, ...] = ()) -> SheetFacts:
    """The facts of one sheet; `styles` are the numbers of those that show per cent. Raises LedgerUnreadable if its content spans an
    area too large to lay out."""
    if xml.count(b'<c r="') != sum(map(xml.count, (b"<c ", b"<c>", b"<c/", b"<c\n", b"<c\r", b"<c\t", b":c ", b":c>", b":c/"))):
        xml = with_addresses(xml)
    content_rows = usual_rows(xml)
    if content_rows is None:
        content_rows = checked_rows(xml, file, sheet)
    hidden = frozenset(int(row) - 1 for row in HIDDEN_ROW.findall(xml)) if b"hidden=" in xml else frozenset()
    return SheetFacts(cell_faults(xml), hidden, content_rows, percent_cells(xml, styles))


def usual_rows(xml: bytes) -> frozenset[int] | None:
    """The rows that have content, found quickly; None where rows without addresses or far cells ask for a closer look."""
    odd = ODD_CELL.search(xml) is not None  # one pass instead of three, for nearly every sheet
    if odd and FAR_CELL.search(xml):
        return None
    rows: set[int] = set()
    for row in xml.split(b"<row ")[1:]:
        if b"<v" in row or b"<is" in row or b"<f" in row or b"></c>" in row:
            number = ROW_NUMBER.search(row, 0, 200)
            if number is None:
                return None
            rows.add(int(number[1]) - 1)
    lowest = max([*rows, *(int(row) - 1 for row in set(LOW_CELL.findall(xml) if odd else ()))], default=0) + 1
    widest = USUAL_COLUMNS if odd and TWO_LETTERS.search(xml) else 26
    return frozenset(rows) if lowest * widest <= MAX_CELLS else None


def checked_rows(xml: bytes, file: str, sheet: str) -> frozenset[int]:
    """The rows that have content, cell by cell. Raises LedgerUnreadable if they span too much."""
    filled = [(letters, row) for letters, row, end in CELL.findall(xml) if end == b">"]
    content_rows = frozenset(int(row) - 1 for row in {row for _, row in filled})
    rows = max(content_rows, default=0) + 1
    columns = max((column_index(letters) for letters in {letters for letters, _ in filled}), default=0) + 1
    if rows * columns > MAX_CELLS:
        lowest = next(letters + row for letters, row in filled if int(row) == rows)
        rightmost = next(letters + row for letters, row in filled if column_index(letters) == columns - 1)
        far = [lowest] * (rows > FAR_ROW) + [rightmost] * (columns > FAR_COLUMN)
        raise unreadable("L009", file=file, sheet=sheet, found="、".join(dict.fromkeys(cell.decode() for cell in far)))
    return content_rows


def percent_styles(xml: bytes) -> tuple[str, ...]:
    """The numbers of the cell styles that show a number as per cent."""
    if not xml:
        return ()
    root = ElementTree.fromstring(xml)
    own = {node.get("numFmtId"): node.get("formatCode", "") for node in root.iter() if local(node.tag) == "numFmt"}
    shown = {"9", "10"} | {number for number, code in own.items() if "%" in re.sub(r'"[^"]*"|\\.', "", code)}
    formats = next((node for node in root if local(node.tag) == "cellXfs"), ())
    return tuple(str(i) for i, node in enumerate(formats) if node.get("numFmtId") in shown)


def percent_cells(xml: bytes, styles: tuple[str, ...]) -> frozenset[tuple[int, int]]:
    """The cells that wear one of the styles."""
    if not styles:
        return frozenset()
    pattern = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*?\bs="(?:%s)"' % "|".join(styles).encode())
    return frozenset((int(row) - 1, column_index(letters)) for letters, row in pattern.findall(xml))


def cell_faults(xml: bytes) -> dict[tuple[int, int], Fault]:
    """The cells that hold an error value, or a formula whose result was not stored."""
    faults: dict[tuple[int, int], Fault] = {}
    if b"<f" in xml or b":f" in xml:
        for letters, row, attributes, stored in FORMULA_CELL.findall(xml):
            if not stored and not IS_TEXT.search(attributes):
                faults[int(row) - 1, column_index(letters)] = Fault()
    if b't="e"' in xml or b"t='e'" in xml:
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
