"""One cell, one value: exact, or unknown with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techreform_cli.domain.field import Blank, FieldSpec, FieldType
from techreform_cli.domain.money import FEN
from techreform_cli.ledger.raw import Fault

from .builders import cell

Field = Callable[[str], FieldSpec]


@pytest.mark.parametrize(
    ("unit", "raw", "fen"),
    [
        ("万元", 1234.56, 1_234_560_000),
        ("万元", 0.1 + 0.2, 300_000),  # 0.30000000000000004: the noise of floating point, not said
        ("万元", 98765432.10000001, 98_765_432_100_000),
        ("万元", 1250, 1_250_000_000),
        ("元", 1.005, ("L024", 101)),  # half up, and said
        ("元", 2.675, ("L024", 268)),  # in binary a little less than 2.675
        ("元", -1.005, ("L024", -101)),
        ("元", 12345.67, 1_234_567),
        ("千元", 1234.5, 123_450_000),
        ("百万元", 1.5, 150_000_000),
        ("亿元", 12.5, 125_000_000_000),
        ("亿元", 9.5437, 95_437_000_000),
        ("万元", 0.0, 0),
        ("万元", "1,234.56", 1_234_560_000),
        ("万元", "1，234．56", 1_234_560_000),
        ("万元", "１２．５", 12_500_000),
        ("万元", " 12.5 ", 12_500_000),
        ("元", "￥12.50", 1_250),
        ("万元", "￥12.50", ("L027", None)),  # 元 or 万元?
        ("元", "¥1,000,000.00", 100_000_000),
        ("元", "500万", 500_000_000),  # the cell's own unit wins
        ("万元", "12.5亿", 125_000_000_000),
        ("万元", "1250.5万元", 1_250_500_000),
        ("万元", "3000元", 300_000),
        ("万元", "（500）", -500_000_000),
        ("万元", "(1,250.5)万元", -1_250_500_000),
        ("万元", "-3.5", -3_500_000),
        ("万元", "−3.5", -3_500_000),
        ("万元", "500万元整", 500_000_000),
    ],
)
def test_money_is_whole_fen(field: Field, unit: str, raw: Any, fen: Any) -> None:
    assert cell(field("项目.设备购置额"), raw, unit) == fen


@pytest.mark.parametrize(
    "raw",
    [
        "约500",
        "500左右",
        "500余万元",
        "500-600",
        "500~600",
        "五百万",
        "待定",
        "1.2.3",
        "1,23",
        "12 345,6",
        "500 600",
        "500\n600",
        "５００　６００",
        True,
        dt.date(2018, 9, 5),
        "≥500",
        "500以上",
        "=500",
        "1e3",
    ],
)
def test_what_is_no_exact_number_is_unknown(field: Field, raw: Any) -> None:
    found = cell(field("项目.设备购置额"), raw)
    assert found[0] in ("L012", "L027") and found[1] is None


def test_an_amount_in_another_measure_is_unknown(field: Field) -> None:
    assert cell(field("项目.设备购置额"), "500台") == ("L027", None)
    assert cell(field("项目.设备购置额"), "12.5%") == ("L027", None)
    assert cell(field("项目.设备购置额"), 1e300) == ("L022", None)
    assert cell(field("项目.设备购置额"), float("inf")) == ("L012", None)


@pytest.mark.parametrize(
    ("raw", "unit", "fen"),
    [(9.5, "万元/人", 9_500_000), (95000, "元/人", 9_500_000), ("9.5万元/人", "万元/人", 9_500_000), (9.5, "万元", 9_500_000)],
)
def test_productivity_is_fen_per_person(field: Field, raw: Any, unit: str, fen: int) -> None:
    assert cell(field("全县指标.全员劳动生产率"), raw, unit) == fen


@pytest.mark.parametrize(
    ("raw", "unit", "parts"),
    [
        (12.5, "亩", 125_000),
        (0.3333, "亩", 3_333),
        (0.33335, "亩", ("L024", 3_334)),
        (2, "公顷", 300_000),
        ("1.5公顷", "亩", 225_000),
        (2000, "平方米", 30_000),
        (1, "万亩", 100_000_000),
        ("12.5%", "亩", ("L027", None)),
        ("12.5亩", "亩", 125_000),
    ],
)
def test_areas_are_ten_thousandths(field: Field, raw: Any, unit: str, parts: Any) -> None:
    assert cell(field("用地.工业用地面积"), raw, unit) == parts


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        (12.0, 12),
        (12, 12),
        ("12", 12),
        ("12台", 12),
        ("1,200", 1200),
        ("１２", 12),
        ("0.5", ("L020", None)),
        (0.5, ("L020", None)),
        ("十二", ("L012", None)),
        ("若干", ("L012", None)),
        (True, ("L012", None)),
        ("", 0),
        ("—", 0),
        ("无", 0),
        ("12元", ("L012", None)),
    ],
)
def test_counts_are_whole(field: Field, raw: Any, count: Any) -> None:
    assert cell(field("项目.新增机器人"), raw) == count


@pytest.mark.parametrize(
    "raw", ["是", "√", "✓", "✔", "Y", "y", "Yes", "1", "true", "TRUE", "有", "对", "规上", "已入统", True, 1.0, " 是 ", "Ｙ"]
)
def test_yes(field: Field, raw: Any) -> None:
    assert cell(field("企业.规上"), raw) is True


@pytest.mark.parametrize("raw", ["否", "×", "✗", "✘", "N", "no", "0", "false", "FALSE", "无", " 无 ", "错", "规下", "未入统", False, 0.0])
def test_no(field: Field, raw: Any) -> None:
    assert cell(field("企业.规上"), raw) is False


@pytest.mark.parametrize("raw", ["待定", "部分", "是/否", "x", 2.0, "是（2018年）", dt.date(2018, 1, 1)])
def test_neither_yes_nor_no(field: Field, raw: Any) -> None:
    assert cell(field("企业.规上"), raw) == ("L019", None)


@pytest.mark.parametrize("mark", ["", "   ", "—", "-", "–", "——", "/", "\\", "无", "空", "N/A", "n/a", "－", "／"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("项目.设备购置额", None),
        ("项目.备案证号", ""),
        ("企业.转出地", ""),
        ("项目.完工日期", 0),
        ("项目.完成投资", 0),
        ("项目.开工日期", None),
        ("企业.行业代码", None),
        ("项目.改造类别", None),
        ("融资需求.已落实", 0),
        ("企业.迁入年份", None),
        ("年度指标.平均从业人数", None),
    ],
)
def test_what_a_blank_means(field: Field, mark: str, name: str, value: Any) -> None:
    assert cell(field(name), mark) == value


def test_blank_yes_no(field: Field) -> None:
    assert cell(field("企业.规上"), "—") is None
    assert cell(field("项目.首台套"), "/") is False
    assert cell(field("项目.首台套"), "") is False


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (" 9144 1625 ma4u tc0x 27 ", "91441625MA4UTC0X27"),
        ("'91441625MA4UTC0X27", "91441625MA4UTC0X27"),
        ("９１４４１６２５ＭＡ４ＵＴＣ０Ｘ２７", "91441625MA4UTC0X27"),
        (9.14e17, ("L021", None)),
        ("9.14416E+17", ("L021", None)),
        (914416250000000000, ("L021", None)),
        (441625000012345.0, "441625000012345"),
    ],
)
def test_credit_codes(field: Field, raw: Any, code: Any) -> None:
    assert cell(field("企业.统一社会信用代码"), raw) == code


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("C3922", "C3922"),
        ("3922", "3922"),
        ("06", "06"),
        (3922.0, "3922"),
        (810.0, ("L026", None)),
        (6.0, ("L026", None)),
        ("810", "810"),
        ("0810", "0810"),
    ],
)
def test_industry_codes(field: Field, raw: Any, code: Any) -> None:
    assert cell(field("企业.行业代码"), raw) == code


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (" 东源 县 ", "东源 县"),
        (12.0, "12"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (201844162539030001.0, ("L021", None)),
        (True, "TRUE"),
        ("00123", "00123"),
        ("0", ""),
        (0.0, ""),
        ("待定", ("L114", None)),
        ("？", ("L114", None)),
        ("办理中", ""),
        ("已备案", "已备案"),
        (dt.date(2018, 9, 5), "2018-09-05"),
    ],
)
def test_texts(field: Field, raw: Any, text: Any) -> None:
    assert cell(field("项目.备案证号"), raw) == text


@pytest.mark.parametrize(
    ("raw", "choice"),
    [
        ("设备更新改造", "设备更新"),
        (" 智能化 ", "智能化改造"),
        ("工业互联网＋", "工业互联网+"),
        ("提质 增效", "提质增效"),
        ("1.智能化改造", "智能化改造"),
        ("（二）智能化", "智能化改造"),
        ("设备更新类", "设备更新"),
        ("绿色化改造项目", "绿色化发展"),
        ("绿色化发展（节能）", "绿色化发展"),
        ("绿色化发展（未定）", ("L025", "绿色化发展（未定）")),
        ("智能化改造(含设备更新)", ("L108", None)),
        ("其它", "其他"),
        ("待定", ("L114", None)),
        ("扩产", ("L025", "扩产")),
        ("增资扩产", ("L025", "增资扩产")),
        ("智能化政造", ("L107", None)),
        ("设备更换", ("L107", None)),
        ("智能化改造、设备更新", ("L108", None)),
        ("提质增效/绿色化发展", ("L108", None)),
    ],
)
def test_choices(field: Field, raw: Any, choice: Any) -> None:
    assert cell(field("项目.改造类别"), raw) == choice


@pytest.mark.parametrize("name", ["项目.设备购置额", "项目.完工日期", "企业.规上", "企业.企业名称", "年度指标.年度", "项目.完成投资"])
def test_faults_are_unknown_never_blank(field: Field, name: str) -> None:
    assert cell(field(name), Fault("#REF!")) == ("L011", None)
    assert cell(field(name), Fault()) == ("L013", None)


@given(st.integers(-(10**15), 10**15), st.integers(0, 8), st.sampled_from(sorted(FEN)))
def test_any_decimal_in_any_unit_is_read_exactly(digits: int, places: int, unit: str) -> None:
    """Against plain fractions; a number of at most 15 digits survives being stored as a cell."""
    spec = FieldSpec("x", "amount", "金额", FieldType.MONEY, unit="万元")
    value = Decimal(digits).scaleb(-places)
    exact = Fraction(digits, 10**places) * FEN[unit]
    whole = int(abs(exact) + Fraction(1, 2)) * (1 if exact >= 0 else -1)
    if abs(exact) >= 10**17:
        return
    expected = whole if exact == whole else ("L024", whole)
    assert cell(spec, f"{value:f}", unit) == expected
    if abs(digits) < 10**15:
        assert cell(spec, float(value), unit) == expected


def test_a_county_may_add_a_unit_of_its_own() -> None:
    spec = FieldSpec("x", "coal", "节能量", FieldType.NUMBER, unit="吨标煤", blank=Blank.UNKNOWN)
    assert cell(spec, 12.5) == 125_000
    assert cell(spec, "12.5吨标煤") == 125_000
    assert cell(spec, "12.5千瓦") == ("L027", None)
