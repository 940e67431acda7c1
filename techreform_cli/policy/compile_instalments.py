"""How an award is paid out, in instalments."""

from __future__ import annotations

from fractions import Fraction

from techreform_cli.domain.expression import Field
from techreform_cli.domain.field import FieldType
from techreform_cli.domain.program import Instalment
from techreform_cli.policy.compile_awards import AwardSlots
from techreform_cli.policy.program_schema import InstalmentEntry
from techreform_cli.policy.yaml_source import Path_


def instalments(slots: AwardSlots, entries: list[InstalmentEntry], path: Path_) -> tuple[Instalment, ...]:
    """How the award is paid out; the shares add up to the whole."""
    found, total = [], Fraction(0)
    for i, one in enumerate(entries):
        where: Path_ = (*path, i)
        if one.clause:
            slots.scope.check_clause(one.clause, (*where, "clause"))
        clause = one.clause or slots.entry.clause
        share = slots.scope.number(one.share, (*where, "share"), f"{slots.entry.label}·第{i + 1}期拨付比例", clause, "比例")
        figure = slots.scope.figure(one.share, (*where, "share"), slots.scope.file.policy.plan.last_year)
        total += figure if isinstance(figure, Fraction) else 0
        date = _date(slots, one.date, (*where, "date")) if one.date else None
        when = slots.named(one.when, (*where, "when")) if one.when else None
        found.append(Instalment(share, one.offset, date, when, one.clause))
    if entries and total != 1:
        raise slots.scope.fail("P055", path, "各期拨付比例加起来不是 100%", "改成合计 100%")
    return tuple(found)


def _date(slots: AwardSlots, name: str, path: Path_) -> Field:
    """The date in whose year an instalment is due."""
    field = slots.scope.field(name, path)
    if field.spec.type is not FieldType.DATE or field.spec.sheet != slots.sheet:
        raise slots.scope.fail("P039", path, f"“{name}”不是申报项所在表的日期字段", "换成验收日期之类的字段")
    return field
