"""Slips that keep YAML from being read: what was written, where, what to write instead, and how to read on.

The parser says where it could not go on, which is often further down than the slip. What people get wrong is known: a bracket or quote left
open, Chinese punctuation, a colon in a text, a line that is not indented like the others. A line that can have been meant in one way only
is mended for reading on; else the entry that it stands in is cut out, and nothing is said of it besides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

COLONS = {"：": "用了中文冒号", ":": "冒号后面没有空格"}
"""What stands where a colon and a space should, and what is said of it."""
_KEY = r"[^\s:#\"'：\-][^\s:#\"'：]*"
_CLOSERS = {"{": "}", "[": "]"}
_CHINESE = str.maketrans("｛｝［］【】，", "{}[][],")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|(?<![^\s\[{,:])'(?:[^']|'')*'|(?<!\S)#.*")
"""What brackets and quotes do not count in: texts between quotes, and comments."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong at a line and column (1-based), what to do, and the line as it was meant ("" if that is not plain)."""

    mark: tuple[int, int]
    what: str
    remedy: str
    meant: str = ""


@dataclass(frozen=True, slots=True)
class _Stop:
    """Where the parser stopped (0-based line and column), and the lines of the file."""

    lines: list[str]
    line: int
    column: int
    error: yaml.MarkedYAMLError

    @property
    def written(self) -> str:
        return "".join(self.lines[self.line : self.line + 1])

    @property
    def found(self) -> str:
        return self.written[self.column : self.column + 1]

    @property
    def opened(self) -> tuple[int, int]:
        """Where the list or mapping in brackets began that was being read; the place of the stop if it was none."""
        mark = self.error.context_mark
        in_brackets = mark and re.search("flow|quoted", self.error.context or "")
        return (mark.line, mark.column) if mark and in_brackets else (self.line, self.column)


def slip(lines: list[str], error: yaml.MarkedYAMLError) -> Slip:
    """What is wrong where parsing of `lines` stopped with `error`."""
    mark = error.problem_mark or error.context_mark
    stop = _Stop(lines, *((mark.line, mark.column) if mark else (0, 0)), error)
    for kind in (_tab, _star, _open_quote, _colon, _chinese, _dash, _forbidden, _bracket, _comma, _indented, _text, _no_colon):
        found = kind(stop)
        if found:
            return found
    return Slip((stop.line + 1, stop.column + 1), "YAML 写法有误", "检查这一行及上一行的缩进、冒号和引号")


def _tab(stop: _Stop) -> Slip | None:
    if stop.found != "\t" and "\t" not in stop.written[: len(stop.written) - len(stop.written.lstrip())]:
        return None
    above = _line_above(stop.lines, stop.line)
    meant = " " * (_indent(above) + (2 if above.rstrip().endswith(":") else 0)) + stop.written.lstrip()
    return Slip((stop.line + 1, stop.column + 1), "用了制表符（Tab）缩进", "改用空格缩进", meant)


def _star(stop: _Stop) -> Slip | None:
    if re.fullmatch(r"(.*[\s,\[{])?\*", stop.written[: stop.column]):
        return Slip((stop.line + 1, stop.column), "* 开头的文字没有加引号", '加上英文引号，如 "*.xlsx"')
    return None


def _open_quote(stop: _Stop) -> Slip | None:
    """A quote without its other half, on the first line that has one: the text ran on to the next quote, wherever that was."""
    for row, written in enumerate(stop.lines[: stop.line + 1]):
        below = "".join(stop.lines[row + 1 : row + 2])
        if below and not re.match(rf"\s*(- )?{_KEY}:", below):
            continue  # a long text may go on there
        rest = _QUOTED.sub(lambda match: "_" * len(match[0]), written)
        column = re.search(r"(?<![^\s\[{,])[\"']|(?<=:\s)[\"']", rest)
        if column:
            alone = re.fullmatch(rf"\s*(- )?{_KEY}: +", rest[: column.start()])
            meant = written.rstrip() + written[column.start()] if alone else ""
            return Slip((row + 1, column.start() + 1), "引号没有配对", "在这段文字的末尾补上同样的英文引号", meant)
    return None


def _near(stop: _Stop) -> list[tuple[int, str]]:
    """The line above the one where the reading stopped, and that one, with their numbers from 0."""
    first = max(stop.line - 1, 0)
    return list(enumerate(stop.lines[first : stop.line + 1], first))


