"""A Result as the JSON object other programs read (DESIGN §5)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pandas as pd

from techreform_cli.domain.comparison import Moved, Reading
from techreform_cli.domain.instalment import InstalmentDue, Payable
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.money import decimal_text, yuan
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.program import Program
from techreform_cli.domain.program_result import ProgramResult
from techreform_cli.domain.result import Result
from techreform_cli.domain.target_result import TargetResult
from techreform_cli.domain.totals import Totals
from techreform_cli.domain.traversal import parameters
from techreform_cli.report.reasons import Reasons
from techreform_cli.report.score_json import scorecard_json
from techreform_cli.report.wording import field_name, in_unit, parameter_at

SCHEMA_VERSION = 1


def document(result: Result, outputs: list[str]) -> dict[str, Any]:
    """The whole result. Amounts are yuan with two decimals, as strings; None where undetermined."""
    paid_in_parts = any(of.program.instalments for of in result.programs)
    return {
        **head_json(result),
        "settings": dict(result.policy.settings),
        "parameters": _parameters(result),
        "interpretations": {i.id: {"use": i.use, "confirmed": i.confirmed} for i in result.policy.interpretations},
        "questions": {i.id: {"question": i.question, "label": i.used.label} for i in result.policy.interpretations},
        "programs": {of.program.id: _program(result.policy, of.program) for of in result.programs},
        "targets": [target_json(target) for target in result.targets],
        **({"scorecards": [scorecard_json(result, card) for card in result.scorecards]} if result.scorecards else {}),
        "awards": [award for program in result.programs for award in _awards(result, program)],
        **({"instalments": [instalment_json(result, item) for item in result.instalments]} if paid_in_parts else {}),
        **({"payable": {of.program.id: payable_json(result.payable(of)) for of in result.programs}} if paid_in_parts else {}),
        "totals": {program.program.id: _totals(program) for program in result.programs},
        **({} if result.readings is None else {"sensitivity": [_reading(reading) for reading in result.readings]}),
        "outputs": outputs,
        "problems": [
            {
                "code": p.code,
                "severity": p.severity.value,
                **({"file": p.source.file if p.source else ""} if result.ledger.parts else {}),
                "sheet": p.source.sheet if p.source else "",
                "cell": p.source.cell if p.source else "",
                "message": p.sentence,
            }
            for p in result.problems
        ],
    }


def head_json(result: Result) -> dict[str, Any]:
    """What was calculated: policy, year and ledger, by name and hash."""
    return {
        "schema_version": SCHEMA_VERSION,
        "policy": policy_json(result.policy),
        "year": result.year,
        "as_of": result.as_of.isoformat(),
        "ledger": ledger_json(result.ledger),
    }


def _parameters(result: Result) -> dict[str, Any]:
    """Every parameter with the value in force in the year, in words."""
    specs, year = result.policy.parameters.values(), result.year
    return {spec.id: {"label": spec.label, "clause": spec.clause, "value": parameter_at(spec, year)} for spec in specs}


def _program(policy: Policy, program: Program) -> dict[str, Any]:
    """What a program is called, and the parameters and interpretations that bear on it."""
    shared = [cap.amount for cap in policy.total_caps if program.id in cap.programs]
    shared += [budget.amount for budget in policy.budgets if program.id in budget.programs]
    read = dict.fromkeys(name for node in (*program.expressions, *shared) for name in parameters(node))
    bearing = [item.id for item in policy.interpretations if program.id in item.bears_on]
    return {"label": program.label, "clause": program.clause, "parameters": list(read), "interpretations": bearing}


def policy_json(policy: Policy) -> dict[str, str]:
    """A policy by name and hash."""
    return {"id": policy.id, "document": policy.document, "sha256": policy.sha256}


def ledger_json(ledger: Ledger) -> dict[str, Any]:
    """What was read; with its files where the ledger is a folder."""
    files = [{"file": name, "sha256": sha256} for name, sha256 in ledger.parts]
    return {"file": ledger.file, "sha256": ledger.sha256, **({"files": files} if files else {})}


def figure(value: Fraction | None, unit: str) -> str | None:
    """A target's figure in its unit, with four to ten decimals."""
    return None if value is None else decimal_text(in_unit(value, unit), 4, 10)


def totals_of(totals: Totals) -> dict[str, Any]:
    """A program's totals as JSON carries them."""
    return {"enterprises": totals.enterprises, "amount": yuan(totals.amount), "undetermined": totals.undetermined}


def _reading(reading: Reading) -> dict[str, Any]:
    found = reading.comparison
    return {
        "interpretation": reading.interpretation,
        "option": reading.option.id,
        "label": reading.option.label,
        "totals": {of.program.id: totals_of(of.totals) for of in found.after.programs},
        "enterprises_changed": found.enterprises_changed,
        "difference": yuan(found.difference),
        **moved_json(found.moved),
        "targets": [
            {"id": after.target.id, "actual": figure(after.actual, after.target.unit), "status": after.status.value}
            for _, after in found.targets
            if after is not None
        ],
    }


