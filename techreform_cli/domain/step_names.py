"""The ids of a program's steps that are made of a year or a name, or are easily misspelt; engine/steps.py and across_steps.py make all."""

from __future__ import annotations

from collections.abc import Iterable

from techreform_cli.domain.step import Step

IN_PERIOD = "in_period"
BASE = "base"
"""The claim step that holds a claim's whole base; the award step of the same id that of all claims counted in the year."""
LIMIT = "limit_"
CLAIM_LIMIT = "claim_limit"
CAP_LIMIT, CAP_LEAST = "cap_limit", "cap_least"
"""The claim steps that hold the enterprise's cap as the claim's facts give it, and the least it can be while they leave it open."""
LIFT_LIMIT = "lift_limit"
"""The award step above which an award lifted to the floor is pointed out."""
BEFORE_STACKING = "before_stacking"
"""What is due to the enterprise for the year, before other programs are looked at."""
AFTER_STACKING = "after_stacking"
AMOUNT = "amount"


def total_step(year: int) -> str:
    """The award step that holds what the claims counted up to `year` come to."""
    return f"total_{year}"


def raw_step(year: int) -> str:
    """The award step that holds the award on that total, before floor and cap."""
    return f"raw_{year}"


def due_step(year: int) -> str:
    """The award step that holds what is due by the end of `year`, after floor and cap."""
    return f"due_{year}"


def got_step(year: int) -> str:
    """The award step that holds what the enterprise got for an earlier year."""
    return f"got_{year}"


def got_years(steps: Iterable[Step]) -> tuple[int, ...]:
    """The earlier years whose awards are taken off, by the steps that hold them."""
    return tuple(int(step.id.removeprefix("got_")) for step in steps if step.id.startswith("got_"))


def ruled_step(year: int) -> str:
    """The award step that holds what the rules give for an earlier year, before caps over programs and budgets."""
    return f"ruled_{year}"


def withheld_step(year: int) -> str:
    """The award step that holds what caps over programs and budgets left off for an earlier year."""
    return f"withheld_{year}"


def lost_step(year: int) -> str:
    """The award step that holds what is not made up for in later years because something was left off in `year`."""
    return f"lost_{year}"


def standing_step(year: int) -> str:
    """The award step that holds what stands by the end of `year` once what was lost in the years before is taken off, before the cap."""
    return f"standing_{year}"


def part_base(i: int) -> str:
    """The claim step that holds the base of the i-th of several parts."""
    return f"base_{i + 1}"


def part_rate(i: int) -> str:
    """The claim step that holds the rate of the i-th of several parts."""
    return f"rate_{i + 1}"


def limit_step(cap: str) -> str:
    """The step, of a claim and of an award, that holds what a cap over programs is where that depends on the enterprise."""
    return f"{LIMIT}{cap}"


def cap_step(cap: str) -> str:
    """The award step that holds what a cap over programs leaves."""
    return f"under_{cap}"


def budget_step(budget: str) -> str:
    """The award step that holds what a budget leaves."""
    return f"within_{budget}"


def queue_step(budget: str) -> str:
    """The award step that holds an award's place in the queue for a budget."""
    return f"queue_{budget}"
