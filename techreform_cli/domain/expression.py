"""The expression tree: what one rule means, independent of how it is carried out.

A tree is evaluated over columns (engine/evaluate.py), written as a live Excel formula (report/formula.py) and read
out in Chinese (report/sentence.py). Nothing here computes.

Grains. A *claim* is one project in one award year; an *award* is one enterprise in the year calculated. Targets
use the rows of a ledger sheet, or enterprises. `Field` fetches a value down to the rows at hand; `SomeRow` and the nodes of
domain/gathering.py draw on other rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from techreform_cli.domain.field import FieldSpec
from techreform_cli.domain.gathering import (
    Across,
    Allocation,
    Count,
    First,
    Leading,
    Most,
    Paid,
    Queue,
    Rationed,
    Recorded,
    Total,
    Withheld,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A fixed sum of money in whole 分; `per` is the unit it is per (人 for 万元/人), "" for plain money."""

    fen: int
    per: str = ""


@dataclass(frozen=True, slots=True)
class YearRef:
    """Which year's figure is meant: `offset` years from the row's award year or completion year, or the year `offset` itself."""

    anchor: str = "award"  # award | completion | fixed
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """A ledger value; `year` for fields that exist per year, None for facts of an enterprise or project."""

    spec: FieldSpec
    year: YearRef | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated policy parameter, by id, as in force at the end of `year` (None: of the row's award year)."""

    id: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Literal:
    """A number of no policy significance (0, 1): 分 for money, a plain number for counts."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class StepRef:
    """The value of an earlier step of the same program at the same grain."""

    step: str


# Arithmetic: exact, unknown if a part is unknown.


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of its terms."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """`left` less `right`."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Product:
    """`left` times `right`; not rounded."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Rounded:
    """`value` rounded half up to a multiple of `step` 分, or `down`: what is less than one is left off."""

    value: Expression
    step: int
    down: bool = False


@dataclass(frozen=True, slots=True)
class WholeTimes:
    """How many whole times `unit` goes into `value`; none into one below zero."""

    value: Expression
    unit: Expression


@dataclass(frozen=True, slots=True)
class Largest:
    """The largest of its terms."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Smallest:
    """The smallest of its terms."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class FirstKnown:
    """The first of its terms that is given; unknown where that one rests on a cell that cannot be read."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Choose:
    """The value of the first case whose condition holds, else `otherwise`; unknown where an unknown condition matters."""

    cases: tuple[tuple[Expression, Expression], ...]
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Least:
    """The least that `of` can turn out to be, however the conditions that are open come out."""

    of: Choose


@dataclass(frozen=True, slots=True)
class Capped:
    """`amount`, at most `cap`. While the cap is open it is sure to be at least `least`, and an amount not above that is known."""

    amount: Expression
    cap: Expression
    least: Expression


# Predicates: three-valued. Each can be asked in the negative itself, so that "favourable" always means "holds".


@dataclass(frozen=True, slots=True)
class Compare:
    """`left` `op` `right`, with op one of >= > <= < =."""

    left: Expression
    op: str
    right: Expression


@dataclass(frozen=True, slots=True)
class Holds:
    """A yes/no field is yes (`expected` True) or no."""

    field: Field
    expected: bool = True


@dataclass(frozen=True, slots=True)
class Given:
    """A field holds something: a certificate number, a date (`expected` True), or is known to be empty."""

    field: Field
    expected: bool = True


@dataclass(frozen=True, slots=True)
class Among:
    """A text field is one of `items` (`expected` True) or none of them; `parameter` names the list it came from. Where the names in
    use are `known`, a text that is none of them but much like an item is unknown: it may be that one misspelt."""

    field: Field
    items: tuple[str, ...]
    expected: bool = True
    parameter: str = ""
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contains:
    """A text field contains `text`."""

    field: Field
    text: str


@dataclass(frozen=True, slots=True)
class Located:
    """A place field lies in one of `places`; each is a name and the districts that also stand for it."""

    field: Field
    places: tuple[tuple[str, ...], ...]
    prefixes: tuple[str, ...] = ()
    expected: bool = True
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class CodeBetween:
    """The leading digits of a code lie between `first` and `last` (equally long strings of digits, inclusive)."""

    field: Field
    first: str
    last: str
    blank_passes: bool = False


@dataclass(frozen=True, slots=True)
class CodeStarts:
    """A code begins with one of `prefixes` (digits; `expected` True) or with none; `parameter` names the list they came from."""

    field: Field
    prefixes: tuple[str, ...]
    expected: bool = True
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class DateBetween:
    """A date lies between two days, both included (yyyymmdd; 0 for an open end)."""

    field: Field
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class InYear:
    """A date falls in a year counted from the award year."""

    field: Field
    year: YearRef


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class SomeRow:
    """The enterprise has at least one row of `sheet` for which `where` holds."""

    sheet: str
    where: Expression


Value = (
    Field
    | Parameter
    | Literal
    | StepRef
    | Sum
    | Difference
    | Product
    | Rounded
    | WholeTimes
    | Largest
    | Smallest
    | FirstKnown
    | Choose
    | Least
    | Capped
    | Total
    | Most
    | Count
    | Allocation
    | Paid
    | Withheld
    | Across
    | Queue
    | Rationed
)
Predicate = (
    Compare
    | Holds
    | Given
    | Among
    | Contains
    | Located
    | CodeBetween
    | CodeStarts
    | DateBetween
    | InYear
    | Every
    | AnyOf
    | SomeRow
    | First
    | Leading
    | Recorded
)
Expression = Value | Predicate
