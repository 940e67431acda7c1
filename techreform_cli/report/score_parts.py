"""A group's figure as a formula over the rows behind the target, and what a scored group's row must say in words."""

from __future__ import annotations

from fractions import Fraction

from techreform_cli.domain.policy import NoGoal, ScoreGroup
from techreform_cli.domain.result import Result
from techreform_cli.domain.score_result import GroupScore, ItemScore, ScorecardResult
from techreform_cli.domain.target_result import Contribution, Status, TargetResult
from techreform_cli.domain.text import plain
from techreform_cli.report.target_detail import OPEN, shown, state
from techreform_cli.report.target_detail_sheet import DetailSheet
from techreform_cli.report.target_places import Places
from techreform_cli.report.target_words import factor
from techreform_cli.report.wording import in_unit, score_points

TOWN = "town"
FEW = 6


def group_actual(found: TargetResult, group: ScoreGroup, details: list[DetailSheet], year: int) -> str:
    """The formula of the group's actual over a detail sheet; "" where its rows do not give the engine's figure, or have no such column."""
    actual, target_id = found.measurement.actual, found.target.id
    for detail in details:
        target = next((one for one in detail.detail.targets if one.id == target_id), None)
        if target is None or TOWN not in detail.columns or actual is None:
            continue
        rows = [row for row in detail.rows_of(target, year) if plain(row.town) in group.spellings]
        towns = list(dict.fromkeys(row.town for row in rows))
        if (
            towns
            and (len(towns) == 1 or len(detail.detail.figures) < 2)
            and _value(detail, rows, target.unit) == in_unit(actual, target.unit)
        ):
            return "+".join(detail.part(target, year, TOWN, _quoted(town)) for town in towns)
    return ""


def _value(detail: DetailSheet, rows: list[Contribution], unit: str) -> Fraction | None:
    """What the rows come to, in the target's unit."""
    specs = detail.detail.figures
    sums = [sum((shown(spec, row.figures[i]) or Fraction(0) for row in rows), Fraction(0)) for i, spec in enumerate(specs)]
    if len(sums) == 2:
        return sums[0] / sums[1] / factor(unit) if sums[1] else None
    return sums[0] / factor(unit) if sums else Fraction(len(rows))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def remarks(result: Result, card: ScorecardResult, group: GroupScore, places: Places) -> list[str]:
    """What must be known to read a group's row: what is open and how much it could change, goals that are missing, how items stand."""
    if group.least is None:
        return [f"{result.year}年没有目标，不考核"]
    words = [text for one in group.items for text in _item_words(card, one)]
    wanted = _to_fill(group, places)
    return [*words, *([wanted] if wanted else []), *_standing(group)]


def _item_words(card: ScorecardResult, one: ItemScore) -> list[str]:
    label = one.item.label
    if one.found.goal is None:
        return [f"{label}没有目标，" + ("按 0 分" if card.scorecard.no_goal is NoGoal.ZERO else "不计，其余各项的权重按比例放大")]
    words = [f"{label}的目标依据{one.found.clause}"] if one.found.clause != one.item.clause else []
    if one.score is None and one.least is not None and one.most is not None:
        measured = one.found.measurement
        why = measured.note or f"有 {measured.undetermined} 行缺资料"
        words.append(f"{label}{why}，得分在 {score_points(one.least)}—{score_points(one.most)} 之间")
    return words


def _to_fill(group: GroupScore, places: Places) -> str:
    """A request to fill in the cells that leave a score open."""
    open_ = [one.found.measurement.rows for one in group.items if one.weight is not None and one.score is None]
    cells = [cell for rows in open_ for row in rows if state(row) == OPEN for cell in places.blank(row.cells)]
    return places.fill.wanted(cells, FEW)


def _standing(group: GroupScore) -> list[str]:
    """Which items are behind; the rest need no word."""
    behind: dict[str, list[str]] = {}
    for one in group.items:
        if one.found.status is Status.BEHIND:
            behind.setdefault(one.found.standing, []).append(one.item.label)
    return [f"{word}：" + "、".join(labels) for word, labels in behind.items()]
