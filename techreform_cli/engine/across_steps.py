"""The steps of an award that look at other programs: stacking → cap over programs → budget → the award, and what is left to pay."""

from __future__ import annotations

from techreform_cli.domain.expression import Choose, Compare, Difference, Every, Expression, Largest, Smallest, StepRef, Sum
from techreform_cli.domain.gathering import Across, Paid, Queue, Rationed
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.program import Budget, Program, Ration, TotalCap
from techreform_cli.domain.step import Grain, Kind, Step
from techreform_cli.domain.step_names import AFTER_STACKING, AMOUNT, BEFORE_STACKING, budget_step, cap_step, limit_step, queue_step
from techreform_cli.engine.worth import ZERO, in_force


def shared_steps(program: Program, year: int, policy: Policy, paid_years: frozenset[int]) -> list[Step]:
    """What becomes of the amount due: the last step before `amount` is the last stage that the policy has for this program."""
    steps: list[Step] = []
    current = BEFORE_STACKING
    tests = _stacking_tests(program, policy)
    if tests:
        kept = Choose(((Every(tuple(tests)), StepRef(current)),), ZERO)
        steps.append(_award(AFTER_STACKING, "就高不重复后", Kind.MONEY, kept, program.clause))
        current = AFTER_STACKING
    for cap in policy.total_caps:
        if program.id in cap.programs:
            steps.append(_award(cap_step(cap.id), "各项奖补合计上限后", Kind.MONEY, _under_cap(program, cap, current, year), cap.clause))
            current = cap_step(cap.id)
    for budget in policy.budgets:
        if program.id in budget.programs:
            steps += _under_budget(budget, current)
            current = budget_step(budget.id)
    steps.append(_award(AMOUNT, "本年奖补", Kind.MONEY, StepRef(current), program.clause))
    if year in paid_years:
        steps.append(_award("paid_now", f"{year}年已拨付", Kind.MONEY, Paid(program.id, year), program.clause))
        left = Difference(StepRef(AMOUNT), StepRef("paid_now"))
        steps.append(_award("left_to_pay", "尚应拨付（负数为多付）", Kind.MONEY, left, program.clause))
    return steps


def _award(name: str, label: str, kind: Kind, expression: Expression, clause: str) -> Step:
    return Step(name, label, Grain.AWARD, kind, expression, clause)


def _stacking_tests(program: Program, policy: Policy) -> list[Expression]:
    """就高不重复: the award stays where it is the larger; on a tie the program listed first keeps its award."""
    tests: list[Expression] = []
    for rule in policy.stacking:
        if not rule.highest_only or program.id not in rule.programs:
            continue
        rank = rule.programs.index(program.id)
        for other in rule.programs:
            if other != program.id:
                op = ">=" if rank < rule.programs.index(other) else ">"
                tests.append(Compare(StepRef(BEFORE_STACKING), op, Across(other, BEFORE_STACKING)))
    return tests


def _under_cap(program: Program, cap: TotalCap, current: str, year: int) -> Expression:
    """What the programs listed before this one leave of the cap, at most what is due."""
    before = tuple(Across(other, cap_step(cap.id)) for other in cap.programs[: cap.programs.index(program.id)])
    room: Expression = StepRef(limit_step(cap.id)) if cap.per_claim else in_force(cap.amount, year)
    if before:
        room = Largest((Difference(room, Sum(before) if len(before) > 1 else before[0]), ZERO))
    return Smallest((StepRef(current), room))


def _under_budget(budget: Budget, current: str) -> list[Step]:
    """The place in the queue where the budget is paid out in order, and what the budget leaves."""
    steps = []
    if budget.ration is not Ration.PRO_RATA:
        steps.append(_award(queue_step(budget.id), f"{budget.label}排序", Kind.COUNT, Queue(budget.id, current), budget.clause))
    return [*steps, _award(budget_step(budget.id), f"{budget.label}分配后", Kind.MONEY, Rationed(budget.id, current), budget.clause)]
