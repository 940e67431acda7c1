"""The project sheet of a program: a line per project and award year, its inputs, tests and share, as live formulas."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from techreform_cli.domain.expression import Expression, Field
from techreform_cli.domain.field import NUMBER_SCALE, FieldType
from techreform_cli.domain.gathering import Allocation, First, Leading
from techreform_cli.domain.money import FEN
from techreform_cli.domain.result import InputColumn, Kind, Step
from techreform_cli.report.book import Book, Cell, Column, Grid, wan
from techreform_cli.report.formula import amount_or_unknown, flag, number, stated
from techreform_cli.report.parameter_sheet import ParameterNames
from techreform_cli.report.program_layout import ProgramSheets, input_fields, side_tests
from techreform_cli.report.reasons import Reasons
from techreform_cli.report.source_links import BESIDE, source_cell
from techreform_cli.report.wording import UNCLEAR, day

SERIAL = (Column("序号", 5), Column("企业序号", 5), Column("企业名称", 22))
SEQUENCE, ENTERPRISE, YEAR = "sequence", "enterprise", "year"
UNKNOWN = Fraction(1, 2)


def claim_sheet(book: Book, sheets: ProgramSheets, names: ParameterNames) -> None:
    """Write the program's project sheet; its award grid must have its place already (cell addresses are used)."""
    inputs, tests = input_fields(sheets.claim_steps), side_tests(sheets.claim_steps)
    claims = sheets.of.program.claims
    names_of = [Column(claims.number.name if claims.number else "编号", 11), Column(claims.label.name if claims.label else claims.name, 22)]
    columns = [
        *SERIAL,
        *names_of,
        Column("奖补年度", 6),
        *(Column(_heading(f, sheets), 12 if f.spec.type is FieldType.MONEY else 9) for f in inputs),
    ]
    columns += [Column(_test_heading(t), 9) for t in tests]
    columns += [Column(_step_heading(step), 13 if step.kind is Kind.MONEY else 9) for step in sheets.claim_steps]
    printed = len(columns)
    columns += [Column("说明", 60), *(Column(heading, 20) for heading in _source_headings(sheets))]
    program = sheets.of.program
    title = f"{program.label}（{program.clause}）{claims.name}明细"
    grid = book.grid(
        f"{program.label}·{'明细' if claims.name == '企业' else claims.name}",
        title,
        "单位：万元。黄底为台账数据和已判定的条件，其余为公式；1＝是，0＝否，0.5＝待补正",
        columns,
        printed=printed,
    )
    sheets.claims = grid
    keys: list[object] = [SEQUENCE, ENTERPRISE, "name", "number", "project", YEAR, *inputs, *tests, *(s.id for s in sheets.claim_steps)]
    sheets.claim_columns = {key: i for i, key in enumerate(keys)}
    grid.headers(58)
    writer = _Writer(sheets, grid, names, inputs, tests, Reasons(sheets.result, sheets.of))
    for claim in range(len(sheets.of.claims)):
        grid.write(writer.cells(claim))
    grid.freeze(5)
    grid.filter()
    grid.sheet.print_area(0, 0, max(grid.row - 1, grid.header_row), printed - 1)
    grid.notes([f"右边各列是每个数据在台账中的位置。{BESIDE}"])


def _source_headings(sheets: ProgramSheets) -> list[str]:
    """What the columns of sources are called: the claim itself, then every field read."""
    return [f"{sheets.of.program.claims.name}\n来源", *(f"{_heading(field, sheets)}\n来源" for field in sheets.of.inputs)]


def _heading(field: Field, sheets: ProgramSheets) -> str:
    unit = "(万元)" if field.spec.type is FieldType.MONEY else f"({field.spec.unit})" if field.spec.unit else ""
    if field.year is None:
        return field.spec.name + unit
    window = sheets.of.program.window.date.spec.name.removesuffix("日期") + "年"
    anchor = {"award": "奖补年度", "completion": window}.get(field.year.anchor, "")
    offset = field.year.offset
    when = f"{offset}年" if not anchor else anchor + (f"前{-offset}年" if offset < 0 else f"后{offset}年" if offset else "")
    return f"{field.spec.name}{unit}\n{when}"


