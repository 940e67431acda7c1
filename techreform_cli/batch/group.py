"""One group on its way: its ledgers are read, merged and computed once, then divided into workbooks that are moved into place."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from techreform_cli import __version__
from techreform_cli.batch.discover import Gathering
from techreform_cli.batch.figures import Figures, expected_of, program_names, readings_in_force
from techreform_cli.batch.sort import Sorted, fault, sort
from techreform_cli.batch.tasks import PolicyKey, ReadTask, WriteDone, WriteTask, amounts, read, sha256_of, write
from techreform_cli.batch.workers import Task
from techreform_cli.domain.batch import Finding, GroupRun, LedgerRun, LeftOut, Progress, StoredFile
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.problem import LedgerUnreadable, OutputFailed, Problem, Severity, TechreformError
from techreform_cli.domain.reads import missed
from techreform_cli.domain.sheets import ENTERPRISES, PROJECTS
from techreform_cli.engine.calculate import calculate
from techreform_cli.ledger.merge import Merged, merge
from techreform_cli.ledger.part import Part
from techreform_cli.report.outputs import AWARDS, TARGETS
from techreform_cli.report.save import place_all

DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""What Windows takes for a device, whatever folder it stands in."""
WHOLE = "（合计）"
"""What the name of a group adds for the workbooks of all its ledgers together."""
BUDGETED = "奖补有总额控制，只能全组一起算，见本组的合计工作簿"
Books = tuple[str, str]
"""The workbooks of one task: of which ledger, and of which kind."""
ELSEWHERE = "它的企业都列在别的台账里，没有单独的工作簿"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be calculated, and the folders of results and of drafts. `apart` says that each group has a folder of its own;
    `written` is each group's name as a file's may be."""

    year: int
    as_of: dt.date | None
    out: Path
    drafts: Path
    apart: bool
    written: Mapping[str, str]


@dataclass
class Group:
    """A group that is being computed. Its tasks are told apart by its number, "read" or "write", and the ledger; those that write also by
    the kind of workbook ("" for both). What is written of all ledgers together has "" for the ledger, except where there is but one."""

    number: int
    gathering: Gathering
    key: PolicyKey
    policy: Policy
    wanted: Wanted
    reads: dict[str, Any] = field(default_factory=dict)
    writes: dict[Books, Any] = field(default_factory=dict)
    files: dict[Books, tuple[str, ...]] = field(default_factory=dict)
    sorted: Sorted = field(default_factory=Sorted)
    merged: Merged | None = None
    figures: Figures | None = None
    messages: list[str] = field(default_factory=list)
    output_failed: OutputFailed | None = None

    @property
    def name(self) -> str:
        """What the group is called."""
        return self.gathering.name

    @property
    def skipped(self) -> list[LeftOut]:
        """Its files that turned out to be no ledgers."""
        return [replace(one, file=self.told(one.file)) for one in self.sorted.skipped]

    def told(self, name: str) -> str:
        """A ledger or file of the group as the run tells of it: with the group's name where there are several."""
        return f"{self.name}/{name}" if self.wanted.apart else name

    @property
    def fingerprint(self) -> str:
        """Changes with everything that decides the group's results, and with nothing else."""
        members = [[member.name, member.named, member.stem, member.sha256] for member in self.gathering.members]
        policy = [self.policy.sha256, self.policy.overlay_sha256, self.key.settings]
        day = self.wanted.as_of.isoformat() if self.wanted.as_of else ""
        return sha256_text(json.dumps([__version__, self.name, self.wanted.apart, self.wanted.year, day, policy, members]))

    def pending(self) -> GroupRun:
        """The group as it stands before anything is done."""
        ledgers = tuple(
            LedgerRun(member.name, Progress.PENDING, (StoredFile(member.name, member.sha256),)) for member in self.gathering.members
        )
        return self._run(Progress.PENDING, ledgers)

    def read_tasks(self) -> Iterator[Task]:
        """A task for each file."""
        members = self.gathering.members
        for member in members:
            task = ReadTask(member.path, member.name, member.named, len(members) == 1, self.key)
            yield Task((self.number, "read", member.name, ""), read, task)

    @property
    def all_read(self) -> bool:
        """Whether every file has been read."""
        return len(self.reads) == len(self.gathering.members)

    def write_tasks(self) -> Iterator[Task]:
        """Merge and compute what was read; a task for each workbook or pair of them, those of all ledgers together first: others write
        them while this process computes. None where there is nothing to write."""
        self.sorted = sort(self.gathering.members, self.reads, self.policy.dictionary, self.name)
        self.reads.clear()
        parts = tuple(self.sorted.parts)
        if not parts:
            return
        try:
            name = parts[0].name if len(parts) == 1 else self.name
            self.merged = merge(parts, name, self.policy.dictionary, missed(self.policy))
            yield from self._whole(self.merged)
            result = calculate(self.policy, self.merged.ledger, self.wanted.year, self.wanted.as_of)
        except LedgerUnreadable as error:
            self._fail([problem.sentence for problem in error.problems])
            return
        except TechreformError:
            raise
        except Exception as error:
            self._fail([fault(error)])
            return
        self.figures = Figures(self.merged, result)
        yield from self._each(self.merged, amounts(result))

    def _whole(self, merged: Merged) -> Iterator[Task]:
        """The workbooks of all ledgers together; of one ledger alone they are its own."""
        packed, parts = merged.packed(), merged.parts
        name, stem = (
            (parts[0].name, self.sorted.stems[parts[0].name]) if len(parts) == 1 else ("", f"{self.wanted.written[self.name]}{WHOLE}")
        )
        for kind in (AWARDS, TARGETS):
            yield self._task(name, stem, kind, packed)

    def _each(self, merged: Merged, expected: dict[tuple[str, int], int | None]) -> Iterator[Task]:
        """The workbooks of each of several ledgers."""
        homes = set(merged.homes)
        kinds = (TARGETS,) if self.policy.budgets else (TARGETS, AWARDS)
        for part in merged.parts if len(merged.parts) > 1 else ():
            if part.name not in homes:
                self.sorted.notes.setdefault(part.name, []).append(ELSEWHERE)
                continue
            if self.policy.budgets:
                self.sorted.notes.setdefault(part.name, []).append(BUDGETED)
            own = None if self.policy.budgets else expected_of(merged, part.name, expected)
            yield self._task(part.name, self.sorted.stems[part.name], "", merged.of(part), kinds, own)

    def _task(self, name: str, stem: str, kind: str, ledger: Any, kinds: tuple[str, ...] = (), expected: Any = None) -> Task:
        """Writing `kinds` of workbooks (none: `kind` alone, of the ledgers together)."""
        outputs = []
        for each in kinds or (kind,):
            file = f"{stem}_{self.wanted.year}_{each}.xlsx"
            outputs.append((each, self.wanted.drafts / str(self.number) / file))
        readings = not kinds and (kind == AWARDS or bool(name))  # 目标进度 shows none, but says in 运行凭证 how calc gives its bytes
        task = WriteTask(ledger, self.key, self.wanted.year, self.wanted.as_of, tuple(outputs), readings, expected)
        self.files[name, kind] = tuple(path.name for _, path in outputs)
        return Task((self.number, "write", name, kind), write, task)

    @property
    def all_written(self) -> bool:
        """Whether every workbook is there."""
        return self.writes.keys() >= self.files.keys()

    def finished(self) -> GroupRun:
        """Move the workbooks into place; what the group has come to."""
        done = {key: found for key, found in self.writes.items() if self.figures and isinstance(found, WriteDone)}
        names = [output.file for found in done.values() for output in found.outputs]
        folder = self.wanted.drafts / str(self.number)
        for found in self.writes.values():
            if isinstance(found, OSError):
                self.output_failed = OutputFailed(Problem("U020", Severity.ERROR, f"写不了“{self.wanted.out}”", "检查磁盘空间和文件夹权限"))
        try:
            place_all({self.wanted.out / self.relative(name): folder / name for name in names})
        except OutputFailed as error:
            self.output_failed = error
        if self.output_failed:
            self._fail([problem.sentence for problem in self.output_failed.problems])
            return self._run(Progress.FAILED, self._in_order(self.sorted.failed))
        parts = self.merged.parts if self.merged else ()
        ledgers = [self._ledger(part, done) for part in parts if self.figures]
        failed = [fault(found) for (name, _), found in self.writes.items() if not name and not isinstance(found, WriteDone)]
        self.messages += failed if self.figures else []  # where it could not be computed, that has been said
        status = Progress.DONE if ledgers and not failed else Progress.FAILED
        status = status if ledgers or self.sorted.failed else Progress.SKIPPED
        return self._run(status, self._in_order([*ledgers, *self.sorted.failed]), done)

    def _in_order(self, ledgers: list[LedgerRun]) -> tuple[LedgerRun, ...]:
        order = {member.name: at for at, member in enumerate(self.gathering.members)}
        return tuple(sorted(ledgers, key=lambda run: order.get(run.name, order.get(run.inputs[0].file if run.inputs else "", 0))))

    def _ledger(self, part: Part, done: dict[Books, WriteDone]) -> LedgerRun:
        assert self.merged and self.figures
        mine = [key for key in self.files if key[0] == part.name]
        found = [done[key] for key in mine if key in done]
        messages = list(self.sorted.notes.get(part.name, []))
        messages += [fault(self.writes[key]) for key in mine if key not in done]
        files = {part.name, *dict(part.files)}
        single = len(self.merged.parts) == 1
        own = [p for p in self.figures.result.problems if single or (p.source and p.source.file in files)]
        projects = self.merged.drafts[PROJECTS]
        return LedgerRun(
            part.name,
            Progress.FAILED if len(found) < len(mine) else Progress.DONE,
            tuple(StoredFile(file, sha256) for file, sha256 in part.files),
            tuple(self._stored(output) for one in found for output in one.outputs),
            part.kinds,
            sum(reading.rows_used for reading in self.merged.readings if reading.file in files),
            self.merged.homes.count(part.name) if not single else len(self.merged.drafts[ENTERPRISES]),
            sum(1 for row in range(len(projects)) if single or projects.ledger_of(row) == part.name),
            {severity.value: count for severity in Severity if (count := Counter(p.severity for p in own)[severity])},
            tuple(messages),
            found[0].targets if found else (),
            round(self.sorted.seconds.get(part.name, 0.0) + sum(one.seconds for one in found), 2),
        )

    def _run(self, status: Progress, ledgers: tuple[LedgerRun, ...], done: dict[Books, WriteDone] | None = None) -> GroupRun:
        figures = self.figures if done is not None else None
        wholes = [found for (name, _), found in (done or {}).items() if not name]
        single = figures is not None and len(figures.merged.parts) == 1
        whole = wholes or (list((done or {}).values()) if single else [])
        findings: tuple[Finding, ...] = figures.findings() if figures else ()
        return GroupRun(
            self.name,
            status,
            self.policy.id,
            self.policy.document,
            self.policy.sha256,
            self.fingerprint,
            ledgers,
            tuple(self._stored(output) for one in wholes for output in one.outputs),
            program_names(self.policy),
            figures.awards() if figures else (),
            figures.due() if figures else (),
            whole[0].targets if whole else (),
            findings,
            readings_in_force(self.policy),
            tuple(self.messages),
            figures.enterprises() if figures and self.wanted.apart else (),
            figures.projects() if figures and self.wanted.apart else (),
            now(),
        )

    def _fail(self, messages: list[str]) -> None:
        """No ledger of the group comes to anything."""
        self.figures, self.messages = None, [*self.messages, *messages]
        for part in self.sorted.parts:
            inputs = tuple(StoredFile(file, sha256) for file, sha256 in part.files)
            self.sorted.failed.append(LedgerRun(part.name, Progress.FAILED, inputs, kinds=part.kinds, messages=tuple(messages)))

    def relative(self, file: str) -> str:
        """Where a workbook goes, from the folder of results."""
        return f"{self.wanted.written[self.name]}/{file}" if self.wanted.apart else file

    def _stored(self, output: StoredFile) -> StoredFile:
        return StoredFile(self.relative(output.file), output.sha256)

    def intact(self, before: GroupRun) -> bool:
        """Whether what an earlier run wrote of the group is all there as it was, and would be the same again."""
        if before.fingerprint != self.fingerprint or before.failed or not before.status.good:
            return False
        if before.programs != program_names(self.policy):  # the record of an earlier version does not say all of them
            return False
        outputs = [*before.outputs, *(output for run in before.ledgers for output in run.outputs)]
        return bool(outputs) and all(_is(self.wanted.out / output.file, output.sha256) for output in outputs)


def written(names: Iterable[str]) -> dict[str, str]:
    """Each group's name as a file's may be on any system, no two of them the same."""
    found: dict[str, str] = {}
    for name in names:
        plain = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "·", name).strip(". ") or "组"
        plain = f"{plain}组" if DEVICES.fullmatch(plain) else plain
        taken, number, own = {one.casefold() for one in found.values()}, 1, plain
        while own.casefold() in taken:
            number += 1
            own = f"{plain}({number})"
        found[name] = own
    return found


def unchanged(before: GroupRun) -> GroupRun:
    """A group of an earlier run as one that need not be done again."""
    ledgers = tuple(replace(run, status=Progress.UNCHANGED) for run in before.ledgers)
    return replace(before, status=Progress.UNCHANGED, ledgers=ledgers)


def _is(path: Path, sha256: str) -> bool:
    try:
        return sha256_of(path) == sha256
    except OSError:
        return False


def sha256_text(text: str) -> str:
    """The SHA-256 of a text."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def now() -> str:
    """The time, as it is written down."""
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")
