"""Which columns of a ledger a policy's rules read."""

from __future__ import annotations

from collections.abc import Iterator

from techreform_cli.domain.expression import Choose, Expression, Field, FirstKnown, InYear
from techreform_cli.domain.field import FieldSpec, FieldType, Use, Uses
from techreform_cli.domain.policy import GrowthMeasure, Measure, Policy, RatioMeasure, RowCountMeasure, ShareMeasure, SumMeasure
from techreform_cli.domain.program import Program
from techreform_cli.domain.sheets import DISBURSEMENTS, ENTERPRISES
from techreform_cli.domain.traversal import children


def fields_read(policy: Policy) -> list[FieldSpec]:
    """The columns that the policy's rules read, in the order of the ledger's sheets; with those that are used where one has no value."""
    read = {node.spec for node in nodes(policy) if isinstance(node, Field)}
    read |= {target.official for target in policy.targets if target.official}
    read |= {spec for program in policy.programs for spec in (program.claims.number, program.claims.label) if spec}
    read |= {card.by for card in policy.scorecards}
    for spec in list(read):
        sheet = policy.dictionary.sheet(spec.sheet)
        read |= {sheet.field(spec.no_column)} if spec.no_column else set()
        instead = policy.dictionary.sheet(spec.otherwise.sheet) if spec.otherwise else None
        read |= (
            {instead.field(name) for name in (spec.otherwise.field, spec.otherwise.where) if name} if spec.otherwise and instead else set()
        )
    return [spec for sheet in policy.dictionary.sheets for spec in sheet.fields if spec in read]


def missed(policy: Policy) -> Uses:
    """The columns whose absence matters to the policy: those its rules read, and what tells which payment is whose."""
    read = fields_read(policy)
    if policy.programs:
        read += [spec for spec in policy.dictionary.sheet(DISBURSEMENTS).fields if spec.required]
    by_column, programs = readers(policy), {_name(program): program for program in policy.programs}
    vital = {name: _vital(program) for name, program in programs.items()}
    found: dict[FieldSpec, Use] = {}
    for spec in read:
        names = by_column.get(spec, [])
        awards = tuple(name for name in names if spec in vital.get(name, ()))
        rest = [name for name in names if name not in awards]
        found[spec] = Use(awards, tuple(n for n in rest if n in programs), tuple(n for n in rest if n not in programs))
    return found


def _name(program: Program) -> str:
    return f"{program.clause} {program.label}"


def _vital(program: Program) -> set[FieldSpec]:
    """The columns without which no claim of the program has a date or a base; not those that may stand in for one another."""
    found, waiting = set(), [program.window.date, *(part.base for part in program.parts)]
    while waiting:
        node = waiting.pop()
        found |= {node.spec} if isinstance(node, Field) else set()
        waiting += () if isinstance(node, FirstKnown | Choose) else children(node)
    return found


def years_read(policy: Policy) -> list[int]:
    """The years of the columns there is one of for each year (2018年完成投资) that the policy reads: those of the plan, and before and
    after them what its awards and the base years of its growth targets ask for."""
    first, last = policy.plan
    found = set(range(first, last + 1))
    for program in policy.programs:
        window = range(program.window.first // 10_000, program.window.last // 10_000 + 1)
        found |= _years_of(program.expressions, {"award": program.years_awarded, "completion": window})
    for target in policy.targets:
        found |= _years_of(_of_measure(target.measure), {"award": range(first, last + 1)})
        if isinstance(target.measure, GrowthMeasure):
            of = next(one for one in policy.targets if one.id == target.measure.of)
            found |= {target.measure.since} if _years_of(_of_measure(of.measure), {"award": range(first, last + 1)}) else set()
    return sorted(found)


def rows_of_all_years(policy: Policy, measure: Measure) -> str:
    """The sheet whose rows a measure takes whatever year is asked for; "" where something tells their years."""
    match measure:
        case RowCountMeasure(sheet=sheet):
            pass
        case ShareMeasure(sheet=sheet) if sheet != ENTERPRISES:
            pass
        case SumMeasure(field=field) | RatioMeasure(numerator=field):
            sheet = field.spec.sheet
        case _:
            return ""
    own_year = any(field.key == "year" and field.type is FieldType.YEAR for field in policy.dictionary.sheet(sheet).fields)
    told = (isinstance(node, InYear) or (isinstance(node, Field) and node.year) for node in _below(_of_measure(measure)))
    return "" if own_year or getattr(measure, "dated", None) or any(told) else sheet


def _years_of(expressions: list[Expression], anchors: dict[str, range]) -> set[int]:
    """The years that the yearly columns among the expressions are read for, `anchors` being those that a year is counted from."""
    found: set[int] = set()
    for node in _below(expressions):
        if isinstance(node, Field) and node.spec.yearly and node.year:
            starts = anchors.get(node.year.anchor, [0] if node.year.anchor == "fixed" else [])
            found |= {start + node.year.offset for start in starts}
    return found


def readers(policy: Policy) -> dict[FieldSpec, list[str]]:
    """What reads each column, by the names of programs, targets, tracked items and scorecards, each once."""
    found: dict[FieldSpec, dict[str, None]] = {}
    for name, expressions in _parts(policy):
        for node in _below(expressions):
            if isinstance(node, Field):
                found.setdefault(node.spec, {}).setdefault(name)
    return {spec: list(names) for spec, names in found.items()}


def nodes(policy: Policy) -> Iterator[Expression]:
    """Every node of every expression of the policy."""
    return _below([expression for _, expressions in _parts(policy) for expression in expressions])


def _parts(policy: Policy) -> Iterator[tuple[str, list[Expression]]]:
    """Everything that reads columns, by its name; the totals of yearly targets read nothing more."""
    for program in policy.programs:
        yield _name(program), program.expressions
    for target in policy.targets:
        yield target.label, _of_measure(target.measure)
    for tracked in policy.tracked:
        yield tracked.label, _of_measure(tracked.measure)
    for card in policy.scorecards:
        yield card.label, [group.members for group in card.groups]
        for item in card.items:
            yield card.label, _of_measure(item.target.measure)


def _below(expressions: list[Expression]) -> Iterator[Expression]:
    waiting = list(expressions)
    while waiting:
        node = waiting.pop()
        yield node
        waiting += children(node)


def _of_measure(measure: Measure) -> list[Expression]:
    """What a measure reads and tests."""
    if isinstance(measure, GrowthMeasure):
        return []
    if isinstance(measure, RatioMeasure):
        found = [measure.numerator, measure.denominator, measure.where, measure.dated]
    else:
        found = [getattr(measure, name, None) for name in ("field", "where", "meeting", "dated")]
    return [node for node in found if node is not None]
