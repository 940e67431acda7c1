"""Results as they were written down, by calc --json or in a 奖补测算 workbook, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from techreform_cli.domain.comparison import Moved, moved
from techreform_cli.domain.program_result import Verdict
from techreform_cli.domain.totals import Totals


@dataclass(frozen=True, slots=True)
class RecordedInput:
    """A ledger value in words and the cell it came from ("" where the record does not say)."""

    value: str
    cell: str = ""


@dataclass(frozen=True, slots=True)
class RecordedReading:
    """An open question, the option used (its id and label), and whether somebody confirmed it."""

    question: str
    use: str
    label: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class RecordedAward:
    """One enterprise's award under one program. Money is in 分, None while unknown; `rate` is in words, "" where there is no single one,
    None where the record does not say. `inputs` has what its claims read from the ledger: claim -> field -> value; `reasons` the
    sentences, the one that decides first."""

    program: str
    enterprise: str
    credit_code: str
    verdict: Verdict
    base: int | None
    rate: str | None
    computed: int | None
    already_paid: int | None
    amount: int | None
    reasons: tuple[str, ...]
    inputs: Mapping[str, Mapping[str, RecordedInput]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordedProgram:
    """A program by id ("" in a workbook) and label; the parameters (by label) and interpretations (by id) that bear on it, None where the
    record does not say."""

    id: str
    label: str
    parameters: frozenset[str] | None = None
    interpretations: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """One result. Files are (name, sha256), the policy (id, sha256); `settings` what --set changed; `parameters` their values in words by
    label. Awards name their program by its label."""

    file: str
    kind: str  # json | workbook
    year: int
    as_of: str
    ledger: tuple[str, str]
    policy: tuple[str, str]
    settings: Mapping[str, str]
    parameters: Mapping[str, str]
    interpretations: Mapping[str, RecordedReading]
    programs: tuple[RecordedProgram, ...]
    awards: tuple[RecordedAward, ...]

    def totals(self, label: str) -> Totals:
        """The totals of one program."""
        mine = [award for award in self.awards if award.program == label]
        known = [award.amount for award in mine if award.amount is not None]
        open_ = sum(1 for award in mine if award.verdict is Verdict.UNDETERMINED)
        return Totals(sum(1 for amount in known if amount), sum(known), open_)


@dataclass(frozen=True, slots=True)
class Edit:
    """Something that is written otherwise: what it is called, before and after in words ("" where it is not there), and its cell. Not
    `material`: it changes no figure (a reading was confirmed)."""

    name: str
    before: str
    after: str
    cell: str = ""
    material: bool = True


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """An award that differs; None on a side where the enterprise has no row. `program` is the later label. `inputs` are the ledger values
    that differ, `parameters` and `interpretations` those that differ and may bear on it."""

    program: str
    before: RecordedAward | None
    after: RecordedAward | None
    inputs: tuple[Edit, ...]
    parameters: tuple[Edit, ...]
    interpretations: tuple[Edit, ...]

    @property
    def award(self) -> RecordedAward:
        """The side that names the enterprise, the later if both do."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def key(self) -> str:
        """The enterprise by its credit code, else its name."""
        return self.award.credit_code or self.award.enterprise

    @property
    def amounts(self) -> tuple[int | None, int | None]:
        """分 before and after; 0 where there is no row."""
        before, after = (0 if side is None else side.amount for side in (self.before, self.after))
        return before, after

    @property
    def difference(self) -> int | None:
        """分 more (or, negative, less); None where a side is undetermined."""
        before, after = self.amounts
        return None if before is None or after is None else after - before

    @property
    def kind(self) -> str:
        """What happened: new, gone, amount, verdict, or basis (the same amount and verdict, otherwise come by)."""
        if self.before is None or self.after is None:
            return "new" if self.before is None else "gone"
        if self.before.amount != self.after.amount:
            return "amount"
        return "verdict" if self.before.verdict is not self.after.verdict else "basis"


@dataclass(frozen=True, slots=True)
class RecordedDifference:
    """Two results of one year held against each other. `inputs_told`: the records allow to say which ledger values differ."""

    before: Recorded
    after: Recorded
    totals: tuple[tuple[str, Totals, Totals], ...]
    changes: tuple[RecordedChange, ...]
    parameters: tuple[Edit, ...]
    interpretations: tuple[Edit, ...]
    settings: tuple[Edit, ...]
    inputs_told: bool

    @property
    def difference(self) -> int:
        """分 more (or, negative, less) over the awards known on both sides; what is known on one alone is neither gained nor lost."""
        return sum(change.difference or 0 for change in self.changes)

    @property
    def moved(self) -> Moved:
        """The awards that are known on one side alone."""
        return moved(self.changes)

    def of(self, label: str) -> tuple[int, Moved]:
        """`difference` and `moved` of one program, by its label."""
        changes = [change for change in self.changes if change.program == label]
        return sum(change.difference or 0 for change in changes), moved(changes)
