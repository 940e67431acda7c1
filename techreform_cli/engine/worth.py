"""What a base is worth at its rate: plainly, slice by slice, or as it is."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from techreform_cli.domain.expression import Difference, Expression, Largest, Literal, Parameter, Product, Smallest, StepRef, Sum
from techreform_cli.domain.program import Part
from techreform_cli.domain.step_names import BASE
from techreform_cli.domain.traversal import rebuilt

ZERO = Literal(Fraction(0))
TOTAL = StepRef(BASE)
"""How a rate by size names the figure it goes by: the claim's base, or at the enterprise stage the total of all."""


def worth(part: Part, base: Expression, rate: Expression | None) -> Expression:
    """The award on `base`, unrounded; `rate` is the part's, or the step that holds it."""
    if not part.brackets:
        return base if rate is None else Product(base, rate)
    slices: list[Expression] = []
    for bracket, after in zip(part.brackets, [*part.brackets[1:], None], strict=True):
        upto = base if after is None else Smallest((base, after.start))
        within = upto if bracket.start == ZERO else Largest((Difference(upto, bracket.start), ZERO))
        slices.append(Product(within, bracket.rate))
    if rate is not None:
        slices.append(Product(base, rate))
    return Sum(tuple(slices))


def in_force(node: Expression, year: int, exchanged: Mapping[Expression, Expression] | None = None) -> Expression:
    """The node with every parameter as in force in `year`, and the parts in `exchanged` exchanged."""

    def change(one: Expression) -> Expression:
        if exchanged and one in exchanged:
            return exchanged[one]
        return Parameter(one.id, year) if isinstance(one, Parameter) else one

    return rebuilt(node, change)
