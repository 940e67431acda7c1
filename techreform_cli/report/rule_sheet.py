"""计算规则: every rule of every program in words, with its clause, for whoever checks a figure against the notice."""

from __future__ import annotations

from techreform_cli.domain.policy import Policy
from techreform_cli.domain.result import Result
from techreform_cli.report.book import Book, Cell, Column, Grid
from techreform_cli.report.program_words import Rule, program_rules, sharing_rules
from techreform_cli.report.wording import trial

SHEET = "计算规则"
_COLUMNS = [Column("奖补", 26), Column("项", 32), Column("规则", 78), Column("条款", 10)]


def rule_sheet(book: Book, result: Result) -> None:
    """A line per rule, program by program in the order in which they work; then what programs share."""
    policy = result.policy
    grid = book.grid(SHEET, f"{policy.document} 奖补怎样计算", f"{trial(result)}按政策文件逐项读出，从上到下就是计算的先后", _COLUMNS)
    grid.headers(24)
    for program in policy.programs:
        _lines(grid, program.label, program_rules(policy, program))
    _lines(grid, "各项奖补之间", sharing_rules(policy))
    grid.notes(_notes(policy))
    grid.freeze(2)


def _lines(grid: Grid, label: str, rules: list[Rule]) -> None:
    """The rules of one program, its name beside the first."""
    for number, rule in enumerate(rules):
        name = Cell(label if number == 0 else "", "head_wrap" if number == 0 else "wrap")
        grid.write([name, Cell(rule.label, "wrap"), Cell(rule.text, "wrap"), Cell(rule.clause, "center")])


def _notes(policy: Policy) -> list[str]:
    lines = ["本表的数是写出工作簿时《政策参数》的值，改参数后金额重算，这里的文字不变。"]
    if policy.unconfirmed:
        lines.append("通知没有写明的地方按《口径》中标 ● 的读法写成规则，其中待确认的见《口径》。")
    return lines
