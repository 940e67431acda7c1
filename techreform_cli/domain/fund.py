"""The county's money: what is to be provided over the plan, what was paid and arranged, and what is still to be paid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from techreform_cli.domain.policy import Target


@dataclass(frozen=True, slots=True)
class Fund:
    """The sum (分) that a target wants provided over the plan, and the ids of the programs paid from it."""

    target: Target
    goal: Fraction
    programs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Payment:
    """What the ledger records: 分 over the rows with a readable amount, and how many rows have none or are unclear."""

    amount: int
    unclear: int = 0


@dataclass(frozen=True, slots=True)
class Cost:
    """What the awards of one year come to, of one program or several. `awarded` is 分 by the rules, `paid` what 已拨付 records of them
    (None: it has no row of that program and year, which is not zero), `unpaid` 分 that fell due and are still to be paid, `open` how many
    awards are undetermined and not in it."""

    year: int
    awarded: int
    paid: Payment | None
    unpaid: int
    open: int

    @property
    def amount(self) -> int:
        """分 paid and still to be paid."""
        return (self.paid.amount if self.paid else 0) + self.unpaid


@dataclass(frozen=True, slots=True)
class FundYear:
    """What a fund pays for one award year, by program id (none: only arranged for), and what was arranged for the year (None: nothing is
    recorded)."""

    year: int
    costs: dict[str, Cost]
    arranged: Payment | None

    @property
    def all(self) -> Cost:
        """The programs together."""
        costs = self.costs.values()
        paid = total(cost.paid for cost in costs)
        return Cost(self.year, sum(c.awarded for c in costs), paid, sum(c.unpaid for c in costs), sum(c.open for c in costs))


@dataclass(frozen=True, slots=True)
class FundAccount:
    """A fund from the plan's start to `year`, year by year. `paid` and `arranged` are None where nothing is recorded at all; `records` are
    whether the ledger has the sheets 已拨付 and 资金安排."""

    fund: Fund
    year: int
    years: tuple[FundYear, ...]
    records: tuple[bool, bool]
    paid: Payment | None
    arranged: Payment | None

    @property
    def unpaid(self) -> int:
        """分 that fell due and are still to be paid."""
        return sum(one.all.unpaid for one in self.years)

    @property
    def cost(self) -> int:
        """分 paid and still to be paid."""
        return sum(one.all.amount for one in self.years)

    @property
    def open(self) -> int:
        """How many awards are undetermined, which `cost` leaves out."""
        return sum(one.all.open for one in self.years)

    @property
    def share(self) -> Fraction | None:
        """The cost as a share of the whole sum."""
        return self.cost / self.fund.goal if self.fund.goal else None


def total(payments: Iterable[Payment | None]) -> Payment | None:
    """The payments there are, added up; None where there is none."""
    known = [payment for payment in payments if payment is not None]
    return Payment(sum(one.amount for one in known), sum(one.unclear for one in known)) if known else None
