"""Payment in instalments: when each part of an award is due, and how much it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd

from techreform_cli.domain.expression import Expression
from techreform_cli.domain.instalment import Due, InstalmentDue
from techreform_cli.domain.money import half_up
from techreform_cli.domain.outcome import ProgramOutcome
from techreform_cli.domain.program import Instalment
from techreform_cli.domain.source import SourceRef
from techreform_cli.domain.traversal import fields
from techreform_cli.engine.evaluate import Context, holds, value
from techreform_cli.engine.exact import Exact, decided_yes
from techreform_cli.engine.program import ProgramPlan, ProgramRun


def instalments(plan: ProgramPlan, strict: ProgramRun, allocated: Exact) -> tuple[InstalmentDue, ...]:
    """Every instalment of every claim that is counted in the plan's year, or may be; the parts of a claim add up to what it was
    allocated."""
    if not plan.program.instalments:
        return ()
    known, yes = decided_yes(strict.flags("counted"))
    claims = [int(claim) for claim in np.flatnonzero((yes | ~(known | allocated.known)) & plan.of_year)]
    context = Context(plan.claims.rows, strict.parameters)
    shares: tuple[Fraction, ...] = ()
    found = []
    for part, one in enumerate(plan.program.instalments, start=1):
        share = value(one.share, context)
        # A share is the same for every claim of one award year.
        shares = (*shares, (share.fraction(claims[0]) or Fraction(0)) if claims else Fraction(0))
        when = _due_years(plan, one, context)
        found += [_instalment(plan, allocated, claim, part, shares, when) for claim in claims]
    return tuple(sorted(found, key=lambda item: (item.claim, item.part)))


def all_instalments(
    programs: tuple[ProgramOutcome, ...], year: int, outcomes: Callable[[int], tuple[ProgramOutcome, ...]]
) -> list[InstalmentDue]:
    """The instalments of the year's awards and of all earlier award years, seen from `year`; `outcomes` gives a year's programs."""
    first = min((of.program.years_awarded[0] for of in programs if of.program.instalments), default=year)
    earlier = [of for y in range(first, year) for of in outcomes(y)]
    return [_seen_from(year, item) for of in (*earlier, *programs) for item in of.instalments]


def _due_years(plan: ProgramPlan, one: Instalment, context: Context) -> Callable[[int], tuple[int | None, Due, tuple[SourceRef, ...]]]:
    """Per claim: the year the instalment is due (None where it waits or is unknown), why, and the cells that say so."""
    rows = plan.claims.rows
    date = rows.input(one.date) if one.date else None
    asked = [*([date] if date else []), *(rows.input(field) for field in (fields(one.when) if one.when else ()))]
    days = [None if day is pd.NA else int(str(day)) for day in date.values.tolist()] if date else []
    known, yes = decided_yes(holds(one.when, context)) if one.when else (np.array([]), np.array([]))
    final = _of_years_alone(one.when)

    def due(claim: int) -> tuple[int | None, Due, tuple[SourceRef, ...]]:
        cells = tuple(dict.fromkeys(cell for column in asked for cell in column.cells(claim)))
        year = plan.year + one.offset
        holding = True if one.when is None else bool(yes[claim]) if known[claim] else None
        if holding is False and final:
            return None, Due.LAPSED, cells
        if date is not None:
            day = days[claim]
            if day is None:
                return None, Due.UNDETERMINED, cells
            year = max(day // 10_000, year) if day else 0
        if holding is None:
            return None, Due.UNDETERMINED, cells
        if not year or not holding:
            return None, Due.WAITING, cells
        return year, Due.NOW, cells

    return due


def _instalment(
    plan: ProgramPlan,
    allocated: Exact,
    claim: int,
    part: int,
    shares: tuple[Fraction, ...],
    when: Callable[[int], tuple[int | None, Due, tuple[SourceRef, ...]]],
) -> InstalmentDue:
    frame, whole = plan.claims.frame, allocated.fraction(claim)
    due_year, due, cells = when(claim)
    amount = None if whole is None else half_up(whole * sum(shares)) - half_up(whole * sum(shares[:-1]))
    return InstalmentDue(
        program=plan.program.id,
        award_year=plan.year,
        claim=claim,
        enterprise=int(frame["enterprise"].to_numpy()[claim]),
        number=str(frame["number"].iat[claim]),
        name=str(frame["name"].iat[claim]),
        part=part,
        award=None if whole is None else int(whole),
        shares=shares,
        due_year=due_year,
        amount=amount,
        due=Due.UNDETERMINED if whole is None and due is not Due.LAPSED else due,
        cells=cells,
        decided_by=_decided_by(plan.program.instalments[part - 1].when, plan.year),
    )


def _of_years_alone(when: Expression | None) -> bool:
    """Whether a condition rests on figures of certain years alone: what they have refused no later date or answer brings back."""
    read = fields(when) if when else ()
    return bool(read) and all(field.year and field.year.anchor in ("award", "fixed") for field in read)


def _decided_by(when: Expression | None, year: int) -> int:
    """The last year whose figures the condition of an award of `year` rests on."""
    offsets = [field.year.offset for field in fields(when) if field.year and field.year.anchor == "award"] if when else []
    return year + max(offsets, default=0)


def _seen_from(year: int, item: InstalmentDue) -> InstalmentDue:
    """The instalment as it stands in `year`: what only a later year can tell is not yet missing; one due now whose amount is unknown
    cannot be paid yet."""
    if item.due_year is None:
        if year >= item.decided_by or item.due is Due.LAPSED:
            return item
        return replace(item, due=Due.UNDETERMINED if item.award is None else Due.WAITING)
    if item.due_year == year:
        return replace(item, due=Due.UNDETERMINED if item.amount is None else Due.NOW)
    return replace(item, due=Due.BEFORE if item.due_year < year else Due.LATER)
