"""资金安排: the ledger's rows of money arranged, which the fund's figures refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from techreform_cli.domain.result import Result
from techreform_cli.report.book import Book, Cell, Column, Grid, wan
from techreform_cli.report.source_links import BESIDE, source_cell

_COLUMNS = [Column("序号", 8), Column("年度", 12), Column("文号", 40), Column("安排金额(万元)", 22), Column("来源", 26, 48)]


@dataclass(frozen=True, slots=True)
class ArrangedSheet:
    """The sheet, and 分 per row with its year (None where a cell gives nothing)."""

    grid: Grid
    rows: tuple[tuple[int | None, int | None], ...]

    @property
    def years(self) -> set[int]:
        """The years that money was arranged for."""
        return {year for year, _ in self.rows if year is not None}

    def total(self, year: int) -> tuple[int, str]:
        """What was arranged for a year: 分, formula."""
        first = self.grid.first_data_row
        years, amounts = (self.grid.span(column, first, first + len(self.rows) - 1) for column in (1, 3))
        known = sum(amount for of, amount in self.rows if of == year and amount is not None)
        return known, f"ROUND(SUMIFS({amounts},{years},{year}),6)"


def arranged_sheet(book: Book, result: Result) -> ArrangedSheet | None:
    """Write the sheet; None where the ledger records none."""
    table = result.ledger.tables["appropriations"]
    if not len(table):
        return None
    grid = book.grid("资金安排", "台账记载的资金安排", "单位：万元", _COLUMNS)
    grid.headers()
    found = []
    for row in range(len(table)):
        values: dict[str, Any] = {key: table.frame[key].array[row] if table.has(key) else pd.NA for key in ("year", "document", "amount")}
        year, amount = (None if values[key] is pd.NA else int(values[key]) for key in ("year", "amount"))
        cell = table.cell("amount", row)
        text = "" if values["document"] is pd.NA else str(values["document"])
        source = source_cell([cell] if cell else [], result.ledger.file)
        grid.write([Cell(row + 1, "count"), Cell(year, "count"), Cell(text, "wrap"), wan(amount, "input"), source])
        found.append((year, amount))
    grid.notes([BESIDE])
    grid.freeze()
    return ArrangedSheet(grid, tuple(found))
