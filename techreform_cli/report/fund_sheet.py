"""资金: the county's money that a target of the policy is about: arranged, paid, owed, and what is left."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from techreform_cli.domain.fund import Cost, Fund, FundAccount, FundYear
from techreform_cli.domain.money import FEN, decimal_text
from techreform_cli.domain.money import wan as wan_text
from techreform_cli.domain.program_result import ProgramResult
from techreform_cli.domain.result import Result
from techreform_cli.report.arranged_sheet import ArrangedSheet
from techreform_cli.report.book import Book, Cell, Column, Grid, wan
from techreform_cli.report.fund_words import HOW_ADDED, SO_FAR, apart, arranged_words, paid_words
from techreform_cli.report.paid_sheet import PaidSheet

FUND = "资金"
_COLUMNS = [
    Column("年度", 18),
    Column("资金安排(万元)", 17),
    Column("奖补(万元)", 17),
    Column("已拨付(万元)", 17),
    Column("应付未付(万元)", 17),
    Column("应付和已付(万元)", 17),
    Column("说明", 52),
]
ARRANGED, AWARD, PAID, OWED, COST = 1, 2, 3, 4, 5
NOTHING = Cell("—", "center")
Figure = tuple[int | None, str]
"""分 (None: there is nothing to go by) and the formula."""


@dataclass(slots=True)
class FundSheet:
    """The sheet while it is written and after. `awards` are cells of what each program comes to in the year: live where the workbook
    has them, else the engine's figure. `over` is what was paid over in the year, 分 and formula, of programs whose lines tell."""

    result: Result
    account: FundAccount
    grid: Grid
    paid: PaidSheet | None
    arranged: ArrangedSheet | None
    awards: dict[str, Cell]
    over: dict[str, tuple[int, str]]
    total_row: int = 0
    goal_row: int = 0

    @property
    def fund(self) -> Fund:
        """The fund itself."""
        return self.account.fund

    @property
    def goal(self) -> str:
        """The address of the whole sum, for other sheets."""
        return self.grid.far(self.goal_row, 1)

    @property
    def programs(self) -> list[ProgramResult]:
        """The programs that the fund pays."""
        return [of for of in self.result.programs if of.program.id in self.fund.programs]

    def year_line(self, one: FundYear) -> list[Cell]:
        """A year's figures; — where the ledger records nothing."""
        row, all_ = self.grid.row, one.all
        figures: list[Figure] = [
            (one.arranged.amount if one.arranged else None, self.arranged.total(one.year)[1] if self.arranged else ""),
            self._award(one) if one.costs else (None, ""),
            (all_.paid.amount if all_.paid else None, self._paid(one.year)),
            (all_.unpaid, self._owed(row, one)) if one.costs else (None, ""),
            (all_.amount, f"ROUND(SUM({self.grid.at(row, PAID)}:{self.grid.at(row, OWED)}),6)") if one.costs else (None, ""),
        ]
        cells = [NOTHING if fen is None else wan(fen, "money", formula) for fen, formula in figures]
        return [Cell(f"{one.year}年", "center"), *cells, Cell(self._remark(one), "wrap")]

    def _award(self, one: FundYear) -> Figure:
        """What the programs that the fund pays come to: live for the year calculated, where the workbook has cells to refer to."""
        formulas = [self.awards[of.program.id].formula for of in self.programs] if one.year == self.result.year else []
        return one.all.awarded, f"ROUND({'+'.join(formulas)},6)" if formulas and all(formulas) else ""

    def _paid(self, year: int) -> str:
        labels = [of.program.label for of in self.programs]
        return self.paid.total(labels, year)[1] if self.paid and labels else ""

    def _owed(self, row: int, one: FundYear) -> str:
        """Awards less payments, and what was paid over, which the lines of the year tell; what is made up for by later awards or falls
        due later, only the engine knows."""
        told = [self.over[name] for name in one.costs if name in self.over] if one.year == self.result.year else []
        apart = self._apart(one.all) - sum(fen for fen, _ in told)
        rest = f"{'+' if apart > 0 else '-'}{decimal_text(Fraction(abs(apart), FEN['万元']), 0, 6)}" if apart else ""
        return f"ROUND({self.grid.at(row, AWARD)}-N({self.grid.at(row, PAID)}){''.join(f for _, f in told)}{rest},6)"

    def _apart(self, cost: Cost) -> int:
        return cost.unpaid - cost.awarded + (cost.paid.amount if cost.paid else 0)

    def _remark(self, one: FundYear) -> str:
        """Which programs have no record, what awards less payments do not show, and what is left out."""
        if not one.costs:
            return ""
        labels = {of.program.id: of.program.label for of in self.programs}
        silent = [labels[name] for name, cost in one.costs.items() if cost.paid is None and cost.awarded]
        parts = [f"{'、'.join(silent)}没有拨付记录，按应付"] if silent else []
        later = [self._apart(cost) for name, cost in one.costs.items() if self._in_parts(name)]
        others = sum(self._apart(cost) for name, cost in one.costs.items() if not self._in_parts(name))
        if others > 0:
            parts.append(f"应付和已付比奖补多 {wan_text(others)}，是多付的")
        if others < 0:
            parts.append(f"应付和已付比奖补少 {wan_text(-others)}，由以后年度的奖补补足")
        if any(later):
            parts.append(f"分期拨付，{self.account.year}年以后到期的 {wan_text(-sum(later))} 没有计入应付")
        unclear = sum(part.unclear for part in (one.all.paid, one.arranged) if part)
        parts += [f"{unclear} 行看不清，没有计入"] if unclear else []
        parts += [f"待补正 {one.all.open} 家没有计入"] if one.all.open else []
        return "；".join(parts)

    def _in_parts(self, name: str) -> bool:
        return any(of.program.instalments for of in self.programs if of.program.id == name)

    def standing(self) -> list[tuple[str, int | None, str, str]]:
        """What the money comes to, line by line: words, 分 (None: not known), formula ("" for the whole sum, an input), how. What is not
        known stands last, so that the chart has the rest."""
        account, at = self.account, self.grid.at
        cost, arranged = at(self.total_row, COST), at(self.total_row, ARRANGED)
        whole, given = int(self.fund.goal), account.arranged.amount if account.arranged else None
        clause = self.fund.target.goals[self.result.policy.plan[1]].clause
        rest = f"MAX(0,ROUND({at(self.goal_row, 1)}-{cost},6))"
        lines: list[tuple[str, int | None, str, str]] = [
            ("资金总额", whole, "", f"{clause}，黄底可以试改"),
            (SO_FAR, account.cost, cost, "已拨付＋应付未付"),
            ("应付未付", account.unpaid, at(self.total_row, OWED), "到期应付、还没有拨付记录的"),
            ("距资金总额", max(whole - account.cost, 0), rest, f"资金总额－{SO_FAR}"),
            ("已拨付", account.paid.amount if account.paid else None, at(self.total_row, PAID), "台账《已拨付》，按奖补年度"),
            ("累计安排", given, arranged, "台账《资金安排》"),
            (
                "安排结余",
                None if given is None else given - account.cost,
                f"ROUND({arranged}-{cost},6)",
                f"累计安排－{SO_FAR}；负数为不够付",
            ),
        ]
        why = {"已拨付": paid_words(account), "累计安排": arranged_words(account), "安排结余": arranged_words(account)}
        told = [(label, fen, formula, how if fen is not None else why[label]) for label, fen, formula, how in lines]
        return sorted(told, key=lambda line: line[1] is None)


