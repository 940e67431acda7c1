"""techreform inspect: every sheet and column with what it was taken for, and a file of choices that the clerk finishes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from techreform_cli.pipeline import Request, compute
from techreform_cli.report.json_document import document

from .conftest import CODE, Ran

Run = Callable[..., Ran]

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """Two sheets: one whose columns are partly unknown, one that is no ledger's; a column without a header, a hidden sheet, a total."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "项目"
    for row in (
        ["技改项目"],
        ["项目编号", "项目名称", "企业名称", "设备购买额", "2018年投资完成额(万元)", "总投资", "备注", None],
        ["X1", "冲压线", "甲公司", 800, 900, 1000, "好", "?"],
        ["X2", "注塑机", "甲公司", 80, 90, 100, None, None],
        ["合计", None, None, 880, 990, 1100, None, None],
    ):
        sheet.append(row)
    firms = book.create_sheet("企业")
    firms.append(["企业名称", "信用代码"])
    firms.append(["甲公司", CODE])
    notes = book.create_sheet("随记")
    notes.append(["下周开会"])
    notes.sheet_state = "hidden"
    path = tmp_path / "台账.xlsx"
    book.save(path)
    return path


def test_every_column_is_told_with_how_it_was_found(run: Run, messy: Path) -> None:
    ran = run("inspect", messy)
    assert ran.code == 0 and not ran.err
    lines = [line.split() for line in ran.out.splitlines()]
    assert ["A", "项目编号", "项目编号", "列名"] in lines
    assert ["E", "2018年投资完成额(万元)", "2018年完成投资", "万元", "别名"] in lines
    assert ["F", "总投资", "计划总投资", "万元（没有写）", "别名"] in lines
    assert ["D", "设备购买额", "没有使用", "与「设备购置额」相近"] in lines
    assert ["H", "（没有列名）", "没有使用"] in lines
    assert "表头以下 3 行 = 计入 2 + 合计行 1" in ran.out
    assert "《项目》　5 行 × 8 列有内容" in ran.out
    assert "《随记》　1 行 × 1 列有内容，隐藏\n  没有使用（不像台账的哪一种表）" in ran.out


def test_json_says_the_same(run: Run, messy: Path) -> None:
    found = json.loads(run("inspect", messy, "--json").out)
    assert list(found) == ["schema_version", "policy", "ledger", "choices", "sheets", "outputs"]
    projects, firms, notes = found["sheets"]
    assert projects["size"] == {"rows": 5, "columns": 8} and projects["header_rows"] == [2] and projects["taken_as"] == "项目"
    assert projects["rows_read"] == projects["rows_used"] + sum(projects["excluded"].values()) == 3
    assert projects["columns_without_header"] == ["H"]
    assert {column["column"]: (column["field"], column["how"], column["unit"], column["nearest"]) for column in projects["columns"]} == {
        "A": ("项目编号", "name", "", None),
        "B": ("项目名称", "name", "", None),
        "C": ("企业名称", "name", "", None),
        "D": ("", None, "", "设备购置额"),
        "E": ("2018年完成投资", "alias", "万元", None),
        "F": ("计划总投资", "alias", "万元", None),
        "G": ("", None, "", None),
    }
    assert [column["how"] for column in firms["columns"]] == ["name", "alias"]
    assert notes["hidden"] and notes["taken_as"] == "" and notes["reason"]


def test_what_is_saved_leaves_every_guess_to_the_clerk(run: Run, messy: Path) -> None:
    """What is sure is written; guesses and unknown columns are comments. Reading by the file gives what was read before."""
    before = json.loads(run("check", messy, "--json").out)["problems"]
    ran = run("inspect", messy, "--save")
    saved = messy.with_name("台账.列对应.yaml")
    assert ran.code == 0 and str(saved) in ran.out
    lines = saved.read_text("utf-8-sig").splitlines()
    assert "      项目编号: 项目编号" in lines and "      2018年投资完成额(万元): 2018年完成投资(万元)" in lines
    assert any(line.startswith("      # 总投资: 计划总投资(万元)") for line in lines)
    assert any(line.startswith("      # 设备购买额: 设备购置额(万元)") for line in lines)
    assert "      # 备注: 不用" in lines and "#  随记:" in lines
    after = json.loads(run("check", messy, "--json").out)["problems"]
    assert [p for p in after if p["code"] != "L047"] == before


