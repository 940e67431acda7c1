"""Holds two written results against each other: whose award differs, and what may have made it differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from techreform_cli.domain.problem import Problem, Severity, UsageError
from techreform_cli.domain.recorded import (
    Edit,
    Recorded,
    RecordedAward,
    RecordedChange,
    RecordedDifference,
    RecordedProgram,
    RecordedReading,
)

READ, NOT_READ, NOT_USED = "参与计算", "不参与计算", "没有用到"
Pair = tuple[RecordedAward | None, RecordedAward | None]


def recorded_changes(before: Recorded, after: Recorded) -> RecordedDifference:
    """What differs. Raises UsageError for results of different years: their awards are not of the same thing."""
    if before.year != after.year:
        message = f"“{before.file}”是 {before.year}年的结果，“{after.file}”是 {after.year}年的，不能比较"
        raise UsageError(Problem("U023", Severity.ERROR, message, "用同一年度的两个结果"))
    programs = _programs(before, after)
    parameters = _edits(before.parameters, after.parameters)
    readings = _readings(before, after)
    told = before.kind == after.kind
    changes = []
    for old, new in programs:
        for pair in _pairs(_awards(before, old), _awards(after, new)):
            if not _same(*pair):
                inputs = _inputs(*pair) if told else ()
                bearing = _bearing(parameters, old, new, "parameters"), _bearing(tuple(readings.values()), old, new, "interpretations")
                changes.append(RecordedChange(_label(old, new), *pair, inputs, *bearing))
    changes.sort(key=_weight)
    totals = tuple((_label(o, n), before.totals(o.label if o else ""), after.totals(n.label if n else "")) for o, n in programs)
    settings = _edits(before.settings, after.settings)
    return RecordedDifference(before, after, totals, tuple(changes), parameters, tuple(readings.values()), settings, told)


def _programs(before: Recorded, after: Recorded) -> list[tuple[RecordedProgram | None, RecordedProgram | None]]:
    """The programs side by side: by id where both records have ids, else by label."""
    ids = all(program.id for side in (before, after) for program in side.programs)
    old, new = ({(p.id if ids else p.label): p for p in side.programs} for side in (before, after))
    return [(old.get(key), new.get(key)) for key in dict.fromkeys([*old, *new])]


def _label(before: RecordedProgram | None, after: RecordedProgram | None) -> str:
    found = after or before
    assert found is not None
    return found.label


def _awards(side: Recorded, program: RecordedProgram | None) -> list[RecordedAward]:
    return [award for award in side.awards if program and award.program == program.label]


def _pairs(before: list[RecordedAward], after: list[RecordedAward]) -> list[Pair]:
    """Awards of the same enterprise: by credit code, and what is left by name, for a code may have been corrected."""
    old, new = _keyed(before), _keyed(after)
    pairs: list[Pair] = [(award, new.pop(key)) for key, award in list(old.items()) if key in new and old.pop(key)]
    named = {award.enterprise: key for key, award in new.items() if award.enterprise}
    for award in old.values():
        key = named.pop(award.enterprise, None)
        pairs.append((award, new.pop(key) if key else None))
    return [*pairs, *((None, award) for award in new.values())]


def _keyed(awards: list[RecordedAward]) -> dict[str, RecordedAward]:
    found: dict[str, RecordedAward] = {}
    met: Counter[str] = Counter()
    for award in awards:
        key = award.credit_code or award.enterprise
        met[key] += 1
        found[key if met[key] == 1 else f"{key}#{met[key]}"] = award
    return found


def _same(before: RecordedAward | None, after: RecordedAward | None) -> bool:
    """Whether verdict and every figure agree."""
    return before is not None and after is not None and _figures(before) == _figures(after)


def _figures(award: RecordedAward) -> tuple[object, ...]:
    return (award.verdict, award.base, award.computed, award.already_paid, award.amount)


def _inputs(before: RecordedAward | None, after: RecordedAward | None) -> tuple[Edit, ...]:
    """The ledger values of the claims that differ, and the claims that only one side has."""
    if before is None or after is None:
        return ()
    found = []
    for claim in dict.fromkeys([*before.inputs, *after.inputs]):
        old, new = before.inputs.get(claim), after.inputs.get(claim)
        if old is None or new is None:
            found.append(Edit(claim, *((NOT_READ, READ) if old is None else (READ, NOT_READ))))
            continue
        for name in dict.fromkeys([*old, *new]):
            was, is_ = (side[name].value if name in side else NOT_USED for side in (old, new))
            if was != is_:
                found.append(Edit(f"{claim} {name}", was, is_, (new.get(name) or old[name]).cell))
    return tuple(found)


def _readings(before: Recorded, after: Recorded) -> dict[str, Edit]:
    """The interpretations that are used or confirmed otherwise, by id."""
    found = {}
    for name in dict.fromkeys([*before.interpretations, *after.interpretations]):
        old, new = before.interpretations.get(name), after.interpretations.get(name)
        if old != new:
            asked = next(side.question for side in (new, old) if side is not None)
            material = old is None or new is None or old.use != new.use
            found[name] = Edit(f"{name}（{asked}）", _used(old), _used(new), material=material)
    return found


def _used(reading: RecordedReading | None) -> str:
    return f"{reading.label}（{'已确认' if reading.confirmed else '待确认'}）" if reading else ""


def _edits(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Edit, ...]:
    names = dict.fromkeys([*before, *after])
    return tuple(Edit(n, before.get(n, ""), after.get(n, "")) for n in names if before.get(n) != after.get(n))


def _bearing(edits: Iterable[Edit], before: RecordedProgram | None, after: RecordedProgram | None, what: str) -> tuple[Edit, ...]:
    """Those of the edits that either record says bear on the program; all where none says so."""
    named = [getattr(side, what) for side in (before, after) if side is not None]
    mine = [edit for edit in edits if edit.material]
    if any(names is None for names in named):
        return tuple(mine)
    return tuple(edit for edit in mine if any(edit.name.partition("（")[0] in names or edit.name in names for names in named))


def _weight(change: RecordedChange) -> tuple[bool, int]:
    """The largest difference first, those with an undetermined side before those without a difference."""
    difference = change.difference
    return (difference == 0, 0 if difference is None else -abs(difference))
