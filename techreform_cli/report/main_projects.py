"""Which of an enterprise's projects stands for it where an enterprise as a whole is put into a category."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from techreform_cli.domain.ledger import Table

Rows = np.ndarray[Any, np.dtype[np.int32]]


class MainProjects:
    """The texts of one column of the projects, by enterprise: of its main project in a year, or of its first one."""

    def __init__(self, projects: Table) -> None:
        self._frame = projects.frame
        self._yearly = next((spec for spec in projects.spec.fields if spec.yearly), None)
        self._found: dict[tuple[str, int | None], Rows] = {}
        self._texts = {str(key): self._frame[key].array for key in self._frame.columns}

    def main(self, key: str, enterprise: int, year: int) -> str:
        """What the project with the largest figure of the year has in column `key` (ties: the first); "" where none has both."""
        return self._text(key, enterprise, year)

    def first(self, key: str, enterprise: int) -> str:
        """What the enterprise's first project that has anything there has in column `key`."""
        return self._text(key, enterprise, None)

    def _text(self, key: str, enterprise: int, year: int | None) -> str:
        rows = self._found.get((key, year))
        if rows is None:
            rows = self._found[key, year] = self._rows(key, year)
        row = rows[enterprise] if 0 <= enterprise < len(rows) else -1
        return str(self._texts[key][row]) if row >= 0 else ""

    def _rows(self, key: str, year: int | None) -> Rows:
        """Per enterprise the row of that project, -1 where there is none."""
        frame, column = self._frame, self._yearly.yearly_key(year) if self._yearly and year is not None else ""
        if key not in frame.columns or "enterprise" not in frame.columns or (year is not None and column not in frame.columns):
            return np.empty(0, dtype=np.int32)
        given = ~pd.isna(frame[key]).to_numpy() & (frame[key] != "").to_numpy(dtype=bool, na_value=False)
        size = np.ones(len(frame), dtype=np.int64) if year is None else frame[column].to_numpy(dtype=np.int64, na_value=0)
        owners = frame["enterprise"].to_numpy(dtype=np.int64)
        rows = np.flatnonzero(given & (size > 0) & (owners >= 0))
        rows = rows[np.lexsort((rows, -size[rows], owners[rows]))]
        found = np.full(int(owners.max(initial=-1)) + 1, -1, dtype=np.int32)
        enterprises, firsts = np.unique(owners[rows], return_index=True)
        found[enterprises] = rows[firsts]
        return found
