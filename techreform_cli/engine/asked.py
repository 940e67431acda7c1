"""What is odd about the year and the day that a calculation was asked for. It changes no figure."""

from __future__ import annotations

import datetime as dt

from techreform_cli.domain.policy import Policy
from techreform_cli.domain.problem import Problem, Severity


def asked_amiss(policy: Policy, year: int, as_of: dt.date) -> list[Problem]:
    """A warning for a year in which the policy has neither targets nor awards, and for a day before the year begins."""
    found = []
    first, last = policy.plan
    awarded = [program.years_awarded for program in policy.programs]
    if not first <= year <= last and not any(year in years for years in awarded):
        ends = [years[-1] for years in awarded]
        later = f"，奖补到 {max(ends)} 年为止" if ends and max(ends) > last else ""
        message = f"{year}年在计划期（{first}—{last}年{later}）以外，没有目标可比，也没有奖补"
        found.append(Problem("E015", Severity.WARNING, message, "核对 --year，或换成这一年适用的政策（--policy）"))
    if as_of < dt.date(year, 1, 1):
        message = f"截至日期 {as_of.isoformat()} 在 {year} 年开始之前，这一年的时间进度按 0 算，年度目标都不算落后"
        found.append(Problem("E016", Severity.WARNING, message, f"核对 --as-of；看全年就不写，看年中写 {year} 年里的一天"))
    return found
