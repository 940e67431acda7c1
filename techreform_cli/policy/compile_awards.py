"""What a program pays, from its slots: bases, rates and prizes, brackets, limits, instalments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from techreform_cli.domain.expression import (
    Amount,
    Choose,
    Compare,
    Expression,
    Product,
    Rounded,
    Smallest,
    StepRef,
    Sum,
    YearRef,
)
from techreform_cli.domain.field import FieldType
from techreform_cli.domain.program import Bracket, Cap, Floor, FloorMode, Part
from techreform_cli.domain.step_names import BASE, part_base
from techreform_cli.policy.compile_bases import ZERO, BaseSlots
from techreform_cli.policy.compile_conditions import definition
from techreform_cli.policy.program_schema import (
    BracketsEntry,
    CaseEntry,
    FactorEntry,
    FigureEntry,
    FloorEntry,
    GradedEntry,
    LimitEntry,
    ProgramEntry,
)
from techreform_cli.policy.scope import Scope
from techreform_cli.policy.yaml_source import Path_

Numbers = Callable[[object, Path_, str, str], Expression]


def _ratio(value: Any) -> Any:
    """A factor of 1 or 2 is as good as one of 100% or 200%."""
    return Fraction(value) if isinstance(value, int) else value


def share_of(scope: Scope, entry: LimitEntry, path: Path_, label: str, clause: str, sheet: str) -> Expression:
    """A share of a field of the enterprise or the claim, to the 分. `sheet` is that of the claims. Raises Unresolved."""
    if entry.share is None or not entry.of:
        raise scope.fail("P053", path, "按占比封顶要同时写 share 和 of", "例如 {share: 30%, of: 计划总投资}")
    share = scope.number(entry.share, (*path, "share"), label, clause, "比例")
    field = scope.field(entry.of, (*path, "of"), YearRef())
    if field.spec.type is not FieldType.MONEY or "/" in field.spec.unit:
        raise scope.fail("P039", (*path, "of"), f"“{field.spec.name}”不是金额字段", "换成金额字段")
    scope.check_reach(field, sheet, (*path, "of"))
    return Rounded(Product(field, share), 1)


@dataclass(frozen=True, slots=True)
class AwardSlots:
    """Compiles the money slots of one program: `sheet` is that of its claims, `path` where it stands in the file."""

    scope: Scope
    entry: ProgramEntry
    sheet: str
    path: Path_

    @property
    def bases(self) -> BaseSlots:
        """What the rates apply to."""
        return BaseSlots(self.scope, self.entry, self.sheet)

    def parts(self) -> tuple[str, tuple[Part, ...]]:
        """What the whole base is called, and the parts. Raises Unresolved."""
        entry = self.entry
        ways = [name for name in ("prize", "parts", "base") if getattr(entry, name)]
        if len(ways) != 1 or (entry.rate is not None and ways[0] != "base"):
            remedy = "写 base（一般还有 rate）；几种基数各有比例的写 parts；定额的写 prize"
            raise self.scope.fail("P053", self.path, "一个奖补要写清算什么、怎么算", remedy)
        if entry.prize is not None:
            value = self.graded(entry.prize, (*self.path, "prize"), "奖励标准", "金额", None)
            return "奖励标准", (Part("奖励标准", value, None),)
        if entry.base is not None and entry.rate is None:
            return entry.base.label, (Part(entry.base.label, self.bases.base(entry.base, (*self.path, "base")), None),)
        if entry.base is not None and entry.rate is not None:
            return entry.base.label, (self.part(entry.base, entry.rate, (*self.path, "base"), (*self.path, "rate"), BASE),)
        labels = "＋".join(part.label for part in entry.parts)
        where = [(*self.path, "parts", i) for i in range(len(entry.parts))]
        for at, part in zip(where, entry.parts, strict=True):
            if part.at_least is not None:
                raise self.scope.fail("P053", (*at, "at_least"), "at_least 只能写在 base 里", "改成条件 {field: …, at_least: …}")
        return labels, tuple(
            self.part(part, part.rate, at, (*at, "rate"), part_base(i)) for i, (at, part) in enumerate(zip(where, entry.parts, strict=True))
        )

    def part(self, base: FigureEntry, rate: GradedEntry, path: Path_, rate_path: Path_, step: str) -> Part:
        """One base with its rate; `step` is the step that holds the base, which brackets go by."""
        amount = self.bases.base(base, path)
        if rate.brackets is not None and rate.brackets.mode == "marginal":
            return self.marginal(base.label, amount, rate, rate_path)
        return Part(base.label, amount, self.graded(rate, rate_path, "比例", "比例", StepRef(step)))

    def marginal(self, label: str, amount: Expression, rate: GradedEntry, path: Path_) -> Part:
        """A base whose slices have rates of their own (超额累进)."""
        assert rate.brackets is not None
        if rate.brackets.by or rate.at_most is not None or rate.cases or rate.otherwise is not None:
            raise self.scope.fail("P053", path, "超额累进只按基数分段，不能写 by、cases、otherwise、at_most", "删去，或改 mode 为 whole")
        slices = self.steps(rate.brackets, path, "比例", "比例", "金额", "")
        factor = self.by_factor(rate.factor, (*path, "factor"))
        points = self.points(rate, path, "比例")
        added = factor(Sum(points)) if points else None
        return Part(label, amount, added, tuple(Bracket(start, factor(value)) for start, value in slices))

    def graded(self, entry: GradedEntry, path: Path_, label: str, kind: str, base: Expression | None) -> Expression:
        """The value of a claim by case or by size: a rate (比例) or a prize (金额). `base` is what `brackets` go by without a field."""
        if entry.cases and entry.otherwise is None and entry.brackets is None:
            remedy = "补上 otherwise，如都不符合的没有，写 otherwise: 0"
            raise self.scope.fail("P053", path, f"{label}写了 cases，没有写 otherwise（一个都不符合的按多少）", remedy)
        if (entry.otherwise is None) == (entry.brackets is None) or (entry.brackets is not None and entry.cases):
            raise self.scope.fail("P053", path, f"{label}要写一个数（有例外的加 cases），或写 brackets", "只留一种写法")
        if entry.brackets is not None:
            value = self.whole(entry.brackets, path, label, kind, base)
        else:
            value = self.by_case(entry.cases, entry.otherwise, path, "otherwise", label, kind)
        points = self.points(entry, path, kind)
        value = Sum((value, *points)) if points else value
        if entry.at_most is not None:
            value = Smallest((value, self.number(entry.at_most, (*path, "at_most"), f"{label}最高", kind)))
        return self.by_factor(entry.factor, (*path, "factor"))(value)

    def by_factor(self, entry: FactorEntry | None, path: Path_) -> Callable[[Expression], Expression]:
        """What multiplies a value by a factor, which may be above 1; nothing without one."""
        if entry is None:
            return lambda value: value
        if entry.clause:
            self.scope.check_clause(entry.clause, (*path, "clause"))
        cases = [CaseEntry.model_construct(when=case.when, value=_ratio(case.value)) for case in entry.cases]
        clause = entry.clause or self.entry.clause

        def number(value: object, where: Path_, label: str, kind: str) -> Expression:
            return self.scope.number(value, where, f"{self.entry.label}·{label}", clause, kind, beyond=True)

        factor = self.by_case(cases, _ratio(entry.otherwise), path, "otherwise", "系数", "比例", number)
        return lambda value: Product(value, factor)

    def by_case(
        self, cases: list[CaseEntry], otherwise: object, path: Path_, key: str, label: str, kind: str, number: Numbers | None = None
    ) -> Expression:
        """The value of the first case that holds, else `otherwise` (which stands under `key`); `number` makes the parameters."""
        number = number or self.number
        rest = number(otherwise, (*path, key), label, kind)
        if not cases:
            return rest
        found = []
        for i, case in enumerate(cases):
            where: Path_ = (*path, "cases", i)
            named = self.named(case.when, (*where, "when"))
            found.append((named, number(case.value, (*where, "value"), f"{label}（{self.called(case.when)}）", kind)))
        return Choose(tuple(found), rest)

    def whole(self, entry: BracketsEntry, path: Path_, label: str, kind: str, base: Expression | None) -> Expression:
        """The value of the bracket a figure falls into; below the first bracket, nothing."""
        figure, unit, per = self.figure(entry, path, base)
        steps = self.steps(entry, path, label, kind, unit, per)
        cases = [(Compare(figure, ">=", start), value) for start, value in reversed(steps) if start != ZERO]
        return Choose(tuple(cases), steps[0][1] if steps[0][0] == ZERO else ZERO) if cases else steps[0][1]

    def figure(self, entry: BracketsEntry, path: Path_, base: Expression | None) -> tuple[Expression, str, str]:
        """What the brackets go by, the kind of number that is, and what it is per."""
        if not entry.by:
            if base is None or entry.mode == "marginal":
                raise self.scope.fail("P053", (*path, "brackets"), "定额按档次的要写明 by（按哪个字段）", "例如 by: 主营业务收入")
            return base, "金额", ""
        field = self.scope.field(entry.by, (*path, "brackets", "by"), YearRef("award", entry.year))
        if field.spec.type not in (FieldType.MONEY, FieldType.NUMBER, FieldType.INTEGER):
            raise self.scope.fail("P039", (*path, "brackets", "by"), f"“{entry.by}”不是数，不能分档", "换成金额或数量字段")
        self.scope.check_reach(field, self.sheet, (*path, "brackets", "by"))
        return field, "金额" if field.spec.type is FieldType.MONEY else "数量", field.spec.unit.partition("/")[2]

    def steps(self, entry: BracketsEntry, path: Path_, label: str, kind: str, unit: str, per: str) -> list[tuple[Expression, Expression]]:
        """Where each bracket starts, and its value. Raises Unresolved where they do not rise."""
        found, before = [], None
        for i, step in enumerate(entry.steps):
            where: Path_ = (*path, "brackets", "steps", i)
            start = self.number(step.start, (*where, "from"), f"{label}第{i + 1}档起点", unit, per)
            found.append((start, self.number(step.value, (*where, "value"), f"{label}第{i + 1}档", kind)))
            figure = self.scope.figure(step.start, (*where, "from"), self.scope.file.policy.plan.first_year)
            size = Fraction(figure.fen if isinstance(figure, Amount) else figure)
            if before is not None and size <= before:
                raise self.scope.fail("P054", (*where, "from"), "分档的起点要从小到大", "按起点排好顺序")
            before = size
        return found

    def points(self, entry: GradedEntry, path: Path_, kind: str) -> tuple[Expression, ...]:
        """What is added for each kind of claim, zero for others."""
        found = []
        for i, more in enumerate(entry.plus):
            where: Path_ = (*path, "plus", i)
            value = self.number(more.points, (*where, "points"), f"加计（{self.called(more.when)}）", kind)
            found.append(Choose(((self.named(more.when, (*where, "when")), value),), ZERO))
        return tuple(found)

    def named(self, name: str, path: Path_) -> Expression:
        """A definition, once it is sure that every claim has a single outcome of it."""
        found = definition(self.scope, name, path)
        self.scope.check_reach(found, self.sheet, path)
        return found

    def called(self, name: str) -> str:
        """A definition as a person calls it."""
        entry = self.scope.file.definitions.get(name)
        return entry.label if entry and entry.label else name

    def number(self, value: object, path: Path_, label: str, kind: str, per: str = "", beyond: bool = False) -> Expression:
        """A number of this program as a parameter."""
        return self.bases.number(value, path, label, kind, per, beyond)

    def floor(self, entry: FloorEntry | None, path: Path_, label: str) -> Floor | None:
        """A minimum award."""
        if entry is None:
            return None
        flag = entry.flag_above
        share = self.number(flag, (*path, "flag_above"), f"{label}提示占比", "比例") if flag is not None else None
        return Floor(self.number(entry.amount, (*path, "amount"), label, "金额"), FloorMode(entry.mode), share)

    def claim_cap(self, entry: LimitEntry | None, path: Path_) -> Expression | None:
        """The most one claim gets."""
        return self.limit(entry, path, "单项上限") if entry is not None else None

    def limit(self, entry: LimitEntry, path: Path_, label: str) -> Expression:
        """An amount, by case; a share of a field; or the lower of the two."""
        limits: list[Expression] = []
        if entry.amount is not None:
            limits.append(self.by_case(entry.cases, entry.amount, path, "amount", label, "金额"))
        elif entry.cases:
            raise self.scope.fail("P053", path, f"{label}写了 cases，没有写 amount（一个都不符合的按多少）", "补上 amount")
        if entry.share is not None or entry.of:
            limits.append(share_of(self.scope, entry, path, f"{self.entry.label}·占{entry.of}的上限", self.entry.clause, self.sheet))
        if not limits:
            raise self.scope.fail("P053", path, "上限要写 amount，或 share 和 of", f"例如 {path[-1]}: 50万元")
        return limits[0] if len(limits) == 1 else Smallest(tuple(limits))

    def cap(self, entry: LimitEntry | None, path: Path_) -> Cap | None:
        """The most one enterprise gets in the period."""
        if entry is None:
            return None
        if entry.of and self.entry.period == "plan":
            raise self.scope.fail("P053", path, "按占比封顶的只能每年算", "改 period 为 year，或写成 total_caps")
        return Cap(self.limit(entry, path, "上限"), bool(entry.cases or entry.of))

    def minimum(self) -> Expression | None:
        """The least total base that gives anything."""
        if self.entry.base is None or self.entry.base.at_least is None:
            return None
        return self.number(self.entry.base.at_least, (*self.path, "base", "at_least"), f"{self.entry.base.label}起点", "金额")
