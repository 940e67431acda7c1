"""What can be read and is doubtful all the same: each check once, at its cell, and not a step before."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techreform_cli.domain.field import Dictionary
from techreform_cli.domain.ledger import Ledger
from techreform_cli.ledger.plausible.check import implausible
from techreform_cli.ledger.plausible.units import apart
from techreform_cli.ledger.read import read_ledger
from techreform_cli.policy.dictionary import load_dictionary

from .builders import CODE_A, CODE_B, CODE_C, at, doubts, only
from .conftest import Reader

FIRMS = [["企业名称", "统一社会信用代码", "规上"], ["甲公司", CODE_A, "是"], ["乙公司", CODE_B, "否"], ["丙公司", CODE_C, None]]
PROJECT = {
    "项目编号": "P1",
    "统一社会信用代码": CODE_A,
    "备案日期": "2018-1-10",
    "开工日期": "2018-2-1",
    "完工日期": "2018-9-5",
    "完工评价日期": "2018-10-1",
    "计划总投资(万元)": 500,
    "设备购置额(万元)": 200,
    "设备购置额(不含税)(万元)": 180,
    "2017年完成投资(万元)": None,
    "2018年完成投资(万元)": 400,
    "2019年完成投资(万元)": 50,
    "2020年完成投资(万元)": None,
    "淘汰老旧设备(台)": 5,
    "其中1990年前(台)": 2,
    "新增机器人(台)": 0,
}
YEAR = {"统一社会信用代码": CODE_A, "年度": 2018, "规上": "是", "主营业务收入(万元)": 5000, "工业增加值(万元)": 1000, "平均从业人数": 80}


def sheet(usual: dict[str, Any], *rows: dict[str, Any]) -> list[list[Any]]:
    """A sheet of the usual columns, each row the usual one with changes."""
    return [list(usual), *([*(usual | row).values()] for row in rows)]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"完工日期": "2018-1-31", "备案日期": None}, ("L070", "D2")),
        ({"备案日期": "2018-2-2"}, ("L070", "C2")),
        ({"备案日期": "2018-9-6", "开工日期": None}, ("L070", "C2")),
        ({"完工评价日期": "2018-9-4"}, ("L070", "F2")),
        ({"计划总投资(万元)": 0, "设备购置额(万元)": None, "2018年完成投资(万元)": None, "2019年完成投资(万元)": None}, ("L072", "G2")),
        ({"设备购置额(万元)": 500.01}, ("L071", "H2")),
        ({"设备购置额(万元)": -1, "设备购置额(不含税)(万元)": None}, ("L072", "H2")),
        ({"设备购置额(不含税)(万元)": 200.01}, ("L071", "I2")),
        ({"2018年完成投资(万元)": 600.01}, ("L071", "K2")),
        ({"2019年完成投资(万元)": -1}, ("L072", "L2")),
        ({"2017年完成投资(万元)": 1}, ("L077", "J2")),
        ({"2020年完成投资(万元)": 1}, ("L077", "M2")),
        ({"其中1990年前(台)": 6}, ("L071", "O2")),
        ({"淘汰老旧设备(台)": -1, "其中1990年前(台)": None}, ("L072", "N2")),
        ({"新增机器人(台)": -1}, ("L072", "P2")),
    ],
)
def test_a_project_that_cannot_be_right(read: Reader, change: dict[str, Any], found: tuple[str, str]) -> None:
    ledger = read({"企业": FIRMS, "项目": sheet(PROJECT, change)})
    code, cell = found
    assert [one for one in doubts(ledger) if one != ("L071", "项目!O2") or code == "L071"] == [(code, f"项目!{cell}")]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"完工日期": "2018-2-1", "备案日期": "2018-2-1", "完工评价日期": "2018-2-1"},
        {"设备购置额(万元)": 500, "设备购置额(不含税)(万元)": 500},
        {"2018年完成投资(万元)": 600, "2019年完成投资(万元)": 50},  # 650 is 30% above 500
        {"完工日期": None, "2020年完成投资(万元)": 10},
        {"完工日期": "待定", "开工日期": None, "2017年完成投资(万元)": 10},
        {"计划总投资(万元)": None, "设备购置额(万元)": 900},
        {"设备购置额(万元)": "约900"},
        {"其中1990年前(台)": 5},
    ],
)
def test_a_project_that_may_be_right(read: Reader, change: dict[str, Any]) -> None:
    assert doubts(read({"企业": FIRMS, "项目": sheet(PROJECT, change)})) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"工业增加值(万元)": 5000.01}, ("L071", "E2", "warning")),
        ({"平均从业人数": 0}, ("L075", "F2", "warning")),
        ({"平均从业人数": -3}, ("L072", "F2", "warning")),
        ({"主营业务收入(万元)": -1, "规上": None, "工业增加值(万元)": -2, "统一社会信用代码": CODE_C}, ("L072", "D2", "warning")),
        ({"主营业务收入(万元)": 999.99, "工业增加值(万元)": 10}, ("L075", "D2", "note")),
        ({"规上": "否", "主营业务收入(万元)": 3000}, ("L075", "D2", "note")),
        ({"规上": None, "统一社会信用代码": CODE_B}, ("L075", "D2", "note")),  # 《企业》 says no
    ],
)
def test_a_years_figures_that_cannot_be_right(read: Reader, change: dict[str, Any], found: tuple[str, str, str]) -> None:
    ledger = read({"企业": FIRMS, "年度指标": sheet(YEAR, change)})
    code, cell, severity = found
    told = [one for one in doubts(ledger) if one != ("L075", "年度指标!F2") or code == "L075"]
    assert told == [(code, f"年度指标!{cell}")]
    assert only(ledger, code).severity == severity


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"工业增加值(万元)": 5000},
        {"工业增加值(万元)": -100},
        {"主营业务收入(万元)": 0, "工业增加值(万元)": 0, "平均从业人数": 0, "规上": "否"},  # not yet at work
        {"主营业务收入(万元)": 1000},
        {"主营业务收入(万元)": 2999.99, "规上": "否"},
        {"规上": None, "统一社会信用代码": CODE_C, "主营业务收入(万元)": 9000},  # nobody says
        {"规上": "待定", "统一社会信用代码": CODE_B},  # unreadable is not blank
    ],
)
def test_a_years_figures_that_may_be_right(read: Reader, change: dict[str, Any]) -> None:
    assert doubts(read({"企业": FIRMS, "年度指标": sheet(YEAR, change)})) == []


def test_both_cells_and_the_units_of_the_sheet_are_told(read: Reader) -> None:
    head = ["项目编号", "统一社会信用代码", "计划总投资(元)", "设备购置额(千元)"]
    problem = only(read({"企业": FIRMS, "项目": [head, ["P1", CODE_A, 5_000_000, 5_000.5]]}), "L071")
    assert "是 5000.5千元，大于「计划总投资」（《项目》C2）的 5000000元" in problem.message
    years = {"企业": FIRMS, "年度指标": sheet(YEAR, {"规上": None, "统一社会信用代码": CODE_B})}
    assert "「规上」（《企业》C3）是「否」" in only(read(years), "L075").message


def test_a_sum_of_years_points_at_the_largest(read: Reader) -> None:
    problem = only(read({"企业": FIRMS, "项目": sheet(PROJECT, {"2018年完成投资(万元)": 300, "2019年完成投资(万元)": 400})}), "L071")
    assert at(problem) == "项目!L2" and "「完成投资」各年合计是 700万元" in problem.message and "相差超过 30%" in problem.message


def test_the_smaller_sheets(read: Reader) -> None:
    land = [
        ["年度", "工业用地面积(亩)", "技改用地面积(亩)", "面积(亩)", "出让年期", "最高年期"],
        [2018, 10, 11, None, 51, 50],
        [2019, 10, 10, 0, 50, 50],
    ]
    need = [["统一社会信用代码", "融资需求(万元)", "已落实(万元)"], [CODE_A, 100, 101], [CODE_A, 100, 100]]
    assert doubts(read({"用地": land, "融资需求": need})) == [
        ("L071", "用地!C2"),
        ("L071", "用地!E2"),
        ("L072", "用地!D3"),
        ("L071", "融资需求!C2"),
    ]


def test_notes_are_said_once_and_counted(read: Reader) -> None:
    rows = [{"统一社会信用代码": CODE_B, "年度": year, "规上": None} for year in (2017, 2018, 2019)]
    ledger = read({"企业": FIRMS, "年度指标": sheet(YEAR, *rows)})
    assert doubts(ledger) == [("L075", "年度指标!D2")] and "另有 2 处" in only(ledger, "L075").message


def test_what_most_rows_fail_is_about_the_columns(read: Reader) -> None:
    rows = [{"项目编号": f"P{i}", "计划总投资(万元)": 200, "设备购置额(万元)": 300 + i} for i in range(8)]
    rows += [{"项目编号": f"R{i}"} for i in range(7)]
    usual = {key: PROJECT[key] for key in ("项目编号", "统一社会信用代码", "计划总投资(万元)", "设备购置额(万元)")}
    ledger = read({"企业": FIRMS, "项目": sheet(usual, *rows)})
    assert doubts(ledger) == [("L078", "项目!D2")]
    assert "8 行大于「计划总投资」" in only(ledger, "L078").message
    ledger = read({"企业": FIRMS, "项目": sheet(usual, *rows, {"项目编号": "R8"})})  # eight of sixteen are not most
    assert [code for code, _ in doubts(ledger)] == ["L071"] * 8


# units

USUAL = [320, 45, 1200, 500, 88, 2600, 150, 700]


def purchases(*amounts: Any) -> dict[str, list[list[Any]]]:
    return {
        "企业": FIRMS,
        "项目": [["项目编号", "统一社会信用代码", "设备购置额(万元)"], *([f"P{i}", CODE_A, one] for i, one in enumerate(amounts))],
    }


def test_one_amount_in_yuan_among_wan(read: Reader) -> None:
    problem = only(read(purchases(*USUAL, 5_000_000)), "L073")
    assert at(problem) == "项目!C10" and problem.severity == "warning"
    assert "是 5000000万元，是同列中位数 500万元 的10000 倍" in problem.message


def test_several_amounts_in_yuan(read: Reader) -> None:
    found = doubts(read(purchases(*USUAL, *USUAL, 880_000, 5_000_000, 12_000_000)))
    assert found == [("L073", f"项目!C{row}") for row in (18, 19, 20)]


def test_one_amount_in_wan_among_yuan(read: Reader) -> None:
    sheets = purchases(*(one * 10_000 for one in USUAL), 300)
    sheets["项目"][0][2] = "设备购置额(元)"
    problem = only(read(sheets), "L073")
    assert at(problem) == "项目!C10" and "是 300元" in problem.message and "分之一" in problem.message


@pytest.mark.parametrize(
    "amounts",
    [
        [*USUAL, 26_000],  # large, but no ten thousand times
        [*USUAL[:6], 5_000_000],  # too few to know what is usual
        [*USUAL, 90_000_000],  # in 元 that would still be three times the largest
        [*USUAL, 300_000],  # in 元 that would be less than the smallest
        [0.02, 3, 8, 20, 45, 90, 200, 700, 1500],  # the first taxes of a new firm
        [1, 4, 20, 80, 300, 1000, 4000, 20_000, 80_000],  # widely but evenly spread
        [-5, *USUAL],
    ],
)
def test_amounts_that_may_be_right(read: Reader, amounts: list[Any]) -> None:
    assert "L073" not in [code for code, _ in doubts(read(purchases(*amounts)))]


def test_a_slipped_amount_is_not_held_against_others_again(read: Reader) -> None:
    sheets = purchases(*USUAL, 5_000_000)
    for row, planned in zip(sheets["项目"], ["计划总投资(万元)", *([3000] * 9)], strict=True):
        row.append(planned)
    assert doubts(read(sheets)) == [("L073", "项目!C10")]


def test_a_whole_column_in_yuan(read: Reader) -> None:
    sheets = purchases(*(one * 10_000 for one in USUAL))
    for row, planned in zip(sheets["项目"], ["计划总投资(万元)", *([3000] * 8)], strict=True):
        row.append(planned)
    ledger = read(sheets)
    assert doubts(ledger) == [("L074", "项目!C2")]  # and not that each is above the plan
    assert "按万元读，中位数是 5000000万元" in only(ledger, "L074").message


def test_a_whole_column_in_wan_under_yuan(read: Reader) -> None:
    sheets = purchases(*USUAL)
    sheets["项目"][0][2] = "设备购置额(元)"
    assert doubts(read(sheets)) == [("L074", "项目!C2")]


def test_a_year_in_another_unit_than_the_firms_other_years(read: Reader) -> None:
    rows = [{"年度": 2017}, {"年度": 2018, "主营业务收入(万元)": 52_000_000}, {"年度": 2019}]
    ledger = read({"企业": FIRMS, "年度指标": sheet(YEAR, *rows)})
    problem = only(ledger, "L073")
    assert at(problem) == "年度指标!D3" and "这家企业其他年度 5000万元 的10400 倍" in problem.message
    assert doubts(ledger) == [("L073", "年度指标!D3")]


def test_a_firm_that_grows_fast(read: Reader) -> None:
    rows = [{"年度": 2017, "主营业务收入(万元)": 2, "工业增加值(万元)": 1, "规上": "否"}, {"年度": 2018, "主营业务收入(万元)": 5900}]
    assert doubts(read({"企业": FIRMS, "年度指标": sheet(YEAR, *rows)})) == []


def spread(seed: int) -> list[tuple[int, str, int]]:
    """Sixty amounts as a county's are spread: most within a factor of five of the middle, the extremes some thirty times off."""
    dice = random.Random(seed)
    return [(round(dice.lognormvariate(0, 1.5) * 500_000_000), "设备购置额", row) for row in range(60)]


