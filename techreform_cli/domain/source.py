"""Where a value came from: file, sheet and cell."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class SourceRef:
    """One cell of the clerk's ledger.

    `file` is the file's name without its folder, `sheet` the sheet's name as the clerk wrote it,
    `cell` an A1 address. `cell` is empty when the whole sheet is meant, `sheet` when the whole file is. `alone` says that the
    file is the whole ledger.
    """

    file: str
    sheet: str
    cell: str
    alone: bool = field(default=True, compare=False)

    def __str__(self) -> str:
        """The clerk's spelling: 台账.xlsx《项目》F12."""
        return f"{self.file}《{self.sheet}》{self.cell}" if self.sheet else self.file

    @property
    def short(self) -> str:
        """Without the file where there is only one: 《项目》F12."""
        return f"《{self.sheet}》{self.cell}" if self.alone and self.sheet else str(self)

    def seen_from(self, other: SourceRef) -> str:
        """As a message about `other` names this cell: without the file where both stand in the same."""
        return self.short if self.file == other.file else str(self)


def column_letter(index: int) -> str:
    """Spreadsheet letters of a zero-based column index: 0 -> A, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
