"""Where a row of a target belongs: its town, its category, and for a counted enterprise the category of its projects."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from techreform_cli.domain.result import Contribution, Result
from techreform_cli.domain.source import SourceRef

NOT_GIVEN, WHOLE_COUNTY = "未填", "全县"
CATEGORY = "renovation_category"


@dataclass(frozen=True)
class Places:
    """Towns and categories of rows, as the ledger gives them."""

    result: Result

    def town(self, row: Contribution) -> str:
        """The town, 未填, or 全县 for a row that is no enterprise's."""
        return row.town or (NOT_GIVEN if row.enterprise >= 0 else WHOLE_COUNTY)

    def category(self, row: Contribution, counts_enterprises: bool) -> str:
        """The row's category; for an enterprise that of its project with the largest investment that year ("" where rows have none)."""
        if row.category or not counts_enterprises:
            return row.category
        return self._main_category.get((row.enterprise, row.year)) or self._any_category.get(row.enterprise) or NOT_GIVEN

    def enterprise(self, row: Contribution) -> str:
        """The name of the row's enterprise; "" where it is no enterprise's."""
        return self._names[row.enterprise] if row.enterprise >= 0 else ""

    @cached_property
    def _names(self) -> list[str]:
        frame = self.result.ledger.tables["enterprises"].frame
        names = frame["name"].tolist() if "name" in frame.columns else [pd.NA] * len(frame)
        return ["" if name is pd.NA else str(name) for name in names]

    def blank(self, cells: tuple[SourceRef, ...]) -> tuple[SourceRef, ...]:
        """Those of the cells that the ledger reads as unknown: the ones to fill in."""
        return tuple(cell for cell in cells if self._unknown(cell))

    def _unknown(self, cell: SourceRef) -> bool:
        split = re.fullmatch(r"([A-Z]+)(\d+)", cell.cell)
        if split is None:
            return False
        for frame, letters, rows in self._sheets.get((cell.file, cell.sheet), []):
            key, row = letters.get(split[1]), rows.get(int(split[2]))
            if key in frame.columns and row is not None and frame[key].array[row] is pd.NA:
                return True
        return False

    @cached_property
    def _sheets(self) -> dict[tuple[str, str], list[tuple[pd.DataFrame, dict[str, str], dict[int, int]]]]:
        """Each sheet of the ledger: its frame, which key stands in which column, and which frame row in which row."""
        found: dict[tuple[str, str], list[tuple[pd.DataFrame, dict[str, str], dict[int, int]]]] = {}
        for table in self.result.ledger.tables.values():
            for number, origin in enumerate(table.origins):
                rows = {row: i for i, (row, of) in enumerate(zip(table.row_number, table.origin, strict=True)) if of == number}
                letters = {letter: key for key, letter in origin.letters.items()}
                found.setdefault((origin.file, origin.sheet), []).append((table.frame, letters, rows))
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

    def _distinct(self, table: str, key: str) -> list[str]:
        frame = self.result.ledger.tables[table].frame
        return [] if key not in frame.columns else [str(value) for value in frame[key].dropna().unique() if value]

    @cached_property
    def _any_category(self) -> dict[int, str]:
        """The category of each enterprise's first project that has one."""
        frame = self.result.ledger.tables["projects"].frame
        if CATEGORY not in frame.columns or "enterprise" not in frame.columns:
            return {}
        pairs = zip(frame["enterprise"].tolist(), frame[CATEGORY].tolist(), strict=True)
        found: dict[int, str] = {}
        for owner, category in pairs:
            if category is not pd.NA and category:
                found.setdefault(int(owner), str(category))
        return found

    @cached_property
    def _main_category(self) -> dict[tuple[int, int], str]:
        """Enterprise and year -> the category of its project with the largest figure of that year; ties: the first."""
        table = self.result.ledger.tables["projects"]
        yearly = next((spec for spec in table.spec.fields if spec.yearly), None)
        frame = table.frame
        if yearly is None or CATEGORY not in frame.columns or "enterprise" not in frame.columns:
            return {}
        best: dict[tuple[int, int], tuple[int, str]] = {}
        for key in frame.columns:
            base, _, year = str(key).partition("@")
            if base != yearly.key or not year.isdigit():
                continue
            for owner, category, figure in zip(frame["enterprise"].tolist(), frame[CATEGORY].tolist(), frame[key].tolist(), strict=True):
                if figure is pd.NA or category is pd.NA or not category or figure <= 0:
                    continue
                at = (int(owner), int(year))
                if at not in best or figure > best[at][0]:
                    best[at] = (int(figure), str(category))
        return {at: category for at, (_, category) in best.items()}
