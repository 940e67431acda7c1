"""The reasons of an award row: how it was calculated, and for each project what held, failed or is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

import pandas as pd

from techreform_cli.domain.expression import Among, Choose, CodeBetween, CodeStarts, Expression, Field, FirstKnown, Located, Parameter
from techreform_cli.domain.money import percent
from techreform_cli.domain.program import Pick
from techreform_cli.domain.program_result import ProgramResult, Verdict
from techreform_cli.domain.result import Result
from techreform_cli.domain.source import SourceRef
from techreform_cli.domain.step import Step
from techreform_cli.domain.step_names import BASE, CAP_LIMIT, CLAIM_LIMIT, got_step, part_rate
from techreform_cli.domain.traversal import cases_of, children, fields, figures
from techreform_cli.report.arithmetic import LIMITS, SPARED, Arithmetic
from techreform_cli.report.conditions import Facts, Finding, find
from techreform_cli.report.wording import field_name, money


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
        facts, prefix = self.facts(row), self.arithmetic.claim_name(row)
        found = [self._condition(row, step, facts, prefix) for step in self._conditions]
        if found[0].outcome is False:
            return found
        return [*found, self._base(row, facts, prefix), *self._rate(row, facts, prefix), *self._limit(row, facts, prefix)]

    def against(self, row: int) -> list[Reason]:
        """Those of `claim` that speak against it; the others, most by far, are not put into words."""
        failed = [step for step in self._conditions if self.of.claim(step.id, row) is False]
        if not failed:
            return []
        facts, prefix = self.facts(row), self.arithmetic.claim_name(row)
        return [self._condition(row, step, facts, prefix) for step in failed]

    def open(self, row: int) -> list[Reason]:
        """Those of `claim` that are undecided."""
        undecided = [step for step in self._conditions if self.of.claim(step.id, row) is pd.NA]
        counted = self.of.claim(self._conditions[0].id, row) is not False
        no_base = counted and self.of.claim(BASE, row) is pd.NA
        limited = counted and (self._conditional or self._limits)
        if not (undecided or no_base or limited):
            return []
        facts, prefix = self.facts(row), self.arithmetic.claim_name(row)
        found = [self._condition(row, step, facts, prefix) for step in undecided]
        found += [self._base(row, facts, prefix)] if no_base else []
        more = [*self._rate(row, facts, prefix), *self._limit(row, facts, prefix)] if limited else []
        return [*found, *(reason for reason in more if reason.outcome is None)]

    def explanation(self, row: int) -> list[str]:
        """What decides an award row, in words: how it was calculated, what is undecided, or what failed."""
        verdict = self.of.award("verdict", row)
        if verdict == Verdict.ELIGIBLE:
            return [self.calculation(row).text]
        claims = self._claims_shown(row)
        if verdict == Verdict.INELIGIBLE:
            return [reason.text for claim in claims for reason in self.against(claim)]
        return [*(reason.text for claim in claims for reason in self.open(claim)), self.calculation(row).text]

    def _condition(self, row: int, step: Step, facts: Facts, prefix: str) -> Reason:
        finding = find(step.expression, facts)
        cells = self._with_identity(row, finding) if step.id == self._conditions[0].id else finding.cells
        return Reason(step.clause, f"{prefix}{step.label}：{finding.text}", cells, finding.outcome)

    @cached_property
    def _conditions(self) -> tuple[Step, ...]:
        names = [s.id for s in self.of.claim_steps]
        return self.of.claim_steps[: names.index("eligible")]

    @cached_property
    def arithmetic(self) -> Arithmetic:
        """The figures in words."""
        return Arithmetic(self.result, self.of)

    def _claims_shown(self, row: int) -> list[int]:
        """The claims that bear on the row; where the earliest takes the year, none after it."""
        claims = self.of.claims_of(row)
        if self.of.program.pick is not Pick.EARLIEST:
            return sorted(claims, key=lambda claim: -int(self.of.claim("year", claim)))
        taken = [claim for claim in claims if self.of.claim("counted", claim) is True]
        return [claim for claim in claims if not taken or claim <= taken[0]]

    def _with_identity(self, row: int, finding: Finding) -> tuple[SourceRef, ...]:
        """The cells of the claim's number and name beside those of its window date."""
        claims = self.of.program.claims
        table, project = self.result.ledger.tables[claims.key], int(self.of.claim("project", row))
        named = [table.cell(spec.key, project) for spec in (claims.number, claims.label) if spec]
        return tuple(dict.fromkeys([cell for cell in named if cell] + list(finding.cells)))

    def facts(self, row: int) -> Facts:
        """What one claim rests on."""
        of, inputs = self.of, self.of.inputs
        year, completion = int(self.of.claim("year", row)), int(self.of.claim("completion", row)) // 10_000

        def outcome(node: Expression) -> bool | None:
            value = of.outcome_values(node)[row]
            return None if value is pd.NA else bool(value)

        def field_year(field: Field) -> int:
            if field.year is None:
                return 0
            anchor = {"award": year, "completion": completion}.get(field.year.anchor, 0)
            return anchor + field.year.offset if anchor or field.year.anchor == "fixed" else 0

        return Facts(
            self.result.policy,
            year,
            lambda field: of.input_values(field)[row],
            lambda field: inputs[field].cells(row),
            lambda field: inputs[field].absence(row),
            field_year,
            outcome,
            lambda field: bool(inputs[field].unclear[row]),
        )

    def to_fill(self, row: int) -> list[tuple[str, tuple[SourceRef, ...]]]:
        """What an undetermined row waits for, one entry per thing missing: in words, and the cells to fill in (none where the
        ledger has no such row or column yet). The calculation itself where nothing of the projects is missing."""
        found = []
        for reason in self.award(row):
            if reason.outcome is None and reason != self.calculation(row):
                found.append((reason.text, tuple(cell for cell in reason.cells if cell in self._blank_cells(row))))
        open_ = self._open_paid_cells(row)
        if open_:
            found += [(text.removeprefix("减"), open_) for text in self.arithmetic.earlier(row)]
        return found or [(self.calculation(row).text, ())]

    def absent(self, row: int) -> tuple[str, ...]:
        """Which rows and columns the ledger would need for the row's projects, in words; none where all that is missing has a cell."""
        inputs, steps = self.of.inputs, [step.expression for step in self.of.claim_steps]
        asked = [f for f in inputs if any(_wanted(expression, f) for expression in steps)]
        unknown = [(c, f) for c in self.of.claims_of(row) for f in asked if self.of.input_values(f)[c] is pd.NA]
        return tuple(dict.fromkeys(text for c, f in unknown if (text := inputs[f].absence(c))))

    def _blank_cells(self, row: int) -> set[SourceRef]:
        """The cells of the row's projects that give no value, or a text that leaves a test of it open."""
        of, found = self.of, set()
        tests = [node for node in of.outcomes if isinstance(node, Among | CodeBetween | CodeStarts | Located)]
        for claim in of.claims_of(row):
            open_ = [field for field in of.inputs if of.input_values(field)[claim] is pd.NA]
            open_ += [node.field for node in tests if of.outcome_values(node)[claim] is pd.NA]
            found |= {cell for field in open_ for cell in of.inputs[field].cells(claim)}
        return found

    def _base(self, row: int, facts: Facts, prefix: str) -> Reason:
        """The figures the base was made from, and what they come to."""
        program = self.of.program
        base = self.of.claim(BASE, row)
        read = [
            field
            for field in fields(program.base)
            if facts.value(field) is not pd.NA or _wanted(program.base, field) or (base is pd.NA and facts.unclear(field))
        ]
        told = ([field for field in read if facts.value(field) is pd.NA] if base is pd.NA else []) or read
        parts = []
        for field in told:
            text = f"{field_name(field, facts.field_year(field))} {facts.shown(field)}"
            absence = facts.absence(field)
            parts.append(text + (f"（{absence}）" if absence and facts.value(field) is pd.NA else ""))
        cells = tuple(dict.fromkeys(cell for field in told for cell in facts.cells(field)))
        if base is not pd.NA and (len(read) != 1 or program.base != read[0]):
            parts.append(f"{program.base_label} {money(int(base))}")
        return Reason(program.clause, prefix + "，".join(parts), cells, None if base is pd.NA else True)

    def _rate(self, row: int, facts: Facts, prefix: str) -> list[Reason]:
        """Why this rate, prize or limit, where it depends on the claim."""
        found = []
        program = self.of.program
        for label, slot, column in self._conditional:
            value = self.of.claim(column, row)
            spared = column in LIMITS and self.arithmetic.spared(row, column)
            open_ = f"{LIMITS[column]}{SPARED}" if spared else f"{label}待定"
            shown = open_ if value is pd.NA else f"{label} {self._figure(column, value)}"
            for condition in cases_of(slot):
                if not fields(condition):  # by size: the arithmetic says it
                    continue
                finding = find(condition, facts)
                outcome = None if finding.outcome is None and not spared else True
                found.append(Reason(program.clause, f"{prefix}{shown}：{finding.text}", finding.cells, outcome))
                if finding.outcome and isinstance(slot, Choose):
                    break
        return found

    def _limit(self, row: int, facts: Facts, prefix: str) -> list[Reason]:
        """The figures that limits are a share of."""
        open_ = self.of.claim("project_raw", row) is pd.NA if "project_raw" in self.of.claims.columns else False
        found = []
        for label, clause, limit in self._limits:
            read = figures(limit)
            known = open_ or all(facts.value(field) is not pd.NA for field in read)
            for field in read:
                text = f"{prefix}{label}按 {field_name(field, facts.field_year(field))} {facts.shown(field)}"
                found.append(Reason(clause, text, facts.cells(field), True if known else None))
        return found

    @cached_property
    def _limits(self) -> list[tuple[str, str, Expression]]:
        """The limits that may be a share of a figure: what they are called, their clause, the slot."""
        program, caps = self.of.program, self.result.policy.total_caps
        own = [("单项上限", program.claim_cap), ("上限", program.cap.amount if program.cap else None)]
        found = [(label, program.clause, limit) for label, limit in own if limit is not None and figures(limit)]
        return [*found, *(("合计上限", cap.clause, cap.amount) for cap in caps if program.id in cap.programs and figures(cap.amount))]

    def _figure(self, column: str, value: int) -> str:
        scale = self.of.scales[column]
        return percent(Fraction(int(value), scale)) if column.startswith("rate") else money(int(value))

    @cached_property
    def _conditional(self) -> list[tuple[str, Expression, str]]:
        """The slots that differ from claim to claim by conditions: what they are called, the slot, the column with their figure."""
        program, single = self.of.program, len(self.of.program.parts) == 1
        found: list[tuple[str, Expression, str]] = []
        for i, part in enumerate(program.parts):
            if part.rate is not None and not isinstance(part.rate, Parameter):
                found.append(("比例" if single else f"{part.label}比例", part.rate, "rate" if single else part_rate(i)))
            elif part.rate is None and not part.brackets:
                found.append((part.label, part.base, BASE))
        if program.claim_cap is not None and cases_of(program.claim_cap):
            found.append(("单项上限", program.claim_cap, CLAIM_LIMIT))
        if program.cap and program.cap.per_claim:
            found.append(("上限", program.cap.amount, CAP_LIMIT))
        return [(label, slot, column) for label, slot, column in found if column in self.of.claims.columns]

    def calculation(self, row: int) -> Reason:
        """The arithmetic of the row in one sentence, from base to award."""
        verdict = self.of.award("verdict", row)
        text = self.arithmetic.award(row)
        return Reason(self.of.program.clause, text, self._paid_cells(row), True if verdict == Verdict.ELIGIBLE else None)

    def earlier(self, row: int) -> list[Reason]:
        """What the enterprise got for earlier years, where that is not nothing: a figure of the row even when it is refused."""
        parts = [text.removeprefix("减") for text in self.arithmetic.earlier(row)]
        known = self.of.award("already_paid", row) is not pd.NA
        return [Reason(self.of.program.clause, text, self._paid_cells(row), True if known else None) for text in parts]

    def _paid_cells(self, row: int) -> tuple[SourceRef, ...]:
        """The cells of 已拨付 that say what was got, or keep it open."""
        enterprise = int(self.of.award("enterprise", row))
        years = [year for year in self.arithmetic.got_years if year in self.of.paid_years | self.of.unsure_years]
        paid = [cell for year in years for cell in self.of.paid_cells(year, enterprise)]
        return tuple(dict.fromkeys([*paid, *self._open_paid_cells(row)]))

    def _open_paid_cells(self, row: int) -> tuple[SourceRef, ...]:
        """The cells of 已拨付 to fill in or to correct before it is known what was got."""
        enterprise = int(self.of.award("enterprise", row))
        years = [year for year in self.arithmetic.got_years if self.of.award(got_step(year), row) is pd.NA]
        return tuple(dict.fromkeys(cell for year in years for cell in self.of.open_paid_cells(year, enterprise)))


@lru_cache(maxsize=4096)
def _wanted(base: Expression, field: Field) -> bool:
    """Whether an unknown field is one to be filled in: not a mere fallback of another field."""
    if isinstance(base, FirstKnown):
        return _wanted(base.terms[0], field)
    return base == field or any(_wanted(child, field) for child in children(base))
