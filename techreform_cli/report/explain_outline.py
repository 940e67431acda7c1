"""An enterprise's derivation as an outline of Chinese lines, which the terminal shows as a tree and Markdown as nested lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from techreform_cli.domain.expression import Field
from techreform_cli.domain.gathering import Queue
from techreform_cli.domain.inquiry import Inquiry, NoClaim, Unclaimed
from techreform_cli.domain.instalment import Due, InstalmentDue
from techreform_cli.domain.money import percent
from techreform_cli.domain.outcome import Award
from techreform_cli.domain.program_result import Verdict
from techreform_cli.domain.source import SourceRef
from techreform_cli.domain.step import Kind
from techreform_cli.domain.step_names import AMOUNT, LIFT_LIMIT
from techreform_cli.report.derivation import Alternative, ClaimDerivation, Fact, JudgedCondition, OpenQuestion, ProgramDerivation, Worked
from techreform_cli.report.filled import figure
from techreform_cli.report.sentence import ZERO, Sentences
from techreform_cli.report.wording import claims_of_year, field_value, money, period

OUTCOMES = {True: "满足", False: "不满足", None: "待补正"}
UNCHANGED = "不变"
OPERATIONS = "＋－×÷，"
"""What stands between figures, or before a limit; without any a step's words are one figure, which need not be told twice."""
STYLES = {True: "", False: "red", None: "yellow"}


@dataclass(frozen=True, slots=True)
class Node:
    """A line and the lines below it. `style` is a colour for terminals that have any."""

    text: str
    below: list[Node] = field(default_factory=list)
    style: str = ""


def title(inquiry: Inquiry) -> str:
    """Which enterprise, by what it was found, and which year."""
    frame = inquiry.result.ledger.tables["enterprises"].frame
    name, code, town = (_text(frame[key].array[inquiry.enterprise]) if key in frame else "" for key in ("name", "credit_code", "town"))
    parts = [name or "（未填名称）", code or "（未填代码）", town, f"（按编号 {inquiry.number} 找到）" if inquiry.number else ""]
    return "　".join(part for part in parts if part)


def outline(inquiry: Inquiry, found: list[ProgramDerivation]) -> list[Node]:
    """A node per program."""
    return [_program(inquiry, one) for one in found]


def sentence(inquiry: Inquiry, one: ProgramDerivation) -> str:
    """Verdict and amount in one sentence."""
    year = inquiry.result.year
    head = f"{one.program.clause} {one.program.label}："
    due = _due_now(one)
    if one.row is None:
        awarded = f"{year}年没有{'新的' if due else ''}奖补，因为没有{claims_of_year(one.program, year)}"
        return f"{head}{awarded}{due}"
    verdict, amount, filled = (one.of.award(column, one.row) for column in ("verdict", "amount", "amount_if_filled"))
    if verdict == Verdict.INELIGIBLE:
        return f"{head}不符合条件，{year}年不予奖补{due}"
    if amount is pd.NA:
        after = "" if filled is pd.NA else f"，补齐后最多 {money(int(filled))}"
        return f"{head}待补正，{year}年奖补还不能定{after}{due}"
    return f"{head}符合条件，{year}年奖补 {money(int(amount))}{due}"


def _due_now(one: ProgramDerivation) -> str:
    """What is to be paid in the year, where awards are paid in instalments."""
    if not one.program.instalments:
        return ""
    year, now = one.reasons.result.year, [item for item in one.instalments if item.due is Due.NOW]
    fen, earlier = (sum(item.amount or 0 for item in now if item.award_year < year or own) for own in (True, False))
    open_ = "，另有待补正的分期" if any(item.due is Due.UNDETERMINED for item in one.instalments) else ""
    if not fen:
        return f"；{year}年没有到期应拨的分期{open_}"
    of_earlier = f"，其中以前年度奖补到期 {money(earlier)}" if earlier and earlier != fen else ""
    return f"；{'以前年度的奖补分期到期，' if earlier == fen else ''}{year}年应拨付 {money(fen)}{of_earlier}{open_}"