@given(st.integers(0, 10**9), st.integers(12, 47))
@settings(max_examples=200, deadline=None)
def test_one_slip_is_found_wherever_it_is_and_nothing_else(seed: int, rank: int) -> None:
    values = sorted(spread(seed))
    assert apart(values) == set()
    amount, key, row = values[rank]
    slipped = (amount * 10_000, key, row)
    assert apart(sorted([*values[:rank], slipped, *values[rank + 1 :]])) == {slipped}


# years and plans


def test_years_far_from_the_plan(write: Callable[..., Path], dictionary: Dictionary) -> None:
    path = write(
        {"企业": FIRMS, "项目": sheet(PROJECT, {}), "年度指标": sheet(YEAR, *({"年度": year} for year in (2014, 2015, 2025, 2026)))}
    )
    assert doubts(read_ledger(path, dictionary)) == []  # of no plan in particular
    ledger = read_ledger(path, replace(dictionary, plan=(2018, 2020)))
    assert doubts(ledger) == [("L076", "年度指标!B2")]
    assert "2014年，离政策的计划期 2018–2020 年太远" in only(ledger, "L076").message and "另有 1 处" in only(ledger, "L076").message


# nothing changes, nothing is said of what is in order


def test_doubts_change_no_value(write: Callable[..., Path], dictionary: Dictionary) -> None:
    wrong = {"完工日期": "2018-1-1", "设备购置额(万元)": 5_000_000, "2020年完成投资(万元)": 9}
    rows = [{"项目编号": f"P{i}", "设备购置额(万元)": one} for i, one in enumerate(USUAL)]
    path = write({"企业": FIRMS, "项目": sheet(PROJECT, *rows, wrong | {"项目编号": "Q"}), "年度指标": sheet(YEAR, {"平均从业人数": 0})})
    with_checks, without = read_ledger(path, dictionary), read_ledger(path, replace(dictionary, checks=()))
    assert len(doubts(with_checks)) > 4
    for key, table in with_checks.tables.items():
        pd.testing.assert_frame_equal(table.frame, without.tables[key].frame)
        assert table.unclear == without.tables[key].unclear


