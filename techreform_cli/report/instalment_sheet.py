"""分期拨付: every instalment of every award, when it is due, and what is to be paid this year."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from techreform_cli.domain.expression import Parameter
from techreform_cli.domain.instalment import Due, InstalmentDue
from techreform_cli.domain.money import FEN
from techreform_cli.domain.program import Program
from techreform_cli.domain.program_result import ProgramResult
from techreform_cli.domain.result import Result
from techreform_cli.report.book import Book, Cell, Column, Grid, wan
from techreform_cli.report.formula import DIGITS
from techreform_cli.report.parameter_sheet import ParameterNames
from techreform_cli.report.program_layout import ProgramSheets

SHEET = "分期拨付"
_COLUMNS = [
    Column("序号", 6),
    Column("奖补", 20),
    Column("企业名称", 28),
    Column("编号", 14),
    Column("名称", 24),
    Column("奖补年度", 9),
    Column("奖补金额(万元)", 15),
    Column("期次", 6),
    Column("拨付比例", 9),
    Column("本期金额(万元)", 15),
    Column("到期年度", 9),
    Column("状态", 10),
    Column("本年应拨(万元)", 15),
    Column("依据的单元格", 26),
]
LABEL, NOW = 1, 12
_STYLES = {Due.NOW: "good", Due.UNDETERMINED: "watch"}


@dataclass(frozen=True, slots=True)
class InstalmentSheet:
    """The sheet, and what it pays this year under each program."""

    result: Result
    grid: Grid

    def now(self, of: ProgramResult) -> Cell:
        """What is due this year under the program, as a cell of another sheet."""
        first, last = self.grid.first_data_row, self.grid.first_data_row + max(len(self.result.instalments), 1) - 1
        names, amounts = self.grid.span(LABEL, first, last), self.grid.span(NOW, first, last)
        return wan(self.result.payable(of).amount, "money", f'ROUND(SUMIFS({amounts},{names},"{of.program.label}"),{DIGITS})')


def instalment_sheet(book: Book, result: Result, programs: dict[str, ProgramSheets], names: ParameterNames) -> InstalmentSheet | None:
    """Write the sheet; None where every award is paid at once. Awards of earlier years are stated; those of the year are formulas."""
    if not any(of.program.instalments for of in result.programs):
        return None
    year = result.year
    subtitle = f"单位：万元。{year}年的奖补金额和各期金额是公式；以前年度的奖补按当年规则测算，列为数值"
    grid = book.grid(SHEET, f"{year}年分期拨付", subtitle, _COLUMNS)
    grid.headers()
    enterprises = result.ledger.tables["enterprises"].frame["name"].array
    for item in result.instalments:
        name, row = enterprises[item.enterprise], grid.row
        whole, part = grid.at(row, 6).replace("$", ""), grid.at(row, 9).replace("$", "")
        sheets = programs[item.program]
        grid.write(
            [
                Cell(row - grid.first_data_row + 1, "count"),
                Cell(sheets.of.program.label, "wrap"),
                Cell("" if name is pd.NA else str(name), "wrap"),
                Cell(item.number),
                Cell(item.name, "wrap"),
                Cell(item.award_year, "count"),
                _award(item, sheets, year),
                Cell(item.part, "count"),
                Cell(item.shares[-1], "rate", _share(sheets.of.program, item.part - 1, names, item.award_year)),
                _amount(item, whole, sheets.of.program, names),
                Cell("" if item.due_year is None else item.due_year, "count"),
                Cell(item.due.label, _STYLES.get(item.due, "center")),
                _now(item, part),
                Cell("；".join(cell.short for cell in item.cells), "wrap"),
            ]
        )
    _total(grid, result)
    grid.freeze()
    return InstalmentSheet(result, grid)


def _total(grid: Grid, result: Result) -> None:
    """What is due this year, or that there is nothing."""
    if not result.instalments:
        grid.nothing("没有分期拨付的奖补。")
    due = [item.amount or 0 for item in result.instalments if item.due is Due.NOW]
    span = grid.span(NOW, grid.first_data_row, grid.row - 1, here=True)
    total = wan(sum(due), "total", f"ROUND(SUM({span}),{DIGITS})" if result.instalments else "")
    grid.write([Cell("合计", "total_text"), *(Cell(None, "total_text") for _ in range(11)), total, Cell(None, "total_text")])


def _award(item: InstalmentDue, sheets: ProgramSheets, year: int) -> Cell:
    if item.award is None:
        return Cell("待补正", "watch")
    if item.award_year != year or sheets.claims is None:
        return wan(item.award, "input")
    return wan(item.award, "money", sheets.claims.far(sheets.claim_row(item.claim), sheets.claim_columns["allocated"]))


def _share(program: Program, i: int, names: ParameterNames, year: int) -> str:
    share = program.instalments[i].share
    return names.at(share.id, year) if isinstance(share, Parameter) else "0"


def _amount(item: InstalmentDue, whole: str, program: Program, names: ParameterNames) -> Cell:
    """The difference of two cumulative shares of the award, each rounded to the 分."""
    if item.amount is None:
        return Cell("待补正", "watch")
    shares = [_share(program, i, names, item.award_year) for i in range(item.part)]
    upto = f"ROUND({whole}*ROUND({'+'.join(shares)},9),{DIGITS})"
    before = f"-ROUND({whole}*ROUND({'+'.join(shares[:-1])},9),{DIGITS})" if len(shares) > 1 else ""
    return Cell(Fraction(item.amount, FEN["万元"]), "money", f"ROUND({upto}{before},{DIGITS})")


def _now(item: InstalmentDue, part: str) -> Cell:
    """The instalment where it is due this year."""
    if item.due is Due.NOW:
        return wan(item.amount, "money", part)
    return Cell("待补正", "watch") if item.due is Due.UNDETERMINED else wan(0)
