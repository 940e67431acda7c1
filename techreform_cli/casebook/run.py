"""Runs cases: facts to a workbook, the workbook through the whole calculation, the result held against what the case says."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from techreform_cli.casebook.case_file import CaseEntry, CaseSource, case_sources
from techreform_cli.casebook.expectation import Expectation
from techreform_cli.casebook.facts import Facts
from techreform_cli.casebook.workbook import write_ledger
from techreform_cli.domain.case import CaseFileResult, CaseResult, Difference
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.problem import TechreformError
from techreform_cli.domain.source import SourceRef
from techreform_cli.pipeline import compute_years
from techreform_cli.policy.load import load_policy
from techreform_cli.policy.scalars import written
from techreform_cli.policy.yaml_source import Path_
from techreform_cli.report.json_document import document

LEDGER = "案例.xlsx"


def run_cases(references: list[str]) -> list[CaseFileResult]:
    """Run the cases of every policy or file of cases; without any, those of all packaged policies.

    Raises UsageError for what does not exist, PolicyInvalid for a policy or a file of cases with a mistake.
    """
    return [_Runner(source).run() for source in case_sources(references)]


@dataclass(slots=True)
class _Runner:
    """Runs one file; the policy is compiled once for each set of choices."""

    source: CaseSource
    policies: dict[tuple[tuple[str, str], ...], Policy] = field(default_factory=dict)

    def run(self) -> CaseFileResult:
        source = self.source
        plain = self.policy({})
        self._check_names(plain)
        with tempfile.TemporaryDirectory(prefix="techreform-") as folder:
            results = [self._case(i, case, Path(folder) / LEDGER) for i, case in enumerate(source.file.cases)]
        source.document.raise_if_errors()
        return CaseFileResult(source.document.file, plain.id, tuple(results))

    def policy(self, settings: dict[str, str]) -> Policy:
        key = tuple(sorted(settings.items()))
        if key not in self.policies:
            self.policies[key] = load_policy(self.source.policy, settings)
        return self.policies[key]

    def _check_names(self, policy: Policy) -> None:
        """Note names said twice, clauses the policy does not have, and a default program that does not exist."""
        document, seen = self.source.document, set[str]()
        programs = [program.id for program in policy.programs]
        if self.source.file.program and self.source.file.program not in programs:
            document.add("P205", ("program",), f"没有“{self.source.file.program}”这个奖补", "可用的有：" + "、".join(programs))
        for i, case in enumerate(self.source.file.cases):
            if case.name in seen:
                document.add("P205", ("cases", i, "name"), f"案例“{case.name}”写了两次", "换一句话")
            if case.clause not in policy.clauses:
                near = document.nearest(case.clause, policy.clauses, 0.3)
                advice = f"是否为 {near}？" if near else "写政策 clauses 中的条号"
                document.add("P205", ("cases", i, "clause"), f"政策没有条款“{case.clause}”", advice)
            seen.add(case.name)

    def _case(self, number: int, case: CaseEntry, ledger: Path) -> CaseResult:
        where: Path_ = ("cases", number)
        line, column = self.source.document.mark(where)
        differences: list[Difference] = []
        try:
            differences += self._differences(case, where, ledger)
        except TechreformError as error:
            first = error.problems[0]
            self.source.document.add("P206", where, f"案例“{case.name}”算不了：{first.message}", first.remedy)
        place = SourceRef(self.source.document.file, "", f"{line}:{column}")
        return CaseResult(case.name, case.clause, place, tuple(differences))

    def _differences(self, case: CaseEntry, where: Path_, ledger: Path) -> Iterator[Difference]:
        source = self.source
        policy = self.policy({name: _choice(value) for name, value in case.set.items()})
        facts = Facts(source.document, policy.dictionary, source.file.defaults, where)
        write_ledger(ledger, policy.dictionary, facts.build(case.facts, case.without))
        expected: dict[int, tuple[dict[str, Any], Path_]]
        if case.year is not None:
            expected = {case.year: (case.expect or {}, (*where, "expect"))}
        else:
            expected = {int(year): (one, (*where, "by_year", year)) for year, one in case.by_year.items()}
        for result in compute_years(policy, ledger, list(expected), case.as_of):
            wanted, path = expected[result.year]
            yield from Expectation(source.document, document(result, []), source.file.program, path).compare(wanted)


def _choice(value: Any) -> str:
    """A choice as --set takes it."""
    return "[" + ",".join(map(str, value)) + "]" if isinstance(value, list) else written(value)
