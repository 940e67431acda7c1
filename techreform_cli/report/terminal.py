"""What a calculation found, on the terminal: targets, awards, what needs a person, and the files written."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.text import Text

from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.domain.program_result import Verdict
from techreform_cli.domain.result import Result
from techreform_cli.domain.score_result import GroupScore
from techreform_cli.domain.target_result import Status
from techreform_cli.report.blank_cells import BlankCells
from techreform_cli.report.comparison_words import change_words, sum_words
from techreform_cli.report.console import say, terminal
from techreform_cli.report.payable_words import due_lines
from techreform_cli.report.reasons import Reasons
from techreform_cli.report.tables import files, heading, table
from techreform_cli.report.target_words import actual_words, goal_words, rate_words, tally
from techreform_cli.report.wording import rank_words, score_points

FEW = 3
"""How many errors and open rows are named; the rest are counted."""
ASKED = ("E015", "E016")
"""What is to be known of the year and the day before anything else."""
Line = tuple[str, str]
"""A sentence and its style."""
STATUS_COLOURS = {Status.ACHIEVED: "green", Status.ON_TRACK: "green", Status.BEHIND: "red", Status.UNDETERMINED: "yellow"}


def show(result: Result, written: list[Path]) -> None:
    """Print the summary. Without a terminal it is plain text."""
    console = terminal()
    _head(console, result)
    _targets(console, result)
    _scores(console, result)
    _awards(console, result)
    _needs(console, result)
    files(console, written)


def _head(console: Console, result: Result) -> None:
    policy = result.policy
    heading(console, policy, f"计算年度：{result.year}年，截至 {result.as_of.isoformat()}")
    if policy.settings:
        say(console, "试算：" + "，".join(f"{name}={value}" for name, value in policy.settings), "yellow")
    if result.year_chosen:
        say(console, f"　　　　　{result.year_chosen}；要算别的年度加 --year")
    for problem in result.problems:
        if problem.code in ASKED:
            say(console, f"　　　　　{problem.severity.label}：{problem.sentence}", "yellow")
    tables = result.ledger.tables
    sizes = [f"{tables[key].spec.name} {len(tables[key])} 行" for key in ("enterprises", "projects")]
    files = f"{len(result.ledger.parts)} 个文件，" if result.ledger.parts else ""
    say(console, f"台账：{result.ledger.file}（{files}" + "，".join(sizes) + "）")


def _targets(console: Console, result: Result) -> None:
    counts = "，".join(f"{word} {count}" for word, count in tally(result.targets).items())
    shown = table(
        f"目标（共 {len(result.targets)} 项：{counts}）",
        [("目标", "left"), ("目标值", "right"), ("完成值", "right"), ("完成率", "right"), ("状态", "left"), ("待补正", "right")],
    )
    for found in result.targets:
        target = found.target
        open_ = found.measurement.undetermined
        shown.add_row(
            target.label,
            goal_words(found.goal, found.target),
            actual_words(found),
            rate_words(found),
            Text(found.standing, style=STATUS_COLOURS.get(found.status, "")),
            Text(f"{open_} 行", style="yellow" if open_ else ""),
        )
    console.print()
    console.print(shown)


def _scores(console: Console, result: Result) -> None:
    """The first and last groups of each scorecard; those between are in the workbook."""
    for card in result.scorecards:
        scored = sorted((group for group in card.groups if group.least is not None), key=_standing)
        if not scored:
            continue
        open_ = sum(1 for group in scored if group.score is None)
        tally = f"共 {len(scored)} 个" + (f"，待补正 {open_}" if open_ else "")
        title = f"{card.scorecard.label}（{tally}）"
        shown = table(title, [(card.scorecard.by.name, "left"), ("得分", "right"), ("名次", "right")])
        between = len(scored) - 2 * FEW
        for index, group in enumerate(scored):
            if between > 0 and FEW <= index < FEW + between:
                if index == FEW:
                    shown.add_row(Text(f"… 其间 {between} 个见工作簿《{card.scorecard.label}》"), "", "")
                continue
            shown.add_row(group.group.name, Text(_points(group), style="" if group.score is not None else "yellow"), rank_words(group))
        console.print()
        console.print(shown)


def _standing(group: GroupScore) -> tuple[int, Fraction]:
    """First those that are surely further ahead."""
    return (group.worst_rank or 0, -(group.least or Fraction(0)))


def _points(group: GroupScore) -> str:
    if group.score is not None:
        return score_points(group.score)
    return f"待补正 {score_points(group.least or Fraction(0))}—{score_points(group.most or Fraction(0))}"


def _awards(console: Console, result: Result) -> None:
    shown = table(
        f"{result.year}年奖补", [("奖补", "left"), ("奖补家数", "right"), ("金额(万元)", "right"), ("待补正", "right"), ("不符合", "right")]
    )
    for program in result.programs:
        totals, refused = program.totals, (program.awards["verdict"] == Verdict.INELIGIBLE).sum()
        shown.add_row(
            f"{program.program.clause} {program.program.label}",
            f"{totals.enterprises} 家",
            sum_words(totals),
            Text(f"{totals.undetermined} 家", style="yellow" if totals.undetermined else ""),
            f"{refused} 家",
        )
    console.print()
    console.print(shown)
    for line in due_lines(result):
        say(console, line)


def _needs(console: Console, result: Result) -> None:
    """What a person has to look at, most pressing first."""
    lines: list[Line] = [*_errors(result), *_open_awards(result), *_open_targets(result), *_open_scores(result), *_open_questions(result)]
    console.print()
    say(console, "需要人处理的事项" if lines else "没有需要人处理的事项。", "bold")
    for line in lines:
        say(console, *line)


def _errors(result: Result) -> list[Line]:
    errors = [p for p in result.problems if p.severity is Severity.ERROR]
    lines: list[Line] = [_point(f"台账错误 {len(errors)} 处，改好后重新计算：", "red")] if errors else []
    lines += [_detail(p.placed) for p in errors[:FEW]]
    return [*lines, *_rest(len(errors), "处", "《问题》"), *_warnings(result)]


def _warnings(result: Result) -> list[Line]:
    """How many warnings there are, with the first of each of a few kinds."""
    kinds: dict[str, list[Problem]] = {}
    for problem in result.problems:
        if problem.severity is Severity.WARNING:
            kinds.setdefault(problem.code, []).append(problem)
    if not kinds:
        return []
    lines: list[Line] = [_point(f"提醒 {sum(map(len, kinds.values()))} 处（台账的和计算时发现的），请核对，见工作簿《问题》：")]
    for found in list(kinds.values())[:FEW]:
        alike = f"（同类共 {len(found)} 处）" if len(found) > 1 else ""
        lines.append(_detail(f"{found[0].placed}{alike}"))
    return lines + _rest(len(kinds), "类", "《问题》")


def _open_awards(result: Result) -> list[Line]:
    """Undetermined awards, each with what is missing and the cells to fill in."""
    lines: list[Line] = []
    blank = BlankCells(result.ledger)
    for program in result.programs:
        rows = program.undetermined
        if not rows:
            continue
        lines.append(_point(f"{program.program.label}待补正 {len(rows)} 家，补齐后重新计算：", "yellow"))
        reasons = Reasons(result, program)
        for row in rows[:FEW]:
            name = program.awards["name"].array[row]
            lines.append(_detail(f"{'（未填名称）' if name is pd.NA else name}：{_missing(reasons, blank, row)}"))
        lines += _rest(len(rows), "家", "《奖补测算》")
    return lines


def _missing(reasons: Reasons, blank: BlankCells, row: int) -> str:
    """The cells to fill in, or where there are none, what is missing in words."""
    wanted = reasons.to_fill(row)
    return blank.wanted([cell for _, found in wanted for cell in found], FEW) or wanted[0][0]


def _open_targets(result: Result) -> list[Line]:
    open_ = [found for found in result.targets if found.status is Status.UNDETERMINED]
    if not open_:
        return []
    lines: list[Line] = [_point(f"目标待补正 {len(open_)} 项，缺的资料见工作簿《目标进度》各明细表：", "yellow")]
    for found in open_:
        note = found.measurement.note or f"有 {found.measurement.undetermined} 行缺资料"
        lines.append(_detail(f"{found.target.label}：{note}"))
    return lines


def _open_scores(result: Result) -> list[Line]:
    lines: list[Line] = []
    for card in result.scorecards:
        open_ = [group.group.name for group in card.groups if group.least != group.most]
        if open_:
            names = "、".join(open_[:FEW]) + (" 等" if len(open_) > FEW else "")
            text = f"{card.scorecard.label}待补正 {len(open_)} 个（{names}），缺的资料见工作簿《{card.scorecard.label}》"
            lines.append(_point(text, "yellow"))
    return lines


def _open_questions(result: Result) -> list[Line]:
    open_ = len(result.policy.unconfirmed)
    if not open_:
        return []
    lines: list[Line] = [_point(f"口径待确认 {open_} 处，现按工作簿《口径》中标 ● 的读法计算")]
    questions = {item.id: item.question for item in result.policy.interpretations}
    costly = sorted((r for r in result.readings or () if r.comparison.at_stake), key=lambda r: -r.comparison.at_stake)
    for reading in costly[:FEW]:
        option = reading.option
        other = f"{questions[reading.interpretation]}改用「{option.label}」（{reading.interpretation}={option.id}）"
        lines.append(_detail(f"{other}：{change_words(reading.comparison)}"))
    return lines + _rest(len(costly), "种读法也改变奖补", "《口径影响》")


def _point(text: str, style: str = "") -> Line:
    return f"· {text}", style


def _detail(text: str) -> Line:
    return f"    {text}", ""


def _rest(count: int, unit: str, where: str) -> list[Line]:
    return [_detail(f"另有 {count - FEW} {unit}，见工作簿{where}")] if count > FEW else []
