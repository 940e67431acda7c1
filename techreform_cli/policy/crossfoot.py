"""Adds up the figures of a notice against one another: yearly goals against the plan's, growth against the goals' own growth,
enterprises times the cap against the fund. Reports, and changes nothing.

Works on the compiled policy, so that every reading and every changed figure is checked as it is calculated with.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from techreform_cli.domain.expression import Amount
from techreform_cli.domain.field import FieldSpec
from techreform_cli.domain.money import FEN, decimal_text, percent
from techreform_cli.domain.policy import Comparison, CountMeasure, Goal, GrowthMeasure, Policy, Quotient, SumMeasure, Target
from techreform_cli.domain.traversal import parameters
from techreform_cli.policy.codes import Finding
from techreform_cli.policy.yaml_source import Path_

FUND_FIELDS = (("disbursements", "amount"), ("appropriations", "amount"))
"""The fields of the common ledger that hold money paid out or set aside for programs."""


def crossfoot(policy: Policy) -> list[Finding]:
    """Every disagreement between figures of the notice."""
    totals = [target for target in policy.targets if target.plan_total]
    found = [finding for total in totals for finding in _against_total(policy, total)]
    found += [finding for target in policy.targets for finding in _growth(policy, target)]
    return found + [finding for fund in totals for finding in _fund(policy, totals, fund)]


def _against_total(policy: Policy, total: Target) -> list[Finding]:
    """The yearly goals of a family added up against its goal for the plan. Enterprises counted once are at most that many."""
    yearly = _yearly(policy, total.family)
    if yearly is None or yearly is total or isinstance(total.measure, Quotient | GrowthMeasure):
        return []
    goals = _every_year(policy, yearly)
    if not goals:
        return []
    added = sum((goal.value for goal in goals.values()), Fraction(0))
    goal = total.goals[policy.plan[1]]
    least = goal.value * policy.about_share if total.comparison is Comparison.ABOUT else goal.value
    if added > least or (added == least and total.comparison is not Comparison.ABOVE):
        return []
    details = {
        "label": yearly.label,
        "years": _span(policy),
        "sum": _figure(added, total.unit),
        "most": "（企业各不相同时最多）" if isinstance(total.measure, CountMeasure) and total.distinct else "",
        "total": total.label,
        "goal": _goal(total, goal),
        "figure": _figure(goal.value, total.unit),
        "gap": _figure(goal.value - added, total.unit),
    }
    clauses = _clauses(*goals.values(), goal)
    return [Finding("P142" if added == goal.value else "P141", _goal_path(total), clauses, tuple(details.items()))]


def _growth(policy: Policy, target: Target) -> list[Finding]:
    """A growth goal against the growth of the yearly goals of the target it is of: from its base year where that has a goal, else from the
    first year that has."""
    if not isinstance(target.measure, GrowthMeasure):
        return []
    of = _yearly(policy, target.measure.of)
    goals = dict(sorted(of.goals.items())) if of else {}
    years = [year for year in goals if year >= target.measure.since]
    wanted = [target.goals[year] for year in years[1:] if year in target.goals]
    gapless = len(years) > 1 and years == list(range(years[0], years[-1] + 1)) and len(wanted) == len(years) - 1
    if of is None or not gapless or not all(goals[year].value > 0 for year in years):
        return []
    share = policy.about_share if target.comparison is Comparison.ABOUT else Fraction(1)
    first, last = goals[years[0]].value, goals[years[-1]].value
    if target.measure.compound:
        least = first
        for goal in wanted:
            least *= 1 + goal.value * share
    else:
        least = first + sum((goal.value * share for goal in wanted), Fraction(0))
    if last > least or (last == least and target.comparison is not Comparison.ABOVE):
        return []
    steps = [_step(target, goals, before, after) for before, after in pairwise(years)]
    details = {
        "label": target.label,
        "goal": _goal(target, wanted[-1]),
        "of": of.label,
        "own": "、".join(steps),
    }
    clauses = _clauses(wanted[-1], *(goals[year] for year in years))
    return [Finding("P143" if target.measure.compound else "P144", ("targets", target.id), clauses, tuple(details.items()))]


def _step(target: Target, goals: dict[int, Goal], before: int, after: int) -> str:
    """One year's own growth: 2022年 8.33%."""
    assert isinstance(target.measure, GrowthMeasure)
    start, end = goals[before].value, goals[after].value
    if target.measure.compound:
        return f"{after}年 {decimal_text((end / start - 1) * 100, 0, 2)}%"
    return f"{after}年 {_figure(end - start, target.unit)}"


