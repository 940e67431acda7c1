"""techreform forecast: known, estimated and unknown apart, by hand on small ledgers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.workbooks import save

from .conftest import CODE, OTHER, SHEETS, Ran, no_english

Run = Callable[..., Ran]
PAID = ["统一社会信用代码", "企业名称", "项目编号", "奖补类别", "年度", "金额(万元)", "拨付日期"]


def answer(run: Run, ledger: Path) -> dict[str, Any]:
    ran = run("forecast", ledger, "--json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert isinstance(found, dict)
    return found


def written(folder: Path, **sheets: list[list[Any]]) -> Path:
    """The small ledger with some sheets changed or added; one that is empty is left out."""
    return save(folder / "台账.xlsx", {title: rows for title, rows in {**SHEETS, **sheets}.items() if rows})


def figures(found: dict[str, Any], program: str) -> dict[int, tuple[str | None, str | None, int, bool]]:
    """Known, estimated, unknown and whether more may come, per year."""
    return {
        line["year"]: (
            line["known"] and line["known"]["amount"], line["estimated"] and line["estimated"]["amount"],
            line["unknown"], line["more_completions_possible"],
        )
        for line in found["lines"] if line["program"] == program
    }  # fmt: skip


def test_a_ledger_to_2019_by_hand(run: Run, ledger: Path) -> None:
    """甲, completed 2018: 800万 × 20% for 2018; contributions of 2019 170万 less 150万 of 2017, at 40% 8万, held for 2020 and 2021.
    乙, completed 2019, has neither 规上 nor yearly figures: unknown wherever it claims. Completions of 2020 are not in yet."""
    found = answer(run, ledger)
    assert found["data_year"] == 2019
    assert figures(found, "equipment_purchase") == {
        2018: ("1600000.00", None, 0, False),
        2019: (None, None, 1, False),
        2020: (None, None, 0, True),
    }
    assert figures(found, "fiscal_contribution") == {
        2019: ("80000.00", None, 0, False),
        2020: (None, "80000.00", 1, False),
        2021: (None, "80000.00", 1, True),
        2022: (None, None, 1, True),
        2023: (None, None, 0, True),
    }
    assert [(e["year"], e["credit_code"], e["amount"], e["figures_of"]) for e in found["estimates"]] == [
        (2020, CODE, "80000.00", 2019), (2021, CODE, "80000.00", 2019)
    ]  # fmt: skip
    assert {(u["program"], u["year"], u["credit_code"]) for u in found["unknown"]} == {
        ("equipment_purchase", 2019, OTHER), *(("fiscal_contribution", year, OTHER) for year in (2020, 2021, 2022))
    }  # fmt: skip
    assert found["fund"]["goal"] == "100000000.00" and found["fund"]["programs"] == ["equipment_purchase"]
    assert all(year["arranged"] is None and year["paid"] is None for year in found["fund"]["years"])


def test_known_is_what_calc_gives(run: Run, tmp_path: Path) -> None:
    sample = Path(__file__).parents[2] / "samples" / "示例台账.xlsx"
    copy = tmp_path / "台账.xlsx"
    copy.write_bytes(sample.read_bytes())
    found = answer(run, copy)
    assert found["data_year"] == 2021 and {line["year"] for line in found["lines"]} == set(range(2018, 2024))
    for year in range(2018, 2022):
        totals = json.loads(run("calc", copy, "--year", str(year), "--json", "--no-sensitivity").out)["totals"]
        for line in (one for one in found["lines"] if one["year"] == year):
            total = totals[line["program"]]
            assert line["known"] == {"enterprises": total["enterprises"], "amount": total["amount"]}
            assert line["unknown"] == total["undetermined"] and line["estimated"] is None
    assert all(line["known"] is None for line in found["lines"] if line["year"] > 2021)


def test_held_figures_are_those_of_a_ledger_that_repeats_them(run: Run, tmp_path: Path) -> None:
    """Writing the rows of 2019 out again for 2020 turns the estimate of 2020 into a known figure, the same."""
    later = [*SHEETS["年度指标"], [CODE, "甲有限公司", 2020, "是", 6000, 1500, 60, 120, 50]]
    found = figures(answer(run, written(tmp_path, 年度指标=later)), "fiscal_contribution")
    assert found[2020] == ("80000.00", None, 1, False) and found[2021] == (None, "80000.00", 1, False)  # 2020 is in now


def test_payments_short_and_made_up_for(run: Run, tmp_path: Path) -> None:
    """甲 gets 100 of 160万 for 2018, and completes 100万 more in 2019: (800 + 100) × 20% − 100 = 80万. Together 180万, 20% of 900万."""
    more = ["X3", "二期", CODE, "甲有限公司", "设备更新", "否", "备3", None, "2019-02-01", "2019-06-30", 100, 100, "是", "是", "否", 0, 100]
    paid = [PAID, [CODE, "甲有限公司", "X1", "设备购置事后奖补", 2018, 100, "2019-03-01"]]
    ledger = written(tmp_path, 项目=[*SHEETS["项目"], more], 已拨付=paid, 资金安排=[["年度", "安排金额(万元)", "文号"], [2018, 150, ""]])
    found = answer(run, ledger)
    lines = {line["year"]: line for line in found["lines"] if line["program"] == "equipment_purchase"}
    assert lines[2018]["known"]["amount"] == "1600000.00" and lines[2019]["known"]["amount"] == "800000.00"
    assert lines[2018]["paid"] == {"amount": "1000000.00", "unclear_rows": 0} and lines[2019]["paid"] is None
    assert (lines[2018]["cost"], lines[2019]["cost"]) == ("1000000.00", "800000.00")
    years = {year["year"]: year for year in found["fund"]["years"]}
    assert years[2019]["cost_cumulative"] == "1800000.00" and years[2019]["share_with_estimates"] == "0.0180"
    assert years[2018]["arranged"] == {"amount": "1500000.00", "unclear_rows": 0} and years[2018]["paid"] == "1000000.00"
    out = run("forecast", ledger).out
    assert "应付和已付累计 180.00 万元（1.8%）；其中已拨付 100.00 万元" in out and "累计不等于“已确定”相加的 240.00 万元：" in out


def test_paid_short_without_a_later_award_is_still_owed(run: Run, tmp_path: Path) -> None:
    paid = [PAID, [CODE, "甲有限公司", "X1", "设备购置事后奖补", 2018, 100, "2019-03-01"]]
    line = next(one for one in answer(run, written(tmp_path, 已拨付=paid))["lines"] if one["program"] == "equipment_purchase")
    assert (line["year"], line["cost"], line["paid"]["amount"]) == (2018, "1600000.00", "1000000.00")


def test_projects_under_way_are_counted_not_estimated(run: Run, tmp_path: Path) -> None:
    rows = [row if row[0] != "X2" else [*row[:9], None, *row[10:]] for row in SHEETS["项目"]]
    found = answer(run, written(tmp_path, 项目=rows))
    assert found["unfinished_projects"] == {"equipment_purchase": 1, "fiscal_contribution": 1}
    assert any("1 个项目没有完工日期" in point["text"] for point in found["method"])


def test_without_yearly_figures_contributions_are_unknown(run: Run, tmp_path: Path) -> None:
    found = answer(run, written(tmp_path, 年度指标=[]))
    assert found["data_year"] == 2019  # the latest completion
    assert all(known is None and guess is None for known, guess, _, _ in figures(found, "fiscal_contribution").values())
    assert found["estimates"] == []


def test_what_is_shown_is_chinese(run: Run, ledger: Path) -> None:
    ran = run("forecast", ledger)
    assert ran.code == 0 and ran.err == "" and "台账_预测.xlsx" in ran.out
    assert no_english(ran.out.replace(str(ledger.parent), "")), ran.out
    assert "160.00" in ran.out and "还没有登记" in ran.out and "—" in ran.out
