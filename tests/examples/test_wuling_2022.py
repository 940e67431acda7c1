"""The fictional county 梧岭: what rules/examples/wuling-2022.notice.txt gives, worked out by hand. Awards in 元, ledgers in 万元."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from report.recalculation import differences, needs_office, stored
from slots.county import Rows, calculated, firm, only, project, refused, who, write

from techreform_cli.pipeline import Request, compute
from techreform_cli.report.award_workbook import write_awards

POLICY = Path(__file__).parents[2] / "rules" / "examples" / "wuling-2022.yaml"
MACHINES = ("machines", "robots_share", "robots_each")


def company(number: int = 1, **values: Any) -> dict[str, Any]:
    """An enterprise above scale whose revenue was 80 million at most before 2022."""
    return firm(number, 基期最高营收=8000) | values


def figures(name: str, *values: float | None, of: int = 1) -> list[dict[str, Any]]:
    """A yearly figure of 2021, 2022, … for an enterprise above scale."""
    return [who(of) | {"年度": year, "规上": "是", name: value} for year, value in enumerate(values, start=2021)]


def bought(
    pieces: int | None, price: float | None, robot: str | None, number: str = "F1", of: int = 1, day: str = "2022-05-05"
) -> dict[str, Any]:
    """A row of 设备清单."""
    kind = {"发票号码": number, "设备名称": "设备", "工业机器人": robot}
    return who(of) | kind | {"台数": pieces, "购置额": price, "发票日期": day}


def saving(tonnes: float | None, number: str = "P1", of: int = 1, day: str = "2022-06-30") -> dict[str, Any]:
    """An energy-saving project."""
    return project(number, of, 完工日期=day, 节约标准煤=tonnes)


def found(folder: Path, year: int = 2022, settings: dict[str, str] | None = None, **rows: Any) -> dict[str, Any]:
    """The calculation of a ledger of these sheets."""
    whole: Rows = {"企业": [company()], "项目": [saving(None, "P0", day="")]} | rows
    return calculated(folder, POLICY, whole, year, **(settings or {}))


def taxes(folder: Path, *values: float | None, year: int = 2022, **more: Any) -> tuple[str | None, str | None]:
    """增量奖 and 增长奖 by the county's tax of 2021, 2022, …"""
    document = found(folder, year, 年度指标=figures("县级税收贡献", *values), **more)
    first, second = (only(document, name)["amount"] for name in ("increment", "growth"))
    return first, second


def machines(folder: Path, *rows: dict[str, Any], year: int = 2022, **more: Any) -> tuple[str | None, ...]:
    """Other machines by piece, robots by price, robots by piece."""
    document = found(folder, year, 设备清单=list(rows), **more)
    return tuple(only(document, name)["amount"] for name in MACHINES)


def milestones(folder: Path, *values: float | None, before: float | None = 8000, **settings: str) -> dict[int, str | None]:
    """The prize of each year by the revenue of 2022, 2023, …"""
    annual = figures("主营业务收入", before, *values)
    years = range(2022, 2022 + len(values))
    return {
        year: only(found(folder, year, settings, 企业=[company(基期最高营收=before)], 年度指标=annual), "milestone")["amount"]
        for year in years
    }


@pytest.mark.parametrize(
    ("now", "increment"),
    [
        (149.99, "0.00"),  # an increment of 49.99
        (150, "150000.00"),  # 50 × 30%
        (299.99, "600000.00"),  # 199.99 × 30% = 59.997万, to the 百元 60.00
        (300, "800000.00"),  # 200 × 40%, the whole of it
        (600, "2000000.00"),  # 500 × 40%
        (90, "0.00"),  # less than in 2021
    ],
)
def test_the_whole_increment_over_2021_is_paid_at_the_rate_of_its_size(tmp_path: Path, now: float, increment: str) -> None:
    assert taxes(tmp_path, 100, now)[0] == increment


@pytest.mark.parametrize(("now", "increment"), [(150.0499, "150100.00"), (150.05, "150200.00")])
def test_half_of_a_hundred_yuan_is_rounded_up(tmp_path: Path, now: float, increment: str) -> None:
    # 500,499 × 30% = 150,149.70; 500,500 × 30% = 150,150.00
    assert taxes(tmp_path, 100, now)[0] == increment


