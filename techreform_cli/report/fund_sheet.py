"""资金: the county's money that a target of the policy is about: arranged, paid, owed for the year, and what is left."""

from __future__ import annotations

from dataclasses import dataclass, field

from techreform_cli.domain.fund import Fund
from techreform_cli.domain.result import ProgramResult, Result
from techreform_cli.report.arranged_sheet import ArrangedSheet
from techreform_cli.report.award_summary import amount_of
from techreform_cli.report.book import Book, Cell, Column, Grid, wan
from techreform_cli.report.paid_sheet import PaidSheet

FUND = "资金"
_COLUMNS = [
    Column("年度", 24),
    Column("资金安排(万元)", 19),
    Column("已拨付(万元)", 19),
    Column("本年奖补(万元)", 19),
    Column("应付未付(万元)", 19),
    Column("说明", 40),
]
ARRANGED, PAID, AWARD, OWED = 1, 2, 3, 4
NOTHING = Cell("—", "center")


@dataclass(slots=True)
class FundSheet:
    """The sheet while it is written and after. `awards` are cells of what each program comes to in the year: live where the workbook
    has them, else the engine's figure."""

    result: Result
    fund: Fund
    grid: Grid
    paid: PaidSheet | None
    arranged: ArrangedSheet | None
    awards: dict[str, Cell]
    totals: dict[int, int] = field(default_factory=dict)
    total_row: int = 0
    goal_row: int = 0

    @property
    def goal(self) -> str:
        """The address of the whole sum, for other sheets."""
        return self.grid.far(self.goal_row, 1)

    @property
    def programs(self) -> list[ProgramResult]:
        """The programs that the fund pays."""
        return [of for of in self.result.programs if of.program.id in self.fund.programs]

    def year_line(self, year: int) -> list[Cell]:
        """A year's figures; what is owed is known for the year calculated alone."""
        row, labels = self.grid.row, [of.program.label for of in self.programs]
        figures: dict[int, tuple[int, str]] = {}
        if self.arranged:
            figures[ARRANGED] = self.arranged.total(year)
        figures[PAID] = self.paid.total(labels, year) if self.paid and labels else (0, "")
        if year == self.result.year:
            figures[AWARD] = self._award()
            difference = f"ROUND({self.grid.at(row, AWARD)}-{self.grid.at(row, PAID)},6)"
            figures[OWED] = figures[AWARD][0] - figures[PAID][0], difference
        columns = (ARRANGED, PAID, AWARD, OWED)
        for column in columns:
            self.totals[column] = self.totals.get(column, 0) + figures.get(column, (0, ""))[0]
        cells = [wan(figures[c][0], "money", figures[c][1]) if c in figures else NOTHING for c in columns]
        return [Cell(f"{year}年", "center"), *cells, Cell(self._remark() if year == self.result.year else "", "wrap")]

    def _award(self) -> tuple[int, str]:
        """What the programs that the fund pays come to in the year: 分, formula ("" where the workbook has none to refer to)."""
        formulas = [self.awards[of.program.id].formula for of in self.programs]
        live = all(formulas) and formulas
        return sum(amount_of(of) for of in self.programs), f"ROUND({'+'.join(formulas)},6)" if live else ""

    def _remark(self) -> str:
        labels = "、".join(of.program.label for of in self.programs)
        open_ = sum(int(of.awards["amount"].isna().sum()) for of in self.programs if len(of.awards))
        return f"本年奖补：{labels}" + (f"；待补正 {open_} 家没有计入" if open_ else "")

    def standing(self) -> list[tuple[str, int, str, str]]:
        """What the money comes to, line by line: words, 分, formula ("" for the whole sum, an input), how."""
        total = {column: self.grid.at(self.total_row, column) for column in self.totals}
        goal = self.grid.at(self.goal_row, 1)
        spent = self.totals[PAID] + self.totals[OWED]
        out = f"({total[PAID]}+{total[OWED]})"
        whole = int(self.fund.goal)
        return [
            ("资金总额", whole, "", f"{self.fund.target.goals[self.result.policy.plan[1]].clause}，黄底可以试改"),
            ("累计安排", self.totals[ARRANGED], total[ARRANGED], "台账《资金安排》"),
            ("累计已拨付", self.totals[PAID], total[PAID], "台账《已拨付》，按奖补年度"),
            ("应付未付", self.totals[OWED], total[OWED], "本年奖补－该年度已拨付；负数为多付"),
            (
                "安排结余",
                self.totals[ARRANGED] - spent,
                f"ROUND({total[ARRANGED]}-{out},6)",
                "累计安排－累计已拨付－应付未付；负数为不够付",
            ),
            ("距资金总额", max(whole - spent, 0), f"MAX(0,ROUND({goal}-{out},6))", "资金总额－累计已拨付－应付未付"),
        ]


