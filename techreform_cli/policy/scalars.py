"""What a plain scalar in a policy file means: 20%, 300万元, 25万元/人, 2018-01-01, true, 15, or text."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from typing import Any

from techreform_cli.domain.expression import Amount
from techreform_cli.domain.money import FEN

_PERCENT = re.compile(r"-?\d{1,12}(\.\d{1,12})?%")
_AMOUNT = re.compile(r"(-?\d{1,12}(?:\.\d{1,12})?)\s*(百元|千元|百万元|千万元|万元|亿元|元)(?:/(\S{1,4}))?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INTEGER = re.compile(r"-?(0|[1-9]\d{0,14})")
_DECIMAL = re.compile(r"-?\d{1,12}\.\d{1,12}")


class BadScalar(ValueError):
    """A scalar that looks like a date or an amount but is none; the message is Chinese."""


def resolve(text: str) -> Any:
    """The value of a plain (unquoted) scalar: None, bool, int, Fraction (from 20% or 0.5), Amount, date, else the text.

    Raises BadScalar for a date that does not exist or an amount finer than 分.
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
            raise BadScalar(f"没有 {text} 这一天") from None
    return _amount(text)


def _amount(text: str) -> Amount | str:
    match = _AMOUNT.fullmatch(text)
    if not match:
        return text
    number, unit, per = match.groups()
    fen = Fraction(number) * FEN[unit]
    if fen.denominator != 1:
        raise BadScalar(f"金额“{text}”细于1分")
    return Amount(int(fen), per or "")
