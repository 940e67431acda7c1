"""Everything that led to one enterprise's award under each program, gathered from the Result: what explain shows in any format."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from techreform_cli.domain.expression import Field
from techreform_cli.domain.gathering import Paid
from techreform_cli.domain.inquiry import Inquiry, Unclaimed
from techreform_cli.domain.instalment import InstalmentDue
from techreform_cli.domain.outcome import Award
from techreform_cli.domain.policy import Interpretation, Option
from techreform_cli.domain.program import Program
from techreform_cli.domain.program_result import ProgramResult
from techreform_cli.domain.source import SourceRef
from techreform_cli.domain.step import Step
from techreform_cli.domain.step_names import CAP_LEAST, CAP_LIMIT
from techreform_cli.domain.traversal import fields
from techreform_cli.report.conditions import Facts, Test, find, single_tests
from techreform_cli.report.filled import award_words, claim_words
from techreform_cli.report.reasons import Reasons
from techreform_cli.report.sentence import Sentences
from techreform_cli.report.wording import field_name


@dataclass(frozen=True, slots=True)
class Fact:
    """A ledger value as one claim read it: its name, the value in words (None: unknown), where it stands or would have to be filled in,
    and why there is no such cell. `figure`: it goes into the amount, and not only into the conditions."""

    name: str
    value: str | None
    cells: tuple[SourceRef, ...]
    absence: str
    figure: bool


@dataclass(frozen=True, slots=True)
class JudgedTest:
    """One single test: the value found, what was asked for, and by how much it was missed ("" if it was not)."""

    name: str
    value: str | None
    required: str
    outcome: bool | None
    gap: str
    cells: tuple[SourceRef, ...]


@dataclass(frozen=True, slots=True)
class JudgedCondition:
    """A condition of the program as it came out for one claim."""

    step: Step
    outcome: bool | None
    text: str
    cells: tuple[SourceRef, ...]
    tests: tuple[JudgedTest, ...]


@dataclass(frozen=True, slots=True)
class Worked:
    """A step with its value (as the Result holds it), how it came about, in words with the figures filled in, and the cells that it was
    read from where it is a payment."""

    step: Step
    value: object
    words: str
    cells: tuple[SourceRef, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimDerivation:
    """One project in one award year. `counted` and `eligible` are None while undetermined."""

    name: str
    number: str
    label: str
    year: int
    eligible: bool | None
    counted: bool | None
    conditions: tuple[JudgedCondition, ...]
    facts: tuple[Fact, ...]
    steps: tuple[Worked, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """What another option would give this enterprise under this program: None where it was not tried, or gives no row at all."""

    option: Option
    tried: bool
    award: Award | None


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """An interpretation that bears on the program, with every option that is not used."""

    interpretation: Interpretation
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class ProgramDerivation:
    """One program as it came out for the enterprise; `row` is None where it has no award row in the year."""

    of: ProgramResult
    reasons: Reasons
    row: int | None
    claims: tuple[ClaimDerivation, ...]
    steps: tuple[Worked, ...]
    instalments: tuple[InstalmentDue, ...]
    questions: tuple[OpenQuestion, ...]
    to_fill: tuple[tuple[str, tuple[SourceRef, ...]], ...]
    unclaimed: tuple[Unclaimed, ...]

    @property
    def program(self) -> Program:
        """The program itself."""
        return self.of.program


def derivations(inquiry: Inquiry) -> list[ProgramDerivation]:
    """Every program asked about, in the policy's order."""
    return [_program(inquiry, of) for of in inquiry.programs]


def _program(inquiry: Inquiry, of: ProgramResult) -> ProgramDerivation:
    row, reasons, result = inquiry.row(of), Reasons(inquiry.result, of), inquiry.result
    claims: tuple[ClaimDerivation, ...] = ()
    steps: tuple[Worked, ...] = ()
    to_fill: list[tuple[str, tuple[SourceRef, ...]]] = []
    if row is not None:
        claims = tuple(_claim(reasons, claim) for claim in of.claims_of(row))
        steps = tuple(_award_step(reasons, row, step, inquiry.enterprise) for step in of.award_steps)
        to_fill = reasons.to_fill(row) if of.award("amount", row) is pd.NA else []
    due = tuple(i for i in result.instalments if i.program == of.program.id and i.enterprise == inquiry.enterprise)
    return ProgramDerivation(
        of, reasons, row, claims, steps, due, _questions(inquiry, of), tuple(to_fill), inquiry.unclaimed[of.program.id]
    )


