"""Figures and fields in Chinese words."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from techreform_cli.domain.days import iso
from techreform_cli.domain.expression import Amount, Field
from techreform_cli.domain.field import NUMBER_SCALE, FieldType
from techreform_cli.domain.money import FEN, decimal_text, percent, wan
from techreform_cli.domain.policy import ParameterSpec, ParameterValue
from techreform_cli.domain.program import Program
from techreform_cli.domain.result import Result
from techreform_cli.domain.score_result import GroupScore

SHARE = "比例"
"""The unit of figures that are shown as percentages."""
MOST_DIGITS = 12
"""The decimals at which a figure is taken to be what it is close to."""
UNCLEAR = "看不清"
"""What stands for a value whose cell holds something that cannot be read."""


def trial(result: Result) -> str:
    """What marks a workbook as a trial: the changes asked for with --set; "" for a calculation by the policy as it is."""
    settings = result.policy.settings
    return "【试算：" + "，".join(f"{name}={value}" for name, value in settings) + "】" if settings else ""


def day(yyyymmdd: int) -> str:
    """2018-09-05 of 20180905; 未完工 and the like are the caller's, 0 is 无."""
    return iso(yyyymmdd) or "无"


def period(first: int, last: int) -> str:
    """2018-01-01至2018-12-31, 2018-01-01及以后, 2018-12-31及以前 (yyyymmdd; 0 for an open end)."""
    if not first:
        return f"{day(last)}及以前"
    return f"{day(first)}至{day(last)}" if last else f"{day(first)}及以后"


def money(fen: int) -> str:
    """1,250.00万元."""
    return f"{wan(fen)}万元"


def claims_of_year(program: Program, year: int) -> str:
    """What has to be there for a program to have awards in a year: 2019年完工的项目, or 奖补年度包含 2019年的项目."""
    claims, date = program.claims.name, program.window.date.spec
    if program.award_years != (0, 0):
        return f"奖补年度包含 {year}年的{claims}"
    return f"{year}年{date.name.removesuffix('日期')}的{claims}" if date.type is FieldType.DATE else f"{year}年的{claims}"


def field_name(field: Field, year: int = 0) -> str:
    """The field as the ledger's header calls it, with the year where it has one: 主营业务收入(2019年)."""
    if field.year is None or not year:
        return field.spec.name
    return f"{year}年{field.spec.name}" if field.spec.yearly else f"{field.spec.name}({year}年)"


def field_value(field: Field, value: object) -> str:
    """A value of the field as a clerk writes it; 未填 where it is unknown."""
    if value is pd.NA or value is None:
        return "未填"
    match field.spec.type:
        case FieldType.MONEY:
            return f"{wan(int(str(value)))}{field.spec.unit if '/' in field.spec.unit else '万元'}"
        case FieldType.BOOLEAN:
            return "是" if value else "否"
        case FieldType.DATE:
            return day(int(str(value)))
        case FieldType.NUMBER:
            return decimal_text(Fraction(int(str(value)), NUMBER_SCALE), 0, 4) + field.spec.unit
        case FieldType.INTEGER | FieldType.YEAR:
            return str(value)
        case _:
            return f"“{value}”" if value else "无"


def parameter_value(value: ParameterValue) -> str:
    """20%, 300.00万元, 15, or a list of names; 未设定 for none."""
    if value is None:
        return "未设定"
    if isinstance(value, Amount):
        return money(value.fen) + (f"/{value.per}" if value.per else "")
    if isinstance(value, tuple):
        return "、".join(value)
    return percent(value) if isinstance(value, Fraction) else str(value)


def parameter_at(spec: ParameterSpec, year: int) -> str:
    """The parameter in force in `year`, in words."""
    return parameter_value(spec.at(year))


def target_figure(value: Fraction | None, unit: str, least: int = 0, most: int = 4, asked: Fraction | None = None) -> str:
    """A target's figure in its unit: 12.0437亿元, 25.12万元/人, 15家, 30.00%; — where there is none. One that falls short of what is
    `asked` has the decimals that tell: 29.999%."""
    if value is None:
        return "—"
    if unit == SHARE:
        return decimal_text(value * 100, 2, apart(value * 100, asked and asked * 100, 2)) + "%"
    least = max(least, 2) if unit.split("/")[0] in FEN else least
    shown = in_unit(value, unit)
    return decimal_text(shown, least, apart(shown, asked and in_unit(asked, unit), most)) + unit


def apart(value: Fraction, asked: Fraction | None, digits: int) -> int:
    """The decimals to show: `digits`, or as many more as a value below what is `asked` needs so as not to be rounded up to it."""
    if asked is None or value >= asked:
        return digits
    return next((more for more in range(digits, MOST_DIGITS) if decimal_text(value, 0, more) != decimal_text(asked, 0, more)), MOST_DIGITS)


def in_unit(value: Fraction, unit: str) -> Fraction:
    """A figure kept in 分 (per person …) in the target's unit; other figures as they are."""
    return value / FEN[unit.split("/")[0]] if unit.split("/")[0] in FEN else value


def score_points(value: Fraction) -> str:
    """A score with its two decimals: 66.68."""
    return decimal_text(value, 2, 2)


def rank_words(group: GroupScore) -> str:
    """3, 2—3 where what is open could change it, — for a group that is not scored."""
    if group.best_rank is None:
        return "—"
    return str(group.best_rank) if group.best_rank == group.worst_rank else f"{group.best_rank}—{group.worst_rank}"


def quoted(words: str) -> str:
    """Words in quotes; quotes within them are single ones: “按台账‘设备购置额’列”."""
    return f"“{words.replace('“', '‘').replace('”', '’')}”"
