"""Years in columns, years in rows: either way one record is made of each thing that the kind of sheet has a row for."""

from __future__ import annotations

from dataclasses import dataclass

from techreform_cli.domain.field import FieldType, SheetSpec
from techreform_cli.domain.problem import Problem
from techreform_cli.ledger.cells import Value, is_blank
from techreform_cli.ledger.codes import problem
from techreform_cli.ledger.columns import WHO, TakenColumn, report_yearless
from techreform_cli.ledger.draft import Records
from techreform_cli.ledger.raw import RawSheet
from techreform_cli.ledger.wording import folded

ENTERPRISE, NAMES = "enterprise", ("project_name",)

SHARED = (FieldType.TEXT, FieldType.CODE)
"""Columns that speak of every year of a row whose years stand side by side."""


@dataclass(frozen=True, slots=True)
class Slice:
    """The columns that make one record of a row: all of them, or those of one year; `columns` has frame column -> column, `yearless` the
    places of those that may be of this year, for nothing says of which they are."""

    year: int | None
    columns: dict[str, TakenColumn]
    yearless: tuple[int, ...] = ()


def slices(sheet: RawSheet, spec: SheetSpec, taken: list[TakenColumn], problems: list[Problem]) -> list[Slice]:
    """One slice, or where the years of a kind with a row per year stand side by side, one for each year."""
    dated = {column.key: column.year for column in taken if column.year is not None and not column.reading.spec.yearly}
    if not spec.year or not dated:
        return [Slice(None, {column.key: column for column in taken})]
    years = sorted(set(dated.values()))
    shared = {column.key: column for column in taken if column.key not in dated and column.reading.spec.type in SHARED}
    yearless = [column for column in taken if column.key not in dated and column.key not in shared]
    for column in yearless:
        report_yearless(column, years[0], problems)
    lost = tuple(column.index for column in yearless)
    problems.append(problem("L110", sheet.whole, found="、".join(map(str, years))))
    return [Slice(year, shared | {c.reading.spec.key: c for c in taken if dated.get(c.key) == year}, lost) for year in years]


def filled(sheet: RawSheet, part: Slice, rows: tuple[int, ...]) -> tuple[int, ...]:
    """The rows that say anything of the slice's year, or may do so; all where there is only one slice."""
    if part.year is None:
        return rows
    own = [*(column.index for column in part.columns.values() if column.year is not None), *part.yearless]
    return tuple(row for row in rows if not all(is_blank(sheet.grid[row][index]) for index in own))


def by_year_column(records: Records, spec: SheetSpec) -> Records:
    """Yearly amounts of which another column says the year, as one column for each year."""
    for field in [field for field in spec.fields if field.yearly and field.year_column and field.key in records.columns]:
        years = records.columns.pop(field.year_column)
        values, unclear = records.columns.pop(field.key), records.unclear.pop(field.key, set())
        unknown = {row for row, year in enumerate(years) if year is None}
        for year in sorted({year for year in years if isinstance(year, int)}):
            key = field.yearly_key(year)
            records.fields[key] = field
            records.columns[key] = [value if own == year else None for value, own in zip(values, years, strict=True)]
            records.unclear[key] = {row for row in unclear if years[row] == year} | unknown
        records.fields = {key: one for key, one in records.fields.items() if key in records.columns}
        records.unclear.pop(field.year_column, None)
    return records


def joined_years(sheet: RawSheet, records: Records, spec: SheetSpec, problems: list[Problem]) -> Records:
    """Rows of the same thing for different years made one: the first, with what only the others say.

    What two of them say differently becomes unknown, and is an error.
    """
    first: dict[tuple[str, ...], int] = {}
    groups: dict[int, list[int]] = {}
    for row in range(len(records.rows)):
        thing = thing_of(records, spec.identity, row)
        groups.setdefault(first.setdefault(thing, row) if thing else row, []).append(row)
    gone: set[int] = set()
    for kept, rows in groups.items():
        spoken = years_of(records, kept)
        for row in rows[1:]:
            if not years_of(records, row) & spoken:
                spoken |= years_of(records, row)
                merge(sheet, records, kept, row, problems)
                gone.add(row)
    settle(records, [row for row in groups if row not in gone], spec.identity)
    if gone:
        problems.append(problem("L111", sheet.whole, count=len(gone)))
    return without(records, gone)


