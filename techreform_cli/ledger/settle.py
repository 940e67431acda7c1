"""From the rows of each kind of sheet to those that count: identified, each once, with their enterprise."""

from __future__ import annotations

from techreform_cli.domain.field import Dictionary, FieldType
from techreform_cli.domain.problem import Problem
from techreform_cli.ledger.codes import problem
from techreform_cli.ledger.credit_codes import check_credit_codes
from techreform_cli.ledger.doubles import counted_once, report_doubles
from techreform_cli.ledger.draft import Draft
from techreform_cli.ledger.identity import drop_unidentified, duplicates, enterprise_identity, row_identity
from techreform_cli.ledger.join import EnterpriseJoiner, joined
from techreform_cli.ledger.plausible.check import implausible

FIGURES = (FieldType.MONEY, FieldType.NUMBER, FieldType.INTEGER, FieldType.YEAR)


def settle(dictionary: Dictionary, drafts: dict[str, Draft], problems: list[Problem]) -> dict[str, list[int]]:
    """Rows identified, duplicates left out, enterprises found, doubtful values pointed out. The enterprise of each row, by table."""
    for draft in drafts.values():
        drop_unidentified(draft, problems)
    check_credit_codes(drafts.values(), problems)
    enterprises = drafts["enterprises"]
    enterprises.drop(duplicates(enterprises, enterprise_identity(enterprises), problems))
    positions = EnterpriseJoiner(enterprises, problems).positions({key: draft for key, draft in drafts.items() if joined(draft.spec)})
    for key, draft in drafts.items():
        if draft is enterprises:
            continue
        found = positions.get(key)
        dropped = duplicates(draft, row_identity(draft, found), problems) | counted_once(draft, found, problems)
        draft.drop(dropped)
        if found is not None:
            positions[key] = [at for row, at in enumerate(found) if row not in dropped]
        report_unfilled(draft, problems)
        report_doubles(draft, positions.get(key), problems)
    problems += implausible(dictionary, drafts, positions)
    return positions


def report_unfilled(draft: Draft, problems: list[Problem]) -> None:
    """An error for each blank year or figure that the sheet cannot do without; what is unreadable has been said."""
    for field in draft.spec.fields:
        if field.required and field.type in FIGURES and field.key not in draft.spec.identity:
            for row, value in enumerate(draft.column(field.key)):
                if value is None and draft.has_cell(field.key, row) and not draft.is_unclear(field.key, row):
                    problems.append(problem("L060", draft.ref(field.key, row), draft.label(field.key)))
