"""What a clerk has saved of a ledger's worksheets and columns, held against the dictionary and the workbook."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from techreform_cli.domain.choices import NOT_USED, SavedChoices, SavedColumn, SavedSheet, Written
from techreform_cli.domain.field import Dictionary, SheetSpec
from techreform_cli.domain.problem import LedgerUnreadable, Problem
from techreform_cli.domain.source import SourceRef
from techreform_cli.ledger.codes import problem
from techreform_cli.ledger.header import MAX_DEPTH, Header, find_header, header_at
from techreform_cli.ledger.match import MEASURES, HeaderIndex, Hit, Rank, header_key
from techreform_cli.ledger.raw import RawSheet
from techreform_cli.ledger.units import factor, split_header
from techreform_cli.ledger.wording import label

ROWS = re.compile(r"(\d{1,7})(?:[-–—~～至到](\d{1,7}))?")
LETTER = re.compile(r"(.*)[(（]\s*([A-Za-z]{1,3})\s*列\s*[)）]", re.DOTALL)
"""A header with its letter, where two columns have the same: 金额（G列）."""

Place = tuple[str, str]
"""A header as it is compared, and the column's letter, "" for any."""


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """What was saved of one worksheet: its kind (None: it is not to be used), its header rows (from 0; None: to be found), and what its
    columns are (None: not to be used), with the words of the file."""

    file: str
    spec: SheetSpec | None
    rows: tuple[int, int] | None
    columns: dict[Place, Hit | None]
    written: dict[Place, Written]


Choices = dict[tuple[str, str], SheetChoice]
"""By the file and the name of the worksheet."""


def resolve(saved: SavedChoices | None, sheets: tuple[RawSheet, ...], dictionary: Dictionary, problems: list[Problem]) -> Choices:
    """What was saved of the worksheets that are there; those that are not are warned of. Raises LedgerUnreadable with every error."""
    if saved is None:
        return {}
    errors: list[Problem] = []
    choices: Choices = {}
    for entry in saved.sheets:
        kind = _kind(saved.file, entry, dictionary, errors)
        columns = _columns(saved.file, entry, kind, errors) if kind else {}
        found = _named(entry.name.text, sheets)
        rows = _rows(saved.file, entry, found[0] if len(found) == 1 else None, errors)
        if len(found) != 1:
            why = "台账里没有这张工作表" if not found else "有几张工作表叫这个名字，分不清，请写成 文件名《工作表名》"
            problems.append(_warning(saved.file, entry.name, None, f"工作表“{entry.name.text}”：{why}"))
        elif entry.kind:
            choices[found[0].file, found[0].name] = SheetChoice(
                saved.file,
                kind,
                rows,
                {place: hit for place, (_, hit) in columns.items()},
                {place: words for place, (words, _) in columns.items()},
            )
    if errors:
        raise LedgerUnreadable(sorted(errors, key=lambda p: [int(part) for part in p.source.cell.split(":")] if p.source else []))
    if choices:
        problems.append(problem("L047", None, file=saved.file, count=len(choices)))
    return choices


def _named(name: str, sheets: tuple[RawSheet, ...]) -> list[RawSheet]:
    return [sheet for sheet in sheets if label(name) in (label(sheet.name), label(f"{sheet.file}《{sheet.name}》"))]


def saved_header(sheet: RawSheet, choice: SheetChoice, index: HeaderIndex, problems: list[Problem]) -> Header | None:
    """The header in the saved rows, if any column stands there as it was saved; else the one that is found."""
    if choice.rows is None:
        return find_header(sheet, index)
    header = header_at(sheet, index, *choice.rows)
    if _standing(header, choice) or (not choice.columns and header.keys):
        return header
    first, last = (row + 1 for row in choice.rows)
    rows = f"{first}" if first == last else f"{first}-{last}"
    problems.append(_warning(choice.file, None, sheet, f"《{sheet.name}》第 {rows} 行不是原来的表头"))
    return find_header(sheet, index)


def report_absent(sheet: RawSheet, header: Header, choice: SheetChoice, problems: list[Problem]) -> None:
    """A warning for each column that is not there as it was saved, and for units other than the header's own."""
    standing = _standing(header, choice)
    for place, words in choice.written.items():
        hit = choice.columns[place]
        if place not in standing:
            problems.append(_warning(choice.file, words, sheet, f"《{sheet.name}》没有“{words.text}”这一列"))
        elif hit and hit.unit and (own := split_header(place[0])[1]) and label(own) != label(hit.unit):
            said = f"《{sheet.name}》“{words.text}”的列名写的是{own}，列对应写的是{hit.unit}"
            problems.append(problem("L049", sheet.whole, hit.spec.name, found=said, file=choice.file, taken=f"按{hit.unit}读"))


def _standing(header: Header, choice: SheetChoice) -> set[Place]:
    """The saved columns that the header has."""
    there = {place for column in header.columns for place in ((header_key(column.text), column.letter), (header_key(column.text), ""))}
    return there & choice.columns.keys()


