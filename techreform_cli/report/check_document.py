"""What a look through a ledger found, as the JSON object other programs read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from techreform_cli.domain.checkup import Checkup
from techreform_cli.domain.ledger import SheetReading
from techreform_cli.domain.problem import Problem, Severity

SCHEMA_VERSION = 1


def document(checkup: Checkup, written: Sequence[Path]) -> dict[str, Any]:
    """The whole report; `written` are the annotated copies."""
    policy, ledger = checkup.policy, checkup.ledger
    return {
        "schema_version": SCHEMA_VERSION,
        "policy": {"id": policy.id, "document": policy.document, "sha256": policy.sha256},
        "ledger": {"file": ledger.file, "sha256": ledger.sha256},
        "sheets": [_sheet(reading) for reading in ledger.readings],
        **_found(checkup.problems, ledger.file),
        "outputs": [str(path) for path in written],
    }


def refusal(problems: Sequence[Problem], file: str) -> dict[str, Any]:
    """The errors of a ledger that cannot be read at all."""
    head: dict[str, Any] = {"schema_version": SCHEMA_VERSION, "policy": None, "ledger": {"file": file, "sha256": None}, "sheets": []}
    return {**head, **_found(problems, file), "outputs": []}


def _sheet(reading: SheetReading) -> dict[str, Any]:
    return {
        "file": reading.file,
        "sheet": reading.sheet,
        "taken_as": reading.taken_as,
        "header_rows": list(reading.header_rows),
        "unit": reading.unit,
        "columns": [{"column": one.letter, "header": one.header, "field": one.field} for one in reading.columns],
        "rows_read": reading.rows_read,
        "rows_used": reading.rows_used,
        "excluded": dict(reading.excluded),
        "rows_counted": reading.rows_counted,
    }


def _found(problems: Sequence[Problem], file: str) -> dict[str, Any]:
    return {
        "counts": {severity.value: sum(1 for problem in problems if problem.severity is severity) for severity in Severity},
        "problems": [
            {
                "code": problem.code,
                "severity": problem.severity.value,
                "file": problem.source.file if problem.source else file,
                "sheet": problem.source.sheet if problem.source else "",
                "cell": problem.source.cell if problem.source else "",
                "field": problem.field,
                "message": problem.message,
                "remedy": problem.remedy,
            }
            for problem in problems
        ],
    }
