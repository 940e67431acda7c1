"""Payments that do not go with what the rules give are pointed out; no figure changes for it."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

from independent.facts import Facts
from independent.workbook import write_canonical
from openpyxl import load_workbook

from techreform_cli.domain.result import Result
from techreform_cli.pipeline import Request, compute

A, B = ("91441625MA4UTC0X27", "甲公司"), ("91441625MA4W0YU74B", "乙公司")
Who = tuple[str, str]


def result(folder: Path, paid: list[tuple[Who, int, str]], projects: list[tuple[Who, int]], year: int = 2019) -> Result:
    """Two enterprises; `projects` are whose and the year of completion, 100万 of equipment each; `paid` is whose, award year, 万元."""
    facts = Facts(
        enterprises=[{"企业名称": n, "统一社会信用代码": c, "行业代码": "3911", "规上": True} for c, n in (A, B)],
        projects=[
            {"项目编号": f"P{i}", "项目名称": "改造", "统一社会信用代码": c, "企业名称": n, "改造类别": "设备更新", "重大平台": False,
             "完工日期": dt.date(y, 6, 1), "设备购置额": Decimal(100)}
            for i, ((c, n), y) in enumerate(projects)
        ],
        paid=[
            {"统一社会信用代码": c, "企业名称": n, "奖补类别": "设备购置事后奖补", "年度": y, "金额": Decimal(m)} for (c, n), y, m in paid
        ],
    )  # fmt: skip
    write_canonical(facts, folder / "台账.xlsx")
    return compute(Request(folder / "台账.xlsx", year=year))


def said(found: Result) -> dict[str, str]:
    return {p.code: p.sentence for p in found.problems if p.code.startswith("E")}


def cited(folder: Path, found: Result, code: str) -> list[object]:
    """What stands in the cells of 已拨付 that the finding names, in its order."""
    sheet = load_workbook(folder / "台账.xlsx")["已拨付"]
    return [sheet[cell].value for cell in re.findall(r"《已拨付》([A-Z]+[0-9]+)", said(found)[code])]


EVERYBODY = [(who, year) for who in (A, B) for year in (2018, 2019, 2020)]


def test_paid_as_the_rules_give_needs_nobody(tmp_path: Path) -> None:
    assert not said(result(tmp_path, [(A, 2018, "20"), (B, 2018, "20"), (A, 2019, "20"), (B, 2019, "20")], EVERYBODY, 2020))
    assert not said(result(tmp_path, [], EVERYBODY, 2020))


def test_more_paid_than_is_due_is_pointed_out_with_how_much(tmp_path: Path) -> None:
    """Both years come to 40万; 55万 paid for 2018 are 15万 too many. 乙 is paid short, which its next award makes up for."""
    found = result(tmp_path, [(A, 2018, "55"), (B, 2018, "15")], EVERYBODY)
    assert found.programs[0].awards["amount"].tolist() == [0, 25_000_000]
    assert "甲公司（多 15.00万元）" in said(found)["E017"] and "乙公司" not in said(found)["E017"]
    assert cited(tmp_path, found, "E017") == [55]
    assert [p.source.sheet for p in found.problems if p.code == "E017" and p.source] == ["已拨付"]


def test_a_payment_without_an_eligible_project_is_pointed_out(tmp_path: Path) -> None:
    """甲's project of 2018 was withdrawn, or went to another enterprise, or was completed later: its row of 2019 does not tell."""
    found = result(tmp_path, [(A, 2018, "20"), (B, 2018, "20")], [(B, 2018), (B, 2019)])
    assert "甲公司 有2018年的拨付记录" in said(found)["E018"] and "乙公司" not in said(found)["E018"]
    found = result(tmp_path, [(A, 2018, "20"), (B, 2018, "20")], [(A, 2019), (B, 2018), (B, 2019)])
    assert found.programs[0].awards["amount"].tolist() == [0, 20_000_000]
    assert "甲公司 有2018年的拨付记录" in said(found)["E018"]


def test_every_row_of_the_payments_pointed_out_is_named(tmp_path: Path) -> None:
    found = result(tmp_path, [(A, 2018, "12"), (B, 2018, "20"), (A, 2018, "8")], [(B, 2018), (B, 2019)])
    assert cited(tmp_path, found, "E018") == [12, 8]
    assert [p.source for p in found.problems if p.code == "E018"] == [None]


def test_a_payment_of_the_year_itself_is_held_against_it_a_later_one_is_not(tmp_path: Path) -> None:
    paid = [(A, 2018, "20"), (B, 2018, "20"), (A, 2019, "20")]
    assert "E018" in said(result(tmp_path, paid, [(A, 2018), (B, 2018), (B, 2019)], 2019))
    assert not said(result(tmp_path, paid, [(A, 2018), (B, 2018), (B, 2019)], 2018))


def test_more_taken_back_than_paid_is_pointed_out(tmp_path: Path) -> None:
    found = result(tmp_path, [(A, 2018, "-10"), (B, 2018, "20")], EVERYBODY)
    assert "甲公司（-10.00万元）" in said(found)["E019"] and "乙公司" not in said(found)["E019"]
    assert cited(tmp_path, found, "E019") == [-10]


def test_a_year_without_records_before_one_that_has_some_is_pointed_out(tmp_path: Path) -> None:
    """What was paid in 2019 for 2018 stands under 2019: it is taken off, and so is what the rules give for 2018."""
    found = result(tmp_path, [(A, 2019, "20"), (B, 2019, "20")], EVERYBODY, 2020)
    assert found.programs[0].awards["amount"].tolist() == [20_000_000, 20_000_000]  # 60 − 20 − 20
    assert "有2019年的记录，没有2018年的" in said(found)["E020"]
    assert cited(tmp_path, found, "E020") == [2019, 2019]
    assert "E020" not in said(result(tmp_path, [(A, 2019, "20"), (B, 2019, "20")], [(A, 2019), (B, 2019), (A, 2020)], 2020))
    assert "E020" not in said(result(tmp_path, [(A, 2018, "20"), (B, 2018, "20")], EVERYBODY, 2020))
