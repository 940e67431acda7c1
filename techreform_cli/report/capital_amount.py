"""Amounts in the capital numerals that vouchers and signed sheets bear (人民币…元整), in words and as a live formula.

Both go the same way, so that they cannot part: every digit with its place after it, then a chain of replacements that drops what
is not said. The rules are those for filling in payment vouchers (支付结算办法, annex 1).
"""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = "仟佰拾亿仟佰拾万仟佰拾元角分"
MOST = 10 ** len(_PLACES)
PREFIX = "人民币"
_START = "^"
_STEPS = (
    *((f"零{place}", "零") for place in "仟佰拾"),
    *[("零零", "零")] * 3,
    ("零角零分", "整"),
    ("零分", ""),
    ("零角", "零"),
    (f"{_START}零亿", _START),
    ("零亿", "亿"),
    (f"{_START}零万", _START),
    ("零万", "万"),
    ("亿万", "亿零"),
    ("零零", "零"),
    (f"{_START}零元整", f"{_START}零整"),
    (f"{_START}零元", _START),
    ("零元", "元零"),
    ("零零", "零"),
    ("零整", "整"),
    (f"{_START}零", _START),
    (f"{_START}整", f"{_START}零元整"),
    (_START, PREFIX),
)


def capital(fen: int) -> str:
    """An amount in 分 in capital numerals: 人民币壹仟肆佰零玖元伍角. Raises ValueError below zero and from a trillion 元 on."""
    if not 0 <= fen < MOST:
        raise ValueError(fen)
    digits = f"{fen:0{len(_PLACES)}d}"
    text = _START + "".join(_DIGITS[int(digit)] + place for digit, place in zip(digits, _PLACES, strict=True))
    for old, new in _STEPS:
        text = text.replace(old, new)
    return text


def capital_formula(wan: str) -> str:
    """The same of a formula that gives 万元. The digits are set by a number format of plain 0s, which is the same in every language."""
    shape = "".join(f'0""{place}""' for place in _PLACES)
    text = f'"{_START}"&TEXT(ROUND(({wan})*1000000,0),"{shape}")'
    replacements = [*((str(value), digit) for value, digit in enumerate(_DIGITS)), *_STEPS]
    for old, new in replacements:
        text = f'SUBSTITUTE({text},"{old}","{new}")'
    return text
