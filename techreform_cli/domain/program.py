"""A program of a policy as the engine uses it: slot by slot, in a fixed order; and what several programs share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from techreform_cli.domain.expression import Expression, Field, Sum
from techreform_cli.domain.field import FieldSpec


@dataclass(frozen=True, slots=True)
class Condition:
    """One requirement. `predicate` is the whole of it (with any waiver); `label` says it in a few words."""

    id: str
    label: str
    clause: str
    predicate: Expression


class FloorMode(StrEnum):
    """What an award below the floor becomes."""

    LIFT = "lift"
    THRESHOLD = "threshold"


class Period(StrEnum):
    """The period over which an enterprise's base is added up and its floor and cap apply."""

    YEAR = "year"
    PLAN = "plan"


class Pick(StrEnum):
    """Which of an enterprise's eligible claims of one period count."""

    ALL = "all"
    EARLIEST = "earliest"
    LARGEST = "largest"


@dataclass(frozen=True, slots=True)
class Floor:
    """A minimum award. Where `flag_above` is set, an award lifted above that share of the base is pointed out."""

    amount: Expression
    mode: FloorMode
    flag_above: Expression | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Which date counts (completion, invoice, filing …) and between which days (yyyymmdd). One outside is refused with a row
    (`outside_refused`), or gives none."""

    date: Field
    first: int
    last: int
    outside_refused: bool
    clause: str


@dataclass(frozen=True, slots=True)
class ClaimSheet:
    """The sheet whose rows are the claims of a program (projects, loans, certificates, enterprise years), and the fields that
    number and name a claim where it has such. With `only`, rows known to fail it are no claims at all; it is among the conditions, for
    rows of which that is unknown."""

    key: str
    name: str
    number: FieldSpec | None
    label: FieldSpec | None
    only: Expression | None = None


@dataclass(frozen=True, slots=True)
class Bracket:
    """The part of a base from `start` on, up to the next bracket's, with its own rate (超额累进)."""

    start: Expression
    rate: Expression


@dataclass(frozen=True, slots=True)
class Part:
    """One base with its rate, which may go by the base (by its step, see step_names.BASE). Without a rate the base itself is the award (a
    prize). With `brackets` each slice of the base has its own rate, and `rate` (if any) is added to all of them."""

    label: str
    base: Expression
    rate: Expression | None
    brackets: tuple[Bracket, ...] = ()


@dataclass(frozen=True, slots=True)
class Cap:
    """A maximum award per enterprise and period. `per_claim`: the amount depends on facts of the claims, and the largest of those
    counted holds."""

    amount: Expression
    per_claim: bool = False


@dataclass(frozen=True, slots=True)
class Instalment:
    """A share of the award of a claim, due in the year `offset` years after its award year, or in the year of `date` (not before
    that date is given), and only where `when` holds. `clause` says so, "" where it is the program's."""

    share: Expression
    offset: int = 0
    date: Field | None = None
    when: Expression | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Program:
    """One subsidy, slot by slot, in the fixed order of the design.

    `award_years` are the offsets from the window date's year to the first and last award year. The rates of the `parts`
    belong to the project stage (`rate_per_project`) or to the enterprise stage. A total base below `minimum` gives
    nothing. `rounding` is a step in 分; with `round_down` what is less than one is left off. `claim_floor` and `claim_cap` limit the
    award of one claim, `floor` and `cap` that of an enterprise over `period`, which is also the period of `pick`.
    """

    id: str
    label: str
    clause: str
    window: Window
    award_years: tuple[int, int]
    claims: ClaimSheet
    conditions: tuple[Condition, ...]
    base_label: str
    parts: tuple[Part, ...]
    rate_per_project: bool
    rounding: int
    rounding_clause: str
    period: Period
    pick: Pick
    round_down: bool = False
    minimum: Expression | None = None
    claim_floor: Floor | None = None
    claim_cap: Expression | None = None
    floor: Floor | None = None
    cap: Cap | None = None
    instalments: tuple[Instalment, ...] = ()

    @property
    def years_awarded(self) -> range:
        """The years in which a claim dated within the window can be paid for, from the first to the last."""
        first, last = self.award_years
        return range(self.window.first // 10_000 + first, self.window.last // 10_000 + last + 1)

    @property
    def base(self) -> Expression:
        """The whole base of a claim: the sum over its parts."""
        return self.parts[0].base if len(self.parts) == 1 else Sum(tuple(part.base for part in self.parts))

    @property
    def rate(self) -> Expression | None:
        """The one rate of the program; None for a prize, several parts, or brackets."""
        part = self.parts[0]
        return part.rate if len(self.parts) == 1 and not part.brackets else None

    @property
    def expressions(self) -> list[Expression]:
        """Everything that the slots hold."""
        slots: list[Expression | None] = [self.window.date, *(c.predicate for c in self.conditions)]
        for part in self.parts:
            slots += [part.base, part.rate, *(one for bracket in part.brackets for one in (bracket.start, bracket.rate))]
        for floor in (self.claim_floor, self.floor):
            slots += [floor.amount, floor.flag_above] if floor else []
        slots += [self.minimum, self.claim_cap, self.cap.amount if self.cap else None]
        slots += [one for instalment in self.instalments for one in (instalment.share, instalment.date, instalment.when)]
        return [slot for slot in slots if slot is not None]


@dataclass(frozen=True, slots=True)
class Stacking:
    """Several programs in one year for one enterprise: all are paid, or (`highest_only`) the larger, earlier listed on a tie."""

    id: str
    programs: tuple[str, ...]
    highest_only: bool
    clause: str


@dataclass(frozen=True, slots=True)
class TotalCap:
    """The most that one enterprise gets in a year from several programs together; those listed first are paid first. `per_claim`: the
    amount is read from the rows that the claims are joined to (a share of the enterprise's own figure)."""

    id: str
    programs: tuple[str, ...]
    amount: Expression
    clause: str
    per_claim: bool = False


class Ration(StrEnum):
    """How a budget is divided that does not suffice."""

    PRO_RATA = "pro_rata"
    LARGEST_FIRST = "largest_first"
    SMALLEST_FIRST = "smallest_first"
    EARLIEST_FIRST = "earliest_first"


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that several programs pay in one year, and who is cut when it does not suffice."""

    id: str
    label: str
    programs: tuple[str, ...]
    amount: Expression
    ration: Ration
    clause: str
