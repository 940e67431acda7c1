"""What a program's rate applies to, from its slots: sums and increments of amounts, counts at so much each, so much for every so many."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from techreform_cli.domain.expression import (
    Amount,
    Difference,
    Expression,
    Field,
    FirstKnown,
    Largest,
    Literal,
    Parameter,
    Product,
    Rounded,
    Sum,
    WholeTimes,
    YearRef,
)
from techreform_cli.domain.field import FieldType
from techreform_cli.domain.traversal import fields
from techreform_cli.policy.program_schema import BaseEntry, BaseYearEntry, FigureEntry, ProgramEntry, TermEntry
from techreform_cli.policy.scope import Scope
from techreform_cli.policy.yaml_source import Path_

ZERO = Literal(Fraction(0))
PERCENT = "%"


@dataclass(frozen=True, slots=True)
class BaseSlots:
    """Compiles the bases of one program; `sheet` is that of its claims."""

    scope: Scope
    entry: ProgramEntry
    sheet: str

    def base(self, entry: FigureEntry, path: Path_) -> Expression:
        """The figure a rate applies to."""

        def total(year: YearRef) -> Expression:
            added = [self.term(t, (*path, "sum", i), year) for i, t in enumerate(entry.sum) if not t.deduct]
            taken = [self.term(t, (*path, "sum", i), year) for i, t in enumerate(entry.sum) if t.deduct]
            if not added:
                raise self.scope.fail("P053", (*path, "sum"), "基数全是扣除项", "至少写一项不带 deduct 的")
            whole = added[0] if len(added) == 1 else Sum(tuple(added))
            if not taken:
                return whole
            off = taken[0] if len(taken) == 1 else Sum(tuple(taken))
            return Difference(whole, off) if entry.less else Largest((Difference(whole, off), ZERO))

        current = total(YearRef())
        if entry.less is None:
            return self.in_full(entry, current, path)
        if not all(field.year for field in fields(current)):
            raise self.scope.fail(
                "P052", (*path, "less"), "less 要减去另一年的数，基数里却有不分年度的字段", "换成分年度的字段，或删去 less"
            )
        increase = Largest((Difference(current, total(self.base_year(entry.less, (*path, "less")))), ZERO))
        return self.in_full(entry, increase, path)

    def in_full(self, entry: FigureEntry, figure: Expression, path: Path_) -> Expression:
        """So much `each` for every whole amount in the figure (每满…奖…); the figure itself where the base has no such slot."""
        if not isinstance(entry, BaseEntry) or (entry.every is None and entry.each is None):
            return figure
        if entry.every is None or entry.each is None:
            raise self.scope.fail("P053", path, "每满多少奖多少要同时写 every 和 each", "例如 {every: 1000万元, each: 5万元}")
        if self.entry.rate is not None or entry.at_least is not None:
            raise self.scope.fail("P053", (*path, "every"), "写了每满多少奖多少，就不再有比例和起点", "删去 rate、at_least")
        unit = self.number(entry.every, (*path, "every"), "每满的数额", "金额")
        if not isinstance(unit, Parameter) or any(value == Amount(0) for _, value in self.scope.parameters[unit.id].values):
            raise self.scope.fail("P035", (*path, "every"), "每满的数额不能是 0", "写通知规定的数额，如 1000万元")
        return Product(WholeTimes(figure, unit), self.number(entry.each, (*path, "each"), "每满一份的奖励", "金额"))

    def base_year(self, entry: BaseYearEntry, path: Path_) -> YearRef:
        """The year an increment is counted from."""
        if (entry.year is None) == (entry.year_of is None):
            raise self.scope.fail(
                "P053", path, "基期要写 year（固定年份），或 year_of 和 offset", "例如 {year: 2017}，或 {year_of: award, offset: -1}"
            )
        return YearRef("fixed", entry.year) if entry.year is not None else YearRef(str(entry.year_of), entry.offset)

    def term(self, entry: TermEntry, path: Path_, year: YearRef) -> Expression:
        """One term of a base, in 分."""
        if entry.each is not None:
            count = self.factor(entry.field, (*path, "field"), year)
            unit, where = count.spec.unit, (*path, "each")
            per = unit if unit and self.scope.per(entry.each, where) else ""  # 1万元/台 or 1万元
            each = self.number(entry.each, where, f"每{unit or '个'}{entry.field}", "金额", per)
            return self.multiplied(Product(count, each), entry, path, year)
        field = self.money(entry.field, (*path, "field"), year)
        if entry.otherwise is not None:
            if entry.times or entry.over > 1:
                raise self.scope.fail("P053", (*path, "otherwise"), "otherwise 不能和 times、over 一起写", "只留一种")
            if entry.share is not None:
                raise self.scope.fail("P053", (*path, "otherwise"), "otherwise 不能和 share 一起写", "只留一种")
            whole = self.money(entry.otherwise.field, (*path, "otherwise", "field"), year)
            label = f"{entry.otherwise.field}分成比例"
            share = self.scope.number(entry.otherwise.share, (*path, "otherwise", "share"), label, self.entry.clause, "比例")
            return FirstKnown((field, Rounded(Product(whole, share), 1)))
        if entry.share is None:
            return self.multiplied(field, entry, path, year) if entry.times or entry.over > 1 else field
        share = self.number(entry.share, (*path, "share"), f"{entry.field}计入的比例", "比例", beyond=True)
        return self.multiplied(Product(field, share), entry, path, year)

    def multiplied(self, product: Expression, entry: TermEntry, path: Path_, year: YearRef) -> Expression:
        """An amount times the term's further factors, over its divisor, to the 分."""
        divisor = entry.over
        for i, name in enumerate(entry.times):
            factor = self.factor(name, (*path, "times", i), year)
            product = Product(product, factor)
            divisor *= 100 if factor.spec.unit == PERCENT else 1
        return Rounded(Product(product, Literal(Fraction(1, divisor))) if divisor > 1 else product, 1)

    def money(self, name: str, path: Path_, year: YearRef) -> Field:
        """An amount of the claim. Raises Unresolved for a field that is none."""
        field = self.scope.field(name, path, year)
        if field.spec.type is not FieldType.MONEY or "/" in field.spec.unit:
            raise self.scope.fail("P039", path, f"“{field.spec.name}”不是金额字段", "换成金额字段")
        self.scope.check_reach(field, self.sheet, path)
        return field

    def factor(self, name: str, path: Path_, year: YearRef) -> Field:
        """A number that an amount is multiplied by: a rate in %, days, a count."""
        field = self.scope.field(name, path, year)
        if field.spec.type not in (FieldType.NUMBER, FieldType.INTEGER):
            raise self.scope.fail("P039", path, f"“{field.spec.name}”不是数量字段，不能相乘", "换成数量、天数或百分数字段")
        self.scope.check_reach(field, self.sheet, path)
        return field

    def number(self, value: object, path: Path_, label: str, kind: str, per: str = "", beyond: bool = False) -> Expression:
        """A number of this program as a parameter."""
        return self.scope.number(value, path, f"{self.entry.label}·{label}", self.entry.clause, kind, per, beyond)
