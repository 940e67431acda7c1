"""Which kind of sheet each worksheet is: by its name, by a word in its name, or by its header alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from techreform_cli.domain.field import Dictionary, FieldSpec, SheetSpec
from techreform_cli.domain.problem import Problem
from techreform_cli.domain.workbook import GUIDE
from techreform_cli.ledger.choices import Choices, SheetChoice, saved_header
from techreform_cli.ledger.header import Header, find_header
from techreform_cli.ledger.match import HeaderIndex
from techreform_cli.ledger.raw import RawSheet
from techreform_cli.ledger.sheet_names import years_named
from techreform_cli.ledger.wording import label

FIT_WITH_NAME = 0.4
FIT_ALONE = 0.6
"""Which share of a kind's usual columns a sheet must have if only a word of its name, or nothing in it, tells the kind.
A mere summary of projects must not be taken for projects: they would count twice."""


PREFIX = re.compile(r"^(?:附[件表]?|表)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})?[-_.、:)]+|^(?:附[件表])\d*")
"""The number before a sheet's name: 1.企业, 附表2-项目."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A worksheet and the kind it was taken for. `reason` is empty if its name tells the kind, else why it was taken; `like` is the
    kind whose columns it has, where it was not taken for that because other sheets are of that kind by name, or for the columns that it
    is `lacking` and no sheet of the kind can do without."""

    sheet: RawSheet
    spec: SheetSpec | None
    header: Header | None
    reason: str = ""
    like: SheetSpec | None = None
    lacking: tuple[FieldSpec, ...] = ()
    choice: SheetChoice | None = None

    @property
    def settled(self) -> bool:
        """Whether there is nothing to find out: an empty worksheet, our own instructions, or one of which it is saved."""
        return not self.sheet.grid or self.choice is not None or self.sheet.name == GUIDE


def recognise(sheets: tuple[RawSheet, ...], dictionary: Dictionary, choices: Choices, problems: list[Problem]) -> list[Recognised]:
    """What each worksheet is, in the order of the workbook; spec None for those not used. What was saved of one is not questioned."""
    indexes = {spec.key: HeaderIndex(spec) for spec in dictionary.sheets}
    found = []
    for sheet in sheets:
        choice = choices.get((sheet.file, sheet.name))
        found.append(by_choice(sheet, choice, problems) if choice else by_name(sheet, dictionary, indexes))
    taken = {item.spec.key for item in found if item.spec}
    return [item if item.spec or item.settled else by_header(item, dictionary, indexes, taken) for item in found]


def by_choice(sheet: RawSheet, choice: SheetChoice, problems: list[Problem]) -> Recognised:
    """The kind that was saved for the worksheet."""
    if choice.spec is None:
        return Recognised(sheet, None, None, f"（{choice.file} 写明不用）", choice=choice)
    header = saved_header(sheet, choice, HeaderIndex(choice.spec, choice.columns), problems) if sheet.grid else None
    return Recognised(sheet, choice.spec, header, choice=choice)


def by_name(sheet: RawSheet, dictionary: Dictionary, indexes: dict[str, HeaderIndex]) -> Recognised:
    """The kind whose name or alias the sheet bears, or contains if its header fits too."""
    if not sheet.grid:
        return Recognised(sheet, None, None, "（空表）")
    if sheet.name == GUIDE:
        return Recognised(sheet, None, None, "（填写说明）")
    name = PREFIX.sub("", label(sheet.title))
    for spec in dictionary.sheets:
        if name in map(label, (spec.name, *spec.aliases)):
            return Recognised(sheet, spec, find_header(sheet, indexes[spec.key]))
    words = {
        spec.key: max((w for w in map(label, (spec.name, *spec.aliases)) if w in name), key=len, default="") for spec in dictionary.sheets
    }
    best: tuple[tuple[bool, float, int], Recognised] | None = None
    for spec in dictionary.sheets:
        word = words[spec.key]
        header = find_header(sheet, indexes[spec.key]) if word else None
        share = fit(sheet, header, spec) if header else 0.0
        if not header or share < FIT_WITH_NAME:
            continue
        lacks = lacking(sheet, header, spec)
        rank = (not lacks, share, len(word))
        if best is None or rank > best[0]:
            clear = all(other in word for other in words.values())  # no word of another kind, but as a part of this one
            taken = Recognised(sheet, spec, header, "" if clear else "，名称也像别的表，按列名认定")
            best = rank, Recognised(sheet, None, None, like=spec, lacking=lacks) if lacks else taken
    return best[1] if best else Recognised(sheet, None, None, "（列名与台账不符）" if any(words.values()) else "")


def by_header(item: Recognised, dictionary: Dictionary, indexes: dict[str, HeaderIndex], taken: set[str]) -> Recognised:
    """The kind, not found by name in the workbook, that most of the sheet's header fits."""
    fits = []
    for spec in dictionary.sheets:
        header = find_header(item.sheet, indexes[spec.key])
        if header and (share := fit(item.sheet, header, spec)) >= FIT_ALONE:
            if lacks := lacking(item.sheet, header, spec):
                item = item if item.lacking else replace(item, like=spec, lacking=lacks)
            else:
                fits.append((spec.key not in taken, share, len(header.keys), spec, header))
    if not fits:
        return item
    free, _, _, spec, header = max(fits, key=lambda entry: entry[:3])
    return Recognised(item.sheet, spec, header, "，因为列名相符") if free else replace(item, like=spec, lacking=())


def fit(sheet: RawSheet, header: Header, spec: SheetSpec) -> float:
    """The share of the kind's usual columns that the header has."""
    usual = [field for field in spec.fields if not field.optional]
    told = header.keys | dated(sheet, header, spec)
    return sum(1 for field in usual if field.key in told or has_substitute(field, spec, header)) / len(usual)


def lacking(sheet: RawSheet, header: Header, spec: SheetSpec) -> tuple[FieldSpec, ...]:
    """The columns that the header does not have and no sheet of the kind can do without, unless it bears the kind's very name."""
    told = header.keys | dated(sheet, header, spec)
    return tuple(field for field in spec.fields if (field.required or field.key in spec.identity) and field.key not in told)


def dated(sheet: RawSheet, header: Header, spec: SheetSpec) -> set[str]:
    """The key of the kind's year, where the years stand in the header or one is named above or outside."""
    return {spec.year.key} if spec.year and (header.by_year or years_named(sheet, header)) else set()


def has_substitute(field: FieldSpec, spec: SheetSpec, header: Header) -> bool:
    """Whether the sheet has the other field of its own that stands in for this one (面积 per parcel for 工业用地面积)."""
    return field.otherwise is not None and field.otherwise.sheet == spec.key and field.otherwise.field in header.keys
