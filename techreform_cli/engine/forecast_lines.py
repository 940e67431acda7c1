"""The lines of a forecast: what one program comes to year by year, by the year of its awards or of their instalments."""

from __future__ import annotations

from collections.abc import Sequence

from techreform_cli.domain.forecast import ForecastLine, Sum
from techreform_cli.domain.fund import Payment
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.outcome import ProgramOutcome
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.program import Program
from techreform_cli.engine.fund import costs

Years = Sequence[tuple[int, ProgramOutcome]]
"""The award years of one program, oldest first."""


def program_lines(years: Years, data_year: int | None, paid: dict[int, Payment], ledger: Ledger, policy: Policy) -> list[ForecastLine]:
    """A line per year; `paid` is what 已拨付 records per award year. Years up to `data_year` are decided by the ledger's own data."""
    by_year = _by_due_year if years[0][1].program.instalments else _by_award_year
    return by_year(years, data_year, paid, ledger, policy)


def _by_award_year(years: Years, data_year: int | None, paid: dict[int, Payment], ledger: Ledger, policy: Policy) -> list[ForecastLine]:
    found = []
    for (year, of), cost in zip(years, costs(years, ledger, policy.programs, years[-1][0]), strict=True):
        known, estimated = None, _decided(of)
        more = _more(of.program, year, data_year)
        if not of.awards and not more:  # nobody has a claim, nobody can get one
            known, estimated = Sum(0, 0), None
        elif _has_data(year, data_year):
            known, estimated = estimated, None
        spent = cost.amount if known else cost.paid.amount if cost.paid else None
        found.append(ForecastLine(of.program, year, known, estimated, cost.open, more, paid.get(year), spent))
    return found


def _by_due_year(years: Years, data_year: int | None, paid: dict[int, Payment], ledger: Ledger, policy: Policy) -> list[ForecastLine]:
    """A line per year in which an award is made or an instalment falls due."""
    program, outcomes = years[0][1].program, dict(years)
    decided = [(year, of) for year, of in years if _has_data(year, data_year)]
    guessed = [(year, of) for year, of in years if not _has_data(year, data_year)]
    record, sofar, found = _spread(years, paid), 0, []
    later = {year + part.offset for year in outcomes for part in program.instalments}
    for year in sorted({*outcomes, *later, *(y for award_year, of in years for y in due(award_year, of))}):
        until = costs([(y, of) for y, of in years if y <= year], ledger, policy.programs, year)
        total = sum(cost.amount for cost in until if _has_data(cost.year, data_year))
        known, guess, of = _falls_due(decided, year), _falls_due(guessed, year), outcomes.get(year)
        more = any(_more(program, year - part.offset, data_year) for part in program.instalments)
        if not known and not guess and not more and (of is None or not of.awards):
            known = Sum(0, 0)
        awarded, open_ = (_decided(of), of.totals.undetermined) if of else (None, 0)
        cost = total - sofar if known or total > sofar else None
        found.append(ForecastLine(program, year, known, guess, open_, more, record.get(year), cost, awarded))
        sofar = total
    return found


def due(award_year: int, of: ProgramOutcome) -> dict[int, dict[int, int]]:
    """What of the awards of a year falls due in which year: 分 per enterprise, nothing that is unknown or zero."""
    if not of.program.instalments:
        return {award_year: {award.enterprise: award.amount for award in of.awards if award.amount}}
    found: dict[int, dict[int, int]] = {}
    for item in of.instalments:
        if item.due_year is not None and item.amount:
            sums = found.setdefault(item.due_year, {})
            sums[item.enterprise] = sums.get(item.enterprise, 0) + item.amount
    return found


def _falls_due(years: Years, year: int) -> Sum | None:
    """What falls due in `year` of some award years; None where there is nothing to go by."""
    sums: dict[int, int] = {}
    for award_year, of in years:
        for enterprise, fen in due(award_year, of).get(year, {}).items():
            sums[enterprise] = sums.get(enterprise, 0) + fen
    decided = any(award_year == year and _decided(of) for award_year, of in years)
    return Sum(len(sums), sum(sums.values())) if sums or decided else None


def _spread(years: Years, paid: dict[int, Payment]) -> dict[int, Payment]:
    """What is recorded per award year, taken to pay the instalments in the order in which they fall due."""
    found: dict[int, Payment] = {}
    for award_year, of in years:
        if award_year not in paid:
            continue
        left, unclear = paid[award_year].amount, paid[award_year].unclear
        parts = sorted((year, sum(sums.values())) for year, sums in due(award_year, of).items()) or [(award_year, 0)]
        for year, fen in parts:
            given = left if year == parts[-1][0] else min(left, fen)
            left -= given
            if given or unclear:
                before = found.get(year, Payment(0))
                found[year] = Payment(before.amount + given, before.unclear + unclear)
            unclear = 0
    return found


def _has_data(year: int, data_year: int | None) -> bool:
    return data_year is not None and year <= data_year


def _decided(of: ProgramOutcome) -> Sum | None:
    """The awards known; None where every one is undetermined, or there is none."""
    totals = of.totals
    return Sum(totals.enterprises, totals.amount) if totals.undetermined < len(of.awards) else None


def _more(program: Program, year: int, data_year: int | None) -> bool:
    """Whether projects may still be completed that are awarded in `year`."""
    first, last = program.window.first // 10_000, program.window.last // 10_000
    completed = range(max(year - program.award_years[1], first), min(year - program.award_years[0], last) + 1)
    return any(not _has_data(one, data_year) for one in completed)
