"""What targets measure: the rows of one year where those of all years stand in one sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .county import PROJECT, Rows, calculated, firm, only, policy, program, project, who

ROWS: Rows = {
    "企业": [firm(1)],
    "项目": [
        project("P1", 1, 完工日期="2024-06-30", 设备购置额=400, 计划总投资=1000),
        project("P2", 1, 完工日期="2025-06-30", 设备购置额=900, 计划总投资=1200),
        project("P3", 1, 完工日期=None, 设备购置额=700, 计划总投资=700),
    ],
}
SHARE = "measure: {ratio: {of: 设备购置额, to: 计划总投资}, dated: 完工日期}\n    every_year: 45%"


def target(tmp_path: Path, measure: str, year: int, rows: Rows = ROWS) -> dict[str, Any]:
    text = policy(program("prize: 1万元", head=PROJECT))
    text += f"targets:\n  one:\n    label: 目标\n    clause: 一\n    unit: 比例\n    comparison: at_least\n    {measure}\n"
    (found,) = calculated(tmp_path, text, rows, year)["targets"]
    return found


@pytest.mark.parametrize(("year", "actual"), [(2024, "0.4000"), (2025, "0.7500"), (2026, None)])
def test_a_ratio_is_of_the_rows_of_its_year(tmp_path: Path, year: int, actual: str | None) -> None:
    """400 of 1000 completed in 2024, 900 of 1200 in 2025; what is not completed is in no year."""
    found = target(tmp_path, SHARE, year)
    assert (found["actual"], found["undetermined_count"]) == (actual, 0)


def test_a_ratio_cites_the_date_that_puts_a_row_in_the_year(tmp_path: Path) -> None:
    """Without 完工日期 it is not known whether the row counts, and that cell is named."""
    rows = ROWS | {"项目": [*ROWS["项目"][:2], project("P3", 1, 完工日期="待定", 设备购置额=700, 计划总投资=700)]}
    assert target(tmp_path, SHARE, 2024, rows)["undetermined_count"] == 1


def test_a_name_that_two_sheets_have_is_that_of_the_rows_spoken_of(tmp_path: Path) -> None:
    """认定日期 and 级别 stand in 认定 and 首台套; what is counted says which."""
    sheets = """\
sheets:
  认定:
    fields: {级别: {type: choice, choices: [国家级, 省级]}, 认定日期: {type: date}}
  首台套:
    fields: {级别: {type: choice, choices: [国家级, 省级]}, 认定日期: {type: date}}
"""
    window = "    claims: 首台套\n    window: {date: 认定日期, first: 2024-01-01, last: 2026-12-31}\n"
    head = window + "    conditions: {grade: {label: 国家级, clause: 一, field: 级别, in: [国家级]}}\n"
    text = policy(program("prize: 1万元", head=head))
    definitions = text[text.index("definitions:") :].replace("  national: {field: 级别, in: [国家级]}\n", "")
    text = text[: text.index("sheets:")] + sheets + definitions
    text += "targets:\n  one: {label: 目标, clause: 一, unit: 家, comparison: at_least, every_year: 3,"
    text += " measure: {rows: 认定, dated: 认定日期, where: [{field: 级别, in: [国家级]}]}}\n"
    rows = {
        "认定": [who(1) | {"级别": "国家级", "认定日期": day} for day in ("2024-02-01", "2025-02-01")],
        "首台套": [who(1) | {"级别": "国家级", "认定日期": "2024-03-01"}, who(1) | {"级别": "省级", "认定日期": "2024-03-01"}],
    }
    found = calculated(tmp_path, text, rows)
    assert float(found["targets"][0]["actual"]) == 1
    assert only(found)["amount"] == "10000.00"
