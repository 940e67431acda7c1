"""Writes an expression tree as an Excel formula.

Amounts are in 万元 there; a condition's cell is 1 (holds), 0 (fails) or 0.5 (unknown), so that "all" is MIN and
"any" is MAX; an unknown amount is an empty text. Sums and differences stand inside ROUND(…,6), for halves of a 分
would otherwise be lost in binary fractions.
"""

from __future__ import annotations

from typing import Protocol

from techreform_cli.domain.expression import (
    Among,
    AnyOf,
    Capped,
    Choose,
    CodeBetween,
    CodeStarts,
    Compare,
    Contains,
    DateBetween,
    Difference,
    Every,
    Expression,
    Field,
    FirstKnown,
    Given,
    Holds,
    InYear,
    Largest,
    Least,
    Literal,
    Located,
    Parameter,
    Product,
    Rounded,
    Smallest,
    SomeRow,
    StepRef,
    Sum,
    WholeTimes,
)
from techreform_cli.domain.field import FieldType
from techreform_cli.domain.traversal import children
from techreform_cli.report.wording import UNCLEAR

DIGITS = 6
"""Decimals of a 分 in 万元."""
NO_LIMIT = "9E+99"
"""Above any amount."""


class Places(Protocol):
    """Where the parts of a formula stand, for the row being written."""

    def field(self, field: Field) -> str:
        """The cell of a ledger value."""

    def step(self, step: str) -> str:
        """The cell of an earlier step."""

    def parameter(self, parameter: str, year: int | None) -> str:
        """The name of a parameter's cell as in force in `year` (None: in the row's award year)."""

    def judged(self, node: Expression) -> str:
        """The cell of a test that the workbook states instead of calculating (dates, places, codes)."""

    def gathered(self, node: Expression) -> str:
        """The formula of a node that draws on other rows."""


def stated(node: Expression) -> bool:
    """Whether the workbook states the outcome of this test instead of calculating it."""
    if isinstance(node, Among):
        return node.field.spec.type is not FieldType.CHOICE
    return isinstance(node, DateBetween | InYear | Located | CodeBetween | CodeStarts | Contains | SomeRow)


def stated_tests(node: Expression) -> list[Expression]:
    """Every test below `node` whose outcome is stated, each once."""
    if stated(node):
        return [node]
    return list(dict.fromkeys(test for child in children(node) for test in stated_tests(child)))


def calculated_fields(node: Expression) -> list[Field]:
    """Every ledger field below `node` that a formula refers to."""
    if stated(node):
        return []
    found = [node] if isinstance(node, Field) else [f for child in children(node) for f in calculated_fields(child)]
    return list(dict.fromkeys(found))


def number(node: Expression, places: Places) -> str:
    """The node as a number, its parts taken to be known."""
    match node:
        case Field():
            return places.field(node)
        case StepRef(step):
            return places.step(step)
        case Parameter(name, year):
            return places.parameter(name, year)
        case Literal(value):
            return str(value)
        case Sum((single,)):
            return number(single, places)
        case Sum(terms):
            return f"ROUND({'+'.join(number(t, places) for t in terms)},{DIGITS})"
        case Difference(left, right):
            return f"ROUND({number(left, places)}-{number(right, places)},{DIGITS})"
        case Product(left, StepRef(step)) if is_rate(step):  # an open rate is an empty text, and nothing times it is nothing
            return f"{number(left, places)}*N({places.step(step)})"
        case Product(left, right):
            return f"{number(left, places)}*{number(right, places)}"
        case Rounded():
            return _rounded(node, places)
        case WholeTimes(inner, unit):  # in whole 分, whose quotient no binary fraction lifts to the next whole number
            return f"INT(MAX(ROUND({number(inner, places)}*10^{DIGITS},0),0)/ROUND({number(unit, places)}*10^{DIGITS},0))"
        case Largest(terms):
            return f"MAX({','.join(number(t, places) for t in terms)})"
        case Smallest(terms):
            return f"MIN({','.join(number(t, places) for t in terms)})"
        case Capped(amount, cap, least):  # an open cap is an empty text, which MAX leaves out
            return f"MIN({number(amount, places)},MAX({number(cap, places)},{number(least, places)}))"
        case FirstKnown() | Choose() | Least():
            return _picked(node, places)
    return places.gathered(node)


def _picked(node: FirstKnown | Choose | Least, places: Places) -> str:
    """One of several numbers: each is tried before the `text` of those behind it."""
    match node:
        case FirstKnown(terms):
            text = number(terms[-1], places)
            for term in reversed(terms[:-1]):
                text = f'IF({known(term, places)},{number(term, places)},IF({blank(term, places)},{text},""))'
        case Choose(cases, otherwise):
            text = number(otherwise, places)
            for condition, then in reversed(cases):
                text = f"IF({truth(condition, places)},{number(then, places)},{text})"
        case Least(Choose(cases, otherwise)):
            text = number(otherwise, places)
            for condition, then in reversed(cases):
                own, amount = flag(condition, places), number(then, places)
                text = f"IF({own}=1,{amount},MIN({text},IF({own}=0,{NO_LIMIT},{amount})))"
    return text


def is_rate(step: str) -> bool:
    """Whether a step holds a rate."""
    return step == "rate" or step.startswith("rate_")


