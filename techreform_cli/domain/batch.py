"""What the year-end run did: for every group of ledgers what went in, what came out, what it comes to and what was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from techreform_cli.domain.instalment import Payable
from techreform_cli.domain.problem import Severity


class Progress(StrEnum):
    """How far a ledger, or a group, has come."""

    DONE = "done"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    SKIPPED = "skipped"
    PENDING = "pending"

    @property
    def label(self) -> str:
        """The word shown to the clerk."""
        return {"done": "完成", "unchanged": "没有变化", "failed": "没有做成", "skipped": "没有读", "pending": "还没做"}[self.value]

    @property
    def good(self) -> bool:
        """Whether its results are there."""
        return self in (Progress.DONE, Progress.UNCHANGED)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file by its name (an output's is relative to the folder of results) and the SHA-256 of its content."""

    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem as it is kept: `place` names file, worksheet and cell, "" where it is about no one place."""

    code: str
    severity: Severity
    place: str
    message: str
    across: bool = False  # it is about two ledgers


@dataclass(frozen=True, slots=True)
class AwardLine:
    """One enterprise's award of the year under one program. `ledger` is the one it is listed with; `shares` what of it falls to the
    projects of each ledger. Amounts are 分, None while undetermined."""

    program: str
    enterprise: str
    credit_code: str
    town: str
    ledger: str
    verdict: str
    amount: int | None
    shares: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class DueLine:
    """A payment that falls due in the year: the instalment `part` of one claim's award, and what the claim is called (None and "": the
    whole award of an enterprise, paid at once). `amount` is in 分, None while it is not known whether or how much is to be paid."""

    program: str
    enterprise: str
    credit_code: str
    town: str
    ledger: str
    award_year: int
    number: str
    name: str
    part: int | None
    amount: int | None


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One target, of a group or of one ledger's enterprises. Figures are decimal texts in `unit`, None where there is none; `adds_up`
    says that those of the ledgers add up to that of the group, `over` that the target's period has ended, `asked` from which figure on
    the goal counts as reached (records of earlier versions do not say the last two)."""

    id: str
    label: str
    unit: str
    comparison: str
    goal: str | None
    actual: str | None
    undetermined: int
    rate: str | None
    status: str
    adds_up: bool
    over: bool = True
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class ListedEnterprise:
    """An enterprise of a group, as it is held against those of other groups. `place` is its cell in 《企业》, or where it is not
    listed there, in the first row about it; `ledger` the one that the cell stands in."""

    name: str
    credit_code: str
    ledger: str
    place: str
    has_projects: bool


@dataclass(frozen=True, slots=True)
class ListedProject:
    """A project of a group, as it is held against those of other groups. Texts are "" and amounts (in 分) None where nothing is known;
    `number_at`, `certificate_at` and `equipment_at` are the cells of what they are named after; `ledger` is where they stand."""

    enterprise: str
    credit_code: str
    ledger: str
    number: str
    name: str
    certificate: str
    planned: int | None
    equipment: int | None
    completed: str
    number_at: str
    certificate_at: str
    equipment_at: str


@dataclass(frozen=True, slots=True)
class LedgerRun:
    """One ledger. `kinds` are the kinds of sheet it has, `rows` how many rows were used; `messages` say why it failed or was skipped, or
    what else must be known; `problems` counts by severity. `seconds` is what reading and writing took."""

    name: str
    status: Progress
    inputs: tuple[StoredFile, ...] = ()
    outputs: tuple[StoredFile, ...] = ()
    kinds: tuple[str, ...] = ()
    rows: int = 0
    enterprises: int = 0
    projects: int = 0
    problems: dict[str, int] = field(default_factory=dict)
    messages: tuple[str, ...] = ()
    targets: tuple[TargetLine, ...] = ()
    seconds: float = 0

    @property
    def why(self) -> str:
        """Its messages in one, after its name, which the first may begin with."""
        return "；".join(self.messages).removeprefix(f"{self.name} ")


@dataclass(frozen=True, slots=True)
class ReadingInForce:
    """One open question of a policy: the option used, and who confirmed it ("" if nobody has)."""

    question: str
    clause: str
    label: str
    confirmed: str


