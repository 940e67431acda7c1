"""What is said of a ledger's columns: which field an unused one is most like, and which stand without a header."""

from __future__ import annotations

from techreform_cli.domain.field import Dictionary, FieldSpec, SheetSpec
from techreform_cli.domain.inspection import Inspection
from techreform_cli.domain.ledger import SeenColumn, SheetReading
from techreform_cli.domain.nearest import nearest_field

NO_HEADER = "（没有列名）"
UNLIKE = "（不像台账的哪一种表）"


def why_unused(reading: SheetReading) -> str:
    """Why a worksheet is not used, in brackets."""
    return reading.reason or UNLIKE


def spec_of(dictionary: Dictionary, reading: SheetReading) -> SheetSpec | None:
    """The kind that the worksheet was taken for."""
    return next((spec for spec in dictionary.sheets if spec.name == reading.taken_as), None)


def nearest(column: SeenColumn, reading: SheetReading, spec: SheetSpec) -> FieldSpec | None:
    """The field that an unused column is most like, of those that no other column of the worksheet is; None where it is like none."""
    taken = {one.field for one in reading.columns}
    return nearest_field(column.whole, [field for field in spec.fields if field.name not in taken])


def headless(inspection: Inspection, reading: SheetReading) -> list[str]:
    """The letters of the columns of a used worksheet that have content but no header."""
    extent = inspection.extents.get((reading.file, reading.sheet))
    known = {column.letter for column in reading.columns}
    return [letter for letter in extent.letters if letter not in known] if extent and reading.taken_as else []


def field_text(name: str, unit: str) -> str:
    """A field with its unit, as a header and the file of choices write it: 设备购置额(万元)."""
    return f"{name}({unit})" if unit else name
