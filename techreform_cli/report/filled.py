"""A step's rule read out with the figures of one row filled in: 设备购置额 1,250.00万元×20%."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import pandas as pd

from techreform_cli.domain.expression import (
    AnyOf,
    Capped,
    Choose,
    Compare,
    Difference,
    Every,
    Expression,
    Field,
    FirstKnown,
    Largest,
    Least,
    Literal,
    Parameter,
    Smallest,
    StepRef,
    Sum,
)
from techreform_cli.domain.gathering import Across, Allocation, Count, Most, Paid, Total, Withheld
from techreform_cli.domain.money import percent
from techreform_cli.domain.program_result import ProgramResult
from techreform_cli.domain.step import Grain, Kind, Step
from techreform_cli.domain.traversal import fields
from techreform_cli.report.conditions import Facts, joined
from techreform_cli.report.reasons import Reasons
from techreform_cli.report.sentence import ZERO, Sentences, years
from techreform_cli.report.wording import field_name, money

NOT_KNOWN = "待补正"
HOLDS = {">=": lambda a, b: a >= b, ">": lambda a, b: a > b, "<=": lambda a, b: a <= b, "<": lambda a, b: a < b, "=": lambda a, b: a == b}


def figure(of: ProgramResult, step: Step, value: object) -> str:
    """A step's value as a clerk writes it; 待补正 where it is unknown."""
    if value is pd.NA or value is None:
        return NOT_KNOWN
    match step.kind:
        case Kind.RATE:
            return percent(Fraction(int(str(value)), of.scales[step.id]))
        case Kind.COUNT:
            return f"{value} 项"
        case Kind.FLAG:
            return "是" if value else "否"
    return money(int(str(value)))


