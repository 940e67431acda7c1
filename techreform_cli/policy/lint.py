"""What is doubtful in a policy file that is valid: unread parts, uncovered clauses, figures out of force, idle readings."""

from __future__ import annotations

from typing import Any

from techreform_cli.domain.checked import Checked
from techreform_cli.domain.policy import Comparison, Policy
from techreform_cli.domain.problem import PolicyInvalid, Problem
from techreform_cli.domain.reads import rows_of_all_years
from techreform_cli.policy.codes import Finding, told
from techreform_cli.policy.lint_parameters import dated_parameters
from techreform_cli.policy.lint_readings import Variants, readings
from techreform_cli.policy.load import PolicySource, open_policy
from techreform_cli.policy.packaged import taken_id
from techreform_cli.policy.references import References, references
from techreform_cli.policy.scalars import written
from techreform_cli.policy.yaml_source import Document, position


def check(reference: str) -> Checked:
    """Everything doubtful about the policy meant by `reference` (an id or a path).

    Raises UsageError for a reference that does not exist, PolicyInvalid for a file that is not valid under some reading.
    """
    source = open_policy(reference)
    policy, document = source.plain, source.document.copy()
    variants = _variants(document, source)
    reads = references(document.data)
    found = [*_unread(document.data, policy, reads), *_clauses(document.data, policy)]
    found += [Finding("P104", ("policy", "id"), (), (("id", policy.id),))] if taken_id(policy.id, document.sha256) else []
    found += [
        *_about(document.data, policy),
        *_timeless(policy),
        *dated_parameters(document, policy, reads),
        *readings(document, policy, variants, reads),
    ]
    told(document, found)
    findings = sorted([*document.problems, *policy.notes], key=position)
    return Checked(policy, tuple(findings))


def _variants(document: Document, source: PolicySource) -> Variants:
    """The policy under every option that is not in use. Raises PolicyInvalid with the errors of all."""
    found: Variants = {}
    wrong: dict[Problem, None] = {}
    for item in source.plain.interpretations:
        for option in item.options:
            if option.id == item.use:
                continue
            try:
                found[item.id, option.id] = source.compiled({item.id: option.id})
            except PolicyInvalid as error:
                wrong |= dict.fromkeys(error.problems)
    for problem in wrong:
        document.problems.setdefault(problem)
    document.raise_if_errors()
    return found


def _unread(data: dict[str, Any], policy: Policy, reads: References) -> list[Finding]:
    """Parameters and definitions that no rule uses, and numbers that rest on no clause."""
    found = []
    for name, entry in data.get("parameters", {}).items():
        if name not in reads.parameters:
            details = (("name", name), ("label", entry["label"]))
            found.append(Finding("P101", ("parameters", name), (entry["clause"],), details))
    for name in data.get("definitions", {}):
        if name not in reads.definitions:
            found.append(Finding("P102", ("definitions", name), (), (("name", name),)))
    for spec in policy.parameters.values():
        if not spec.clause:
            path = tuple(int(part) if part.isdecimal() else part for part in spec.id.split("."))  # a literal is called after its place
            found.append(Finding("P103", path, (), (("value", written(spec.values[0][1])),)))
    return found


def _clauses(data: dict[str, Any], policy: Policy) -> list[Finding]:
    """Clauses whose status is not what the file does with them."""
    rules = set(_cited({part: content for part, content in data.items() if part not in ("clauses", "interpretations", "tracked")}))
    tracked = set(_cited(data.get("tracked", {})))
    found = []
    for number, clause in policy.clauses.items():
        code = {
            "encoded": "" if number in rules else "P111",
            "tracked": "" if number in tracked else "P112",
            "not_computable": "P113" if number in rules | tracked else "" if clause.reason else "P114",
        }[clause.status]
        if code:
            found.append(Finding(code, ("clauses", number), (), (("name", number),)))
    return found


def _about(data: dict[str, Any], policy: Policy) -> list[Finding]:
    """The targets that are to be reached 左右 where the file does not say how closely."""
    if data.get("about") is not None:
        return []
    found = [target for target in policy.targets if target.comparison is Comparison.ABOUT]
    return [Finding("P115", ("targets", target.family, "comparison"), (), (("label", target.label),)) for target in found]


def _timeless(policy: Policy) -> list[Finding]:
    """The targets whose figure is the same in every year, since nothing says which rows are of which."""
    found = []
    for target in policy.targets:
        sheet = rows_of_all_years(policy, target.measure)
        if sheet and not target.official:
            details = (("label", target.label), ("sheet", policy.dictionary.sheet(sheet).name))
            found.append(Finding("P116", ("targets", target.family, "measure"), (target.clause,), details))
    return list({finding.path: finding for finding in reversed(found)}.values())


def _cited(value: Any) -> list[str]:
    """Every clause that an entry, or one below it, cites."""
    if isinstance(value, list):
        return [clause for part in value for clause in _cited(part)]
    if not isinstance(value, dict):
        return []
    own = [value["clause"]] if isinstance(value.get("clause"), str) else []
    return own + [clause for part in value.values() for clause in _cited(part)]
