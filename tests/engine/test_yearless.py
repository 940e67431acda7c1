"""A row of yearly figures that does not say its year may be of any year that its enterprise has no row for: those are unknown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from techreform_cli.pipeline import Request, compute
from techreform_cli.report.json_document import document

CODE, OTHER = "91441625MA4UTC0X27", "91441625MA4W0YU74B"
FIGURES = ["主营业务收入(万元)", "增值税县级分成(万元)", "企业所得税县级分成(万元)"]
PROJECT = ["项目编号", "统一社会信用代码", "改造类别", "完工日期", "设备购置额(万元)", "2018年完成投资(万元)"]


def found(folder: Path, annual: list[list[Any]], year: int, official: list[list[Any]] | None = None, **settings: str) -> dict[str, Any]:
    """A year of a county whose 《企业》 says that both its enterprises are above scale, one with a project completed in 2018."""
    sheets: dict[str, list[list[Any]]] = {
        "企业": [
            ["企业名称", "统一社会信用代码", "行业代码", "规上", "高成长性", "拟培育上规模"],
            *([name, code, "3311", "是", "否", "否"] for name, code in (("甲公司", CODE), ("乙公司", OTHER))),
        ],
        "年度指标": [["统一社会信用代码", "年度", "规上", *FIGURES], *annual],
        "项目": [PROJECT, ["P1", CODE, "设备更新", "2018-10-05", 500, 500]],
        "全县指标": official or [["年度", "技改投资(亿元)"]],
    }
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "台账.xlsx")
    return document(compute(Request(folder / "台账.xlsx", settings=settings, year=year)), [])


@pytest.mark.parametrize("year", ["上年", None])
def test_the_enterprises_own_status_does_not_stand_in_for_a_row_that_may_deny_it(tmp_path: Path, year: Any) -> None:
    award = found(tmp_path, [[CODE, year, "否", 5000, 1, 1]], 2018)["awards"][0]
    assert (award["verdict"], award["amount"]) == ("undetermined", None)
    assert any("台账.xlsx《年度指标》B2" in cell for reason in award["reasons"] for cell in reason["cells"])


def test_a_year_that_has_its_row_is_known(tmp_path: Path) -> None:
    award = found(tmp_path, [[CODE, 2018, "是", 5000, 1, 1], [CODE, "上年", "否", 5000, 1, 1]], 2018)["awards"][0]
    assert (award["verdict"], award["amount"]) == ("eligible", "1000000.00")  # 500万 × 20%


def test_another_enterprises_row_is_of_no_account(tmp_path: Path) -> None:
    award = found(tmp_path, [[OTHER, "上年", "否", 5000, 1, 1]], 2018)["awards"][0]
    assert (award["verdict"], award["amount"]) == ("eligible", "1000000.00")


def test_the_target_counts_the_enterprise_as_open(tmp_path: Path) -> None:
    targets = {target["id"]: target for target in found(tmp_path, [[CODE, "上年", "否", 5000, 1, 1]], 2018)["targets"]}
    assert (targets["enterprises_renovating"]["actual"], targets["enterprises_renovating"]["undetermined_count"]) == ("0.0000", 1)


def test_an_official_figure_of_no_year_keeps_the_ledgers_sum_from_standing_in(tmp_path: Path) -> None:
    official = [["年度", "技改投资(亿元)"], ["去年", 5]]
    targets = found(tmp_path, [], 2018, official, target_source="official")["targets"]
    assert next(target["status"] for target in targets if target["id"] == "investment") == "undetermined"
