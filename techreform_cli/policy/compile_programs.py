"""Programs of a policy file, slot by slot, to domain Programs."""

from __future__ import annotations

from techreform_cli.domain.field import FieldSpec, FieldType, SheetSpec
from techreform_cli.domain.money import FEN
from techreform_cli.domain.program import ClaimSheet, Condition, Period, Pick, Program, Window
from techreform_cli.domain.sheets import PROJECTS
from techreform_cli.domain.step_names import CAP_LEAST, CAP_LIMIT, CLAIM_LIMIT, LIMIT
from techreform_cli.policy.compile_awards import AwardSlots
from techreform_cli.policy.compile_conditions import predicate
from techreform_cli.policy.compile_instalments import instalments
from techreform_cli.policy.program_schema import ClaimsEntry, ProgramEntry, WindowEntry
from techreform_cli.policy.scope import Scope, Unresolved
from techreform_cli.policy.yaml_source import Path_

BELONGS = "belongs"
_TAKEN = {
    BELONGS,
    "in_period",
    "eligible",
    "base",
    "rate",
    "project_raw",
    "project_award",
    CAP_LIMIT,
    CAP_LEAST,
    CLAIM_LIMIT,
    "counted",
    "allocated",
    "award",
    "project",
    "enterprise",
    "year",
    "completion",
    "number",
    "name",
}
_TAKEN_PREFIXES = ("base_", "rate_", LIMIT)
"""Names of the steps and columns that every program has, which no condition may have."""


def programs(scope: Scope) -> tuple[Program, ...]:
    """Every program that compiles; errors are noted in the document."""
    found = []
    for name, entry in scope.file.programs.items():
        try:
            found.append(_program(scope, name, entry))
        except Unresolved:
            continue
    return tuple(found)


def _program(scope: Scope, name: str, entry: ProgramEntry) -> Program:
    path: Path_ = ("programs", name)
    scope.check_clause(entry.clause, (*path, "clause"))
    if entry.award_years.first > entry.award_years.last:
        raise scope.fail("P041", (*path, "award_years"), "award_years 的起年晚于止年", "对调")
    if entry.rounding.clause:
        scope.check_clause(entry.rounding.clause, (*path, "rounding", "clause"))
    claims = _claims(scope, entry.claims, path)
    with scope.within(claims.key):
        return _of_claims(scope, name, entry, claims)


def _of_claims(scope: Scope, name: str, entry: ProgramEntry, claims: ClaimSheet) -> Program:
    """The program whose claims are the rows of a sheet."""
    path: Path_ = ("programs", name)
    slots = AwardSlots(scope, entry, claims.key, path)
    label, parts = slots.parts()
    _check_stage(scope, entry, path)
    return Program(
        id=name,
        label=entry.label,
        clause=entry.clause,
        window=_window(scope, entry.window, path, entry.clause, claims),
        award_years=(entry.award_years.first, entry.award_years.last),
        claims=claims,
        conditions=(*_belongs(scope, entry, claims, path), *_conditions(scope, entry, path, claims.key)),
        base_label=label,
        parts=parts,
        rate_per_project=entry.rate_stage == "project",
        rounding=FEN[entry.rounding.unit],
        round_down=entry.rounding.mode == "down",
        rounding_clause=entry.rounding.clause or entry.clause,
        period=Period(entry.period),
        pick=Pick(entry.pick),
        minimum=slots.minimum(),
        claim_floor=slots.floor(entry.claim_floor, (*path, "claim_floor"), "单项下限"),
        claim_cap=slots.claim_cap(entry.claim_cap, (*path, "claim_cap")),
        floor=slots.floor(entry.floor, (*path, "floor"), "下限"),
        cap=slots.cap(entry.cap, (*path, "cap")),
        instalments=instalments(slots, entry.instalments, (*path, "instalments")),
    )


def _check_stage(scope: Scope, entry: ProgramEntry, path: Path_) -> None:
    """At the enterprise stage there is one rate for the sum of all claims. Raises Unresolved for what needs a single claim."""
    if entry.rate_stage == "project":
        return
    if entry.rate is None and entry.base is None:
        raise scope.fail("P042", (*path, "rate_stage"), "几种基数或定额的奖补按项目计算", "改 rate_stage 为 project")
    if entry.rate and (entry.rate.cases or entry.rate.plus or (entry.rate.brackets and entry.rate.brackets.by)):
        raise scope.fail(
            "P042", (*path, "rate"), "按企业计算的比例只能是一个数，或按合计基数分档", "改 rate_stage 为 project，或去掉 cases、plus、by"
        )
    if entry.claim_floor or entry.claim_cap:
        raise scope.fail("P042", (*path, "rate_stage"), "有单项上下限的奖补按项目计算", "改 rate_stage 为 project")


