"""A table while it is being read: plain lists, so that rows can still be added, emptied and dropped."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from techreform_cli.domain.field import FieldSpec, SheetSpec
from techreform_cli.domain.ledger import Origin
from techreform_cli.domain.source import SourceRef
from techreform_cli.ledger.cells import Value


@dataclass(slots=True)
class Draft:
    """All rows of one kind of sheet so far. `columns` and `fields` go by frame column; None is unknown.

    `origin`, `row_number` and `unclear` as in Table; `excluded` counts, by origin, the rows dropped after they were read.
    """

    spec: SheetSpec
    columns: dict[str, list[Value]] = field(default_factory=dict)
    fields: dict[str, FieldSpec] = field(default_factory=dict)
    origins: list[Origin] = field(default_factory=list)
    origin: list[int] = field(default_factory=list)
    row_number: list[int] = field(default_factory=list)
    excluded: list[Counter[str]] = field(default_factory=list)
    unclear: dict[str, set[int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.row_number)

    def column(self, key: str) -> list[Value]:
        """The values of a column; all unknown where there is none."""
        return self.columns.get(key) or [None] * len(self)

    def text(self, key: str, row: int) -> str:
        """A text of one row, "" where unknown or none."""
        values = self.columns.get(key)
        return str(values[row] or "") if values else ""

    def add_sheet(
        self,
        origin: Origin,
        fields: dict[str, FieldSpec],
        columns: dict[str, list[Value]],
        unclear: dict[str, set[int]],
        rows: tuple[int, ...],
    ) -> None:
        """The rows of one more sheet (`unclear` counts from its first); a column that only one sheet has is unknown in the other."""
        before = len(self)
        self.origins.append(origin)
        self.excluded.append(Counter())
        self.origin += [len(self.origins) - 1] * len(rows)
        self.row_number += [row + 1 for row in rows]
        for key in {**self.fields, **fields}:
            old = self.columns.get(key) or [None] * before
            self.columns[key] = old + (columns.get(key) or [None] * len(rows))
        for key, found in unclear.items():
            self.unclear.setdefault(key, set()).update(before + row for row in found)
        self.fields |= {key: spec for key, spec in fields.items() if key not in self.fields}

    def add_row(self, values: dict[str, Value]) -> int:
        """One row that stands in no file; returns its position."""
        self.origin.append(0)
        self.row_number.append(0)
        for key in [key for key in values if key not in self.columns]:
            self.columns[key] = [None] * (len(self) - 1)
            self.fields[key] = self.spec.field(key)
        for key, column in self.columns.items():
            column.append(values.get(key))
        return len(self) - 1

    def drop(self, rows: dict[int, str]) -> None:
        """Leave out the given rows (position -> reason), and count them."""
        if not rows:
            return
        for row, reason in rows.items():
            self.excluded[self.origin[row]][reason] += 1
        keep = [row for row in range(len(self)) if row not in rows]
        self.origin = [self.origin[row] for row in keep]
        self.row_number = [self.row_number[row] for row in keep]
        self.columns = {key: [column[row] for row in keep] for key, column in self.columns.items()}
        moved = {old: new for new, old in enumerate(keep)}
        self.unclear = {key: {moved[row] for row in found if row in moved} for key, found in self.unclear.items()}

    def is_unclear(self, key: str, row: int) -> bool:
        """Whether the cell held something that gave no value."""
        return row in self.unclear.get(key, ())

    def contradict(self, key: str, row: int) -> None:
        """Make a value unknown because another row says otherwise."""
        self.columns[key][row] = None
        self.unclear.setdefault(key, set()).add(row)

    def ref(self, key: str, row: int) -> SourceRef:
        """The cell of `key` in that row, or where its sheet has no such column, the row's first cell."""
        origin = self.origins[self.origin[row]]
        return origin.ref(f"{origin.letters.get(key, 'A')}{self.row_number[row]}")

    def has_cell(self, key: str, row: int) -> bool:
        """Whether the row stands in a sheet that has the column."""
        return bool(self.row_number[row]) and key in self.origins[self.origin[row]].letters

    def label(self, key: str) -> str:
        """The name of a frame column as the clerk knows it: 设备购置额, 2018年完成投资."""
        name, year = self.fields[key].name, key.partition("@")[2]
        return f"{year}年{name}" if year else name
