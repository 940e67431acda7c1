"""An .ods becomes raw sheets, read straight from its XML: libraries drop its error values and percent formats."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from techreform_cli.domain.problem import Problem
from techreform_cli.domain.source import column_letter
from techreform_cli.ledger.codes import problem, unreadable
from techreform_cli.ledger.files.archive import opened, pieces
from techreform_cli.ledger.files.extent import MAX_AREA, area, too_far, too_much
from techreform_cli.ledger.raw import Cell, Fault, RawSheet

OFFICE, TABLE, TEXT, STYLE, EXTENSION = (
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0 ",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0 ",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0 ",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0 ",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 ",
)
CELLS = {TABLE + "table-cell", TABLE + "covered-table-cell"}
SPACES = {TEXT + "s": " ", TEXT + "tab": "\t", TEXT + "line-break": "\n"}
NOT_CONTENT = {TABLE + "tracked-changes", TABLE + "shapes", OFFICE + "annotation", OFFICE + "forms", TEXT + "ruby-text"}
"""What holds text or cells that are not the sheet's own: old versions, drawings, remarks, reading aids."""
DRAWING = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0 "
ERROR = re.compile(r"#(?:[A-Z/0]+[!?]?|\S+[!！?？])|(?:Err|错误)[:：]\d+")
LONGEST_GAP = 2**21
"""Rows or columns that may be repeated at all; a sheet has half as many rows."""


def read_ods(data: bytes, file: str) -> tuple[tuple[RawSheet, ...], list[Problem]]:
    """Every sheet. Raises LedgerUnreadable where it cannot be read at all."""
    document = Document(file)
    with opened(data, file) as archive:
        macros = any(name.startswith("Basic/") for name in archive.namelist())
        try:
            for name in ("styles.xml", "META-INF/manifest.xml"):
                for _ in pieces(archive, name, file) if name in archive.namelist() else ():
                    pass  # pieces refuses DTDs
            document.read(pieces(archive, "content.xml", file))
        except expat.ExpatError as error:
            raise unreadable("L006", file=file, found="内容不合格式") from error
    if not document.is_spreadsheet:
        raise unreadable("L004", file=file, found="看内容像 OpenDocument 的文字或其他文档")
    return tuple(document.sheets), [problem("L084", file=file)] if macros else []


@dataclass(slots=True)
class Sheet:
    """A sheet while it is read; `row` is the number of the row to come. Blank cells at the end of a row, and blank rows, are only
    laid out when something follows."""

    name: str
    hidden: bool
    grid: list[list[Cell]] = field(default_factory=list)
    row: int = 0
    cells: list[Cell] = field(default_factory=list)
    column: int = 0
    width: int = 0
    rightmost: str = ""
    repeated: int = 1
    hidden_row: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    percents: set[tuple[int, int]] = field(default_factory=set)


