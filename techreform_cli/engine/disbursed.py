"""What 已拨付 records per enterprise, program and award year."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

import numpy as np
import pandas as pd

from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.domain.program import Program
from techreform_cli.domain.source import SourceRef
from techreform_cli.domain.text import plain
from techreform_cli.engine.exact import Array, Exact, flags
from techreform_cli.engine.gather import total

SHEET = "disbursements"
LIKENESS = 0.6
"""From this share of common characters on, two names are taken for the same one misspelt."""


@dataclass(frozen=True)
class Disbursed:
    """The rows of 已拨付 that belong to one program, by its label or id."""

    ledger: Ledger
    program: Program
    programs: tuple[Program, ...]  # of the whole policy: another's name is no misspelling of this one's

    @cached_property
    def _frame(self) -> pd.DataFrame:
        return self.ledger.tables[SHEET].frame

    @cached_property
    def _mine(self) -> pd.arrays.BooleanArray:
        """Whether each row is this program's; unknown where its 奖补类别 is, or is a likely misspelling."""
        if "program" not in self._frame.columns:
            return flags(np.zeros(len(self._frame), dtype=bool), np.zeros(len(self._frame), dtype=bool))
        names = self._frame["program"].array
        wanted = {plain(self.program.label), plain(self.program.id)}
        texts = [str(n) for n in names.fillna("")]
        known = program_names(self.programs)
        unclear = np.array([mistakable(text, self.program, known) for text in texts], dtype=bool)
        return flags(np.array([plain(text) in wanted for text in texts], dtype=bool), ~np.asarray(names.isna()) & ~unclear)

    def _in_year(self, year: int) -> pd.arrays.BooleanArray:
        if "year" not in self._frame.columns:
            return flags(np.zeros(len(self._frame), dtype=bool), np.zeros(len(self._frame), dtype=bool))
        years = self._frame["year"].array
        return self._mine & flags(years.to_numpy(dtype=np.int64, na_value=0) == year, ~np.asarray(years.isna()))

    @cached_property
    def years(self) -> frozenset[int]:
        """The award years for which the sheet has any row of the program."""
        if "year" not in self._frame.columns:
            return frozenset()
        mine = self._mine.to_numpy(dtype=bool, na_value=False)
        return frozenset(int(y) for y in self._frame["year"].array[mine] if y is not pd.NA)

    def paid(self, year: int, enterprises: Array) -> Exact:
        """分 paid to each of `enterprises` for award year `year`; unknown where a row that may be meant has no readable amount."""
        size = int(max(enterprises.max(initial=-1), self._frame["enterprise"].max() if len(self._frame) else -1)) + 1
        if not len(self._frame):
            return Exact(np.zeros(len(enterprises), dtype=np.int64), np.full(len(enterprises), True))
        amounts = self._frame["amount"].array if "amount" in self._frame.columns else pd.array([pd.NA] * len(self._frame), dtype="Int64")
        owner = self._frame["enterprise"].to_numpy(dtype=np.int64)
        return total(Exact.of(amounts), self._in_year(year), owner, size).take(enterprises)

    def by_enterprise(self, year: int) -> dict[int, int]:
        """分 paid for award year `year` per enterprise that has a readable row."""
        if not len(self._frame):
            return {}
        owners = np.unique(self._frame["enterprise"].to_numpy(dtype=np.int64))
        paid = self.paid(year, owners)
        return {int(owner): int(fen) for owner, fen, known in zip(owners, paid.values, paid.known, strict=True) if known and fen}

    def total(self, year: int) -> tuple[int, int]:
        """分 paid to all for award year `year`, and how many rows that may be meant have no readable amount or are unclear."""
        if not len(self._frame):
            return 0, 0
        meant = self._in_year(year)
        amounts = self._frame["amount"].array if "amount" in self._frame.columns else pd.array([pd.NA] * len(self._frame), dtype="Int64")
        sure, known = meant.to_numpy(dtype=bool, na_value=False), ~np.asarray(amounts.isna())
        open_ = (meant.fillna(True).to_numpy(dtype=bool)) & ~(sure & known)
        return int(sum(int(fen) for fen in amounts[sure & known])), int(open_.sum())

    def cells(self, year: int, enterprise: int) -> tuple[SourceRef, ...]:
        """The amount cells `paid` rests on."""
        if not len(self._frame):
            return ()
        mine = self._in_year(year).fillna(True).to_numpy(dtype=bool) & (self._frame["enterprise"].to_numpy() == enterprise)
        found = (self.ledger.tables[SHEET].cell("amount", int(row)) for row in np.flatnonzero(mine))
        return tuple(cell for cell in found if cell)


def unknown_programs(ledger: Ledger, programs: tuple[Program, ...]) -> list[Problem]:
    """One finding for every row of 已拨付 whose 奖补类别 is none of the policy's: an error where it looks like a slip of the
    pen (it may be ours, so what was got is unknown), else a warning that it counts for nothing here."""
    table = ledger.tables[SHEET]
    if "program" not in table.frame.columns:
        return []
    wanted = program_names(programs)
    labels = "、".join(p.label for p in programs)
    found = []
    for row, name in enumerate(table.frame["program"].tolist()):
        if name is pd.NA or plain(str(name)) in wanted:
            continue
        place, near = table.cell("program", row), [p.label for p in programs if mistakable(str(name), p, wanted)]
        if near:
            message = f"奖补类别“{name}”写法不清，不知道算不算本政策的奖补，该企业的已得按不明处理"
            found.append(Problem("E005", Severity.ERROR, message, f"是否为 {'、'.join(near)}？", place, "奖补类别"))
        else:
            message = f"奖补类别“{name}”不是本政策的奖补，这一行不计入已得"
            found.append(Problem("E001", Severity.WARNING, message, f"如属本政策，改为：{labels}", place, "奖补类别"))
    return found


def program_names(programs: tuple[Program, ...]) -> frozenset[str]:
    """Everything a 奖补类别 may say: the programs' labels and ids, as compared."""
    return frozenset(plain(text) for p in programs for text in (p.label, p.id))


def mistakable(name: str, program: Program, known: frozenset[str]) -> bool:
    """Whether a 奖补类别 that is none of the `known` names could well be meant for `program`."""
    own = plain(name)
    return own not in known and SequenceMatcher(None, own, plain(program.label)).ratio() >= LIKENESS
