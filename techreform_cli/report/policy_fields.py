"""What a policy reads: the ledger's columns, and the places of its lists with what also stands for them."""

from __future__ import annotations

from techreform_cli.domain.expression import Located
from techreform_cli.domain.field import Blank, FieldSpec, FieldType, SheetSpec
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.reads import nodes

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


def places(policy: Policy) -> dict[str, tuple[str, ...]]:
    """The places that lists of the policy name, with the districts that also stand for each; under "" the names that may stand before."""
    found: dict[str, tuple[str, ...]] = {}
    for node in nodes(policy):
        if isinstance(node, Located):
            found |= {"": node.prefixes} if node.prefixes else {}
            found |= {place[0]: place[1:] for place in node.places}
    return found
