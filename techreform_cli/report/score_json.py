"""A scorecard's result as the JSON object other programs read."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from techreform_cli.domain.money import decimal_text
from techreform_cli.domain.result import Result
from techreform_cli.domain.score_result import GroupScore, ItemScore, ScorecardResult
from techreform_cli.report.wording import in_unit, score_points


def scorecard_json(result: Result, card: ScorecardResult) -> dict[str, Any]:
    """One scorecard: its items with their weights, and per group the scores (None where open, with the range) and the rank."""
    scorecard, year = card.scorecard, result.year
    return {
        "id": scorecard.id,
        "clause": scorecard.clause,
        "label": scorecard.label,
        "by": scorecard.by.name,
        "missing": scorecard.no_goal.value,
        "items": [
            {
                "id": item.id,
                "clause": item.clause,
                "label": item.label,
                "target": item.target.id,
                "unit": item.target.unit,
                "weight": _short(item.weights.get(year)),
                "most": _short(item.most.get(year)),
            }
            for item in scorecard.items
        ],
        "groups": [_group(group) for group in card.groups],
    }


def _group(group: GroupScore) -> dict[str, Any]:
    return {
        "group": group.group.name,
        "score": _points(group.score),
        "score_least": _points(group.least),
        "score_most": _points(group.most),
        "rank": group.rank,
        "rank_best": group.best_rank,
        "rank_worst": group.worst_rank,
        "items": [_item(one) for one in group.items],
    }


def _item(one: ItemScore) -> dict[str, Any]:
    found, unit = one.found, one.item.target.unit

    def figure(value: Fraction | None) -> str | None:
        return None if value is None else decimal_text(in_unit(value, unit), 4, 10)

    return {
        "id": one.item.id,
        "clause": found.clause if found.goal is not None else one.item.clause,
        "goal": figure(found.goal),
        "actual": figure(found.measurement.actual),
        "undetermined_count": found.measurement.undetermined,
        "achievement_rate": None if found.achievement_rate is None else decimal_text(found.achievement_rate, 4, 4),
        "status": found.status.value,
        "weight": _short(one.weight),
        "score": _points(one.score),
        "score_least": _points(one.least),
        "score_most": _points(one.most),
    }


def _points(value: Fraction | None) -> str | None:
    return None if value is None else score_points(value)


def _short(value: Fraction | None) -> str | None:
    return None if value is None else decimal_text(value, 1, 10)
