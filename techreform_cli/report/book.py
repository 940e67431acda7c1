"""A workbook in the making: formats, sheets laid out for A4, cells that are text, figures or formulas with their value."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from techreform_cli.domain.money import FEN
from techreform_cli.report.sheet import Sheet

CREATED = dt.datetime(2000, 1, 1)
"""The creation date in every workbook, so that equal results are equal bytes."""
FONT = "宋体"
_BAD_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NARROW = re.compile(r"[\x00-\u2e7f]+")
_BAD_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
LONGEST_TEXT = 32_767
_WAN = FEN["万元"]
LINE_HEIGHT, HIGHEST_ROW = 14.5, 409
LINK_MARGIN = 2
"""Characters that a link's text leaves free of its column's width."""
OUT_OF_REACH = -1
"""What XlsxWriter answers for a cell that it does not write."""

STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"},
    "narrow_title": {"bold": True, "font_size": 16, "align": "left", "valign": "vcenter", "shrink": True},
    "subtitle": {"font_size": 10, "align": "left", "valign": "vcenter", "font_color": "#404040"},
    "cover": {"bold": True, "font_size": 22, "align": "center", "valign": "vcenter", "text_wrap": True},
    "cover_line": {"font_size": 12, "align": "center", "valign": "vcenter"},
    "sign": {"font_size": 11, "align": "left", "valign": "vcenter"},
    "total_wrap": {"border": 1, "bold": True, "valign": "vcenter", "text_wrap": True, "indent": 1, "bg_color": "#F2F2F2"},
    "headline": {"bold": True, "font_size": 12, "align": "left", "valign": "vcenter"},
    "total_count": {"border": 1, "bold": True, "valign": "vcenter", "num_format": "#,##0", "bg_color": "#F2F2F2"},
    "total_rate": {"border": 1, "bold": True, "valign": "vcenter", "num_format": "0.00%", "bg_color": "#F2F2F2"},
    "total_figure": {"border": 1, "bold": True, "valign": "vcenter", "num_format": "#,##0.00##", "bg_color": "#F2F2F2"},
    "total_part": {"border": 1, "bold": True, "valign": "vcenter", "num_format": "#,##0.0000", "bg_color": "#F2F2F2"},
    "part": {"border": 1, "valign": "vcenter", "align": "right", "num_format": '#,##0.0000;-#,##0.0000;"—"'},
    "part_count": {"border": 1, "valign": "vcenter", "align": "right", "num_format": '#,##0;-#,##0;"—"'},
    "quotient": {"border": 1, "valign": "vcenter", "align": "right", "num_format": "#,##0.00"},
    "section": {"bold": True, "font_size": 12, "valign": "vcenter"},
    "header": {"bold": True, "border": 1, "bg_color": "#DDEBF7", "align": "center", "valign": "vcenter", "text_wrap": True},
    "text": {"border": 1, "valign": "vcenter", "indent": 1},
    "wrap": {"border": 1, "valign": "vcenter", "text_wrap": True, "indent": 1},
    "head_wrap": {"border": 1, "bold": True, "valign": "top", "text_wrap": True, "bg_color": "#F2F2F2"},
    "center": {"border": 1, "valign": "vcenter", "align": "center"},
    "center_wrap": {"border": 1, "valign": "vcenter", "align": "center", "text_wrap": True},
    "money": {"border": 1, "valign": "vcenter", "num_format": "#,##0.00####"},
    "input": {"border": 1, "valign": "vcenter", "num_format": "#,##0.00####", "bg_color": "#FFF9E5"},
    "input_wrap": {"border": 1, "valign": "vcenter", "text_wrap": True, "bg_color": "#FFF9E5"},
    "rate": {"border": 1, "valign": "vcenter", "align": "right", "num_format": "0.00%"},
    "close_rate": {"border": 1, "valign": "vcenter", "align": "right", "num_format": "0.00########%"},
    "input_rate": {"border": 1, "valign": "vcenter", "align": "right", "num_format": "0.00%", "bg_color": "#FFF9E5"},
    "count": {"border": 1, "valign": "vcenter", "align": "right", "num_format": "0"},
    "input_count": {"border": 1, "valign": "vcenter", "align": "right", "num_format": "0", "bg_color": "#FFF9E5"},
    "open": {"border": 1, "valign": "vcenter", "align": "center", "num_format": "0", "bg_color": "#FFF2CC"},
    "choice": {"border": 1, "valign": "vcenter", "align": "center", "bg_color": "#FFF9E5"},
    "link": {"border": 1, "valign": "vcenter", "text_wrap": True, "indent": 1, "font_color": "#0563C1", "underline": 1},
    "figure": {"border": 1, "valign": "vcenter", "align": "right", "num_format": "#,##0.00##"},
    "close_figure": {"border": 1, "valign": "vcenter", "align": "right", "num_format": "#,##0.00##########"},
    "flag": {"border": 1, "valign": "vcenter", "align": "center", "num_format": '[=1]"是";[=0]"否";"待补正"'},
    "judged": {"border": 1, "valign": "vcenter", "align": "center", "num_format": '[=1]"是";[=0]"否";"待补正"', "bg_color": "#FFF9E5"},
    "total": {"border": 1, "bold": True, "valign": "vcenter", "num_format": "#,##0.00####", "bg_color": "#F2F2F2"},
    "total_text": {"border": 1, "bold": True, "valign": "vcenter", "align": "center", "bg_color": "#F2F2F2"},
    "good": {"border": 1, "valign": "vcenter", "align": "center", "bg_color": "#E2F0D9"},
    "good_wrap": {"border": 1, "valign": "vcenter", "align": "center", "bg_color": "#E2F0D9", "text_wrap": True},
    "watch": {"border": 1, "valign": "vcenter", "align": "center", "bg_color": "#FFF2CC"},
    "bad": {"border": 1, "valign": "vcenter", "align": "center", "bg_color": "#FCE4D6"},
    "blue": {"border": 1, "valign": "vcenter", "align": "center", "bg_color": "#DDEBF7"},
    "grey": {"border": 1, "valign": "vcenter", "align": "center", "bg_color": "#EDEDED"},
    "plain": {"font_size": 10, "valign": "vcenter", "text_wrap": True},
    "note": {"font_size": 9, "font_color": "#595959", "valign": "top", "text_wrap": True},
}


NINE_POINT = 1.1
"""How much more of the small print than of the unit of a column's width goes into it: 7/6 in Excel, somewhat less elsewhere."""
WRAPPED = frozenset(name for name, style in STYLES.items() if style.get("text_wrap"))

