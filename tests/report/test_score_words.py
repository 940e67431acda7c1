"""A scorecard read out, and what changed between two."""

from __future__ import annotations

from pathlib import Path

from engine.scored_towns import TEXT
from policy.small import changed

from techreform_cli.domain.policy import Policy
from techreform_cli.policy.load import load_policy
from techreform_cli.report.policy_diff import differences
from techreform_cli.report.policy_words import sections


def loaded(folder: Path, *changes: tuple[str, str], **settings: str) -> Policy:
    path = folder / "政策.yaml"
    path.write_text(changed(*changes, text=TEXT), "utf-8")
    return load_policy(str(path), settings)


def test_groups_weights_and_goals_are_said(tmp_path: Path) -> None:
    section = next(one for one in sections(loaded(tmp_path)) if one.key == "scorecards.towns")
    assert section.title == "考核：乡镇技改考核（三）towns"
    rows = {row[0]: row[1:] for row in section.rows}
    assert rows["by"] == ("分组", "按《企业》的乡镇，共 3 个，名称前面可以写示例县", "三")
    assert rows["missing"] == ("没有目标的项目", "不计，其余各项的权重按比例放大", "三")
    assert rows["items.engaged"][1] == "40 分 × 目标“开展技改的规上企业”的完成率，最高按 120%"
    assert rows["items.investment.goals.甲镇"] == ("技改投资：甲镇", "2024年 0.90亿元，2025年 0.10亿元", "三")


def test_dated_weights_are_said_year_by_year(tmp_path: Path) -> None:
    parameters = "parameters:\n  w: {label: 权重, clause: 三, values: [{from: 2024-01-01, value: 60}, {from: 2025-01-01, value: 55}]}\n"
    policy = loaded(tmp_path, ("weight: 60", "weight: $w"), ("programs:\n", parameters + "programs:\n"))
    section = next(one for one in sections(policy) if one.key == "scorecards.towns")
    assert next(row[2] for row in section.rows if row[0] == "items.investment").startswith("2024年 60 分、2025年 55 分 × ")


def test_a_changed_goal_is_a_difference(tmp_path: Path) -> None:
    before, after = (
        loaded(tmp_path),
        loaded(tmp_path, ("乙镇: {2024: 2000万元}", "乙镇: {2024: 2500万元}"), ("missing: leave_out", "missing: zero")),
    )
    assert [(one.id, one.before, one.after) for one in differences(before, after)] == [
        ("missing", "不计，其余各项的权重按比例放大", "按 0 分"),
        ("items.investment.goals.乙镇", "2024年 0.20亿元", "2024年 0.25亿元"),
    ]
