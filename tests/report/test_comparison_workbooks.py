"""口径影响, 试算对比 and 预测: what stands in them; every formula recalculated in LibreOffice in the slower proofs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from report import small_ledger
from report.recalculation import differences, needs_office, stored
from techreform_cli.pipeline import Request, compute, forecast, what_if
from techreform_cli.report.award_workbook import write_awards
from techreform_cli.report.forecast_workbook import write_forecast
from techreform_cli.report.whatif_workbook import write_whatif

SAMPLES = Path(__file__).parents[2] / "samples"
RANGES = {"equipment_purchase.rate": "15%..30%:5%", "equipment_cap": "100万元..300万元:100万元"}


def rows(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True))


def tried(tmp_path: Path, name: str, year: int, settings: dict[str, str]) -> Path:
    return write_whatif(what_if(Request(SAMPLES / name, settings=settings, year=year)), SAMPLES / name, tmp_path)[0]


def foreseen(tmp_path: Path, name: str, settings: dict[str, str] | None = None) -> Path:
    return write_forecast(forecast(Request(SAMPLES / name, settings=settings or {})), SAMPLES / name, tmp_path)[0]


def impact(tmp_path: Path, name: str, year: int) -> Path:
    write_awards(compute(Request(SAMPLES / name, year=year), readings=True), tmp_path / "奖补.xlsx")
    return tmp_path / "奖补.xlsx"


def test_the_impact_sheet_has_every_other_reading_biggest_first(tmp_path: Path) -> None:
    """By what is another amount and by what cannot be compared since one side is 待补正."""
    result = compute(Request(SAMPLES / "示例台账.xlsx", year=2019), readings=True)
    write_awards(result, tmp_path / "奖补.xlsx")
    found = rows(tmp_path / "奖补.xlsx", "口径影响")
    top = next(i for i, row in enumerate(found) if row[3] == "编号=选项")
    lines = [row for row in found[top + 2 :] if row[3]]
    assert len(lines) == 18 and "现在的读法" in found[top + 1][1]
    column = found[top].index("金额变化(万元)")
    stakes = {}
    for reading in result.readings or ():
        sides = [change.amounts for change in reading.comparison.changes]
        known = sum(after - before for before, after in sides if before is not None and after is not None)
        alone = sum((before or 0) + (after or 0) for before, after in sides if before is None or after is None)
        stakes[f"{reading.interpretation}={reading.option.id}"] = abs(known) + alone
    sizes = [stakes[row[3]] for row in lines]
    assert sizes == sorted(sizes, reverse=True) and lines[0][column] != 0


def test_the_comparison_of_one_change(tmp_path: Path) -> None:
    path = tried(tmp_path, "示例台账.xlsx", 2019, {"equipment_purchase.rate": "25%"})
    assert path.name == "示例台账_2019_试算对比.xlsx"
    book = openpyxl.load_workbook(path, data_only=True)
    assert book.sheetnames == ["对比", "分年", "企业变化", "目标变化", "口径", "运行凭证"]
    totals = [row for row in rows(path, "企业变化") if row[0] == "合计"]
    assert [row[1] for row in totals] == [2019, 2018]  # the year asked for first, then those before it
    assert all(round(row[6] - row[5], 6) == row[7] > 0 for row in totals)
    again = "techreform whatif 示例台账.xlsx --policy dongyuan-2018-2020 --year 2019 --as-of 2019-12-31 --set equipment_purchase.rate=25%"
    assert ("重算的命令", again) in [row[:2] for row in rows(path, "运行凭证")]


def test_a_change_is_told_in_words_with_what_it_changes(tmp_path: Path) -> None:
    """The director sees 比例 20% → 25%, and what a question is, not what the policy file calls them."""
    changes = {"equipment_purchase.rate": "25%", "equipment_floor": "threshold", "large_revenue": "6000万元"}
    path = tried(tmp_path, "示例台账.xlsx", 2019, changes)
    found = rows(path, "对比")
    top = next(i for i, row in enumerate(found) if row[0] == "组合")
    question = "单个企业补助不低于10万元：不足的补足到10万元，还是不足的不补？"
    assert found[top][1:4] == ("设备购置事后奖补的比例", question, "较大企业的主营业务收入界线")
    assert found[top + 1][1:4] == ("20%", "不足的补足到下限", "5,000.00万元")
    assert found[top + 2][1:4] == ("25%", "不足下限的不补", "6000万元")
    assert "比例 20% → 25%（equipment_purchase.rate=25%）；" in rows(path, "企业变化")[1][0]


def test_the_forecast_says_how_to_forecast_again(tmp_path: Path) -> None:
    facts = {row[0]: row[1] for row in rows(foreseen(tmp_path, "示例台账.xlsx"), "运行凭证") if row[0]}
    assert facts["重算的命令"] == "techreform forecast 示例台账.xlsx --policy dongyuan-2018-2020"
    assert "计算年度（--year）" not in facts


def test_the_charts_are_native(tmp_path: Path) -> None:
    for path, sheets in (
        (foreseen(tmp_path, "示例台账.xlsx"), ("分年", "资金")),
        (tried(tmp_path, "示例台账.xlsx", 2019, {"equipment_rate": "15%..25%:5%"}), ("对比",)),
    ):
        book = openpyxl.load_workbook(path)
        assert all(len(book[sheet]._charts) == 1 for sheet in sheets)


def test_a_year_without_anything_to_go_by_shows_a_dash_not_zero(tmp_path: Path) -> None:
    """In the small ledger nobody's contribution is decided in any year: there are no county shares at all."""
    small_ledger.result_of(tmp_path)
    path = write_forecast(forecast(Request(tmp_path / "台账.xlsx")), tmp_path / "台账.xlsx", None)[0]
    lines = [row for row in rows(path, "分奖补") if row[1] == "财政贡献以奖代补"]
    assert [row[0] for row in lines] == list(range(2019, 2024)) and all(row[8] == "—" for row in lines)
    assert [row[6] for row in lines if row[0] > 2019] == ["—"] * 4


def test_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    for number in ("一", "二"):
        foreseen(tmp_path / number, "示例台账.xlsx")
        tried(tmp_path / number, "示例台账.xlsx", 2019, RANGES)
    for path in (tmp_path / "一").iterdir():
        assert path.read_bytes() == (tmp_path / "二" / path.name).read_bytes()


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize(("name", "year"), [("示例台账.xlsx", 2019), ("示例台账_日常.xlsx", 2021)])
def test_recalculation_of_the_impact_sheet(tmp_path: Path, name: str, year: int) -> None:
    assert differences(impact(tmp_path, name, year), tmp_path) == []


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize(
    ("year", "settings"),
    [(2019, {"equipment_purchase.rate": "25%", "equipment_floor": "threshold"}), (2020, RANGES), (2022, {"fund_programs": "both"})],
)
def test_recalculation_of_the_comparison(tmp_path: Path, year: int, settings: dict[str, str]) -> None:
    path = tried(tmp_path, "示例台账.xlsx", year, settings)
    assert len(stored(path)) > 10
    assert differences(path, tmp_path) == []


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize(("name", "settings"), [("示例台账.xlsx", {}), ("示例台账_日常.xlsx", {"fund_programs": "both"})])
def test_recalculation_of_the_forecast(tmp_path: Path, name: str, settings: dict[str, str]) -> None:
    path = foreseen(tmp_path, name, settings)
    assert len(stored(path)) > 40
    assert differences(path, tmp_path) == []
