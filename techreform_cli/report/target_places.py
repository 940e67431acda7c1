"""Where a row of a target belongs: its town, its category, and for a counted enterprise the category of its projects."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from techreform_cli.domain.ledger import Table
from techreform_cli.domain.result import Result
from techreform_cli.domain.source import SourceRef
from techreform_cli.domain.target_result import Contribution
from techreform_cli.report.blank_cells import BlankCells
from techreform_cli.report.main_projects import MainProjects

NOT_GIVEN, WHOLE_COUNTY = "未填", "全县"
CATEGORY, DEPARTMENT = "renovation_category", "lead_department"


@dataclass(frozen=True)
class Places:
    """Towns and categories of rows, as the ledger gives them."""

    result: Result

    def town(self, row: Contribution) -> str:
        """The town, 未填, or 全县 for a row that is no enterprise's."""
        return row.town or (NOT_GIVEN if row.enterprise >= 0 else WHOLE_COUNTY)

    def category(self, row: Contribution, counts_enterprises: bool) -> str:
        """The row's category; for an enterprise that of its project with the largest investment that year ("" where rows have none)."""
        return row.category or self._of_projects(row, CATEGORY, counts_enterprises)

    def department(self, row: Contribution, counts_enterprises: bool) -> str:
        """The department that leads the row's project; for an enterprise as with the category."""
        return row.department or self._of_projects(row, DEPARTMENT, counts_enterprises)

    def _of_projects(self, row: Contribution, key: str, counts_enterprises: bool) -> str:
        if not counts_enterprises:
            return ""
        return self._projects.main(key, row.enterprise, row.year) or self._projects.first(key, row.enterprise) or NOT_GIVEN

    def enterprise(self, row: Contribution) -> str:
        """The name of the row's enterprise; "" where it is no enterprise's."""
        name = self._names[row.enterprise] if row.enterprise >= 0 and self._names is not None else pd.NA
        return "" if name is pd.NA else str(name)

    @cached_property
    def _names(self) -> pd.api.extensions.ExtensionArray | None:
        table = self.result.ledger.tables["enterprises"]
        return table.frame["name"].array if table.has("name") else None

    @cached_property
    def _projects(self) -> MainProjects:
        return MainProjects(self.result.ledger.tables["projects"])

    @cached_property
    def fill(self) -> BlankCells:
        """Asks for cells of the ledger."""
        return BlankCells(self.result.ledger)

    def blank(self, cells: tuple[SourceRef, ...]) -> tuple[SourceRef, ...]:
        """Those of the cells that the ledger reads as unknown: the ones to fill in."""
        return tuple(cell for cell in cells if self._unknown(cell))

    def _unknown(self, cell: SourceRef) -> bool:
        split = re.fullmatch(r"([A-Z]+)(\d+)", cell.cell)
        if split is None:
            return False
        found = self._sheets.get((cell.file, cell.sheet), [])
        return any(sheet.unknown(split[1], int(split[2])) for sheet in found)

    @cached_property
    def _sheets(self) -> dict[tuple[str, str], list[_Sheet]]:
        """What stands on each sheet of the ledger."""
        found: dict[tuple[str, str], list[_Sheet]] = {}
        for table in self.result.ledger.tables.values():
            origin, numbers = np.array(table.origin, dtype=np.int32), np.array(table.row_number, dtype=np.int32)
            for number, at in enumerate(table.origins):
                rows = np.flatnonzero(origin == number).astype(np.int32)
                rows = rows[np.argsort(numbers[rows], kind="stable")]
                letters = {letter: key for key, letter in at.letters.items()}
                found.setdefault((at.file, at.sheet), []).append(_Sheet(table, letters, numbers[rows], rows))
        return found

    @cached_property
    def towns(self) -> list[str]:
        """The towns in the order of the ledger's enterprises."""
        return self._distinct("enterprises", "town")

    @cached_property
    def categories(self) -> list[str]:
        """The categories in the order of the field's list, then of the ledger's projects."""
        spec = self.result.ledger.tables["projects"].spec
        listed = [choice[0] for f in spec.fields if f.key == CATEGORY for choice in f.choices]
        present = self._distinct("projects", CATEGORY)
        return [c for c in listed if c in present] + [c for c in present if c not in listed]

    @cached_property
    def departments(self) -> list[str]:
        """The leading departments in the order of the ledger's projects."""
        return self._distinct("projects", DEPARTMENT)

    def _distinct(self, table: str, key: str) -> list[str]:
        frame = self.result.ledger.tables[table].frame
        return [] if key not in frame.columns else [str(value) for value in frame[key].dropna().unique() if value]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet of the ledger: its table, which key stands in which column, and the frame row that stands in each of its row `numbers`,
    which are sorted."""

    table: Table
    letters: dict[str, str]
    numbers: np.ndarray[Any, np.dtype[np.int32]]
    rows: np.ndarray[Any, np.dtype[np.int32]]

    def unknown(self, letter: str, number: int) -> bool:
        """Whether the table has no value from that cell although the row is one of its rows."""
        values, at = self.table.values.get(self.letters.get(letter, "")), int(np.searchsorted(self.numbers, number, side="right")) - 1
        return values is not None and at >= 0 and self.numbers[at] == number and values[self.rows[at]] is None
