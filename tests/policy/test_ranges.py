"""Ranges of --set: what they stand for, and how a badly written one is answered."""

from __future__ import annotations

import pytest

from techreform_cli.domain.problem import UsageError
from techreform_cli.policy.ranges import combinations


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("15%..30%:5%", ["15%", "20%", "25%", "30%"]),
        ("12.5%..13.5%:0.25%", ["12.5%", "12.75%", "13%", "13.25%", "13.5%"]),
        ("100万元..300万元:50万元", ["100万元", "150万元", "200万元", "250万元", "300万元"]),
        ("15..18:1", ["15", "16", "17", "18"]),
        ("20%..29%:4%", ["20%", "24%", "28%"]),
        ("20%..20%:1%", ["20%"]),
        ("0.10..0.30:0.1", ["0.1", "0.2", "0.3"]),
        ("-5..5:5", ["-5", "0", "5"]),
        ("24万元/人..26万元/人:1万元/人", ["24万元/人", "25万元/人", "26万元/人"]),
        ("15% .. 20% : 5%", ["15%", "20%"]),
    ],
)
def test_a_range_stands_for_its_values(text: str, values: list[str]) -> None:
    assert [one["rate"] for one in combinations({"rate": text})] == values


def test_several_ranges_multiply_out_and_plain_values_stay() -> None:
    found = combinations({"a": "1..2:1", "b": "threshold", "c": "10%..20%:10%"})
    assert [tuple(one.values()) for one in found] == [
        ("1", "threshold", "10%"), ("1", "threshold", "20%"), ("2", "threshold", "10%"), ("2", "threshold", "20%")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("15%..30%", "写得不对"),
        ("15%..:5%", "写得不对"),
        ("甲..乙:丙", "写得不对"),
        ("15%..30%:5", "单位不同"),
        ("100元..3万元:1万元", "单位不同"),
        ("30%..15%:5%", "走不到"),
        ("15%..30%:0%", "走不到"),
        ("15%..30%:-5%", "走不到"),
        ("1..1000000:1", "1000000 个值"),
        ("0..1:0.000000000001", "1000000000001 个值"),
    ],
)
def test_a_range_that_is_none(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        combinations({"rate": text})
    assert said in caught.value.problems[0].message and "rate" in caught.value.problems[0].message


def test_too_many_combinations() -> None:
    assert len(combinations({"a": "1..10:1", "b": "1..10:1"})) == 100
    with pytest.raises(UsageError, match="110"):
        combinations({"a": "1..11:1", "b": "1..10:1"})
