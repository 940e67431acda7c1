"""Where a value came from: file, sheet and cell."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class SourceRef:
    """One cell of the clerk's ledger.

    `file` is the file's name without its folder, `sheet` the sheet's name as the clerk wrote it,
    `cell` an A1 address. `cell` is empty when the whole sheet is meant. `alone` is whether the ledger is that one file, so that
    its name may be left out; it is no part of the place.
    """

    file: str
    sheet: str
    cell: str
    alone: bool = field(default=True, compare=False)

    def __str__(self) -> str:
        """The clerk's spelling: 台账.xlsx《项目》F12."""
        return f"{self.file}《{self.sheet}》{self.cell}"

    @property
    def short(self) -> str:
        """Without the file where there is only one: 《项目》F12."""
        return f"《{self.sheet}》{self.cell}" if self.alone else str(self)


def column_letter(index: int) -> str:
    """Spreadsheet letters of a zero-based column index: 0 -> A, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
