"""What several programs share: stacking, caps over programs, budgets."""

from __future__ import annotations

from techreform_cli.domain.expression import Expression, Smallest
from techreform_cli.domain.program import Budget, Ration, Stacking, TotalCap
from techreform_cli.policy.compile_awards import share_of
from techreform_cli.policy.compile_programs import claims_sheet
from techreform_cli.policy.program_schema import TotalCapEntry
from techreform_cli.policy.schema import PolicyFile
from techreform_cli.policy.scope import Scope, Unresolved
from techreform_cli.policy.yaml_source import Path_


def stacking(scope: Scope, file: PolicyFile) -> tuple[Stacking, ...]:
    """Every stacking rule; unknown program names are noted."""
    found = []
    for name, entry in file.stacking.items():
        scope.check_clause(entry.clause, ("stacking", name, "clause"))
        check_programs(scope, entry.programs, ("stacking", name, "programs"))
        found.append(Stacking(name, tuple(entry.programs), entry.rule == "highest_only", entry.clause))
    return tuple(found)


def total_caps(scope: Scope, file: PolicyFile) -> tuple[TotalCap, ...]:
    """Every cap over programs that compiles."""
    found = []
    for name, entry in file.total_caps.items():
        path: Path_ = ("total_caps", name)
        scope.check_clause(entry.clause, (*path, "clause"))
        check_programs(scope, entry.programs, (*path, "programs"))
        try:
            amount = _limit(scope, entry, (*path, "amount"))
        except Unresolved:
            continue
        found.append(TotalCap(name, tuple(entry.programs), amount, entry.clause, bool(entry.amount.of)))
    return tuple(found)


def _limit(scope: Scope, entry: TotalCapEntry, path: Path_) -> Expression:
    """An amount, a share of a figure of the enterprise, or the lower of the two. Raises Unresolved."""
    limit, label = entry.amount, "各项奖补合计上限"
    limits: list[Expression] = []
    if limit.cases:
        raise scope.fail("P053", (*path, "cases"), "几项奖补合计的上限不分 cases", "写成一个数，或分成几项奖补各自的 cap")
    if limit.amount is not None:
        limits.append(scope.number(limit.amount, path, label, entry.clause, "金额"))
    if limit.share is not None or limit.of:
        sheets = [claims_sheet(scope, scope.file.programs[name]) for name in entry.programs if name in scope.file.programs]
        shares = [share_of(scope, limit, path, f"{label}占{limit.of}的比例", entry.clause, sheet) for sheet in dict.fromkeys(sheets)]
        limits += shares[:1]
    if not limits:
        raise scope.fail("P053", path, "上限要写 amount，或 share 和 of", "例如 amount: 800万元，或 amount: {share: 80%, of: 县级税收贡献}")
    return limits[0] if len(limits) == 1 else Smallest(tuple(limits))


def budgets(scope: Scope, file: PolicyFile) -> tuple[Budget, ...]:
    """Every budget that compiles. A program has one budget at most."""
    found: list[Budget] = []
    for name, entry in file.budgets.items():
        path: Path_ = ("budgets", name)
        scope.check_clause(entry.clause, (*path, "clause"))
        check_programs(scope, entry.programs, (*path, "programs"))
        for i, program in enumerate(entry.programs):
            if any(program in other.programs for other in found):
                scope.document.add("P043", (*path, "programs", i), f"“{program}”已在另一个预算里", "一个奖补只归一个预算")
        try:
            amount = scope.number(entry.amount, (*path, "amount"), f"{entry.label}", entry.clause, "金额")
        except Unresolved:
            continue
        found.append(Budget(name, entry.label, tuple(entry.programs), amount, Ration(entry.exceeded), entry.clause))
    return tuple(found)


def check_programs(scope: Scope, names: list[str], path: Path_) -> None:
    """Note every name that is no program, and one written twice."""
    if len(set(names)) < len(names):
        scope.document.add("P043", path, "同一奖补写了两次", "只留一个")
    for i, name in enumerate(names):
        if name not in scope.file.programs:
            scope.document.add("P043", (*path, i), f"没有“{name}”这个奖补", "可用的有：" + "、".join([*scope.file.programs][:10]))
