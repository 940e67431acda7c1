"""What was found about a policy file, a line each, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from techreform_cli.domain.checked import Checked
from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.report.console import say, terminal

SCHEMA_VERSION = 1


def show(checked: Checked) -> None:
    """A line for each finding with its place, and a summary."""
    console = terminal()
    for finding in checked.findings:
        clauses = f"（条款：{finding.field}）" if finding.field else ""
        remedy = f" → {finding.remedy}" if finding.remedy else ""
        say(console, f"{_place(finding)} {finding.severity.label} {finding.code} {finding.message}{clauses}{remedy}")
    policy = checked.policy
    counts = "，".join(f"{severity.label} {checked.count(severity)} 条" for severity in (Severity.WARNING, Severity.NOTE))
    readings = f"口径 {len(policy.interpretations)} 处，待确认 {len(policy.unconfirmed)} 处"
    say(console, f"{policy.title}（{policy.id}）：没有错误，{counts}；{readings}")


def _place(finding: Problem) -> str:
    return f"{finding.source.file}:{finding.source.cell}" if finding.source else ""


def document(checked: Checked) -> dict[str, Any]:
    """The findings about a valid policy."""
    policy = checked.policy
    return {
        "schema_version": SCHEMA_VERSION,
        "valid": True,
        "policy": {"id": policy.id, "document": policy.document, "sha256": policy.sha256},
        "interpretations": {"total": len(policy.interpretations), "unconfirmed": len(policy.unconfirmed)},
        "problems": _problems(checked.findings),
    }


def refusal(problems: Sequence[Problem]) -> dict[str, Any]:
    """The errors of a file that is not valid."""
    return {"schema_version": SCHEMA_VERSION, "valid": False, "policy": None, "interpretations": None, "problems": _problems(problems)}


def _problems(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    found = []
    for problem in problems:
        line, _, column = (problem.source.cell if problem.source else "").partition(":")
        found.append(
            {
                "code": problem.code,
                "severity": problem.severity.value,
                "file": problem.source.file if problem.source else "",
                "line": int(line) if line else None,
                "column": int(column) if column else None,
                "clauses": problem.field.split("、") if problem.field else [],
                "message": problem.message,
                "remedy": problem.remedy,
            }
        )
    return found
