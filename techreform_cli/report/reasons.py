"""The reasons of an award row: how it was calculated, and for each project what held, failed or is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import pandas as pd

from techreform_cli.domain.expression import Choose, Expression, Field, FirstKnown, Parameter, Product, Rounded, StepRef, Sum
from techreform_cli.domain.money import percent
from techreform_cli.domain.policy import FloorMode, Pick
from techreform_cli.domain.problem import Severity
from techreform_cli.domain.result import ProgramResult, Result, Step, Verdict
from techreform_cli.domain.source import SourceRef
from techreform_cli.domain.traversal import children, fields
from techreform_cli.report.conditions import Facts, Finding, find
from techreform_cli.report.wording import field_name, money, parameter_at


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its clause, a Chinese sentence, the cells it rests on, and whether it speaks for (True), against
    (False) or is open (None)."""

    clause: str
    text: str
    cells: tuple[SourceRef, ...]
    outcome: bool | None


@dataclass(frozen=True)
class Reasons:
    """Gives the reasons of one program's rows."""

    result: Result
    of: ProgramResult

    def award(self, row: int) -> list[Reason]:
        """Every reason of an award row; what decides it first."""
        claims = self._claims_shown(row)
        found = [reason for claim in claims for reason in self.claim(claim)]
        verdict = self.of.award("verdict", row)
        if verdict == Verdict.ELIGIBLE:
            return [self.calculation(row), *found]
        against = [r for r in found if r.outcome is False]
        open_ = [r for r in found if r.outcome is None]
        rest = [r for r in found if r.outcome]
        calculation = [self.calculation(row)] if verdict == Verdict.UNDETERMINED else []
        if verdict == Verdict.UNDETERMINED:
            return [*open_, *calculation, *against, *rest]
        return [*against, *open_, *rest, *self.earlier(row)]

    def claim(self, row: int) -> list[Reason]:
        """Every reason of one project's claim: its conditions, its base, and the rate where it depends on the project."""
        prefix = self._prefix(row)
        facts = self._facts(row)
        found = []
        for step in self._conditions:
            finding = find(step.expression, facts)
            cells = self._with_identity(row, finding) if step.id == self._conditions[0].id else finding.cells
            found.append(Reason(step.clause, f"{prefix}{step.label}：{finding.text}", cells, finding.outcome))
        if all(reason.outcome is False for reason in found[:1]):
            return found
        return [*found, self._base(row, facts, prefix), *self._rate(row, facts, prefix)]

    @cached_property
    def _conditions(self) -> tuple[Step, ...]:
        names = [s.id for s in self.of.claim_steps]
        return self.of.claim_steps[: names.index("eligible")]

    @cached_property
    def _by_award(self) -> dict[int, list[int]]:
        groups: dict[int, list[int]] = {}
        for claim, award in enumerate(self.of.claims["award"]):
            groups.setdefault(int(award), []).append(claim)
        return groups

    def _claims_shown(self, row: int) -> list[int]:
        """The claims that bear on the row; where the earliest takes the year, none after it."""
        claims = self._by_award.get(row, [])
        if self.of.program.pick is not Pick.EARLIEST:
            return sorted(claims, key=lambda claim: -int(self.of.claim("year", claim)))
        counted = self.of.claims["counted"].array
        taken = [claim for claim in claims if counted[claim] is not pd.NA and counted[claim]]
        return [claim for claim in claims if not taken or claim <= taken[0]]

    def _prefix(self, row: int) -> str:
        number, name = self.of.claim("number", row), self.of.claim("name", row)
        year = int(self.of.claim("year", row))
        earlier = f"{year}年" if year != self.result.year else ""
        return f"{earlier}项目{number}「{name}」" if number else f"{earlier}项目「{name}」"

    def _with_identity(self, row: int, finding: Finding) -> tuple[SourceRef, ...]:
        """The cells of the project's number and name beside those of its completion."""
        table = self.result.ledger.tables["projects"]
        project = int(self.of.claim("project", row))
        named = [table.cell(key, project) for key in ("project_number", "project_name")]
        return tuple(dict.fromkeys([cell for cell in named if cell] + list(finding.cells)))

    def _facts(self, row: int) -> Facts:
        inputs, outcomes = self.of.inputs, self.of.outcomes
        year, completion = int(self.of.claim("year", row)), int(self.of.claim("completion", row)) // 10_000

        def outcome(node: Expression) -> bool | None:
            value = outcomes[node][row]
            return None if value is pd.NA else bool(value)

        def field_year(field: Field) -> int:
            if field.year is None:
                return 0
            anchor = {"award": year, "completion": completion}.get(field.year.anchor, 0)
            return anchor + field.year.offset if anchor or field.year.anchor == "fixed" else 0

        return Facts(
            self.result.policy,
            year,
            lambda field: inputs[field].values[row],
            lambda field: inputs[field].cells(row),
            lambda field: inputs[field].absence(row),
            field_year,
            outcome,
            lambda field: any(cell in self._unreadable for cell in inputs[field].cells(row)),
        )

    @cached_property
    def _unreadable(self) -> set[SourceRef]:
        """The cells the reader could make nothing of."""
        return {p.source for p in self.result.problems if p.source and p.severity is Severity.ERROR}

    def to_fill(self, row: int) -> list[tuple[str, tuple[SourceRef, ...]]]:
        """What an undetermined row waits for, one entry per thing missing: in words, and the cells to fill in (none where the
        ledger has no such row or column yet). The calculation itself where nothing of the projects is missing."""
        found = []
        for reason in self.award(row):
            if reason.outcome is None and reason != self.calculation(row):
                found.append((reason.text, tuple(cell for cell in reason.cells if cell in self._blank_cells(row))))
        return found or [(self.calculation(row).text, self._paid_cells(row))]

    def _blank_cells(self, row: int) -> set[SourceRef]:
        """The cells of the row's projects that give no value."""
        columns = self.of.inputs.values()
        return {cell for claim in self._by_award.get(row, []) for c in columns if c.values[claim] is pd.NA for cell in c.cells(claim)}

    def _base(self, row: int, facts: Facts, prefix: str) -> Reason:
        program = self.of.program
        read = [field for field in fields(program.base) if facts.value(field) is not pd.NA or _wanted(program.base, field)]
        parts = []
        for field in read:
            text = f"{field_name(field, facts.field_year(field))} {facts.shown(field)}"
            absence = facts.absence(field)
            parts.append(text + (f"（{absence}）" if absence and facts.value(field) is pd.NA else ""))
        cells = tuple(dict.fromkeys(cell for field in read for cell in facts.cells(field)))
        base = self.of.claim("base", row)
        total = "" if len(read) == 1 or base is pd.NA else f"，{program.base_label} {money(int(base))}"
        return Reason(program.clause, prefix + "，".join(parts) + total, cells, None if base is pd.NA else True)

    def _rate(self, row: int, facts: Facts, prefix: str) -> list[Reason]:
        """Why this rate, where it depends on the project."""
        rate = self.of.program.rate
        if not isinstance(rate, Choose):
            return []
        found = []
        value = self.of.claim("rate", row)
        shown = "比例待定" if value is pd.NA else f"比例 {percent(Fraction(int(value), self.of.scales['rate']))}"
        for condition, _ in rate.cases:
            finding = find(condition, facts)
            found.append(
                Reason(self.of.program.clause, f"{prefix}{shown}：{finding.text}", finding.cells, None if finding.outcome is None else True)
            )
            if finding.outcome:
                break
        return found

    def calculation(self, row: int) -> Reason:
        """The arithmetic of the row in one sentence, from base to award."""
        text = "；".join([*self._stage(row), *self._earlier(row), *self._outcome(row)])
        verdict = self.of.award("verdict", row)
        return Reason(self.of.program.clause, text, self._paid_cells(row), True if verdict == Verdict.ELIGIBLE else None)

    def earlier(self, row: int) -> list[Reason]:
        """What the enterprise got for earlier years, where that is not nothing: a figure of the row even when it is refused."""
        parts = [text.removeprefix("减") for text in self._earlier(row)]
        known = self._amount("already_paid", row) is not None
        return [Reason(self.of.program.clause, text, self._paid_cells(row), True if known else None) for text in parts]

    def _paid_cells(self, row: int) -> tuple[SourceRef, ...]:
        """The cells of 已拨付 that say what was got."""
        cells = [cell for year in self._got_years if year in self.of.paid_years for cell in self.of.paid_cells(year, self._enterprise(row))]
        return tuple(dict.fromkeys(cells))

    @cached_property
    def _got_years(self) -> list[int]:
        return [int(s.id.removeprefix("got_")) for s in self.of.award_steps if s.id.startswith("got_")]

    def _enterprise(self, row: int) -> int:
        return int(self.of.award("enterprise", row))

    def _amount(self, step: str, row: int) -> int | None:
        value = self.of.award(step, row)
        return None if value is pd.NA else int(value)

    def _shown(self, step: str, row: int) -> str:
        value = self._amount(step, row)
        return "待补正" if value is None else money(value)

    def _stage(self, row: int) -> list[str]:
        program = self.of.program
        if program.rate_per_project:
            parts = [self._project_product(claim) for claim in self._counted(row, self.result.year)] or [f"{program.base_label}待补正"]
            text = "＋".join(parts)
        else:
            text = f"{'＋'.join(self._products(row))}＝{self._shown(f'raw_{self.result.year}', row)}"
        return [text + self._limits(row)]

    def _products(self, row: int) -> list[str]:
        """Base × rate as the raw award multiplies them: once, or once per award year where the rate changed."""
        raw = next(s.expression for s in self.of.award_steps if s.id == f"raw_{self.result.year}")
        assert isinstance(raw, Rounded)
        labels = {s.id: s.label for s in self.of.award_steps}
        found = []
        for product in raw.value.terms if isinstance(raw.value, Sum) else (raw.value,):
            assert isinstance(product, Product) and isinstance(product.left, StepRef)
            rate, step = product.right, product.left.step
            known = isinstance(rate, Parameter) and self.result.policy.parameters[rate.id]
            shown = parameter_at(known, rate.year or self.result.year) if known and isinstance(rate, Parameter) else "0"
            found.append(f"{labels[step]} {self._shown(step, row)}×{shown}")
        return found

    def _counted(self, row: int, year: int) -> list[int]:
        """The claims of one award year that count."""
        return [
            claim
            for claim in self._by_award.get(row, [])
            if self.of.claim("year", claim) == year and self.of.claim("counted", claim) is not pd.NA and self.of.claim("counted", claim)
        ]

    def _project_product(self, claim: int) -> str:
        base, award = self.of.claim("base", claim), self.of.claim("project_award", claim)
        rate = self.of.claim("rate", claim)
        words = [
            "待补正" if base is pd.NA else money(int(base)),
            "比例待定" if rate is pd.NA else percent(Fraction(int(rate), self.of.scales["rate"])),
            "待补正" if award is pd.NA else money(int(award)),
        ]
        return f"{self._prefix(claim)}{self.of.program.base_label} {words[0]}×{words[1]}＝{words[2]}"

    def _limits(self, row: int) -> str:
        """What floor and cap made of it."""
        program, year = self.of.program, self.result.year
        raw, due = self._amount(f"raw_{year}", row), self._amount(f"due_{year}", row)
        if raw is None or due is None or not (program.floor or program.cap):
            return ""
        limits = {}
        for name, amount in (("floor", program.floor.amount if program.floor else None), ("cap", program.cap)):
            if isinstance(amount, Parameter):
                limits[name] = parameter_at(self.result.policy.parameters[amount.id], year)
        if due > raw:
            return f"，不足下限 {limits['floor']}，补足到 {money(due)}"
        if due < raw and program.floor and program.floor.mode is FloorMode.THRESHOLD and due == 0:
            return f"，不足下限 {limits['floor']}，不予奖补"
        if due < raw:
            return f"，超过上限 {limits['cap']}，按上限"
        return f"，未超上限 {limits['cap']}" if "cap" in limits else ""

    def _earlier(self, row: int) -> list[str]:
        parts = []
        for year in self._got_years:
            got = self._amount(f"got_{year}", row)
            if got is None or got:
                kind = "已拨付" if year in self.of.paid_years else "应得"
                parts.append(f"{year}年{kind} {self._shown(f'got_{year}', row)}")
            elif year in self.of.paid_years and self._counted(row, year):
                parts.append(f"{year}年《已拨付》没有该企业的记录，按已得 0 计")
        return ["减以前年度：" + "，".join(parts)] if parts else []

    def _outcome(self, row: int) -> list[str]:
        year = self.result.year
        before, amount = self._amount("before_stacking", row), self._amount("amount", row)
        computed, paid = self._amount("computed", row), self._amount("already_paid", row)
        parts = []
        if computed is not None and paid is not None and paid > computed:
            parts.append(f"以前年度多得 {money(paid - computed)}，本年不再奖补")
        if before and amount == 0:
            parts.append("就高不重复，按另一项奖补")
        parts.append(f"{year}年奖补 {self._shown('amount', row)}")
        return parts


def _wanted(base: Expression, field: Field) -> bool:
    """Whether an unknown field is one to be filled in: not a mere fallback of another field."""
    if isinstance(base, FirstKnown):
        return _wanted(base.terms[0], field)
    return base == field or any(_wanted(child, field) for child in children(base))
