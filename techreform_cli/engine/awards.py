"""From a program's columns to its result: verdicts, amounts, and what remains undetermined."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd

from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.result import ProgramResult, Verdict
from techreform_cli.engine.bounds import Worlds, award_range, settled_by_stacking
from techreform_cli.engine.exact import Array, Exact, choose, compare, decided_yes, flags
from techreform_cli.engine.gather import allocate
from techreform_cli.engine.program import ProgramPlan, ProgramRun, World, prepare


def run_programs(policy: Policy, ledger: Ledger, year: int) -> tuple[ProgramResult, ...]:
    """Every program of the policy in `year`, in the policy's order."""
    plans = {program.id: prepare(policy, ledger, program, year) for program in policy.programs}
    runs: dict[World, dict[str, ProgramRun]] = {world: {} for world in World}
    for world, group in runs.items():
        for name, plan in plans.items():
            group[name] = ProgramRun(plan, policy.parameters, world, group.__getitem__)
    worlds = {name: {world: group[name] for world, group in runs.items()} for name in plans}
    figures = {name: _figures(plan, worlds[name]) for name, plan in plans.items()}
    if any(rule.highest_only for rule in policy.stacking):
        ranges = {name: award_range(worlds[name], figures[name]["before_stacking"]) for name in plans}
        for name, plan in plans.items():
            amount, before = figures[name]["amount"], figures[name]["before_stacking"]
            figures[name]["amount"] = settled_by_stacking(amount, before, plan, ranges, policy.stacking)
    return tuple(_result(plan, worlds[name], ledger, figures[name]) for name, plan in plans.items())


def _figures(plan: ProgramPlan, worlds: Worlds) -> dict[str, Exact]:
    """Every award step's column; where only an earlier year is open and cannot matter, the figures that hold all the same."""
    strict, low = worlds[World.STRICT], worlds[World.LOW]
    open_early = _open_early(plan, strict)
    if not open_early.any():
        return {step.id: strict.award(step.id) for step in plan.award_steps}
    decided_early = _decided_early(plan, worlds, open_early)
    return {step.id: _settled(strict.award(step.id), low.award(step.id), decided_early) for step in plan.award_steps}


def _open_early(plan: ProgramPlan, strict: ProgramRun) -> Array:
    """The claims of earlier years that are undecided."""
    counted = strict.claim("counted")
    assert not isinstance(counted, Exact)
    return np.asarray(counted.isna()) & (plan.claims.rows.award_year < plan.year)


def _result(plan: ProgramPlan, worlds: Worlds, ledger: Ledger, shown: dict[str, Exact]) -> ProgramResult:
    strict = worlds[World.STRICT]
    verdict = _verdicts(plan, strict, shown["amount"])
    claims, scales = plan.claims.frame.copy(), {}
    for step in plan.claim_steps:
        column = strict.claim(step.id)
        if step.id == "allocated":
            column = _allocated(plan, strict, shown["amount"])
        if isinstance(column, Exact):
            claims[step.id] = column.to_pandas()
            scales[step.id] = column.scale
        else:
            claims[step.id] = column
    return ProgramResult(
        program=plan.program,
        steps=(*plan.claim_steps, *plan.award_steps),
        claims=claims,
        awards=_awards(plan, worlds, ledger, shown, verdict),
        inputs=plan.claims.rows.inputs,
        outcomes=plan.claims.rows.outcomes,
        scales=scales,
        paid_cells=plan.disbursed.cells,
        paid_years=plan.disbursed.years,
    )


def _decided_early(plan: ProgramPlan, worlds: Worlds, open_early: Array) -> Array:
    """The awards that come out the same however the undecided claims of earlier years are decided.

    Equal at both extremes settles a single open claim. With several, what is due by each year must agree at both extremes too:
    it only grows with the claims counted, so then nothing in between can differ.
    """
    low, high = worlds[World.LOW], worlds[World.HIGH]
    same = _equal(low.award("before_stacking"), high.award("before_stacking"))
    owner = plan.claims.frame["award"].to_numpy(dtype=np.int64)
    several = np.bincount(owner[open_early], minlength=len(same)) > 1
    steady = same.copy()
    for step in plan.award_steps:
        if step.id.startswith("due_"):
            steady &= _equal(low.award(step.id), high.award(step.id))
    return np.where(several, steady, same)


