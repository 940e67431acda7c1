"""What workbooks show where there is nothing, or nothing known: why there are no rows, and never a figure for what is not known."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from examples.test_lanjiang_2025 import POLICY, company, outputs, renovated
from slots.county import write

from report import small_ledger
from report.recalculation import SOFFICE, needs_office
from techreform_cli.pipeline import Request, compute, what_if
from techreform_cli.report.award_workbook import write_awards
from techreform_cli.report.target_workbook import write_targets
from techreform_cli.report.whatif_workbook import write_whatif

SAMPLES = Path(__file__).parents[2] / "samples"
NEEDS = ["统一社会信用代码", "企业名称", "项目编号", "融资需求(万元)", "已落实(万元)", "金融机构", "用途"]
BLUE = "蓝字的单元格可以点开台账"


def texts(sheet: Any) -> list[str]:
    """Every text of a sheet, from the top."""
    return [value for row in sheet.iter_rows(values_only=True) for value in row if isinstance(value, str)]


def awards(folder: Path, year: int, **settings: str) -> openpyxl.Workbook:
    write_awards(small_ledger.result_of(folder, year, **settings), folder / "奖补.xlsx")
    return openpyxl.load_workbook(folder / "奖补.xlsx", data_only=True)


def test_a_sheet_without_rows_says_why(tmp_path: Path) -> None:
    """Nothing is completed in 2018: no awards, nobody refused or open; the links of no rows are not explained."""
    book = awards(tmp_path, 2018)
    said = {
        "设备购置事后奖补·企业": "2018年没有这项奖补，因为台账中没有2018年完工的项目。",
        "设备购置事后奖补·项目": "2018年没有这项奖补，因为台账中没有2018年完工的项目。",
        "财政贡献以奖代补·企业": "2018年没有这项奖补，因为台账中没有奖补年度包含 2018年的项目。",
        "财政贡献以奖代补·项目": "2018年没有这项奖补，因为台账中没有奖补年度包含 2018年的项目。",
        "不予奖补": "没有因不符合条件而不予奖补的项目。",
        "待补正": "没有待补正的企业。",
    }
    for name, text in said.items():
        found = texts(book[name])
        assert text in found, name
        assert not any(BLUE in one for one in found), name


def test_a_sheet_with_rows_says_nothing_of_the_kind(tmp_path: Path) -> None:
    book = awards(tmp_path, 2019)
    for name in ("设备购置事后奖补·企业", "设备购置事后奖补·项目", "待补正"):
        assert not any(text.startswith(("没有", "2019年没有这项奖补")) for text in texts(book[name])), name
    assert any(BLUE in text for text in texts(book["待补正"]))


def test_targets_without_rows_say_so(tmp_path: Path) -> None:
    """Nobody invested in 2018 nor 2017."""
    content = small_ledger.sheets()
    for row in content["项目"][1:]:
        row[7:9] = [None, None]
    write_targets(small_ledger.result_of(tmp_path, 2018, content), tmp_path / "目标.xlsx")
    assert "没有计入的，也没有待补正的。" in texts(openpyxl.load_workbook(tmp_path / "目标.xlsx")["工业技术改造投资"])


def test_a_matter_of_which_nothing_is_known_has_no_figure(tmp_path: Path) -> None:
    """首台套 is no column of the ledger: of no project is it known. 设备更新 is known of each: one."""
    write_targets(small_ledger.result_of(tmp_path), tmp_path / "目标.xlsx")
    rows = {row[2]: row for row in openpyxl.load_workbook(tmp_path / "目标.xlsx", data_only=True)["跟踪事项"].iter_rows(values_only=True)}
    unknown, known = rows["首台（套）项目"], rows["设备更新项目"]
    assert (unknown[4], unknown[5]) == ("—", 4) and unknown[6].startswith("《项目》没有“首台套”列")
    assert (known[4], known[5]) == (1, 0)


def test_a_need_without_amount_is_not_nought(tmp_path: Path) -> None:
    """乙's need is not filled in: neither its need nor its gap is 0; together 300 − 100."""
    a, b, _ = small_ledger.CODES
    content = small_ledger.sheets()
    content["融资需求"] = [NEEDS, [a, "甲公司", "P1", 300, 100, "甲银行", None], [b, "乙公司", "P3", None, 20, None, None]]
    write_targets(small_ledger.result_of(tmp_path, 2019, content), tmp_path / "目标.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "目标.xlsx", data_only=True)["融资需求"].iter_rows(values_only=True))
    start = next(i for i, row in enumerate(rows) if row[0] == "按企业")
    by_name = {row[1]: [value or None for value in row[5:8]] for row in rows[start + 1 : start + 3]}
    assert by_name == {"甲公司": [300, 100, 200], "乙公司": [None, None, None]}
    assert next(row for row in rows if row[0] == "合计")[5:8] == (300, 100, 200)


def test_a_trial_that_leaves_everything_open_has_no_sum(tmp_path: Path) -> None:
    """The small ledger has no column without tax: 2019's 160万 become unknown."""
    path = tmp_path / "台账.xlsx"
    small_ledger.result_of(tmp_path)
    found = what_if(Request(path, year=2019, settings={"equipment_tax": "excluded"}))
    book = openpyxl.load_workbook(write_whatif(found, path, tmp_path)[0], data_only=True)
    rows = list(book["分年"].iter_rows(values_only=True))
    (line,) = [row for row in rows if row[1:3] == (2019, "设备购置事后奖补")]
    assert (line[5], line[8], line[10]) == (160, "待补正", "—")
    overview = list(book["对比"].iter_rows(values_only=True))
    changed = next(row for row in overview if row[0] == 1)
    assert changed[3] == "待补正" and changed[8:10] == ("待补正", "—")
    total = next(row for row in book["企业变化"].iter_rows(values_only=True) if row[0] == "合计")
    assert total[5:7] == (160, "待补正")


def test_open_instalments_of_earlier_awards_are_listed(tmp_path: Path) -> None:
    """甲1 has 产值 for its condition, 甲2's accident is not filled in: what 2025 awards it is open, and with it what 2026 has to pay."""
    rows = {
        "企业": [company(1), company(2, 较大以上事故=None)],
        "项目": [renovated(500), renovated(300, "Q1", 2)],
        "年度指标": [*outputs(100, 120), *outputs(100, 120, of=2)],
    }
    result = compute(Request(write(tmp_path / "台账.xlsx", rows), str(POLICY), year=2026))
    assert result.needs_a_person and result.payable(result.programs[0]).open == 1
    write_awards(result, tmp_path / "奖补.xlsx")
    lines = list(openpyxl.load_workbook(tmp_path / "奖补.xlsx")["待补正"].iter_rows(min_row=4, values_only=True))
    (line,) = [row for row in lines if row[0] == 1]
    assert line[2] == "甲2公司" and line[3].startswith("2025年奖补，项目Q1") and "2025年" in line[4]


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize(("row", "goal", "gap"), [(5, 20, 5), (5, 15, "—"), (14, 30, 4.88), (14, 26, "—"), (20, 15, 1)])
def test_a_goal_edited_opens_or_closes_the_gap(tmp_path: Path, row: int, goal: float, gap: object) -> None:
    """2018: 15 家 of 15; 25.12 万元/人 of 25 左右, enough for 26 at 95% but not for 30; 15 家, one short of more than 15."""
    write_targets(compute(Request(SAMPLES / "示例台账.xlsx", year=2018)), tmp_path / "目标.xlsx")
    book = openpyxl.load_workbook(tmp_path / "目标.xlsx")
    label = book["目标值与参数"].cell(row, 2).value
    book["目标值与参数"].cell(row, 6).value = goal
    values = opened(book, tmp_path)["总览"]
    (line,) = [found for found in values.iter_rows(values_only=True) if found[1] == label]
    assert line[7] == (gap if isinstance(gap, str) else pytest.approx(gap))


@needs_office
@pytest.mark.slow
def test_what_was_paid_over_follows_the_rate(tmp_path: Path) -> None:
    """2018 at 10%: awards shrink below what was paid, and what is owed is what a calculation with --set says."""
    ledger = SAMPLES / "示例台账.xlsx"
    write_awards(compute(Request(ledger, year=2018)), tmp_path / "奖补.xlsx")
    book = openpyxl.load_workbook(tmp_path / "奖补.xlsx")
    book["政策参数"]["B4"] = 0.1
    edited = opened(book, tmp_path)["资金"]
    write_awards(compute(Request(ledger, year=2018, settings={"equipment_purchase.rate": "10%"})), tmp_path / "改.xlsx")
    wanted = openpyxl.load_workbook(tmp_path / "改.xlsx", data_only=True)["资金"]
    for cell in ("C4", "D4", "E4", "F4", "B9", "B10", "B14"):
        assert edited[cell].value == pytest.approx(wanted[cell].value, abs=1e-9), cell


def opened(book: openpyxl.Workbook, folder: Path) -> openpyxl.Workbook:
    """A workbook as LibreOffice computes it."""
    assert SOFFICE
    book.save(folder / "m.xlsx")
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    kind = "xlsx:Calc MS Excel 2007 XML"
    command = [SOFFICE, profile, "--headless", "--convert-to", kind, "--outdir", str(folder / "out"), str(folder / "m.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return openpyxl.load_workbook(folder / "out" / "m.xlsx", data_only=True)
