"""The field dictionary with the columns and sheets that a policy declares itself."""

from __future__ import annotations

from dataclasses import replace

from techreform_cli.domain.field import Blank, Dictionary, FieldSpec, FieldType, SheetSpec
from techreform_cli.domain.sheets import ENTERPRISES
from techreform_cli.policy.compile_checks import checks
from techreform_cli.policy.dictionary import with_unclear
from techreform_cli.policy.schema import FieldEntry, PolicyFile, SheetEntry
from techreform_cli.policy.yaml_source import Document, Path_

IDENTITY = ("credit_code", "name")
ENTERPRISE, YEAR, YEAR_NAME = "企业", "year", "年度"
"""How an identity names the enterprise, and the column that says which year a row is of."""


def extended(dictionary: Dictionary, file: PolicyFile, document: Document) -> Dictionary:
    """`dictionary` with the policy's `fields`, `sheets`, `checks` and plan; what does not fit is noted and left out."""
    sheets = {sheet.name: sheet for sheet in dictionary.sheets}
    enterprises = dictionary.sheet(ENTERPRISES)
    for name, entry in file.sheets.items():
        path: Path_ = ("sheets", name)
        taken = {alias for sheet in sheets.values() for alias in (sheet.name, *sheet.aliases)}
        clash = next((alias for alias in (name, *entry.aliases) if alias in taken), None)
        if clash:
            document.add("P056", path, f"已有《{clash}》这张表", "要加列的写在 fields 中；另一张表换一个名称")
            continue
        sheets[name] = _with_unclear(_sheet(name, entry, enterprises, document, path), dictionary)
    for name, entries in file.fields.items():
        if name not in sheets or name in file.sheets:
            near = document.nearest(name, sheets)
            advice = f"是否为 {near}？" if near and name not in sheets else "这张表的列写在 sheets 中"
            document.add("P056", ("fields", name), f"台账词典没有《{name}》这张表", advice)
            continue
        sheet = sheets[name]
        added = tuple(_field(sheet.key, key, field, document, ("fields", name, key)) for key, field in entries.items())
        own = tuple(with_unclear(field, dictionary.unclear_words) for field in added)
        sheets[name] = replace(sheet, fields=(*sheet.fields, *_free(sheet, own, document, ("fields", name))))
    plan = (file.policy.plan.first_year, file.policy.plan.last_year)
    whole = replace(dictionary, sheets=tuple(sheets.values()), plan=plan)
    return replace(whole, checks=(*dictionary.checks, *checks(file.checks, whole, document)))


def _with_unclear(sheet: SheetSpec, dictionary: Dictionary) -> SheetSpec:
    return replace(sheet, fields=tuple(with_unclear(field, dictionary.unclear_words) for field in sheet.fields))


def _sheet(name: str, entry: SheetEntry, enterprises: SheetSpec, document: Document, path: Path_) -> SheetSpec:
    own = tuple(_field(name, key, field, document, (*path, "fields", key)) for key, field in entry.fields.items())
    if entry.per_enterprise:
        own = (*(replace(enterprises.field(key), sheet=name, required=False) for key in IDENTITY), *own)
    keys = {field.name: field.key for field in own} | ({ENTERPRISE: "enterprise"} if entry.per_enterprise else {})
    for i, column in enumerate(entry.identity):
        if column not in keys:
            document.add("P056", (*path, "identity", i), f"《{name}》没有“{column}”列", "写本表的列名，企业写“企业”")
    identity = tuple(keys[column] for column in entry.identity if column in keys)
    return SheetSpec(name, name, own, tuple(entry.aliases), entry.required, identity)


def _field(sheet: str, name: str, entry: FieldEntry, document: Document, path: Path_) -> FieldSpec:
    kind = FieldType(entry.type)
    if entry.choices and kind is not FieldType.CHOICE:
        document.add("P056", (*path, "choices"), "只有 choice（分类）列才能写 choices", "删去 choices，或改 type 为 choice")
    if entry.blank == "zero" and kind not in (FieldType.MONEY, FieldType.NUMBER, FieldType.INTEGER):
        document.add("P056", (*path, "blank"), "只有金额、数量列空着才能算零", "改 blank 为 none 或 unknown")
    return FieldSpec(
        sheet=sheet,
        key=YEAR if name == YEAR_NAME and kind is FieldType.YEAR else name,
        name=name,
        type=kind,
        unit=entry.unit or ("万元" if kind is FieldType.MONEY else ""),
        aliases=tuple(entry.aliases),
        blank=Blank(entry.blank),
        required=entry.required,
        optional=not entry.required,
        choices=tuple(tuple(spellings) for spellings in entry.choices),
    )


def _free(sheet: SheetSpec, added: tuple[FieldSpec, ...], document: Document, path: Path_) -> list[FieldSpec]:
    """Those of the added fields whose name and aliases the sheet does not have yet."""
    taken = {word for field in sheet.fields for word in (field.name, *field.aliases)}
    found = []
    for field in added:
        clash = next((word for word in (field.name, *field.aliases) if word in taken), None)
        if clash:
            document.add("P056", (*path, field.name), f"《{sheet.name}》已有“{clash}”列", "直接用已有的列，或换一个名称")
        else:
            found.append(field)
    return found
