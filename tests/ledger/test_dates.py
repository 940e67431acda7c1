"""Days and years in every spelling; a month is its last day, with a warning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from techreform_cli.domain.field import FieldSpec
from techreform_cli.ledger.cells import ColumnReading, Finding, read_cell

from .builders import cell

Field = Callable[[str], FieldSpec]


@pytest.mark.parametrize(
    "raw",
    [
        dt.date(2018, 9, 5),
        dt.datetime(2018, 9, 5, 12, 30),
        "2018-9-5",
        "2018-09-05",
        "2018/9/5",
        "2018.9.5",
        "2018.09.05",
        "2018年9月5日",
        "2018年09月05号",
        "20180905",
        20180905.0,
        20180905,
        "２０１８－９－５",
        " 2018-9-5 ",
        "2018-09-05 00:00:00",
        "2018-09-05T00:00:00",
        "2018。9。5",
        "2018年9月5",
    ],
)
def test_every_spelling_of_a_day(field: Field, raw: Any) -> None:
    assert cell(field("项目.完工日期"), raw) == 20180905


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("2018年", "L016"),
        (2018.1, "L016"),  # January, or October typed as 2018.10
        ("2018.13", "L014"),
        (2018.13, "L014"),
        ("1918.09", "L017"),
        (2018.0, "L016"),
        ("2018-02-31", "L015"),
        ("2018-13-01", "L015"),
        ("20180231", "L015"),
        ("1918-09-05", "L017"),
        ("2218-09-05", "L017"),
        (dt.date(1905, 7, 10), "L017"),
        ("九月五日", "L014"),
        ("18.9.5", "L014"),
        ("9/5/2018", "L014"),
        ("预计2019年底完工", "L014"),
        (5.0, "L014"),
        (True, "L014"),
        (dt.time(0, 0), "L014"),
        (-3.0, "L014"),
    ],
)
def test_what_does_not_name_a_day_is_unknown(field: Field, raw: Any, code: str) -> None:
    assert cell(field("项目.完工日期"), raw) == (code, None)


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2018.09", 20180930),
        ("2018年9月", 20180930),
        ("2018年9月份", 20180930),
        ("201809", 20180930),
        (201809.0, 20180930),
        (201809, 20180930),
        ("2018-09", 20180930),
        ("2018/9", 20180930),
        (2018.09, 20180930),
        (2018.9, 20180930),
        (2018.12, 20181231),
        (2018.01, 20180131),
        ("2018.1", 20180131),  # as text nothing is lost: October would be 2018.10
        ("2018.10", 20181031),
        ("2018年9月底", 20180930),
        ("2020.02", 20200229),
        ("2019.02", 20190228),
        ("2018年12月", 20181231),
    ],
)
def test_a_month_is_its_last_day_and_said(field: Field, raw: Any, day: int) -> None:
    assert cell(field("项目.完工日期"), raw) == ("L029", day)


def test_serial_numbers_are_days_and_said(field: Field) -> None:
    assert cell(field("项目.完工日期"), 43348.0) == ("L023", 20180905)
    assert cell(field("项目.完工日期"), 43348.75) == ("L023", 20180905)
    finding = read_cell(41886.0, ColumnReading(field("项目.完工日期"), epoch_1904=True))
    assert isinstance(finding, Finding) and finding.value == 20180905


@pytest.mark.parametrize(
    ("raw", "year"),
    [
        (2018.0, 2018),
        (2018, 2018),
        ("2018", 2018),
        ("2018年", 2018),
        ("2018年度", 2018),
        ("２０１８", 2018),
        (dt.date(2018, 1, 1), 2018),
        ("2018.0", 2018),
        ("18年", ("L018", None)),
        (2018.5, ("L018", None)),
        (1918.0, ("L017", None)),
        ("2018-2019", ("L018", None)),
        (dt.date(1905, 7, 10), ("L017", None)),
        ("", None),
        ("—", None),
        (True, ("L018", None)),
    ],
)
def test_years(field: Field, raw: Any, year: Any) -> None:
    assert cell(field("年度指标.年度"), raw) == year


@pytest.mark.parametrize("raw", ["未完工", "在建", "尚未完工", " 建设中 ", "未竣工"])
def test_words_for_not_completed_are_a_known_none(field: Field, raw: str) -> None:
    assert cell(field("项目.完工日期"), raw) == 0


@pytest.mark.parametrize(
    ("raw", "start", "end"),
    [
        ("2018.03-2019.06", 20180331, 20190630),
        ("2018-03-2019-06", 20180331, 20190630),
        ("2018年3月至2019年6月", 20180331, 20190630),
        ("201803—201906", 20180331, 20190630),
        ("2018/3/5～2019/6/20", 20180305, 20190620),
        ("2018年3-12月", 20180331, 20181231),
    ],
)
def test_a_period_in_a_date_column_is_the_end_that_the_column_is_about(field: Field, raw: str, start: int, end: int) -> None:
    assert cell(field("项目.开工日期"), raw) == ("L102", start)
    assert cell(field("项目.完工日期"), raw) == ("L102", end)
    assert cell(field("项目.备案日期"), raw) == ("L014", None)


@pytest.mark.parametrize("raw", ["2018.03-2019.13", "2018-2019", "2018.03-", "2018.03-待定"])
def test_what_is_no_period_is_unknown(field: Field, raw: str) -> None:
    assert cell(field("项目.完工日期"), raw) == ("L014", None)
