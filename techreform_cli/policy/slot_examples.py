"""How the slots that people write wrongly are written: one example each, as it stands in a file. Shown where something else was found,
and by editors. A key that is written the same everywhere stands alone; else it is Entry.key."""

from __future__ import annotations

_STEPS = "[{from: 200万元, value: 5%}, {from: 500万元, value: 8%}]"
_CASES = "[{when: special, value: 9%}]"

EXAMPLES = {
    "PolicyFile.policy": "{id: our-county, title: 通知名称, document: 示府办〔2024〕1号, issuer: 县政府办, issued: 2024-03-20, "
    "plan: {first_year: 2024, last_year: 2026}}",
    "HeadEntry.plan": "{first_year: 2024, last_year: 2026}",
    "clauses": "{第一条: {summary: 设备补助, status: encoded}}",
    "ClauseEntry": "{summary: 设备补助, status: encoded}",
    "parameters": "{rate: {label: 补助比例, clause: 第一条, value: 5%}}",
    "ParameterEntry": "{label: 补助比例, clause: 第一条, value: 5%}",
    "ParameterEntry.values": "[{from: 2024-01-01, value: 5%}, {from: 2025-01-01, value: 8%}]",
    "PolicyFile.fields": "{企业: {专精特新: {type: boolean, blank: none}}}",
    "FieldEntry": "{type: money, unit: 万元}",
    "sheets": "{认定: {fields: {称号: {type: text}, 认定日期: {type: date}}}}",
    "SheetEntry": "{fields: {称号: {type: text}, 认定日期: {type: date}}}",
    "SheetEntry.fields": "{称号: {type: text}, 认定日期: {type: date}}",
    "choices": "[国家级, [省级, 省]]",
    "aliases": "[软件投资, 软件购置额]",
    "identity": "[企业, 年度]",
    "definitions": "{special: {label: 专精特新企业, field: 专精特新, is: true}}",
    "PredicateEntry": "{label: 规上企业, field: 规上, is: true}",
    "ConditionEntry": "{label: 规上企业, clause: 第一条, field: 规上, is: true}",
    "conditions": "{above_scale: {label: 规上企业, clause: 第一条, field: 规上, is: true}}",
    "all": "[{field: 规上, is: true}, {field: 主营业务收入, at_least: 2000万元}]",
    "any": "[{field: 规上, is: true}, {field: 拟培育上规模, is: true}]",
    "some_project": "{field: 完成投资, above: 0}",
    "code_between": '["06", "46"]',
    "claims": "{sheet: 认定}",
    "only": "{field: 称号, in: [绿色工厂]}",
    "window": "{date: 完工日期, first: 2024-01-01, last: 2026-12-31}",
    "award_years": "{first: 1, last: 1}",
    "base": "{label: 设备投资额, sum: [{field: 设备购置额}]}",
    "BaseEntry.sum": "[{field: 设备购置额}, {field: 软件投入}]",
    "PartEntry.sum": "[{field: 设备购置额}, {field: 软件投入}]",
    "TermEntry": "{field: 设备购置额}",
    "times": "[年利率, 计息天数]",
    "TermEntry.otherwise": "{field: 增值税, share: 25%}",
    "less": "{year_of: award, offset: -1}",
    "parts": "[{label: 设备, sum: [{field: 设备购置额}], rate: 8%}, {label: 软件, sum: [{field: 软件投入}], rate: 20%}]",
    "PartEntry": "{label: 设备, sum: [{field: 设备购置额}], rate: 8%}",
    "cases": _CASES,
    "CaseEntry": "{when: special, value: 9%}",
    "brackets": f"{{mode: whole, steps: {_STEPS}}}",
    "steps": _STEPS,
    "StepEntry": "{from: 200万元, value: 5%}",
    "plus": "[{when: special, points: 2%}]",
    "PointsEntry": "{when: special, points: 2%}",
    "instalments": "[{share: 60%}, {share: 40%, offset: 1}]",
    "InstalmentEntry": "{share: 40%, offset: 1}",
    "StackingEntry.programs": "[equipment, loan]",
    "TotalCapEntry.programs": "[equipment, loan]",
    "BudgetEntry.programs": "[equipment, loan]",
    "StackingEntry": "{programs: [equipment, loan], rule: highest_only, clause: 第五条}",
    "TotalCapEntry": "{programs: [equipment, loan], amount: 800万元, clause: 第五条}",
    "BudgetEntry": "{label: 年度预算, clause: 第五条, programs: [equipment], amount: 2000万元, exceeded: pro_rata}",
    "fund_programs": "[equipment]",
    "measure": "{sum: 完成投资}",
    "ratio": "{of: 技改用地面积, to: 工业用地面积}",
    "MeasureEntry.where": "[{field: 规上, is: true}]",
    "TargetEntry.goals": "{2024: 8亿元, 2025: 9亿元}",
    "ScoreItemEntry.goals": "{甲镇: {2024: 3亿元}, 乙镇: {2024: 2亿元}}",
    "every_year": "10%",
    "TargetEntry.plan": "{value: 27亿元, clause: 第六条, over: sum}",
    "plan_only": "{value: 27亿元, clause: 第六条, over: sum}",
    "options": "{year: {label: 每年, set: {programs.equipment.period: year}}, "
    "plan: {label: 三年合计, set: {programs.equipment.period: plan}}}",
    "OptionEntry": "{label: 三年合计, set: {programs.equipment.period: plan}}",
    "set": "{programs.equipment.period: plan}",
    "confirmed": "{by: 张三, on: 2024-04-10}",
}


def example(entry: str, key: str) -> str:
    """How slot `key` of the kind of entry `entry` is written; "" if no example is given."""
    return EXAMPLES.get(f"{entry}.{key}") or EXAMPLES.get(key, "")
