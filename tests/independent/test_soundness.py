"""A figure said to be determined stays the same however the unknown cells are filled in."""

import copy
import random
from dataclasses import replace
from decimal import Decimal

import pytest

from . import oracle
from .facts import random_facts

AMOUNTS = [Decimal(0), Decimal("1234.567891"), Decimal(900), Decimal(6000)]
CHOICES = {
    "企业": {h: [True, False] for h in ("规上", "高成长性", "拟培育上规模", "省内注册", "省级产业园")} | {"行业代码": ["39"]},
    "年度指标": dict.fromkeys(("主营业务收入", "增值税县级分成", "企业所得税县级分成"), AMOUNTS) | {"规上": [None]},
    "项目": {h: [True, False] for h in ("重大平台", "符合产业政策", "符合指导目录", "异地技改")}
    | {"改造类别": ["设备更新", "工业互联网+"]}
    | {h: [Decimal(0), Decimal(80), Decimal(2000)] for h in ("设备购置额", "设备购置额(不含税)")},
}
MIXES = [
    {},
    {"stacking": "higher"},
    {"stacking": "higher", "increment_overlap": "largest", "relocated_conditions": "own"},
    {"equipment_floor": "threshold", "equipment_tax": "excluded", "completion_date": "evaluation"},
    {"equipment_cap_scope": "year", "stacking": "higher", "revenue_year": "previous", "rounding": "百元"},
]


def filled(facts, seed):
    """The ledger with every blank that means unknown given some value."""
    draw = random.Random(seed)
    changes = {}
    for sheet, attribute in (("企业", "enterprises"), ("年度指标", "annual"), ("项目", "projects")):
        rows = copy.deepcopy(facts.sheet(sheet))
        for row in rows:
            for header, values in CHOICES[sheet].items():
                if row.get(header) is None:
                    row[header] = draw.choice(values)
        changes[attribute] = rows
    return replace(facts, **changes)


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 12))])
@pytest.mark.parametrize("options", MIXES, ids=str)
def test_determined_rows_survive_any_filling(seed, options):
    facts = random_facts(1000 + seed, 120, blank_rate=0.08)
    for year in range(2018, 2024):
        before = oracle.awards(facts, year, options)
        for attempt in range(4):
            after = {(r["program"], r["credit_code"]): r for r in oracle.awards(filled(facts, attempt), year, options)}
            for row in before:
                if row["verdict"] != "undetermined":
                    other = after[row["program"], row["credit_code"]]
                    assert (row["verdict"], row["amount"]) == (other["verdict"], other["amount"]), (row, other)
