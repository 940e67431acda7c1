"""What needs a person: refused rows with the reason, and rows that wait for a cell to be filled in."""

from __future__ import annotations

import pandas as pd

from techreform_cli.domain.instalment import Due, InstalmentDue
from techreform_cli.domain.program_result import ProgramResult
from techreform_cli.domain.result import Result
from techreform_cli.report.book import Book, Cell, Column, Grid, wan
from techreform_cli.report.reasons import Reasons
from techreform_cli.report.source_links import BESIDE, source_cell

_REFUSED = [
    Column("序号", 6),
    Column("奖补", 18),
    Column("企业名称", 28),
    Column("统一社会信用代码", 21),
    Column("条款", 8),
    Column("不符合的原因", 80),
    Column("依据的单元格", 40, 64),
]
_OPEN = [
    Column("序号", 6),
    Column("奖补", 18),
    Column("企业名称", 28),
    Column("缺什么", 70),
    Column("在哪里补", 32, 56),
    Column("补正后预计(万元)", 16),
]


def refused_sheet(book: Book, result: Result) -> None:
    """不予奖补: every failed condition of every project refused in the year, with its clause, actual value and cells."""
    title = f"{result.year}年不予奖补的{_claims(result)}及原因"
    subtitle = "每一条不符合的条件一行；企业另有合格项目的，只是该项目不计入。按出表时的参数列出，改《政策参数》后须重新运行"
    grid = book.grid("不予奖补", title, subtitle, _REFUSED)
    grid.headers()
    for program in result.programs:
        reasons = Reasons(result, program)
        for claim, award in enumerate(program.claim_values("award")):
            if program.claim("year", claim) != result.year or program.claim("eligible", claim) is not False:
                continue
            for reason in reasons.against(claim):
                grid.write(
                    [
                        Cell(grid.row - grid.first_data_row + 1, "count"),
                        Cell(program.program.label, "wrap"),
                        Cell(program.award_text("name", award), "wrap"),
                        Cell(program.award_text("credit_code", award)),
                        Cell(reason.clause, "center"),
                        Cell(reason.text, "wrap"),
                        source_cell(reason.cells, result.ledger.file),
                    ]
                )
    _finish(grid, f"没有因不符合条件而不予奖补的{_claims(result)}。")


def _claims(result: Result) -> str:
    return "、".join(dict.fromkeys(of.program.claims.name for of in result.programs)) or "项目"


def _finish(grid: Grid, none: str) -> None:
    """Below the rows how their links work, or that there are no rows."""
    grid.freeze()
    grid.filter()
    if grid.row == grid.first_data_row:
        grid.nothing(none)
    else:
        grid.notes([BESIDE])


def open_sheet(book: Book, result: Result) -> None:
    """待补正: what is missing for every undetermined enterprise, and where to fill it in."""
    subtitle = "补齐台账中的这些单元格后重新运行；预计金额按补正后符合条件估算，缺的是数额时无法估算"
    grid = book.grid("待补正", f"{result.year}年待补正的企业", subtitle, _OPEN)
    grid.headers()
    for program in result.programs:
        reasons = Reasons(result, program)
        for row in program.undetermined:
            value = program.award("amount_if_filled", row)
            for text, cells in reasons.to_fill(row):
                grid.write(
                    [
                        Cell(grid.row - grid.first_data_row + 1, "count"),
                        Cell(program.program.label, "wrap"),
                        Cell(program.award_text("name", row), "wrap"),
                        Cell(text, "wrap"),
                        source_cell(cells, result.ledger.file) if cells else Cell("台账没有这一格，按左边说的补", "wrap"),
                        Cell("无法估算", "center") if value is pd.NA else wan(int(value)),
                    ]
                )
    for program in result.programs:
        for item in _open_parts(result, program):
            grid.write(_part_line(grid, result, program, item))
    _finish(grid, "没有待补正的企业。")


def _open_parts(result: Result, of: ProgramResult) -> list[InstalmentDue]:
    """The first open instalment of every award of which one is open, but for awards of this year that are open themselves."""
    found: dict[tuple[int, int], InstalmentDue] = {}
    for item in result.instalments:
        told = item.award is None and item.award_year == result.year
        if item.program == of.program.id and item.due is Due.UNDETERMINED and not told:
            found.setdefault((item.award_year, item.claim), item)
    return list(found.values())


def _part_line(grid: Grid, result: Result, of: ProgramResult, item: InstalmentDue) -> list[Cell]:
    """An award of which it is open what falls due this year."""
    name = result.ledger.tables["enterprises"].frame["name"].array[item.enterprise]
    called = f"{item.award_year}年奖补，{of.program.claims.name}{item.number}{f'「{item.name}」' if item.name else ''}"
    if item.award is None:
        text, where = "奖补多少还不能定，到期的分期也不能定", Cell(f"见 {item.award_year}年《奖补测算》的《待补正》", "wrap")
    else:
        text = f"第 {item.part} 期{'能不能拨' if of.program.instalments[item.part - 1].when else '到没到期'}还不能定"
        where = source_cell(item.cells, result.ledger.file) if item.cells else Cell("见《分期拨付》和政策的拨付条件", "wrap")
    return [
        Cell(grid.row - grid.first_data_row + 1, "count"),
        Cell(of.program.label, "wrap"),
        Cell("" if name is pd.NA else str(name), "wrap"),
        Cell(f"{called}：{text}", "wrap"),
        where,
        Cell("无法估算", "center"),
    ]
