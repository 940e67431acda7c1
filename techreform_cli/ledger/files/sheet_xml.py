"""One sheet's XML, looked through a few megabytes at a time before calamine opens it.

For safety: calamine aborts the whole process on a cell far away. And for what it does not tell: error values, formulas
without a stored result, hidden rows, percent formats, which rows have content.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from techreform_cli.domain.source import column_letter
from techreform_cli.ledger.codes import unreadable
from techreform_cli.ledger.files.extent import MAX_AREA, area, too_far
from techreform_cli.ledger.raw import Fault

NEAR_ROW, NEAR_COLUMN = 99_999, 26
"""Cells within these, A1 to Z99999, need no look at each: they are allowed together."""
LONGEST_ROW = 32 * 2**20

ATTRIBUTES = rb"((?:[^>\"']|\"[^\"]*\"|'[^']*')*?)"
TAG = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])" + ATTRIBUTES + rb"(/?)>")
ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
ADDRESS = re.compile(rb"([A-Za-z]*)(\d+)")
PREFIXED = re.compile(rb"<\w+:c[\s/>]")
UNADDRESSED = re.compile(rb"<c(?:[>/\t\n\r]| (?!r=\"[A-Z]))")
UNUSUAL = re.compile(rb"<c(?! r=\"[A-Z]\d{1,5}\")")
"""What may be a cell that leaves out its address or has a far one: where there is none, one look does for both."""
CELL = re.compile(rb"<c r=\"[A-Z]+(\d+)\"")
FILLED = rb"[^>/]*+(?:/[^>][^>/]*+)*+>(?!</)"
"""How the tag of a cell with content goes on after the address: neither <c …/> nor <c …></c>."""
FAR_CELL = re.compile(rb"<c r=\"(?:[A-Z]\d{6}|[A-Z]{2})[A-Z]?\d*\"" + FILLED)
COLUMN = re.compile(rb"<c r=\"([A-Z]+)\d+\"" + FILLED)
ROW = re.compile(rb"<c r=\"[A-Z]+(\d+)\"" + FILLED)
FILLED_ROW = re.compile(rb"<row [^>]*>\s*(?:<c [^>]*/>\s*|<c [^>]*></c>\s*)*+<c r=\"[A-Z]+(\d+)\"[^>]*>")
HIDDEN_ROW = re.compile(rb"<row (?=[^>]*\bhidden=[\"'](?:1|true)[\"'])[^>]*?\br=[\"'](\d+)[\"']")
FORMULA = rb"<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
ERROR_CELL = re.compile(rb"<c r=\"([A-Z]+)(\d+)\"[^>]*\bt=[\"']e[\"'][^>]*>\s*(?:" + FORMULA + rb")?<(?:\w+:)?v[^>]*>([^<]*)</")
FORMULA_CELL = re.compile(rb"<c r=\"([A-Z]+)(\d+)\"([^>]*[^>/])?>\s*" + FORMULA + rb"(<(?:\w+:)?v[^>]*>[^<])?")
IS_TEXT = re.compile(rb"\bt=[\"']str[\"']")

Place = tuple[int, int]


@dataclass(slots=True)
class SheetFacts:
    """What was found in one sheet. Rows and columns count from 0; `area` is what its content takes (see extent)."""

    faults: dict[Place, Fault] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    content_rows: set[int] = field(default_factory=set)
    percents: set[Place] = field(default_factory=set)
    area: int = 0


def sheet_facts(pieces: Callable[[], Iterator[bytes]], percent_styles: Iterable[int], file: str, sheet: str) -> SheetFacts:
    """The facts of one sheet, whose XML `pieces` gives anew each time. Raises LedgerUnreadable if its content spans an area too
    large to lay out."""
    facts = SheetFacts()
    percent = percent_cell(percent_styles)
    rows, columns = NEAR_ROW, NEAR_COLUMN
    for window, usual in windows(pieces(), file):
        if not usual and FAR_CELL.search(window):
            rows, columns = reach(window, rows, columns)
        facts.content_rows.update(int(row) - 1 for row in FILLED_ROW.findall(window))
        if b"hidden=" in window:
            facts.hidden_rows.update(int(row) - 1 for row in HIDDEN_ROW.findall(window))
        facts.faults.update(cell_faults(window))
        if percent:
            facts.percents.update(map(place, percent.findall(window)))
    facts.area = area(rows, columns)
    if facts.area > MAX_AREA:
        facts.area = exact_area(pieces, file, sheet)
    elif rows == NEAR_ROW:
        facts.area = min(facts.area, area(max(facts.content_rows, default=0) + 1, columns))
    return facts


def reach(xml: bytes, rows: int, columns: int) -> tuple[int, int]:
    """How far down and to the right content reaches in a stretch of the sheet, at least `rows` and `columns`."""
    letters, digits = set(COLUMN.findall(xml)), set(ROW.findall(xml))
    return max([rows, *map(int, digits)]), max([columns, *map(column_number, letters)])


def windows(pieces: Iterator[bytes], file: str) -> Iterator[tuple[bytes, bool]]:
    """The XML cut between rows, cells with plain <c r="A1" …> tags throughout; and whether they all were so and near."""
    plain = Addresses()
    rest = b""
    for piece in pieces:
        rest += piece
        cut = max(rest.rfind(b"</row>") + 6, rest.rfind(b":row>") + 5)
        if cut > 6:
            yield plain(rest[:cut])
            rest = rest[cut:]
        elif len(rest) > LONGEST_ROW:
            raise unreadable("L006", file=file, found="有一行长得不合常理")
    yield plain(rest)


class Addresses:
    """Gives every cell its address: the standard lets rows and cells leave theirs out, and a prefix stand before every tag."""

    def __init__(self) -> None:
        self._row = self._column = 0

    def __call__(self, xml: bytes) -> tuple[bytes, bool]:
        """The next stretch of the sheet with plain <c r="A1" …> tags, and whether all were so and none is far away."""
        usual = UNUSUAL.search(xml) is None
        if (usual or UNADDRESSED.search(xml) is None) and (b":c" not in xml or PREFIXED.search(xml) is None):
            last = CELL.match(xml, xml.rfind(b"<c "))
            self._row = int(last[1]) if last else self._row
            return xml, usual
        return TAG.sub(self._addressed, xml), False

    def _addressed(self, tag: re.Match[bytes]) -> bytes:
        name, text, end = tag[1], tag[2], tag[3]
        attributes = {key: double or single for key, double, single in ATTRIBUTE.findall(text)}
        given = ADDRESS.fullmatch(attributes.pop(b"r", b""))
        rest = b"".join(b' %s="%s"' % (key, value.replace(b">", b"").replace(b'"', b"")) for key, value in attributes.items())
        if name == b"row":
            self._row, self._column = (int(given[2]) if given else self._row + 1), 0
            return b'<row r="%d"%s%s>' % (self._row, rest, end)
        self._column = column_number(given[1].upper()) if given else self._column + 1
        at = int(given[2]) if given else self._row
        return b'<c r="%s%d"%s%s>' % (column_letter(self._column - 1).encode(), at, rest, end)


def exact_area(pieces: Callable[[], Iterator[bytes]], file: str, sheet: str) -> int:
    """The area that the content spans, by a look at every cell. Raises LedgerUnreadable if too large."""
    rows = columns = 0
    for window, _ in windows(pieces(), file):
        rows, columns = reach(window, rows, columns)
    if area(rows, columns) > MAX_AREA:
        lowest = re.compile(rb"<c r=\"([A-Z]+%d)\"" % rows + FILLED)
        rightmost = re.compile(rb"<c r=\"(%s\d+)\"" % column_letter(columns - 1).encode() + FILLED)
        found = [[pattern.search(window) for window, _ in windows(pieces(), file)] for pattern in (lowest, rightmost)]
        low, right = (next(match[1].decode() for match in matches if match) for matches in found)
        raise too_far(file, sheet, rows, low, columns, right)
    return area(rows, columns)


def cell_faults(xml: bytes) -> Iterator[tuple[Place, Fault]]:
    """The cells that hold an error value, or a formula whose result was not stored."""
    if b"<f" in xml or b":f" in xml:
        for letters, row, attributes, stored in FORMULA_CELL.findall(xml):
            if not stored and not IS_TEXT.search(attributes):
                yield place((letters, row)), Fault()
    if b't="e"' in xml or b"t='e'" in xml:
        for letters, row, error in ERROR_CELL.findall(xml):
            yield place((letters, row)), Fault(error.decode("utf-8", "replace") or "#N/A")


def percent_cell(styles: Iterable[int]) -> re.Pattern[bytes] | None:
    """What finds the cells with content of one of the styles; None where there are none."""
    numbers = b"|".join(b"%d" % style for style in styles)
    return re.compile(rb"<c r=\"([A-Z]+)(\d+)\"(?=[^>]* s=[\"'](?:" + numbers + rb")[\"'])" + FILLED) if numbers else None


def place(address: tuple[bytes, bytes]) -> Place:
    """Row and column, from 0, of a cell's letters and digits."""
    return int(address[1]) - 1, column_number(address[0]) - 1


def column_number(letters: bytes) -> int:
    """The number of a column's letters, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
