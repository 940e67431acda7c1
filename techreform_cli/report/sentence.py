"""The expression tree read out in Chinese: a rule as a clerk would say it, for one year or for any."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from techreform_cli.domain.expression import (
    Among,
    AnyOf,
    Capped,
    Choose,
    CodeBetween,
    CodeStarts,
    Compare,
    Contains,
    DateBetween,
    Difference,
    Every,
    Expression,
    Field,
    FirstKnown,
    Given,
    Holds,
    InYear,
    Largest,
    Least,
    Literal,
    Located,
    Parameter,
    Product,
    Rounded,
    Smallest,
    SomeRow,
    StepRef,
    Sum,
    WholeTimes,
    YearRef,
)
from techreform_cli.domain.gathering import (
    Across,
    Allocation,
    Count,
    First,
    Leading,
    Most,
    Paid,
    Queue,
    Rationed,
    Recorded,
    Total,
    Withheld,
)
from techreform_cli.domain.money import FEN
from techreform_cli.domain.policy import ParameterSpec, Policy
from techreform_cli.report.wording import day, field_name, parameter_at, parameter_value, period

ZERO = Literal(Fraction(0))
OPERATORS = {">=": "不低于", ">": "超过", "<=": "不超过", "<": "低于", "=": "等于"}
RELATIVE = {-1: "上一年", 0: "当年", 1: "下一年"}


@dataclass(frozen=True, slots=True)
class Sentences:
    """Reads out the rules of one policy. With `year` they are said of that year, else of any year. `steps` gives what a step is called,
    `completion` what happens on a claim's own date. With `named`, parameters and lists are called by name and not by value."""

    policy: Policy
    year: int | None = None
    steps: dict[str, str] = field(default_factory=dict)
    completion: str = "完工"
    named: bool = False

    def rule(self, node: Expression) -> str:
        """A condition that stands alone: alternatives need no brackets."""
        return "，或".join(self.condition(part) for part in node.parts) if isinstance(node, AnyOf) else self.condition(node)

    def condition(self, node: Expression) -> str:
        """A condition as a clause of a sentence; "" for one that always holds."""
        match node:
            case Every(parts):
                return "且".join(words for part in parts if (words := self.condition(part)))
            case AnyOf(parts):
                return "（" + "，或".join(self.condition(part) for part in parts) + "）"
            case SomeRow(sheet, where):
                return f"有{self.condition(where)}的{self.policy.dictionary.sheet(sheet).name}"
            case Compare(Difference(Field() as now, Field() as then), ">=", Product(base, share)) if base == then:
                return f"{self.field(now)}比{self._year(then.year)}增长{self.value(share)}以上"
            case Compare(left, op, right):
                return f"{self.value(left)}{OPERATORS[op]}{self.value(right)}"
            case First(where, ever):
                return f"{'历年' if ever else '同一年'}{self._step(where)}的里面最早的一项"
            case Leading(where, value, ever):
                return f"{'历年' if ever else '同一年'}{self._step(where)}的里面{self._step(value)}最多的一项"
            case StepRef(step):
                return self._step(step)
            case Recorded(program, year):
                return f"《已拨付》有{year}年“{self.policy.program(program).label}”的记录"
        return self._field_test(node)

    def _field_test(self, node: Expression) -> str:
        """A condition on one field."""
        match node:
            case Holds(of, expected):
                return f"{self.field(of)}为“{'是' if expected else '否'}”"
            case Given(of, expected):
                return f"{'有' if expected else '没有'}{self.field(of)}"
            case Among(of, items, expected, parameter):
                ids = {program.id for program in self.policy.programs}
                return f"{self.field(of)}{'属于' if expected else '不属于'}“{self._names([i for i in items if i not in ids], parameter)}”"
            case Contains(of, text):
                return f"{self.field(of)}含“{text}”"
            case Located(of, places, _, expected, parameter):
                return f"{self.field(of)}{'在' if expected else '不在'}{self._names([place[0] for place in places], parameter)}之内"
            case CodeBetween(of, first, last, blank_passes):
                return f"{self.field(of)}在{first}—{last}之间" + ("（空着视为符合）" if blank_passes else "")
            case CodeStarts(of, prefixes, expected, parameter):
                return f"{self.field(of)}{'以' if expected else '不以'}{self._names(list(prefixes), parameter)}开头"
            case InYear(of, year):
                return f"{self.field(of)}在{self._year(year)}"
            case DateBetween(of, first, last):
                return f"{self.field(of)}在{period(first, last)}"
        raise TypeError(node)

    def value(self, node: Expression) -> str:
        """A figure as a phrase."""
        match node:
            case Field():
                return self.field(node)
            case Parameter(name, year):
                return self._parameter(self.policy.parameters[name], year)
            case Literal(number):
                return str(number)
            case StepRef(step):
                return self._step(step)
            case Rounded(inner, step, True):
                return f"{self.value(inner)}（{_unit(step)}以下舍去）"
            case Rounded(inner, step):
                return f"{self.value(inner)}（四舍五入到{_unit(step)}）" if step > 1 else self.value(inner)
            case FirstKnown(terms):
                return self.value(terms[0]) + "".join(f"（没有时用{self.value(term)}）" for term in terms[1:])
            case Choose(cases, otherwise):
                return self._by_case(cases, otherwise)
        return self._arithmetic(node)

    def _arithmetic(self, node: Expression) -> str:
        match node:
            case Sum(terms):
                return "＋".join(f"（{self.value(term)}）" if _several(term) else self.value(term) for term in terms)
            case Difference(left, right):
                return f"{self.value(left)}－{self._part(right)}"
            case Product(left, Literal(number)) if number.numerator == 1:
                return f"{self._part(left)}÷{number.denominator}"
            case Product(WholeTimes(inner, unit), each):
                return f"{self._part(inner)}，每满{self.value(unit)}计{self.value(each)}"
            case Product(left, right):
                return f"{self._part(left)}×{self._part(right)}"
            case WholeTimes(inner, unit):
                return f"{self._part(inner)}满{self.value(unit)}的次数"
            case Largest((inner, Literal(number))) if not number:
                return f"{self.value(inner)}（低于零按零）"
            case Largest(terms):
                return f"（{'、'.join(self.value(term) for term in terms)}）中较大的"
            case Smallest(terms):
                return f"（{'、'.join(self.value(term) for term in terms)}）中较小的"
            case Least(of):
                return f"（{self.value(of)}）中可能的最低数"
            case Capped(amount, cap, _):
                return f"（{self.value(amount)}、{self.value(cap)}）中较小的"
        return self._gathered(node)

    def _gathered(self, node: Expression) -> str:
        """A figure that draws on other rows."""
        match node:
            case Total(value, where, first, last):
                return f"{years(first, last)}{self._step(where)}的{self._step(value)}合计"
            case Most(value, where, first, last):
                return f"{years(first, last)}{self._step(where)}的{self._step(value)}中最多的"
            case Count(where, first, last):
                return f"{years(first, last)}{self._step(where)}的项数"
            case Allocation(amount, base, _, _):
                return f"{self._step(amount)}按{self._step(base)}分到各项"
            case Paid(program, year):
                return f"{year}年《已拨付》的“{self.policy.program(program).label}”"
            case Withheld(program, year):
                return f"{year}年“{self.policy.program(program).label}”在就高不重复之后、合计上限和资金安排减去的部分"
            case Across(program, step):
                return f"“{self.policy.program(program).label}”的{self._step(step)}"
            case Queue(budget):
                return f"在“{self._budget(budget)}”中的排序"
            case Rationed(budget, step):
                return f"{self._step(step)}在“{self._budget(budget)}”之内的部分"
        return self.condition(node)

    def field(self, of: Field) -> str:
        """A field, with its year where it has one."""
        if of.year is None:
            return of.spec.name
        if self.year is not None and of.year.anchor != "completion":
            return field_name(of, of.year.offset if of.year.anchor == "fixed" else self.year + of.year.offset)
        return f"{self._year(of.year)}{of.spec.name}"

    def _year(self, ref: YearRef | None) -> str:
        if ref is None:
            return ""
        if ref.anchor == "fixed":
            return f"{ref.offset}年"
        if ref.anchor == "completion":
            return self.completion + ("当年" if not ref.offset else f"{'前' if ref.offset < 0 else '后'}{_count(abs(ref.offset))}年")
        if self.year is not None:
            return f"{self.year + ref.offset}年"
        return RELATIVE.get(ref.offset) or f"{abs(ref.offset)}年{'前' if ref.offset < 0 else '后'}"

    def parameter(self, name: str) -> str:
        """A parameter's value, with those that come into force later."""
        return self._parameter(self.policy.parameters[name], None)

    def _parameter(self, spec: ParameterSpec, year: int | None) -> str:
        if self.named:
            alone = sum(other.label == spec.label for other in self.policy.parameters.values()) == 1
            return f"“{spec.label}”" + ("" if alone else spec.id)
        if year or self.year:
            return parameter_at(spec, year or self.year or 0)
        if all(value is None for _, value in spec.values):
            return f"{spec.label}（未设定）"
        (_, first), *later = spec.values
        return parameter_value(first) + "".join(f"（{day(start)}起{parameter_value(value)}）" for start, value in later)

    def _by_case(self, cases: tuple[tuple[Expression, Expression], ...], otherwise: Expression) -> str:
        """80万元（级别属于“国家级”的）、其余20万元."""
        if otherwise == ZERO and len(cases) == 1:
            return f"{self.value(cases[0][1])}（限{self.condition(cases[0][0])}的）"
        told = [f"{self.condition(condition)}的{self.value(value)}" for condition, value in cases]
        return "，".join([*told, "其余没有" if otherwise == ZERO else f"其余{self.value(otherwise)}"])

    def _part(self, node: Expression) -> str:
        """A part of a product or difference, in brackets where it is a sum itself."""
        words = self.value(node)
        return f"（{words}）" if isinstance(node, Sum | Difference | Choose) else words

    def _names(self, items: list[str], parameter: str) -> str:
        """A list of names, or what the list is called."""
        return self.policy.parameters[parameter].label if self.named and parameter else "、".join(items)

    def _step(self, step: str) -> str:
        return self.steps.get(step, step)

    def _budget(self, name: str) -> str:
        return next(budget.label for budget in self.policy.budgets if budget.id == name)


def _several(node: Expression) -> bool:
    """Whether a value is told as a list of cases, the last of which would seem to be all that is added to."""
    return isinstance(node, Choose) and (len(node.cases) > 1 or node.otherwise != ZERO)


def _unit(step: int) -> str:
    """分, 元, 百元 … of a rounding step in 分."""
    return next(name for name, fen in FEN.items() if fen == step)


def years(first: int, last: int) -> str:
    """2018—2019年, or 2019年."""
    return f"{first}年" if first == last else f"{first}—{last}年"


def _count(years: int) -> str:
    """一 for one, as in 前一年; digits from two on."""
    return "一" if years == 1 else str(years)
