"""What must hold of a ledger as read, against the facts it was made of. Every departure is a sentence; none means all is well."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import PurePath
from typing import Any

import pandas as pd

from techreform_cli.domain.field import FieldType
from techreform_cli.domain.ledger import Ledger, Origin, SheetReading, Table
from techreform_cli.domain.problem import Severity
from techreform_cli.domain.source import SourceRef

from .dress import BY_YEAR, Dressed, means
from .facts import TOWNS, County, Fact
from .layout import Contradiction, Laid, Of
from .page import Place

WHOSE = ("name", "credit_code", "enterprise", "project_number")
"""What a row says of whose it is."""
UNREAD = ("L032", "L042", "L101", "L115")
"""A whole sheet that was not read; with the column lost that makes it what it is, that is all that can be said."""


def letters(column: int) -> str:
    return (letters(column // 26 - 1) if column > 25 else "") + chr(65 + column % 26)


def address(place: Place) -> str:
    return f"{letters(place[1])}{place[0] + 1}"


@dataclass
class Check:
    """One ledger read, beside what it was made of. `damage` are the cells that cannot be read, `broken` the columns; `merges`
    whether the format has merged cells, `lossy` whether it has lost what they say of all but their first place."""

    county: County
    dressed: Dressed
    ledger: Ledger
    damage: dict[Of, Any] = field(default_factory=dict)
    broken: dict[tuple[str, str], str] = field(default_factory=dict)
    merges: bool = True
    lossy: bool = False

    @cached_property
    def harmed(self) -> bool:
        """Whether anything in the workbook is not to be understood."""
        return bool(self.damage or self.broken or self.lossy)

    def departures(self) -> Iterator[str]:
        """Every way in which the ledger is not what it should be."""
        for kind, facts in self.county.items():
            yield from self.rows(kind, facts)
        for laid in self.dressed.laid:
            yield from self.counts(laid)
        for problem in self.ledger.problems:
            if not self.harmed and problem.severity is Severity.ERROR and problem.code not in ("L050",):
                yield f"an error where nothing is wrong: {problem.code} {problem.source} {problem.message}"

    @cached_property
    def warned(self) -> set[tuple[str, str]]:
        """(sheet, cell) of all errors and warnings."""
        return {(page_of(p.source), p.source.cell) for p in self.ledger.problems if p.source and p.severity is not Severity.NOTE}

    @cached_property
    def doubtful(self) -> set[str]:
        """The pages of which the format has lost something and an error or a warning is said."""
        return {page for page, _ in self.warned} if self.lossy else set()

    def rows(self, kind: str, facts: list[Fact]) -> Iterator[str]:
        """Every fact is read once, and nothing else is."""
        table = self.ledger.tables[kind]
        sheets = {laid.page.name: laid for laid in self.dressed.laid if laid.spec.key == kind}
        years = dict(enumerate(table.frame["year"].tolist())) if kind == "annual" else {}
        found: Counter[int] = Counter()
        for row in range(len(table)):
            if not table.row_number[row]:
                if not self.harmed:
                    yield f"{kind}: a row was added: {table.frame.iloc[row].to_dict()}"
                continue
            laid = sheets[page_of(table.origins[table.origin[row]])]
            numbers = laid.rows.get(table.row_number[row] - 1, [])
            if kind == "annual" and len(numbers) > 1:
                numbers = [n for n in numbers if facts[n].values["year"] == years[row]]
            if not numbers and self.yearless(laid) and table.frame.iloc[row].drop([*WHOSE, "year"], errors="ignore").isna().all():
                continue  # a figure of which nothing says the year may be of this one, too
            if len(numbers) != 1:
                if not self.row_warned(laid, table.row_number[row] - 1) and laid.page.name not in self.doubtful:
                    yield f"{kind}: row {table.row_number[row]} of {laid.page.name} is no data, or of which year is not clear"
                continue
            found[numbers[0]] += 1
            at = table.row_number[row] - 1
            if at != next(first for first, there in laid.rows.items() if numbers[0] in there) and self.row_warned(laid, at):
                continue  # a further row of something that does not say what it is
            yield from self.values(facts[numbers[0]], table, row, laid)
        for fact in facts:
            if found[fact.number] != 1 and not self.fact_warned(fact, sheets.values()):
                yield f"{kind}: fact {fact.number} is there {found[fact.number]} times: {fact.values}"

    def yearless(self, laid: Laid) -> bool:
        """Whether an error says of a column of the sheet that nothing says its year."""
        return any(p.code == "L105" and p.source and page_of(p.source) == laid.page.name for p in self.ledger.problems)

    def row_warned(self, laid: Laid, row: int) -> bool:
        """Whether a cell of the row, or the sheet, is named in a warning; only damage excuses."""
        return self.harmed and any((laid.page.name, address((row, column))) in self.warned for column in range(60))

    def fact_warned(self, fact: Fact, sheets: Any) -> bool:
        unread = any(p.source and page_of(p.source) in {one.page.name for one in sheets} for p in self.ledger.problems if p.code in UNREAD)
        if self.harmed and unread:
            return True
        return any(
            number == fact.number and self.row_warned(laid, row) for laid in sheets for row, all_ in laid.rows.items() for number in all_
        )

    def values(self, fact: Fact, table: Table, row: int, laid: Laid) -> Iterator[str]:
        """Every value of the row is the fact's, and stands where it was put."""
        sheet = laid.page.name
        for key, true in fact.values.items():
            of = (fact.kind, fact.number, key)
            places = laid.places.get(of, [])
            got = table.frame[key].iloc[row] if key in table.frame.columns else pd.NA
            at = table.cell(key, row)
            if (fact.kind, key) in self.broken and not said(laid, key):
                yield from self.lost_column(of, got, sheet)
                continue
            if isinstance(self.damage.get(of), Contradiction) and self.ownerless(fact, table, row, laid):
                continue  # two rows of nobody in particular contradict nothing
            if harm := self.harm(of, laid):
                yield from self.damaged(of, got, harm)
                continue
            wanted = kept(laid, key, means(key, true)) if places or said(laid, key) else None
            if not places and key.startswith("completed_investment@") and any(one.key == "completed_investment" for one in laid.columns):
                if (not pd.isna(got) and got != 0) or at is not None:
                    yield f"{sheet}: {key} of fact {fact.number} is {got!r} at {at}, but nothing speaks of it"
                continue
            same = pd.isna(got) if wanted is None else (not pd.isna(got) and folded(got) == folded(wanted))
            excused = sheet in self.doubtful or (self.harmed and self.row_warned(laid, table.row_number[row] - 1))
            if not same and not (pd.isna(got) and excused):
                yield f"{sheet}: {key} of fact {fact.number} at {[address(p) for p in places]} is {got!r}, not {wanted!r}"
            if at is None and places and not pd.isna(got):
                yield f"{sheet}: {key} of fact {fact.number} stands nowhere"
            again = at is not None and self.harmed and any(at.cell.endswith(str(row + 1)) for row in laid.again)
            if at is not None and places and not again and address(self.shown(laid, at.cell, places)) != at.cell:
                yield f"{sheet}: {key} of fact {fact.number} is said to stand in {at}, not {[address(p) for p in places]}"
            if at is not None and not places:
                yield f"{sheet}: {key} of fact {fact.number} is said to stand in {at}, but stands nowhere"
        yield from self.owner(fact, table, row)

    def shown(self, laid: Laid, cell: str, places: list[Place]) -> Place:
        """The place of a value that the cell may mean: one of its places, of merged cells the first."""
        tops = [laid.covered.get(place, place) if self.merges else place for place in places]
        return next((place for place in tops if address(place) == cell), tops[0])

    def harm(self, of: Of, laid: Laid) -> list[tuple[str, str]]:
        """The cells in which the damage done to a fact stands."""
        wrong, sheet = self.damage.get(of), laid.page.name
        if isinstance(wrong, Contradiction):
            rows = [
                row
                for row in laid.again
                if of[1] in laid.rows[row] and any(laid.page.cells.get((row, c)) == wrong.other for c in range(60))
            ]
            return [(sheet, address((row, column))) for row in rows for column in range(60)]
        return [(sheet, address(place)) for place in laid.places.get(of, []) if of in self.damage and laid.page.cells.get(place) is wrong]

    def lost_column(self, of: Of, got: Any, sheet: str) -> Iterator[str]:
        """A column that is not understood gives nothing, and a problem names it or its sheet; or another is named as used for it."""
        how, said = self.broken[of[0], of[2]], [p for p in self.ledger.problems if p.source and page_of(p.source) == sheet]
        instead = any(p.code == "L036" and p.field.endswith(self.ledger.tables[of[0]].spec.field(of[2]).name) for p in said)
        if not pd.isna(got) and not instead:
            yield f"{sheet}: {of[2]} is {got!r}, though its column is broken ({how})"
        if not any(p.severity is not Severity.NOTE and p.code in ("L033", "L034", "L036", "L037", "L105") for p in said):
            yield f"{sheet}: the column of {of[2]} is broken ({how}), but no problem says so"

    def damaged(self, of: Of, got: Any, cells: list[tuple[str, str]]) -> Iterator[str]:
        """What cannot be read is unknown, and a problem names its cell."""
        if not pd.isna(got):
            yield f"{of} is damaged ({self.damage[of]!r}) and was read as {got!r}"
        if not any(cell in self.warned for cell in cells):
            yield f"{of} is damaged ({self.damage[of]!r}) at {cells}, but no problem says so"

    def ownerless(self, fact: Fact, table: Table, row: int, laid: Laid) -> bool:
        """Whether damage keeps from the row whose it is, and a problem names it."""
        if fact.firm is None or fact.kind == "enterprises" or not self.row_warned(laid, table.row_number[row] - 1):
            return False
        name = self.ledger.tables["enterprises"].frame["name"].iloc[int(table.frame["enterprise"].iloc[row])]
        return folded(name) != folded(self.county["enterprises"][fact.firm].values["name"])

    def owner(self, fact: Fact, table: Table, row: int) -> Iterator[str]:
        """The row is the right enterprise's."""
        if fact.firm is None or fact.kind == "enterprises":
            return
        firms = self.ledger.tables["enterprises"]
        at = int(table.frame["enterprise"].iloc[row])
        name = self.county["enterprises"][fact.firm].values["name"]
        if folded(firms.frame["name"].iloc[at]) != folded(name) and not self.harmed:
            yield f"{fact.kind} {fact.number} is {name}'s, not {firms.frame['name'].iloc[at]}'s"

    def counts(self, laid: Laid) -> Iterator[str]:
        """Rows read = used + excluded, by a count of the page itself."""
        reading = next(one for one in self.ledger.readings if page_of(one) == laid.page.name)
        below = laid.page.height - reading.header_rows[-1] if reading.header_rows else 0
        if self.harmed and any(p.source and page_of(p.source) == laid.page.name for p in self.ledger.problems if p.code in UNREAD):
            return
        if reading.taken_as != laid.spec.name:
            yield f"{laid.page.name} was taken as {reading.taken_as!r}"
        elif reading.rows_read != below or reading.rows_read != reading.rows_used + sum(reading.excluded.values()):
            yield f"{laid.page.name}: {below} rows, read {reading.rows_read}, used {reading.rows_used}, excluded {reading.excluded}"
        elif not self.harmed and reading.rows_used != len(laid.rows) - len(laid.again):
            yield f"{laid.page.name}: {len(laid.rows)} rows of data, {len(laid.again)} of them again, used {reading.rows_used}"


def page_of(place: SourceRef | Origin | SheetReading) -> str:
    """The page that a worksheet was written from: of files that have one each, it bears the file's name."""
    return PurePath(place.file).stem if place.sheet == "Sheet1" else place.sheet


def said(laid: Laid, key: str) -> bool:
    """Whether the sheet's name, or the years in its header, say the value."""
    if any(one.key == key for one in laid.columns):
        return False
    return (key == "year" and laid.spec.key in BY_YEAR) or (key == "town" and any(town in laid.page.name for town in TOWNS))


def kept(laid: Laid, key: str, value: Any) -> Any:
    """The value as a frame column holds it: 分, ten-thousandths of a 亩, yyyymmdd."""
    spec = laid.spec.field(key.partition("@")[0])
    if isinstance(value, Decimal):
        whole = value * (100 if spec.type is FieldType.MONEY else 10_000)
        assert whole == int(whole)
        return int(whole)
    return int(f"{value:%Y%m%d}") if isinstance(value, dt.date) else value


def folded(value: Any) -> Any:
    """Names without differences of width and space."""
    return "".join(unicodedata.normalize("NFKC", value).split()) if isinstance(value, str) else value
