"""The county's money: what is to be provided over the plan, and what was paid and arranged."""

from __future__ import annotations

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
