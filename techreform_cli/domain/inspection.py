"""What a ledger looks like to the reader: its worksheets, how large they are, and what is saved of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from techreform_cli.domain.choices import SavedChoices
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.policy import Policy


@dataclass(frozen=True, slots=True)
class Extent:
    """How many rows and columns of a worksheet have content, and the letters of those columns."""

    rows: int
    letters: tuple[str, ...]

    @property
    def columns(self) -> int:
        """How many columns have content."""
        return len(self.letters)


@dataclass(frozen=True, slots=True)
class Inspection:
    """A ledger as read by a policy's fields (without tables if it lacks a sheet that is needed); the extent of each worksheet, by file
    and name; where choices about it are saved, and what is saved there, also as the text of the file."""

    policy: Policy
    ledger: Ledger
    extents: Mapping[tuple[str, str], Extent]
    place: Path
    saved: SavedChoices | None
    text: str

    @property
    def complete(self) -> bool:
        """Whether the ledger has every sheet that is needed to calculate."""
        return bool(self.ledger.tables)
