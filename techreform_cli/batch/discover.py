"""Which ledgers are meant by the files, folders and globs of a command line, and which of them belong together."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from techreform_cli.batch.records import FILE as RECORD
from techreform_cli.batch.tasks import sha256_of
from techreform_cli.domain.batch import LeftOut
from techreform_cli.domain.county import Group
from techreform_cli.domain.problem import Problem, Severity, UsageError
from techreform_cli.domain.workbook import OWN_SHEETS
from techreform_cli.ledger.files.book import SETTINGS, passed_over
from techreform_cli.ledger.files.caught import caught
from techreform_cli.ledger.files.sniff import shown_name
from techreform_cli.policy.saved_choices import choices_file
from techreform_cli.report.save import sheets_of

OUR_SETTINGS = "是设置文件"
OWN_DRAFTS = ".techreform-"
"""What the names of our own unfinished files begin with."""
GLOB = set("*?[")


@dataclass(frozen=True, slots=True)
class Member:
    """A file, or a folder whose files are one ledger, that may be a ledger of a group. `name` is what the group calls it, `stem` what
    the names of its results begin with; `named` says that the command line names the file itself. `sha256` is of all that is read of it,
    the saved choices of columns among it."""

    path: Path
    name: str
    named: bool
    sha256: str
    stem: str


@dataclass(frozen=True, slots=True)
class Gathering:
    """Ledgers that are read together. `folder` is where techreform.yaml may lie; `policy` as in Group."""

    name: str
    folder: Path
    members: tuple[Member, ...]
    policy: str | None = None


@dataclass(slots=True)
class Found:
    """What the command line means: files in their order, each once, with those named themselves; and what is left out."""

    files: dict[Path, bool] = field(default_factory=dict)
    skipped: dict[Path, str] = field(default_factory=dict)


def gather(
    paths: Iterable[str], out: Path, groups: tuple[Group, ...] = (), home: Path | None = None
) -> tuple[list[Gathering], list[LeftOut]]:
    """The groups of ledgers that `paths` mean, and the files left out. All ledgers of one folder are one group, unless `groups` (of the
    techreform.yaml in folder `home`) say otherwise. Raises UsageError for a path that does not exist or means nothing."""
    found = Found()
    for text in paths:
        for path in _meant(text):
            _take(path.resolve(), found, out.resolve())
    assigned = _assigned(found.files, groups, home.resolve() if home else None)
    keys = list(dict.fromkeys(assigned.values()))
    names = _names([key for key in keys if isinstance(key, Path)], {key.name for key in keys if isinstance(key, Group)})
    gatherings = []
    for key in keys:
        files = [path for path, of in assigned.items() if of == key]
        if isinstance(key, Group):
            assert home is not None
            gatherings.append(Gathering(key.name, home.resolve(), _members(files, found.files), key.policy))
        else:
            gatherings.append(Gathering(names[key], key, _members(files, found.files)))
    top = _common([*found.files, *found.skipped])
    skipped = [LeftOut(_relative(path, top), reason) for path, reason in sorted(found.skipped.items())]
    if not gatherings:
        listed = "；".join(f"{one.file} {one.reason}" for one in skipped[:3])
        raise _usage("U025", "没有找到台账" + (f"：{listed}" if listed else ""), "请核对文件夹；台账是 .xlsx、.xls、.ods、.csv 等表格文件")
    return gatherings, skipped


def _usage(code: str, message: str, remedy: str) -> UsageError:
    return UsageError(Problem(code, Severity.ERROR, message, remedy))


def _meant(text: str) -> list[Path]:
    """The path, or what a glob matches. Raises UsageError."""
    if os.path.exists(text):  # noqa: PTH110  (unlike Path.exists, False for names no file can have)
        return [Path(text)]
    matched = sorted(Path(name) for name in glob.glob(text, recursive=True)) if GLOB & set(text) else []  # noqa: PTH207
    if not matched:
        raise _usage("U024", f"找不到“{text}”", "请核对文件或文件夹的名字；通配符如 台账/*.xlsx 要有文件与它相符")
    return matched


def _take(path: Path, found: Found, out: Path) -> None:
    if path.is_dir():
        _walk(path, found, out)
        return
    found.skipped.pop(path, None)
    reason = passed_over(path)
    if reason:
        found.skipped[path] = OUR_SETTINGS if reason == SETTINGS else reason
    else:
        found.files[path] = True


def _walk(folder: Path, found: Found, out: Path) -> None:
    """Every file in the folder and below, but for the folder of results. A folder with choices of columns of its own is one ledger."""
    if choices_file(folder).is_file():
        found.files.setdefault(folder, False)
        return
    try:
        items = sorted(folder.iterdir(), key=lambda item: (item.stem, item.suffix))
    except OSError:
        found.skipped[folder] = "打不开，可能没有权限"
        return
    for item in items:
        reason = passed_over(item)
        if item in found.files or _ours(item, out):
            continue
        if item.is_dir() and item == out:
            found.skipped[item] = "是放结果的文件夹"
        elif item.is_dir() and item.is_symlink():
            found.skipped[item] = "是指向别处的链接，请直接写出那个文件夹"
        elif item.is_dir() and not item.name.startswith("."):
            _walk(item, found, out)
        elif reason:
            found.skipped[item] = OUR_SETTINGS if reason == SETTINGS else reason
        else:
            found.files[item] = False


def _ours(path: Path, out: Path) -> bool:
    """Whether it is something that a run into `out` writes: results there are results, whoever ran last and however it ended."""
    if path.name.startswith(OWN_DRAFTS):
        return True
    if not path.is_relative_to(out) or not path.is_file():
        return False
    try:
        return path.name == RECORD or sheets_of(path) >= OWN_SHEETS
    except OSError:
        return False


def _assigned(files: Iterable[Path], groups: tuple[Group, ...], home: Path | None) -> dict[Path, Path | Group]:
    """The folder or the named group that each file belongs to. Raises UsageError for a file that two groups name."""
    named = [(group, {path.resolve() for path in caught(home, group.ledgers)}) for group in groups] if home is not None else []
    assigned: dict[Path, Path | Group] = {}
    for path in files:
        mine = [group for group, paths in named if paths & {path, *path.parents}]
        if len(mine) > 1:
            shown = "”和“".join(group.name for group in mine)
            raise _usage("U026", f"“{path.name}”同时属于“{shown}”两组", "在 techreform.yaml 的 groups 里只留一处，否则会重复奖补")
        assigned[path] = mine[0] if mine else path.parent
    return assigned


def _names(folders: list[Path], taken: set[str]) -> dict[Path, str]:
    """What the groups of folders are called: the folder's name, with those above it where two would be called the same."""
    found: dict[Path, str] = {}
    for folder in folders:
        parts = folder.parts[1:] or ("台账",)
        depth = 1
        while depth < len(parts) and ("·".join(parts[-depth:]) in taken or _ambiguous(folder, folders, depth)):
            depth += 1
        found[folder] = "·".join(parts[-depth:])
    return found