def _equal(left: Exact, right: Exact) -> Array:
    return decided_yes(compare(left, "=", right))[1]


def _settled(strict: Exact, low: Exact, decided_early: Array) -> Exact:
    """The strict figure, or the one that holds whatever an earlier year turns out to be."""
    return choose(flags(strict.known | ~decided_early, np.full(len(decided_early), True)), strict, low)


def _allocated(plan: ProgramPlan, strict: ProgramRun, amount: Exact) -> Exact:
    """The settled award divided among the claims counted in the year."""
    base, counted = strict.claim("base"), strict.claim("counted")
    assert isinstance(base, Exact) and not isinstance(counted, Exact)
    frame = plan.claims.frame
    now = flags((frame["year"] == plan.year).to_numpy(), np.full(len(frame), True))
    return allocate(amount, base, counted & now, frame["award"].to_numpy(dtype=np.int64))


def _verdicts(plan: ProgramPlan, strict: ProgramRun, amount: Exact) -> Array:
    """Ineligible where every claim of the year is known to fail; else undetermined where the amount is unknown; else eligible."""
    eligible = strict.claim("eligible")
    assert not isinstance(eligible, Exact)
    frame = plan.claims.frame
    decided, yes = decided_yes(eligible)
    possible = (frame["year"] == plan.year).to_numpy() & (yes | ~decided)
    owner = frame["award"].to_numpy(dtype=np.int64)
    refused = np.bincount(owner[possible], minlength=len(amount)) == 0
    return np.where(refused, Verdict.INELIGIBLE, np.where(amount.known, Verdict.ELIGIBLE, Verdict.UNDETERMINED))


def _awards(plan: ProgramPlan, worlds: Worlds, ledger: Ledger, shown: dict[str, Exact], verdict: Array) -> pd.DataFrame:
    enterprises = ledger.tables["enterprises"].frame
    position = plan.claims.enterprises
    data: dict[str, object] = {"enterprise": position}
    for key in ("name", "credit_code", "town"):
        data[key] = (
            enterprises[key].array.take(position) if key in enterprises.columns else pd.array([pd.NA] * len(position), dtype="string")
        )
    data["verdict"] = verdict
    data["rate"] = _rates(plan, worlds[World.STRICT])
    for step in plan.award_steps:
        data[step.id] = shown[step.id].to_pandas()
    undetermined = verdict == Verdict.UNDETERMINED
    filled = pd.array([pd.NA] * len(verdict), dtype="Int64")
    if undetermined.any():
        filled = worlds[World.FAVOURABLE].award("amount").to_pandas()
        filled[~undetermined] = pd.NA
    data["amount_if_filled"] = filled
    return pd.DataFrame(data)


def _rates(plan: ProgramPlan, strict: ProgramRun) -> list[Fraction | None]:
    """The rate of each award: the program's, or that of the claims counted where they have one in common."""
    awards = len(plan.claims.enterprises)
    if not plan.program.rate_per_project:
        column = strict.constant(plan.program.rate)
        return [column.fraction(row) for row in range(awards)]
    rate, counted = strict.claim("rate"), strict.claim("counted")
    assert isinstance(rate, Exact) and not isinstance(counted, Exact)
    yes = decided_yes(counted)[1]
    found: list[set[Fraction | None]] = [set() for _ in range(awards)]
    now = (plan.claims.frame["year"] == plan.year).to_numpy()
    owner = plan.claims.frame["award"].to_numpy(dtype=np.int64)
    for row in np.flatnonzero(yes & now):
        found[int(owner[row])].add(rate.fraction(int(row)))
    return [next(iter(rates)) if len(rates) == 1 else None for rates in found]
