"""How a ledger is laid out and read, as the JSON object other programs read."""

from __future__ import annotations

from typing import Any

from techreform_cli.domain.inspection import Inspection
from techreform_cli.domain.ledger import SeenColumn, SheetReading
from techreform_cli.report.inspect_words import headless, nearest, spec_of, why_unused

SCHEMA_VERSION = 1


def document(inspection: Inspection, saved_to: str) -> dict[str, Any]:
    """The whole inspection; `saved_to` is the file of choices just written, "" if none was asked for."""
    policy, ledger = inspection.policy, inspection.ledger
    return {
        "schema_version": SCHEMA_VERSION,
        "policy": {"id": policy.id, "document": policy.document, "sha256": policy.sha256},
        "ledger": {"file": ledger.file, "sha256": ledger.sha256, "complete": inspection.complete},
        "choices": {"file": inspection.place.name, "used": inspection.saved is not None},
        "sheets": [_sheet(inspection, reading) for reading in ledger.readings],
        "outputs": [saved_to] if saved_to else [],
    }


def _sheet(inspection: Inspection, reading: SheetReading) -> dict[str, Any]:
    extent = inspection.extents.get((reading.file, reading.sheet))
    return {
        "file": reading.file,
        "sheet": reading.sheet,
        "hidden": reading.hidden,
        "size": {"rows": extent.rows if extent else 0, "columns": extent.columns if extent else 0},
        "taken_as": reading.taken_as,
        "reason": (reading.reason if reading.taken_as else why_unused(reading)).strip("（），"),
        "header_rows": list(reading.header_rows),
        "columns": [_column(inspection, reading, column) for column in reading.columns],
        "columns_without_header": headless(inspection, reading),
        "rows_read": reading.rows_read,
        "rows_used": reading.rows_used,
        "excluded": dict(reading.excluded),
        "rows_counted": reading.rows_counted,
    }


def _column(inspection: Inspection, reading: SheetReading, column: SeenColumn) -> dict[str, Any]:
    spec = spec_of(inspection.policy.dictionary, reading)
    near = nearest(column, reading, spec) if spec and not column.field else None
    return {
        "column": column.letter,
        "header": column.whole,
        "field": column.field,
        "how": column.how.value if column.how else None,
        "unit": column.unit,
        "unit_stated": column.unit_stated,
        "nearest": near.name if near else None,
    }
