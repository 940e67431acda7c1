"""A year-end run on the terminal: its progress on stderr, and at the end what was done and what to do next."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from techreform_cli.domain.batch import BatchRun, GroupRun, payable
from techreform_cli.domain.batch import Progress as State
from techreform_cli.domain.money import wan
from techreform_cli.domain.problem import Severity
from techreform_cli.report.console import say, say_whole, terminal
from techreform_cli.report.payable_words import payable_words
from techreform_cli.report.tables import table

MANY = 20
"""How many ledgers or files are named; the rest are counted."""
Tell = Callable[[int, int, str, bool], None]


@contextmanager
def telling() -> Iterator[Tell]:
    """What to call with (steps done, of how many, what, whether it went wrong): a bar on a terminal, else a line for each."""
    console = Console(file=sys.stderr, markup=False, highlight=False, emoji=False)
    if not (sys.stderr.isatty() and console.is_terminal) or console.is_dumb_terminal:  # FORCE_COLOR is no terminal

        def line(done: int, total: int, what: str, loud: bool) -> None:
            print(f"[{done}/{total}] {what}" if total else what, file=sys.stderr, flush=True)
            del loud

        yield line
        return
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)

        def bar(done: int, total: int, what: str, loud: bool) -> None:
            if total:
                progress.update(task, completed=done, total=total, description=what)
            if loud or not total:
                progress.console.print(Text(what, style="red" if loud else ""), soft_wrap=True)

        yield bar


def show(run: BatchRun, folder: Path) -> None:
    """Print the summary."""
    console = terminal()
    say(console, f"{run.year}年批量计算，截至 {run.as_of}", "bold")
    done, same, failed = (run.count(state) for state in (State.DONE, State.UNCHANGED, State.FAILED))
    parts = [f"完成 {done} 本", *([f"没有变化 {same} 本"] if same else []), f"没有做成 {failed} 本", f"没有读的文件 {len(run.skipped)} 个"]
    say(console, "台账：" + "，".join(parts))
    _amounts(console, run)
    _failed(console, run)
    _skipped(console, run)
    _next(console, run, folder)


def _amounts(console: Console, run: BatchRun) -> None:
    columns = [("组", "left"), ("奖补", "left"), ("家数", "right"), ("金额(万元)", "right"), ("待补正", "right")]
    shown = table("奖补", [*columns, *([("本年应拨付(万元)", "right")] if run.in_parts else [])])
    payments = [(group, line) for group in run.groups for line in group.payments(run.year)]
    for group in run.groups:
        for program in group.programs:
            lines = [line for line in group.awards if line.program == program.id]
            known = [line.amount for line in lines if line.amount is not None]
            open_ = str(sum(1 for line in lines if line.verdict == "undetermined"))
            due = sum(line.amount or 0 for of, line in payments if of is group and line.program == program.id)
            cells = (group.name, program.label, str(sum(1 for fen in known if fen)), wan(sum(known)), open_)
            shown.add_row(*cells, *([wan(due)] if run.in_parts else []))
    console.print()
    console.print(shown)
    if run.in_parts:
        whole = payable((line for _, line in payments), run.year)
        say(console, f"有奖补分期拨付，各项合计 {run.year}年{payable_words(whole)}")


def _failed(console: Console, run: BatchRun) -> None:
    several = len(run.groups) > 1
    failed = [(group, ledger) for group in run.groups for ledger in group.failed]
    if failed:
        console.print()
        say(console, "没有做成的台账（它们的数没有算进来，合计和跨台账的上限不完整）", "bold red")
    for group, ledger in failed[:MANY]:
        say(console, f"  {f'{group.name}/' if several else ''}{ledger.name}：{ledger.why}")
    if len(failed) > MANY:
        say(console, f"  另有 {len(failed) - MANY} 本，见《汇总》的《未读文件》")
    wholes = {(group.name, message) for group in run.groups for message in group.messages if not _told(group, message)}
    if wholes:
        console.print()
        say(console, "没有写成的合计工作簿", "bold red")
    for name, message in sorted(wholes):
        say(console, f"  {name}：{message}")


def _told(group: GroupRun, message: str) -> bool:
    """Whether it has been said of the group's ledgers."""
    return any(message in ledger.messages for ledger in group.ledgers)


def _skipped(console: Console, run: BatchRun) -> None:
    if run.skipped:
        console.print()
        say(console, "没有读的文件（请核对其中没有台账）", "bold")
    for left in run.skipped[:MANY]:
        say(console, f"  {left.file}：{left.reason}")
    if len(run.skipped) > MANY:
        say(console, f"  另有 {len(run.skipped) - MANY} 个，见《汇总》的《未读文件》")


def _next(console: Console, run: BatchRun, folder: Path) -> None:
    merged = [one for group in run.groups for one in group.findings if one.across]
    errors = [one for one in (*run.findings, *merged) if one.severity is Severity.ERROR]
    apart = [one for one in run.findings if one.severity is not Severity.ERROR]
    lines = [] if run.ledgers else ["没有一本台账，请核对文件夹"]
    if any(ledger.status is State.FAILED for ledger in run.ledgers):
        lines.append("把没有做成的台账修好，再运行一次并加 --retry，只重做有关的组")
    elif any(group.status is State.FAILED for group in run.groups):
        lines.append("有工作簿没有写成，再运行一次并加 --retry，只重做有关的组")
    if errors:
        lines.append(f"有 {len(errors)} 处登记在两本台账里，对不上或没有合并，可能重复奖补：见《汇总》的《跨台账》，如 {errors[0].message}")
    elif merged:
        lines.append(f"有 {len(merged)} 处登记在两个文件里，已只计一次：见《汇总》的《跨台账》")
    if apart:
        lines.append(f"有 {len(apart)} 处登记在两组的台账里，两组分开计算，请核对：见《汇总》的《跨台账》，如 {apart[0].message}")
    lines += [f"“{name}”是以前的结果，这次没有写出，请移走以免误用" for name in run.stale[:MANY]]
    if len(run.stale) > MANY:
        lines.append(f"另有 {len(run.stale) - MANY} 个以前的结果，见 run_results.json 的 stale")
    if lines:
        console.print()
        say(console, "接下来", "bold")
    for line in lines:
        say(console, f"  {line}")
    console.print()
    say(console, "已写出", "bold")
    count = sum(len(ledger.outputs) for ledger in run.ledgers) + sum(len(group.outputs) for group in run.groups)
    rollup = f"{folder / run.rollup.file}" if run.rollup else ""
    say_whole(console, f"  {rollup}，以及台账的工作簿 {count} 个和 run_results.json")
