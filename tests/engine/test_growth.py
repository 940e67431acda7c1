"""What is said where a growth cannot be worked out."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from independent.facts import Facts
from independent.workbook import write_canonical

from techreform_cli.pipeline import Request, compute

CODE = "91441625MA4UTC0X27"


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"2017年完成投资": Decimal(0), "2018年完成投资": Decimal(100)}, "基年为 0，算不出增长"),
        ({"2017年完成投资": None, "2018年完成投资": Decimal(100)}, "基年为 0，算不出增长"),  # a blank investment is none
        ({"2017年完成投资": Decimal(-5), "2018年完成投资": Decimal(100)}, "基年为负数，算不出增长"),
        ({"2018年完成投资": Decimal(100)}, "《项目》没有“2017年完成投资”列"),
        ({"2017年完成投资": Decimal(100)}, "《项目》没有“2018年完成投资”列"),
    ],
)
def test_why_there_is_no_growth(tmp_path: Path, columns: dict[str, Any], said: str) -> None:
    firm = {"企业名称": "甲公司", "统一社会信用代码": CODE}
    project = firm | {"项目编号": "P1", "项目名称": "改造", "完工日期": dt.date(2018, 6, 1), "设备购置额": Decimal(1)}
    write_canonical(Facts(enterprises=[firm | {"规上": True}], projects=[project | columns]), tmp_path / "台账.xlsx")
    result = compute(Request(tmp_path / "台账.xlsx", year=2018))
    growth = next(t for t in result.targets if t.target.id == "investment_growth")
    assert growth.measurement.actual is None and growth.measurement.note == said
