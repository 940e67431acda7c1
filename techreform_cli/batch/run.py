"""The year-end run: find, read, merge, compute, write, and write down what was done, so that nothing is lost and nobody paid twice."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from techreform_cli import __version__
from techreform_cli.batch.across import across
from techreform_cli.batch.discover import OWN_DRAFTS, Gathering, gather
from techreform_cli.batch.group import WHOLE, Group, Wanted, now, unchanged, written
from techreform_cli.batch.records import FILE, read_record, text
from techreform_cli.batch.tasks import PolicyKey, ReadDone, WriteDone, sha256_of, source_of
from techreform_cli.batch.workers import Workers
from techreform_cli.domain import county
from techreform_cli.domain.batch import BatchRun, GroupRun, LeftOut, Progress, StoredFile
from techreform_cli.domain.problem import Interrupted, OutputFailed, Problem, Severity
from techreform_cli.policy.packaged import default_policy
from techreform_cli.report.output_lock import held_folder
from techreform_cli.report.rollup_workbook import write_rollup
from techreform_cli.report.save import check_replaceable, make_folder, place_all, save_texts

ROLLUP = "汇总"
LOCK = f"{OWN_DRAFTS}batch.lock"
FEW = 3
"""Fewer ledgers than this are not worth a second process."""


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """What a run was asked for. `policy` is for all groups; `groups` and the `usual` policy, for those that name none, are those of the
    techreform.yaml in `home`. `jobs` is the number of processes (None: one for each processor)."""

    paths: tuple[str, ...]
    out: Path
    year: int
    policy: str | None = None
    settings: tuple[tuple[str, str], ...] = ()
    as_of: dt.date | None = None
    jobs: int | None = None
    retry: bool = False
    groups: tuple[county.Group, ...] = ()
    home: Path | None = None
    usual: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Something was done: how many steps of how many, and what, in a sentence; `loud` where it went wrong."""

    done: int
    total: int
    what: str
    loud: bool = False


Tell = Callable[[Step], None]


def run_batch(request: BatchRequest, tell: Tell) -> BatchRun:
    """Do the whole run, telling of each step. Raises UsageError, PolicyInvalid, OutputFailed before or after anything is done, and
    Interrupted on Ctrl-C; what was finished by then is in place and written down."""
    out = request.out.resolve()
    make_folder(out)
    with held_folder(out, LOCK):
        for left in out.glob(f"{OWN_DRAFTS}*"):
            if left.name != LOCK:
                shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
        drafts = Path(tempfile.mkdtemp(prefix=OWN_DRAFTS, dir=out))
        try:
            return _Run(request, out, drafts, tell).do()
        finally:
            shutil.rmtree(drafts, ignore_errors=True)