def _test_heading(test: Expression) -> str:
    spec = getattr(test, "field", None)
    return f"{spec.spec.name}\n符合规定" if spec is not None else "有符合的项目"


def _step_heading(step: Step) -> str:
    return step.label + ("(万元)" if step.kind is Kind.MONEY else "")


@dataclass(slots=True)
class _Writer:
    """Writes one claim's line; while it does, it is the Places of that line's formulas."""

    sheets: ProgramSheets
    grid: Grid
    names: ParameterNames
    inputs: list[Field]
    tests: list[Expression]
    reasons: Reasons
    claim: int = 0
    block: int = 0
    first_of_award: int = 0

    def cells(self, claim: int) -> list[Cell]:
        """The whole line."""
        of = self.sheets.of
        ours, same = (
            claim > 0 and all(of.claim(k, claim) == of.claim(k, claim - 1) for k in keys) for keys in (("award",), ("award", "year"))
        )
        self.first_of_award = self.first_of_award if ours else claim
        self.claim, self.block = claim, self.block if same else claim
        award = int(of.claim("award", claim))
        name = of.award("name", award)
        line = [
            Cell(claim + 1, "count"),
            Cell(int(of.claim("enterprise", claim)) + 1, "count"),
            Cell("" if name is pd.NA else str(name), "wrap"),
            Cell(str(of.claim("number", claim))),
            Cell(str(of.claim("name", claim)), "wrap"),
            Cell(int(of.claim("year", claim)), "count"),
        ]
        line += [_input(self.sheets.of.inputs[field], claim) for field in self.inputs]
        line += [_judged(self.sheets.of.outcomes[test][claim]) for test in self.tests]
        line += [self._step(step) for step in self.sheets.claim_steps]
        found = self.reasons.claim(claim)
        against = [r.text for r in found if r.outcome is False] or [r.text for r in found if r.outcome is None]
        return [*line, Cell("；".join(against)), *self._sources()]

    def _sources(self) -> list[Cell]:
        """Where in the ledger the claim stands, and each value read for it."""
        file = self.sheets.result.ledger.file
        claims = self.sheets.of.program.claims
        named = [spec for spec in (claims.number, claims.label) if spec]
        table, row = self.sheets.result.ledger.tables[claims.key], int(self.sheets.of.claim("project", self.claim))
        places = [cell for spec in named if (cell := table.cell(spec.key, row))]
        return [source_cell(places[:1], file), *(source_cell(c.cells(self.claim), file) for c in self.sheets.of.inputs.values())]

    def _step(self, step: Step) -> Cell:
        value = self.sheets.of.claim(step.id, self.claim)
        if step.kind is Kind.FLAG:
            return _judged(value) if stated(step.expression) else Cell(_flag_value(value), "flag", flag(step.expression, self))
        scale = self.sheets.of.scales.get(step.id, 1)
        shown = None if value is pd.NA else Fraction(int(value), scale)
        if step.kind is Kind.RATE:
            return Cell(shown, "rate", amount_or_unknown(step.expression, self))
        if step.id == "allocated" and int(self.sheets.of.claim("year", self.claim)) != self.sheets.result.year:
            return Cell(None, "money")
        formula = self.gathered(step.expression) if isinstance(step.expression, Allocation) else amount_or_unknown(step.expression, self)
        return Cell(None if shown is None else shown / FEN["万元"], "money", formula)

    def field(self, field: Field) -> str:
        """The cell of a ledger value."""
        return self._here(field)

    def step(self, step: str) -> str:
        """The cell of an earlier step."""
        return self._here(step)

    def parameter(self, parameter: str, year: int | None) -> str:
        """The name of a parameter as in force in `year`, else in this claim's award year."""
        return self.names.at(parameter, year if year is not None else int(self.sheets.of.claim("year", self.claim)))

    def judged(self, node: Expression) -> str:
        """The cell of a stated test: its own column, or that of the condition it is."""
        for step in self.sheets.claim_steps:
            if step.expression == node:
                return self._here(step.id)
        return self._here(node)

    def _here(self, key: object, claim: int | None = None) -> str:
        row = self.sheets.claim_row(self.claim if claim is None else claim)
        return self.grid.at(row, self.sheets.claim_columns[key]).replace("$", "")

    def _block(self, key: object, first: int, last: int) -> str:
        return self.grid.span(self.sheets.claim_columns[key], self.sheets.claim_row(first), self.sheets.claim_row(last), here=True)

    def gathered(self, node: Expression) -> str:
        """Picks and shares: they look at the enterprise's other claims of the year, which stand in one block of rows."""
        match node:
            case First(where, ever):
                return self._first(where, self.first_of_award if ever else self.block)
            case Leading(where, value, ever):
                return self._leading(where, value, *self._reach(ever))
            case Allocation():
                return self._allocation(node)
        return number(node, self)

    def _first(self, where: str, start: int) -> str:
        own = self._here(where)
        if self.claim == start:
            return own
        above = self._block(where, start, self.claim - 1)
        return f"IF(OR({own}=0,COUNTIF({above},1)>0),0,IF(OR({own}=0.5,COUNTIF({above},0.5)>0),0.5,1))"

    def _reach(self, ever: bool) -> tuple[int, int]:
        """The first and last claim that this one is held against: of its enterprise and award year, or of all its years."""
        of, keys = self.sheets.of, ("award",) if ever else ("award", "year")
        start = last = self.first_of_award if ever else self.block
        while last + 1 < len(of.claims) and all(of.claim(k, last + 1) == of.claim(k, start) for k in keys):
            last += 1
        return start, last

    def _leading(self, where: str, value: str, start: int, last: int) -> str:
        flags, values = self._block(where, start, last), self._block(value, start, last)
        own, mine = self._here(where), self._here(value)
        better = f"SUMPRODUCT(({flags}=1)*({values}>{mine}))"
        if self.claim > start:
            above = start, self.claim - 1
            better += f"+SUMPRODUCT(({self._block(where, *above)}=1)*({self._block(value, *above)}={mine}))"
        unknown = f'COUNTIF({flags},0.5)+COUNTIFS({flags},1,{values},"")'
        return f"IF({own}=0,0,IF({unknown}>0,0.5,IF({better}=0,1,0)))"

    def _allocation(self, node: Allocation) -> str:
        """The difference of two cumulative shares of the award, each rounded to the 分."""
        award = int(self.sheets.of.claim("award", self.claim))
        row = self.sheets.award_row(award)
        assert self.sheets.awards is not None
        amount = self.sheets.awards.far(row, self.sheets.award_columns[node.amount])
        counted = self._here(node.where)

        def upto(last: int) -> str:
            if last < self.block:
                return "0"
            return f"SUMIFS({self._block(node.base, self.block, last)},{self._block(node.where, self.block, last)},1)"

        whole = upto(self._reach(ever=False)[1])
        earlier = f"COUNTIF({self._block(node.where, self.block, self.claim - 1)},1)" if self.claim > self.block else "0"
        part = f"ROUND(ROUND({amount}*{upto(self.claim)}/{whole},6)-ROUND({amount}*{upto(self.claim - 1)}/{whole},6),6)"
        first = f"IF({earlier}=0,{amount},0)" if earlier != "0" else amount
        return f'IF({counted}=0,0,IF(OR({counted}<>1,NOT(ISNUMBER({amount}))),"",IF({whole}=0,{first},{part})))'


def _input(column: InputColumn, claim: int) -> Cell:
    """A ledger value as the clerk knows it; what is not filled in stays empty, what is known to be none reads 无."""
    value = column.values[claim]
    if value is pd.NA:
        return Cell(UNCLEAR if column.unclear[claim] else None, "input_text")
    match column.field.spec.type:
        case FieldType.MONEY:
            return wan(int(str(value)), "input")
        case FieldType.NUMBER:
            return Cell(Fraction(int(str(value)), NUMBER_SCALE), "input")
        case FieldType.INTEGER | FieldType.YEAR:
            return Cell(int(str(value)), "input")
        case FieldType.BOOLEAN:
            return Cell("是" if value else "否", "input_text")
        case FieldType.DATE:
            return Cell(day(int(str(value))), "input_text")
    return Cell(str(value) or "无", "input_text")


def _flag_value(value: object) -> Fraction:
    return UNKNOWN if value is pd.NA else Fraction(int(bool(value)))


def _judged(value: object) -> Cell:
    return Cell(_flag_value(value), "judged")
