"""All checks of a dictionary over a ledger that has been read."""

from __future__ import annotations

from techreform_cli.domain.field import Dictionary
from techreform_cli.domain.plausible import Comparison, Median, NearPlan, WorkingYears
from techreform_cli.domain.problem import Problem
from techreform_cli.ledger.draft import Draft
from techreform_cli.ledger.plausible.facts import Facts
from techreform_cli.ledger.plausible.rows import compare, near_plan, working_years
from techreform_cli.ledger.plausible.units import medians, slips


def implausible(dictionary: Dictionary, drafts: dict[str, Draft], positions: dict[str, list[int]]) -> list[Problem]:
    """What is doubtful in the drafts, whose rows are of the enterprises at `positions`; nothing is changed.

    Units first: what a wrong one makes of the other checks is not said again.
    """
    facts = Facts(drafts, positions, dictionary.sheets)
    present = [sheet for sheet in dictionary.sheets if len(drafts[sheet.key])]
    checks = [check for check in dictionary.checks if len(drafts[check.field.sheet])]
    found = [problem for check in checks if isinstance(check, Median) for problem in medians(check, facts)]
    for sheet in present:
        found += slips(sheet, facts)
    for check in checks:
        if isinstance(check, Comparison):
            found += compare(check, facts)
        elif isinstance(check, WorkingYears):
            found += working_years(check, facts)
        elif isinstance(check, NearPlan) and dictionary.plan:
            found += near_plan(check, dictionary.plan, facts)
    return found
