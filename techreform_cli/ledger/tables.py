"""A recognised sheet becomes typed rows of a draft; a finished draft becomes a Table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Set
from functools import partial

from techreform_cli.domain.field import FieldSpec, FieldType
from techreform_cli.domain.ledger import Origin, SheetReading, Table
from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.domain.source import column_letter
from techreform_cli.ledger.cells import Finding, Value, is_blank, read_cell
from techreform_cli.ledger.codes import CODES, problem
from techreform_cli.ledger.columns import TakenColumn, take_columns, written
from techreform_cli.ledger.draft import Draft
from techreform_cli.ledger.frame import frame_of
from techreform_cli.ledger.header import Header
from techreform_cli.ledger.raw import Cell, RawSheet
from techreform_cli.ledger.rows import BLANK_ROW, DataRows, data_rows

FILLED_DOWN = (FieldType.TEXT, FieldType.CODE, FieldType.CHOICE, FieldType.YEAR)
"""What a vertically merged cell says of all its rows. Never amounts, dates or yes/no: they would count twice."""


def read_rows(sheet: RawSheet, header: Header, draft: Draft, missed: Set[FieldSpec], problems: list[Problem]) -> SheetReading:
    """Add the rows of `sheet` to `draft`, their problems to `problems`; how the sheet was understood."""
    taken = take_columns(sheet, header, draft.spec, missed, problems)
    fill_down(sheet, header, taken, problems)
    rows = data_rows(sheet, header)
    check_count(sheet, header, rows, problems)
    hidden = sum(1 for row in rows.used if row in sheet.hidden_rows)
    if hidden:
        problems.append(problem("L040", sheet.whole, count=hidden))
    columns = {column.key: read_column(sheet, column, rows.used, problems) for column in taken}
    unclear = {column.key: unclear_rows(sheet, column, rows.used, columns[column.key]) for column in taken}
    fields = {column.key: column.reading.spec for column in taken}
    letters = {column.key: column_letter(column.index) for column in taken}
    header_rows = tuple(range(header.first + 1, header.last + 2))
    draft.add_sheet(Origin(sheet.file, sheet.name, letters, header_rows, sheet.alone), fields, columns, unclear, rows.used)
    names = {column.index: column.name for column in taken}
    listed = tuple((column_letter(c.index), written(sheet, header, c), names.get(c.index, "")) for c in header.columns)
    units = dict.fromkeys(c.reading.unit for c in taken if c.reading.spec.type is FieldType.MONEY)
    return SheetReading(
        sheet.file, sheet.name, draft.spec.name, header_rows, listed, "、".join(units), rows.read, len(rows.used), rows.excluded
    )


def read_column(sheet: RawSheet, column: TakenColumn, rows: tuple[int, ...], problems: list[Problem]) -> list[Value]:
    """The typed values of one column in the given rows."""
    values: list[Value] = []
    found: dict[str, list[tuple[int, Finding]]] = {}
    seen: dict[Cell, Value | Finding] = {}  # words and days recur; numbers are left out, for 1 == True
    for row in rows:
        raw = sheet.grid[row][column.index]
        if isinstance(raw, (str, dt.date)):
            if raw not in seen:
                seen[raw] = read_cell(raw, column.reading)
            value = seen[raw]
        else:
            value = read_cell(raw, column.reading)
        if isinstance(value, Finding):
            found.setdefault(value.code, []).append((row, value))
            value = value.value
        values.append(value)
    for code, findings in found.items():
        # What needs no correction is said once for the column, what does for each cell.
        once = CODES[code].severity is Severity.NOTE
        more = f"（同列另有 {len(findings) - 1} 处）" if once and len(findings) > 1 else ""
        for row, finding in findings[:1] if once else findings:
            problems.append(problem(code, sheet.ref(row, column.index), column.name, **finding.details, more=more))
    return values


def unclear_rows(sheet: RawSheet, column: TakenColumn, rows: tuple[int, ...], values: list[Value]) -> set[int]:
    """Which of the rows (counted from the first) hold something that gave no value."""
    return {
        i for i, (row, value) in enumerate(zip(rows, values, strict=True)) if value is None and not is_blank(sheet.grid[row][column.index])
    }


def fill_down(sheet: RawSheet, header: Header, taken: list[TakenColumn], problems: list[Problem]) -> None:
    """Repeat the words of vertically merged cells in every row they span."""
    words = {column.index for column in taken if column.reading.spec.type in FILLED_DOWN}
    filled = 0
    for top, left, bottom, right in sheet.merges:
        if top > header.last and bottom > top and left == right and left in words:
            filled += 1
            for row in range(top + 1, min(bottom + 1, len(sheet.grid))):
                sheet.grid[row][left] = sheet.grid[top][left]
    if filled:
        problems.append(problem("L045", sheet.whole, count=filled))


def check_count(sheet: RawSheet, header: Header, rows: DataRows, problems: list[Problem]) -> None:
    """Compare with the probe's count of rows that have content. Cells that hold only spaces make its count the larger one."""
    if sheet.content_rows is None:
        return
    counted = {row for row in sheet.content_rows if row > header.last}
    blank = rows.excluded.get(BLANK_ROW, 0)
    missing = [row for row in counted if row >= len(sheet.grid)]
    if missing or rows.read - blank > len(counted):
        problems.append(problem("L044", sheet.whole, found=len(counted), taken=rows.read - blank))


def finished(draft: Draft, positions: list[int] | None) -> Table:
    """The draft as a Table; `positions` are its rows' enterprises, None for tables that are not of enterprises."""
    unclear = {key: frozenset(rows) for key, rows in draft.unclear.items() if rows}
    return Table(
        draft.spec,
        frozenset(draft.columns),
        partial(frame_of, draft, positions),
        tuple(draft.origins),
        tuple(draft.origin),
        tuple(draft.row_number),
        unclear,
    )