def plausible_ledger(seed: int) -> dict[str, list[list[Any]]]:
    """Some enterprises with a few years and projects each, drawn from what is usual in a county."""
    dice = random.Random(seed)
    years, projects = [], []
    for code in (CODE_A, CODE_B, CODE_C):
        revenue, people = 10 ** dice.uniform(2.6, 5.2), dice.randint(5, 900)
        for year in range(2017, 2021):
            revenue *= dice.uniform(0.8, 1.4)
            above = "是" if revenue >= 2000 else "否"
            row = {"统一社会信用代码": code, "年度": year, "规上": above, "主营业务收入(万元)": round(revenue, 2)}
            years.append(row | {"工业增加值(万元)": round(revenue * dice.uniform(0.1, 0.4), 2), "平均从业人数": people})
        for _ in range(dice.randint(0, 6)):
            planned, start = round(10 ** dice.uniform(1.5, 4.6), 2), dice.randint(2016, 2019)
            spent = round(planned * dice.uniform(0.3, 0.6), 2)
            dates = {
                "备案日期": f"{start}-01-10",
                "开工日期": f"{start}-03-01",
                "完工日期": f"{start + 1}-06-05",
                "完工评价日期": f"{start + 1}-07-01",
            }
            amounts = {
                "计划总投资(万元)": planned,
                "设备购置额(万元)": round(planned * 0.6, 2),
                "设备购置额(不含税)(万元)": round(planned * 0.5, 2),
            }
            done = {f"{year}年完成投资(万元)": spent if start <= year <= start + 1 else None for year in range(2017, 2021)}
            projects.append({"项目编号": f"P{len(projects)}", "统一社会信用代码": code} | dates | amounts | done)
    return {"企业": [row[:2] for row in FIRMS], "项目": sheet(PROJECT, *projects), "年度指标": sheet(YEAR, *years)}


