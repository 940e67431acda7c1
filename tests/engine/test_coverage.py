"""A column the chosen reading needs and the ledger lacks is said once."""

from __future__ import annotations

from pathlib import Path

import pytest
from independent.facts import random_facts
from independent.workbook import write_canonical

from techreform_cli.pipeline import Request, compute


def codes(tmp_path: Path, missing: str, **settings: str) -> list[tuple[str, str]]:
    """Code and severity of the engine's problems about the column `missing` of 项目."""
    write_canonical(random_facts(5, enterprises=60, drop_columns=[("项目", missing)]), tmp_path / "台账.xlsx")
    result = compute(Request(tmp_path / "台账.xlsx", settings=settings, year=2019))
    return [(p.code, p.severity.value) for p in result.problems if p.field == missing]


@pytest.mark.parametrize(
    ("missing", "settings", "wanted"),
    [
        ("完工评价日期", {"completion_date": "evaluation"}, [("E003", "note")]),
        ("完工评价日期", {}, []),
        ("设备购置额(不含税)", {"equipment_tax": "excluded"}, [("E004", "warning")]),
        ("设备购置额(不含税)", {}, []),
    ],
)
def test_an_optional_column_is_missed_only_where_it_is_read(
    tmp_path: Path, missing: str, settings: dict[str, str], wanted: list[tuple[str, str]]
) -> None:
    assert codes(tmp_path, missing, **settings) == wanted
