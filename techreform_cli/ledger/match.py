"""Which field a header means, by name, alias or likeness."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from techreform_cli.domain.field import FieldSpec, FieldType, SheetSpec
from techreform_cli.ledger.units import bare_unit, plain_unit, split_header
from techreform_cli.ledger.wording import label

YEAR_IN_HEADER = re.compile(r"((?:19|20)\d\d)(?:年1-12月|年全年|年度|年)?")

BRACKETED = re.compile(r"\([^()]*\)")
MERELY_PLANNED = re.compile(r"\([^()]*(?:计划|预计|预期|拟|应)[^()]*\)")

MEASURES = (FieldType.MONEY, FieldType.NUMBER, FieldType.INTEGER)


class Rank(IntEnum):
    """How surely a header means a field; smaller is surer. The names are those of How."""

    SAVED = -1  # by the clerk, in the file beside the ledger
    NAME = 0
    ALIAS = 1
    REMARKED = 2  # with something else in brackets
    LOOKALIKE = 3
    PERIOD = 4  # one end of a period


@dataclass(frozen=True, slots=True)
class Hit:
    """What a header was found to mean; `unit` is the one it names, "" for none."""

    spec: FieldSpec
    rank: Rank
    unit: str = ""
    year: int | None = None

    @property
    def key(self) -> str:
        """The frame column."""
        return self.spec.key if self.year is None else self.spec.yearly_key(self.year)

    @property
    def name(self) -> str:
        """The field as the clerk knows it: 设备购置额, 2018年完成投资."""
        return self.spec.name if self.year is None else f"{self.year}年{self.spec.name}"


def comparable(text: str) -> str:
    """A label without the marks that clerks put in or leave out: 其中：1990年前."""
    return re.sub(r"[:,;、·\"'“”]", "", text)


def header_key(text: str) -> str:
    """What makes a header the same one again, as it is saved: none of the marks and spaces around its parts."""
    return re.sub(r"[*★#:·.]", "", label(text))


Saved = Mapping[tuple[str, str], Hit | None]
"""What columns were saved to mean: (header key, letter, "" for any) -> the field, None where it is not to be used."""


class HeaderIndex:
    """All the ways in which the headers of one kind of sheet may be written; what a clerk has `saved` of a worksheet goes first."""

    def __init__(self, spec: SheetSpec, saved: Saved | None = None) -> None:
        self.spec = spec
        self._saved = saved or {}
        self._words: dict[str, tuple[FieldSpec, Rank]] = {}
        self._with_unit: dict[str, tuple[FieldSpec, Rank]] = {}
        self._seen: dict[tuple[str, ...], Hit | None] = {}
        for rank, words in ((Rank.NAME, lambda f: (f.name,)), (Rank.ALIAS, lambda f: f.aliases), (Rank.LOOKALIKE, lambda f: f.lookalikes)):
            for field in spec.fields:
                for word in words(field):
                    self._words.setdefault(comparable(label(word)), (field, rank))
                    if field.unit and not plain_unit(label(field.unit)):  # a unit of the policy's own: 计息天数(天)
                        self._with_unit.setdefault(comparable(label(f"{word}({field.unit})")), (field, rank))

    def find(self, parts: tuple[str, ...], letter: str = "") -> Hit | None:
        """What a column means whose header cells, top to bottom, read `parts` (as `label` gives them, none empty)."""
        if known := self.saved(parts, letter):
            return self._saved[known]
        if parts not in self._seen:
            self._seen[parts] = self._search(parts)
        return self._seen[parts]

    def saved(self, parts: tuple[str, ...], letter: str) -> tuple[str, str] | None:
        """The entry that was saved of such a column; None if none was."""
        if not self._saved:
            return None
        key = header_key("/".join(parts))
        return next((place for place in ((key, letter), (key, "")) if place in self._saved), None)

    def _search(self, parts: tuple[str, ...]) -> Hit | None:
        units = [split_header(part)[1] or plain_unit(part) for part in parts]
        words = [part for part in parts if split_header(part)[0] and not plain_unit(part)]
        unit = next((unit for unit in reversed(units) if unit), "")
        # A group's name and the column's own name together say most: 技改用地 over 面积.
        for start in range(len(words)):
            hit = self._text("".join(words[start:]))
            if hit:
                return Hit(hit.spec, hit.rank, hit.unit or unit, hit.year)
        return None

    def _text(self, text: str) -> Hit | None:
        if own := self._with_unit.get(comparable(text)):
            return Hit(*own, own[0].unit)
        bare, unit = split_header(text)
        tail, tail_unit = bare_unit(bare)
        for word, named in ((text, ""), (bare, unit), (tail, tail_unit)):
            if word and (hit := self._word(word)):
                return Hit(hit.spec, hit.rank, named, hit.year)
        # 完工日期(年-月-日): a remark in brackets changes a date or a name little, but a measure possibly a lot.
        found = None if MERELY_PLANNED.search(text) else self._words.get(comparable(BRACKETED.sub("", text)))
        if not found or found[0].type in MEASURES or found[0].yearly:
            return None
        return Hit(found[0], max(found[1], Rank.REMARKED))

    def _word(self, word: str) -> Hit | None:
        word = comparable(word)
        found = self._words.get(word)
        if found and not found[0].yearly:
            return Hit(*found)
        years = YEAR_IN_HEADER.findall(word)
        if len(years) == 1:
            dated = self._words.get(YEAR_IN_HEADER.sub("", word).replace("()", ""))
            if dated and (dated[0].yearly or self._by_year(dated[0])):
                return Hit(dated[0], dated[1], "", int(years[0]))
        return Hit(*found) if found else None  # a yearly field without its year: the rows may say it

    def _by_year(self, field: FieldSpec) -> bool:
        """Whether the field may stand once for each year, side by side, though the sheet should have a row for each."""
        return self.spec.year is not None and field.type not in (FieldType.TEXT, FieldType.CODE, FieldType.YEAR)
