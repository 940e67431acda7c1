"""The charts of a summary: each target's achievement against time, and the county's money."""

from __future__ import annotations

from fractions import Fraction

from techreform_cli.domain.money import half_up, wan
from techreform_cli.domain.summary import Section, Standing
from techreform_cli.report.fund_words import SO_FAR
from techreform_cli.report.summary_page import Bar, Chart, printable
from techreform_cli.report.target_words import STATUS_STYLES, rate_words

FURTHEST = 1300
"""Thousandths of the goal at which a bar ends, however far the figure goes."""


def target_chart(of: Section) -> Chart:
    """A bar for each target that has a goal and a figure."""
    bars = [_bar(one) for one in of.standings if one.found.achievement_rate is not None]
    trend = any(bar.before is not None for bar in bars)
    return Chart("目标完成率与时间进度", tuple(bars), "时间进度", "上次完成率" if trend else "")


def _bar(one: Standing) -> Bar:
    found = one.found
    rate = found.achievement_rate or Fraction(0)
    before = one.before.actual / found.goal if one.before and one.before.actual is not None and found.goal else None
    label = printable(found.target.label) + ("" if one.adds_up else " *")
    trend = None if before is None else share(before)
    return Bar(label, share(rate), share(found.elapsed), trend, rate_words(found), STATUS_STYLES[found.status])


def share(value: Fraction) -> int:
    """A share in thousandths, from 0 to what a chart shows."""
    return max(0, min(half_up(value * 1000), FURTHEST))


def fund_chart(of: Section) -> Chart:
    """What is owed, paid and arranged as bars against the whole sum."""
    fund = of.fund
    assert fund is not None
    sums = {SO_FAR: fund.cost}
    if fund.paid:
        sums["已拨付"] = fund.paid.amount
    if fund.arranged:
        sums["已安排"] = fund.arranged.amount
    goal = fund.fund.goal
    bars = [Bar(label, share(fen / goal) if goal else 0, None, None, f"{wan(fen)}万元", "plain") for label, fen in sums.items()]
    return Chart(f"{printable(fund.fund.target.label)}：目标 {wan(int(goal))}万元", tuple(bars))
