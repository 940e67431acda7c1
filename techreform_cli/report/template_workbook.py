"""An empty ledger for a policy, or a clerk's own data in its form: 填写说明 first, then a sheet for each kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from techreform_cli.domain.checkup import Original
from techreform_cli.domain.field import FieldType
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.problem import OutputFailed, Problem, Severity
from techreform_cli.domain.sheets import ENTERPRISES
from techreform_cli.report.book import FONT, Book, clean, lines_needed, quoted
from techreform_cli.report.save import save_all
from techreform_cli.report.sheet import Sheet
from techreform_cli.report.template_checks import ROWS, check_of
from techreform_cli.report.template_guide import Carried, LaidFor, write_guide
from techreform_cli.report.template_layout import Need, TemplateColumn, TemplateSheet, empty_layout, layout_of
from techreform_cli.report.template_rows import Content, Rows, Unknown
from techreform_cli.report.template_words import Words

COLOURS = {Need.REQUIRED: "#FCE4D6", Need.READ: "#DDEBF7", Need.OTHERWISE: "#FFF2CC", Need.UNUSED: "#EDEDED"}
UNREAD = "#FFC7CE"
"""The colour of cells that could not be read."""
LOOKS: dict[FieldType, dict[str, Any]] = {
    FieldType.MONEY: {"num_format": "#,##0.00####"},
    FieldType.NUMBER: {"num_format": "#,##0.####"},
    FieldType.INTEGER: {"num_format": "#,##0"},
    FieldType.YEAR: {"num_format": "0", "align": "center"},
    FieldType.DATE: {"num_format": "yyyy-mm-dd", "align": "center"},
    FieldType.BOOLEAN: {"align": "center"},
    FieldType.CHOICE: {"align": "center"},
    FieldType.TEXT: {"num_format": "@"},
    FieldType.CODE: {"num_format": "@"},
}
WIDTHS = {FieldType.TEXT: 16, FieldType.CODE: 12, FieldType.DATE: 12, FieldType.MONEY: 13, FieldType.CHOICE: 14}
WIDE = {"name": 30, "project_name": 30, "credit_code": 22}
HEADER_HEIGHT = 46
COLUMNS_ON_A_PAGE = 18
COMMENT_WIDTH, COMMENT_LINE, COMMENT_CHARACTERS = 300, 17, 42
"""The size of a comment: its width and the height of a line in pixels, and how many half-width characters a line holds."""


@dataclass(slots=True)
class _Writer:
    """A workbook being written: what is said of columns, the ranges of choices, the range of a column of 《企业》."""

    book: Book
    words: Words
    options: dict[str, str]
    layout: Sequence[TemplateSheet]
    formats: dict[tuple[str, Any], Any]

    def look(self, name: str, column: TemplateColumn, **more: Any) -> Any:
        """A format, made once."""
        key = (name, column.spec.type if name != "header" else column.need)
        if key not in self.formats:
            base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
            self.formats[key] = self.book.workbook.add_format({**base, **more})
        return self.formats[key]

    def enterprises(self, key: str) -> str:
        """The range of what stands in that column of 《企业》; "" if there is none."""
        for sheet in self.layout:
            at = sheet.index(key) if sheet.spec.key == ENTERPRISES else None
            if at is not None:
                first = f"{quoted(sheet.spec.name)}!{xl_rowcol_to_cell(1, at, True, True)}"
                column = f"{quoted(sheet.spec.name)}!${xl_col_to_name(at)}$2:${xl_col_to_name(at)}${ROWS}"
                return f"OFFSET({first},0,0,MAX(COUNTA({column}),1),1)"
        return ""


def write_template(aim: LaidFor, years: Sequence[int], target: Path, replace: bool) -> Path:
    """Write an empty ledger for the policy, with the given years, to `target`. Raises OutputFailed."""
    layout = empty_layout(aim.policy, years, aim.others)
    return _save(target, replace, lambda path: _write(aim, layout, path, None, None))


def write_carried(aim: LaidFor, ledger: Ledger, originals: Sequence[Original], target: Path, replace: bool) -> Path:
    """Write what was read of a ledger, as far as the policy knows it, in canonical form. Raises OutputFailed."""
    if any(target.resolve() == one.path.resolve() for one in originals):
        raise OutputFailed(Problem("U021", Severity.ERROR, f"“{target}”就是台账原件，不能覆盖", "换一个文件名"))
    layout = layout_of(aim.policy, ledger, aim.others)
    rows = Rows(ledger, originals)
    return _save(target, replace, lambda path: _write(aim, layout, path, ledger, rows))


def _save(target: Path, replace: bool, write: Any) -> Path:
    if target.exists() and not replace:
        raise OutputFailed(Problem("U021", Severity.ERROR, f"“{target}”已经有了，没有改动", "换一个文件名；确要覆盖，加 --force"))
    return save_all({target: write}, "换一个文件名或文件夹", replace)[0]


def _write(aim: LaidFor, layout: Sequence[TemplateSheet], path: Path, ledger: Ledger | None, rows: Rows | None) -> None:
    words = Words(aim.policy, aim.others)
    contents = {sheet.spec.key: _contents(sheet, ledger, rows) for sheet in layout} if ledger and rows else {}
    with Book(path, "技改台账") as book:
        carried = Carried(ledger, contents) if ledger else None
        options = write_guide(book, aim, layout, words, carried)
        writer = _Writer(book, words, options, layout, {})
        for sheet in layout:
            _sheet(writer, sheet, contents.get(sheet.spec.key, []))


def _contents(sheet: TemplateSheet, ledger: Ledger, rows: Rows) -> list[list[Content]]:
    """The cells of every row that stands in the clerk's file."""
    table = ledger.tables[sheet.spec.key]
    own = [row for row in range(len(table)) if table.row_number[row]]
    return [[rows.content(table, column, row) for column in sheet.columns] for row in own]


