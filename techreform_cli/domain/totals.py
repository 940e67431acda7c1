"""What the awards of a program come to in a year."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Totals:
    """Enterprises with an award above zero, the sum of all awards known in 分, and how many awards are undetermined."""

    enterprises: int = 0
    amount: int = 0
    undetermined: int = 0

    @property
    def unknown(self) -> bool:
        """Whether the sum says nothing: awards are undetermined, and none is known that is above zero."""
        return bool(self.undetermined) and not self.enterprises

    def __add__(self, other: Totals) -> Totals:
        """The two together."""
        return Totals(self.enterprises + other.enterprises, self.amount + other.amount, self.undetermined + other.undetermined)
