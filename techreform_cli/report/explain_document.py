"""An enterprise's derivation as the JSON object other programs read."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pandas as pd

from techreform_cli.domain.inquiry import Inquiry, Unclaimed
from techreform_cli.domain.money import decimal_text, yuan
from techreform_cli.domain.program_result import ProgramResult
from techreform_cli.domain.source import SourceRef
from techreform_cli.domain.step import Kind
from techreform_cli.domain.step_names import AMOUNT
from techreform_cli.report.derivation import Alternative, ClaimDerivation, Fact, OpenQuestion, ProgramDerivation, Worked, derivations
from techreform_cli.report.explain_outline import sentence, unclaimed_words
from techreform_cli.report.json_document import award_json, head_json, instalment_json, text_or_none

OUTCOMES = {True: "met", False: "not_met", None: "undetermined"}


def document(inquiry: Inquiry) -> dict[str, Any]:
    """The whole derivation. Amounts are yuan with two decimals, as strings; None where undetermined. `award` is what calc says of the
    enterprise under the program, None where it has no row."""
    result = inquiry.result
    table = result.ledger.tables["enterprises"]
    frame, row = table.frame, inquiry.enterprise
    known = {key: text_or_none(frame[key].array[row]) if key in frame else None for key in ("name", "credit_code", "town")}
    cells = [cell for key in known if (cell := table.cell(key, row))]
    return {
        **head_json(result),
        "enterprise": {**known, "found_by_number": inquiry.number or None, "cells": _cells(tuple(cells))},
        "programs": [_program(inquiry, one) for one in derivations(inquiry)],
    }


def _program(inquiry: Inquiry, one: ProgramDerivation) -> dict[str, Any]:
    row = one.row
    return {
        "program": one.program.id,
        "label": one.program.label,
        "clause": one.program.clause,
        "text": sentence(inquiry, one),
        "award": None if row is None else award_json(inquiry.result, one.of, row, one.reasons),
        "claims": [_claim(one.of, claim) for claim in one.claims],
        "calculation": None if row is None else one.reasons.calculation(row).text,
        "steps": [_step(one.of, worked) for worked in one.steps],
        "instalments": [instalment_json(inquiry.result, item) for item in one.instalments],
        "interpretations": [_question(one, question) for question in one.questions],
        "to_fill": [{"text": text, "cells": _cells(cells)} for text, cells in one.to_fill],
        "unclaimed": [_unclaimed(inquiry, one, item) for item in one.unclaimed],
    }


def _claim(of: ProgramResult, claim: ClaimDerivation) -> dict[str, Any]:
    conditions = [
        {
            "id": condition.step.id,
            "label": condition.step.label,
            "clause": condition.step.clause,
            "result": OUTCOMES[condition.outcome],
            "text": condition.text,
            "cells": _cells(condition.cells),
            "tests": [
                {
                    "field": test.name,
                    "value": test.value,
                    "required": test.required,
                    "result": OUTCOMES[test.outcome],
                    "gap": test.gap or None,
                    "cells": _cells(test.cells),
                }
                for test in condition.tests
            ],
        }
        for condition in claim.conditions
    ]
    return {
        "id": claim.number or None,
        "name": claim.label or None,
        "award_year": claim.year,
        "eligible": claim.eligible,
        "counted": claim.counted,
        "conditions": conditions,
        "facts": [_fact(fact) for fact in claim.facts],
        "steps": [_step(of, worked) for worked in claim.steps if worked.words],
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {"field": fact.name, "value": fact.value, "cells": _cells(fact.cells), "note": fact.absence or None}


def _step(of: ProgramResult, worked: Worked) -> dict[str, Any]:
    step = worked.step
    return {
        "id": step.id,
        "label": step.label,
        "clause": step.clause,
        "text": worked.words,
        "value": _value(of, worked),
        "cells": _cells(worked.cells),
    }


def _value(of: ProgramResult, worked: Worked) -> Any:
    value: Any = worked.value
    if value is pd.NA or value is None:
        return None
    match worked.step.kind:
        case Kind.MONEY:
            return yuan(int(value))
        case Kind.RATE:
            return decimal_text(Fraction(int(value), of.scales[worked.step.id]), 1, 10)
        case Kind.FLAG:
            return bool(value)
    return int(value)


def _question(one: ProgramDerivation, question: OpenQuestion) -> dict[str, Any]:
    item = question.interpretation
    return {
        "id": item.id,
        "question": item.question,
        "clause": item.clause,
        "use": item.use,
        "label": item.used.label,
        "confirmed": item.confirmed,
        "confirmed_by": item.confirmed_by or None,
        "confirmed_on": item.confirmed_on or None,
        "options": [_alternative(one, other) for other in question.alternatives],
    }


def _alternative(one: ProgramDerivation, other: Alternative) -> dict[str, Any]:
    """`tried` is false where the question is confirmed or another setting overrules the option; without a row nothing is paid."""
    now = 0 if one.row is None else one.of.award(AMOUNT, one.row)
    amount = other.award.amount if other.award else 0 if other.tried else None
    difference = None if amount is None or now is pd.NA else yuan(amount - int(now))
    return {
        "option": other.option.id,
        "label": other.option.label,
        "tried": other.tried,
        "verdict": other.award.verdict.value if other.award else None,
        "amount": None if amount is None else yuan(amount),
        "difference": difference,
    }


def _unclaimed(inquiry: Inquiry, one: ProgramDerivation, item: Unclaimed) -> dict[str, Any]:
    return {
        "id": item.number or None,
        "name": item.name or None,
        "why": item.why.value,
        "award_years": list(item.years) if item.years else None,
        "text": unclaimed_words(inquiry, one, item),
        "cells": _cells(item.cells),
    }


def _cells(cells: tuple[SourceRef, ...]) -> list[dict[str, str]]:
    return [{"file": cell.file, "sheet": cell.sheet, "cell": cell.cell} for cell in cells]
