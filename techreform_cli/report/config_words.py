"""The settings in force in words: what each is, its value, where it comes from, and what is to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from techreform_cli.domain.county import FORMATS, Group, InForce, Origin
from techreform_cli.domain.policy import Interpretation, Policy
from techreform_cli.domain.workbook import OWN_SHEETS
from techreform_cli.report.save import sheets_of

Caught = list[tuple[Group, list[Path]]]
"""The groups, each with the ledgers that it catches."""


@dataclass(frozen=True, slots=True)
class Row:
    """One setting: its key, what it is called, its value for programs (None: nothing settles it) and in words, and where from."""

    key: str
    label: str
    value: str | int | bool | None
    words: str
    origin: Origin


def rows(found: InForce, policy: Policy) -> list[Row]:
    """Every setting, those that nothing settles among them."""
    origins, day = found.origins, found.as_of.isoformat() if found.as_of else None
    file = f"（{Path(found.policy).name}）" if found.policy and found.policy != policy.id else ""
    listed = [
        Row("policy", "政策", policy.id, f"{policy.id}{file}", origins["policy"]),
        Row("year", "年度", found.year, f"{found.year}年" if found.year else "计划期内台账有数据的最近一年", origins["year"]),
        Row("as_of", "截至日期", day, day or "到年底", origins["as_of"]),
        Row("out", "输出文件夹", str(found.out) if found.out else None, str(found.out or "台账旁边"), origins["out"]),
        Row("strict", "从严", found.strict, "是" if found.strict else "否", origins["strict"]),
    ]
    for command, known in FORMATS.items():
        key = f"formats.{command}"
        form = found.county.formats.get(command)
        origin = found.county.origin(key) if form else Origin()
        listed.append(Row(key, f"{command} 的格式", form or known[0], form or known[0], origin))
    return listed


def reading_origin(found: InForce, policy: Policy, item: Interpretation) -> Origin:
    """Where the reading of an open question comes from."""
    if item.id in dict(policy.settings):
        return Origin("flag", "--set")
    chosen = item.id in found.county.readings
    return found.county.origin(f"interpretations.{item.id}") if chosen else Origin()


def confirmation(item: Interpretation) -> str:
    """Who confirmed a reading and when, or that nobody has."""
    return f"{item.confirmed_by} {item.confirmed_on}" if item.confirmed else "待确认"


def ledgers(files: list[Path]) -> list[Path]:
    """Those of the files that this program has not written itself."""
    return [path for path in files if not _own(path)]


def _own(path: Path) -> bool:
    try:
        return path.is_file() and sheets_of(path) >= OWN_SHEETS
    except OSError:
        return False


def group_doubts(groups: Caught) -> list[str]:
    """What a person should look at in the groups, a sentence each: those without ledgers, ledgers in two of them."""
    said = [
        f"分组“{group.name}”没有找到台账（{'、'.join(group.ledgers)}） → 核对文件名和所在文件夹" for group, files in groups if not files
    ]
    for (one, first), (other, second) in combinations(groups, 2):
        twice = [path for path in first if {path, *path.parents} & set(second)] + [
            path for path in second if set(path.parents) & set(first)
        ]
        said += [f"“{path.name}”在“{one.name}”和“{other.name}”两个分组里，会算两次 → 只留在一个分组" for path in twice]
    return said
