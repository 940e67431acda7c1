"""Reads a YAML file into plain data with the position of every entry. Refuses what a policy never needs.

The events of PyYAML's parser are walked directly: anchors, aliases, tags, duplicate keys, deep nesting and large
files are refused before anything is built, and no Python object is ever constructed from a tag.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from techreform_cli.domain.problem import PolicyInvalid, Problem, Severity
from techreform_cli.domain.source import SourceRef
from techreform_cli.policy.scalars import BadScalar, resolve
from techreform_cli.policy.yaml_slips import Slip, cut_out, slip

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of Excel and WPS begin, the new ones and the old."""
MOST_BYTES = 256 * 1024
DEEPEST = 20
_TOO_DEEP = f"嵌套超过 {DEEPEST} 层"
MOST_CHARACTERS = 400
MOST_TOLD = 200
"""How many errors are told one by one; a file with more is not a policy with slips in it."""

_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_SLIPS = 30
"""How many slips in the YAML itself are told; each takes another reading of the file."""
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff")

Path_ = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """A parsed file: `data` is plain Python, `marks` gives line and column (1-based) of each path's key or item,
    `problems` what was refused on the way, `unread` the paths of values that were, of which (and of what stands below them) nothing more
    is to be said. Of a file that was `cut` only the shape of what is left means anything."""

    file: str
    sha256: str
    data: Any = None
    marks: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    problems: dict[Problem, None] = field(default_factory=dict)  # in the order found, each once
    unread: set[Path_] = field(default_factory=set)
    cut: bool = False

    def copy(self) -> Document:
        """A document that can be changed without changing this one."""
        return Document(self.file, self.sha256, copied(self.data), dict(self.marks), dict(self.problems), set(self.unread), self.cut)

    def add(self, code: str, path: Path_, message: str, remedy: str = "", severity: Severity = Severity.ERROR, clauses: str = "") -> None:
        """Note a problem at `path`, or at its nearest ancestor that has a position."""
        if not any(path[: len(one)] == one for one in self.unread):
            self.add_at(code, self.mark(path), message, remedy, severity, clauses)

    def mark(self, path: Path_) -> tuple[int, int]:
        """Line and column of `path`, or of its nearest ancestor that has a position."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, (1, 1))

    def add_at(
        self, code: str, mark: tuple[int, int], message: str, remedy: str = "", severity: Severity = Severity.ERROR, clauses: str = ""
    ) -> None:
        """Note a problem at a line and column, unless it is already noted."""
        where = SourceRef(self.file, "", f"{mark[0]}:{mark[1]}")
        problem = Problem(code, severity, _cut(message), _cut(remedy), where, clauses)
        self.problems.setdefault(problem)

    def nearest(self, name: str, names: Iterable[str], likeness: float = 0.6) -> str:
        """The one of `names` most like `name`; "" if none is, or if so much is wrong that a hint is no help."""
        if len(self.problems) > MOST_TOLD:
            return ""
        return next(iter(difflib.get_close_matches(name, names, 1, likeness)), "")

    def errors(self) -> list[Problem]:
        """Every error noted so far, in the order of the file; of very many only the first."""
        errors = sorted((p for p in self.problems if p.severity is Severity.ERROR), key=position)
        if len(errors) <= MOST_TOLD:
            return errors
        rest = Problem("P009", Severity.ERROR, f"还有 {len(errors) - MOST_TOLD} 处错误", "先改好上面的", errors[MOST_TOLD].source)
        return [*errors[:MOST_TOLD], rest]

    def raise_if_errors(self) -> None:
        """Raise PolicyInvalid with every error noted so far."""
        errors = self.errors()
        if errors:
            raise PolicyInvalid(errors)


def copied(value: Any) -> Any:
    """Plain data with its mappings and lists copied; the scalars in them never change."""
    if isinstance(value, dict):
        return {key: copied(part) for key, part in value.items()}
    return [copied(part) for part in value] if isinstance(value, list) else value


def _cut(text: str) -> str:
    """A sentence of a length that can be read, whatever the file had in it."""
    return text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS] + "…"


def position(problem: Problem) -> tuple[int, int]:
    """Line and column of a problem of a YAML file, to sort by."""
    line, column = (problem.source.cell if problem.source else "0:0").split(":")
    return int(line), int(column)


def read_yaml(path: Path, name: str = "") -> Document:
    """Parse the file at `path`; positions and messages call it `name`. Raises PolicyInvalid if anything of it is refused."""
    document = parse_yaml(path, name)
    document.raise_if_errors()
    return document


def parse_yaml(path: Path, name: str = "", partial: bool = False) -> Document:
    """Parse the file at `path`: what is refused is noted, so that other mistakes are told with it. Raises PolicyInvalid if that leaves
    nothing to go by, or (unless `partial`) not the whole file."""
    name = name or path.name
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError:
        raise PolicyInvalid(Problem("P001", Severity.ERROR, f"读不到文件“{name}”", "检查路径和文件名")) from None
    document = Document(name, hashlib.sha256(raw).hexdigest())
    if raw.startswith(WORKBOOKS):
        document.add_at("P003", (1, 1), "这是工作簿，不是政策文件", "政策写在 .yaml 文件里；检查台账用 techreform check")
        document.raise_if_errors()
    if len(raw) > MOST_BYTES:
        document.add_at("P002", (1, 1), "文件超过 256 KB", "确认选对了文件")
        document.raise_if_errors()
    lines = _decoded(raw, document).splitlines()
    while not _built(lines, document):
        pass
    if document.cut and not partial:
        document.raise_if_errors()
    return document


def _decoded(raw: bytes, document: Document) -> str:
    """The text of the file. Raises PolicyInvalid at the first byte that is no UTF-8, or character that YAML does not allow."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", "ignore")
        document.add_at("P003", _mark_after(before), "文件不是 UTF-8 编码", "用记事本另存为 UTF-8")
        document.raise_if_errors()
    found = _UNPRINTABLE.search(text)
    if found:
        code = f"U+{ord(found[0]):04X}"
        document.add_at("P004", _mark_after(text[: found.start()]), f"有 YAML 不允许的字符（{code}）", "删去这个字符，另存为 UTF-8 文本")
        document.raise_if_errors()
    return text


