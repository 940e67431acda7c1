"""The sheets of 奖补测算 that leave the office: the cover, the plan of payments to be signed, and the list to be published."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pandas as pd

from techreform_cli.domain.money import wan as wan_text
from techreform_cli.domain.program_result import ProgramResult
from techreform_cli.domain.result import Result
from techreform_cli.report.award_summary import SUMMARY, Summary
from techreform_cli.report.book import Book, Cell, Column, Grid, wan
from techreform_cli.report.capital_amount import capital, capital_formula
from techreform_cli.report.fund_sheet import FundSheet
from techreform_cli.report.instalment_sheet import InstalmentSheet
from techreform_cli.report.payable_words import in_parts
from techreform_cli.report.program_layout import ProgramSheets
from techreform_cli.report.wording import trial

COVER, PLAN, PUBLIC = "封面", "资金安排计划表", "公示表"
SIGNERS = "填报人：＿＿＿＿＿＿＿　　　审核人：＿＿＿＿＿＿＿　　　分管领导：＿＿＿＿＿＿＿"
_COVER = [Column("", 26), Column("", 12), Column("", 22), Column("", 62)]
_PLAN = [
    Column("序号", 7),
    Column("奖补类别", 28),
    Column("依据条款", 11),
    Column("奖补企业(家)", 12),
    Column("安排金额(万元)", 19),
    Column("占合计", 10),
    Column("占资金总额", 12),
    Column("备注", 36),
]
_IN_PARTS = [replace(column, header="应拨企业(家)") if column.header == "奖补企业(家)" else column for column in _PLAN]
"""Where awards are paid in instalments, a plan of what falls due."""
_PUBLIC = [
    Column("序号", 7),
    Column("企业名称", 38),
    Column("项目名称", 42),
    Column("奖补类别", 24),
    Column("拟奖补金额(万元)", 20),
    Column("依据条款", 12),
]


BLANK = "＿＿＿＿＿＿＿＿＿＿＿＿"


def cover_grid(book: Book, result: Result) -> Grid:
    """The empty cover."""
    return book.grid(COVER, f"{result.policy.title}\n{result.year}年奖补资金测算", trial(result), _COVER, title_style="cover", height=90)


def plan_grid(book: Book, result: Result) -> Grid:
    """The empty plan of payments."""
    columns = _IN_PARTS if in_parts(result) else _PLAN
    return book.grid(PLAN, f"{result.year}年奖补{PLAN}", f"{trial(result)}{_basis(result)}　单位：万元", columns)


def public_grid(book: Book, result: Result) -> Grid:
    """The empty list to be published."""
    return book.grid(PUBLIC, f"{result.year}年拟奖补企业和项目公示表", f"{trial(result)}{_basis(result)}　单位：万元", _PUBLIC)


def _basis(result: Result) -> str:
    return f"依据：《{result.policy.title}》（{result.policy.document}）"


def fill_cover(grid: Grid, summary: Summary, payable: str) -> None:
    """The sums in figures and capitals, what they rest on, what is still open, and the lines to sign on. `payable` is the address of what
    is to be paid in the year, "" where that is the awards themselves."""
    result, policy = summary.result, summary.result.policy
    grid.write([Cell(text, "header") for text in ("奖补", "奖补企业(家)", "金额(万元)", "金额大写")], 26)
    for of in result.programs:
        amount = summary.amount(of.program.id)
        words = Cell(capital(of.totals.amount), "wrap", capital_formula(grid.at(grid.row, 2)))
        grid.write([Cell(of.program.label, "wrap"), summary.enterprises(of.program.id), amount, words], 26)
    grid.write([Cell("合计", "total_text"), Cell(None, "total"), summary.total(), summary.capital()], 28)
    if payable:
        fen = sum(result.payable(of).amount for of in result.programs)
        words = Cell(capital(fen), "total_wrap", capital_formula(grid.at(grid.row, 2)))
        grid.write([Cell(f"{result.year}年应拨付", "total_text"), Cell(None, "total"), wan(fen, "total", payable), words], 28)
    grid.row += 1
    open_ = sum(summary.open(of.program.id) for of in result.programs)
    facts = [
        ("依据文件", f"{policy.issuer}《{policy.title}》（{policy.document}）"),
        ("计算年度", f"{result.year}年，截至 {result.as_of.isoformat()}"),
        ("台账", result.ledger.file),
        ("没有定的", f"待补正 {open_} 家次，金额没有计入；口径待确认 {len(policy.unconfirmed)} 处，见《口径》"),
        ("编制单位", f"{BLANK}（盖章）"),
        ("文号", BLANK),
    ]
    for label, text in facts:
        grid.across([(1, Cell(label, "total_text")), (3, Cell(text, "wrap"))], 24)
    _sign(grid)
    grid.sheet.center_horizontally()
    grid.sheet.fit_to_pages(1, 1)


def _sign(grid: Grid) -> None:
    """Who prepared, checked and approved it, and when."""
    last = len(grid.columns)
    grid.row += 1
    grid.across([(last, Cell(SIGNERS, "sign"))], 30)
    grid.across([(last, Cell("日期：　　　　年　　　月　　　日", "sign"))], 26)


def fill_plan(grid: Grid, summary: Summary, published: str, fund: FundSheet | None, parts: InstalmentSheet | None) -> str:
    """A line per program, the total in figures and capitals, whether the awards agree with the list to be published, the lines to sign on.
    What is paid in instalments is there with those falling due in the year. Returns the address of the total for other sheets."""
    result = summary.result
    grid.headers()
    first, total_row = grid.row, grid.row + len(result.programs)
    whole = sum(result.payable(of).amount for of in result.programs)
    for number, of in enumerate(result.programs, 1):
        amount = parts.now(of) if parts and of.program.instalments else summary.amount(of.program.id)
        grid.write(_plan_line(grid, number, of, summary, fund, (total_row, whole, amount)), 24)
    span = grid.span(4, first, max(grid.row - 1, first), here=True)
    total = wan(whole, "total", f"ROUND(SUM({span}),6)")
    cells = [Cell("合计", "total_text"), *[Cell(None, "total")] * 3, total, Cell(Fraction(1) if whole else None, "total_rate")]
    cells += [Cell(None, "total"), Cell(None, "total_text")]
    if whole:
        cells[5] = Cell(Fraction(1), "total_rate", f"ROUND(SUM({grid.span(5, first, max(grid.row - 1, first), here=True)}),10)")
    grid.write(cells, 24)
    words = Cell(capital(whole), "total_wrap", capital_formula(grid.at(total_row, 4)))
    grid.across([(2, Cell("合计金额大写", "total_text")), (len(grid.columns) - 2, words)], 28)
    compared = summary.total().formula if parts else grid.at(total_row, 4)
    check = f'IF(ROUND({compared}-{published},6)=0,"一致","不一致，请重新运行")'
    names = f"《{SUMMARY}》与《{PUBLIC}》核对" if parts else f"与《{PUBLIC}》核对"
    grid.across([(2, Cell(names, "center")), (len(grid.columns) - 2, Cell("一致", "center", check))], 22)
    lines = ["待补正的企业没有计入，见《待补正》。"]
    if parts:
        lines.append(
            f"分期拨付的奖补，安排的是{result.year}年到期应拨的各期，含以前年度的奖补，不是{result.year}年奖补；各期见《{parts.grid.name}》。"
        )
    if fund:
        lines.append(f"“占资金总额”按“{fund.fund.target.label}”的数，只列由它支付的奖补；安排、拨付和结余见《{fund.grid.name}》。")
    grid.notes(lines)
    _sign(grid)
    grid.freeze()
    return grid.far(total_row, 4)


def _plan_line(
    grid: Grid, number: int, of: ProgramResult, summary: Summary, fund: FundSheet | None, total: tuple[int, int, Cell]
) -> list[Cell]:
    """One program; `total` is the row of the total, its 分, and the cell of what the program pays."""
    program, found = of.program, summary.result.payable(of)
    amount, row, (total_row, whole, cell) = found.amount, grid.row, total
    share = Cell(Fraction(amount, whole), "rate", f"{grid.at(row, 4)}/{grid.at(total_row, 4)}") if whole else Cell("—", "center")
    of_fund = Cell("—", "center")
    if fund and program.id in fund.fund.programs and fund.fund.goal:
        of_fund = Cell(amount / fund.fund.goal, "rate", f"{grid.at(row, 4)}/{fund.goal}")
    return [
        Cell(number, "count"),
        Cell(program.label, "wrap"),
        Cell(program.clause, "center"),
        Cell(found.enterprises, "count") if program.instalments else summary.enterprises(program.id),
        cell,
        share,
        of_fund,
        Cell("；".join(_plan_remarks(summary.result, of)), "wrap"),
    ]


def _plan_remarks(result: Result, of: ProgramResult) -> list[str]:
    found, remarks = result.payable(of), []
    if of.program.instalments:
        remarks.append(f"分期拨付，{result.year}年奖补 {wan_text(of.totals.amount)}")
        remarks += [f"含以前年度奖补到期的 {wan_text(found.earlier)}"] if found.earlier else []
    return [*remarks, *([f"另有 {found.open} 家待补正"] if found.open else [])]


def fill_public(grid: Grid, programs: list[ProgramSheets]) -> str:
    """A line per project with its part of the award, or per enterprise where parts are not known; only what may be published:
    no codes, no cells of the ledger. Returns the address of the total for other sheets."""
    grid.headers()
    first, whole = grid.row, 0
    for sheets in programs:
        for award in range(len(sheets.of.awards)):
            for cells, fen in _public_lines(sheets, award):
                whole += fen
                grid.write([Cell(grid.row - first + 1, "count"), *cells])
    if grid.row == first:
        grid.write([Cell("", "center"), Cell("没有拟奖补的企业", "wrap"), *[Cell("", "center")] * 4])
    span = grid.span(4, first, grid.row - 1, here=True)
    total = wan(whole, "total", f"ROUND(SUM({span}),6)")
    row = grid.write([Cell("合计", "total_text"), *[Cell(None, "total_text")] * 3, total, Cell(None, "total_text")], 22)
    words = Cell(capital(whole), "total_wrap", capital_formula(grid.at(row, 4)))
    grid.across([(1, Cell("大写", "total_text")), (5, words)], 26)
    grid.row += 1
    grid.across([(6, Cell("公示期：　　　　年　　　月　　　日至　　　　年　　　月　　　日", "sign"))], 26)
    grid.across([(6, Cell(f"公示单位（盖章）：{BLANK}　　　　　　年　　　月　　　日", "sign"))], 26)
    grid.freeze()
    return grid.far(row, 4)


def _public_lines(sheets: ProgramSheets, award: int) -> list[tuple[list[Cell], int]]:
    of, program = sheets.of, sheets.of.program
    amount = of.award("amount", award)
    if amount is pd.NA or not int(amount):
        return []
    enterprise = Cell(of.award_text("name", award), "wrap")
    mine = of.counted(award, sheets.result.year)
    parts = [of.claim("allocated", c) for c in mine]
    assert sheets.claims is not None and sheets.awards is not None
    rest = [Cell(program.label, "wrap"), Cell(program.clause, "center")]
    if not parts or any(part is pd.NA for part in parts) or sum(int(part) for part in parts) != int(amount):
        projects = Cell("、".join(str(of.claim("name", c)) for c in mine), "wrap")
        cell = wan(int(amount), "money", sheets.awards.far(sheets.award_row(award), sheets.award_columns["amount"]))
        return [([enterprise, projects, rest[0], cell, rest[1]], int(amount))]
    column = sheets.claim_columns["allocated"]
    return [
        (
            [
                enterprise,
                Cell(str(of.claim("name", c)), "wrap"),
                rest[0],
                wan(int(part), "money", sheets.claims.far(sheets.claim_row(c), column)),
                rest[1],
            ],
            int(part),
        )
        for c, part in zip(mine, parts, strict=True)
        if int(part)
    ]