def fund_sheet(
    book: Book,
    result: Result,
    paid: PaidSheet | None,
    arranged: ArrangedSheet | None,
    awards: dict[str, Cell],
    over: dict[str, tuple[int, str]] | None = None,
) -> FundSheet | None:
    """Write the sheet; None where the policy has no target about such money."""
    if result.fund is None:
        return None
    label = result.fund.fund.target.label
    grid = book.grid(
        FUND, f"{label}：安排、拨付和结余", f"截至{result.year}年　单位：万元；“—”是没有记录，不是零　只计这笔资金支付的奖补", _COLUMNS
    )
    sheet = FundSheet(result, result.fund, grid, paid, arranged, awards, over or {})
    grid.headers(22)
    top = grid.row
    for year in sheet.account.years:
        grid.write(sheet.year_line(year), 20)
    _totals(sheet, top)
    _standing(sheet)
    return sheet


def _totals(sheet: FundSheet, top: int) -> None:
    grid, account = sheet.grid, sheet.account
    arranged = sum(one.arranged.amount for one in account.years if one.arranged) if account.arranged else None
    award = sum(one.all.awarded for one in account.years)
    sums = [arranged, award, account.paid.amount if account.paid else None, account.unpaid, account.cost]
    spans = [grid.span(column, top, grid.row - 1, here=True) for column in (ARRANGED, AWARD, PAID, OWED, COST)]
    cells = [
        Cell("—", "total_text") if fen is None else wan(fen, "total", f"ROUND(SUM({span}),6)")
        for fen, span in zip(sums, spans, strict=True)
    ]
    sheet.total_row = grid.write([Cell("合计", "total_text"), *cells, Cell(None, "total_text")], 20)


def _standing(sheet: FundSheet) -> None:
    grid = sheet.grid
    grid.row += 1
    grid.across(
        [(1, Cell("资金情况", "header")), (1, Cell("金额(万元)", "header")), (1, Cell("占总额", "header")), (4, Cell("怎样算", "header"))],
        22,
    )
    sheet.goal_row = first = grid.row
    whole, lines = sheet.fund.goal, sheet.standing()
    for label, fen, formula, how in lines:
        share, amount = NOTHING, NOTHING
        if fen is not None:
            amount = wan(fen, "money" if formula else "input", formula)
            share = Cell(fen / whole if whole else None, "rate", f"{grid.at(grid.row, 1)}/{grid.at(first, 1)}" if whole else "")
        grid.across([(1, Cell(label, "center")), (1, amount), (1, share), (4, Cell(how, "wrap"))], 20)
    notes = [f"各年怎样相加：{HOW_ADDED}。奖补是按规则的测算数，口径和待补正事项见《奖补测算》。{apart(sheet.result.policy, sheet.fund)}。"]
    if not all(cell.formula for cell in sheet.awards.values()):
        notes.append("本年奖补在《奖补测算》工作簿中计算，这里是当时的数值，不是公式：那边改了参数或数据，这里不会变，须重新运行。")
    elif len(sheet.account.years) > 1:
        notes.append("以前年度的奖补和少付、多付是写出时的数值，不是公式，改《政策参数》不会变；要看改了以后的，用 --set 重新计算。")
    grid.notes(notes)
    _chart(sheet, first, first + sum(1 for line in lines if line[1] is not None) - 1)


def _chart(sheet: FundSheet, first: int, last: int) -> None:
    """The whole sum, paid and owed, arranged and left as columns, as far as they are known."""
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
