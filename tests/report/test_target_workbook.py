"""The 目标进度 workbook: figures worked out by hand, live formulas, and what a reader must find."""

from __future__ import annotations

import math
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from slots.county import write
from slots.every_slot import random_rows

from techreform_cli.pipeline import Request, compute
from techreform_cli.report.target_workbook import write_targets

from .recalculation import differences, needs_office, stored
from .small_ledger import result_of, sheets

SAMPLES = Path(__file__).parents[2] / "samples"


def written(folder: Path, year: int = 2019, content: Any = None, **settings: str) -> Path:
    path = folder / "目标进度.xlsx"
    write_targets(result_of(folder, year, content, **settings), path)
    return path


def table(path: Path, sheet: str, first: str) -> list[dict[str, Any]]:
    """The rows below the header that begins with `first`, as header -> stored value."""
    rows = [list(row) for row in openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True)]
    start = next(i for i, row in enumerate(rows) if row[0] == first)
    headers = [str(text).split("\n")[0] for text in rows[start] if text]
    return [dict(zip(headers, row, strict=False)) for row in rows[start + 1 :] if row[1] is not None]


def by(rows: list[dict[str, Any]], header: str) -> dict[Any, dict[str, Any]]:
    return {row[header]: row for row in rows}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("targets"))


@pytest.fixture(scope="module")
def overview(book: Path) -> dict[Any, dict[str, Any]]:
    return by(table(book, "总览", "条款"), "目标")


def charts(path: Path) -> list[str]:
    """The XML of every chart of a workbook, in their order."""
    with zipfile.ZipFile(path) as book:
        return [book.read(name).decode() for name in sorted(book.namelist()) if name.startswith("xl/charts/chart")]


def test_a_share_by_year_is_drawn_in_percent_and_what_has_no_rate_is_not_drawn_as_nought(tmp_path: Path) -> None:
    policy = Path(__file__).parents[1] / "slots" / "every_slot.yaml"
    for gaps, drawn, said in ((0.0, 2, False), (1.0, 1, True)):
        ledger = write(tmp_path / "台账.xlsx", random_rows(1, gaps))
        result = compute(Request(ledger, str(policy), year=2024))
        write_targets(result, tmp_path / "目标.xlsx")
        found = charts(tmp_path / "目标.xlsx")
        assert len(found) == drawn and (result.targets[0].achievement_rate is None) is said
        assert 'formatCode="0.0%;-0.0%;"' in found[-1] and 'formatCode="0%"' in found[-1]
        notes = [str(cell.value) for row in openpyxl.load_workbook(tmp_path / "目标.xlsx")["总览"].iter_rows() for cell in row]
        assert any("完成率图没有画：规上企业技改覆盖率" in note for note in notes) is said


def test_sheets_come_in_the_order_of_reading(book: Path) -> None:
    names = openpyxl.load_workbook(book).sheetnames
    assert names[:4] == ["总览", "历年对照", "序时进度", "开展技改的规上企业"]
    assert names[-11:-5] == ["分乡镇", "分类别", "跟踪事项", "任务明细", "已拨付", "资金"]
    assert names[-5:] == ["目标值与参数", "通知条款", "口径", "问题", "运行凭证"]


def test_investment_is_the_sum_of_the_year_in_the_unit_of_the_target(overview: dict[Any, dict[str, Any]]) -> None:
    row = overview["工业技术改造投资"]
    assert (row["条款"], row["单位"], row["目标值"], row["完成值"]) == ("二·2019", "亿元", 13, 0.560075)
    assert row["完成率"] == pytest.approx(0.560075 / 13)
    assert (row["差距"], row["状态"], row["官方数据"]) == (12.439925, "未达到", 0.57)


def test_an_enterprise_that_may_be_above_scale_is_open_not_left_out(overview: dict[Any, dict[str, Any]]) -> None:
    row = overview["开展技改的规上企业"]
    assert (row["目标值"], row["完成值"], row["差距"], row["待补正"], row["状态"]) == (16, 2, 14, 1, "未达到")


def test_growth_comes_from_two_years(overview: dict[Any, dict[str, Any]]) -> None:
    assert overview["技改投资年均增长"]["完成值"] == pytest.approx(math.sqrt(5600.75 / 4000) - 1, abs=1e-12)
    assert overview["全员劳动生产率年均提高"]["完成值"] == pytest.approx((2900 / 160 - 1500 / 100) / 2, abs=1e-12)
    assert overview["工业企业全员劳动生产率"]["完成值"] == pytest.approx(2900 / 160)


def test_plan_totals_add_up_the_years(overview: dict[Any, dict[str, Any]]) -> None:
    assert overview["累计工业技术改造投资"]["完成值"] == 0.660075
    assert overview["三年累计开展技改的规上企业"]["完成值"] == 2
    assert overview["县财政累计资金"]["完成值"] == 0.016


def test_a_target_without_data_says_why(overview: dict[Any, dict[str, Any]]) -> None:
    row = overview["技改用地占工业用地比例"]
    assert (row["完成值"], row["完成率"], row["差距"], row["状态"]) == ("—", "—", "—", "待补正")
    assert "台账没有《用地》表" in row["说明"]