class Document:
    """The sheets of a content.xml. Raises LedgerUnreadable for a DTD and for content that reaches too far."""

    def __init__(self, file: str) -> None:
        self.sheets: list[RawSheet] = []
        self.is_spreadsheet = False
        self._file = file
        self._sheet: Sheet | None = None
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._skipped = 0
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[str] = []
        self._in_paragraph = False
        self._epoch_1904 = False
        self._area = 0

    def read(self, xml: Iterable[bytes]) -> None:
        """Take the sheets from the XML. Raises ExpatError where it is broken."""
        parser = expat.ParserCreate("UTF-8", " ")  # whatever it says itself, no program writes another encoding
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        for piece in xml:
            parser.Parse(piece, False)
        parser.Parse(b"", True)

    def _doctype(self, *_: object) -> None:
        raise unreadable("L008", file=self._file)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._skipped or tag in NOT_CONTENT or (self._cell is not None and tag.startswith(DRAWING)):
            self._skipped += 1
        elif self._cell is not None:
            self._start_in_cell(tag, attributes)
        elif tag in CELLS and self._sheet:
            self._cell, self._paragraphs = attributes, []
        elif tag == TABLE + "table-row" and self._sheet:
            self._sheet.cells, self._sheet.column = [], 0
            self._sheet.repeated = times(attributes.get(TABLE + "number-rows-repeated"))
            self._sheet.hidden_row = attributes.get(TABLE + "visibility", "visible") != "visible"
        elif tag == TABLE + "table":
            self._sheet = Sheet(attributes.get(TABLE + "name", ""), attributes.get(TABLE + "style-name") in self._hidden_styles)
        else:
            self._start_around(tag, attributes)

    def _start_around(self, tag: str, attributes: dict[str, str]) -> None:
        """What stands outside the sheets' cells: styles, and how the document counts days."""
        if tag == OFFICE + "spreadsheet":
            self.is_spreadsheet = True
        elif tag == STYLE + "style":
            self._style = attributes.get(STYLE + "name", "")
        elif tag == STYLE + "table-properties" and attributes.get(TABLE + "display") == "false":
            self._hidden_styles.add(self._style)
        elif tag == TABLE + "null-date":
            self._epoch_1904 = attributes.get(TABLE + "date-value") == "1904-01-01"

    def _start_in_cell(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == TEXT + "p":
            self._paragraphs.append("")
            self._in_paragraph = True
        elif tag in SPACES and self._paragraphs:
            self._paragraphs[-1] += SPACES[tag] * min(times(attributes.get(TEXT + "c")), 1000)

    def _characters(self, text: str) -> None:
        if self._in_paragraph and not self._skipped:
            self._paragraphs[-1] += text

    def _end(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif tag == TEXT + "p":
            self._in_paragraph = False
        elif self._sheet is None:
            return
        elif tag in CELLS and self._cell is not None:
            self._end_cell(self._sheet, self._cell)
            self._cell = None
        elif tag == TABLE + "table-row":
            self._end_row(self._sheet)
        elif tag == TABLE + "table":
            self._end_sheet(self._sheet)
            self._sheet = None

    def _end_cell(self, sheet: Sheet, attributes: dict[str, str]) -> None:
        count = times(attributes.get(TABLE + "number-columns-repeated"))
        value = cell_value(attributes, "\n".join(self._paragraphs), bool(self._paragraphs))
        if value != "":
            last = sheet.column + count
            if last > sheet.width:
                sheet.width, sheet.rightmost = last, f"{column_letter(last - 1)}{sheet.row + 1}"
            self._check(sheet, sheet.row + sheet.repeated, f"{column_letter(last - 1)}{sheet.row + sheet.repeated}")
            sheet.cells.extend([""] * (sheet.column - len(sheet.cells)))
            sheet.cells.extend([value] * count)
            if attributes.get(OFFICE + "value-type") == "percentage":
                rows = range(sheet.row, sheet.row + sheet.repeated)
                sheet.percents.update((row, column) for row in rows for column in range(sheet.column, last))
        down, right = times(attributes.get(TABLE + "number-rows-spanned")), times(attributes.get(TABLE + "number-columns-spanned"))
        if down > 1 or right > 1:
            sheet.merges.append((sheet.row, sheet.column, sheet.row + down - 1, sheet.column + right - 1))
        sheet.column = min(sheet.column + count, LONGEST_GAP)

    def _end_row(self, sheet: Sheet) -> None:
        if sheet.cells:
            sheet.grid.extend([] for _ in range(sheet.row - len(sheet.grid)))
            sheet.grid.extend(list(sheet.cells) for _ in range(sheet.repeated))
            if sheet.hidden_row:
                sheet.hidden_rows.update(range(sheet.row, sheet.row + sheet.repeated))
        sheet.row = min(sheet.row + sheet.repeated, LONGEST_GAP)

    def _check(self, sheet: Sheet, rows: int, lowest: str) -> None:
        """Raises LedgerUnreadable before anything too large is laid out."""
        if area(rows, sheet.width) > MAX_AREA:
            raise too_far(self._file, sheet.name, rows, lowest, sheet.width, sheet.rightmost)
        if self._area + area(rows, sheet.width) > MAX_AREA:
            raise too_much(self._file)

    def _end_sheet(self, sheet: Sheet) -> None:
        self._area += area(len(sheet.grid), sheet.width)
        content = frozenset(i for i, row in enumerate(sheet.grid) if row)
        for row in sheet.grid:
            row.extend([""] * (sheet.width - len(row)))
        self.sheets.append(
            RawSheet(
                self._file,
                sheet.name,
                sheet.grid,
                tuple(sheet.merges),
                frozenset(sheet.hidden_rows),
                content,
                sheet.hidden,
                self._epoch_1904,
                frozenset(sheet.percents),
            )
        )


def times(text: str | None) -> int:
    """How often something is repeated; once where nothing is said or it makes no sense."""
    return max(1, min(int(text), LONGEST_GAP)) if text and len(text) < 10 and text.isdecimal() else 1


def cell_value(attributes: dict[str, str], text: str, has_text: bool) -> Cell:
    """The value of one cell, given its attributes and the text that is shown in it."""
    kind = attributes.get(OFFICE + "value-type", "")
    formula = TABLE + "formula" in attributes
    if attributes.get(EXTENSION + "value-type") == "error" or (formula and ERROR.fullmatch(text)):
        return Fault(text or "#N/A")
    try:
        if kind in ("float", "percentage", "currency"):
            return float(attributes[OFFICE + "value"])
        if kind == "boolean":
            return attributes[OFFICE + "boolean-value"] == "true"
        if kind == "date":
            return moment(attributes[OFFICE + "date-value"])
        if kind == "string":
            return attributes.get(OFFICE + "string-value", text)
    except (KeyError, ValueError):
        return text
    return Fault() if formula and not has_text and not kind else text


def moment(text: str) -> Cell:
    """A day, or a day and time, as .ods has it: 2018-09-05, 2018-09-05T08:30:00. Raises ValueError."""
    if len(text) == 10:
        return dt.date.fromisoformat(text)
    found = dt.datetime.fromisoformat(text)
    return found.date() if found.time() == dt.time() else found
