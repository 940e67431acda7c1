"""A program slot by slot in words: who, what, how much, when."""

from __future__ import annotations

from dataclasses import dataclass

from techreform_cli.domain.expression import Expression, Parameter
from techreform_cli.domain.field import FieldType
from techreform_cli.domain.money import FEN
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.program import Bracket, Budget, Floor, FloorMode, Instalment, Part, Period, Pick, Program, Ration, TotalCap
from techreform_cli.domain.step_names import BASE, part_base
from techreform_cli.domain.traversal import parameters
from techreform_cli.report.sentence import ZERO, Sentences
from techreform_cli.report.wording import period

RATIONS = {
    Ration.PRO_RATA: "按比例分配",
    Ration.LARGEST_FIRST: "从金额大的起依次支付，付完为止",
    Ration.SMALLEST_FIRST: "从金额小的起依次支付，付完为止",
    Ration.EARLIEST_FIRST: "按日期先后依次支付，付完为止",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in words: the slot it stands in, what the clerk calls it, what it says, its clause."""

    slot: str
    label: str
    text: str
    clause: str


def program_rules(policy: Policy, program: Program, named: bool = False) -> list[Rule]:
    """Every rule of a program in the order in which they work; with `named`, parameters by what they are called, not by value."""
    return _Words(policy, program, named).rules()


def sharing_rules(policy: Policy, named: bool = False) -> list[Rule]:
    """What programs share: 就高不重复, caps over programs, budgets."""
    say = Sentences(policy, named=named)
    labels = {program.id: program.label for program in policy.programs}
    found = []
    for rule in policy.stacking:
        names = "、".join(labels[name] for name in rule.programs)
        text = f"{names}：" + ("就高不重复，相同时按排在前面的" if rule.highest_only else "可以同时享受")
        found.append(Rule(f"stacking.{rule.id}", "同时享受", text, rule.clause))
    for cap in policy.total_caps:
        names = "、".join(labels[name] for name in cap.programs)
        text = f"{names}：同一企业一年合计不超过{say.value(cap.amount)}，排在前面的先算{_lost(policy, cap)}"
        found.append(Rule(f"total_caps.{cap.id}", "合计上限", text, cap.clause))
    for budget in policy.budgets:
        names = "、".join(labels[name] for name in budget.programs)
        text = f"{names}：一年合计不超过{say.value(budget.amount)}，不足时{RATIONS[budget.ration]}{_lost(policy, budget)}"
        found.append(Rule(f"budgets.{budget.id}", budget.label, text, budget.clause))
    return found


def _lost(policy: Policy, limit: TotalCap | Budget) -> str:
    """What becomes of the rest, where a program has a cap over several years."""
    capped = any(program.period is Period.PLAN and program.cap for program in policy.programs if program.id in limit.programs)
    return "；因此少得的以后年度不补，也不占计划期内的上限" if capped else ""


@dataclass(frozen=True, slots=True)
class _Words:
    policy: Policy
    program: Program
    named: bool

    @property
    def _say(self) -> Sentences:
        program = self.program
        bases = {BASE: program.base_label} | {part_base(i): part.label for i, part in enumerate(program.parts)}
        return Sentences(self.policy, None, bases, self._event, self.named)

    @property
    def _by_year(self) -> bool:
        """Whether a claim belongs to a year as such and not to a day."""
        return self.program.window.date.spec.type is FieldType.YEAR

    @property
    def _event(self) -> str:
        """What happens on the day that makes a claim: 完工, 认定."""
        return "所属年度" if self._by_year else self.program.window.date.spec.name.removesuffix("日期")

    def rules(self) -> list[Rule]:
        program = self.program
        found = [
            self._rule("window", "申报项", self._window(), program.window.clause),
            self._rule("award_years", "奖补年度", self._years()),
        ]
        found += [Rule(f"conditions.{c.id}", f"条件：{c.label}", self._say.rule(c.predicate), c.clause) for c in program.conditions]
        for i, part in enumerate(program.parts):
            at = f"parts.{i}" if len(program.parts) > 1 else "base"
            found += self._part(part, at)
        found += [
            self._rule("rate_stage", "计算", self._stage(), program.rounding_clause),
            *self._limits("claim_", "单项", program.claim_floor),
        ]
        if program.claim_cap is not None:
            found.append(self._rule("claim_cap", "单项上限", self._say.value(program.claim_cap), self._cited(program.claim_cap)))
        found.append(self._rule("pick", "选取", self._pick()))
        found += self._limits("", "企业", program.floor)
        if program.cap is not None:
            found.append(
                self._rule("cap", "企业上限", self._say.value(program.cap.amount) + self._scope(), self._cited(program.cap.amount))
            )
        for i, one in enumerate(program.instalments):
            found.append(self._rule(f"instalments.{i}", f"第{i + 1}期拨付", self._instalment(one), one.clause or self._cited(one.share)))
        return found

    def _rule(self, slot: str, label: str, text: str, clause: str = "") -> Rule:
        return Rule(slot, label, text, clause or self.program.clause)

    def _cited(self, *figures: Expression) -> str:
        """The clauses of the parameters behind figures."""
        return "、".join(dict.fromkeys(self.policy.parameters[name].clause for figure in figures for name in parameters(figure)))

    def _window(self) -> str:
        window, claims = self.program.window, self.program.claims
        outside = "之外的不予奖补" if window.outside_refused else "之外的不算"
        within = f"在{window.first // 10_000}—{_last_year(window.last)}年" if self._by_year else f"在{period(window.first, window.last)}"
        which = f"中{self._say.condition(claims.only)}的" if claims.only is not None else "的"
        return f"《{claims.name}》{which}每一行，{window.date.spec.name}{within}，{outside}"

    def _years(self) -> str:
        first, last = self.program.award_years
        if first == last == 0:
            return "当年" if self._by_year else f"{self._event}当年"
        return f"{self._event}后第{first}年" + (f"至第{last}年" if last > first else "") if first else f"{self._event}当年至后第{last}年"

    def _part(self, part: Part, at: str) -> list[Rule]:
        """A base and its rate, or a prize."""
        prize = part.rate is None and not part.brackets
        words = self._say.value(part.base)
        found = [self._rule(at, part.label, words)] if words != part.label or prize else [self._rule(at, "基数", words)]
        if self.program.minimum is not None:
            found.append(self._rule(f"{at}.at_least", "起点", f"{part.label}不足{self._say.value(self.program.minimum)}的不补"))
        if prize:
            return found
        slot = "rate" if at == "base" else f"{at}.rate"
        if not part.brackets:
            assert part.rate is not None
            return [*found, self._rule(slot, "比例", self._say.value(part.rate), self._cited(part.rate))]
        figures = [one for bracket in part.brackets for one in (bracket.start, bracket.rate)]
        figures += [part.rate] if part.rate is not None else []
        more = f"；各段另加{self._say.value(part.rate)}" if part.rate is not None else ""
        return [*found, self._rule(slot, "分段比例（超额累进）", self._slices(part.brackets) + more, self._cited(*figures))]

    def _slices(self, brackets: tuple[Bracket, ...]) -> str:
        """500.00万元以下的部分5%，500.00万元至1,000.00万元的部分8%，超过1,000.00万元的部分10%."""
        starts = ["" if bracket.start == ZERO else self._say.value(bracket.start) for bracket in brackets]
        found = []
        for bracket, start, end in zip(brackets, starts, [*starts[1:], ""], strict=True):
            slice_ = f"{start}至{end}的部分" if start and end else f"超过{start}的部分" if start else f"{end}以下的部分" if end else "全部"
            found.append(slice_ + self._say.value(bracket.rate))
        return "，".join(found)

    def _stage(self) -> str:
        unit = next(name for name, fen in FEN.items() if fen == self.program.rounding)
        rounding = f"{unit}以下舍去" if self.program.round_down else f"四舍五入到{unit}"
        return f"{'逐项' if self.program.rate_per_project else '按企业合计'}计算，{rounding}"

    def _limits(self, prefix: str, which: str, floor: Floor | None) -> list[Rule]:
        if floor is None:
            return []
        done = "不足的补足到下限" if floor.mode is FloorMode.LIFT else "不足的不补"
        text = f"{self._say.value(floor.amount)}{'' if prefix else self._scope()}，{done}"
        found = [self._rule(f"{prefix}floor", f"{which}下限", text, self._cited(floor.amount))]
        if floor.flag_above is not None:
            text = f"补足后超过{self.program.base_label}的{self._say.value(floor.flag_above)}时提示复核"
            found.append(self._rule(f"{prefix}floor.flag_above", f"{which}下限提示", text))
        return found

    def _scope(self) -> str:
        first, last = self.policy.plan
        return f"（{first}—{last}年合计，减去以前年度已得）" if self.program.period is Period.PLAN else "（每年）"

    def _pick(self) -> str:
        whole = "整个计划期" if self.program.period is Period.PLAN else "每年"
        return {
            Pick.ALL: "符合条件的都算",
            Pick.EARLIEST: f"每家企业{whole}只算最早的一项",
            Pick.LARGEST: f"每家企业{whole}只算最多的一项" + ("，有更高的补差额" if self.program.period is Period.PLAN else ""),
        }[self.program.pick]

    def _instalment(self, one: Instalment) -> str:
        share = self._say.value(one.share) if isinstance(one.share, Parameter) else "全部"
        when = f"{one.date.spec.name}所在年" if one.date else "奖补年度" if not one.offset else f"奖补年度后第{one.offset}年"
        return f"{share}，{when}" + (f"，须{self._say.rule(one.when)}" if one.when else "")


def _last_year(day: int) -> int:
    """The last year that is over by `day`: a year stands for its last day."""
    return day // 10_000 - (day % 10_000 < 1231)
