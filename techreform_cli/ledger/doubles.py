"""What may stand in the ledger twice without bearing the same number: projects, certificates, whole rows, areas. All are kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator

from techreform_cli.domain.field import FieldType
from techreform_cli.domain.problem import Problem
from techreform_cli.ledger.cells import Value
from techreform_cli.ledger.codes import problem
from techreform_cli.ledger.draft import Draft
from techreform_cli.ledger.identity import DUPLICATE, Pair, repeated
from techreform_cli.ledger.wording import folded, same_name

NUMBER, NAME, CERTIFICATE = "project_number", "project_name", "filing_certificate"
AMOUNTS = ("planned_investment", "equipment_purchase")
TELLING = (NAME, CERTIFICATE, *AMOUNTS, "completion_date")
"""What two rows about one project have in common."""

WHO = ("credit_code", "name")
CERTIFICATE_NUMBER = re.compile(r"(?=.*\d.*\d).{6,}")
"""What can be the number of a certificate, and not 有 or 已备案."""


def report_doubles(draft: Draft, owners: list[int] | None, problems: list[Problem]) -> None:
    """Report what may count twice; `owners` are the rows' enterprises, None where the rows are not of enterprises."""
    if NUMBER in draft.spec.identity and owners is not None:
        report_unnumbered(draft, problems)
        report_shared_numbers(draft, owners, problems)
        told = report_same_projects(draft, owners, problems)
        report_certificates(draft, owners, told, problems)
        report_same_equipment(draft, owners, problems)
    if not draft.spec.identity:
        for first, row in equal_rows(draft, owners, ()):
            problems.append(problem("L066", draft.ref(shown_key(draft), row), **both(draft, shown_key(draft), first, row)))
        for first, row in half_told(draft, owners):
            problems.append(problem("L122", draft.ref(shown_key(draft), row), **both(draft, shown_key(draft), first, row)))
    report_areas(draft, problems)


def report_unnumbered(draft: Draft, problems: list[Problem]) -> None:
    """Warn of projects without a number: whether they stand twice cannot be told."""
    for row, number in enumerate(draft.texts(NUMBER)):
        if not number and draft.has_cell(NUMBER, row):
            problems.append(problem("L051", draft.ref(NUMBER, row), draft.label(NUMBER)))


def report_shared_numbers(draft: Draft, owners: list[int], problems: list[Problem]) -> None:
    """An error for each project whose number another enterprise's project has too: both are kept, for they are not the same one."""
    numbers = draft.texts(NUMBER)
    for first, row in repeated(numbers):
        if owners[row] != owners[first]:
            details = both(draft, NUMBER, first, row)
            problems.append(problem("L061", draft.ref(NUMBER, row), draft.label(NUMBER), found=numbers[row], **details))


def report_same_projects(draft: Draft, owners: list[int], problems: list[Problem]) -> set[Pair]:
    """Two rows of one enterprise that may be one project: an error where all is equal and a number is missing, else a warning.

    Returns the pairs told of.
    """
    told: set[Pair] = set()
    numbered = list(map(bool, draft.texts(NUMBER)))
    for first, row in equal_rows(draft, owners, (NUMBER,)) if not all(numbered) else ():
        if not (numbered[first] and numbered[row]):
            told.add((first, row))
            problems.append(problem("L067", draft.ref(NUMBER, row), **both(draft, NUMBER, first, row)))
    amounts = list(zip(*(draft.column(key) for key in AMOUNTS), strict=True))
    names = list(map(same_name, draft.texts(NAME)))
    by_amounts = repeated([(owner, *pair) if all(pair) else None for owner, pair in zip(owners, amounts, strict=True)])
    by_name = repeated([(owner, name) if name else None for owner, name in zip(owners, names, strict=True)])
    alike = {row: first for first, row in by_name if not all_differ(amounts[first], amounts[row])}
    alike |= {row: first for first, row in by_amounts}
    known = {row for _, row in told}
    for row, first in sorted(alike.items()):
        told.add((first, row))
        if row not in known:
            same = "、".join(draft.label(key) for key in TELLING if agree(draft, key, first, row))
            problems.append(problem("L064", draft.ref(shown_key(draft), row), same=same, **both(draft, shown_key(draft), first, row)))
    return told


def report_certificates(draft: Draft, owners: list[int], told: set[Pair], problems: list[Problem]) -> None:
    """One filing certificate on two projects: of two enterprises an error, of one a warning unless the pair has been told of."""
    numbers = list(map(folded, draft.texts(CERTIFICATE)))
    for first, row in repeated(numbers):
        one_owner = owners[first] == owners[row]
        if CERTIFICATE_NUMBER.fullmatch(numbers[row]) and (not one_owner or (first, row) not in told):
            found = draft.text(CERTIFICATE, row)
            code = "L063" if one_owner else "L065"
            label = draft.label(CERTIFICATE)
            problems.append(problem(code, draft.ref(CERTIFICATE, row), label, found=found, **both(draft, CERTIFICATE, first, row)))


def report_same_equipment(draft: Draft, owners: list[int], problems: list[Problem]) -> None:
    """Warn of projects of two enterprises that are called the same and come to the same amounts, unless a number or certificate that both
    bear has told of them."""
    amounts = zip(*(draft.column(key) for key in AMOUNTS), strict=True)
    names = map(same_name, draft.texts(NAME))
    for first, row in repeated([(name, *pair) if name and all(pair) else None for name, pair in zip(names, amounts, strict=True)]):
        if owners[first] != owners[row] and not any(agree(draft, key, first, row) for key in (NUMBER, CERTIFICATE)):
            problems.append(problem("L069", draft.ref(NAME, row), draft.label(NAME), **both(draft, NAME, first, row)))


