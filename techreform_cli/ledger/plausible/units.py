"""Amounts and areas in the wrong unit: single ones ten thousand times their neighbours, and whole columns out of all proportion."""

from __future__ import annotations

from itertools import pairwise
from operator import ge, itemgetter

from techreform_cli.domain.field import FieldSpec, FieldType, SheetSpec
from techreform_cli.domain.plausible import Median
from techreform_cli.domain.problem import Problem
from techreform_cli.ledger.codes import problem
from techreform_cli.ledger.plausible.facts import Facts
from techreform_cli.ledger.plausible.rows import EXPECTED, noted, told

SLIP = 10_000
"""What 元 in place of 万元, or 万元 in place of 亿元, makes of a value."""

ENOUGH = 8
"""So few values that are not zero say nothing about what is usual."""

GAP = {True: 10, False: 100}
"""How many times larger (True) or smaller than its nearest neighbour a slipped value at least is: a column of amounts is spread over
several powers of ten, yet evenly, and more unevenly at its small end, where a firm just begins to pay taxes."""

FAR = {True: 1_000, False: 5_000}
"""How many times the median a slipped value at least is, or is less than."""

OWN = 3_000
"""How many times every other year of the same enterprise a slipped value at least is."""

OWN_FAR = 100
"""How many times the median such a value at least is."""

Known = tuple[int, str, int]
"""A value's magnitude, its frame column and its row."""


def medians(check: Median, facts: Facts) -> list[Problem]:
    """A column half of whose values lie on the wrong side of what can be: its unit must be another."""
    sizes = facts.magnitudes(check.field)
    if len(sizes) < ENOUGH:
        return []
    middle = sizes[len(sizes) // 2]
    if check.fulfilled(middle):
        return []
    facts.doubted_columns.add(check.field)
    draft = facts.drafts[check.field.sheet]
    _, key, row = min(known(check.field, facts), key=itemgetter(2))
    unit = facts.unit(check.field, row)
    details = {
        "found": facts.shown(check.field, middle, row),
        "word": EXPECTED[check.bound],
        "taken": facts.shown(check.field, check.value, row),
        "unit": unit,
        "note": noted(check),
    }
    return told([problem("L074", draft.ref(key, row), check.field.name, **details)], check.severity)


def slips(sheet: SheetSpec, facts: Facts) -> list[Problem]:
    """The values of the sheet that would fit in with the others, if they were in another unit."""
    found = []
    for spec in sheet.fields:
        if spec.type not in (FieldType.MONEY, FieldType.NUMBER) or spec in facts.doubted_columns:
            continue
        if not sheet.by_enterprise_year and not has_gap(facts.magnitudes(spec)):
            continue
        values = known(spec, facts)
        odd = apart(values)
        middle = middle_of(values, odd) if odd else 0
        by_year = apart_from_own_years(spec, values, facts) if sheet.by_enterprise_year else {}
        for one in sorted(odd | set(by_year), key=lambda one: (one[2], one[1])):
            facts.doubted.add((sheet.key, *one[1:]))
            usual, among = (by_year[one], "这家企业其他年度") if one in by_year else (middle, "同列中位数")
            found.append(slip(spec, facts, one, usual, among))
    return found


def has_gap(sizes: list[int]) -> bool:
    """Whether one of the magnitudes is so much larger than the one before that any could be apart from the others."""
    least = min(GAP.values())
    return len(sizes) >= ENOUGH and any(map(ge, sizes[1:], [size * least for size in sizes]))


def known(spec: FieldSpec, facts: Facts) -> list[Known]:
    """The magnitudes of a field's values that are not zero, in order."""
    found = [(abs(int(value)), key, row) for key in facts.keys(spec) for row, value in enumerate(facts.column(spec.sheet, key)) if value]
    return sorted(found, key=itemgetter(0))


def apart(values: list[Known]) -> set[Known]:
    """The minority of values that a wide gap parts from the others, that lie far from the median, and that one slip of unit would
    bring in among the others."""
    if len(values) < ENOUGH:
        return set()
    half = len(values) // 2
    found: set[Known] = set()
    for i, (below, above) in enumerate(pairwise(values), 1):
        low = above[0] >= below[0] * GAP[False] and i < half
        high = above[0] >= below[0] * GAP[True] and i > half
        if low or high:
            odd, rest = (values[i:], values[:i]) if high else (values[:i], values[i:])
            found |= slipped(odd, rest, high=high)
    return found


def slipped(odd: list[Known], rest: list[Known], *, high: bool) -> set[Known]:
    """Those of the odd values, which are larger (`high`) or smaller than the rest, that a change of unit brings in among it."""
    usual, far, least, most = (rest[len(rest) // 2][0], odd[len(odd) // 2][0], rest[0][0], rest[-1][0])
    if (far < usual * FAR[True]) if high else (far * FAR[False] > usual):
        return set()
    return {one for one in odd if (least * SLIP <= one[0] <= most * SLIP if high else least <= one[0] * SLIP <= most)}


def apart_from_own_years(spec: FieldSpec, values: list[Known], facts: Facts) -> dict[Known, int]:
    """The values far above every other year of their enterprise and above what is usual -> the largest other year."""
    owners = facts.owners(spec.sheet)
    if owners is None or not values:
        return {}
    usual = values[(len(values) - 1) // 2][0]
    own: dict[int, list[Known]] = {}
    for value in values:
        own.setdefault(owners[value[2]], []).append(value)
    return {
        years[-1]: years[-2][0]
        for years in own.values()
        if len(years) > 1 and years[-1][0] >= years[-2][0] * OWN and years[-1][0] >= usual * OWN_FAR
    }


def middle_of(values: list[Known], odd: set[Known]) -> int:
    """The median of the values that are not odd."""
    rest = [value for value in values if value not in odd]
    return rest[len(rest) // 2][0]


def slip(spec: FieldSpec, facts: Facts, found: Known, usual: int, among: str) -> Problem:
    """One value that is in another unit by all appearances."""
    value, key, row = found
    draft = facts.drafts[spec.sheet]
    times = f"{round(value / usual)} 倍" if value >= usual else f"{round(usual / value)} 分之一"
    shown = {"found": facts.shown(spec, draft.columns[key][row], row), "taken": facts.shown(spec, usual, row)}
    return problem("L073", draft.ref(key, row), draft.label(key), among=among, times=times, **shown)
