"""What the sheets of the roll-up refer to: ledgers, towns, programs and targets by number, and the lists that formulas add up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from techreform_cli.domain.batch import AwardLine, BatchRun, DueLine, GroupRun, LedgerRun, ProgramName, TargetLine
from techreform_cli.report.book import quoted

AWARDS, SHARES, DUE, TARGETS = "奖补明细", "分摊明细", "应拨付明细", "目标明细"
FIRST = 4
"""The first row (1-based) of data on the sheets of lists: title, subtitle and header stand above."""
NO_TOWN = "（乡镇不明）"

ProgramKey = tuple[str, str]
"""A program of a policy: their ids."""


@dataclass(frozen=True)
class Lookup:
    """The run with everything numbered from 1, in its order. Formulas go by these numbers: names may hold what Excel takes for more."""

    run: BatchRun

    @cached_property
    def several(self) -> bool:
        """Whether there are several groups, so that a ledger's name needs its group's."""
        return len(self.run.groups) > 1

    @cached_property
    def ledgers(self) -> list[tuple[GroupRun, LedgerRun]]:
        """Every ledger with its group."""
        return [(group, run) for group in self.run.groups for run in group.ledgers]

    @cached_property
    def ledger_numbers(self) -> dict[tuple[str, str], int]:
        """The number of each ledger by the names of its group and itself."""
        return {(group.name, run.name): number for number, (group, run) in enumerate(self.ledgers, 1)}

    @cached_property
    def awards(self) -> list[tuple[GroupRun, AwardLine]]:
        """Every award with its group."""
        return [(group, line) for group in self.run.groups for line in group.awards]

    @cached_property
    def shares(self) -> list[tuple[GroupRun, AwardLine, str, int]]:
        """Every share of an award: group, award, ledger, 分."""
        return [(group, line, name, fen) for group, line in self.awards for name, fen in line.shares]

    @cached_property
    def payments(self) -> list[tuple[GroupRun, DueLine]]:
        """Everything to be paid in the year with its group; nothing where no program pays in instalments: then it is the awards."""
        return [(group, line) for group in self.run.groups for line in group.payments(self.run.year)] if self.run.in_parts else []

    @cached_property
    def towns(self) -> dict[str, int]:
        """The number of each town; one that is not known stands last. Some have but payments for awards of earlier years."""
        names = dict.fromkeys([line.town for _, line in self.awards] + [line.town for _, line in self.payments])
        return {name: number for number, name in enumerate([*(n for n in names if n), *(n for n in names if not n)], 1)}

    @cached_property
    def programs(self) -> dict[ProgramKey, ProgramName]:
        """The programs of all policies."""
        return {(group.policy, program.id): program for group in self.run.groups for program in group.programs}

    @cached_property
    def program_numbers(self) -> dict[ProgramKey, int]:
        """The number of each program."""
        return {key: number for number, key in enumerate(self.programs, 1)}

    def label(self, key: ProgramKey) -> str:
        """A program's name, with its policy where another's is called the same."""
        label = self.programs[key].label
        return label if sum(1 for one in self.programs.values() if one.label == label) == 1 else f"{label}（{key[0]}）"

    @cached_property
    def targets(self) -> list[tuple[GroupRun, TargetLine]]:
        """The targets of every group."""
        return [(group, line) for group in self.run.groups for line in group.targets]

    @cached_property
    def target_lines(self) -> list[tuple[int, GroupRun, LedgerRun, TargetLine]]:
        """How each target stands in each ledger, with the number of the group's."""
        numbers = {(group.name, line.id): number for number, (group, line) in enumerate(self.targets, 1)}
        return [
            (numbers[group.name, line.id], group, run, line)
            for group, run in self.ledgers
            for line in run.targets
            if (group.name, line.id) in numbers
        ]

    def shown(self, group: GroupRun, ledger: str) -> str:
        """A ledger's name."""
        return f"{group.name}／{ledger}" if self.several else ledger

    def column(self, sheet: str, letter: str) -> str:
        """A column of a list, for formulas on other sheets; one empty row where the list has none."""
        sizes = {AWARDS: len(self.awards), SHARES: len(self.shares), DUE: len(self.payments), TARGETS: len(self.target_lines)}
        size = sizes[sheet]
        return f"{quoted(sheet)}!${letter}${FIRST}:${letter}${FIRST + max(size, 1) - 1}"