def _program(inquiry: Inquiry, one: ProgramDerivation) -> Node:
    name = one.program.claims.name
    left_out = _listed(f"没有列入本年的{name}", [Node(unclaimed_words(inquiry, one, item)) for item in one.unclaimed])
    questions = _listed("用到的口径", [_question(one, question) for question in one.questions])
    if one.row is None:
        nothing = [] if one.unclaimed else [Node(f"台账《{name}》中没有该企业的记录")]
        return Node(sentence(inquiry, one), [*nothing, *_parts(one), *left_out, *questions])
    below = _listed("怎样会改变结果", _changes(one, inquiry.result.year))
    below += [_claim(one, claim) for claim in one.claims]
    if one.of.award("verdict", one.row) != Verdict.INELIGIBLE:
        told = [_step(one, step) for step in one.steps if _worth_telling(step, inquiry.result.year)]
        below.append(Node("计算：" + one.reasons.calculation(one.row).text, told))
    below += _parts(one)
    return Node(sentence(inquiry, one), [*below, *questions, *left_out], _colour(one, one.row))


def _colour(one: ProgramDerivation, row: int) -> str:
    return {Verdict.ELIGIBLE: "dark_green", Verdict.INELIGIBLE: "red"}.get(one.of.award("verdict", row), "yellow")


def _listed(heading: str, nodes: Sequence[Node]) -> list[Node]:
    return [Node(heading, list(nodes))] if nodes else []


def _claim(one: ProgramDerivation, claim: ClaimDerivation) -> Node:
    """A project with its conditions, figures and share."""
    shown = {test.name for condition in claim.conditions for test in condition.tests}
    facts = [fact for fact in claim.facts if fact.figure and fact.name not in shown and (fact.value is not None or fact.cells)]
    below = [_condition(one, condition) for condition in claim.conditions]
    if claim.eligible is not False:
        below += [Node(_fact(one, fact)) for fact in facts]
        told = [s for s in claim.steps if s.step.kind is not Kind.FLAG and s.words and not isinstance(s.step.expression, Field)]
        below += [_step(one, step) for step in told]
    return Node(f"{claim.name}：{_counted(claim)}", below, STYLES[claim.counted])


def _counted(claim: ClaimDerivation) -> str:
    if claim.eligible is False:
        return "不符合条件，不计入"
    if claim.counted is None:
        return "待补正，计入与否还不能定"
    return "符合条件，计入" if claim.counted else "符合条件，但另有一项入选，本项不计入"


def _condition(one: ProgramDerivation, condition: JudgedCondition) -> Node:
    text = f"{OUTCOMES[condition.outcome]}：{condition.step.label}：{condition.text}"
    return Node(text + _source(one, condition.step.clause, condition.cells), style=STYLES[condition.outcome])


def _fact(one: ProgramDerivation, fact: Fact) -> str:
    return f"{fact.name} {fact.value or '未填'}" + (f"（{fact.absence}）" if fact.absence else _source(one, "", fact.cells))


def _source(one: ProgramDerivation, clause: str, cells: tuple[SourceRef, ...]) -> str:
    """Clause and cells in brackets; the file is named where the ledger is a folder."""
    folder = bool(one.reasons.result.ledger.parts)
    parts = [clause, "、".join(str(cell) if folder else cell.short for cell in cells)]
    return f"（{'；'.join(part for part in parts if part)}）" if any(parts) else ""


def _step(one: ProgramDerivation, worked: Worked) -> Node:
    value = figure(one.of, worked.step, worked.value)
    told = worked.words.endswith(value) and not any(sign in worked.words for sign in OPERATIONS)
    words = worked.words if told else f"{worked.words}＝{value}"
    clause = worked.step.clause if worked.step.clause != one.program.clause else ""
    return Node(f"{worked.step.label}：{words}" + _source(one, clause, worked.cells))


def _worth_telling(worked: Worked, year: int) -> bool:
    """Whether a reader misses the step: counts that others name, and years in which nothing happened, say nothing."""
    step, of_year = worked.step, worked.step.id.rpartition("_")[2]
    nothing = worked.value is not pd.NA and not worked.value and of_year.isdigit() and of_year != str(year)
    counted = step.kind is Kind.COUNT and not isinstance(step.expression, Queue)
    return not nothing and not counted and step.expression != ZERO and step.id != LIFT_LIMIT


def _parts(one: ProgramDerivation) -> list[Node]:
    return _listed("分期拨付", [_instalment(one, item) for item in one.instalments if item.amount != 0])


