"""The fictional county 云山: what rules/examples/yunshan-2024.notice.txt gives, worked out by hand. Awards in 元, ledgers in 万元."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from report.recalculation import differences, needs_office, stored
from slots.county import Rows, amounts, calculated, firm, only, project, refused, who, write

from techreform_cli.pipeline import Request, compute
from techreform_cli.report.award_workbook import write_awards

POLICY = Path(__file__).parents[2] / "rules" / "examples" / "yunshan-2024.yaml"
GREEN, FIRST_UNIT = {"绿色装备": "是"}, {"国产首台套": "是"}


def company(number: int, **values: Any) -> dict[str, Any]:
    """An enterprise with nothing against it: the columns are there, and blank."""
    return firm(number, 失信=None, 安全事故=None) | values


def bought(equipment: float | None, number: str = "P1", of: int = 1, **more: Any) -> dict[str, Any]:
    """A filed project whose last invoice is of May 2024, with a total investment that limits nothing."""
    money = {"设备购置额(不含税)": equipment, "计划总投资": 90_000}
    blank = dict.fromkeys(("绿色装备", "国产首台套", "上级补助", "验收日期"))
    return project(number, of, 发票日期="2024-05-20", 备案证号="2024-0001") | money | blank | more


def lent(principal: float, days: int | None, number: str = "H1", of: int = 1, **more: Any) -> dict[str, Any]:
    """Interest settled in December 2024 on a loan signed in 2024, at 3.6% a year."""
    loan = {"合同号": number, "项目名称": "技改P1", "签订日期": "2024-01-01", "放款日期": "2024-02-01", "放款一年内": "是"}
    return who(of) | loan | {"结息日期": "2024-12-20", "贷款本金": principal, "年利率(%)": 3.6, "计息天数": days} | more


def found(
    folder: Path, projects: list[dict[str, Any]], year: int = 2024, settings: dict[str, str] | None = None, **more: Any
) -> dict[str, Any]:
    """The calculation of a ledger of these projects and sheets."""
    rows = {"企业": [company(1)], "项目": projects or [bought(None, "P0", 发票日期=None)]} | more
    return calculated(folder, POLICY, rows, year, **(settings or {}))


def equipment(folder: Path, *projects: dict[str, Any], **more: Any) -> str | None:
    """The equipment award of the one enterprise."""
    amount = only(found(folder, list(projects), **more), "equipment")["amount"]
    assert amount is None or isinstance(amount, str)
    return amount


@pytest.mark.parametrize(
    ("base", "award"),
    [
        (99.9999, "0.00"),  # below the 100万 from which a project may apply
        (100, "50000.00"),  # 100 × 5%
        (500, "250000.00"),  # 500 × 5%
        (500.01, "250008.00"),  # 25万 + 100元 × 8%
        (2000, "1450000.00"),  # 25 + 1500 × 8% = 145万
        (2000.01, "1450010.00"),  # 145万 + 100元 × 10%
        (2600, "2050000.00"),  # 145 + 600 × 10% = 205万
    ],
)
def test_each_slice_of_the_equipment_has_its_own_rate(tmp_path: Path, base: float, award: str) -> None:
    assert equipment(tmp_path, bought(base)) == award


@pytest.mark.parametrize(("base", "award"), [(100.0009, "50000.00"), (100.001, "50001.00"), (100.0011, "50001.00")])
def test_half_a_yuan_is_rounded_up(tmp_path: Path, base: float, award: str) -> None:
    # 1,000,009元 × 5% = 50,000.45; 1,000,010元 × 5% = 50,000.50; 1,000,011元 × 5% = 50,000.55
    assert equipment(tmp_path, bought(base)) == award


@pytest.mark.parametrize(
    ("kind", "award"),
    [
        ({}, "150000.00"),  # 300 × 5%
        (GREEN, "210000.00"),  # 300 × 7%
        (FIRST_UNIT, "180000.00"),  # 300 × 6%
        (GREEN | FIRST_UNIT, "225000.00"),  # 300 × 7.5%
    ],
)
def test_green_equipment_adds_two_points_a_first_unit_one_and_both_two_and_a_half(tmp_path: Path, kind: dict[str, str], award: str) -> None:
    assert equipment(tmp_path, bought(300, **kind)) == award


@pytest.mark.parametrize(
    ("kind", "award"),
    [
        ({}, "1950000.00"),  # 25 + 120 + 500 × 10% = 195万
        (FIRST_UNIT, "2200000.00"),  # 500 × 6% + 1500 × 9% + 500 × 11% = 30 + 135 + 55 = 220万
        (GREEN, "2450000.00"),  # 500 × 7% + 1500 × 10% + 500 × 12% = 35 + 150 + 60 = 245万
        (GREEN | FIRST_UNIT, "2575000.00"),  # 500 × 7.5% + 1500 × 10.5% + 500 × 12.5% = 37.5 + 157.5 + 62.5 = 257.5万
    ],
)
def test_the_points_are_added_to_every_slice(tmp_path: Path, kind: dict[str, str], award: str) -> None:
    assert equipment(tmp_path, bought(2500, **kind)) == award


@pytest.mark.parametrize(
    ("invested", "award"),
    [
        (312.5, "250000.00"),  # 312.5 × 8% = 25万, just what 500万 of equipment give
        (312.49, "249992.00"),  # 3,124,900元 × 8%
        (312.51, "250000.00"),
        (300, "240000.00"),
        (None, None),
    ],
)
def test_a_project_gets_at_most_eight_percent_of_its_investment(tmp_path: Path, invested: float | None, award: str | None) -> None:
    assert equipment(tmp_path, bought(500, 计划总投资=invested)) == award


def test_an_enterprise_above_scale_gets_at_most_three_million_a_year(tmp_path: Path) -> None:
    # each 25 + 1000 × 8% = 105万
    three = [bought(1500, f"P{i}") for i in range(3)]
    assert equipment(tmp_path, *three[:2]) == "2100000.00"
    assert equipment(tmp_path, *three) == "3000000.00"


def test_an_enterprise_below_scale_gets_at_most_eight_hundred_thousand(tmp_path: Path) -> None:
    small = {"企业": [company(1, 规上="否")]}
    assert equipment(tmp_path, bought(1187.5), **small) == "800000.00"  # 25 + 687.5 × 8% = 80万
    assert equipment(tmp_path, bought(1500), **small) == "800000.00"  # 105万


def test_scale_that_is_unknown_leaves_an_award_between_the_caps_open(tmp_path: Path) -> None:
    assert equipment(tmp_path, bought(1500), 企业=[company(1, 规上=None)]) is None  # 105万, or 80万


def test_scale_that_is_unknown_does_not_matter_below_both_caps(tmp_path: Path) -> None:
    assert equipment(tmp_path, bought(500), 企业=[company(1, 规上=None)]) == "250000.00"


def test_the_scale_of_the_year_decides_the_cap(tmp_path: Path) -> None:
    annual = [who(1) | {"年度": 2024, "规上": "否"}, who(1) | {"年度": 2025, "规上": "是"}]
    projects = [bought(1500), bought(1500, "P2", 发票日期="2025-01-01")]
    assert equipment(tmp_path, *projects, 年度指标=annual) == "800000.00"
    assert equipment(tmp_path, *projects, 年度指标=annual, year=2025) == "1050000.00"


@pytest.mark.parametrize(
    ("day", "year", "award"),
    [
        ("2024-01-01", 2024, "250000.00"),
        ("2024-12-31", 2024, "250000.00"),
        ("2025-01-01", 2025, "250000.00"),
        ("2026-12-31", 2026, "250000.00"),
    ],
)
def test_the_day_of_the_last_invoice_decides_the_year(tmp_path: Path, day: str, year: int, award: str) -> None:
    assert equipment(tmp_path, bought(500, 发票日期=day), year=year) == award


def test_equipment_invoiced_before_the_first_day_is_refused(tmp_path: Path) -> None:
    early = found(tmp_path, [bought(500, 发票日期="2023-12-31")], year=2024)
    assert [row for row in early["awards"] if row["program"] == "equipment"] == []  # of 2023, not of 2024
    clause, text = refused(found(tmp_path, [bought(500, 发票日期="2027-01-01")], year=2027), "equipment")
    assert clause == "第四条" and "发票日期 2027-01-01" in text


def test_equipment_without_an_invoice_makes_no_claim(tmp_path: Path) -> None:
    assert amounts(found(tmp_path, [bought(500, 发票日期=None), bought(500, "P2", of=1)]), "equipment") == {"甲1公司": "250000.00"}


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("C1310", "eligible"),
        ("1491", "eligible"),
        ("C2921", "eligible"),
        ("C2925", "ineligible"),  # artificial leather
        ("2925", "ineligible"),
        ("3842", "eligible"),
        ("3843", "ineligible"),  # lead batteries
        ("C2710", "ineligible"),  # medicine is not on the list
        (None, "undetermined"),
    ],
)
def test_industries_are_listed_with_exceptions(tmp_path: Path, code: str | None, verdict: str) -> None:
    assert only(found(tmp_path, [bought(500)], 企业=[company(1, 行业代码=code)]), "equipment")["verdict"] == verdict


@pytest.mark.parametrize(
    ("enterprise", "more", "clause", "text"),
    [
        ({"行业代码": "C2925"}, {}, "第三条", "不属于除外的行业：行业代码 “C2925”，属于 2925、C2925、3843、C3843 之列"),
        ({"行业代码": "C2710"}, {}, "第三条", "行业代码 “C2710”，不属于 13、14、29、34、35、36、38、39 开头的代码"),
        ({"失信": "是"}, {}, "第三条", "失信 是"),
        ({"安全事故": "是"}, {}, "第三条", "安全事故 是"),
        ({}, {"备案证号": None}, "第四条", "备案证号"),
        ({}, {"上级补助": "是"}, "第十条", "上级补助 是"),
    ],
)
def test_a_refusal_names_its_clause(tmp_path: Path, enterprise: dict[str, str], more: dict[str, Any], clause: str, text: str) -> None:
    said = refused(found(tmp_path, [bought(500, **more)], 企业=[company(1, **enterprise)]), "equipment")
    assert said[0] == clause and text in said[1]


def test_a_missing_purchase_is_asked_for_at_its_cell(tmp_path: Path) -> None:
    row = only(found(tmp_path, [bought(500), bought(None, "P2")]), "equipment")
    assert (row["verdict"], row["amount"], row["amount_if_filled"]) == ("eligible", None, None) or row["verdict"] == "undetermined"
    assert any(cell.endswith("3") and "项目" in cell for reason in row["reasons"] for cell in reason["cells"])


@pytest.mark.parametrize(
    ("principal", "days", "award"),
    [
        (1000, 90, "45000.00"),  # 1000万 × 3.6% × 90 ÷ 360 = 9万, half of it
        (100.2, 5, "251.00"),  # 1,002,000 × 3.6% × 5 ÷ 360 = 501元, half 250.50
        (100.1, 5, "250.00"),  # 500.50元, half 250.25
        (5555.555556, 360, "1000000.00"),  # 200.00000002万, half of it is the cap
        (5550, 360, "999000.00"),  # 199.8万
        (6000, 360, "1000000.00"),  # 216万, half 108万
        (1000, None, None),
    ],
)
def test_half_of_the_interest_up_to_a_million(tmp_path: Path, principal: float, days: int | None, award: str | None) -> None:
    assert only(found(tmp_path, [], 贷款=[lent(principal, days)]), "loan")["amount"] == award


def test_settlements_of_one_year_share_the_cap_and_each_year_has_its_own(tmp_path: Path) -> None:
    # 6000万 × 3.6% × 180 ÷ 360 = 108万, half 54万 each time
    loans = [lent(6000, 180, 结息日期=day) for day in ("2024-06-20", "2024-12-20", "2025-01-31")]
    assert only(found(tmp_path, [], 贷款=loans), "loan")["amount"] == "1000000.00"
    assert only(found(tmp_path, [], 2025, 贷款=loans), "loan")["amount"] == "540000.00"


@pytest.mark.parametrize(("more", "text"), [({"放款一年内": "否"}, "放款一年内 否"), ({"签订日期": "2023-12-31"}, "签订日期 2023-12-31")])
def test_interest_of_a_second_year_or_an_older_contract_is_refused(tmp_path: Path, more: dict[str, str], text: str) -> None:
    clause, said = refused(found(tmp_path, [], 贷款=[lent(1000, 90, **more)]), "loan")
    assert clause == "第七条" and text in said


@pytest.mark.parametrize(
    ("base", "days", "kept", "both"),
    [
        (500, 90, ("250000.00", "0.00"), ("250000.00", "45000.00")),  # 25万 against 4.5万
        (100, 360, ("0.00", "180000.00"), ("50000.00", "180000.00")),  # 5万 against 18万
        (360, 360, ("180000.00", "0.00"), ("180000.00", "180000.00")),  # 18万 each: 第四条 comes first
    ],
)
def test_only_the_higher_of_equipment_and_interest(
    tmp_path: Path, base: float, days: int, kept: tuple[str, str], both: tuple[str, str]
) -> None:
    for settings, expected in (({}, kept), ({"stacking": "separate"}, both)):
        result = found(tmp_path, [bought(base)], settings=settings, 贷款=[lent(1000, days)])
        assert (only(result, "equipment")["amount"], only(result, "loan")["amount"]) == expected


def test_three_fifths_are_paid_at_once_and_the_rest_when_the_project_is_accepted(tmp_path: Path) -> None:
    projects = [bought(100.001, 验收日期="2025-03-01"), bought(500, "P2", of=2)]
    firms = [company(1), company(2)]
    # 50,001元: 60% is 30,000.60, the rest 20,000.40. 25万: 15万 and 10万
    parts = [(one["id"], one["amount"], one["due_year"], one["due"]) for one in found(tmp_path, projects, 企业=firms)["instalments"]]
    assert parts == [
        ("P1", "30000.60", 2024, "now"),
        ("P1", "20000.40", 2025, "later"),
        ("P2", "150000.00", 2024, "now"),
        ("P2", "100000.00", None, "waiting"),
    ]
    due = [one for one in found(tmp_path, projects, 2025, 企业=firms)["instalments"] if one["due"] == "now"]
    assert [(one["id"], one["amount"]) for one in due] == [("P1", "20000.40")]


def test_each_project_is_shown_with_what_it_earned(tmp_path: Path) -> None:
    # 100 × 5% = 5万; 25 + 500 × 8% = 65万
    projects = only(found(tmp_path, [bought(100), bought(1000, "P2")]), "equipment")["projects"]
    assert [(one["id"], one["amount"]) for one in projects] == [("P1", "50000.00"), ("P2", "650000.00")]


def test_targets_of_a_year_and_of_the_plan(tmp_path: Path) -> None:
    spent = {f"{year}年完成投资(万元)": amount for year, amount in ((2024, 80_000), (2025, 90_000), (2026, 99_999.99))}
    firms = [company(1), company(2), company(3, 规上="否")]
    little, nothing = dict.fromkeys(spent, 0.01), dict.fromkeys(spent, 0)
    projects = [bought(500, **spent), bought(500, "P3", of=3, **little), bought(500, "P2", of=2, **nothing)]
    rows: Rows = {"企业": firms}
    first = {t["id"]: t for t in found(tmp_path, projects, 2024, **rows)["targets"]}
    # 8亿 + 100元; one enterprise above scale (the third is below, the second spent nothing)
    assert (first["investment"]["status"], first["investment"]["target"]) == ("achieved", "8.0000")
    count = first["enterprises"]
    assert (count["actual"], count["target"], count["status"]) == ("1.0000", "20.0000", "behind")
    last = {t["id"]: t for t in found(tmp_path, projects, 2026, **rows)["targets"]}
    # 9.999999亿 + 100元 = exactly 10亿, and 8 + 9 + 10 = 27亿 in all, 300元 - 100元 to spare
    assert (last["investment"]["status"], last["investment_cumulative"]["status"]) == ("achieved", "achieved")
    projects[1]["2026年完成投资(万元)"] = 0
    short = {t["id"]: t for t in found(tmp_path, projects, 2026, **rows)["targets"]}
    assert (short["investment"]["status"], short["investment_cumulative"]["status"]) == ("behind", "achieved")


def test_a_purchase_with_tax_is_another_reading(tmp_path: Path) -> None:
    taxed = bought(100, 设备购置额=113)
    assert equipment(tmp_path, taxed) == "50000.00"
    assert equipment(tmp_path, taxed, settings={"tax": "as_stated"}) == "56500.00"  # 113 × 5%


def some_year(seed: int, gaps: float) -> Rows:
    """A random ledger of the county; `gaps` is the share of cells left blank."""
    dice = random.Random(seed)

    def some(*values: Any) -> Any:
        return None if dice.random() < gaps else dice.choice(values)

    def money(most: float) -> Any:
        return some(round(dice.random() * most, dice.choice([0, 2, 6])))

    def day() -> Any:
        return some(f"{dice.choice([2023, 2024, 2025])}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}")

    numbers = range(1, 16)
    several = [n for n in numbers for _ in range(dice.randint(0, 3))]
    flags = ["是", "否", "否"]
    return {
        "企业": [company(n, 行业代码=some("C3922", "2925", "3511"), 规上=some(*flags), 失信=some("否", "否", "是")) for n in numbers],
        "项目": [
            bought(money(4000), f"P{i}", n, 发票日期=day(), 计划总投资=money(6000), 验收日期=dice.choice([None, "2025-02-01"]))
            | {"绿色装备": some(*flags), "国产首台套": some(*flags)}
            for i, n in enumerate(several)
        ],
        "贷款": [lent(1, 1, f"H{i}", n, 贷款本金=money(9000), 结息日期=day(), 放款一年内=some(*flags)) for i, n in enumerate(several[::2])],
    }


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize(("seed", "gaps", "year"), [(1, 0.0, 2024), (2, 0.03, 2024), (3, 0.0, 2025)])
def test_every_formula_recalculates(tmp_path: Path, seed: int, gaps: float, year: int) -> None:
    ledger = write(tmp_path / "台账.xlsx", some_year(seed, gaps))
    write_awards(compute(Request(ledger, str(POLICY), {}, year)), tmp_path / "奖补.xlsx")
    assert differences(tmp_path / "奖补.xlsx", tmp_path) == []
    assert len(stored(tmp_path / "奖补.xlsx")) > 300