def test_the_base_year_stays_2021_in_every_year(tmp_path: Path) -> None:
    # 2023: 220 − 100 = 120 × 30% = 36万; 2024: 310 − 100 = 210 × 40% = 84万
    assert taxes(tmp_path, 100, 160, 220, 310, year=2023)[0] == "360000.00"
    assert taxes(tmp_path, 100, 160, 220, 310, year=2024)[0] == "840000.00"


@pytest.mark.parametrize(("now", "growth"), [(110, "5000.00"), (110.01, "5000.00"), (120.5, "10300.00")])
def test_growth_of_a_tenth_or_more_is_paid_five_percent_of_the_increase(tmp_path: Path, now: float, growth: str) -> None:
    # 10 × 5% = 0.5万; 10.01 × 5% = 5005元 to 5000; 20.5 × 5% = 1.025万, half a hundred up
    assert taxes(tmp_path, 100, now) == ("0.00", growth)


def test_growth_below_a_tenth_is_refused_with_clause_and_figures(tmp_path: Path) -> None:
    document = found(tmp_path, 年度指标=figures("县级税收贡献", 100, 109.99))
    clause, text = refused(document, "growth")
    assert clause == "(四)" and "109.99万元" in text and "100.00万元" in text and "10%" in text


@pytest.mark.parametrize(
    ("before", "awards"),
    [
        (600, ("0.00", "230000.00")),  # increment 60 × 30% = 18万; growth 460 × 5% = 23万 is more
        (700, ("180000.00", "0.00")),  # growth 360 × 5% = 18万 as well: the one named first
        (900, ("180000.00", "0.00")),  # growth 160 × 5% = 8万
    ],
)
def test_only_the_larger_of_increment_and_growth_is_paid(tmp_path: Path, before: float, awards: tuple[str, str]) -> None:
    assert taxes(tmp_path, 1000, before, 1060, year=2023) == awards


def test_without_the_tax_of_2021_the_increment_is_open_and_its_cell_named(tmp_path: Path) -> None:
    row = only(found(tmp_path, 2023, 年度指标=figures("县级税收贡献", None, 100, 300)), "increment")
    assert (row["verdict"], row["amount"]) == ("undetermined", None)
    assert "县级税收贡献(2021年) 未填" in row["reasons"][0]["text"] and "台账.xlsx《年度指标》E2" in row["reasons"][0]["cells"]


@pytest.mark.parametrize("name", ["梧岭县恒昌铸造有限公司", "梧岭县金谷（集团）纸业有限公司", "梧岭县金谷(集团)纸业有限公司"])
def test_an_enterprise_on_the_list_gets_nothing_however_its_brackets_are_written(tmp_path: Path, name: str) -> None:
    annual = figures("县级税收贡献", 100, 300)
    firms = [company(企业名称=name)]
    document = found(tmp_path, 企业=firms, 年度指标=[row | {"企业名称": name} for row in annual])
    assert refused(document, "increment")[0] == "(十一)"


def test_an_enterprise_below_scale_gets_no_increment(tmp_path: Path) -> None:
    annual = [row | {"规上": "否"} for row in figures("县级税收贡献", 100, 300)]
    assert refused(found(tmp_path, 年度指标=annual), "increment")[0] == "(三)"


def test_ten_thousand_for_each_machine(tmp_path: Path) -> None:
    rows = [bought(30, 900, "否"), bought(7, None, "否", "F2")]
    assert only(found(tmp_path, 设备清单=rows), "machines")["amount"] == "370000.00"  # 37 pieces, whatever they cost


@pytest.mark.parametrize(
    ("robots", "price", "share", "each"),
    [
        (5, 100, "150000.00", "0.00"),  # 15% of 100 is more than 5
        (10, 60, "0.00", "100000.00"),  # 9 is less than 10
        (15, 100, "150000.00", "0.00"),  # both 15
        (1, 6.667, "10000.00", "0.00"),  # 10,000.50元 to the 百元: both 1万
    ],
)
def test_robots_go_by_piece_or_by_price_whichever_is_more(tmp_path: Path, robots: int, price: float, share: str, each: str) -> None:
    assert machines(tmp_path, bought(3, 50, "否", "F2"), bought(robots, price, "是")) == ("30000.00", share, each)


