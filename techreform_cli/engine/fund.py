"""What the ledger says of the county's money, and which target of a policy is about it."""

from __future__ import annotations

from collections.abc import Sequence

from techreform_cli.domain.fund import Fund, Payment
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.outcome import ProgramOutcome
from techreform_cli.domain.policy import Policy, SumMeasure
from techreform_cli.domain.program import Period, Program
from techreform_cli.domain.result import Verdict
from techreform_cli.engine.disbursed import Disbursed
from techreform_cli.engine.names import DISBURSEMENTS

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


def committed(years: Sequence[tuple[int, ProgramOutcome]], ledger: Ledger, programs: tuple[Program, ...]) -> list[int]:
    """分 that one program costs for each of `years` (oldest first): every award known, or what was paid if that is more.

    Over the whole plan a later award makes up for what was paid short or over before, so there an earlier year of an enterprise that is
    awarded again counts as paid. Years without records count as the rules give.
    """
    found: list[int] = []
    later: set[int] = set()
    for year, of in reversed(years):
        rows = Disbursed(ledger, of.program, programs)
        owed = {award.enterprise: award.amount or 0 for award in of.awards}
        paid = rows.by_enterprise(year) if year in rows.years else None
        if paid is None:
            found.append(sum(owed.values()))
        else:
            found.append(sum(paid.get(e, 0) if e in later else max(owed.get(e, 0), paid.get(e, 0)) for e in {*owed, *paid}))
        if of.program.period is Period.PLAN:
            later |= {award.enterprise for award in of.awards if award.verdict is Verdict.ELIGIBLE}
    return found[::-1]


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
