"""Places and industry codes as clerks write them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from techreform_cli.domain.expression import CodeBetween, Field, Located
from techreform_cli.domain.text import plain
from techreform_cli.engine.predicates import _code_between
from techreform_cli.engine.texts import located as lies_in
from techreform_cli.engine.texts import perhaps_located, text_holds
from techreform_cli.policy.dictionary import load_dictionary
from techreform_cli.policy.load import load_policy

SIX, NINE = "six", "nine"


def relocation(cities: str) -> Located:
    """The test of 转出地 as the policy compiles it."""
    program = load_policy("dongyuan-2018-2020", {"transfer_cities": cities}).program("fiscal_contribution")
    every = program.rate.cases[0][0]
    return next(part for part in every.parts if isinstance(part, Located))


@pytest.mark.parametrize("place", [
    "深圳", "深圳市", "广东深圳", "广东省深圳市", "广东省深圳市宝安区福永街道", "深圳宝安", "宝安区", "广东省 佛山市", "佛山市顺德区",
    "顺德区", "顺德", "宝安", "顺德大良", "佛山顺德", "大鹏",
    "大鹏新区", "横琴", "东莞", "东莞市长安镇", "中山市", "珠海", "广州市天河区", "　广州　", "广东省广州市",
])  # fmt: skip
def test_places_in_the_six_cities(place: str) -> None:
    assert text_holds(relocation(SIX), plain(place))


@pytest.mark.parametrize("place", [
    "惠州", "惠州市博罗县", "博罗县", "博罗", "高要", "台山", "江门市", "台山市", "肇庆市高要区", "广东省肇庆市",
])  # fmt: skip
def test_places_in_the_nine_cities_only(place: str) -> None:
    assert text_holds(relocation(NINE), plain(place))
    assert not text_holds(relocation(SIX), plain(place))


@pytest.mark.parametrize("place", [
    "", "广东", "广东省", "河源市", "东源县", "湖南长沙", "湖南省长沙市", "大连市中山区", "贵阳市白云区", "江西省赣州市", "梅州市",
    "香港", "县内",
])  # fmt: skip
def test_places_elsewhere(place: str) -> None:
    assert not text_holds(relocation(NINE), plain(place))


def test_the_province_is_passed_over_only_where_it_stands_in_front() -> None:
    assert lies_in("广东省东莞", (("东莞",),), ("广东省", "广东"))
    assert not lies_in("省东莞", (("东莞",),), ("广东省", "广东"))


def test_a_place_named_further_on_is_not_judged() -> None:
    six = (("深圳市", "宝安区"), ("中山市",))
    assert all(perhaps_located(text, six, ("广东省",)) for text in ("由深圳转入", "中国广东省深圳市", "原宝安", "从中山迁来"))
    elsewhere = ("深圳", "广东省深圳市", "大连市中山区", "湖北省黄冈市中山路", "长沙", "")
    assert not any(perhaps_located(text, six, ("广东省",)) for text in elsewhere)


@pytest.mark.parametrize(("code", "outcome"), [
    ("06", True), ("0610", True), ("46", True), ("4690", True), ("C3922", True), ("Ｃ３９２２", True), ("D4411", True), (" 39 ", True),
    ("05", False), ("0599", False), ("47", False), ("E4710", False), ("5110", False), ("A0111", False), ("", True), (pd.NA, True),
])  # fmt: skip
def test_industry_codes(code: object, outcome: bool) -> None:
    assert _judged(code, blank_passes=True) == outcome


@pytest.mark.parametrize("code", ["3", "C3", "C", "A", "制造业"])
def test_a_code_without_its_two_digits_says_nothing_and_is_no_blank(code: str) -> None:
    assert _judged(code, blank_passes=True) is None


def test_a_blank_code_is_unknown_where_the_rule_does_not_let_it_pass() -> None:
    assert _judged(pd.NA, blank_passes=False) is None


def _judged(code: object, blank_passes: bool) -> bool | None:
    spec = load_dictionary().named("行业代码")[0]
    values = pd.array([code], dtype="string")
    node = CodeBetween(Field(spec), "06", "46", blank_passes)
    found = _code_between(node, values, ~values.isna(), np.array([False]))[0]
    return None if found is pd.NA else bool(found)
