"""Tables, heads and lists of files as the commands print them."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from techreform_cli.domain.policy import Policy


def table(title: str, columns: list[tuple[str, str]]) -> Table:
    """A table with a rule under its header; columns are (name, left or right)."""
    made = Table(title=title or None, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for index, (name, side) in enumerate(columns):
        made.add_column(name, justify="right" if side == "right" else "left", no_wrap=index > 0, overflow="fold")
    return made


def heading(console: Console, policy: Policy, line: str) -> None:
    """What notice this is about, and what was done."""
    console.print(Text(f"{policy.title}　{policy.document}", style="bold"))
    console.print(Text(line))


def files(console: Console, written: list[Path]) -> None:
    """The files written, whole paths on one line each."""
    console.print()
    console.print(Text("已写出", style="bold"))
    for path in written:
        console.print(Text(f"  {path}"), soft_wrap=True)
