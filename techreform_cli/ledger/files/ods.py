"""An OpenDocument spreadsheet (.ods) as raw sheets. Read here and not by calamine, which makes blanks of error values and of formulas
without a stored result, and forgets merges and hidden rows."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from techreform_cli.ledger.codes import unreadable
from techreform_cli.ledger.files.extent import MAX_CELLS
from techreform_cli.ledger.files.probe import check_sizes
from techreform_cli.ledger.files.sniff import DAMAGED_ZIP
from techreform_cli.ledger.raw import Cell, Fault, Percent, RawSheet

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
MAX_CONTENT = 40 * 2**20
"""The tree of a larger one would take more memory than a ledger may; it is about 10,000 rows of 20 columns."""
ERROR = re.compile(r"#(?:REF|DIV/0|VALUE|NAME|NUM|NULL)[!?]|#N/A|(?:Err|错误):\d+")


def read_ods(data: bytes, file: str) -> tuple[RawSheet, ...]:
    """Every sheet of the .ods in `data`. Raises LedgerUnreadable where it has a password, is damaged, or not safe to open."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_sizes(archive, file)
            if b"manifest:encryption-data" in archive.read("META-INF/manifest.xml"):
                raise unreadable("L005", file=file)
            if archive.getinfo("content.xml").file_size > MAX_CONTENT:
                raise unreadable("L007", file=file, found=f".ods 的内容上限 {MAX_CONTENT // 2**20} MB")
            content = archive.read("content.xml")
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise unreadable("L008", file=file)
        root = ElementTree.fromstring(content)
    except DAMAGED_ZIP as problem:
        raise unreadable("L006", file=file, found="压缩包不完整") from problem
    except RuntimeError as problem:  # zipfile's word for a member with a password
        raise unreadable("L005", file=file) from problem
    except (ElementTree.ParseError, KeyError) as problem:
        raise unreadable("L006", file=file, found="内容不合格式") from problem
    concealed = {
        style.get(f"{STYLE}name") for style in root.iter(f"{STYLE}style") for node in style if node.get(f"{TABLE}display") == "false"
    }
    tables = list(root.iter(f"{TABLE}table"))
    if not tables:
        raise unreadable("L006", file=file, found="里面没有表")
    return tuple(_sheet(table, file, table.get(f"{TABLE}style-name") in concealed) for table in tables)


def _sheet(table: ElementTree.Element, file: str, hidden: bool) -> RawSheet:
    name = table.get(f"{TABLE}name", "")
    grid: list[list[Cell]] = []
    merges: list[tuple[int, int, int, int]] = []
    hidden_rows: set[int] = set()
    blank = width = 0
    for row in table.iter(f"{TABLE}table-row"):
        times = _times(row, "rows")
        cells, spans = _cells(row, file, name)
        if not any(cell != "" for cell in cells):
            blank += times
            continue
        width = max(width, len(cells))
        if (len(grid) + blank + times) * width > MAX_CELLS:
            raise unreadable("L007", file=file, found=f"《{name}》有 {len(grid) + blank + times} 行、{width} 列")
        grid += [[] for _ in range(blank)]
        blank = 0
        merges += [(len(grid), left, len(grid) + down, left + right) for left, down, right in spans]
        if row.get(f"{TABLE}visibility", "visible") != "visible":
            hidden_rows.update(range(len(grid), len(grid) + times))
        grid += [list(cells) for _ in range(times)]
    content = frozenset(at for at, cells in enumerate(grid) if cells)
    for cells in grid:
        cells.extend([""] * (width - len(cells)))
    return RawSheet(file, name, grid, tuple(merges), frozenset(hidden_rows), content, hidden)


def _cells(row: ElementTree.Element, file: str, sheet: str) -> tuple[list[Cell], list[tuple[int, int, int]]]:
    """The cells of a row without the blank ones at its end, and where merged ones begin: column, rows below, columns beside."""
    cells: list[Cell] = []
    spans: list[tuple[int, int, int]] = []
    blank = 0
    for node in row:
        if node.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        times, value = _times(node, "columns"), _value(node)
        if value == "":
            blank += times
            continue
        if len(cells) + blank + times > MAX_CELLS:
            raise unreadable("L007", file=file, found=f"《{sheet}》有 {len(cells) + blank + times} 列")
        cells += [""] * blank
        blank = 0
        down, right = (int(node.get(f"{TABLE}number-{what}-spanned", "1")) - 1 for what in ("rows", "columns"))
        if down or right:
            spans.append((len(cells), down, right))
        cells += [value] * times
    return cells, spans


def _times(node: ElementTree.Element, what: str) -> int:
    """How often a row or cell is repeated; a number that is none counts as once."""
    times = node.get(f"{TABLE}number-{what}-repeated", "1")
    return max(1, int(times)) if times.isascii() and times.isdigit() and len(times) < 9 else 1


def _value(node: ElementTree.Element) -> Cell:
    kind, shown = node.get(f"{OFFICE}value-type"), "\n".join("".join(_words(p)) for p in node.iter(f"{TEXT}p"))
    if node.get(f"{CALC}value-type") == "error" or (node.get(f"{TABLE}formula") and ERROR.fullmatch(shown.strip())):
        return Fault(shown.strip() or "#N/A")
    if kind is None:
        return Fault() if node.get(f"{TABLE}formula") and not shown else shown
    try:
        if kind in ("float", "currency"):
            return float(node.get(f"{OFFICE}value", ""))
        if kind == "percentage":
            return Percent(float(node.get(f"{OFFICE}value", "")))
        if kind == "date":
            moment = dt.datetime.fromisoformat(node.get(f"{OFFICE}date-value", ""))
            return moment.date() if moment.time() == dt.time() else moment
    except ValueError:
        return shown
    if kind == "boolean":
        return node.get(f"{OFFICE}boolean-value") == "true"
    return shown or node.get(f"{OFFICE}string-value", "")


def _words(node: ElementTree.Element) -> Iterator[str]:
    """The text of a paragraph, its spaces, tabs and line breaks among it; not that of a comment beside it."""
    yield node.text or ""
    for child in node:
        if child.tag == f"{TEXT}s":
            yield " " * min(int(child.get(f"{TEXT}c", "1")), 1000)
        elif child.tag == f"{TEXT}tab":
            yield "\t"
        elif child.tag == f"{TEXT}line-break":
            yield "\n"
        elif child.tag != f"{OFFICE}annotation":
            yield from _words(child)
        yield child.tail or ""
