"""The project sheet of a program: a line per project and award year, its inputs, tests and share, as live formulas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from techreform_cli.domain.expression import Expression, Field
from techreform_cli.domain.field import NUMBER_SCALE, FieldType
from techreform_cli.domain.gathering import Allocation, First, Leading
from techreform_cli.domain.money import FEN
from techreform_cli.domain.row_values import RowValues
from techreform_cli.domain.step import Kind, Step
from techreform_cli.domain.traversal import children
from techreform_cli.report.book import Book, Cell, Column, Grid, wan
from techreform_cli.report.formula import amount_or_unknown, flag, number, stated
from techreform_cli.report.parameter_sheet import ParameterNames
from techreform_cli.report.program_layout import ROW, ProgramSheets, input_fields, nothing_words, side_tests, step_heading
from techreform_cli.report.reasons import Reasons
from techreform_cli.report.source_links import BESIDE, source_cell
from techreform_cli.report.wording import UNCLEAR, day

SERIAL = (Column("序号", 5), Column("企业序号", 5), Column("企业名称", 22))
KEPT = len(SERIAL) + 2
"""The columns that stay in view, and stand on both pages: those of the enterprise, the claim's number and its name."""
SEQUENCE, ENTERPRISE, YEAR = "sequence", "enterprise", "year"
UNKNOWN = 0.5
WIDEST = 26
"""Columns that can still be read on one page's width; more go on two, with title, enterprise and project on both."""
WIDTHS = {FieldType.MONEY: 13, FieldType.DATE: 11, FieldType.TEXT: 14, FieldType.CHOICE: 12, FieldType.CODE: 11}
NARROW = 9
"""Widths of the columns of inputs by type; yes or no, and plain numbers, are narrow."""


def claim_sheet(book: Book, sheets: ProgramSheets, names: ParameterNames) -> None:
    """Write the program's project sheet; its award grid must have its place already (cell addresses are used)."""
    inputs, tests = input_fields(sheets.claim_steps), side_tests(sheets.claim_steps)
    program = sheets.of.program
    claims = program.claims
    columns = _columns(sheets, inputs, tests)
    printed = len(columns)
    columns += [Column("说明", 60), *(Column(heading, 20, 48) for heading in _source_headings(sheets))]
    grid = book.grid(
        f"{program.label}·{'明细' if claims.name == '企业' else claims.name}",
        f"{program.label}（{program.clause}）{claims.name}明细",
        "单位：万元。黄底是台账数据和判定，可以改（1是，0否，0.5待补正）",
        columns,
        printed=printed if printed <= WIDEST else KEPT,
        title_style="title" if printed <= WIDEST else "narrow_title",
    )
    sheets.claims = grid
    keys: list[object] = [SEQUENCE, ENTERPRISE, "name", "number", "project", YEAR, *inputs, *tests, *(s.id for s in sheets.claim_steps)]
    sheets.claim_columns = {key: i for i, key in enumerate(keys)}
    grid.headers(58)
    of = sheets.of
    read = [_Input(f.spec.type, of.input_values(f), of.inputs[f].unclear) for f in inputs]
    writer = _Writer(sheets, grid, names, Reasons(sheets.result, of), read, [of.outcome_values(test) for test in tests])
    for claim in range(len(sheets.of.claims)):
        grid.write(writer.cells(claim))
    grid.freeze(KEPT)
    grid.filter()
    empty = grid.row == grid.first_data_row
    if empty:
        grid.nothing(nothing_words(sheets), printed if printed <= WIDEST else KEPT)
    grid.sheet.print_area(0, 0, max(grid.row - 1, grid.header_row), printed - 1)
    if printed > WIDEST:
        grid.sheet.fit_to_pages(2, 0)
        grid.sheet.repeat_columns(0, KEPT - 1)
    if not empty:
        grid.notes([f"右边各列是每个数据在台账中的位置。{BESIDE}"])


