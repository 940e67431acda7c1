"""Names in a policy file and what they stand for: fields, numbers, lists. Shared by the compile_* modules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from typing import Any

from techreform_cli.domain.expression import Amount, Expression, Field, Literal, Parameter, SomeRow, YearRef
from techreform_cli.domain.field import Dictionary, FieldSpec, FieldType
from techreform_cli.domain.policy import ParameterSpec
from techreform_cli.domain.policy import ParameterValue as Value
from techreform_cli.domain.traversal import children
from techreform_cli.policy.scalars import written
from techreform_cli.policy.schema import ParameterEntry, PolicyFile
from techreform_cli.policy.yaml_source import Document, Path_


class Unresolved(Exception):
    """A name that stands for nothing; already noted with its position."""


def _meant(kind: str, values: list[Value], per: str) -> str:
    """The remedy for a number of the wrong kind: 25 where a share is asked for is likely 25%, where an amount, 25万元."""
    given = values[-1] if values else None
    if kind == "比例" and isinstance(given, int) and 0 < given <= 100:
        return f"是否为 {given}%？"
    if kind == "金额" and isinstance(given, int) and given > 0:
        return f"是否为 {given}万元{f'/{per}' if per else ''}？"
    return f"改成{kind}"


class Scope:
    """What the names of one policy file stand for. Literal numbers in slots become parameters of their own."""

    def __init__(self, document: Document, file: PolicyFile, dictionary: Dictionary) -> None:
        self.document = document
        self.file = file
        self.dictionary = dictionary
        self.parameters: dict[str, ParameterSpec] = {}
        self.definitions: dict[str, Expression] = {}  # those compiled so far
        self.home = ""  # the sheet whose rows are spoken of, where there is one
        for name, entry in file.parameters.items():
            self.parameters[name] = self._parameter(name, entry)

    def fail(self, code: str, path: Path_, message: str, remedy: str) -> Unresolved:
        """Note an error and give the exception to raise."""
        self.document.add(code, path, message, remedy)
        return Unresolved()

    @contextmanager
    def within(self, sheet: str) -> Iterator[None]:
        """Speak of rows of `sheet`: a name that other sheets have too means its column."""
        outer, self.home = self.home, sheet
        try:
            yield
        finally:
            self.home = outer

    def _parameter(self, name: str, entry: ParameterEntry) -> ParameterSpec:
        path: Path_ = ("parameters", name)
        self.check_clause(entry.clause, (*path, "clause"))
        if "value" in entry.model_fields_set and entry.values:
            self.document.add("P033", (*path, "values"), f"参数 {name} 同时写了 value 和 values", "只留一种")
        if "value" not in entry.model_fields_set and not entry.values:
            self.document.add("P011", path, "缺少“value”", "补上这一项；还没有定的写 null")
        dated = sorted(((_yyyymmdd(v.start), v.value) for v in entry.values), key=lambda one: one[0]) or [(0, entry.value)]
        if len({start for start, _ in dated}) < len(dated):
            self.document.add("P033", (*path, "values"), f"参数 {name} 同一天有两个值", "每个起始日只写一个值")
        meant = [value for _, value in dated if value is not None and not _bare_zero(value)]
        kinds = list(dict.fromkeys(map(_kind, meant)))
        per = next((value.per for value in meant if isinstance(value, Amount)), "")
        dated = [(start, _zero(value, entry.unit or "".join(kinds[:1]), per)) for start, value in dated]
        if len(kinds) > 1:
            self.document.add("P034", path, f"参数 {name} 各期的值种类不同（{'、'.join(kinds)}）", "都写成金额，或都写成比例")
        elif entry.unit and kinds and kinds[0] != entry.unit:
            self.document.add("P034", path, f"参数 {name} 的 unit 是{entry.unit}，值是{kinds[0]}", "改成一致")
        return ParameterSpec(name, entry.label, entry.clause, entry.unit or (kinds[0] if kinds else ""), tuple(dated), entry.note)

    def check_names(self) -> None:
        """Note a name that a path such as programs.x.cap cannot be written with."""
        for part in ("parameters", "definitions", "programs", "stacking", "targets", "tracked", "scorecards", "interpretations"):
            for name in getattr(self.file, part):
                if not re.fullmatch(r"[\w-]+", name):
                    self.document.add("P049", (part, name), f"名称“{name}”里有空格或标点", "只用文字、数字、下划线和短横线")

    def check_clause(self, clause: str, path: Path_) -> None:
        """Note a clause number that the file does not list."""
        if clause not in self.file.clauses:
            near = self.document.nearest(clause, self.file.clauses, 0.3)
            self.document.add("P030", path, f"条款“{clause}”不在 clauses 中", f"是否为 {near}？" if near else "先在 clauses 中写上这一条")

    def field_spec(self, name: str, path: Path_) -> FieldSpec:
        """The ledger field called `name` (or 表.字段). Raises Unresolved if there is none or it is ambiguous."""
        found = self.dictionary.named(name)
        for meant in ([f for f in found if f.otherwise], [f for f in found if f.sheet == self.home]):
            if len(found) > 1 and len(meant) == 1:
                found = meant
        if len(found) == 1:
            return found[0]
        if found:
            sheets = "、".join(f"{self.dictionary.sheet(f.sheet).name}.{f.name}" for f in found)
            raise self.fail("P032", path, f"“{name}”在几张表里都有", f"写明是哪一张：{sheets}")
        names = {f.name for s in self.dictionary.sheets for f in s.fields}
        near = self.document.nearest(name.rpartition(".")[2], names, 0.4)
        raise self.fail("P031", path, f"台账没有“{name}”这个字段", f"是否为 {near}？" if near else "对照字段词典 rules/ledger.yaml")

    def field(self, name: str, path: Path_, year: YearRef | None = None) -> Field:
        """The field as an expression; `year` is kept for fields that exist per year."""
        spec = self.field_spec(name, path)
        return Field(spec, (year or YearRef()) if self.by_year(spec) else None)

    def reach(self, sheet: str) -> set[str]:
        """The sheets that have one row, or one a year, for a row of `sheet`: its own, the enterprise's, the county's."""
        joined = any(f.key == "credit_code" for f in self.dictionary.sheet(sheet).fields)
        single = (("credit_code",), ("enterprise",))
        found = {sheet} | ({s.key for s in self.dictionary.sheets if s.identity in single} if joined else set())
        yearly = ({"year"}, {"enterprise", "year"}) if joined else ({"year"},)
        return found | {s.key for s in self.dictionary.sheets if set(s.identity) in yearly}

    def check_reach(self, expression: Expression, sheet: str, path: Path_) -> None:
        """Note a field in `expression` that a row of `sheet` has no single value of. Raises Unresolved."""
        if isinstance(expression, SomeRow):
            if "credit_code" not in {f.key for f in self.dictionary.sheet(sheet).fields}:
                raise self.fail("P051", path, "这里的行不属于某一家企业，不能用 some_project", "换一个条件")
            self.check_reach(expression.where, expression.sheet, path)
            return
        if isinstance(expression, Field) and expression.spec.sheet == sheet:
            self._check_year(expression, path)
        if isinstance(expression, Field) and expression.spec.sheet not in self.reach(sheet):
            own, other = self.dictionary.sheet(sheet).name, self.dictionary.sheet(expression.spec.sheet).name
            message = f"“{expression.spec.name}”在《{other}》表，《{own}》的一行不能确定用哪一个"
            raise self.fail("P051", path, message, "换成这张表、企业或年度的字段")
        for child in children(expression):
            self.check_reach(child, sheet, path)

    def _check_year(self, field: Field, path: Path_) -> None:
        """Note another year's figure of a row's own sheet where that has no row for each year. Raises Unresolved."""
        spec, year = self.dictionary.sheet(field.spec.sheet), field.year
        if year and not field.spec.yearly and not spec.by_enterprise_year and (year.offset or year.anchor != "award"):
            message = f"《{spec.name}》不是每家企业每年一行，取不到“{field.spec.name}”另一年的数"
            raise self.fail("P051", path, message, "换成当年的数，或每家企业每年一行的表")

    def by_year(self, spec: FieldSpec) -> bool:
        """Whether the field has a value per year."""
        return spec.yearly or any(f.type is FieldType.YEAR and f.key == "year" for f in self.dictionary.sheet(spec.sheet).fields)

    def number(self, value: Any, path: Path_, label: str, clause: str, kind: str, per: str = "", beyond: bool = False) -> Expression:
        """A slot's number as a parameter: the one `$id` names, or one made for the literal. `kind` is 金额 (`per` 人 for
        万元/人), 比例 or 数量; none may be negative, and no 比例 above 1 unless it may go `beyond`."""
        if value == 0:
            return Literal(Fraction(0))
        spec = self._number_spec(value, path, label, clause)
        if not spec.unit:  # not set yet, or a bare 0: of the kind its use asks for
            zeros = tuple((start, _zero(v, kind, per)) for start, v in spec.values)
            spec = self.parameters[spec.id] = replace(spec, unit=kind, values=zeros)
        if spec.unit != kind or any(isinstance(v, Amount) and v.per != per for _, v in spec.values):
            example = {"金额": "80万元" + (f"/{per}" if per else ""), "比例": "12.5%", "数量": "8"}[kind]
            figures = "、".join(spec.unit if isinstance(v, tuple) else written(v) for _, v in spec.values)
            shown = f"{value}（{figures}）" if isinstance(value, str) else figures
            remedy = (
                _meant(kind, [v for _, v in spec.values], per) if spec.unit != kind else f"改成{'每' + per if per else '不带单位'}的金额"
            )
            if isinstance(value, str) and spec.unit == "数量":  # the unit is missing where the parameter is defined, whoever uses it
                path, shown = ("parameters", spec.id, "value" if len(spec.values) == 1 else "values"), figures
            raise self.fail("P035", path, f"这里要写{kind}（如 {example}），写的是 {shown}", remedy)
        wrong = next((v for _, v in spec.values if not _plausible(v, beyond)), None)
        if wrong is not None:
            limits = "不能小于 0" + ("，也不能超过 100%" if kind == "比例" and not beyond else "")
            raise self.fail("P035", path, f"{kind} {written(wrong)} 不合理", limits)
        return Parameter(spec.id)

    def per(self, value: Any, path: Path_) -> str:
        """What an amount is per (台 in 1万元/台), be it written or a parameter's; "" where it is for the whole."""
        values = [v for _, v in self._named_parameter(value, path).values] if isinstance(value, str) else [value]
        return next((v.per for v in values if isinstance(v, Amount)), "")

    def _number_spec(self, value: Any, path: Path_, label: str, clause: str) -> ParameterSpec:
        if isinstance(value, str):
            return self._named_parameter(value, path)
        name = ".".join(str(part) for part in path if part != "programs")
        self.parameters[name] = ParameterSpec(name, label, clause, _kind(value), ((0, value),))
        return self.parameters[name]

    def figure(self, value: Any, path: Path_, year: int) -> Amount | Fraction | int:
        """A figure held against in `year`: the literal, or the parameter's value then. Raises Unresolved if it is not set or a list."""
        if not isinstance(value, str):
            return value  # type: ignore[no-any-return]  # the schema lets only numbers through
        found = self._named_parameter(value, path).at(year)
        if found is None or isinstance(found, tuple):
            raise self.fail("P035", path, f"参数 {value} 在 {year} 年{'是名单' if found else '没有值'}", "换成有数值的参数，或直接写数")
        return found

    def names(self, value: Any, path: Path_) -> tuple[tuple[str, ...], str]:
        """A slot's list of names, and the id of the parameter it came from ("" for a literal list)."""
        if not isinstance(value, str):
            return tuple(value), ""
        spec = self._named_parameter(value, path)
        if len(spec.values) > 1:
            raise self.fail("P035", path, f"名单 {value} 分了几期，这里只能用不分期的名单", "改成只写一个 value")
        current = spec.values[0][1]
        if not isinstance(current, tuple):
            raise self.fail("P035", path, f"这里要写名单，{value} 是{spec.unit}", "改成名单参数")
        return current, spec.id

    def _named_parameter(self, reference: str, path: Path_) -> ParameterSpec:
        name = reference[1:]
        if name not in self.file.parameters:
            near = self.document.nearest(name, self.file.parameters, 0.4)
            raise self.fail("P036", path, f"没有参数 {reference}", f"是否为 ${near}？" if near else "先在 parameters 中写上")
        return self.parameters[name]


def _kind(value: Value) -> str:
    if isinstance(value, Amount):
        return "金额"
    if isinstance(value, Fraction):
        return "比例"
    return "名单" if isinstance(value, tuple) else "数量"


def _bare_zero(value: Value) -> bool:
    """Whether a value is a 0 that does not say of what."""
    return type(value) is int and value == 0


def _zero(value: Value, kind: str, per: str = "") -> Value:
    """A bare 0 as a value of `kind` (per 人 …); any other value as it is."""
    if not _bare_zero(value) or kind not in ("金额", "比例"):
        return value
    return Amount(0, per) if kind == "金额" else Fraction(0)


def _plausible(value: Value, beyond: bool) -> bool:
    if isinstance(value, Fraction):
        return value >= 0 and (beyond or value <= 1)
    return (value.fen if isinstance(value, Amount) else value if isinstance(value, int) else 0) >= 0


def _yyyymmdd(day: Any) -> int:
    return int(day.year * 10_000 + day.month * 100 + day.day)
