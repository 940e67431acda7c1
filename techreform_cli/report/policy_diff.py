"""What changed between two policies, in words; and with a ledger, who gains and who loses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len
from rich.console import Console

from techreform_cli.domain.comparison import Change, Comparison
from techreform_cli.domain.money import percent, wan, yuan
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.totals import Totals
from techreform_cli.report.comparison_words import difference_words, signed, sum_words
from techreform_cli.report.console import say, terminal
from techreform_cli.report.line_breaks import broken
from techreform_cli.report.policy_words import Section, sections
from techreform_cli.report.tables import table

INDENT = "    "
FEW = 20
"""How many enterprises are named on the terminal."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that differs: the part of the policy, the row's id and name, what it says before and after ("" where there is none)."""

    part: str
    id: str
    label: str
    before: str
    after: str


def differences(before: Policy, after: Policy) -> list[Difference]:
    """Everything that differs in the rules, part by part."""
    heads = [
        ("id", "编号"),
        ("title", "名称"),
        ("document", "文号"),
        ("issuer", "印发单位"),
        ("issued", "印发日期"),
        ("plan", "计划期"),
        ("fund_programs", "县财政资金支付的奖补"),
    ]
    found = [
        Difference("政策", key, label, _head(before, key), _head(after, key))
        for key, label in heads
        if getattr(before, key) != getattr(after, key)
    ]
    former, later = ({section.key: section for section in sections(policy, named=True)} for policy in (before, after))
    rules = [d for key in dict.fromkeys([*former, *later]) for d in _of_section(former.get(key), later.get(key))]
    shares = percent(before.about_share), percent(after.about_share)
    if shares[0] != shares[1] and shares not in {(d.before, d.after) for d in rules}:  # a share that is no parameter's
        found.append(Difference("政策", "about", "“左右”视为达到的比例", *shares))
    return found + rules


def _head(policy: Policy, key: str) -> str:
    """What a policy says about itself."""
    value = getattr(policy, key)
    if key == "fund_programs":
        return "、".join(policy.program(name).label for name in value)
    return "—".join(str(part) for part in value) if isinstance(value, tuple) else str(value)


def _of_section(before: Section | None, after: Section | None) -> list[Difference]:
    shown = after or before
    assert shown is not None
    former, later = ({row[0]: row for row in section.rows} if section else {} for section in (before, after))
    found = []
    if before and after and before.title != after.title:
        found.append(Difference(after.title, after.key, "叫法", before.title, after.title))
    for name in dict.fromkeys([*former, *later]):
        old, new = former.get(name), later.get(name)
        if old != new:
            row = new or old or ()
            found.append(Difference(shown.title, name, row[1] if len(row) > 2 else name, _said(old, new), _said(new, old)))
    return found


def _said(row: tuple[str, ...] | None, other: tuple[str, ...] | None) -> str:
    """The cells of a row in which it differs from the other; all but its name where there is no other."""
    if row is None:
        return ""
    if other is None:
        cells = row[min(2, len(row) - 1) :]
    else:
        cells = tuple(cell for cell, theirs in zip(row[1:], other[1:], strict=True) if cell != theirs)
    return "；".join(cell or "（空）" for cell in cells)


def show(before: Policy, after: Policy, found: list[Difference], effect: Comparison | None) -> None:
    """Print the differences, and the effect on one year of a ledger."""
    console = terminal()
    say(console, f"{before.document}（{before.id}） → {after.document}（{after.id}）", "bold")
    if not found:
        say(console, "两个政策的规则相同。")
    part = ""
    for item in found:
        if item.part != part:
            part = item.part
            console.print()
            say(console, part, "bold")
        for line in _told(item, console.width):
            say(console, line)
    if effect is not None:
        _effect(console, effect)


