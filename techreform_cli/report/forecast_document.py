"""A forecast as the JSON object other programs read."""

from __future__ import annotations

from typing import Any

from techreform_cli.domain.forecast import Forecast, ForecastLine, Sum
from techreform_cli.domain.fund import Payment
from techreform_cli.domain.money import decimal_text, yuan
from techreform_cli.report.forecast_sheets import method
from techreform_cli.report.json_document import SCHEMA_VERSION, ledger_json, policy_json


def forecast_document(found: Forecast, outputs: list[str]) -> dict[str, Any]:
    """The whole forecast. Amounts are yuan with two decimals, as strings; None where there is nothing to go by."""
    return {
        "schema_version": SCHEMA_VERSION,
        "policy": policy_json(found.result.policy),
        "ledger": ledger_json(found.result.ledger),
        "data_year": found.data_year,
        "method": [{"point": label, "text": text} for label, text in method(found)],
        "lines": [_line(line) for line in found.lines],
        "unfinished_projects": found.unfinished,
        "fund": _fund(found),
        "estimates": [
            {**_who(one.program.id, one.year, one.name, one.credit_code), "amount": yuan(one.amount), "figures_of": one.figures_of}
            for one in found.estimates
        ],
        "unknown": [_who(one.program.id, one.year, one.name, one.credit_code) for one in found.unknowns],
        "outputs": outputs,
    }


def _line(line: ForecastLine) -> dict[str, Any]:
    return {
        "program": line.program.id,
        "year": line.year,
        "known": _sum(line.known),
        "estimated": _sum(line.estimated),
        "unknown": line.unknown,
        "more_completions_possible": line.more_to_come,
        "paid": _payment(line.paid),
        "cost": None if line.cost is None else yuan(line.cost),
        **({"awarded": _sum(line.awarded)} if line.program.instalments else {}),
    }


def _sum(found: Sum | None) -> dict[str, Any] | None:
    return None if found is None else {"enterprises": found.enterprises, "amount": yuan(found.amount)}


def _payment(found: Payment | None) -> dict[str, Any] | None:
    return None if found is None else {"amount": yuan(found.amount), "unclear_rows": found.unclear}


def _who(program: str, year: int, name: str, code: str) -> dict[str, Any]:
    return {"program": program, "year": year, "enterprise": name or None, "credit_code": code or None}


def _fund(found: Forecast) -> dict[str, Any] | None:
    """The fund year by year, running totals: `cost` is what the years known have cost."""
    if found.fund is None:
        return None
    years, counted, estimated = [], 0, 0
    for year in found.years:
        mine = found.of(year, found.fund.programs)
        counted += sum(line.cost or 0 for line in mine)
        estimated += sum(line.estimated.amount for line in mine if line.estimated)
        paid = [line.paid.amount for line in mine if line.paid]
        arranged = (found.arranged or {}).get(year)
        share = decimal_text((counted + estimated) / found.fund.goal, 4, 4) if found.fund.goal else None
        years.append(
            {
                "year": year,
                "cost_cumulative": yuan(counted),
                "estimated_cumulative": yuan(estimated),
                "unknown": sum(line.unknown for line in mine),
                "share_with_estimates": share,
                "paid": yuan(sum(paid)) if paid else None,
                "arranged": _payment(arranged),
            }
        )
    return {"target": found.fund.target.id, "goal": yuan(int(found.fund.goal)), "programs": list(found.fund.programs), "years": years}
