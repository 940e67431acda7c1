"""The fixed order of a program, written out as named steps for one year.

Project stage: conditions → eligible → base → [rate → rounded] → counted. Enterprise stage: total → [rate → rounded] → floor →
cap → less already got → stacking; then the award is allocated to its projects. With a period of the whole plan the
enterprise stage is cumulative and has one set of steps per plan year up to the year calculated.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from techreform_cli.domain.expression import (
    Across,
    Allocation,
    Choose,
    Compare,
    Count,
    DateBetween,
    Difference,
    Every,
    Expression,
    First,
    Largest,
    Leading,
    Literal,
    Paid,
    Parameter,
    Product,
    Rounded,
    Smallest,
    StepRef,
    Sum,
    Total,
)
from techreform_cli.domain.policy import FloorMode, ParameterSpec, Period, Pick, Policy, Program, Stacking
from techreform_cli.domain.result import Grain, Kind, Step

ZERO = Literal(Fraction(0))
IN_PERIOD = "in_period"
LIFT_LIMIT = "lift_limit"
"""The award step above which an award lifted to the floor is pointed out."""


def claim_steps(program: Program, year: int) -> list[Step]:
    """The project stage, and the allocation back to projects."""
    window = DateBetween(program.window.date, program.window.first, program.window.last)
    tests = [Step(IN_PERIOD, "完工在规定期限内", Grain.CLAIM, Kind.FLAG, window, program.window.clause)]
    tests += [Step(c.id, c.label, Grain.CLAIM, Kind.FLAG, c.predicate, c.clause) for c in program.conditions]
    eligible = Every(tuple(StepRef(test.id) for test in tests))
    steps = [*tests, _claim("eligible", "符合条件", Kind.FLAG, eligible, program)]
    steps.append(_claim("base", program.base_label, Kind.MONEY, program.base, program))
    if program.rate_per_project:
        steps.append(_claim("rate", "奖补比例", Kind.RATE, program.rate, program))
        product = Rounded(Product(StepRef("base"), StepRef("rate")), program.rounding)
        steps.append(_claim("project_award", "项目奖补", Kind.MONEY, product, program))
    value = "project_award" if program.rate_per_project else "base"
    picks: dict[Pick, Expression] = {
        Pick.ALL: StepRef("eligible"),
        Pick.EARLIEST: First("eligible"),
        Pick.LARGEST: Leading("eligible", value),
    }
    steps.append(_claim("counted", "计入" if program.pick is Pick.ALL else "入选", Kind.FLAG, picks[program.pick], program))
    steps.append(_claim("allocated", "分到项目", Kind.MONEY, Allocation("amount", "base", "counted", year), program))
    return steps


def award_steps(program: Program, year: int, policy: Policy, paid_years: frozenset[int]) -> list[Step]:
    """The enterprise stage. `paid_years` are the award years for which 已拨付 has rows of this program."""
    plan = policy.plan
    cumulative = program.period is Period.PLAN and plan[0] <= year <= plan[1]
    years = range(plan[0], year + 1) if cumulative else range(year, year + 1)
    steps: list[Step] = []
    for y in years:
        steps += _due(program, y, years[0] if cumulative else y, policy.parameters)
        if y < year:
            steps.append(_got(program, y, years[0], paid_years))
    steps.append(_award("count", f"{year}年计入项目数", Kind.COUNT, Count("counted", year, year), program))
    steps.append(_award("base", f"{year}年{program.base_label}", Kind.MONEY, Total("base", "counted", year, year), program))
    some = Compare(StepRef("count"), ">", ZERO)
    steps.append(
        _award("computed", "应得累计" if cumulative else "应得", Kind.MONEY, Choose(((some, StepRef(f"due_{year}")),), ZERO), program)
    )
    got: Expression = Sum(tuple(StepRef(f"got_{y}") for y in years[:-1])) if len(years) > 1 else ZERO
    steps.append(_award("already_paid", "以前年度已得", Kind.MONEY, got, program))
    due = Largest((Difference(StepRef("computed"), StepRef("already_paid")), ZERO))
    steps.append(_award("before_stacking", "本年应奖补", Kind.MONEY, Choose(((some, due),), ZERO), program))
    if program.floor and program.floor.flag_above:
        limit = Rounded(Product(StepRef(f"total_{year}"), program.floor.flag_above), 1)
        steps.append(_award(LIFT_LIMIT, "补足提示线", Kind.MONEY, limit, program))
    steps.append(_award("amount", "本年奖补", Kind.MONEY, _stacked(program, policy.stacking), program))
    if year in paid_years:
        steps.append(_award("paid_now", f"{year}年已拨付", Kind.MONEY, Paid(program.id, year), program))
        left = Difference(StepRef("amount"), StepRef("paid_now"))
        steps.append(_award("left_to_pay", "尚应拨付（负数为多付）", Kind.MONEY, left, program))
    return steps


def _claim(name: str, label: str, kind: Kind, expression: Expression, program: Program) -> Step:
    return Step(name, label, Grain.CLAIM, kind, expression, program.clause)


def _award(name: str, label: str, kind: Kind, expression: Expression, program: Program) -> Step:
    return Step(name, label, Grain.AWARD, kind, expression, program.clause)


def _due(program: Program, year: int, first: int, parameters: Mapping[str, ParameterSpec]) -> list[Step]:
    """What is due by the end of `year` on the eligible claims since `first`: zero without any, never the floor.

    Floor and cap are those in force in `year`; each award year's base takes the rate of its own year.
    """
    span = f"{first}—{year}年" if first < year else f"{year}年"
    value = "project_award" if program.rate_per_project else "base"
    total = StepRef(f"total_{year}")
    by_year = _totals_by_year(program, range(first, year + 1), parameters)
    raw: Expression = total
    if by_year:
        products = tuple(Product(StepRef(step.id), _in_force(program.rate, y)) for y, step in by_year.items())
        raw = Rounded(Sum(products), program.rounding)
    elif not program.rate_per_project:
        raw = Rounded(Product(total, _in_force(program.rate, year)), program.rounding)
    limited = StepRef(f"raw_{year}")
    clamped: Expression = limited
    if program.floor and program.floor.mode is FloorMode.LIFT:
        clamped = Largest((clamped, _in_force(program.floor.amount, year)))
    elif program.floor:
        clamped = Choose(((Compare(limited, ">=", _in_force(program.floor.amount, year)), limited),), ZERO)
    if program.cap:
        clamped = Smallest((clamped, _in_force(program.cap, year)))
    some = Compare(StepRef(f"count_{year}"), ">", ZERO)
    label = "项目奖补" if program.rate_per_project else program.base_label
    return [
        *by_year.values(),
        _award(f"count_{year}", f"{span}计入项目数", Kind.COUNT, Count("counted", first, year), program),
        _award(f"total_{year}", f"{span}{label}", Kind.MONEY, Total(value, "counted", first, year), program),
        _award(f"raw_{year}", f"{span}按比例计算", Kind.MONEY, raw, program),
        _award(f"due_{year}", f"{span}应得（上下限后）", Kind.MONEY, Choose(((some, clamped),), ZERO), program),
    ]


def _totals_by_year(program: Program, years: range, parameters: Mapping[str, ParameterSpec]) -> dict[int, Step]:
    """The base of each award year apart, where the rate changes within `years`; else none."""
    rate = program.rate
    if program.rate_per_project or not isinstance(rate, Parameter) or len({parameters[rate.id].at(y) for y in years}) == 1:
        return {}
    last = years[-1]
    return {
        y: _award(f"base_{y}_by_{last}", f"{y}年{program.base_label}", Kind.MONEY, Total("base", "counted", y, y), program) for y in years
    }


def _in_force(node: Expression, year: int) -> Expression:
    """A slot's number as in force in `year`."""
    return Parameter(node.id, year) if isinstance(node, Parameter) else node


