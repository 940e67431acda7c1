"""Tests of a single ledger field, over columns. Each gives a Kleene column: true, false or unknown."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from techreform_cli.domain.expression import Among, CodeBetween, CodeStarts, Contains, DateBetween, Given, Holds, InYear, Located
from techreform_cli.domain.field import FieldType
from techreform_cli.domain.text import mistakable, plain
from techreform_cli.engine.exact import Array, flags
from techreform_cli.engine.rows import Rows

KINDS_OF_PLACE = ("新区", "区", "县", "市")
"""What a clerk leaves out of a place's name; the longer before the shorter."""

FieldTest = Holds | Given | Among | Contains | Located | CodeBetween | CodeStarts | DateBetween | InYear


def test_field(node: FieldTest, rows: Rows) -> pd.arrays.BooleanArray:
    """The outcome of a field test for every row."""
    values = rows.input(node.field).values
    known = ~np.asarray(values.isna())
    match node:
        case Holds(expected=expected):
            return flags(values.to_numpy(dtype=bool, na_value=False) == expected, known)
        case DateBetween(first=first, last=last):
            days = values.to_numpy(dtype=np.int64, na_value=0)
            if node.field.spec.type is FieldType.YEAR:
                days = np.where(days > 0, days * 10_000 + 1231, 0)
            return flags((days > 0) & (days >= first) & ((days <= last) | (last == 0)), known)
        case InYear():
            days = values.to_numpy(dtype=np.int64, na_value=0)
            return flags((days > 0) & (days // 10_000 == rows.award_year + node.year.offset), known)
        case Given(expected=expected):
            return flags(_given(node, values) == expected, known)
        case CodeBetween():
            return _code_between(node, values, known, np.asarray(rows.input(node.field).unclear))
        case CodeStarts(prefixes=prefixes, expected=expected):
            codes = [_digits(str(v)) for v in values.fillna("")]
            return flags(np.array([code.startswith(prefixes) for code in codes], dtype=bool) == expected, known & (np.array(codes) != ""))
        case Located(places=places, prefixes=prefixes):
            doubtful = _per_text(values, lambda text: perhaps_located(plain(text), places, prefixes))
            return flags(_text_test(node, values), known & ~doubtful)
        case Among(items=items, known=names) if names:
            doubtful = _per_text(values, lambda text: mistakable(text, items, names))
            return flags(_text_test(node, values), known & ~doubtful)
        case _:
            return flags(_text_test(node, values), known)


def _given(node: Given, values: pd.api.extensions.ExtensionArray) -> Array:
    if node.field.spec.type is FieldType.DATE:
        return np.asarray(values.to_numpy(dtype=np.int64, na_value=0) > 0)
    return np.array([bool(v.strip()) for v in values.fillna("")], dtype=bool)


def _text_test(node: Among | Contains | Located, values: pd.api.extensions.ExtensionArray) -> Array:
    return _per_text(values, lambda text: _text_holds(node, plain(text)))


def _per_text(values: pd.api.extensions.ExtensionArray, judge: Callable[[str], bool]) -> Array:
    """Texts repeat, so each distinct one is judged once."""
    texts = [str(v) for v in values.fillna("")]
    verdicts = {text: judge(text) for text in set(texts)}
    return np.array([verdicts[text] for text in texts], dtype=bool)


def _text_holds(node: Among | Contains | Located, text: str) -> bool:
    if isinstance(node, Among):
        return (text in {plain(item) for item in node.items}) == node.expected
    if isinstance(node, Contains):
        return plain(node.text) in text
    return located(text, node.places, node.prefixes) == node.expected


def located(text: str, places: tuple[tuple[str, ...], ...], prefixes: tuple[str, ...]) -> bool:
    """Whether an address such as 广东省佛山市顺德区 lies in one of `places` (city, then districts): it begins with the city's name,
    or, where only the district is written, with a district's, 顺德区 or 顺德."""
    for prefix in sorted(prefixes, key=len, reverse=True):
        if text.startswith(prefix) and len(text) > len(prefix):
            text = text.removeprefix(prefix)
            break
    return any(text.startswith(_short(plain(name))) for place in places for name in place)


def perhaps_located(text: str, places: tuple[tuple[str, ...], ...], prefixes: tuple[str, ...]) -> bool:
    """Whether a text that begins with none of the places names one further on, as 由深圳转入 does; not as a street of another town bears
    the name, 钟祥市中山路."""
    if located(text, places, prefixes):
        return False
    found = (text.partition(_short(plain(name))) for place in places for name in place)
    return any(name and not any(kind in before for kind in KINDS_OF_PLACE) for before, name, _ in found)


def _short(name: str) -> str:
    """A place's name without the word for what it is, if two characters or more remain."""
    for kind in KINDS_OF_PLACE:
        if name.endswith(kind) and len(name) >= len(kind) + 2:
            return name.removesuffix(kind)
    return name


def _digits(code: str) -> str:
    """A code without the leading letters that name the section of GB/T 4754."""
    return plain(code).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _code_between(node: CodeBetween, values: pd.api.extensions.ExtensionArray, known: Array, unclear: Array) -> pd.arrays.BooleanArray:
    """A code without enough digits is unknown; a blank one may pass, never one that cannot be read."""
    codes = [_digits(str(v)) for v in values.fillna("")]
    length = len(node.first)
    readable = np.array([len(c) >= length and c[:length].isdigit() for c in codes], dtype=bool)
    within = np.array([node.first <= c[:length] <= node.last for c in codes], dtype=bool)
    blank = np.array([not plain(str(v)) for v in values.fillna("")], dtype=bool) & ~unclear
    if node.blank_passes:
        return flags(within | blank, readable | blank)
    return flags(within, known & readable)
