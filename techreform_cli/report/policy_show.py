"""A policy in words on the terminal, as Markdown, and as JSON."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from techreform_cli.domain.policy import Policy
from techreform_cli.report.console import terminal
from techreform_cli.report.line_breaks import broken
from techreform_cli.report.policy_words import Section, sections

GAP = "  "
NAME = 24
"""The most columns that the first and the last column of a table take on the terminal: what a row is called, and its id."""


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
        for line in _lines(section, console.width):
            console.print(Text(line))


def _lines(section: Section, width: int) -> list[str]:
    """The section as lines of at most `width` columns: its columns side by side, the widest made narrower until all fit."""
    table = section.shown
    natural = [max(cell_len(line) for row in table for line in row[i].split("\n")) for i in range(len(table[0]))]
    widths = [min(size, NAME) if i in (0, len(natural) - 1) and len(natural) > 3 else size for i, size in enumerate(natural)]
    while sum(widths) + len(GAP) * (len(widths) - 1) > width:
        widths[widths.index(max(widths))] -= 1
    found = []
    for row in table:
        cells = [broken(cell, size).split("\n") for cell, size in zip(row, widths, strict=True)]
        for parts in zip_longest(*cells, fillvalue=""):
            found.append(GAP.join(set_cell_size(part, size) for part, size in zip(parts, widths, strict=True)).rstrip())
    return found


def markdown(policy: Policy) -> str:
    """The policy as a Markdown document."""
    title, *rest = head(policy)
    parts = [f"# {title}", *rest]
    for section in sections(policy):
        header, *rows = section.shown
        lines = [header, ("---",) * len(header), *rows]
        table = "\n".join("| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in line) + " |" for line in lines)
        parts.append(f"## {section.title}\n\n{table}")
    return "\n\n".join(parts) + "\n"


def document(policy: Policy) -> dict[str, Any]:
    """The policy as one JSON object: every section's rows under its key."""
    cards = {card.id: {"label": card.label, "clause": card.clause} for card in policy.scorecards}
    found: dict[str, Any] = {
        "schema_version": 1,
        "policy": {"id": policy.id, "title": policy.title, "document": policy.document, "sha256": policy.sha256, "plan": list(policy.plan)},
        "programs": {program.id: {"label": program.label, "clause": program.clause} for program in policy.programs},
        **({"scorecards": cards} if cards else {}),
    }
    for section in sections(policy):
        rows = [dict(zip(section.keys, row, strict=True)) for row in section.rows]
        part, _, name = section.key.partition(".")
        if name:
            found[part][name]["rules"] = rows
        else:
            found[part] = rows
    return found
