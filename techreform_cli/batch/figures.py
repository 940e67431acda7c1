"""What a group comes to, as it is kept: awards with the ledger they belong to, findings, readings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from techreform_cli.domain.batch import AwardLine, Finding, GroupRun, ProgramName, ReadingInForce
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.domain.result import ProgramResult, Result
from techreform_cli.ledger.draft import Draft
from techreform_cli.ledger.merge import ENTERPRISES, Merged

DOUBLES = {"L050", "L056", "L057", "L061", "L062", "L063", "L064", "L065", "L066", "L067", "L120", "L121"}
"""What is said of two rows; it is about two ledgers where they stand in two."""
PAID_TWICE = "B001"


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
            name, code = _text(of.award("name", row)), _text(of.award("credit_code", row))
            lines.append(AwardLine(of.program.id, name, code, self.towns[at], home, str(of.award("verdict", row)), amount, shown))
        return lines

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
        parts = self.merged.parts
        return parts[0].name if len(parts) == 1 else draft.ledger_of(int(of.claim("project", claim)))

    def findings(self) -> tuple[Finding, ...]:
        """Every error and warning, and what is said of two ledgers."""
        files = [name for name, _ in self.merged.files]
        kept = []
        for found in self.result.problems:
            across = found.code in DOUBLES and _names_another(found, files)
            if across or found.severity is not Severity.NOTE:
                kept.append(Finding(found.code, found.severity, str(found.source or ""), found.sentence, across))
        return tuple(kept)


def expected_of(merged: Merged, name: str, amounts: dict[tuple[str, int], int | None]) -> dict[tuple[str, int], int | None]:
    """The amounts of the enterprises of one ledger, by their positions in it."""
    new = {old: at for at, old in enumerate(at for at, home in enumerate(merged.homes) if home == name)}
    return {(program, new[at]): amount for (program, at), amount in amounts.items() if at in new}


def program_names(policy: Policy) -> tuple[ProgramName, ...]:
    """The programs of a policy, as they are kept."""
    return tuple(ProgramName(program.id, program.label, program.clause) for program in policy.programs)


def readings_in_force(policy: Policy) -> tuple[ReadingInForce, ...]:
    """The open questions of a policy, as they are kept."""
    return tuple(
        ReadingInForce(item.question, item.clause, item.used.label, f"{item.confirmed_by} {item.confirmed_on}".strip())
        for item in policy.interpretations
    )


def paid_twice(groups: tuple[GroupRun, ...]) -> tuple[Finding, ...]:
    """An error for each enterprise that two groups calculate under one program: their caps do not know of each other."""
    met: dict[tuple[str, str, str], list[tuple[str, AwardLine]]] = {}
    for group in groups:
        for line in group.awards:
            if line.amount != 0 and (line.credit_code or line.enterprise):
                met.setdefault((group.policy, line.program, line.credit_code or line.enterprise), []).append((group.name, line))
    found = []
    for lines in met.values():
        names = list(dict.fromkeys(name for name, _ in lines))
        if len(names) > 1:
            who, label = lines[0][1], "”和“".join(names)
            message = (
                f"「{who.enterprise}」（{who.credit_code or '没有信用代码'}）在“{label}”几组里都有同一项奖补，各组分开计算，上限没有合并"
            )
            remedy = "请在 techreform.yaml 的 groups 里把有关台账放进一组后重新运行，或核对是否登记重了"
            found.append(Finding(PAID_TWICE, Severity.ERROR, "", f"{message} → {remedy}", True))
    return tuple(dict.fromkeys(found))


def _names_another(found: Problem, files: list[str]) -> bool:
    """Whether the sentence names a cell of another file than its own."""
    own = found.source.file if found.source else ""
    rest = found.message.replace(f"{own}《", "《")
    return any(f"{name}《" in rest for name in files if name != own)


def _known(value: Any) -> int | None:
    return int(value) if isinstance(value, int) else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