def moved_json(moved: Moved) -> dict[str, Any]:
    """The awards that `difference` leaves out, since they are known on one side alone."""
    return {
        "became_undetermined": {"enterprises": moved.opened, "amount_before": yuan(moved.opened_amount)},
        "became_determined": {"enterprises": moved.settled, "amount_after": yuan(moved.settled_amount)},
    }


def target_json(found: TargetResult) -> dict[str, Any]:
    """One target as it stands."""
    target = found.target
    return {
        "id": target.id,
        "clause": found.clause,
        "label": target.label,
        "unit": target.unit,
        "comparison": target.comparison.value,
        "target": figure(found.goal, target.unit),
        "actual": figure(found.measurement.actual, target.unit),
        "undetermined_count": found.measurement.undetermined,
        "achievement_rate": None if found.achievement_rate is None else decimal_text(found.achievement_rate, 4, 4),
        "status": found.status.value,
    }


def _awards(result: Result, program: ProgramResult) -> list[dict[str, Any]]:
    reasons = Reasons(result, program)
    return [award_json(result, program, row, reasons) for row in range(len(program.awards))]


def award_json(result: Result, program: ProgramResult, row: int, reasons: Reasons) -> dict[str, Any]:
    """One award row of a program, with its reasons and the projects counted in the year."""

    def amount(column: str) -> str | None:
        value = program.award(column, row)
        return None if value is pd.NA else yuan(int(value))

    rate = program.award("rate", row)
    return {
        "program": program.program.id,
        "clause": program.program.clause,
        "enterprise": text_or_none(program.award("name", row)),
        "credit_code": text_or_none(program.award("credit_code", row)),
        "year": result.year,
        "verdict": str(program.award("verdict", row)),
        "base": amount("base"),
        "rate": None if rate is None else decimal_text(rate, 1, 10),
        "computed": amount("computed"),
        "already_paid": amount("already_paid"),
        "amount": amount("amount"),
        "amount_if_filled": amount("amount_if_filled"),
        "reasons": [{"clause": r.clause, "text": r.text, "cells": [str(cell) for cell in r.cells]} for r in reasons.award(row)],
        "projects": [_project(program, claim) for claim in program.counted(row, result.year)],
        "inputs": [one for claim in program.claims_of(row) for one in _inputs(program, claim, reasons)],
    }


def instalment_json(result: Result, item: InstalmentDue) -> dict[str, Any]:
    """One instalment of one award."""
    enterprises = result.ledger.tables["enterprises"].frame
    return {
        "program": item.program,
        "award_year": item.award_year,
        "enterprise": text_or_none(enterprises["name"].array[item.enterprise]),
        "credit_code": text_or_none(enterprises["credit_code"].array[item.enterprise]),
        "id": item.number,
        "name": item.name,
        "part": item.part,
        "share": decimal_text(item.shares[-1], 1, 10),
        "amount": None if item.amount is None else yuan(item.amount),
        "due_year": item.due_year,
        "due": item.due.value,
    }


def payable_json(found: Payable) -> dict[str, Any]:
    """What is to be paid in the year, of it for awards of earlier years."""
    return {
        "enterprises": found.enterprises,
        "amount": yuan(found.amount),
        "of_earlier_awards": yuan(found.earlier),
        "undetermined": found.open,
    }


def text_or_none(value: Any) -> str | None:
    """A text as JSON carries it: null where it is unknown or empty."""
    return None if value is pd.NA or value == "" else str(value)


def _project(program: ProgramResult, claim: int) -> dict[str, Any]:
    base, part = program.claim("base", claim), program.claim("allocated", claim)
    return {
        "id": program.claim("number", claim),
        "name": program.claim("name", claim),
        "base": None if base is pd.NA else yuan(int(base)),
        "amount": None if part is pd.NA else yuan(int(part)),
    }


def _inputs(program: ProgramResult, claim: int, reasons: Reasons) -> Iterator[dict[str, Any]]:
    """Every ledger value that one project was judged by and calculated from, in words, with its cells; null where it is unknown. Columns
    that the ledger does not have are left out."""
    facts = reasons.facts(claim)
    for field in program.inputs:
        known, cells = facts.value(field) is not pd.NA or facts.unclear(field), facts.cells(field)
        if known or cells:
            yield {
                "project": program.claim("number", claim) or None,
                "award_year": int(program.claim("year", claim)),
                "field": field_name(field, facts.field_year(field)),
                "value": facts.shown(field) if known else None,
                "cells": [str(cell) for cell in cells],
            }


def _totals(program: ProgramResult) -> dict[str, Any]:
    return totals_of(program.totals)
