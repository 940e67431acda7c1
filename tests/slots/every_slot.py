"""Random ledgers for every_slot.yaml: with gaps, ties, repeated rows of one enterprise, and amounts to the 分."""

from __future__ import annotations

import random
from typing import Any

from .county import Rows, firm, project, who


def random_rows(seed: int, gaps: float) -> Rows:
    """A ledger of twenty enterprises; `gaps` is the share of cells left blank."""
    dice = random.Random(seed)

    def some(value: Any) -> Any:
        return None if dice.random() < gaps else value

    def day() -> Any:
        return some(f"{dice.choice([2023, 2024, 2024, 2025, 2025])}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}")

    def money(most: float) -> Any:
        return some(round(dice.random() * most, dice.choice([0, 2, 6])))

    numbers = range(1, 21)
    repeated = [number for number in numbers for _ in range(dice.randint(0, 3))]
    return {
        "企业": [
            firm(n, 行业代码=some(dice.choice(["C3922", "3511", "2710"])), 规上=some(dice.choice(["是", "是", "否"]))) for n in numbers
        ],
        "年度指标": [
            who(n) | {"年度": year, "主营业务收入(万元)": money(30_000), "产值(万元)": money(8000 + 3000 * (year - 2022))}
            for n in numbers
            for year in (2023, 2024, 2025)
        ],
        "项目": [
            project(f"P{i}", of=n, 完工日期=day(), 发票日期=day(), 验收日期=dice.choice([None, "2024-06-01", "2025-06-01", "2026-06-01"]))
            | {"计划总投资(万元)": money(5000), "设备购置额(万元)": money(dice.choice([200, 1500])), "建设投资(万元)": money(800)}
            | {"绿色装备": some(dice.choice(["是", "否"]))}
            for i, n in enumerate(repeated)
        ],
        "认定": [
            who(n) | {"文号": some(f"W{i}"), "级别": some(dice.choice(["国家", "省级"])), "认定日期": day()}
            for i, n in enumerate(repeated[::2])
        ],
        "贷款": [
            who(n)
            | {"合同号": f"L{i}", "结息日期": day(), "贷款本金(万元)": money(3000)}
            | {"年利率(%)": some(dice.choice([4.35, 3.85, 5.225])), "计息天数(天)": some(dice.randint(1, 365))}
            for i, n in enumerate(repeated[1::2])
        ],
    }
