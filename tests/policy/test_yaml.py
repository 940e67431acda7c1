"""Reading YAML: what is refused before anything is built, with its position, and what plain scalars mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from techreform_cli.domain.expression import Amount
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.problem import PolicyInvalid
from techreform_cli.policy.scalars import BadScalar, resolve, written
from techreform_cli.policy.yaml_source import read_yaml

from .small import SMALL, changed

Refused = Callable[[str | bytes], list[tuple[str, str, str]]]


def nested(depth: int) -> str:
    return "\n".join("  " * i + f"k{i}:" for i in range(depth)) + " 1\n"


REFUSED = {
    "a key twice": ("a: 1\nb:\n  甲: 1\n  甲: 2\n", "4:3", "P007"),
    "an anchor": ("a: &x 1\nb: 2\n", "1:4", "P005"),
    "an alias": ("a: 1\nb: *x\n", "2:4", "P005"),
    "an alias bomb": ("a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b]\n", "1:4", "P005"),
    "a merge key": ("a: 1\nb: {<<: *a}\n", "2:9", "P005"),
    "a tag": ("a: !!str 20\n", "1:4", "P005"),
    "a tag on a mapping": ("a: !x {b: 1}\n", "1:4", "P005"),
    "nesting of 21": (nested(21), "21:41", "P005"),
    "nesting of 700 in lines": ("\n".join(" " * i + "a:" for i in range(700)), "21:21", "P005"),
    "nesting of 300 in one line": ("a: " + "[" * 300 + "]" * 300, "1:23", "P005"),
    "nesting that is never closed": ("a: " + "{b: " * 3000, "1:80", "P005"),
    "over 256 KB": ("a: " + "x" * (256 * 1024), "1:1", "P002"),
    "10 MB": ("甲: 乙\n" * 1_000_000, "1:1", "P002"),
    "a tab": ("a:\n\tb: 1\n", "2:1", "P004"),
    "an open quote": ('a: 1\nb: "甲\n', "2:4", "P004"),
    "two keys in a line": ("a: 1\nb: c: d\n", "2:5", "P004"),
    "an open bracket": ("a: [1, 2\nb: 3\n", "1:4", "P004"),
    "GBK bytes": ("a: 1\nb: 甲\n".encode("gbk"), "2:4", "P003"),
    "GBK bytes after Chinese": ("甲: 乙 ".encode() + "丙\n".encode("gbk"), "1:6", "P003"),
    "UTF-16": ("a: 1\n".encode("utf-16"), "1:1", "P003"),
    "a NUL": ("a: 1\nb: 甲\0\n", "2:5", "P004"),
    "an escape character": ("a: \x1b[31m\n", "1:4", "P004"),
    "a second document": ("a: 1\n---\nb: 2\n", "2:1", "P005"),
    "a list as a key": ("[a, b]: 1\n", "1:1", "P005"),
    "a date that does not exist": ("a: 1\nb: 2018-02-31\n", "2:4", "P006"),
    "an amount finer than 分": ("a: 0.0000001万元\n", "1:4", "P006"),
    "an amount beyond all budgets": ("a: 999999999999亿元\n", "1:4", "P006"),
}
NO_POLICY = {
    "empty": "",
    "blank lines": "\n\n",
    "only a comment": "# 空\n",
    "a list": "- a: 1\n- b: 2\n",
    "a text": "你好\n",
    "a number": "20%\n",
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_policy_never_needs_is_refused_where_it_stands(refused: Refused, case: str) -> None:
    content, position, code = REFUSED[case]
    assert (position, code) in [found[:2] for found in refused(content)]


@pytest.mark.parametrize("case", NO_POLICY)
def test_a_file_without_entries_is_no_policy(refused: Refused, case: str) -> None:
    assert [found[:2] for found in refused(NO_POLICY[case])] == [("1:1", "P010")]


def test_no_code_runs(refused: Refused, tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    for tag in ("!!python/object/apply:os.system", "!!python/object/new:os.system", "!!python/name:os.system"):
        found = refused(f'policy: {tag} ["touch {marker}"]\n')
        assert found[0][:2] == ("1:9", "P005")
    assert not marker.exists()


def test_many_errors_are_told_up_to_a_limit(refused: Refused) -> None:
    found = refused("".join(f"schema{i}: 1\n" for i in range(15_000)))
    assert len(found) == 201 and found[-1][1] == "P009" and "还有" in found[-1][2]


def test_long_lists_and_many_keys_are_read_in_time(refused: Refused) -> None:
    assert refused("a: [" + "1," * 100_000 + "1]\n")
    assert refused("a: " + "b" * 250_000 + "\n")
    assert refused("b" * 200_000 + ": 1\n")


def test_a_byte_order_mark_and_windows_line_ends_are_allowed(load: Callable[..., Policy]) -> None:
    assert load("\ufeff" + SMALL.replace("\n", "\r\n")).id == "small"


def test_positions_count_characters_not_bytes(refused: Refused) -> None:
    text = changed(("label: 比例, clause: 一", "label: 比例, clause: 三"))
    assert refused(text)[0][:2] == ("8:21", "P030")


def test_an_unreadable_path_is_policy_invalid(tmp_path: Path) -> None:
    with pytest.raises(PolicyInvalid) as caught:
        read_yaml(tmp_path)
    assert caught.value.problems[0].code == "P001"


SCALARS: dict[str, Any] = {
    "": None,
    "null": None,
    "~": None,
    "true": True,
    "false": False,
    "15": 15,
    "0": 0,
    "-3": -3,
    "20%": Fraction(1, 5),
    "12.5%": Fraction(1, 8),
    "0.2": Fraction(1, 5),
    "100%": Fraction(1),
    "300万元": Amount(300_000_000),
    "300 万元": Amount(300_000_000),
    "12亿元": Amount(120_000_000_000),
    "0.01元": Amount(1),
    "25万元/人": Amount(25_000_000, "人"),
    "2018-09-15": dt.date(2018, 9, 15),
}
TEXTS = [
    "on",
    "off",
    "yes",
    "no",
    "y",
    "n",
    "Yes",
    "True",
    "TRUE",
    "Null",
    "010",
    "1e5",
    "1E5",
    "0x1F",
    "0o17",
    "1_000",
    "12:30:00",
    ".5",
    "+5",
    "5.",
    ".inf",
    ".nan",
    "2018-9-15",
    "2018.09.15",
    "20 %",
    "20％",
    "２０",
    "２０%",
    "300万",
    "三百万元",
    "1,000",
    "1234567890123456",
    "四(一)",
    "=",
    "<<",
]


@pytest.mark.parametrize("text", SCALARS)
def test_plain_scalars(text: str) -> None:
    assert resolve(text) == SCALARS[text] and type(resolve(text)) is type(SCALARS[text])


@pytest.mark.parametrize("text", TEXTS)
def test_what_yaml_would_make_a_number_or_a_boolean_stays_text(text: str) -> None:
    assert resolve(text) == text


@pytest.mark.parametrize("text", ["2018-02-29", "2018-13-01", "0000-01-01", "0.001元", "99999999999亿元"])
def test_bad_scalars(text: str) -> None:
    with pytest.raises(BadScalar):
        resolve(text)


def test_quoted_scalars_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("- '20%'\n- \"15\"\n- 'true'\n- \"2018-02-31\"\n- ''\n- |\n  300万元\n", "utf-8")
    assert read_yaml(path).data == ["20%", "15", "true", "2018-02-31", "", "300万元\n"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "空"),
        (True, "true"),
        (Fraction(1, 5), "20%"),
        (Amount(300_000_000), "300万元"),
        (Amount(12_345), "123.45元"),
        (Amount(0), "0元"),
        (Amount(120_000_000_000), "12亿元"),
        (Amount(25_000_000, "人"), "25万元/人"),
        (Amount(-5_000_000), "-5万元"),
        (15, "15"),
        ("甲", "甲"),
        ({}, "下级内容"),
        ([], "列表"),
        (dt.date(2018, 9, 15), "2018-09-15"),
    ],
)
def test_a_value_is_shown_as_it_is_written(value: Any, text: str) -> None:
    assert written(value) == text


def test_nesting_beyond_what_the_parser_itself_allows_is_called_nesting(refused: Refused) -> None:
    """Newer parsers stop at a depth of their own, further along the line."""
    (found,) = refused("a: " + "[" * 3000 + "]" * 3000)
    assert found[1] == "P005" and "嵌套超过" in found[2]


def test_a_workbook_is_told_from_a_policy(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(b"PK\x03\x04\x14\x00\x06\xff")
    with pytest.raises(PolicyInvalid) as caught:
        read_yaml(path)
    assert caught.value.problems[0].sentence == "这是工作簿，不是政策文件 → 政策写在 .yaml 文件里；检查台账用 techreform check"
