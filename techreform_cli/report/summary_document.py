"""A summary as the JSON object other programs read, the next summary among them (--since)."""

from __future__ import annotations

from typing import Any

from techreform_cli.domain.days import iso
from techreform_cli.domain.fund import FundAccount, Payment
from techreform_cli.domain.money import decimal_text, yuan
from techreform_cli.domain.problem import Problem
from techreform_cli.domain.summary import Pending, ProgramStanding, Section, Standing, Summary
from techreform_cli.report.json_document import SCHEMA_VERSION, figure, head_json, payable_json, target_json, text_or_none, totals_of
from techreform_cli.report.payable_words import in_parts
from techreform_cli.report.summary_needs import open_awards, open_scores, open_targets

KIND = "summary"


def summary_document(found: Summary) -> dict[str, Any]:
    """The whole summary. Amounts are yuan with two decimals, as strings; None where there is nothing to go by."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": KIND,
        "as_of": found.as_of.isoformat(),
        "since": found.since.isoformat() if found.since else None,
        "found": sorted(kind.value for kind in found.findings),
        "ledgers": [_section(one) for one in found.sections],
        "unreadable": [{"file": one.file, "problems": [_problem(problem) for problem in one.problems]} for one in found.unreadable],
    }


def _section(of: Section) -> dict[str, Any]:
    policy = of.result.policy
    return {
        **{key: value for key, value in head_json(of.result).items() if key not in ("schema_version", "as_of")},
        "award_year": of.awarded.year,
        "settings": dict(policy.settings),
        "notes": list(of.notes),
        "counts": {kind.value: count for kind, count in of.counts.items()},
        "targets": [_standing(one) for one in of.standings],
        "gaps": [one.found.target.id for one in of.gaps],
        "needs": {
            "errors": [_problem(problem) for problem in of.errors],
            "undetermined": [
                *(
                    {"program": need.program, "enterprise": text_or_none(need.name), "missing": need.missing, "cells": list(need.cells)}
                    for need in open_awards(of.awarded)
                ),
                *({"target": found.target.id, "missing": missing} for found, missing in open_targets(of.result)),
                *({"scorecard": card, "group": group} for card, group in open_scores(of.result)),
            ],
            "unconfirmed": [{"id": i.id, "question": i.question, "use": i.use} for i in policy.unconfirmed],
        },
        "pending": [_pending(one) for one in of.pending],
        "unclear_completions": of.unclear,
        "awards": {one.program.id: _program(one) for one in of.programs},
        **({"payable": {p.program.id: payable_json(of.awarded.payable(p)) for p in of.awarded.programs}} if in_parts(of.awarded) else {}),
        "fund": _fund(of.fund) if of.fund else None,
    }


def _standing(one: Standing) -> dict[str, Any]:
    found, unit = one.found, one.found.target.unit
    return {
        **target_json(found),
        "elapsed": decimal_text(found.elapsed, 4, 4),
        "due": figure(one.due, unit),
        "ahead": figure(one.ahead, unit),
        "previous": None
        if one.before is None
        else {"actual": figure(one.before.actual, unit), "status": one.before.status.value, "change": figure(one.change, unit)},
    }


def _pending(one: Pending) -> dict[str, Any]:
    return {
        "id": text_or_none(one.number),
        "name": text_or_none(one.name),
        "enterprise": text_or_none(one.enterprise),
        "basis": one.basis.value,
        "due": iso(one.due) or None,
        "invested": None if one.invested is None else yuan(one.invested),
        "planned": None if one.planned is None else yuan(one.planned),
        "share": None if one.share is None else decimal_text(one.share, 4, 4),
        "cell": str(one.cell) if one.cell else None,
    }


def _program(one: ProgramStanding) -> dict[str, Any]:
    """The totals, and who gets what: the next summary says by them who changed."""
    awarded = [
        {
            "enterprise": text_or_none(award.name),
            "credit_code": text_or_none(award.credit_code),
            "amount": None if award.amount is None else yuan(award.amount),
        }
        for award in one.outcome.awards
        if award.amount != 0
    ]
    return {**totals_of(one.totals), "change": None if one.change is None else yuan(one.change), "awarded": awarded}


def _fund(one: FundAccount) -> dict[str, Any]:
    return {
        "target": one.fund.target.id,
        "goal": yuan(int(one.fund.goal)),
        "programs": list(one.fund.programs),
        "to_year": one.year,
        "cost": yuan(one.cost),
        "share": None if one.share is None else decimal_text(one.share, 4, 4),
        "paid": None if one.paid is None else _payment(one.paid),
        "unpaid": yuan(one.unpaid),
        "arranged": None if one.arranged is None else _payment(one.arranged),
        "undetermined": one.open,
    }


def _payment(one: Payment) -> dict[str, Any]:
    return {"amount": yuan(one.amount), "unclear_rows": one.unclear}


def _problem(problem: Problem) -> dict[str, Any]:
    source = problem.source
    return {
        "code": problem.code,
        "sheet": source.sheet if source else "",
        "cell": source.cell if source else "",
        "message": problem.sentence,
    }
