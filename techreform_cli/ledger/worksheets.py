"""From raw worksheets to the rows of each kind of sheet, and what is said of worksheets that are not used or not there."""

from __future__ import annotations

from dataclasses import replace

from techreform_cli.domain.choices import SavedChoices
from techreform_cli.domain.field import Dictionary, SheetSpec, Uses
from techreform_cli.domain.ledger import SheetReading
from techreform_cli.domain.problem import LedgerUnreadable, Problem
from techreform_cli.ledger.choices import report_absent, resolve
from techreform_cli.ledger.codes import problem
from techreform_cli.ledger.draft import Draft
from techreform_cli.ledger.hanging import hanging
from techreform_cli.ledger.raw import RawBook, shown_as_percent
from techreform_cli.ledger.recognise import Recognised, recognise
from techreform_cli.ledger.tables import read_rows


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


def said_headerless(spec: SheetSpec, problems: list[Problem]) -> bool:
    """Whether the sheet is there under its own name but without a header, which has been said."""
    return any(p.code == "L032" and p.source and p.source.sheet == spec.name for p in problems)


def require(drafts: dict[str, Draft], problems: list[Problem], partial: bool = False) -> None:
    """Stop at a required sheet that is not there or has no header, unless the ledger may be `partial`; report one without any row.
    Raises LedgerUnreadable."""
    for draft in drafts.values():
        if draft.spec.required and not draft.origins and not partial:
            raise LedgerUnreadable([p for p in problems if p.code in ("L030", "L032")])
        if draft.spec.required and draft.origins and not len(draft):
            problems.append(problem("L043", draft.origins[0].ref(), sheet=draft.spec.name))
