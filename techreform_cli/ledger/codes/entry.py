"""What is kept of every kind of problem."""

from __future__ import annotations

from typing import NamedTuple

from techreform_cli.domain.problem import Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


class Code(NamedTuple):
    """One kind of problem: `what` and `remedy` are filled in with the details of the case; `why` is for `check --explain`."""

    title: str
    severity: Severity
    what: str
    remedy: str
    why: str
