"""Three towns, two scored items, and a ledger small enough to work the scores out by hand.

2024, 万元: 甲镇 has 甲1 (5000.75) and 甲2 (1000), together 6000.75, two 规上 enterprises that invest; 乙镇 has 甲3 (3000, not 规上);
丙镇 has 甲4 (nothing invested). 2025: 甲1 invests 300, nobody else anything.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from slots.county import PROJECT, Rows, firm, project, who, write

from techreform_cli.domain.result import Result
from techreform_cli.domain.score_result import GroupScore, ScorecardResult
from techreform_cli.pipeline import Request, compute

TEXT = f"""\
schema: techreform/policy/1
policy: {{id: towns, title: 示例县技改考核, document: 示例〔2024〕3号, issuer: 示例县, issued: 2024-01-01,
  plan: {{first_year: 2024, last_year: 2025}}}}
clauses:
  一: {{summary: 奖补, status: encoded}}
  二: {{summary: 目标, status: encoded}}
  三: {{summary: 考核, status: encoded}}
places: {{prefixes: [示例县]}}
programs:
  award:
    label: 奖补
    clause: 一
{PROJECT}    base: {{label: 设备购置额, sum: [{{field: 设备购置额}}]}}
    rate: 10%
targets:
  investment:
    label: 技改投资
    clause: 二
    unit: 亿元
    comparison: at_least
    measure: {{sum: 完成投资}}
    goals: {{2024: {{value: 2亿元, clause: 二}}}}
    plan: {{label: 累计技改投资, value: 3亿元, clause: 二}}
  engaged:
    label: 开展技改的规上企业
    clause: 二
    unit: 家
    comparison: at_least
    measure:
      count: 企业
      where: [{{field: 规上, is: true}}, {{some_project: {{field: 完成投资, above: 0}}}}]
    goals: {{2024: {{value: 4, clause: 二}}}}
    plan: {{label: 累计开展技改的规上企业, value: 5, clause: 二, over: distinct}}
  productivity:
    label: 劳动生产率
    clause: 二
    unit: 万元/人
    comparison: at_least
    measure: {{ratio: {{of: 工业增加值, to: 平均从业人数}}}}
    official: 全县指标.全员劳动生产率
    every_year: {{value: 20万元/人, clause: 二}}
  growth:
    label: 投资增长
    clause: 二
    unit: 比例
    comparison: at_least
    measure: {{growth: compound, of: investment, since: 2023}}
    every_year: {{value: 10%, clause: 二}}
  land:
    label: 技改用地
    clause: 二
    unit: 比例
    comparison: at_least
    measure: {{ratio: {{of: 技改用地面积, to: 工业用地面积}}}}
    every_year: {{value: 30%, clause: 二}}
scorecards:
  towns:
    label: 乡镇技改考核
    clause: 三
    by: 乡镇
    missing: leave_out
    items:
      investment:
        target: investment
        weight: 60
        goals:
          甲镇: {{2024: 9000万元, 2025: 1000万元}}
          乙镇: {{2024: 2000万元}}
          丙镇: {{2024: 1000万元}}
      engaged:
        target: engaged
        weight: 40
        most: 120%
        goals:
          甲镇: {{2024: 3, 2025: 2}}
          丙镇: {{2024: 1}}
"""


def rows(**towns: Any) -> Rows:
    """The ledger; `towns` gives enterprises another town than the one above: f3=None."""
    places = {"f1": "甲镇", "f2": "甲镇", "f3": "乙镇", "f4": "丙镇"} | towns
    above = {1: "是", 2: "是", 3: "否", 4: "是"}
    spent = {1: (5000.75, 300), 2: (1000, 0), 3: (3000, 0), 4: (0, 0)}
    return {
        "企业": [firm(n, 规上=above[n], 乡镇=places[f"f{n}"]) for n in above],
        "年度指标": [who(n) | {"年度": year, "规上": above[n]} for n in above for year in (2024, 2025)],
        "项目": [project(f"P{n}", n) | {"2024年完成投资(万元)": a, "2025年完成投资(万元)": b} for n, (a, b) in spent.items()],
    }


def result_of(folder: Path, content: Rows | None = None, year: int = 2024, text: str = TEXT, **settings: str) -> Result:
    """The Result of the policy on the ledger, both written to `folder`."""
    (folder / "政策.yaml").write_text(text, "utf-8")
    ledger = write(folder / "台账.xlsx", content or rows())
    return compute(Request(ledger, str(folder / "政策.yaml"), settings, year))


def scored(result: Result) -> dict[str, GroupScore]:
    """The groups of the only scorecard, by name."""
    (card,) = result.scorecards
    assert isinstance(card, ScorecardResult)
    return {group.group.name: group for group in card.groups}
