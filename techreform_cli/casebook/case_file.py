"""The file of cases: its shape, and how it is found beside its policy."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from techreform_cli.domain.problem import Problem, Severity, UsageError
from techreform_cli.policy.entry import Entry
from techreform_cli.policy.load import find_policy
from techreform_cli.policy.messages import report
from techreform_cli.policy.packaged import CASES, packaged
from techreform_cli.policy.slots import Text
from techreform_cli.policy.yaml_source import Document, parse_yaml, read_yaml


class CaseEntry(Entry):
    """One case: a sentence, facts that differ from the defaults, choices, and what is expected in one `year` or in each of several."""

    name: Text
    clause: Text
    facts: dict[str, Any] = {}
    without: list[str] = []
    set: dict[str, Any] = {}
    as_of: dt.date | None = None
    year: int | None = Field(default=None, ge=1990, le=2100)
    expect: dict[str, Any] | None = None
    by_year: dict[str, dict[str, Any]] = {}


class CaseFile(Entry):
    """A whole file: the ordinary row of every sheet, and the cases. `program` is the one that expectations without a name are about."""

    policy: str = ""
    program: str = ""
    defaults: dict[str, dict[str, Any]] = {}
    cases: list[CaseEntry] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class CaseSource:
    """A file of cases that was read, and the policy (an id or a path) it is about."""

    document: Document
    file: CaseFile
    policy: str


def case_sources(references: list[str]) -> list[CaseSource]:
    """The files of cases meant: of a policy (id or path) the file beside it; without any reference, those of all packaged policies.

    Raises UsageError for what does not exist, PolicyInvalid for a file of cases with a mistake.
    """
    if references:
        return [_source(reference) for reference in references]
    return [_read(cases, str(policy)) for policy in packaged().values() if (cases := _beside(policy)).is_file()]


def _source(reference: str) -> CaseSource:
    if not os.path.isfile(reference) or reference in packaged():  # noqa: PTH113  (False for names no file can have)
        return _of_policy(find_policy(reference))
    path = Path(reference)
    if path.stem.endswith(CASES):
        return _read(path, _policy_of(path))
    data = read_yaml(path).data
    return _read(path, _policy_of(path)) if isinstance(data, dict) and "cases" in data else _of_policy(path)


def _of_policy(policy: Path) -> CaseSource:
    cases = _beside(policy)
    if not cases.is_file():
        remedy = f"在政策文件旁边写 {cases.name}，写法见 techreform policy new 写出的例子"
        raise UsageError(Problem("U013", Severity.ERROR, f"“{policy.name}”没有案例文件", remedy))
    return _read(cases, str(policy))


def _beside(policy: Path) -> Path:
    return policy.with_name(f"{policy.stem}{CASES}{policy.suffix}")


def _policy_of(cases: Path) -> str:
    """The policy of the same name beside the cases; "" where there is none, for the file may name another."""
    policy = cases.with_name(cases.stem.removesuffix(CASES) + cases.suffix)
    return str(policy) if policy != cases and policy.is_file() else ""


def _read(path: Path, policy: str) -> CaseSource:
    document = parse_yaml(path)
    try:
        file = CaseFile.model_validate(document.data)
    except ValidationError as error:
        report(error, document, CaseFile)
        document.raise_if_errors()
        raise
    if file.policy:
        beside = path.parent / file.policy
        policy = str(beside) if beside.is_file() else file.policy
    if not policy:
        document.add("P201", (), "没有写明是哪个政策的案例", f"写 policy: 政策编号或路径，或改名为 政策文件名{CASES}.yaml")
    for i, case in enumerate(file.cases):
        if bool(case.by_year) == (case.year is not None and case.expect is not None) or (case.year is None) != (case.expect is None):
            document.add("P202", ("cases", i), f"案例“{case.name}”要写 year 和 expect，或 by_year", "一个年度的写前者，几个年度的写后者")
        for year in case.by_year:
            if not (year.isdecimal() and len(year) == 4):
                document.add("P202", ("cases", i, "by_year", year), f"“{year}”不是年度", "写四位年度")
    document.raise_if_errors()
    return CaseSource(document, file, policy)
