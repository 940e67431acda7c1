"""What the policy in force reads and the ledger has no column for, said once each."""

from __future__ import annotations

from techreform_cli.domain.expression import Expression, Field, FirstKnown
from techreform_cli.domain.field import FieldType
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.domain.program import Program
from techreform_cli.domain.traversal import children


def figure_years(ledger: Ledger) -> set[int]:
    """The years for which some enterprise has a row of yearly figures."""
    annual = ledger.tables["annual"].frame
    return {int(y) for y in annual["year"].dropna().unique()} if "year" in annual.columns else set()


def data_years(policy: Policy, ledger: Ledger) -> set[int]:
    """The years with a figure for an enterprise, an investment of the plan's years, or a completion."""
    first, last = policy.plan
    years = figure_years(ledger)
    projects = ledger.tables["projects"].frame
    for spec in ledger.tables["projects"].spec.fields:
        if spec.yearly:
            years.update(y for y in range(first, last + 1) if spec.yearly_key(y) in projects and (projects[spec.yearly_key(y)] > 0).any())
    for program in policy.programs:
        spec, frame = program.window.date.spec, ledger.tables[program.claims.key].frame
        if spec.key in frame.columns:
            per_year = 1 if spec.type is FieldType.YEAR else 10_000
            years.update(int(d) // per_year for d in frame[spec.key].dropna() if d)
    return years


def missing_columns(ledger: Ledger, programs: tuple[Program, ...]) -> list[Problem]:
    """A note where another column stands in, a warning where the figures stay unknown. Columns that every ledger should have
    are the reader's to report; these are the optional ones that this policy, or the reading chosen, makes use of."""
    found: list[Problem] = []
    for field in _read(programs):
        spec, table = field.spec, ledger.tables[field.spec.sheet]
        if not spec.optional or spec.yearly or not table.present or table.has(spec.key):
            continue
        place = table.origins[0].ref()
        if spec.no_column:
            instead = table.spec.field(spec.no_column).name
            found.append(Problem("E003", Severity.NOTE, f"没有“{spec.name}”列，按“{instead}”计算", "", place, spec.name))
        else:
            remedy = f"补上“{spec.header}”列，或换一种口径"
            found.append(Problem("E004", Severity.WARNING, f"没有“{spec.name}”列，用到它的奖补待补正", remedy, place, spec.name))
    return found


def _read(programs: tuple[Program, ...]) -> list[Field]:
    """Every field the programs rest on, each once; mere fallbacks left out."""
    roots: list[Expression] = []
    for program in programs:
        roots += [program.window.date, program.base, *(c.predicate for c in program.conditions)]
        roots += [part.rate for part in program.parts if part.rate is not None]
        roots += [limit for limit in (program.claim_cap, program.cap.amount if program.cap else None) if limit is not None]
    return list(dict.fromkeys(field for root in roots for field in _primary(root)))


def _primary(node: Expression) -> list[Field]:
    if isinstance(node, Field):
        return [node]
    below = node.terms[:1] if isinstance(node, FirstKnown) else children(node)
    return [field for child in below for field in _primary(child)]
