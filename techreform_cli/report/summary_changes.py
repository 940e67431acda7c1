"""How the awards differ from those of the previous summary."""

from __future__ import annotations

from techreform_cli.domain.comparison import Change, moved
from techreform_cli.domain.money import wan
from techreform_cli.domain.summary import ProgramStanding
from techreform_cli.report.comparison_words import moved_words, signed
from techreform_cli.report.summary_page import Item

FEW = 5
"""How many enterprises are named."""


def award_change(one: ProgramStanding) -> Item:
    """A program by how much and, where the previous summary says who got what, the enterprises that changed."""
    assert one.before is not None
    now, before, changes = one.totals, one.before, one.changes
    fen = (one.change or 0) if changes is None else sum(change.difference or 0 for change in changes)
    other = moved_words(moved(changes or ()), "上次", "这次")
    both, all_ = ("两次都算得出的", "合计") if other else ("", "")  # the total moved by what cannot be compared as well
    words = [f"{both}{'增加' if fen > 0 else '减少'} {wan(abs(fen))}万元，{all_}现为 {wan(now.amount)}万元"] if fen else []
    if now.enterprises != before.enterprises:
        words.append(f"奖补企业 {before.enterprises} 家变为 {now.enterprises} 家")
    if other:
        words.append(other)
    elif now.undetermined != before.undetermined:
        words.append(f"待补正 {before.undetermined} 家变为 {now.undetermined} 家")
    named = sorted(changes or (), key=lambda change: -abs(change.difference or 0))
    details = [_who(change) for change in named[:FEW]]
    rest = [f"另有 {len(named) - FEW} 家"] if len(named) > FEW else []
    text = "，".join(words) or "合计没有变，但有企业的奖补变了"
    return Item(f"{one.program.label}（{one.program.clause}）：{text}", (*details, *rest))


def _who(change: Change) -> str:
    then, now = ("待补正" if fen is None else wan(fen) for fen in change.amounts)
    difference = "" if change.difference is None else f"（{signed(change.difference)}）"
    return f"{change.award.name or '（未填名称）'}：{then} → {now} 万元{difference}"
