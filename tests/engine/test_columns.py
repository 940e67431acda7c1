"""No column of a ledger or a result is ever floating point, at any size of the figures."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from independent.workbook import write_canonical
from law.cases import build

from techreform_cli.domain.field import FieldType
from techreform_cli.engine.calculate import calculate
from techreform_cli.pipeline import Request, compute
from techreform_cli.policy.load import load_policy
from techreform_cli.report.json_document import document

from .compare import Sample, settings

DTYPES = {
    FieldType.MONEY: "Int64", FieldType.NUMBER: "Int64", FieldType.INTEGER: "Int64", FieldType.YEAR: "Int64", FieldType.DATE: "Int64",
    FieldType.BOOLEAN: "boolean", FieldType.TEXT: "string", FieldType.CODE: "string", FieldType.CHOICE: "string",
}
RESULT_DTYPES = {"Int64", "int64", "boolean", "string"}
CHOSEN = settings()
OBJECTS = {"rate", "verdict"}
"""Columns of Python values: Fractions, and the verdict."""


@pytest.fixture(scope="module")
def sample() -> Sample:
    return Sample.make(21, 60)


def test_ledger_columns_have_the_types_the_dictionary_promises(sample: Sample) -> None:
    seen = set()
    for table in sample.ledger.tables.values():
        types = {field.key: field.type for field in table.spec.fields}
        for name, dtype in table.frame.dtypes.items():
            wanted = "int64" if name == "enterprise" else DTYPES[types[str(name).partition("@")[0]]]
            assert str(dtype) == wanted, (table.spec.name, name)
            seen.add(str(dtype))
    assert seen == {"Int64", "int64", "boolean", "string"}


@pytest.mark.parametrize("chosen", [*CHOSEN[:4], *(pytest.param(chosen, marks=pytest.mark.slow) for chosen in CHOSEN[4:])], ids=str)
def test_result_columns_are_never_floating_point(sample: Sample, chosen: dict[str, str]) -> None:
    policy = load_policy("dongyuan-2018-2020", chosen)
    for year in (2018, 2020, 2022):
        for program in calculate(policy, sample.ledger, year).programs:
            _check(program.claims, set())
            _check(program.awards, OBJECTS)
            assert all(rate is None or isinstance(rate, Fraction) for rate in program.awards["rate"])


def _check(frame: pd.DataFrame, objects: set[str]) -> None:
    kinds = {str(name): str(dtype) for name, dtype in frame.dtypes.items()}
    assert {name: kind for name, kind in kinds.items() if kind not in RESULT_DTYPES and name not in objects} == {}


def test_a_result_without_any_row_has_the_same_types(tmp_path: Path) -> None:
    """A county without projects: groupings over nothing must not fall back to floating point."""
    write_canonical(build({"projects": []}), tmp_path / "台账.xlsx")
    for program in compute(Request(tmp_path / "台账.xlsx", year=2020)).programs:
        assert len(program.awards) == 0
        _check(program.claims, set())
        _check(program.awards, OBJECTS)


def test_ninety_trillion_yuan_stay_exact(tmp_path: Path) -> None:
    """9e13 yuan are 9e15 分, beyond what a double holds to the 分 once added up or multiplied."""
    done = dt.date(2018, 5, 1)
    projects = [{"完工日期": done, "设备购置额": 9_000_000_000, "异地技改": True}] * 3
    projects = [project | {"项目编号": f"N{number}"} for number, project in enumerate(projects)]
    taxes = {2017: {"增值税县级分成": 0}, 2019: {"增值税县级分成": 9_000_000_000, "企业所得税县级分成": 9_000_000_000}}
    facts = build({"enterprise": {"转出地": "深圳", "省级产业园": True}, "projects": projects, "annual": taxes})
    write_canonical(facts, tmp_path / "台账.xlsx")
    request = Request(tmp_path / "台账.xlsx", year=2019)
    row = next(award for award in document(compute(request), [])["awards"] if award["program"] == "fiscal_contribution")
    assert (row["base"], row["amount"]) == ("180000000000000.00", "90000000000000.00")
    earlier = document(compute(Request(request.ledger, year=2018)), [])["awards"][0]
    assert (earlier["base"], earlier["amount"]) == ("270000000000000.00", "3000000.00")
    assert [part["amount"] for part in earlier["projects"]] == ["1000000.00"] * 3
