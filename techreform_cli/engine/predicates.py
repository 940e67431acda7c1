"""Tests of a single ledger field, over columns. Each gives a Kleene column: true, false or unknown."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from techreform_cli.domain.expression import Among, CodeBetween, CodeStarts, Contains, DateBetween, Given, Holds, InYear, Located
from techreform_cli.domain.field import FieldType
from techreform_cli.domain.text import plain
from techreform_cli.engine.exact import Array, flags
from techreform_cli.engine.rows import Rows
from techreform_cli.engine.texts import digits, doubtful, text_holds

FieldTest = Holds | Given | Among | Contains | Located | CodeBetween | CodeStarts | DateBetween | InYear


def test_field(node: FieldTest, rows: Rows) -> pd.arrays.BooleanArray:
    """The outcome of a field test for every row."""
    values = rows.input(node.field).values
    known = ~np.asarray(values.isna())
    match node:
        case Holds(expected=expected):
            return flags(values.to_numpy(dtype=bool, na_value=False) == expected, known)
        case DateBetween(first=first, last=last):
            days = rows.days(node.field)
            return flags((days > 0) & (days >= first) & ((days <= last) | (last == 0)), known)
        case InYear():
            days = rows.days(node.field)
            return flags((days > 0) & (days // 10_000 == rows.award_year + node.year.offset), known)
        case Given(expected=expected):
            return flags(_given(node, values) == expected, known)
        case CodeBetween():
            return _code_between(node, values, known, np.asarray(rows.input(node.field).unclear))
        case CodeStarts(prefixes=prefixes, expected=expected):
            begins = _per_text(values, lambda text: digits(text).startswith(prefixes))
            return flags(begins == expected, known & _per_text(values, lambda text: bool(digits(text)) and not doubtful(node, text)))
        case Located() | Among():
            return flags(_text_test(node, values), known & ~_per_text(values, lambda text: doubtful(node, text)))
        case _:
            return flags(_text_test(node, values), known)


def _given(node: Given, values: pd.api.extensions.ExtensionArray) -> Array:
    if node.field.spec.type is FieldType.DATE:
        return np.asarray(values.to_numpy(dtype=np.int64, na_value=0) > 0)
    return np.array([bool(v.strip()) for v in values.fillna("")], dtype=bool)


def _text_test(node: Among | Contains | Located, values: pd.api.extensions.ExtensionArray) -> Array:
    return _per_text(values, lambda text: text_holds(node, plain(text)))


def _per_text(values: pd.api.extensions.ExtensionArray, judge: Callable[[str], bool]) -> Array:
    """Texts repeat, so each distinct one is judged once."""
    texts = [str(v) for v in values.fillna("")]
    verdicts = {text: judge(text) for text in set(texts)}
    return np.array([verdicts[text] for text in texts], dtype=bool)


def _code_between(node: CodeBetween, values: pd.api.extensions.ExtensionArray, known: Array, unclear: Array) -> pd.arrays.BooleanArray:
    """A code without enough digits is unknown; a blank one may pass, never one that cannot be read."""
    readable = _per_text(values, lambda text: bool(plain(text)) and not doubtful(node, text))
    within = _per_text(values, lambda text: node.first <= digits(text)[: len(node.first)] <= node.last)
    blank = _per_text(values, lambda text: not plain(text)) & ~unclear
    if node.blank_passes:
        return flags(within | blank, readable | blank)
    return flags(within, known & readable)
