"""The 试算对比 workbook: a policy as it is against changed ones, per combination, year, enterprise and target."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from techreform_cli.domain.comparison import Change, Comparison, Moved, Variation, WhatIf
from techreform_cli.domain.fund import Fund
from techreform_cli.domain.outcome import Award, Outcome, ProgramOutcome
from techreform_cli.domain.totals import Totals
from techreform_cli.report.book import Book, Cell, Column, Grid, wan
from techreform_cli.report.comparison_words import NO_FIGURE, OPEN, difference_formula, moved_words, sum_at
from techreform_cli.report.evidence_sheets import interpretation_sheet, run_sheet
from techreform_cli.report.fund_words import ALONE, HOW_ADDED, apart
from techreform_cli.report.impact_sheet import sum_cell, target_change
from techreform_cli.report.save import beside, save_all
from techreform_cli.report.setting_words import asked, changes, subject

OVERVIEW, YEARS, ENTERPRISES, TARGETS = "对比", "分年", "企业变化", "目标变化"
_PER_PROGRAM = [Column("家数", 8), Column("金额(万元)", 15), Column("待补正", 8)]
_AFTER = [Column("奖补合计(万元)", 16), Column("比现行(万元)", 16), Column("金额变化的\n企业(家)", 11), Column("待补正的变化", 24)]
_FUND = [Column("资金累计(万元)", 16), Column("资金目标(万元)", 15), Column("占目标", 10)]
_YEARS = [
    *(Column("组合", 7), Column("年度", 8), Column("奖补", 24), Column("条款", 9)),
    *(Column("现行\n家数", 8), Column("现行\n金额(万元)", 16), Column("现行\n待补正", 8)),
    *(Column("改后\n家数", 8), Column("改后\n金额(万元)", 16), Column("改后\n待补正", 8)),
    *(Column("金额变化(万元)", 16), Column("已拨付", 11)),
]
_ENTERPRISES = [
    *(Column("序号", 6), Column("年度", 8), Column("企业名称", 30), Column("统一社会信用代码", 22), Column("奖补", 24)),
    *(Column("现行(万元)", 16), Column("改后(万元)", 16), Column("变化(万元)", 16), Column("结论", 18)),
]
COLOURS = ("#5B9BD5", "#F4B183", "#A9D18E", "#FFD966")
"""Of the programs in the chart, over again where there are more."""
BEFORE, AFTER = 5, 6
FIRST_AMOUNT = 8
NOTHING_MOVED = Moved(0, 0, 0, 0)


def write_whatif(found: WhatIf, ledger: Path, folder: Path | None) -> list[Path]:
    """Write the workbook into `folder` (None: beside the ledger) and return its path. Raises OutputFailed."""
    place, name = beside(ledger, folder)
    return save_all({place / f"{name}_{found.result.year}_试算对比.xlsx": lambda path: _write(found, path)})


def _write(found: WhatIf, path: Path) -> None:
    result = found.result
    with Book(path, f"{result.year}年试算对比") as book:
        _overview(book, found)
        _years(book, found)
        if len(found.variations) == 1:
            _enterprises(book, found, found.variations[0])
        _targets(book, found)
        interpretation_sheet(book, result)
        run_sheet(book, replace(result, policy=replace(result.policy, settings=tuple(found.given.items()))), "whatif")


def _overview(book: Book, found: WhatIf) -> None:
    """A line for the policy as it is, then one per combination."""
    result, names = found.result, list(found.given)
    programs = [of.program for of in result.programs]
    subjects = {name: subject(result.policy, name) for name in names}
    columns = [Column("组合", 7), *(Column(of.label, 22) for of in subjects.values())]
    columns += [Column(f"{p.label}\n{c.header}", c.width) for p in programs for c in _PER_PROGRAM]
    columns += [*_AFTER, *(_FUND if found.fund else [])]
    title = f"{result.policy.title}\n{result.year}年试算对比"
    grid = book.grid(OVERVIEW, title, f"【试算】依据：{result.policy.document}　单位：万元", columns, height=46)
    grid.headers(60)
    grid.write(
        [Cell("现行", "center"), *(Cell(of.now, "center_wrap") for of in subjects.values()), *_line(grid, found, found.years[-1], None)]
    )
    for number, variation in enumerate(found.variations, 1):
        settings = [Cell(subjects[name].then(variation.settings[name]), "center_wrap") for name in names]
        grid.write([Cell(number, "center"), *settings, *_line(grid, found, variation.now.after, variation)])
    first, last = result.policy.plan
    lines = [f"改动：{asked(result.policy, found.given)}。"]
    lines += ["“比现行”只比两边都已能确定的奖补；改后变为待补正的，多少还不知道，不算作减少，列在“待补正的变化”。"]
    if found.fund:
        span = f"{min(first, result.year)}—{result.year}年"
        fund = found.fund.target
        lines += [
            f"资金累计：{_fund_labels(found)} {span}应付和已付的合计（改了支付范围的按改后的）。{HOW_ADDED}。",
            f"资金目标：{fund.label}（{fund.clause}，{first}—{last}年）。{apart(result.policy, found.fund)}。",
        ]
    grid.notes(lines)
    grid.freeze(1 + len(names))
    _chart(grid, found, 1 + len(names))


def _fund_labels(found: WhatIf) -> str:
    wanted = found.fund.programs if found.fund else ()
    return "、".join(of.program.label for of in found.result.programs if of.program.id in wanted)


def _line(grid: Grid, found: WhatIf, outcome: Outcome, variation: Variation | None) -> list[Cell]:
    """Totals per program, their sum, the difference from the first line, and the fund."""
    start, row = 1 + len(found.given), grid.row
    columns = [start + 1 + 3 * i for i in range(len(outcome.programs))]
    after = start + 3 * len(outcome.programs)
    total = sum((of.totals for of in outcome.programs), Totals())
    base = sum((of.totals for of in found.years[-1].programs), Totals())
    summed = "+".join(sum_at(grid.at(row, column), of.totals) for column, of in zip(columns, outcome.programs, strict=True))
    comparison = variation.now if variation else None
    fen, moved = (comparison.difference, comparison.moved) if comparison else (0, NOTHING_MOVED)
    difference = difference_formula(sum_at(grid.at(row, after), total), sum_at(grid.at(grid.first_data_row, after), base), moved)
    cells = [cell for of in outcome.programs for cell in _totals(of.totals)]
    cells += [
        sum_cell(total) if total.unknown else wan(total.amount, "money", f"ROUND({summed},6)" if columns else ""),
        Cell(NO_FIGURE, "center") if total.unknown or base.unknown else wan(fen, "money", difference),
        Cell(comparison.enterprises_changed if comparison else 0, "count"),
        Cell(moved_words(moved), "wrap"),
    ]
    fund = variation.fund if variation else found.fund
    if found.fund and fund:
        cells += _fund(grid, fund, variation.spent if variation else found.spent, after + len(_AFTER))
    return cells


def _fund(grid: Grid, fund: Fund, spent: dict[str, int], column: int) -> list[Cell]:
    used = sum(spent.get(program, 0) for program in fund.programs)
    share = f"{grid.at(grid.row, column)}/{grid.at(grid.row, column + 1)}"
    return [wan(used), wan(int(fund.goal)), Cell(used / fund.goal if fund.goal else None, "rate", share if fund.goal else "")]


def _totals(totals: Totals) -> list[Cell]:
    open_ = Cell(totals.undetermined, "open" if totals.undetermined else "center")
    return [Cell(totals.enterprises, "count"), sum_cell(totals), open_]


def _chart(grid: Grid, found: WhatIf, start: int) -> None:
    """Where one slot runs through a range: the sum of awards by its value."""
    varied = [n for n in found.given if len({v.settings[n] for v in found.variations}) > 1]
    if len(varied) != 1 or len(found.variations) < 2:
        return
    first = grid.first_data_row + 1
    last, name = first + len(found.variations) - 1, 1 + list(found.given).index(varied[0])
    chart = grid.book.workbook.add_chart({"type": "column", "subtype": "stacked"})
    for index, of in enumerate(found.result.programs):
        column = start + 1 + 3 * index
        chart.add_series(
            {
                "name": of.program.label,
                "categories": [grid.name, first, name, last, name],
                "values": [grid.name, first, column, last, column],
                "fill": {"color": COLOURS[index % len(COLOURS)]},
                "data_labels": {"value": True, "num_format": "#,##0.00;;", "font": {"size": 9}},
            }
        )
    chart.set_title(
        {"name": f"{found.result.year}年奖补（万元），按{subject(found.result.policy, varied[0]).label}", "name_font": {"size": 11}}
    )
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"min": 0, "num_format": "#,##0"})
    chart.set_size({"width": 640, "height": 300})
    grid.sheet.insert_chart(grid.row + 1, 1, chart, {"object_position": 2})


def _years(book: Book, found: WhatIf) -> None:
    """Every program in every year from the plan's start, per combination."""
    subtitle = f"{ALONE}　单位：万元"
    grid = book.grid(YEARS, "各年的奖补：现行与改后", subtitle, _YEARS)
    grid.headers(36)
    for number, variation in enumerate(found.variations, 1):
        for comparison in variation.years:
            for after in comparison.after.programs:
                grid.write(_year(grid, found, number, comparison, after))
    grid.filter()
    grid.notes(["金额变化只算两边都已能确定的奖补。“已拨付”：《已拨付》中有没有该奖补该年度的记录；有的，以后年度按实际拨付扣减。"])
    grid.freeze(3)


