"""Scores groups of enterprises on the items of a scorecard, and ranks them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.money import half_up
from techreform_cli.domain.policy import NoGoal, Policy, Scorecard, ScoreGroup
from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.domain.result import GroupScore, ItemScore, ScorecardResult
from techreform_cli.domain.text import plain
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


def group_problems(policy: Policy, ledger: Ledger, year: int) -> list[Problem]:
    """A warning for each group with goals that no enterprise of the ledger belongs to, and for the groups of the ledger that have none."""
    first, last = policy.plan
    found: list[Problem] = []
    for card in policy.scorecards if first <= year <= last else ():
        table = ledger.tables[card.by.sheet]
        if not table.has(card.by.key):
            message = f"{card.label}：《{table.spec.name}》没有“{card.by.name}”列，各项都待补正"
            found.append(Problem("E011", Severity.WARNING, message, f"补上“{card.by.header}”列", None, card.by.name))
            continue
        written = [str(value) for value in table.frame[card.by.key].tolist() if value is not pd.NA and plain(str(value))]
        found += _absent(card, written) + _without_goals(card, written)
    return found


def _absent(card: Scorecard, written: list[str]) -> list[Problem]:
    present = {plain(text) for text in written}
    names = [group.name for group in card.groups if not present & set(group.spellings)]
    if not names:
        return []
    others = list(dict.fromkeys(_unknown(card, written)))
    near = f"；台账里写的是“{'、'.join(others[:FEW])}”的，是不是它" if others else ""
    message = f"{card.label}：台账没有{card.by.name}为{'、'.join(names)}的企业，其完成值按 0 计"
    return [Problem("E012", Severity.WARNING, message, f"核对政策和台账里{card.by.name}的写法{near}", None, card.by.name)]


def _without_goals(card: Scorecard, written: list[str]) -> list[Problem]:
    texts = _unknown(card, written)
    if not texts:
        return []
    names = list(dict.fromkeys(texts))
    shown = "、".join(names[:FEW]) + (f" 等{len(names)}个" if len(names) > FEW else "")
    message = f"{card.label}：台账的{shown}没有考核目标，{len(texts)} 家企业不在考核之内"
    return [Problem("E013", Severity.WARNING, message, f"核对{card.by.name}的写法；确实不考核的不用处理", None, card.by.name)]


def _unknown(card: Scorecard, written: list[str]) -> list[str]:
    """The texts of the ledger that are no group's name, one for each enterprise."""
    known = {text for group in card.groups for text in group.spellings}
    return [text for text in written if plain(text) not in known]
