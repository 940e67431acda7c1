"""The settings in force on the terminal, and what to do next."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.text import Text

from techreform_cli.domain.county import FILE, InForce
from techreform_cli.domain.policy import Policy
from techreform_cli.report.config_words import Caught, confirmation, reading_origin, rows
from techreform_cli.report.console import say, say_whole, terminal
from techreform_cli.report.tables import heading, table
from techreform_cli.report.wording import quoted

FEW = 10
"""How many ledgers of a group are named; the rest are counted."""
INIT = "techreform config --init"


def show(found: InForce, policy: Policy, groups: Caught, doubts: list[str]) -> None:
    """The settings, the readings of open questions, the groups, what is doubtful, and how to change any of it."""
    console = terminal()
    county = found.county
    heading(console, policy, f"{county.folder.resolve().name or county.folder.resolve()}：{'有' if county.exists else '没有'} {FILE}")
    settings = table("", [("设定", "left"), ("在用的", "left"), ("来自", "left")], gives=1)  # a path may be long
    for row in rows(found, policy):
        settings.add_row(row.label, row.words, _muted(row.origin.words))
    console.print()
    console.print(settings)
    console.print()
    _readings(console, found, policy)
    _groups(console, found, groups)
    console.print()
    for doubt in doubts:
        say_whole(console, f"· {doubt}", "yellow")
    say_whole(console, _advice(county.exists))


def _readings(console: Console, found: InForce, policy: Policy) -> None:
    """Each open question with the reading in use, under the id that --set and techreform.yaml know it by."""
    items = policy.interpretations
    if not items:
        return
    confirmed = sum(1 for item in items if item.confirmed)
    say(console, f"口径（共 {len(items)} 处，已确认 {confirmed} 处）", "bold")
    for item in items:
        origin = reading_origin(found, policy, item)
        parts = [
            f"现用{quoted(item.used.label)}（{item.id}={item.use}）",
            confirmation(item) + (" 确认" if item.confirmed else ""),
            origin.words,
        ]
        say(console, f"· {item.question}")
        say(console, f"    {'，'.join(parts)}", "" if item.confirmed else "yellow")


def _groups(console: Console, found: InForce, groups: Caught) -> None:
    if not groups:
        return
    console.print()
    say(console, "分组（成批计算时放在一起算）", "bold")
    for group, files in groups:
        by = f"，政策 {Path(group.policy).name}" if group.policy else ""
        say_whole(console, f"{group.name}：{len(files)} 本台账{by}（{found.county.origin(f'groups.{group.name}').words}）")
        for path in files[:FEW]:
            say_whole(console, f"  {path.relative_to(found.county.folder)}")
        if len(files) > FEW:
            say(console, f"  另有 {len(files) - FEW} 本")


def _muted(origin: str) -> Text:
    return Text(origin, style="dim" if origin == "默认" else "")


def _advice(exists: bool) -> str:
    if exists:
        return f"要改：用记事本改 {FILE}。命令行写的优先，其次环境变量，再次 {FILE}。"
    return f"现在都按默认。要定下来：{INIT}，写出一份带说明的 {FILE}，去掉要用的那几行行首的 #，以后的命令不用再写选项。"
