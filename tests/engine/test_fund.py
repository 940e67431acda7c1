"""The county's money, worked out by hand and shown alike by every view. 20 % of the equipment, over the plan:

2018: 甲 1000万 → 200, 乙 100万 → 20, 丙 75万 → 15, together 235. 2019: 丙 125万 more, 40 of 200万 in all, so 25 beside the 15.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from report.small_ledger import CODES, Sheets

from techreform_cli.pipeline import Request, compute, forecast, summarize, what_if
from techreform_cli.report.award_workbook import write_awards
from techreform_cli.report.forecast_document import forecast_document
from techreform_cli.report.summary import rendered
from techreform_cli.report.summary_document import summary_document
from techreform_cli.report.whatif_document import whatif_document
from tests.workbooks import save

WAN = 1_000_000  # 分
NAMES = ("甲公司", "乙公司", "丙公司")
PROJECTS = [(0, "2018-06-30", 1000), (1, "2018-06-30", 100), (2, "2018-06-30", 75), (2, "2019-06-30", 125)]


def sheets(paid: dict[int, float] | None, arranged: list[list[Any]] | None = None) -> Sheets:
    """The ledger; `paid` are the records of 2018 in 万元 by enterprise (None: there is no such sheet)."""
    found: Sheets = {
        "企业": [
            ["企业名称", "统一社会信用代码", "乡镇", "行业代码", "规上"],
            *([name, code, "仙塘镇", "3911", "是"] for name, code in zip(NAMES, CODES, strict=True)),
        ],
        "项目": [
            ["项目编号", "项目名称", "统一社会信用代码", "企业名称", "改造类别", "完工日期", "设备购置额(万元)"],
            *([f"P{i}", f"技改{i}", CODES[of], NAMES[of], "设备更新", day, wan] for i, (of, day, wan) in enumerate(PROJECTS)),
        ],
    }
    if paid is not None:
        rows = [[CODES[of], NAMES[of], None, "设备购置事后奖补", 2018, wan, None] for of, wan in paid.items()]
        found["已拨付"] = [["统一社会信用代码", "企业名称", "项目编号", "奖补类别", "年度", "金额(万元)", "拨付日期"], *rows]
    if arranged is not None:
        found["资金安排"] = [["年度", "安排金额(万元)", "文号"], *arranged]
    return found


CASES = [
    (None, None, 260, 260),  # 235 + 25: nothing is known to be paid
    ({0: 180}, 180, 80, 260),  # 甲 20 short and 乙 20 are still owed; 丙, who got nothing, is awarded 40 in 2019
    ({0: 210}, 210, 60, 270),  # 10 over: 210 + 乙 20 + 丙 40
    ({0: 200, 1: 20, 2: 5}, 225, 35, 260),  # 丙 is paid 5, and awarded 40 − 5 in 2019
]


@pytest.mark.parametrize(("paid", "given", "unpaid", "cost"), CASES)
def test_every_view_says_the_same(tmp_path: Path, paid: dict[int, float] | None, given: int | None, unpaid: int, cost: int) -> None:
    path = save(tmp_path / "台账.xlsx", sheets(paid))
    result = compute(Request(path, year=2019))
    account = result.fund
    assert account is not None and (account.cost, account.unpaid, account.arranged) == (cost * WAN, unpaid * WAN, None)
    assert (account.paid and account.paid.amount) == (None if given is None else given * WAN)

    write_awards(result, tmp_path / "奖补.xlsx")
    rows = {row[0]: row for row in openpyxl.load_workbook(tmp_path / "奖补.xlsx", data_only=True)["资金"].iter_rows(values_only=True)}
    assert (rows["应付和已付累计"][1], rows["应付未付"][1], rows["距资金总额"][1]) == (cost, unpaid, 10_000 - cost)
    assert (rows["合计"][3], rows["已拨付"][1]) == (("—",) * 2 if given is None else (given,) * 2)
    assert [rows[name][1] for name in ("合计", "累计安排", "安排结余")] == ["—"] * 3

    summary = summarize([Request(path)], dt.date(2019, 12, 31))
    said = summary_document(summary)["ledgers"][0]["fund"]
    assert (said["cost"], said["unpaid"], said["arranged"]) == (f"{cost}0000.00", f"{unpaid}0000.00", None)
    assert (said["paid"] and said["paid"]["amount"]) == (None if given is None else f"{given}0000.00")
    text = "".join(rendered(summary, "text").decode().split())
    assert f"到2019年应付和已付累计{cost}.00万元" in text and f"应付未付{unpaid}.00万元，台账没有《资金安排》" in text
    assert ("台账没有《已拨付》，付了多少不知道" if given is None else f"其中已拨付{given}.00万元") in text

    tried = whatif_document(what_if(Request(path, settings={"equipment_purchase.rate": "25%"}, year=2019)), [])
    assert tried["current"]["fund"]["used"] == f"{cost}0000.00"
    years = {one["year"]: one for one in forecast_document(forecast(Request(path)), [])["fund"]["years"]}
    assert years[2019]["cost_cumulative"] == f"{cost}0000.00"


def test_what_is_arranged_to_the_year(tmp_path: Path) -> None:
    """150 + 300 to 2019; the row whose year cannot be read may be of any."""
    arranged = [[2018, 150, ""], [2019, 300, ""], [2020, 70, ""], ["待定", 40, ""]]
    account = compute(Request(save(tmp_path / "台账.xlsx", sheets(None, arranged)), year=2019)).fund
    assert account is not None and account.arranged is not None
    assert (account.arranged.amount, account.arranged.unclear) == (450 * WAN, 1)


def test_a_row_that_cannot_be_read_is_counted_beside_what_can(tmp_path: Path) -> None:
    paid: Any = {0: 180, 1: "约20"}
    account = compute(Request(save(tmp_path / "台账.xlsx", sheets(paid)), year=2018)).fund
    assert account is not None and account.paid is not None and (account.paid.amount, account.paid.unclear) == (180 * WAN, 1)
