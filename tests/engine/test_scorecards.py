"""Scores by town. Each expected figure is worked out in the comment beside it from the ledger of scored_towns."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from policy.small import changed

from techreform_cli.domain.score_result import GroupScore
from techreform_cli.domain.target_result import Status

from .scored_towns import TEXT, result_of, rows, scored


def points(group: GroupScore) -> list[float | None]:
    """The group's scores, item by item."""
    return [None if item.score is None else float(item.score) for item in group.items]


def span(group: GroupScore) -> tuple[float, float]:
    assert group.least is not None and group.most is not None
    return float(group.least), float(group.most)


def test_a_score_is_the_weight_times_what_is_reached_of_the_goal(tmp_path: Path) -> None:
    town = scored(result_of(tmp_path))["甲镇"]
    # 60 × 6000.75 / 9000 = 40.005, half up 40.01 (half to even would be 40.00); 40 × 2 / 3 = 26.666… → 26.67
    assert points(town) == [40.01, 26.67] and town.score == Fraction("66.68")
    assert [item.found.goal for item in town.items] == [9000_000_000, 3]
    assert town.items[0].found.achievement_rate == Fraction(600_075, 900_000)


def test_more_than_the_goal_counts_no_more_than_the_goal(tmp_path: Path) -> None:
    # 3000 of 2000 is 150 %, counted as 100 %; the item without a goal is left out, so 60 points are all: 100 × 100 %
    town = scored(result_of(tmp_path))["乙镇"]
    assert points(town) == [100.0, None] and town.score == 100
    assert town.items[1].weight is None and town.items[1].found.status is Status.NOT_APPLICABLE


def test_more_counts_up_to_the_most_that_the_item_allows(tmp_path: Path) -> None:
    text = changed(("weight: 60\n", "weight: 60\n        most: 120%\n"), text=TEXT)
    assert points(scored(result_of(tmp_path, text=text))["乙镇"]) == [120.0, None]  # 100 × min(150 %, 120 %)
    wide = changed(("weight: 60\n", "weight: 60\n        most: 200%\n"), text=TEXT)
    assert points(scored(result_of(tmp_path, text=wide))["乙镇"]) == [150.0, None]


def test_an_item_without_a_goal_may_count_as_nothing(tmp_path: Path) -> None:
    town = scored(result_of(tmp_path, **{"scorecards.towns.missing": "zero"}))["乙镇"]
    assert points(town) == [60.0, 0.0] and town.score == 60


def test_weights_may_be_parts_of_a_point(tmp_path: Path) -> None:
    # 12.5 × 6000.75 / 9000 = 8.33437…; 40 × 2/3 = 26.67
    found = scored(result_of(tmp_path, **{"scorecards.towns.items.investment.weight": "12.5"}))
    assert points(found["甲镇"]) == [8.33, 26.67]
    assert points(found["乙镇"]) == [52.5, None]  # all of the 52.5 points of both items


def test_equal_scores_share_a_rank(tmp_path: Path) -> None:
    content = rows(f2="丙镇", f1="丙镇")  # 丙镇: 100 % and 2 of 1, counted 120 %: 60 + 48 = 108
    found = scored(result_of(tmp_path, content))
    assert {name: (float(town.score or 0), town.rank) for name, town in found.items()} == {
        "甲镇": (0.0, 3),
        "乙镇": (100.0, 2),
        "丙镇": (108.0, 1),
    }
    tied = scored(result_of(tmp_path, content, **{"scorecards.towns.items.engaged.most": "100%"}))
    assert [tied[name].rank for name in ("甲镇", "乙镇", "丙镇")] == [3, 1, 1]


def test_an_enterprise_without_a_town_leaves_open_what_it_could_change(tmp_path: Path) -> None:
    # 甲2 (1000, 规上) may be in any town. 甲镇: 60 × 5000.75 / 9000 = 33.338… → 33.34, or 40.01; 40 × 1/3 = 13.33, or 26.67.
    # 丙镇: nothing, or 60 × 1000/1000 = 60 and 40 × 1/1 = 40. 乙镇 has 100 % as it is.
    found = scored(result_of(tmp_path, rows(f2=None)))
    assert found["甲镇"].score is None and span(found["甲镇"]) == (46.67, 66.68)
    assert found["丙镇"].score is None and span(found["丙镇"]) == (0.0, 100.0)
    assert found["乙镇"].score == 100
    # 乙镇 is first: none can pass it. 丙镇 may tie with it or be last.
    assert [(town.best_rank, town.worst_rank) for town in found.values()] == [(2, 3), (1, 1), (1, 3)]


def test_a_rank_is_certain_where_the_open_score_cannot_change_it(tmp_path: Path) -> None:
    content = rows(f4=None)  # 甲4 (规上, nothing invested) counts in nothing, wherever it is
    found = scored(result_of(tmp_path, content))
    assert [town.rank for town in found.values()] == [2, 1, 3]
    content["项目"].append(content["项目"][3] | {"项目编号": "P9", "2024年完成投资(万元)": 10})
    found = scored(result_of(tmp_path, content))  # now it does: 甲镇 66.68 to 40.07 + 40 = 80.07; 丙镇 0 to 0.60 + 40
    assert (span(found["甲镇"]), span(found["丙镇"])) == ((66.68, 80.07), (0.0, 40.6))
    assert [(town.score, town.rank) for town in found.values()] == [(None, 2), (100, 1), (None, 3)]