@dataclass(frozen=True, slots=True)
class ProgramName:
    """A program by id and label, with its clause, and whether it pays in instalments (records of earlier versions do not say)."""

    id: str
    label: str
    clause: str
    in_parts: bool = False


@dataclass(frozen=True, slots=True)
class GroupRun:
    """One group: ledgers read together and computed once. `fingerprint` tells whether anything that decides its results has changed;
    `outputs` are those of the group as a whole; `due` is what programs that pay in instalments pay in the year. `enterprises` and
    `projects` are kept where there are other groups to hold them against."""

    name: str
    status: Progress
    policy: str
    document: str
    policy_sha256: str
    fingerprint: str
    ledgers: tuple[LedgerRun, ...]
    outputs: tuple[StoredFile, ...] = ()
    programs: tuple[ProgramName, ...] = ()
    awards: tuple[AwardLine, ...] = ()
    due: tuple[DueLine, ...] = ()
    targets: tuple[TargetLine, ...] = ()
    findings: tuple[Finding, ...] = ()
    readings: tuple[ReadingInForce, ...] = ()
    messages: tuple[str, ...] = ()
    enterprises: tuple[ListedEnterprise, ...] = ()
    projects: tuple[ListedProject, ...] = ()
    finished: str = ""

    @property
    def failed(self) -> tuple[LedgerRun, ...]:
        """The ledgers that have no results though they should."""
        return tuple(run for run in self.ledgers if run.status is Progress.FAILED)

    def payments(self, year: int) -> tuple[DueLine, ...]:
        """Everything to be paid in the year, program by program: the instalments, and the awards of programs that pay at once."""
        found: list[DueLine] = []
        for program in self.programs:
            lines: Iterable[AwardLine | DueLine] = self.due if program.in_parts else self.awards
            mine = [line if isinstance(line, DueLine) else _at_once(line, year) for line in lines if line.program == program.id]
            found += [line for line in mine if line.amount != 0]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that was not read, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class BatchRun:
    """The whole run. `findings` are about several groups; `stale` are earlier outputs in the folder that no longer belong to it;
    `rollup` is None while not everything is done."""

    version: str
    year: int
    as_of: str
    settings: tuple[tuple[str, str], ...]
    groups: tuple[GroupRun, ...]
    skipped: tuple[LeftOut, ...]
    findings: tuple[Finding, ...] = ()
    stale: tuple[str, ...] = ()
    rollup: StoredFile | None = None
    started: str = ""
    finished: str = ""
    complete: bool = False

    @property
    def in_parts(self) -> bool:
        """Whether a program of any group pays in instalments, so that what is to be paid in the year is not what is awarded."""
        return any(program.in_parts for group in self.groups for program in group.programs)

    @property
    def ledgers(self) -> tuple[LedgerRun, ...]:
        """Every ledger of every group."""
        return tuple(run for group in self.groups for run in group.ledgers)

    def count(self, status: Progress) -> int:
        """How many ledgers are at that point."""
        return sum(1 for run in self.ledgers if run.status is status)

    @property
    def needs_a_person(self) -> bool:
        """Whether there is no ledger, one or a workbook failed, or something that stands in two contradicts itself or may be paid twice."""
        found = (*self.findings, *(one for group in self.groups for one in group.findings if one.across))
        failed = any(group.failed or group.status is Progress.FAILED for group in self.groups)
        return failed or not self.ledgers or any(one.severity is Severity.ERROR for one in found)


def payable(payments: Iterable[DueLine], year: int) -> Payable:
    """What payments of the year come to."""
    lines = list(payments)
    known = [line for line in lines if line.amount is not None]
    earlier = sum(line.amount or 0 for line in known if line.award_year < year)
    open_ = {(line.enterprise, line.credit_code) for line in lines if line.amount is None}
    paid = {(line.enterprise, line.credit_code) for line in known}
    return Payable(sum(line.amount or 0 for line in known), earlier, len(paid), len(open_))


def _at_once(line: AwardLine, year: int) -> DueLine:
    """An award that is paid in the year it is for."""
    who = (line.enterprise, line.credit_code, line.town, line.ledger)
    return DueLine(line.program, *who, award_year=year, number="", name="", part=None, amount=line.amount)
