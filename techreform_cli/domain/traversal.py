"""Walks over an expression tree: what stands below a node, and what it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

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
    Located,
    Parameter,
    Product,
    Rounded,
    Smallest,
    SomeRow,
    Sum,
    WholeTimes,
)


def figures(node: Expression) -> list[Field]:
    """The fields that make up a value, without those that only decide between cases; each once."""
    if isinstance(node, Field):
        return [node]
    below = (*(value for _, value in node.cases), node.otherwise) if isinstance(node, Choose) else children(node)
    return list(dict.fromkeys(field for child in below for field in figures(child)))


def children(node: Expression) -> tuple[Expression, ...]:
    """The expressions directly below `node`."""
    match node:
        case Sum(terms) | Largest(terms) | Smallest(terms) | FirstKnown(terms):
            return terms
        case Every(parts) | AnyOf(parts):
            return parts
        case Difference(left, right) | Product(left, right) | WholeTimes(left, right) | Compare(left, _, right):
            return (left, right)
        case Rounded(value, _) | Least(value):
            return (value,)
        case Capped(amount, cap, least):
            return (amount, cap, least)
        case Choose(cases, otherwise):
            return (*(part for case in cases for part in case), otherwise)
        case SomeRow(_, where):
            return (where,)
        case (
            Holds(field=field)
            | Given(field=field)
            | Among(field=field)
            | Contains(field=field)
            | Located(field=field)
            | CodeBetween(field=field)
            | CodeStarts(field=field)
            | DateBetween(field=field)
            | InYear(field=field)
        ):
            return (field,)
        case _:
            return ()


def walk(node: Expression) -> Iterator[Expression]:
    """The node and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def rebuilt(node: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """`node` with every part for which `change` gives something else exchanged, from the top down."""
    changed = change(node)
    if changed is not node:
        return changed
    kept = {child: rebuilt(child, change) for child in children(node)}
    if all(old is new for old, new in kept.items()):
        return node
    if isinstance(node, Choose):
        return Choose(tuple((kept[c], kept[v]) for c, v in node.cases), kept[node.otherwise])
    changes: dict[str, Any] = {}
    for name in node.__dataclass_fields__:
        value: Any = getattr(node, name)
        changes[name] = tuple(kept.get(v, v) for v in value) if isinstance(value, tuple) else kept.get(value, value)
    return replace(node, **changes)


@lru_cache(maxsize=4096)
def fields(node: Expression) -> tuple[Field, ...]:
    """Every ledger field `node` reads, each once, in the order met. Kept, since every row's reasons ask for those of the same nodes."""
    found = [node] if isinstance(node, Field) else [f for child in children(node) for f in fields(child)]
    return tuple(dict.fromkeys(found))


def parameters(node: Expression) -> list[str]:
    """The ids of the parameters `node` reads, each once, in the order met."""
    own = [node.id] if isinstance(node, Parameter) else []
    if isinstance(node, (Among, Located, CodeStarts)) and node.parameter:
        own = [node.parameter]
    return list(dict.fromkeys(own + [p for child in children(node) for p in parameters(child)]))


@lru_cache(maxsize=1024)
def cases_of(node: Expression) -> tuple[Expression, ...]:
    """The conditions of every case in a slot, in order."""
    own = [condition for condition, _ in node.cases] if isinstance(node, Choose) else []
    below = [value for _, value in node.cases] + [node.otherwise] if isinstance(node, Choose) else list(children(node))
    return (*own, *(condition for child in below for condition in cases_of(child)))
