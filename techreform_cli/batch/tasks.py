"""What the worker processes do: read one ledger, or write its workbooks. Every argument and result can be pickled."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from techreform_cli.domain.batch import StoredFile, TargetLine
from techreform_cli.domain.policy import GrowthMeasure, Quotient
from techreform_cli.domain.problem import LedgerUnreadable, Problem
from techreform_cli.domain.reads import missed
from techreform_cli.domain.result import Result
from techreform_cli.engine.calculate import calculate
from techreform_cli.ledger.files.book import FOREIGN
from techreform_cli.ledger.merge import PackedLedger, unpacked
from techreform_cli.ledger.part import Part, read_part
from techreform_cli.pipeline import with_readings
from techreform_cli.policy.load import PolicySource, open_policy
from techreform_cli.policy.saved_choices import read_choices
from techreform_cli.report.award_workbook import write_awards
from techreform_cli.report.json_document import figure, target_json
from techreform_cli.report.outputs import AWARDS, TARGETS
from techreform_cli.report.target_workbook import write_targets

WRITERS = {TARGETS: write_targets, AWARDS: write_awards}


@dataclass(frozen=True, slots=True)
class PolicyKey:
    """A policy as every process opens it: the id or path, the folder whose techreform.yaml is laid over it, and --set."""

    reference: str
    folder: Path
    settings: tuple[tuple[str, str], ...]


@lru_cache(maxsize=8)
def source_of(key: PolicyKey) -> PolicySource:
    """The policy file, read once in each process. Raises UsageError, PolicyInvalid."""
    return open_policy(key.reference, key.folder)


@dataclass(frozen=True, slots=True)
class ReadTask:
    """Read the file or folder at `path` as the ledger `name`; `named` as in Member, `alone` where its group has no other."""

    path: Path
    name: str
    named: bool
    alone: bool
    policy: PolicyKey


@dataclass(frozen=True, slots=True)
class ReadDone:
    """A part; or why the file is no ledger (`foreign`); or why it could not be read (`problems`)."""

    part: Part | None
    foreign: str
    problems: tuple[Problem, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class WriteTask:
    """Compute `ledger` and write workbooks: what they are called -> where. With `readings` every other reading of the open questions is
    tried out. `expected` are the amounts that must come out, by program and position of the enterprise (None: not checked)."""

    ledger: PackedLedger
    policy: PolicyKey
    year: int
    as_of: dt.date | None
    outputs: tuple[tuple[str, Path], ...]
    readings: bool
    expected: dict[tuple[str, int], int | None] | None = None


@dataclass(frozen=True, slots=True)
class WriteDone:
    """The files written (called by their names in the folder of drafts), and how the targets stand in the ledger."""

    outputs: tuple[StoredFile, ...]
    targets: tuple[TargetLine, ...]
    seconds: float


def read(task: ReadTask) -> ReadDone:
    """Read one ledger; what ends the reading is a value here."""
    start = time.perf_counter()
    policy = source_of(task.policy).policy(dict(task.policy.settings))
    part, foreign = None, ""
    problems: tuple[Problem, ...] = ()
    try:
        part = read_part(task.path, task.name, policy.dictionary, missed(policy), read_choices(task.path), task.alone)
    except LedgerUnreadable as error:
        problems = tuple(error.problems)
        code = problems[0].code
        if not task.named and code in FOREIGN:
            foreign = FOREIGN[code] or problems[0].message.partition("，")[2]
    return ReadDone(part, foreign, problems, time.perf_counter() - start)


def write(task: WriteTask) -> WriteDone:
    """Compute and write. Raises OSError, and WrongAmount where an amount is not that of the group."""
    start = time.perf_counter()
    source, settings = source_of(task.policy), dict(task.policy.settings)
    policy = source.policy(settings)
    result = calculate(policy, unpacked(task.ledger, policy.dictionary), task.year, task.as_of)
    if task.expected is not None and (found := amounts(result)) != task.expected:
        raise WrongAmount(sorted(key for key in {*found, *task.expected} if found.get(key) != task.expected.get(key)))
    if task.readings:
        result = with_readings(source, settings, result)
    for kind, path in task.outputs:
        WRITERS[kind](result, path)
    stored = tuple(StoredFile(path.name, sha256_of(path)) for _, path in task.outputs)
    return WriteDone(stored, target_lines(result), time.perf_counter() - start)


class WrongAmount(Exception):
    """A ledger taken by itself gives other amounts than in its group: never to be written down."""


def amounts(result: Result) -> dict[tuple[str, int], int | None]:
    """Every award of a result in 分, None while undetermined."""
    return {
        (of.program.id, int(enterprise)): int(amount) if isinstance(amount, int) else None
        for of in result.programs
        for enterprise, amount in zip(of.awards["enterprise"].tolist(), of.awards["amount"].tolist(), strict=True)
    }


def target_lines(result: Result) -> tuple[TargetLine, ...]:
    """How every target stands, as it is kept."""
    return tuple(
        TargetLine(
            line["id"],
            line["label"],
            line["unit"],
            line["comparison"],
            line["target"],
            line["actual"],
            line["undetermined_count"],
            line["achievement_rate"],
            line["status"],
            not (isinstance(found.target.measure, Quotient | GrowthMeasure) or found.target.use_official),
            found.over,
            figure(found.asked, found.target.unit),
        )
        for found in result.targets
        for line in [target_json(found)]
    )


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
