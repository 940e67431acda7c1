"""A small county for trying out one slot at a time: a policy around the slots at hand, and a ledger of the rows at hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter
from independent.pools import check_character

from techreform_cli.pipeline import Request, compute
from techreform_cli.report.json_document import document

HEAD = """\
schema: techreform/policy/1
policy: {id: slots, title: 示例县奖补, document: 示例〔2024〕1号, issuer: 示例县, issued: 2024-01-01,
  plan: {first_year: 2024, last_year: 2026}}
clauses: {一: {summary: 奖补, status: encoded}}
fields:
  项目:
    建设投资: {type: money}
    绿色装备: {type: boolean}
    发票日期: {type: date, blank: none}
    验收日期: {type: date, blank: none}
  年度指标:
    产值: {type: money}
sheets:
  认定:
    fields:
      文号: {type: code}
      级别: {type: choice, choices: [[国家级, 国家], [省级, 省]]}
      认定日期: {type: date}
  贷款:
    identity: [合同号]
    fields:
      合同号: {type: code}
      结息日期: {type: date}
      贷款本金: {type: money}
      年利率: {type: number, unit: "%"}
      计息天数: {type: integer, unit: 天}
definitions:
  green: {field: 绿色装备, is: true}
  national: {field: 级别, in: [国家级]}
  large: {field: 主营业务收入, at_least: 1亿元}
"""

PROJECT = """\
    window: {date: 完工日期, first: 2024-01-01, last: 2026-12-31}
    conditions: {kind: {label: 规上企业, clause: 一, field: 规上, is: true}}
"""
"""Window and condition of a program whose claims are projects."""

Rows = dict[str, list[dict[str, Any]]]


def program(slots: str, name: str = "award", head: str = PROJECT) -> str:
    """One program of a policy file, from the text of its slots."""
    body = "".join(f"    {line}\n" for line in slots.strip().splitlines())
    return f"  {name}:\n    label: 奖补{name}\n    clause: 一\n{head}{body}"


def policy(*programs: str, more: str = "") -> str:
    """A whole policy file."""
    return HEAD + more + "programs:\n" + "".join(programs)


def firm(number: int, **values: Any) -> dict[str, Any]:
    """An enterprise of 《企业》: 规上, industrial."""
    return who(number) | {"行业代码": "C3922", "规上": "是"} | values


def who(number: int) -> dict[str, Any]:
    """What says of a row which enterprise it is about."""
    first = f"91441625MA5{number:06d}"
    return {"企业名称": f"甲{number}公司", "统一社会信用代码": first + check_character(first)}


def project(number: str, of: int = 1, **values: Any) -> dict[str, Any]:
    """A project of 《项目》, completed in 2024."""
    return who(of) | {"项目编号": number, "项目名称": f"技改{number}", "改造类别": "设备更新", "完工日期": "2024-06-30"} | values


def write(path: Path, rows: Rows) -> Path:
    """The rows as a workbook; every header that any row of a sheet has is a column."""
    with xlsxwriter.Workbook(path) as book:
        for name, entries in rows.items():
            sheet = book.add_worksheet(name)
            headers = list(dict.fromkeys(header for entry in entries for header in entry))
            sheet.write_row(0, 0, headers)
            for at, entry in enumerate(entries, start=1):
                for column, header in enumerate(headers):
                    if entry.get(header) is not None:
                        sheet.write(at, column, entry[header])
    return path


def calculated(folder: Path, policy: str | Path, rows: Rows, year: int = 2024, **settings: str) -> dict[str, Any]:
    """The JSON document of a calculation of `year`, by the text of a policy or a policy file."""
    rows = {"企业": [firm(1)], "项目": [project("P0", 1, 完工日期=None)]} | rows
    if isinstance(policy, str):
        (folder / "政策.yaml").write_text(policy, "utf-8")
        policy = folder / "政策.yaml"
    ledger = write(folder / "台账.xlsx", rows)
    return document(compute(Request(ledger, str(policy), settings, year)), [])


def amounts(found: dict[str, Any], name: str = "award") -> dict[str, str | None]:
    """What each enterprise is awarded under one program."""
    return {row["enterprise"]: row["amount"] for row in found["awards"] if row["program"] == name}


def refused(found: dict[str, Any], name: str = "award") -> tuple[str, str]:
    """The clause and text of the first reason of the single, refused award row of one program."""
    row = only(found, name)
    assert (row["verdict"], row["amount"]) == ("ineligible", "0.00")
    return row["reasons"][0]["clause"], row["reasons"][0]["text"]


def only(found: dict[str, Any], name: str = "award") -> dict[str, Any]:
    """The single award row of one program."""
    (row,) = [row for row in found["awards"] if row["program"] == name]
    return dict(row)
