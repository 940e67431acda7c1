"""What a forecast found, on the terminal."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.text import Text

from techreform_cli.domain.forecast import Forecast, ForecastLine, Sum
from techreform_cli.domain.fund import Fund
from techreform_cli.domain.money import decimal_text, wan
from techreform_cli.report.console import say, terminal
from techreform_cli.report.forecast_sheets import parts_note
from techreform_cli.report.fund_words import HOW_ADDED, apart
from techreform_cli.report.tables import files, heading, table


def show(found: Forecast, written: list[Path]) -> None:
    """Print a line per program and year, then how the fund stands."""
    console = terminal()
    last = found.data_year
    basis = f"台账数据到 {last} 年；以后年度沿用各企业最近一年的指标估计" if last is not None else "台账没有任何年度的数据"
    heading(console, found.result.policy, basis)
    if found.result.policy.settings:
        say(console, "试算：" + "，".join(f"{name}={value}" for name, value in found.result.policy.settings), "yellow")
    columns = [("奖补", "left"), ("年度", "right"), ("已确定(万元)", "right"), ("估计(万元)", "right"), ("不明", "right")]
    more = any(line.more_to_come for line in found.lines)
    shown = table("", [*columns, ("已拨付(万元)", "right"), *([("以后完工的", "left")] if more else [])])
    for line in found.lines:
        come = ["还没有登记" if line.more_to_come else ""] if more else []
        shown.add_row(line.program.label, *_cells(line), *come)
    console.print()
    console.print(shown)
    console.print()
    say(console, "“—”是没有依据，不是零；估计不并入已确定，不明的不计金额。")
    if parts_note(found):
        say(console, parts_note(found))
    for program in found.result.programs:
        if found.unfinished.get(program.program.id):
            say(console, f"{program.program.label}：{found.unfinished[program.program.id]} 个项目没有完工日期，完工后的奖补没有估计")
    if found.fund:
        _fund(console, found, found.fund)
    files(console, written)


def _cells(line: ForecastLine) -> list[str | Text]:
    paid = "—" if line.paid is None else wan(line.paid.amount)
    unknown = Text(f"{line.unknown} 家", style="yellow" if line.unknown else "")
    return [f"{line.year}", _amount(line.known), _amount(line.estimated), unknown, paid]


def _amount(found: Sum | None) -> str:
    return "—" if found is None else wan(found.amount)


def _fund(console: Console, found: Forecast, fund: Fund) -> None:
    """How the fund stands, and why that is not the sum of the table where it is not."""
    mine = [line for line in found.lines if line.program.id in fund.programs]
    counted, known = sum(line.cost or 0 for line in mine), sum(line.known.amount for line in mine if line.known)
    guessed = [line.estimated.amount for line in mine if line.estimated]
    estimated = f"，另估计 {wan(sum(guessed))} 万元" if guessed else ""
    share = f"（{decimal_text(counted / fund.goal * 100, 1, 1)}%）" if fund.goal else ""
    paid = [line.paid.amount for line in mine if line.paid]
    given = f"；其中已拨付 {wan(sum(paid))} 万元" if paid else ""
    arranged = f"；已安排 {wan(sum(p.amount for p in found.arranged.values()))} 万元" if found.arranged is not None else ""
    goal = f"{fund.target.label}的目标 {wan(int(fund.goal))} 万元"
    say(console, f"{goal}；各年应付和已付累计 {wan(counted)} 万元{share}{estimated}{given}{arranged}")
    if counted != known:
        say(console, f"（累计不等于“已确定”相加的 {wan(known)} 万元：{HOW_ADDED}）")
    say(console, f"（{apart(found.result.policy, fund)}）")
