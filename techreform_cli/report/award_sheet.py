"""The enterprise sheet of a program: a line per enterprise from base to award, as live formulas over the project sheet."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from techreform_cli.domain.expression import Capped, Expression, Field
from techreform_cli.domain.gathering import Across, Count, Most, Paid, Queue, Rationed, Recorded, Total, Withheld
from techreform_cli.domain.program_result import Verdict
from techreform_cli.domain.step import Kind, Step
from techreform_cli.domain.step_names import (
    AMOUNT,
    BEFORE_STACKING,
    LIFT_LIMIT,
    queue_step,
    raw_step,
)
from techreform_cli.domain.traversal import fields, walk
from techreform_cli.report.book import Book, Cell, Column, Grid, wan
from techreform_cli.report.budget_formula import BudgetFormulas
from techreform_cli.report.claim_sheet import ENTERPRISE, YEAR
from techreform_cli.report.formula import number
from techreform_cli.report.paid_sheet import PaidSheet
from techreform_cli.report.parameter_sheet import ParameterNames
from techreform_cli.report.program_layout import ROW, ProgramSheets, nothing_words, step_heading
from techreform_cli.report.reasons import Reasons
from techreform_cli.report.source_links import places_words

FIXED = (
    Column("序号", 5),
    Column("企业序号", 5),
    Column("企业名称", 26),
    Column("统一社会信用代码", 20),
    Column("乡镇", 10),
    Column("判定", 7),
)
NOTE = "单位：万元。金额和结论为公式，随《政策参数》和项目明细重算，计算说明的文字不会变；待补正的企业补齐台账后重新运行"
PAYMENT = ("paid_now", "left_to_pay")


def plan_award_sheet(book: Book, sheets: ProgramSheets) -> None:
    """Make the sheet and settle its columns, so that the project sheet can refer to it."""
    year = sheets.result.year
    steps = {step.id: step for step in sheets.award_steps}
    shown = _printed(sheets, year)
    helpers = [s.id for s in sheets.award_steps if s.id not in shown]
    columns = [*FIXED, *(Column(step_heading(steps[s]), 13) for s in shown), Column("计算说明", 70)]
    columns += [Column(step_heading(steps[s]), 13) for s in helpers]
    program = sheets.of.program
    title = f"{program.label}（{program.clause}）{year}年企业奖补明细"
    grid = book.grid(
        f"{program.label}·企业",
        title,
        NOTE + _stated(sheets),
        columns,
        printed=len(FIXED) + len(shown) + 1,
    )
    keys = [*("number", ENTERPRISE, "name", "code", "town", "verdict"), *shown, "reason", *helpers]
    sheets.award_columns = {key: i for i, key in enumerate(keys)}
    grid.headers(46)
    sheets.awards = grid


def award_sheet(sheets: ProgramSheets, others: dict[str, ProgramSheets], names: ParameterNames, paid: PaidSheet | None) -> None:
    """Write the lines and the total row."""
    grid = sheets.awards
    assert grid is not None
    writer = _Writer(sheets, grid, others, names, paid, Reasons(sheets.result, sheets.of))
    for award in range(len(sheets.of.awards)):
        grid.write(writer.cells(award))
    printed = sheets.award_columns["reason"]
    if grid.row == grid.first_data_row:
        grid.nothing(nothing_words(sheets), printed + 1)
    grid.write([Cell("合计", "total_text"), *(Cell(None, "total_text") for _ in range(5)), *writer.totals(printed)])
    grid.freeze(3)
    grid.sheet.print_area(0, 0, grid.row - 1, printed)
    grid.sheet.autofilter(grid.header_row, 0, max(grid.row - 2, grid.header_row + 1), len(grid.columns) - 1)


def paid_over(sheets: ProgramSheets) -> tuple[int, str]:
    """What enterprises were paid beyond their awards of the year: 分, formula over the lines; (0, "") where there is no such column."""
    left = PAYMENT[1]
    if left not in sheets.award_columns or not len(sheets.of.awards):
        return 0, ""
    known = sheets.of.awards[left].dropna()
    return -int(known[known < 0].sum()), f'-SUMIF({sheets.award_span(left)},"<0")'


def _printed(sheets: ProgramSheets, year: int) -> list[str]:
    """The award steps that are printed, the others standing to the right as helper columns: from base to what is due, what is left
    after each stage that looks at other programs (the last of them is the award itself), and what was paid."""
    names = [step.id for step in sheets.award_steps]
    stages = names[names.index(BEFORE_STACKING) : names.index(AMOUNT)]
    hidden = {LIFT_LIMIT, *(queue_step(budget.id) for budget in sheets.result.policy.budgets)}
    stages = [stage for stage in stages if stage not in hidden][:-1]
    return [s for s in ("base", raw_step(year), "computed", "already_paid", *stages, "amount", *PAYMENT) if s in names]


def _stated(sheets: ProgramSheets) -> str:
    """What of earlier years stands there as it was calculated."""
    cut = [step.label for step in sheets.award_steps if isinstance(step.expression, Withheld)]
    return f"；{'、'.join(cut)}的金额取自该年度的测算，不随参数重算，该年度的台账或参数变了请重新运行" if cut else ""


@dataclass(slots=True)
class _Writer:
    """Writes one award's line; while it does, it is the Places of that line's formulas. They are made once for all rows, with ROW in
    the place of the row's number, but for those of a budget, which look at the rows above."""

    sheets: ProgramSheets
    grid: Grid
    others: dict[str, ProgramSheets]
    names: ParameterNames
    paid: PaidSheet | None
    reasons: Reasons
    award: int = 0
    formulas: dict[str, str] = field(default_factory=dict)

    def cells(self, award: int) -> list[Cell]:
        """The whole line. A row that is undetermined, or whose figure another program or an earlier year leaves open, carries no
        formulas."""
        self.award = award
        verdict = Verdict(self.sheets.of.award("verdict", award))
        live = verdict is not Verdict.UNDETERMINED and not self._open_elsewhere() and not self._open_early()
        style = {Verdict.ELIGIBLE: "good", Verdict.INELIGIBLE: "center", Verdict.UNDETERMINED: "watch"}[verdict]
        line = {
            "number": Cell(award + 1, "count"),
            ENTERPRISE: Cell(int(self.sheets.of.award("enterprise", award)) + 1, "count"),
            "name": self._text("name", "wrap"),
            "code": self._text("credit_code"),
            "town": self._text("town"),
            "verdict": Cell(verdict.label, style, self._verdict() if live else ""),
            "reason": Cell("；".join(self.reasons.explanation(award)) + (self._sources() if verdict is Verdict.ELIGIBLE else ""), "wrap"),
        }
        for step in self.sheets.award_steps:
            line[step.id] = self._step(step, live)
        return [line[key] for key in self.sheets.award_columns]

    def totals(self, printed: int) -> list[Cell]:
        """The total row's cells from the first figure to the last one printed."""
        cells: list[Cell] = []
        for key, column in list(self.sheets.award_columns.items())[len(FIXED) : printed + 1]:
            if key == "reason" or not len(self.sheets.of.awards):
                cells.append(Cell(None, "total"))
                continue
            known = self.sheets.of.awards[key].dropna()
            span = self.grid.span(column, self.sheets.award_row(0), self.sheets.award_row(len(self.sheets.of.awards) - 1), here=True)
            cells.append(wan(int(known.sum()) if len(known) else 0, "total", f"ROUND(SUM({span}),6)"))
        return cells

    def _text(self, column: str, style: str = "text") -> Cell:
        return Cell(self.sheets.of.award_text(column, self.award), style)

    def _sources(self) -> str:
        """The clause, and the cells that the amounts stand in: （四(一)；台账.xlsx《项目》L14）."""
        of = self.sheets.of
        amounts = [of.inputs[field] for part in of.program.parts for field in fields(part.base) if field in of.inputs]
        counted = [claim for claim in of.claims_of(self.award) if of.claim("counted", claim) is True]
        cells = [cell for claim in counted for column in amounts for cell in column.cells(claim)]
        return f"（{'；'.join(text for text in (of.program.clause, places_words(cells, '')) if text)}）"

    def _step(self, step: Step, live: bool) -> Cell:
        value = self.sheets.of.award(step.id, self.award)
        if value is pd.NA:
            return Cell("待补正" if step.id == "amount" else None, "watch" if step.id == "amount" else "money")
        formula = self._formula(step) if live else ""
        return Cell(int(value), "count", formula) if step.kind is Kind.COUNT else wan(int(value), "money", formula)

    def _formula(self, step: Step) -> str:
        formula = self.formulas.get(step.id)
        if formula is None:
            formula = number(step.expression, self)
            if step.id == AMOUNT and formula:
                formula = f'IF({self._here("verdict")}="待补正","",{formula})'
            if not isinstance(step.expression, Queue | Rationed):
                self.formulas[step.id] = formula
        return self._in_row(formula)

    def _in_row(self, formula: str) -> str:
        return formula.replace(ROW, str(self.sheets.award_row(self.award) + 1))

    def _open_elsewhere(self) -> bool:
        """Whether the award is nothing although something is due and the other program's figure is unknown."""
        before, amount = self.sheets.of.award(BEFORE_STACKING, self.award), self.sheets.of.award(AMOUNT, self.award)
        if before is pd.NA or amount is pd.NA or before == amount:
            return False
        mine = self.sheets.of.award("enterprise", self.award)
        return any(mine in other.undecided for other in self.others.values() if other is not self.sheets)

    def _open_early(self) -> bool:
        """Whether an earlier year is open, though not so that it changes the award as it stands: with figures edited it might."""
        if self.reasons.arithmetic.open_cuts(self.award):
            return True
        of = self.sheets.of
        unsure = any(of.claim("year", c) in of.unsure_years for c in of.claims_of(self.award))
        return unsure or bool(self.reasons.arithmetic.open_early(self.award))

    def _verdict(self) -> str:
        """From the project sheet: 待补正 while a claim of the year, or a cap that matters, is open, 符合 with an eligible one."""
        if "verdict" in self.formulas:
            return self._in_row(self.formulas["verdict"])
        of = self.sheets
        mine = f"{of.claim_span(ENTERPRISE)},{self._here(ENTERPRISE)},{of.claim_span(YEAR)},{of.result.year}"
        worth = "project_award" if of.of.program.rate_per_project else "base"
        eligible, counted, amount = of.claim_span("eligible"), of.claim_span("counted"), of.claim_span(worth)
        open_ = f'COUNTIFS({mine},{counted},0.5)+COUNTIFS({mine},{counted},1,{amount},""){self._cap_open()}'
        judged = f'IF(COUNTIFS({mine},{eligible},1)>0,"{Verdict.ELIGIBLE.label}","{Verdict.INELIGIBLE.label}")'
        self.formulas["verdict"] = f'IF({open_}>0,"{Verdict.UNDETERMINED.label}",{judged})'
        return self._in_row(self.formulas["verdict"])

    def _cap_open(self) -> str:
        """Where the cap goes by facts of the claims, how many leave it open while the amount is above the least that it can be."""
        due = next(step for step in self.sheets.award_steps if step.id == f"due_{self.sheets.result.year}")
        for node in walk(due.expression):
            if isinstance(node, Capped) and isinstance(node.cap, Most):
                claims = self._claims(node.cap.where, node.cap.first, node.cap.last)
                above = f"({number(node.amount, self)}>{number(node.least, self)})"
                return f'+COUNTIFS({claims},{self.sheets.claim_span(node.cap.value)},"")*{above}'
        return ""

    def _here(self, key: str) -> str:
        return self.sheets.award_letters[key] + ROW

    def field(self, field: Field) -> str:
        """Awards read no ledger fields directly."""
        raise KeyError(field.spec.name)

    def judged(self, node: Expression) -> str:
        """Awards have no tests of ledger fields."""
        raise KeyError(str(node))

    def step(self, step: str) -> str:
        """The cell of an earlier step of this award."""
        return self._here(step)

    def parameter(self, parameter: str, year: int | None) -> str:
        """The name of a parameter as in force in `year`, else in the year calculated."""
        return self.names.at(parameter, self.sheets.result.year if year is None else year)

    def gathered(self, node: Expression) -> str:
        """Totals and counts over the project sheet, payments, and the other program's figure."""
        of, mine = self.sheets, self._here(ENTERPRISE)
        match node:
            case Total(value, where, first, last):
                return f"ROUND(SUMIFS({of.claim_span(value)},{self._claims(where, first, last)}),6)"
            case Most(value, where, first, last):
                return f"_xlfn.MAXIFS({of.claim_span(value)},{self._claims(where, first, last)})"
            case Count(where, first, last):
                return f"COUNTIFS({self._claims(where, first, last)})"
            case Queue() | Rationed():
                return BudgetFormulas(self.sheets, self.others, self.names).formula(node, self.award)
            case Paid(_, year):
                return self.paid.formula(of.of.program, mine, year) if self.paid else "0"
            case Recorded():
                return "0.5"
            case Withheld():
                return ""  # stated: it comes from another year's calculation
            case Across(program, step):
                other = self.others[program]
                return f"SUMIFS({other.award_span(step)},{other.award_span(ENTERPRISE)},{mine})" if len(other.of.awards) else "0"
        raise TypeError(node)

    def _claims(self, where: str, first: int, last: int) -> str:
        of = self.sheets
        years = of.claim_span(YEAR)
        span = f"{years},{first}" if first == last else f'{years},">={first}",{years},"<={last}"'
        return f"{of.claim_span(ENTERPRISE)},{self._here(ENTERPRISE)},{of.claim_span(where)},1,{span}"
