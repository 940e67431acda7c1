"""Names in the ledger held against those that the policy knows. No frame is needed for it, so that checking a ledger needs no pandas."""

from __future__ import annotations

from techreform_cli.domain.ledger import Ledger, Table
from techreform_cli.domain.policy import Policy, Scorecard
from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.domain.program import Program
from techreform_cli.domain.sheets import DISBURSEMENTS
from techreform_cli.domain.text import mistakable, plain

FEW = 5


def unknown_programs(ledger: Ledger, programs: tuple[Program, ...]) -> list[Problem]:
    """One finding for every row of 已拨付 whose 奖补类别 is none of the policy's: an error where it is blank or looks like a slip of
    the pen (it may be ours, so what was got is unknown), else a warning that it counts for nothing here."""
    table = ledger.tables[DISBURSEMENTS]
    if not table.has("program"):
        return []
    wanted = program_names(programs)
    labels = "、".join(p.label for p in programs)
    found = []
    for row, name in enumerate(table.values["program"]):
        if name is None:
            found += _unnamed(table, row, labels)
            continue
        if plain(str(name)) in wanted:
            continue
        place, near = table.cell("program", row), [p.label for p in programs if mistakable(str(name), program_names((p,)), wanted)]
        if near:
            message = f"奖补类别“{name}”写法不清，不知道算不算本政策的奖补，受影响的已得按不明处理"
            found.append(Problem("E005", Severity.ERROR, message, f"是否为 {'、'.join(near)}？", place, "奖补类别"))
        else:
            message = f"奖补类别“{name}”不是本政策的奖补，这一行不计入已得"
            found.append(Problem("E001", Severity.WARNING, message, f"如属本政策，改为：{labels}", place, "奖补类别"))
    return found


def _unnamed(table: Table, row: int, labels: str) -> list[Problem]:
    """The finding for a row without 奖补类别; the reader has said it where the cell cannot be read, or the column is missing."""
    place = table.cell("program", row)
    if place is None or row in table.unclear.get("program", ()):
        return []
    message = "没有填奖补类别，不知道算不算本政策的奖补，受影响的已得按不明处理"
    return [Problem("E008", Severity.ERROR, message, f"写明是哪一项：{labels}；是别的奖补就写别的名称", place, "奖补类别")]


def program_names(programs: tuple[Program, ...]) -> frozenset[str]:
    """Everything a 奖补类别 may say: the programs' labels and ids, as compared."""
    return frozenset(plain(text) for p in programs for text in (p.label, p.id))


def group_problems(policy: Policy, ledger: Ledger, year: int) -> list[Problem]:
    """A warning for each group with goals that no enterprise of the ledger belongs to, and for the groups of the ledger that have none."""
    first, last = policy.plan
    found: list[Problem] = []
    for card in policy.scorecards if first <= year <= last else ():
        table = ledger.tables[card.by.sheet]
        if not table.has(card.by.key):
            message = f"{card.label}：{table.called}没有“{card.by.name}”列，各项都待补正"
            found.append(Problem("E011", Severity.WARNING, message, f"补上“{card.by.header}”列", None, card.by.name))
            continue
        written = [str(value) for value in table.values[card.by.key] if value is not None and plain(str(value))]
        found += _absent(card, written) + _without_goals(card, written)
    return found


def _absent(card: Scorecard, written: list[str]) -> list[Problem]:
    present = {plain(text) for text in written}
    names = [group.name for group in card.groups if not present & set(group.spellings)]
    if not names:
        return []
    others = list(dict.fromkeys(_unknown(card, written)))
    near = f"；台账里写的是“{'、'.join(others[:FEW])}”的，是不是它" if others else ""
    message = f"{card.label}：台账没有{card.by.name}为{'、'.join(names)}的企业，其完成值按 0 计"
    return [Problem("E012", Severity.WARNING, message, f"核对政策和台账里{card.by.name}的写法{near}", None, card.by.name)]


def _without_goals(card: Scorecard, written: list[str]) -> list[Problem]:
    texts = _unknown(card, written)
    if not texts:
        return []
    names = list(dict.fromkeys(texts))
    shown = "、".join(names[:FEW]) + (f" 等{len(names)}个" if len(names) > FEW else "")
    message = f"{card.label}：台账的{shown}没有考核目标，{len(texts)} 家企业不在考核之内"
    return [Problem("E013", Severity.WARNING, message, f"核对{card.by.name}的写法；确实不考核的不用处理", None, card.by.name)]


def _unknown(card: Scorecard, written: list[str]) -> list[str]:
    """The texts of the ledger that are no group's name, one for each enterprise."""
    known = {text for group in card.groups for text in group.spellings}
    return [text for text in written if plain(text) not in known]
