"""The arithmetic of an award in one sentence: base × rate, the limits, what was got before, what other programs leave."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import pandas as pd

from techreform_cli.domain.expression import Difference, Expression, Largest, Literal, Parameter, Product, Rounded, Smallest, StepRef, Sum
from techreform_cli.domain.money import percent
from techreform_cli.domain.program import Floor, FloorMode, Part, Period, Ration
from techreform_cli.domain.program_result import ProgramResult
from techreform_cli.domain.result import Result
from techreform_cli.domain.step_names import (
    AFTER_STACKING,
    AMOUNT,
    BASE,
    BEFORE_STACKING,
    CAP_LIMIT,
    CLAIM_LIMIT,
    budget_step,
    cap_step,
    due_step,
    got_step,
    got_years,
    limit_step,
    lost_step,
    part_base,
    part_rate,
    raw_step,
    ruled_step,
    standing_step,
    total_step,
    withheld_step,
)
from techreform_cli.domain.traversal import children
from techreform_cli.report.wording import money, parameter_at

CUT_OPEN = "资金或合计上限够不够、怎么分还不能定"
LIMITS = {CAP_LIMIT: "企业上限", CLAIM_LIMIT: "单项上限"}
"""The claim steps that hold a limit with cases, and what the limit is called."""
SPARED = "还不能定，但不论是多少都没有超过"


@dataclass(frozen=True)
class Arithmetic:
    """Puts one program's figures into words."""

    result: Result
    of: ProgramResult

    def award(self, row: int) -> str:
        """The whole calculation of an award row."""
        open_, cuts = self.open_early(row), self.open_cuts(row)
        if not (open_ or cuts) or self._amount(AMOUNT, row) is None:
            return "；".join([*self._stage(row), *self.earlier(row), *self._outcome(row)])
        told = [] if open_ else self._stage(row)
        if open_:
            told.append(f"{'、'.join(self.claim_name(claim) for claim in open_)}还待补正，但计入与否都不改变本年奖补")
        if cuts:
            told.append(f"{'、'.join(f'{year}年' for year in cuts)}有企业待补正，{CUT_OPEN}，但不改变本年奖补")
        due = [f"应得累计 {self._shown('computed', row)}"] if self._amount("computed", row) is not None else []
        got = self.earlier(row) if self._amount("already_paid", row) is not None else []
        return "；".join([*told, *due, *got, *self._outcome(row)])

    def claim_name(self, claim: int) -> str:
        """How a claim is called: its award year where that is earlier, the sheet's name, its number and name."""
        number, name = self.of.claim("number", claim), self.of.claim("name", claim)
        year = int(self.of.claim("year", claim))
        earlier = f"{year}年" if year != self.result.year else ""
        claims = self.of.program.claims
        if claims.number is None and claims.label is None:  # one per enterprise and year
            return earlier
        called = f"「{name}」" if name else ""
        return f"{earlier}{claims.name}{number}{called}"

    def open_early(self, row: int) -> list[int]:
        """The claims of earlier award years of which it is open whether they count."""
        claims = self.of.claims_of(row)
        return [c for c in claims if self.of.claim("year", c) != self.result.year and self.of.claim("counted", c) is pd.NA]

    def open_cuts(self, row: int) -> list[int]:
        """The earlier years of which it is open what caps over programs and budgets left off."""
        steps = ((year, withheld_step(year)) for year in self.got_years)
        return [year for year, step in steps if step in self._labels and self.of.award(step, row) is pd.NA]

    @cached_property
    def got_years(self) -> tuple[int, ...]:
        """The earlier years whose awards are taken off."""
        return got_years(self.of.award_steps)

    def earlier(self, row: int) -> list[str]:
        """What the enterprise got for earlier years, if anything."""
        parts = []
        for year in self.got_years:
            got = self._amount(got_step(year), row)
            if withheld_step(year) in self._labels and year not in self.of.unsure_years:
                parts += self._cut(year, row)
            elif got is None or got:
                kind = "已拨付" if year in self.of.paid_years else "已得" if year in self.of.unsure_years else "应得"
                unsure = "（《已拨付》有没填清楚的行，不知道该年度按拨付还是按应得算）" if kind == "已得" else ""
                parts.append(f"{year}年{kind} {self._shown(got_step(year), row)}{unsure}")
            elif year in self.of.paid_years and self.of.counted(row, year):
                nothing = "《已拨付》没有该企业的记录，按已得 0 计"
                recorded = self.of.paid_cells(year, int(self.of.award("enterprise", row)))
                parts.append(f"{year}年" + (f"已拨付 {money(0)}" if recorded else nothing))
        return ["减以前年度：" + "，".join(parts)] if parts else []

    def _cut(self, year: int, row: int) -> list[str]:
        """What the enterprise got for an earlier year, and what was left off it; nothing where nothing was due."""
        ruled, withheld = self._amount(ruled_step(year), row), self._amount(withheld_step(year), row)
        if ruled == 0:
            return []
        text = f"{year}年奖补 {self._shown(got_step(year), row)}"
        if withheld is None:
            return [f"{text}（应得 {self._shown(ruled_step(year), row)}，有企业待补正，{CUT_OPEN}）"]
        if not withheld:
            return [text]
        why = self._labels[withheld_step(year)].removeprefix(f"{year}年")
        spared = "，不占上限" if self.of.program.cap else ""
        return [f"{text}（应得 {self._shown(ruled_step(year), row)}，{why} {money(withheld)}，不再补{spared}）"]

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {step.id: step.label for step in self.of.award_steps}

    def _amount(self, step: str, row: int) -> int | None:
        value = self.of.award(step, row)
        return None if value is pd.NA else int(value)

    def _shown(self, step: str, row: int) -> str:
        return _money(self.of.award(step, row))

    def _stage(self, row: int) -> list[str]:
        program = self.of.program
        if program.rate_per_project:
            years = range(self.result.policy.plan[0], self.result.year) if program.period is Period.PLAN else range(0)
            claims = [claim for year in [*years, self.result.year] for claim in self.of.counted(row, year)]
            text = "＋".join(self._claim(claim) for claim in claims) or f"{program.base_label}待补正"
        else:
            text = self._total(row) + self._below_minimum(self.of.award(total_step(self.result.year), row))
        return [text + self._limits(row)]

    def _total(self, row: int) -> str:
        """The award on the total of all claims: base × rate once, or once per award year where the rate changed."""
        raw = next(s.expression for s in self.of.award_steps if s.id == raw_step(self.result.year))
        labels = {s.id: s.label for s in self.of.award_steps}
        part = self.of.program.parts[0]
        made = self._shown(raw_step(self.result.year), row)
        by_year = [p for p in _products(raw) if isinstance(p.left, StepRef) and isinstance(p.right, Parameter)]
        if len(by_year) > 1 and not part.brackets:
            terms = [f"{labels[_step(p.left)]} {self._shown(_step(p.left), row)}×{self._number(p.right)}" for p in by_year]
            return f"{'＋'.join(terms)}＝{made}"
        base = f"{labels[total_step(self.result.year)]} {self._shown(total_step(self.result.year), row)}"
        rate = self.of.award("rate", row)
        return f"{base}{self._rate_words(part, percent(rate) if isinstance(rate, Fraction) else None)}＝{made}"

    def _claim(self, claim: int) -> str:
        """One claim from its bases to its award."""
        program, single = self.of.program, len(self.of.program.parts) == 1
        terms = []
        for i, part in enumerate(program.parts):
            base = self.of.claim(BASE if single else part_base(i), claim)
            name = "rate" if single else part_rate(i)
            rate = self._claim_rate(name, part, claim)
            terms.append(f"{part.label} {_money(base)}{_why_nothing(part.base, base)}{self._rate_words(part, rate)}")
        limited = "project_raw" in self.of.claims.columns
        made = self.of.claim("project_raw" if limited else "project_award", claim)
        text = f"{self.claim_name(claim)}{'＋'.join(terms)}"
        if program.parts[0].rate is not None or program.parts[0].brackets:
            text += f"＝{_money(made)}"
        text += self._below_minimum(self.of.claim(BASE, claim))
        return text + (self._claim_limits(claim, made) if limited else "")

    def _claim_rate(self, name: str, part: Part, claim: int) -> str | None:
        """The rate of one part of a claim in words; None where there is none."""
        if part.rate is None:
            return None
        if name not in self.of.claims.columns:
            return self._number(part.rate)
        value = self.of.claim(name, claim)
        return "比例待定" if value is pd.NA else percent(Fraction(int(value), self.of.scales[name]))

    def _rate_words(self, part: Part, rate: str | None) -> str:
        """×20%, or the brackets with their rates."""
        if not part.brackets:
            return f"×{rate}" if rate is not None else ""
        slices = "，".join(f"{self._number(b.start, '0')}起 {self._number(b.rate, '0')}" for b in part.brackets)
        return f"分段计算（{slices}{f'，另加 {rate}' if rate is not None else ''}）"

    def _number(self, node: Expression, nothing: str = "0") -> str:
        """A slot's number in force in the year it names, else in the year calculated."""
        if isinstance(node, Parameter):
            return parameter_at(self.result.policy.parameters[node.id], node.year or self.result.year)
        if isinstance(node, Sum | Smallest):
            return "＋".join(self._number(term) for term in node.terms)
        return nothing if isinstance(node, Literal) else "规定标准"

    def _below_minimum(self, base: Any) -> str:
        minimum = self.of.program.minimum
        if minimum is None or base is pd.NA or not isinstance(minimum, Parameter):
            return ""
        limit = self.result.policy.parameters[minimum.id].at(self.result.year)
        return f"，不足起点 {self._number(minimum)}，不予奖补" if int(base) < int(getattr(limit, "fen", 0)) else ""

    def spared(self, claim: int, limit: str) -> bool:
        """Whether a claim leaves a limit with cases open, but what is due is below every amount that the limit may be."""
        if limit not in self.of.claims.columns or self.of.claim(limit, claim) is not pd.NA:
            return False
        if limit == CLAIM_LIMIT:
            return self.of.claim("project_award", claim) is not pd.NA
        due = self._amount(BEFORE_STACKING, int(self.of.claim("award", claim)))
        return due is not None and self.of.claim("counted", claim) is True

    def _claim_limits(self, claim: int, raw: Any) -> str:
        """What the limits of one claim made of it."""
        award = self.of.claim("project_award", claim)
        if raw is pd.NA or award is pd.NA:
            return ""
        words = self._limit_words(int(raw), int(award), self.of.program.claim_floor, "单项")
        return words + (f"，{LIMITS[CLAIM_LIMIT]}{SPARED}" if self.spared(claim, CLAIM_LIMIT) else "")

    def _limits(self, row: int) -> str:
        """What floor and cap made of it."""
        program, year = self.of.program, self.result.year
        raw, due = self._amount(raw_step(year), row), self._amount(due_step(year), row)
        if raw is None or due is None:
            return ""
        lost = [(y, gone) for y in self.got_years if lost_step(y) in self._labels and (gone := self._amount(lost_step(y), row))]
        standing = self._amount(standing_step(year), row) if lost else None
        if standing is None:
            words = self._limited(raw, due, program.floor) if program.floor or program.cap else ""
            spared = any(self.spared(claim, CAP_LIMIT) for claim in self.of.claims_of(row))
            return words + (f"，{LIMITS[CAP_LIMIT]}{SPARED}" if spared else "")
        floored = standing + sum(gone for _, gone in lost)
        lifted = self._limit_words(raw, floored, program.floor, "") if standing else ""
        less = f"，合计 {money(raw)}{lifted}，减" + "、".join(f"{self._labels[lost_step(y)]} {money(gone)}" for y, gone in lost)
        return f"{less}，剩 {money(standing)}" + self._limited(standing, due, None)

    def _limited(self, raw: int, due: int, floor: Floor | None) -> str:
        """What the floor and the program's cap made of an amount."""
        program = self.of.program
        words = self._limit_words(raw, due, floor, "")
        cap = program.cap.amount if program.cap else None
        if words or cap is None:
            if cap is not None and due < raw and due:
                return f"，超过上限 {self._number(cap) if isinstance(cap, Parameter) else money(due)}，按上限"
            return words
        return f"，未超上限 {self._number(cap)}" if isinstance(cap, Parameter) else ""

    def _limit_words(self, raw: int, made: int, floor: Floor | None, which: str) -> str:
        if made > raw and floor:
            return f"，不足{which}下限 {self._number(floor.amount)}，补足到 {money(made)}"
        if made < raw and floor and floor.mode is FloorMode.THRESHOLD and made == 0:
            return f"，不足{which}下限 {self._number(floor.amount)}，不予奖补"
        return f"，超过{which}上限，按 {money(made)}" if made < raw else ""

    def _outcome(self, row: int) -> list[str]:
        year = self.result.year
        computed, paid = self._amount("computed", row), self._amount("already_paid", row)
        parts = []
        if computed is not None and paid is not None and paid > computed:
            parts.append(f"以前年度多得 {money(paid - computed)}，本年不再奖补")
        return [*parts, *self._shared(row), f"{year}年奖补 {self._shown(AMOUNT, row)}"]

    def _shared(self, row: int) -> list[str]:
        """What other programs leave: 就高不重复, caps over programs, budgets."""
        steps = {step.id: self._amount(step.id, row) for step in self.of.award_steps}
        current, parts = steps[BEFORE_STACKING], []
        after = steps.get(AFTER_STACKING, current)
        if current and after is None:
            parts.append("另一项奖补待补正，就高不重复还不能定")
        elif current and after == 0:
            parts.append("就高不重复，按另一项奖补")
        current = after
        for cap in self.result.policy.total_caps:
            left = steps.get(cap_step(cap.id), current)
            if current and left is None:
                parts.append(f"同一企业有别的奖补待补正，合计上限（{cap.clause}）内还有多少不能定")
            if current is not None and left is not None and left < current:
                limit = money(steps[limit_step(cap.id)] or 0) if cap.per_claim else self._number(cap.amount)
                parts.append(f"各项奖补合计超过上限 {limit}（{cap.clause}），本项减为 {money(left)}")
            current = left
        for budget in self.result.policy.budgets:
            left = steps.get(budget_step(budget.id), current)
            if current and left is None:
                parts.append(f"有企业待补正，{budget.label}（{budget.clause}）够不够、怎么分还不能定")
            if current is not None and left is not None and left < current:
                how = "按比例" if budget.ration is Ration.PRO_RATA else f"排第 {steps[f'queue_{budget.id}']} 位，按顺序"
                parts.append(f"{budget.label} {self._number(budget.amount)}不足（{budget.clause}），{how}分配得 {money(left)}")
            current = left
        return parts


def _money(value: Any) -> str:
    return "待补正" if value is pd.NA else money(int(value))


def _why_nothing(base: Expression, value: Any) -> str:
    """That a base which is an increase, and never below zero, is nothing for want of one."""
    match base:
        case Largest((Difference(), Literal(least))) if not least and value is not pd.NA and not value:
            return "（没有增加，按零）"
    return ""


def _products(node: Expression) -> list[Product]:
    """The products directly added up in a raw award."""
    if isinstance(node, Product):
        return [node]
    return [p for child in children(node) for p in _products(child)] if isinstance(node, Rounded | Sum) else []


def _step(node: Expression) -> str:
    assert isinstance(node, StepRef)
    return node.step
