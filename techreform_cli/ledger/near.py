"""Names and codes that are nearly the same: proposed to the clerk, never taken for one another."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Mapping

from techreform_cli.ledger.wording import same_name

ALIKE = 0.75
"""How alike two names must be to be proposed: one character of four may differ."""

CANDIDATES = 5
"""How many names that share most pairs of characters are compared in full."""

FEW, SHARE = 20, 10
"""A pair of characters tells names apart if few names have it, or not more than one in ten: 科技 and 有限 do not."""


class NearNames:
    """Finds the listed name most like another, by the pairs of characters that they share."""

    def __init__(self, names: list[str]) -> None:
        self._names = [same_name(name) for name in names]
        self._with: dict[str, list[int]] = {}

    def name(self, text: str) -> int | None:
        """The position of the name most like `text`; None if none is alike, or several are equally so."""
        if not self._with:
            found = defaultdict(list)
            for at, name in enumerate(self._names):
                for pair in pairs(name):
                    found[pair].append(at)
            most = max(FEW, len(self._names) // SHARE)
            self._with = {pair: having for pair, having in found.items() if len(having) <= most}
        text = same_name(text)
        sharing = Counter(at for pair in pairs(text) for at in self._with.get(pair, ()))
        likeness = sorted(((alike(text, self._names[at]), at) for at, _ in sharing.most_common(CANDIDATES)), reverse=True)
        if not likeness or likeness[0][0] < ALIKE or (len(likeness) > 1 and likeness[1][0] == likeness[0][0]):
            return None
        return likeness[0][1]


def pairs(name: str) -> set[str]:
    """The neighbouring characters of a name, two by two."""
    return {name[i : i + 2] for i in range(len(name) - 1)}


def alike(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1; one that only leaves something out of the other counts as alike."""
    ratio = difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
    return max(ratio, 0.9) if abbreviates(one, other) else ratio


def abbreviates(one: str, other: str) -> bool:
    """Whether one name is the other with something left out: 甲公司 of 某县甲科技有限公司."""
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return len(short) > 1 and all(character in rest for character in short)


def near_code(code: str, codes: Mapping[str, int]) -> int | None:
    """What the one of `codes` stands for that differs in one character, or in two that changed places; None if none or several do."""
    found = {at for other, at in codes.items() if one_slip(code, other)}
    return found.pop() if len(found) == 1 else None


def one_slip(one: str, other: str) -> bool:
    """Whether two codes of equal length differ as by one slip of the hand."""
    if len(one) != len(other):
        return False
    differing = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(differing) == 2:
        i, j = differing
        return j == i + 1 and one[i] == other[j] and one[j] == other[i]
    return len(differing) == 1
