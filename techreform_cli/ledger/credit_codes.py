"""Credit codes that break their own checking rule: a warning, said once per code, for real registries contain such codes."""

from __future__ import annotations

from collections.abc import Iterable

from techreform_cli.domain.problem import Problem
from techreform_cli.ledger.codes import problem
from techreform_cli.ledger.draft import Draft

LENGTH = 18


def check_credit_codes(drafts: Iterable[Draft], problems: list[Problem]) -> None:
    """Warn of each different code that fails, where it first stands."""
    seen: set[str] = set()
    for draft in drafts:
        for row, code in enumerate(draft.texts("credit_code")):
            if not code or code in seen or not draft.row_number[row]:
                continue
            seen.add(code)
            if fault := code_fault(code):
                problems.append(problem("L028", draft.ref("credit_code", row), "统一社会信用代码", found=code, fault=fault))


def code_fault(code: str) -> str:
    """What is wrong with a credit code, in the clerk's words; "" if nothing."""
    from stdnum.cn import uscc  # only needed here, and not worth loading for --help

    if len(code) != LENGTH:
        return f"有 {len(code)} 位，应为 {LENGTH} 位"
    return "" if uscc.is_valid(code) else "的校验位不对"
