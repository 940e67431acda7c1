"""A policy as it is against changed ones, on one ledger: every year from the plan's start to the year calculated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from techreform_cli.domain.comparison import Variation, WhatIf
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.outcome import Outcome
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.result import Result
from techreform_cli.engine.compare import compare, outcome_of
from techreform_cli.engine.fund import costs, fund_of, payments
from techreform_cli.engine.trial import Trial

Changed = tuple[dict[str, str], Policy]
"""A combination of settings and the policy they make."""


def what_if(result: Result, given: dict[str, str], changed: Iterable[Changed]) -> WhatIf:
    """Each changed policy held against `result`, the calculation of the policy as it is."""
    policy, ledger, last = result.policy, result.ledger, result.year
    trials = []
    for year in range(min(policy.plan[0], last), last + 1):
        known = outcome_of(result) if year == last else None
        day = result.as_of if year == last else min(result.as_of, dt.date(year, 12, 31))
        trials.append(Trial(policy, ledger, year, day, known))
    variations = []
    for settings, other in changed:
        years = tuple(compare(trial.outcome, trial.under(other)) for trial in trials)
        variations.append(Variation(settings, years, fund_of(other), _spent([c.after for c in years], ledger, other)))
    outcomes = tuple(trial.outcome for trial in trials)
    recorded = {name: frozenset(years) for name, years in payments(policy, ledger).items()}
    return WhatIf(result, given, outcomes, fund_of(policy), _spent(list(outcomes), ledger, policy), recorded, tuple(variations))


def _spent(years: list[Outcome], ledger: Ledger, policy: Policy) -> dict[str, int]:
    """分 that each program costs over the years."""
    spent: dict[str, int] = {}
    for program in policy.programs:
        found = [(outcome.year, of) for outcome in years if (of := outcome.program(program.id))]
        spent[program.id] = sum(cost.amount for cost in costs(found, ledger, policy.programs, years[-1].year))
    return spent