SMALL = 2**20
"""Characters of rows up to which a workbook is put together in memory: some forty files fewer on the disk, which are most of what a small
one takes."""


class Cell(NamedTuple):
    """One cell. `value` is a text, a number (money is in 万元 here, see `wan`), or None for an empty one;
    with `formula` (without the =) it is the formula's stored value, None then standing for an empty text."""

    value: str | int | float | Fraction | None
    style: str = "text"
    formula: str = ""
    link: str = ""


def wan(fen: int | None, style: str = "money", formula: str = "") -> Cell:
    """An amount in 分 as a cell in 万元: the number nearest to it that a cell holds, so nothing is to be calculated from it any more."""
    return Cell(None if fen is None else fen / _WAN, style, formula)


@dataclass(frozen=True, slots=True)
class Column:
    """A column's header and its width in characters. A column of links says to what width it grows with its longest one (0: it does
    not): LibreOffice does not wrap them."""

    header: str
    width: float = 12
    grows_to: float = 0


@dataclass(slots=True)
class Grid:
    """One sheet being filled from the top; `row` is the next free row (0-based)."""

    book: Book
    name: str
    sheet: Any
    columns: tuple[Column, ...]
    row: int = 0
    header_row: int = 0
    first_data_row: int = 0
    grown: dict[int, float] = field(default_factory=dict)

    def write(self, cells: list[Cell], height: float | None = None) -> int:
        """Write one row of cells; returns its row number (0-based)."""
        lines, row, put, sheet, columns = 1, self.row, self.book.put, self.sheet, self.columns
        for column, cell in enumerate(cells):
            if cell.link and column < len(columns) and columns[column].grows_to:
                cell = self._fitted(column, cell)
            put(sheet, row, column, cell)
            value, style, _, _ = cell
            if style in WRAPPED and isinstance(value, str) and column < len(columns):
                needed = lines_needed(value, self.grown.get(column, columns[column].width))
                if needed > lines:
                    lines = needed
        if height or lines > 1:  # stated, since not every program fits a row to its wrapped text
            self.sheet.set_row(self.row, height or min(LINE_HEIGHT * lines + 2, HIGHEST_ROW))
        self.row += 1
        return self.row - 1

    def _fitted(self, column: int, cell: Cell) -> Cell:
        """A link whose text fits on one line, the column growing as far as it may; beyond that the text without its link, which wraps."""
        text, most = str(cell.value), self.columns[column].grows_to
        now = self.grown.get(column) or self.columns[column].width
        if 2 * len(text) + LINK_MARGIN <= now or (wanted := width_of(text) + LINK_MARGIN) <= now:
            return cell
        self.grown[column] = min(wanted, most)
        self.sheet.set_column(column, column, self.grown[column])
        return cell if wanted <= most else Cell(text, "wrap")

    def across(self, cells: list[tuple[int, Cell]], height: float | None = None) -> int:
        """Write one row whose cells span several columns each, (columns, cell) from the left; returns its row number (0-based)."""
        at = 0
        for span, cell in cells:
            if span > 1:
                self.sheet.merge_range(self.row, at, self.row, at + span - 1, "", self.book.style(cell.style))
            self.book.put(self.sheet, self.row, at, cell)
            at += span
        if height:
            self.sheet.set_row(self.row, height)
        self.row += 1
        return self.row - 1

    def at(self, row: int, column: int) -> str:
        """The address of a cell of this sheet, for formulas on this sheet: $C$5."""
        return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))

    def far(self, row: int, column: int) -> str:
        """The same from another sheet: '企业'!$C$5."""
        return f"{quoted(self.name)}!{self.at(row, column)}"

    def span(self, column: int, first: int, last: int, here: bool = False) -> str:
        """A column's cells from row `first` to `last` (at least one), from another sheet or `here`."""
        letter = xl_col_to_name(column)
        place = f"${letter}${first + 1}:${letter}${max(first, last) + 1}"
        return place if here else f"{quoted(self.name)}!{place}"

    def headers(self, height: float = 32) -> None:
        """Write the header row, freeze what is above, repeat it on every printed page."""
        self.header_row = self.row
        self.write([Cell(column.header, "header") for column in self.columns], height)
        self.first_data_row = self.row
        self.sheet.repeat_rows(0, self.header_row)

    def freeze(self, columns: int = 0) -> None:
        """Keep the header row and the first `columns` columns in view."""
        self.sheet.freeze_panes(self.first_data_row, columns)

    def filter(self) -> None:
        """Put filter buttons on the header of what has been written."""
        if self.row > self.first_data_row:
            self.sheet.autofilter(self.header_row, 0, self.row - 1, len(self.columns) - 1)

    def nothing(self, text: str, columns: int = 0) -> None:
        """Say instead of rows why there are none, across the first `columns` (0: all). The first cell, a row's number, stays empty."""
        shown = self.columns[: columns or len(self.columns)]
        lines = lines_needed(text, sum(column.width for column in shown[1:]))
        self.across([(1, Cell("", "center")), (len(shown) - 1, Cell(text, "wrap"))], max(LINE_HEIGHT * lines + 2, 20))

    def notes(self, lines: list[str]) -> None:
        """Lines of small print below the table, each across its width."""
        width = max(sum(column.width for column in self.columns), 20)
        for line in lines:
            last = max(len(self.columns) - 1, 1)
            self.sheet.merge_range(self.row, 0, self.row, last, clean(line), self.book.style("note"))
            self.sheet.set_row(self.row, 13 * lines_needed(line, width * NINE_POINT))
            self.row += 1