@dataclass(frozen=True, slots=True)
class _Filled(Sentences):
    """Sentences about one row. `row` is a claim where `facts` are given, else an award; `others` are the results of the other programs."""

    reasons: Reasons = field(kw_only=True)
    row: int = field(kw_only=True)
    facts: Facts | None = field(kw_only=True, default=None)
    others: Mapping[str, ProgramResult] = field(kw_only=True, default_factory=dict)

    def field(self, of: Field) -> str:
        """The field with its value."""
        assert self.facts is not None
        return f"{field_name(of, self.facts.field_year(of))} {self.facts.shown(of)}"

    def value(self, node: Expression) -> str:
        """A figure; of fallbacks the one that was used, or the first where none is known."""
        if isinstance(node, FirstKnown) and self.facts is not None:
            known = (term for term in node.terms if all(self.facts.value(of) is not pd.NA for of in fields(term)))
            return self.value(next(known, node.terms[0]))
        return Sentences.value(self, node)

    def _of(self) -> ProgramResult:
        return self.reasons.of

    def _step(self, step: str) -> str:
        """An earlier step of the row, with its value."""
        found = self._found(step, Grain.AWARD if self.facts is None else Grain.CLAIM)
        return f"{found.label} {figure(self._of(), found, self._value_of(found))}"

    def _found(self, step: str, grain: Grain) -> Step:
        return next(one for one in self._of().steps if one.id == step and one.grain is grain)

    def _value_of(self, step: Step) -> object:
        of = self._of()
        return of.claim(step.id, self.row) if step.grain is Grain.CLAIM else of.award(step.id, self.row)

    def _gathered(self, node: Expression) -> str:
        """The figures that were gathered, by what they are of."""
        match node:
            case Total(value, where, first, last):
                return "＋".join(self._claims(value, where, first, last)) or f"{years(first, last)}没有计入的{self._things()}"
            case Most(value, where, first, last):
                found = self._claims(value, where, first, last)
                return f"（{'、'.join(found)}）中最多的" if len(found) > 1 else "".join(found) or f"没有计入的{self._things()}"
            case Count(where, first, last):
                return f"{years(first, last)}计入 {len(self._where(where, first, last))} 项"
            case Allocation(amount, base, where, year):
                return self._share(amount, base, where, year)
            case Across(program, step):
                return f"“{self.policy.program(program).label}”{self._across(program, step)}"
            case Paid(_, year):
                return f"《已拨付》{year}年的记录"
            case Withheld(_, year):
                return f"按{year}年全部企业的测算"
        return Sentences._gathered(self, node)

    def _things(self) -> str:
        return self._of().program.claims.name

    def _where(self, where: str, first: int, last: int) -> list[int]:
        """The claims of the award with the flag `where`, those of which it is unknown among them."""
        of = self._of()
        mine = of.claims_of(self.row if self.facts is None else int(of.claim("award", self.row)))
        return [c for c in mine if first <= of.claim("year", c) <= last and (of.claim(where, c) is pd.NA or of.claim(where, c))]

    def _claims(self, value: str, where: str, first: int, last: int) -> list[str]:
        of, step = self._of(), self._found(value, Grain.CLAIM)
        found = []
        for claim in self._where(where, first, last):
            open_ = "（是否计入待补正）" if of.claim(where, claim) is pd.NA else ""
            found.append(f"{self.reasons.arithmetic.claim_name(claim)} {figure(of, step, of.claim(value, claim))}{open_}".strip())
        return found

    def _share(self, amount: str, base: str, where: str, year: int) -> str:
        """The award, shared out by what each claim counted is worth; the whole of it where there is only one."""
        of = self._of()
        whole = figure(of, self._found(amount, Grain.AWARD), of.award(amount, int(of.claim("award", self.row))))
        step, counted = self._found(base, Grain.CLAIM), self._where(where, year, year)
        if len(counted) < 2:
            return f"本年奖补 {whole}"
        values = [of.claim(base, claim) for claim in counted]
        total = NOT_KNOWN if any(v is pd.NA for v in values) else figure(of, step, sum(int(v) for v in values))
        return f"本年奖补 {whole}，按{step.label} {figure(of, step, of.claim(base, self.row))} 占 {total} 的比例（逐项累计四舍五入到分）"

    def _across(self, program: str, step: str) -> str:
        """The figure of another program for the same enterprise."""
        other, mine = self.others[program], self._of().award("enterprise", self.row)
        found = next(one for one in other.award_steps if one.id == step)
        rows = other.awards["enterprise"].tolist()
        return f"{found.label} {figure(other, found, other.award(step, rows.index(mine)) if mine in rows else 0)}"

    def _arithmetic(self, node: Expression) -> str:
        """Sums and products as ever; limits by what they are."""
        match node:
            case Smallest((inner, limit)):
                return f"{self.value(inner)}，最多 {self.value(limit)}"
            case Capped(amount, cap, least):
                return f"{self.value(amount)}，最多 {self.value(cap)}" + (f"（至少是 {self.value(least)}）" if self._open(cap) else "")
            case Least(Choose(cases, otherwise)):
                possible = [self._amount(amount) for amount in self._possible(cases, otherwise)]
                return money(int(min(found))) if len(found := [one for one in possible if one is not None]) == len(possible) else NOT_KNOWN
            case Largest((inner, limit)) if limit != ZERO:
                return f"{self.value(inner)}，最少 {self.value(limit)}"
        return Sentences._arithmetic(self, node)

    def _open(self, cap: Expression) -> bool:
        """Whether it is not known how much a cap with cases is."""
        match cap:
            case Most(limit, where, first, last):
                return any(self._of().claim(limit, claim) is pd.NA for claim in self._where(where, first, last))
            case StepRef(step):
                return self._value_of(self._found(step, Grain.CLAIM)) is pd.NA
            case Choose(cases, otherwise):
                return len(self._possible(cases, otherwise)) > 1
        return False

    def _possible(self, cases: tuple[tuple[Expression, Expression], ...], otherwise: Expression) -> list[Expression]:
        """The values of the cases that may hold."""
        found = []
        for condition, value in cases:
            holds = self._holds(condition)
            found += [value] if holds is not False else []
            if holds:
                return found
        return [*found, otherwise]

    def _part(self, node: Expression) -> str:
        """A part of a product or difference, in brackets where it is more than a figure."""
        words = self.value(node)
        return f"（{words}）" if isinstance(node, Sum | Difference | Largest | Smallest | Capped) else words

    def _by_case(self, cases: tuple[tuple[Expression, Expression], ...], otherwise: Expression) -> str:
        """The case that applies; all of them while it is open which."""
        for condition, value in cases:
            holds = self._holds(condition)
            if holds is None:
                return Sentences._by_case(self, cases, otherwise)
            if holds:
                return self.value(value)
        if otherwise != ZERO:
            return self.value(otherwise)
        return f"0（{'，'.join(dict.fromkeys(self._failed(condition) for condition, _ in cases))}）"

    def _failed(self, condition: Expression) -> str:
        match condition:
            case Compare(left, ">", right) if right == ZERO:
                return self.value(left)
            case Compare(left, ">=", right):
                return f"{self.value(left)}，不足 {self.value(right)}"
        return f"不属于{Sentences(self.policy, self.year).condition(condition)}的情形"

    def _holds(self, node: Expression) -> bool | None:
        """How a condition on figures of the row came out."""
        match node:
            case AnyOf(parts) | Every(parts):
                return joined([self._holds(part) for part in parts], isinstance(node, AnyOf))
            case Compare(left, op, right) if self.facts is None or node not in self._of().outcomes:
                sides = self._amount(left), self._amount(right)
                return None if sides[0] is None or sides[1] is None else bool(HOLDS[op](*sides))
        return self.facts.outcome(node) if self.facts is not None else None

    def _amount(self, node: Expression) -> Fraction | None:
        """A side of a comparison as a number; None where it is unknown."""
        match node:
            case Literal(number):
                return number
            case StepRef(step):
                value = self._value_of(self._found(step, Grain.AWARD if self.facts is None else Grain.CLAIM))
                return None if value is pd.NA or value is None else Fraction(int(str(value)), self._of().scales.get(step, 1))
            case Parameter(name, year):
                given = self.policy.parameters[name].at(year or self.year or 0)
                found = getattr(given, "fen", given)
                return Fraction(found) if isinstance(found, int | Fraction) else None
            case Count(where, first, last):
                return Fraction(len(self._where(where, first, last)))
            case Across(program, step):
                other = self.others[program]
                rows, mine = other.awards["enterprise"].tolist(), self._of().award("enterprise", self.row)
                value = other.award(step, rows.index(mine)) if mine in rows else 0
                return None if value is pd.NA else Fraction(int(value))
        return None


def claim_words(reasons: Reasons, claim: int, step: Step) -> str:
    """How a claim's step came about; of a test, what it asks for."""
    policy, year = reasons.result.policy, int(reasons.of.claim("year", claim))
    if step.kind is Kind.FLAG:
        return Sentences(policy, year, {one.id: one.label for one in reasons.of.claim_steps}).condition(step.expression)
    return _Filled(policy, year, reasons=reasons, row=claim, facts=reasons.facts(claim)).value(step.expression)


def award_words(reasons: Reasons, row: int, step: Step) -> str:
    """How an award's step came about."""
    result = reasons.result
    others = {of.program.id: of for of in result.programs}
    return _Filled(result.policy, result.year, reasons=reasons, row=row, others=others).value(step.expression)
