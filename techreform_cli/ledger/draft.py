"""A table while it is being read: plain lists, so that rows can still be added, emptied and dropped."""

from __future__ import annotations

from dataclasses import dataclass, field

from techreform_cli.domain.field import FieldSpec, SheetSpec
from techreform_cli.domain.ledger import Origin
from techreform_cli.domain.source import SourceRef
from techreform_cli.ledger.cells import Value


@dataclass(slots=True)
class Records:
    """Typed rows of one worksheet, on their way into a draft. `rows` are their places in it (from 0), `columns` and `fields` go by
    frame column; `unclear` and `elsewhere` count from the first row, `elsewhere` giving places in the worksheet, or None for a value
    that stands in no cell."""

    rows: tuple[int, ...]
    fields: dict[str, FieldSpec]
    columns: dict[str, list[Value]]
    unclear: dict[str, set[int]]
    elsewhere: dict[tuple[str, int], int | None] = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """All rows of one kind of sheet so far. `columns` and `fields` go by frame column; None is unknown.

    `origin`, `row_number`, `unclear` and `elsewhere` as in Table; `dropped` has the rows left out after they were read: (origin,
    row number, reason).
    """

    spec: SheetSpec
    columns: dict[str, list[Value]] = field(default_factory=dict)
    fields: dict[str, FieldSpec] = field(default_factory=dict)
    origins: list[Origin] = field(default_factory=list)
    origin: list[int] = field(default_factory=list)
    row_number: list[int] = field(default_factory=list)
    dropped: list[tuple[int, int, str]] = field(default_factory=list)
    unclear: dict[str, set[int]] = field(default_factory=dict)
    elsewhere: dict[tuple[str, int], tuple[int, int] | None] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.row_number)

    def column(self, key: str) -> list[Value]:
        """The values of a column; all unknown where there is none."""
        return self.columns.get(key) or [None] * len(self)

    def text(self, key: str, row: int) -> str:
        """A text of one row, "" where unknown or none."""
        values = self.columns.get(key)
        return str(values[row] or "") if values else ""

    def texts(self, key: str) -> list[str]:
        """The texts of a column, as `text` gives each."""
        return [str(value or "") for value in self.column(key)]

    def add(self, origin: Origin, records: Records) -> None:
        """The rows of one more sheet; a column that only one sheet has is unknown in the other."""
        before, size = len(self), len(records.rows)
        self.origins.append(origin)
        at = len(self.origins) - 1
        self.origin += [at] * size
        self.row_number += [row + 1 for row in records.rows]
        for key in {**self.fields, **records.fields}:
            old = self.columns.get(key) or [None] * before
            self.columns[key] = old + (records.columns.get(key) or [None] * size)
        for key, found in records.unclear.items():
            self.unclear.setdefault(key, set()).update(before + row for row in found)
        for (key, row), place in records.elsewhere.items():
            self.elsewhere[key, before + row] = None if place is None else (at, place + 1)
        self.fields |= {key: spec for key, spec in records.fields.items() if key not in self.fields}

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
            self.dropped.append((self.origin[row], self.row_number[row], reason))
        keep = [row for row in range(len(self)) if row not in rows]
        self.origin = [self.origin[row] for row in keep]
        self.row_number = [self.row_number[row] for row in keep]
        self.columns = {key: [column[row] for row in keep] for key, column in self.columns.items()}
        moved = {old: new for new, old in enumerate(keep)}
        self.unclear = {key: {moved[row] for row in found if row in moved} for key, found in self.unclear.items()}
        self.elsewhere = {(key, moved[row]): place for (key, row), place in self.elsewhere.items() if row in moved}

    def ledger_of(self, row: int) -> str:
        """Which of several ledgers read together the row stands in; "" where there is one, and for a row that stands in no file."""
        return self.origins[self.origin[row]].of if self.row_number[row] else ""

    def file_of(self, row: int) -> str:
        """The file in which the row stands; "" for a row that stands in none."""
        return self.origins[self.origin[row]].file if self.row_number[row] else ""

    def kept(self, rows: list[int]) -> Draft:
        """A draft of those rows alone, in their order, with the origins that they need."""
        at = list(dict.fromkeys(self.origin[row] for row in rows if self.row_number[row])) or [0]
        at += [place[0] for place in map(self.elsewhere.get, self._places_of(rows)) if place and place[0] not in at]
        origin_at = {old: new for new, old in enumerate(dict.fromkeys(at))}
        row_at = {old: new for new, old in enumerate(rows)}
        elsewhere = {
            (key, row_at[row]): None if place is None else (origin_at[place[0]], place[1])
            for (key, row), place in self.elsewhere.items()
            if row in row_at
        }
        return Draft(
            self.spec,
            {key: [column[row] for row in rows] for key, column in self.columns.items()},
            self.fields,
            [self.origins[old] for old in origin_at] if self.origins else [],
            [origin_at.get(self.origin[row], 0) for row in rows],
            [self.row_number[row] for row in rows],
            [],
            {key: {row_at[row] for row in found if row in row_at} for key, found in self.unclear.items()},
            elsewhere,
        )

    def _places_of(self, rows: list[int]) -> list[tuple[str, int]]:
        wanted = set(rows)
        return [place for place in self.elsewhere if place[1] in wanted]

    def append(self, other: Draft) -> None:
        """The rows of another draft of the same kind of sheet; a column that only one has is unknown in the other."""
        before, origins, size = len(self), len(self.origins), len(other)
        self.origins += other.origins
        self.origin += [at + origins for at in other.origin]
        self.row_number += other.row_number
        self.dropped += [(at + origins, number, reason) for at, number, reason in other.dropped]
        for key in {**self.fields, **other.fields}:
            old = self.columns.get(key) or [None] * before
            self.columns[key] = old + (other.columns.get(key) or [None] * size)
        for key, found in other.unclear.items():
            self.unclear.setdefault(key, set()).update(before + row for row in found)
        for (key, row), place in other.elsewhere.items():
            self.elsewhere[key, before + row] = None if place is None else (place[0] + origins, place[1])
        self.fields |= {key: spec for key, spec in other.fields.items() if key not in self.fields}

    def is_unclear(self, key: str, row: int) -> bool:
        """Whether the cell held something that gave no value."""
        return row in self.unclear.get(key, ())

    def contradict(self, key: str, row: int) -> None:
        """Make a value unknown because another row says otherwise."""
        self.columns[key][row] = None
        self.unclear.setdefault(key, set()).add(row)

    def ref(self, key: str, row: int) -> SourceRef:
        """The cell of `key` in that row, or where its sheet has no such column, the row's first cell."""
        at, number = self.elsewhere.get((key, row)) or (self.origin[row], self.row_number[row])
        origin = self.origins[at]
        return origin.ref(f"{origin.letters.get(key, 'A')}{number}")

    def has_cell(self, key: str, row: int) -> bool:
        """Whether the row stands in a sheet that has the column."""
        return bool(self.row_number[row]) and key in self.origins[self.origin[row]].letters

    def label(self, key: str) -> str:
        """The name of a frame column as the clerk knows it: 设备购置额, 2018年完成投资."""
        name, year = self.fields[key].name, key.partition("@")[2]
        return f"{year}年{name}" if year else name
