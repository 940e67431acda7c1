"""Which kinds of mess a ledger is dressed in. Each is on or off, so that a failing example shrinks to the ones that are guilty."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

LAYOUT = (
    "title",
    "blank rows above",
    "unit line",
    "units in cells",
    "units row",
    "units other",
    "unit spelling",
    "synonyms",
    "header marks",
    "groups",
    "merged group rows",
    "names merged down",
    "column numbers",
    "blank columns",
    "own columns",
    "treacherous columns",
    "remarks",
    "leading columns",
    "shuffled columns",
    "optional columns left out",
    "subtotals",
    "headings",
    "headings with sums",
    "footers",
    "repeated header",
    "blank rows",
    "hidden rows",
    "hidden sheets",
    "merged firms",
    "years across",
    "years down",
    "sheet per year",
    "sheet per town",
    "sheets of projects",
    "sheet names",
    "sheet order",
    "extra sheets",
    "names only",
    "codes only",
    "duplicates",
    "1904",
)
SPELLING = (
    "text numbers",
    "commas",
    "full width",
    "cell units",
    "brackets for minus",
    "formulas",
    "noise",
    "date texts",
    "date digits",
    "date serials",
    "date formats",
    "times of day",
    "year words",
    "yes/no words",
    "category words",
    "code spelling",
    "name spelling",
    "blank marks",
    "stray spaces",
)
FEATURES = LAYOUT + SPELLING


@dataclass(frozen=True)
class Mess:
    """The features in use, and the seed of all that they choose. Each choice has dice of its own, so that one feature more or less
    leaves the others' choices alone."""

    seed: int
    features: frozenset[str] = field(default_factory=frozenset)

    def dice(self, *about: object) -> random.Random:
        """Dice for one matter: always the same for the same matter."""
        return random.Random(f"{self.seed} {about}")

    def does(self, feature: str, *about: object, chance: float = 0.6) -> bool:
        """Whether the feature is used in this matter."""
        assert feature in FEATURES, feature
        return feature in self.features and self.dice(feature, *about).random() < chance