def _instalment(one: ProgramDerivation, item: InstalmentDue) -> Node:
    amount = "待补正" if item.amount is None else money(item.amount)
    when = item.due.label if item.due_year is None else f"{item.due_year}年（{item.due.label}）"
    name = f"{item.number}{f'「{item.name}」' if item.name else ''}"
    text = f"{item.award_year}年奖补{name} 第 {item.part} 期 {percent(item.shares[-1])}＝{amount}，{when}{_source(one, '', item.cells)}"
    return Node(text, style="yellow" if item.due is Due.UNDETERMINED else "")


def _question(one: ProgramDerivation, question: OpenQuestion) -> Node:
    item = question.interpretation
    state = f"已确认，{item.confirmed_by} {item.confirmed_on}".rstrip() if item.confirmed else "待确认"
    text = f"{item.question}：现用「{item.used.label}」（{item.clause}，{state}）"
    told = [] if item.confirmed else [(other, _alternative(one, other)) for other in question.alternatives]
    if told and all(words == UNCHANGED for _, words in told):
        return Node(f"{text}，换别的读法{UNCHANGED}")
    return Node(text, [Node(f"改用「{other.option.label}」（{item.id}={other.option.id}）：{words}") for other, words in told])


def _alternative(one: ProgramDerivation, other: Alternative) -> str:
    return change_words(one, other.award) if other.tried else "这次没有试算"


def change_words(one: ProgramDerivation, award: Award | None) -> str:
    """What the award would be instead, and how much more or less that is."""
    verdict = None if one.row is None else Verdict(one.of.award("verdict", one.row))
    now = 0 if one.row is None else one.of.award(AMOUNT, one.row)
    if award is None:
        return UNCHANGED if one.row is None else "没有能奖补本年的项目" + (f"，少 {money(int(now))}" if now is not pd.NA and now else "")
    if award.amount is None:
        return UNCHANGED if now is pd.NA else "待补正"
    if now is pd.NA:
        return f"奖补 {money(award.amount)}"
    difference = award.amount - int(now)
    if not difference:
        return UNCHANGED if verdict in (None, award.verdict) else f"{award.verdict.label}，金额{UNCHANGED}"
    return f"奖补 {money(award.amount)}，{'多' if difference > 0 else '少'} {money(abs(difference))}"


def _changes(one: ProgramDerivation, year: int) -> list[Node]:
    """What to fill in, and which conditions of this year's projects fail and by how much."""
    nodes = [Node("请填：" + text + _source(one, "", cells), style="yellow") for text, cells in one.to_fill]
    for claim in one.claims:
        for condition in claim.conditions if claim.year == year else ():
            if condition.outcome is False:
                nodes.append(Node(f"{claim.name}要满足“{condition.step.label}”：{condition.text}{_source(one, '', condition.cells)}"))
    return nodes


def unclaimed_words(inquiry: Inquiry, one: ProgramDerivation, item: Unclaimed) -> str:
    """Why a project has no row in the year."""
    program, year = one.program, inquiry.result.year
    window, name = program.window, program.window.date.spec.name
    called = f"{program.claims.name}{item.number}" + (f"「{item.name}」" if item.name else "")
    date = field_value(window.date, item.date)
    match item.why:
        case NoClaim.OTHER_YEARS:
            first, last = item.years or (0, 0)
            text = f"{name} {date}，奖补年度是 {first}年" + (f"至 {last}年" if last > first else "") + f"，不含 {year}年"
        case NoClaim.OUTSIDE:
            text = f"{name} {date}，不在{period(window.first, window.last)}之内，哪一年都不能得这项奖补"
        case NoClaim.OTHER_KIND:
            rule = "" if program.claims.only is None else Sentences(inquiry.result.policy, year).rule(program.claims.only)
            text = f"不是本项奖补所指的{program.claims.name}（{rule}）"
        case NoClaim.NO_DATE:
            text = f"没有{name}"
        case NoClaim.UNREADABLE:
            text = f"{name}不清楚，但不论哪一天都不奖补 {year}年"
    return f"{called}：{text}{_source(one, '', item.cells)}"


def _text(value: object) -> str:
    return "" if value is pd.NA else str(value)
