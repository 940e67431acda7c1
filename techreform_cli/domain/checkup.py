"""What a look through a ledger found, before anything is calculated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.problem import Problem, Severity

Written = str | float | int | bool | dt.date | dt.time | dt.timedelta | None
"""What stands in a cell, before it is understood."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """A ledger as read by a policy's fields, and every problem that can be told without calculating a year. `titles` names their codes."""

    policy: Policy
    ledger: Ledger
    problems: tuple[Problem, ...]
    titles: Mapping[str, str]

    @property
    def calculable(self) -> bool:
        """Whether every sheet is there without which nothing can be calculated."""
        return all(table.present for table in self.ledger.tables.values() if table.spec.required)

    def count(self, severity: Severity) -> int:
        """How many problems weigh as much."""
        return sum(1 for problem in self.problems if problem.severity is severity)


@dataclass(frozen=True, slots=True)
class Original:
    """One file of a ledger: its name as problems give it, where it lies, and its cells sheet by sheet (from A1) when asked for."""

    file: str
    path: Path
    read: Callable[[], dict[str, list[list[Written]]]] = field(repr=False, compare=False)