def test_the_clerk_removes_a_mark_and_the_figures_follow(run: Run, messy: Path) -> None:
    run("inspect", messy, "--save")
    saved = messy.with_name("台账.列对应.yaml")
    text = saved.read_bytes().decode("utf-8")
    edited = text.replace("# 设备购买额: 设备购置额(万元)", "设备购买额: 设备购置额(元)").replace("# 备注: 不用", "备注: 不用")
    saved.write_bytes(edited.encode())
    columns = json.loads(run("inspect", messy, "--json").out)["sheets"][0]["columns"]
    assert [(c["field"], c["how"], c["unit"]) for c in columns if c["column"] in "DG"] == [("设备购置额", "saved", "元"), ("", "saved", "")]
    assert "L047" in {p["code"] for p in json.loads(run("calc", messy, "--json", "--no-sensitivity").out)["problems"]}


def test_saving_again_keeps_what_the_clerk_wrote_and_adds_the_rest_as_comments(run: Run, messy: Path) -> None:
    saved = messy.with_name("台账.列对应.yaml")
    own = "# 我的说明\n工作表:\n  项目:\n    当作: 项目\n    列:\n      设备购买额: 设备购置额(元)   # 问过企业\n"
    saved.write_text(own, "utf-8")
    ran = run("inspect", messy, "--save")
    text = saved.read_text("utf-8-sig")
    assert text.startswith(own) and "补上了 6 列和新的工作表" in ran.out
    added = text.removeprefix(own).splitlines()
    assert added and all(not line or line.lstrip().startswith("#") for line in added)
    assert "      # 项目编号: 项目编号  # 现在这样用；核对无误，去掉行首的 #" in added
    assert "#  企业:" in added and "#      企业名称: 企业名称" in added
    again = run("inspect", messy, "--save")
    assert saved.read_text("utf-8-sig") == text and "没有要补的" in again.out


def test_a_file_that_is_not_ours_is_refused_and_left_alone(run: Run, messy: Path) -> None:
    saved = messy.with_name("台账.列对应.yaml")
    saved.write_text("名单: [甲, 乙]\n", "utf-8")
    ran = run("inspect", messy, "--save")
    assert ran.code == 3 and "台账.列对应.yaml:1:1 L048" in ran.err and saved.read_text("utf-8") == "名单: [甲, 乙]\n"


def test_a_ledger_whose_sheets_are_not_recognised_is_shown_all_the_same(run: Run, tmp_path: Path) -> None:
    """It could not be calculated; here the clerk sees why, names the sheet, and can."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "甲表"
    for row in (["单位", "代号"], ["甲公司", CODE]):
        sheet.append(row)
    projects = book.create_sheet("项目")
    projects.append(["项目编号", "项目名称", "企业名称"])
    projects.append(["X1", "冲压线", "甲公司"])
    path = tmp_path / "台账.xlsx"
    book.save(path)
    assert run("calc", path).code == 3
    ran = run("inspect", path, "--save")
    assert ran.code == 0 and "还不能计算：台账里没有《企业》表" in ran.out
    saved = path.with_name("台账.列对应.yaml")
    text = saved.read_text("utf-8-sig")
    uncommented = text.replace("#  甲表:", "  甲表:").replace(
        "#    当作: 不用", "    当作: 企业\n    列: {单位: 企业名称, 代号: 统一社会信用代码}"
    )
    saved.write_text(uncommented.replace("#    表头行: 1", "    表头行: 1"), "utf-8")
    assert run("calc", path, "--year", "2019").code == 0


@pytest.mark.parametrize("name", ["示例台账.xlsx", "示例台账_日常.xlsx"])
def test_nothing_changes_by_saving(run: Run, tmp_path: Path, name: str) -> None:
    ledger = tmp_path / name
    ledger.write_bytes((SAMPLES / name).read_bytes())

    def found() -> dict[str, Any]:
        return document(compute(Request(ledger, year=2019)), [])

    before = found()
    run("inspect", ledger, "--save")
    after = found()
    assert [p["code"] for p in after["problems"] if p not in before["problems"]] == ["L047"]
    assert before | {"problems": []} == after | {"problems": []}


def test_it_runs_on_an_old_console(process: Run, messy: Path) -> None:
    ran = process("inspect", messy, PYTHONIOENCODING="gbk", encoding="gbk")
    assert ran.code == 0 and "设备购买额" in ran.out


def test_it_needs_no_pandas(messy: Path) -> None:
    code = (
        "import sys; from techreform_cli.cli.main import main;"
        f"main(['inspect', {str(messy)!r}, '--save']); print('pandas' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stderr.decode().strip() == "False"


def test_no_field_is_proposed_that_another_column_already_is(run: Run) -> None:
    """The daily ledger has a running number 序号 beside 项目编号 in every sheet."""
    out = run("inspect", SAMPLES / "示例台账_日常.xlsx").out
    assert "序号" in out and "相近" not in out
