"""目标进度 on the sample ledger: what stands behind the overview, against arithmetic over the ledger's own cells."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from techreform_cli.pipeline import Request, compute
from techreform_cli.report.target_workbook import write_targets

SAMPLES = Path(__file__).parents[2] / "samples"
YEAR = 2019


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("targets") / "目标.xlsx"
    write_targets(compute(Request(SAMPLES / "示例台账.xlsx", year=YEAR)), found)
    return found


@pytest.fixture(scope="module")
def book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=True)


@pytest.fixture(scope="module")
def ledger() -> openpyxl.Workbook:
    return openpyxl.load_workbook(SAMPLES / "示例台账.xlsx", data_only=True)


def table(sheet: Any, first: str) -> list[dict[str, Any]]:
    """The rows below the header row that begins with `first`."""
    rows = list(sheet.iter_rows(values_only=True))
    top = next(i for i, row in enumerate(rows) if row[0] == first)
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]]


def test_the_overview_has_its_charts_on_one_page(path: Path) -> None:
    """Rates, the total against time, by year, by town and by category; the money on its own sheet."""
    with zipfile.ZipFile(path) as parts:
        titles = []
        for name in sorted(n for n in parts.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", n)):
            titles.append("".join(re.findall(r"<a:t>(.*?)</a:t>", parts.read(name).decode().split("</c:title>")[0])))
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    for wanted in ("完成率", "对总目标和序时进度", "分年度", "分乡镇", "分类别", "安排、拨付和结余"):
        assert any(wanted in title for title in titles), wanted
    assert 'fitToHeight' not in sheet and '<pageSetUpPr fitToPage="1"/>' in sheet


def test_progress_holds_the_total_against_time(book: openpyxl.Workbook) -> None:
    """Two of three years of 2018-2020 are 730 of 1096 days: 44 × 730 ÷ 1096 = 29.3065693431亿元."""
    rows = {(row["目标"].split("（")[0], row["年度"]): row for row in table(book["序时进度"], "条款") if row["年度"]}
    row = rows["累计工业技术改造投资", YEAR]
    assert row["时间进度"] == pytest.approx(730 / 1096)
    assert (row["总目标"], row["序时应达"]) == (44, 29.3065693431)
    overview = next(r for r in table(book["总览"], "条款") if r["目标"] == "累计工业技术改造投资")
    assert row["累计完成"] == overview["完成值"] and row["比序时"] == pytest.approx(overview["完成值"] - 29.3065693431)
    later = rows["累计工业技术改造投资", 2020]
    assert (later["时间进度"], later["序时应达"], later["累计完成"]) == (1, 44, None)


def test_departments_split_the_investment(book: openpyxl.Workbook, ledger: openpyxl.Workbook) -> None:
    """Each department's projects in the ledger, added up here."""
    wanted: Counter[str] = Counter()
    for row in table(ledger["项目"], "项目编号"):
        wanted[row["牵头单位"] or "未填"] += row["2019年完成投资(万元)"] or 0
    shown = {row["牵头单位"]: row["工业技术改造投资\n（亿元）"] for row in table(book["分牵头单位"], "牵头单位")}
    assert len(wanted) > 5
    for name, amount in wanted.items():
        assert shown.get(name, 0) == pytest.approx(amount / 10_000), name
    assert {row for row in book["分牵头单位"].iter_rows(values_only=True) if row[0] == "与《总览》核对"}.pop()[1:] == ("一致",) * 5


def test_every_task_lists_its_projects(book: openpyxl.Workbook, ledger: openpyxl.Workbook) -> None:
    """The flags of the ledger: robots and old equipment of projects completed in the year, first units, tags, national support."""
    projects = [row for row in table(ledger["项目"], "项目编号") if row["项目编号"]]
    done = [row for row in projects if str(row["完工日期"])[:4] == str(YEAR)]
    figures = {row["跟踪内容"]: row["数值"] for row in table(book["跟踪事项"], "条款") if row["跟踪内容"]}
    assert figures["当年完工项目新增机器人"] == sum(row["新增机器人(台)"] or 0 for row in done)
    assert figures["其中上世纪九十年代以前"] == sum(row["其中1990年前(台)"] or 0 for row in done)
    assert figures["首台（套）项目"] == sum(row["首台套"] == "是" for row in projects)
    assert figures["绿色工厂"] == sum("绿色工厂" in (row["任务标签"] or "") for row in projects)
    assert figures["获国家强基扶持、优先推荐省市资金的项目"] == sum(row["国家工业强基"] == "是" for row in projects)
    lines = [row for row in table(book["任务明细"], "事项\n序号") if row["跟踪内容"]]
    assert {row["条款"] for row in lines} >= {f"三({number})" for number in "一二三四五六七"}
    named = {row["名称"] for row in lines if row["跟踪内容"] == "首台（套）项目"}
    assert named == {row["项目名称"] for row in projects if row["首台套"] == "是"}


def test_land_terms_and_added_floor(book: openpyxl.Workbook) -> None:
    """2019: terms of 20, 50, 50, 40 and 50 years of at most 50 each, 210 ÷ 250; 7350 + 10100 + 3900 m² meet both conditions."""
    figures = {row["跟踪内容"]: row["数值"] for row in table(book["跟踪事项"], "条款") if row["跟踪内容"]}
    assert figures["当年出让地块的弹性年期修正系数（出让年期÷最高年期）"] == pytest.approx(0.84)
    assert figures["不再收出让金的新增建筑面积"] == 21350
    lines = [row for row in table(book["任务明细"], "事项\n序号") if row["跟踪内容"] and "修正系数" in row["跟踪内容"]]
    assert [row["比值"] for row in lines] == [0.4, 1, 1, 0.8, 1]


def test_tracked_figures_are_formulas_over_the_lines(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["跟踪事项"]
    header = next(row for row in sheet.iter_rows() if row[0].value == "条款")
    column = [cell.value for cell in header].index("数值")
    live = [row[column] for row in sheet.iter_rows(min_row=header[0].row + 1) if isinstance(row[-1].value, int)]
    assert len(live) == 19 and all(cell.data_type == "f" for cell in live)


def test_financing_by_enterprise_and_bank(book: openpyxl.Workbook) -> None:
    """示例农商银行: 8000 + 7600.5 + 500 + 120 wanted, 5000 + 3000 + 500 + 60 secured."""
    rows = list(book["融资需求"].iter_rows(values_only=True))
    total = next(row for row in rows if row[0] == "合计")
    assert total[5:8] == (27510.75, 10640, 16870.75)
    banks = {row[3]: row[5:8] for row in rows[next(i for i, row in enumerate(rows) if row[0] == "按金融机构") :] if row[3]}
    assert banks["示例农商银行"] == (16220.5, 8560, 7660.5)
    assert banks["未对接"] == (6500 + 260.25 + 150, 0, 6910.25)
    assert sum(bank[2] for bank in banks.values()) == total[7]
