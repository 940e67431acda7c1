"""The `checks` of the field dictionary and of a policy: names become fields, amounts whole 分, what cannot be meant is noted."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from techreform_cli.domain.expression import Amount
from techreform_cli.domain.field import NUMBER_SCALE, Dictionary, FieldSpec, FieldType, SheetSpec
from techreform_cli.domain.plausible import Bound, Check, Comparison, Median, NearPlan, WorkingYears
from techreform_cli.domain.problem import Severity
from techreform_cli.policy.scalars import written
from techreform_cli.policy.schema import CheckEntry
from techreform_cli.policy.yaml_source import Document, Path_

MEASURED = (FieldType.MONEY, FieldType.NUMBER, FieldType.INTEGER)
COMPARABLE = (*MEASURED, FieldType.YEAR, FieldType.DATE)
CODE = "P057"
"""What is said of a check that cannot be carried out."""


class _Unfit(Exception):
    """A check that has been reported and is left out."""


def checks(entries: dict[str, list[CheckEntry]], dictionary: Dictionary, document: Document) -> tuple[Check, ...]:
    """The checks of every sheet; those that do not fit the dictionary are noted and left out."""
    sheets = {sheet.name: sheet for sheet in dictionary.sheets}
    found: list[Check] = []
    for name, listed in entries.items():
        if name not in sheets:
            near = document.nearest(name, sheets)
            document.add(
                CODE, ("checks", name), f"台账没有《{name}》这张表", f"是否为 {near}？" if near else "可用的有：" + "、".join(sheets)
            )
            continue
        for i, entry in enumerate(listed):
            try:
                found += _Compiler(sheets[name], dictionary, document, ("checks", name, i)).checks(entry)
            except _Unfit:
                continue
    return tuple(found)


class _Compiler:
    """One entry of one sheet."""

    def __init__(self, sheet: SheetSpec, dictionary: Dictionary, document: Document, path: Path_) -> None:
        self._sheet = sheet
        self._dictionary = dictionary
        self._document = document
        self._path = path

    def checks(self, entry: CheckEntry) -> list[Check]:
        """What the entry expects, one check for each bound. Raises _Unfit."""
        field = self._column(entry.field, "field")
        head = (field, Severity(entry.severity), entry.note)
        bounds = [(bound, limit) for bound in Bound if (limit := getattr(entry, bound.value)) is not None]
        kinds = [bool(bounds), bool(entry.years_from or entry.years_to), entry.near_plan is not None]
        if sum(kinds) != 1:
            raise self._fail("", "一项检查要写、也只能写一种：上下限、years_from 和 years_to，或 near_plan", "分成几项写")
        if entry.near_plan:
            self._kind(field, (FieldType.YEAR, FieldType.DATE), "near_plan", "年度或日期")
            return [NearPlan(*head, entry.near_plan.before, entry.near_plan.after)]
        if not bounds:
            return [self._working_years(entry, *head)]
        self._kind(field, COMPARABLE, "field", "金额、数量、年度或日期")
        if entry.median:
            self._kind(field, MEASURED, "median", "金额或数量")
            return [Median(*head, bound, self._literal(limit, field, bound.value)) for bound, limit in bounds]
        where = (
            self._kind(self._column(entry.where, "where"), (FieldType.BOOLEAN, *MEASURED), "where", "是否或数量") if entry.where else None
        )
        rest = (where, entry.is_, self._tolerance(entry.tolerance, field))
        return [Comparison(*head, bound, self._limit(limit, field, bound.value), *rest) for bound, limit in bounds]

    def _tolerance(self, share: Any, field: FieldSpec) -> Fraction:
        if share is None:
            return Fraction(0)
        self._kind(field, MEASURED, "tolerance", "金额或数量")
        if not isinstance(share, (int, Fraction)) or share < 0:
            raise self._fail("tolerance", f"tolerance 不能是 {written(share)}", "写成比例，如 30%")
        return Fraction(share)

    def _working_years(self, entry: CheckEntry, field: FieldSpec, severity: Severity, note: str) -> WorkingYears:
        if not field.yearly:
            raise self._fail("field", f"“{field.name}”不是每年一列的数", "years_from 和 years_to 只用于每年一列的数，如 完成投资")
        if not (entry.years_from and entry.years_to):
            raise self._fail("", "years_from 和 years_to 要一起写", "补上另一个日期列")
        days = [self._column(getattr(entry, key), key) for key in ("years_from", "years_to")]
        start, end = (self._kind(day, (FieldType.DATE,), "field", "日期") for day in days)
        return WorkingYears(field, severity, note, start, end, entry.years_after)

    def _limit(self, limit: Any, field: FieldSpec, key: str) -> FieldSpec | int:
        if not isinstance(limit, str):
            return self._literal(limit, field, key)
        other = self._other(limit, key)
        alike = (field.type, field.unit if field.type in MEASURED else "") == (other.type, other.unit if other.type in MEASURED else "")
        if not alike or (other.yearly and not field.yearly):
            raise self._fail(key, f"“{field.name}”和“{other.name}”不能比", "两列要同是日期、年度，或单位相同的金额、数量")
        return other

    def _literal(self, value: Any, field: FieldSpec, key: str) -> int:
        """A fixed value in the parts of the field's column."""
        whole = isinstance(value, (int, Fraction))
        match field.type:
            case FieldType.MONEY if isinstance(value, Amount) and value.per == field.unit.partition("/")[2]:
                return value.fen
            case FieldType.MONEY if whole and value == 0:
                return 0
            case FieldType.NUMBER if whole and (value * NUMBER_SCALE) % 1 == 0:
                return int(value * NUMBER_SCALE)
            case FieldType.INTEGER | FieldType.YEAR if isinstance(value, int):
                return value
            case FieldType.DATE if isinstance(value, dt.date):
                return value.year * 10_000 + value.month * 100 + value.day
        raise self._fail(key, f"“{field.name}”不能和 {written(value)} 比", f"写成与“{field.header}”相同的单位，或列名")

    def _column(self, name: str, key: str) -> FieldSpec:
        """The column of that name in the check's own sheet. Raises _Unfit."""
        found = next((field for field in self._sheet.fields if field.name == name), None)
        if found is None:
            near = self._document.nearest(name, [field.name for field in self._sheet.fields], 0.4)
            raise self._fail(key, f"《{self._sheet.name}》没有“{name}”这一列", f"是否为 {near}？" if near else "写这张表的列名")
        return found

    def _other(self, name: str, key: str) -> FieldSpec:
        """A column of the same sheet, or 表.列 of one that has a single row for each row of this one. Raises _Unfit."""
        sheet_name, _, _ = name.rpartition(".")
        if not sheet_name:
            return self._column(name, key)
        found = self._dictionary.named(name)
        if not found:
            every = [f"{sheet.name}.{field.name}" for sheet in self._dictionary.sheets for field in sheet.fields]
            near = self._document.nearest(name, every, 0.4)
            raise self._fail(key, f"台账没有“{name}”这一列", f"是否为 {near}？" if near else "写成 表.列")
        other = self._dictionary.sheet(found[0].sheet)
        own = {field.key for field in self._sheet.fields} | (
            {"enterprise"} if "credit_code" in {f.key for f in self._sheet.fields} else set()
        )
        if not other.identity or not set(other.identity) <= own:
            raise self._fail(key, f"《{self._sheet.name}》的一行不能确定用《{other.name}》的哪一行", "换成这张表的列")
        return found[0]

    def _kind(self, field: FieldSpec, kinds: tuple[FieldType, ...], key: str, wanted: str) -> FieldSpec:
        if field.type not in kinds:
            raise self._fail(key, f"“{field.name}”不是{wanted}列", f"换成{wanted}列")
        return field

    def _fail(self, key: str, message: str, remedy: str) -> _Unfit:
        self._document.add(CODE, (*self._path, key) if key else self._path, message, remedy)
        return _Unfit()