@pytest.mark.parametrize(
    ("pieces", "amounts"), [(35, ("350000.00", "150000.00")), (36, ("360000.00", "140000.00")), (60, ("500000.00", "0.00"))]
)
def test_machines_and_robots_together_are_capped_at_half_a_million(tmp_path: Path, pieces: int, amounts: tuple[str, str]) -> None:
    # robots 100 × 15% = 15万, under what the others leave of 50万
    assert machines(tmp_path, bought(pieces, 50, "否", "F2"), bought(5, 100, "是")) == (*amounts, "0.00")


def test_the_cap_on_machines_is_for_each_year(tmp_path: Path) -> None:
    rows = [bought(60, 1, "否", "F1"), bought(60, 1, "否", "F2", day="2023-01-01")]
    assert [only(found(tmp_path, year, 设备清单=rows), "machines")["amount"] for year in (2022, 2023)] == ["500000.00", "500000.00"]


def test_a_machine_of_unknown_kind_or_number_leaves_the_subsidy_open(tmp_path: Path) -> None:
    assert machines(tmp_path, bought(3, 50, None)) == (None, None, None)
    # ten robots at an unknown price: by price it may be more; without the number of pieces neither
    assert machines(tmp_path, bought(1, 1, "否", "F2"), bought(10, None, "是"))[1:] == (None, None)


@pytest.mark.parametrize(
    ("tonnes", "amount"),
    [
        (500, "300000.00"),  # 500 × 600
        (500.24, "300100.00"),  # 300,144
        (500.25, "300200.00"),  # 300,150
        (1666.5, "999900.00"),
        (1667, "1000000.00"),  # 1,000,200 above the cap
        (None, None),
    ],
)
def test_six_hundred_for_each_tonne_of_coal_saved(tmp_path: Path, tonnes: float | None, amount: str | None) -> None:
    assert only(found(tmp_path, 项目=[saving(tonnes)]), "coal")["amount"] == amount


def test_the_cap_on_coal_is_for_each_project(tmp_path: Path) -> None:
    assert only(found(tmp_path, 项目=[saving(2000), saving(600, "P2")]), "coal")["amount"] == "1360000.00"  # 100 + 36


def test_less_than_five_hundred_tonnes_are_refused_with_the_gap(tmp_path: Path) -> None:
    clause, text = refused(found(tmp_path, 项目=[saving(499.99)]), "coal")
    assert clause == "(九)" and text.endswith("节约标准煤 499.99吨，未达到 500吨，差 0.01吨")


def test_each_step_of_revenue_is_prized_once_and_topped_up(tmp_path: Path) -> None:
    assert milestones(tmp_path, 10_000, 50_000, 100_000) == {2022: "200000.00", 2023: "300000.00", 2024: "500000.00"}


def test_a_step_lost_and_reached_again_is_not_prized_again(tmp_path: Path) -> None:
    assert milestones(tmp_path, 12_000, 9_000, 15_000) == {2022: "200000.00", 2023: "0.00", 2024: "0.00"}


def test_several_steps_at_once_give_the_highest_prize(tmp_path: Path) -> None:
    assert milestones(tmp_path, 120_000) == {2022: "1000000.00"}


@pytest.mark.parametrize(
    ("revenue", "amount"), [(9_999.99, "0.00"), (10_000, "200000.00"), (49_999.99, "200000.00"), (50_000, "500000.00")]
)
def test_a_step_is_reached_to_the_yuan(tmp_path: Path, revenue: float, amount: str) -> None:
    assert milestones(tmp_path, revenue) == {2022: amount}


def test_a_step_reached_before_2022_is_not_prized(tmp_path: Path) -> None:
    annual = figures("主营业务收入", 20_000, 30_000)
    assert refused(found(tmp_path, 企业=[company(基期最高营收=20_000)], 年度指标=annual), "milestone")[0] == "(十)"


