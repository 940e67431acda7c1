"""Several ledgers become one, and that one is divided again by enterprises."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from techreform_cli.domain.field import Dictionary, Uses
from techreform_cli.domain.ledger import Ledger, SheetReading
from techreform_cli.domain.problem import Problem
from techreform_cli.domain.sheets import DISBURSEMENTS, ENTERPRISES, PROJECTS
from techreform_cli.ledger.account import accounted, in_order
from techreform_cli.ledger.draft import Draft
from techreform_cli.ledger.files.book import combined_sha256
from techreform_cli.ledger.part import PackedDraft, Part, pack, unpack
from techreform_cli.ledger.settle import settle
from techreform_cli.ledger.tables import finished
from techreform_cli.ledger.worksheets import complete, require


@dataclass(frozen=True, slots=True)
class PackedLedger:
    """A ledger for another process: its tables as drafts with their rows' enterprises. `payments` are everybody's, where the ledger
    holds but some enterprises."""

    file: str
    sha256: str
    drafts: tuple[PackedDraft, ...]
    positions: dict[str, list[int]]
    problems: tuple[Problem, ...]
    readings: tuple[SheetReading, ...]
    files: tuple[tuple[str, str], ...]
    group: str = ""
    payments: tuple[PackedDraft, list[int]] | None = None


@dataclass
class Merged:
    """The ledgers of a group as one. `homes` says, for each position in 《企业》, to which ledger the enterprise belongs: the first that
    has a project of it, else the first that names it."""

    parts: tuple[Part, ...]
    dictionary: Dictionary
    name: str
    sha256: str
    drafts: dict[str, Draft]
    positions: dict[str, list[int]]
    problems: tuple[Problem, ...]
    readings: tuple[SheetReading, ...]
    homes: list[str] = field(default_factory=list)

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """Name and SHA-256 of every file."""
        return tuple(file for part in self.parts for file in part.files)

    @cached_property
    def ledger(self) -> Ledger:
        """The whole."""
        return unpacked(self.packed(), self.dictionary)

    def packed(self) -> PackedLedger:
        """The whole for another process."""
        drafts = tuple(pack(draft) for draft in self.drafts.values())
        return PackedLedger(self.name, self.sha256, drafts, self.positions, self.problems, self.readings, self.files)

    def of(self, part: Part) -> PackedLedger:
        """What belongs to one ledger: its enterprises with all their rows, wherever they stand, and its rows that are of no enterprise."""
        mine = [at for at, home in enumerate(self.homes) if home == part.name]
        new = {old: at for at, old in enumerate(mine)}
        drafts, positions = {ENTERPRISES: self.drafts[ENTERPRISES].kept(mine)}, {}
        for key, draft in self.drafts.items():
            if key == ENTERPRISES:
                continue
            owners = self.positions.get(key)
            if owners is None:
                rows = [row for row in range(len(draft)) if draft.ledger_of(row) == part.name]
            else:
                rows = [row for row, owner in enumerate(owners) if owner in new]
                positions[key] = [new[owners[row]] for row in rows]
            drafts[key] = draft.kept(rows)
        used = {origin.file for draft in drafts.values() for origin in draft.origins} | {name for name, _ in part.files}
        return PackedLedger(
            part.name,
            part.sha256,
            tuple(pack(drafts[key]) for key in self.drafts),
            positions,
            tuple(found for found in self.problems if found.source is None or found.source.file in {part.name, *dict(part.files)}),
            tuple(reading for reading in self.readings if reading.file in used),
            tuple(file for file in self.files if file[0] in used),
            self.name,
            (pack(self.drafts[DISBURSEMENTS]), self.positions[DISBURSEMENTS]),
        )


def merge(parts: tuple[Part, ...], name: str, dictionary: Dictionary, missed: Uses) -> Merged:
    """The ledgers as one called `name`. Raises LedgerUnreadable where together they lack a sheet that is needed."""
    drafts = {spec.key: Draft(spec) for spec in dictionary.sheets}
    problems = [found for part in parts for found in part.problems]
    for part in parts:
        for packed in part.drafts:
            drafts[packed.sheet].append(unpack(packed, dictionary))
    for draft in drafts.values():
        complete(draft, missed, problems)
    require(drafts, problems)
    positions = settle(dictionary, drafts, problems)
    readings = accounted([reading for part in parts for reading in part.readings], drafts)
    order = [place for part in parts for place in part.sheets]
    sha256 = parts[0].sha256 if len(parts) == 1 else combined_sha256(file for part in parts for file in part.files)
    merged = Merged(parts, dictionary, name, sha256, drafts, positions, in_order(problems, order), tuple(readings))
    alone = [parts[0].name] * len(drafts[ENTERPRISES])
    return replace(merged, homes=alone if len(parts) == 1 else homes(drafts, positions))


def homes(drafts: dict[str, Draft], positions: dict[str, list[int]]) -> list[str]:
    """The ledger of every enterprise."""
    found = [""] * len(drafts[ENTERPRISES])

    def house(owners: list[int], draft: Draft) -> None:
        for row, owner in enumerate(owners):
            found[owner] = found[owner] or draft.ledger_of(row)

    house(positions[PROJECTS], drafts[PROJECTS])
    house(list(range(len(found))), drafts[ENTERPRISES])
    for key, owners in positions.items():
        house(owners, drafts[key])
    return found


def unpacked(packed: PackedLedger, dictionary: Dictionary) -> Ledger:
    """The ledger with the fields of `dictionary`."""
    drafts = {one.sheet: unpack(one, dictionary) for one in packed.drafts}
    tables = {key: finished(draft, packed.positions.get(key)) for key, draft in drafts.items()}
    whole = None
    if packed.payments is not None:
        draft, owners = packed.payments
        whole = Ledger(packed.group, "", {draft.sheet: finished(unpack(draft, dictionary), owners)}, (), ())
    return Ledger(packed.file, packed.sha256, tables, packed.problems, packed.readings, packed.files, whole)
