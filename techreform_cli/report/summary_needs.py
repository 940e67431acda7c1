"""What waits for a person: awards, targets and scores that cannot be decided, with what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from techreform_cli.domain.result import Result
from techreform_cli.domain.target_result import Status, TargetResult
from techreform_cli.report.blank_cells import BlankCells
from techreform_cli.report.reasons import Reasons

FEW = 3
"""How many cells a request names."""


@dataclass(frozen=True, slots=True)
class OpenAward:
    """An undetermined award: the program's id and label, the enterprise ("" without a name), what is missing in words (the rows and
    columns that the ledger lacks, and the open conditions that hang on cells), the cells to fill in (none where there is no such row or
    column), and a request to fill in the first few."""

    program: str
    label: str
    name: str
    missing: str
    cells: tuple[str, ...]
    wanted: str


def open_awards(result: Result) -> list[OpenAward]:
    """The undetermined awards of every program."""
    found, blank = [], BlankCells(result.ledger)
    for of in result.programs:
        reasons = Reasons(result, of)
        for row in of.undetermined:
            wanted = reasons.to_fill(row)
            cells = tuple(dict.fromkeys(cell for _, places in wanted for cell in places))
            short, asked = tuple(cell.short for cell in cells), blank.wanted(cells, FEW)
            absent = reasons.absent(row)
            text = "；".join(dict.fromkeys([*absent, *(words for words, places in wanted if places or not absent)]))
            found.append(OpenAward(of.program.id, of.program.label, of.award_text("name", row), text, short, asked))
    return found


def open_targets(result: Result) -> list[tuple[TargetResult, str]]:
    """The undetermined targets, each with what it lacks."""
    return [
        (found, found.measurement.note or f"有 {found.measurement.undetermined} 行缺资料")
        for found in result.targets
        if found.status is Status.UNDETERMINED
    ]


def open_scores(result: Result) -> list[tuple[str, str]]:
    """The groups whose score unknowns could change: scorecard and group."""
    return [(card.scorecard.label, group.group.name) for card in result.scorecards for group in card.groups if group.least != group.most]
