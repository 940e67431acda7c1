"""A whole policy in words: sections of rows, which the terminal, Markdown and JSON show alike."""

from __future__ import annotations

from dataclasses import dataclass

from techreform_cli.domain.money import percent
from techreform_cli.domain.policy import Comparison, Interpretation, Policy, Target
from techreform_cli.domain.reads import fields_read
from techreform_cli.report.check_words import check_rows
from techreform_cli.report.policy_fields import column_name, field_row, places, sheet_row
from techreform_cli.report.program_words import program_rules, sharing_rules
from techreform_cli.report.score_words import scorecard_rules
from techreform_cli.report.target_words import goals_words, measure_words, target_rule
from techreform_cli.report.wording import day, parameter_value

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
        """Header and rows as a person reads them: the name by which --set and files call a row stands last; goals and readings have a
        line each."""
        lines = [self.columns, *self.rows]
        if self.key == "targets":
            lines = [
                tuple(cell.replace("，", "\n") if key == "goals" else cell for key, cell in zip(self.keys, line, strict=True))
                for line in lines
            ]
        if self.key == "interpretations":
            lines = [("名", "问题", "读法（● 现用）", "状态", "条款"), *(_all_readings(row) for row in self.rows)]
        return [(*line[1:], line[0]) for line in lines] if self.keys[0] in ("id", "slot") else lines


def sections(policy: Policy, named: bool = False) -> list[Section]:
    """The policy from its programs to its clauses. With `named`, rules say what a parameter is called instead of its value, so that
    each value stands in one place, and everything that may differ between two policies is there."""
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
        found.append(Section("targets", "目标", keys, columns, tuple(_target(policy, target, named) for target in policy.targets)))
    if policy.tracked:
        tracked: Rows = tuple((t.id, f"{t.label}（{t.unit}）", measure_words(policy, t.measure, None), t.clause) for t in policy.tracked)
        found.append(Section("tracked", "只跟踪的事项", ("id", "label", "text", "clause"), ("名", "事项", "怎么算", "条款"), tracked))
    for card in policy.scorecards:
        title = f"考核：{card.label}（{card.clause}）{card.id}"
        found.append(Section(f"scorecards.{card.id}", title, _RULE_KEYS, _RULE_COLUMNS, tuple(scorecard_rules(card))))
    found.append(_parameters(policy))
    found += [_readings(policy)] if policy.interpretations else []
    found += [_options(policy)] if named else []
    found += [*_places(policy), _dictionary(policy) if named else _columns(policy)]
    found += [_checks(policy)] if named else []
    clauses: Rows = tuple((c.number, c.status_label, c.summary + (f"（{c.reason}）" if c.reason else "")) for c in policy.clauses.values())
    return [*found, Section("clauses", "条款", ("number", "status", "summary"), ("条款", "状态", "内容"), clauses)]


_RULE_KEYS = ("slot", "label", "text", "clause")
_RULE_COLUMNS = ("项", "叫法", "规则", "条款")


def _target(policy: Policy, target: Target, named: bool) -> tuple[str, ...]:
    near = "" if named or target.comparison is not Comparison.ABOUT else f"（达到{percent(policy.about_share)}算达到）"
    return (target.id, target.label, target_rule(policy, target), goals_words(target) + near, target.clause)


def _parameters(policy: Policy) -> Section:
    rows = []
    for spec in policy.parameters.values():
        values = "；".join((f"{day(start)}起 " if start else "") + parameter_value(value) for start, value in spec.values)
        rows.append((spec.id, spec.label, values + (f"（{spec.note}）" if spec.note else ""), spec.clause))
    return Section("parameters", "参数", ("id", "label", "value", "clause"), ("名", "参数", "值", "条款"), tuple(rows))


def _places(policy: Policy) -> list[Section]:
    """The gazetteer, where a rule tells places apart."""
    rows = [(name or "（前面可以带）", "、".join(others) or "（没有）") for name, others in places(policy).items()]
    return [Section("places", "地名", ("place", "districts"), ("地名", "写下面的也算"), tuple(rows))] if rows else []


def _columns(policy: Policy) -> Section:
    """The ledger's columns that the rules read, a row per sheet."""
    found: dict[str, list[str]] = {}
    for spec in fields_read(policy):
        found.setdefault(policy.dictionary.sheet(spec.sheet).name, []).append(column_name(spec))
    rows = tuple((sheet, "、".join(names)) for sheet, names in found.items())
    return Section("columns", "用到的台账列", ("sheet", "columns"), ("表", "列"), rows)


def _dictionary(policy: Policy) -> Section:
    """Every sheet and column that the ledger may have."""
    rows = [sheet_row(sheet) for sheet in policy.dictionary.sheets]
    rows += [field_row(policy, spec) for sheet in policy.dictionary.sheets for spec in sheet.fields]
    keys = ("id", "sheet", "header", "type", "blank", "aliases")
    return Section("fields", "台账列", keys, ("名", "表", "列", "种类", "空着表示", "别的叫法"), tuple(rows))


def _checks(policy: Policy) -> Section:
    """What is expected of a plausible ledger."""
    keys, columns = ("id", "sheet", "text", "severity"), ("名", "表", "应当", "不合时")
    return Section("checks", "台账数据检查", keys, columns, tuple(check_rows(policy)))


def _options(policy: Policy) -> Section:
    """What every reading puts into the rules, in use or not."""
    rows = []
    for one in policy.interpretations:
        for option in one.options:
            rows += [(f"{one.id}={option.id}：{path}", option.label, value) for path, value in option.sets]
    return Section("options", "口径的各种读法", ("id", "label", "value"), ("名", "读法", "值"), tuple(rows))


def _readings(policy: Policy) -> Section:
    columns = ("名", "问题", "现用", "状态", "其他读法", "条款")
    keys = ("id", "question", "use", "state", "others", "clause")
    return Section("interpretations", "口径", keys, columns, tuple(_interpretation(one) for one in policy.interpretations))


def _all_readings(row: tuple[str, ...]) -> tuple[str, ...]:
    """A row of readings with the one in use and the others in one cell."""
    name, question, use, state, others, clause = row
    return (name, question, "\n".join([f"● {use}", *(f"○ {other}" for other in others.split("；") if other)]), state, clause)


def _interpretation(one: Interpretation) -> tuple[str, ...]:
    state = f"已确认（{one.confirmed_by}，{one.confirmed_on}）" if one.confirmed else "待确认"
    others = "；".join(f"{option.id} {option.label}" for option in one.options if option.id != one.use)
    return (one.id, one.question, f"{one.use} {one.used.label}", state, others, one.clause)
