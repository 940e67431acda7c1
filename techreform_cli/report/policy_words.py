"""A whole policy in words: sections of rows, which the terminal, Markdown and JSON show alike."""

from __future__ import annotations

from dataclasses import dataclass

from techreform_cli.domain.policy import GrowthMeasure, Interpretation, Policy, Target
from techreform_cli.report.program_words import program_rules, sharing_rules
from techreform_cli.report.score_words import scorecard_rules
from techreform_cli.report.target_words import comparison_words, measure_words
from techreform_cli.report.wording import day, parameter_value, target_figure

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the policy: what it is called, its columns, and its rows; `key` and `keys` are what JSON calls them."""

    key: str
    title: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    rows: Rows

    @property
    def shown(self) -> list[tuple[str, ...]]:
        """Header and rows as a person reads them: the name by which --set and files call a row stands last."""
        lines = [self.columns, *self.rows]
        return [(*line[1:], line[0]) for line in lines] if self.keys[0] in ("id", "slot") else lines


def sections(policy: Policy, named: bool = False) -> list[Section]:
    """The policy from its programs to its clauses. With `named`, rules say what a parameter is called instead of its value, so that
    each value stands in one place."""
    found = []
    for program in policy.programs:
        rows: Rows = tuple((r.slot, r.label, r.text, r.clause) for r in program_rules(policy, program, named))
        title = f"奖补：{program.label}（{program.clause}）{program.id}"
        found.append(Section(f"programs.{program.id}", title, _RULE_KEYS, _RULE_COLUMNS, rows))
    shared = tuple((r.slot, r.label, r.text, r.clause) for r in sharing_rules(policy, named))
    if shared:
        found.append(Section("sharing", "各项奖补之间", _RULE_KEYS, _RULE_COLUMNS, shared))
    if policy.targets:
        columns = ("名", "目标", "怎么算", "目标值", "条款")
        keys = ("id", "label", "text", "goals", "clause")
        found.append(Section("targets", "目标", keys, columns, tuple(_target(policy, target) for target in policy.targets)))
    if policy.tracked:
        tracked: Rows = tuple((t.id, t.label, measure_words(policy, t.measure, None), t.clause) for t in policy.tracked)
        found.append(Section("tracked", "只跟踪的事项", ("id", "label", "text", "clause"), ("名", "事项", "怎么算", "条款"), tracked))
    for card in policy.scorecards:
        title = f"考核：{card.label}（{card.clause}）{card.id}"
        found.append(Section(f"scorecards.{card.id}", title, _RULE_KEYS, _RULE_COLUMNS, tuple(scorecard_rules(card))))
    found.append(_parameters(policy))
    if policy.interpretations:
        found.append(_readings(policy))
    clauses: Rows = tuple((c.number, c.status_label, c.summary + (f"（{c.reason}）" if c.reason else "")) for c in policy.clauses.values())
    return [*found, Section("clauses", "条款", ("number", "status", "summary"), ("条款", "状态", "内容"), clauses)]


_RULE_KEYS = ("slot", "label", "text", "clause")
_RULE_COLUMNS = ("项", "叫法", "规则", "条款")


def _target(policy: Policy, target: Target) -> tuple[str, ...]:
    goals = [
        f"{'累计到' if target.plan_total else ''}{year}年 {target_figure(goal.value, target.unit)}"
        for year, goal in sorted(target.goals.items())
    ]
    of = next((t.label for t in policy.targets if isinstance(target.measure, GrowthMeasure) and t.id == target.measure.of), "")
    text = (f"“{of}”" if of else "") + measure_words(policy, target.measure, None)
    figures = "，".join(dict.fromkeys(goals)) if len(goals) <= 6 else f"{goals[0]} 等 {len(goals)} 个年度"
    return (target.id, target.label, text, f"{figures} {comparison_words(target.comparison)}".strip(), target.clause)


def _parameters(policy: Policy) -> Section:
    rows = []
    for spec in policy.parameters.values():
        values = "；".join((f"{day(start)}起 " if start else "") + parameter_value(value) for start, value in spec.values)
        rows.append((spec.id, spec.label, values + (f"（{spec.note}）" if spec.note else ""), spec.clause))
    return Section("parameters", "参数", ("id", "label", "value", "clause"), ("名", "参数", "值", "条款"), tuple(rows))


def _readings(policy: Policy) -> Section:
    columns = ("名", "问题", "现用", "状态", "其他读法", "条款")
    keys = ("id", "question", "use", "state", "others", "clause")
    return Section("interpretations", "口径", keys, columns, tuple(_interpretation(one) for one in policy.interpretations))


def _interpretation(one: Interpretation) -> tuple[str, ...]:
    state = f"已确认（{one.confirmed_by}，{one.confirmed_on}）" if one.confirmed else "待确认"
    others = "；".join(f"{option.id} {option.label}" for option in one.options if option.id != one.use)
    return (one.id, one.question, f"{one.use} {one.used.label}", state, others, one.clause)
