"""What a what-if comparison found, on the terminal."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.text import Text

from techreform_cli.domain.comparison import Variation, WhatIf
from techreform_cli.domain.fund import Fund
from techreform_cli.domain.money import decimal_text, wan
from techreform_cli.domain.outcome import Outcome
from techreform_cli.report.console import terminal
from techreform_cli.report.impact_sheet import target_change
from techreform_cli.report.tables import files, heading, table

FEW = 10
"""How many enterprises and targets are named; the rest are in the workbook."""


def show(found: WhatIf, written: list[Path]) -> None:
    """Print the comparison: by year for one combination, a line each for several."""
    console = terminal()
    heading(console, found.result.policy, f"计算年度：{found.result.year}年，试算与现行政策对比")
    if len(found.variations) == 1:
        _single(console, found, found.variations[0])
    else:
        _several(console, found)
    files(console, written)


def _single(console: Console, found: WhatIf, variation: Variation) -> None:
    console.print(Text("改动：" + "，".join(f"{name}={value}" for name, value in variation.settings.items()), style="yellow"))
    columns = [
        ("奖补", "left"),
        ("年度", "right"),
        ("现行(万元)", "right"),
        ("改后(万元)", "right"),
        ("变化(万元)", "right"),
        ("待补正", "right"),
    ]
    shown = table("", columns)
    for comparison in variation.years:
        for after in comparison.after.programs:
            before = comparison.before.program(after.program.id)
            former, later = before.totals.amount if before else 0, after.totals
            row = [f"{comparison.after.year}", wan(former), wan(later.amount), signed(later.amount - former), f"{later.undetermined} 家"]
            shown.add_row(after.program.label, *row)
    console.print()
    console.print(shown)
    _fund_line(console, found, variation)
    _changes(console, found, variation)


def _fund_line(console: Console, found: WhatIf, variation: Variation) -> None:
    if found.fund and variation.fund:
        before, after = used(found.fund, found.spent), used(variation.fund, variation.spent)
        console.print()
        console.print(
            f"{variation.fund.target.label}：到{found.result.year}年累计 {before} → {after}，目标 {wan(int(variation.fund.goal))} 万元"
        )
        console.print("（已拨付的按实际拨付，没有拨付记录的按应付；以前年度少付、多付的，企业再得奖补时一并结清，不重复计）")


def used(fund: Fund, spent: dict[str, int]) -> str:
    """3,148.01 万元（31.5%）."""
    share = f"（{_share(fund, spent)}）" if fund.goal else ""
    return f"{wan(sum(spent.get(program, 0) for program in fund.programs))} 万元{share}"


def _changes(console: Console, found: WhatIf, variation: Variation) -> None:
    now = variation.now
    console.print()
    title = f"{found.result.year}年奖补有变化的企业 {now.enterprises_changed} 家，合计 {signed(now.difference)} 万元"
    console.print(Text(title, style="bold"))
    if now.changes:
        columns = [("企业", "left"), ("奖补", "left"), ("现行(万元)", "right"), ("改后(万元)", "right"), ("变化(万元)", "right")]
        shown = table("", columns)
        for change in now.changes[:FEW]:
            sides = ["待补正" if fen is None else wan(fen) for fen in change.amounts]
            difference = "—" if change.difference is None else signed(change.difference)
            shown.add_row(change.award.name or "（未填名称）", change.program.label, *sides, difference)
        console.print(shown)
    if len(now.changes) > FEW:
        console.print(f"另有 {len(now.changes) - FEW} 行，见工作簿《企业变化》")
    for before, after in now.targets[:FEW]:
        console.print(f"目标 {target_change(before, after)}")


def _several(console: Console, found: WhatIf) -> None:
    shown = table("", [("改动", "left"), ("奖补合计(万元)", "right"), ("比现行", "right"), ("变化企业", "right"), ("占资金目标", "right")])
    shown.add_row("现行", wan(_sum(found.years[-1])), "—", "—", _share(found.fund, found.spent))
    for variation in found.variations:
        now = variation.now
        settings = "\n".join(f"{name}={value}" for name, value in variation.settings.items())
        share = _share(variation.fund, variation.spent)
        shown.add_row(settings, wan(_sum(now.after)), signed(now.difference), f"{now.enterprises_changed} 家", share)
    console.print()
    console.print(shown)


def _sum(outcome: Outcome) -> int:
    return sum(of.totals.amount for of in outcome.programs)


def _share(fund: Fund | None, spent: dict[str, int]) -> str:
    if fund is None or not fund.goal:
        return "—"
    return decimal_text(sum(spent.get(program, 0) for program in fund.programs) / fund.goal * 100, 1, 1) + "%"


def signed(fen: int) -> str:
    """+120.00, -3.50, 0.00 (万元)."""
    return f"+{wan(fen)}" if fen > 0 else wan(fen)