def _mark_after(before: str) -> tuple[int, int]:
    """Line and column (1-based) of what follows `before`."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _built(lines: list[str], document: Document) -> bool:
    """Whether the lines could be built; else what is in the way is put right, or cut out, for what is wrong besides. Raises PolicyInvalid
    where nothing would be left to go by."""
    try:
        document.data = _Builder(document).run(yaml.parse("\n".join(lines) + "\n", Loader=_Parser))
        return True
    except yaml.MarkedYAMLError as error:
        if "nesting depth" in (error.problem or ""):  # newer parsers have a limit of their own, met before the first event of the line
            mark = error.problem_mark or error.context_mark
            document.add_at("P005", (mark.line + 1, mark.column + 1) if mark else (1, 1), _TOO_DEEP, "检查缩进")
            document.raise_if_errors()
        _read_on(lines, document, slip(lines, error))
        return False
    except _Refused:
        document.raise_if_errors()
        raise


def _read_on(lines: list[str], document: Document, found: Slip) -> None:
    """Note a slip, and mend its line or cut out its entry. A line at fault again after it was mended is not told twice."""
    row = found.mark[0] - 1
    before = [position(problem)[0] - 1 for problem in document.problems if problem.code == "P004"]
    if row not in before:
        document.add_at("P004", found.mark, found.what, found.remedy)
    if len(before) >= MOST_SLIPS:
        document.raise_if_errors()
    if found.meant and before.count(row) == 0:
        lines[row] = found.meant
        return
    path = cut_out(lines, row)
    if path is None:
        document.raise_if_errors()
        raise AssertionError(found)
    document.unread.add(path)
    document.cut = True


class _Refused(Exception):
    """Raised to stop at an entry that makes the rest meaningless; the problem is already noted."""


@dataclass(slots=True)
class _Open:
    """A mapping or list being filled."""

    value: dict[str, Any] | list[Any]
    path: Path_
    key: str | None = None


class _Builder:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.stack: list[_Open] = []
        self.result: Any = None

    def run(self, events: Any) -> Any:
        documents = 0
        for event in events:
            mark = (event.start_mark.line + 1, event.start_mark.column + 1)
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse("P005", mark, "一个文件里有两份文档", "删去“---”之后的部分")
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                self._refuse("P005", mark, "这里不用锚点和引用（& 与 *）", "把内容直接写出来")
            if isinstance(event, yaml.ScalarEvent):
                self._check_tag(event, mark)
                self._scalar(event, mark)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self._check_tag(event, mark)
                self._start({} if isinstance(event, yaml.MappingStartEvent) else [], mark)
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                self.stack.pop()
        return self.result

    def _refuse(self, code: str, mark: tuple[int, int], message: str, remedy: str) -> None:
        self.document.add_at(code, mark, message, remedy)
        raise _Refused

    def _check_tag(self, event: Any, mark: tuple[int, int]) -> None:
        if event.tag is not None:
            self._refuse("P005", mark, f"这里不用标签（{event.tag}）", "删去感叹号开头的标签")

    def _scalar(self, event: Any, mark: tuple[int, int]) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(top, event.value, mark)
            return
        try:
            value = resolve(event.value) if event.implicit[0] else event.value
        except BadScalar as error:
            self.document.add_at("P006", mark, str(error), error.remedy)
            self.document.unread.add(self._place(None, mark))
            return
        self._place(value, mark)

    def _key(self, top: _Open, key: str, mark: tuple[int, int]) -> None:
        if key in top.value:
            first = self.document.marks[(*top.path, key)]
            self.document.add_at("P007", mark, f"“{key}”写了两次，前一次在第 {first[0]} 行", "只留一个")
        top.key = key
        self.document.marks[(*top.path, key)] = mark

    def _place(self, value: Any, mark: tuple[int, int]) -> Path_:
        if not self.stack:
            self.result = value
            return ()
        top = self.stack[-1]
        if isinstance(top.value, dict):
            assert top.key is not None
            path = (*top.path, top.key)
            top.value[top.key], top.key = value, None
        else:
            path = (*top.path, len(top.value))
            top.value.append(value)
            self.document.marks[path] = mark
        return path

    def _start(self, value: dict[str, Any] | list[Any], mark: tuple[int, int]) -> None:
        if self.stack and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None:
            self._refuse("P005", mark, "键只能是文字", "检查缩进和方括号")
        if len(self.stack) >= DEEPEST:
            self._refuse("P005", mark, _TOO_DEEP, "检查缩进")
        self.stack.append(_Open(value, self._place(value, mark)))
