"""Cells that cannot be read: what a clerk may have left in them, of which nobody can say what is meant."""

from __future__ import annotations

import random
from typing import Any

from techreform_cli.domain.field import Dictionary, FieldType

from .facts import County
from .layout import IDENTIFIED, Contradiction, Of
from .page import Formula, Share

FIGURES = (
    "约500",
    "500-600",
    "500左右",
    "5百多万",
    "1.2.3",
    "待定",
    "500 600",
    "3亿2000万",
    "500吨",
    "#REF!",
    Formula(None),
    Formula("#REF!"),
    "12%",
    Share(0.125),
    True,
)
DAMAGE: dict[FieldType, tuple[Any, ...]] = {
    FieldType.MONEY: FIGURES,
    FieldType.NUMBER: ("约500", "500-600", "待定", "500吨", Share(0.3), Formula("#DIV/0!"), Formula(None)),
    FieldType.INTEGER: ("约500", "12.5", 7.25, "10余台", "3吨", Share(1.0), Formula("#N/A"), Formula(None)),
    FieldType.DATE: (
        "2018年",
        "2018",
        "18.9.5",
        "2018-02-30",
        "2018年底前",
        "2018.9-12",
        "年底",
        2018.1,
        "1899-01-01",
        Share(0.8),
        Formula(None),
        Formula("#VALUE!"),
    ),
    FieldType.BOOLEAN: ("？", "待定", "是/否", "部分", 2, "拟", Share(1.0), Formula(None)),
    FieldType.CHOICE: ("智能化改照", "提质曾效", "智能化改造、设备更新", "绿色化发展/提质增效", Formula("#N/A")),
    FieldType.CODE: ("9.14E+17", 9.1441625e17),
}


COLUMNS = ("missing", "misspelt", "unit")


def broken_columns(seed: int, county: County, dictionary: Dictionary, count: int) -> dict[tuple[str, str], str]:
    """Some columns (kind, key) and what is wrong with them: not there, a slip in the header, a unit that measures something else."""
    draw = random.Random(f"columns {seed}")
    found: dict[tuple[str, str], str] = {}
    for _ in range(count):
        kind = draw.choice(list(county))
        specs = [dictionary.sheet(kind).field(key) for key in county[kind][0].values if "@" not in key]
        spec = draw.choice(
            [
                one
                for one in specs
                if not one.required and one.key != "name" and not one.optional and one.type not in (FieldType.CODE, FieldType.YEAR)
            ]
        )
        wrong = draw.choice(COLUMNS if spec.type in (FieldType.MONEY, FieldType.NUMBER) else COLUMNS[:2])
        found[kind, spec.key] = wrong
    return found


def damage(seed: int, county: County, dictionary: Dictionary, count: int) -> dict[Of, Any]:
    """Some cells of the county and what stands in them; or a second row that says otherwise, or a year left blank. Codes other than
    credit codes and the amounts of years are left whole: what is read of their rows is then another question."""
    draw = random.Random(f"damage {seed}")
    found: dict[Of, Any] = {}
    while len(found) < count:
        fact = draw.choice([fact for facts in county.values() for fact in facts])
        key = draw.choice(list(fact.values))
        spec = dictionary.sheet(fact.kind).field(key.partition("@")[0])
        if (fact.kind, key) == ("annual", "year"):
            found[fact.kind, fact.number, key] = ""
        elif spec.type is FieldType.MONEY and not spec.yearly and fact.kind in IDENTIFIED and draw.random() < 0.2:
            found[fact.kind, fact.number, key] = Contradiction(draw.choice([0.11, "7777.77"]))
            continue
        wordings = DAMAGE.get(spec.type, ()) if spec.key == "credit_code" or spec.type is not FieldType.CODE else ()
        if wordings and not spec.yearly:
            found[fact.kind, fact.number, key] = draw.choice(wordings)
    return found
