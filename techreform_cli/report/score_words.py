"""A scorecard of a policy in words: how it groups, what it scores with which weight, and every group's goals."""

from __future__ import annotations

from collections.abc import Mapping

from techreform_cli.domain.money import decimal_text, percent
from techreform_cli.domain.policy import Goal, NoGoal, Scorecard, ScoreItem
from techreform_cli.report.wording import target_figure

Row = tuple[str, str, str, str]
"""The slot's path below the scorecard, its label, the rule and the clause."""


def scorecard_rules(card: Scorecard) -> list[Row]:
    """Every rule of the scorecard; items with their goals in the order of the file."""
    left_out = card.no_goal is NoGoal.LEAVE_OUT
    before = f"，名称前面可以写{'、'.join(card.prefixes)}" if card.prefixes else ""
    rows: list[Row] = [
        ("by", "分组", f"按《企业》的{card.by.name}，共 {len(card.groups)} 个{before}", card.clause),
        ("missing", "没有目标的项目", "不计，其余各项的权重按比例放大" if left_out else "按 0 分", card.clause),
    ]
    for item in card.items:
        path = f"items.{item.id}"
        rows.append((path, item.label, _item(item), item.clause))
        rows += [
            (f"{path}.goals.{name}", f"{item.label}：{name}", _goals(item, goals), _clause(item, goals))
            for name, goals in item.goals.items()
        ]
    return rows


def _item(item: ScoreItem) -> str:
    """权重 60 分 × “技改投资”的完成率，最高按 120%."""
    weight = _spells({year: decimal_text(value, 0, 4) + " 分" for year, value in item.weights.items()})
    most = _spells({year: percent(value) for year, value in item.most.items()})
    return f"{weight} × 目标“{item.target.label}”的完成率，最高按 {most}"


def _goals(item: ScoreItem, goals: Mapping[int, Goal]) -> str:
    return "，".join(f"{year}年 {target_figure(goal.value, item.target.unit)}" for year, goal in sorted(goals.items())) or "没有目标"


def _clause(item: ScoreItem, goals: Mapping[int, Goal]) -> str:
    return "、".join(dict.fromkeys(goal.clause for _, goal in sorted(goals.items()))) or item.clause


def _spells(values: Mapping[int, str]) -> str:
    """One value, or that of every year."""
    if len(set(values.values())) == 1:
        return next(iter(values.values()))
    return "、".join(f"{year}年 {value}" for year, value in sorted(values.items()))
