"""techreform.yaml as what a county settles: every value held against what there is, and where each stands."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path, PurePosixPath, PureWindowsPath

from techreform_cli.domain.county import FILE, FORMATS, CountySettings, Group
from techreform_cli.domain.problem import PolicyInvalid, Problem, Severity
from techreform_cli.domain.source import SourceRef
from techreform_cli.policy.overlay import LISTS, OverlayFile, read_overlay
from techreform_cli.policy.packaged import packaged
from techreform_cli.policy.yaml_source import Document, Path_, read_yaml

MISNAMED = {"techreform.yml", "techreform.yaml.txt", "techreform.yml.txt", FILE}
"""What editors make of the file's name, in small letters."""
GROUP_NAME = re.compile(r"(?![.~ ])[^\\/:*?\"<>|\x00-\x1f]{1,40}(?<![. ])")
"""A name that results can bear as their file's on every system."""


def read_county(folder: Path) -> tuple[CountySettings, list[Problem]]:
    """What techreform.yaml in `folder` settles, as far as it is right, and its errors. Raises PolicyInvalid if it cannot be read at
    all, or is there under a name that is never read."""
    path = folder / FILE
    if not os.path.isfile(path):  # noqa: PTH113  (unlike Path.is_file, False for names no file can have)
        refuse_misnamed(folder)
        return CountySettings(folder), []
    document, file = read_overlay(path)
    settings = CountySettings(
        folder,
        True,
        policy=_policy(document, ("policy",), file.policy, folder, packaged()),
        year=file.year,
        as_of=file.as_of,
        out=_shortened(folder / file.out) if file.out else None,
        strict=file.strict,
        formats=_formats(document, file),
        groups=_groups(document, file, folder),
        readings=tuple(file.interpretations),
        places=_places(document),
    )
    return settings, document.errors()


def _shortened(path: Path) -> Path:
    """The path without any .. that leads back out of a folder; as it is where that folder is a link, and the two ways part."""
    short = Path(os.path.normpath(path))
    return short if os.path.realpath(short) == os.path.realpath(path) else path


def policy_with_id(wanted: str, folder: Path) -> Path | None:
    """The policy file of that id among those that techreform.yaml in `folder` names; None if there is none, or it cannot be read."""
    if not os.path.isfile(folder / FILE):  # noqa: PTH113  as above
        return None
    try:
        _, file = read_overlay(folder / FILE)
        for name in (file.policy, *(group.policy for group in file.groups.values())):
            if name and os.path.isfile(folder / name):  # noqa: PTH113  as above
                data = read_yaml(folder / name).data
                if isinstance(data, dict) and isinstance(data.get("policy"), dict) and data["policy"].get("id") == wanted:
                    return folder / name
    except PolicyInvalid:  # said where the file, or that policy, is used
        return None
    return None


def refuse_misnamed(folder: Path) -> None:
    """Raise PolicyInvalid if the folder has no techreform.yaml but a file that looks like it: it would be passed over in silence."""
    try:
        names = sorted(path.name for path in folder.iterdir())
    except (OSError, ValueError):
        return
    wrong = next((name for name in names if name.casefold() in MISNAMED), None)
    if wrong == FILE:
        raise PolicyInvalid(Problem("P001", Severity.ERROR, f"“{FILE}”不是普通文件，读不了", "删去或改名"))
    if wrong:
        raise PolicyInvalid(Problem("P001", Severity.ERROR, f"“{wrong}”这个文件名不会被读到", f"改名为 {FILE}（先让系统显示扩展名）"))


def _policy(document: Document, path: Path_, name: str | None, folder: Path, known: Collection[str]) -> str | None:
    """The policy that `name` means: one of the `known` ids, or a file beside techreform.yaml."""
    if name is None or name in known:
        return name
    file = folder / name
    if os.path.isfile(file):  # noqa: PTH113  as above
        return str(file)
    near = document.nearest(name, known)
    advice = f"是否为 {near}？" if near else ""
    document.add("P013", path, f"找不到政策“{name}”", f"{advice}写这个文件旁边的政策文件名，或自带的：{'、'.join(known)}")
    return None


def _formats(document: Document, file: OverlayFile) -> dict[str, str]:
    for command, form in file.formats.items():
        path: Path_ = ("formats", command)
        if command not in FORMATS:
            near = document.nearest(command, FORMATS)
            advice = f"是否为 {near}？" if near else ""
            document.add("P012", path, f"命令“{command}”没有格式可定", f"{advice}可定的有：{'、'.join(FORMATS)}")
        elif form not in FORMATS[command]:
            document.add("P013", path, f"{command} 没有“{form}”这种格式", "只能是 " + "、".join(FORMATS[command]))
    return dict(file.formats)


def _groups(document: Document, file: OverlayFile, folder: Path) -> tuple[Group, ...]:
    found, small, known = [], dict[str, str](), packaged()
    for name, entry in file.groups.items():
        path: Path_ = ("groups", name)
        if not GROUP_NAME.fullmatch(name):
            document.add("P013", path, f"分组名“{name}”不能作文件名", r'不写 \ / : * ? " < > |，不以点和空格开头结尾，不超过 40 个字')
        for number, ledgers in enumerate(entry.ledgers):
            stars = any("**" in part and part != "**" for part in re.split(r"[\\/]", ledgers))
            if stars or PurePosixPath(ledgers).is_absolute() or PureWindowsPath(ledgers).anchor:
                document.add("P013", (*path, "ledgers", number), f"“{ledgers}”不能用", f"写从 {FILE} 所在文件夹起的文件名，如 乡镇/*.xlsx")
        twin = small.setdefault(name.casefold(), name)
        if twin != name:
            document.add("P013", path, f"分组名“{name}”和“{twin}”只有大小写不同", "换一个，结果的文件名会相同")
        policy = _policy(document, (*path, "policy"), entry.policy, folder, known)
        found.append(Group(name, tuple(entry.ledgers), policy))
    return tuple(found)


def _places(document: Document) -> dict[str, SourceRef]:
    """Where each setting stands, by its key; the entries of lists each by their own."""
    found = {}
    for path, (line, column) in document.marks.items():
        if len(path) == (2 if path[0] in LISTS else 1):
            found[".".join(map(str, path))] = SourceRef(document.file, "", f"{line}:{column}")
    return found
