"""Ledger sheets and their fields, as the field dictionary (rules/ledger.yaml, extended by a policy) defines them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from techreform_cli.domain.plausible import Check


class FieldType(StrEnum):
    """What a cell of a field holds, and how its column is kept in a Table."""

    MONEY = "money"  # Int64, whole 分 (per unit given in FieldSpec.unit, e.g. 分 per person for 万元/人)
    NUMBER = "number"  # Int64, ten-thousandths of the unit
    INTEGER = "integer"  # Int64
    YEAR = "year"  # Int64, four digits
    DATE = "date"  # Int64, yyyymmdd; 0 is "known to be none"
    BOOLEAN = "boolean"  # boolean, Kleene
    TEXT = "text"  # string; "" is "known to be none"
    CHOICE = "choice"  # string, one of `choices` where a spelling is known, else as written
    CODE = "code"  # string, upper case, no blanks


KNOWN_NONE: dict[FieldType, int | str | bool] = {
    FieldType.DATE: 0,
    FieldType.BOOLEAN: False,
    FieldType.TEXT: "",
    FieldType.CHOICE: "",
    FieldType.CODE: "",
}
"""How a column says that there is known to be none; a year or an amount cannot say so."""

NUMBER_SCALE = 10_000
"""A NUMBER column holds this many parts of one unit."""


class Blank(StrEnum):
    """What an empty cell of a field means. A missing column is always unknown."""

    UNKNOWN = "unknown"
    NONE = "none"  # known to be none: not held, not relocated, not completed
    ZERO = "zero"


class Period(StrEnum):
    """The ends of a period of time."""

    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Where a value is taken from when the row's own cell gives none: another field, of the same row or of the
    enterprise; with `where` (a yes/no field of the same row) the value counts if yes and is zero if no."""

    sheet: str
    field: str
    where: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class FieldSpec:
    """One column of a ledger sheet. There is one object per field, compared by identity (expressions are looked up by it).

    `key` is the English identifier and the name of the frame's column; `name` is what the ledger's header and the
    policy call it; `unit` is the unit of the canonical header ("" for none). A `yearly` field has one column per
    year in the sheet (2018年完成投资) and one frame column per year, named by `yearly_key`.
    """

    sheet: str
    key: str
    name: str
    type: FieldType
    unit: str = ""
    aliases: tuple[str, ...] = ()
    blank: Blank = Blank.UNKNOWN
    required: bool = False
    optional: bool = False  # the canonical sheet need not have it: its absence is not reported
    yearly: bool = False
    choices: tuple[tuple[str, ...], ...] = ()  # each: the canonical spelling, then its variants
    otherwise: Otherwise | None = None
    no_column: str = ""  # the key of the field of the same sheet used when the whole column is missing
    lookalikes: tuple[str, ...] = ()  # headers that are taken for it with a warning: a different measure
    none_words: tuple[str, ...] = ()  # what clerks write for "there is none": 未完工
    unclear_words: tuple[str, ...] = ()  # what clerks write that says nothing: 待定
    period: Period | None = None  # which end of a period a date written as one means
    period_headers: tuple[str, ...] = ()  # headers of columns of periods, of which it takes its end where it has no column
    year_column: str = ""  # of a yearly field: the key of the field that says the year where each year has a row of its own
    places: tuple[str, ...] = ()  # what a worksheet's name ends with if it says the field's value for all rows: 镇

    @property
    def header(self) -> str:
        """The canonical header, with its unit: 设备购置额(万元)."""
        return f"{self.name}({self.unit})" if self.unit else self.name

    @property
    def when_blank(self) -> int | str | bool | None:
        """What an empty cell of the field counts as."""
        if self.blank is Blank.ZERO:
            return 0
        return KNOWN_NONE.get(self.type) if self.blank is Blank.NONE else None

    @property
    def unclear_matters(self) -> bool:
        """Whether a word that says nothing must not be taken for what the field says: codes, kinds, and texts whose blank is an answer."""
        return self.type in (FieldType.CODE, FieldType.CHOICE) or (self.type is FieldType.TEXT and self.blank is not Blank.UNKNOWN)

    def yearly_key(self, year: int) -> str:
        """The frame column of a yearly field for one year."""
        return f"{self.key}@{year}"


@dataclass(frozen=True, slots=True)
class Use:
    """What reads a column, by name: programs whose date or base it gives (`awards`, none of theirs can be told without it), other
    `programs`, and `others` (targets, tracked items, scorecards)."""

    awards: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


Uses = Mapping["FieldSpec", Use]
"""The columns whose absence matters, with what reads each."""


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """One kind of ledger sheet. `identity` lists the keys that make a row unique (empty: every row stands alone); `absent` says in words
    what is done where the whole sheet is missing, "" where all that it would tell is unknown. `taken_back` are words by which a column
    that is not read says that an amount came back."""

    key: str
    name: str
    fields: tuple[FieldSpec, ...]
    aliases: tuple[str, ...] = ()
    required: bool = False
    identity: tuple[str, ...] = ()
    absent: str = ""
    taken_back: tuple[str, ...] = ()

    @property
    def by_enterprise_year(self) -> bool:
        """Whether the sheet has one row per enterprise and year."""
        return set(self.identity) == {"enterprise", "year"}

    @property
    def year(self) -> FieldSpec | None:
        """The field that says of which year a row is, where no row can do without."""
        return next((spec for spec in self.fields if spec.type is FieldType.YEAR and (spec.required or spec.key in self.identity)), None)

    def field(self, key: str) -> FieldSpec:
        """The field of that key; KeyError if the sheet has none."""
        for spec in self.fields:
            if spec.key == key:
                return spec
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """All sheets a ledger may have, what is expected of plausible rows, and the first and last year of the plan that they serve
    (None: of no plan in particular); `unclear_words` are those common to all fields that have any."""

    sheets: tuple[SheetSpec, ...]
    checks: tuple[Check, ...] = ()
    plan: tuple[int, int] | None = None
    unclear_words: tuple[str, ...] = ()

    def sheet(self, key: str) -> SheetSpec:
        """The sheet of that key; KeyError if there is none."""
        for spec in self.sheets:
            if spec.key == key:
                return spec
        raise KeyError(key)

    def named(self, name: str) -> list[FieldSpec]:
        """Every field called `name`, or 表.字段 for one sheet's, in the order of the sheets."""
        sheet_name, _, field_name = name.rpartition(".")
        return [
            field
            for sheet in self.sheets
            if not sheet_name or sheet.name == sheet_name
            for field in sheet.fields
            if field.name == field_name
        ]
