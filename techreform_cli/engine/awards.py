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
from techreform_cli.domain.program_result import ProgramResult, Verdict
from techreform_cli.domain.step_names import AMOUNT, BEFORE_STACKING, total_step
from techreform_cli.engine.across import Shared
from techreform_cli.engine.claims import Claims
from techreform_cli.engine.exact import Array, Exact, decided_yes, flags
from techreform_cli.engine.gather import allocate
from techreform_cli.engine.instalments import instalments
from techreform_cli.engine.program import ProgramPlan, ProgramRun
from techreform_cli.engine.settled import Settled, Years
from techreform_cli.engine.steps import claim_value
from techreform_cli.engine.worlds import Worlds


def run_programs(policy: Policy, ledger: Ledger, year: int, years: Years | None = None) -> tuple[ProgramResult, ...]:
    """Every program of the policy in `year`, in the policy's order. `years` are those of the calculation, where others need them too."""
    plans = (years or Years(policy, ledger)).plans(year, dict.fromkeys(policy.programs))
    settled = Settled(policy, plans)
    shared, worlds = settled.shared, settled.worlds
    figures = {name: {step.id: shared.award(name, step.id) for step in plan.all_award_steps} for name, plan in plans.items()}
    verdicts = {name: _verdicts(plan, worlds[name].strict, figures[name][AMOUNT]) for name, plan in plans.items()}
    open_ = any((verdict == Verdict.UNDETERMINED).any() for verdict in verdicts.values())
    filled = settled.favourable if open_ else None
    return tuple(_result(plan, worlds[name], ledger, figures[name], verdicts[name], filled) for name, plan in plans.items())


def award_outcomes(policy: Policy, ledger: Ledger, year: int, programs: Mapping[Program, Claims]) -> tuple[ProgramOutcome, ...]:
    """What `run_programs` gives for some programs of the policy on their claims, the amounts and verdicts alone. Programs that
    bear on each other must all be among them."""
    plans = Years(policy, ledger).plans(year, programs)
    return _outcomes(ledger, Settled(policy, plans, (BEFORE_STACKING,)))


def year_outcomes(years: Years, year: int) -> tuple[ProgramOutcome, ...]:
    """What `run_programs` gives for every program of the policy, the amounts, verdicts and instalments alone."""
    return _outcomes(years.ledger, years.of(year))


def _outcomes(ledger: Ledger, settled: Settled) -> tuple[ProgramOutcome, ...]:
    enterprises, worlds = ledger.tables["enterprises"].frame, settled.worlds
    found = []
    for name, plan in settled.plans.items():
        position, amount = plan.claims.enterprises, settled.shared.award(name, AMOUNT)
        names, codes = (_texts(enterprises, key, position).fillna("") for key in ("name", "credit_code"))
        verdicts = _verdicts(plan, worlds[name].strict, amount)
        amounts = [int(value) if known else None for value, known in zip(amount.values, amount.known, strict=True)]
        rows = zip(position.tolist(), names, codes, verdicts, amounts, strict=True)
        awards = tuple(Award(row, str(who), str(code), Verdict(verdict), fen) for row, who, code, verdict, fen in rows)
        parts = instalments(plan, worlds[name].strict, _allocated(plan, worlds[name].strict, amount)) if plan.program.instalments else ()
        found.append(ProgramOutcome(plan.program, awards, parts))
    return tuple(found)


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


def _allocated(plan: ProgramPlan, strict: ProgramRun, amount: Exact) -> Exact:
    """The settled award divided among the claims counted in the year, by what each is worth."""
    now = flags(plan.of_year, np.full(len(plan.of_year), True))
    return allocate(amount, strict.numbers(claim_value(plan.program)), strict.flags("counted") & now, plan.claims.owner)


def _verdicts(plan: ProgramPlan, strict: ProgramRun, amount: Exact) -> Array:
    """Ineligible where every claim of the year is known to fail; else undetermined where the amount is unknown; else eligible."""
    decided, yes = decided_yes(strict.flags("eligible"))
    possible = plan.of_year & (yes | ~decided)
    refused = np.bincount(plan.claims.owner[possible], minlength=len(amount)) == 0
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
        column = strict.constant(own, StepRef(total_step(plan.year)))
        return [column.fraction(row) for row in range(awards)]
    rate, owner = strict.numbers("rate"), plan.claims.owner
    found: list[set[Fraction | None]] = [set() for _ in range(awards)]
    for row in np.flatnonzero(decided_yes(strict.flags("counted"))[1] & plan.of_year):
        found[int(owner[row])].add(rate.fraction(int(row)))
    return [next(iter(rates)) if len(rates) == 1 else None for rates in found]
