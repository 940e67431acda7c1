"""What running the cases of a policy found."""

from __future__ import annotations

from dataclasses import dataclass

from techreform_cli.domain.source import SourceRef


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure or word that is not as the case says: `what` in `year`, and where the case says it."""

    year: int
    what: str
    expected: str
    found: str
    source: SourceRef


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case: the sentence it is called, the clause it is about, where it stands, and what came out differently."""

    name: str
    clause: str
    source: SourceRef
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        """Whether everything is as the case says."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class CaseFileResult:
    """All cases of one file, run with one policy."""

    file: str
    policy: str
    cases: tuple[CaseResult, ...]
