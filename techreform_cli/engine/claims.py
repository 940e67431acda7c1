"""Which projects (or rows of another sheet) claim what in which year: the rows of a program, before any condition is judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from techreform_cli.domain.expression import Expression
from techreform_cli.domain.field import FieldSpec
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.program import Period, Program
from techreform_cli.engine.evaluate import Context, holds
from techreform_cli.engine.exact import Array
from techreform_cli.engine.rows import Rows


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a program (see ProgramResult.claims) and the enterprises that have a row in the year calculated."""

    frame: pd.DataFrame
    enterprises: Array
    rows: Rows
    award_rows: Rows

    @property
    def owner(self) -> Array:
        """The award of each claim."""
        return self.frame["award"].to_numpy(dtype=np.int64)


def make_claims(ledger: Ledger, program: Program, year: int, policy: Policy) -> Claims:
    """Every project × award year that can matter for `year`.

    A project claims the award years that lie the program's offsets after its window date (its completion, say). One whose date is
    unreadable claims the year calculated, if any date within the window could lead to it. Enterprises without a claim in
    the year have no row at all.
    """
    completion, known = claim_dates(ledger, program)
    plan = policy.plan
    first = plan[0] if program.period is Period.PLAN and year <= plan[1] else year
    years = range(min(first, year), year + 1)
    frame = pd.concat([_frame(ledger, program, completion, _claiming(program, completion, known, y, y == year), y) for y in years])
    if program.claims.only is not None:
        frame = frame[_possible(program.claims.only, _rows(ledger, program, frame), policy)]
    enterprises = np.unique(frame.loc[frame["year"] == year, "enterprise"].to_numpy())
    frame = frame[frame["enterprise"].isin(enterprises)]
    frame = frame.sort_values(["enterprise", "year", "completion", "number", "project"], kind="stable").reset_index(drop=True)
    frame.insert(0, "award", np.searchsorted(enterprises, frame["enterprise"].to_numpy()))
    now = np.full(len(enterprises), year, dtype=np.int64)
    return Claims(frame, enterprises, _rows(ledger, program, frame), Rows(ledger, {"enterprises": enterprises}, now, np.zeros_like(now)))


def _rows(ledger: Ledger, program: Program, frame: pd.DataFrame) -> Rows:
    position = {"enterprises": frame["enterprise"].to_numpy()}
    if not ledger.tables[program.claims.key].spec.by_enterprise_year:  # those rows are found by enterprise and year, for other years too
        position[program.claims.key] = frame["project"].to_numpy()
    return Rows(ledger, position, frame["year"].to_numpy(), frame["completion"].to_numpy() // 10_000)


def _possible(only: Expression, rows: Rows, policy: Policy) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """The rows that are not known to be claims of another kind."""
    return holds(only, Context(rows, policy.parameters)).fillna(True).to_numpy(dtype=bool)


def claim_dates(ledger: Ledger, program: Program) -> tuple[Array, Array]:
    """Every claim row's window date (yyyymmdd, 0 for none; a year stands for its last day) and where it is known."""
    date, size = program.window.date, len(ledger.tables[program.claims.key])
    everywhere = np.arange(size)
    rows = Rows(ledger, {program.claims.key: everywhere}, np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64))
    return rows.days(date), ~np.asarray(rows.input(date).values.isna())


def _claiming(program: Program, completion: Array, known: Array, year: int, unknown_too: bool) -> Array:
    """The projects that claim award year `year`."""
    first, last = program.award_years
    completed_in = completion // 10_000
    claiming = known & (completion > 0) & (completed_in + first <= year) & (year <= completed_in + last)
    period = program.window
    if not period.outside_refused:
        claiming &= (completion >= period.first) & (completion <= period.last)
    if unknown_too and year in program.years_awarded:
        claiming |= ~known
    return np.flatnonzero(claiming)


def _frame(ledger: Ledger, program: Program, completion: Array, project: Array, year: int) -> pd.DataFrame:
    table = ledger.tables[program.claims.key].frame
    return pd.DataFrame(
        {
            "project": project,
            "enterprise": table["enterprise"].to_numpy(dtype=np.int64)[project] if "enterprise" in table else project,
            "year": np.full(len(project), year, dtype=np.int64),
            "completion": completion[project],
            "number": _texts(table, program.claims.number, project),
            "name": _texts(table, program.claims.label, project),
        }
    )


def _texts(frame: pd.DataFrame, spec: FieldSpec | None, rows: Array) -> pd.Series:
    if spec is None or spec.key not in frame.columns:
        return pd.Series([""] * len(rows), dtype="string")
    return pd.Series(frame[spec.key].array.take(rows), dtype="string").fillna("")
