"""Lines of Chinese text end where a reader would end them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from techreform_cli.report.line_breaks import broken


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("完工日期在2018-01-01至2020-12-31，之外的", 24, ["完工日期在2018-01-01至", "2020-12-31，之外的"]),
        ("不超过1,000.00万元", 10, ["不超过", "1,000.00万", "元"]),
        ("甲乙，丙", 4, ["甲", "乙，", "丙"]),
        ("甲乙（丙）", 6, ["甲乙", "（丙）"]),
        ("conditions.enterprise_kind", 24, ["conditions.enterprise_", "kind"]),
        ("一\n二", 10, ["一", "二"]),
        ("", 10, [""]),
    ],
)
def test_lines_break_between_words(text: str, width: int, lines: list[str]) -> None:
    assert broken(text, width).split("\n") == lines


@given(st.text(alphabet="甲乙，（）“”0189.,-%ab_ ", max_size=60), st.integers(6, 30))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    found = broken(text, width)
    assert found.replace("\n", "").replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line) <= width for line in found.split("\n"))
