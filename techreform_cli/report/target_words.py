"""What a target measures, in a clerk's words; its unit, and how its figures are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from techreform_cli.domain.expression import Expression, Field
from techreform_cli.domain.money import FEN, decimal_text, half_up
from techreform_cli.domain.policy import (
    Comparison,
    CountMeasure,
    GrowthMeasure,
    Measure,
    Policy,
    RatioMeasure,
    RowCountMeasure,
    ShareMeasure,
    SumMeasure,
    Target,
)
from techreform_cli.domain.target_result import Status, TargetResult
from techreform_cli.report.book import Cell
from techreform_cli.report.sentence import Sentences
from techreform_cli.report.wording import SHARE, apart, in_unit, target_figure

STATUS_STYLES = {
    Status.ACHIEVED: "good",
    Status.ON_TRACK: "good",
    Status.BEHIND: "bad",
    Status.UNDETERMINED: "watch",
    Status.NOT_APPLICABLE: "center",
}
NO_FIGURE = "—"
SHOWN_DIGITS = 4
"""The decimals that cells of the styles rate and figure show; those below show more."""
CLOSER = {"rate": "close_rate", "figure": "close_figure"}


def tally(targets: Iterable[TargetResult]) -> dict[str, int]:
    """How many of the targets stand how, by the word shown to the clerk, the best first."""
    counts = Counter(found.standing for found in targets)
    words = dict.fromkeys(status.label(over) for status in Status for over in (False, True))
    return {word: counts[word] for word in words if counts[word]}


def unit_label(unit: str) -> str:
    """The unit as a header shows it."""
    return "%" if unit == SHARE else unit


def factor(unit: str) -> Fraction:
    """How many 万元 (万元/人 …) one unit is; 1 for units that are not money."""
    head = unit.split("/")[0]
    return Fraction(FEN[head], FEN["万元"]) if head in FEN else Fraction(1)


def decimals(unit: str) -> int:
    """The decimals to which a sum or difference in this unit is rounded: down to a hundredth of a 分, as 6 for 万元."""
    head = unit.split("/")[0]
    return max(len(str(FEN[head])) - 1, 2) if head in FEN and "/" not in unit else 10


def rounded(value: Fraction, digits: int) -> Fraction:
    """A figure to so many decimals, half up, as ROUND gives it."""
    return Fraction(half_up(value * 10**digits), 10**digits)


def figure_style(target: Target, prefix: str = "") -> str:
    """The cell style for the target's figures: a percentage, a whole number, or a number with decimals."""
    if target.unit == SHARE:
        return f"{prefix}rate"
    if isinstance(target.measure, CountMeasure | RowCountMeasure):
        return f"{prefix}count"
    return {"": "figure", "input_": "input"}.get(prefix, f"{prefix}figure")


def figure_cell(target: Target, value: Fraction | None, formula: str = "", asked: Fraction | None = None) -> Cell:
    """A figure kept by the engine (分, or plain) as a cell in the target's unit; — where there is none. One that falls short of what is
    `asked` by less than cells of its kind show is shown with more decimals."""
    if value is None:
        return Cell(NO_FIGURE, "center")
    shown = in_unit(value, target.unit)
    return Cell(shown, closer(figure_style(target), shown, None if asked is None else in_unit(asked, target.unit)), formula)


def actual_cell(found: TargetResult, formula: str = "") -> Cell:
    """What has been reached, as a cell."""
    return figure_cell(found.target, found.measurement.actual, formula, found.asked)


def rate_cell(found: TargetResult, formula: str) -> Cell:
    """The achievement rate as a cell; — where there is none."""
    rate = found.achievement_rate
    return Cell(NO_FIGURE, "center") if rate is None else Cell(rate, closer("rate", rate, _asked_rate(found)), formula)


def actual_words(found: TargetResult) -> str:
    """What has been reached, in the target's unit."""
    return target_figure(found.measurement.actual, found.target.unit, asked=found.asked)


def rate_words(found: TargetResult) -> str:
    """The achievement rate in percent: 93.3%; — where there is none. A little less than what is asked is not rounded up to it: 99.997%."""
    rate, asked = found.achievement_rate, _asked_rate(found)
    return NO_FIGURE if rate is None else decimal_text(rate * 100, 1, apart(rate * 100, asked and asked * 100, 1)) + "%"


def closer(style: str, value: Fraction, asked: Fraction | None) -> str:
    """The style, or one of more decimals where the cell would show what is asked and the value is a little less."""
    return CLOSER.get(style, style) if apart(value, asked, SHOWN_DIGITS) > SHOWN_DIGITS else style


