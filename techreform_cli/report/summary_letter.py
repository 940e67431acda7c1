"""What a letter says of that which a clerk is shown by its cells: whose it is and what is wrong, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.problem import Problem
from techreform_cli.report.summary_page import Item

FEW = 5
"""How many kinds of error, and enterprises of each, are named; the rest are counted."""
PLACE = re.compile(r"（[^（）]*《[^《》]*》[A-Z]{1,3}\d+）")
"""A cell in brackets, as words may end with it."""
ERROR = "需要改正"
"""What is said of an error whose kind has no title."""


def without_place(words: str) -> str:
    """The words without the cell in brackets."""
    return PLACE.sub("", words)


def error_items(errors: Iterable[Problem], ledger: Ledger, titles: Mapping[str, str]) -> tuple[Item, ...]:
    """The errors of a ledger by sheet, column and kind, each with the enterprises it is about. `titles` names the kinds by their codes."""
    whose, kinds = _enterprises(ledger), dict[str, list[str]]()
    for problem in errors:
        place = problem.source
        sheet = f"《{place.sheet}》" if place and place.sheet else ""
        column = f"“{problem.field}”" if problem.field else ""
        row = re.sub(r"\D", "", place.cell) if place else ""
        name = whose.get((place.file, place.sheet, int(row)), "") if place and row else ""
        title = titles.get(problem.code, ERROR)
        kinds.setdefault(f"{sheet}{column}（{title}）" if sheet or column else f"{title} ", []).append(name)
    items = [Item(f"{words}{len(names)} 处", _named(names)) for words, names in kinds.items()]
    return (*items[:FEW], *([Item(f"另有 {len(items) - FEW} 类")] if len(items) > FEW else []))


def titled(problems: Iterable[Problem], titles: Mapping[str, str]) -> tuple[str, ...]:
    """The kinds of problem, each once."""
    return tuple(dict.fromkeys(titles.get(problem.code, ERROR) for problem in problems))


def _named(names: list[str]) -> tuple[str, ...]:
    distinct = list(dict.fromkeys(name for name in names if name))
    rest = f" 等 {len(distinct)} 家" if len(distinct) > FEW else ""
    return ("、".join(distinct[:FEW]) + rest,) if distinct else ()


def _enterprises(ledger: Ledger) -> dict[tuple[str, str, int], str]:
    """The enterprise of every row that is of one, by file, sheet and row number."""
    found: dict[tuple[str, str, int], str] = {}
    names = ledger.tables["enterprises"].frame["name"].tolist()
    for table in ledger.tables.values():
        frame = table.frame
        owners = range(len(table)) if table.spec.key == "enterprises" else frame.get("enterprise", pd.Series(dtype="int64")).tolist()
        for owner, at, number in zip(owners, table.origin, table.row_number, strict=False):
            if number and owner >= 0 and names[owner] is not pd.NA:
                origin = table.origins[at]
                found[origin.file, origin.sheet, number] = str(names[owner])
    return found
