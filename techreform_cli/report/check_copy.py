"""Copies of a clerk's own files in which the problems are marked: cells coloured, comments, and a list with links as the first sheet."""

from __future__ import annotations

import io
import math
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from techreform_cli.domain.checkup import Checkup, Original, Written
from techreform_cli.domain.ledger import SheetReading
from techreform_cli.domain.problem import OutputFailed, Problem, Severity, UsageError
from techreform_cli.domain.workbook import ANNOTATED, ISSUES, MARK
from techreform_cli.report.book import clean, lines_needed
from techreform_cli.report.check_findings import Lines, said, weight
from techreform_cli.report.check_issues import FILLS, Issue, put_text, write_issues
from techreform_cli.report.copy_losses import losses
from techreform_cli.report.save import annotated, save_all

PLAIN, WITH_MACROS = ".xlsx", ".xlsm"
ELSEWHERE = "在 --annotate 后面写别的文件名或文件夹"
FORMULAS = "公式的结果要用 Excel 或 WPS 打开副本后才显示（会自动重算）。"
VALUES_ONLY = "原件的格式不能原样保留，这里只抄录了各单元格的内容，位置不变。"
COMMENT_WIDTH, COMMENT_LINE, COMMENT_CHARACTERS = 320, 18, 42
"""The size of a comment: its width and the height of a line in pixels, and how many half-width characters a line holds."""
WIDEST_COLUMN = 40


def write_copies(checkup: Checkup, originals: Sequence[Original], out: Path | None) -> list[Path]:
    """Write a copy of every file that has problems, to `out` (a .xlsx, or a folder; None: beside the file); return their paths.

    The files themselves are never touched. Raises OutputFailed where a copy cannot be written, or would replace a file of
    somebody else's; UsageError where `out` cannot be meant.
    """
    concerned = [one for one in originals if len(originals) == 1 or _of(checkup, one, whole=False)]
    writers = {_target(one, out, len(concerned)): partial(_write, checkup, one) for one in concerned if _of(checkup, one, whole=True)}
    sources = {one.path.resolve() for one in originals}
    for target in writers:
        if target.resolve() in sources:
            raise _failed(f"“{target}”是台账原件，不能覆盖", ELSEWHERE)
    return save_all(writers, ELSEWHERE)


def _of(checkup: Checkup, original: Original, whole: bool) -> list[Problem]:
    """The problems of one file; with `whole` also those of the ledger as a whole."""
    return [p for p in checkup.problems if (p.source.file == original.file if p.source else whole)]


def _target(original: Original, out: Path | None, count: int) -> Path:
    """Where the copy goes."""
    if annotated(original.path):
        raise _failed(f"{original.file} 已经是标注过的副本", "请检查并标注原件")
    suffix = WITH_MACROS if _has_macros(original.path) else PLAIN
    name = f"{original.path.stem}{ANNOTATED}{suffix}"
    if out is None:
        return original.path.with_name(name)
    if out.is_dir() or not out.suffix:
        return out / name
    if out.suffix.lower() not in (PLAIN, suffix):
        raise _usage(f"标注副本“{out}”的扩展名不对", f"写成 {suffix}，或写一个文件夹")
    if count > 1:
        raise _usage(f"要写 {count} 个标注副本，放不进一个文件“{out}”", "写一个文件夹")
    return out


def _has_macros(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.endswith("/vbaProject.bin") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError):
        return False


def _write(checkup: Checkup, original: Original, target: Path) -> None:
    """The copy of one file with its marks."""
    book, lost = _opened(original, target.suffix.lower() == WITH_MACROS)
    names = dict(zip(original.read(), book.sheetnames, strict=True)) if lost is None else {name: name for name in book.sheetnames}
    readings = {reading.sheet: reading for reading in checkup.ledger.readings if reading.file == original.file}
    lines = Lines(checkup)
    issues = []
    for number, problem in enumerate(sorted(_of(checkup, original, whole=True), key=lambda p: weight(p.severity)), 1):
        sheet = names.get(problem.source.sheet, "") if problem.source else ""
        cell = _place(book[sheet], problem, readings.get(problem.source.sheet if problem.source else "")) if sheet else ""
        issues.append(Issue(number, problem, lines.header(problem), sheet, cell))
    _mark(book, issues)
    title = f"{ISSUES}：{original.file}"
    notes = [f"这是标注副本，原件没有改动。请在原件中改正，再检查一遍。{VALUES_ONLY if lost is None else lost + FORMULAS}"]
    counts = Counter(issue.problem.severity for issue in issues)
    write_issues(_first_sheet(book), title, notes, issues, counts)
    _properties(book).append(StringProperty(name=MARK, value=ISSUES))
    book.save(target)