def _columns(sheets: ProgramSheets, inputs: list[Field], tests: list[Expression]) -> list[Column]:
    """Those that are printed: whose claim it is, what was read, how it was judged, and the figures."""
    claims = sheets.of.program.claims
    return [
        *SERIAL,
        Column(claims.number.name if claims.number else "编号", 11),
        Column(claims.label.name if claims.label else claims.name, 22),
        Column("奖补年度", 6),
        *(Column(_heading(f, sheets), WIDTHS.get(f.spec.type, NARROW)) for f in inputs),
        *(Column(_test_heading(t), NARROW) for t in tests),
        *(Column(step_heading(step), 13 if step.kind is Kind.MONEY else NARROW) for step in sheets.claim_steps),
    ]


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
    return f"{field.spec.name}\n{when}{unit}"


def _test_heading(test: Expression) -> str:
    spec = getattr(test, "field", None)
    return f"{spec.spec.name}\n符合规定" if spec is not None else "有符合的项目"


@dataclass(slots=True)
class _Writer:
    """Writes one claim's line; while it does, it is the Places of that line's formulas. They are made once for all rows of an award
    year, with ROW in the place of the row's number, but for those that look at the enterprise's other claims."""

    sheets: ProgramSheets
    grid: Grid
    names: ParameterNames
    reasons: Reasons
    inputs: list[_Input]
    judgements: list[RowValues]
    claim: int = 0
    year: int = 0
    formulas: dict[tuple[str, int], str] = field(default_factory=dict)

    def cells(self, claim: int) -> list[Cell]:
        """The whole line."""
        of = self.sheets.of
        self.claim, self.year = claim, int(of.claim("year", claim))
        line = [
            Cell(claim + 1, "count"),
            Cell(int(of.claim("enterprise", claim)) + 1, "count"),
            Cell(of.award_text("name", of.claim("award", claim)), "wrap"),
            Cell(str(of.claim("number", claim))),
            Cell(str(of.claim("name", claim)), "wrap"),
            Cell(self.year, "count"),
        ]
        line += [column.cell(claim) for column in self.inputs]
        line += [_judged(outcomes[claim]) for outcomes in self.judgements]
        line += [self._step(step) for step in self.sheets.claim_steps]
        found = self.reasons.against(claim) or self.reasons.open(claim)
        return [*line, Cell("；".join(reason.text for reason in found)), *self._sources()]

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
            return _judged(value) if stated(step.expression) else Cell(_flag_value(value), "flag", self._formula(step, flag))
        scale = self.sheets.of.scales.get(step.id, 1)
        if step.kind is Kind.RATE:
            return Cell(None if value is pd.NA else Fraction(int(value), scale), "rate", self._formula(step, amount_or_unknown))
        if step.id == "allocated" and self.year != self.sheets.result.year:
            return Cell(None, "money")
        write = self._share if isinstance(step.expression, Allocation) else amount_or_unknown
        return Cell(None if value is pd.NA else value / (scale * FEN["万元"]), "money", self._formula(step, write))

    def _formula(self, step: Step, write: Callable[[Expression, _Writer], str]) -> str:
        key = step.id, self.year
        text = self.formulas.get(key)
        if text is None:
            text = write(step.expression, self)
            if not _looks_around(step.expression):
                self.formulas[key] = text
        return text.replace(ROW, str(self.sheets.claim_row(self.claim) + 1))

    def field(self, field: Field) -> str:
        """The cell of a ledger value."""
        return self._here(field)

    def step(self, step: str) -> str:
        """The cell of an earlier step."""
        return self._here(step)

    def parameter(self, parameter: str, year: int | None) -> str:
        """The name of a parameter as in force in `year`, else in this claim's award year."""
        return self.names.at(parameter, year if year is not None else self.year)

    def judged(self, node: Expression) -> str:
        """The cell of a stated test: its own column, or that of the condition it is."""
        for step in self.sheets.claim_steps:
            if step.expression == node:
                return self._here(step.id)
        return self._here(node)

    def _here(self, key: object) -> str:
        return self.sheets.claim_letters[key] + ROW

    def _block(self, key: object, first: int, last: int) -> str:
        letter, top = self.sheets.claim_letters[key], self.sheets.claim_row(0) + 1
        return f"${letter}${top + first}:${letter}${top + max(first, last)}"

    def gathered(self, node: Expression) -> str:
        """Picks and shares: they look at the enterprise's other claims of the year, which stand in one block of rows."""
        match node:
            case First(where, ever):
                return self._first(where, self._reach(ever)[0])
            case Leading(where, value, ever):
                return self._leading(where, value, *self._reach(ever))
        return number(node, self)

    def _first(self, where: str, start: int) -> str:
        own = self._here(where)
        if self.claim == start:
            return own
        above = self._block(where, start, self.claim - 1)
        return f"IF(OR({own}=0,COUNTIF({above},1)>0),0,IF(OR({own}=0.5,COUNTIF({above},0.5)>0),0.5,1))"

    def _leading(self, where: str, value: str, start: int, last: int) -> str:
        flags, values = self._block(where, start, last), self._block(value, start, last)
        own, mine = self._here(where), self._here(value)
        better = f"SUMPRODUCT(({flags}=1)*({values}>{mine}))"
        if self.claim > start:
            above = start, self.claim - 1
            better += f"+SUMPRODUCT(({self._block(where, *above)}=1)*({self._block(value, *above)}={mine}))"
        unknown = f'COUNTIF({flags},0.5)+COUNTIFS({flags},1,{values},"")'
        return f"IF({own}=0,0,IF({unknown}>0,0.5,IF({better}=0,1,0)))"

    def _reach(self, ever: bool) -> tuple[int, int]:
        """The first and last claim that this one is held against: of its enterprise and award year, or of all its years."""
        of, award = self.sheets.of, int(self.sheets.of.claim("award", self.claim))
        block = of.claims_of(award) if ever else of.claims_of_year(award, self.year)
        return block[0], block[-1]

    def _share(self, node: Expression, _: _Writer) -> str:
        """The difference of two cumulative shares of the award, each rounded to the 分."""
        assert isinstance(node, Allocation)
        start, end = self._reach(ever=False)
        award = int(self.sheets.of.claim("award", self.claim))
        row = self.sheets.award_row(award)
        assert self.sheets.awards is not None
        amount = self.sheets.awards.far(row, self.sheets.award_columns[node.amount])
        counted = self._here(node.where)

        def upto(last: int) -> str:
            if last < start:
                return "0"
            return f"SUMIFS({self._block(node.base, start, last)},{self._block(node.where, start, last)},1)"

        whole = upto(end)
        earlier = f"COUNTIF({self._block(node.where, start, self.claim - 1)},1)" if self.claim > start else "0"
        part = f"ROUND(ROUND({amount}*{upto(self.claim)}/{whole},6)-ROUND({amount}*{upto(self.claim - 1)}/{whole},6),6)"
        first = f"IF({earlier}=0,{amount},0)" if earlier != "0" else amount
        return f'IF({counted}=0,0,IF(OR({counted}<>1,NOT(ISNUMBER({amount}))),"",IF({whole}=0,{first},{part})))'


