"""A policy in words on the terminal, as Markdown, and as JSON."""

from __future__ import annotations

from typing import Any

from rich.table import Table
from rich.text import Text

from techreform_cli.domain.policy import Policy
from techreform_cli.report.console import terminal
from techreform_cli.report.policy_words import Section, sections


def head(policy: Policy) -> list[str]:
    """What notice it is, and what --set changed."""
    first, last = policy.plan
    lines = [f"{policy.title}　{policy.document}", f"{policy.issuer}　{policy.issued.isoformat()} 印发　计划期 {first}—{last} 年"]
    return lines + (["试算：" + "，".join(f"{name}={value}" for name, value in policy.settings)] if policy.settings else [])


def show(policy: Policy) -> None:
    """The policy as tables on the terminal."""
    console = terminal()
    for line in head(policy):
        console.print(Text(line))
    for section in sections(policy):
        console.print()
        console.print(Text(section.title, style="bold"))
        console.print(_table(section))


def _table(section: Section) -> Table:
    table = Table(box=None, pad_edge=False)
    header, *rows = section.shown
    widest = max(range(len(header)), key=lambda i: sum(len(row[i]) for row in rows))
    for i, column in enumerate(header):
        table.add_column(column, overflow="fold", ratio=3 if i == widest else None, max_width=None if i == widest else 24)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def markdown(policy: Policy) -> str:
    """The policy as a Markdown document."""
    title, *rest = head(policy)
    parts = [f"# {title}", *rest]
    for section in sections(policy):
        header, *rows = section.shown
        lines = [header, ("---",) * len(header), *rows]
        table = "\n".join("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines)
        parts.append(f"## {section.title}\n\n{table}")
    return "\n\n".join(parts) + "\n"


def document(policy: Policy) -> dict[str, Any]:
    """The policy as one JSON object: every section's rows under its key."""
    found: dict[str, Any] = {
        "schema_version": 1,
        "policy": {"id": policy.id, "title": policy.title, "document": policy.document, "sha256": policy.sha256, "plan": list(policy.plan)},
        "programs": {program.id: {"label": program.label, "clause": program.clause} for program in policy.programs},
    }
    for section in sections(policy):
        rows = [dict(zip(section.keys, row, strict=True)) for row in section.rows]
        part, _, name = section.key.partition(".")
        if name:
            found[part][name]["rules"] = rows
        else:
            found[part] = rows
    return found
