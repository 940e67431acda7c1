"""techreform template on the command line: names, what is refused, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.workbooks import save

from .conftest import Ran

Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_a_name_it_lies_in_the_current_folder(run: Run) -> None:
    ran = run("template")
    assert ran.code == 0 and ran.out.startswith("已写出 台账模板.xlsx\n") and Path("台账模板.xlsx").is_file()


def test_a_file_that_is_there_is_kept_unless_it_may_be_replaced(run: Run) -> None:
    Path("台账模板.xlsx").write_text("我的", "utf-8")
    ran = run("template")
    assert ran.code == 5 and "加 --force" in ran.err and Path("台账模板.xlsx").read_text("utf-8") == "我的"
    assert run("template", "--force").code == 0
    assert openpyxl.load_workbook("台账模板.xlsx").sheetnames[0] == "填写说明"


def test_a_folder_a_name_without_suffix_and_another_suffix(run: Run) -> None:
    Path("夹").mkdir()
    assert run("template", "夹").code == 0 and Path("夹/台账模板.xlsx").is_file()
    assert run("template", "新台账").code == 0 and Path("新台账.xlsx").is_file()
    ran = run("template", "台账.xls")
    assert ran.code == 2 and "写成 .xlsx" in ran.err


def test_years_may_be_chosen_and_belong_to_an_empty_ledger(run: Run, ledger: Path) -> None:
    run("template", "甲.xlsx", "--year", "2021", "--year", "2019年")
    sheet = openpyxl.load_workbook("甲.xlsx")["项目"]
    assert [cell.value for cell in sheet[1] if "完成投资" in str(cell.value)] == ["2019年完成投资(万元)", "2021年完成投资(万元)"]
    assert run("template", "乙.xlsx", "--year", "19").code == 2
    assert run("template", "乙.xlsx", "--from", ledger, "--year", "2019").code == 2 and not Path("乙.xlsx").exists()


def test_from_a_ledger_it_is_called_after_it_and_can_be_calculated(run: Run, ledger: Path) -> None:
    before = ledger.read_bytes()
    ran = run("template", "--from", ledger)
    assert ran.code == 0 and "台账_规范台账.xlsx" in ran.out and ledger.read_bytes() == before
    assert run("calc", "台账_规范台账.xlsx", "--year", "2019").code == 0
    assert run("template", ledger, "--from", ledger, "--force").code == 5 and ledger.read_bytes() == before
    assert run("template", "--from", "没有.xlsx").code == 3


def test_the_columns_of_a_year_reach_back_to_the_base_year(run: Run) -> None:
    """Growth of investment is measured from 2017, and nothing else than that year's column can give it."""
    run("template")
    projects = openpyxl.load_workbook("台账模板.xlsx")["项目"]
    years = [str(cell.value)[:4] for cell in projects[1] if "完成投资" in str(cell.value)]
    assert years == ["2017", "2018", "2019", "2020"]


def test_what_to_do_next_goes_by_the_same_policy(run: Run) -> None:
    ran = run("template", "甲.xlsx", "--policy", "qinghe-2023")
    assert ran.out.endswith("填好后检查：techreform check 甲.xlsx --policy qinghe-2023\n")
    guide = [str(row[0]) for row in openpyxl.load_workbook("甲.xlsx")["填写说明"].iter_rows(values_only=True)]
    assert any("再计算：techreform calc 台账.xlsx --policy qinghe-2023。" in line for line in guide)


def test_a_day_that_was_not_written_is_left_to_the_clerk(run: Run) -> None:
    projects = [["企业名称", "完工日期", "备案证号"], ["甲公司", "2019.05", "待定"]]
    save(Path("旧.xlsx"), {"企业": [["企业名称", "乡镇"], ["甲公司", "仙塘镇"]], "项目": projects})
    run("template", "--from", "旧.xlsx")
    sheet = openpyxl.load_workbook("旧_规范台账.xlsx")["项目"]
    written = {head.value: cell.value for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert written["完工日期"] == "2019年5月" and written["备案证号"] == "待定"
    again = run("check", "旧_规范台账.xlsx", "--json").out
    assert '"L029"' in again and '"L114"' in again


def test_what_a_blank_means_is_what_the_policy_makes_of_it(run: Run) -> None:
    run("template")
    guide = openpyxl.load_workbook("台账模板.xlsx")["填写说明"]
    meant = {row[0].value: row[4].value for row in guide.iter_rows(max_col=8) if row[0].value in ("行业代码", "乡镇")}
    assert "视为符合" in meant["行业代码"] and "不知道" in meant["乡镇"]
