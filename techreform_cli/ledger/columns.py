"""Which columns of a sheet are taken for which field and in which unit, and which fields the sheet lacks."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from fractions import Fraction

from techreform_cli.domain.field import FieldSpec, FieldType, Period, SheetSpec, Uses
from techreform_cli.domain.ledger import How, SeenColumn
from techreform_cli.domain.nearest import nearest_field
from techreform_cli.domain.problem import Problem
from techreform_cli.domain.source import SourceRef
from techreform_cli.ledger.cells import ColumnReading
from techreform_cli.ledger.codes import problem
from techreform_cli.ledger.hanging import hanging
from techreform_cli.ledger.header import Header, HeaderColumn
from techreform_cli.ledger.match import MEASURES, YEAR_IN_HEADER, Hit, Rank, header_key
from techreform_cli.ledger.raw import RawSheet
from techreform_cli.ledger.units import canonical, factor, split_header
from techreform_cli.ledger.wording import SPACES, label, shown

WHO = ("credit_code", "name")
"""Either of these says which enterprise a row is about."""


@dataclass(frozen=True, slots=True)
class TakenColumn:
    """A column in use: where it stands, its frame column, its name to the clerk, how to read its cells, the year in its header, and how
    it was found. `unit_stated` says that its unit was neither supposed nor unknown."""

    index: int
    key: str
    name: str
    reading: ColumnReading
    year: int | None
    place: SourceRef
    written: str
    rank: Rank
    unit_stated: bool


def take_columns(
    sheet: RawSheet, header: Header, spec: SheetSpec, supplied: Set[str], missed: Uses, problems: list[Problem]
) -> list[TakenColumn]:
    """One column for each field found; what was guessed or left out goes to `problems`, and what is missing of the fields `missed`.

    `supplied` are the keys of fields that need no column, for the sheet's name says them.
    """
    taken: dict[str, tuple[HeaderColumn, Hit]] = {}
    for column in sorted((c for c in header.columns if c.hit), key=lambda c: (c.hit.rank if c.hit else 0, c.index)):
        hit = column.hit
        if hit is None or (hit.rank is Rank.LOOKALIKE and is_given(hit, taken)):
            continue
        if hit.key not in taken:
            taken[hit.key] = (column, hit)
        else:
            problems.append(
                problem(
                    "L035",
                    sheet.ref(header.last, column.index),
                    hit.name,
                    found=written(sheet, header, column),
                    taken=written(sheet, header, taken[hit.key][0]),
                )
            )
    leave_yearless(sheet, header, spec, taken, problems)
    take_periods(sheet, header, spec, taken, problems)
    found_keys = {hit.spec.key for _, hit in taken.values()} | supplied | ({spec.year.key} if spec.year and header.by_year else set())
    missing_columns(sheet, header, found_keys, spec, missed, problems)
    missing_years(sheet, header, {hit.key for _, hit in taken.values()}, spec, missed, problems)
    columns = [taken_column(sheet, header, column, hit, problems) for column, hit in taken.values()]
    report_unitless(sheet, header, {key: it for key, it in taken.items() if it[1].spec in missed}, problems)
    return sorted(columns, key=lambda column: column.index)


def is_given(hit: Hit, taken: dict[str, tuple[HeaderColumn, Hit]]) -> bool:
    """Whether a field has a column of its own, for that year or, where the header says no year, for any."""
    return hit.key in taken or (hit.year is None and any(hit.spec is other.spec for _, other in taken.values()))


def leave_yearless(
    sheet: RawSheet, header: Header, spec: SheetSpec, taken: dict[str, tuple[HeaderColumn, Hit]], problems: list[Problem]
) -> None:
    """Leave out columns of yearly amounts of which nothing says the year, and columns of one year where the rows say another."""
    for key, (column, hit) in list(taken.items()):
        if hit.spec.yearly and hit.year is None:
            years = [other.year for _, other in taken.values() if other.spec is hit.spec and other.year]
            if hit.spec.year_column in taken and not years:
                continue
            del taken[key]
            report_yearless(taken_column(sheet, header, column, hit, []), years[0] if years else None, problems)
        elif spec.year and hit.year and spec.year.key in taken:
            del taken[key]
            found = f"有「{spec.year.name}」列，又有「{written(sheet, header, column)}」"
            problems.append(problem("L106", sheet.ref(header.last, column.index), spec.year.name, sheet=sheet.name, found=found))
    for spec_ in {hit.spec.year_column for _, hit in taken.values() if hit.spec.yearly and hit.year is not None}:
        taken.pop(spec_, None)  # the years stand in columns: 年度 in a row is then when it was listed, or the like


def report_yearless(column: TakenColumn, year: int | None, problems: list[Problem]) -> None:
    """An error for a column of which nothing says the year."""
    spec = column.reading.spec
    example = f"{year or '20××'}年{spec.header}"
    problems.append(problem("L105", column.place, spec.name, found=column.written, example=example))


def take_periods(
    sheet: RawSheet, header: Header, spec: SheetSpec, taken: dict[str, tuple[HeaderColumn, Hit]], problems: list[Problem]
) -> None:
    """Columns of periods, for the dates that have no column of their own."""
    free = {split_header(column.text)[0]: column for column in header.columns if not column.hit}
    ends: dict[int, list[FieldSpec]] = {}
    for field in spec.fields:
        column = next((free[word] for word in map(label, field.period_headers) if word in free), None)
        if column and field.key not in taken:
            taken[field.key] = (column, Hit(field, Rank.PERIOD))
            ends.setdefault(column.index, []).append(field)
    for index, fields in ends.items():
        column = next(column for column in header.columns if column.index == index)
        both = {field.period for field in fields} == set(Period)
        rest = "" if both else "，另一头没有采用"
        names = "、".join(field.name for field in fields)
        problems.append(problem("L104", sheet.ref(header.last, index), names, found=written(sheet, header, column), rest=rest))


def taken_column(sheet: RawSheet, header: Header, column: HeaderColumn, hit: Hit, problems: list[Problem]) -> TakenColumn:
    """How the cells of one column are to be read."""
    place, name, found = sheet.ref(header.last, column.index), hit.name, written(sheet, header, column)
    if hit.rank is Rank.LOOKALIKE:
        problems.append(problem("L036", place, name, found=found))
    unit = stated_unit(header, hit)
    measured: Fraction | None = canonical(hit.spec)
    if hit.spec.type in MEASURES and unit:
        measured = factor(hit.spec, unit)
        if measured is None:
            problems.append(problem("L037", place, name, found=found, unit=hit.spec.unit or "表中规定的单位"))
    reading = ColumnReading(hit.spec, unit or hit.spec.unit, measured, sheet.epoch_1904, hit.rank is Rank.PERIOD, sheet.untyped)
    stated = measured is not None and bool(unit or not hit.spec.unit or hit.spec.type not in MEASURES)
    return TakenColumn(column.index, hit.key, name, reading, hit.year, place, found, hit.rank, stated)


def seen_columns(sheet: RawSheet, header: Header, taken: list[TakenColumn]) -> tuple[SeenColumn, ...]:
    """Every column that has a header, and what it was taken for: a column of periods for both its ends."""
    found: dict[int, list[TakenColumn]] = {}
    for column in taken:
        found.setdefault(column.index, []).append(column)
    times = Counter(header_key(column.text) for column in header.columns)
    seen = []
    for place in header.columns:
        own = found.get(place.index, [])
        names = "、".join(column.name for column in own)
        how = How[own[0].rank.name] if own else How.SAVED if place.saved else None
        unit = own[0].reading.unit if own and own[0].reading.spec.type in MEASURES else ""
        stated = all(column.unit_stated for column in own)
        words, whole = written(sheet, header, place), whole_header(sheet, header, place)
        seen.append(SeenColumn(place.letter, words, names, how, unit, stated, whole, times[header_key(place.text)] > 1))
    return tuple(seen)


def stated_unit(header: Header, hit: Hit) -> str:
    """The unit in the column's header, or the fitting one of a 单位：万元 line above, "" if none is stated or several are."""
    fitting = {factor(hit.spec, unit): unit for unit in header.units if factor(hit.spec, unit) is not None}
    return hit.unit or (next(iter(fitting.values())) if len(fitting) == 1 else "")


