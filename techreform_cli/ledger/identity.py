"""Rows that must not stand twice, and rows that do not say what they are about."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence

from techreform_cli.domain.problem import Problem
from techreform_cli.domain.sheets import ENTERPRISES
from techreform_cli.ledger.cells import Value
from techreform_cli.ledger.codes import problem
from techreform_cli.ledger.draft import Draft
from techreform_cli.ledger.wording import same_name

DUPLICATE, NO_ENTERPRISE = "重复的行", "没有企业"

PROJECT = "project_number"
NAMES = ("name", "project_name")
"""Labels: no rule judges by them, so the kept row's stays where a duplicate spells it differently."""

BETWEEN = re.compile("[、,;]")
"""What stands between several things in one cell, in the one spelling of `same_name`."""

Identity = Hashable | None
"""What makes a row unique; None where it does not say."""

Pair = tuple[int, int]


def drop_unidentified(draft: Draft, problems: list[Problem]) -> None:
    """Report rows without the year that is part of their identity: they may be of any year that has no row. Leave out enterprises with
    neither code nor name."""
    if "year" in draft.spec.identity:
        # What cannot be read has been said, and a missing column once, at its sheet.
        yearless = [row for row, value in enumerate(draft.column("year")) if value is None and not draft.is_unclear("year", row)]
        problems += [problem("L052", draft.ref("year", row), draft.label("year")) for row in yearless if draft.has_cell("year", row)]
    if draft.spec.key == ENTERPRISES:
        lacking = {row: NO_ENTERPRISE for row in range(len(draft)) if not draft.text("credit_code", row) and not draft.text("name", row)}
        problems += [problem("L053", draft.ref("name", row), found="，没有计入") for row in lacking]
        draft.drop(lacking)


def repeated(keys: Sequence[Identity]) -> Iterator[Pair]:
    """(first, later) position of each key that comes again; None and "" never do."""
    said = [key for key in keys if key is not None and key != ""]
    if len(set(said)) == len(said):  # as in most ledgers
        return
    first: dict[Hashable, int] = {}
    for row, key in enumerate(keys):
        if key is not None and key != "" and first.setdefault(key, row) != row:
            yield first[key], row


def enterprise_identity(draft: Draft) -> list[Identity]:
    """Enterprises are the same by credit code, and where one has none, by name."""
    own, names = draft.texts("credit_code"), list(map(same_name, draft.texts("name")))
    codes_of_name: dict[str, set[str]] = {}
    for code, name in zip(own, names, strict=True):
        if code:
            codes_of_name.setdefault(name, set()).add(code)

    def by_name(name: str) -> str:
        codes = codes_of_name.get(name, set())  # of several, a mere name says none
        return next(iter(codes)) if len(codes) == 1 else name

    return [code or by_name(name) for code, name in zip(own, names, strict=True)]


def row_identity(draft: Draft, positions: list[int] | None) -> list[Identity]:
    """What makes each row of this table unique, as its spec says; None where a part is blank."""
    keys = draft.spec.identity
    if not keys:
        return [None] * len(draft)
    columns: list[Sequence[Value]] = [positions if key == "enterprise" and positions else draft.column(key) for key in keys]
    return [None if None in parts or "" in parts else parts for parts in zip(*columns, strict=True)]


def duplicates(draft: Draft, identities: list[Identity], problems: list[Problem]) -> dict[int, str]:
    """The later rows of equal identity, to be dropped; the kept row's values that differ become unknown."""
    dropped: dict[int, str] = {}
    contradicted: dict[tuple[str, int], None] = {}  # made unknown at the end: each row is held against what the first one said
    where = next((key for key in draft.spec.identity if key in draft.columns), "name")
    for first, row in repeated(identities):
        differing = [key for key in draft.columns if differs(draft, key, first, row)]
        unknown = [key for key in differing if key not in NAMES]
        dropped[row] = DUPLICATE
        if not differing and draft.file_of(row) != draft.file_of(first):
            code = "L121" if PROJECT in draft.spec.identity else "L120"
            here = draft.ref(where, row)
            problems.append(problem(code, here, here=here.short, there=draft.ref(where, first).seen_from(here)))
            continue
        contradicted |= {(key, first): None for key in unknown}
        differ = f"；两行的{'、'.join(draft.label(key) for key in differing if key in NAMES)}不同" if differing != unknown else ""
        differ += f"；两行的{'、'.join(map(draft.label, unknown))}不一致，按不明处理" if unknown else ""
        problems.append(
            problem(
                "L050",
                draft.ref(where, row),
                draft.label(where) if where in draft.fields else "",
                found=draft.ref(where, row).short,
                taken=draft.ref(where, first).seen_from(draft.ref(where, row)),
                differ=differ,
            )
        )
    for key, row in contradicted:
        draft.contradict(key, row)
    return dropped


def differs(draft: Draft, key: str, first: int, row: int) -> bool:
    """Whether two rows contradict each other in a column; a later blank contradicts nothing, what only it has that cannot be read may."""
    one, other = draft.columns[key][first], draft.columns[key][row]
    if draft.is_unclear(key, row):
        return not draft.is_unclear(key, first)  # else it is unknown already
    if isinstance(one, str) and isinstance(other, str):
        return same_name(one) != same_name(other) and listed(one) != listed(other)
    return other is not None and one != other


def listed(text: str) -> list[str]:
    """What a cell names one after the other, in whatever order and with whatever between: 绿色工厂、上云用云."""
    return sorted(filter(None, BETWEEN.split(same_name(text))))
