"""已拨付: the ledger's payments under the policy's programs, which the awards of later years refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from techreform_cli.domain.ledger import Table
from techreform_cli.domain.program import Program
from techreform_cli.domain.result import Result
from techreform_cli.domain.source import SourceRef
from techreform_cli.domain.text import plain
from techreform_cli.report.book import Book, Cell, Column, Grid, wan
from techreform_cli.report.source_links import BESIDE, source_cell

_COLUMNS = [
    Column("序号", 6),
    Column("企业序号", 8),
    Column("企业名称", 30),
    Column("奖补类别", 24),
    Column("奖补年度", 10),
    Column("金额(万元)", 16),
    Column("来源", 24, 48),
]


@dataclass(frozen=True, slots=True)
class PaidRow:
    """One row of the ledger's payments: the program by its label (or what the clerk wrote), 分, None where a cell gives nothing."""

    enterprise: int
    name: str
    program: str
    year: int | None
    amount: int | None
    source: SourceRef | None


@dataclass(frozen=True, slots=True)
class PaidSheet:
    """The sheet and its rows."""

    grid: Grid
    rows: tuple[PaidRow, ...]

    def formula(self, program: Program, enterprise: str, year: int) -> str:
        """What was paid to the enterprise (a cell with its 序号) under `program` for award year `year`."""
        return f'ROUND(SUMIFS({self._span(5)},{self._span(1)},{enterprise},{self._span(3)},"{program.label}",{self._span(4)},{year}),6)'

    def total(self, labels: list[str], year: int) -> tuple[int, str]:
        """What was paid under the programs of those labels for award year `year`, to everybody: 分, formula."""
        known = [r.amount for r in self.rows if r.program in labels and r.year == year and r.amount is not None]
        sums = "+".join(f'SUMIFS({self._span(5)},{self._span(3)},"{label}",{self._span(4)},{year})' for label in labels)
        return sum(known), f"ROUND({sums},6)"

    def _span(self, column: int) -> str:
        first = self.grid.first_data_row
        return self.grid.span(column, first, first + len(self.rows) - 1)


def paid_sheet(book: Book, result: Result) -> PaidSheet | None:
    """Write the sheet; None where the ledger records no payment."""
    rows = _rows(result)
    if not rows:
        return None
    grid = book.grid(
        "已拨付", "台账记载的已拨付奖补", "单位：万元。某奖补某年度一旦有拨付记录，该年度以拨付数为准；分期拨付的奖补以应得数为准", _COLUMNS
    )
    grid.headers()
    for number, row in enumerate(rows, 1):
        grid.write(
            [
                Cell(number, "count"),
                Cell(row.enterprise + 1, "count"),
                Cell(row.name, "wrap"),
                Cell(row.program, "wrap"),
                Cell(row.year, "count"),
                wan(row.amount, "input"),
                source_cell([row.source] if row.source else [], result.ledger.file),
            ]
        )
    grid.notes([BESIDE])
    grid.freeze()
    return PaidSheet(grid, tuple(rows))


def _rows(result: Result) -> list[PaidRow]:
    """The ledger's payments, in its order."""
    table = result.ledger.tables["disbursements"]
    frame = result.ledger.tables["enterprises"].frame
    names = frame["name"].tolist() if "name" in frame.columns else [pd.NA] * len(frame)
    labels = {plain(text): p.label for p in result.policy.programs for text in (p.label, p.id)}
    columns = {key: _values(table, key) for key in ("enterprise", "program", "year", "amount")}
    found = []
    for row in range(len(table)):
        owner = int(columns["enterprise"][row])
        program, year, amount = (columns[key][row] for key in ("program", "year", "amount"))
        text = "" if program is pd.NA else str(program).strip()
        found.append(
            PaidRow(
                owner,
                "" if names[owner] is pd.NA else str(names[owner]),
                labels.get(plain(text), text),
                None if year is pd.NA else int(year),
                None if amount is pd.NA else int(amount),
                table.cell("amount", row),
            )
        )
    return found


def _values(table: Table, key: str) -> list[Any]:
    return table.frame[key].tolist() if key in table.frame.columns else [pd.NA] * len(table)
