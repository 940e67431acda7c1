"""The fictional county 清禾: what rules/examples/qinghe-2023.notice.txt gives, worked out by hand. Awards in 元, ledgers in 万元."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from report.recalculation import differences, needs_office, stored
from slots.county import Rows, amounts, calculated, firm, only, project, refused, who, write

from techreform_cli.pipeline import Request, compute
from techreform_cli.report.award_workbook import write_awards

POLICY = Path(__file__).parents[2] / "rules" / "examples" / "qinghe-2023.yaml"
SPECIALISED, GIANT = "专精特新", "小巨人"


def company(number: int, **values: Any) -> dict[str, Any]:
    """An enterprise above scale with nothing against it: the columns are there, and blank."""
    return firm(number, 失信=None, 重大处罚=None) | values


def entered(day: str | None, of: int = 1, first: str | None = "是") -> dict[str, Any]:
    """The enterprise enters the statistics of those above scale."""
    return who(of) | {"入库日期": day, "首次上规": first}


def figures(year: int, revenue: float | None = 1, output: float | None = 1, of: int = 1, **more: Any) -> dict[str, Any]:
    """A year of an enterprise above scale."""
    return who(of) | {"年度": year, "规上": "是", "主营业务收入(万元)": revenue, "产值(万元)": output} | more


def titled(title: str, day: str = "2023-06-30", number: str = "W1", of: int = 1, **more: Any) -> dict[str, Any]:
    """A title given for the first time."""
    return who(of) | {"文号": number, "称号": title, "认定日期": day, "复核": None, "已奖省级": None} | more


def received(amount: float | None, level: str | None = "省级", number: str = "Z1", of: int = 1, day: str = "2023-09-01") -> dict[str, Any]:
    """Renovation funds of a higher level that have arrived."""
    return who(of) | {"资金文号": number, "资金名称": "技改资金", "资金级别": level, "到账金额(万元)": amount, "到账日期": day}


def found(folder: Path, year: int = 2023, settings: dict[str, str] | None = None, **rows: Any) -> dict[str, Any]:
    """The calculation of a ledger of these sheets."""
    whole = {"企业": [company(1)], "项目": [project("P0", 1, 完工日期=None)]} | rows
    return calculated(folder, POLICY, whole, year, **(settings or {}))


@pytest.mark.parametrize(
    ("revenue", "prize"),
    [
        (0.01, "100000.00"),
        (4999.99, "100000.00"),
        (5000, "150000.00"),
        (9999.99, "150000.00"),
        (10000, "200000.00"),
        (90000, "200000.00"),
        (None, None),
    ],
)
def test_the_prize_for_coming_above_scale_goes_by_the_revenue_of_the_year(tmp_path: Path, revenue: float | None, prize: str | None) -> None:
    annual = [figures(2022, 1), figures(2023, revenue)]
    assert only(found(tmp_path, 上规=[entered("2023-11-30")], 年度指标=annual), "scale")["amount"] == prize


def test_the_revenue_of_the_year_before_is_another_reading(tmp_path: Path) -> None:
    annual = [figures(2022, 4999.99), figures(2023, 10000)]
    result = found(tmp_path, settings={"revenue_year": "previous"}, 上规=[entered("2023-11-30")], 年度指标=annual)
    assert only(result, "scale")["amount"] == "100000.00"


def test_whoever_comes_above_scale_again_gets_nothing(tmp_path: Path) -> None:
    clause, text = refused(found(tmp_path, 上规=[entered("2023-11-30", first="否")], 年度指标=[figures(2023, 6000)]), "scale")
    assert clause == "(二)" and "首次上规 否" in text


def test_the_prize_for_coming_above_scale_is_paid_once_in_the_plan(tmp_path: Path) -> None:
    days = [entered("2023-11-30"), entered("2025-11-30")]
    rows = {"上规": days, "年度指标": [figures(2022), figures(2023, 6000), figures(2024), figures(2025, 20000)]}
    assert only(found(tmp_path, 2023, **rows), "scale")["amount"] == "150000.00"
    assert amounts(found(tmp_path, 2024, **rows), "scale") == {}
    assert only(found(tmp_path, 2025, **rows), "scale")["amount"] == "0.00"


@pytest.mark.parametrize(
    ("title", "program", "prize"),
    [
        (SPECIALISED, "specialised", "200000.00"),
        (GIANT, "specialised", "500000.00"),
        ("省级绿色工厂", "green", "200000.00"),
        ("国家级绿色工厂", "green", "400000.00"),
        ("省级智能工厂", "smart", "300000.00"),
        ("国家级智能制造示范工厂", "smart", "800000.00"),
    ],
)
def test_each_title_has_its_prize(tmp_path: Path, title: str, program: str, prize: str) -> None:
    assert only(found(tmp_path, 认定=[titled(title)]), program)["amount"] == prize


def test_a_promotion_within_the_plan_is_topped_up_and_later_titles_give_nothing(tmp_path: Path) -> None:
    rows = {"认定": [titled(SPECIALISED), titled(GIANT, "2024-07-01", "W2"), titled(GIANT, "2025-07-01", "W3")]}
    by_year = {year: only(found(tmp_path, year, **rows), "specialised")["amount"] for year in (2023, 2024, 2025)}
    assert by_year == {2023: "200000.00", 2024: "300000.00", 2025: "0.00"}  # 50 - 20 = 30万


@pytest.mark.parametrize(
    ("title", "program", "difference", "full"),
    [
        (GIANT, "specialised", "300000.00", "500000.00"),  # 50 - 20
        ("国家级绿色工厂", "green", "200000.00", "400000.00"),  # 40 - 20
        ("国家级智能工厂", "smart", "500000.00", "800000.00"),  # 80 - 30
    ],
)
def test_a_promotion_of_a_title_rewarded_before_the_plan(tmp_path: Path, title: str, program: str, difference: str, full: str) -> None:
    rows = {"认定": [titled(title, 已奖省级="是")]}
    assert only(found(tmp_path, **rows), program)["amount"] == difference
    assert only(found(tmp_path, settings={"earlier_titles": "full"}, **rows), program)["amount"] == full


def test_both_grades_in_one_year_give_the_national_prize_alone(tmp_path: Path) -> None:
    rows = {"认定": [titled(SPECIALISED, "2023-03-01"), titled(GIANT, "2023-10-01", "W2")]}
    assert only(found(tmp_path, **rows), "specialised")["amount"] == "500000.00"


def test_a_title_confirmed_again_is_refused(tmp_path: Path) -> None:
    clause, text = refused(found(tmp_path, 认定=[titled(GIANT, 复核="是")]), "specialised")
    assert clause == "(六)" and "复核 是" in text


def test_titles_of_different_kinds_add_up(tmp_path: Path) -> None:
    result = found(tmp_path, 认定=[titled(GIANT), titled("省级绿色工厂", number="W2"), titled("省级智能工厂", number="W3")])
    prizes = {row["program"]: row["amount"] for row in result["awards"]}
    assert prizes == {"specialised": "500000.00", "green": "200000.00", "smart": "300000.00"}


@pytest.mark.parametrize(
    ("arrived", "matched"),
    [
        (100, "500000.00"),
        (199.98, "999900.00"),
        (200, "1000000.00"),
        (200.02, "1000000.00"),  # 100.01万, above the cap of one fund
        (10.0099, "50000.00"),  # 50,049.50元 is 5.00万
        (10.01, "50100.00"),  # 50,050元 is 5.01万
        (None, None),
    ],
)
def test_half_of_what_arrived_is_added_up_to_a_million_each(tmp_path: Path, arrived: float | None, matched: str | None) -> None:
    assert only(found(tmp_path, 上级资金=[received(arrived)]), "matching")["amount"] == matched


def test_each_fund_has_its_own_cap(tmp_path: Path) -> None:
    # 100 (capped) + 30 = 130万
    assert only(found(tmp_path, 上级资金=[received(500), received(60, "市级", "Z2")]), "matching")["amount"] == "1300000.00"


def test_national_funds_are_not_matched_unless_read_so(tmp_path: Path) -> None:
    rows = {"上级资金": [received(100, "国家级")]}
    clause, text = refused(found(tmp_path, **rows), "matching")
    assert clause == "(七)" and "资金级别" in text
    assert only(found(tmp_path, settings={"matching_level": "all"}, **rows), "matching")["amount"] == "500000.00"


@pytest.mark.parametrize(
    ("before", "now", "verdict", "prize"),
    [
        (1000, 1200, "eligible", "10000.00"),  # just 20%: 200万 × 0.5%
        (1000, 1199.99, "ineligible", "0.00"),
        (1000, 1201, "eligible", "10100.00"),  # 201万 × 0.5% = 10,050元, 1.01万
        (1000, 1200.98, "eligible", "10000.00"),  # 200.98万 × 0.5% = 10,049元
        (0, 1200, "ineligible", "0.00"),  # nothing to grow from
        (None, 1200, "undetermined", None),
        (1000, None, "undetermined", None),
    ],
)
def test_output_that_grew_by_a_fifth_is_rewarded_on_the_increase(
    tmp_path: Path, before: float | None, now: float | None, verdict: str, prize: str | None
) -> None:
    row = only(found(tmp_path, 年度指标=[figures(2022, 1, before), figures(2023, 1, now)]), "output")
    assert (row["verdict"], row["amount"]) == (verdict, prize)


def test_a_refusal_for_growth_says_how_much_it_was(tmp_path: Path) -> None:
    clause, text = refused(found(tmp_path, 年度指标=[figures(2022, 1, 1000), figures(2023, 1, 1199)]), "output")
    assert clause == "(八)" and "增长 19.90%，未达到 20%" in text


def test_growth_below_scale_is_refused(tmp_path: Path) -> None:
    clause, text = refused(found(tmp_path, 年度指标=[figures(2022, 1, 1000), figures(2023, 1, 2000, 规上="否")]), "output")
    assert clause == "(八)" and "规上(2023年) 否" in text


@pytest.mark.parametrize("against", ["失信", "重大处罚"])
def test_whoever_was_listed_or_fined_is_refused_everything(tmp_path: Path, against: str) -> None:
    annual = [figures(2022, 1, 1000), figures(2023, 6000, 2000)]
    rows = {"上规": [entered("2023-11-30")], "认定": [titled(GIANT)], "上级资金": [received(100)], "年度指标": annual}
    result = found(tmp_path, 企业=[company(1, **{against: "是"})], **rows)
    for program in ("scale", "specialised", "matching", "output"):
        clause, text = refused(result, program)
        assert clause == "(十一)" and f"{against} 是" in text


def test_one_enterprise_gets_two_million_a_year_at_most(tmp_path: Path) -> None:
    titles = [titled(GIANT), titled("国家级智能工厂", number="W2")]
    rows = {"上规": [entered("2023-11-30")], "认定": titles, "上级资金": [received(500)], "年度指标": [figures(2022), figures(2023, 20000)]}
    result = found(tmp_path, **rows)
    # 20 + 50 + 80 = 150万, so that 50 of the 100万 of matching are left
    assert [only(result, program)["amount"] for program in ("scale", "specialised", "smart", "matching")] == [
        "200000.00",
        "500000.00",
        "800000.00",
        "500000.00",
    ]
    assert only(result, "specialised")["verdict"] == "eligible"


def matched(enterprises: int, day: str = "2023-09-01") -> Rows:
    """Enterprises that are due 200万 of matching each, from two funds."""
    numbers = range(1, enterprises + 1)
    funds = [received(200, "省级", f"Z{n}-{i}", n, day) for n in numbers for i in range(2)]
    return {"企业": [company(n) for n in numbers], "上级资金": funds}


def test_a_budget_that_suffices_cuts_nobody(tmp_path: Path) -> None:
    assert list(amounts(found(tmp_path, **matched(3)), "matching").values()) == ["2000000.00"] * 3  # just 600万


def test_a_budget_that_does_not_suffice_is_divided_in_proportion(tmp_path: Path) -> None:
    # 2023: 600 of 800万, three quarters of 200万; in 2024 800万 suffice, and 800 of 1000万 give 160万 each
    assert list(amounts(found(tmp_path, **matched(4)), "matching").values()) == ["1500000.00"] * 4
    assert list(amounts(found(tmp_path, 2024, **matched(4, "2024-09-01")), "matching").values()) == ["2000000.00"] * 4
    assert list(amounts(found(tmp_path, 2024, **matched(5, "2024-09-01")), "matching").values()) == ["1600000.00"] * 5


def test_a_budget_exceeded_by_one_small_prize_cuts_all_in_whole_hundreds(tmp_path: Path) -> None:
    rows = matched(3) | {"年度指标": [figures(2022, 1, 1000, of=4), figures(2023, 1, 1200, of=4)]}
    rows["企业"] = [*rows["企业"], company(4)]
    result = found(tmp_path, **rows)
    # 600 of 601万: 600 × 200/601 = 199.667…, cumulative 199.67, 399.33, 599.00, 600.00万
    assert list(amounts(result, "matching").values()) == ["1996700.00", "1996600.00", "1996700.00"]
    assert only(result, "output")["amount"] == "10000.00"


def test_an_open_award_leaves_a_tight_budget_open(tmp_path: Path) -> None:
    rows = matched(3) | {"年度指标": [figures(2022, 1, None, of=4), figures(2023, 1, 1200, of=4)]}
    rows["企业"] = [*rows["企业"], company(4)]
    assert set(amounts(found(tmp_path, **rows), "matching").values()) == {None}


def test_an_open_award_is_no_more_than_one_enterprise_may_get(tmp_path: Path) -> None:
    # 3 × 100万 are due, and the fourth gets no more than 200万: 600万 suffice whatever its output was
    funds = [received(200, "省级", f"Z{n}", n) for n in range(1, 4)]
    annual = [figures(2022, 1, None, of=4), figures(2023, 1, 1200, of=4)]
    result = found(tmp_path, 企业=[company(n) for n in range(1, 5)], 上级资金=funds, 年度指标=annual)
    assert list(amounts(result, "matching").values()) == ["1000000.00"] * 3


def goal(result: dict[str, Any], name: str) -> tuple[str, str, int]:
    """Status, actual figure and open rows of a target."""
    (target,) = [target for target in result["targets"] if target["id"] == name]
    return target["status"], target["actual"], target["undetermined_count"]


def test_eight_enterprises_a_year_are_to_come_above_scale(tmp_path: Path) -> None:
    numbers = range(1, 10)
    firms = [company(n) for n in numbers]
    eight = [entered("2023-12-31", n) for n in range(1, 9)] + [entered("2024-01-31", 9)]
    assert goal(found(tmp_path, 企业=firms, 上规=eight), "newly_above_scale") == ("achieved", "8.0000", 0)
    seven = [*eight[:7], entered("2023-12-31", 8, "否"), eight[8]]
    assert goal(found(tmp_path, 企业=firms, 上规=seven), "newly_above_scale") == ("behind", "7.0000", 0)
    open_ = [*eight[:7], entered("2023-12-31", 8, None), eight[8]]
    assert goal(found(tmp_path, 企业=firms, 上规=open_), "newly_above_scale") == ("undetermined", "7.0000", 1)


def test_a_day_that_is_unknown_leaves_the_target_open(tmp_path: Path) -> None:
    firms = [company(n) for n in range(1, 9)]
    rows = [*(entered("2023-12-31", n) for n in range(1, 8)), entered(None, 8)]
    assert goal(found(tmp_path, 企业=firms, 上规=rows), "newly_above_scale") == ("undetermined", "7.0000", 1)


def test_the_enterprises_above_scale_are_counted_year_by_year(tmp_path: Path) -> None:
    firms = [company(n) for n in range(1, 62)]
    annual = [figures(2023, 1, 1, of=n, 规上="否") for n in (1, 2)] + [figures(2024, 1, 1, of=1, 规上="否")]
    # 59 of 60 in 2023, 60 of 66 in 2024
    assert goal(found(tmp_path, 企业=firms, 年度指标=annual), "above_scale") == ("behind", "59.0000", 0)
    assert goal(found(tmp_path, 企业=firms, 年度指标=annual[1:]), "above_scale") == ("achieved", "60.0000", 0)
    assert goal(found(tmp_path, 2024, 企业=firms, 年度指标=annual), "above_scale") == ("behind", "60.0000", 0)


def some_years(seed: int, gaps: float) -> Rows:
    """A random ledger of the county; `gaps` is the share of cells left blank."""
    dice = random.Random(seed)

    def some(*values: Any) -> Any:
        return None if dice.random() < gaps else dice.choice(values)

    def money(most: float) -> Any:
        return some(round(dice.random() * most, dice.choice([0, 2, 6])))

    def day() -> Any:
        return some(f"{dice.choice([2022, 2023, 2024])}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}")

    titles = (SPECIALISED, GIANT, "省级绿色工厂", "国家级绿色工厂", "省级智能工厂", "国家级智能工厂")
    numbers = range(1, 16)
    several = [n for n in numbers for _ in range(dice.randint(0, 3))]
    return {
        "企业": [company(n, 规上=some("是", "否"), 失信=some("否", "否", "是")) for n in numbers],
        "项目": [project("P0", 1, 完工日期=None)],
        "年度指标": [figures(year, money(20000), money(3000 * (year - 2020)), n) for n in numbers for year in (2022, 2023, 2024)],
        "上规": [entered(day(), n, some("是", "否")) for n in several[::3]],
        "认定": [
            titled(some(*titles), day(), f"W{i}", n, 复核=some("是", "否"), 已奖省级=some("是", "否")) for i, n in enumerate(several)
        ],
        "上级资金": [received(money(700), some("省级", "市级", "国家级"), f"Z{i}", n, day()) for i, n in enumerate(several)],
    }


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize(("seed", "gaps", "year"), [(1, 0.0, 2023), (2, 0.02, 2023), (3, 0.0, 2024)])
def test_every_formula_recalculates(tmp_path: Path, seed: int, gaps: float, year: int) -> None:
    ledger = write(tmp_path / "台账.xlsx", some_years(seed, gaps))
    write_awards(compute(Request(ledger, str(POLICY), {}, year)), tmp_path / "奖补.xlsx")
    assert differences(tmp_path / "奖补.xlsx", tmp_path) == []
    assert len(stored(tmp_path / "奖补.xlsx")) > 300
