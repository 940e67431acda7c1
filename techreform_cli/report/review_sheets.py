"""What needs a person: refused rows with the reason, and rows that wait for a cell to be filled in."""

from __future__ import annotations

import pandas as pd

from techreform_cli.domain.result import ProgramResult, Result, Verdict
from techreform_cli.report.book import Book, Cell, Column, wan
from techreform_cli.report.reasons import Reason, Reasons

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
    """不予奖补: every failed condition of every refused enterprise, with its clause, actual value and cells."""
    grid = book.grid("不予奖补", f"{result.year}年不予奖补的企业及原因", "每一条不符合的条件一行", _REFUSED)
    grid.headers()
    for program, row, reasons in _rows(result, Verdict.INELIGIBLE):
        for reason in (r for r in reasons if r.outcome is False):
            grid.write(
                [
                    Cell(grid.row - grid.first_data_row + 1, "count"),
                    Cell(program.program.label, "wrap"),
                    Cell(_text(program, "name", row), "wrap"),
                    Cell(_text(program, "credit_code", row)),
                    Cell(reason.clause, "center"),
                    Cell(reason.text, "wrap"),
                    Cell(_cells(reason), "wrap"),
                ]
            )
    grid.freeze()
    grid.filter()


def open_sheet(book: Book, result: Result) -> None:
    """待补正: what is missing for every undetermined enterprise, and where to fill it in."""
    grid = book.grid(
        "待补正", f"{result.year}年待补正的企业", "补齐台账中的这些单元格后重新运行；预计金额按补正后符合条件估算，缺金额的无法估算", _OPEN
    )
    grid.headers()
    for program, row, reasons in _rows(result, Verdict.UNDETERMINED):
        value = program.award("amount_if_filled", row)
        wanted = [r for r in reasons if r.outcome is None and (r.cells or "→" in r.text or "（" in r.text)] or reasons[:1]
        for reason in wanted:
            grid.write(
                [
                    Cell(grid.row - grid.first_data_row + 1, "count"),
                    Cell(program.program.label, "wrap"),
                    Cell(_text(program, "name", row), "wrap"),
                    Cell(reason.text, "wrap"),
                    Cell(_cells(reason), "wrap"),
                    Cell("无法估算", "center") if value is pd.NA else wan(int(value)),
                ]
            )
    grid.freeze()
    grid.filter()


def _rows(result: Result, verdict: Verdict) -> list[tuple[ProgramResult, int, list[Reason]]]:
    found = []
    for program in result.programs:
        reasons = Reasons(result, program)
        found += [(program, row, reasons.award(row)) for row, v in enumerate(program.awards["verdict"]) if v == verdict]
    return found


def _text(of: ProgramResult, column: str, row: int) -> str:
    value = of.award(column, row)
    return "" if value is pd.NA else str(value)


def _cells(reason: Reason) -> str:
    return "；".join(dict.fromkeys(cell.short for cell in reason.cells))
