"""The rows an expression is evaluated over, and how a ledger field is fetched down to them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from techreform_cli.domain.expression import Expression, Field
from techreform_cli.domain.field import FieldSpec, FieldType
from techreform_cli.domain.ledger import Ledger, Table
from techreform_cli.domain.program_result import InputColumn
from techreform_cli.domain.source import SourceRef
from techreform_cli.engine.exact import Array

NUMERIC = (FieldType.MONEY, FieldType.NUMBER, FieldType.INTEGER, FieldType.YEAR, FieldType.DATE)


@dataclass(frozen=True, slots=True)
class Source:
    """One place a value may come from: a frame column and, per row, the frame row (-1: there is none). `maybe` is, where there is none,
    the frame row that may be the one, for it does not say its year (-1: none; None: none for any)."""

    table: Table
    key: str
    position: Array
    maybe: Array | None = None

    def cell(self, row: int) -> SourceRef | None:
        """The cell that gives the value of a row, or keeps from it which one does."""
        at: int = self.position.item(row)
        if at >= 0 or self.maybe is None:
            return self.table.cell(self.key, at)
        return self.table.cell("year", self.maybe.item(row))


@dataclass(slots=True)
class Rows:
    """Some rows, each with the enterprise and project it belongs to and the years it is judged by.

    What was fetched and judged is kept: `inputs` per field, `outcomes` per single test (unknown left unknown).
    `position` gives for a sheet's key the frame row of each row (-1: none); `award_year` the year a row is judged in,
    `completion_year` that of its completion (0: unknown).
    """

    ledger: Ledger
    position: dict[str, Array]
    award_year: Array
    completion_year: Array
    inputs: dict[Field, InputColumn] = field(default_factory=dict)
    outcomes: dict[Expression, pd.arrays.BooleanArray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.award_year)

    def input(self, wanted: Field) -> InputColumn:
        """The field's values for these rows, each with its cell."""
        if wanted not in self.inputs:
            self.inputs[wanted] = self._fetch(wanted)
        return self.inputs[wanted]

    def days(self, wanted: Field) -> Array:
        """A date as yyyymmdd, 0 where there is none or it is unknown; a year stands for its last day."""
        values = self.input(wanted).values.to_numpy(dtype=np.int64, na_value=0)
        return np.where(values > 0, values * 10_000 + 1231, 0) if wanted.spec.type is FieldType.YEAR else values

    def years(self, wanted: Field) -> Array:
        """The year whose figure each row asks for."""
        reference = wanted.year
        if reference is None or reference.anchor == "fixed":
            return np.full(len(self), reference.offset if reference else 0, dtype=np.int64)
        anchor = self.award_year if reference.anchor == "award" else self.completion_year
        return np.where(anchor > 0, anchor + reference.offset, 0)

    def _fetch(self, wanted: Field) -> InputColumn:
        sources = self._sources(wanted)
        values, used, unclear = _first_given(wanted.spec, sources)
        years = self.years(wanted)

        def cells(row: int) -> tuple[SourceRef, ...]:
            """The cell that gives the value or holds what cannot be read, then the blank ones that would win over it; where there is
            none, all that could give one."""
            first: int = used.item(row)
            asked = [sources[first], *sources[:first]] if first >= 0 else sources
            found = [source.cell(row) for source in asked]
            return tuple([cell for cell in found if cell])

        def absence(row: int) -> str:
            return "" if cells(row) else _absence(wanted.spec, self.ledger, sources[0], row, int(years[row]))

        return InputColumn(wanted, values, cells, absence, unclear)

    def _sources(self, wanted: Field) -> list[Source]:
        spec = wanted.spec
        table = self.ledger.tables[spec.sheet]
        if spec.no_column and not table.has(spec.key):
            spec = table.spec.field(spec.no_column)
        if spec.yearly:
            return self._yearly_sources(spec, table, wanted)
        position = self._positions(spec.sheet, wanted)
        sources = [Source(table, spec.key, position, self._yearless(table, position) if wanted.year else None)]
        if spec.otherwise:
            sources.append(self._otherwise(spec))
        return sources

    def _otherwise(self, spec: FieldSpec) -> Source:
        assert spec.otherwise
        return Source(self.ledger.tables[spec.otherwise.sheet], spec.otherwise.field, self._positions(spec.otherwise.sheet, None))

    def _yearly_sources(self, spec: FieldSpec, table: Table, wanted: Field) -> list[Source]:
        """One source per year asked for; rows of other years have no position in it."""
        years, position = self.years(wanted), self._positions(spec.sheet, None)
        return [Source(table, spec.yearly_key(int(y)), np.where(years == y, position, -1)) for y in np.unique(years)] or [
            Source(table, spec.yearly_key(0), position)
        ]

    def _positions(self, sheet: str, wanted: Field | None) -> Array:
        if sheet in self.position:
            return self.position[sheet]
        frame = self.ledger.tables[sheet].frame
        if self.ledger.tables[sheet].spec.identity == ("enterprise",):
            return _row_of(frame, self.position["enterprises"])
        if wanted is None or wanted.year is None:
            return np.full(len(self), -1)
        keys = ["enterprise", "year"] if "enterprise" in frame.columns else ["year"]
        years = self.years(wanted)
        mine = self.position["enterprises"] * 10_000 + years if len(keys) == 2 else years
        return _looked_up(frame, keys, np.where(years > 0, mine, -1))

    def _yearless(self, table: Table, position: Array) -> Array | None:
        """Where a row has none of its year: the first row of its enterprise (or of all, where the sheet is of no enterprises) that does
        not say its year; None where every row says it."""
        frame = table.frame
        if table.spec.key in self.position or "year" not in table.spec.identity or "year" not in frame.columns:
            return None
        lost = np.flatnonzero(frame["year"].isna().to_numpy())
        if not len(lost):
            return None
        if "enterprise" not in frame.columns:
            return np.where(position < 0, lost[0], -1)
        first = _row_of(frame.iloc[lost].reset_index(drop=True), self.position["enterprises"])
        return np.where((position < 0) & (first >= 0), lost[first], -1)


