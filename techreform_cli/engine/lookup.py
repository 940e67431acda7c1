"""Finds the enterprise that a text means: part of its name, its credit code or part of it, or the number of one of its projects."""

from __future__ import annotations

from dataclasses import dataclass

from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.problem import Problem, Severity, UsageError
from techreform_cli.domain.text import plain

MOST_LISTED, MOST_NEAR = 10, 5


@dataclass(frozen=True, slots=True)
class Found:
    """An enterprise by its position in the ledger's table, and the project number that led to it ("" for none)."""

    enterprise: int
    number: str = ""


def enterprise_meant(policy: Policy, ledger: Ledger, text: str) -> Found:
    """The one enterprise that `text` means; what fits as a whole goes before what fits in part. Raises UsageError where there is none,
    with the names most like it, or several, with their codes."""
    wanted = plain(text).upper()
    if not wanted:
        raise UsageError(Problem("U016", Severity.ERROR, "没有写要查哪家企业", "写企业名称的一部分、统一社会信用代码或项目编号"))
    names, codes = _known(ledger, "name"), _known(ledger, "credit_code")
    numbered = _by_number(policy, ledger, wanted)
    whole = [i for i in range(len(names)) if wanted in (names[i], codes[i])]
    part = [i for i in range(len(names)) if wanted in names[i] or wanted in codes[i]]
    found = whole or numbered or part
    if not found:
        raise UsageError(Problem("U017", Severity.ERROR, f"台账中没有“{text}”这家企业", _advice(ledger, names, wanted)))
    if len(found) > 1:
        message = f"“{text}”对应 {len(found)} 家企业"
        raise UsageError(Problem("U018", Severity.ERROR, message, "请写全名或统一社会信用代码：" + _listed(ledger, found)))
    return Found(found[0], text.strip() if numbered and not whole else "")


def programs_meant(policy: Policy, text: str | None) -> tuple[str, ...]:
    """The ids of the programs of that id, clause, or part of their name; all without `text`. Raises UsageError where there is none."""
    wanted = plain(text or "")
    found = tuple(of.id for of in policy.programs if wanted in (of.id, plain(of.clause)) or wanted in plain(of.label))
    if not found:
        known = "、".join(f"{of.label}（{of.clause}，{of.id}）" for of in policy.programs)
        raise UsageError(Problem("U019", Severity.ERROR, f"政策没有“{text}”这项奖补", f"可用的有：{known}"))
    return found


def _known(ledger: Ledger, key: str) -> list[str]:
    """A text column of the enterprises as it is compared."""
    table = ledger.tables["enterprises"]
    values = table.frame[key].fillna("").tolist() if key in table.frame.columns else [""] * len(table)
    return [plain(str(value)).upper() for value in values]


def _by_number(policy: Policy, ledger: Ledger, wanted: str) -> list[int]:
    """The enterprises that have a project, or a row of another claim sheet, of that number."""
    columns = {(of.claims.key, of.claims.number.key) for of in policy.programs if of.claims.number} | {("projects", "project_number")}
    found: set[int] = set()
    for sheet, key in sorted(columns):
        frame = ledger.tables[sheet].frame
        if key in frame.columns and "enterprise" in frame.columns:
            numbers = frame[key].fillna("").tolist()
            owners = frame["enterprise"].tolist()
            found |= {int(owner) for number, owner in zip(numbers, owners, strict=True) if plain(str(number)).upper() == wanted}
    return sorted(found - {-1})


def _listed(ledger: Ledger, rows: list[int]) -> str:
    """A line each with name and code."""
    frame = ledger.tables["enterprises"].frame
    lines = []
    for row in rows[:MOST_LISTED]:
        name, code = (frame[key].fillna("").tolist()[row] for key in ("name", "credit_code"))
        lines.append(f"\n  {name or '（未填名称）'}　{code or '（未填代码）'}")
    return "".join(lines) + (f"\n  另有 {len(rows) - MOST_LISTED} 家" if len(rows) > MOST_LISTED else "")


def _advice(ledger: Ledger, names: list[str], wanted: str) -> str:
    """The names that have most characters of `wanted`, and at least half of them."""
    shared = {i: len(set(wanted) & set(name)) for i, name in enumerate(names)}
    near = [i for i in sorted(shared, key=lambda i: (-shared[i], len(names[i]))) if 2 * shared[i] >= len(set(wanted))]
    if not near:
        return "写企业名称的一部分、统一社会信用代码或项目编号"
    return "名称相近的有：" + _listed(ledger, near[:MOST_NEAR])
