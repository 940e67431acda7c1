"""Writes the sample ledger as a clerk keeps it: the same facts among titles, subtotals and odd spellings."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from clean_ledger import WIDTHS, as_float, new_workbook, one_page_wide, write_notes
from columns import INVESTMENTS, SHEETS, Column
from facts import Facts, Row
from layouts import GROUP_HEADER, LAYOUTS, Heading, Layout
from spelling import UNITS, Cell, spell
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

NOTES = (
    "填表说明（示例）",
    "本台账与示例台账.xlsx内容相同，只是按日常习惯填写，用于演示表头、单位、日期和数字的各种写法。",
    "企业、信用代码、项目、文号、金额、人数、联系人和电话均为虚构，企业名称一律以“示例-”开头。",
)
SUMMED = {"money", "area", "count"}
BLANK_ROW_EVERY = 25


def write(path: Path, facts: Facts) -> None:
    """Write the clerk's ledger."""
    with new_workbook(path, "示例台账（日常）") as book:
        styles = _styles(book)
        write_notes(book.add_worksheet("填表说明"), NOTES, styles["text"])
        for layout in LAYOUTS:
            ClerkSheet(book.add_worksheet(layout.tab), layout, styles).write(facts[layout.sheet])


def _styles(book: Workbook) -> dict[str, Format]:
    """Return the formats in use."""
    box = {"font_name": "宋体", "font_size": 11, "border": 1}
    formats = {"number": "0.00####", "date": "yyyy-mm-dd", "date_slash": "yyyy/m/d", "date_chinese": 'yyyy"年"m"月"d"日"'}
    styles = {name: book.add_format(box | {"num_format": form}) for name, form in formats.items()}
    middle = {"align": "center", "valign": "vcenter", "text_wrap": True}
    return styles | {
        "text": book.add_format(box),
        "general": book.add_format(box),
        "merged": book.add_format(box | {"valign": "vcenter", "text_wrap": True}),
        "head": book.add_format(box | middle | {"bold": True}),
        "title": book.add_format({"font_name": "黑体", "font_size": 16, "align": "center"}),
        "plain": book.add_format({"font_name": "宋体", "font_size": 11}),
    }


class ClerkSheet:
    """One of the clerk's sheets while it is written; `line` is the next row."""

    def __init__(self, sheet: Worksheet, layout: Layout, styles: dict[str, Format]) -> None:
        """Start at the top of an empty sheet."""
        self.sheet, self.layout, self.styles = sheet, layout, styles
        self.columns = {column.name: column for column in SHEETS[layout.sheet]}
        self.places = list(enumerate(layout.headings, start=layout.left))
        self.line = self.serial = 0

    def write(self, rows: list[Row]) -> None:
        """Write the sheet from its title to its footers."""
        self._head()
        groups = [list(group) for _, group in groupby(rows, key=lambda row: row.get(self.layout.group_by))]
        for group in groups:
            self._rows(group)
            if self.layout.group_by and len(group) > 2:
                label = f"{group[0]['年度']}年小计" if self.layout.group_by == "年度" else "小计"
                self._sums(label, group)
        if self.layout.label_at:
            self._sums("合  计" if self.layout.group_by else "合计", rows)
        for label, name, wanted in self.layout.shares:
            self._sums(label, [row for row in rows if row[name] == wanted])
        for footer in self.layout.footers:
            self.line += 1
            self.sheet.write_string(self.line, self.layout.left, footer, self.styles["plain"])

    def _head(self) -> None:
        """Write the title, the unit and the header."""
        one_page_wide(self.sheet)
        left, right = self.places[0][0], self.places[-1][0]
        self.sheet.merge_range(0, left, 0, right, self.layout.title, self.styles["title"])
        self.line = 1
        if self.layout.unit_line:
            self.sheet.write_string(1, right - 1, self.layout.unit_line, self.styles["plain"])
            self.line = 2
        for column, heading in self.places:
            known = self.columns.get(heading.name)
            self.sheet.set_column(column, column, WIDTHS.get(known.kind, 14) if known else 8)
            self._header(column, heading)
        if self.layout.header_rows == 2:
            grouped = [column for column, heading in self.places if heading.name in INVESTMENTS and heading.name]
            self.sheet.merge_range(self.line, grouped[0], self.line, grouped[-1], GROUP_HEADER, self.styles["head"])
        self.line += self.layout.header_rows

    def _header(self, column: int, heading: Heading) -> None:
        """Write one header; in a header of two rows it takes both, or the lower one under a group."""
        if self.layout.header_rows == 1:
            self.sheet.write_string(self.line, column, heading.header, self.styles["head"])
        elif heading.name and heading.name in INVESTMENTS:
            self.sheet.write_string(self.line + 1, column, heading.header, self.styles["head"])
        else:
            self.sheet.merge_range(self.line, column, self.line + 1, column, heading.header, self.styles["head"])

    def _rows(self, rows: list[Row]) -> None:
        """Write the rows of a group; three or more projects of one enterprise share merged cells."""
        shared = {"企业名称", "统一社会信用代码"} if self.layout.header_rows == 2 and len(rows) > 2 else set()
        for place, row in enumerate(rows):
            self.serial += 1
            for column, heading in self.places:
                if heading.name not in shared:
                    self._put(self.line, column, self._cell(heading, column, row))
                elif place == 0:
                    cell = self._cell(heading, column, row)
                    end = self.line + len(rows) - 1
                    self.sheet.merge_range(self.line, column, end, column, cell.value, self.styles["merged"])
            self.line += 1
            if not shared and self.serial % BLANK_ROW_EVERY == 0:
                self.line += 1

    def _cell(self, heading: Heading, column: int, row: Row) -> Cell:
        """Return the cell of a row under a heading."""
        if not heading.name:
            return self._own(heading)
        known: Column = self.columns[heading.name]
        value = row[heading.name]
        if known.kind == "name" and self.layout.narrow_brackets:
            value = str(value).replace("（", "(").replace("）", ")")
        return spell(value, known.name, known.kind, self.layout.unit(heading), column, self.serial + 3 * column)

    def _own(self, heading: Heading) -> Cell:
        """Return a cell of a column that is the clerk's own."""
        match heading.header:
            case "序号":
                return Cell(self.serial, "general")
            case "联系人":
                return Cell(f"示例{'甲乙丙丁'[self.serial % 4]}")
            case "联系电话":
                return Cell(f"0762-0000{self.serial:03d}")
            case "备注" if self.serial % 11 == 3:
                return Cell("已核")
        return Cell("")

    def _put(self, line: int, column: int, cell: Cell) -> None:
        """Write one cell."""
        style = self.styles[cell.style]
        if isinstance(cell.value, datetime):
            self.sheet.write_datetime(line, column, cell.value, style)
        elif isinstance(cell.value, str):
            if cell.value:
                self.sheet.write_string(line, column, cell.value, style)
        else:
            self.sheet.write_number(line, column, cell.value, style)

    def _sums(self, label: str, rows: list[Row]) -> None:
        """Write a row of sums under its label."""
        for column, heading in self.places:
            known = self.columns.get(heading.name)
            if self.layout.label_at in (heading.header, heading.name):
                self._put(self.line, column, Cell(label))
            elif known and known.kind in SUMMED and "年期" not in known.name:
                scale = UNITS[self.layout.unit(heading)] if known.kind == "money" else 1
                total = sum((Decimal(row[known.name] or 0) * scale for row in rows), Decimal(0))  # type: ignore[arg-type]
                self._put(self.line, column, Cell(as_float(total), "number"))
        self.line += 1
