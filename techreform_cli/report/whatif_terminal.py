"""What a what-if comparison found, on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from techreform_cli.domain.comparison import Comparison, Variation, WhatIf
from techreform_cli.domain.fund import Fund
from techreform_cli.domain.money import decimal_text, wan
from techreform_cli.domain.outcome import Outcome
from techreform_cli.domain.totals import Totals
from techreform_cli.report.comparison_words import difference_words, moved_words, signed, sum_words
from techreform_cli.report.console import say, terminal
from techreform_cli.report.fund_words import ALONE, HOW_ADDED, apart
from techreform_cli.report.impact_sheet import target_change
from techreform_cli.report.setting_words import asked, changes
from techreform_cli.report.tables import files, heading, table

FEW = 10
"""How many enterprises of a year, and targets, are named; the rest are in the workbook."""


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
    say(console, f"改动：{changes(found.result.policy, variation.settings)}", "yellow")
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
            former, later = before.totals if before else Totals(), after.totals
            open_ = f"{later.undetermined} 家" if former.undetermined == later.undetermined else _arrow(former, later)
            fen = comparison.of(after.program.id)[0]
            row = [sum_words(former), sum_words(later), difference_words(fen, former, later), open_]
            shown.add_row(after.program.label, f"{comparison.after.year}", *row)
    console.print()
    console.print(shown)
    _fund_line(console, found, variation)
    _changes(console, variation)


def _arrow(former: Totals, later: Totals) -> str:
    return f"{former.undetermined} → {later.undetermined} 家"


def _fund_line(console: Console, found: WhatIf, variation: Variation) -> None:
    if found.fund and variation.fund:
        before, after = used(found.fund, found.spent), used(variation.fund, variation.spent)
        console.print()
        goal = f"{variation.fund.target.label}的目标 {wan(int(variation.fund.goal))} 万元"
        open_ = _open(variation.fund, [one.after for one in variation.years])
        left_out = f"；改后待补正 {open_} 家次没有计入" if open_ != _open(found.fund, found.years) else ""
        say(console, f"{goal}；到{found.result.year}年应付和已付累计 {before} → {after}{left_out}")
        _fund_note(console, found, variation.fund)


def _open(fund: Fund, years: Sequence[Outcome]) -> int:
    """How many awards of the fund's programs are undetermined over the years."""
    return sum(of.totals.undetermined for outcome in years for of in outcome.programs if of.program.id in fund.programs)


def _fund_note(console: Console, found: WhatIf, fund: Fund) -> None:
    say(console, f"（{HOW_ADDED}。{apart(found.result.policy, fund)}）")


def used(fund: Fund, spent: dict[str, int]) -> str:
    """3,148.01 万元（31.5%）."""
    share = f"（{_share(fund, spent)}）" if fund.goal else ""
    return f"{wan(_spent(fund, spent))} 万元{share}"


def _changes(console: Console, variation: Variation) -> None:
    """Whose award changes, the year calculated first, then those before it."""
    *earlier, now = variation.years
    _changed(console, now)
    for comparison in reversed(earlier):
        if comparison.changes:
            _changed(console, comparison)
    if any(comparison.changes for comparison in earlier):
        say(console, f"（{ALONE}）")
    for before, after in now.targets[:FEW]:
        say(console, f"目标 {target_change(before, after)}")


def _changed(console: Console, comparison: Comparison) -> None:
    console.print()
    moved = moved_words(comparison.moved)
    counted = f"{comparison.enterprises_changed} 家，合计 {signed(comparison.difference)} 万元" + (
        f"；其中 {moved}，没有计入" if moved else ""
    )
    say(console, f"{comparison.after.year}年奖补有变化的企业 {counted}", "bold")
    if comparison.changes:
        columns = [("企业", "left"), ("奖补", "left"), ("现行(万元)", "right"), ("改后(万元)", "right"), ("变化(万元)", "right")]
        shown = table("", columns)
        for change in comparison.changes[:FEW]:
            sides = ["待补正" if fen is None else wan(fen) for fen in change.amounts]
            difference = "—" if change.difference is None else signed(change.difference)
            shown.add_row(change.award.name or "（未填名称）", change.program.label, *sides, difference)
        console.print(shown)
    if len(comparison.changes) > FEW:
        say(console, f"另有 {len(comparison.changes) - FEW} 行，见工作簿《企业变化》")


def _several(console: Console, found: WhatIf) -> None:
    """A line per combination: the year's awards and, where there is a fund, what the years come to."""
    say(console, f"改动：{asked(found.result.policy, found.given)}", "yellow")
    year, fund = found.result.year, found.fund
    columns = [("改动", "left"), (f"{year}年奖补(万元)", "right"), ("比现行", "right"), ("变化企业", "right")]
    shown = table("", [*columns, *([(f"到{year}年累计(万元)", "right"), ("占资金目标", "right")] if fund else [])])
    shown.add_row("现行", sum_words(_sum(found.years[-1])), "—", "—", *(_so_far(fund, found.spent) if fund else []))
    for variation in found.variations:
        now = variation.now
        settings = "\n".join(f"{name}={value}" for name, value in variation.settings.items())
        so_far = _so_far(variation.fund, variation.spent) if fund else []
        moved = f"，另 {now.moved.opened} 家变为待补正" if now.moved.opened else ""
        shown.add_row(settings, sum_words(_sum(now.after)), signed(now.difference) + moved, f"{now.enterprises_changed} 家", *so_far)
    console.print()
    console.print(shown)
    if fund:
        goal = f"目标 {wan(int(fund.goal))} 万元" if len({v.fund.goal for v in found.variations if v.fund}) == 1 else "目标"
        console.print()
        say(console, f"累计：“{fund.target.label}”（{goal}）支付的奖补，应付和已付从{found.years[0].year}年加到{year}年")
        _fund_note(console, found, fund)


def _so_far(fund: Fund | None, spent: dict[str, int]) -> list[str]:
    return [wan(_spent(fund, spent)), _share(fund, spent)] if fund else ["—", "—"]


def _spent(fund: Fund, spent: dict[str, int]) -> int:
    return sum(spent.get(program, 0) for program in fund.programs)


def _sum(outcome: Outcome) -> Totals:
    return sum((of.totals for of in outcome.programs), Totals())


def _share(fund: Fund, spent: dict[str, int]) -> str:
    return decimal_text(_spent(fund, spent) / fund.goal * 100, 1, 1) + "%" if fund.goal else "—"
