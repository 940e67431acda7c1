"""Which field a column that was not recognised is most like: proposed to the clerk, never taken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

from techreform_cli.domain.field import FieldSpec
from techreform_cli.domain.text import LIKENESS, plain

UNIT = re.compile(r"\((?:单位:?)?[元角分千百万亿亩台套人家个项吨米平方公顷年/%]+\)$")
"""A unit in brackets at the end of a header; other words there belong to the name: 增值税(县级)."""


def nearest_field(header: str, free: Sequence[FieldSpec]) -> FieldSpec | None:
    """The one of the `free` fields, those that no other column is, whose name or alias the header is most like; None if it is like none."""
    words = {plain(word): field for field in reversed(free) for word in (*field.lookalikes, *field.aliases, field.name)}
    near = get_close_matches(UNIT.sub("", plain(header)), words, 1, LIKENESS)
    return words[near[0]] if near else None
