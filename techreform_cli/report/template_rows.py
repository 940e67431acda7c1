"""A clerk's own rows in canonical form: every value as it was read, and what could not be read as it was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from techreform_cli.domain.checkup import Original, Written
from techreform_cli.domain.field import NUMBER_SCALE, FieldSpec, FieldType
from techreform_cli.domain.ledger import Ledger, Table
from techreform_cli.domain.money import FEN
from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.domain.source import SourceRef
from techreform_cli.report.cell_number import cell_number
from techreform_cli.report.template_layout import TemplateColumn

AS_WRITTEN = ("L012", "L014", "L015", "L016", "L017", "L018", "L019", "L027", "L107", "L108", "L114")
"""What a text cannot be read for, whatever the column's unit: it stays as unreadable as it is when it is copied."""

MONTH_ONLY = "L029"
"""A date without a day, which counts as the last of its month."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A cell that has no value to give. It must not become one, nor a blank, which may mean none: `text` is what cannot be read as it
    stands; without it an error value goes there. `note` says what is wrong."""

    text: str
    note: str


Content = str | int | float | dt.date | Unknown | None
"""What stands in a cell; None for an empty one."""


class Rows:
    """Gives the contents of the cells of a ledger in canonical form."""

    def __init__(self, ledger: Ledger, originals: Iterable[Original]) -> None:
        self._cells = {(one.file, name): grid for one in originals for name, grid in one.read().items()}
        self._errors: dict[SourceRef, list[Problem]] = {}
        self._of_months = {problem.source for problem in ledger.problems if problem.code == MONTH_ONLY}
        for problem in ledger.problems:
            if problem.source and problem.severity is Severity.ERROR:
                self._errors.setdefault(problem.source, []).append(problem)

    def content(self, table: Table, column: TemplateColumn, row: int) -> Content:
        """What stands in one cell."""
        value = table.values[column.key][row]
        place = table.cell(column.key, row)
        written = self._written(place)
        if value is None:
            return self._unknown(table, column, row, place, written)
        if value == column.spec.when_blank and (_is_blank(written) or column.spec.type not in (FieldType.BOOLEAN, *FIGURES)):
            return None
        if place in self._of_months and column.spec.type is FieldType.DATE:
            return f"{int(value) // 10_000}年{int(value) // 100 % 100}月"  # the day is for the clerk to add
        return typed(value, column.spec)

    def _unknown(self, table: Table, column: TemplateColumn, row: int, place: SourceRef | None, written: Written) -> Content:
        """An unknown value: a blank where a blank means just that."""
        if row not in table.unclear.get(column.key, ()):
            if column.spec.when_blank is None:
                return None
            return Unknown("", f"不知道：原台账这一行没有「{column.name}」。请填写；确实没有，请清空这一格")
        errors = [problem for problem in self._errors.get(place, []) if problem.field == column.name] if place else []
        shown = f"原台账 {place} 写的是「{written}」" if place and not _is_blank(written) else "原台账这里没有值"
        if not errors:
            return Unknown("", f"按不明处理：{shown}。请核对后填写")
        kept = isinstance(written, str) and all(problem.code in AS_WRITTEN for problem in errors)
        return Unknown(str(written) if kept else "", f"{errors[0].sentence}（{shown}）")

    def _written(self, place: SourceRef | None) -> Written:
        """The cell of the clerk's file."""
        if place is None:
            return None
        letters = place.cell.rstrip("0123456789")
        grid = self._cells[place.file, place.sheet]
        row, column = int(place.cell.removeprefix(letters)) - 1, _index(letters)
        return grid[row][column] if row < len(grid) and column < len(grid[row]) else None


FIGURES = (FieldType.MONEY, FieldType.NUMBER, FieldType.INTEGER, FieldType.YEAR)


def typed(value: int | str | bool, spec: FieldSpec) -> Content:
    """A value as the cell of a canonical ledger holds it: amounts in the unit of the header."""
    match spec.type:
        case FieldType.MONEY:
            return cell_number(Fraction(int(value), FEN[spec.unit.partition("/")[0]]))
        case FieldType.NUMBER:
            return cell_number(Fraction(int(value), NUMBER_SCALE))
        case FieldType.INTEGER:
            return cell_number(Fraction(int(value)))
        case FieldType.YEAR:
            return int(value)
        case FieldType.DATE:
            day = int(value)
            return dt.date(day // 10_000, day // 100 % 100, day % 100)
        case FieldType.BOOLEAN:
            return "是" if value else "否"
        case _:
            return str(value)


def _is_blank(written: Written) -> bool:
    return written is None or (isinstance(written, str) and not written.strip())


def _index(letters: str) -> int:
    """The zero-based index of a column's letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
