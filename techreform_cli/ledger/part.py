"""One of several ledgers that are read together: its rows as typed, fit to be handed from process to process."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from techreform_cli.domain.choices import SavedChoices
from techreform_cli.domain.field import Dictionary, Uses
from techreform_cli.domain.ledger import Origin, SheetReading
from techreform_cli.domain.problem import LedgerUnreadable, Problem
from techreform_cli.domain.source import SourceRef
from techreform_cli.ledger.account import sheets_of
from techreform_cli.ledger.cells import Value
from techreform_cli.ledger.codes import problem
from techreform_cli.ledger.draft import Draft
from techreform_cli.ledger.files.book import COPY, UNNAMED, lists_issues, read_book
from techreform_cli.ledger.raw import RawBook, RawSheet
from techreform_cli.ledger.worksheets import typed

UNRECOGNISED = ("L032", "L042", "L101", "L115")
"""What is said of worksheets that are not used, though they may hold what is missing."""


@dataclass(frozen=True, slots=True)
class PackedDraft:
    """A draft without its field objects, which are known by identity and so must be those of the process that uses them: `sheet` and
    `fields` are their keys."""

    sheet: str
    fields: dict[str, str]
    columns: dict[str, list[Value]]
    origins: list[Origin]
    origin: list[int]
    row_number: list[int]
    dropped: list[tuple[int, int, str]]
    unclear: dict[str, set[int]]
    elsewhere: dict[tuple[str, int], tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Part:
    """One ledger of a group. `name` is its file's name, with the folder where the group has several; `files` and `sha256` as in Ledger,
    `sheets` the files and names of its worksheets, `problems` those of the ledger alone."""

    name: str
    sha256: str
    files: tuple[tuple[str, str], ...]
    sheets: tuple[tuple[str, str], ...]
    drafts: tuple[PackedDraft, ...]
    readings: tuple[SheetReading, ...]
    problems: tuple[Problem, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The names of the kinds of sheet that it has, each once."""
        return tuple(dict.fromkeys(reading.taken_as for reading in self.readings if reading.taken_as))

    @property
    def unrecognised(self) -> bool:
        """Whether it has worksheets that could not be taken for anything."""
        return any(found.code in UNRECOGNISED for found in self.problems)

    def lacking(self, dictionary: Dictionary) -> list[Problem]:
        """One problem for each sheet that a ledger needs and this one does not have."""
        there = {draft.sheet for draft in self.drafts if draft.origins}
        said = [found for found in self.problems if found.code == "L032"]
        missing = [spec for spec in dictionary.sheets if spec.required and spec.key not in there]
        return [*said, *(problem("L030", sheet=spec.name) for spec in missing)] if missing else []


def read_part(path: Path, name: str, dictionary: Dictionary, missed: Uses, saved: SavedChoices | None, alone: bool) -> Part:
    """The ledger at `path` as the part `name` of a group; `alone` where it is all of it. Raises LedgerUnreadable."""
    book = read_book(path)
    if any(map(lists_issues, book.sheets)):
        raise LedgerUnreadable(problem("L081", file=name, reason=COPY))
    if not alone:
        book = named(book, name, path.is_dir())
    drafts, readings, problems = typed(book, dictionary, missed, saved)
    for draft in drafts.values() if not alone else ():
        draft.origins = [replace(origin, of=name) for origin in draft.origins]
    packed = tuple(pack(draft) for draft in drafts.values())
    return Part(name, book.sha256, book.files, tuple(sheets_of(book)), packed, tuple(readings), tuple(problems))


def named(book: RawBook, name: str, is_folder: bool) -> RawBook:
    """The book with its files called as the group calls them."""

    def file(own: str) -> str:
        return f"{name}/{own}" if is_folder else name

    def sheet(one: RawSheet) -> RawSheet:
        single = not is_folder and len(book.sheets) == 1 and UNNAMED.fullmatch(one.name)
        return replace(one, file=file(one.file), alone=False, called=PurePath(one.file).stem if single else one.called)

    def told(found: Problem) -> Problem:
        source = found.source
        place = SourceRef(file(source.file), source.sheet, source.cell, False) if source else SourceRef(name, "", "", False)
        return replace(found, source=place)

    files = tuple((file(own), sha256) for own, sha256 in book.files)
    return replace(book, sheets=tuple(map(sheet, book.sheets)), problems=tuple(map(told, book.problems)), files=files)


def pack(draft: Draft) -> PackedDraft:
    """The draft for another process."""
    fields = {key: spec.key for key, spec in draft.fields.items()}
    rest = (draft.columns, draft.origins, draft.origin, draft.row_number, draft.dropped, draft.unclear, draft.elsewhere)
    return PackedDraft(draft.spec.key, fields, *rest)


def unpack(packed: PackedDraft, dictionary: Dictionary) -> Draft:
    """The draft with the fields of `dictionary`."""
    spec = dictionary.sheet(packed.sheet)
    fields = {key: spec.field(of) for key, of in packed.fields.items()}
    rest = (packed.origins, packed.origin, packed.row_number, packed.dropped, packed.unclear, packed.elsewhere)
    return Draft(spec, packed.columns, fields, *rest)
