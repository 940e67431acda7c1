"""What the ledger says of the county's money, and which target of a policy is about it."""

from __future__ import annotations

from techreform_cli.domain.fund import Fund, Payment
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.policy import Policy, SumMeasure
from techreform_cli.engine.disbursed import SHEET as DISBURSEMENTS
from techreform_cli.engine.disbursed import Disbursed

APPROPRIATIONS = "appropriations"


def fund_of(policy: Policy) -> Fund | None:
    """The fund: the first target for the whole plan alone that adds up money paid out or arranged. None if there is none.
    It pays the programs the policy names, or all."""
    for target in policy.targets:
        measure = target.measure
        money = isinstance(measure, SumMeasure) and measure.field.spec.sheet in (DISBURSEMENTS, APPROPRIATIONS)
        goal = target.goals.get(policy.plan[1])
        if money and goal and target.plan_total and target.id == target.family:
            return Fund(target, goal.value, policy.fund_programs or tuple(program.id for program in policy.programs))
    return None


def payments(policy: Policy, ledger: Ledger) -> dict[str, dict[int, Payment]]:
    """What 已拨付 records per program and award year; only years of which it has any row of the program."""
    found = {}
    for program in policy.programs:
        rows = Disbursed(ledger, program, policy.programs)
        found[program.id] = {year: Payment(*rows.total(year)) for year in sorted(rows.years)}
    return found


def appropriations(ledger: Ledger) -> dict[int, Payment] | None:
    """What 资金安排 records per year (0: the year cannot be read); None without such a sheet."""
    table = ledger.tables[APPROPRIATIONS]
    if not table.present or not table.has("year"):
        return None
    found: dict[int, Payment] = {}
    amounts = table.frame["amount"].tolist() if table.has("amount") else [None] * len(table)
    for year, amount in zip(table.frame["year"].tolist(), amounts, strict=True):
        key = year if isinstance(year, int) else 0
        sofar, known = found.get(key, Payment(0)), isinstance(amount, int)
        found[key] = Payment(sofar.amount + (int(amount) if known else 0), sofar.unclear + (not known))
    return dict(sorted(found.items()))
