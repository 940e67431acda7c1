"""The ledger that a case describes: its facts laid over the ordinary rows that the file of cases states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from techreform_cli.casebook.cells import Column, column_of
from techreform_cli.domain.field import Dictionary, FieldSpec, FieldType, SheetSpec
from techreform_cli.domain.sheets import ENTERPRISES
from techreform_cli.policy.yaml_source import Document, Path_

COPIES, ABSENT = "copies", "absent"
"""How many alike an entry among the enterprises stands for; a year without a row."""

Row = dict[Column, Any]
Placed = tuple[dict[str, Any], Path_]
"""The entries of a row as the file has them, and where."""


@dataclass(slots=True)
class Facts:
    """Puts together the rows of one case. `rows` has every sheet that the ledger is to have."""

    document: Document
    dictionary: Dictionary
    defaults: dict[str, dict[str, Any]]
    path: Path_
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def build(self, facts: dict[str, Any], without: list[str]) -> dict[str, list[Row]]:
        """The rows of every sheet, by its key. What does not fit the ledger's fields is noted in the document."""
        where = (*self.path, "facts")
        sheets = {name: self._sheet(name, (*where, name)) for name in facts}
        for name in self.defaults:
            self._sheet(name, ("defaults", name))
        own = self.dictionary.sheet(ENTERPRISES)
        self.rows |= {sheet.key: [] for sheet in (*self.dictionary.sheets, own) if sheet.required}
        shared = {name: given for name, given in facts.items() if sheets[name] not in (None, own)}
        for number, (entry, place) in enumerate(self._entries(facts.get(own.name, {}), (*where, own.name))):
            self._enterprise(own, entry, place, shared if number == 0 else {})
        for i, name in enumerate(without):
            self._leave_out(name, (*self.path, "without", i))
        return self.rows

    def _entries(self, given: Any, path: Path_) -> Iterator[Placed]:
        """The mappings that one or several rows are written as."""
        for i, entry in enumerate(given if isinstance(given, list) else [given]):
            place = (*path, i) if isinstance(given, list) else path
            if isinstance(entry, dict):
                yield entry, place
            else:
                self.document.add("P203", place, "一行要写成 {列名: 值}", "例如 {规上: true}")

    def _enterprise(self, own: SheetSpec, entry: dict[str, Any], place: Path_, shared: dict[str, Any]) -> None:
        """One enterprise (or several alike) with the rows of other sheets that are written in it, and those of the case as a whole."""
        names = {sheet.name for sheet in self.dictionary.sheets}
        copies = entry.get(COPIES, 1)
        if type(copies) is not int or not 1 <= copies <= 1000:
            self.document.add("P203", (*place, COPIES), "copies 要写 1 到 1000 的整数", "例如 copies: 15")
            copies = 1
        plain = {key: value for key, value in entry.items() if key not in names and key != COPIES}
        nested = {key: (value, (*place, key)) for key, value in entry.items() if key in names}
        nested |= {key: (value, (*self.path, "facts", key)) for key, value in shared.items()}
        for _ in range(copies):
            identity = _identity(own, len(self.rows[own.key]) + 1)
            row = identity | self._row(own, self._default(own), ("defaults", own.name)) | self._row(own, plain, place)
            self.rows[own.key].append(row)
            owner = {column.spec.key: row[column] for column in identity}
            for sheet in self.dictionary.sheets:
                if sheet is not own:
                    self._sheet_rows(sheet, nested.get(sheet.name), owner)

    def _sheet_rows(self, sheet: SheetSpec, given: tuple[Any, Path_] | None, owner: dict[str, Any]) -> None:
        """The rows of one sheet about one enterprise; a sheet of the county has them once."""
        year = next((f for f in sheet.fields if f.key == "year"), None)
        usual = self._default(sheet)
        years = self.defaults.get(sheet.name, {}).get(year.name) if year else None
        years = [str(one) for one in years] if isinstance(years, list) else []
        about_enterprise = any(f.key == "credit_code" for f in sheet.fields)
        if given is None and not (years and (about_enterprise or not self.rows.get(sheet.key))):
            return
        rows = self.rows.setdefault(sheet.key, [])
        value, place = given or ({}, ())
        if year and isinstance(value, dict) and all(re.fullmatch(r"\d{4}", key) for key in value):
            entries = [(value.get(one, {}), (*place, one), {Column(year): int(one)}) for one in sorted({*years, *value})]
        else:
            entries = [(entry, at, {}) for entry, at in self._entries([] if value is None else value, place)]
        for entry, at, dated in entries:
            if entry == ABSENT:
                continue
            if not isinstance(entry, dict):
                self.document.add("P203", at, "一行要写成 {列名: 值}，没有这一行的写 absent", "例如 {主营业务收入: 2000万元}")
                continue
            own = self._row(sheet, usual, ("defaults", sheet.name)) | dated | self._row(sheet, entry, at)
            rows.append(_filled(sheet, owner, len(rows) + 1, {column.spec.key for column in own}) | own)

    def _default(self, sheet: SheetSpec) -> dict[str, Any]:
        """The ordinary row of a sheet; a list of years there says which rows there are, not what stands in them."""
        return {name: value for name, value in self.defaults.get(sheet.name, {}).items() if not isinstance(value, list)}

    def _row(self, sheet: SheetSpec, entry: dict[str, Any], path: Path_) -> Row:
        found: Row = {}
        for name, value in entry.items():
            column = column_of(sheet, name)
            if column is None:
                near = self.document.nearest(name, [f.name for f in sheet.fields], 0.4)
                message = f"《{sheet.name}》没有“{name}”这一列"
                self.document.add("P203", (*path, name), message, f"是否为 {near}？" if near else "写台账的列名，每年一列的写 2024年某列")
            elif fault := column.fault(value):
                self.document.add("P203", (*path, name), f"“{name}”{fault}", "改成这一列的写法")
            else:
                found[column] = value
        return found

    def _sheet(self, name: str, path: Path_) -> SheetSpec | None:
        found = next((s for s in self.dictionary.sheets if s.name == name), None)
        if found is None:
            near = self.document.nearest(name, [s.name for s in self.dictionary.sheets], 0.4)
            self.document.add("P203", path, f"台账没有《{name}》这张表", f"是否为 {near}？" if near else "写台账的表名")
        return found

    def _leave_out(self, name: str, path: Path_) -> None:
        """Take a whole sheet out of the ledger, or 表.列."""
        sheet = self._sheet(name.partition(".")[0], path)
        if sheet is None:
            return
        header = name.partition(".")[2]
        column = column_of(sheet, header) if header else None
        if not header:
            self.rows.pop(sheet.key, None)
        elif column is None:
            self.document.add("P203", path, f"《{sheet.name}》没有“{header}”这一列", "写成 表.列")
        else:
            self.rows[sheet.key] = [{c: v for c, v in row.items() if c != column} for row in self.rows.get(sheet.key, [])]


def _identity(sheet: SheetSpec, serial: int) -> Row:
    """A name and a credit code that is well formed, for the enterprise of that serial number."""
    from stdnum.cn import uscc  # not worth loading for --help

    code = f"91110000MA5{serial:06d}"
    return {
        Column(sheet.field("name")): f"甲{serial}公司",
        Column(sheet.field("credit_code")): code + uscc.calc_check_digit(code),
    }


def _filled(sheet: SheetSpec, owner: dict[str, Any], serial: int, given: set[str]) -> Row:
    """What a row has without being told: whose it is (unless it says so itself), and a number where rows are told apart by one."""
    found: Row = {}
    for spec in sheet.fields:
        if spec.key in owner and not given & set(owner):
            found[Column(spec)] = owner[spec.key]
        elif spec.key in sheet.identity and _is_text(spec):
            found[Column(spec)] = f"P{serial}"
        elif spec.key == "project_name":
            found[Column(spec)] = f"项目{serial}"
    return found


def _is_text(spec: FieldSpec) -> bool:
    return spec.type in (FieldType.TEXT, FieldType.CODE)
