"""An example of every kind of problem, as `check --explain` shows it: a place in a ledger and what is found there."""

from __future__ import annotations

from collections import defaultdict

from techreform_cli.domain.explanation import Explanation
from techreform_cli.domain.problem import Problem
from techreform_cli.domain.source import SourceRef
from techreform_cli.ledger.codes import CODES, PROPOSED

FILE = "台账.xlsx"

TWO_ROWS = {"here": "《项目》A12", "there": "《项目》A7"}

TWO_LEDGERS = {"here": "乙镇.xlsx《企业》A12", "there": "甲镇.xlsx《企业》A7"}

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
    "L002": {"skipped": ""},
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
    "L025": {"at": "项目!E12", "field": "改造类别", "found": "厂房装修", "known": "提质增效、智能化改造、设备更新、绿色化发展、其他"},
    "L026": {"at": "企业!E12", "field": "行业代码", "found": "810"},
    "L027": {"found": "500台"},
    "L028": {"at": "企业!B12", "field": "统一社会信用代码", "found": "914416250000000000", "fault": "的校验码不对"},
    "L029": {"at": "项目!J12", "field": "完工日期", "found": "2024年9月", "taken": "2024-09-30"},
    "L030": {"at": ""},
    "L090": {"file": "项目.csv", "taken": "（当作《项目》）", "sheet": "《企业》表"},
    "L031": {"at": "", "sheet": "融资需求", "hang": "要靠它判断的融资需求按不明处理", "advice": "有这项数据请补上这张表，没有可不管"},
    "L032": {"at": "项目", "known": "项目编号、项目名称、企业名称"},
    "L033": {"at": "项目", "field": "企业名称", "found": ""},
    "L034": {
        "at": "项目",
        "field": "完工日期",
        "found": "",
        "hang": "四(一) 设备购置事后奖补都待补正",
        "advice": "请补上这一列，没有它算不出奖补",
    },
    "L047": {"at": "", "file": "台账.列对应.yaml", "count": 3},
    "L048": {"at": "", "found": "《项目》没有“设备额”这一列", "remedy": "是否为 设备购置额(万元)？"},
    "L049": {"at": "项目", "file": "台账.列对应.yaml", "found": "第 9 行：《项目》没有“设备额”这一列", "taken": "没有采用"},
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
    "L054": {"at": "企业!B12", "field": "统一社会信用代码", "found": "甲有限公司", "near": ""},
    "L055": {
        "at": "项目!D12",
        "field": "企业名称",
        "found": "甲有限公司",
        "list": "《企业》",
        "near": "，与《企业》A5「甲甲有限公司」相近",
    },
    "L056": {
        "at": "项目!D12",
        "field": "企业名称",
        "found": "914416250000000000",
        "list": "《企业》",
        "taken": "甲有限公司",
        "cell": "《企业》A5",
        "name": "乙公司",
    },
    "L057": {"at": "企业!A12", "field": "企业名称", "found": "甲有限公司", "cell": "《企业》A5"},
    "L058": {"at": "项目!D12", "field": "企业名称", "found": "甲有限公司", "cells": "《企业》A5、《企业》A9"},
    "L059": {
        "at": "项目!C12",
        "field": "统一社会信用代码",
        "found": "914416250000000000",
        "list": "《企业》",
        "name": "甲有限公司",
        "cell": "《企业》A5",
        "taken": "914416250000000001",
    },
    "L060": {"at": "年度指标!C12", "field": "年度"},
    "L061": {"at": "项目!A12", "field": "项目编号", "found": "2024-03", **TWO_ROWS},
    "L062": {
        "at": "项目!D12",
        "field": "企业名称",
        "found": "914416250000000000",
        "taken": "甲有限公司",
        "name": "乙有限公司",
        "cell": "《企业》A5",
    },
    "L063": {"at": "项目!G12", "field": "备案证号", "found": "184416253903001", **TWO_ROWS},
    "L064": {"at": "项目!A12", "field": "项目编号", "same": "设备购置额和计划总投资", **TWO_ROWS},
    "L065": {"at": "项目!G12", "field": "备案证号", "found": "184416253903001", **TWO_ROWS},
    "L066": {"at": "已拨付!A12", "field": "", "here": "《已拨付》A12", "there": "《已拨付》A7"},
    "L067": {"at": "项目!A12", "field": "项目编号", **TWO_ROWS},
    "L068": {
        "at": "用地!A12",
        "field": "面积",
        "total": "工业用地面积",
        "here": "《用地》E12",
        "there": "《用地》B3",
        "count": 4,
        "year": 2024,
    },
    "L069": {"at": "项目!B12", "field": "项目名称", "here": "《项目》B12", "there": "《项目》B7"},
    "L070": {
        "at": "项目!J12",
        "field": "开工日期",
        "found": "2024-06-05",
        "word": "晚于",
        "other": "完工日期",
        "cell": "《项目》K12",
        "taken": "2023-06-05",
        "note": "",
    },
    "L071": {
        "field": "设备购置额",
        "found": "500万元",
        "sum": "",
        "word": "超过",
        "other": "计划总投资",
        "cell": "《项目》L12",
        "taken": "300万元",
        "note": "",
    },
    "L072": {"field": "设备购置额", "found": "-500万元", "word": "不低于", "taken": "0", "note": ""},
    "L073": {"field": "设备购置额", "found": "5000000万元", "among": "同列一般数", "taken": "500万元", "times": "1万倍"},
    "L074": {"at": "项目!F3", "field": "设备购置额", "found": "5000000", "word": "不超过", "taken": "10亿元", "note": ""},
    "L075": {
        "at": "年度指标!E12",
        "field": "主营业务收入",
        "found": "500万元",
        "asked": "规上",
        "answer": "是",
        "cell": "《年度指标》D12",
        "word": "不低于",
        "taken": "2000万元",
        "note": "",
    },
    "L076": {"at": "年度指标!C12", "field": "年度", "found": "2048", "first": 2024, "last": 2026, "note": ""},
    "L077": {
        "at": "项目!R12",
        "field": "2024年完成投资",
        "found": "500万元",
        "day": "完工日期",
        "cell": "《项目》K12",
        "taken": "2022-06-05",
        "note": "",
    },
    "L078": {
        "at": "项目!F12",
        "field": "设备购置额",
        "count": 40,
        "word": "超过",
        "other": "计划总投资",
        "found": "500万元",
        "cell": "《项目》L12",
        "taken": "300万元",
        "note": "",
    },
    "L080": {"at": ""},
    "L081": {"at": "", "file": "~$台账.xlsx", "reason": "是打开台账时留下的临时文件"},
    "L082": {"at": "", "file": "台账副本.xlsx", "other": "台账.xlsx"},
    "L083": {"at": "", "lock": "~$台账.xlsx"},
    "L084": {"at": "", "file": "台账.xlsm"},
    "L085": {"at": ""},
    "L086": {"at": "", "file": "项目.csv", "encoding": "GB18030", "delimiter": "逗号"},
    "L087": {"at": "", "file": "项目.csv", "line": 12},
    "L088": {"at": "", "file": "项目.csv", "line": 12, "found": "的引号没有成对"},
    "L089": {"at": "Sheet1", "found": "Sheet1", "name": "项目"},
    "L100": {"at": "2024年", "sheet": "2024年", "field": "年度", "whence": "工作表名", "found": "2024年", "year": 2024},
    "L101": {"at": "上报", "found": "上报"},
    "L102": {"at": "项目!K12", "field": "完工日期", "found": "2023.03-2024.06", "end": "终点", "taken": "2024-06-30"},
    "L103": {"at": "2024年拨付", "sheet": "2024年拨付", "field": "年度", "whence": "工作表名", "found": "2024年拨付", "year": 2024},
    "L104": {"at": "项目!J3", "field": "开工日期", "found": "建设起止时间", "rest": "，另一头没有采用"},
    "L105": {"at": "项目!M3", "found": "完成投资(万元)", "example": "20××年完成投资(万元)"},
    "L106": {"at": "2024年度指标", "sheet": "2024年度指标", "field": "年度", "found": "工作表名「2024年度指标」，标题「2023年主要指标」"},
    "L107": {"at": "项目!E12", "field": "改造类别", "found": "智能化政造", "near": "智能化改造"},
    "L108": {"at": "项目!E12", "field": "改造类别", "found": "智能化改造、设备更新", "near": "智能化改造、设备更新"},
    "L109": {"at": "甲镇企业", "sheet": "甲镇企业", "field": "乡镇", "taken": "甲镇"},
    "L110": {"at": "年度指标", "found": "2023、2024"},
    "L111": {"at": "项目", "count": 12},
    "L112": {"found": "12.5%"},
    "L113": {"at": "项目", "here": 12, "there": 11},
    "L114": {"at": "项目!G12", "field": "备案证号", "found": "待定"},
    "L115": {"at": "2024年拨付", "found": "2024年拨付", "sheet": "已拨付", "lacking": "「奖补类别」"},
    "L116": {"at": "项目!A12", "field": "", "found": "一、甲镇"},
    "L117": {"at": "项目!F12", "found": "一、甲镇", "taken": "1200万元", "count": 5, "sums": "是 1180万元"},
    "L120": {"at": "企业!A12", "field": "", **TWO_LEDGERS},
    "L121": {"at": "企业!A12", "field": "", **TWO_LEDGERS},
    "L122": {"at": "已拨付!A12", "field": "", "here": "《已拨付》A12", "there": "《已拨付》A7"},
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