def _got(program: Program, year: int, first: int, paid_years: frozenset[int]) -> Step:
    """What the enterprise got for an earlier year: as paid where 已拨付 knows that year, else what the rules give."""
    if year in paid_years:
        return _award(f"got_{year}", f"{year}年已拨付", Kind.MONEY, Paid(program.id, year), program)
    before = tuple(StepRef(f"got_{y}") for y in range(first, year))
    due: Expression = Difference(StepRef(f"due_{year}"), Sum(before)) if before else StepRef(f"due_{year}")
    some = Compare(Count("counted", year, year), ">", ZERO)
    return _award(f"got_{year}", f"{year}年应得", Kind.MONEY, Choose(((some, Largest((due, ZERO))),), ZERO), program)


def _stacked(program: Program, stacking: tuple[Stacking, ...]) -> Expression:
    """The award after 就高不重复: zero unless it is the larger; on a tie the program listed first keeps its award."""
    own: Expression = StepRef("before_stacking")
    tests: list[Expression] = []
    for rule in stacking:
        if not rule.highest_only or program.id not in rule.programs:
            continue
        rank = rule.programs.index(program.id)
        for other in rule.programs:
            if other != program.id:
                op = ">=" if rank < rule.programs.index(other) else ">"
                tests.append(Compare(own, op, Across(other, "before_stacking")))
    return Choose(((Every(tuple(tests)), own),), ZERO) if tests else own
