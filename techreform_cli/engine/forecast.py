"""Runs the programs for every award year to the end of the last window; years whose figures are not there yet on held figures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from techreform_cli.domain.forecast import Estimate, Forecast, ForecastLine, Sum, Unknown
from techreform_cli.domain.instalment import Due
from techreform_cli.domain.ledger import Ledger, Table
from techreform_cli.domain.outcome import ProgramOutcome
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.program import Program
from techreform_cli.domain.program_result import Verdict
from techreform_cli.domain.sheets import ANNUAL
from techreform_cli.engine.awards import year_outcomes
from techreform_cli.engine.calculate import calculate
from techreform_cli.engine.claims import claim_dates
from techreform_cli.engine.coverage import data_years, figure_years
from techreform_cli.engine.forecast_lines import due, program_lines
from techreform_cli.engine.fund import appropriations, fund_of, payments
from techreform_cli.engine.settled import Years


def forecast(policy: Policy, ledger: Ledger) -> Forecast:
    """Every program in each of its award years.

    Up to the last year with data the ledger decides, as in a calculation of that year. After it, each enterprise's latest row of
    yearly figures stands for the years to come; what is then decided is an estimate, what is not is unknown.
    """
    data_year = max(figure_years(ledger) or data_years(policy, ledger), default=None)
    spans = {program: program.years_awarded for program in policy.programs}
    years = sorted({year for span in spans.values() for year in span})
    paid, held, based = payments(policy, ledger), *_held(ledger, data_year, max(years, default=0))
    found: dict[str, list[tuple[int, ProgramOutcome]]] = {}
    unknowns: list[Unknown] = []
    of_ledger, of_held = Years(policy, ledger), Years(policy, held)
    for year in years:
        for of in year_outcomes(of_held if data_year is None or year > data_year else of_ledger, year):
            if year in spans[of.program]:
                found.setdefault(of.program.id, []).append((year, of))
                unknowns += [Unknown(of.program, year, a.name, a.credit_code) for a in of.awards if a.verdict is Verdict.UNDETERMINED]
    lines: list[ForecastLine] = []
    for name, of_years in found.items():
        lines += program_lines(of_years, data_year, paid[name], ledger, policy)
    order = {program.id: at for at, program in enumerate(policy.programs)}
    return Forecast(
        result=calculate(policy, ledger, data_year),
        waiting={name: _waiting(of_years, data_year) for name, of_years in found.items()},
        data_year=data_year,
        lines=tuple(sorted(lines, key=lambda line: (line.year, order[line.program.id]))),
        estimates=tuple(_estimates(found, data_year, based)),
        unknowns=tuple(unknowns),
        unfinished={program.id: _unfinished(ledger, program, data_year) for program in policy.programs},
        fund=fund_of(policy),
        arranged=appropriations(ledger),
    )


def _estimates(found: dict[str, list[tuple[int, ProgramOutcome]]], data_year: int | None, based: dict[int, int]) -> list[Estimate]:
    """What each enterprise is taken to get of the years to come, instalments in the year they fall due."""
    estimates = []
    for year, of in (one for years in found.values() for one in years):
        if data_year is not None and year <= data_year:
            continue
        for due_year, sums in due(year, of).items():
            mine = [award for award in of.awards if award.enterprise in sums]
            estimates += [Estimate(of.program, due_year, a.name, a.credit_code, sums[a.enterprise], based.get(a.enterprise)) for a in mine]
    return sorted(estimates, key=lambda one: one.year)


def _waiting(years: list[tuple[int, ProgramOutcome]], data_year: int | None) -> Sum:
    """What waits for a date, a condition or an answer; also what has lapsed only on figures repeated for years after the data."""
    open_ = [item for _, of in years for item in of.instalments if item.due_year is None]
    parts = [item for item in open_ if item.due is not Due.LAPSED or data_year is None or item.decided_by > data_year]
    return Sum(len({item.enterprise for item in parts}), sum(item.amount or 0 for item in parts))


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
