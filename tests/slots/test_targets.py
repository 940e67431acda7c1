"""What targets measure: the rows of one year where those of all years stand in one sheet."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from techreform_cli.domain.problem import PolicyInvalid
from techreform_cli.pipeline import Request, compute

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


SPENT = "{some_project: {field: 设备购置额, above: 0}}"
COVERAGE = f"measure: {{share: 企业, where: [{{field: 规上, is: true}}], meeting: [{SPENT}]}}\n    every_year: 60%"


def covered(*firms: str | None, projects: tuple[tuple[int, float | None], ...] = ()) -> Rows:
    """Enterprises by whether they are 规上, and projects by whose they are with their equipment."""
    return {
        "企业": [firm(n, 规上=value) for n, value in enumerate(firms, start=1)],
        "项目": [project(f"P{i}", of, 设备购置额=spent) for i, (of, spent) in enumerate(projects)] or [project("P0", 1, 设备购置额=0)],
    }


@pytest.mark.parametrize(
    ("rows", "actual", "open_", "status"),
    [
        (covered("是", "是", "是", "否", projects=((1, 5), (2, 0.01), (2, 9), (4, 7))), "0.6666666667", 0, "achieved"),  # 2 of 3
        (covered("是", "是", projects=((1, 5),)), "0.5000", 0, "behind"),
        (covered("否", "否", projects=((1, 5),)), None, 0, "undetermined"),  # nobody to be a share of
        (covered("是", "是", "是", "是", projects=((1, 5), (2, 5), (3, None))), "0.6666666667", 1, "undetermined"),  # 2 or 3 of 4
        (covered("是", "是", "是", "是", "是", projects=((1, 5), (2, 5), (3, 5), (4, None))), "0.7500", 1, "achieved"),  # 3 or 4 of 5
        (covered("是", "是", None, projects=((1, 5), (2, 5))), "1.0000", 1, "achieved"),  # 2 of 2, or of 3
        (covered("是", "是", None, projects=((1, 5), (3, None))), "0.5000", 1, "undetermined"),  # 1 of 2, 1 of 3 or 2 of 3
        (covered("是", "是", None, projects=((3, None),)), "0.0000", 1, "behind"),  # at most 1 of 3
    ],
)
def test_a_share_of_enterprises(tmp_path: Path, rows: Rows, actual: str | None, open_: int, status: str) -> None:
    """Of those above the threshold, how many have a project with equipment (技改覆盖率)."""
    found = target(tmp_path, COVERAGE, 2024, rows)
    assert (found["actual"], found["undetermined_count"], found["status"]) == (actual, open_, status)


@pytest.mark.parametrize("seed", range(12))
def test_the_bounds_of_a_share_are_those_of_all_ways_to_fill_the_gaps(tmp_path: Path, seed: int) -> None:
    """Six enterprises, 规上 or not and with equipment or not, each of it blank at times."""
    dice = random.Random(seed)
    facts = [(dice.choice(["是", "否", None]), dice.choice([5.0, 0.0, None])) for _ in range(6)]
    target(tmp_path, COVERAGE, 2024, covered(*(scale for scale, _ in facts), projects=tuple(enumerate((s for _, s in facts), start=1))))
    (found,) = compute(Request(tmp_path / "台账.xlsx", str(tmp_path / "政策.yaml"), year=2024)).targets
    gaps = [([scale] if scale else ["是", "否"], [spent] if spent is not None else [5.0, 0.0]) for scale, spent in facts]
    ways = itertools.product(*(itertools.product(*gap) for gap in gaps))
    within = [[spent for scale, spent in way if scale == "是"] for way in ways]
    shares = [Fraction(sum(spent > 0 for spent in way), len(way)) for way in within if way]
    least, most = found.measurement.least, found.measurement.most
    if any(scale == "是" and spent is not None for scale, spent in facts):
        assert (least, most) == (min(shares), max(shares))
    else:
        assert all(bound is None or bound in shares for bound in (least, most))


def test_an_open_row_names_the_blank_cell_of_the_enterprises_project(tmp_path: Path) -> None:
    target(tmp_path, COVERAGE, 2024, covered("是", "是", projects=((1, 5), (2, None), (2, 0))))
    (found,) = compute(Request(tmp_path / "台账.xlsx", str(tmp_path / "政策.yaml"), year=2024)).targets
    sheet = load_workbook(tmp_path / "台账.xlsx")["项目"]
    (asked,) = [row for row in found.measurement.rows if None in row.figures]
    cells = [sheet[cell.cell] for cell in asked.cells if cell.sheet == "项目"]
    assert [(cell.value, cell.row) for cell in cells] == [(None, 3)]


def test_a_share_of_the_rows_of_a_sheet_is_of_those_of_the_year(tmp_path: Path) -> None:
    """Of the projects completed in the year, those with 600万 of equipment at least."""
    measure = "measure: {share: 项目, meeting: [{field: 设备购置额, at_least: 600万元}], dated: 完工日期}\n    every_year: 50%"
    assert [target(tmp_path, measure, year)["actual"] for year in (2024, 2025, 2026)] == ["0.0000", "1.0000", None]


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("{share: 企业, where: [{field: 规上, is: true}]}", "share 要写 meeting"),
        ("{share: 企业表, meeting: [{field: 规上, is: true}]}", "没有“企业表”这张表"),
        ("{count: 企业, meeting: [{field: 规上, is: true}]}", "meeting 不能和 count 一起写"),
        ("{share: 企业, sum: 完成投资, meeting: [{field: 规上, is: true}]}", "measure 要写"),
    ],
)
def test_a_share_that_cannot_be_is_refused(tmp_path: Path, measure: str, said: str) -> None:
    with pytest.raises(PolicyInvalid) as refused:
        target(tmp_path, f"measure: {measure}\n    every_year: 45%", 2024)
    assert said in refused.value.problems[0].message


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
