"""An enterprise's derivation on the terminal, as a tree, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text
from rich.tree import Tree

from techreform_cli.domain.inquiry import Inquiry
from techreform_cli.report.console import say, terminal
from techreform_cli.report.derivation import derivations
from techreform_cli.report.explain_outline import Node, outline, title
from techreform_cli.report.line_breaks import broken


class _Line:
    """A line that ends where a Chinese line may."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(broken(self.node.text, options.max_width), style=self.node.style)


def show(inquiry: Inquiry) -> None:
    """Print the tree. Without a terminal it is plain text; guide lines are ASCII where the console has no others."""
    console = terminal()
    for line in _head(inquiry)[1:]:
        say(console, line)
    tree = Tree(Text(_head(inquiry)[0], style="bold"))
    for node in outline(inquiry, derivations(inquiry)):
        _grow(tree, node)
    console.print(tree)


def _grow(tree: Tree, node: Node) -> None:
    branch = tree.add(_Line(node))
    for below in node.below:
        _grow(branch, below)


def _head(inquiry: Inquiry) -> list[str]:
    """The enterprise; the notice, year, ledger, and what --set changed."""
    result = inquiry.result
    policy = result.policy
    lines = [title(inquiry), f"{policy.title}　{policy.document}"]
    lines.append(f"计算年度：{result.year}年，截至 {result.as_of.isoformat()}；台账：{result.ledger.file}")
    lines += ["试算：" + "，".join(f"{name}={value}" for name, value in policy.settings)] if policy.settings else []
    return lines + ([f"{result.year_chosen}；要算别的年度加 --year"] if result.year_chosen else [])


def markdown(inquiry: Inquiry) -> str:
    """The same as a Markdown document: a heading per program, lists below it."""
    first, *rest = _head(inquiry)
    parts = [f"# {_escaped(first)}", "\n".join(f"{_escaped(line)}  " for line in rest)]
    for node in outline(inquiry, derivations(inquiry)):
        parts += [f"## {_escaped(node.text)}", "\n".join(line for below in node.below for line in _bullets(below, 0))]
    return "\n\n".join(part.rstrip() for part in parts if part) + "\n"


def _bullets(node: Node, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}- {_escaped(node.text)}"
    for below in node.below:
        yield from _bullets(below, depth + 1)


def _escaped(text: str) -> str:
    """A text as Markdown takes it literally."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in text)
