"""What a calculation gives for a program: the claims and awards of a year with every step, and the inputs behind them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from techreform_cli.domain.expression import Expression, Field
from techreform_cli.domain.instalment import InstalmentDue
from techreform_cli.domain.program import Program
from techreform_cli.domain.row_values import RowValues
from techreform_cli.domain.source import SourceRef
from techreform_cli.domain.step import Grain, Step
from techreform_cli.domain.totals import Totals

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


class Verdict(StrEnum):
    """What the conditions say."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    UNDETERMINED = "undetermined"

    @property
    def label(self) -> str:
        """The word shown to the clerk."""
        return {"eligible": "符合", "ineligible": "不符合", "undetermined": "待补正"}[self.value]


@dataclass(frozen=True, slots=True)
class InputColumn:
    """A ledger field as the claims read it. `values` is a pandas array (Int64 分, boolean or string);
    `cells(i)` the cells row i's value was read from, or would have to be filled in; `absence(i)` says in Chinese
    why there is no such cell ("" if there is one). `unclear[i]`: row i has no value though its cell holds something."""

    field: Field
    values: pd.api.extensions.ExtensionArray
    cells: Callable[[int], tuple[SourceRef, ...]]
    absence: Callable[[int], str]
    unclear: np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class ProgramResult:
    """One program in one year.

    `claims` has one row per project (or row of the program's other claim sheet) and award year, sorted by enterprise, year, window
    date and number: award (row of `awards`), project, enterprise (positions in the ledger's tables), year, completion (the
    window date, yyyymmdd, 0 unknown), number, name, and one column per claim step. `awards` has one row per enterprise: enterprise, name,
    credit_code, town, verdict, base, rate (a Fraction or None), computed, already_paid, amount, amount_if_filled
    (Int64 分), and one column per award step.
    `instalments` has one entry per instalment of each claim counted in the year, held against that year.
    `inputs` and `outcomes` give, row by row of `claims`, each field read and each single test made. `scales` is the
    denominator of columns that are not whole 分 (rates). `paid_cells(year, enterprise)` are the cells of 已拨付 behind a step got_<year>,
    `open_paid_cells` those that keep it open; `paid_years` are the award years that 已拨付 has, `unsure_years` the earlier ones it may
    have: it hangs on a row that is not clear.
    """

    program: Program
    steps: tuple[Step, ...]
    claims: pd.DataFrame
    awards: pd.DataFrame
    inputs: dict[Field, InputColumn]
    outcomes: dict[Expression, pd.arrays.BooleanArray]
    scales: dict[str, int]
    paid_cells: Callable[[int, int], tuple[SourceRef, ...]]
    open_paid_cells: Callable[[int, int], tuple[SourceRef, ...]]
    paid_years: frozenset[int]
    unsure_years: frozenset[int] = frozenset()
    instalments: tuple[InstalmentDue, ...] = ()
    read: dict[tuple[str, object], RowValues] = field(default_factory=dict, repr=False, compare=False)

    def claim(self, column: str, row: int) -> Any:
        """One value of `claims`: int, bool, str or pandas.NA."""
        return self.claim_values(column)[row]

    def claim_values(self, column: str) -> RowValues:
        """A column of `claims` as `claim` gives its values."""
        return self._values("claims", column, lambda: self.claims[column].values)

    def input_values(self, field: Field) -> RowValues:
        """The values of a field, claim by claim."""
        return self._values("inputs", field, lambda: self.inputs[field].values)

    def outcome_values(self, test: Expression) -> RowValues:
        """The outcomes of a single test, claim by claim: bool or pandas.NA."""
        return self._values("outcomes", test, lambda: self.outcomes[test])

    def award(self, column: str, row: int) -> Any:
        """One value of `awards`: int, str, Fraction, Verdict, None or pandas.NA."""
        return self._values("awards", column, lambda: self.awards[column].values)[row]

    def _values(self, of: str, key: object, column: Callable[[], Any]) -> RowValues:
        found = self.read.get((of, key))
        if found is None:
            found = self.read[of, key] = RowValues(column())
        return found

    def award_text(self, column: str, row: int) -> str:
        """The name, credit code or town of an award's enterprise; "" where it is not known."""
        text = self.award(column, row)
        return text if isinstance(text, str) else ""

    def claims_of(self, award: int) -> range:
        """The claims of an award, in their order."""
        awards = self.claim_values("award")
        return range(awards.sorted_place(award), awards.sorted_place(award + 1))

    def claims_of_year(self, award: int, year: int) -> range:
        """Those of one award year."""
        mine = self.claims_of(award)
        first, past = (find(mine, year, key=lambda c: self.claim("year", c)) for find in (bisect_left, bisect_right))
        return mine[first:past]

    def counted(self, award: int, year: int) -> list[int]:
        """The claims of an award of one award year that are known to count."""
        return [c for c in self.claims_of_year(award, year) if self.claim("counted", c) is True]

    @property
    def undetermined(self) -> list[int]:
        """The awards that are undetermined."""
        return [row for row, verdict in enumerate(self.awards["verdict"].tolist()) if verdict == Verdict.UNDETERMINED]

    @property
    def totals(self) -> Totals:
        """The program's line in a table of totals."""
        known = self.awards["amount"].dropna()
        return Totals(int((known > 0).sum()), int(known.sum()), len(self.undetermined))

    @property
    def claim_steps(self) -> tuple[Step, ...]:
        """The steps whose columns are in `claims`."""
        return tuple(s for s in self.steps if s.grain is Grain.CLAIM)

    @property
    def award_steps(self) -> tuple[Step, ...]:
        """The steps whose columns are in `awards`."""
        return tuple(s for s in self.steps if s.grain is Grain.AWARD)