def _colon(stop: _Stop) -> Slip | None:
    """A key without a proper colon is only noticed on the line below it."""
    for row, written in _near(stop):
        key = re.match(rf"\s*{_KEY}(：|:(?=[^\s\"']))", written)
        if key:
            at = key.start(1)
            remedy = f"{'改用英文冒号' if key[1] == '：' else '空一格'}，如 year: 2024"
            return Slip((row + 1, at + 1), COLONS[key[1]], remedy, f"{written[:at]}: {written[at + 1 :]}")
    return None


def _chinese(stop: _Stop) -> Slip | None:
    """Chinese commas before a key, and Chinese brackets around entries."""
    comma = re.search(r"，(?=\s*[a-z_]+\s*:)", stop.written)
    if comma and comma.start() < stop.column:
        meant = re.sub(r"，(?=\s*[a-z_]+\s*:)", ", ", stop.written)
        return Slip((stop.line + 1, comma.start() + 1), "用了中文逗号", "各项之间用英文逗号和空格", meant)
    bracket = re.search(r"(?<=: )[｛［【]|(?<=- )[｛［【]", stop.written)
    if bracket:
        meant = stop.written[: bracket.start()] + stop.written[bracket.start() :].translate(_CHINESE)
        return Slip((stop.line + 1, bracket.start() + 1), "用了中文括号", "改用英文的 {} 或 []", meant)
    return None


def _dash(stop: _Stop) -> Slip | None:
    for row, written in _near(stop):
        dash = re.match(r"\s*-(?=[^\s\-\d])", written)
        if dash:
            meant = f"{written[: dash.end()]} {written[dash.end() :]}"
            return Slip((row + 1, dash.end()), "短横线后面没有空格", "空一格，如 - 甲", meant)
    return None


def _forbidden(stop: _Stop) -> Slip | None:
    if stop.found not in ("%", "@", "`") or "cannot start" not in (stop.error.problem or ""):
        return None
    meant = stop.written[: stop.column] + "_" + stop.written[stop.column + 1 :]
    return Slip((stop.line + 1, stop.column + 1), f"文字不能以 {stop.found} 开头", f'整段文字加上英文引号，如 "{stop.found}甲"', meant)


def _bracket(stop: _Stop) -> Slip | None:
    """A bracket that was never closed, where the line has none for it; or one that closes nothing."""
    line, column = stop.opened
    written = "".join(stop.lines[line : line + 1])
    bare = _QUOTED.sub(lambda match: "_" * len(match[0]), written)
    opener = written[column : column + 1]
    if (line, column) != (stop.line, stop.column) and opener in _CLOSERS and bare.count(opener) > bare.count(_CLOSERS[opener]):
        whole = line < stop.line or stop.found in _CLOSERS.values()
        meant = _closed(written, opener, stop.column if line == stop.line else len(written)) if whole else ""
        return Slip((line + 1, column + 1), f"{opener} 没有配对的 {_CLOSERS[opener]}", f"在这一项的末尾补上 {_CLOSERS[opener]}", meant)
    if stop.found in ("}", "]") and "flow" not in (stop.error.context or ""):
        meant = stop.written[: stop.column] + stop.written[stop.column + 1 :]
        return Slip((stop.line + 1, stop.column + 1), f"多了一个 {stop.found}", "删去", meant)
    return None


def _closed(written: str, opener: str, at: int) -> str:
    """The line with its bracket closed at `at`, or where the text ends."""
    at = min(at, len(written.rstrip()))
    return written[:at] + _CLOSERS[opener] + written[at:]


def _comma(stop: _Stop) -> Slip | None:
    """Two entries in brackets with nothing between them: {label: 甲 clause: 一}."""
    key = re.search(r"(?<=\S) +([a-z_]+)$", stop.written[: stop.column])
    if stop.found != ":" or stop.opened == (stop.line, stop.column) or key is None or stop.written[: key.start()].endswith(","):
        return None
    meant = f"{stop.written[: key.start()]}, {stop.written[key.start(1) :]}"
    return Slip((stop.line + 1, key.start(1) + 1), f"{key[1]} 前面少了英文逗号", "各项之间用英文逗号和空格", meant)


