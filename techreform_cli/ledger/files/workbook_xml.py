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
from techreform_cli.ledger.files.archive import opened, pieces, whole
from techreform_cli.ledger.files.extent import MAX_AREA, too_much
from techreform_cli.ledger.files.percent import BUILT_IN, shows_percent
from techreform_cli.ledger.files.sheet_xml import SheetFacts, sheet_facts

NO_LIST = "工作簿目录缺失或写坏"
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
    with opened(data, file) as archive:
        return book_facts(archive, file)


def book_facts(archive: zipfile.ZipFile, file: str) -> BookFacts:
    """The facts of an opened workbook; every XML part of it is looked through for DTDs."""
    names = {name.lower().replace("\\", "/"): name for name in archive.namelist()}
    if len(names) != len(archive.namelist()):
        raise unreadable("L006", file=file, found="压缩包里有重名的内容")
    workbook = named(names, workbook_path(archive, names, file), file)
    root = tree(archive, workbook, file)
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
    package = tree(archive, named(names, "_rels/.rels", file), file)
    targets = [rel.get("Target", "") for rel in package if rel.get("Type", "").endswith("/officeDocument")]
    return targets[0].lstrip("/").lower() if targets else "xl/workbook.xml"


def sheet_paths(
    archive: zipfile.ZipFile, names: dict[str, str], workbook: str, root: ElementTree.Element, file: str
) -> list[tuple[str, str]]:
    """Each sheet's name and the part that has its content, "" where there is none."""
    folder, _, leaf = workbook.rpartition("/")
    rels = tree(archive, named(names, f"{folder}/_rels/{leaf}.rels".lower(), file), file)
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


def named(names: dict[str, str], name: str, file: str) -> str:
    """A part that every workbook has, as the archive calls it. Raises LedgerUnreadable where it is not there."""
    if name not in names:
        raise unreadable("L006", file=file, found=NO_LIST)
    return names[name]


def tree(archive: zipfile.ZipFile, name: str, file: str) -> ElementTree.Element:
    """A part as XML. Raises LedgerUnreadable where it is none, or in an encoding that no workbook has."""
    xml = whole(archive, name, file)
    try:
        return ElementTree.fromstring(xml)
    except (ElementTree.ParseError, LookupError, ValueError) as problem:
        raise unreadable("L006", file=file, found=NO_LIST) from problem


def local(tag: str) -> str:
    """An element's name without its namespace."""
    return tag.rpartition("}")[2]