def fund_sheet(
    book: Book, result: Result, paid: PaidSheet | None, arranged: ArrangedSheet | None, awards: dict[str, Cell]
) -> FundSheet | None:
    """Write the sheet; None where the policy has no target about such money."""
    if result.fund is None:
        return None
    fund = result.fund
    title = f"{fund.target.label}：安排、拨付和结余"
    grid = book.grid(FUND, title, f"截至{result.year}年　单位：万元　只计这笔资金支付的奖补", _COLUMNS)
    sheet = FundSheet(result, fund, grid, paid, arranged, awards)
    first, last = result.policy.plan
    years = sorted(
        {*range(first, min(last, result.year) + 1), result.year} | {y for y in (arranged.years if arranged else ()) if y <= result.year}
    )
    grid.headers(22)
    top = grid.row
    for year in years:
        grid.write(sheet.year_line(year), 20)
    spans = {column: grid.span(column, top, grid.row - 1, here=True) for column in sheet.totals}
    cells = [wan(fen, "total", f"ROUND(SUM({spans[column]}),6)") for column, fen in sheet.totals.items()]
    sheet.total_row = grid.write([Cell("合计", "total_text"), *cells, Cell(None, "total_text")], 20)
    _standing(sheet)
    return sheet


def _standing(sheet: FundSheet) -> None:
    grid = sheet.grid
    grid.row += 1
    grid.across(
        [(1, Cell("资金情况", "header")), (1, Cell("金额(万元)", "header")), (1, Cell("占总额", "header")), (3, Cell("怎样算", "header"))],
        22,
    )
    sheet.goal_row = first = grid.row
    whole = sheet.fund.goal
    for label, fen, formula, how in sheet.standing():
        share = Cell(fen / whole if whole else None, "rate", f"{grid.at(grid.row, 1)}/{grid.at(first, 1)}" if whole else "")
        amount = wan(fen, "money" if formula else "input", formula)
        grid.across([(1, Cell(label, "center")), (1, amount), (1, share), (3, Cell(how, "wrap"))], 20)
    grid.notes(["以前年度以《已拨付》的记录为准；本年奖补是测算数，口径和待补正事项见《奖补测算》。"])
    _chart(sheet, first, first + 5)


def _chart(sheet: FundSheet, first: int, last: int) -> None:
    """The whole sum, arranged, paid, owed and left as columns."""
    grid = sheet.grid
    chart = grid.book.workbook.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": "金额(万元)",
            "categories": [grid.name, first, 0, last, 0],
            "values": [grid.name, first, 1, last, 1],
            "fill": {"color": "#5B9BD5"},
            "points": [{"fill": {"color": "#BFBFBF"}}],
            "data_labels": {"value": True, "num_format": "#,##0.##", "font": {"size": 9}},
            "gap": 60,
        }
    )
    chart.set_title({"name": "资金总额、安排、拨付和结余（万元）", "name_font": {"size": 12}})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#E7E6E6"}}})
    chart.set_x_axis({"label_position": "low"})
    chart.set_legend({"none": True})
    chart.set_size({"width": 960, "height": 260})
    grid.sheet.insert_chart(grid.row + 1, 0, chart, {"x_offset": 8, "object_position": 2})
