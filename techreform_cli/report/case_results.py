"""What running cases found, on the terminal and as JSON."""

from __future__ import annotations

from typing import Any

from techreform_cli.domain.case import CaseFileResult, Difference
from techreform_cli.domain.source import SourceRef
from techreform_cli.report.console import say, terminal

SCHEMA_VERSION = 1


def show(results: list[CaseFileResult]) -> None:
    """A line for every difference, and a summary for every file."""
    console = terminal()
    for result in results:
        for case in result.cases:
            for found in case.differences:
                say(console, f"{_place(found.source)} {case.name}（{case.clause}）：{_told(found)}")
        passed = sum(1 for case in result.cases if case.passed)
        failed = len(result.cases) - passed
        told = f"，{failed} 个对不上" if failed else ""
        say(console, f"{result.file}：{len(result.cases)} 个案例，{passed} 个通过{told}")


def _told(found: Difference) -> str:
    return f"{found.year}年 {found.what} 应为 {found.expected}，算得 {found.found}"


def _place(source: SourceRef) -> str:
    return f"{source.file}:{source.cell}"


def document(results: list[CaseFileResult]) -> dict[str, Any]:
    """Every case with what came out differently."""
    cases = [case for result in results for case in result.cases]
    return {
        "schema_version": SCHEMA_VERSION,
        "cases": len(cases),
        "passed": sum(1 for case in cases if case.passed),
        "files": [
            {
                "file": result.file,
                "policy": result.policy,
                "cases": [
                    {
                        "name": case.name,
                        "clause": case.clause,
                        "line": _line(case.source),
                        "passed": case.passed,
                        "differences": [
                            {
                                "year": found.year,
                                "what": found.what,
                                "expected": found.expected,
                                "found": found.found,
                                "line": _line(found.source),
                            }
                            for found in case.differences
                        ],
                    }
                    for case in result.cases
                ],
            }
            for result in results
        ],
    }


def _line(source: SourceRef) -> int:
    return int(source.cell.partition(":")[0])
