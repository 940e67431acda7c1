"""The fictional park 岚江: what rules/examples/lanjiang-2025.notice.txt gives, worked out by hand. Awards in 元, ledgers in 万元."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from report.recalculation import differences, needs_office, stored
from slots.county import Rows, amounts, calculated, firm, only, project, refused, who, write

from techreform_cli.pipeline import Request, compute, forecast
from techreform_cli.report.award_workbook import write_awards

POLICY = Path(__file__).parents[2] / "rules" / "examples" / "lanjiang-2025.yaml"
DAY = "2025-12-20"


def company(number: int = 1, **values: Any) -> dict[str, Any]:
    """An enterprise in the park with nothing against it."""
    return firm(number, 园区="核心区", 严重失信=None, 较大以上事故="否") | values


def renovated(equipment: float | None = 500, number: str = "P1", of: int = 1, **more: Any) -> dict[str, Any]:
    """A project of 1000万, filed in 2025, completed on 30 June 2025 and applied for in time; nothing but equipment was bought."""
    days = {"备案日期": "2025-01-05", "完工日期": "2025-06-30", "申报日期": DAY, "验收日期": None}
    money = {"计划总投资": 1000, "设备购置额(不含税)": equipment, "上级补助": None, "厂房改造投入": None, "软件投入": None}
    return project(number, of, 备案证号="2025-441625-01") | days | money | more


def in_2026(equipment: float, number: str, **more: Any) -> dict[str, Any]:
    """A project completed in May 2026."""
    return renovated(equipment, number, **{"完工日期": "2026-05-01", "申报日期": "2027-01-31"} | more)


def found(folder: Path, *projects: dict[str, Any], year: int = 2025, settings: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """The calculation of a ledger of these projects and sheets."""
    rows: Rows = {"企业": [company()], "项目": list(projects)} | more
    return calculated(folder, POLICY, rows, year, **(settings or {}))


def award(folder: Path, *projects: dict[str, Any], **more: Any) -> str | None:
    """What the one enterprise is awarded."""
    amount = only(found(folder, *projects, **more), "renovation")["amount"]
    assert amount is None or isinstance(amount, str)
    return amount


def outputs(*figures: float | None, of: int = 1) -> list[dict[str, Any]]:
    """产值 of 2025, 2026, …"""
    return [who(of) | {"年度": year, "产值": value} for year, value in enumerate(figures, start=2025)]


def parts(document: dict[str, Any], claim: str) -> list[tuple[Any, ...]]:
    """Amount, year and state of the instalments of one project."""
    return [(i["amount"], i["due_year"], i["due"]) for i in document["instalments"] if i["id"] == claim]


def test_equipment_plant_and_software_are_added_up_each_at_its_rate(tmp_path: Path) -> None:
    # (500 − 50) × 20% + 100 × 5% + 20 × 30% = 90 + 5 + 6 = 101万
    assert award(tmp_path, renovated(500, 上级补助=50, 厂房改造投入=100, 软件投入=20)) == "1010000.00"


def test_what_higher_levels_paid_never_makes_the_equipment_negative(tmp_path: Path) -> None:
    # 100 − 150 is nothing, not −50 × 20%; 20 × 30% = 6万 remain
    assert award(tmp_path, renovated(100, 上级补助=150, 软件投入=20)) == "60000.00"


@pytest.mark.parametrize(("equipment", "amount"), [(999.99, "1999980.00"), (1000, "2000000.00"), (1000.01, "2000000.00")])
def test_a_project_gets_two_million_at_most(tmp_path: Path, equipment: float, amount: str) -> None:
    # 999.99万 × 20% = 199.998万; 1000万 × 20% = 200万; 200.002万 is above
    assert award(tmp_path, renovated(equipment)) == amount


@pytest.mark.parametrize(("equipment", "amount"), [(100.0002, "200000.00"), (100.00025, "200001.00"), (100.0003, "200001.00")])
def test_half_a_yuan_is_rounded_up(tmp_path: Path, equipment: float, amount: str) -> None:
    # 1,000,002元 × 20% = 200,000.40; 1,000,002.50元 × 20% = 200,000.50; 1,000,003元 × 20% = 200,000.60
    assert award(tmp_path, renovated(equipment)) == amount


@pytest.mark.parametrize(("filed", "amount"), [("2023-12-31", "750000.00"), ("2024-01-01", "1000000.00")])
def test_projects_filed_by_the_end_of_2023_get_the_old_rate(tmp_path: Path, filed: str, amount: str) -> None:
    # 500 × 15% = 75万; 500 × 20% = 100万
    assert award(tmp_path, renovated(500, 备案日期=filed)) == amount


def test_plant_and_software_of_an_old_filing_are_paid_or_not_by_the_reading(tmp_path: Path) -> None:
    old = renovated(500, 备案日期="2023-06-01", 厂房改造投入=100, 软件投入=20)
    assert award(tmp_path, old) == "860000.00"  # 75 + 5 + 6
    assert award(tmp_path, old, settings={"filed_early_rest": "dropped"}) == "750000.00"
    new = renovated(500, 厂房改造投入=100, 软件投入=20)
    assert award(tmp_path, new, settings={"filed_early_rest": "dropped"}) == "1110000.00"  # 100 + 5 + 6


@pytest.mark.parametrize(
    ("broken", "clause", "text"),
    [
        ({"计划总投资": 499.99}, "第二条", "计划总投资 499.99万元，未达到 500.00万元，差 0.01万元"),
        ({"备案证号": None}, "第二条", "备案证号"),
        ({"申报日期": "2026-02-01"}, "第八条", "申报日期 2026-02-01"),
        ({"申报日期": None}, "第八条", "申报日期"),
        ({"完工日期": "2024-12-31"}, "第二条", "完工日期 2024-12-31"),
    ],
)
def test_a_refused_project_is_told_the_clause_and_the_figure(tmp_path: Path, broken: dict[str, Any], clause: str, text: str) -> None:
    year = 2024 if broken.get("完工日期") else 2025
    cited, words = refused(found(tmp_path, renovated(**broken), year=year), "renovation")
    assert cited == clause and text in words


@pytest.mark.parametrize(
    ("broken", "clause"),
    [({"园区": "老城片区"}, "第二条"), ({"园区": None}, "第二条"), ({"严重失信": "是"}, "第九条"), ({"较大以上事故": "是"}, "第九条")],
)
def test_a_refused_enterprise_is_told_the_clause(tmp_path: Path, broken: dict[str, Any], clause: str) -> None:
    assert refused(found(tmp_path, renovated(), 企业=[company(**broken)]), "renovation")[0] == clause


def test_a_total_investment_of_exactly_five_million_is_enough(tmp_path: Path) -> None:
    assert award(tmp_path, renovated(计划总投资=500)) == "1000000.00"


def test_the_actual_total_investment_is_another_reading(tmp_path: Path) -> None:
    row = renovated(计划总投资=400, 实际总投资=500)
    assert award(tmp_path, row) == "0.00"
    assert award(tmp_path, row, settings={"total_investment": "actual"}) == "1000000.00"


@pytest.mark.parametrize(("applied", "verdict"), [("2026-01-31", "eligible"), ("2026-02-01", "ineligible")])
def test_the_last_day_to_apply_is_31_january_of_the_next_year(tmp_path: Path, applied: str, verdict: str) -> None:
    assert only(found(tmp_path, renovated(申报日期=applied)), "renovation")["verdict"] == verdict


def test_missing_figures_leave_the_award_open(tmp_path: Path) -> None:
    projects = [renovated(None, "P1"), renovated(500, "P2", of=2), renovated(500, "P3", of=3, 计划总投资=None), renovated(None, "P4", of=4)]
    firms = [company(1), company(2, 较大以上事故=None), company(3), company(4, 园区="老城片区")]
    rows = amounts(found(tmp_path, *projects, 企业=firms), "renovation")
    # no equipment amount; no word on accidents; no total investment; and one that is refused whatever its equipment
    assert rows == {"甲1公司": None, "甲2公司": None, "甲3公司": None, "甲4公司": "0.00"}


def test_an_enterprise_gets_five_million_over_three_years_at_most(tmp_path: Path) -> None:
    rows = [renovated(900, "A"), renovated(900, "B"), in_2026(900, "C")]  # 180万 each
    assert award(tmp_path, *rows, year=2025) == "3600000.00"
    assert award(tmp_path, *rows, year=2026) == "1400000.00"  # 500 − 360
    rows[2] = in_2026(699.99, "C")
    assert award(tmp_path, *rows, year=2026) == "1399980.00"  # 699.99 × 20% = 139.998万, within what is left
    last = [*rows, in_2026(50, "D", 完工日期="2027-03-01", 申报日期="2028-01-31")]
    assert award(tmp_path, *last, year=2027) == "20.00"  # 500 − 360 − 139.998 = 0.002万
    assert award(tmp_path, *last, year=2027, settings={"cap_period": "year"}) == "100000.00"


def test_half_is_paid_on_completion_three_tenths_on_acceptance_and_the_rest_for_growth(tmp_path: Path) -> None:
    row = renovated(500, 验收日期="2026-03-01")  # 100万
    first = found(tmp_path, row, 年度指标=outputs(1000, 1100))
    assert parts(first, "P1") == [("500000.00", 2025, "now"), ("300000.00", 2026, "later"), ("200000.00", 2026, "later")]
    second = found(tmp_path, row, 年度指标=outputs(1000, 1100), year=2026)
    assert parts(second, "P1") == [("500000.00", 2025, "before"), ("300000.00", 2026, "now"), ("200000.00", 2026, "now")]


@pytest.mark.parametrize(
    ("figures", "year", "due"),
    [
        ((1000, 1100), 2026, "now"),  # exactly 10%
        ((1000, 1099.99), 2026, "lapsed"),  # 10% of 1000 would be 1100
        ((1000, 1099.99), 2025, "lapsed"),  # the ledger has 2026 already, as where it is paid in 2026
        ((1000, None), 2026, "undetermined"),
        ((1000,), 2025, "waiting"),  # what 2026 brings is not missing in 2025
        ((None, 1100), 2026, "undetermined"),
    ],
)
def test_the_last_fifth_hangs_on_next_years_output(tmp_path: Path, figures: tuple[float | None, ...], year: int, due: str) -> None:
    assert parts(found(tmp_path, renovated(500), 年度指标=outputs(*figures), year=year), "P1")[2][2] == due


@pytest.mark.parametrize(
    ("figures", "waiting"),
    [
        ((1000, 1099.99), 0),  # 2026 is in and has settled it: nothing is to come of it
        ((1000,), 20_000_000),  # that 2026 will be like 2025 is but a guess
    ],
)
def test_a_forecast_leaves_out_what_figures_that_are_in_have_refused(tmp_path: Path, figures: tuple[float, ...], waiting: int) -> None:
    rows: Rows = {"企业": [company()], "项目": [renovated(500, 验收日期="2026-03-01")], "年度指标": outputs(*figures)}
    ahead = forecast(Request(write(tmp_path / "台账.xlsx", rows), POLICY))
    assert ahead.waiting["renovation"].amount == waiting


def test_instalments_add_up_to_the_award_to_the_fen(tmp_path: Path) -> None:
    # 100.0015万 × 20% = 200,003元: 100,001.50; cumulative 80% = 160,002.40, so 60,000.90; the rest 40,000.60
    paid = parts(found(tmp_path, renovated(100.0015), 年度指标=outputs(1000, 2000)), "P1")
    assert [amount for amount, *_ in paid] == ["100001.50", "60000.90", "40000.60"]


def test_an_instalment_paid_does_not_come_back_as_an_award_of_the_next_year(tmp_path: Path) -> None:
    rows = [renovated(500, "A", 验收日期="2026-03-01"), in_2026(500, "B")]
    paid = [who(1) | {"奖补类别": "技术改造补助", "年度": 2025, "金额": 50, "拨付日期": "2025-12-31"}]
    document = found(tmp_path, *rows, year=2026, 已拨付=paid, 年度指标=outputs(1000, 1000))
    # B's 500 × 20% = 100万 alone; the 30万 of A due on acceptance are its second instalment, not an award again
    assert only(document, "renovation")["amount"] == "1000000.00"
    assert parts(document, "A")[1] == ("300000.00", 2026, "now")


def crowd(*days: str) -> dict[str, Any]:
    """Enterprises with a project of 200万 each, completed on the given days of 2025."""
    numbers = range(1, len(days) + 1)
    return {
        "企业": [company(n) for n in numbers],
        "项目": [renovated(1000, f"P{n}", of=n, 完工日期=day) for n, day in zip(numbers, days, strict=True)],
    }


def test_twenty_million_a_year_go_to_those_completed_first(tmp_path: Path) -> None:
    days = ["2025-12-01", "2025-11-01", *(f"2025-{month:02d}-01" for month in range(1, 10))]
    given = amounts(calculated(tmp_path, POLICY, crowd(*days), 2025), "renovation")
    # eleven times 200万 is 2200万: the last to complete, enterprise 1, gets nothing
    assert given.pop("甲1公司") == "0.00" and set(given.values()) == {"2000000.00"} and len(given) == 10
    ten = crowd(*days[1:])
    assert set(amounts(calculated(tmp_path, POLICY, ten, 2025), "renovation").values()) == {"2000000.00"}


def test_the_one_at_the_end_of_the_money_gets_what_is_left_and_is_told_why(tmp_path: Path) -> None:
    rows = crowd("2025-12-01", *(f"2025-{month:02d}-01" for month in range(1, 11)))
    rows["项目"][5]["设备购置额(不含税)"] = 400  # 80万 instead of 200: 9 × 200 + 80 = 1880, 120万 are left
    document = calculated(tmp_path, POLICY, rows, 2025)
    assert amounts(document, "renovation")["甲1公司"] == "1200000.00"
    last = next(row for row in document["awards"] if row["enterprise"] == "甲1公司")
    assert "每年补助资金 2,000.00万元不足（第七条），排第 11 位，按顺序分配得 120.00万元" in last["reasons"][0]["text"]
    assert parts(document, "P1")[0] == ("600000.00", 2025, "now")  # half of what it gets, not of the 200万


def test_what_the_money_did_not_suffice_for_leaves_the_cap_to_later_years(tmp_path: Path) -> None:
    rows = crowd("2025-12-01", *(f"2025-{month:02d}-01" for month in range(1, 11)))
    rows["项目"] += [in_2026(1000, "X"), in_2026(1000, "Y")]
    # enterprise 1 got nothing in 2025; two projects of 200万 in 2026 stay under 500万 (第五条), nothing is carried over (第七条)
    assert amounts(calculated(tmp_path, POLICY, rows, 2026), "renovation")["甲1公司"] == "4000000.00"


def test_targets_of_investment_and_enterprises(tmp_path: Path) -> None:
    numbers = range(1, 21)
    spent = [renovated(100, f"P{n}", of=n) | {f"{year}年完成投资": 4500 for year in (2025, 2026, 2027)} for n in numbers]
    # 20 × 4500万 = 9亿 a year: above 8, exactly 9, below 10; 27亿 in all, exactly the goal; 20 enterprises, exactly the goal
    firms = [company(n) for n in numbers]
    status = {}
    for year in (2025, 2026, 2027):
        for target in found(tmp_path, *spent, 企业=firms, year=year)["targets"]:
            status[target["id"], year] = target["status"]
    assert [status["investment", year] for year in (2025, 2026, 2027)] == ["achieved", "achieved", "behind"]
    assert status["investment_cumulative", 2027] == "achieved" and status["enterprises", 2025] == "achieved"


def random_rows(seed: int, gaps: float) -> Rows:
    """Thirty enterprises with up to three projects each; `gaps` is the share of cells left blank."""
    dice = random.Random(seed)

    def some(value: Any) -> Any:
        return None if dice.random() < gaps else value

    def money(most: float) -> Any:
        return some(round(dice.random() * most, dice.choice([0, 2, 6])))

    def one(i: int, of: int) -> dict[str, Any]:
        year, month = dice.choice([2025, 2025, 2026]), dice.randint(1, 12)
        days = {"完工日期": f"{year}-{month:02d}-15", "申报日期": some(f"{year + 1}-01-{dice.randint(20, 31)}")}
        later = {"验收日期": dice.choice([None, f"{year + 1}-03-01"]), "备案日期": some(f"{dice.choice([2023, 2024])}-05-05")}
        more = {"计划总投资": money(9000), "上级补助": money(100), "厂房改造投入": money(900), "软件投入": money(300)}
        return renovated(money(3000), f"P{i}", of, **days, **later, **more)

    owners = [n for n in range(1, 31) for _ in range(dice.randint(0, 3))]
    return {
        "企业": [company(n, 园区=some(dice.choice(["核心区", "滨江片区", "老城"])), 较大以上事故=some("否")) for n in range(1, 31)],
        "项目": [one(i, of) for i, of in enumerate(owners)],
        "年度指标": [row for n in range(1, 31) for row in outputs(*(money(5000) for _ in range(3)), of=n)],
    }


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("year", [2025, 2026])
def test_the_workbook_recalculates_to_the_same_figures(tmp_path: Path, year: int) -> None:
    for fund, gaps in (("1000万元", 0.0), ("100000万元", 0.03)):  # used up by known awards; ample where some are open
        ledger = write(tmp_path / f"{fund}台账.xlsx", random_rows(7, gaps))
        book, folder = tmp_path / f"{fund}.xlsx", tmp_path / fund
        result = compute(Request(ledger, str(POLICY), {"fund": fund}, year))
        assert result.programs[0].awards["amount"].fillna(0).sum() > 0
        write_awards(result, book)
        folder.mkdir()
        assert differences(book, folder) == []
        assert len(stored(book)) > 400
