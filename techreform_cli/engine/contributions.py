"""Who stands behind a measured figure: names, places and cells of the rows that may count."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from techreform_cli.domain.expression import Expression, Field
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.source import SourceRef
from techreform_cli.domain.target_result import Contribution
from techreform_cli.domain.traversal import fields
from techreform_cli.engine.members import Member
from techreform_cli.engine.rows import Rows

YEAR = "year"


@dataclass
class Describer:
    """Describes the rows of `sheet` that one measure looked at in `year`; `figures` are the fields it adds up,
    `dated` the date that says whether a row is of the year. `asking` are the rows of which a test of the enterprise's projects is open."""

    ledger: Ledger
    sheet: str
    rows: Rows
    figures: tuple[Field, ...]
    where: Expression | None
    year: int
    dated: Field | None = None
    asking: frozenset[int] = frozenset()
    texts: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def describe(self, member: Member) -> Contribution:
        """One row's part in the figure."""
        row, owner = member.row, self._owner(member)
        inputs = [self.rows.input(f) for f in self._read]
        cells = [cell for column in inputs for cell in column.cells(row)] + self._project_cells(owner, row in self.asking)
        absent = [column.absence(row) for column in inputs if column.values[row] is pd.NA]
        if member.undated:
            cell = self.ledger.tables[self.sheet].cell(YEAR, row)
            cells, absent = [*([cell] if cell else []), *cells], ["不知道是不是这一年的", *absent]
        name = (
            self._text(self.sheet, "project_name", row) or self._text("enterprises", "name", owner) or self._text(self.sheet, "name", row)
        )
        return Contribution(
            name=name,
            enterprise=owner,
            town=self._text("enterprises", "town", owner),
            category=self._text(self.sheet, "renovation_category", row),
            counted=member.counted,
            figures=member.figures,
            cells=tuple(dict.fromkeys(cells)),
            year=self.year,
            reason="；".join(dict.fromkeys(text for text in absent if text)),
            department=self._text(self.sheet, "lead_department", row),
        )

    def bare(self, member: Member) -> Contribution:
        """Whose row it is and whether it counts, without name, place or cells."""
        return Contribution("", self._owner(member), "", "", member.counted, member.figures, (), self.year)

    def _owner(self, member: Member) -> int:
        return member.row if self.sheet == "enterprises" else int(self.rows.position["enterprises"][member.row])

    @cached_property
    def _read(self) -> list[Field]:
        """The fields read from the row itself or from its enterprise's yearly figures."""
        read = [*self.figures, *([self.dated] if self.dated else []), *(fields(self.where) if self.where else [])]
        return [f for f in read if f.spec.sheet in self.rows.position or (f.year is not None and f.spec.sheet != "projects")]

    @cached_property
    def _project_keys(self) -> list[str]:
        """The columns of 项目 that a condition on an enterprise's projects reads."""
        if self.sheet != "enterprises" or self.where is None:
            return []
        read = [f.spec for f in fields(self.where) if f.spec.sheet == "projects"]
        table = self.ledger.tables["projects"]
        return [key for key in (s.yearly_key(self.year) if s.yearly else s.key for s in read) if table.has(key)]

    @cached_property
    def _projects_of(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        frame = self.ledger.tables["projects"].frame
        for row, owner in enumerate(frame["enterprise"].tolist() if "enterprise" in frame.columns else []):
            found.setdefault(int(owner), []).append(row)
        return found

    @cached_property
    def _project_columns(self) -> dict[str, list[object]]:
        frame = self.ledger.tables["projects"].frame
        return {key: frame[key].tolist() for key in self._project_keys}

    def _project_cells(self, owner: int, asking: bool) -> list[SourceRef]:
        """The filled cells of the enterprise's projects that the condition looked at, and where it is open also those that are unknown."""
        if not self._project_keys:
            return []
        table = self.ledger.tables["projects"]
        filled = [
            table.cell(key, row)
            for row in self._projects_of.get(owner, [])
            for key in self._project_keys
            if (asking if (value := self._project_columns[key][row]) is pd.NA else value != 0)
        ]
        return [cell for cell in filled if cell]

    def _text(self, sheet: str, key: str, row: int) -> str:
        where = (sheet, key)
        if where not in self.texts:
            frame = self.ledger.tables[sheet].frame
            self.texts[where] = [str(v) for v in frame[key].fillna("").tolist()] if key in frame.columns else []
        return self.texts[where][row] if 0 <= row < len(self.texts[where]) else ""
