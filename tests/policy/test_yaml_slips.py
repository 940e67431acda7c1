"""A slip in the YAML is named where it was made, and what else is wrong in the file is told in the same run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .small import changed, place

Refused = Callable[[str | bytes], list[tuple[str, str, str]]]

MENDED = {
    "an open brace": (("value: 300万元}", "value: 300万元"), "{label: 上限", "{ 没有配对的 }"),
    "an open bracket": (("[广州, 深圳]", "[广州, 深圳"), "[广州", "[ 没有配对的 ]"),
    "a brace too many": (("value: 20%}", "value: 20%}}"), "}\n  cap:", "多了一个 }"),
    "a Chinese comma": (("{label: 上限, ", "{label: 上限，"), "，clause", "中文逗号"),
    "Chinese braces": (("{label: 上限, clause: 一, value: 300万元}", "｛label: 上限, clause: 一, value: 300万元｝"), "｛label", "中文括号"),
    "no comma": (("{label: 上限, clause", "{label: 上限 clause"), "clause: 一, value: 300万元", "少了英文逗号"),
    "a colon in a text in braces": (("{summary: 目标,", "{summary: 目标: 三年,"), ": 三年", "加上英文引号"),
    "a colon in a text": (("    label: 技改投资", "    label: 技改: 投资"), ": 投资", "加上英文引号"),
    "a percent sign first": (("    label: 技改投资", "    label: %投资"), "%投资", "加上英文引号"),
    "an at sign first": (("    label: 技改投资", "    label: @投资"), "@投资", "加上英文引号"),
    "no colon": (("    unit: 亿元", "    unit 亿元"), "unit 亿元", "少了英文冒号"),
    "no blank after a dash": (
        ("    measure: {sum: 完成投资}", "    measure:\n      sum: 完成投资\n      where:\n        -{field: 规上, is: true}"),
        "-{field",
        "短横线后面没有空格",
    ),
    "an open quote": (("    label: 技改投资", '    label: "技改投资'), '"技改投资', "引号没有配对"),
    "a line too far left": (("    clause: 二\n    unit", "   clause: 二\n    unit"), "clause: 二\n    unit", "缩进"),
    "a line too far right": (("    clause: 二\n    unit", "      clause: 二\n    unit"), "clause: 二\n    unit", "缩进"),
    "an entry that is not indented": (
        (
            "  moved: {field: 转出地, located_in: $cities}",
            "  first: {field: 规上, is: true}\nmoved:\n    field: 转出地\n    located_in: $cities\n  last: {field: 规上, is: true}",
        ),
        "moved",
        "顶格写了",
    ),
    "tabs": (("    clause: 二\n    unit", "\tclause: 二\n    unit"), "\tclause: 二\n    unit", "制表符"),
}
CUT = {
    "a quote opened in braces": (("{label: 上限,", '{label: "上限,'), '"上限', "引号没有配对"),
    "something that cannot be meant": (("    rate: $rate", '    rate: "\\q"'), '\\q"', "YAML 写法有误"),
}


@pytest.mark.parametrize("case", MENDED)
def test_a_slip_is_named_where_it_was_made_and_reading_goes_on(refused: Refused, case: str) -> None:
    change, piece, words = MENDED[case]
    text = changed(change).replace("    award_years:", "    award_yeers:")
    first, *rest = sorted(refused(text), key=lambda found: "award_yeers" in found[2])
    assert first[:2] == (place(text, piece), "P004") and words in first[2]
    assert ["award_yeers" in found[2] for found in rest] == [True]


@pytest.mark.parametrize("case", CUT)
def test_where_a_slip_cannot_be_put_right_the_other_entries_are_still_read(refused: Refused, case: str) -> None:
    change, piece, words = CUT[case]
    text = changed(change).replace("    comparison: at_least", "    comparison: least")
    first, *rest = refused(text)
    assert first[:2] == (place(text, piece), "P004") and words in first[2]
    assert ["least" in found[2] for found in rest] == [True]


def test_several_slips_are_told_at_once(refused: Refused) -> None:
    text = changed(("value: 300万元}", "value: 300万元"), ("    unit: 亿元", "    unit亿元"), ("    label: 技改投资", "    label: %投资"))
    assert [found[:2] for found in refused(text)] == [(place(text, p), "P004") for p in ("{label: 上限", "%投资", "unit亿元")]


def test_a_file_that_is_nothing_but_slips_is_answered_in_time(refused: Refused) -> None:
    assert len(refused("a: {b: [c\n" * 2000)) < 100
    assert len(refused("\n".join(f"k{i}: %x" for i in range(5000)))) < 100
