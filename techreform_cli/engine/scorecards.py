"""Scores groups of enterprises on the items of a scorecard, and ranks them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from techreform_cli.domain.money import half_up
from techreform_cli.domain.policy import NoGoal, Scorecard, ScoreGroup
from techreform_cli.domain.score_result import GroupScore, ItemScore, ScorecardResult
from techreform_cli.engine.targets import Targets

NOTHING = Fraction(0)
PLACES = 100
"""Scores are kept to a hundredth of a point."""
FEW = 5


def score(targets: Targets, year: int, as_of: dt.date) -> tuple[ScorecardResult, ...]:
    """Every scorecard of the policy in `year`; without groups outside the plan, for which there are no goals."""
    first, last = targets.policy.plan
    found = []
    for card in targets.policy.scorecards:
        groups = [_group(targets, card, group, year, as_of) for group in card.groups] if first <= year <= last else []
        found.append(ScorecardResult(card, tuple(_ranked(groups))))
    return tuple(found)


def _group(targets: Targets, card: Scorecard, group: ScoreGroup, year: int, as_of: dt.date) -> GroupScore:
    """One group's items. Where weights are left out, the others are scaled up to the sum of all."""
    goals = [item.goals.get(group.name, {}).get(year) for item in card.items]
    everything = sum((item.weights[year] for item in card.items), NOTHING)
    used = sum((item.weights[year] for item, goal in zip(card.items, goals, strict=True) if goal), NOTHING)
    leaves_out = card.no_goal is NoGoal.LEAVE_OUT
    scale = everything / used if leaves_out and used else Fraction(1)
    items = []
    for item, goal in zip(card.items, goals, strict=True):
        found = targets.of_group(item.target, group.members, goal, year, as_of)
        weight = None if goal is None and leaves_out else item.weights[year] * scale
        one = ItemScore(item, found, weight, None, None, None)
        items.append(_scored(one, item.most[year]) if weight is not None else one)
    if not used:
        return GroupScore(group, tuple(replace(one, weight=None, score=None, least=None, most=None) for one in items), None, None, None)
    least = sum((one.least or NOTHING for one in items), NOTHING)
    most = sum((one.most or NOTHING for one in items), NOTHING)
    return GroupScore(group, tuple(items), least if least == most else None, least, most)


def _scored(one: ItemScore, limit: Fraction) -> ItemScore:
    """Weight × actual ÷ goal, counted up to `limit`, at both ends of what the actual can be. What is not known at all lies between
    nothing and the most."""
    goal, measured, weight = one.found.goal, one.found.measurement, one.weight or NOTHING
    if goal is None:
        return replace(one, score=NOTHING, least=NOTHING, most=NOTHING)
    least = _points(weight, min(measured.least / goal, limit)) if measured.least is not None else NOTHING
    most = _points(weight, min(measured.most / goal, limit) if measured.most is not None else limit)
    return replace(one, score=least if least == most else None, least=least, most=most)


def _points(weight: Fraction, rate: Fraction) -> Fraction:
    return Fraction(half_up(weight * rate * PLACES), PLACES)


def _ranked(groups: list[GroupScore]) -> list[GroupScore]:
    """Each with the best and worst rank it can have: one more than how many are surely, or possibly, above it. Equal scores
    share a rank."""
    found = []
    for group in groups:
        if group.least is None or group.most is None:
            found.append(group)
            continue
        others = [other for other in groups if other is not group]
        best = 1 + sum(1 for other in others if other.least is not None and other.least > group.most)
        worst = 1 + sum(1 for other in others if other.most is not None and other.most > group.least)
        found.append(replace(group, best_rank=best, worst_rank=worst))
    return found
