"""Which columns of a ledger a policy's rules read."""

from __future__ import annotations

from collections.abc import Iterator

from techreform_cli.domain.expression import Expression, Field
from techreform_cli.domain.field import FieldSpec
from techreform_cli.domain.policy import GrowthMeasure, Measure, Policy, RatioMeasure
from techreform_cli.domain.traversal import children

PAYMENTS = "disbursements"


def fields_read(policy: Policy) -> list[FieldSpec]:
    """The columns that the policy's rules read, in the order of the ledger's sheets; with those that are used where one has no value."""
    read = {node.spec for node in nodes(policy) if isinstance(node, Field)}
    read |= {target.official for target in policy.targets if target.official}
    read |= {spec for program in policy.programs for spec in (program.claims.number, program.claims.label) if spec}
    read |= {card.by for card in policy.scorecards}
    for spec in list(read):
        sheet = policy.dictionary.sheet(spec.sheet)
        read |= {sheet.field(spec.no_column)} if spec.no_column else set()
        read |= {policy.dictionary.sheet(spec.otherwise.sheet).field(spec.otherwise.field)} if spec.otherwise else set()
    return [spec for sheet in policy.dictionary.sheets for spec in sheet.fields if spec in read]


def missed(policy: Policy) -> frozenset[FieldSpec]:
    """The columns whose absence matters to the policy: those its rules read, and what tells which payment is whose."""
    read = set(fields_read(policy))
    if policy.programs:
        read |= {spec for spec in policy.dictionary.sheet(PAYMENTS).fields if spec.required}
    return frozenset(read)


def nodes(policy: Policy) -> Iterator[Expression]:
    """Every node of every expression of the policy."""
    waiting = [expression for program in policy.programs for expression in program.expressions]
    measures = [target.measure for target in policy.targets] + [tracked.measure for tracked in policy.tracked]
    for card in policy.scorecards:
        waiting += [group.members for group in card.groups]
        measures += [item.target.measure for item in card.items]
    waiting += [expression for measure in measures for expression in _of_measure(measure)]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += children(node)


def _of_measure(measure: Measure) -> list[Expression]:
    """What a measure reads and tests."""
    if isinstance(measure, GrowthMeasure):
        return []
    if isinstance(measure, RatioMeasure):
        found = [measure.numerator, measure.denominator, measure.where]
    else:
        found = [getattr(measure, name, None) for name in ("field", "where", "dated")]
    return [node for node in found if node is not None]
