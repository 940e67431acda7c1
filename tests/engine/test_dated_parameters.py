"""A rate and a cap that change within the plan: each award year's base takes its own year's rate, earlier awards stand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from independent.facts import Facts
from independent.workbook import write_canonical
from report.recalculation import differences, needs_office

from techreform_cli.domain.program_result import ProgramResult
from techreform_cli.domain.result import Result
from techreform_cli.pipeline import Request, compute
from techreform_cli.policy.packaged import default_policy, packaged
from techreform_cli.report.award_workbook import write_awards
from techreform_cli.report.reasons import Reasons

CODE = "91441625MA4UTC0X27"
RATE = ("clause: 四(一), value: 20%}", "clause: 四(一), values: [{from: 2018-01-01, value: 20%}, {from: 2020-07-01, value: 30%}]}")
CAP = (
    "clause: 四(一), value: 300万元}",
    "clause: 四(一), values: [{from: 2018-01-01, value: 300万元}, {from: 2020-01-01, value: 500万元}]}",
)


def result(folder: Path, amounts: dict[int, str], year: int) -> Result:
    """One eligible enterprise with one completion per year (equipment in 万元)."""
    text = packaged()[default_policy()].read_text("utf-8")
    for old, new in (RATE, CAP):
        assert old in text
        text = text.replace(old, new)
    (folder / "政策.yaml").write_text(text, "utf-8")
    facts = Facts(
        enterprises=[{"企业名称": "甲公司", "统一社会信用代码": CODE, "行业代码": "3911", "规上": True}],
        projects=[
            {
                "项目编号": f"P{y}",
                "项目名称": "改造",
                "统一社会信用代码": CODE,
                "企业名称": "甲公司",
                "改造类别": "设备更新",
                "重大平台": False,
                "完工日期": dt.date(y, 6, 1),
                "设备购置额": Decimal(amount),
            }
            for y, amount in amounts.items()
        ],
    )
    write_canonical(facts, folder / "台账.xlsx")
    return compute(Request(folder / "台账.xlsx", str(folder / "政策.yaml"), year=year))


def equipment(found: Result) -> ProgramResult:
    return found.programs[0]


def test_the_new_rate_is_for_the_new_year_only(tmp_path: Path) -> None:
    """100万 × 20% in 2018, 100万 × 30% in 2020: 20万, then 20万 + 30万 − 20万 = 30万."""
    amounts = {2018: "100", 2020: "100"}
    assert equipment(result(tmp_path, amounts, 2018)).award("amount", 0) == 20_000_000
    found = result(tmp_path, amounts, 2020)
    assert equipment(found).award("amount", 0) == 30_000_000
    assert equipment(found).award("already_paid", 0) == 20_000_000
    assert "×20%＋" in Reasons(found, equipment(found)).calculation(0).text


def test_the_new_cap_is_for_the_new_year_only(tmp_path: Path) -> None:
    """2000万 × 20% in 2018 is capped at 300万 then; in 2020 400万 + 300万 is capped at 500万, so 200万 is left."""
    amounts = {2018: "2000", 2020: "1000"}
    assert equipment(result(tmp_path, amounts, 2018)).award("amount", 0) == 300_000_000
    assert equipment(result(tmp_path, amounts, 2020)).award("amount", 0) == 200_000_000


@pytest.mark.slow
@needs_office
def test_the_workbook_says_the_same(tmp_path: Path) -> None:
    """Each value in time is a cell of its own, and the formulas refer to the right one."""
    write_awards(result(tmp_path, {2018: "333.333333", 2019: "77.777777", 2020: "1000"}, 2020), tmp_path / "a.xlsx")
    assert differences(tmp_path / "a.xlsx", tmp_path) == []
