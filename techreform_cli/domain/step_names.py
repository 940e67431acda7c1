"""The ids of a program's steps that more than one module refers to (see ProgramResult for the whole list)."""

from __future__ import annotations

IN_PERIOD = "in_period"
BASE = "base"
"""The claim step that holds a claim's whole base; the award step of the same id that of all claims counted in the year."""
CAP_LIMIT = "cap_limit"
LIFT_LIMIT = "lift_limit"
"""The award step above which an award lifted to the floor is pointed out."""
BEFORE_STACKING = "before_stacking"
"""What is due to the enterprise for the year, before other programs are looked at."""
AFTER_STACKING = "after_stacking"
AMOUNT = "amount"


def part_base(i: int) -> str:
    """The claim step that holds the base of the i-th of several parts."""
    return f"base_{i + 1}"


def part_rate(i: int) -> str:
    """The claim step that holds the rate of the i-th of several parts."""
    return f"rate_{i + 1}"


def cap_step(cap: str) -> str:
    """The award step that holds what a cap over programs leaves."""
    return f"under_{cap}"


def budget_step(budget: str) -> str:
    """The award step that holds what a budget leaves."""
    return f"within_{budget}"


def queue_step(budget: str) -> str:
    """The award step that holds an award's place in the queue for a budget."""
    return f"queue_{budget}"
