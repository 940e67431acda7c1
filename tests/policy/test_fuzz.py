"""Whatever is done to the Dongyuan file, it loads or is refused with positions; nothing else ever comes out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from techreform_cli.domain.problem import PolicyInvalid, UsageError
from techreform_cli.policy.load import load_policy
from techreform_cli.policy.packaged import rules_folder

TEXT = (rules_folder() / "dongyuan-2018-2020.yaml").read_text("utf-8")
LINES = TEXT.splitlines(keepends=True)
TOKENS = re.findall(r"[\w%·()]+|\s+|.", TEXT)
KEYS = sorted({token for token in TOKENS if re.fullmatch("[a-z_]+", token)})
STRANGE = [
    "",
    "null",
    "true",
    "20",
    "20%",
    "0",
    "-1",
    "300万元",
    "[]",
    "{}",
    "[a, b]",
    "{a: 1}",
    "2018-01-01",
    "2018-02-31",
    "甲",
    "$rate",
    "$",
    "'",
    '"',
    ":",
    ",",
    "- ",
    "&a ",
    "*a",
    "!!x ",
    "<<",
    "\t",
    "\0",
    "?",
    "|",
    ">",
    "#",
    "%",
    "@",
    "`",
    "---",
    "...",
    "999999999999",
    "[[[[",
    "{{{{",
]

fixed = settings(
    max_examples=120,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
many = settings(fixed, max_examples=300)


def survives(path: Path, text: str) -> None:
    """The text loads, or is refused with a position within it for everything."""
    path.write_text(text, "utf-8", newline="")
    try:
        load_policy(str(path))
    except PolicyInvalid as error:
        assert error.problems
        for problem in error.problems:
            assert problem.source and problem.remedy and re.search("[一-鿿]", problem.message), problem
            line, column = map(int, problem.source.cell.split(":"))
            assert 1 <= line <= text.count("\n") + text.count("\r") + 2 and column >= 1, problem
            assert not re.search(r"Fraction|Amount\(|datetime|None|True|False|<class", problem.sentence), problem


@st.composite
def other_lines(draw: st.DrawFn) -> str:
    """The file with lines deleted, doubled, swapped, indented or cut."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["delete", "double", "swap", "indent", "outdent", "cut"])):
            case "delete":
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
            case "indent":
                lines[at] = "  " + lines[at]
            case "outdent":
                lines[at] = lines[at].removeprefix("  ")
            case "cut":
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))] + "\n"
    return "".join(lines)


@st.composite
def other_words(draw: st.DrawFn) -> str:
    """The file with words deleted, doubled or replaced."""
    tokens = list(TOKENS)
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(tokens) - 1))
        tokens[at] = draw(st.sampled_from(["", tokens[at] * 2, *STRANGE]) | st.sampled_from(KEYS) | st.sampled_from(TOKENS))
    return "".join(tokens)


VALUES = list(re.finditer(r"(?<=: )(\[[^\[\]{}]*\]|\{[^\[\]{}]*\}|[^\[\]{},\n]+)", TEXT))


@st.composite
def other_values(draw: st.DrawFn) -> str:
    """The file with values replaced by one of another kind."""
    where = draw(st.lists(st.sampled_from(VALUES), min_size=1, max_size=3, unique_by=lambda m: m.start()))
    what, text = draw(st.sampled_from(STRANGE[:17])), TEXT
    for match in sorted(where, key=lambda m: -m.start()):
        if not any(m.start() < match.start() < m.end() for m in where if m is not match):
            text = text[: match.start()] + what + text[match.end() :]
    return text


OTHERS = {"lines": other_lines(), "words": other_words(), "values": other_values()}


@pytest.mark.parametrize("kind", OTHERS)
@fixed
@given(data=st.data())
def test_whatever_is_written_loads_or_is_refused(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    survives(tmp_path / "政策.yaml", data.draw(OTHERS[kind]))


@pytest.mark.slow
@pytest.mark.parametrize("kind", OTHERS)
@many
@given(data=st.data())
def test_much_that_is_written_loads_or_is_refused(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    survives(tmp_path / "政策.yaml", data.draw(OTHERS[kind]))


DOTTED = set(re.findall(r"[a-z_]+(?:\.[a-z_0-9]+)+", TEXT))
PATHS = sorted(DOTTED | {*KEYS, "a.b", ".", "parameters.equipment_cap", "equipment_purchase.base.sum.0"})


@fixed
@given(
    name=st.sampled_from(PATHS) | st.text("abc_.0123一", max_size=12),
    value=st.sampled_from([s for s in STRANGE if s]) | st.sampled_from(KEYS),
)
@example(name="programs.equipment_purchase.conditions", value="[a, b]")
def test_whatever_is_set_fits_or_is_a_usage_error(name: str, value: str) -> None:
    try:
        load_policy("dongyuan-2018-2020", {name: value})
    except UsageError as error:
        assert all(problem.remedy and "-" not in str(problem.source or "") for problem in error.problems)


@pytest.mark.parametrize("size", [1, 2, 5, 17, 100, 1000, 5000, 20_000])
def test_a_file_cut_off_anywhere(tmp_path: Path, size: int) -> None:
    (tmp_path / "政策.yaml").write_bytes(TEXT.encode()[:size])
    with pytest.raises(PolicyInvalid):
        load_policy(str(tmp_path / "政策.yaml"))
