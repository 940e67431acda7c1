"""Tables, heads and lists of files as the commands print them."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from techreform_cli.domain.policy import Policy
from techreform_cli.report.console import say, say_whole
from techreform_cli.report.line_breaks import broken

GAP, NARROWEST = 3, 16
"""Columns between two columns of a table, and the fewest for the one that gives way."""


class Rows:
    """A table with a rule under its header. Where it is too wide, the column `gives` is broken; where that leaves too little, every row is
    a sentence."""

    def __init__(self, title: str, columns: list[tuple[str, str]], gives: int) -> None:
        self._title, self._columns, self._gives = title, columns, gives
        self._rows: list[list[Text]] = []

    def add_row(self, *cells: str | Text) -> None:
        """Another row, a cell for each column."""
        self._rows.append([cell if isinstance(cell, Text) else Text(cell) for cell in cells])

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self._title:
            yield Text(broken(self._title, options.max_width), style="bold")
        cells = [[name, *(row[at].plain for row in self._rows)] for at, (name, _) in enumerate(self._columns)]
        widths = [max(cell_len(line) for cell in column for line in cell.split("\n")) for column in cells]
        room = options.max_width - GAP * (len(widths) - 1) - sum(widths) + widths[self._gives]
        yield self._listed(options.max_width) if room < min(widths[self._gives], NARROWEST) else self._table(room)

    def _table(self, room: int) -> Table:
        made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for name, side in self._columns:
            made.add_column(name, justify="right" if side == "right" else "left", no_wrap=True)
        for row in self._rows:
            cell = row[self._gives]
            made.add_row(*row[: self._gives], Text(broken(cell.plain, room), style=cell.style), *row[self._gives + 1 :])
        return made

    def _listed(self, width: int) -> Text:
        lines = []
        for row in self._rows:
            words = "，".join(f"{name} {cell.plain}" for (name, _), cell in zip(self._columns[1:], row[1:], strict=True) if cell.plain)
            head = row[0].plain.replace("\n", "，")
            first, *rest = broken(f"{head}：{words}", width - 2).split("\n")
            lines += [first, *(f"  {line}" for line in rest)]
        return Text("\n".join(lines))


def table(title: str, columns: list[tuple[str, str]], gives: int = 0) -> Rows:
    """A table to fill; columns are (name, left or right), `gives` the one that gives way on a narrow terminal."""
    return Rows(title, columns, gives)


def heading(console: Console, policy: Policy, line: str) -> None:
    """What notice this is about, and what was done."""
    say(console, f"{policy.title}　{policy.document}", "bold")
    say(console, line)


def files(console: Console, written: list[Path]) -> None:
    """The files written, whole paths on one line each."""
    console.print()
    say(console, "已写出", "bold")
    for path in written:
        say_whole(console, f"  {path}")
