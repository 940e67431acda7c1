"""What 已拨付 records per enterprise, program and award year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.program import Program
from techreform_cli.domain.sheets import DISBURSEMENTS
from techreform_cli.domain.source import SourceRef
from techreform_cli.domain.text import plain
from techreform_cli.engine.exact import Array, Exact, flags
from techreform_cli.engine.gather import total
from techreform_cli.engine.names import may_mean, program_names


@dataclass(frozen=True)
class Disbursed:
    """The rows of 已拨付 that belong to one program, by its label or id."""

    ledger: Ledger
    program: Program
    programs: tuple[Program, ...]  # of the whole policy: another's name is no misspelling of this one's

    @property
    def called(self) -> str:
        """The sheet as the ledger names it."""
        return self.ledger.tables[DISBURSEMENTS].called

    @cached_property
    def _frame(self) -> pd.DataFrame:
        return self.ledger.tables[DISBURSEMENTS].frame

    @cached_property
    def _named(self) -> pd.arrays.BooleanArray:
        """Whether each row's 奖补类别 can be read, and is no likely misspelling of this program's (a plain column, nothing unknown)."""
        clear = [name is not pd.NA and not may_mean(str(name), self.program, self.programs) for name in self._column("program")]
        return flags(np.array(clear, dtype=bool), np.full(len(clear), True))

    @cached_property
    def _mine(self) -> pd.arrays.BooleanArray:
        """Whether each row is this program's; unknown where its 奖补类别 is, or is a likely misspelling."""
        wanted = program_names((self.program,))
        mine = [name is not pd.NA and plain(str(name)) in wanted for name in self._column("program")]
        return flags(np.array(mine, dtype=bool), self._named.to_numpy(dtype=bool))

    @cached_property
    def _columns(self) -> dict[str, list[Any]]:
        return {}

    def _column(self, key: str) -> list[Any]:
        if key not in self._columns:
            self._columns[key] = self._frame[key].tolist() if key in self._frame.columns else [pd.NA] * len(self._frame)
        return self._columns[key]

    def _in_year(self, year: int) -> pd.arrays.BooleanArray:
        years = pd.array(self._column("year"), dtype="Int64")
        return self._mine & flags(years.to_numpy(dtype=np.int64, na_value=0) == year, ~np.asarray(years.isna()))

    @cached_property
    def _anybody(self) -> Disbursed:
        """The rows of every enterprise, also where the ledger holds but some of them."""
        return self if self.ledger.whole is None else Disbursed(self.ledger.whole, self.program, self.programs)

    @cached_property
    def years(self) -> frozenset[int]:
        """The award years for which the sheet is sure to have a row of the program."""
        if self._anybody is not self:
            return self._anybody.years
        mine = self._mine.to_numpy(dtype=bool, na_value=False)
        return frozenset(int(y) for y, ours in zip(self._column("year"), mine, strict=True) if ours and y is not pd.NA)

    def recorded(self, year: int) -> bool | None:
        """Whether the sheet has a row of the program and award year: then it says what everybody got for that year. None where that
        hangs on a row whose 奖补类别 or 年度 is not clear. Never where awards are paid in instalments: a payment is then but a part."""
        if self.program.instalments:
            return False
        if year in self.years:
            return True
        return None if self._anybody._in_year(year).isna().any() else False

    @property
    def settled(self) -> frozenset[int]:
        """The award years for which what was paid is what was got."""
        return frozenset(year for year in self.years if self.recorded(year))

    def paid(self, year: int, enterprises: Array) -> Exact:
        """分 paid to each of `enterprises` for award year `year`; unknown where a row that may be meant has no readable amount."""
        size = int(max(enterprises.max(initial=-1), self._frame["enterprise"].max() if len(self._frame) else -1)) + 1
        if not len(self._frame):
            return Exact(np.zeros(len(enterprises), dtype=np.int64), np.full(len(enterprises), True))
        amounts = self._frame["amount"].array if "amount" in self._frame.columns else pd.array([pd.NA] * len(self._frame), dtype="Int64")
        owner = self._frame["enterprise"].to_numpy(dtype=np.int64)
        return total(Exact.of(amounts), self._in_year(year), owner, size).take(enterprises)

    def by_enterprise(self, year: int) -> dict[int, int]:
        """分 that the readable rows record for award year `year`, per enterprise."""
        found: dict[int, int] = {}
        if len(self._frame):
            mine = self._in_year(year).to_numpy(dtype=bool, na_value=False)
            owners: list[int] = self._frame["enterprise"].tolist()
            for owner, amount, sure in zip(owners, self._column("amount"), mine, strict=True):
                if sure and amount is not pd.NA:
                    found[owner] = found.get(owner, 0) + int(amount)
        return found

    def total(self, year: int) -> tuple[int, int]:
        """分 paid to all for award year `year`, and how many rows that may be meant have no readable amount or are unclear."""
        if not len(self._frame):
            return 0, 0
        meant = self._in_year(year)
        known = np.array([amount is not pd.NA for amount in self._column("amount")])
        open_ = meant.fillna(True).to_numpy(dtype=bool) & ~(meant.to_numpy(dtype=bool, na_value=False) & known)
        return sum(self.by_enterprise(year).values()), int(open_.sum())

    def cells(self, year: int, enterprise: int) -> tuple[SourceRef, ...]:
        """The amount cells `paid` rests on."""
        found = (self.ledger.tables[DISBURSEMENTS].cell("amount", row) for row in self._rows(year, enterprise))
        return tuple(cell for cell in found if cell)

    def year_cells(self, year: int) -> tuple[SourceRef, ...]:
        """The cells that say `year` in the rows of the program, whosoever they are."""
        found = (self._anybody.ledger.tables[DISBURSEMENTS].cell("year", row) for row in self._anybody._rows(year))
        return tuple(cell for cell in found if cell)

    def open_cells(self, year: int, enterprise: int) -> tuple[SourceRef, ...]:
        """The cells to fill in or to correct before it is known what the enterprise got for `year`: of its own rows that may be meant,
        and where it is open whether the sheet has that year at all, of anybody's."""
        keys = ("program", "year") if self.recorded(year) is None else ()
        found = [self._anybody._open(key, row) for row in self._anybody._rows(year) for key in keys]
        found += [self._open(key, row) for row in self._rows(year, enterprise) for key in ("program", "year", "amount")]
        return tuple(dict.fromkeys(cell for cell in found if cell))

    def _rows(self, year: int, enterprise: int | None = None) -> list[int]:
        """The rows that are, or may be, of the program and year."""
        if not len(self._frame):
            return []
        if year not in self._meant:
            rows: list[int] = np.flatnonzero(self._in_year(year).fillna(True).to_numpy(dtype=bool)).tolist()
            owners, found = self._frame["enterprise"].tolist(), dict[int | None, list[int]]({None: rows})
            for row in rows:
                found.setdefault(owners[row], []).append(row)
            self._meant[year] = found
        return self._meant[year].get(enterprise, [])

    @cached_property
    def _meant(self) -> dict[int, dict[int | None, list[int]]]:
        """Per year asked for, `_rows` of each enterprise, and of all under None: a look through the sheet for each of them is too many."""
        return {}

    def _open(self, key: str, row: int) -> SourceRef | None:
        """The cell of that column, where it is what keeps the row open."""
        clear = bool(self._named[row]) if key == "program" else self._column(key)[row] is not pd.NA
        return None if clear else self.ledger.tables[DISBURSEMENTS].cell(key, row)
