"""What the reader's tests share: three valid credit codes, and short views of a Ledger."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pandas as pd

from techreform_cli.domain.field import FieldSpec
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.problem import Problem
from techreform_cli.ledger.cells import ColumnReading, Finding, read_cell
from techreform_cli.ledger.units import factor

CODE_A, CODE_B, CODE_C = "91441625MA4UTC0X27", "91441625MA4W0YU74B", "91441625338254621B"


def codes(ledger: Ledger) -> list[str]:
    """The codes of all problems but missing sheets and columns, and figures that only look doubtful, which small ledgers are full of."""
    return [p.code for p in ledger.problems if p.code not in ("L031", "L034", "L043") and not p.code.startswith("L07")]


def doubts(ledger: Ledger) -> list[tuple[str, str]]:
    """Code and place of every value that looks doubtful."""
    return [(p.code, at(p)) for p in ledger.problems if p.code.startswith("L07")]


def only(ledger: Ledger, code: str) -> Problem:
    """The one problem of that code."""
    found = [p for p in ledger.problems if p.code == code]
    assert len(found) == 1, [p.sentence for p in ledger.problems]
    return found[0]


def column(ledger: Ledger, table: str, key: str) -> list[Any]:
    """One column as plain values, None where unknown."""
    return [None if value is pd.NA else value for value in ledger.tables[table].frame[key].tolist()]


def at(problem: Problem) -> str:
    """Where a problem stands: 项目!F12."""
    assert problem.source is not None
    return f"{problem.source.sheet}!{problem.source.cell}"


def cell(spec: FieldSpec, raw: Any, unit: str = "") -> Any:
    """The value, or (code, value) for a finding."""
    unit = unit or spec.unit
    value = read_cell(raw, ColumnReading(spec, unit, factor(spec, unit) if unit else Fraction(1)))
    return (value.code, value.value) if isinstance(value, Finding) else value
