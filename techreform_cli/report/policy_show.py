"""A policy in words on the terminal, as Markdown, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from rich.cells import cell_len

from techreform_cli.domain.policy import Policy
from techreform_cli.report.console import ENDLESS, say, say_whole, terminal
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
        say(console, line)
    for section in sections(policy):
        console.print()
        say(console, section.title, "bold")
        for line in _lines(section, console.width):
            say_whole(console, line)


def _lines(section: Section, width: int) -> list[str]:
    """The section as lines of at most `width` columns: its columns side by side, the widest made narrower until all fit. Without a width
    a row is a line, and no long cell pushes those of other rows to the right."""
    table = section.shown
    natural = [max(cell_len(line) for row in table for line in row[i].split("\n")) for i in range(len(table[0]))]
    if width == ENDLESS:
        return ["\n".join(_side_by_side(row, [min(size, NAME) for size in natural])) for row in table]
    widths = [min(size, NAME) if i in (0, len(natural) - 1) and len(natural) > 3 else size for i, size in enumerate(natural)]
    while sum(widths) + len(GAP) * (len(widths) - 1) > width:
        widths[widths.index(max(widths))] -= 1
    return [line for row in table for line in _side_by_side([broken(cell, size) for cell, size in zip(row, widths, strict=True)], widths)]


def _side_by_side(row: Sequence[str], widths: list[int]) -> list[str]:
    """The lines of the cells beside each other."""
    lines = zip_longest(*(cell.split("\n") for cell in row), fillvalue="")
    return [GAP.join(part + " " * (size - cell_len(part)) for part, size in zip(parts, widths, strict=True)).rstrip() for parts in lines]


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