def _warning(file: str, words: Written | None, sheet: RawSheet | None, found: str) -> Problem:
    line = f"第 {words.place.partition(':')[0]} 行：" if words else ""
    return problem("L049", sheet.whole if sheet else None, found=f"{line}{found}", file=file, taken="没有采用")


def _kind(file: str, entry: SavedSheet, dictionary: Dictionary, errors: list[Problem]) -> SheetSpec | None:
    """The kind of sheet; None where it is not to be used, or unknown."""
    if entry.kind is None or entry.kind.text == NOT_USED:
        return None
    kinds = {label(name): spec for spec in reversed(dictionary.sheets) for name in (spec.name, *spec.aliases)}
    spec = kinds.get(label(entry.kind.text))
    if spec is None:
        names = [*(spec.name for spec in dictionary.sheets), NOT_USED]
        near = difflib.get_close_matches(entry.kind.text, names, 1, 0.4)
        advice = f"是否为 {near[0]}？" if near else ""
        errors.append(_error(file, entry.kind, f"没有“{entry.kind.text}”这种表", f"{advice}可写的有：{'、'.join(names)}"))
    return spec


def _rows(file: str, entry: SavedSheet, sheet: RawSheet | None, errors: list[Problem]) -> tuple[int, int] | None:
    """The header rows, from 0."""
    if entry.header_rows is None:
        return None
    match = ROWS.fullmatch(entry.header_rows.text.replace(" ", ""))
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 1 <= first <= last < first + MAX_DEPTH:
        what = f"表头行“{entry.header_rows.text}”不对"
        errors.append(_error(file, entry.header_rows, what, f"写行号，如 3；表头占几行的写成 3-4，最多 {MAX_DEPTH} 行"))
    elif sheet and last > len(sheet.grid):
        what = f"表头行“{entry.header_rows.text}”超出了工作表，《{sheet.name}》只有 {len(sheet.grid)} 行"
        errors.append(_error(file, entry.header_rows, what, "核对行号"))
    else:
        return first - 1, last - 1
    return None


def _columns(file: str, entry: SavedSheet, spec: SheetSpec, errors: list[Problem]) -> dict[Place, tuple[Written, Hit | None]]:
    """What the columns are taken for, by their places."""
    index = HeaderIndex(spec)
    found: dict[Place, tuple[Written, Hit | None]] = {}
    for column in entry.columns:
        place, told = _place(column.header.text), len(errors)
        hit = _field(file, column, spec, index, errors)
        twice = place in found or (place[1] and any(place[1] == letter for _, letter in found))
        if twice:
            errors.append(_error(file, column.header, f"“{column.header.text}”这一列写了两次", "只留一个"))
        elif len(errors) == told:
            found[place] = (column.header, hit)
    counts = Counter(hit.key for _, hit in found.values() if hit)
    for words, hit in found.values():
        if hit and counts[hit.key] > 1:
            errors.append(_error(file, words, f"有 {counts[hit.key]} 列都写成了「{hit.name}」", f"只留一列，其他的写成 {NOT_USED}"))
    return found


def _place(text: str) -> Place:
    match = LETTER.fullmatch(text.strip())
    return (header_key(match[1]), match[2].upper()) if match else (header_key(text), "")


def _field(file: str, column: SavedColumn, spec: SheetSpec, index: HeaderIndex, errors: list[Problem]) -> Hit | None:
    """The field named, with its unit and year; None where the column is not to be used, or after an error."""
    text = column.taken_as.text
    if text.strip() == NOT_USED:
        return None
    error = partial(_error, file, column.taken_as)
    hit = index.find((label(text),)) if label(text) else None
    if hit is None or hit.rank > Rank.ALIAS:
        near = "、".join(_nearest(text, spec))
        errors.append(error(f"《{spec.name}》没有“{text}”这一列", f"是否为 {near}？" if near else "写词典中的列名"))
    elif hit.unit and (hit.spec.type not in MEASURES or factor(hit.spec, hit.unit) is None):
        unit = hit.spec.unit
        errors.append(error(f"“{text}”的单位 {hit.unit} 不对", f"如 {hit.spec.header}" if unit else f"写成 {hit.spec.name}，不带单位"))
    elif hit.spec.yearly and hit.year is None and not hit.spec.year_column:
        errors.append(error(f"“{text}”没有写年度", f"写成 20××年{hit.spec.header}"))
    else:
        unit = hit.unit or split_header(header_key(column.header.text))[1]
        return Hit(hit.spec, Rank.SAVED, unit if hit.spec.type in MEASURES else "", hit.year)
    return None


def _nearest(text: str, spec: SheetSpec) -> Iterator[str]:
    words = {split_header(label(word))[0]: field for field in reversed(spec.fields) for word in (*field.aliases, field.name)}
    near = difflib.get_close_matches(split_header(label(text))[0], words, 3, 0.4)
    return (field.header for field in dict.fromkeys(words[word] for word in near))


def _error(file: str, words: Written, found: str, remedy: str) -> Problem:
    return problem("L048", SourceRef(file, "", words.place), found=found, remedy=remedy)
