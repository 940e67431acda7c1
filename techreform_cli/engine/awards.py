"""From a program's columns to its result: verdicts, amounts, and what remains undetermined."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pandas as pd

from techreform_cli.domain.expression import StepRef
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.outcome import Award, ProgramOutcome
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.program import Program
from techreform_cli.domain.result import ProgramResult, Verdict
from techreform_cli.domain.step_names import AMOUNT, BEFORE_STACKING
from techreform_cli.engine.across import Shared
from techreform_cli.engine.bounds import Range, award_range
from techreform_cli.engine.claims import Claims, make_claims
from techreform_cli.engine.exact import Array, Exact, choose, compare, decided_yes, flags
from techreform_cli.engine.gather import allocate
from techreform_cli.engine.instalments import instalments
from techreform_cli.engine.program import ProgramPlan, ProgramRun, World, prepare
from techreform_cli.engine.steps import claim_value
from techreform_cli.engine.worlds import Worlds


def run_programs(policy: Policy, ledger: Ledger, year: int) -> tuple[ProgramResult, ...]:
    """Every program of the policy in `year`, in the policy's order."""
    plans = {program.id: prepare(policy, ledger, program, year) for program in policy.programs}
    settled, worlds = _settled_awards(policy, plans)
    figures = {name: {step.id: settled.award(name, step.id) for step in plan.all_award_steps} for name, plan in plans.items()}
    verdicts = {name: _verdicts(plan, worlds[name].strict, figures[name][AMOUNT]) for name, plan in plans.items()}
    filled: Shared | None = None
    if any((verdict == Verdict.UNDETERMINED).any() for verdict in verdicts.values()):
        due = {name: {BEFORE_STACKING: world.run(World.FAVOURABLE).award(BEFORE_STACKING)} for name, world in worlds.items()}
        filled = Shared(policy, plans, due)
    return tuple(_result(plan, worlds[name], ledger, figures[name], verdicts[name], filled) for name, plan in plans.items())


def award_outcomes(policy: Policy, ledger: Ledger, year: int, programs: Mapping[Program, Claims]) -> tuple[ProgramOutcome, ...]:
    """What `run_programs` gives for some programs of the policy on their claims, the amounts and verdicts alone. Programs that
    bear on each other must all be among them."""
    enterprises = ledger.tables["enterprises"].frame
    plans = {program.id: prepare(policy, ledger, program, year, claims) for program, claims in programs.items()}
    settled, worlds = _settled_awards(policy, plans, (BEFORE_STACKING,))
    found = []
    for name, plan in plans.items():
        position, amount = plan.claims.enterprises, settled.award(name, AMOUNT)
        names, codes = (_texts(enterprises, key, position).fillna("") for key in ("name", "credit_code"))
        verdicts = _verdicts(plan, worlds[name].strict, amount)
        amounts = [int(value) if known else None for value, known in zip(amount.values, amount.known, strict=True)]
        rows = zip(position.tolist(), names, codes, verdicts, amounts, strict=True)
        awards = tuple(Award(row, str(who), str(code), Verdict(verdict), fen) for row, who, code, verdict, fen in rows)
        parts = instalments(plan, worlds[name].strict, _allocated(plan, worlds[name].strict, amount)) if plan.program.instalments else ()
        found.append(ProgramOutcome(plan.program, awards, parts))
    return tuple(found)


def year_outcomes(policy: Policy, ledger: Ledger, year: int) -> tuple[ProgramOutcome, ...]:
    """What `run_programs` gives for every program of the policy, the amounts, verdicts and instalments alone."""
    return award_outcomes(policy, ledger, year, {program: make_claims(ledger, program, year, policy) for program in policy.programs})


def _settled_awards(policy: Policy, plans: dict[str, ProgramPlan], wanted: tuple[str, ...] = ()) -> tuple[Shared, dict[str, Worlds]]:
    """The awards of every program side by side, on its own steps (`wanted`; (): all), and each program's runs."""
    worlds = {name: Worlds(plan, policy.parameters) for name, plan in plans.items()}
    own = {name: _figures(world, wanted) for name, world in worlds.items()}
    return Shared(policy, plans, {name: dict(columns) for name, columns in own.items()}, _ranges(policy, worlds, own)), worlds


def _ranges(policy: Policy, worlds: Mapping[str, Worlds], own: Mapping[str, Mapping[str, Exact]]) -> dict[str, Range]:
    """How far the undecided amounts can go, where another program's award may depend on them."""
    if not policy.budgets and not any(rule.highest_only for rule in policy.stacking):
        return {}
    return {name: award_range(world, own[name][BEFORE_STACKING]) for name, world in worlds.items()}


