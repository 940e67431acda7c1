"""Runs the programs for every award year to the end of the last window; years whose figures are not there yet on held figures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from techreform_cli.domain.forecast import Estimate, Forecast, ForecastLine, Sum, Unknown
from techreform_cli.domain.fund import Payment
from techreform_cli.domain.ledger import Ledger, Table
from techreform_cli.domain.outcome import Award, ProgramOutcome
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.program import Program
from techreform_cli.domain.result import Verdict
from techreform_cli.engine.awards import award_outcomes
from techreform_cli.engine.calculate import calculate
from techreform_cli.engine.claims import claim_dates, make_claims
from techreform_cli.engine.coverage import data_years, figure_years
from techreform_cli.engine.fund import appropriations, committed, fund_of, payments

ANNUAL = "annual"


def forecast(policy: Policy, ledger: Ledger) -> Forecast:
    """Every program in each of its award years.

    Up to the last year with data the ledger decides, as in a calculation of that year. After it, each enterprise's latest row of
    yearly figures stands for the years to come; what is then decided is an estimate, what is not is unknown.
    """
    data_year = max(figure_years(ledger) or data_years(policy, ledger), default=None)
    spans = {program: _award_years(program) for program in policy.programs}
    years = sorted({year for span in spans.values() for year in span})
    paid, held, based = payments(policy, ledger), *_held(ledger, data_year, max(years, default=0))
    lines: list[ForecastLine] = []
    found: dict[str, list[tuple[int, ProgramOutcome]]] = {}
    estimates: list[Estimate] = []
    unknowns: list[Unknown] = []
    for year in years:
        future = data_year is None or year > data_year
        facts = held if future else ledger
        claims = {program: make_claims(facts, program, year, policy) for program in policy.programs}
        for of in award_outcomes(policy, facts, year, claims):
            if year not in spans[of.program]:
                continue
            found.setdefault(of.program.id, []).append((year, of))
            lines.append(_line(of, year, data_year, paid[of.program.id].get(year)))
            unknowns += [Unknown(of.program, year, a.name, a.credit_code) for a in of.awards if a.verdict is Verdict.UNDETERMINED]
            estimates += [_estimate(of.program, year, a, based) for a in of.awards if future and a.amount]
    return Forecast(
        result=calculate(policy, ledger, data_year),
        data_year=data_year,
        lines=_costed(lines, found, ledger, policy),
        estimates=tuple(estimates),
        unknowns=tuple(unknowns),
        unfinished={program.id: _unfinished(ledger, program, data_year) for program in policy.programs},
        fund=fund_of(policy),
        arranged=appropriations(ledger),
    )


def _award_years(program: Program) -> range:
    """From the first to the last year in which a completion in time can be awarded."""
    first, last = program.award_years
    return range(program.window.first // 10_000 + first, program.window.last // 10_000 + last + 1)


def _line(of: ProgramOutcome, year: int, data_year: int | None, paid: Payment | None) -> ForecastLine:
    program, totals = of.program, of.totals
    inside = program.window.first // 10_000, program.window.last // 10_000
    completed = range(max(year - program.award_years[1], inside[0]), min(year - program.award_years[0], inside[1]) + 1)
    future = data_year is None or year > data_year
    more = any(data_year is None or y > data_year for y in completed)
    found = Sum(totals.enterprises, totals.amount) if totals.undetermined < len(of.awards) else None
    if not of.awards and not more:
        return ForecastLine(program, year, Sum(0, 0), None, 0, more, paid, None)  # nobody has a claim, nobody can get one
    return ForecastLine(program, year, None if future else found, found if future else None, totals.undetermined, more, paid, None)


def _costed(
    lines: list[ForecastLine], found: dict[str, list[tuple[int, ProgramOutcome]]], ledger: Ledger, policy: Policy
) -> tuple[ForecastLine, ...]:
    """The lines with what each year costs: as known, or as paid."""
    costs = {
        (name, year): cost
        for name, years in found.items()
        for (year, _), cost in zip(years, committed(years, ledger, policy.programs), strict=True)
    }
    return tuple(
        replace(line, cost=costs[line.program.id, line.year] if line.known else line.paid.amount if line.paid else None) for line in lines
    )


def _estimate(program: Program, year: int, award: Award, based: dict[int, int]) -> Estimate:
    return Estimate(program, year, award.name, award.credit_code, award.amount or 0, based.get(award.enterprise))


def _unfinished(ledger: Ledger, program: Program, data_year: int | None) -> int:
    """Projects (or other claims) without a window date, where one after the data would still be in time."""
    if data_year is not None and program.window.last // 10_000 <= data_year:
        return 0
    days, known = claim_dates(ledger, program)
    return int(np.count_nonzero((days == 0) | ~known))


def _held(ledger: Ledger, data_year: int | None, last: int) -> tuple[Ledger, dict[int, int]]:
    """The ledger with each enterprise's latest yearly figures repeated for the years after `data_year`, and the year they are of."""
    table = ledger.tables[ANNUAL]
    if data_year is None or last <= data_year or not table.has("year") or not len(table):
        return ledger, {}
    rows = table.frame.assign(row=np.arange(len(table)))
    rows = rows[rows["year"].notna() & (rows["enterprise"] >= 0)].drop_duplicates(["enterprise", "year"])
    latest = rows.sort_values(["enterprise", "year"], kind="stable").groupby("enterprise").tail(1)["row"].to_numpy(dtype=np.int64)
    later = range(data_year + 1, last + 1)
    repeated = [table.frame.iloc[latest].assign(year=pd.array([year] * len(latest), dtype="Int64")) for year in later]
    frame = pd.concat([table.frame, *repeated], ignore_index=True)
    copies = [int(row) for row in latest] * len(later)
    longer = Table(
        spec=table.spec,
        keys=table.keys,
        values={key: [None if value is pd.NA else value for value in frame[key].tolist()] for key in table.keys},
        make_frame=lambda: frame,
        origins=table.origins,
        origin=(*table.origin, *(table.origin[row] for row in copies)),
        row_number=(*table.row_number, *(table.row_number[row] for row in copies)),
        unclear={key: rows | {len(table) + at for at, row in enumerate(copies) if row in rows} for key, rows in table.unclear.items()},
    )
    owners, years = table.frame["enterprise"].iloc[latest].tolist(), table.frame["year"].iloc[latest].tolist()
    based = {int(owner): int(year) for owner, year in zip(owners, years, strict=True)}
    return replace(ledger, tables={**ledger.tables, ANNUAL: longer}), based