def _indented(stop: _Stop) -> Slip | None:
    """A line that is not indented like those it belongs to."""
    indent, above = _indent(stop.written), _line_above(stop.lines, stop.line)
    starts = stop.column == indent or re.fullmatch(rf"\s*(- )?{_KEY}", stop.written[: stop.column])
    if not starts or not above or re.search("simple key|flow", stop.error.context or "") or _indent(above) == indent:
        return None
    left = _left_behind(stop, indent)
    if left is not None:
        what = f"{stop.lines[left].split(':')[0]} 顶格写了，下面的却缩进 {indent} 个空格"
        return Slip((left + 1, 1), what, f"和同级的各行对齐，也缩进 {indent} 个空格", " " * indent + stop.lines[left])
    aligned = " " * _indent(above) + stop.written.lstrip()
    plain = not above.rstrip().endswith(":") and (abs(_indent(above) - indent) == 1 or stop.error.context is None)
    remedy = f"和同级的各行对齐；上一行缩进 {_indent(above)} 个空格"
    return Slip((stop.line + 1, indent + 1), f"这一行缩进 {indent} 个空格，和同级的对不上", remedy, aligned if plain else "")


def _left_behind(stop: _Stop, indent: int) -> int | None:
    """The row of the key without indentation that keeps those below it, which are indented by `indent` like those above it, from being
    read as one list; None if it is not that."""
    keys = [row for row in range(stop.line) if re.match(_KEY, stop.lines[row])]
    if not indent or len(keys) < 2 or not stop.lines[keys[-1]].rstrip().endswith(":"):
        return None
    siblings = any(_indent(one) == indent and one.strip() for one in stop.lines[keys[-2] + 1 : keys[-1]])
    deeper = all(_indent(one) > indent or not one.strip() for one in stop.lines[keys[-1] + 1 : stop.line])
    return keys[-1] if siblings and deeper else None


def _text(stop: _Stop) -> Slip | None:
    """A text with a colon and a space in it, which reads as one more key."""
    if stop.found != ":":
        return None
    start = re.search(r"[^\s,{\[:][^,{\[:]*$", stop.written[: stop.column])
    example = f'，如 "{start[0].strip()}: …"' if start else ""
    meant = stop.written[: stop.column] + "：" + stop.written[stop.column + 1 :].lstrip()
    return Slip((stop.line + 1, stop.column + 1), "文字里有英文冒号加空格", f"整段文字加上英文引号{example}，或改用中文冒号", meant)


def _no_colon(stop: _Stop) -> Slip | None:
    """A line that should be a key and its value."""
    mark = stop.error.context_mark
    if mark is None or "simple key" not in (stop.error.context or ""):
        return None
    written = stop.lines[mark.line]
    words = re.fullmatch(r"(\s*(?:- )?)([a-z_]+)\s*(.*)", written)
    meant = f"{words[1]}{words[2]}: {words[3]}" if words else ""
    return Slip((mark.line + 1, mark.column + 1), "这一行少了英文冒号和空格", "写成 名: 值，如 unit: 亿元", meant)


def _indent(written: str) -> int:
    """How many blanks a line begins with."""
    return len(written) - len(written.lstrip(" "))


def _says(written: str) -> bool:
    """Whether a line is neither blank nor a comment."""
    return bool(written.strip()) and not written.lstrip().startswith("#")


def _line_above(lines: list[str], line: int) -> str:
    """The nearest line above that says something; "" if none does."""
    return next((one for one in reversed(lines[:line]) if _says(one)), "")


def cut_out(lines: list[str], line: int) -> tuple[str, ...] | None:
    """Empty the smallest named entry, at most two levels deep, that `line` (0-based) lies in; its path, or None if nothing is to be cut."""
    line = min(line, len(lines) - 1)
    top = next((row for row in range(line, -1, -1) if re.match(r"[^\s#\-]", lines[row])), None)
    name = re.match(rf"{_KEY} *:", lines[top]) if top is not None else None
    if top is None or name is None:
        return None
    inner = [row for row in range(top + 1, line + 1) if _says(lines[row])]
    depth = min((_indent(lines[row]) for row in inner), default=0)
    entry = next((row for row in reversed(inner) if _indent(lines[row]) == depth), top)
    below = re.match(rf" +{_KEY} *:", lines[entry])
    heads, start, depth = ([name[0], below[0]], entry, depth) if below else ([name[0]], top, 0)
    before = lines[start : _end(lines, start, depth)]
    lines[start : start + len(before)] = [heads[-1], *[""] * (len(before) - 1)]
    return tuple(head.strip(" :") for head in heads) if lines[start : start + len(before)] != before else None


def _end(lines: list[str], start: int, depth: int) -> int:
    """The line after the last one that is indented more than `depth`."""
    for row in range(start + 1, len(lines)):
        if _says(lines[row]) and _indent(lines[row]) <= depth:
            return row
    return len(lines)
