"""The one set of facts that every readable file of the corpus holds, and how a ledger's values are held against it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from techreform_cli.domain.ledger import Ledger

CODE_A, CODE_B = "91441625MA4UTC0X27", "91441625MA4W0YU74B"

ENTERPRISES = [
    ["企业名称", "统一社会信用代码", "乡镇", "规上"],
    ["甲公司", CODE_A, "仙塘镇", "是"],
    ["乙（东源）公司", CODE_B, "黄村镇", "否"],
]

WHAT = ["项目编号", "项目名称", "企业名称", "统一社会信用代码", "改造类别", "备案证号", "完工日期"]
HOW_MUCH = ["计划总投资(万元)", "设备购置额(万元)", "2018年完成投资(万元)", "2019年完成投资(万元)"]

PROJECTS = [
    [*WHAT, *HOW_MUCH],
    ["P1", "生产线", "甲公司", CODE_A, "设备更新", "备1", "2018-09-05", 1000, 500, 600, 400],
    ["P2", "机器人", "甲公司", CODE_A, "智能化改造", "备2", "2019-06-30", 800, 250.5, 0, 800],
    ["P3", "锅炉", "乙（东源）公司", CODE_B, "绿色化发展", "", "", 120.25, 60, 0, 20.25],
]

ANNUAL = [
    ["企业名称", "统一社会信用代码", "年度", "主营业务收入(万元)", "平均从业人数"],
    ["甲公司", CODE_A, 2018, 12000, 80],
    ["甲公司", CODE_A, 2019, 13500.5, 85],
    ["乙（东源）公司", CODE_B, 2019, 1900, 20],
]

TRUTH: dict[str, dict[str, list[Any]]] = {
    "enterprises": {"name": ["甲公司", "乙（东源）公司"], "credit_code": [CODE_A, CODE_B], "above_scale": [True, False]},
    "projects": {
        "project_number": ["P1", "P2", "P3"],
        "enterprise": [0, 0, 1],
        "renovation_category": ["设备更新", "智能化改造", "绿色化发展"],
        "filing_certificate": ["备1", "备2", ""],
        "completion_date": [20180905, 20190630, 0],
        "planned_investment": [1_000_000_000, 800_000_000, 120_250_000],
        "equipment_purchase": [500_000_000, 250_500_000, 60_000_000],
        "completed_investment@2018": [600_000_000, 0, 0],
        "completed_investment@2019": [400_000_000, 800_000_000, 20_250_000],
    },
    "annual": {
        "enterprise": [0, 0, 1],
        "year": [2018, 2019, 2019],
        "main_business_revenue": [12_000_000_000, 13_500_500_000, 1_900_000_000],
        "average_employees": [80, 85, 20],
    },
}
"""What must be read, money in 分; rows in this order."""


def read_values(ledger: Ledger) -> dict[str, dict[str, list[Any]]]:
    """The ledger's values of what TRUTH has, None where unknown, in TRUTH's order of rows whatever the file's."""
    found: dict[str, dict[str, list[Any]]] = {}
    order = {"enterprises": ["credit_code"], "projects": ["project_number"], "annual": ["enterprise", "year"]}
    for table, columns in TRUTH.items():
        frame = ledger.tables[table].frame
        by = [key for key in order[table] if key in frame]
        rows = frame.sort_values(by, kind="stable") if by and table != "enterprises" else frame
        found[table] = {key: [None if v is pd.NA else v for v in rows[key].tolist()] if key in rows else [] for key in columns}
    return found
