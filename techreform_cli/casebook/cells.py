"""The columns of a case's ledger, and how its values stand in the cells of a workbook."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from techreform_cli.domain.expression import Amount
from techreform_cli.domain.field import FieldSpec, FieldType, SheetSpec
from techreform_cli.domain.money import FEN
from techreform_cli.policy.scalars import written
from techreform_cli.report.cell_number import cell_number

NUMBERS = (FieldType.MONEY, FieldType.NUMBER, FieldType.INTEGER, FieldType.YEAR)

Cell = str | int | float | dt.date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: a field, and the year of one that has a column per year."""

    spec: FieldSpec
    year: int = 0

    @property
    def header(self) -> str:
        """The header of the canonical ledger: 2024年完成投资(万元)."""
        return f"{self.year}年{self.spec.header}" if self.year else self.spec.header

    def fault(self, value: Any) -> str:
        """Why the value cannot stand in this column; "" if it can. Any text can: a case may be about an odd spelling."""
        spec = self.spec
        match value:
            case None | str():
                return ""
            case bool():
                fits = spec.type is FieldType.BOOLEAN
            case Amount(per=per):
                fits = spec.type is FieldType.MONEY and per == spec.unit.partition("/")[2]
            case int():
                fits = spec.type in (*NUMBERS, FieldType.TEXT, FieldType.CODE)
            case Fraction():
                fits = spec.type in NUMBERS
            case dt.date():
                fits = spec.type is FieldType.DATE
            case _:
                fits = False
        return "" if fits else f"不能是 {written(value)}"

    def cell(self, value: Any) -> Cell:
        """What stands in the cell: amounts and numbers in the header's unit."""
        match value:
            case bool():
                return "是" if value else "否"
            case Amount(fen=fen):
                return cell_number(Fraction(fen, FEN[self.spec.unit.partition("/")[0]]))
            case int() | Fraction():
                return cell_number(Fraction(value)) if self.spec.type in NUMBERS else str(value)
            case None | str() | dt.date():
                return value
            case _:
                raise TypeError(type(value))


def column_of(sheet: SheetSpec, name: str) -> Column | None:
    """The column called `name`, with or without its unit, with its year where the field has one per year."""
    by_year = re.fullmatch(r"(\d{4})年(.+)", name)
    for spec in sheet.fields:
        if by_year and spec.yearly and by_year[2] in (spec.name, spec.header):
            return Column(spec, int(by_year[1]))
        if not spec.yearly and name in (spec.name, spec.header):
            return Column(spec)
    return None
