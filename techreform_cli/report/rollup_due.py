"""What the roll-up says is to be paid in the year where awards are paid in instalments: every payment, and what they come to."""

from __future__ import annotations

from collections.abc import Callable

from techreform_cli.domain.batch import AwardLine, DueLine, GroupRun
from techreform_cli.domain.instalment import Due
from techreform_cli.report.book import Book, Cell, Column, wan
from techreform_cli.report.rollup_lists import WHOSE, list_grid, whose
from techreform_cli.report.rollup_lookup import DUE, Lookup

_COLUMNS = [
    *WHOSE,
    Column("编号", 14),
    Column("名称", 24),
    Column("奖补年度", 9),
    Column("期次", 9),
    Column("状态", 10),
    Column("本年应拨付(万元)", 15),
]
DUE_LEDGER, DUE_TOWN, DUE_PROGRAM, DUE_YEAR, DUE_STATE, DUE_AMOUNT = "B", "D", "F", "L", "N", "O"
NOTE = (
    "本年应拨付：分期拨付的奖补，本年到期的各期（包括以前年度的奖补）；其他奖补，本年的奖补一次付清。"
    "所以和奖补合计不相等。本年已经拨出去的没有扣除。"
)
Keep = Callable[[GroupRun, AwardLine | DueLine], bool]


def due_list(book: Book, lookup: Lookup) -> None:
    """Every payment of the year; no sheet where no program of the run pays in instalments."""
    if not lookup.run.in_parts:
        return
    told = "本年到期的每一笔：分期拨付的每期一行，一次付清的每项奖补一行；待补正的定不下来该不该拨、拨多少，金额空着，没有计入"
    grid = list_grid(book, DUE, told, _COLUMNS)
    for number, (group, line) in enumerate(lookup.payments, 1):
        state = Due.UNDETERMINED if line.amount is None else Due.NOW
        grid.write(
            [
                *whose(lookup, number, group, line),
                Cell(line.number, "text"),
                Cell(line.name, "text"),
                Cell(line.award_year, "count"),
                Cell("一次付清" if line.part is None else f"第{line.part}期", "center"),
                Cell(state.label, "watch" if state is Due.UNDETERMINED else "center"),
                wan(line.amount),
            ]
        )
    grid.filter()


def due_columns(lookup: Lookup) -> list[Column]:
    """The columns that `due_cells` fills."""
    return [Column("本年应拨付(万元)", 16), Column("应拨付\n待补正(笔)", 10)] if lookup.run.in_parts else []


def due_cells(lookup: Lookup, number: int, column: str, mine: Keep) -> list[Cell]:
    """What is to be paid where `column` of the payments is `number`, and how many are open."""
    if not lookup.run.in_parts:
        return []
    amounts, states, keys = (lookup.column(DUE, letter) for letter in (DUE_AMOUNT, DUE_STATE, column))
    lines = [line for group, line in lookup.payments if mine(group, line)]
    return [
        wan(sum(line.amount or 0 for line in lines), "money", f"ROUND(SUMIFS({amounts},{keys},{number}),6)"),
        Cell(sum(1 for line in lines if line.amount is None), "count", f'COUNTIFS({keys},{number},{states},"{Due.UNDETERMINED.label}")'),
    ]


def due_rows(lookup: Lookup) -> list[list[Cell]]:
    """What all payments of the year come to, for the front sheet."""
    if not lookup.run.in_parts:
        return []
    year, lines = lookup.run.year, [line for _, line in lookup.payments]
    amounts, years, states = (lookup.column(DUE, letter) for letter in (DUE_AMOUNT, DUE_YEAR, DUE_STATE))
    whole = wan(sum(line.amount or 0 for line in lines), "money", f"ROUND(SUM({amounts}),6)")
    earlier = sum(line.amount or 0 for line in lines if line.award_year < year)
    open_ = sum(1 for line in lines if line.amount is None)
    return [
        [Cell("本年应拨付合计(万元)", "text"), whole, Cell("有奖补分期拨付，本年到期的才算；逐笔见《应拨付明细》", "wrap")],
        [
            Cell("其中以前年度奖补到期(万元)", "text"),
            wan(earlier, "money", f'ROUND(SUMIFS({amounts},{years},"<{year}"),6)'),
            Cell("以前年度的奖补，本年到期的各期", "wrap"),
        ],
        [
            Cell("应拨付待补正（笔）", "text"),
            Cell(open_, "open" if open_ else "count", f'COUNTIF({states},"{Due.UNDETERMINED.label}")'),
            Cell("缺资料定不下来该不该拨、拨多少，金额没有计入；见《应拨付明细》和各台账《奖补测算》的《分期拨付》", "wrap"),
        ],
    ]
