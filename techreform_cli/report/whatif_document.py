"""A what-if comparison as the JSON object other programs read."""

from __future__ import annotations

from typing import Any

from techreform_cli.domain.comparison import Change, Comparison, Variation, WhatIf
from techreform_cli.domain.fund import Fund
from techreform_cli.domain.money import decimal_text, yuan
from techreform_cli.domain.outcome import Outcome
from techreform_cli.report.json_document import figure, head_json, moved_json, totals_of


def whatif_document(found: WhatIf, outputs: list[str]) -> dict[str, Any]:
    """The whole comparison. Amounts are yuan with two decimals, as strings; None where undetermined."""
    return {
        **head_json(found.result),
        "settings": found.given,
        "current": {"years": [_year(outcome) for outcome in found.years], "fund": _fund(found.fund, found.spent)},
        "combinations": [_variation(variation) for variation in found.variations],
        "outputs": outputs,
    }


def _variation(variation: Variation) -> dict[str, Any]:
    now = variation.now
    return {
        "settings": variation.settings,
        "years": [{**_year(comparison.after), **_changes(comparison)} for comparison in variation.years],
        "fund": _fund(variation.fund, variation.spent),
        **_changes(now),
        "targets": targets_document(now),
    }


def _changes(comparison: Comparison) -> dict[str, Any]:
    """Whose award of a year changes."""
    return {
        "difference": yuan(comparison.difference),
        "enterprises_changed": comparison.enterprises_changed,
        **moved_json(comparison.moved),
        "changes": [change_document(change) for change in comparison.changes],
    }


def _year(outcome: Outcome) -> dict[str, Any]:
    return {"year": outcome.year, "totals": {of.program.id: totals_of(of.totals) for of in outcome.programs}}


def _fund(fund: Fund | None, spent: dict[str, int]) -> dict[str, Any] | None:
    if fund is None:
        return None
    used = sum(spent.get(program, 0) for program in fund.programs)
    share = decimal_text(used / fund.goal, 4, 4) if fund.goal else None
    return {"target": fund.target.id, "programs": list(fund.programs), "goal": yuan(int(fund.goal)), "used": yuan(used), "share": share}


def change_document(change: Change) -> dict[str, Any]:
    """One enterprise's award before and after."""
    before, after = (None if fen is None else yuan(fen) for fen in change.amounts)
    return {
        "program": change.program.id,
        "enterprise": change.award.name or None,
        "credit_code": change.award.credit_code or None,
        "before": before,
        "after": after,
        "difference": None if change.difference is None else yuan(change.difference),
    }


def targets_document(comparison: Comparison) -> list[dict[str, Any]]:
    """The targets that stand otherwise, before and after."""
    found = []
    for before, after in comparison.targets:
        either = after or before
        assert either is not None
        sides = {
            name: None if side is None else {"actual": figure(side.actual, side.target.unit), "status": side.status.value}
            for name, side in (("before", before), ("after", after))
        }
        found.append({"id": either.target.id, **sides})
    return found
