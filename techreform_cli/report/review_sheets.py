"""What needs a person: refused rows with the reason, and rows that wait for a cell to be filled in."""

from __future__ import annotations

import pandas as pd

from techreform_cli.domain.result import ProgramResult, Result, Verdict
from techreform_cli.report.book import Book, Cell, Column, wan
from techreform_cli.report.reasons import Reasons
from techreform_cli.report.source_links import BESIDE, source_cell

_REFUSED = [
    Column("序号", 6),
    Column("奖补", 18),
    Column("企业名称", 28),
    Column("统一社会信用代码", 21),
    Column("条款", 8),
    Column("不符合的原因", 80),
    Column("依据的单元格", 40),
]
_OPEN = [
    Column("序号", 6),
    Column("奖补", 18),
    Column("企业名称", 28),
    Column("缺什么", 70),
    Column("在哪里补", 32),
    Column("补正后预计(万元)", 16),
]


def refused_sheet(book: Book, result: Result) -> None:
    """不予奖补: every failed condition of every project refused in the year, with its clause, actual value and cells."""
    title = f"{result.year}年不予奖补的项目及原因"
    subtitle = "每一条不符合的条件一行；企业另有合格项目的，只是该项目不计入。按出表时的参数列出，改《政策参数》后须重新运行"
    grid = book.grid("不予奖补", title, subtitle, _REFUSED)
    grid.headers()
    for program in result.programs:
        reasons = Reasons(result, program)
        for claim, award in enumerate(program.claims["award"].tolist()):
            if program.claim("year", claim) != result.year or program.claim("eligible", claim) is not False:
                continue
            for reason in reasons.against(claim):
                grid.write(
                    [
                        Cell(grid.row - grid.first_data_row + 1, "count"),
                        Cell(program.program.label, "wrap"),
                        Cell(_text(program, "name", award), "wrap"),
                        Cell(_text(program, "credit_code", award)),
                        Cell(reason.clause, "center"),
                        Cell(reason.text, "wrap"),
                        source_cell(reason.cells, result.ledger.file),
                    ]
                )
    grid.freeze()
    grid.filter()
    grid.notes([BESIDE])


def open_sheet(book: Book, result: Result) -> None:
    """待补正: what is missing for every undetermined enterprise, and where to fill it in."""
    subtitle = "补齐台账中的这些单元格后重新运行；预计金额按补正后符合条件估算，缺的是数额时无法估算"
    grid = book.grid("待补正", f"{result.year}年待补正的企业", subtitle, _OPEN)
    grid.headers()
    for program in result.programs:
        reasons = Reasons(result, program)
        for row in (row for row, verdict in enumerate(program.awards["verdict"]) if verdict == Verdict.UNDETERMINED):
            value = program.award("amount_if_filled", row)
            for text, cells in reasons.to_fill(row):
                grid.write(
                    [
                        Cell(grid.row - grid.first_data_row + 1, "count"),
                        Cell(program.program.label, "wrap"),
                        Cell(_text(program, "name", row), "wrap"),
                        Cell(text, "wrap"),
                        source_cell(cells, result.ledger.file) if cells else Cell("台账没有这一格，补上左边说的列或行", "wrap"),
                        Cell("无法估算", "center") if value is pd.NA else wan(int(value)),
                    ]
                )
    grid.freeze()
    grid.filter()
    grid.notes([BESIDE])


def _text(of: ProgramResult, column: str, row: int) -> str:
    value = of.award(column, row)
    return "" if value is pd.NA else str(value)