def _figures(worlds: Worlds, wanted: tuple[str, ...]) -> dict[str, Exact]:
    """The columns of the `wanted` steps of the program's own (all if none is named). Where only an earlier year is open and cannot
    change what is due, each figure that it does not change either is known too."""
    steps = [step for step in worlds.plan.award_steps if step.id in wanted or not wanted]
    strict = worlds.strict
    if not worlds.open_early.any():
        return {step.id: strict.award(step.id) for step in steps}
    settled = _same_either_way(worlds, BEFORE_STACKING).known
    return {step.id: _settled(strict.award(step.id), _same_either_way(worlds, step.id), settled) for step in steps}


def _result(
    plan: ProgramPlan, worlds: Worlds, ledger: Ledger, shown: dict[str, Exact], verdict: Array, filled: Shared | None
) -> ProgramResult:
    strict = worlds.strict
    claims, scales = plan.claims.frame.copy(), {}
    allocated = _allocated(plan, strict, shown[AMOUNT])
    for step in plan.claim_steps:
        column = allocated if step.id == "allocated" else strict.claim(step.id)
        if isinstance(column, Exact):
            claims[step.id] = column.to_pandas()
            scales[step.id] = column.scale
        else:
            claims[step.id] = column
    return ProgramResult(
        program=plan.program,
        steps=(*plan.claim_steps, *plan.all_award_steps),
        claims=claims,
        awards=_awards(plan, worlds, ledger, shown, verdict, filled),
        inputs=plan.claims.rows.inputs,
        outcomes=plan.claims.rows.outcomes,
        scales=scales,
        paid_cells=plan.disbursed.cells,
        open_paid_cells=plan.disbursed.open_cells,
        paid_years=plan.disbursed.settled,
        unsure_years=frozenset(year for year in plan.earlier_years if plan.disbursed.recorded(year) is None),
        instalments=instalments(plan, strict, allocated),
    )


def _same_either_way(worlds: Worlds, step: str) -> Exact:
    """A step's figure where it comes out the same however the undecided claims of earlier years are decided, else unknown."""
    first = worlds.run(World.STRICT, 0).award(step)
    same = first.known & ~worlds.too_many
    for subset in worlds.subsets:
        same &= _equal(first, worlds.run(World.STRICT, subset).award(step))
    return Exact(first.values, same, first.scale)


def _equal(left: Exact, right: Exact) -> Array:
    return decided_yes(compare(left, "=", right))[1]


def _settled(strict: Exact, same: Exact, settled: Array) -> Exact:
    """The strict figure, or where the award is settled the one that holds whatever an earlier year turns out to be."""
    return choose(flags(strict.known | ~settled, np.full(len(settled), True)), strict, same)


def _allocated(plan: ProgramPlan, strict: ProgramRun, amount: Exact) -> Exact:
    """The settled award divided among the claims counted in the year, by what each is worth."""
    base, counted = strict.claim(claim_value(plan.program)), strict.claim("counted")
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


def _awards(
    plan: ProgramPlan, worlds: Worlds, ledger: Ledger, shown: dict[str, Exact], verdict: Array, favourable: Shared | None
) -> pd.DataFrame:
    enterprises = ledger.tables["enterprises"].frame
    position = plan.claims.enterprises
    data: dict[str, object] = {"enterprise": position}
    for key in ("name", "credit_code", "town"):
        data[key] = _texts(enterprises, key, position)
    data["verdict"] = verdict
    data["rate"] = _rates(plan, worlds.strict)
    for step in plan.all_award_steps:
        data[step.id] = shown[step.id].to_pandas()
    undetermined = verdict == Verdict.UNDETERMINED
    filled = pd.array([pd.NA] * len(verdict), dtype="Int64")
    if undetermined.any() and favourable is not None:
        filled = favourable.award(plan.program.id, "amount").to_pandas()
        filled[~undetermined] = pd.NA
    data["amount_if_filled"] = filled
    return pd.DataFrame(data)


def _texts(enterprises: pd.DataFrame, key: str, position: Array) -> pd.api.extensions.ExtensionArray:
    """A column of 企业 at the given rows."""
    nothing = pd.array([pd.NA] * len(position), dtype="string")
    return enterprises[key].array.take(position) if key in enterprises.columns else nothing


def _rates(plan: ProgramPlan, strict: ProgramRun) -> list[Fraction | None]:
    """The rate of each award: the program's, or that of the claims counted where they have one in common; None where no single
    rate makes the award."""
    awards, own = len(plan.claims.enterprises), plan.program.rate
    if own is None:
        return [None] * awards
    if not plan.program.rate_per_project:
        column = strict.constant(own, StepRef(f"total_{plan.year}"))
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
