"""How a budget is divided, as formulas over the enterprise sheets of its programs."""

from __future__ import annotations

from dataclasses import dataclass

from techreform_cli.domain.expression import Parameter
from techreform_cli.domain.gathering import Queue, Rationed
from techreform_cli.domain.program import Budget, Ration
from techreform_cli.domain.step_names import queue_step
from techreform_cli.report.formula import DIGITS, decimals
from techreform_cli.report.parameter_sheet import ParameterNames
from techreform_cli.report.program_layout import ProgramSheets


@dataclass(frozen=True, slots=True)
class BudgetFormulas:
    """Writes the formulas of one program's sheet; the other programs of a budget stand on sheets of their own."""

    sheets: ProgramSheets
    others: dict[str, ProgramSheets]
    names: ParameterNames

    def formula(self, node: Queue | Rationed, award: int) -> str:
        """The award's place in the queue (for a queue by date: nothing, it is stated), or what the budget leaves it."""
        budget = next(b for b in self.sheets.result.policy.budgets if b.id == node.budget)
        if isinstance(node, Queue):
            return "" if budget.ration is Ration.EARLIEST_FIRST else self._place(budget, award)
        whole, total = self._amount(budget), self._total(budget)
        own = self._cell(self._due(budget, self.sheets), award)
        cut = self._share(budget, award, whole, total) if budget.ration is Ration.PRO_RATA else self._left(budget, award, whole, own)
        return f"IF({total}<={whole},{own},{cut})"

    def _amount(self, budget: Budget) -> str:
        if isinstance(budget.amount, Parameter):
            return self.names.at(budget.amount.id, self.sheets.result.year)
        return "0"

    def _due(self, budget: Budget, sheets: ProgramSheets) -> str:
        """The step of a program that goes into the budget."""
        step = next(s for s in sheets.award_steps if isinstance(s.expression, Rationed) and s.expression.budget == budget.id)
        assert isinstance(step.expression, Rationed)
        return step.expression.step

    def _cell(self, step: str, award: int) -> str:
        assert self.sheets.awards is not None
        return self.sheets.awards.at(self.sheets.award_row(award), self.sheets.award_columns[step]).replace("$", "")

    def _programs(self, budget: Budget) -> list[ProgramSheets]:
        """The programs of the budget that have awards, in its order."""
        return [self.others[name] for name in budget.programs if len(self.others[name].of.awards)]

    def _total(self, budget: Budget) -> str:
        spans = [sheets.award_span(self._due(budget, sheets)) for sheets in self._programs(budget)]
        return f"ROUND(SUM({','.join(spans)}),{DIGITS})"

    def _upto(self, budget: Budget, award: int) -> str:
        """Everything due before the award and to it, in the budget's order; "0" for nothing."""
        spans = []
        for sheets in self._programs(budget):
            step = self._due(budget, sheets)
            if sheets is self.sheets:
                if award >= 0:
                    grid = sheets.awards
                    assert grid is not None
                    spans.append(grid.span(sheets.award_columns[step], sheets.award_row(0), sheets.award_row(award), here=True))
                break
            spans.append(sheets.award_span(step))
        return f"SUM({','.join(spans)})" if spans else "0"

    def _share(self, budget: Budget, award: int, whole: str, total: str) -> str:
        """The difference of two cumulative shares, each rounded."""
        step = max(self.others[name].of.program.rounding for name in budget.programs)
        places = decimals(step)
        whole = whole if step == 1 else f"ROUNDDOWN({whole},{places})"
        shares = [f"ROUND({whole}*{self._upto(budget, last)}/{total},{places})" for last in (award, award - 1)]
        return f"ROUND({shares[0]}-{shares[1]},{DIGITS})"

    def _left(self, budget: Budget, award: int, whole: str, own: str) -> str:
        """What those before in the queue leave, at most what is due."""
        queue = queue_step(budget.id)
        mine = self._cell(queue, award)
        earlier = [f'SUMIFS({s.award_span(self._due(budget, s))},{s.award_span(queue)},"<"&{mine})' for s in self._programs(budget)]
        return f"MIN({own},MAX(ROUND({whole}-{'-'.join(earlier)},{DIGITS}),0))"

    def _place(self, budget: Budget, award: int) -> str:
        """One more than how many come before: those due more (or less), and on a tie those that stand before."""
        op = ">" if budget.ration is Ration.LARGEST_FIRST else "<"
        step = self._due(budget, self.sheets)
        own = self._cell(step, award)
        parts, passed = [], False
        for sheets in self._programs(budget):
            span = sheets.award_span(self._due(budget, sheets))
            parts.append(f'COUNTIF({span},"{op}"&{own})')
            if sheets is self.sheets:
                passed = True
                if award:
                    grid = sheets.awards
                    assert grid is not None
                    above = grid.span(sheets.award_columns[step], sheets.award_row(0), sheets.award_row(award - 1), here=True)
                    parts.append(f"COUNTIF({above},{own})")
            elif not passed:
                parts.append(f"COUNTIF({span},{own})")
        return "1+" + "+".join(parts)