@dataclass(slots=True)
class Book:
    """An .xlsx file; use as a context manager, it is complete when closed. Only the row being written of each sheet is kept in memory,
    the others go to a temporary folder unless they are few: a row once left cannot be written to again."""

    path: Path
    title: str
    workbook: Any = None
    formats: dict[str, Any] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    rows: Any = None

    def __enter__(self) -> Book:
        self.rows = tempfile.TemporaryDirectory(prefix="techreform-")
        options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True, "tmpdir": self.rows.name}
        self.workbook = xlsxwriter.Workbook(str(self.path), options)
        self.workbook.set_properties({"title": self.title, "author": "", "created": CREATED})
        self.workbook.set_calc_mode("auto")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self.workbook.in_memory = sum(sheet.size for sheet in self.workbook.worksheets()) <= SMALL
                self.workbook.close()
        finally:
            for sheet in self.workbook.worksheets():
                sheet.close()
            self.rows.cleanup()

    def style(self, name: str) -> Any:
        """The format of a style, made once."""
        if name not in self.formats:
            self.formats[name] = self.workbook.add_format({"font_name": FONT, "font_size": 10, **STYLES[name]})
        return self.formats[name]

    def grid(
        self,
        name: str,
        title: str,
        subtitle: str,
        columns: list[Column],
        landscape: bool = True,
        printed: int = 0,
        title_style: str = "title",
        height: float = 28,
    ) -> Grid:
        """A new sheet with title (`height` points high), subtitle (unit, date) and column widths; ready for headers(). The title
        spans the first `printed` columns (0: all)."""
        sheet = self.workbook.add_worksheet(self.sheet_name(name), worksheet_class=Sheet)
        grid = Grid(self, sheet.get_name(), sheet, tuple(columns))
        last = max((printed or len(columns)) - 1, 1)
        sheet.set_row(0, height)
        sheet.merge_range(0, 0, 0, last, clean(title), self.style(title_style))
        sheet.merge_range(1, 0, 1, last, clean(subtitle), self.style("subtitle"))
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer("&L&8&A&R&8第 &P 页，共 &N 页")
        grid.row = 2
        return grid

    def sheet_name(self, name: str) -> str:
        """A sheet name that Excel takes, unique in this workbook."""
        base = _BAD_IN_NAMES.sub("·", clean(name)).strip("'")[:31] or "表"
        name, number = base, 2
        while name in self.names:
            name, number = f"{base[:28]}{number}", number + 1
        self.names.add(name)
        return name

    def put(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        """Write one cell. Text is always a string, never a formula or link by its looks."""
        value, name, formula, link = cell
        style = self.formats.get(name) or self.style(name)
        if formula:
            stored = "" if value is None else value if isinstance(value, str) else float(value)
            done = sheet._write_formula(row, column, f"={formula}", style, stored)
        elif value is None or value == "":
            done = sheet._write_blank(row, column, None, style)
        elif not isinstance(value, str):
            done = sheet._write_number(row, column, float(value), style)
        elif link and not sheet.full:  # beyond what Excel takes, the text stands without its link
            done = sheet.link(row, column, link, style, clean(value))
        else:
            done = sheet._write_string(row, column, clean(value), style)
        if done == OUT_OF_REACH:
            raise ValueError(f"{sheet.get_name()}: row {row + 1} is not on the sheet, or has been left already")


def width_of(text: str) -> int:
    """How many characters wide a text is; a Chinese one is two."""
    return 2 * len(text) - sum(map(len, _NARROW.findall(text)))


def lines_needed(text: str, width: float) -> int:
    """How many lines a text takes in a column of `width` characters; a Chinese character is two wide."""
    room = max(int(width) - 1, 1)
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    return sum(1 if 2 * len(line) <= room else -(-(len(line) + len(_NARROW.sub("", line))) // room) for line in text.split("\n"))


def clean(text: str) -> str:
    """A text without characters that Excel refuses, at most as long as a cell holds."""
    if text.isprintable() and len(text) <= LONGEST_TEXT:  # as nearly all are
        return text
    return _BAD_CHARACTERS.sub("", text)[:LONGEST_TEXT]


def quoted(name: str) -> str:
    """A sheet's name as formulas write it."""
    return "'" + name.replace("'", "''") + "'"
