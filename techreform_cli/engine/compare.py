"""Holds two outcomes against each other: whose award changes, and which targets stand otherwise."""

from __future__ import annotations

from collections import Counter

from techreform_cli.domain.comparison import Change, Comparison, amount_of
from techreform_cli.domain.outcome import Award, Outcome, ProgramOutcome, TargetOutcome
from techreform_cli.domain.program import Program
from techreform_cli.domain.program_result import ProgramResult, Verdict
from techreform_cli.domain.result import Result


def outcome_of(result: Result) -> Outcome:
    """What a calculation came to."""
    programs = tuple(program_outcome(of) for of in result.programs)
    targets = tuple(TargetOutcome(found.target, found.measurement.actual, found.status, found.over) for found in result.targets)
    return Outcome(result.year, programs, targets)


def program_outcome(of: ProgramResult) -> ProgramOutcome:
    """What one program came to."""
    columns = (of.awards[key].tolist() for key in ("enterprise", "name", "credit_code", "verdict", "amount"))
    awards = tuple(
        Award(int(position), _text(name), _text(code), Verdict(verdict), int(amount) if isinstance(amount, int) else None)
        for position, name, code, verdict, amount in zip(*columns, strict=True)
    )
    return ProgramOutcome(of.program, awards, of.instalments)


def compare(before: Outcome, after: Outcome) -> Comparison:
    """What differs from `before` to `after`, which may be of two policies or two ledgers. Enterprises are told apart by
    their credit code, else by name."""
    ids = dict.fromkeys(of.program.id for outcome in (before, after) for of in outcome.programs)
    changes = [change for program in ids for change in award_changes(before.program(program), after.program(program))]
    changes.sort(key=lambda change: -abs(change.difference) if change.difference is not None else 1)
    targets = {found.target.id: found for found in after.targets}
    former = {found.target.id: found for found in before.targets}
    pairs = [(former.get(name), targets.get(name)) for name in dict.fromkeys([*former, *targets])]
    return Comparison(before, after, tuple(changes), tuple(pair for pair in pairs if _standing(pair[0]) != _standing(pair[1])))


def award_changes(before: ProgramOutcome | None, after: ProgramOutcome | None) -> list[Change]:
    """The enterprises whose award under one program is not the same; at most one side may be None."""
    program = _program(before, after)
    former, later = _by_key(before), _by_key(after)
    changes = [Change(program, key, former.get(key), later.get(key)) for key in dict.fromkeys([*former, *later])]
    return [change for change in changes if amount_of(change.before) != amount_of(change.after)]


def _program(before: ProgramOutcome | None, after: ProgramOutcome | None) -> Program:
    found = after or before
    assert found is not None
    return found.program


def _by_key(of: ProgramOutcome | None) -> dict[str, Award]:
    """The awards by credit code, else name; a second one of the same key is numbered."""
    found: dict[str, Award] = {}
    met: Counter[str] = Counter()
    for award in of.awards if of else ():
        key = award.credit_code or award.name
        met[key] += 1
        found[key if met[key] == 1 else f"{key}#{met[key]}"] = award
    return found


def _standing(found: TargetOutcome | None) -> tuple[object, ...]:
    return (found.actual, found.status) if found else ()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
