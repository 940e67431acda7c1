"""An example of every kind of problem, as `check --explain` shows it: a place in a ledger and what is found there."""

from __future__ import annotations

from collections import defaultdict

from techreform_cli.domain.explanation import Explanation
from techreform_cli.domain.problem import Problem
from techreform_cli.domain.source import SourceRef
from techreform_cli.ledger.codes import CODES, PROPOSED

FILE = "台账.xlsx"

USUAL: dict[str, object] = {
    "at": "项目!F12",
    "field": "设备购置额",
    "found": "约500",
    "file": FILE,
    "sheet": "项目",
    "unit": "万元",
    "known": "企业、项目、年度指标",
    "reason": "",
    "more": "",
    "differ": "",
}
"""What an example says where its own code says nothing else. `at` is its place: a sheet and a cell, a sheet alone, or "" for the file."""

EXAMPLES: dict[str, dict[str, object]] = {
    "L004": {"found": "看内容像网页"},
    "L006": {"found": "压缩包不完整"},
    "L007": {"found": "解压后有 900 MB，上限 300 MB"},
    "L009": {"found": "XFD1048576"},
    "L010": {"found": ".xlsb（二进制工作簿）格式"},
    "L011": {"found": "#DIV/0!"},
    "L012": {"proposal": "500"},
    "L014": {"at": "项目!J12", "field": "完工日期", "found": "年底前"},
    "L015": {"at": "项目!J12", "field": "完工日期", "found": "2024-02-30"},
    "L016": {"at": "项目!J12", "field": "完工日期", "found": "2024"},
    "L017": {"at": "项目!J12", "field": "完工日期", "found": "0204-06-05"},
    "L018": {"at": "年度指标!C12", "field": "年度", "found": "上年"},
    "L019": {"at": "企业!F12", "field": "规上", "found": "待定"},
    "L020": {"at": "年度指标!G12", "field": "平均从业人数", "found": "85.5"},
    "L021": {"at": "企业!B12", "field": "统一社会信用代码", "found": "9.14E+17"},
    "L022": {"found": "5E+30"},
    "L023": {"at": "项目!J12", "field": "完工日期", "found": "45448", "taken": "2024-06-05"},
    "L024": {"found": "500.1234567", "least": "一分"},
    "L025": {"at": "项目!E12", "field": "改造类别", "found": "厂房装修", "known": "提质增效、智能化改造、设备更新、绿色化发展"},
    "L026": {"at": "企业!E12", "field": "行业代码", "found": "810"},
    "L027": {"found": "500台"},
    "L028": {"at": "企业!B12", "field": "统一社会信用代码", "found": "914416250000000000", "fault": "的校验码不对"},
    "L029": {"at": "项目!J12", "field": "完工日期", "found": "2024年9月", "taken": "2024-09-30"},
    "L030": {"at": ""},
    "L031": {"at": "", "sheet": "融资需求"},
    "L032": {"at": "项目", "known": "项目编号、项目名称、企业名称"},
    "L033": {"at": "项目", "field": "企业名称", "found": ""},
    "L034": {"at": "项目", "field": "开工日期", "found": ""},
    "L035": {"at": "项目!M3", "found": "设备投资额", "taken": "设备购置额(万元)"},
    "L036": {"at": "年度指标!E3", "field": "主营业务收入", "found": "营业收入(万元)"},
    "L037": {"at": "项目!F3", "found": "设备购置额(台)"},
    "L038": {"at": "项目!F3", "found": "「设备购置额」"},
    "L039": {"at": "技改情况", "found": "技改情况", "reason": "，因为列名相符"},
    "L040": {"at": "项目", "count": 3},
    "L041": {"at": "项目", "found": "项目"},
    "L042": {"at": "Sheet3", "found": "Sheet3", "reason": "（列名与台账不符）"},
    "L043": {"at": "项目"},
    "L044": {"at": "项目", "found": 89, "taken": 88},
    "L045": {"at": "项目", "count": 4},
    "L046": {"at": "", "file": "台账_2024_奖补测算.xlsx"},
    "L050": {"at": "项目!A12", "field": "项目编号", "found": "《项目》A12", "taken": "《项目》A7"},
    "L051": {"at": "项目!A12", "field": "项目编号"},
    "L052": {"at": "年度指标!C12", "field": "年度"},
    "L053": {"at": "项目!D12", "field": "企业名称", "found": ""},
    "L054": {"at": "企业!B12", "field": "统一社会信用代码", "found": "甲有限公司"},
    "L055": {"at": "项目!D12", "field": "企业名称", "found": "甲有限公司"},
    "L056": {
        "at": "项目!D12",
        "field": "企业名称",
        "found": "914416250000000000",
        "taken": "甲有限公司",
        "cell": "《企业》A5",
        "name": "乙公司",
    },
    "L057": {"at": "企业!A12", "field": "企业名称", "found": "甲有限公司", "cell": "《企业》A5"},
    "L058": {"at": "项目!D12", "field": "企业名称", "found": "甲有限公司"},
    "L059": {
        "at": "项目!C12",
        "field": "统一社会信用代码",
        "found": "914416250000000000",
        "name": "甲有限公司",
        "cell": "《企业》A5",
        "taken": "914416250000000001",
    },
    "L060": {"at": "年度指标!C12", "field": "年度"},
    "L061": {"at": "项目!A12", "field": "项目编号", "found": "2024-03", "here": "《项目》A12", "there": "《项目》A7"},
}


def explanations() -> list[Explanation]:
    """Every code of the reader, in order."""
    return [explained(code) for code in sorted(CODES)]


def explained(code: str) -> Explanation:
    """One code with its example; a detail that neither it nor the usual ones name is shown as …"""
    entry = CODES[code]
    details = defaultdict(lambda: "…", USUAL | ({"at": ""} if code < "L011" else {}) | EXAMPLES.get(code, {}))
    sheet, _, cell = str(details["at"]).partition("!")
    source = SourceRef(FILE, sheet, cell) if sheet else None
    remedy = entry.remedy.format_map(details)
    to_do = PROPOSED.format(details["proposal"]) if "proposal" in details else remedy
    example = Problem(code, entry.severity, entry.what.format_map(details), to_do, source, str(details["field"]) if cell else "")
    return Explanation(code, entry.title, entry.severity, entry.why, remedy, example)
