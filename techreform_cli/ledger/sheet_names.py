"""What a worksheet's name or title says of all its rows: the year (2018年), the town (黄村镇)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from techreform_cli.domain.field import FieldSpec, SheetSpec
from techreform_cli.domain.problem import Problem
from techreform_cli.ledger.cells import Value
from techreform_cli.ledger.codes import problem
from techreform_cli.ledger.header import Header
from techreform_cli.ledger.raw import RawSheet
from techreform_cli.ledger.wording import label

YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
YEAR_IN_TITLE = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?!\d{1,2}月)")
MARKS = re.compile(r"[()\d\-_.、,:·/]+")


@dataclass(frozen=True, slots=True)
class Said:
    """One field of which the name or title of a worksheet tells the value; None where they contradict each other."""

    spec: FieldSpec
    value: Value


def said_by_name(sheet: RawSheet, header: Header, spec: SheetSpec, problems: list[Problem]) -> list[Said]:
    """The fields without a column that the name or the title gives for all rows; each is said in `problems`."""
    found: list[Said] = []
    if spec.year and spec.year.key not in header.keys and not header.by_year and (years := years_named(sheet, header)):
        found.append(Said(spec.year, said_year(sheet, spec, years, problems)))
    for field in spec.fields:
        if field.places and field.key not in header.keys and (place := place_named(sheet.title, spec, field)):
            problems.append(problem("L109", sheet.whole, field.name, sheet=sheet.name, taken=place))
            found.append(Said(field, place))
            break  # a name tells one place
    return found


def years_named(sheet: RawSheet, header: Header) -> dict[str, tuple[str, int]]:
    """Where a single year is named: 工作表名 or 标题 -> the words and the year. 2018—2020年 is no single year."""
    found = {}
    years = set(YEAR.findall(label(sheet.title)))
    if len(years) == 1:
        found["文件名" if sheet.called else "工作表名"] = (sheet.title, int(years.pop()))
    titles = [cell for row in sheet.grid[: header.first] for cell in row if isinstance(cell, str) and cell]
    for title in titles:
        if len(set(YEAR.findall(label(title)))) == 1 and (named := YEAR_IN_TITLE.search(label(title))):
            found.setdefault("标题", (title.strip(), int(named[1])))
    return found


def said_year(sheet: RawSheet, spec: SheetSpec, years: dict[str, tuple[str, int]], problems: list[Problem]) -> int | None:
    """The one year named, or None where name and title differ."""
    assert spec.year
    name = spec.year.name
    if len({year for _, year in years.values()}) > 1:
        found = "，".join(f"{whence}「{words}」" for whence, (words, _) in years.items())
        problems.append(problem("L106", sheet.whole, name, sheet=sheet.name, found=found))
        return None
    whence, (words, year) = next(iter(years.items()))
    code = "L100" if spec.year.key in spec.identity else "L103"  # 2019年拨付 may be when it was paid
    problems.append(problem(code, sheet.whole, name, sheet=sheet.name, whence=whence, found=words, year=year))
    return year


def place_named(name: str, spec: SheetSpec, field: FieldSpec) -> str:
    """The town or park that is all a worksheet's name says beside what kind of sheet it is; "" if it says none."""
    plain = label(name)
    for word in sorted(map(label, (spec.name, *spec.aliases)), key=len, reverse=True):
        plain = plain.replace(word, "", 1) if word in plain else plain
    plain = MARKS.sub("", plain)
    return plain if any(plain.endswith(place) and len(plain) > len(place) for place in field.places) else ""