def _told(item: Difference, width: int) -> list[str]:
    """A difference in lines: what it is about, then what was there and what is."""
    words = ("原：", "现：") if item.before and item.after else ("删去：", "新增：")
    lines = broken(f"· {item.label}（{item.id}）", width).split("\n")
    for word, text in zip(words, (item.before, item.after), strict=True):
        if text:
            first, *more = broken(text, width - len(INDENT) - cell_len(word)).split("\n")
            lines += [INDENT + word + first, *(INDENT + " " * cell_len(word) + line for line in more)]
    return lines


def _effect(console: Console, effect: Comparison) -> None:
    console.print()
    names = ("原(万元)", "现(万元)", "变化(万元)", "涉及")
    totals = table(f"{effect.after.year}年奖补", [("奖补", "left"), *((name, "right") for name in names)])
    for name, label, before, after, changed in by_program(effect):
        totals.add_row(label, sum_words(before), sum_words(after), difference_words(effect.of(name)[0], before, after), f"{changed} 家")
    former, later = (sum((of.totals for of in outcome.programs), Totals()) for outcome in (effect.before, effect.after))
    difference = difference_words(effect.difference, former, later)
    totals.add_row("合计", sum_words(former), sum_words(later), difference, f"{effect.enterprises_changed} 家")
    console.print(totals)
    for title, chosen in (("增加", _gains(effect, 1)), ("减少", _gains(effect, -1)), ("待补正，不能比", _gains(effect, 0))):
        if chosen:
            console.print()
            say(console, f"{title} {len(chosen)} 笔", "bold")
        for change in chosen[:FEW]:
            then, now = ("待补正" if amount is None else wan(amount) for amount in change.amounts)
            tail = f"（{signed(change.difference)}）" if change.difference is not None else ""
            say(console, f"· {change.award.name}　{change.program.label}：{then} → {now} 万元{tail}")
        if len(chosen) > FEW:
            say(console, f"  另有 {len(chosen) - FEW} 笔")


def _gains(effect: Comparison, sign: int) -> list[Change]:
    """The changes for the better (1), for the worse (-1), or with an undetermined side (0)."""
    if not sign:
        return [change for change in effect.changes if change.difference is None]
    return [change for change in effect.changes if change.difference is not None and change.difference * sign > 0]


def by_program(effect: Comparison) -> list[tuple[str, str, Totals, Totals, int]]:
    """Per program: id, label, totals before and after, and how many enterprises change."""
    found = []
    for name in dict.fromkeys(of.program.id for outcome in (effect.before, effect.after) for of in outcome.programs):
        before, after = effect.before.program(name), effect.after.program(name)
        label = next(of.program.label for of in (after, before) if of is not None)
        changed = sum(1 for change in effect.changes if change.program.id == name)
        found.append((name, label, before.totals if before else Totals(), after.totals if after else Totals(), changed))
    return found


def document(before: Policy, after: Policy, found: list[Difference], effect: Comparison | None) -> dict[str, Any]:
    """The differences as one JSON object."""
    made: dict[str, Any] = {
        "schema_version": 1,
        "before": {"id": before.id, "document": before.document, "sha256": before.sha256},
        "after": {"id": after.id, "document": after.document, "sha256": after.sha256},
        "differences": [
            {"part": d.part, "id": d.id, "label": d.label, "before": d.before or None, "after": d.after or None} for d in found
        ],
    }
    if effect is not None:
        made["year"] = effect.after.year
        made["totals"] = {
            name: {"before": yuan(before.amount), "after": yuan(after.amount), "enterprises_changed": changed}
            for name, _, before, after, changed in by_program(effect)
        }
        made["changes"] = [_change(change) for change in effect.changes]
    return made


def _change(change: Change) -> dict[str, Any]:
    before, after = (None if amount is None else yuan(amount) for amount in change.amounts)
    difference = None if change.difference is None else yuan(change.difference)
    award = change.award
    return {
        "program": change.program.id,
        "enterprise": award.name,
        "credit_code": award.credit_code,
        "before": before,
        "after": after,
        "difference": difference,
    }