def _year(grid: Grid, found: WhatIf, number: int, comparison: Comparison, after: ProgramOutcome) -> list[Cell]:
    before = comparison.before.program(after.program.id)
    former = before.totals if before else Totals()
    year = comparison.after.year
    recorded = year in found.recorded.get(after.program.id, frozenset())
    fen, moved = comparison.of(after.program.id)
    now, then = sum_at(grid.at(grid.row, FIRST_AMOUNT), after.totals), sum_at(grid.at(grid.row, FIRST_AMOUNT - 3), former)
    difference = difference_formula(now, then, moved)
    return [
        Cell(number, "center"),
        Cell(year, "center"),
        Cell(after.program.label, "wrap"),
        Cell(after.program.clause, "center"),
        *_totals(former),
        *_totals(after.totals),
        Cell(NO_FIGURE, "center") if former.unknown or after.totals.unknown else wan(fen, "money", difference),
        Cell("有记录" if recorded else "没有记录", "center"),
    ]


def _enterprises(book: Book, found: WhatIf, variation: Variation) -> None:
    """Whose award changes, in the year calculated and then those before it, the largest change first."""
    years = [comparison.after.year for comparison in variation.years]
    span = f"{years[0]}—{years[-1]}年" if len(years) > 1 else f"{years[0]}年"
    grid = book.grid(
        ENTERPRISES, f"{span}奖补有变化的企业", f"改动：{changes(found.result.policy, variation.settings)}　单位：万元", _ENTERPRISES
    )
    grid.headers()
    for comparison in reversed(variation.years):
        _enterprises_of(grid, comparison)
    if grid.row == grid.first_data_row:
        grid.write(
            [Cell("", "center"), Cell("", "center"), Cell("没有企业的奖补变化", "wrap"), *[Cell("", "center")] * (len(_ENTERPRISES) - 3)]
        )
    lines = ["一边是“待补正”的不能算变化，列在最后，不进变化的合计。"]
    grid.notes([*lines, f"{ALONE}。"] if len(years) > 1 else lines)
    grid.freeze(3)