def report_areas(draft: Draft, problems: list[Problem]) -> None:
    """A year that has both a total and the parcels it is made of, where the one stands in for the other: both are added up.

    Said once for the year, at the first parcel.
    """
    told: set[Value] = set()
    years = draft.column("year")
    for field in draft.spec.fields:
        instead = field.otherwise
        if instead is None or instead.sheet != draft.spec.key or not {field.key, instead.field} <= set(draft.columns):
            continue
        own, parts = draft.column(field.key), draft.column(instead.field)
        totals = {years[row]: row for row in reversed(range(len(draft))) if own[row] is not None}
        parcels = [row for row in range(len(draft)) if own[row] is None and parts[row] is not None and years[row] in totals]
        for year in dict.fromkeys(years[row] for row in parcels):
            if year is not None and year not in told:
                told.add(year)
                row = next(row for row in parcels if years[row] == year)
                count = sum(1 for parcel in parcels if years[parcel] == year)
                place = draft.ref(instead.field, row)
                details = {"here": place.short, "there": draft.ref(field.key, totals[year]).seen_from(place), "total": field.name}
                problems.append(problem("L068", place, draft.label(instead.field), year=year, count=count, **details))


def equal_rows(draft: Draft, owners: list[int] | None, besides: tuple[str, ...]) -> Iterator[Pair]:
    """Each row that says all that an earlier one says, with that one; in whatever spelling, and leaving columns `besides` aside.

    Rows that hold no figure, or something unreadable, equal none.
    """
    return repeated(row_keys(draft, owners, besides))


def row_keys(draft: Draft, owners: list[int] | None, besides: tuple[str, ...]) -> list[Hashable | None]:
    """All that each row says, in one spelling; None for rows that equal none."""
    left_out = {*besides, *(WHO if owners is not None else ())}
    keys = [key for key in draft.columns if key not in left_out]
    figures = figure_keys(draft)
    unclear = set().union(*draft.unclear.values())
    columns = [[same_name(one) if isinstance(one, str) else one for one in draft.columns[key]] for key in keys]
    filled = [row not in unclear and any(draft.columns[key][row] for key in figures) for row in range(len(draft))]
    rows = zip(*columns, strict=True) if columns else ()
    return [(owners[row] if owners else None, *values) if filled[row] else None for row, values in enumerate(rows)]


def half_told(draft: Draft, owners: list[int] | None) -> Iterator[Pair]:
    """Each row that has the figures of an earlier one and says nothing else of it, but leaves something blank that the other has (the date
    of a payment, say), with that one: it may be the same, told by halves."""
    groups: dict[Hashable, list[tuple[int, tuple[Hashable, ...]]]] = {}
    figures = figure_keys(draft)
    for row, key in enumerate(row_keys(draft, owners, ())):
        if isinstance(key, tuple):
            alike = groups.setdefault((key[0], *(draft.columns[figure][row] for figure in figures)), [])
            twin = next((first for first, other in alike if key != other and _no_contradiction(key, other)), None)
            if twin is not None:
                yield twin, row
            alike.append((row, key))


def _no_contradiction(one: tuple[Hashable, ...], other: tuple[Hashable, ...]) -> bool:
    """Whether two rows say the same wherever both say something."""
    return all(a == b or _blank(a) or _blank(b) for a, b in zip(one, other, strict=True))


def _blank(value: Hashable) -> bool:
    """Whether nothing is said; 0 stands for a day that has not come."""
    return value is None or (not value and value is not False)


def figure_keys(draft: Draft) -> list[str]:
    """The columns that hold amounts and other figures."""
    return [key for key in draft.columns if draft.fields[key].type in (FieldType.MONEY, FieldType.NUMBER)]


def counted_once(draft: Draft, owners: list[int] | None, problems: list[Problem]) -> dict[int, str]:
    """The rows, of a sheet whose rows have no identity, that an earlier file has too, be it of another ledger or of the same: one fact
    that two people wrote down. To be dropped; where one file has two equal rows, as many stay, for they may be two facts."""
    if draft.spec.identity or len({origin.file for origin in draft.origins}) < 2:
        return {}
    met: Counter[tuple[str, Hashable]] = Counter()
    first: dict[tuple[Hashable, int], int] = {}
    dropped: dict[int, str] = {}
    for row, key in enumerate(row_keys(draft, owners, ())):
        if key is None:
            continue
        own = (draft.file_of(row), key)
        met[own] += 1
        earlier = first.setdefault((key, met[own]), row)
        if earlier != row:
            problems.append(problem("L121", draft.ref(shown_key(draft), row), **both(draft, shown_key(draft), earlier, row)))
            dropped[row] = DUPLICATE
    return dropped


def agree(draft: Draft, key: str, one: int, other: int) -> bool:
    """Whether two rows have the same known value in a column; a zero and a blank agree in nothing."""
    values = draft.column(key)
    first, second = values[one], values[other]
    if not first or not second or first == second:
        return bool(first and second)
    return isinstance(first, str) and same_name(first) == same_name(str(second))


def all_differ(one: tuple[Value, ...], other: tuple[Value, ...]) -> bool:
    """Whether two rows differ in every amount that both have; not where there is none."""
    known = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    return bool(known) and all(a != b for a, b in known)


def shown_key(draft: Draft) -> str:
    """The column of the sheet at which a row is pointed out: its name, else who it is about, else the first there is."""
    return next((key for key in (NAME, "name", "credit_code") if key in draft.columns), next(iter(draft.columns)))


def both(draft: Draft, key: str, first: int, row: int) -> dict[str, str]:
    """Where the two rows stand, for a message."""
    here = draft.ref(key, row)
    return {"here": here.short, "there": draft.ref(key, first).seen_from(here)}
