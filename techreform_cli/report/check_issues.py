"""The list of problems in an annotated copy of a ledger: its first sheet, each line with a link to the cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.header_footer import HeaderFooter, HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.report.book import FONT, HIGHEST_ROW, LINE_HEIGHT, clean, lines_needed, quoted
from techreform_cli.report.check_findings import said

FILLS = {
    Severity.ERROR: PatternFill("solid", fgColor="FFC7CE"),
    Severity.WARNING: PatternFill("solid", fgColor="FFEB9C"),
    Severity.NOTE: PatternFill("solid", fgColor="DDEBF7"),
}
COLOUR_NAMES = {Severity.ERROR: "红色", Severity.WARNING: "黄色", Severity.NOTE: "蓝色"}
COLUMNS = {"序号": 6, "程度": 7, "编号": 8, "位置": 24, "列": 20, "问题": 50, "怎么改": 42}
TEN_POINT = 1.1
"""How many characters of the size used in the list go where one of the usual size does."""
THIN = Side(style="thin", color="BFBFBF")


@dataclass(frozen=True, slots=True)
class Issue:
    """One line of the list: a problem, the header of its column, and the sheet and cell of the copy that show it ("" for none)."""

    number: int
    problem: Problem
    header: str
    sheet: str
    cell: str


def write_issues(sheet: Worksheet, title: str, notes: Sequence[str], issues: Sequence[Issue], counts: Mapping[Severity, int]) -> None:
    """Fill the first sheet of the copy."""
    for index, width in enumerate(COLUMNS.values()):
        sheet.column_dimensions["ABCDEFG"[index]].width = width
    tally = "，".join(f"{severity.label} {counts[severity]} 处（{COLOUR_NAMES[severity]}）" for severity in Severity)
    heads = [f"{tally}。点“位置”跳到那个单元格；单元格的批注里写着问题和改法。", *notes]
    _banner(sheet, 1, title, Font(name=FONT, size=16, bold=True))
    for row, text in enumerate(heads, 2):
        _banner(sheet, row, text, Font(name=FONT, size=10, color="404040"))
    header = len(heads) + 2
    for column, name in enumerate(COLUMNS, 1):
        cell = sheet.cell(header, column, name)
        cell.font, cell.fill = Font(name=FONT, bold=True), PatternFill("solid", fgColor="D9D9D9")
        cell.alignment, cell.border = Alignment("center", "center"), _box()
    for row, issue in enumerate(issues, header + 1):
        _issue(sheet, row, issue)
    _page(sheet, header, max(header + len(issues), header + 1))


def put_text(cell: Any, text: str) -> None:
    """A text as a text, whatever it begins with: no formula, no error value."""
    cell.value = clean(text)
    cell.data_type = "s"


def _issue(sheet: Worksheet, row: int, issue: Issue) -> None:
    problem = issue.problem
    place = f"《{issue.sheet}》{issue.cell}" if issue.sheet else (problem.source.short if problem.source else "整本台账")
    texts = [str(issue.number), problem.severity.label, problem.code, place, issue.header, said(problem), problem.remedy]
    for column, (text, width) in enumerate(zip(texts, COLUMNS.values(), strict=True), 1):
        cell = sheet.cell(row, column)
        put_text(cell, text)
        cell.font, cell.border = Font(name=FONT, size=10), _box()
        cell.alignment = Alignment("left" if width > 20 or column == 5 else "center", "center", wrap_text=True)
    sheet.cell(row, 1).value = issue.number
    sheet.cell(row, 2).fill = FILLS[problem.severity]
    if issue.sheet:
        link = sheet.cell(row, 4)
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"{quoted(issue.sheet)}!{issue.cell}", display=None)
        link.font = Font(name=FONT, size=10, color="0563C1", underline="single")
    lines = max(lines_needed(text, width * TEN_POINT) for text, width in zip(texts, COLUMNS.values(), strict=True))
    sheet.row_dimensions[row].height = min(lines * LINE_HEIGHT + 4, HIGHEST_ROW)


def _banner(sheet: Worksheet, row: int, text: str, font: Font) -> None:
    """A line over the whole width."""
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(COLUMNS))
    cell = sheet.cell(row, 1)
    put_text(cell, text)
    cell.font, cell.alignment = font, Alignment("left", "center", wrap_text=True)
    sheet.row_dimensions[row].height = lines_needed(text, sum(COLUMNS.values())) * float(font.size or 10) * 1.6


def _page(sheet: Worksheet, header: int, last: int) -> None:
    """The header stays in sight, can be filtered by, and is repeated on every printed page."""
    sheet.freeze_panes = f"A{header + 1}"
    sheet.auto_filter.ref = f"A{header}:G{last}"
    sheet.print_title_rows = f"{header}:{header}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.HeaderFooter = HeaderFooter(oddFooter=HeaderFooterItem(center=_HeaderFooterPart("第 &P 页，共 &N 页")))


def _box() -> Border:
    return Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
