"""What several programs share: stacking, caps over programs, budgets."""

from __future__ import annotations

from techreform_cli.domain.program import Budget, Ration, Stacking, TotalCap
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
            amount = scope.number(entry.amount, (*path, "amount"), "各项奖补合计上限", entry.clause, "金额")
        except Unresolved:
            continue
        found.append(TotalCap(name, tuple(entry.programs), amount, entry.clause))
    return tuple(found)


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
