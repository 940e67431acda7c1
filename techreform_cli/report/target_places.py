"""Where a row of a target belongs: its town, its category, and for a counted enterprise the category of its projects."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from techreform_cli.domain.ledger import Table
from techreform_cli.domain.result import Result
from techreform_cli.domain.source import SourceRef
from techreform_cli.domain.target_result import Contribution
from techreform_cli.report.blank_cells import BlankCells

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
        main, any_ = self._projects[key]
        return main.get((row.enterprise, row.year)) or any_.get(row.enterprise) or NOT_GIVEN

    def enterprise(self, row: Contribution) -> str:
        """The name of the row's enterprise; "" where it is no enterprise's."""
        return self._names[row.enterprise] if row.enterprise >= 0 else ""

    @cached_property
    def _names(self) -> list[str]:
        frame = self.result.ledger.tables["enterprises"].frame
        names = frame["name"].tolist() if "name" in frame.columns else [pd.NA] * len(frame)
        return ["" if name is pd.NA else str(name) for name in names]

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
        for table, letters, rows in self._sheets.get((cell.file, cell.sheet), []):
            key, row = letters.get(split[1], ""), rows.get(int(split[2]))
            if key in table.values and row is not None and table.values[key][row] is None:
                return True
        return False

    @cached_property
    def _sheets(self) -> dict[tuple[str, str], list[tuple[Table, dict[str, str], dict[int, int]]]]:
        """Each sheet of the ledger: its table, which key stands in which column, and which frame row in which row."""
        found: dict[tuple[str, str], list[tuple[Table, dict[str, str], dict[int, int]]]] = {}
        for table in self.result.ledger.tables.values():
            for number, origin in enumerate(table.origins):
                rows = {row: i for i, (row, of) in enumerate(zip(table.row_number, table.origin, strict=True)) if of == number}
                letters = {letter: key for key, letter in origin.letters.items()}
                found.setdefault((origin.file, origin.sheet), []).append((table, letters, rows))
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

    @cached_property
    def _projects(self) -> dict[str, tuple[dict[tuple[int, int], str], dict[int, str]]]:
        """Per column of the projects: what each enterprise's main project of a year has there, and its first one that has anything."""
        return {key: (self._main(key), self._first(key)) for key in (CATEGORY, DEPARTMENT)}

    def _first(self, key: str) -> dict[int, str]:
        frame = self.result.ledger.tables["projects"].frame
        if key not in frame.columns or "enterprise" not in frame.columns:
            return {}
        found: dict[int, str] = {}
        for owner, text in zip(frame["enterprise"].tolist(), frame[key].tolist(), strict=True):
            if text is not pd.NA and text:
                found.setdefault(int(owner), str(text))
        return found

    def _main(self, key: str) -> dict[tuple[int, int], str]:
        """Enterprise and year -> the text of its project with the largest figure of that year; ties: the first."""
        table = self.result.ledger.tables["projects"]
        yearly = next((spec for spec in table.spec.fields if spec.yearly), None)
        frame = table.frame
        if yearly is None or key not in frame.columns or "enterprise" not in frame.columns:
            return {}
        best: dict[tuple[int, int], tuple[int, str]] = {}
        for column in frame.columns:
            base, _, year = str(column).partition("@")
            if base != yearly.key or not year.isdigit():
                continue
            for owner, text, figure in zip(frame["enterprise"].tolist(), frame[key].tolist(), frame[column].tolist(), strict=True):
                if figure is pd.NA or text is pd.NA or not text or figure <= 0:
                    continue
                at = (int(owner), int(year))
                if at not in best or figure > best[at][0]:
                    best[at] = (int(figure), str(text))
        return {at: text for at, (_, text) in best.items()}