def report_unitless(sheet: RawSheet, header: Header, taken: dict[str, tuple[HeaderColumn, Hit]], problems: list[Problem]) -> None:
    """Say once for each unit which columns of amounts and areas are read in it only because nothing else is stated."""
    by_unit: dict[str, list[tuple[HeaderColumn, Hit]]] = {}
    for column, hit in taken.values():
        if hit.spec.type in (FieldType.MONEY, FieldType.NUMBER) and hit.spec.unit and not stated_unit(header, hit):
            by_unit.setdefault(hit.spec.unit, []).append((column, hit))
    for unit, columns in by_unit.items():
        found = "、".join(f"「{written(sheet, header, column)}」" for column, _ in columns)
        first, hit = columns[0]
        problems.append(problem("L038", sheet.ref(header.last, first.index), hit.name, found=found, unit=unit))


def missing_columns(sheet: RawSheet, header: Header, found: set[str], spec: SheetSpec, missed: Uses, problems: list[Problem]) -> None:
    """One problem for each usual field that the sheet lacks and nothing of its own stands in for."""
    has_who = any(key in found for key in WHO)
    free = [field for field in spec.fields if field.key not in found]
    near = {like.key: column for column in reversed(header.columns) if not column.hit and (like := nearest_field(column.text, free))}
    for field in spec.fields:
        if field.key in found or field.optional or substitute(field, spec, found):
            continue
        if field.key in WHO and not field.required and has_who:
            continue  # either of the two is enough to tell the enterprise
        code = "L033" if field.required or field.key in WHO else "L034"
        if code == "L034" and field not in missed:
            continue
        told = f"（「{written(sheet, header, near[field.key])}」与它相近，没有采用）" if field.key in near else ""
        told_of = hanging([missed[field]], "列") if field in missed else {}
        problems.append(problem(code, sheet.whole, field.name, sheet=sheet.name, found=told, **told_of))


