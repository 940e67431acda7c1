"""Units: how headers and cells name them, and what turns one into another, exactly."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from techreform_cli.domain.field import FieldSpec, FieldType
from techreform_cli.domain.money import FEN
from techreform_cli.ledger.wording import label

MONEY = {
    **{label(unit): fen for unit, fen in FEN.items()},
    "千": FEN["千元"],
    "万": FEN["万元"],
    "百万": FEN["百万元"],
    "千万": FEN["千万元"],
    "亿": FEN["亿元"],
}

SQUARE_METRES = {
    "平方米": Fraction(1),
    "平米": Fraction(1),
    "m2": Fraction(1),
    "㎡": Fraction(1),
    "万平方米": Fraction(10_000),
    "亩": Fraction(2000, 3),
    "万亩": Fraction(20_000_000, 3),
    "公顷": Fraction(10_000),
    "平方公里": Fraction(1_000_000),
}

COUNTS = dict.fromkeys(["台", "套", "台套", "台(套)", "台/套", "人", "个", "年", "家", "户", "条", "项"], 1)
COUNTS |= {"千人": 1_000, "万人": 10_000}

PER_PERSON = re.compile(r"/(人|人·年|人年|人\.年)$")

KNOWN = sorted([*MONEY, *SQUARE_METRES, *COUNTS, "%"], key=len, reverse=True)

APART = re.compile(r"(?<![:：\s])\s+(?![:：\s])")
"""What parts one thing from the next in a line of several: 单位：万元 日期：2019年."""

BARE_TAIL = re.compile(r"^(.+?)(?:[:/]|单位:?)?(百万元|千万元|万元|亿元|千元|元|平方米|公顷|亩)$")


@lru_cache(maxsize=2048)
def plain_unit(text: str) -> str:
    """The unit a piece of a header names (万元, 万元/人, 台), "" if it names none."""
    unit = re.sub(r"^(金额)?单位:?|^人民币|人民币$", "", text.strip(":"))
    return unit if PER_PERSON.sub("", unit) in KNOWN else ""


@lru_cache(maxsize=4096)
def split_header(text: str) -> tuple[str, str]:
    """A header (as `label` gives it) without its bracketed unit, and the unit: 设备购置额(不含税)(万元) -> …, 万元."""
    unit = ""

    def without_unit(group: re.Match[str]) -> str:
        nonlocal unit
        parts = re.split(r"[,、;]", group[1])
        rest = [part for part in parts if not plain_unit(part)]
        unit = next((plain_unit(part) for part in parts if plain_unit(part)), unit)
        return f"({','.join(rest)})" if rest else ""

    return re.sub(r"\(((?:[^()]|\(套\))*)\)", without_unit, text), unit


def bare_unit(text: str) -> tuple[str, str]:
    """A header that ends in a unit without brackets, parted: 设备购置额万元 -> 设备购置额, 万元; ("", "") if it does not."""
    match = BARE_TAIL.match(text)
    return (match[1], match[2]) if match else ("", "")


def units_named(text: str) -> list[str]:
    """The units of a 单位：万元、亩 line above the header, whatever else it says, or of one that is nothing but (万元); none for
    填报单位：东源县…."""
    whole = label(text)
    for line in (whole, *map(label, APART.split(text.strip()))):
        said = line.split("单位:")[1:] or ([line] if line == whole else [])
        units = [unit for one in said for part in re.split(r"[,、;。()]", one) if (unit := plain_unit(part))]
        if units:
            return units
    return []


def factor(spec: FieldSpec, unit: str) -> Fraction | None:
    """How many of the field's column parts (分, ten-thousandths, ones) one `unit` is; None if it measures something else."""
    unit = label(unit)
    if spec.type is FieldType.MONEY:
        per_person = bool(PER_PERSON.search(unit))
        if per_person and not PER_PERSON.search(spec.unit):
            return None
        fen = MONEY.get(PER_PERSON.sub("", unit))
        return None if fen is None else Fraction(fen)
    if unit == label(spec.unit):
        return Fraction(1)
    if spec.type is FieldType.INTEGER:
        return Fraction(COUNTS[unit]) if unit in COUNTS else None
    if unit in SQUARE_METRES and label(spec.unit) in SQUARE_METRES:
        return SQUARE_METRES[unit] / SQUARE_METRES[label(spec.unit)]
    return None


def canonical(spec: FieldSpec) -> Fraction:
    """The factor of the field's own unit; one where it has none."""
    return (factor(spec, spec.unit) if spec.unit else None) or Fraction(1)
