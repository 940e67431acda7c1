"""A first look into an .xlsx or .xlsm: its sheets, styles, macros and links, before any library opens it."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from xml.etree import ElementTree

from techreform_cli.ledger.codes import unreadable
from techreform_cli.ledger.files.archive import opened, pieces
from techreform_cli.ledger.files.extent import MAX_AREA, too_much
from techreform_cli.ledger.files.percent import BUILT_IN, shows_percent
from techreform_cli.ledger.files.sheet_xml import SheetFacts, sheet_facts

LONGEST_LIST = 16 * 2**20
NUMBER_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\b([^>]*)>")
CELL_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
STYLE = re.compile(rb"<(?:\w+:)?xf\b([^>]*)>")
FORMAT_ID = re.compile(rb"\bnumFmtId=[\"'](\d+)[\"']")
FORMAT_CODE = re.compile(rb"\bformatCode=(?:\"([^\"]*)\"|'([^']*)')")


@dataclass(frozen=True, slots=True)
class BookFacts:
    """What was found in the workbook; `sheets` in its order, None for those whose content is not there or is no XML."""

    sheets: tuple[SheetFacts | None, ...]
    epoch_1904: bool = False
    macros: bool = False
    links: bool = False


def look_into(data: bytes, file: str) -> BookFacts:
    """The facts of the .xlsx in `data`. Raises LedgerUnreadable where it is damaged or not safe to open."""
    try:
        with opened(data, file) as archive:
            return book_facts(archive, file)
    except (ElementTree.ParseError, LookupError) as problem:
        raise unreadable("L006", file=file, found="工作簿目录缺失或写坏") from problem


def book_facts(archive: zipfile.ZipFile, file: str) -> BookFacts:
    """The facts of an opened workbook; every XML part of it is looked through for DTDs."""
    names = {name.lower().replace("\\", "/"): name for name in archive.namelist()}
    if len(names) != len(archive.namelist()):
        raise unreadable("L006", file=file, found="压缩包里有重名的内容")
    workbook = names[workbook_path(archive, names, file)]
    root = ElementTree.fromstring(whole(archive, workbook, file))
    paths = sheet_paths(archive, names, workbook, root, file)
    percents = percent_styles(archive, names, file)
    sheets: list[SheetFacts | None] = []
    for name, path in paths:
        sheets.append(sheet_facts(partial(pieces, archive, path, file), percents, file, name) if path else None)
        if sum(sheet.area for sheet in sheets if sheet) > MAX_AREA:
            raise too_much(file)
    for name in set(names.values()) - {path for _, path in paths}:
        if contains(pieces(archive, name, file), b"sheetData"):  # whatever leads calamine there
            sheet_facts(partial(pieces, archive, name, file), (), file, name)
    properties = next((node for node in root.iter() if local(node.tag) == "workbookPr"), None)
    epoch_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    links = any(name.startswith("xl/externallinks/") for name in names)
    return BookFacts(tuple(sheets), epoch_1904, any(name.endswith("vbaproject.bin") for name in names), links)


def contains(content: Iterator[bytes], mark: bytes) -> bool:
    """Whether the mark stands anywhere in the content, all of which is looked at."""
    found, before = False, b""
    for piece in content:
        found = found or mark in piece or mark in before + piece[: len(mark)]
        before = piece[-len(mark) :]
    return found


def workbook_path(archive: zipfile.ZipFile, names: dict[str, str], file: str) -> str:
    """The part that lists the sheets, as the package says."""
    package = ElementTree.fromstring(whole(archive, names["_rels/.rels"], file))
    targets = [rel.get("Target", "") for rel in package if rel.get("Type", "").endswith("/officeDocument")]
    return targets[0].lstrip("/").lower() if targets else "xl/workbook.xml"


def sheet_paths(
    archive: zipfile.ZipFile, names: dict[str, str], workbook: str, root: ElementTree.Element, file: str
) -> list[tuple[str, str]]:
    """Each sheet's name and the part that has its content, "" where there is none."""
    folder, _, leaf = workbook.rpartition("/")
    rels = ElementTree.fromstring(whole(archive, names[f"{folder}/_rels/{leaf}.rels".lower()], file))
    targets = {rel.get("Id"): rel.get("Target", "") for rel in rels}
    found = []
    for sheet in (node for node in root.iter() if local(node.tag) == "sheet"):
        target = targets.get(next((value for key, value in sheet.items() if key.endswith("}id")), None), "").lower()
        path = next((names[p] for p in (f"{folder.lower()}/{target}", target.lstrip("/")) if p in names), "")
        found.append((sheet.get("name", ""), path))
    return found


def percent_styles(archive: zipfile.ZipFile, names: dict[str, str], file: str) -> list[int]:
    """The numbers of the cell styles that show a percentage."""
    path = next((names[name] for name in names if name.endswith("/styles.xml")), None)
    xml = whole(archive, path, file) if path else b""
    found = CELL_STYLES.search(xml)
    formats = set(BUILT_IN)
    for attributes in NUMBER_FORMAT.findall(xml):
        number, code = FORMAT_ID.search(attributes), FORMAT_CODE.search(attributes)
        if number and code and b"%" in code[0]:
            text = html.unescape((code[1] or code[2] or b"").decode("utf-8", "replace"))
            if shows_percent(text):
                formats.add(int(number[1]))
    given = [FORMAT_ID.search(attributes) for attributes in STYLE.findall(found[0] if found else b"")]
    return [i for i, number in enumerate(given) if number and int(number[1]) in formats]


def whole(archive: zipfile.ZipFile, name: str, file: str) -> bytes:
    """A part that is read at one go. Raises LedgerUnreadable for a DTD, and for one longer than any workbook's."""
    if archive.getinfo(name).file_size > LONGEST_LIST:
        raise unreadable("L007", file=file, found=f"其中的 {name} 有 {archive.getinfo(name).file_size // 2**20} MB")
    return b"".join(pieces(archive, name, file))


def local(tag: str) -> str:
    """An element's name without its namespace."""
    return tag.rpartition("}")[2]