def _opened(original: Original, macros: bool) -> tuple[Workbook, str | None]:
    """The file as openpyxl keeps it and what it does not keep, or where it cannot, a workbook with the same values at the same places
    (None)."""
    data = original.path.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's words, in English, about what it leaves out
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), keep_vba=macros, rich_text=_partly_formatted(data))
        except Exception:  # any other format, or a workbook that openpyxl is too strict for; the reader has read it all the same
            return _copied(original.read()), None
    if book.calculation is not None:
        book.calculation.fullCalcOnLoad = True
    return book, losses(data, book, macros)


def _partly_formatted(data: bytes) -> bool:
    """Whether some text has parts in formats of their own; to keep them makes openpyxl several times slower."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return any(b"<rPr>" in archive.read(name) for name in archive.namelist() if re.search(r"(sharedStrings|/sheet\d+)\.xml$", name))


def _properties(book: Workbook) -> Any:
    return book.custom_doc_props  # type: ignore[attr-defined]


def _copied(sheets: dict[str, list[list[Written]]]) -> Workbook:
    """A new workbook with the values of every sheet at the same places."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, grid in sheets.items():
        sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", "·", clean(name)).strip("'")[:31] or "表")
        widths: Counter[int] = Counter()
        for row, cells in enumerate(grid, 1):
            for column, value in enumerate(cells, 1):
                if value is None:
                    continue
                cell = sheet.cell(row, column)
                if isinstance(value, str) or (isinstance(value, float) and not math.isfinite(value)):
                    put_text(cell, str(value))
                else:
                    cell.value = value
                widths[column] = max(widths[column], len(str(value).encode("gb18030", "replace")))
        for column, width in widths.items():
            sheet.column_dimensions[get_column_letter(column)].width = min(width + 2, WIDEST_COLUMN)
    return book


def _place(sheet: Worksheet, problem: Problem, reading: SheetReading | None) -> str:
    """The cell that shows the problem: its own, the first of the merged ones it is part of; of a column its header, of a sheet A1."""
    at = problem.source.cell if problem.source else ""
    if not at:
        columns = reading.columns if reading else ()
        letter = next((column.letter for column in columns if column.field and column.field == problem.field), "")
        at = f"{letter}{reading.header_rows[-1]}" if reading and letter and reading.header_rows else "A1"
    if isinstance(sheet[at], MergedCell):
        whole = next((area for area in sheet.merged_cells.ranges if at in area), None)
        at = str(whole.start_cell.coordinate) if whole else at
    return at


def _mark(book: Workbook, issues: Sequence[Issue]) -> None:
    """Colour the cells, the weightiest problem deciding, and say in a comment what is wrong."""
    by_cell: dict[tuple[str, str], list[Issue]] = {}
    for issue in issues:
        if issue.sheet:
            by_cell.setdefault((issue.sheet, issue.cell), []).append(issue)
    for (name, at), found in by_cell.items():
        cell = book[name][at]
        assert isinstance(cell, Cell)
        cell.fill = FILLS[found[0].problem.severity]
        texts = [_comment(issue) for issue in found]
        old = cell.comment
        text = clean("\n".join([*([old.text.rstrip(), "————"] if old and old.text else []), *texts]))
        height = (lines_needed(text, COMMENT_CHARACTERS) + 1) * COMMENT_LINE
        cell.comment = Comment(text, (old.author if old else "") or ISSUES, height, COMMENT_WIDTH)


def _comment(issue: Issue) -> str:
    problem = issue.problem
    remedy = f"\n→ {problem.remedy}" if problem.remedy else ""
    return f"【{problem.severity.label} {problem.code}】{said(problem)}{remedy}\n（{ISSUES}第 {issue.number} 条）"


def _first_sheet(book: Workbook) -> Worksheet:
    """A new sheet in front, the only one selected: to edit in one of several selected sheets would change them all."""
    sheet = cast(Worksheet, book.create_sheet(ISSUES, 0))
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0
    for view in book.views:
        view.firstSheet = 0
    return sheet


def _failed(message: str, remedy: str) -> OutputFailed:
    return OutputFailed(Problem("U021", Severity.ERROR, message, remedy))


def _usage(message: str, remedy: str) -> UsageError:
    return UsageError(Problem("U001", Severity.ERROR, message, remedy))
