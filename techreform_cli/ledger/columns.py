"""Which columns of a sheet are taken for which field and in which unit, and which fields the sheet lacks."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from techreform_cli.domain.field import FieldSpec, FieldType, SheetSpec
from techreform_cli.domain.problem import Problem
from techreform_cli.ledger.cells import ColumnReading
from techreform_cli.ledger.codes import problem
from techreform_cli.ledger.header import Header, HeaderColumn
from techreform_cli.ledger.match import MEASURES, Hit, Rank
from techreform_cli.ledger.sheets import RawSheet
from techreform_cli.ledger.units import canonical, factor
from techreform_cli.ledger.wording import shown

WHO = ("credit_code", "name")
"""Either of these says which enterprise a row is about."""


@dataclass(frozen=True, slots=True)
class TakenColumn:
    """A column in use: where it stands, its frame column, its name to the clerk, how to read its cells."""

    index: int
    key: str
    name: str
    reading: ColumnReading


def take_columns(sheet: RawSheet, header: Header, spec: SheetSpec, problems: list[Problem]) -> list[TakenColumn]:
    """One column for each field found; what was guessed, left out or is missing goes to `problems`."""
    taken: dict[str, tuple[HeaderColumn, Hit]] = {}
    for column in sorted((c for c in header.columns if c.hit), key=lambda c: (c.hit.rank if c.hit else 0, c.index)):
        hit = column.hit
        if hit is None:
            continue
        if hit.key not in taken:
            taken[hit.key] = (column, hit)
        elif hit.rank is not Rank.LOOKALIKE:
            problems.append(problem("L035", sheet.ref(header.last, column.index), field_name(hit), found=written(sheet, header, column),
                                    taken=written(sheet, header, taken[hit.key][0])))
    missing_columns(sheet, {hit.spec.key for _, hit in taken.values()}, spec, problems)
    columns = [taken_column(sheet, header, column, hit, problems) for column, hit in taken.values()]
    return sorted(columns, key=lambda column: column.index)


def taken_column(sheet: RawSheet, header: Header, column: HeaderColumn, hit: Hit, problems: list[Problem]) -> TakenColumn:
    """How the cells of one column are to be read."""
    place, name, found = sheet.ref(header.last, column.index), field_name(hit), written(sheet, header, column)
    if hit.rank is Rank.LOOKALIKE:
        problems.append(problem("L036", place, name, found=found))
    spec, unit = hit.spec, hit.unit
    measured: Fraction | None = Fraction(1)
    if spec.type in MEASURES:
        unit = unit or next((u for u in header.units if factor(spec, u) is not None), "")
        if unit:
            measured = factor(spec, unit)
            if measured is None:
                problems.append(problem("L037", place, name, found=found, unit=spec.unit or "表中规定的单位"))
        else:
            unit, measured = spec.unit, canonical(spec)
            if spec.unit and spec.type is not FieldType.INTEGER:
                problems.append(problem("L038", place, name, found=found, unit=spec.unit))
    return TakenColumn(column.index, hit.key, name, ColumnReading(spec, unit, measured, sheet.epoch_1904))


def missing_columns(sheet: RawSheet, found: set[str], spec: SheetSpec, problems: list[Problem]) -> None:
    """One problem for each usual field that the sheet lacks and nothing of its own stands in for."""
    has_who = any(key in found for key in WHO)
    for field in spec.fields:
        if field.key in found or field.optional or substitute(field, spec, found):
            continue
        if field.key in WHO and not field.required and has_who:
            continue  # either of the two is enough to tell the enterprise
        code = "L033" if field.required or field.key in WHO else "L034"
        problems.append(problem(code, sheet.whole, field.name, sheet=sheet.name, found=""))


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
