"""What a plain scalar in a policy file means: 20%, 300万元, 25万元/人, 2018-01-01, true, 15, or text."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from typing import Any

from techreform_cli.domain.expression import Amount
from techreform_cli.domain.money import FEN, decimal_text, percent

_PERCENT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?%")
_AMOUNT = re.compile(r"(-?[0-9]{1,12}(?:\.[0-9]{1,12})?) *(百元|千元|百万元|千万元|万元|亿元|元)(?:/(\S{1,4}))?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?[0-9]{1,12}\.[0-9]{1,12}")
_MOST_FEN = 10**16
"""More than any budget (100 万亿元), and small enough to be added up in 64 bits."""


class BadScalar(ValueError):
    """A scalar that looks like a date or an amount but is none; the message and the remedy are Chinese."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


def resolve(text: str) -> Any:
    """The value of a plain (unquoted) scalar: None, bool, int, Fraction (from 20% or 0.5), Amount, date, else the text.

    Raises BadScalar for a date that does not exist or an amount finer than 分 or beyond all budgets.
    """
    if text in ("", "null", "~"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    if _PERCENT.fullmatch(text):
        return Fraction(text[:-1]) / 100
    if _DECIMAL.fullmatch(text):
        return Fraction(text)
    if _DATE.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise BadScalar(f"没有 {text} 这一天", "核对年月日，如 2024-06-30") from None
    return _amount(text)


def _amount(text: str) -> Amount | str:
    match = _AMOUNT.fullmatch(text)
    if not match:
        return text
    number, unit, per = match.groups()
    fen = Fraction(number) * FEN[unit]
    if fen.denominator != 1:
        raise BadScalar(f"金额“{text}”细于1分", "最多写到分，如 12.3456万元")
    if abs(fen) > _MOST_FEN:
        raise BadScalar(f"金额“{text}”太大", "核对数和单位（元、万元、亿元）")
    return Amount(int(fen), per or "")


def spelled(value: Any) -> str:
    """A value with everything below it, on one line as a policy file may write it: [{field: 规上, is: true}]."""
    match value:
        case dict():
            return "{" + ", ".join(f"{key}: {spelled(one)}" for key, one in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(spelled(one) for one in value) + "]"
        case None:
            return "null"
    return written(value)


def written(value: Any) -> str:
    """A value as a policy file writes it: 20%, 300万元, true; 空, 列表 and 下级内容 for what is no scalar."""
    match value:
        case None:
            return "空"
        case bool():
            return "true" if value else "false"
        case Fraction():
            return percent(value)
        case Amount(fen, per):
            unit = next(u for u in ("亿元", "万元", "元") if u == "元" or (abs(fen) >= FEN[u] and fen % (FEN[u] // 100) == 0))
            return decimal_text(Fraction(fen, FEN[unit]), 0, 2) + unit + (f"/{per}" if per else "")
        case dict():
            return "下级内容"
        case list() | tuple():
            return "列表"
        case _:
            return str(value)