class _Run:
    def __init__(self, request: BatchRequest, out: Path, drafts: Path, tell: Tell) -> None:
        self.request, self.out, self.drafts, self.tell = request, out, drafts, tell
        self.started = now()
        self.before = read_record(out)
        gatherings, self.skipped = gather(request.paths, out, request.groups, request.home)
        wanted = Wanted(request.year, request.as_of, out, drafts, len(gatherings) > 1, written(one.name for one in gatherings))
        self.groups = [self._group(number, gathering, wanted) for number, gathering in enumerate(gatherings)]
        self.runs: dict[int, GroupRun] = {group.number: group.pending() for group in self.groups}
        self.done, self.total = 0, 0
        self.output_failed: OutputFailed | None = None
        check_replaceable([self.rollup])

    @property
    def rollup(self) -> Path:
        return self.out / f"{self.request.year}_{ROLLUP}.xlsx"

    def _group(self, number: int, gathering: Gathering, wanted: Wanted) -> Group:
        reference = self.request.policy or gathering.policy or self.request.usual or default_policy()
        reference = os.path.abspath(reference) if os.path.isfile(reference) else reference  # noqa: PTH100, PTH113
        key = PolicyKey(reference, self._settled_in(gathering.folder), self.request.settings)
        policy = source_of(key).policy(dict(key.settings))
        (self.drafts / str(number)).mkdir()
        return Group(number, gathering, key, policy, wanted)

    def _settled_in(self, folder: Path) -> Path:
        """The folder whose techreform.yaml a group goes by: its own, or where it has none the one that the run goes by."""
        return folder if self.request.home is None or (folder / county.FILE).is_file() else self.request.home.resolve()

    def do(self) -> BatchRun:
        todo = [group for group in self.groups if not self._unchanged(group)]
        self.total = sum(2 * len(group.gathering.members) for group in todo)
        count = sum(len(group.gathering.members) for group in todo)
        jobs = min(self.request.jobs or os.cpu_count() or 1, max(count, 1))
        try:
            with Workers(1 if count < FEW else jobs) as workers:
                self._work(todo, workers)
            self._write_rollup()
        except KeyboardInterrupt:
            self._record()
            raise Interrupted(self._interrupted()) from None
        if self.output_failed:
            raise self.output_failed
        return self.run

    def _unchanged(self, group: Group) -> bool:
        """Whether an earlier run has done the group, which is then said."""
        if not self.request.retry or self.before is None:
            return False
        before = next((run for run in self.before.groups if run.name == group.name), None)
        if before is None or not group.intact(before):
            return False
        self.runs[group.number] = unchanged(before)
        self.skipped += [one for one in self.before.skipped if one not in self.skipped and self._of(one, group)]
        self.tell(Step(0, 0, f"“{group.name}”没有变化，不重做（{len(before.ledgers)} 本台账）"))
        return True

    def _of(self, left: LeftOut, group: Group) -> bool:
        """Whether a file that was left out is one of the group's."""
        prefix = f"{group.name}/" if group.wanted.apart else ""
        return left.file in {f"{prefix}{member.name}" for member in group.gathering.members}

    def _work(self, todo: list[Group], workers: Workers) -> None:
        by_number = {group.number: group for group in todo}
        for group in todo:
            for task in group.read_tasks():
                workers.add(task)
        while not workers.idle:
            task, outcome = workers.next()
            number, doing, name, kind = task.token
            group = by_number[number]
            if doing == "read":
                self._read(group, name, outcome, workers)
            else:
                group.writes[name, kind] = outcome
                good = isinstance(outcome, WriteDone)
                book = f"的《{kind}》" if kind else ""
                whose = group.told(name) if name else f"{group.name}{WHOLE}"
                self._step(f"{whose}{book} {'写好' if good else '没有写成'}", not good, counts=int(not kind))
                self._finish(group)

    def _read(self, group: Group, name: str, outcome: object, workers: Workers) -> None:
        group.reads[name] = outcome
        read = outcome if isinstance(outcome, ReadDone) else None
        how = "读完" if read and read.part else "不是台账" if read and read.foreign else "读不了"
        self._step(f"{group.told(name)} {how}")
        if group.all_read:
            tasks = []
            for task in group.write_tasks():
                workers.add(task)
                tasks.append(task)
            for run in group.sorted.failed:
                self._step(f"{group.told(run.name)} 没有做成：{run.why}", loud=True, counts=0)
            self.done += len(group.gathering.members) - sum(1 for task in tasks if not task.token[3])
            self._finish(group)

    def _finish(self, group: Group) -> None:
        """Once everything of the group is written: into place, then written down."""
        if not group.all_written:
            return
        self.runs[group.number] = group.finished()
        self.output_failed = self.output_failed or group.output_failed
        self.skipped += group.skipped
        self._record()

    def _step(self, what: str, loud: bool = False, counts: int = 1) -> None:
        self.done += counts
        self.tell(Step(min(self.done, self.total), self.total, what, loud))

    @property
    def run(self) -> BatchRun:
        """The run as it stands; folders that turned out to hold no ledger are no groups of it."""
        runs = tuple(run for group in self.groups if (run := self.runs[group.number]).status is not Progress.SKIPPED)
        complete = all(run.status is not Progress.PENDING for run in runs)
        settings, as_of = self.request.settings, self.request.as_of or dt.date(self.request.year, 12, 31)
        skipped = tuple(sorted(set(self.skipped), key=lambda one: (one.file, one.reason)))
        found = BatchRun(__version__, self.request.year, as_of.isoformat(), settings, runs, skipped, across(runs), started=self.started)
        rollup = StoredFile(self.rollup.name, sha256_of(self.rollup)) if complete and self.rollup.is_file() else None
        return replace(found, stale=self._stale(found), finished=now(), complete=complete, rollup=rollup)

    def _stale(self, run: BatchRun) -> tuple[str, ...]:
        """Earlier outputs that are still there but are none of this run's."""
        current = set(outputs(run))
        earlier = [*outputs(self.before), *self.before.stale] if self.before else []
        earlier += [self.before.rollup.file] if self.before and self.before.rollup else []
        pending = any(group.status is Progress.PENDING for group in run.groups)
        left = [name for name in dict.fromkeys(earlier) if name not in current and name != self.rollup.name and (self.out / name).is_file()]
        return () if pending else tuple(left)

    def _write_rollup(self) -> None:
        draft = self.drafts / self.rollup.name
        write_rollup(self.run, draft)
        place_all({self.rollup: draft})
        self._record()

    def _record(self) -> None:
        save_texts({self.out / FILE: text(self.run)})

    def _interrupted(self) -> Problem:
        done = sum(1 for run in self.runs.values() if run.status is not Progress.PENDING)
        message = f"已中断：{len(self.runs)} 组中完成 {done} 组，结果已在“{self.out}”；其余没有写出，汇总没有更新"
        return Problem("U029", Severity.ERROR, message, "再运行一次并加 --retry，从没做完的地方接着做")


def outputs(run: BatchRun) -> list[str]:
    """The workbooks of every group and ledger, from the folder of results."""
    groups = [output.file for group in run.groups for output in group.outputs]
    return groups + [output.file for ledger in run.ledgers for output in ledger.outputs]
