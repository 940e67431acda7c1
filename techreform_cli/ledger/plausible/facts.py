"""The values of all drafts as the checks look at them, and how they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from techreform_cli.domain.days import iso
from techreform_cli.domain.field import NUMBER_SCALE, FieldSpec, FieldType, SheetSpec
from techreform_cli.domain.money import decimal_text
from techreform_cli.domain.source import SourceRef
from techreform_cli.ledger.cells import Value
from techreform_cli.ledger.draft import Draft
from techreform_cli.ledger.units import canonical, factor

Place = tuple[str, str, int]
"""A value: sheet key, frame column, row."""

ENTERPRISE, CREDIT_CODE = "enterprise", "credit_code"


class Facts:
    """Known values by field and row. `doubted` are single values and `doubted_columns` whole fields whose unit has been questioned:
    what else is wrong with them has the same cause."""

    def __init__(self, drafts: dict[str, Draft], positions: dict[str, list[int]], sheets: tuple[SheetSpec, ...]) -> None:
        self.drafts = drafts
        self.doubted: set[Place] = set()
        self.doubted_columns: set[FieldSpec] = set()
        self._positions = positions
        self._specs = {sheet.key: sheet for sheet in sheets}
        self._matches: dict[tuple[str, str], list[int | None]] = {}
        self._values: dict[FieldSpec, list[Value]] = {}
        self._magnitudes: dict[FieldSpec, list[int]] = {}

    def keys(self, spec: FieldSpec) -> list[str]:
        """The frame columns of a field: one, for a yearly field one a year, none where no sheet has it."""
        draft = self.drafts[spec.sheet]
        return sorted(key for key in draft.columns if key.partition("@")[0] == spec.key)

    def column(self, sheet: str, key: str) -> list[Value]:
        """The known values of a frame column; a day that is known to be none is as good as unknown."""
        draft = self.drafts[sheet]
        values = draft.column(key)
        return [value or None for value in values] if draft.fields[key].type is FieldType.DATE else values

    def values(self, spec: FieldSpec) -> list[Value]:
        """A value for each row: of a yearly field the sum of the years known, of a field that falls back on the enterprise's, that."""
        if spec not in self._values:
            self._values[spec] = self._found(spec)
        return self._values[spec]

    def _found(self, spec: FieldSpec) -> list[Value]:
        draft, keys = self.drafts[spec.sheet], self.keys(spec)
        columns = [self.column(spec.sheet, key) for key in keys]
        if spec.yearly:
            found: list[Value] = [total(years) for years in zip(*columns, strict=True)]
        else:
            found = list(columns[0]) if columns else []
        found = found or [None] * len(draft)
        instead = spec.otherwise
        if instead is None or instead.sheet == spec.sheet or instead.where or None not in found:
            return found
        others, rows = self.drafts[instead.sheet].column(instead.field), self.rows_of(spec.sheet, instead.sheet)
        for row, (value, at) in enumerate(zip(found, rows, strict=True)):
            if value is None and at is not None and not draft.is_unclear(spec.key, row):
                found[row] = others[at]
        return found

    def magnitudes(self, spec: FieldSpec) -> list[int]:
        """How large a field's values are that are not zero, in order."""
        if spec not in self._magnitudes:
            columns = (self.column(spec.sheet, key) for key in self.keys(spec))
            self._magnitudes[spec] = sorted([abs(int(value)) for values in columns for value in values if value])
        return self._magnitudes[spec]

    def rows_of(self, sheet: str, other: str) -> Sequence[int | None]:
        """For each row of `sheet` the one row of `other` that belongs to it, by what makes that unique."""
        if sheet == other:
            return range(len(self.drafts[sheet]))
        if (sheet, other) not in self._matches:
            wanted = self._identities(sheet, self._specs[other].identity)
            rows = {identity: row for row, identity in enumerate(self._identities(other, self._specs[other].identity))}
            self._matches[sheet, other] = [None if None in identity or "" in identity else rows.get(identity) for identity in wanted]
        return self._matches[sheet, other]

    def _identities(self, sheet: str, keys: tuple[str, ...]) -> list[tuple[Value, ...]]:
        draft = self.drafts[sheet]
        owners: list[Value] = list(self._positions.get(sheet, range(len(draft))))
        return list(zip(*(owners if key in (ENTERPRISE, CREDIT_CODE) else draft.column(key) for key in keys), strict=True))

    def doubtful(self, spec: FieldSpec, row: int) -> bool:
        """Whether the unit of the value has been questioned already."""
        return bool(self.doubted) and any((spec.sheet, key, row) in self.doubted for key in self.keys(spec))

    def owners(self, sheet: str) -> list[int] | None:
        """The enterprise of each row; None where the rows are not of enterprises."""
        return self._positions.get(sheet)

    def place(self, spec: FieldSpec, row: int) -> tuple[str, SourceRef]:
        """The frame column and the cell at which a value is pointed out: of a sum of years, its largest."""
        draft, keys = self.drafts[spec.sheet], self.keys(spec)
        key = max(keys, key=lambda key: abs(int(draft.columns[key][row] or 0))) if keys else spec.key
        return key, draft.ref(key, row)

    def shown(self, spec: FieldSpec, value: Value, row: int | None = None) -> str:
        """A value as its sheet states it, with the unit: 1250万元, 2018-09-05; without a row, in the field's own unit."""
        if spec.type is FieldType.DATE:
            return iso(int(value or 0))
        if spec.type is FieldType.YEAR:
            return f"{value}年"
        if spec.type is FieldType.BOOLEAN:
            return "是" if value else "否"
        unit = self.unit(spec, row)
        parts = (factor(spec, unit) if unit else None) or canonical(spec)
        number = Fraction(int(value or 0)) / (parts * (NUMBER_SCALE if spec.type is FieldType.NUMBER else 1))
        return decimal_text(number, 0, 6) + unit

    def unit(self, spec: FieldSpec, row: int | None) -> str:
        """The unit that the row's sheet states for a field, else the field's own."""
        draft = self.drafts[spec.sheet]
        if row is None or not draft.row_number[row]:
            return spec.unit
        units = draft.origins[draft.origin[row]].units
        return next((units[key] for key in self.keys(spec) if key in units), spec.unit) or spec.unit


def total(values: tuple[Value, ...]) -> int | None:
    """The sum of the values known; None if none is."""
    known = [int(value) for value in values if value is not None]
    return sum(known) if known else None
