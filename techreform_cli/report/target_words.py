"""What a target measures, in a clerk's words; its unit, and how its figures are shown."""

from __future__ import annotations

from fractions import Fraction

from techreform_cli.domain.expression import (
    Among,
    AnyOf,
    Compare,
    Contains,
    DateBetween,
    Every,
    Expression,
    Field,
    Given,
    Holds,
    InYear,
    Literal,
    Parameter,
    SomeRow,
    YearRef,
)
from techreform_cli.domain.money import FEN
from techreform_cli.domain.policy import (
    Comparison,
    CountMeasure,
    GrowthMeasure,
    Measure,
    Policy,
    RatioMeasure,
    RowCountMeasure,
    SumMeasure,
    Target,
)
from techreform_cli.domain.result import Status
from techreform_cli.domain.traversal import fields
from techreform_cli.report.book import Cell
from techreform_cli.report.wording import day, field_name, in_unit, parameter_at

STATUS_STYLES = {
    Status.ACHIEVED: "good",
    Status.ON_TRACK: "good",
    Status.BEHIND: "bad",
    Status.UNDETERMINED: "watch",
    Status.NOT_APPLICABLE: "center",
}
NO_FIGURE = "—"
OPERATORS = {">=": "不低于", ">": "超过", "<=": "不超过", "<": "低于", "=": "等于"}


def unit_label(unit: str) -> str:
    """The unit as a header shows it."""
    return "%" if unit == "比例" else unit


def factor(unit: str) -> Fraction:
    """How many 万元 (万元/人 …) one unit is; 1 for units that are not money."""
    head = unit.split("/")[0]
    return Fraction(FEN[head], FEN["万元"]) if head in FEN else Fraction(1)


def decimals(unit: str) -> int:
    """The decimals to which a sum or difference in this unit is rounded: down to a hundredth of a 分, as 6 for 万元."""
    head = unit.split("/")[0]
    return max(len(str(FEN[head])) - 1, 2) if head in FEN and "/" not in unit else 10


def figure_style(target: Target, prefix: str = "") -> str:
    """The cell style for the target's figures: a percentage, a whole number, or a number with decimals."""
    if target.unit == "比例":
        return f"{prefix}rate"
    if isinstance(target.measure, CountMeasure | RowCountMeasure):
        return f"{prefix}count"
    return {"": "figure", "input_": "input"}.get(prefix, f"{prefix}figure")


def figure_cell(target: Target, value: Fraction | None, formula: str = "") -> Cell:
    """A figure kept by the engine (分, or plain) as a cell in the target's unit; — where there is none."""
    if value is None:
        return Cell(NO_FIGURE, "center")
    return Cell(in_unit(value, target.unit), figure_style(target), formula)


def comparison_words(comparison: Comparison) -> str:
    """以上, 超过 or 左右."""
    return comparison.label.rpartition(" ")[2]


def base_measure(policy: Policy, measure: Measure) -> Measure:
    """The measure itself, or the one whose growth it is."""
    if isinstance(measure, GrowthMeasure):
        return next(t.measure for t in policy.targets if t.id == measure.of)
    return measure


def measure_words(policy: Policy, measure: Measure, year: int) -> str:
    """How the figure of `year` comes about, in one sentence."""
    match measure:
        case CountMeasure(where=where):
            return f"计{_that_meet(policy, where, year)}企业数"
        case RowCountMeasure(sheet=sheet, where=where):
            return f"计《{policy.dictionary.sheet(sheet).name}》中{_that_meet(policy, where, year)}行数"
        case SumMeasure(field=field, where=where):
            return f"把{_name(field, year)}加总" + _only(policy, where, year)
        case RatioMeasure(numerator=numerator, denominator=denominator, where=where):
            return f"{_name(numerator, year)}合计÷{_name(denominator, year)}合计" + _only(policy, where, year)
        case GrowthMeasure(since=since, compound=True):
            return f"以{since}年为基年，到{year}年平均每年增长的比例（复合增长）"
        case GrowthMeasure(since=since):
            return f"以{since}年为基年，到{year}年平均每年提高多少"
    raise AssertionError(measure)


def _that_meet(policy: Policy, where: Expression, year: int) -> str:
    words = condition_words(policy, where, year)
    return f"{words}的" if words else "全部"


def _only(policy: Policy, where: Expression | None, year: int) -> str:
    words = condition_words(policy, where, year) if where is not None else ""
    return f"，只计{words}的" if words else ""


def _name(field: Field, year: int) -> str:
    ref = field.year or YearRef()
    return field_name(field, ref.offset if ref.anchor == "fixed" else year + ref.offset)


def condition_words(policy: Policy, node: Expression, year: int) -> str:
    """A condition as a clause of a sentence; "" for one that always holds."""
    match node:
        case Every(parts):
            return "、".join(words for part in parts if (words := condition_words(policy, part, year)))
        case AnyOf(parts):
            return "（" + "，或".join(condition_words(policy, part, year) for part in parts) + "）"
        case SomeRow(sheet, where):
            return f"有{condition_words(policy, where, year)}的{policy.dictionary.sheet(sheet).name}"
        case Compare(left, op, right):
            return f"{_operand(policy, left, year)}{OPERATORS[op]}{_operand(policy, right, year)}"
    return _plain_condition(policy, node, year)


def _plain_condition(policy: Policy, node: Expression, year: int) -> str:
    """A condition on one field."""
    names = "、".join(_name(field, year) for field in fields(node))
    match node:
        case Holds(expected=expected):
            return f"{names}为{'是' if expected else '否'}"
        case Given(expected=expected):
            return f"{'有' if expected else '没有'}{names}"
        case Among(items=items, expected=expected):
            ids = {program.id for program in policy.programs}
            return f"{names}{'属于' if expected else '不属于'}“{'、'.join(i for i in items if i not in ids)}”"
        case Contains(text=text):
            return f"{names}含“{text}”"
        case InYear(year=ref):
            return f"{names}在{year + ref.offset}年"
        case DateBetween(first=first, last=last):
            return f"{names}在{day(first)}至{day(last)}"
    return f"{names}符合条件"


def _operand(policy: Policy, node: Expression, year: int) -> str:
    match node:
        case Parameter(id=parameter):
            return parameter_at(policy.parameters[parameter], year)
        case Literal(value=value):
            return str(value)
        case Field():
            return _name(node, year)
    return "、".join(_name(field, year) for field in fields(node))
