"""A ledger as read: typed columns, and where each value came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from techreform_cli.domain.field import SheetSpec
from techreform_cli.domain.problem import Problem
from techreform_cli.domain.source import SourceRef

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Origin:
    """One sheet of one file that rows of a table came from, and of each frame column there the letter and the unit ("" for none).
    `alone` says that the file is the whole ledger, `of` which of several ledgers read together it belongs to."""

    file: str
    sheet: str
    letters: dict[str, str]
    header_rows: tuple[int, ...] = ()
    units: dict[str, str] = field(default_factory=dict)
    alone: bool = True
    of: str = ""

    def ref(self, cell: str = "") -> SourceRef:
        """A cell of the sheet by its A1 address, or the sheet as a whole."""
        return SourceRef(self.file, self.sheet, cell, self.alone)


def called(spec: SheetSpec, origins: Iterable[Origin]) -> str:
    """A kind of sheet by the name that it has in the ledger; by its kind where there is none, or several with names of their own."""
    names = {origin.sheet for origin in origins}
    return f"《{names.pop() if len(names) == 1 and '' not in names else spec.name}》"


@dataclass(frozen=True)
class Table:
    """All rows of one kind of sheet.

    `frame` has a RangeIndex and one column for each of `keys` (money in 分, see FieldType); in every table of enterprise rows
    an int64 column `enterprise` gives the row's position in the enterprises table. It is made when it is first asked for, so
    that checking a ledger needs no pandas; `values` has the same columns as plain lists, None for unknown. `origin[i]` and
    `row_number[i]` (1-based; 0 for a row the reader had to add) say where row i stands; `elsewhere` has the values that stand
    in another row or in no cell: (frame column, row) -> (origin, row number), None. `unclear` has, per frame column, the rows
    whose cell held something that gave no value (unreadable, or two rows that contradict each other): unknown, but not blank.
    """

    spec: SheetSpec
    keys: frozenset[str]
    values: Mapping[str, Sequence[int | str | bool | None]] = field(repr=False, compare=False)
    make_frame: Callable[[], pd.DataFrame] = field(repr=False, compare=False)
    origins: tuple[Origin, ...]
    origin: tuple[int, ...]
    row_number: tuple[int, ...]
    unclear: Mapping[str, frozenset[int]] = field(default_factory=dict)
    elsewhere: Mapping[tuple[str, int], tuple[int, int] | None] = field(default_factory=dict)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The rows as pandas columns."""
        return self.make_frame()

    @property
    def present(self) -> bool:
        """Whether the ledger has such a sheet at all."""
        return bool(self.origins)

    @property
    def called(self) -> str:
        """The sheet as the clerk knows it: 《3.年度指标》."""
        return called(self.spec, self.origins)

    def has(self, key: str) -> bool:
        """Whether any sheet of this kind has the column."""
        return key in self.keys

    def __len__(self) -> int:
        return len(self.row_number)

    def cell(self, key: str, row: int) -> SourceRef | None:
        """The cell of frame column `key` in frame row `row`; None where no such cell exists in the file."""
        if not 0 <= row < len(self.row_number) or not self.row_number[row]:
            return None
        place: tuple[int, int] | None = (self.origin[row], self.row_number[row])
        if self.elsewhere:
            place = self.elsewhere.get((key, row), place)
        if place is None:
            return None
        at, number = place
        origin = self.origins[at]
        letter = origin.letters.get(key)
        return origin.ref(f"{letter}{number}") if letter else None


class How(StrEnum):
    """How a column was found to hold its field."""

    SAVED = "saved"
    NAME = "name"
    ALIAS = "alias"
    REMARKED = "remarked"
    LOOKALIKE = "lookalike"
    PERIOD = "period"

    @property
    def label(self) -> str:
        """The words shown to the clerk."""
        return HOW_LABELS[self]

    @property
    def sure(self) -> bool:
        """Whether nobody need look at it again."""
        return self in (How.SAVED, How.NAME, How.ALIAS)


HOW_LABELS = {
    How.SAVED: "列对应",
    How.NAME: "列名",
    How.ALIAS: "别名",
    How.REMARKED: "列名带说明",
    How.LOOKALIKE: "相近列名",
    How.PERIOD: "起止时间",
}


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """One column of a worksheet that has a header: the header (`whole` as it is saved, `header` shortened for messages), and what it was
    taken for: the field's name with its year, "" where it is not used, how that was found, and the unit of its figures. `repeated` says
    that another column of the worksheet has the same header."""

    letter: str
    header: str
    field: str = ""
    how: How | None = None
    unit: str = ""
    unit_stated: bool = True
    whole: str = ""
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class SheetReading:
    """How one sheet was understood: what was guessed, and the count that must add up
    (`rows_read` = `rows_used` + the rows in `excluded`, reason -> count). `rows_counted` is how many rows below the header have
    content by a count of the file that reads no cell (None: this kind of file has none). `reason` is why the sheet was taken for what
    it was where its name does not say so, or why it is not used."""

    file: str
    sheet: str
    taken_as: str  # the canonical sheet name, "" when not used
    header_rows: tuple[int, ...] = ()
    columns: tuple[SeenColumn, ...] = ()
    unit: str = ""
    rows_read: int = 0
    rows_used: int = 0
    excluded: dict[str, int] = field(default_factory=dict)
    rows_counted: int | None = None
    reason: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """The facts of a county. `tables` has an entry for every sheet of the dictionary, empty where the file has none.

    `file` is the name of the file or of the folder; `files` has the name and SHA-256 of every file that was read. A folder's own
    `sha256` is that of the lines "sha256  name" of its files, sorted. `whole` is the ledger of which this one holds some enterprises,
    None where it is all there is: what a sheet says by having a row of anybody is asked of it.
    """

    file: str
    sha256: str
    tables: dict[str, Table]
    problems: tuple[Problem, ...]
    readings: tuple[SheetReading, ...]
    files: tuple[tuple[str, str], ...] = ()
    whole: Ledger | None = None

    @property
    def grouped(self) -> bool:
        """Whether it is made of several ledgers, or is one of them."""
        return any(origin.of for table in self.tables.values() for origin in table.origins)

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """The files that a folder's ledger is made of; none where the ledger is one file."""
        return self.files if self.files != ((self.file, self.sha256),) else ()
