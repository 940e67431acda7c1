"""From a workbook to a Ledger, stage by stage: raw sheets, kinds, typed rows, duplicates, enterprises."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

from techreform_cli.domain.choices import SavedChoices
from techreform_cli.domain.field import Dictionary, FieldType, SheetSpec, Use, Uses
from techreform_cli.domain.ledger import Ledger, SheetReading
from techreform_cli.domain.problem import LedgerUnreadable, Problem
from techreform_cli.ledger.choices import report_absent, resolve
from techreform_cli.ledger.codes import problem, unreadable
from techreform_cli.ledger.credit_codes import check_credit_codes
from techreform_cli.ledger.doubles import counted_once, report_doubles
from techreform_cli.ledger.draft import Draft
from techreform_cli.ledger.files.book import read_book
from techreform_cli.ledger.hanging import hanging
from techreform_cli.ledger.identity import drop_unidentified, duplicates, enterprise_identity, row_identity
from techreform_cli.ledger.join import EnterpriseJoiner, joined
from techreform_cli.ledger.plausible.check import implausible
from techreform_cli.ledger.raw import RawBook, shown_as_percent
from techreform_cli.ledger.recognise import Recognised, recognise
from techreform_cli.ledger.tables import finished, read_rows

FIGURES = (FieldType.MONEY, FieldType.NUMBER, FieldType.INTEGER, FieldType.YEAR)


def read_ledger(
    path: Path, dictionary: Dictionary, missed: Uses | None = None, saved: SavedChoices | None = None, partial: bool = False
) -> Ledger:
    """The ledger at `path`, read by `dictionary` and by what was `saved` of its worksheets and columns; what is wrong with it is in
    its problems.

    Sheets and columns that are not there, or have no unit, are only worth a warning where they are among `missed` (None: all are).
    Raises LedgerUnreadable where the file, or what was saved, cannot be read at all; and unless it may be `partial`, where a sheet is
    missing without which nothing can be calculated. The file is never changed.
    """
    missed = {field: Use() for spec in dictionary.sheets for field in spec.fields} if missed is None else missed
    book, drafts, readings, problems = recognised(path, dictionary, missed, saved)
    check_lone_text(book, readings, problems)
    require(drafts, problems, partial)
    positions = join(dictionary, drafts, problems)
    tables = {key: finished(draft, positions.get(key)) for key, draft in drafts.items()}
    return Ledger(book.file, book.sha256, tables, in_order(problems, sheets_of(book)), tuple(accounted(readings, drafts)), book.files)


def glance(path: Path, dictionary: Dictionary, saved: SavedChoices | None) -> Ledger:
    """The ledger at `path` as far as its worksheets were recognised, without tables: also one that lacks a sheet which is needed.
    Raises LedgerUnreadable where the file, or what was saved, cannot be read at all."""
    book, _, readings, problems = recognised(path, dictionary, {}, saved)
    return Ledger(book.file, book.sha256, {}, in_order(problems, sheets_of(book)), tuple(readings), book.files)


def recognised(
    path: Path, dictionary: Dictionary, missed: Uses, saved: SavedChoices | None
) -> tuple[RawBook, dict[str, Draft], list[SheetReading], list[Problem]]:
    """The workbook, the rows of each kind of sheet as they stand in it, how each worksheet was understood, and the problems so far."""
    book = read_book(path)
    drafts, readings, problems = typed(book, dictionary, missed, saved)
    for draft in drafts.values():
        complete(draft, missed, problems)
    return book, drafts, readings, problems


def typed(
    book: RawBook, dictionary: Dictionary, missed: Uses, saved: SavedChoices | None
) -> tuple[dict[str, Draft], list[SheetReading], list[Problem]]:
    """The rows of each kind of sheet as they stand in the workbook, how each worksheet was understood, and the problems so far. Raises
    LedgerUnreadable where what was saved does not fit."""
    problems, sheets = list(book.problems), tuple(map(shown_as_percent, book.sheets))
    drafts = {spec.key: Draft(spec) for spec in dictionary.sheets}
    choices = resolve(saved, sheets, dictionary, problems)
    found = recognise(sheets, dictionary, choices, problems)
    return drafts, [read_sheet(item, dictionary, drafts, missed, problems) for item in found], problems


def read_sheet(item: Recognised, dictionary: Dictionary, drafts: dict[str, Draft], missed: Uses, problems: list[Problem]) -> SheetReading:
    """One worksheet: its rows go to the draft of its kind, or it is named as not used."""
    sheet, spec = item.sheet, item.spec
    if spec is None:
        if item.like and item.lacking:
            names = "、".join(f"「{field.name}」" for field in item.lacking)
            problems.append(problem("L115", sheet.whole, found=sheet.name, sheet=item.like.name, lacking=names))
        elif item.like:
            problems.append(problem("L101", sheet.whole, found=sheet.name, sheet=item.like.name))
        elif not item.settled:
            known = "、".join(spec.name for spec in dictionary.sheets)
            problems.append(problem("L042", sheet.whole, found=sheet.name, reason=item.reason, known=known))
        reason = item.reason
        if item.like:
            kind = item.like.name
            reason = f"（像《{kind}》，但缺列，没有读入）" if item.lacking else f"（与另一张《{kind}》同类，没有读入）"
        return SheetReading(sheet.file, sheet.name, "", reason=reason, hidden=sheet.hidden)
    if item.header is None:
        known = "、".join(field.header for field in spec.fields[:4])
        problems.append(problem("L032", sheet.whole, sheet=sheet.title, known=known))
        return SheetReading(sheet.file, sheet.name, "", reason="（找不到表头）", hidden=sheet.hidden)
    if item.choice:
        report_absent(sheet, item.header, item.choice, problems)
    again = drafts[spec.key].origins
    if item.reason or again:
        reason = item.reason + (f"，与{again[0].ref().short}合在一起" if again else "")
        problems.append(problem("L039", sheet.whole, found=sheet.name, sheet=spec.name, reason=reason))
    if sheet.hidden:
        problems.append(problem("L041", sheet.whole, found=sheet.name, sheet=spec.name))
    reading = read_rows(sheet, item.header, drafts[spec.key], missed, problems)
    return replace(reading, reason=item.reason, hidden=sheet.hidden)


def complete(draft: Draft, missed: Uses, problems: list[Problem]) -> None:
    """Say once that a sheet is missing; a required column that is missing is there with every value unknown."""
    spec = draft.spec
    if not draft.origins and not said_headerless(spec, problems) and (spec.required or missed.keys() & set(spec.fields)):
        problems.append(lacking_sheet(spec, missed))
    report_years_lacking(draft, missed, problems)
    for field in spec.fields if draft.origins or spec.required else ():
        if field.required and field.key not in draft.columns:
            draft.columns[field.key] = [None] * len(draft)
            draft.fields[field.key] = field


def lacking_sheet(spec: SheetSpec, missed: Uses) -> Problem:
    """What to say of a sheet that is not there."""
    if spec.required:
        return problem("L030", sheet=spec.name)
    told = hanging([missed[field] for field in spec.fields if field in missed], "表")
    if spec.absent:
        told["hang"] = spec.absent + (f"；{told['hang']}" if told["named"] else "")
    return problem("L031", None, "", sheet=spec.name, **told)


def report_years_lacking(draft: Draft, missed: Uses, problems: list[Problem]) -> None:
    """Warn of each sheet that lacks the amounts of a year that another sheet of the kind has."""
    for key in sorted(key for key, field in draft.fields.items() if field.yearly and field in missed):
        field = draft.fields[key]
        for origin in draft.origins:
            others = any(one.yearly for name, one in draft.fields.items() if name in origin.letters)
            if key not in origin.letters and others:
                problems.append(
                    problem("L034", origin.ref(), draft.label(key), sheet=origin.sheet, found="", **hanging([missed[field]], "列"))
                )


def check_lone_text(book: RawBook, readings: list[SheetReading], problems: list[Problem]) -> None:
    """Raises LedgerUnreadable for a text file, whatever it is called, that is the whole ledger and lacks what it must have: it holds one
    sheet and cannot hold another."""
    lacking = [p.message.removeprefix("台账里没有") for p in problems if p.code == "L030"]
    if len(book.sheets) == 1 and lacking and any(p.code == "L086" for p in problems):
        taken = f"（当作《{readings[0].taken_as}》）" if readings[0].taken_as else ""
        raise unreadable("L090", file=book.sheets[0].file, taken=taken, sheet="、".join(lacking))


def require(drafts: dict[str, Draft], problems: list[Problem], partial: bool = False) -> None:
    """Stop at a required sheet that is not there or has no header, unless the ledger may be `partial`; report one without any row.
    Raises LedgerUnreadable."""
    for draft in drafts.values():
        if draft.spec.required and not draft.origins and not partial:
            raise LedgerUnreadable([p for p in problems if p.code in ("L030", "L032")])
        if draft.spec.required and draft.origins and not len(draft):
            problems.append(problem("L043", draft.origins[0].ref(), sheet=draft.spec.name))


def said_headerless(spec: SheetSpec, problems: list[Problem]) -> bool:
    """Whether the sheet is there under its own name but without a header, which has been said."""
    return any(p.code == "L032" and p.source and p.source.sheet == spec.name for p in problems)


def join(dictionary: Dictionary, drafts: dict[str, Draft], problems: list[Problem]) -> dict[str, list[int]]:
    """Rows identified, duplicates left out, enterprises found, doubtful values pointed out. The enterprise of each row, by table."""
    for draft in drafts.values():
        drop_unidentified(draft, problems)
    check_credit_codes(drafts.values(), problems)
    enterprises = drafts["enterprises"]
    enterprises.drop(duplicates(enterprises, enterprise_identity(enterprises), problems))
    positions = EnterpriseJoiner(enterprises, problems).positions({key: draft for key, draft in drafts.items() if joined(draft.spec)})
    for key, draft in drafts.items():
        if draft is enterprises:
            continue
        found = positions.get(key)
        dropped = duplicates(draft, row_identity(draft, found), problems) | counted_once(draft, found, problems)
        draft.drop(dropped)
        if found is not None:
            positions[key] = [at for row, at in enumerate(found) if row not in dropped]
        report_unfilled(draft, problems)
        report_doubles(draft, positions.get(key), problems)
    problems += implausible(dictionary, drafts, positions)
    return positions


def report_unfilled(draft: Draft, problems: list[Problem]) -> None:
    """An error for each blank year or figure that the sheet cannot do without; what is unreadable has been said."""
    for field in draft.spec.fields:
        if field.required and field.type in FIGURES and field.key not in draft.spec.identity:
            for row, value in enumerate(draft.column(field.key)):
                if value is None and draft.has_cell(field.key, row) and not draft.is_unclear(field.key, row):
                    problems.append(problem("L060", draft.ref(field.key, row), draft.label(field.key)))


def accounted(readings: list[SheetReading], drafts: dict[str, Draft]) -> list[SheetReading]:
    """The readings with the rows that later stages left out: rows read = rows used + rows excluded. A row of several years counts as
    used where one of them is."""
    left: dict[tuple[str, str], dict[int, str]] = {}
    for draft in drafts.values():
        places = [(origin.file, origin.sheet) for origin in draft.origins]
        kept = {(*places[at], number) for at, number in zip(draft.origin, draft.row_number, strict=True) if number}
        for at, number, reason in draft.dropped:
            if (*places[at], number) not in kept:
                left.setdefault(places[at], {})[number] = reason
    result = []
    for reading in readings:
        dropped = Counter(left.get((reading.file, reading.sheet), {}).values())
        excluded = Counter(reading.excluded) + dropped
        result.append(replace(reading, rows_used=reading.rows_used - dropped.total(), excluded=dict(excluded)))
    return result


def sheets_of(book: RawBook) -> list[tuple[str, str]]:
    """File and name of every worksheet, in their order."""
    return [(sheet.file, sheet.name) for sheet in book.sheets]


def in_order(problems: list[Problem], order: list[tuple[str, str]]) -> tuple[Problem, ...]:
    """The problems as one would go through the ledger: the files, then worksheet by worksheet (file and name), row by row."""
    sheets = {place: i for i, place in enumerate(order)}

    def place(item: Problem) -> tuple[int, int, int, str]:
        if item.source is None or not item.source.sheet:
            return (-1, 0, 0, "")
        match = re.fullmatch(r"([A-Z]+)(\d+)", item.source.cell)
        letters = match[1] if match else ""
        return (sheets.get((item.source.file, item.source.sheet), len(sheets)), int(match[2]) if match else 0, len(letters), letters)

    return tuple(sorted(problems, key=place))
