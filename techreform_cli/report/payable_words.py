"""What is to be paid in a year where awards are paid in instalments, in a clerk's words."""

from __future__ import annotations

from techreform_cli.domain.instalment import Payable
from techreform_cli.domain.money import wan
from techreform_cli.domain.program_result import ProgramResult
from techreform_cli.domain.result import Result


def in_parts(result: Result) -> list[ProgramResult]:
    """The programs that pay in instalments."""
    return [of for of in result.programs if of.program.instalments]


def payable_words(found: Payable) -> str:
    """What a program pays, to how many enterprises, as in 应拨付 271.80万元，10 家; and what of it belongs to earlier awards."""
    part = "都是以前年度奖补到期的" if found.earlier == found.amount else f"其中以前年度奖补到期 {wan(found.earlier)}万元"
    earlier = f"（{part}）" if found.earlier else ""
    open_ = f"，另有 {found.open} 家待补正" if found.open else ""
    return f"应拨付 {wan(found.amount)}万元{earlier}，{found.enterprises} 家{open_}"


def due_lines(result: Result) -> list[str]:
    """A sentence per program that pays in instalments, and what all programs pay in the year; none where every award is paid at once."""
    parts = in_parts(result)
    if not parts:
        return []
    lines = [f"{of.program.label}分期拨付，{result.year}年{payable_words(result.payable(of))}" for of in parts]
    whole = sum(result.payable(of).amount for of in result.programs)
    return [*lines, *([f"各项合计 {result.year}年应拨付 {wan(whole)}万元"] if len(result.programs) > 1 else [])]
