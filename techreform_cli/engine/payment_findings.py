"""Payments in 已拨付 that do not go with what the rules give: said, since a slip there changes later awards; no figure changes for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd

from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.money import wan
from techreform_cli.domain.outcome import ProgramOutcome
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.domain.program_result import ProgramResult, Verdict
from techreform_cli.domain.sheets import ENTERPRISES
from techreform_cli.domain.source import SourceRef
from techreform_cli.domain.step_names import got_step, got_years
from techreform_cli.engine.disbursed import Disbursed
from techreform_cli.engine.findings import listed, places, sole

Outcomes = Callable[[int], tuple[ProgramOutcome, ...]]


def payment_findings(policy: Policy, ledger: Ledger, result: ProgramResult, year: int, outcomes: Outcomes) -> list[Problem]:
    """Every finding about the payments of one program for award years of the plan up to `year`; `outcomes` gives a year's programs."""
    rows = Disbursed(ledger, result.program, policy.programs)
    years = sorted(y for y in rows.years if policy.plan[0] <= y <= year)
    found = _overpaid(result, rows)
    for y in years:
        outcome = next(of for of in outcomes(y) if of.program.id == result.program.id)
        found += _without_claim(rows, outcome, y)
        found += _taken_back(rows, y)
    return [*found, *_gaps(result, rows)]


def _overpaid(result: ProgramResult, rows: Disbursed) -> list[Problem]:
    """A warning for the eligible enterprises that got more for earlier years than is due by now, as far as that was paid."""
    years = [year for year in got_years(result.award_steps) if year in result.paid_years]
    over: list[str] = []
    cells: list[SourceRef] = []
    for row, verdict in enumerate(result.awards["verdict"] if years else []):
        paid, due, name = (result.award(column, row) for column in ("already_paid", "computed", "name"))
        if verdict == Verdict.ELIGIBLE and paid is not pd.NA and due is not pd.NA and paid > due:
            over.append(f"{name}（多 {wan(paid - due)}万元）")
            cells += [cell for year in years for cell in result.paid_cells(year, int(result.award("enterprise", row)))]
    if not over:
        return []
    message = f"{result.program.label}：{listed(over)} 以前年度已得的多于应得，本年不再奖补"
    remedy = f"核对{places(cells, rows.called)}的金额、单位和企业；确实多付的，请领导定是否收回"
    return [Problem("E017", Severity.WARNING, message, remedy, sole(cells))]


def _without_claim(rows: Disbursed, outcome: ProgramOutcome, year: int) -> list[Problem]:
    """A warning for the enterprises paid for an award year in which none of their projects is eligible, nor may be."""
    entitled = {award.enterprise for award in outcome.awards if award.verdict is not Verdict.INELIGIBLE}
    paid = [enterprise for enterprise, fen in sorted(rows.by_enterprise(year).items()) if fen > 0 and enterprise not in entitled]
    if not paid:
        return []
    cells, names = _cells(rows, paid, year), listed([_name(rows.ledger, enterprise) for enterprise in paid])
    message = f"{outcome.program.label}：{names} 有{year}年的拨付记录，按台账那一年却没有符合条件的项目"
    remedy = f"核对{places(cells, rows.called)}的企业和年度，项目是否撤销、换了企业或改了完工日期；确实多付的，请领导定是否收回"
    return [Problem("E018", Severity.WARNING, message, remedy, sole(cells))]


def _taken_back(rows: Disbursed, year: int) -> list[Problem]:
    """A warning for the enterprises whose records of an award year come to less than nothing."""
    less = {enterprise: fen for enterprise, fen in sorted(rows.by_enterprise(year).items()) if fen < 0}
    if not less:
        return []
    cells, names = _cells(rows, less, year), [f"{_name(rows.ledger, enterprise)}（{wan(fen)}万元）" for enterprise, fen in less.items()]
    message = f"{rows.program.label}：{listed(names)} {year}年的拨付合计是负数，收回的比拨付的多"
    remedy = f"核对{places(cells, rows.called)}的正负号和年度：收回的填原来那笔的奖补年度；漏记的拨付请补记"
    return [Problem("E019", Severity.WARNING, message, remedy, sole(cells))]


def _gaps(result: ProgramResult, rows: Disbursed) -> list[Problem]:
    """A warning for each earlier year taken off as the rules give it, although 已拨付 has records of a later one: often the year of
    payment stands there for the award year, and is then taken off as well."""
    found = []
    for year in got_years(result.award_steps):
        later = sorted(y for y in rows.years if y > year)
        if year in result.paid_years | result.unsure_years or not later:
            continue
        if (result.awards[got_step(year)] > 0).fillna(False).any():
            cells = rows.year_cells(later[0])
            message = f"{result.program.label}：{rows.called}有{later[0]}年的记录，没有{year}年的，{year}年按应得扣减"
            remedy = f"核对{places(cells, rows.called)}的年度：要填奖补年度，不是付款的年份；{year}年拨付过的请补记"
            found.append(Problem("E020", Severity.WARNING, message, remedy, sole(cells)))
    return found


def _cells(rows: Disbursed, enterprises: Iterable[int], year: int) -> list[SourceRef]:
    """The amounts that 已拨付 records for the enterprises and the award year."""
    return [cell for enterprise in enterprises for cell in rows.cells(year, enterprise)]


def _name(ledger: Ledger, enterprise: int) -> str:
    return str(ledger.tables[ENTERPRISES].frame["name"].iloc[enterprise])
