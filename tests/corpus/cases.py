"""What a case of the corpus is, and how its file comes about."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.workbooks import Sheets

from . import facts

Rows = list[list[Any]]


@dataclass(frozen=True)
class Case:
    """One file: its name, the sentence that says what is odd about it, and what must come of it.

    `refused` is the code of the sentence that ends the reading; otherwise all of facts.TRUTH must be read but for `unknown` (table.column
    -> rows) and `other` (table.column -> the values), and exactly `says` (code, place) of all problems that are not notes; `notes` are
    codes that must be among the notes.
    """

    file: str
    sentence: str
    make: Callable[[Path], None]
    says: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    unknown: dict[str, list[int]] = field(default_factory=dict)
    other: dict[str, list[Any]] = field(default_factory=dict)
    refused: str = ""


CASES: list[Case] = []


def case(file: str, sentence: str, **expected: Any) -> Callable[[Callable[[Path], None]], Callable[[Path], None]]:
    """Put the decorated maker of a file into the corpus."""

    def add(make: Callable[[Path], None]) -> Callable[[Path], None]:
        CASES.append(Case(file, sentence, make, **expected))
        return make

    return add


def clean() -> Sheets:
    """The facts as the template has them."""
    return copy.deepcopy({"企业": facts.ENTERPRISES, "项目": facts.PROJECTS, "年度指标": facts.ANNUAL})


def column(rows: Rows, header: str) -> int:
    """Where a header stands in the first row."""
    return next(i for i, text in enumerate(rows[0]) if str(text).startswith(header))


def put(rows: Rows, header: str, values: list[Any], new_header: str | None = None) -> None:
    """Other values, and maybe another header, in a column."""
    at = column(rows, header)
    rows[0][at] = new_header or rows[0][at]
    for row, value in zip(rows[1:], values, strict=True):
        row[at] = value


def drop(rows: Rows, header: str) -> None:
    """Take a column out."""
    at = column(rows, header)
    for row in rows:
        del row[at]
