"""The rows that may count in a measure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Member:
    """A row that may count: its frame row, whether it does (None: unknown), its figures (None: unknown), and the most
    each figure could be where it is unknown but bounded."""

    row: int
    counted: bool | None
    figures: tuple[Fraction | None, ...]
    most: tuple[Fraction | None, ...]
    undated: bool = False  # it is not known whether it belongs to the year
