"""Which columns of a sheet are taken for which field and in which unit, and which fields the sheet lacks."""

from __future__ import annotations

import difflib
from collections.abc import Set
from dataclasses import dataclass
from fractions import Fraction

from techreform_cli.domain.field import FieldSpec, FieldType, SheetSpec
from techreform_cli.domain.problem import Problem
from techreform_cli.ledger.cells import ColumnReading
from techreform_cli.ledger.codes import problem
from techreform_cli.ledger.header import Header, HeaderColumn
from techreform_cli.ledger.match import MEASURES, Hit, Rank
from techreform_cli.ledger.raw import RawSheet
from techreform_cli.ledger.units import canonical, factor, split_header
from techreform_cli.ledger.wording import label, shown

WHO = ("credit_code", "name")
"""Either of these says which enterprise a row is about."""


@dataclass(frozen=True, slots=True)
class TakenColumn:
    """A column in use: where it stands, its frame column, its name to the clerk, how to read its cells."""

    index: int
    key: str
    name: str
    reading: ColumnReading


def take_columns(sheet: RawSheet, header: Header, spec: SheetSpec, missed: Set[FieldSpec], problems: list[Problem]) -> list[TakenColumn]:
    """One column for each field found; what was guessed or left out goes to `problems`, and what is missing of the fields `missed`."""
    taken: dict[str, tuple[HeaderColumn, Hit]] = {}
    for column in sorted((c for c in header.columns if c.hit), key=lambda c: (c.hit.rank if c.hit else 0, c.index)):
        hit = column.hit
        if hit is None:
            continue
        if hit.key not in taken:
            taken[hit.key] = (column, hit)
        elif hit.rank is not Rank.LOOKALIKE:
            problems.append(
                problem(
                    "L035",
                    sheet.ref(header.last, column.index),
                    field_name(hit),
                    found=written(sheet, header, column),
                    taken=written(sheet, header, taken[hit.key][0]),
                )
            )
    missing_columns(sheet, header, {hit.spec.key for _, hit in taken.values()}, spec, missed, problems)
    columns = [taken_column(sheet, header, column, hit, problems) for column, hit in taken.values()]
    report_unitless(sheet, header, {key: it for key, it in taken.items() if it[1].spec in missed}, problems)
    return sorted(columns, key=lambda column: column.index)


def taken_column(sheet: RawSheet, header: Header, column: HeaderColumn, hit: Hit, problems: list[Problem]) -> TakenColumn:
    """How the cells of one column are to be read."""
    place, name, found = sheet.ref(header.last, column.index), field_name(hit), written(sheet, header, column)
    if hit.rank is Rank.LOOKALIKE:
        problems.append(problem("L036", place, name, found=found))
    unit = stated_unit(header, hit)
    measured: Fraction | None = canonical(hit.spec)
    if hit.spec.type in MEASURES and unit:
        measured = factor(hit.spec, unit)
        if measured is None:
            problems.append(problem("L037", place, name, found=found, unit=hit.spec.unit or "表中规定的单位"))
    return TakenColumn(column.index, hit.key, name, ColumnReading(hit.spec, unit or hit.spec.unit, measured, sheet.epoch_1904))


def stated_unit(header: Header, hit: Hit) -> str:
    """The unit in the column's header, or the fitting one of a 单位：万元 line above, "" if none is stated."""
    return hit.unit or next((unit for unit in header.units if factor(hit.spec, unit) is not None), "")


def report_unitless(sheet: RawSheet, header: Header, taken: dict[str, tuple[HeaderColumn, Hit]], problems: list[Problem]) -> None:
    """Say once for each unit which columns of amounts and areas are read in it only because nothing else is stated."""
    by_unit: dict[str, list[tuple[HeaderColumn, Hit]]] = {}
    for column, hit in taken.values():
        if hit.spec.type in (FieldType.MONEY, FieldType.NUMBER) and hit.spec.unit and not stated_unit(header, hit):
            by_unit.setdefault(hit.spec.unit, []).append((column, hit))
    for unit, columns in by_unit.items():
        found = "、".join(f"「{written(sheet, header, column)}」" for column, _ in columns)
        first, hit = columns[0]
        problems.append(problem("L038", sheet.ref(header.last, first.index), field_name(hit), found=found, unit=unit))


def missing_columns(
    sheet: RawSheet, header: Header, found: set[str], spec: SheetSpec, missed: Set[FieldSpec], problems: list[Problem]
) -> None:
    """One problem for each usual field that the sheet lacks and nothing of its own stands in for."""
    has_who = any(key in found for key in WHO)
    unused = {split_header(column.text)[0]: column for column in header.columns if not column.hit}
    for field in spec.fields:
        if field.key in found or field.optional or substitute(field, spec, found):
            continue
        if field.key in WHO and not field.required and has_who:
            continue  # either of the two is enough to tell the enterprise
        code = "L033" if field.required or field.key in WHO else "L034"
        if code == "L034" and field not in missed:
            continue
        near = difflib.get_close_matches(label(field.name), unused, 1)
        told = f"（「{written(sheet, header, unused[near[0]])}」与它相近，没有采用）" if near else ""
        problems.append(problem(code, sheet.whole, field.name, sheet=sheet.name, found=told))


def substitute(field: FieldSpec, spec: SheetSpec, found: set[str]) -> bool:
    """Whether another field found in the same sheet stands in for a missing one."""
    instead = field.otherwise
    return field.no_column in found or (instead is not None and instead.sheet == spec.key and instead.field in found)


def field_name(hit: Hit) -> str:
    """The field as the clerk knows it: 设备购置额, 2018年完成投资."""
    return hit.spec.name if hit.year is None else f"{hit.year}年{hit.spec.name}"


def written(sheet: RawSheet, header: Header, column: HeaderColumn) -> str:
    """The header as it stands in the file."""
    texts = [sheet.grid[row][column.index] for row in range(header.first, header.last + 1)]
    return "／".join(shown(text) for text in texts if isinstance(text, str) and text.strip()) or column.text
