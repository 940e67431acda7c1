"""What a forecast found, on the terminal."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text

from techreform_cli.domain.forecast import Forecast, ForecastLine, Sum
from techreform_cli.domain.money import decimal_text, wan
from techreform_cli.report.console import terminal
from techreform_cli.report.tables import files, heading, table


def show(found: Forecast, written: list[Path]) -> None:
    """Print a line per program and year, then how the fund stands."""
    console = terminal()
    last = found.data_year
    basis = f"台账数据到 {last} 年；以后年度沿用各企业最近一年的指标估计" if last is not None else "台账没有任何年度的数据"
    heading(console, found.result.policy, basis)
    if found.result.policy.settings:
        console.print(Text("试算：" + "，".join(f"{name}={value}" for name, value in found.result.policy.settings), style="yellow"))
    columns = [("奖补", "left"), ("年度", "right"), ("已确定(万元)", "right"), ("估计(万元)", "right"), ("不明", "right")]
    shown = table("", [*columns, ("已拨付(万元)", "right"), ("以后完工的", "left")])
    for line in found.lines:
        shown.add_row(line.program.label, *_cells(line))
    console.print()
    console.print(shown)
    console.print()
    console.print("“—”是没有依据，不是零；估计不并入已确定，不明的不计金额。")
    for program in found.result.programs:
        if found.unfinished.get(program.program.id):
            console.print(f"{program.program.label}：{found.unfinished[program.program.id]} 个项目没有完工日期，完工后的奖补没有估计")
    if found.fund:
        console.print(_fund(found))
    files(console, written)


def _cells(line: ForecastLine) -> list[str | Text]:
    paid = "—" if line.paid is None else wan(line.paid.amount)
    more = "还没有登记" if line.more_to_come else ""
    unknown = Text(f"{line.unknown} 家", style="yellow" if line.unknown else "")
    return [f"{line.year}", _amount(line.known), _amount(line.estimated), unknown, paid, more]


def _amount(found: Sum | None) -> str:
    return "—" if found is None else wan(found.amount)


def _fund(found: Forecast) -> str:
    assert found.fund is not None
    mine = [line for line in found.lines if line.program.id in found.fund.programs]
    costs = [line.cost for line in mine if line.cost is not None]
    counted = sum(costs)
    guessed = [line.estimated.amount for line in mine if line.estimated]
    estimated = f"，另估计 {wan(sum(guessed))} 万元" if guessed else ""
    share = f"（{decimal_text(counted / found.fund.goal * 100, 1, 1)}%）" if found.fund.goal else ""
    paid = [line.paid.amount for line in mine if line.paid]
    given = f"；已拨付 {wan(sum(paid))} 万元" if paid else ""
    arranged = f"；已安排 {wan(sum(p.amount for p in found.arranged.values()))} 万元" if found.arranged is not None else ""
    goal = f"目标 {wan(int(found.fund.goal))} 万元"
    return f"{found.fund.target.label}：{goal}；应付（已确定） {wan(counted)} 万元{share}{estimated}{given}{arranged}"
