"""Problems as values: what is wrong, where, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from techreform_cli.domain.source import SourceRef


class Severity(StrEnum):
    """How much a problem weighs: an error needs a person, a warning a look, a note only informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def label(self) -> str:
        """The word shown to the clerk."""
        return {"error": "错误", "warning": "提醒", "note": "说明"}[self.value]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about a ledger or a policy.

    `code` is stable (Lnnn ledger, Pnnn policy, Ennn engine), `message` one Chinese sentence that says what was
    found, `remedy` what to do about it, `source` the cell, or line:column of a policy file (None: the whole file), `field`
    the header concerned, or the clauses of the notice.
    """

    code: str
    severity: Severity
    message: str
    remedy: str = ""
    source: SourceRef | None = None
    field: str = ""

    @property
    def sentence(self) -> str:
        """What was found and what to do, in one line."""
        return f"{self.message} → {self.remedy}" if self.remedy else self.message

    @property
    def beside_place(self) -> str:
        """What was found, for where its place stands before it: a message that begins with that place does so without it."""
        if self.source is None:
            return self.message
        return self.message.removeprefix(self.source.short).removeprefix(f"《{self.source.sheet}》")

    @property
    def placed(self) -> str:
        """Place, finding and what to do, in one line."""
        place = f"{self.source.short} " if self.source else ""
        return f"{place}{self.beside_place} → {self.remedy}" if self.remedy else f"{place}{self.beside_place}"


class TechreformError(Exception):
    """Something that ends a run. `problems` say what; the command line turns them into a message and `exit_code`."""

    exit_code = 1

    def __init__(self, problems: Problem | list[Problem]) -> None:
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("；".join(p.sentence for p in self.problems))


class UsageError(TechreformError):
    """The command was called with something that cannot be meant."""

    exit_code = 2


class LedgerUnreadable(TechreformError):
    """The ledger file cannot be read at all."""

    exit_code = 3


class ResultUnreadable(TechreformError):
    """A file that should be a result of ours is none, or cannot be read."""

    exit_code = 3


class PolicyInvalid(TechreformError):
    """The policy file is not valid; `problems` lists every error found, each with line and column."""

    exit_code = 4


class OutputFailed(TechreformError):
    """A result could not be written; nothing half-written is left behind."""

    exit_code = 5


class Interrupted(TechreformError):
    """The user stopped the run (Ctrl-C); what was finished by then is in place."""

    exit_code = 130
