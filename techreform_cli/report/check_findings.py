"""The problems of a ledger as lines: 台账.xlsx《项目》F12 〔设备购置额(万元)〕 L012 …, one root cause once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from techreform_cli.domain.checkup import Checkup
from techreform_cli.domain.explanation import Explanation
from techreform_cli.domain.problem import Problem, Severity

FEW = 3
"""How many positions, and how many different findings of one column, are written out."""
FEW_SHEETS = 5
"""How many findings about whole sheets of one kind are written out."""


@dataclass(frozen=True, slots=True)
class Kind:
    """All problems of one code as lines; `hidden` of them stand in no line."""

    code: str
    title: str
    severity: Severity
    count: int
    lines: tuple[str, ...]
    hidden: int


class Lines:
    """Writes the problems of one ledger out."""

    def __init__(self, checkup: Checkup) -> None:
        self._checkup = checkup
        self._headers = {(r.file, r.sheet, one.letter): one.header for r in checkup.ledger.readings for one in r.columns}

    def header(self, problem: Problem) -> str:
        """The header of the problem's column as it stands in the file, else the name of the field; "" if it is about no column."""
        source = problem.source
        written = self._headers.get((source.file, source.sheet, column_of(problem))) if source else None
        return written or problem.field

    def line(self, problem: Problem, place: str = "") -> str:
        """One problem in one line, at `place` if that is said otherwise than by its own cell."""
        return _line(problem, place or self._place(problem), self.header(problem))

    def kinds(self, everything: bool = False) -> list[Kind]:
        """The problems by severity and code; with `everything` each in a line of its own."""
        by_code: dict[tuple[int, bool, str], list[Problem]] = {}
        for problem in self._checkup.problems:
            by_code.setdefault((weight(problem.severity), not problem.code.startswith("L"), problem.code), []).append(problem)
        return [self._kind(by_code[key], everything) for key in sorted(by_code)]

    def _kind(self, problems: list[Problem], everything: bool) -> Kind:
        first = problems[0]
        lines: list[str] = []
        hidden = 0
        if everything:
            lines = [self.line(problem) for problem in problems]
        else:
            for column in _by_column(problems):
                shown, left = self._column(column)
                lines += shown
                hidden += left
        return Kind(first.code, self._checkup.titles.get(first.code, ""), first.severity, len(problems), tuple(lines), hidden)

    def _column(self, problems: list[Problem]) -> tuple[list[str], int]:
        """The problems of one code in one column (or of whole sheets): equal ones in one line, then the first few, then a count."""
        alike: dict[tuple[str, str], list[Problem]] = {}
        for problem in problems:
            alike.setdefault((problem.message, problem.remedy), []).append(problem)
        few = FEW if column_of(problems[0]) else FEW_SHEETS
        groups = list(alike.values())
        few += len(groups) == few + 1  # a line that says that one is left is as long as the one left
        shown, rest = groups[:few], [problem for group in groups[few:] for problem in group]
        lines = [self.line(group[0], self._places(group)) for group in shown]
        if rest:
            lines.append(f"另有 {len(rest):,} 处（{_extent(rest)}）")
        return lines, len(rest)

    def _place(self, problem: Problem) -> str:
        return str(problem.source) if problem.source else self._checkup.ledger.file

    def _places(self, problems: list[Problem]) -> str:
        """台账.xlsx《项目》F12、F13、F14 等 1,998 处（F12–F2011）."""
        place = self._place(problems[0])
        cells = [problem.source.cell for problem in problems if problem.source]
        if len(cells) < 2:
            return place
        more = f" 等 {len(cells):,} 处（{_extent(problems)}）" if len(cells) > FEW else ""
        return "、".join([place, *cells[1:FEW]]) + more


def example(explanation: Explanation) -> str:
    """The example of an explanation as a line."""
    problem = explanation.example
    if problem.remedy == explanation.remedy:  # which is said anyway
        problem = replace(problem, remedy="")
    source = problem.source
    if source is None:
        return _line(problem, "", "")
    return _line(problem, str(source) if source.sheet else f"{source.file}:{source.cell}", problem.field)


def weight(severity: Severity) -> int:
    """The place of a severity in a list that begins with the worst."""
    return list(Severity).index(severity)


def column_of(problem: Problem) -> str:
    """The letters of the problem's column, "" if it is about no cell."""
    match = re.match(r"[A-Z]+(?=\d)", problem.source.cell) if problem.source else None
    return match[0] if match else ""


def said(problem: Problem) -> str:
    """The message without the name of the field in front, for a place where the header is named anyway."""
    return problem.beside_place.removeprefix(f"「{problem.field}」") if problem.field else problem.beside_place


def _line(problem: Problem, place: str, header: str) -> str:
    at_cell = header and column_of(problem)
    named = f"〔{header}〕 " if at_cell else ""
    remedy = f" → {problem.remedy}" if problem.remedy else ""
    return f"{place} {named}{problem.code} {said(problem) if at_cell else problem.beside_place}{remedy}".lstrip()


def _by_column(problems: Iterable[Problem]) -> Iterator[list[Problem]]:
    """The problems of each column together, and those about whole sheets together, in the order of their first."""
    found: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        source = problem.source
        column = column_of(problem)
        key = (
            (source.file, source.sheet, column)
            if source and column
            else ("whole", source.file if source else "", source.sheet if source else "")
        )
        found.setdefault(key, []).append(problem)
    yield from found.values()


def _extent(problems: list[Problem]) -> str:
    """From where to where they reach; of whole sheets, what they are about."""
    cells = [problem.source.cell for problem in problems if problem.source and problem.source.cell]
    if cells:
        return cells[0] if len(cells) == 1 else f"{cells[0]}–{cells[-1]}"
    named = dict.fromkeys(problem.field or (problem.source.sheet if problem.source else "") for problem in problems)
    return "、".join(name for name in named if name) or problems[0].message
