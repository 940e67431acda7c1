"""Readings without effect: options that write the same, that set what no rule reads, or that calculate the same as the default."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from techreform_cli.domain.field import Dictionary
from techreform_cli.domain.policy import Interpretation, Policy
from techreform_cli.policy.codes import Finding
from techreform_cli.policy.references import References
from techreform_cli.policy.scalars import written
from techreform_cli.policy.yaml_source import Document, Path_

Variants = dict[tuple[str, str], Policy]
"""The policy under each option that is not in use, by interpretation and option."""


def readings(document: Document, policy: Policy, variants: Variants, reads: References) -> list[Finding]:
    """What is doubtful about the options of every interpretation. One with a single option states a reading, and is left alone."""
    found: list[Finding] = []
    usual = _rules(policy, document, reads)
    for item in policy.interpretations:
        sets = {name: option["set"] for name, option in document.data["interpretations"][item.id]["options"].items()}
        found += _targets(item, sets, reads)
        for option in item.options:
            if option.id != item.use and _rules(variants[item.id, option.id], document, reads) == usual:
                details = (("name", item.id), ("option", option.id), ("default", item.use))
                found.append(Finding("P132", (*_path(item), option.id), (item.clause,), details))
    return found


def _targets(item: Interpretation, sets: dict[str, dict[str, Any]], reads: References) -> list[Finding]:
    """What the options set: the same in all of them, or something that no rule reads."""
    found = []
    for target in dict.fromkeys(target for patch in sets.values() for target in patch):
        option, value = next((name, patch[target]) for name, patch in sets.items() if target in patch)
        path: Path_ = (*_path(item), option, "set", target)
        if not reads.read(tuple(target.split("."))):
            found.append(Finding("P133", path, (item.clause,), (("name", item.id), ("target", target))))
        elif len(sets) > 1 and all(target in patch and patch[target] == value for patch in sets.values()):
            details = (("name", item.id), ("target", target), ("value", _shown(value)))
            found.append(Finding("P131", path, (item.clause,), details))
    return found


def _path(item: Interpretation) -> Path_:
    return ("interpretations", item.id, "options")


def _shown(value: Any) -> str:
    return "[" + ", ".join(map(written, value)) + "]" if isinstance(value, list) else written(value)


def _rules(policy: Policy, document: Document, reads: References) -> str:
    """Everything that calculates, as text: fields declared by the policy itself are new objects each time it is compiled."""
    declared, definitions = document.data.get("parameters", {}), document.data.get("definitions", {})

    def is_read(name: str) -> bool:
        section, _, rest = name.partition(".")
        defined = rest.partition(".")[0]
        if section == "definitions" and defined in definitions:
            return defined in reads.definitions
        return name not in declared or name in reads.parameters

    used = {name: spec for name, spec in policy.parameters.items() if is_read(name)}
    return repr(replace(policy, parameters=used, dictionary=Dictionary(()), interpretations=(), settings=(), notes=()))
