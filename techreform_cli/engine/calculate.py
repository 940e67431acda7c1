"""One calculation: policy, ledger and year in, Result out."""

from __future__ import annotations

import datetime as dt
from functools import cache

from techreform_cli.domain.county import EARLIEST, LATEST
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.problem import Problem, Severity, UsageError
from techreform_cli.domain.reads import nodes
from techreform_cli.domain.result import Result
from techreform_cli.domain.sheets import DISBURSEMENTS
from techreform_cli.domain.target_result import TargetResult
from techreform_cli.engine.asked import asked_amiss
from techreform_cli.engine.awards import run_programs, year_outcomes
from techreform_cli.engine.compare import program_outcome
from techreform_cli.engine.coverage import data_years, missing_columns
from techreform_cli.engine.findings import findings
from techreform_cli.engine.fund import account
from techreform_cli.engine.instalments import all_instalments
from techreform_cli.engine.names import group_problems, unknown_programs
from techreform_cli.engine.payment_findings import payment_findings
from techreform_cli.engine.scorecards import score
from techreform_cli.engine.settled import Years
from techreform_cli.engine.targets import Targets
from techreform_cli.engine.texts import unclear_texts


def calculate(policy: Policy, ledger: Ledger, year: int | None = None, as_of: dt.date | None = None) -> Result:
    """Every program and target of `policy` in `year` (None: the latest plan year the ledger has data for).

    `as_of` is the day targets are held against (None: 31 December of the year). Raises UsageError for a year out of range.
    """
    chosen = ""
    if year is None:
        year, chosen = _latest_year(policy, ledger)
    if not EARLIEST <= year <= LATEST:
        raise UsageError(Problem("U013", Severity.ERROR, f"年度 {year} 不合理", "写四位年度，如 2024"))
    day = as_of or dt.date(year, 12, 31)
    years = Years(policy, ledger)
    programs = run_programs(policy, ledger, year, years)
    targets = Targets(policy, ledger)
    now = tuple(program_outcome(program) for program in programs)
    outcomes = cache(lambda y: now if y == year else year_outcomes(years, y))
    problems = [*asked_amiss(policy, year, day), *_unclear(policy, ledger, year)]
    for program in programs:
        problems += findings(program, year, ledger.tables[DISBURSEMENTS].called)
        problems += payment_findings(policy, ledger, program, year, outcomes)
    return Result(
        policy=policy,
        ledger=ledger,
        year=year,
        as_of=day,
        programs=programs,
        targets=targets.results(year, day),
        tracked=targets.tracked(year),
        problems=tuple(problems),
        year_chosen=chosen,
        instalments=tuple(all_instalments(now, year, outcomes)),
        target_history=_history(targets, policy, year, day),
        scorecards=score(targets, year, day),
        fund=account(policy, ledger, year, outcomes),
    )


def _unclear(policy: Policy, ledger: Ledger, year: int) -> list[Problem]:
    """What is wrong or missing in the ledger, by itself and for this policy."""
    found = [*ledger.problems, *missing_columns(ledger, policy.programs), *unknown_programs(ledger, policy.programs)]
    return [*found, *unclear_texts(ledger, nodes(policy)), *group_problems(policy, ledger, year)]


def _history(targets: Targets, policy: Policy, year: int, day: dt.date) -> dict[int, tuple[TargetResult, ...]]:
    """The targets of every plan year up to `year`, each as they stood at the end of that year, at the latest on `day`."""
    first, last = policy.plan
    return {y: targets.results(y, min(day, dt.date(y, 12, 31))) for y in range(first, min(year, last) + 1)}


def _latest_year(policy: Policy, ledger: Ledger) -> tuple[int, str]:
    """The latest plan year with a figure for an enterprise, an investment, or a completion; the plan's last year if there is none."""
    first, last = policy.plan
    inside = [y for y in data_years(policy, ledger) if first <= y <= last]
    if not inside:
        return last, f"台账没有 {first}—{last} 年的数据，按 {last} 年计算"
    return max(inside), f"未指定年度，取计划期内台账有数据的最近一年 {max(inside)} 年"
