"""Columns that are not read but say that money came back: the amount beside them is read as paid, which somebody should know."""

from __future__ import annotations

from techreform_cli.domain.field import FieldType, SheetSpec
from techreform_cli.domain.problem import Problem
from techreform_cli.ledger.cells import Value, is_blank
from techreform_cli.ledger.codes import problem
from techreform_cli.ledger.columns import TakenColumn
from techreform_cli.ledger.header import Header
from techreform_cli.ledger.raw import Cell, RawSheet
from techreform_cli.ledger.wording import folded
from techreform_cli.ledger.yes_no import NO


def report_taken_back(
    sheet: RawSheet,
    header: Header,
    spec: SheetSpec,
    taken: list[TakenColumn],
    rows: tuple[int, ...],
    values: dict[str, list[Value]],
    problems: list[Problem],
) -> None:
    """Say of each row whose amount is not negative which cell, in a column that is not read, says that money came back."""
    amounts = next((values[column.key] for column in taken if column.reading.spec.type is FieldType.MONEY), None)
    if not spec.taken_back or amounts is None:
        return
    read = {column.index for column in taken}
    for column in (column for column in header.columns if column.index not in read):
        about = any(word in column.text for word in spec.taken_back)
        for row, amount in zip(rows, amounts, strict=True):
            said = sheet.grid[row][column.index]
            returned = not (isinstance(amount, int) and amount < 0) and says_so(said, about, spec.taken_back)
            if returned:
                shown = f"{said:g}" if isinstance(said, float) else said
                problems.append(problem("L123", sheet.ref(row, column.index), column.text, found=shown))


def says_so(said: Cell, about: bool, words: tuple[str, ...]) -> bool:
    """Whether a cell says that money came back: by its words, or `about` that is its column, by anything but nothing or no."""
    if said is None or is_blank(said):
        return False
    if about:
        return bool(said) and folded(str(said)) not in NO
    return isinstance(said, str) and any(word in said for word in words)
