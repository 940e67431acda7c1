"""Which columns a program's two sheets have, and where a row's figures stand in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from techreform_cli.domain.expression import Expression, Field, FirstKnown
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.program_result import ProgramResult
from techreform_cli.domain.result import Result
from techreform_cli.domain.source import column_letter
from techreform_cli.domain.step import Kind, Step
from techreform_cli.domain.step_names import BEFORE_STACKING
from techreform_cli.domain.traversal import parameters, rebuilt
from techreform_cli.report.book import Grid
from techreform_cli.report.formula import calculated_fields, stated, stated_tests
from techreform_cli.report.wording import claims_of_year

ROW = "\0"
"""Stands for the number of a row in a formula made once for many rows."""


@dataclass(slots=True)
class ProgramSheets:
    """A program's sheets in the workbook: grids, columns, and the rows of each award and claim."""

    result: Result
    of: ProgramResult
    claim_steps: tuple[Step, ...]
    award_steps: tuple[Step, ...]
    claim_columns: dict[object, int] = field(default_factory=dict)
    award_columns: dict[str, int] = field(default_factory=dict)
    claims: Grid | None = None
    awards: Grid | None = None
    letters: dict[str, dict[Any, str]] = field(default_factory=dict)
    unsure: set[int] | None = None

    def claim_row(self, claim: int) -> int:
        """The sheet row (0-based) of a claim."""
        assert self.claims is not None
        return self.claims.first_data_row + claim

    def award_row(self, award: int) -> int:
        """The sheet row (0-based) of an award."""
        assert self.awards is not None
        return self.awards.first_data_row + award

    @property
    def undecided(self) -> set[int]:
        """The enterprises of which it is not known what is due before other programs are looked at."""
        if self.unsure is None:
            owed = zip(self.of.awards["enterprise"].tolist(), self.of.awards[BEFORE_STACKING].isna().tolist(), strict=True)
            self.unsure = {enterprise for enterprise, missing in owed if missing}
        return self.unsure

    @property
    def claim_letters(self) -> dict[Any, str]:
        """The letters of the claims' columns."""
        return self._letters("claims", self.claim_columns)

    @property
    def award_letters(self) -> dict[Any, str]:
        """The letters of the awards' columns."""
        return self._letters("awards", self.award_columns)

    def _letters(self, sheet: str, columns: Mapping[Any, int]) -> dict[Any, str]:
        if sheet not in self.letters:
            self.letters[sheet] = {key: column_letter(index) for key, index in columns.items()}
        return self.letters[sheet]

    def claim_span(self, column: object, here: bool = False) -> str:
        """A claim column from its first to its last row."""
        assert self.claims is not None
        return self.claims.span(self.claim_columns[column], self.claim_row(0), self.claim_row(len(self.of.claims) - 1), here)

    def award_span(self, column: str, here: bool = False) -> str:
        """An award column from its first to its last row."""
        assert self.awards is not None
        return self.awards.span(self.award_columns[column], self.award_row(0), self.award_row(len(self.of.awards) - 1), here)


def program_sheets(result: Result, of: ProgramResult) -> ProgramSheets:
    """A program's steps as the workbook shows them: fallbacks that this ledger cannot use are left out."""
    steps = [
        Step(s.id, s.label, s.grain, s.kind, without_unusable(s.expression, result.policy, result.ledger), s.clause) for s in of.claim_steps
    ]
    return ProgramSheets(result, of, tuple(steps), of.award_steps)


def without_unusable(node: Expression, policy: Policy, ledger: Ledger) -> Expression:
    """The node without those fallbacks that are unknown in every row: their column is missing, or their parameter unset."""

    def change(one: Expression) -> Expression:
        if not isinstance(one, FirstKnown):
            return one
        usable = [term for term in one.terms[1:] if _usable(term, policy, ledger)]
        return FirstKnown((one.terms[0], *usable)) if usable else one.terms[0]

    return rebuilt(node, change)


def _usable(term: Expression, policy: Policy, ledger: Ledger) -> bool:
    unset = any(all(value is None for _, value in policy.parameters[p].values) for p in parameters(term))
    return not unset and all(ledger.tables[f.spec.sheet].has(f.spec.key) for f in calculated_fields(term))


def input_fields(steps: tuple[Step, ...]) -> list[Field]:
    """Every field that a claim formula refers to, in the order met."""
    return list(dict.fromkeys(f for step in steps for f in calculated_fields(step.expression)))


def side_tests(steps: tuple[Step, ...]) -> list[Expression]:
    """The stated tests that need a column of their own: those inside a larger expression."""
    return list(dict.fromkeys(t for step in steps if not stated(step.expression) for t in stated_tests(step.expression)))


def step_heading(step: Step) -> str:
    """What the column of a step is called."""
    return step.label + ("(万元)" if step.kind is Kind.MONEY else "")


def nothing_words(sheets: ProgramSheets) -> str:
    """Why there is nothing on the program's sheets in the year."""
    year = sheets.result.year
    return f"{year}年没有这项奖补，因为台账中没有{claims_of_year(sheets.of.program, year)}。"