def _claims(scope: Scope, entry: ClaimsEntry | None, path: Path_) -> ClaimSheet:
    """The sheet of the claims: that of projects, unless the program names another."""
    where: Path_ = (*path, "claims")
    if entry is None:
        sheet = scope.dictionary.sheet(PROJECTS)  # of a program that names none
        return ClaimSheet(sheet.key, sheet.name, sheet.field("project_number"), sheet.field("project_name"))
    found = next((s for s in scope.dictionary.sheets if s.name == entry.sheet), None)
    if found is None:
        near = scope.document.nearest(entry.sheet, [s.name for s in scope.dictionary.sheets])
        advice = f"是否为 {near}？" if near else "先在 sheets 中写上这张表"
        raise scope.fail("P031", (*where, "sheet"), f"台账没有《{entry.sheet}》这张表", advice)
    if not any(f.key == "credit_code" for f in found.fields):
        raise scope.fail("P051", (*where, "sheet"), f"《{entry.sheet}》的行不属于某一家企业", "换一张有统一社会信用代码的表")
    number, label = (_claim_field(scope, found, name, (*where, key)) for key, name in (("number", entry.number), ("name", entry.name)))
    with scope.within(found.key):
        only = predicate(scope, entry.only, (*where, "only")) if entry.only else None
    if only is not None:
        scope.check_reach(only, found.key, (*where, "only"))
    return ClaimSheet(found.key, found.name, number, label, only)


def claims_sheet(scope: Scope, entry: ProgramEntry) -> str:
    """The key of the sheet of a program's claims; that of projects where it names none, or one that does not exist."""
    named = entry.claims.sheet if entry.claims else ""
    return next((sheet.key for sheet in scope.dictionary.sheets if sheet.name == named), PROJECTS)


def _claim_field(scope: Scope, sheet: SheetSpec, name: str, path: Path_) -> FieldSpec | None:
    if not name:
        return None
    found = next((f for f in sheet.fields if f.name == name), None)
    if found is None or found.type not in (FieldType.TEXT, FieldType.CODE, FieldType.CHOICE):
        raise scope.fail("P031", path, f"《{sheet.name}》没有“{name}”这个文字列", "写这张表里的编号或名称列")
    return found


def _window(scope: Scope, entry: WindowEntry, path: Path_, clause: str, claims: ClaimSheet) -> Window:
    where: Path_ = (*path, "window")
    own = any(field.name == entry.date for field in scope.dictionary.sheet(claims.key).fields)
    date = scope.field(f"{claims.name}.{entry.date}" if own else entry.date, (*where, "date"))
    if date.spec.type not in (FieldType.DATE, FieldType.YEAR) or date.spec.sheet != claims.key:
        raise scope.fail("P039", (*where, "date"), f"“{entry.date}”不是《{claims.name}》表的日期字段", "换成完工日期之类的字段")
    if entry.clause:
        scope.check_clause(entry.clause, (*where, "clause"))
    if entry.first > entry.last:
        raise scope.fail("P041", (*where, "last"), f"{entry.date}期限的止日早于起日", "对调")
    first, last = (day.year * 10_000 + day.month * 100 + day.day for day in (entry.first, entry.last))
    return Window(date, first, last, entry.outside == "refuse", entry.clause or clause)


def _belongs(scope: Scope, entry: ProgramEntry, claims: ClaimSheet, path: Path_) -> list[Condition]:
    """The condition that a row is a claim of the program at all; only rows of which that is unknown can fail it."""
    if entry.claims is None or entry.claims.only is None or claims.only is None:
        return []
    only = entry.claims.only
    if only.clause:
        scope.check_clause(only.clause, (*path, "claims", "only", "clause"))
    return [Condition(BELONGS, only.label or f"属于{entry.label}", only.clause or entry.clause, claims.only)]


def _conditions(scope: Scope, entry: ProgramEntry, path: Path_, sheet: str) -> tuple[Condition, ...]:
    found = []
    for key, condition in entry.conditions.items():
        try:
            where = (*path, "conditions", key)
            if key in _TAKEN or key.startswith(_TAKEN_PREFIXES):
                raise scope.fail("P049", where, f"条件不能叫 {key}，程序里另有用处", "换一个名称")
            test = predicate(scope, condition, where)
            scope.check_reach(test, sheet, where)
            found.append(Condition(key, condition.label, condition.clause, test))
        except Unresolved:
            continue
    return tuple(found)