def _asked_rate(found: TargetResult) -> Fraction | None:
    """The share of the goal from which on it counts as reached."""
    return found.asked / found.goal if found.asked is not None and found.goal else None


def comparison_words(comparison: Comparison) -> str:
    """以上, 超过 or 左右."""
    return comparison.label.rpartition(" ")[2]


def base_measure(policy: Policy, measure: Measure) -> Measure:
    """The measure itself, or the one whose growth it is."""
    if isinstance(measure, GrowthMeasure):
        return next(t.measure for t in policy.targets if t.id == measure.of)
    return measure


def measure_words(policy: Policy, measure: Measure, year: int | None) -> str:
    """How the figure of `year` (None: of any year) comes about, in one sentence."""
    until = f"{year}年" if year else "当年"
    match measure:
        case CountMeasure(where=where):
            return f"计{_that_meet(policy, where, year)}企业数"
        case RowCountMeasure(sheet=sheet, where=where, dated=dated):
            when = f"{dated.spec.name}在{until}、" if dated else ""
            return f"计《{policy.dictionary.sheet(sheet).name}》中{when}{_that_meet(policy, where, year)}行数"
        case SumMeasure(field=field, where=where, dated=dated):
            when = f"{dated.spec.name}在{until}的" if dated else ""
            return f"把{_sheet(policy, field)}{when}{_name(policy, field, year)}加总" + _only(policy, where, year)
        case RatioMeasure(numerator=numerator, denominator=denominator, where=where, dated=dated):
            when = f"{dated.spec.name}在{until}的" if dated else ""
            above, below = _name(policy, numerator, year), _name(policy, denominator, year)
            return f"{_sheet(policy, numerator)}{when}{above}合计÷{below}合计" + _only(policy, where, year)
        case ShareMeasure(sheet=sheet, where=where, meeting=meeting, dated=dated):
            among = [f"{dated.spec.name}在{until}"] if dated else []
            among += [words] if (words := Sentences(policy, year).condition(where)) else []
            rows = f"《{policy.dictionary.sheet(sheet).name}》中{'、'.join(among) + '的' if among else '全部'}行"
            return f"{rows}，其中{Sentences(policy, year).condition(meeting)}的占多少"
        case GrowthMeasure(since=since, compound=True):
            return f"以{since}年为基年，到{until}平均每年增长的比例（复合增长）"
        case GrowthMeasure(since=since):
            return f"以{since}年为基年，到{until}平均每年提高多少"
    raise AssertionError(measure)


def _that_meet(policy: Policy, where: Expression, year: int | None) -> str:
    words = Sentences(policy, year).condition(where)
    return f"{words}的" if words else "全部"


def _only(policy: Policy, where: Expression | None, year: int | None) -> str:
    words = Sentences(policy, year).condition(where) if where is not None else ""
    return f"，只计{words}的" if words else ""


def _name(policy: Policy, field: Field, year: int | None) -> str:
    return Sentences(policy, year).field(field)


def _sheet(policy: Policy, field: Field) -> str:
    return f"《{policy.dictionary.sheet(field.spec.sheet).name}》"


def target_rule(policy: Policy, target: Target) -> str:
    """How a target is measured in any year, what of several years is added up, and which source is used."""
    of = next((t.label for t in policy.targets if isinstance(target.measure, GrowthMeasure) and t.id == target.measure.of), "")
    text = (f"“{of}”" if of else "") + measure_words(policy, target.measure, None)
    if target.plan_total:
        text += f"，从{policy.plan[0]}年起累计"
        if isinstance(target.measure, CountMeasure):
            text += "，同一企业只数一次" if target.distinct else "，各年家数相加"
    if target.official is not None:
        official = f"{_sheet(policy, Field(target.official))}{target.official.name}"
        text += f"；{official}" + ("有数的用该数" if target.use_official else "列在旁边对照")
    return text


def goal_words(goal: Fraction | None, target: Target) -> str:
    """16家以上, 超过49家, 15.00%左右; — where there is no goal."""
    figure, words = target_figure(goal, target.unit), comparison_words(target.comparison)
    if goal is None:
        return figure
    return words + figure if target.comparison is Comparison.ABOVE else figure + words


def goals_words(target: Target) -> str:
    """The goals of all years in one phrase: 2018年15家以上，2019年16家以上; or that of the whole plan by its last year."""
    goals = {year: goal_words(goal.value, target) for year, goal in sorted(target.goals.items())}
    if target.plan_total and goals:
        return f"到{max(goals)}年累计{goals[max(goals)]}"
    if len(goals) > 1 and len(set(goals.values())) == 1:
        return f"{min(goals)}—{max(goals)}年每年{goals[min(goals)]}"
    return "，".join(f"{year}年{words}" for year, words in goals.items())
