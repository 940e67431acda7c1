"""The formats a dressed ledger is written in, a function each. What a format cannot hold is written as the program that saves a workbook
in it would: hidden sheets of a .csv are as open as the others, a merged cell stands in its first place alone or in all of them."""

from __future__ import annotations

import csv
import datetime as dt
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlwt

from .page import Day, Formula, Page, Place, Serial, Share, days, write_xlsx

BUILT_IN = {14: "M/D/YY", 27: 'yyyy"年"m"月"', 31: 'yyyy"年"m"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"'}
"""The built-in formats by which a Chinese Excel shows days, as codes."""

ERRORS = {"#N/A": "#N/A!"}
"""How xlwt calls an error value."""

Writer = Callable[[list[Page], Path, bool], Path]


def xlsx(pages: list[Page], folder: Path, epoch_1904: bool) -> Path:
    """One .xlsx."""
    return write_xlsx(pages, folder / "台账.xlsx", epoch_1904)


def xlsx_each(pages: list[Page], folder: Path, epoch_1904: bool) -> Path:
    """A folder of .xlsx, one for each worksheet; the file's name says what it is, the worksheet is called Sheet1."""
    folder = made(folder / "台账")
    for page in pages:
        write_xlsx([replace(page, name="Sheet1", hidden=False)], folder / f"{page.name}.xlsx", epoch_1904)
    return folder


def xls(pages: list[Page], folder: Path, epoch_1904: bool) -> Path:
    """One .xls. A formula stands as its result, one without as the error that it would show."""
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = epoch_1904
    styles: dict[str, xlwt.XFStyle] = {}
    for page in pages:
        sheet = book.add_sheet(page.name)
        sheet.visibility = int(page.hidden)
        for area in page.merges:
            sheet.merge(area[0], area[2], area[1], area[3])
        for row in page.hidden_rows:
            sheet.row(row).hidden = True
        for (row, column), cell in page.cells.items():
            cell = result(cell)
            if isinstance(cell, str) and cell.startswith("#") and cell != "#":
                sheet.row(row).set_cell_error(column, ERRORS.get(cell, cell))
            elif isinstance(cell, Day):
                sheet.write(row, column, cell.value, styled(styles, BUILT_IN.get(cell.format, str(cell.format))))  # type: ignore[call-overload]
            elif isinstance(cell, Share):
                sheet.write(row, column, cell.value, styled(styles, "0.0%"))
            else:
                sheet.write(row, column, days(cell, epoch_1904) if isinstance(cell, Serial) else cell)
    book.active_sheet = next(i for i, page in enumerate(pages) if not page.hidden)
    book.save(str(folder / "台账.xls"))
    return folder / "台账.xls"


def styled(styles: dict[str, xlwt.XFStyle], code: str) -> xlwt.XFStyle:
    if code not in styles:
        styles[code] = xlwt.XFStyle()
        styles[code].num_format_str = code
    return styles[code]


def result(cell: Any) -> Any:
    """What a formula shows in a format that keeps no formulas."""
    return ("#VALUE!" if cell.result is None else cell.result) if isinstance(cell, Formula) else cell


