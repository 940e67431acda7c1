"""What a policy reads: the ledger's columns, and the places of its lists with what also stands for them."""

from __future__ import annotations

from collections.abc import Iterator

from techreform_cli.domain.expression import Expression, Field, Located
from techreform_cli.domain.field import Blank, FieldSpec, FieldType, SheetSpec
from techreform_cli.domain.policy import GrowthMeasure, Measure, Policy, RatioMeasure
from techreform_cli.domain.traversal import children

TYPES = {
    FieldType.MONEY: "金额",
    FieldType.NUMBER: "数量",
    FieldType.INTEGER: "整数",
    FieldType.YEAR: "年度",
    FieldType.DATE: "日期",
    FieldType.BOOLEAN: "是否",
    FieldType.TEXT: "文字",
    FieldType.CHOICE: "分类",
    FieldType.CODE: "代码",
}
BLANKS = {Blank.UNKNOWN: "不知道（待补正）", Blank.NONE: "没有", Blank.ZERO: "零"}


def field_row(policy: Policy, spec: FieldSpec) -> tuple[str, ...]:
    """A column of the ledger: its id, the sheet, its header, what kind it is, what a blank means, and other headers it goes by."""
    sheet = policy.dictionary.sheet(spec.sheet)
    kind = TYPES[spec.type] + (f"：{'、'.join('／'.join(spellings) for spellings in spec.choices)}" if spec.choices else "")
    others = "、".join((*spec.aliases, *(f"{name}（相近）" for name in spec.lookalikes)))
    return (f"{spec.sheet}.{spec.key}", sheet.name, column_name(spec), kind, BLANKS[spec.blank], others)


def sheet_row(sheet: SheetSpec) -> tuple[str, ...]:
    """A sheet of the ledger as a row beside those of its columns: other names it goes by."""
    return (sheet.key, sheet.name, "（整张表）", "", "", "、".join(sheet.aliases))


def column_name(spec: FieldSpec) -> str:
    """The column's header: 设备购置额(万元), 某年完成投资(万元)."""
    return ("某年" if spec.yearly else "") + spec.header


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


def places(policy: Policy) -> dict[str, tuple[str, ...]]:
    """The places that lists of the policy name, with the districts that also stand for each; under "" the names that may stand before."""
    found: dict[str, tuple[str, ...]] = {}
    for node in nodes(policy):
        if isinstance(node, Located):
            found |= {"": node.prefixes} if node.prefixes else {}
            found |= {place[0]: place[1:] for place in node.places}
    return found


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
