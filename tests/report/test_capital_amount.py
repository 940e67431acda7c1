"""Amounts in capital numerals: the examples of the official rules, every shape read back, and the formula against LibreOffice."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
import xlsxwriter

from techreform_cli.report.capital_amount import MOST, capital, capital_formula

from .recalculation import needs_office, recalculated

OFFICIAL = {  # 支付结算办法附一《正确填写票据和结算凭证的基本规定》
    "1409.50": "人民币壹仟肆佰零玖元伍角",
    "6007.14": "人民币陆仟零柒元壹角肆分",
    "1680.32": "人民币壹仟陆佰捌拾元零叁角贰分",
    "107000.53": "人民币壹拾万柒仟元零伍角叁分",
    "16409.02": "人民币壹万陆仟肆佰零玖元零贰分",
    "325.04": "人民币叁佰贰拾伍元零肆分",
}
OTHERS = {
    "0.00": "人民币零元整",
    "0.05": "人民币伍分",
    "0.30": "人民币叁角",
    "10.00": "人民币壹拾元整",
    "100500.00": "人民币壹拾万零伍佰元整",
    "100005000.00": "人民币壹亿零伍仟元整",
    "10000000000.00": "人民币壹佰亿元整",
    "200000000000.05": "人民币贰仟亿元零伍分",
    "21890120.31": "人民币贰仟壹佰捌拾玖万零壹佰贰拾元零叁角壹分",
}


def fen(yuan: str) -> int:
    return int(yuan.replace(".", ""))


@pytest.mark.parametrize(("yuan", "words"), (OFFICIAL | OTHERS).items())
def test_amounts_as_vouchers_write_them(yuan: str, words: str) -> None:
    assert capital(fen(yuan)) == words


def amounts() -> list[int]:
    """Amounts with many zeros among their digits."""
    draw = random.Random(7)
    return [int("".join(draw.choice("000123456789") for _ in range(draw.randint(1, 14)))) for _ in range(4000)]


def read_back(words: str) -> int:
    """The amount in 分 that a text in capital numerals says, read without regard to 零."""
    total = section = digit = 0
    for character in words.removeprefix("人民币").removesuffix("整"):
        if character in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(character)
        elif character in "拾佰仟":
            section, digit = section + digit * {"拾": 10, "佰": 100, "仟": 1000}[character], 0
        elif character in "亿万元":
            total, section, digit = total + (section + digit) * {"亿": 10**10, "万": 10**6, "元": 100}[character], 0, 0
        else:
            total, digit = total + digit * {"角": 10, "分": 1}[character], 0
    return total


def test_every_amount_reads_back() -> None:
    for amount in amounts():
        words = capital(amount)
        assert read_back(words) == amount
        assert not re.search("零零|零[拾佰仟万亿角分]|零整|^零[^元]", words), words


def test_what_is_no_amount_is_refused() -> None:
    for wrong in (-1, MOST):
        with pytest.raises(ValueError):
            capital(wrong)


@needs_office
@pytest.mark.slow
def test_the_formula_gives_the_same_words(tmp_path: Path) -> None:
    found = [fen(yuan) for yuan in OFFICIAL | OTHERS] + amounts()[:400]
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("表")
        for row, amount in enumerate(found):
            sheet.write_number(row, 0, amount / 10**6)
            sheet.write_formula(row, 1, "=" + capital_formula(f"A{row + 1}"), None, "?")
    values = recalculated(tmp_path / "a.xlsx", tmp_path)
    assert [values["表", f"B{row + 1}"] for row in range(len(found))] == [capital(amount) for amount in found]
