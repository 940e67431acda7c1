"""What there is to know about one kind of problem."""

from __future__ import annotations

from dataclasses import dataclass

from techreform_cli.domain.problem import Problem, Severity


@dataclass(frozen=True, slots=True)
class Explanation:
    """One code explained: `why` it matters ("" where the title says it), `remedy` what to do in general ("" for nothing),
    and an `example` of what is said, at a place that might be the clerk's own."""

    code: str
    title: str
    severity: Severity
    why: str
    remedy: str
    example: Problem
