"""Why a project (or a row of another claim sheet) claims nothing in the year calculated."""

from __future__ import annotations

import numpy as np
import pandas as pd

from techreform_cli.domain.inquiry import NoClaim, Unclaimed
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.program import Program
from techreform_cli.domain.program_result import ProgramResult
from techreform_cli.engine.claims import claim_dates
from techreform_cli.engine.rows import Rows


def unclaimed(ledger: Ledger, of: ProgramResult, year: int, enterprise: int) -> tuple[Unclaimed, ...]:
    """The enterprise's rows of the program's claim sheet that are not among its claims."""
    program, table = of.program, ledger.tables[of.program.claims.key]
    frame = table.frame
    owners = frame["enterprise"].to_numpy(dtype=np.int64) if "enterprise" in frame else np.arange(len(table))
    rows = np.flatnonzero(owners == enterprise)
    claimed = set(of.claims["project"][of.claims["enterprise"] == enterprise].tolist())
    rows = np.array([row for row in rows.tolist() if row not in claimed], dtype=np.int64)
    dates, known = claim_dates(ledger, program)
    nothing = np.zeros(len(rows), dtype=np.int64)
    read = Rows(ledger, {program.claims.key: rows}, nothing, nothing).input(program.window.date)
    found = []
    for i, row in enumerate(rows.tolist()):
        why, years = _why(program, int(dates[row]), bool(known[row]), year)
        value = None if read.values[i] is pd.NA or not read.values[i] else int(read.values[i])
        number, name = (_text(frame, spec.key, row) if spec else "" for spec in (program.claims.number, program.claims.label))
        found.append(Unclaimed(number, name, value, why, years, read.cells(i)))
    return tuple(found)


def _why(program: Program, date: int, known: bool, year: int) -> tuple[NoClaim, tuple[int, int] | None]:
    """The first of the reasons in the order in which claims are made, and the award years that the date leads to."""
    if not known:
        return NoClaim.UNREADABLE, None
    if not date:
        return NoClaim.NO_DATE, None
    if not program.window.first <= date <= program.window.last:
        return NoClaim.OUTSIDE, None
    first, last = (date // 10_000 + offset for offset in program.award_years)
    return (NoClaim.OTHER_KIND if first <= year <= last else NoClaim.OTHER_YEARS), (first, last)


def _text(frame: pd.DataFrame, key: str, row: int) -> str:
    value = frame[key].array[row] if key in frame.columns else ""
    return "" if value is pd.NA else str(value)