def _fund(policy: Policy, totals: list[Target], fund: Target) -> list[Finding]:
    """Where every enterprise aimed at got the most it may, against what the fund is to hold."""
    counts = [total for total in totals if isinstance(total.measure, CountMeasure)]
    caps = {program.label: cap for program in policy.programs if program.id in policy.fund_programs and (cap := _cap(policy, program.id))}
    if not isinstance(fund.measure, SumMeasure) or not _is_fund(fund.measure.field.spec) or not counts or not caps:
        return []
    count = max(counts, key=lambda one: one.goals[policy.plan[1]].value)
    enterprises, goal = count.goals[policy.plan[1]], fund.goals[policy.plan[1]]
    most = enterprises.value * sum(caps.values())
    if most <= goal.value:
        return []
    details = {
        "count": count.label,
        "enterprises": _figure(enterprises.value, count.unit),
        "cap": _figure(Fraction(sum(caps.values())), "万元"),
        "programs": "＋".join(caps),
        "most": _figure(most, fund.unit),
        "fund": fund.label,
        "goal": _goal(fund, goal),
    }
    paying = [program.clause for program in policy.programs if program.label in caps]
    clauses = tuple(dict.fromkeys([enterprises.clause, *paying, goal.clause]))
    return [Finding("P145", _goal_path(fund), clauses, tuple(details.items()))]


def _is_fund(field: FieldSpec) -> bool:
    return (field.sheet, field.key) in FUND_FIELDS


def _cap(policy: Policy, program: str) -> int:
    """The most an enterprise gets from a program in its period, in 分; 0 where there is no cap, or it is not settled."""
    cap = policy.program(program).cap
    amounts = [policy.parameters[name].at(policy.plan[1]) for name in parameters(cap.amount)] if cap else []
    return max((amount.fen for amount in amounts if isinstance(amount, Amount)), default=0)


def _yearly(policy: Policy, family: str) -> Target | None:
    return next((t for t in policy.targets if t.id == family and not t.plan_total), None)


def _every_year(policy: Policy, target: Target) -> dict[int, Goal]:
    """The goals by year; none where a year of the plan has no goal, for then they cannot be added up."""
    years = range(policy.plan[0], policy.plan[1] + 1)
    return {year: target.goals[year] for year in years} if all(year in target.goals for year in years) else {}


def _goal_path(total: Target) -> Path_:
    return ("targets", total.family, "plan_only" if total.id == total.family else "plan", "value")


def _clauses(*goals: Goal) -> tuple[str, ...]:
    return tuple(dict.fromkeys(goal.clause for goal in goals))


def _span(policy: Policy) -> str:
    return f"{policy.plan[0]}—{policy.plan[1]}年"


def _goal(target: Target, goal: Goal) -> str:
    """A goal as the notice says it: 39亿元以上, 超过49家, 15%左右."""
    figure = _figure(goal.value, target.unit)
    return {Comparison.AT_LEAST: f"{figure}以上", Comparison.ABOVE: f"超过{figure}", Comparison.ABOUT: f"{figure}左右"}[target.comparison]


def _figure(value: Fraction, unit: str) -> str:
    """A figure in its unit: 39亿元, 49家, 15%."""
    if unit == "比例":
        return percent(value)
    head = unit.partition("/")[0]
    return decimal_text(value / FEN[head] if head in FEN else value, 0, 4) + unit