def thing_of(records: Records, identity: tuple[str, ...], row: int) -> tuple[str, ...] | None:
    """What the row is about: whose it is, and its number or else its name; None where it does not say."""
    who, what = word_of(records, WHO, row), what_of(records, identity, row)
    return (who, what) if who and what else None


def what_of(records: Records, identity: tuple[str, ...], row: int) -> str:
    """The number or else the name of what the row is about, whosever it is; "" where it does not say."""
    return word_of(records, (*(key for key in identity if key != ENTERPRISE), *NAMES), row)


def word_of(records: Records, keys: tuple[str, ...], row: int) -> str:
    """The first of the texts that the row has, for comparing; "" for none."""
    words = (folded(str(records.columns[key][row] or "")) for key in keys if key in records.columns)
    return next((word for word in words if word), "")


def years_of(records: Records, row: int) -> set[str]:
    """The yearly frame columns in which the row has something."""
    return {
        key
        for key, spec in records.fields.items()
        if spec.yearly and (records.columns[key][row] is not None or row in records.unclear.get(key, ()))
    }


def merge(sheet: RawSheet, records: Records, kept: int, row: int, problems: list[Problem]) -> None:
    """Add to the kept row what only the other says."""
    for key, column in records.columns.items():
        spec, mine, other = records.fields[key], column[kept], column[row]
        nothing = None if spec.yearly else spec.when_blank
        unclear = records.unclear.setdefault(key, set())
        if row in unclear and not spec.yearly:
            unclear.add(kept)
            column[kept] = None
        if other in (None, nothing) or same(mine, other) or kept in unclear:
            continue
        if mine in (None, nothing):
            column[kept] = other
            records.elsewhere[key, kept] = records.rows[row]
            continue
        column[kept] = None
        unclear.add(kept)
        here, there = records.rows[row] + 1, records.rows[kept] + 1
        problems.append(problem("L113", sheet.whole, spec.name, here=here, there=there))


def same(one: Value, other: Value) -> bool:
    """Whether two rows say the same; texts may differ in width and spaces."""
    return folded(one) == folded(other) if isinstance(one, str) and isinstance(other, str) else one == other


def settle(records: Records, rows: list[int], identity: tuple[str, ...]) -> None:
    """A year of which no row of a thing speaks is as blank as an empty cell of the field, and stands in no cell. Of a row that does
    not say what it is about, other rows may speak: its other years stay unknown; so do those of a thing of which such a row may speak."""
    things = {row: thing_of(records, identity, row) for row in rows}
    spoken: dict[str, set[str]] = {}  # what a row is about that does not say whose it is -> the years of which it speaks
    for row, thing in things.items():
        if not thing and (what := what_of(records, identity, row)):
            spoken.setdefault(what, set()).update(years_of(records, row))
    for key, spec in records.fields.items():
        if spec.yearly:
            for row, thing in things.items():
                if records.columns[key][row] is None and row not in records.unclear.get(key, ()):
                    alone = thing and key not in spoken.get(thing[1], ())
                    records.columns[key][row] = spec.when_blank if alone else None
                    records.elsewhere[key, row] = None


def without(records: Records, gone: set[int]) -> Records:
    """The records but for the given rows."""
    keep = [row for row in range(len(records.rows)) if row not in gone]
    moved = {old: new for new, old in enumerate(keep)}
    return Records(
        tuple(records.rows[row] for row in keep),
        records.fields,
        {key: [column[row] for row in keep] for key, column in records.columns.items()},
        {key: {moved[row] for row in found if row in moved} for key, found in records.unclear.items()},
        {(key, moved[row]): place for (key, row), place in records.elsewhere.items() if row in moved},
    )