def test_actual_rate_and_gap_are_live(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["总览"]
    found = {row[1].value: row for row in sheet.iter_rows(min_row=5)}
    for label in ("开展技改的规上企业", "工业技术改造投资", "技改投资年均增长", "工业企业全员劳动生产率", "累计工业技术改造投资"):
        for column in (4, 5, 6, 7):
            assert found[label][column].data_type == "f", (label, column)


def test_what_exceeds_needs_one_more(overview: dict[Any, dict[str, Any]]) -> None:
    """More than 49 enterprises: with 2 there, 48 are lacking."""
    row = overview["三年累计开展技改的规上企业"]
    assert (row["完成值"], row["差距"]) == (2, 48)


def test_details_name_rows_cells_and_what_is_missing(book: Path) -> None:
    rows = by([row for row in table(book, "开展技改的规上企业", "序号") if row["年度"] == 2019], "名称")
    assert (rows["甲公司"]["乡镇"], rows["甲公司"]["改造类别"], rows["甲公司"]["计入"]) == ("仙塘镇", "设备更新", "是")
    assert "《项目》J2、J3" in rows["甲公司"]["依据的单元格"]
    assert (rows["丙公司"]["乡镇"], rows["丙公司"]["计入"]) == ("未填", "待补正")
    assert rows["丙公司"]["待补正：缺什么"].startswith("请填《企业》E4〔规上〕")


def test_rows_of_nothing_are_counted_not_listed(book: Path) -> None:
    rows = [row for row in table(book, "工业技术改造投资", "序号") if row["年度"] == 2018]
    assert [(row["名称"], row["企业"], row["完成投资（万元）"]) for row in rows] == [("一期", "甲公司", 1000)]
    top = list(openpyxl.load_workbook(book, data_only=True)["工业技术改造投资"].iter_rows(min_row=3, max_row=5, values_only=True))
    assert [row[1] for row in top] == [2019, 2018, 2017]
    assert top[1][2] == "另有3行为0，没有列出"


def test_towns_add_up_to_the_overview(book: Path) -> None:
    rows = by(table(book, "分乡镇", "乡镇"), "乡镇")
    assert rows["仙塘镇"]["工业技术改造投资"] == 0.50005
    assert rows["灯塔镇"]["开展技改的规上企业"] == 1
    assert rows["未填"]["工业技术改造投资"] == 0.01
    assert rows["合计"]["累计工业技术改造投资"] == 0.660075
    assert set(list(rows["与《总览》核对"].values())[1:]) == {"一致"}


def test_an_enterprise_counts_in_the_category_of_its_largest_project(book: Path) -> None:
    rows = by(table(book, "分类别", "改造类别"), "改造类别")
    assert (rows["设备更新"]["开展技改的规上企业"], rows["智能化改造"]["开展技改的规上企业"]) == (1, 0)
    assert (rows["设备更新"]["工业技术改造投资"], rows["智能化改造"]["工业技术改造投资"]) == (0.3, 0.20005)
    assert rows["合计"]["工业技术改造投资"] == 0.560075


def test_history_has_every_plan_year(book: Path) -> None:
    rows = [row for row in table(book, "历年对照", "条款") if row["目标"] == "工业技术改造投资"]
    assert [(row["年度"], row["目标值"], row["完成值"]) for row in rows] == [(2018, 12, 0.1), (2019, 13, 0.560075)]
    before = {cell: value for (sheet, cell), value in stored(book).items() if sheet == "历年对照"}
    assert 0.1 in before.values(), "the figure of an earlier year is a formula too"


def test_evidence_names_files_and_options_but_no_folder(tmp_path: Path) -> None:
    path = written(tmp_path, target_source="official")
    text = "\n".join(str(c.value) for row in openpyxl.load_workbook(path)["运行凭证"].iter_rows() for c in row if c.value)
    assert "台账.xlsx" in text and "target_source=official" in text and str(tmp_path) not in text
    questions = by(table(path, "口径", "序号"), "编号")
    assert "[official]" in questions["target_source"]["本次采用"].replace("［", "[").replace("］", "]")
    assert questions["target_source"]["是否确认"] == "待确认"


def test_outside_the_plan_there_is_no_goal(tmp_path: Path) -> None:
    rows = by(table(written(tmp_path, 2021), "总览", "条款"), "目标")
    assert {row["状态"] for row in rows.values()} == {"不适用"}
    assert {row["目标值"] for row in rows.values()} == {"—"}
    total = rows["累计工业技术改造投资"]  # the ledger has no column for 2020: its four projects are open
    assert (total["完成值"], total["待补正"]) == (0.660075, 4)
    assert "没有“2020年完成投资”列" in total["说明"]
    assert rows["开展技改的规上企业"]["待补正"] == 3


def test_a_name_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    name = "=cmd|' /C calc'!A1"
    path = written(tmp_path, content=sheets((name, "乙公司", "丙公司")))
    sheet = openpyxl.load_workbook(path)["开展技改的规上企业"]
    found = [cell for row in sheet.iter_rows() for cell in row if cell.value == name]
    assert found and all(cell.data_type == "s" for cell in found)


def test_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    result = result_of(tmp_path)
    for name in ("a.xlsx", "b.xlsx"):
        write_targets(result, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize("year", [2017, 2018, 2019, 2021])
def test_recalculation_gives_every_stored_value(tmp_path: Path, year: int) -> None:
    assert differences(written(tmp_path, year), tmp_path) == []


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "year", "settings"),
    [
        ("示例台账.xlsx", 2019, {}),
        ("示例台账_日常.xlsx", 2020, {}),
        ("示例台账_日常.xlsx", 2021, {}),
        ("示例台账.xlsx", 2020, {"target_source": "official", "cumulative_count": "sum", "funding_measure": "arranged"}),
        ("示例台账.xlsx", 2019, {"engaged": "starts", "productivity_scope": "all", "cumulative_count": "sum"}),
    ],
)
def test_recalculation_of_the_samples(tmp_path: Path, name: str, year: int, settings: dict[str, str]) -> None:
    path = tmp_path / "目标进度.xlsx"
    write_targets(compute(Request(SAMPLES / name, year=year, settings=settings)), path)
    assert len(stored(path)) > 200
    assert differences(path, tmp_path) == []