@pytest.mark.parametrize("seed", range(12))
def test_a_plausible_ledger_gives_no_doubts(read: Reader, seed: int) -> None:
    ledger = read(plausible_ledger(seed))
    assert [p.sentence for p in ledger.problems if p.code.startswith("L07")] == []


def test_two_thousand_projects_are_checked_in_no_time(write: Callable[..., Path]) -> None:
    from techreform_cli.domain.field import Dictionary as Whole
    from techreform_cli.ledger import settle as stage

    dictionary: Whole = load_dictionary()
    taken: list[float] = []

    def timed(*arguments: Any) -> Any:
        start = time.process_time()
        found = implausible(*arguments)
        taken.append(time.process_time() - start)
        return found

    rows = [
        {"项目编号": f"P{i}", "设备购置额(万元)": 100 + i / 20, "设备购置额(不含税)(万元)": None, "项目名称": f"第{i}线"}
        for i in range(2000)
    ]
    path = write({"企业": FIRMS, "项目": sheet(PROJECT | {"项目名称": ""}, *rows)})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage, "implausible", timed)
        ledgers: list[Ledger] = [read_ledger(path, dictionary) for _ in range(2)]
    assert doubts(ledgers[0]) == []
    assert min(taken) < 0.1, taken  # about 0.02 s here; the rest is for slow machines