def missing_years(sheet: RawSheet, header: Header, keys: set[str], spec: SheetSpec, missed: Uses, problems: list[Problem]) -> None:
    """A warning for each year of a yearly amount that only a column of a like name might give: 2019年1-6月完成投资."""
    for column in header.columns:
        years = set(YEAR_IN_HEADER.findall(column.text))
        if column.hit or len(years) != 1:
            continue
        year, word = int(years.pop()), YEAR_IN_HEADER.sub("", split_header(column.text)[0])
        for field in spec.fields:
            names = list(map(label, (field.name, *field.aliases)))
            like = any(name in word for name in names) or difflib.get_close_matches(word, names, 1)
            if field.yearly and field in missed and field.yearly_key(year) not in keys and like:
                told = f"（「{written(sheet, header, column)}」与它相近，没有采用）"
                problems.append(
                    problem("L034", sheet.whole, f"{year}年{field.name}", sheet=sheet.name, found=told, **hanging([missed[field]], "列"))
                )


def substitute(field: FieldSpec, spec: SheetSpec, found: set[str]) -> bool:
    """Whether another field found in the same sheet stands in for a missing one."""
    instead = field.otherwise
    return field.no_column in found or (instead is not None and instead.sheet == spec.key and instead.field in found)


def whole_header(sheet: RawSheet, header: Header, column: HeaderColumn) -> str:
    """The header as it is saved: as it stands in the file, or where that lacks the name of a group, as it was understood."""
    texts = [sheet.grid[row][column.index] for row in range(header.first, header.last + 1)]
    words = "／".join(SPACES.sub(" ", text).strip() for text in texts if isinstance(text, str) and text.strip())
    return words if header_key(words) == header_key(column.text) else column.text


def written(sheet: RawSheet, header: Header, column: HeaderColumn) -> str:
    """The header as it stands in the file."""
    texts = [sheet.grid[row][column.index] for row in range(header.first, header.last + 1)]
    return "／".join(shown(text) for text in texts if isinstance(text, str) and text.strip()) or column.text