def _row_of(frame: pd.DataFrame, enterprises: Array) -> Array:
    """The first frame row of each enterprise in a sheet that has one for it; -1 where there is none."""
    rows = np.full(max(int(enterprises.max(initial=-1)), int(frame["enterprise"].max()) if len(frame) else -1) + 1, -1)
    rows[frame["enterprise"].to_numpy(dtype=np.int64)[::-1]] = np.arange(len(frame))[::-1]
    return rows[enterprises]


def _looked_up(frame: pd.DataFrame, keys: list[str], wanted: Array) -> Array:
    """The frame row whose key columns give `wanted` (enterprise × 10000 + year, or year); -1 where none does."""
    if not len(frame) or not all(key in frame.columns for key in keys):
        return np.full(len(wanted), -1)
    year = frame["year"].to_numpy(dtype=np.int64, na_value=0)
    have = frame["enterprise"].to_numpy(dtype=np.int64) * 10_000 + year if len(keys) == 2 else year
    order = np.argsort(have, kind="stable")
    spot = np.minimum(np.searchsorted(have[order], wanted), len(have) - 1)
    return np.where((have[order][spot] == wanted) & (wanted > 0), order[spot], -1)


def _column(source: Source, spec: FieldSpec) -> pd.api.extensions.ExtensionArray:
    """The source's values, row by row, NA where there is no row or no column."""
    frame = source.table.frame
    if source.key not in frame.columns or not len(frame):
        dtype = "Int64" if spec.type in NUMERIC else "boolean" if spec.type is FieldType.BOOLEAN else "string"
        unknown: pd.api.extensions.ExtensionArray = pd.Series(pd.NA, index=range(len(source.position)), dtype=dtype).array
        return unknown
    values: pd.api.extensions.ExtensionArray = frame[source.key].array.take(source.position, allow_fill=True)
    return values


def _first_given(spec: FieldSpec, sources: list[Source]) -> tuple[pd.api.extensions.ExtensionArray, Array, Array]:
    """Per row the value of the first source whose cell is not blank, which source that is (-1: none), and whether its cell is unclear:
    then the value is unknown, for a fallback stands in for a blank only."""
    values, unclear = _column(sources[0], spec), _unclear(sources[0])
    used = np.where(np.asarray(values.isna()) & ~unclear, -1, 0)
    for i, source in enumerate(sources[1:], start=1):
        if not (used < 0).any():
            break
        more, lost = _column(source, spec), _unclear(source)
        if spec.otherwise and spec.otherwise.where:
            more = _counted_where(source, spec.otherwise.where, more)
            lost = lost | _unclear(Source(source.table, spec.otherwise.where, source.position))
        missing = np.asarray(more.isna())
        fill = (used < 0) & (~missing | lost)
        if fill.any():
            values = values.copy()
            values[fill] = more[fill]
            used[fill] = i
            unclear = unclear | (fill & missing)
    return values, used, unclear


def _unclear(source: Source) -> Array:
    """Where the source's cell holds something that gave no value, or the row that it may stand in does not say its year."""
    rows = source.table.unclear.get(source.key)
    unclear = np.isin(source.position, list(rows)) if rows else np.full(len(source.position), False)
    return unclear if source.maybe is None else unclear | (source.maybe >= 0)


def _counted_where(source: Source, where: str, values: pd.api.extensions.ExtensionArray) -> pd.api.extensions.ExtensionArray:
    """`values` where the row's yes/no field `where` is yes, 0 where it is no, unknown where it is unknown."""
    frame = source.table.frame
    if where not in frame.columns:
        return pd.array([pd.NA] * len(values), dtype="Int64")
    flag = frame[where].array.take(source.position, allow_fill=True)
    counted = values.copy()
    counted[np.asarray(flag.isna())] = pd.NA
    counted[~flag.to_numpy(dtype=bool, na_value=True)] = 0
    return counted


def _absence(spec: FieldSpec, ledger: Ledger, source: Source, row: int, year: int) -> str:
    sheet = ledger.tables[spec.sheet]
    if not sheet.present:
        return f"台账没有《{sheet.spec.name}》表"
    if spec.yearly:
        return f"{sheet.called}没有“{year}年{spec.name}”列"
    if not sheet.has(spec.key):
        return f"{sheet.called}没有“{spec.name}”列"
    if source.position[row] < 0 and year:
        return f"{sheet.called}没有该企业{year}年的行，请补一行（确无发生的填0）"
    if not year and "year" in sheet.spec.identity:
        return f"看{sheet.called}哪一年还不知道，要先定项目的日期"
    return f"{sheet.called}没有该企业的行"
