"""A recognised sheet becomes typed rows of a draft; a finished draft becomes a Table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

from techreform_cli.domain.field import FieldType, Uses
from techreform_cli.domain.ledger import Origin, SheetReading, Table
from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.domain.source import column_letter
from techreform_cli.ledger.cells import Finding, Value, is_blank, read_cell
from techreform_cli.ledger.codes import CODES, problem
from techreform_cli.ledger.columns import TakenColumn, seen_columns, take_columns
from techreform_cli.ledger.draft import Draft, Records
from techreform_cli.ledger.frame import frame_of
from techreform_cli.ledger.header import Header
from techreform_cli.ledger.headings import without_headings
from techreform_cli.ledger.plain import plain_values
from techreform_cli.ledger.raw import Cell, RawSheet
from techreform_cli.ledger.rows import BLANK_ROW, UNFILLED_ROW, DataRows, data_rows
from techreform_cli.ledger.sheet_names import Said, said_by_name
from techreform_cli.ledger.taken_back import report_taken_back
from techreform_cli.ledger.years import Slice, by_year_column, filled, joined_years, slices

FILLED_DOWN = (FieldType.TEXT, FieldType.CODE, FieldType.CHOICE, FieldType.YEAR)
"""What a vertically merged cell says of all its rows. Never amounts, dates or yes/no: they would count twice."""


def read_rows(sheet: RawSheet, header: Header, draft: Draft, missed: Uses, problems: list[Problem]) -> SheetReading:
    """Add the rows of `sheet` to `draft`, their problems to `problems`; how the sheet was understood."""
    spec = draft.spec
    said = said_by_name(sheet, header, spec, problems)
    taken = take_columns(sheet, header, spec, {one.spec.key for one in said}, missed, problems)
    rows = data_rows(sheet, header, spec.identity)  # by what stands in each row itself: a total may lie beside a merged name
    rows = without_headings(sheet, taken, rows, problems)
    tops = fill_down(sheet, header, taken, problems)
    counted = check_count(sheet, header, rows, problems)
    hidden = sum(1 for row in rows.used if row in sheet.hidden_rows)
    if hidden:
        problems.append(problem("L040", sheet.whole, count=hidden))
    header_rows = tuple(range(header.first + 1, header.last + 2))
    cells = list(zip(*(sheet.grid[row] for row in rows.used), strict=True)) or [()] * len(sheet.grid[header.last])
    values = {column.key: read_column(sheet, column, rows.used, cells[column.index], problems) for column in taken}
    report_taken_back(sheet, header, spec, taken, rows.used, values, problems)
    covered = leave_covered(sheet, header, taken, rows.used, values)
    unclear = {column.key: unclear_rows(cells[column.index], values[column.key]) for column in taken}
    used: set[int] = set()
    for part in slices(sheet, spec, taken, problems):
        own = filled(sheet, part, rows.used)
        used.update(own)
        records = records_of(part, rows.used, own, values, unclear)
        records.elsewhere = tops_of(part, own, tops)
        give(records, [*said, Said(spec.year, part.year)] if spec.year and part.year else said)
        if any(field.yearly and field.year_column in part.columns for field in spec.fields):
            records = joined_years(sheet, by_year_column(records, spec), spec, problems)
        report_covered(sheet, part, records, covered, problems)
        letters = {key: column_letter(part.columns[of].index) for key in records.columns if (of := column_of(key, part))}
        stated = {key: part.columns[of].reading.unit for key in letters if (of := column_of(key, part))}
        draft.add(Origin(sheet.file, sheet.name, letters, header_rows, stated, sheet.alone), records)
    seen = seen_columns(sheet, header, taken)
    units = dict.fromkeys(c.reading.unit for c in taken if c.reading.spec.type is FieldType.MONEY)
    excluded = Counter(rows.excluded) + Counter({UNFILLED_ROW: len(rows.used) - len(used)})
    return SheetReading(
        sheet.file, sheet.name, spec.name, header_rows, seen, "、".join(units), rows.read, len(used), dict(excluded), counted
    )


def records_of(
    part: Slice, all_rows: tuple[int, ...], rows: tuple[int, ...], values: dict[str, list[Value]], unclear: dict[str, set[int]]
) -> Records:
    """The records of one slice in `rows`, out of the values of all rows."""
    fields = {key: column.reading.spec for key, column in part.columns.items()}
    own = {key: column.key for key, column in part.columns.items()}
    if rows == all_rows:
        return Records(rows, fields, {key: values[of] for key, of in own.items()}, {key: unclear[of] for key, of in own.items()})
    at = {row: i for i, row in enumerate(all_rows)}
    kept = [at[row] for row in rows]
    moved = {old: new for new, old in enumerate(kept)}
    return Records(
        rows,
        fields,
        {key: [values[of][i] for i in kept] for key, of in own.items()},
        {key: {moved[i] for i in unclear[of] if i in moved} for key, of in own.items()},
    )


def give(records: Records, said: list[Said]) -> None:
    """Give all records what the sheet's name or the header says of them."""
    for one in said:
        records.fields[one.spec.key] = one.spec
        records.columns[one.spec.key] = [one.value] * len(records.rows)


def column_of(key: str, part: Slice) -> str:
    """The frame column, as read, that a frame column of the records comes from; "" if from none."""
    name = key.partition("@")[0]
    return key if key in part.columns else name if name in part.columns else ""


