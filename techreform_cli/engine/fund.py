"""What the ledger says of the county's money, and which target of a policy is about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from techreform_cli.domain.fund import Cost, Fund, FundAccount, FundYear, Payment, total
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.outcome import ProgramOutcome
from techreform_cli.domain.policy import Policy, SumMeasure
from techreform_cli.domain.program import Period, Program
from techreform_cli.domain.program_result import Verdict
from techreform_cli.domain.sheets import APPROPRIATIONS, DISBURSEMENTS
from techreform_cli.engine.disbursed import Disbursed


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


def costs(years: Sequence[tuple[int, ProgramOutcome]], ledger: Ledger, programs: tuple[Program, ...], until: int) -> list[Cost]:
    """What one program comes to for each of `years` (oldest first), seen from the end of `until`: what was paid, and what fell due and
    is still to be paid, so that years add up.

    Without a record of the program and year all that fell due is still to be paid. With one, an enterprise that it does not name got
    nothing. Over the whole plan a later award makes up for what was paid short or over before, so there nothing is still to be paid of
    an earlier year to an enterprise that is awarded again.
    """
    found: list[Cost] = []
    later: set[int] = set()
    for year, of in reversed(years):
        rows, due = Disbursed(ledger, of.program, programs), of.due_by(until)
        paid, payment = dict[int, int](), None
        if year in rows.years:
            paid, payment = rows.by_enterprise(year), Payment(*rows.total(year))
            due = {enterprise: fen for enterprise, fen in due.items() if enterprise not in later}
        unpaid = sum(max(fen - paid.get(enterprise, 0), 0) for enterprise, fen in due.items())
        found.append(Cost(year, of.totals.amount, payment, unpaid, of.totals.undetermined))
        if of.program.period is Period.PLAN:
            later |= {award.enterprise for award in of.awards if award.verdict is Verdict.ELIGIBLE}
    return found[::-1]


def account(policy: Policy, ledger: Ledger, until: int, outcomes: Callable[[int], tuple[ProgramOutcome, ...]]) -> FundAccount | None:
    """How the fund stands at the end of `until`; `outcomes` gives a year's programs. None where the policy has no fund."""
    fund = fund_of(policy)
    if fund is None:
        return None
    span = range(min(policy.plan[0], until), until + 1)
    found = [(year, of) for year in span for of in outcomes(year)]
    by_program = {
        name: {cost.year: cost for cost in costs([one for one in found if one[1].program.id == name], ledger, policy.programs, until)}
        for name in fund.programs
    }
    recorded = appropriations(ledger)
    arranged = {year: one for year, one in (recorded or {}).items() if 0 < year <= until}
    unread = Payment(0, recorded[0].unclear) if recorded and 0 in recorded else None
    years = [
        FundYear(year, {name: of[year] for name, of in by_program.items() if year in of}, arranged.get(year))
        for year in sorted({*span, *arranged})
    ]
    return FundAccount(
        fund=fund,
        year=until,
        years=tuple(years),
        records=(ledger.tables[DISBURSEMENTS].present, ledger.tables[APPROPRIATIONS].present),
        paid=total(year.all.paid for year in years),
        arranged=total([*arranged.values(), unread]),
    )


def payments(policy: Policy, ledger: Ledger) -> dict[str, dict[int, Payment]]:
    """What 已拨付 records per program and award year; only years of which it has any row of the program."""
    found = {}
    for program in policy.programs:
        rows = Disbursed(ledger, program, policy.programs)
        found[program.id] = {year: Payment(*rows.total(year)) for year in sorted(rows.years)}
    return found


def appropriations(ledger: Ledger) -> dict[int, Payment] | None:
    """What 资金安排 records per year (0: the year cannot be read, so every row is unclear); None without such a sheet."""
    table = ledger.tables[APPROPRIATIONS]
    if not table.present or not table.has("year"):
        return None
    found: dict[int, Payment] = {}
    amounts = table.frame["amount"].tolist() if table.has("amount") else [None] * len(table)
    for year, amount in zip(table.frame["year"].tolist(), amounts, strict=True):
        key = year if isinstance(year, int) else 0
        sofar, known = found.get(key, Payment(0)), isinstance(amount, int)
        found[key] = Payment(sofar.amount + (int(amount) if known else 0), sofar.unclear + (not known or not key))
    return dict(sorted(found.items()))