def _rounded(node: Rounded, places: Places) -> str:
    """A figure rounded once, by the policy's step; a whole one must not lose a step for a slip of binary arithmetic."""
    value = node.value
    figure = "+".join(number(t, places) for t in value.terms) if isinstance(value, Sum) else number(value, places)
    return f"ROUNDDOWN(ROUND({figure},{DIGITS + 3}),{decimals(node.step)})" if node.down else f"ROUND({figure},{decimals(node.step)})"


def decimals(step: int) -> int:
    """The decimals in 万元 of a rounding step in 分 (a power of ten): 分 6, 元 4, 百元 2."""
    return DIGITS - len(str(step)) + 1


def truth(node: Expression, places: Places) -> str:
    """The node as TRUE or FALSE, its parts taken to be known."""
    match node:
        case Compare(left, op, Product() as right):  # products of cells are not held against one another to the last bit
            return f"ROUND({number(left, places)}-{number(right, places)},{DIGITS + 3}){op}0"
        case Compare(left, op, right):
            return f"{number(left, places)}{op}{number(right, places)}"
        case Every(parts) if parts and all(isinstance(part, Compare) for part in parts):
            return f"AND({','.join(truth(part, places) for part in parts)})"
    return f"{flag(node, places)}=1"


def known(node: Expression, places: Places) -> str:
    """A formula that is TRUE where the number `node` is known; "" where it always is."""
    match node:
        case Field() | Parameter() | StepRef():
            return f"ISNUMBER({number(node, places)})"
        case FirstKnown((first, *later)):
            own = known(first, places)
            if not own or not later:
                return own
            fallback = known(FirstKnown(tuple(later)), places)
            return f"OR({own},{both([blank(first, places), fallback])})"
        case Product(left, StepRef(step)) if is_rate(step):
            base = number(left, places)
            return f"AND({known(left, places)},OR(ISNUMBER({places.step(step)}),{base}=0))"
        case Choose(((condition, then), *more), otherwise):
            rest = Choose(tuple(more), otherwise) if more else otherwise
            own = flag(condition, places)
            settled = f"OR({own}<>0.5,IFERROR({number(then, places)}={number(rest, places)},FALSE))"
            return f"IF({own}=1,TRUE,AND({settled},{known(rest, places)}))" if more else settled
        case Least(Choose(cases, otherwise)):
            return both([known(amount, places) for amount in (*(then for _, then in cases), otherwise)])
        case Capped(amount, cap, least):
            within = both([known(least, places), f"{number(amount, places)}<={number(least, places)}"])
            whole = known(cap, places)
            return both([known(amount, places), f"OR({whole},{within})" if whole else ""])
    return both([known(child, places) for child in children(node)])


def blank(term: Expression, places: Places) -> str:
    """A formula that is TRUE where the unknown `term` may be replaced: what it lacks is blank, not something that cannot be read."""
    cells = [places.field(field) for field in calculated_fields(term)]
    if isinstance(term, Field):
        return f'{cells[0]}=""'
    tests = [f'OR(ISNUMBER({cell}),{cell}="")' for cell in cells]
    return f"AND({','.join(tests)})" if tests else "TRUE"


def both(parts: list[str]) -> str:
    """All of `parts`, those that are always true left out; plain cells are counted together."""
    wanted = list(dict.fromkeys(part for part in parts if part))
    if len(wanted) <= 1:
        return "".join(wanted)
    cells = [part[len("ISNUMBER(") : -1] for part in wanted if part.startswith("ISNUMBER(") and "(" not in part[len("ISNUMBER(") :]]
    if len(cells) == len(wanted):
        return f"COUNT({','.join(cells)})={len(cells)}"
    return f"AND({','.join(wanted)})"


def amount_or_unknown(node: Expression, places: Places) -> str:
    """The node as a number where it is known, else an empty text."""
    condition, text = known(node, places), number(node, places)
    return f'IF({condition},{text},"")' if condition else text


def flag(node: Expression, places: Places) -> str:
    """The node as 1, 0 or 0.5."""
    if stated(node):
        return places.judged(node)
    match node:
        case Every(parts):
            return f"MIN({','.join(flag(p, places) for p in parts)})" if parts else "1"
        case AnyOf(parts):
            return f"MAX({','.join(flag(p, places) for p in parts)})" if parts else "0"
        case StepRef(step):
            return places.step(step)
        case Compare():
            condition = both([known(node.left, places), known(node.right, places)])
            return f"IF({condition},IF({truth(node, places)},1,0),0.5)" if condition else f"IF({truth(node, places)},1,0)"
        case Holds(field, expected):
            cell = places.field(field)
            return f'IF({cell}="是",{int(expected)},IF({cell}="否",{int(not expected)},0.5))'
        case Given(field, expected):
            cell = places.field(field)
            return f'IF({_open(cell)},0.5,IF({cell}="无",{int(not expected)},{int(expected)}))'
        case Among(field, items, expected):
            cell = places.field(field)
            same = ",".join(f'EXACT({cell},"{item.replace(chr(34), chr(34) * 2)}")' for item in items)
            return f"IF({_open(cell)},0.5,IF(OR({same}),{int(expected)},{int(not expected)}))"
    return places.gathered(node)


def _open(cell: str) -> str:
    """A formula that is TRUE where a text or date is not filled in, or cannot be read."""
    return f'OR({cell}="",{cell}="{UNCLEAR}")'
