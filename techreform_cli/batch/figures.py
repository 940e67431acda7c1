"""What a group comes to, as it is kept: awards with the ledger they belong to, findings, readings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from techreform_cli.domain.batch import AwardLine, DueLine, Finding, ListedEnterprise, ListedProject, ProgramName, ReadingInForce
from techreform_cli.domain.days import iso
from techreform_cli.domain.instalment import Due
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.domain.program_result import ProgramResult
from techreform_cli.domain.result import Result
from techreform_cli.domain.sheets import ENTERPRISES, PROJECTS
from techreform_cli.ledger.doubles import AMOUNTS, CERTIFICATE, NAME, NUMBER
from techreform_cli.ledger.draft import Draft
from techreform_cli.ledger.merge import Merged

DOUBLES = {"L050", "L056", "L057", "L061", "L062", "L063", "L064", "L065", "L066", "L067", "L069", "L120", "L121", "L122"}
"""What is said of two rows; it is about two ledgers where they stand in two."""


@dataclass
class Figures:
    """Reads off the result of the ledgers of a group."""

    merged: Merged
    result: Result
    towns: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        draft = self.merged.drafts[ENTERPRISES]
        self.towns = [draft.text("town", row) for row in range(len(draft))]

    def awards(self) -> tuple[AwardLine, ...]:
        """Every award of every program, in the ledger's order of enterprises."""
        return tuple(line for of in self.result.programs for line in self._awards(of))

    def _awards(self, of: ProgramResult) -> list[AwardLine]:
        shares = self._shares(of)
        lines = []
        for row, at in enumerate(of.awards["enterprise"].tolist()):
            home, amount = self.merged.homes[at], _known(of.award("amount", row))
            parts = shares.get(row, Counter())
            if amount is not None and (rest := amount - parts.total()):
                parts[home] += rest  # what falls to no project
            shown = tuple((name, fen) for name, fen in sorted(parts.items()) if fen) if amount is not None else ()
            name, code = of.award_text("name", row), of.award_text("credit_code", row)
            lines.append(AwardLine(of.program.id, name, code, self.towns[at], home, str(of.award("verdict", row)), amount, shown))
        return lines

    def due(self) -> tuple[DueLine, ...]:
        """What programs that pay in instalments pay in the year: those falling due, and those of which that is not known."""
        return tuple(line for of in self.result.programs if of.program.instalments for line in self._due(of))

    def _due(self, of: ProgramResult) -> list[DueLine]:
        firms, found = self.result.ledger.tables[ENTERPRISES].frame, []
        for item in self.result.instalments:
            if item.program == of.program.id and (item.due is Due.UNDETERMINED or (item.due is Due.NOW and item.amount)):
                at, amount = item.enterprise, item.amount if item.due is Due.NOW else None
                who = (_text(firms["name"].array[at]), _text(firms["credit_code"].array[at]), self.towns[at], self.merged.homes[at])
                found.append((at, DueLine(of.program.id, *who, item.award_year, item.number, item.name, item.part, amount)))
        return [line for _, line in sorted(found, key=lambda one: (one[0], one[1].award_year))]

    def _shares(self, of: ProgramResult) -> dict[int, Counter[str]]:
        """What of each award falls to the rows of each ledger, by the policy's rule of allocation: by completion date, then number."""
        draft = self.merged.drafts[of.program.claims.key]
        found: dict[int, Counter[str]] = {}
        for claim in range(len(of.claims)):
            part = _known(of.claim("allocated", claim))
            if int(of.claim("year", claim)) == self.result.year and part:
                found.setdefault(int(of.claim("award", claim)), Counter())[self._ledger(draft, claim, of)] += part
        return found

    def _ledger(self, draft: Draft, claim: int, of: ProgramResult) -> str:
        return self._stands_in(draft, int(of.claim("project", claim)))

    def _stands_in(self, draft: Draft, row: int) -> str:
        parts = self.merged.parts
        return parts[0].name if len(parts) == 1 else draft.ledger_of(row)

    def findings(self) -> tuple[Finding, ...]:
        """Every error and warning, and what is said of two ledgers."""
        files = [name for name, _ in self.merged.files]
        kept = []
        for found in self.result.problems:
            across = found.code in DOUBLES and _names_another(found, files)
            if across or found.severity is not Severity.NOTE:
                kept.append(Finding(found.code, found.severity, str(found.source or ""), found.sentence, across))
        return tuple(kept)

    def enterprises(self) -> tuple[ListedEnterprise, ...]:
        """Every enterprise, with where it stands."""
        firms, owners = self.merged.drafts[ENTERPRISES], self.merged.positions
        first: dict[int, tuple[Draft, int]] = {at: (firms, at) for at in range(len(firms)) if firms.row_number[at]}
        for key in (PROJECTS, *owners):  # one that 《企业》 lacks is shown where it has a project, else where it has anything
            for row, owner in enumerate(owners[key]):
                first.setdefault(owner, (self.merged.drafts[key], row))
        with_projects, found = set(owners[PROJECTS]), []
        for at, (draft, row) in sorted(first.items()):
            name, code = firms.text("name", at), firms.text("credit_code", at)
            found.append(ListedEnterprise(name, code, self._stands_in(draft, row), str(draft.ref("name", row)), at in with_projects))
        return tuple(found)

    def projects(self) -> tuple[ListedProject, ...]:
        """Every project, with where it stands."""
        firms, draft = self.merged.drafts[ENTERPRISES], self.merged.drafts[PROJECTS]
        amounts, days = [draft.column(key) for key in AMOUNTS], draft.column("completion_date")
        found = []
        for row, owner in enumerate(self.merged.positions[PROJECTS]):
            enterprise, code = firms.text("name", owner), firms.text("credit_code", owner)
            number, name, certificate = (draft.text(key, row) for key in (NUMBER, NAME, CERTIFICATE))
            planned, equipment = (_known(column[row]) for column in amounts)
            completed, ledger = iso(_known(days[row]) or 0), self._stands_in(draft, row)
            cells = (str(draft.ref(key, row)) for key in (NUMBER, CERTIFICATE, AMOUNTS[1]))
            found.append(ListedProject(enterprise, code, ledger, number, name, certificate, planned, equipment, completed, *cells))
        return tuple(found)


def expected_of(merged: Merged, name: str, amounts: dict[tuple[str, int], int | None]) -> dict[tuple[str, int], int | None]:
    """The amounts of the enterprises of one ledger, by their positions in it."""
    new = {old: at for at, old in enumerate(at for at, home in enumerate(merged.homes) if home == name)}
    return {(program, new[at]): amount for (program, at), amount in amounts.items() if at in new}


def program_names(policy: Policy) -> tuple[ProgramName, ...]:
    """The programs of a policy, as they are kept."""
    return tuple(ProgramName(program.id, program.label, program.clause, bool(program.instalments)) for program in policy.programs)


def readings_in_force(policy: Policy) -> tuple[ReadingInForce, ...]:
    """The open questions of a policy, as they are kept."""
    return tuple(
        ReadingInForce(item.question, item.clause, item.used.label, f"{item.confirmed_by} {item.confirmed_on}".strip())
        for item in policy.interpretations
    )


def _names_another(found: Problem, files: list[str]) -> bool:
    """Whether the sentence names a cell of another file than its own."""
    own = found.source.file if found.source else ""
    rest = found.message.replace(f"{own}《", "《")
    return any(f"{name}《" in rest for name in files if name != own)


def _known(value: Any) -> int | None:
    return int(value) if isinstance(value, int) else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
