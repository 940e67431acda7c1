"""A finished draft as a pandas frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from techreform_cli.domain.field import FieldSpec, FieldType
from techreform_cli.ledger.cells import Value
from techreform_cli.ledger.draft import Draft

if TYPE_CHECKING:
    import pandas as pd


def frame_of(draft: Draft, positions: list[int] | None) -> pd.DataFrame:
    """The columns in the nullable types that FieldType promises, in the order of the sheet's fields; with the rows' enterprises."""
    import numpy as np
    import pandas as pd

    order = {field.key: i for i, field in enumerate(draft.spec.fields)}
    keys = sorted(draft.columns, key=lambda key: (order[draft.fields[key].key], key))
    data = {key: typed(draft.columns[key], draft.fields[key]) for key in keys}
    frame = pd.DataFrame(data, index=pd.RangeIndex(len(draft)))
    if positions is not None:
        frame["enterprise"] = np.array(positions, dtype="int64")
    return frame


def typed(column: list[Value], spec: FieldSpec) -> pd.Series:
    """A column in the nullable type of its field."""
    import pandas as pd

    if spec.type is FieldType.BOOLEAN:
        return pd.Series(column, dtype="boolean")
    if spec.type in (FieldType.TEXT, FieldType.CODE, FieldType.CHOICE):
        return pd.Series(column, dtype="string")
    return pd.Series(column, dtype="Int64")