def _ambiguous(folder: Path, folders: list[Path], depth: int) -> bool:
    return any(other != folder and other.parts[-depth:] == folder.parts[-depth:] for other in folders)


def _members(files: list[Path], named: dict[Path, bool]) -> tuple[Member, ...]:
    """The files as members of one group, called by their names, with the folder where they lie in several."""
    top = _common(files) if len(files) > 1 else files[0].parent
    labels = {path: _relative(path, top) for path in files}
    bare = {path: label if path.is_dir() else str(PurePosixPath(label).with_suffix("")) for path, label in labels.items()}
    members = []
    for path, label in labels.items():
        short = PurePosixPath(bare[path]).name
        shared = sum(1 for one in bare.values() if PurePosixPath(one).name.casefold() == short.casefold()) > 1
        twice = sum(1 for one in bare.values() if one.casefold() == bare[path].casefold()) > 1
        stem = short if not shared else (label if twice else bare[path]).replace("/", "·")
        members.append(Member(path, label, named[path], _sha256(path), stem))
    return tuple(sorted(members, key=lambda member: (str(PurePosixPath(member.name).parent), PurePosixPath(member.name).stem, member.name)))


def _common(paths: list[Path]) -> Path:
    """The folder that all lie in; where they lie on several drives, none."""
    try:
        return Path(os.path.commonpath([str(path.parent) for path in paths]))
    except ValueError:
        return Path()


def _relative(path: Path, top: Path) -> str:
    return "/".join(shown_name(Path(part)) for part in path.relative_to(top).parts) if path.is_relative_to(top) else shown_name(path)


def _sha256(path: Path) -> str:
    """Of the file's bytes and those of its saved choices; of a folder's, of all its files. A file that cannot be opened has none."""
    found = hashlib.sha256()
    for file in _contents(path):
        try:
            digest = sha256_of(file) if file.is_file() else ""
        except OSError:
            digest = ""
        found.update(f"{digest}  {file.name}\n".encode(errors="replace"))
    return found.hexdigest()


def _contents(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(item for item in path.iterdir() if item.is_file())
    else:
        yield path
        if choices_file(path).is_file():
            yield choices_file(path)
