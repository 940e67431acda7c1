"""What a summary says, in blocks that every rendering lays out in its own way."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a part, 1 the widest; it is numbered where it stands."""

    depth: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; a `note` explains and may be set smaller."""

    text: str
    note: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One point of a list, and what is said below it."""

    text: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; `ordered` where the first is the foremost. `letter` has the points as a letter makes them, without cells (none: the same)."""

    items: tuple[Item, ...]
    ordered: bool = False
    letter: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a grid: figures stand at the right; a `wide` one is left out where the page is narrow."""

    name: str
    figures: bool = True
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `tones` has for each row good, bad, watch or "", for its last cell."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    tones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: its share of the whole in thousandths, the share that is due, and that of the previous summary (None: none)."""

    label: str
    share: int
    due: int | None
    before: int | None
    shown: str
    tone: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars against a whole of 1,000; `legend` says what the marks of the due and previous shares are ("" for none)."""

    title: str
    bars: tuple[Bar, ...]
    due: str = ""
    before: str = ""


Block = Heading | Line | Listing | Grid | Chart


@dataclass(frozen=True, slots=True)
class Page:
    """A whole summary: what it is about, the notice it rests on, whom it is addressed to, the lines below the title, and its blocks."""

    title: str
    basis: str
    addressee: str
    as_of: dt.date
    head: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def day(self) -> str:
        """2019年6月30日."""
        return chinese_day(self.as_of)


def chinese_day(day: dt.date) -> str:
    """2019年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def printable(text: str) -> str:
    """A text without control characters, line breaks and halves of characters, which a name in a ledger may hold."""
    return _UNPRINTABLE.sub(" ", text).strip()


def cleaned(block: Block) -> Block:
    """The block with texts that every rendering can carry."""
    match block:
        case Heading(depth, text):
            return Heading(depth, printable(text))
        case Line(text, note):
            return Line(printable(text), note)
        case Listing(items, ordered, letter):
            return Listing(_cleaned(items), ordered, _cleaned(letter))
        case Grid(columns, rows, tones):
            return Grid(columns, tuple(tuple(printable(text) for text in row) for row in rows), tones)
        case Chart():
            return block


def _cleaned(items: tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple(Item(printable(one.text), tuple(map(printable, one.details))) for one in items)


def numbered(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, str]]:
    """The blocks, headings with their number in the official manner: 一、 （一） 1."""
    counts = [0, 0, 0]
    for block in blocks:
        if not isinstance(block, Heading):
            yield block, ""
            continue
        at = block.depth - 1
        counts[at:] = [counts[at] + 1, *([0] * (2 - at))]
        number = counts[at]
        yield block, (f"{numeral(number)}、", f"（{numeral(number)}）", f"{number}．")[at]


def numeral(number: int) -> str:
    """一, 十, 十二, 二十一; from one to ninety-nine."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones or not tens else "")
