"""Which sheets and columns a ledger has that is laid out for a policy, empty or with a clerk's own data."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from techreform_cli.domain.field import FieldSpec, SheetSpec
from techreform_cli.domain.ledger import Ledger, Table
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.reads import fields_read, missed

WHO = ("credit_code", "name")
"""Either of these says which enterprise a row is about."""


class Need(StrEnum):
    """How much a column matters."""

    REQUIRED = "required"
    READ = "read"
    OTHERWISE = "otherwise"
    UNUSED = "unused"

    @property
    def label(self) -> str:
        """The word shown to the clerk."""
        return {"required": "必填", "read": "要用", "otherwise": "换口径用", "unused": "不参与计算"}[self.value]


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column: its field, the year of one that has a column per year."""

    spec: FieldSpec
    year: int | None
    need: Need

    @property
    def key(self) -> str:
        """The frame column that it is read as."""
        return self.spec.key if self.year is None else self.spec.yearly_key(self.year)

    @property
    def name(self) -> str:
        """The field's name with its year, as problems give it."""
        return self.spec.name if self.year is None else f"{self.year}年{self.spec.name}"

    @property
    def header(self) -> str:
        """The canonical header: 2018年完成投资(万元)."""
        return self.spec.header if self.year is None else f"{self.year}年{self.spec.header}"


@dataclass(frozen=True, slots=True)
class TemplateSheet:
    """One sheet and its columns, in the order of the dictionary, years ascending."""

    spec: SheetSpec
    columns: tuple[TemplateColumn, ...]

    def index(self, key: str) -> int | None:
        """Where the column of that frame column stands, from 0; None if there is none."""
        return next((at for at, column in enumerate(self.columns) if column.key == key), None)


def empty_layout(policy: Policy, years: Iterable[int], others: Collection[FieldSpec] = ()) -> tuple[TemplateSheet, ...]:
    """The sheets that the policy needs, by its readings or `others` (the columns that only other readings read), with their usual
    columns and those optional ones that it reads."""
    read, wanted = set(fields_read(policy)), missed(policy)
    ordered = sorted(set(years))
    sheets = []
    for sheet in policy.dictionary.sheets:
        usual = {field for field in others if not field.optional}
        if not sheet.required and not (wanted.keys() | usual) & set(sheet.fields):
            continue
        columns: list[TemplateColumn] = []
        for field in sheet.fields:
            if not field.optional or field in read:
                columns += [
                    TemplateColumn(field, year, need(field, sheet, wanted, others)) for year in (ordered if field.yearly else [None])
                ]
        sheets.append(TemplateSheet(sheet, tuple(columns)))
    return tuple(sheets)


def layout_of(policy: Policy, ledger: Ledger, others: Collection[FieldSpec] = ()) -> tuple[TemplateSheet, ...]:
    """The sheets and columns that the ledger has, and no other: an empty column would say that there is nothing, where a missing one
    leaves it open."""
    wanted = missed(policy)
    sheets = []
    for sheet in policy.dictionary.sheets:
        table = ledger.tables[sheet.key]
        if not table.present:
            continue
        columns = []
        for field in sheet.fields:
            keys = sorted(key for key in table.keys if key.partition("@")[0] == field.key and stands(table, key))
            years = [int(year) if (year := key.partition("@")[2]) else None for key in keys]
            columns += [TemplateColumn(field, year, need(field, sheet, wanted, others)) for year in years]
        sheets.append(TemplateSheet(sheet, tuple(columns)))
    return tuple(sheets)


def stands(table: Table, key: str) -> bool:
    """Whether the file has such a column, or its sheets' names give the values."""
    return any(key in origin.letters for origin in table.origins) or any(value is not None for value in table.values[key])


def left_out(layout: Iterable[TemplateSheet], others: Iterable[FieldSpec]) -> list[FieldSpec]:
    """Those of the columns that only other readings read which the layout does not have: an empty one would say that there is nothing."""
    there = {column.spec for sheet in layout for column in sheet.columns}
    return [field for field in others if field not in there]


def need(field: FieldSpec, sheet: SheetSpec, wanted: Iterable[FieldSpec], others: Collection[FieldSpec]) -> Need:
    """How much a column matters to the policy that wants those fields, and `others` by other readings."""
    tells = field.key in sheet.identity or (field.key in WHO and not field.optional)
    if field.required or tells:
        return Need.REQUIRED
    return Need.READ if field in set(wanted) else Need.OTHERWISE if field in others else Need.UNUSED
