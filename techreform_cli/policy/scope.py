"""Names in a policy file and what they stand for: fields, numbers, lists. Shared by the compile_* modules."""

from __future__ import annotations

import difflib
from fractions import Fraction
from typing import Any

from techreform_cli.domain.expression import Amount, Expression, Field, Literal, Parameter, YearRef
from techreform_cli.domain.field import Dictionary, FieldSpec, FieldType
from techreform_cli.domain.policy import ParameterSpec
from techreform_cli.domain.policy import ParameterValue as Value
from techreform_cli.policy.schema import ParameterEntry, PolicyFile
from techreform_cli.policy.yaml_source import Document, Path_


class Unresolved(Exception):
    """A name that stands for nothing; already noted with its position."""


class Scope:
    """What the names of one policy file stand for. Literal numbers in slots become parameters of their own."""

    def __init__(self, document: Document, file: PolicyFile, dictionary: Dictionary) -> None:
        self.document = document
        self.file = file
        self.dictionary = dictionary
        self.parameters: dict[str, ParameterSpec] = {}
        for name, entry in file.parameters.items():
            self.parameters[name] = self._parameter(name, entry)

    def fail(self, code: str, path: Path_, message: str, remedy: str) -> Unresolved:
        """Note an error and give the exception to raise."""
        self.document.add(code, path, message, remedy)
        return Unresolved()

    def _parameter(self, name: str, entry: ParameterEntry) -> ParameterSpec:
        self.check_clause(entry.clause, ("parameters", name, "clause"))
        if entry.values:
            dated = sorted((_yyyymmdd(v.start), v.value) for v in entry.values)
            if len({start for start, _ in dated}) < len(dated):
                self.document.add("P033", ("parameters", name, "values"), f"参数 {name} 同一天有两个值", "每个起始日只写一个值")
        else:
            dated = [(0, entry.value)]
        kinds = {_kind(value) for _, value in dated if value is not None}
        if len(kinds) > 1:
            self.document.add("P034", ("parameters", name), f"参数 {name} 各期的值种类不同", "都写成金额，或都写成比例")
        unit = entry.unit or (kinds.pop() if kinds else "数量")
        return ParameterSpec(name, entry.label, entry.clause, unit, tuple(dated), entry.note)

    def check_clause(self, clause: str, path: Path_) -> None:
        """Note a clause number that the file does not list."""
        if clause not in self.file.clauses:
            near = difflib.get_close_matches(clause, self.file.clauses, 1, 0.3)
            self.document.add("P030", path, f"条款“{clause}”不在 clauses 中", f"是否为 {near[0]}？" if near else "先在 clauses 中写上这一条")

    def field_spec(self, name: str, path: Path_) -> FieldSpec:
        """The ledger field called `name` (or 表.字段). Raises Unresolved if there is none or it is ambiguous."""
        found = self.dictionary.named(name)
        primary = [f for f in found if f.otherwise]
        if len(found) > 1 and len(primary) == 1:
            found = primary
        if len(found) == 1:
            return found[0]
        if found:
            sheets = "、".join(f"{self.dictionary.sheet(f.sheet).name}.{f.name}" for f in found)
            raise self.fail("P032", path, f"“{name}”在几张表里都有", f"写明是哪一张：{sheets}")
        names = {f.name for s in self.dictionary.sheets for f in s.fields}
        near = difflib.get_close_matches(name, names, 1, 0.4)
        raise self.fail("P031", path, f"台账没有“{name}”这个字段", f"是否为 {near[0]}？" if near else "对照字段词典 rules/ledger.yaml")

    def field(self, name: str, path: Path_, year: YearRef | None = None) -> Field:
        """The field as an expression; `year` is kept for fields that exist per year."""
        spec = self.field_spec(name, path)
        return Field(spec, (year or YearRef()) if self.by_year(spec) else None)

    def by_year(self, spec: FieldSpec) -> bool:
        """Whether the field has a value per year."""
        return spec.yearly or any(f.type is FieldType.YEAR and f.key == "year" for f in self.dictionary.sheet(spec.sheet).fields)

    def number(self, value: Any, path: Path_, label: str, clause: str, kind: str) -> Expression:
        """A slot's number as a parameter: the one `$id` names, or one made for the literal. `kind` is 金额, 比例 or 数量."""
        if value == 0:
            return Literal(Fraction(0))
        if isinstance(value, str):
            spec = self._named_parameter(value, path)
            name = spec.id
        else:
            name = ".".join(str(part) for part in path if part != "programs")
            spec = ParameterSpec(name, label, clause, _kind(value), ((0, value),))
            self.parameters[name] = spec
        if spec.unit != kind:
            example = {"金额": "300万元", "比例": "20%", "数量": "15"}[kind]
            found = f"${name}（{spec.unit}）" if isinstance(value, str) else str(value)
            raise self.fail("P035", path, f"这里要写{kind}（如 {example}），写的是 {found}", f"改成{kind}")
        return Parameter(name)

    def names(self, value: Any, path: Path_) -> tuple[tuple[str, ...], str]:
        """A slot's list of names, and the id of the parameter it came from ("" for a literal list)."""
        if not isinstance(value, str):
            return value, ""
        spec = self._named_parameter(value, path)
        current = spec.values[-1][1]
        if not isinstance(current, tuple):
            raise self.fail("P035", path, f"这里要写名单，{value} 是{spec.unit}", "改成名单参数")
        return current, spec.id

    def _named_parameter(self, reference: str, path: Path_) -> ParameterSpec:
        name = reference[1:]
        if name not in self.parameters:
            near = difflib.get_close_matches(name, self.parameters, 1, 0.4)
            raise self.fail("P036", path, f"没有参数 {reference}", f"是否为 ${near[0]}？" if near else "先在 parameters 中写上")
        return self.parameters[name]


def _kind(value: Value) -> str:
    if isinstance(value, Amount):
        return "金额"
    if isinstance(value, Fraction):
        return "比例"
    return "名单" if isinstance(value, tuple) else "数量"


def _yyyymmdd(day: Any) -> int:
    return int(day.year * 10_000 + day.month * 100 + day.day)
