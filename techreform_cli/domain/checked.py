"""What a look at a policy file found."""

from __future__ import annotations

from dataclasses import dataclass

from techreform_cli.domain.policy import Policy
from techreform_cli.domain.problem import Problem, Severity


@dataclass(frozen=True, slots=True)
class Checked:
    """A valid policy and what is doubtful about it, in the order of its file."""

    policy: Policy
    findings: tuple[Problem, ...]

    def count(self, severity: Severity) -> int:
        """How many findings weigh as much."""
        return sum(1 for finding in self.findings if finding.severity is severity)