def _sheet(writer: _Writer, sheet: TemplateSheet, rows: list[list[Content]]) -> None:
    page = writer.book.workbook.add_worksheet(writer.book.sheet_name(sheet.spec.name), worksheet_class=Sheet)
    page.set_row(0, HEADER_HEIGHT)
    for at, column in enumerate(sheet.columns):
        look = writer.look("column", column, **LOOKS[column.spec.type])
        page.set_column(at, at, _width(column), look)
        page.write_string(0, at, column.header, _header(writer, column))
        page.write_comment(0, at, writer.words.of(column).comment, _size(writer.words.of(column).comment))
        options = writer.options.get(_option_key(column), "")
        check = check_of(column, options, writer.enterprises(column.spec.key))
        if check:
            page.data_validation(1, at, max(ROWS, len(rows)), at, check)
    for number, row in enumerate(rows, 1):
        for at, (column, content) in enumerate(zip(sheet.columns, row, strict=True)):
            _put(writer, page, number, at, column, content)
    _page(page, sheet, len(rows))


def _option_key(column: TemplateColumn) -> str:
    return f"{column.spec.sheet}.{column.spec.key}"


def _header(writer: _Writer, column: TemplateColumn) -> Any:
    more = {"bold": True, "border": 1, "align": "center", "text_wrap": True, "bg_color": COLOURS[column.need]}
    return writer.look("header", column, **more)


def _put(writer: _Writer, page: Any, row: int, at: int, column: TemplateColumn, content: Content) -> None:
    """One cell. Text is always a string; what could not be read is coloured and says why."""
    look = writer.look("cell", column, border=1, **LOOKS[column.spec.type])
    match content:
        case None:
            page.write_blank(row, at, None, look)
        case Unknown(text, note):
            marked = writer.look("unread", column, border=1, bg_color=UNREAD, **LOOKS[column.spec.type])
            if text:
                page.write_string(row, at, clean(text), marked)
            else:
                page.write_formula(row, at, "=NA()", marked, "#N/A")
            page.write_comment(row, at, clean(note), _size(note))
        case str():
            page.write_string(row, at, clean(content), look)
        case dt.date():
            page.write_datetime(row, at, content, look)
        case _:
            page.write_number(row, at, content, look)


def _size(text: str) -> dict[str, Any]:
    height = COMMENT_LINE * (lines_needed(text, COMMENT_CHARACTERS) + 1)
    return {"author": "", "width": COMMENT_WIDTH, "height": height, "font_name": FONT, "font_size": 9}


def _width(column: TemplateColumn) -> float:
    """Wide enough for what is filled in, and for the header on three lines."""
    own = WIDE.get(column.spec.key) or WIDTHS.get(column.spec.type, 9)
    return max(own, sum(2 if ord(sign) > 0x2E7F else 1 for sign in column.header) / 2.4 + 2)


def _page(page: Any, sheet: TemplateSheet, rows: int) -> None:
    """The header stays in sight, can be filtered by, and is repeated on every printed page."""
    last = len(sheet.columns) - 1
    named = [at for at, column in enumerate(sheet.columns) if column.spec.key in ("name", "project_name")]
    first = min(named[0] + 1, 3) if named else 1
    page.freeze_panes(1, first)
    page.autofilter(0, 0, max(rows, 1), last)
    page.set_paper(9)
    page.set_landscape()
    pages = -(-len(sheet.columns) // COLUMNS_ON_A_PAGE)
    page.fit_to_pages(pages, 0)
    page.repeat_rows(0)
    if pages > 1:
        page.repeat_columns(0, first - 1)
    page.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.6)
    page.set_header(f'&C&"{FONT},Bold"&14{sheet.spec.name.replace("&", "&&")}')
    page.set_footer("&R&8第 &P 页，共 &N 页")
