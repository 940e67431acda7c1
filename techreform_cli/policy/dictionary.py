"""The field dictionary: rules/ledger.yaml, extended by a policy's own fields."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from techreform_cli.domain.field import Blank, Dictionary, FieldSpec, FieldType, Otherwise, Period, SheetSpec
from techreform_cli.policy.compile_checks import checks
from techreform_cli.policy.packaged import DICTIONARY_FILE, rules_folder
from techreform_cli.policy.schema import CheckEntry
from techreform_cli.policy.yaml_source import read_yaml


@cache
def load_dictionary() -> Dictionary:
    """The dictionary common to all counties. Raises PolicyInvalid if the file is not well formed."""
    document = read_yaml(rules_folder() / DICTIONARY_FILE, f"rules/{DICTIONARY_FILE}")
    common = tuple(document.data["unclear_words"])
    sheets = tuple(sheet_spec(key, entry, common) for key, entry in document.data["sheets"].items())
    dictionary = Dictionary(sheets, unclear_words=common)
    entries = {name: [CheckEntry.model_validate(entry) for entry in found] for name, found in document.data["checks"].items()}
    found = checks(entries, dictionary, document)
    document.raise_if_errors()
    return replace(dictionary, checks=found)


def sheet_spec(key: str, entry: dict[str, Any], unclear_words: tuple[str, ...]) -> SheetSpec:
    """One sheet from its entry in the dictionary file; `unclear_words` are common to all fields to which they matter."""
    return SheetSpec(
        key=key,
        name=entry["name"],
        fields=tuple(with_unclear(field_spec(key, name, field), unclear_words) for name, field in entry["fields"].items()),
        aliases=tuple(entry.get("aliases", ())),
        required=entry.get("required", False),
        identity=tuple(entry.get("identity", ())),
        absent=entry.get("absent", ""),
        taken_back=tuple(entry.get("taken_back", ())),
    )


def with_unclear(spec: FieldSpec, unclear_words: tuple[str, ...]) -> FieldSpec:
    """The field with the words that say nothing, where they matter to it, besides its own."""
    return replace(spec, unclear_words=(*unclear_words, *spec.unclear_words)) if spec.unclear_matters else spec


def field_spec(sheet: str, key: str, entry: dict[str, Any]) -> FieldSpec:
    """One field from its entry in the dictionary file."""
    otherwise = entry.get("otherwise")
    return FieldSpec(
        sheet=sheet,
        key=key,
        name=entry["name"],
        type=FieldType(entry["type"]),
        unit=entry.get("unit", ""),
        aliases=tuple(entry.get("aliases", ())),
        blank=Blank(entry.get("blank", "unknown")),
        required=entry.get("required", False),
        optional=entry.get("optional", False),
        yearly=entry.get("yearly", False),
        choices=tuple(tuple(choice) for choice in entry.get("choices", ())),
        otherwise=Otherwise(otherwise["sheet"], otherwise["field"], otherwise.get("where", "")) if otherwise else None,
        no_column=entry.get("no_column", ""),
        lookalikes=tuple(entry.get("lookalikes", ())),
        none_words=tuple(entry.get("none_words", ())),
        unclear_words=tuple(entry.get("unclear_words", ())),
        period=Period(entry["period"]) if "period" in entry else None,
        period_headers=tuple(entry.get("period_headers", ())),
        year_column=entry.get("year_column", ""),
        places=tuple(entry.get("places", ())),
    )
