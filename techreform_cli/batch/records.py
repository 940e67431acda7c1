"""run_results.json: what a run did, for other programs, and for the next run to go on from."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from techreform_cli.domain.batch import (
    AwardLine,
    BatchRun,
    DueLine,
    Finding,
    GroupRun,
    LedgerRun,
    LeftOut,
    ListedEnterprise,
    ListedProject,
    ProgramName,
    Progress,
    ReadingInForce,
    StoredFile,
    TargetLine,
)
from techreform_cli.domain.money import yuan
from techreform_cli.domain.problem import OutputFailed, Problem, Severity

FILE, PROGRAM, SCHEMA_VERSION = "run_results.json", "techreform batch", 1

AMOUNTS = ("planned", "equipment")

T = TypeVar("T")


def document(run: BatchRun) -> dict[str, Any]:
    """The run as JSON carries it. Amounts are yuan with two decimals, as strings; null while undetermined."""
    counts = {status.value: run.count(status) for status in Progress if status is not Progress.SKIPPED}
    whole = asdict(run)
    for group, written in zip(run.groups, whole["groups"], strict=True):
        for line, award in zip(group.awards, written["awards"], strict=True):
            award["amount"] = None if line.amount is None else yuan(line.amount)
            award["shares"] = {name: yuan(fen) for name, fen in line.shares}
        for due in written["due"]:
            due["amount"] = None if due["amount"] is None else yuan(due["amount"])
        for project in written["projects"]:
            project.update({key: None if project[key] is None else yuan(project[key]) for key in AMOUNTS})
    whole["settings"] = dict(run.settings)
    return {"schema_version": SCHEMA_VERSION, "program": PROGRAM, "counts": {**counts, "skipped": len(run.skipped)}, **whole}


def text(run: BatchRun) -> str:
    """The file's content."""
    return json.dumps(document(run), ensure_ascii=False, indent=1) + "\n"


def read_record(folder: Path) -> BatchRun | None:
    """What the last run into `folder` wrote down; None where there was none. Raises OutputFailed where the file is something else."""
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        data = json.loads(path.read_text("utf-8"))
        if data["program"] == PROGRAM and data["schema_version"] == SCHEMA_VERSION:
            return _run(data)
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError):
        pass
    remedy = "请把它改名或移到别处，或用 -o 换一个文件夹"
    raise OutputFailed(Problem("U027", Severity.ERROR, f"“{path}”不是这个版本的批量运行写出的，没有覆盖", remedy))


def _run(data: dict[str, Any]) -> BatchRun:
    plain = {key: data[key] for key in ("version", "year", "as_of", "started", "finished", "complete")}
    return BatchRun(
        **plain,
        settings=tuple(data["settings"].items()),
        groups=_each(data["groups"], _group),
        skipped=_each(data["skipped"], _plain(LeftOut)),
        findings=_each(data["findings"], _finding),
        stale=tuple(data["stale"]),
        rollup=StoredFile(**data["rollup"]) if data["rollup"] else None,
    )


def _group(data: dict[str, Any]) -> GroupRun:
    parts: dict[str, Callable[[Any], Any]] = {
        "ledgers": _ledger,
        "outputs": _plain(StoredFile),
        "programs": _plain(ProgramName),
        "awards": _award,
        "due": _due,
        "targets": _plain(TargetLine),
        "findings": _finding,
        "readings": _plain(ReadingInForce),
        "enterprises": _plain(ListedEnterprise),
        "projects": _project,
    }
    data = {"due": [], **data}  # earlier versions kept none
    made = {key: _each(data[key], make) for key, make in parts.items()}
    return GroupRun(**{**data, **made, "status": Progress(data["status"]), "messages": tuple(data["messages"])})


def _ledger(data: dict[str, Any]) -> LedgerRun:
    files = {key: _each(data[key], _plain(StoredFile)) for key in ("inputs", "outputs")}
    lists = {"kinds": tuple(data["kinds"]), "messages": tuple(data["messages"]), "targets": _each(data["targets"], _plain(TargetLine))}
    return LedgerRun(**{**data, **files, **lists, "status": Progress(data["status"])})


def _award(data: dict[str, Any]) -> AwardLine:
    amount = None if data["amount"] is None else _fen(data["amount"])
    return AwardLine(**{**data, "amount": amount, "shares": tuple((name, _fen(text)) for name, text in data["shares"].items())})


def _due(data: dict[str, Any]) -> DueLine:
    return DueLine(**{**data, "amount": None if data["amount"] is None else _fen(data["amount"])})


def _project(data: dict[str, Any]) -> ListedProject:
    return ListedProject(**{**data, **{key: None if data[key] is None else _fen(data[key]) for key in AMOUNTS}})


def _finding(data: dict[str, Any]) -> Finding:
    return Finding(**{**data, "severity": Severity(data["severity"])})


def _plain(make: Callable[..., T]) -> Callable[[dict[str, Any]], T]:
    return lambda data: make(**data)


def _each(items: list[Any], make: Callable[[Any], T]) -> tuple[T, ...]:
    return tuple(make(item) for item in items)


def _fen(text: str) -> int:
    return int(Decimal(text) * 100)