def read_column(sheet: RawSheet, column: TakenColumn, rows: tuple[int, ...], raws: Sequence[Cell], problems: list[Problem]) -> list[Value]:
    """The typed values of one column, `raws` being its cells in the given rows."""
    values = plain_values(raws, column.reading)
    pending = [at for at, value in enumerate(values) if value is None]
    own = raws if len(pending) == len(raws) else [raws[at] for at in pending]
    # Words and days recur and are read once; 1 == True must not count as the same.
    keys = own if len({*map(type, own)} & {bool, int, float}) < 2 else [(type(raw), raw) for raw in own]
    read = {key: read_cell(raw, column.reading) for key, raw in dict(zip(keys, own, strict=True)).items()}
    known = {key: value.value if isinstance(value, Finding) else value for key, value in read.items()}
    if len(pending) == len(raws):
        values = list(map(known.__getitem__, keys))
    else:
        for at, key in zip(pending, keys, strict=True):
            values[at] = known[key]
    if any(isinstance(value, Finding) for value in read.values()):
        cells = ((rows[at], read[key]) for at, key in zip(pending, keys, strict=True))
        report_cells(sheet, column, [(row, value) for row, value in cells if isinstance(value, Finding)], problems)
    return values


def report_cells(sheet: RawSheet, column: TakenColumn, found: list[tuple[int, Finding]], problems: list[Problem]) -> None:
    """What was found in the cells of a column (row, finding), code by code. What needs no correction is said once for the column, what
    does for each cell."""
    for code in dict.fromkeys(finding.code for _, finding in found):
        findings = [(row, finding) for row, finding in found if finding.code == code]
        once = CODES[code].severity is Severity.NOTE
        more = f"（同列另有 {len(findings) - 1} 处）" if once and len(findings) > 1 else ""
        for row, finding in findings[:1] if once else findings:
            problems.append(problem(code, sheet.ref(row, column.index), column.name, **finding.details, more=more))


def unclear_rows(raws: Sequence[Cell], values: list[Value]) -> set[int]:
    """Which of the rows (counted from the first) hold something that gave no value."""
    if None not in values:
        return set()
    return {i for i, (raw, value) in enumerate(zip(raws, values, strict=True)) if value is None and not is_blank(raw)}


def tops_of(part: Slice, rows: tuple[int, ...], tops: dict[tuple[int, int], int]) -> dict[tuple[str, int], int | None]:
    """Which values of the slice's records stand in the first row of a merged cell: (frame column, record) -> that row."""
    if not tops:
        return {}
    places = ((key, i, (row, column.index)) for key, column in part.columns.items() for i, row in enumerate(rows))
    return {(key, i): tops[place] for key, i, place in places if place in tops}


def leave_covered(
    sheet: RawSheet, header: Header, taken: list[TakenColumn], rows: tuple[int, ...], values: dict[str, list[Value]]
) -> set[tuple[int, int]]:
    """Make figures, days and yes/no unknown where the cell is covered by one merged from above: it is not empty, nor does it say that
    the row's own is the same. The places (row, column) of such cells."""
    columns = {column.index: column for column in taken if column.reading.spec.type not in FILLED_DOWN}
    covered = {
        (row, left)
        for top, left, bottom, right in sheet.merges
        if top > header.last and left == right and left in columns
        for row in range(top + 1, bottom + 1)
    }
    at = {row: i for i, row in enumerate(rows)} if covered else {}
    for row, index in covered:
        if row in at:
            values[columns[index].key][at[row]] = None
    return covered


def report_covered(sheet: RawSheet, part: Slice, records: Records, covered: set[tuple[int, int]], problems: list[Problem]) -> None:
    """An error for each value that a merged cell leaves unknown; a row merged into another of the same thing needs none of its own."""
    for key in records.columns if covered else ():
        column = part.columns.get(column_of(key, part))
        for i, row in enumerate(records.rows):
            if column and records.columns[key][i] is None and (row, column.index) in covered:
                problems.append(problem("L060", sheet.ref(row, column.index), column.name))


def fill_down(sheet: RawSheet, header: Header, taken: list[TakenColumn], problems: list[Problem]) -> dict[tuple[int, int], int]:
    """Repeat the words of vertically merged cells in every row they span; (row, column) of each one filled -> the first row."""
    words = {column.index for column in taken if column.reading.spec.type in FILLED_DOWN}
    count = 0
    tops: dict[tuple[int, int], int] = {}
    for top, left, bottom, right in sheet.merges:
        if top > header.last and bottom > top and left == right and left in words:
            count += 1
            for row in range(top + 1, min(bottom + 1, len(sheet.grid))):
                sheet.grid[row][left] = sheet.grid[top][left]
                tops[row, left] = top
    if count:
        problems.append(problem("L045", sheet.whole, count=count))
    return tops


def check_count(sheet: RawSheet, header: Header, rows: DataRows, problems: list[Problem]) -> int | None:
    """Compare with the probe's count of rows that have content, and give it. Cells that hold only spaces make it the larger one."""
    if sheet.content_rows is None:
        return None
    counted = {row for row in sheet.content_rows if row > header.last}
    blank = rows.excluded.get(BLANK_ROW, 0)
    missing = [row for row in counted if row >= len(sheet.grid)]
    if missing or rows.read - blank > len(counted):
        problems.append(problem("L044", sheet.whole, found=len(counted), taken=rows.read - blank))
    return len(counted)


def finished(draft: Draft, positions: list[int] | None) -> Table:
    """The draft as a Table; `positions` are its rows' enterprises, None for tables that are not of enterprises."""
    unclear = {key: frozenset(rows) for key, rows in draft.unclear.items() if rows}
    return Table(
        draft.spec,
        frozenset(draft.columns),
        draft.columns,
        partial(frame_of, draft, positions),
        tuple(draft.origins),
        tuple(draft.origin),
        tuple(draft.row_number),
        unclear,
        dict(draft.elsewhere),
    )
