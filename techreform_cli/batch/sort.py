"""What the files of a group turned out to be: ledgers, material that goes with them, no ledgers, or ledgers that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from techreform_cli.batch.discover import Member
from techreform_cli.batch.tasks import ReadDone
from techreform_cli.batch.workers import Crashed
from techreform_cli.domain.batch import LedgerRun, LeftOut, Progress, StoredFile
from techreform_cli.domain.field import Dictionary
from techreform_cli.ledger.files.book import combined_sha256
from techreform_cli.ledger.part import PackedDraft, Part

NO_LEDGER = "没有一张表与台账相符"
CRASHED = (
    "处理时程序意外退出，重做一次还是这样（可能内存不够） → 请关掉别的程序，加 --retry 再运行；仍不行就把台账交给维护人员，其他台账不受影响"
)


@dataclass
class Sorted:
    """`parts` are read together, `notes` say what must be known of one; `failed` and `skipped` are the others."""

    parts: list[Part] = field(default_factory=list)
    stems: dict[str, str] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    failed: list[LedgerRun] = field(default_factory=list)
    skipped: list[LeftOut] = field(default_factory=list)


def sort(members: tuple[Member, ...], reads: Mapping[str, Any], dictionary: Dictionary, group: str) -> Sorted:
    """Sort the members of a group by what reading them (by name: a ReadDone, or the exception) gave."""
    found = Sorted()
    read: list[tuple[Member, Part]] = []
    for member in members:
        done = reads[member.name]
        if not isinstance(done, ReadDone):
            _fail(found, member, [fault(done)])
            continue
        found.seconds[member.name] = done.seconds
        twin = next((other.name for other, part in read if done.part and part.sha256 == done.part.sha256), "")
        if done.foreign or twin:
            found.skipped.append(LeftOut(member.name, done.foreign or f"与 {twin} 内容完全相同，只读一次"))
        elif done.part is None:
            _fail(found, member, [problem.sentence for problem in done.problems])
        elif not done.part.kinds and not member.named:
            found.skipped.append(LeftOut(member.name, NO_LEDGER))
        else:
            read.append((member, done.part))
    folders = dict.fromkeys(member.path.parent for member, _ in read)
    for folder in folders:
        mine = [(member, part) for member, part in read if member.path.parent == folder]
        name = folder.name if folder.name not in reads else group
        _sort_folder(found, mine, dictionary, name, alone=len(read) == 1)
    order = {member.name: at for at, member in enumerate(members)}
    found.parts.sort(key=lambda part: order.get(part.name, order.get(part.files[0][0], 0)))
    return found


def fault(error: object) -> str:
    """What is told of an error that is none of ours."""
    if isinstance(error, Crashed):
        return CRASHED
    where = getattr(error, "__traceback__", None)
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    place = f" {Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}" if where else ""
    return f"程序出错（{type(error).__name__}{place}） → 请把台账和这句话交给维护人员，其他台账不受影响"


def _sort_folder(found: Sorted, read: list[tuple[Member, Part]], dictionary: Dictionary, name: str, *, alone: bool) -> None:
    """The files of one folder: where none is a ledger by itself, but each has some of its sheets, they are one ledger `name` together."""
    lacking = {member.name: part.lacking(dictionary) for member, part in read}
    if len(read) > 1 and all(lacking.values()) and not any(part.unrecognised for _, part in read):
        whole = together([part for _, part in read], name)
        if not whole.lacking(dictionary):
            found.parts.append(whole)
            found.stems[name] = name
            found.notes[name] = [f"由 {len(read)} 个文件合成一本台账"]
            found.seconds[name] = sum(found.seconds[member.name] for member, _ in read)
            return
    for member, part in read:
        missing = lacking[member.name]
        if missing and (part.unrecognised or alone or not part.kinds):
            _fail(found, member, [problem.sentence for problem in missing])
            continue
        found.parts.append(part)
        found.stems[part.name] = member.stem
        if missing:
            kinds = "、".join(f"《{kind}》" for kind in part.kinds)
            found.notes[part.name] = [f"只有{kinds}，作为补充资料与本组其他台账一起计算"]


def together(parts: list[Part], name: str) -> Part:
    """Files that are one ledger only together."""
    files = tuple(file for part in parts for file in part.files)

    def owned(packed: PackedDraft) -> PackedDraft:
        return replace(packed, origins=[replace(origin, of=name) for origin in packed.origins])

    return Part(
        name,
        combined_sha256(files),
        files,
        tuple(sheet for part in parts for sheet in part.sheets),
        tuple(owned(draft) for part in parts for draft in part.drafts),
        tuple(reading for part in parts for reading in part.readings),
        tuple(problem for part in parts for problem in part.problems),
    )


def _fail(found: Sorted, member: Member, messages: list[str]) -> None:
    inputs = (StoredFile(member.name, member.sha256),)
    found.failed.append(
        LedgerRun(member.name, Progress.FAILED, inputs, messages=tuple(messages), seconds=found.seconds.get(member.name, 0.0))
    )