def _looks_around(node: Expression) -> bool:
    """Whether the node draws on other rows."""
    return isinstance(node, First | Leading | Allocation) or any(_looks_around(child) for child in children(node))


@dataclass(frozen=True, slots=True)
class _Input:
    """A column of ledger values as the clerk knows them; what is not filled in stays empty, what is known to be none reads 无."""

    type: FieldType
    values: RowValues
    unclear: np.ndarray[Any, np.dtype[np.bool_]]

    def cell(self, claim: int) -> Cell:
        value = self.values[claim]
        if value is pd.NA:
            return Cell(UNCLEAR if self.unclear[claim] else None, "choice")
        match self.type:
            case FieldType.MONEY:
                return wan(value, "input")
            case FieldType.NUMBER:
                return Cell(value / NUMBER_SCALE, "input")
            case FieldType.INTEGER | FieldType.YEAR:
                return Cell(value, "input")
            case FieldType.BOOLEAN:
                return Cell("是" if value else "否", "choice")
            case FieldType.DATE:
                return Cell(day(value), "choice")
        return Cell(str(value) or "无", "input_wrap")


def _flag_value(value: object) -> float:
    return UNKNOWN if value is pd.NA else float(bool(value))


def _judged(value: object) -> Cell:
    return Cell(_flag_value(value), "judged")
