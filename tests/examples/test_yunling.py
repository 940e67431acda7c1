"""The example of 云岭县 (fictional): county targets, towns scored on their shares of them, and equipment paid for at a flat rate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report.recalculation import differences, needs_office
from slots.county import Rows, firm, project, write

from techreform_cli.domain.policy import Policy
from techreform_cli.pipeline import Request, compute
from techreform_cli.policy.load import load_policy
from techreform_cli.report.award_workbook import write_awards
from techreform_cli.report.json_document import document
from techreform_cli.report.target_workbook import write_targets

POLICY = "yunling-2024-2026"
TOWNS = ("松溪镇", "石门镇", "龙潭镇", "竹源乡", "白茶乡")


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(POLICY)


def county(**changes: Any) -> Rows:
    """A 规上 enterprise in every town (甲1 to 甲5) with a project of 2024 for 500万元 of equipment; `changes` are to 甲1's."""
    usual = {"备案证号": "备1", "设备购置额(万元)": 500, "新增机器人(台)": 3}
    spent = (15_000, 30_000, 7_500, 9_000.09, 2_500)
    projects = [project(f"P{n}", n) | usual | {"2024年完成投资(万元)": amount} for n, amount in enumerate(spent, 1)]
    projects[0] |= changes
    return {"企业": [firm(n, 乡镇=town, 拟培育上规模="否") for n, town in enumerate(TOWNS, 1)], "项目": projects}


def calculated(folder: Path, content: Rows, year: int = 2024, **settings: str) -> dict[str, Any]:
    return document(compute(Request(write(folder / "台账.xlsx", content), POLICY, settings, year)), [])


def towns(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    (card,) = found["scorecards"]
    return {group["group"]: group for group in card["groups"]}


def award(found: dict[str, Any], number: int = 1) -> str | None:
    return next(row["amount"] for row in found["awards"] if row["enterprise"] == f"甲{number}公司")


def test_the_goals_of_the_towns_add_up_to_those_of_the_county(policy: Policy) -> None:
    (card,) = policy.scorecards
    for item in card.items:
        for year in (2024, 2025, 2026):
            assert sum(goals[year].value for goals in item.goals.values() if year in goals) == item.target.goals[year].value
    assert sum(item.weights[2024] for item in card.items) == 100


def test_it_says_that_it_is_an_example(policy: Policy) -> None:
    assert "示例" in policy.title and "示例" in policy.document and "虚构" in policy.issuer


def test_towns_are_scored_and_ranked(tmp_path: Path) -> None:
    found = towns(calculated(tmp_path, county()))
    # investment (of 50, up to 120 %) + enterprises (of 30) + robots (of 20)
    # 松溪镇: 15000/30000 × 50 = 25; 1/8 × 30 = 3.75; 3/30 × 20 = 2                                     = 30.75
    # 石门镇: 30000/20000 = 150 %, counted 120 % × 50 = 60; 1/5 × 30 = 6; 3/15 × 20 = 4                 = 70
    # 龙潭镇: 7500/15000 × 50 = 25; 1/4 × 30 = 7.5; 3/10 × 20 = 6                                        = 38.5
    # 竹源乡: 9000.09/10000 × 50 = 45.00045 → 45.00; 1/2 × 30 = 15; 3/5 × 20 = 12                        = 72
    # 白茶乡 has no goal for robots, 80 points become 100: 2500/5000 × 62.5 = 31.25; 1/1 × 37.5 = 37.5   = 68.75
    assert {town: (group["score"], group["rank"]) for town, group in found.items()} == {
        "松溪镇": ("30.75", 5), "石门镇": ("70.00", 2), "龙潭镇": ("38.50", 4), "竹源乡": ("72.00", 1), "白茶乡": ("68.75", 3),
    }  # fmt: skip


def test_a_town_without_a_goal_may_get_nothing_for_it(tmp_path: Path) -> None:
    found = towns(calculated(tmp_path, county(), town_without_goal="zero"))
    # 2500/5000 × 50 + 1/1 × 30 + 0
    assert (found["白茶乡"]["score"], found["白茶乡"]["rank"]) == ("55.00", 3)


def test_what_counts_as_renovating_bears_on_county_and_towns_alike(tmp_path: Path) -> None:
    found = calculated(tmp_path, county(开工日期="2024-02-01"), engaged="starts")
    counts = {town: group["items"][1]["actual"] for town, group in towns(found).items()}
    assert counts == {"松溪镇": "1.0000"} | dict.fromkeys(TOWNS[1:], "0.0000")
    assert next(target["actual"] for target in found["targets"] if target["id"] == "enterprises") == "1.0000"


def test_the_county_is_held_against_its_own_goals(tmp_path: Path) -> None:
    found = {target["id"]: target for target in calculated(tmp_path, county())["targets"]}
    # 15000 + 30000 + 7500 + 9000.09 + 2500 = 64000.09万元 of 8亿元
    assert (found["investment"]["actual"], found["investment"]["status"]) == ("6.400009", "behind")
    assert (found["enterprises"]["actual"], found["robots"]["actual"]) == ("5.0000", "15.0000")
    assert found["investment_cumulative"]["target"] == "27.0000"


def test_equipment_is_paid_for_at_a_tenth_up_to_the_cap_of_the_year(tmp_path: Path) -> None:
    assert award(calculated(tmp_path, county())) == "500000.00"  # 500万 × 10 %
    assert award(calculated(tmp_path, county(**{"设备购置额(万元)": 2000}))) == "2000000.00"  # exactly the cap
    assert award(calculated(tmp_path, county(**{"设备购置额(万元)": 2000.01}))) == "2000000.00"
    assert award(calculated(tmp_path, county(**{"设备购置额(万元)": 0.1235}))) == "124.00"  # 123.5元, half up to the 元
    both = county()
    both["项目"].append(both["项目"][0] | {"项目编号": "P9", "设备购置额(万元)": 1800})
    assert award(calculated(tmp_path, both)) == "2000000.00"  # (500 + 1800) × 10 % = 230
    both["项目"][-1]["完工日期"] = "2025-03-01"  # another year has a cap of its own
    assert (award(calculated(tmp_path, both)), award(calculated(tmp_path, both, 2025))) == ("500000.00", "1800000.00")


@pytest.mark.parametrize("change", [{"备案证号": None}, {"完工日期": "2023-12-31"}])
def test_without_a_filing_or_completed_before_the_plan_nothing_is_paid(change: dict[str, Any], tmp_path: Path) -> None:
    found = calculated(tmp_path, county(**change))
    assert [row["amount"] for row in found["awards"] if row["enterprise"] == "甲1公司"] in ([], ["0.00"])


def test_an_enterprise_below_scale_is_paid_only_if_it_is_to_grow(tmp_path: Path) -> None:
    content = county()
    content["企业"][0] |= {"规上": "否"}
    assert award(calculated(tmp_path, content)) == "0.00"
    content["企业"][0] |= {"拟培育上规模": "是"}
    assert award(calculated(tmp_path, content)) == "500000.00"


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize("write_book", [write_targets, write_awards])
def test_its_workbooks_recalculate(write_book: Any, tmp_path: Path) -> None:
    ledger = write(tmp_path / "台账.xlsx", county(开工日期="2024-02-01"))
    write_book(compute(Request(ledger, POLICY, year=2024)), tmp_path / "结果.xlsx")
    assert differences(tmp_path / "结果.xlsx", tmp_path) == []
