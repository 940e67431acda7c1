"""What a clerk is told about a column of the ledger: what to fill in, what a blank means, what it is used for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from techreform_cli.domain.expression import CodeBetween
from techreform_cli.domain.field import FieldSpec, FieldType
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.reads import readers
from techreform_cli.domain.sheets import DISBURSEMENTS
from techreform_cli.domain.traversal import walk
from techreform_cli.report.policy_fields import BLANKS
from techreform_cli.report.template_layout import TemplateColumn

PROGRAM = "program"
"""The field of the sheet of payments that names the program."""
MOST_READERS = 4
SAMPLE_NAME, SAMPLE_CODE = "示例机械有限公司", "91440000MA00000000"
SAMPLES = {"name": SAMPLE_NAME, "credit_code": SAMPLE_CODE, "project_number": "XM-001", "industry_code": "C3484"}
"""What stands in an example, by the field's key; else it goes by what kind of field it is."""


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """What is said of one column."""

    fill: str
    example: str
    blank: str
    aliases: str
    used: str

    @property
    def comment(self) -> str:
        """All of it, as the comment on the column's header."""
        lines = [f"填：{self.fill}", f"例：{self.example}", f"空着当作：{self.blank}"]
        lines += [f"也认：{self.aliases}"] if self.aliases else []
        lines += [f"用在：{self.used}"] if self.used else []
        return "\n".join(lines)


class Words:
    """Says it of every column, for one policy; `others` are the columns that only other readings read, with the question."""

    def __init__(self, policy: Policy, others: Mapping[FieldSpec, str]) -> None:
        self._policy = policy
        self._others = others
        self._readers = readers(policy)
        conditions = [condition.predicate for program in policy.programs for condition in program.conditions]
        tests = [node for condition in conditions for node in walk(condition) if isinstance(node, CodeBetween)]
        self._passing = {test.field.spec for test in tests if test.blank_passes}

    def choices(self, spec: FieldSpec) -> list[str]:
        """What may be chosen from in the column, in the order of the policy; [] where anything may be written."""
        if spec.type is FieldType.BOOLEAN:
            return ["是", "否"]
        if spec.sheet == DISBURSEMENTS and spec.key == PROGRAM:
            return [program.label for program in self._policy.programs]
        return [spellings[0] for spellings in spec.choices]

    def of(self, column: TemplateColumn) -> ColumnWords:
        """What is said of the column."""
        spec = column.spec
        return ColumnWords(self._fill(spec), self._example(column), self._blank(spec), "、".join(spec.aliases[:6]), self._used(spec))

    def _fill(self, spec: FieldSpec) -> str:
        if spec.type is FieldType.BOOLEAN:
            return "是 或 否"
        if choices := self.choices(spec):
            return "从下拉中选：" + "、".join(choices)
        per = f"（{spec.unit}）" if spec.unit else ""
        return {
            FieldType.MONEY: f"金额{per}，可到分",
            FieldType.NUMBER: f"数量{per}，最多四位小数",
            FieldType.INTEGER: f"整数{per}",
            FieldType.YEAR: "四位年份",
            FieldType.DATE: "日期，写全年月日",
            FieldType.CODE: "代码（文本格式）",
        }.get(spec.type, "文字")

    def _example(self, column: TemplateColumn) -> str:
        spec, year = column.spec, column.year or self._policy.plan[0]
        choices = self.choices(spec)
        by_type = {
            FieldType.MONEY: "1234.56",
            FieldType.NUMBER: "12.5",
            FieldType.INTEGER: "36",
            FieldType.YEAR: str(year),
            FieldType.DATE: f"{year}-06-30",
            FieldType.CODE: "A-001",
        }
        return choices[0] if choices else SAMPLES.get(spec.key) or by_type.get(spec.type, f"示例{spec.name}")

    def _blank(self, spec: FieldSpec) -> str:
        if spec.otherwise:
            sheet = self._policy.dictionary.sheet(spec.otherwise.sheet)
            return f"用《{sheet.name}》的{sheet.field(spec.otherwise.field).name}"
        return "视为符合，计算时会提醒核实" if spec in self._passing else BLANKS[spec.blank]

    def _used(self, spec: FieldSpec) -> str:
        found = self._readers.get(spec, [])
        if not found and spec in self._others:
            return f"换口径：{self._others[spec]}"
        return "、".join(found[:MOST_READERS]) + (f" 等 {len(found)} 处" if len(found) > MOST_READERS else "")
