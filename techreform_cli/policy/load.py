"""Load a policy: find the file, lay choices over it, validate, compile."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from techreform_cli.domain.county import FILE as OVERLAY_FILE
from techreform_cli.domain.field import Dictionary
from techreform_cli.domain.policy import Clause, Interpretation, Option, Policy
from techreform_cli.domain.problem import PolicyInvalid, Problem, Severity, UsageError
from techreform_cli.domain.reads import fields_read
from techreform_cli.policy.bearing import Mentions, bears_on, mentions
from techreform_cli.policy.codes import told
from techreform_cli.policy.compile_conditions import definitions
from techreform_cli.policy.compile_pools import budgets, check_programs, stacking, total_caps
from techreform_cli.policy.compile_programs import programs
from techreform_cli.policy.compile_scorecards import scorecards
from techreform_cli.policy.compile_targets import about_share, targets, tracked
from techreform_cli.policy.county_file import policy_with_id
from techreform_cli.policy.crossfoot import crossfoot
from techreform_cli.policy.dictionary import load_dictionary
from techreform_cli.policy.extend_dictionary import extended
from techreform_cli.policy.messages import report
from techreform_cli.policy.overlay import lay_over
from techreform_cli.policy.packaged import packaged, taken_id
from techreform_cli.policy.patches import apply_interpretations, apply_slots, chosen_options, expand_principals, settled
from techreform_cli.policy.scalars import spelled
from techreform_cli.policy.schema import OptionEntry, PolicyFile
from techreform_cli.policy.scope import Scope
from techreform_cli.policy.yaml_source import Document, parse_yaml


def find_policy(reference: str, beside: Path | None = None) -> Path:
    """The file meant by `--policy`: a packaged id, a path, or the id of a policy file that techreform.yaml in folder `beside` names (as
    a workbook's own command does). Raises UsageError if it is none."""
    known = packaged()
    if reference in known:
        return known[reference]
    if os.path.isfile(reference):  # noqa: PTH113  (unlike Path.is_file, False for names no file can have)
        return Path(reference)
    named = policy_with_id(reference, beside) if beside is not None else None
    if named is not None:
        return named
    raise UsageError(Problem("U011", Severity.ERROR, f"找不到政策“{reference}”", "写政策文件的路径，或自带的：" + "、".join(known)))


@dataclass(frozen=True, slots=True)
class PolicySource:
    """A policy file read once, with the county's own readings laid over it: compiles under any settings without reading again.

    `plain` is the policy without any setting.
    """

    document: Document
    overlay_sha256: str
    plain: Policy

    def policy(self, settings: dict[str, str] | None = None) -> Policy:
        """The policy with --set `settings`. Raises UsageError for a setting that does not exist or does not fit."""
        if not settings:
            return self.plain
        try:
            return self.compiled(settings)
        except PolicyInvalid as error:
            culprit = next((one for one in settings.items() if not self._fits(dict([one]))), None)
            shown = "、".join("=".join(one) for one in ([culprit] if culprit else settings.items()))
            first = error.problems[0]
            # A slot's value may stand in a parameter, which is set instead; its name is not what was written on the command line.
            message = first.message if "$" in shown else re.sub(r"\$[\w-]+（([^）]*)）", r"\1", first.message)
            raise UsageError(Problem("U012", Severity.ERROR, f"--set {shown} 不合适：{message}", first.remedy)) from None

    def compiled(self, settings: dict[str, str]) -> Policy:
        """The policy with `settings`. Raises UsageError for one that does not exist, PolicyInvalid, with errors placed in the file, for
        one that does not fit."""
        return _compiled(self.document, self.overlay_sha256, settings, self.plain.dictionary)

    def read_by_others(self) -> dict[tuple[str, str], str]:
        """The columns (sheet, field) that only other readings of questions nobody has confirmed read, each with the first such question."""
        own = {(spec.sheet, spec.key) for spec in fields_read(self.plain)}
        found: dict[tuple[str, str], str] = {}
        for item in self.plain.interpretations:
            for option in item.options if not item.confirmed else ():
                if option.id != item.use and self._fits({item.id: option.id}):
                    read = ((spec.sheet, spec.key) for spec in fields_read(self.policy({item.id: option.id})))
                    found = {**{key: item.question for key in read if key not in own}, **found}
        return found

    def _fits(self, settings: dict[str, str]) -> bool:
        try:
            self.compiled(settings)
        except PolicyInvalid:
            return False
        return True


def open_policy(reference: str, beside: Path | None = None) -> PolicySource:
    """The policy meant by `reference`, with the readings of techreform.yaml in folder `beside` laid over it.

    Raises UsageError for a reference that does not exist, PolicyInvalid (all errors at once, each with line and column) for
    a file that is not valid.
    """
    document = parse_yaml(find_policy(reference, beside), partial=True)
    if not isinstance(document.data, dict):
        document.add("P010", (), "这不是政策文件：最外层应是“名: 值”", "对照 rules/ 中的示例")
        document.raise_if_errors()
    expand_principals(document)
    if document.cut:  # names that stand in what was cut out would be missing elsewhere
        _validated(document)
        document.raise_if_errors()
    overlay = beside / OVERLAY_FILE if beside is not None and os.path.isfile(beside / OVERLAY_FILE) else None  # noqa: PTH113
    sha256 = lay_over(document, overlay) if overlay else ""
    return PolicySource(document, sha256, _compiled(document, sha256, {}))  # a file at fault is told before anything about settings


def load_policy(reference: str, settings: dict[str, str] | None = None, beside: Path | None = None) -> Policy:
    """The policy meant by `reference`, with the readings of techreform.yaml in folder `beside` and the --set `settings` applied.

    Raises what `open_policy` raises, and UsageError for a setting that does not exist or does not fit.
    """
    return open_policy(reference, beside).policy(settings)


def _compiled(read: Document, overlay_sha256: str, settings: dict[str, str], dictionary: Dictionary | None = None) -> Policy:
    """The policy of a document, which stays as it was read; `dictionary` is that of an earlier compilation. Raises PolicyInvalid."""
    document = read.copy()
    used = apply_interpretations(document, chosen_options(document, settings))
    if settings:
        apply_slots(document, settings)
        used = settled(document, used)
    policy = _compile(document, _validated(document), used, settings, dictionary)
    reference = read.file if taken_id(policy.id, read.sha256) else policy.id
    return replace(policy, overlay_sha256=overlay_sha256, reference=reference)


def _validated(document: Document) -> PolicyFile:
    """The file's entries. Unknown keys are noted and left out, so that what else is wrong is found in the same run; any
    other fault of shape ends it here."""
    try:
        return PolicyFile.model_validate(document.data)
    except ValidationError as error:
        report(error, document)
        unknown = [item["loc"] for item in error.errors() if item["type"] == "extra_forbidden"]
        if len(unknown) < error.error_count():
            document.raise_if_errors()
    for *parent, key in unknown:
        holder = document.data
        for part in parent:
            holder = holder[part]
        holder.pop(key, None)
    return PolicyFile.model_validate(document.data)


def _compile(document: Document, file: PolicyFile, used: dict[str, str], settings: dict[str, str], dictionary: Dictionary | None) -> Policy:
    scope = Scope(document, file, dictionary or extended(load_dictionary(), file, document))
    plan = (file.policy.plan.first_year, file.policy.plan.last_year)
    if plan[0] > plan[1]:
        document.add("P041", ("policy", "plan"), "计划的起年晚于止年", "对调")
    scope.check_names()
    definitions(scope)
    check_programs(scope, file.fund_programs, ("fund_programs",))
    compiled_programs, compiled_targets = programs(scope), targets(scope)
    mentioned = mentions(document.data)
    policy = Policy(
        id=file.policy.id,
        title=file.policy.title,
        document=file.policy.document,
        issuer=file.policy.issuer,
        issued=file.policy.issued,
        sha256=document.sha256,
        plan=plan,
        clauses={number: Clause(number, c.summary, c.status, c.reason) for number, c in file.clauses.items()},
        parameters=scope.parameters,
        programs=compiled_programs,
        stacking=stacking(scope, file),
        total_caps=total_caps(scope, file),
        budgets=budgets(scope, file),
        targets=compiled_targets,
        tracked=tracked(scope),
        scorecards=scorecards(scope, compiled_targets),
        interpretations=tuple(_interpretation(scope, name, file, use, mentioned) for name, use in used.items()),
        about_share=about_share(scope),
        dictionary=scope.dictionary,
        settings=tuple(settings.items()),
        fund_programs=tuple(file.fund_programs),
    )
    document.raise_if_errors()
    told(document, crossfoot(policy))
    return replace(policy, notes=tuple(p for p in document.problems if p.severity is not Severity.ERROR))


def _option(name: str, entry: OptionEntry) -> Option:
    return Option(name, entry.label, tuple((path, spelled(value)) for path, value in entry.set.items()))


def _interpretation(scope: Scope, name: str, file: PolicyFile, use: str, mentioned: Mentions) -> Interpretation:
    entry = file.interpretations[name]
    scope.check_clause(entry.clause, ("interpretations", name, "clause"))
    default = entry.use or next(iter(entry.options))
    confirmed = entry.confirmed if use == default else None  # a confirmation is of the reading the file names
    return Interpretation(
        id=name,
        question=entry.question,
        clause=entry.clause,
        options=tuple(_option(key, option) for key, option in entry.options.items()),
        use=use,
        confirmed_by=confirmed.by if confirmed else "",
        confirmed_on=confirmed.on.isoformat() if confirmed else "",
        bears_on=bears_on(scope.document.data, mentioned, entry),
    )
