"""汇总: a line per program, counted and summed from its enterprise sheet, and the total that other sheets refer to."""

from __future__ import annotations

from dataclasses import dataclass, field

from techreform_cli.domain.program_result import ProgramResult, Verdict
from techreform_cli.domain.result import Result
from techreform_cli.report.book import Book, Cell, Column, Grid, wan
from techreform_cli.report.capital_amount import capital, capital_formula
from techreform_cli.report.payable_words import in_parts
from techreform_cli.report.program_layout import ProgramSheets
from techreform_cli.report.wording import trial

SUMMARY = "汇总"
_COLUMNS = [
    Column("奖补", 26),
    Column("条款", 9),
    Column("奖补企业(家)", 13),
    Column("奖补金额(万元)", 18),
    Column("符合但为0(家)", 13),
    Column("不符合(家)", 12),
    Column("待补正(家)", 12),
]
PAID, AMOUNT, OPEN = 2, 3, 6


@dataclass(slots=True)
class Summary:
    """The sheet; `rows` are those of the programs, in the order of the policy. Figures are 家 and 分."""

    result: Result
    grid: Grid
    rows: dict[str, int] = field(default_factory=dict)
    total_row: int = 0

    def amount(self, program: str, style: str = "money") -> Cell:
        """What the program comes to in the year, as a cell of another sheet."""
        return wan(self._of(program).totals.amount, style, self.grid.far(self.rows[program], AMOUNT))

    def enterprises(self, program: str) -> Cell:
        """How many enterprises get something under the program."""
        return Cell(self._of(program).totals.enterprises, "count", self.grid.far(self.rows[program], PAID))

    def open(self, program: str) -> int:
        """How many enterprises are undetermined."""
        return len(self._of(program).undetermined)

    def total(self, style: str = "total") -> Cell:
        """What all programs come to."""
        return wan(self._total, style, self.grid.far(self.total_row, AMOUNT))

    def capital(self, style: str = "total_wrap", here: bool = False) -> Cell:
        """The total in capital numerals."""
        place = self.grid.at(self.total_row, AMOUNT) if here else self.grid.far(self.total_row, AMOUNT)
        return Cell(capital(self._total), style, capital_formula(place))

    @property
    def _total(self) -> int:
        return sum(of.totals.amount for of in self.result.programs)

    def _of(self, program: str) -> ProgramResult:
        return next(of for of in self.result.programs if of.program.id == program)


def summary(book: Book, result: Result) -> Summary:
    """The sheet with its rows settled, not yet filled: the sheets it counts come after it."""
    subtitle = f"{trial(result)}依据：{result.policy.document}　单位：万元"
    grid = book.grid(SUMMARY, f"{result.policy.title}\n{result.year}年奖补测算汇总", subtitle, _COLUMNS, height=46)
    found = Summary(result, grid)
    first = grid.row + 1
    found.rows = {of.program.id: first + number for number, of in enumerate(result.programs)}
    found.total_row = first + len(result.programs)
    return found


def fill_summary(found: Summary, programs: list[ProgramSheets]) -> None:
    """Write everything on it."""
    grid, result = found.grid, found.result
    grid.headers()
    for sheets in programs:
        assert grid.row == found.rows[sheets.of.program.id]
        grid.write(_line(sheets), 20)
    cells = [Cell(None, "total") for _ in _COLUMNS[1:]]
    lines = grid.span(AMOUNT, grid.first_data_row, grid.row - 1, here=True)
    cells[AMOUNT - 1] = wan(found._total, "total", f"ROUND(SUM({lines}),6)")
    grid.write([Cell("合计", "total_text"), *cells], 20)
    grid.across([(1, Cell("金额大写", "total_text")), (len(_COLUMNS) - 1, found.capital(here=True))], 24)
    grid.notes(_notes(result))
    grid.freeze()


def _notes(result: Result) -> list[str]:
    unconfirmed = len(result.policy.unconfirmed)
    lines = ["奖补金额是公式：改《政策参数》的黄底数值或项目明细的黄底数据，金额随之重算；名单、日期和口径须改规则后重新运行。"]
    if unconfirmed:
        lines.append(f"有 {unconfirmed} 项口径待确认，见《口径》表；确认前金额为按当前口径的测算数。")
    lines.append("“符合但为0”：符合条件，但上限已用完、没有增量、不足下限或就高不重复，原因见各企业的计算说明。")
    lines.append("同一企业可得几项奖补，家数按项分别数，所以不合计。")
    if in_parts(result):
        lines.append("分期拨付的奖补，这里是奖补的全额；本年到期应拨多少见《资金安排计划表》《分期拨付》。")
    return [*lines, f"{result.year_chosen}。"] if result.year_chosen else lines


def _line(sheets: ProgramSheets) -> list[Cell]:
    awards, program = sheets.of.awards, sheets.of.program
    if not len(awards):
        return [Cell(program.label), Cell(program.clause, "center"), Cell(0, "count"), wan(0), *(Cell(0, "count") for _ in range(3))]
    verdicts = {v: int((awards["verdict"] == v).sum()) for v in Verdict}
    totals = sheets.of.totals
    amounts, judged = sheets.award_span("amount"), sheets.award_span("verdict")

    def counted(verdict: Verdict) -> Cell:
        return Cell(verdicts[verdict], "count", f'COUNTIF({judged},"{verdict.label}")')

    nothing = Cell(verdicts[Verdict.ELIGIBLE] - totals.enterprises, "count", f'COUNTIFS({judged},"{Verdict.ELIGIBLE.label}",{amounts},0)')
    return [
        Cell(program.label, "wrap"),
        Cell(program.clause, "center"),
        Cell(totals.enterprises, "count", f'COUNTIF({amounts},">0")'),
        wan(totals.amount, "money", f"ROUND(SUM({amounts}),6)"),
        nothing,
        counted(Verdict.INELIGIBLE),
        counted(Verdict.UNDETERMINED),
    ]