def test_an_unknown_amount_leaves_the_score_open_up_to_the_most(tmp_path: Path) -> None:
    content = rows()
    content["项目"][0] = {key: value for key, value in content["项目"][0].items() if key != "2024年完成投资(万元)"}
    content["项目"][0] |= {"2024年完成投资(万元)": "约五千"}
    found = scored(result_of(tmp_path, content))
    # 甲镇: 60 × 1000 / 9000 = 6.67 is certain, 60 the most; one enterprise certain, two possible
    assert span(found["甲镇"]) == (6.67 + 13.33, 60 + 26.67)
    assert found["甲镇"].items[0].found.status is Status.UNDETERMINED
    assert found["丙镇"].score == 0


def test_a_ledger_without_the_field_scores_nobody(tmp_path: Path) -> None:
    content = rows()
    for row in content["企业"]:
        row.pop("乡镇")
    result = result_of(tmp_path, content)
    assert scored(result)["甲镇"].score is None and span(scored(result)["甲镇"])[0] == 0
    assert result.needs_a_person
    assert [p.message for p in result.problems if p.code == "E011"] == ["乡镇技改考核：《企业》没有“乡镇”列，各项都待补正"]


def test_towns_may_be_written_without_their_suffix_or_with_the_county(tmp_path: Path) -> None:
    content = rows(f1="甲乙", f2="示例县甲乙镇")
    text = TEXT.replace("甲镇", "甲乙镇")
    assert points(scored(result_of(tmp_path, content, text=text))["甲乙镇"]) == [40.01, 26.67]


def test_a_name_that_only_begins_alike_is_another_town(tmp_path: Path) -> None:
    result = result_of(tmp_path, rows(f1="甲镇西"))
    assert points(scored(result)["甲镇"])[0] == 6.67  # 60 × 1000 / 9000
    (warning,) = [p for p in result.problems if p.code == "E013"]
    assert warning.message == "乡镇技改考核：台账的甲镇西没有考核目标，1 家企业不在考核之内"


def test_a_town_that_the_ledger_does_not_know_is_pointed_out(tmp_path: Path) -> None:
    result = result_of(tmp_path, text=TEXT.replace("丙镇", "丙丁镇"))
    (warning,) = [p for p in result.problems if p.code == "E012"]
    assert warning.message == "乡镇技改考核：台账没有乡镇为丙丁镇的企业，其完成值按 0 计"
    assert "“丙镇”" in warning.remedy


def test_a_town_without_any_goal_of_the_year_is_not_scored(tmp_path: Path) -> None:
    for setting in ("leave_out", "zero"):
        found = scored(result_of(tmp_path, year=2025, **{"scorecards.towns.missing": setting}))
        # 甲镇: 60 × 300/1000 = 18, 40 × 1/2 = 20
        assert (found["甲镇"].score, found["甲镇"].rank) == (38, 1)
        assert (found["乙镇"].score, found["乙镇"].least, found["乙镇"].rank) == (None, None, None)


def test_outside_the_plan_nobody_is_scored(tmp_path: Path) -> None:
    assert scored(result_of(tmp_path, year=2026)) == {}


def test_a_plan_total_counts_an_enterprise_once(tmp_path: Path) -> None:
    text = changed(("target: engaged", "target: engaged_cumulative"), ("target: investment", "target: investment_cumulative"), text=TEXT)
    found = scored(result_of(tmp_path, year=2025, text=text))["甲镇"]
    # 2024 and 2025: 6000.75 + 300 of 1000, counted 100 %: 60. 甲1 in both years and 甲2 are 2 of 2: 40
    assert points(found) == [60.0, 40.0]
    assert [item.found.measurement.actual for item in found.items] == [6300_750_000, 2]


def test_a_ratio_is_that_of_the_town(tmp_path: Path) -> None:
    text = changed(("target: engaged", "target: productivity"), ("{2024: 3, 2025: 2}", "{2024: 25万元/人}"), text=TEXT)
    text = text.replace("丙镇: {2024: 1}", "丙镇: {2024: 20万元/人}")
    content = rows()
    for row, added in zip(content["年度指标"], (2000, 0, 1000, 0, 900, 0, 0, 0), strict=True):
        row |= {"工业增加值(万元)": added, "平均从业人数": 100}
    # 甲镇: (2000 + 1000) / 200 = 15 of 25: 40 × 60 % = 24; 乙镇's 9 is not asked for; 丙镇 0 of 20
    assert [points(town)[1] for town in scored(result_of(tmp_path, content, text=text)).values()] == [24.0, None, 0.0]


def test_the_comparison_bears_on_the_status_alone(tmp_path: Path) -> None:
    text = changed(("2024: 9000万元", "2024: 6000.75万元"), text=TEXT)
    reached = scored(result_of(tmp_path, text=text))["甲镇"].items[0]
    assert (reached.found.status, reached.score) == (Status.ACHIEVED, 60)
    exceeded = scored(result_of(tmp_path, text=text, **{"targets.investment.comparison": "above"}))["甲镇"].items[0]
    assert (exceeded.found.status, exceeded.score) == (Status.BEHIND, 60)


def test_towns_add_up_to_the_county(tmp_path: Path) -> None:
    result = result_of(tmp_path)
    whole = {found.target.id: found.measurement.actual for found in result.targets}
    for index, name in enumerate(("investment", "engaged")):
        parts = [town.items[index].found.measurement.actual or 0 for town in scored(result).values()]
        assert sum(parts) == whole[name]
