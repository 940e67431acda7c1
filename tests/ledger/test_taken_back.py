"""Money that came back, said in a column that is not read: the figure stays, and somebody is told."""

from __future__ import annotations

from typing import Any

import pytest

from .builders import CODE_A, at, codes, only
from .conftest import Reader

FIRMS = [["企业名称", "统一社会信用代码"], ["甲公司", CODE_A]]
PROJECTS = [["项目编号", "统一社会信用代码", "设备购置额(万元)"], ["P1", CODE_A, 100]]


def read_payment(read: Reader, header: str, said: Any, amount: Any = 20) -> Any:
    head = ["统一社会信用代码", "奖补类别", "年度", "金额(万元)", header]
    return read({"企业": FIRMS, "项目": PROJECTS, "已拨付": [head, [CODE_A, "设备购置事后奖补", 2018, amount, said]]})


@pytest.mark.parametrize(
    ("header", "said"),
    [("收回金额(万元)", 20), ("是否收回", "是"), ("备注", "2019年收回多付"), ("说明", "企业已退回"), ("收回情况", "已收回5万元")],
)
def test_a_column_not_read_that_says_money_came_back_is_pointed_out(read: Reader, header: str, said: Any) -> None:
    ledger = read_payment(read, header, said)
    found = only(ledger, "L123")
    assert at(found) == "已拨付!E2" and f"「{header}」填的是「{said}」" in found.message and "金额填负数" in (found.remedy or "")
    assert ledger.tables["disbursements"].values["amount"] == [20_000_000]


@pytest.mark.parametrize(
    ("header", "said", "amount"),
    [
        *[("收回金额(万元)", 0, 20), ("收回金额(万元)", None, 20), ("是否收回", "否", 20), ("收回情况", "—", 20)],
        *[("备注", "收回多付", -20), ("备注", "一次拨付", 20)],
    ],
)
def test_where_nothing_came_back_or_the_row_takes_it_off_there_is_nothing_to_say(read: Reader, header: str, said: Any, amount: Any) -> None:
    assert "L123" not in codes(read_payment(read, header, said, amount))
