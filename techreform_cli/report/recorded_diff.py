"""What differs between two written results, on the terminal and as JSON: who changed, by how much, and because of what."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from techreform_cli.domain.money import wan, yuan
from techreform_cli.domain.recorded import Edit, Recorded, RecordedAward, RecordedChange, RecordedDifference
from techreform_cli.domain.totals import Totals
from techreform_cli.report.comparison_words import OPEN, difference_words, moved_words, signed, sum_words
from techreform_cli.report.console import say, terminal
from techreform_cli.report.json_document import SCHEMA_VERSION, moved_json, totals_of
from techreform_cli.report.tables import table
from techreform_cli.report.wording import money

FEW = 20
"""How many changed awards are told on the terminal; all are in the JSON."""
FEW_EDITS = 6
FIGURES = (("base", "基数"), ("rate", "比例"), ("computed", "应得（上下限后）"), ("already_paid", "以前年度已得"), ("amount", "本年奖补"))
KINDS = {"new": "新增", "gone": "不再有", "amount": "金额变了", "verdict": "判定变了", "basis": "金额没变，依据变了"}


def show(found: RecordedDifference) -> None:
    """Print the comparison."""
    console = terminal()
    say(console, f"{found.after.year}年奖补结果比较", "bold")
    for word, side in (("原", found.before), ("现", found.after)):
        say(console, f"{word}：{side.file}（{_made_from(side)}）")
    console.print()
    for line in causes(found):
        say(console, f"· {line}")
    console.print()
    console.print(_totals(found))
    for label, _, _ in found.totals:
        left_out = moved_words(found.of(label)[1], "原", "现")
        if left_out:
            say(console, f"{label}：{left_out}，没有计入变化")
    console.print()
    say(console, _headline(found), "bold")
    for change in found.changes[:FEW]:
        _change(console, change, found.inputs_told)
    if len(found.changes) > FEW:
        say(console, f"另有 {len(found.changes) - FEW} 笔，全部见 --json")


def _headline(found: RecordedDifference) -> str:
    counted = [change for change in found.changes if change.kind != "basis"]
    rest = len(found.changes) - len(counted)
    also = f"；另有 {rest} 笔金额没变、依据变了" if rest else ""
    if not counted:
        return f"没有一笔奖补的金额或判定有变化{also}。"
    known = any(change.difference is not None for change in counted)
    return f"有变化的奖补 {len(counted)} 笔，{f'合计 {signed(found.difference)} 万元' if known else '变化多少还不知道'}{also}"


def _made_from(side: Recorded) -> str:
    changed = "，试算：" + "，".join(f"{name}={value}" for name, value in side.settings.items()) if side.settings else ""
    return f"台账 {side.ledger[0]}，政策 {side.policy[0]}，截至 {side.as_of}{changed}"


def causes(found: RecordedDifference) -> list[str]:
    """What went in that is not the same, and what these records cannot tell."""
    before, after = found.before, found.after
    lines = ["台账：内容相同" if before.ledger[1] == after.ledger[1] else "台账：内容不同"]
    if before.policy == after.policy:
        lines.append("政策文件：相同")
    else:
        same = "同一政策，文件内容不同" if before.policy[0] == after.policy[0] else f"{before.policy[0]} → {after.policy[0]}"
        lines.append(f"政策文件：{same}")
    lines += [f"参数 {edit_words(edit)}" for edit in found.parameters]
    lines += [f"口径 {edit_words(edit)}" for edit in found.interpretations]
    lines += [f"改动（--set）{edit_words(edit)}" for edit in found.settings]
    if before.policy != after.policy and not found.parameters:
        lines.append("政策的参数值相同；条件、名单、期限等规则改了什么，结果里没有记录，请用 techreform policy diff 比较两个政策文件")
    if found.inputs_told and after.kind == "workbook" and before.ledger[1] != after.ledger[1]:
        lines.append("工作簿只记进入公式的台账数据；日期、代码等只用来判定的改没改，请用 calc --json 的结果比较")
    if not found.inputs_told:
        lines.append("一个是 JSON，一个是工作簿，不能逐格比较台账数据；要看改了哪一格，请用同一种文件比较")
    return lines + _together(found)


def _together(found: RecordedDifference) -> list[str]:
    """That several things changed at once, so that a change cannot be put down to one of them."""
    kinds = [
        found.before.ledger[1] != found.after.ledger[1],
        bool(found.parameters) or found.before.policy != found.after.policy,
        any(edit.material for edit in found.interpretations),
    ]
    if sum(kinds) < 2:
        return []
    return ["台账、政策参数、口径不止一样变了，下面列出每家可能的原因；各占多少要一样一样地改了重算才知道"]


def edit_words(edit: Edit) -> str:
    """What is called so was this and is that, with its cell: 设备购置额：800.00万元 → 900.00万元."""
    cell = f"（{edit.cell}）" if edit.cell else ""
    return f"{edit.name}：{edit.before or '无'} → {edit.after or '无'}{cell}"


def _totals(found: RecordedDifference) -> Any:
    columns = [
        ("奖补", "left"),
        ("原家数", "right"),
        ("原(万元)", "right"),
        ("现家数", "right"),
        ("现(万元)", "right"),
        ("变化(万元)", "right"),
    ]
    shown = table("", [*columns, ("待补正", "right")])
    for label, before, after in found.totals:
        shown.add_row(
            label,
            *_sides(before, after),
            difference_words(found.of(label)[0], before, after),
            f"{before.undetermined} → {after.undetermined}",
        )
    return shown


def _sides(before: Totals, after: Totals) -> list[str]:
    return [text for side in (before, after) for text in (f"{side.enterprises} 家", sum_words(side))]


def _change(console: Console, change: RecordedChange, inputs_told: bool) -> None:
    name = f"{change.award.enterprise or '（未填名称）'}　{change.award.credit_code or '（未填代码）'}"
    say(console, f"· {name}　{change.program}：{_kind(change)}，{_amounts(change)}")
    for line in reasons_of(change, inputs_told):
        say(console, f"    {line}")


def _kind(change: RecordedChange) -> str:
    """What happened, in words; an amount that is known on one side alone has not changed but become known, or unknown."""
    if change.kind == "amount" and None in change.amounts:
        return "不再待补正" if change.amounts[0] is None else "变为待补正"
    return KINDS[change.kind]


def _amounts(change: RecordedChange) -> str:
    """160.00 → 180.00 万元（+20.00）, or 160.00 万元 → 待补正."""
    if change.difference is None:
        return " → ".join(OPEN if fen is None else f"{wan(fen)} 万元" for fen in change.amounts)
    then, now = (wan(fen or 0) for fen in change.amounts)
    return f"{then} → {now} 万元" + (f"（{signed(change.difference)}）" if change.difference else "")


def reasons_of(change: RecordedChange, inputs_told: bool) -> list[str]:
    """What made the award another one, as far as the records tell."""
    lines = [first_difference(change)]
    lines += [f"{'台账' if ' ' in edit.name else '项目'} {edit_words(edit)}" for edit in change.inputs[:FEW_EDITS]]
    if len(change.inputs) > FEW_EDITS:
        lines.append(f"台账另有 {len(change.inputs) - FEW_EDITS} 个数据不同")
    others = [f"{word} {edit.name}" for word, edits in (("参数", change.parameters), ("口径", change.interpretations)) for edit in edits]
    if others:
        lines.append("可能的原因：" + "；".join(others))
    elif inputs_told and not change.inputs and change.before and change.after:
        lines.append("这家企业记录在案的台账数据、参数和口径都相同；请看《已拨付》、政策规则和分同一笔资金的其他企业")
    return lines


def first_difference(change: RecordedChange) -> str:
    """The verdict where it differs, with the reason that decides; else the first figure on the way to the award."""
    before, after = change.before, change.after
    if before is None or after is None:
        there = "原来没有这一行" if before is None else "现在没有这一行"
        return f"{there}：{'原' if after is None else '现'}判定 {change.award.verdict.label}{_why(change.award)}"
    if before.verdict is not after.verdict:
        return f"判定 {before.verdict.label} → {after.verdict.label}{_why(after)}"
    for key, label in FIGURES:
        sides = [getattr(side, key) for side in (before, after)]
        if sides[0] != sides[1] and not (key == "rate" and None in sides):
            then, now = (side if isinstance(side, str) else "待补正" if side is None else money(side) for side in sides)
            return f"最先不同的是{label}：{then or '没有单一比例'} → {now or '没有单一比例'}"
    return ""


def _why(award: RecordedAward) -> str:
    return f"（{award.reasons[0]}）" if award.reasons and award.reasons[0] else ""


def document(found: RecordedDifference) -> dict[str, Any]:
    """The whole comparison as JSON. Amounts are yuan with two decimals, as strings; None where undetermined or without a row."""
    return {
        "schema_version": SCHEMA_VERSION,
        "year": found.after.year,
        "before": _side(found.before),
        "after": _side(found.after),
        "same_ledger": found.before.ledger[1] == found.after.ledger[1],
        "same_policy": found.before.policy == found.after.policy,
        "parameters": _edits(found.parameters),
        "interpretations": _edits(found.interpretations),
        "settings": _edits(found.settings),
        "inputs_compared": found.inputs_told,
        "totals": {label: _sides_json(found, label, before, after) for label, before, after in found.totals},
        "difference": yuan(found.difference),
        **moved_json(found.moved),
        "changes": [_change_json(change) for change in found.changes],
    }


def _side(side: Recorded) -> dict[str, Any]:
    ledger, policy = (
        dict(zip(keys, pair, strict=True)) for keys, pair in ((("file", "sha256"), side.ledger), (("id", "sha256"), side.policy))
    )
    return {"file": side.file, "kind": side.kind, "as_of": side.as_of, "ledger": ledger, "policy": policy, "settings": dict(side.settings)}


def _sides_json(found: RecordedDifference, label: str, before: Totals, after: Totals) -> dict[str, Any]:
    difference, left_out = found.of(label)
    return {"before": totals_of(before), "after": totals_of(after), "difference": yuan(difference), **moved_json(left_out)}


def _edits(edits: tuple[Edit, ...]) -> list[dict[str, Any]]:
    return [{"name": e.name, "before": e.before or None, "after": e.after or None, "cell": e.cell or None} for e in edits]


def _change_json(change: RecordedChange) -> dict[str, Any]:
    return {
        "program": change.program,
        "enterprise": change.award.enterprise or None,
        "credit_code": change.award.credit_code or None,
        "kind": change.kind,
        "difference": None if change.difference is None else yuan(change.difference),
        "before": _award(change.before),
        "after": _award(change.after),
        "text": first_difference(change),
        "inputs": _edits(change.inputs),
        "parameters": _edits(change.parameters),
        "interpretations": _edits(change.interpretations),
    }


def _award(award: RecordedAward | None) -> dict[str, Any] | None:
    if award is None:
        return None
    figures = {key: getattr(award, key) for key, _ in FIGURES if key != "rate"}
    amounts = {key: None if fen is None else yuan(fen) for key, fen in figures.items()}
    return {"verdict": award.verdict.value, "rate": award.rate or None, **amounts}