def _claim(reasons: Reasons, claim: int) -> ClaimDerivation:
    of, facts = reasons.of, reasons.facts(claim)
    ids = [step.id for step in of.claim_steps]
    judged, worked = of.claim_steps[: ids.index("eligible")], of.claim_steps[ids.index("eligible") + 1 :]
    eligible = _flag(of.claim("eligible", claim))
    steps = tuple(_worked(reasons, claim, step) for step in worked) if eligible is not False else ()
    return ClaimDerivation(
        reasons.arithmetic.claim_name(claim) or f"{int(of.claim('year', claim))}年",
        str(of.claim("number", claim)),
        str(of.claim("name", claim)),
        int(of.claim("year", claim)),
        eligible,
        _flag(of.claim("counted", claim)),
        tuple(_condition(reasons, step, facts) for step in judged),
        tuple(_fact(field, facts, worked) for field in of.inputs),
        steps,
    )


def _worked(reasons: Reasons, claim: int, step: Step) -> Worked:
    """A step of the claim; only claims of the year calculated have a share of its award, and the least that a cap can be is only told
    where the cap is open."""
    of = reasons.of
    earlier = step.id == "allocated" and int(of.claim("year", claim)) != reasons.result.year
    silent = earlier or (step.id == CAP_LEAST and of.claim(CAP_LIMIT, claim) is not pd.NA)
    return Worked(step, None if earlier else of.claim(step.id, claim), "" if silent else claim_words(reasons, claim, step))


def _award_step(reasons: Reasons, row: int, step: Step, enterprise: int) -> Worked:
    node = step.expression
    cells = reasons.of.paid_cells(node.year, enterprise) if isinstance(node, Paid) else ()
    return Worked(step, reasons.of.award(step.id, row), award_words(reasons, row, step), cells)


def _condition(reasons: Reasons, step: Step, facts: Facts) -> JudgedCondition:
    finding = find(step.expression, facts)
    sentences = Sentences(reasons.result.policy, facts.year)
    tests = tuple(one for test in single_tests(step.expression, facts) for one in _tests(test, facts, sentences))
    return JudgedCondition(step, finding.outcome, finding.text, finding.cells, tests)


def _tests(test: Test, facts: Facts, sentences: Sentences) -> list[JudgedTest]:
    """The test as held against the (first) field it reads; none for one that reads no field."""
    read = fields(test.node)[:1]
    required = sentences.condition(test.node)
    outcome, cells = test.finding.outcome, test.finding.cells
    return [JudgedTest(field_name(f, facts.field_year(f)), _shown(f, facts), required, outcome, test.gap, cells) for f in read]


def _fact(field: Field, facts: Facts, worked: tuple[Step, ...]) -> Fact:
    figure = any(field in fields(step.expression) for step in worked)
    absence = facts.absence(field) if facts.value(field) is pd.NA else ""
    return Fact(field_name(field, facts.field_year(field)), _shown(field, facts), facts.cells(field), absence, figure)


def _shown(field: Field, facts: Facts) -> str | None:
    return None if facts.value(field) is pd.NA and not facts.unclear(field) else facts.shown(field)


def _questions(inquiry: Inquiry, of: ProgramResult) -> tuple[OpenQuestion, ...]:
    """The interpretations whose options change slots of the program, and those that turned out to change this award; without one, those
    that would give one."""
    found = []
    now = _award(inquiry, of, None)
    for item in inquiry.result.policy.interpretations:
        others = tuple(_alternative(inquiry, of, item, option) for option in item.options if option.id != item.use)
        changed = any(one.tried and _given(one.award) != _given(now) for one in others)
        if changed or (now and of.program.id in item.bears_on):
            found.append(OpenQuestion(item, others))
    return tuple(found)


def _alternative(inquiry: Inquiry, of: ProgramResult, item: Interpretation, option: Option) -> Alternative:
    tried = any(r.interpretation == item.id and r.option.id == option.id for r in inquiry.result.readings or ())
    return Alternative(option, tried, _award(inquiry, of, (item.id, option.id)) if tried else None)


def _award(inquiry: Inquiry, of: ProgramResult, choice: tuple[str, str] | None) -> Award | None:
    """The enterprise's award under another option, or (None) as it is."""
    for reading in inquiry.result.readings or ():
        if choice is None or (reading.interpretation, reading.option.id) == choice:
            outcome = (reading.comparison.before if choice is None else reading.comparison.after).program(of.program.id)
            return next((a for a in outcome.awards if a.enterprise == inquiry.enterprise), None) if outcome else None
    return None


def _given(award: Award | None) -> tuple[str, int | None] | None:
    return (award.verdict, award.amount) if award else None


def _flag(value: object) -> bool | None:
    return None if value is pd.NA else bool(value)
