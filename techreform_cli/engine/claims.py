"""Which projects claim what in which year: the rows of a program, before any condition is judged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from techreform_cli.domain.expression import Field
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.policy import Period, Program
from techreform_cli.engine.exact import Array
from techreform_cli.engine.rows import Rows


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a program (see ProgramResult.claims) and the enterprises that have a row in the year calculated."""

    frame: pd.DataFrame
    enterprises: Array
    rows: Rows
    award_rows: Rows


def make_claims(ledger: Ledger, program: Program, year: int, plan: tuple[int, int]) -> Claims:
    """Every project × award year that can matter for `year`.

    A project claims the award years that lie the program's offsets after its completion. One whose completion date is unreadable claims
    the year calculated, if any completion within the period could lead to it. Enterprises without a claim in the
    year have no row at all.
    """
    completion, known = completions(ledger, program.window.date)
    first = plan[0] if program.period is Period.PLAN and year <= plan[1] else year
    pairs = [_claiming(program, completion, known, y, y == year) for y in range(min(first, year), year + 1)]
    frame = pd.concat([_frame(ledger, completion, project, y) for y, project in zip(range(min(first, year), year + 1), pairs, strict=True)])
    enterprises = np.unique(frame.loc[frame["year"] == year, "enterprise"].to_numpy())
    frame = frame[frame["enterprise"].isin(enterprises)]
    frame = frame.sort_values(["enterprise", "year", "completion", "number", "project"], kind="stable").reset_index(drop=True)
    frame.insert(0, "award", np.searchsorted(enterprises, frame["enterprise"].to_numpy()))
    project = frame["project"].to_numpy()
    position = {"projects": project, "enterprises": frame["enterprise"].to_numpy()}
    rows = Rows(ledger, position, frame["year"].to_numpy(), frame["completion"].to_numpy() // 10_000)
    years = np.full(len(enterprises), year, dtype=np.int64)
    return Claims(frame, enterprises, rows, Rows(ledger, {"enterprises": enterprises}, years, np.zeros_like(years)))


def completions(ledger: Ledger, date: Field) -> tuple[Array, Array]:
    """Every project's completion date (yyyymmdd, 0 for not completed) and where it is known."""
    size = len(ledger.tables["projects"])
    everywhere = np.arange(size)
    rows = Rows(ledger, {"projects": everywhere}, np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64))
    values = rows.input(date).values
    return values.to_numpy(dtype=np.int64, na_value=0), ~np.asarray(values.isna())


def _claiming(program: Program, completion: Array, known: Array, year: int, unknown_too: bool) -> Array:
    """The projects that claim award year `year`."""
    first, last = program.award_years
    completed_in = completion // 10_000
    claiming = known & (completion > 0) & (completed_in + first <= year) & (year <= completed_in + last)
    period = program.window
    if not period.outside_refused:
        claiming &= (completion >= period.first) & (completion <= period.last)
    possible = period.first // 10_000 + first <= year <= period.last // 10_000 + last
    if unknown_too and possible:
        claiming |= ~known
    return np.flatnonzero(claiming)


def _frame(ledger: Ledger, completion: Array, project: Array, year: int) -> pd.DataFrame:
    projects = ledger.tables["projects"].frame
    return pd.DataFrame(
        {
            "project": project,
            "enterprise": projects["enterprise"].to_numpy(dtype=np.int64)[project] if len(projects) else project,
            "year": np.full(len(project), year, dtype=np.int64),
            "completion": completion[project],
            "number": _texts(projects, "project_number", project),
            "name": _texts(projects, "project_name", project),
        }
    )


def _texts(frame: pd.DataFrame, key: str, rows: Array) -> pd.Series:
    if key not in frame.columns:
        return pd.Series([""] * len(rows), dtype="string")
    return pd.Series(frame[key].array.take(rows), dtype="string").fillna("")
