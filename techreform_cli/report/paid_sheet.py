"""已拨付: the ledger's payments under the policy's programs, which the awards of later years refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from techreform_cli.domain.ledger import Table
from techreform_cli.domain.program import Program
from techreform_cli.domain.result import Result
from techreform_cli.domain.text import plain
from techreform_cli.report.book import Book, Cell, Column, Grid, wan

_COLUMNS = [
    Column("序号", 6),
    Column("企业序号", 8),
    Column("企业名称", 30),
    Column("奖补类别", 24),
    Column("奖补年度", 10),
    Column("金额(万元)", 16),
    Column("来源", 24),
]


@dataclass(frozen=True, slots=True)
class PaidSheet:
    """The sheet and how many rows it has."""

    grid: Grid
    rows: int

    def formula(self, program: Program, enterprise: str, year: int) -> str:
        """What was paid to the enterprise (a cell with its 序号) under `program` for award year `year`."""
        first = self.grid.first_data_row
        spans = [self.grid.span(column, first, first + self.rows - 1) for column in (5, 1, 3, 4)]
        return f'ROUND(SUMIFS({spans[0]},{spans[1]},{enterprise},{spans[2]},"{program.label}",{spans[3]},{year}),6)'


def paid_sheet(book: Book, result: Result) -> PaidSheet | None:
    """Write the sheet; None where the ledger records no payment."""
    table = result.ledger.tables["disbursements"]
    if not len(table):
        return None
    grid = book.grid(
        "已拨付", "台账记载的已拨付奖补", "单位：万元。某奖补某年度一旦有拨付记录，该年度以拨付数为准；分期拨付的奖补以应得数为准", _COLUMNS
    )
    grid.headers()
    names = result.ledger.tables["enterprises"].frame["name"].array
    labels = {plain(text): p.label for p in result.policy.programs for text in (p.label, p.id)}
    columns = {key: _values(table, key) for key in ("enterprise", "program", "year", "amount")}
    for row in range(len(table)):
        owner = int(columns["enterprise"][row])
        program, year, amount = (columns[key][row] for key in ("program", "year", "amount"))
        program = "" if program is pd.NA else str(program).strip()
        cell = table.cell("amount", row)
        grid.write(
            [
                Cell(row + 1, "count"),
                Cell(owner + 1, "count"),
                Cell("" if names[owner] is pd.NA else str(names[owner]), "wrap"),
                Cell(labels.get(plain(program), program)),
                Cell(None if year is pd.NA else int(year), "count"),
                wan(None if amount is pd.NA else int(amount), "input"),
                Cell(cell.short if cell else ""),
            ]
        )
    grid.freeze()
    return PaidSheet(grid, len(table))


def _values(table: Table, key: str) -> list[Any]:
    return table.frame[key].tolist() if key in table.frame.columns else [pd.NA] * len(table)