@pytest.mark.parametrize(
    ("before", "difference", "whole"),
    [
        # the second step after the first: 50 − 20, or 50; then the third, 100, tops up to 80 or to 100
        (20_000, {2022: "0.00", 2023: "300000.00", 2024: "500000.00"}, {2022: "0.00", 2023: "500000.00", 2024: "500000.00"}),
        # the second step was reached before: 100 − 50, or 100
        (60_000, {2022: "0.00", 2023: "0.00", 2024: "500000.00"}, {2022: "0.00", 2023: "0.00", 2024: "1000000.00"}),
    ],
)
def test_what_a_step_reached_before_takes_off_the_next_is_a_reading(
    tmp_path: Path, before: float, difference: dict[int, str], whole: dict[int, str]
) -> None:
    assert milestones(tmp_path, 30_000, 70_000, 100_000, before=before) == difference
    assert milestones(tmp_path, 30_000, 70_000, 100_000, before=before, milestone_before="whole") == whole


def test_an_unknown_past_matters_only_to_those_who_reach_a_step(tmp_path: Path) -> None:
    assert milestones(tmp_path, 12_000, before=None) == {2022: None}
    assert milestones(tmp_path, 9_000, before=None) == {2022: "0.00"}


def test_targets_of_revenue_and_coal(tmp_path: Path) -> None:
    annual = [*figures("主营业务收入", 0, 300_000, 330_000, 359_999.99, of=1), *figures("主营业务收入", 0, 300_000, 330_000, 360_000, of=2)]
    rows = {"企业": [company(1), company(2)], "年度指标": annual, "项目": [saving(8_000), saving(12_000, "P2", of=2, day="2024-12-31")]}
    # 30 + 30 = 60亿; 33 + 33 = 66亿; 100元 short of 72亿. 8千 + 1.2万 = 2万吨 by 2024
    status = {(t["id"], year): t["status"] for year in (2022, 2023, 2024) for t in found(tmp_path, year, **rows)["targets"]}
    assert [status["revenue", year] for year in (2022, 2023, 2024)] == ["achieved", "achieved", "behind"]
    assert [status["coal_saved", year] for year in (2022, 2024)] == ["on_track", "achieved"]  # 8千 is above a third of 2万


def random_rows(seed: int, gaps: float) -> Rows:
    """Thirty enterprises; `gaps` is the share of cells left blank."""
    dice = random.Random(seed)

    def some(value: Any) -> Any:
        return None if dice.random() < gaps else value

    def money(least: float, most: float) -> Any:
        return some(round(least + dice.random() * (most - least), dice.choice([0, 2, 6])))

    def annual(of: int) -> list[dict[str, Any]]:
        rows = figures("县级税收贡献", *(money(50 * i, 200 + 300 * i) for i in range(4)), of=of)
        return [row | {"主营业务收入": money(5_000, 60_000 * i + 9_000), "规上": some("是")} for i, row in enumerate(rows)]

    numbers = range(1, 31)
    several = [n for n in numbers for _ in range(dice.randint(0, 3))]
    return {
        "企业": [company(n, 基期最高营收=money(1000, 90_000)) for n in numbers],
        "年度指标": [row for n in numbers for row in annual(n)],
        "项目": [
            saving(some(round(dice.random() * 3000, 2)), f"P{i}", of, f"{dice.choice([2022, 2023])}-03-01") for i, of in enumerate(several)
        ],
        "设备清单": [
            bought(some(dice.randint(1, 30)), money(1, 300), some(dice.choice("是否")), f"F{i}", of, f"{dice.choice([2022, 2023])}-07-07")
            for i, of in enumerate(several)
        ],
    }


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("year", [2022, 2024])
@pytest.mark.parametrize("gaps", [0.0, 0.04])
def test_the_workbook_recalculates_to_the_same_figures(tmp_path: Path, year: int, gaps: float) -> None:
    book = tmp_path / "奖补测算.xlsx"
    write_awards(compute(Request(write(tmp_path / "台账.xlsx", random_rows(11, gaps)), str(POLICY), {}, year)), book)
    assert differences(book, tmp_path) == []
    assert len(stored(book)) > 1000
