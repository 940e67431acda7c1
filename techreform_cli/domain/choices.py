"""What a clerk has saved about a ledger: what each worksheet and each column is to be taken for."""

from __future__ import annotations

from dataclasses import dataclass

ENDING = "列对应"
"""What the file of choices is called, after the name of its ledger."""
SHEETS, KIND, HEADER_ROWS, COLUMNS = "工作表", "当作", "表头行", "列"
"""The words of the file."""
NOT_USED = "不用"


@dataclass(frozen=True, slots=True)
class Written:
    """A text of the file and where it stands: line:column."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class SavedColumn:
    """One column: its header (with its letter where two have the same), and the field it is taken for."""

    header: Written
    taken_as: Written


@dataclass(frozen=True, slots=True)
class SavedSheet:
    """One worksheet: its name, the kind it is taken for, its header rows, its columns; None where the file does not say."""

    name: Written
    kind: Written | None
    header_rows: Written | None
    columns: tuple[SavedColumn, ...]


@dataclass(frozen=True, slots=True)
class SavedChoices:
    """The whole file, its name, and nothing yet held against the ledger or the dictionary."""

    file: str
    sheets: tuple[SavedSheet, ...]
