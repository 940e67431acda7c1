"""Evaluates the steps that look at other programs, on figures settled before: stacking, caps over programs, budgets, what is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from techreform_cli.domain.expression import Expression
from techreform_cli.domain.gathering import Across, Paid, Queue, Rationed
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.program import Budget, Ration, TotalCap
from techreform_cli.domain.step import Step
from techreform_cli.domain.step_names import AFTER_STACKING, AMOUNT, BEFORE_STACKING, budget_step
from techreform_cli.engine import ration
from techreform_cli.engine.bounds import UNBOUNDED, Range, settled_by_stacking
from techreform_cli.engine.evaluate import Context, value
from techreform_cli.engine.exact import Array, Exact, subtract
from techreform_cli.engine.gather import spread
from techreform_cli.engine.program import ProgramPlan


@dataclass(slots=True)
class Shared:
    """The awards of every program side by side. `figures` are each program's own steps; `ranges` say how far an undecided amount
    due can go, where known."""

    policy: Policy
    plans: Mapping[str, ProgramPlan]
    figures: dict[str, dict[str, Exact]]
    ranges: Mapping[str, Range] = field(default_factory=dict)

    def award(self, program: str, step: str) -> Exact:
        """The column of one step, evaluated when first asked for."""
        if step not in self.figures[program]:
            plan = self.plans[program]
            context = Context(
                plan.claims.award_rows,
                self.policy.parameters,
                step=lambda name: self.award(program, name),
                gather=lambda node: self._gather(plan, node),
            )
            column = value(self._step(plan, step).expression, context)
            if step == AFTER_STACKING and self.ranges:
                column = settled_by_stacking(column, self.award(program, BEFORE_STACKING), plan, self.ranges, self.policy.stacking)
            self.figures[program][step] = column
        return self.figures[program][step]

    def left_off(self, program: str) -> Exact:
        """What caps over programs and budgets left off each award: also known to be nothing where they suffice whatever is unknown."""
        cut = subtract(self._after_stacking(program), self.award(program, AMOUNT))
        plan = self.plans[program]
        sure = np.full(len(cut), all(self._suffices(budget, plan) for budget in self.policy.budgets if program in budget.programs))
        for cap in self.policy.total_caps:
            if program in cap.programs:
                sure &= self._within(cap, plan)
        return Exact(cut.values, cut.known | sure, cut.scale)

    def _after_stacking(self, name: str) -> Exact:
        stacked = any(step.id == AFTER_STACKING for step in self.plans[name].shared_steps)
        return self.award(name, AFTER_STACKING if stacked else BEFORE_STACKING)

    def _within(self, cap: TotalCap, plan: ProgramPlan) -> Array:
        """The enterprises whose awards together are sure to stay within a cap."""
        mine = plan.claims.enterprises
        if cap.per_claim:
            return np.full(len(mine), False)
        limit = value(cap.amount, Context(plan.claims.award_rows, self.policy.parameters)).fraction(0) if len(mine) else None
        if limit is None:
            return np.full(len(mine), False)
        together = np.zeros(len(mine), dtype=np.int64)
        for name in cap.programs:
            due = self._after_stacking(name)
            most = np.minimum(np.where(due.known, due.values, self._range(name, len(due))), int(limit) + 1)
            together += spread(Exact(most, due.known), self.plans[name].claims.enterprises, mine).values
        return np.asarray(together <= int(limit))

    def _range(self, name: str, size: int) -> Array:
        """The most each award can be before other programs are looked at."""
        return self.ranges[name].most if name in self.ranges else np.full(size, UNBOUNDED)

    def _suffices(self, budget: Budget, plan: ProgramPlan) -> bool:
        """Whether a budget is sure to pay everything."""
        amount = self._budget(plan, budget)
        due = [(name, self.award(name, self._due_step(name, budget))) for name in budget.programs]
        return amount is not None and ration.suffices(amount, [self._most(name, column) for name, column in due])

    def _step(self, plan: ProgramPlan, step: str) -> Step:
        return next(one for one in plan.shared_steps if one.id == step)

    def _gather(self, plan: ProgramPlan, node: Expression) -> Exact:
        match node:
            case Paid(_, year):
                return plan.disbursed.paid(year, plan.claims.enterprises)
            case Across(program, step):
                return self._across(plan, program, step)
            case Queue(budget) | Rationed(budget):
                return self._of_budget(plan, next(b for b in self.policy.budgets if b.id == budget), isinstance(node, Queue))
        raise TypeError(node)

    def _across(self, plan: ProgramPlan, other: str, step: str) -> Exact:
        """The other program's figure per enterprise; zero where it has no row."""
        return spread(self.award(other, step), self.plans[other].claims.enterprises, plan.claims.enterprises)

    def _of_budget(self, plan: ProgramPlan, budget: Budget, queue: bool) -> Exact:
        """This program's part of what a budget comes to, or of the queue for it."""
        due = [self.award(name, self._due_step(name, budget)) for name in budget.programs]
        places = self._places(budget, due)
        if queue:  # by amount, nobody's place is known while an amount is not
            sure = budget.ration is Ration.EARLIEST_FIRST or all(column.known.all() for column in due)
            columns = [Exact(place, np.full(len(place), sure)) for place in places]
        else:
            amount = self._budget(plan, budget)
            most = [self._most(name, column) for name, column in zip(budget.programs, due, strict=True)]
            columns = ration.divided(amount, due, most, places, budget.ration, self._rounding(budget))
        return columns[budget.programs.index(plan.program.id)]

    def _due_step(self, name: str, budget: Budget) -> str:
        """The step of a program that goes into a budget."""
        expression = self._step(self.plans[name], budget_step(budget.id)).expression
        assert isinstance(expression, Rationed)
        return expression.step

    def _budget(self, plan: ProgramPlan, budget: Budget) -> int | None:
        """The budget of the year in 分; None where it is not set."""
        rows = plan.claims.award_rows
        column = value(budget.amount, Context(rows, self.policy.parameters))
        found = column.fraction(0) if len(column) else None
        return None if found is None else int(found)

    def _rounding(self, budget: Budget) -> int:
        return max(self.plans[name].program.rounding for name in budget.programs)

    def _most(self, name: str, due: Exact) -> Array:
        """The most each award can be, caps over programs taken into account; what is known is itself."""
        most = self._range(name, len(due))
        for cap in [cap for cap in self.policy.total_caps if not cap.per_claim] if len(due) else ():
            limit = value(cap.amount, Context(self.plans[name].claims.award_rows, self.policy.parameters)).fraction(0)
            if name in cap.programs and limit is not None:
                most = np.minimum(most, int(limit))
        return np.where(due.known, due.values, most)

    def _places(self, budget: Budget, due: list[Exact]) -> list[Array]:
        if budget.ration is Ration.EARLIEST_FIRST:
            keys = [self.plans[name].earliest for name in budget.programs]
        else:
            sign = -1 if budget.ration is Ration.LARGEST_FIRST else 1
            keys = [sign * column.values for column in due]
        return ration.places(keys)
