"""The fixed order of a program, written out as named steps for one year, up to what is due before other programs are looked at.

Project stage: conditions → eligible → base → [rate → rounded → floor → cap] → counted. Enterprise stage: total → [rate →
rounded] → floor → cap → less already got. With a period of the whole plan the enterprise stage is cumulative and has one set of
steps per plan year up to the year calculated. What follows is in across_steps.py; what that left off in an earlier plan year was not
got, does not come back, and takes nothing of the cap.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from techreform_cli.domain.expression import (
    Capped,
    Choose,
    Compare,
    DateBetween,
    Difference,
    Every,
    Expression,
    Largest,
    Least,
    Parameter,
    Product,
    Rounded,
    Smallest,
    StepRef,
    Sum,
)
from techreform_cli.domain.gathering import Allocation, Count, First, Leading, Most, Paid, Recorded, Total, Withheld
from techreform_cli.domain.policy import ParameterSpec, Policy
from techreform_cli.domain.program import Budget, Floor, FloorMode, Period, Pick, Program, TotalCap
from techreform_cli.domain.sheets import PROJECTS
from techreform_cli.domain.step import Grain, Kind, Step
from techreform_cli.domain.step_names import (
    BASE,
    BEFORE_STACKING,
    CAP_LEAST,
    CAP_LIMIT,
    CLAIM_LIMIT,
    IN_PERIOD,
    LIFT_LIMIT,
    due_step,
    got_step,
    limit_step,
    lost_step,
    part_base,
    part_rate,
    raw_step,
    ruled_step,
    standing_step,
    total_step,
    withheld_step,
)
from techreform_cli.domain.traversal import cases_of
from techreform_cli.engine.worth import TOTAL, ZERO, in_force, worth


def claim_steps(program: Program, year: int, caps: Sequence[TotalCap] = ()) -> list[Step]:
    """The project stage, the caps over programs that depend on the enterprise, and the allocation back to projects."""
    window = DateBetween(program.window.date, program.window.first, program.window.last)
    label = f"{program.window.date.spec.name}在规定期限内"
    tests = [Step(IN_PERIOD, label, Grain.CLAIM, Kind.FLAG, window, program.window.clause)]
    tests += [Step(c.id, c.label, Grain.CLAIM, Kind.FLAG, c.predicate, c.clause) for c in program.conditions]
    eligible = Every(tuple(StepRef(test.id) for test in tests))
    steps = [*tests, _claim("eligible", "符合条件", Kind.FLAG, eligible, program), *_bases(program)]
    if program.rate_per_project:
        steps += _claim_award(program)
    if program.cap and program.cap.per_claim:
        steps.append(_claim(CAP_LIMIT, "企业上限", Kind.MONEY, _known_first(program.cap.amount), program))
        if (least := _least(program.cap.amount)) != program.cap.amount:
            steps.append(_claim(CAP_LEAST, "企业上限（至少）", Kind.MONEY, least, program))
    steps += [Step(limit_step(cap.id), "合计上限", Grain.CLAIM, Kind.MONEY, cap.amount, cap.clause) for cap in caps if cap.per_claim]
    ever = program.period is Period.PLAN
    picks: dict[Pick, Expression] = {
        Pick.ALL: StepRef("eligible"),
        Pick.EARLIEST: First("eligible", ever),
        Pick.LARGEST: Leading("eligible", claim_value(program), ever),
    }
    steps.append(_claim("counted", "计入" if program.pick is Pick.ALL else "入选", Kind.FLAG, picks[program.pick], program))
    steps.append(
        _claim(
            "allocated",
            "分到项目" if _projects(program) else "分到各项",
            Kind.MONEY,
            Allocation("amount", claim_value(program), "counted", year),
            program,
        )
    )
    return steps


def _projects(program: Program) -> bool:
    return program.claims.key == PROJECTS


def _thing(program: Program) -> str:
    """What one claim is called in the labels of steps."""
    return "项目" if _projects(program) else "单项"


def _number(program: Program) -> str:
    """What the number of claims is called."""
    return "项目数" if _projects(program) else "项数"


def claim_value(program: Program) -> str:
    """The claim step that the enterprise stage adds up."""
    return "project_award" if program.rate_per_project else BASE


def _bases(program: Program) -> list[Step]:
    """The base of a claim, part by part where there are several."""
    if len(program.parts) == 1:
        return [_claim(BASE, program.base_label, Kind.MONEY, program.base, program)]
    parts = [_claim(part_base(i), part.label, Kind.MONEY, part.base, program) for i, part in enumerate(program.parts)]
    return [*parts, _claim(BASE, program.base_label, Kind.MONEY, Sum(tuple(StepRef(part.id) for part in parts)), program)]


def _claim_award(program: Program) -> list[Step]:
    """Rate, rounding and the limits of one claim. A rate that is the same for all is named where it is used."""
    steps, amounts = [], []
    single = len(program.parts) == 1
    for i, part in enumerate(program.parts):
        rate: Expression | None = part.rate
        if part.rate is not None and (single or not isinstance(part.rate, Parameter)):
            name, label = ("rate", "奖补比例") if single else (part_rate(i), f"{part.label}比例")
            steps.append(_claim(name, label, Kind.RATE, part.rate, program))
            rate = StepRef(name)
        amounts.append(worth(part, StepRef(BASE if single else part_base(i)), rate))
    raw: Expression = Rounded(amounts[0] if single else Sum(tuple(amounts)), program.rounding, program.round_down)
    if program.minimum is not None:
        raw = Choose(((Compare(StepRef(BASE), ">=", program.minimum), raw),), ZERO)
    if program.claim_floor is None and program.claim_cap is None:
        return [*steps, _claim("project_award", f"{_thing(program)}奖补", Kind.MONEY, raw, program)]
    steps.append(_claim("project_raw", f"{_thing(program)}按标准计算", Kind.MONEY, raw, program))
    cap, least = program.claim_cap, None
    if cap is not None and cases_of(cap):
        steps.append(_claim(CLAIM_LIMIT, "单项上限", Kind.MONEY, _known_first(cap), program))
        cap, least = StepRef(CLAIM_LIMIT), _least(cap)
    limited = _limited("project_raw", program.claim_floor, cap, least)
    return [*steps, _claim("project_award", f"{_thing(program)}奖补（单项上下限后）", Kind.MONEY, limited, program)]


def _known_first(limit: Expression) -> Expression:
    """A limit that is the lower of two: a share that is below every case still open is the limit, whichever case holds."""
    match limit:
        case Smallest((Choose() as by_case, share)):
            return Capped(share, by_case, Least(by_case))
    return limit


def _least(limit: Expression) -> Expression:
    """The least that a limit can be while its cases are open; the limit itself where it has none."""
    match limit:
        case Choose():
            return Least(limit)
        case Smallest(terms):
            return Smallest(tuple(map(_least, terms)))
    return limit


def _limited(raw: str, floor: Floor | None, cap: Expression | None, least: Expression | None = None) -> Expression:
    """Step `raw` lifted to the floor, or nothing below it, and never above the cap, which is at least `least` where its cases are open."""
    amount: Expression = StepRef(raw)
    if floor and floor.mode is FloorMode.LIFT:
        amount = Largest((amount, floor.amount))
    elif floor:
        amount = Choose(((Compare(amount, ">=", floor.amount), amount),), ZERO)
    if cap is None:
        return amount
    return Smallest((amount, cap)) if least is None else Capped(amount, cap, least)


def award_steps(program: Program, year: int, policy: Policy, recorded: Callable[[int], bool | None]) -> list[Step]:
    """The enterprise stage. `recorded` says for an award year whether 已拨付 has rows of this program (None: unknown)."""
    plan = policy.plan
    cumulative = program.period is Period.PLAN and plan[0] <= year <= plan[1]
    years = range(plan[0], year + 1) if cumulative else range(year, year + 1)
    limits = policy.limits_on(program.id)
    steps, lost = list[Step](), list[int]()
    for y in years:
        steps += _due(program, y, years[0], policy.parameters, lost)
        if y < year and limits and recorded(y) is not True:
            steps += _withheld(program, y, years[0], recorded(y), limits, lost)
            lost.append(y)
        elif y < year:
            steps.append(_got(program, y, years[0], recorded(y)))
    where = _gathered(program, years[0], year)[1]
    steps.append(_award("count", f"{year}年计入{_number(program)}", Kind.COUNT, Count(where, year, year), program))
    steps.append(_award("base", f"{year}年{program.base_label}", Kind.MONEY, Total("base", "counted", year, year), program))
    some = Compare(StepRef("count"), ">", ZERO)
    steps.append(
        _award("computed", "应得累计" if cumulative else "应得", Kind.MONEY, Choose(((some, StepRef(due_step(year))),), ZERO), program)
    )
    got: Expression = Sum(tuple(StepRef(got_step(y)) for y in years[:-1])) if len(years) > 1 else ZERO
    steps.append(_award("already_paid", "以前年度已得", Kind.MONEY, got, program))
    for cap in policy.total_caps:
        if cap.per_claim and program.id in cap.programs:
            most = Most(limit_step(cap.id), "counted", year, year)
            steps.append(Step(limit_step(cap.id), "合计上限", Grain.AWARD, Kind.MONEY, most, cap.clause))
    due = Largest((Difference(StepRef("computed"), StepRef("already_paid")), ZERO))
    steps.append(_award(BEFORE_STACKING, "本年应奖补", Kind.MONEY, Choose(((some, due),), ZERO), program))
    if program.floor and program.floor.flag_above:
        limit = Rounded(Product(StepRef(total_step(year)), program.floor.flag_above), 1)
        steps.append(_award(LIFT_LIMIT, "补足提示线", Kind.MONEY, limit, program))
    return steps


def _claim(name: str, label: str, kind: Kind, expression: Expression, program: Program) -> Step:
    return Step(name, label, Grain.CLAIM, kind, expression, program.clause)


def _award(name: str, label: str, kind: Kind, expression: Expression, program: Program) -> Step:
    return Step(name, label, Grain.AWARD, kind, expression, program.clause)


def _due(program: Program, year: int, first: int, parameters: Mapping[str, ParameterSpec], lost: Sequence[int]) -> list[Step]:
    """What is due by the end of `year` on the claims counted since `first`: zero without any, never the floor. What was lost for the
    years `lost` is taken off before the cap.

    Floor, cap and brackets are those in force in `year`; a plain rate is that of each award year for that year's base.
    """
    span = f"{first}—{year}年" if first < year else f"{year}年"
    gathered, where = _gathered(program, first, year)
    by_year = _totals_by_year(program, range(first, year + 1), parameters)
    label = f"{_thing(program)}奖补" if program.rate_per_project else program.base_label
    some = Compare(StepRef(f"count_{year}"), ">", ZERO)
    cap, standing = _cap(program, first, year, where), list[Step]()
    least = _least_cap(program, cap)
    clamped = in_force(_limited(raw_step(year), program.floor, cap, least), year)
    if lost:
        standing = [_award(standing_step(year), f"{span}扣除不再补的", Kind.MONEY, _standing(program, year, lost), program)]
        clamped = in_force(_limited(standing_step(year), None, cap, least), year)
    return [
        *by_year.values(),
        _award(f"count_{year}", f"{span}计入{_number(program)}", Kind.COUNT, Count(where, first, year), program),
        _award(total_step(year), f"{span}{label}", Kind.MONEY, gathered, program),
        _award(raw_step(year), f"{span}按标准计算", Kind.MONEY, _raw(program, year, by_year), program),
        *standing,
        _award(due_step(year), f"{span}应得（上下限后）", Kind.MONEY, Choose(((some, clamped),), ZERO), program),
    ]


def _gathered(program: Program, first: int, year: int) -> tuple[Expression, str]:
    """What the claims of `first`..`year` come to, and the flag of those that bear on it: where one is picked out of a whole plan,
    every eligible one. The largest of a plan is looked for anew each year, so that a larger one is paid the difference."""
    value = claim_value(program)
    if program.pick is Pick.ALL or program.period is Period.YEAR:
        return Total(value, "counted", first, year), "counted"
    gathered = Most(value, "eligible", first, year) if program.pick is Pick.LARGEST else Total(value, "counted", first, year)
    return gathered, "eligible"


def _cap(program: Program, first: int, year: int, where: str) -> Expression | None:
    if program.cap is None:
        return None
    return Most(CAP_LIMIT, where, first, year) if program.cap.per_claim else program.cap.amount


def _least_cap(program: Program, cap: Expression | None) -> Expression | None:
    """The least that a cap by case can be; None where it has no cases."""
    if program.cap is None or not isinstance(cap, Most) or _least(program.cap.amount) == program.cap.amount:
        return None
    return replace(cap, value=CAP_LEAST)


def _raw(program: Program, year: int, by_year: dict[int, Step]) -> Expression:
    """The award on the total, before floor and cap."""
    total = StepRef(total_step(year))
    if program.rate_per_project:
        return total
    part = program.parts[0]
    if by_year:
        assert part.rate is not None
        raw: Expression = Sum(tuple(Product(StepRef(step.id), in_force(part.rate, y)) for y, step in by_year.items()))
    else:
        raw = in_force(worth(part, total, part.rate), year, {TOTAL: total})
    raw = Rounded(raw, program.rounding, program.round_down)
    if program.minimum is None:
        return raw
    return Choose(((Compare(total, ">=", in_force(program.minimum, year)), raw),), ZERO)


def _totals_by_year(program: Program, years: range, parameters: Mapping[str, ParameterSpec]) -> dict[int, Step]:
    """The base of each award year apart, where a plain rate changes within `years`; else none."""
    rate = program.rate
    if program.rate_per_project or not isinstance(rate, Parameter) or len({parameters[rate.id].at(y) for y in years}) == 1:
        return {}
    last = years[-1]
    return {
        y: _award(f"base_{y}_by_{last}", f"{y}年{program.base_label}", Kind.MONEY, Total(BASE, "counted", y, y), program) for y in years
    }


def _got(program: Program, year: int, first: int, recorded: bool | None) -> Step:
    """What the enterprise got for an earlier year: as paid where 已拨付 knows that year, else what the rules give."""
    paid = Paid(program.id, year)
    if recorded:
        return _award(got_step(year), f"{year}年已拨付", Kind.MONEY, paid, program)
    ruled = _ruled(program, year, first)
    if recorded is None:
        either = Choose(((Recorded(program.id, year), paid),), ruled)
        return _award(got_step(year), f"{year}年已得", Kind.MONEY, either, program)
    return _award(got_step(year), f"{year}年应得", Kind.MONEY, ruled, program)


def _ruled(program: Program, year: int, first: int) -> Expression:
    """What the rules give for an earlier year, before other programs are looked at."""
    before = tuple(StepRef(got_step(y)) for y in range(first, year))
    due: Expression = Difference(StepRef(due_step(year)), Sum(before)) if before else StepRef(due_step(year))
    some = Compare(Count(_gathered(program, first, year)[1], year, year), ">", ZERO)
    return Choose(((some, Largest((due, ZERO))),), ZERO)


def _withheld(
    program: Program, year: int, first: int, recorded: bool | None, limits: tuple[TotalCap | Budget, ...], lost: Sequence[int]
) -> list[Step]:
    """An earlier year of a program whose awards caps over programs or budgets may cut: what the rules give, what was left off, what
    the enterprise got, and what it lost. Where something was left off, all that stood open by the end of that year is lost, what the
    program's own cap left off too: else it would come back under the cap that the cut leaves unused."""
    ruled, withheld, got = (StepRef(step) for step in (ruled_step(year), withheld_step(year), got_step(year)))
    why = "或".join(word for word, kind in (("资金不足", Budget), ("合计上限", TotalCap)) if any(isinstance(one, kind) for one in limits))
    standing = StepRef(standing_step(year)) if lost else _standing(program, year, ())
    left: Expression = Largest((Difference(ruled, withheld), ZERO))
    cut = (Compare(ruled, ">", got), Difference(standing, Sum(tuple(StepRef(got_step(y)) for y in range(first, year + 1)))))
    gone = Choose((cut,), ZERO)
    if recorded is None:
        on_record = Recorded(program.id, year)
        left = Choose(((on_record, Paid(program.id, year)),), left)
        gone = Choose(((on_record, ZERO), cut), ZERO)
    return [
        _award(ruled.step, f"{year}年应得", Kind.MONEY, _ruled(program, year, first), program),
        _award(withheld.step, f"{year}年因{why}少得", Kind.MONEY, Withheld(program.id, year), program),
        _award(got.step, f"{year}年{'已得' if recorded is None else '奖补'}", Kind.MONEY, left, program),
        _award(lost_step(year), f"{year}年少得而不再补的", Kind.MONEY, gone, program),
    ]


def _standing(program: Program, year: int, lost: Sequence[int]) -> Expression:
    """What stands by the end of `year` after the floor, less what was lost for the years `lost`."""
    floored = in_force(_limited(raw_step(year), program.floor, None), year)
    return Largest((Difference(floored, Sum(tuple(StepRef(lost_step(y)) for y in lost))), ZERO)) if lost else floored