SPACES = {name: f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")}
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def ods(pages: list[Page], folder: Path, epoch_1904: bool) -> Path:
    """One .ods."""
    null_date = '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'
    xml = (
        f"<office:document-content {' '.join(SPACES.values())} {CALC}><office:automatic-styles>"
        '<style:style style:name="shown" style:family="table"><style:table-properties table:display="true"/></style:style>'
        '<style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/></style:style>'
        f"</office:automatic-styles><office:body><office:spreadsheet>{null_date * epoch_1904}"
        f"{''.join(ods_table(page, epoch_1904) for page in pages)}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(folder / "台账.ods", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", f'<?xml version="1.0" encoding="UTF-8"?>{xml}')
    return folder / "台账.ods"


def ods_table(page: Page, epoch_1904: bool) -> str:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in page.merges}
    covered = {
        (row, column)
        for top, left, bottom, right in page.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    width = max([column for _, column in (*page.cells, *covered)], default=0) + 1
    rows = []
    for row in range(page.height):
        cells = []
        for column in range(width):
            span = spans.get((row, column))
            spanned = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
            kind = "covered-table-cell" if (row, column) in covered else "table-cell"
            attributes, content = ods_cell(page.cells.get((row, column)), epoch_1904)
            cells.append(f"<table:{kind}{spanned}{attributes}>{content}</table:{kind}>")
        visible = ' table:visibility="collapse"' if row in page.hidden_rows else ""
        rows.append(f"<table:table-row{visible}>{''.join(cells)}</table:table-row>")
    style = "hidden" if page.hidden else "shown"
    return f'<table:table table:name={quoteattr(page.name)} table:style-name="{style}">{"".join(rows)}</table:table>'


def ods_cell(cell: Any, epoch_1904: bool) -> tuple[str, str]:
    """The attributes and the content of a cell."""
    formula = ""
    if isinstance(cell, Formula):
        formula, cell = ' table:formula="of:=1*1"', cell.result
        if isinstance(cell, str) and cell.startswith("#"):
            return f'{formula} office:value-type="string" office:string-value="" calcext:value-type="error"', f"<text:p>{cell}</text:p>"
    if cell is None:
        return formula, ""
    if isinstance(cell, bool):
        return f'{formula} office:value-type="boolean" office:boolean-value="{str(cell).lower()}"', f"<text:p>{str(cell).upper()}</text:p>"
    if isinstance(cell, Day):
        return f'{formula} office:value-type="date" office:date-value="{cell.value.isoformat()}"', "<text:p>?</text:p>"
    if isinstance(cell, Share):
        return f'{formula} office:value-type="percentage" office:value="{cell.value!r}"', f"<text:p>{percent(cell)}</text:p>"
    if isinstance(cell, Serial):
        cell = days(cell, epoch_1904)
    if isinstance(cell, (int, float)):
        return f'{formula} office:value-type="float" office:value="{cell!r}"', f"<text:p>{cell}</text:p>"
    lines = "".join(f"<text:p>{spaced(line)}</text:p>" for line in cell.split("\n"))
    return f'{formula} office:value-type="string"', lines


def spaced(line: str) -> str:
    """Text with its spaces at the ends kept."""
    inner = line.strip(" ")
    before, after = (len(line) - len(line.lstrip(" ")), len(line) - len(line.rstrip(" "))) if inner else (len(line), 0)
    return f'<text:s text:c="{before}"/>' * bool(before) + escape(inner) + f'<text:s text:c="{after}"/>' * bool(after)


def percent(cell: Share) -> str:
    return f"{cell.value * 100:.1f}%"


def texts(ending: str, encoding: str, delimiter: str, merged: bool) -> Writer:
    """What writes a folder of texts, one for each worksheet that is not empty; with `merged`, merged cells stand in their first place
    alone, as Excel leaves them, else in all."""

    def write(pages: list[Page], folder: Path, _: bool) -> Path:
        folder = made(folder / "台账")
        for page in pages:
            cells = page.cells if merged else unmerged(page)
            if not cells:
                continue
            width = max(column for _, column in cells) + 1
            rows = [[as_text(cells.get((row, column), "")) for column in range(width)] for row in range(page.height)]
            with (folder / f"{page.name}.{ending}").open("w", encoding=encoding, newline="") as file:
                csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
        return folder

    return write


def unmerged(page: Page) -> dict[Place, Any]:
    """The page's cells, what is merged repeated in every place."""
    cells = dict(page.cells)
    for top, left, bottom, right in page.merges:
        if (top, left) in cells:
            cells |= {(row, column): cells[top, left] for row in range(top, bottom + 1) for column in range(left, right + 1)}
    return cells


def as_text(cell: Any) -> str:
    """A cell as the program shows it that saves a sheet as text, days in full."""
    cell = result(cell)
    if isinstance(cell, Serial):
        cell = Day(cell.value)
    if isinstance(cell, Day):
        form = random.Random(repr(cell)).choice(["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"])
        return cell.value.strftime(form + (" %H:%M" if isinstance(cell.value, dt.datetime) else ""))
    if isinstance(cell, Share):
        return percent(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    return str(cell).upper() if isinstance(cell, bool) else str(cell)


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


WRITERS: dict[str, Writer] = {
    "xlsx": xlsx,
    "xlsx each": xlsx_each,
    "xls": xls,
    "ods": ods,
    "csv": texts("csv", "utf-8", ",", False),
    "csv bom": texts("csv", "utf-8-sig", ",", False),
    "csv gb18030": texts("csv", "gb18030", ",", False),
    "tsv": texts("tsv", "utf-8", "\t", False),
}
"""The formats that lose nothing of what the cells say."""

MERGING = frozenset(("xlsx", "xlsx each", "xls", "ods"))
"""Those that have merged cells."""

LOSSY: dict[str, Writer] = {"csv merged": texts("csv", "gb18030", ",", True), "tsv merged": texts("tsv", "utf-8-sig", "\t", True)}
"""Those in which it is lost what merged cells say of the others."""