def _enterprises_of(grid: Grid, comparison: Comparison) -> None:
    """The changes of one year and their sum."""
    if not comparison.changes:
        return
    first, year = grid.row, comparison.after.year
    for number, change in enumerate(comparison.changes, 1):
        grid.write(_change(grid, number, year, change))
    last = grid.row - 1
    sides = [[change.amounts[side] for change in comparison.changes] for side in (0, 1)]
    cells = [
        wan(sum(fen or 0 for fen in side), "total", f"ROUND(SUM({grid.span(column, first, last, here=True)}),6)")
        if any(fen is not None for fen in side)
        else Cell(OPEN, "total_text")
        for column, side in zip((BEFORE, AFTER), sides, strict=True)
    ]
    difference = wan(comparison.difference, "total", f"ROUND(SUM({grid.span(AFTER + 1, first, last, here=True)}),6)")
    head = [Cell("合计", "total_text"), Cell(year, "total_text"), *[Cell("", "total")] * 3]
    grid.write([*head, *cells, difference, Cell("", "total")])


def _change(grid: Grid, number: int, year: int, change: Change) -> list[Cell]:
    difference = change.difference
    formula = f"ROUND({grid.at(grid.row, AFTER)}-{grid.at(grid.row, BEFORE)},6)"
    return [
        Cell(number, "count"),
        Cell(year, "center"),
        Cell(change.award.name, "wrap"),
        Cell(change.award.credit_code),
        Cell(change.program.label, "wrap"),
        *(Cell("待补正", "center") if fen is None else wan(fen) for fen in change.amounts),
        Cell("待补正", "center") if difference is None else wan(difference, "money", formula),
        Cell(verdicts(change.before, change.after), "center"),
    ]


def verdicts(before: Award | None, after: Award | None) -> str:
    """符合 → 不符合, or the one verdict where it stays."""
    words = [award.verdict.label if award else "没有申报" for award in (before, after)]
    return words[0] if words[0] == words[1] else " → ".join(words)


def _targets(book: Book, found: WhatIf) -> None:
    """The targets that stand otherwise in the year calculated."""
    grid = book.grid(
        TARGETS, f"{found.result.year}年有变化的目标", "现行 → 改后", [Column("组合", 7), Column("条款", 10), Column("变化", 90)]
    )
    grid.headers()
    for number, variation in enumerate(found.variations, 1):
        for before, after in variation.now.targets:
            either = after or before
            assert either is not None
            grid.write([Cell(number, "center"), Cell(either.target.clause, "center"), Cell(target_change(before, after), "wrap")])
    if grid.row == grid.first_data_row:
        grid.write([Cell("", "center"), Cell("", "center"), Cell("没有目标因改动而变化", "wrap")])
    grid.freeze()
