"""What a person should look at in a program's awards: lifted far above the base, no record of payment, a blank passed over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from techreform_cli.domain.expression import CodeBetween
from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.domain.program_result import ProgramResult
from techreform_cli.domain.source import SourceRef
from techreform_cli.domain.step_names import (
    LIFT_LIMIT,
    got_step,
    got_years,
    raw_step,
    total_step,
)
from techreform_cli.domain.traversal import fields

Chosen = np.ndarray[Any, np.dtype[Any]]


def findings(result: ProgramResult, year: int, payments: str) -> list[Problem]:
    """Every finding about one program in `year`; none of them changes a figure. `payments` is what the ledger calls that sheet."""
    return [*_flagged(result, year), *_unrecorded(result, payments), *_blank_passed(result)]


def _flagged(result: ProgramResult, year: int) -> list[Problem]:
    """A warning for the awards lifted to the floor although they are then a large part of the base; an error where there is no base."""
    awards = result.awards
    if LIFT_LIMIT not in awards.columns:
        return []
    lifted = (awards["computed"] > awards[raw_step(year)]) & (awards["computed"] > awards[LIFT_LIMIT])
    nothing = (awards[total_step(year)] <= 0).fillna(False).to_numpy(dtype=bool)
    high = lifted.fillna(False).to_numpy(dtype=bool)
    label, base = result.program.label, result.program.base_label
    found = []
    if names := _names(result, high & nothing):
        cells, message = _base_cells(result, high & nothing, year), f"{label}：{listed(names)} 的{base}不大于零，照样补足到了下限"
        remedy = f"核对{places(cells, '台账')}的{base}；确实没有的，请领导定是否给予"
        found.append(Problem("E002", Severity.ERROR, message, remedy, sole(cells)))
    if names := _names(result, high & ~nothing):
        cells, message = _base_cells(result, high & ~nothing, year), f"{label}：{listed(names)} 补足到下限后，奖补占{base}的比例偏高"
        remedy = f"核对{places(cells, '台账')}的{base}，并复核口径，见《口径》表"
        found.append(Problem("E002", Severity.WARNING, message, remedy, sole(cells)))
    return found


def _base_cells(result: ProgramResult, chosen: Chosen, year: int) -> list[SourceRef]:
    """The cells of the figures that the base of the chosen awards was made from."""
    read = [result.inputs[field] for field in dict.fromkeys(fields(result.program.base)) if field in result.inputs]
    claims = [claim for award in np.flatnonzero(chosen) for claim in result.counted(int(award), year)]
    return list(dict.fromkeys(cell for claim in claims for column in read for cell in column.cells(claim)))


def _names(result: ProgramResult, chosen: Chosen) -> list[str]:
    """The names of the chosen awards' enterprises, as far as they are known."""
    return [str(result.award("name", int(row))) for row in np.flatnonzero(chosen) if result.award("name", int(row)) is not pd.NA]


def _unrecorded(result: ProgramResult, payments: str) -> list[Problem]:
    """A warning for the enterprises with eligible projects in an earlier year for which 已拨付 has records, but none of theirs:
    they count as having got nothing then."""
    found = []
    for year in got_years(result.award_steps):
        if year not in result.paid_years:
            continue
        counted = result.claims[(result.claims["year"] == year) & result.claims["counted"].fillna(False)]
        got = result.awards[got_step(year)].fillna(-1).tolist()
        rows = [row for row in sorted({int(award) for award in counted["award"]}) if got[row] == 0]
        rows = [row for row in rows if not result.paid_cells(year, int(result.award("enterprise", row)))]
        names = [str(result.award("name", row)) for row in rows if result.award("name", row) is not pd.NA]
        if names:
            dates = result.inputs[result.program.window.date]
            cells = [cell for row in rows for claim in result.counted(row, year) for cell in dates.cells(claim)]
            message = f"{result.program.label}：{listed(names)} {year}年有符合条件的项目，{payments}却没有该年的记录，按已得 0 计"
            remedy = f"核对{payments}；确已拨付的请补记，以免重复奖补；项目见{places(cells, '台账')}"
            found.append(Problem("E006", Severity.WARNING, message, remedy, sole(cells)))
    return found


def _blank_passed(result: ProgramResult) -> list[Problem]:
    """A note for each condition that a blank code has passed."""
    found = []
    for test, outcome in result.outcomes.items():
        if not isinstance(test, CodeBetween) or not test.blank_passes:
            continue
        values = result.inputs[test.field].values
        blank = np.array([value == "" for value in values.fillna("")], dtype=bool) & ~result.inputs[test.field].unclear
        passed = np.flatnonzero(outcome.fillna(False).to_numpy(dtype=bool) & blank)
        rows = sorted({int(result.claim("award", int(claim))) for claim in passed})
        names = [str(result.award("name", row)) for row in rows if result.award("name", row) is not pd.NA]
        if names:
            cells = list(dict.fromkeys(cell for claim in passed for cell in result.inputs[test.field].cells(int(claim))))
            message = f"{result.program.label}：{listed(names)} 的“{test.field.spec.name}”没有填，视为符合"
            remedy = f"请填{places(cells, '')}，填了才能核实" if cells else "补上后可核实"
            found.append(Problem("E007", Severity.NOTE, message, remedy, sole(cells), test.field.spec.name))
    return found


def listed(names: list[str], unit: str = "家") -> str:
    """The first few names, and how many there are."""
    return "、".join(names[:5]) + (f" 等{len(names)}{unit}" if len(names) > 5 else "")


def places(cells: Iterable[SourceRef], otherwise: str) -> str:
    """The first few cells that a finding rests on, and how many there are; `otherwise` where there is none."""
    distinct = list(dict.fromkeys(cells))
    return listed([cell.short for cell in distinct], "处") or otherwise


def sole(cells: Iterable[SourceRef]) -> SourceRef | None:
    """The cell that a finding is about, where it is only one."""
    distinct = list(dict.fromkeys(cells))
    return distinct[0] if len(distinct) == 1 else None
