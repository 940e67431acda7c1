"""What is true of a small county, as plain Python: money in yuan, areas in 亩, days as dates, None where nobody knows or there is none."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

YEARS = (2018, 2019, 2020)
TOWNS = ("黄村镇", "义合镇", "灯塔镇", "蓝口乡")
FIRMS = (
    ("东源县宏达机械有限公司", "91441625MA4UTC0X27"),
    ("东源（深圳）精密五金有限公司", "91441625MA4W0YU74B"),
    ("广东合计量仪表有限公司", "91441625338254621B"),
    ("河源市注塑科技(集团)有限公司", "91441625MAXT000154"),
    ("东源县三合电子厂", "91441625MAXT00023X"),
)
CATEGORIES = ("提质增效", "智能化改造", "设备更新", "绿色化发展", "强化招商补链", "工业强基工程")
PROGRAMS = ("equipment_purchase", "fiscal_contribution")

BLANK_MEANS = {
    "park": "",
    "moved_from": "",
    "moved_in_year": None,
    "filing_certificate": "",
    "filing_date": 0,
    "completion_date": 0,
    "completed_investment": 0,
    "document": "",
    "paid_on": 0,
    "bank": "",
    "purpose": "",
    "secured": 0,
    "old_equipment": 0,
    "new_robots": 0,
    "lead_department": "",
}
"""What an empty cell says, by the design; of every other field it says nothing."""


@dataclass(frozen=True)
class Fact:
    """One row's worth of truth: `kind` of sheet, its number there, the enterprise it is about, its values by frame column."""

    kind: str
    number: int
    firm: int | None
    values: dict[str, Any]


County = dict[str, list[Fact]]

Draw = random.Random


def county(seed: int, firms: int, projects: int) -> County:
    """The facts of `firms` enterprises and `projects` projects."""
    draw = random.Random(f"county {seed}")
    rows: County = {
        "enterprises": [Fact("enterprises", i, i, enterprise(draw, i)) for i in range(firms)],
        "annual": table("annual", [(firm, annual(draw, firm, year)) for firm in range(firms) for year in YEARS[: draw.randint(2, 3)]]),
        "projects": table("projects", [(firm, project(draw, firm, i)) for i in range(projects) for firm in [draw.randrange(firms)]]),
        "disbursements": table("disbursements", [(f, payment(draw, f)) for f in draw.sample(range(firms), draw.randint(1, firms))]),
        "appropriations": table("appropriations", [(None, appropriation(draw, year)) for year in YEARS]),
        "land": table("land", [(None, land(draw, year)) for year in YEARS]),
        "county": table("county", [(None, official(draw, year)) for year in (2017, *YEARS)]),
    }
    return rows


def table(kind: str, rows: list[tuple[int | None, dict[str, Any]]]) -> list[Fact]:
    """The rows of one kind, numbered."""
    return [Fact(kind, i, firm, values) for i, (firm, values) in enumerate(rows)]


def maybe(draw: Draw, value: Callable[[], Any], blank: float = 0.12) -> Any:
    """The value, or sometimes nothing."""
    return None if draw.random() < blank else value()


def yuan(draw: Draw, most: int = 90_000_000) -> Decimal:
    """An amount: in whole 万元, to the yuan, or to the 分."""
    step = draw.choice([Decimal(10_000), Decimal(100), Decimal(1), Decimal("0.01")])
    return step * draw.randint(1, int(most / step))


def day(draw: Draw, first: int, last: int) -> dt.date:
    return dt.date(draw.randint(first, last), draw.randint(1, 12), draw.randint(1, 28))


def yes(draw: Draw) -> bool:
    return draw.random() < 0.5


def who(firm: int) -> dict[str, Any]:
    name, code = FIRMS[firm]
    return {"name": name, "credit_code": code}


def enterprise(draw: Draw, number: int) -> dict[str, Any]:
    return who(number) | {
        "town": draw.choice(TOWNS),
        "park": maybe(draw, lambda: "徐洞工业园", 0.5),
        "industry_code": maybe(draw, lambda: draw.choice(["3311", "0810", "2922", "C3821"])),
        "above_scale": maybe(draw, lambda: yes(draw)),
        "high_growth": maybe(draw, lambda: yes(draw)),
        "to_be_above_scale": maybe(draw, lambda: yes(draw)),
        "registered_in_province": maybe(draw, lambda: yes(draw)),
        "moved_from": maybe(draw, lambda: draw.choice(["深圳", "广州市", "厦门"]), 0.6),
        "provincial_park": maybe(draw, lambda: yes(draw)),
        "moved_in_year": maybe(draw, lambda: draw.randint(2016, 2020), 0.6),
    }


def annual(draw: Draw, firm: int, year: int) -> dict[str, Any]:
    return who(firm) | {
        "year": year,
        "above_scale": maybe(draw, lambda: yes(draw)),
        "main_business_revenue": yuan(draw),
        "value_added": maybe(draw, lambda: yuan(draw, 20_000_000)),
        "average_employees": maybe(draw, lambda: draw.randint(5, 900)),
        "vat_county_share": maybe(draw, lambda: yuan(draw, 3_000_000) * draw.choice([1, 1, 1, -1])),
        "income_tax_county_share": maybe(draw, lambda: draw.choice([Decimal(0), yuan(draw, 2_000_000)])),
    }


def project(draw: Draw, firm: int, number: int) -> dict[str, Any]:
    start = day(draw, 2017, 2019)
    done = maybe(draw, lambda: start + dt.timedelta(days=draw.randint(60, 500)), 0.3)
    planned = yuan(draw)
    invested = {f"completed_investment@{year}": maybe(draw, lambda: yuan(draw, 30_000_000), 0.3) for year in YEARS}
    if all(value is None for value in invested.values()):
        invested[f"completed_investment@{start.year if start.year in YEARS else YEARS[0]}"] = yuan(draw)
    return who(firm) | {
        "project_number": draw.choice(["P{:03d}", "JG2018-{:02d}", "{}"]).format(number + 1),
        "project_name": f"{draw.choice(['注塑机', '数控机床', '累计式包装线', '环保设施'])}技术改造项目{'一二三四五六七八九'[number]}期",
        "renovation_category": maybe(draw, lambda: draw.choice(CATEGORIES)),
        "major_platform": maybe(draw, lambda: yes(draw)),
        "filing_certificate": maybe(draw, lambda: f"18{draw.randint(10**10, 10**11 - 1)}", 0.3),
        "filing_date": maybe(draw, lambda: day(draw, 2017, 2018)),
        "construction_start": maybe(draw, lambda: start),
        "completion_date": done,
        "planned_investment": maybe(draw, lambda: planned),
        "equipment_purchase": maybe(draw, lambda: (planned * draw.randint(30, 90) / 100).quantize(Decimal("0.01"))),
        "policy_conformity": maybe(draw, lambda: yes(draw)),
        "catalogue_conformity": maybe(draw, lambda: yes(draw)),
        "offsite_renovation": maybe(draw, lambda: yes(draw)),
        "old_equipment": maybe(draw, lambda: draw.randint(1, 60)),
        "new_robots": maybe(draw, lambda: draw.randint(1, 60)),
        "lead_department": maybe(draw, lambda: "县工信局"),
        **invested,
    }


def payment(draw: Draw, firm: int) -> dict[str, Any]:
    return who(firm) | {
        "program": draw.choice(PROGRAMS),
        "year": draw.choice(YEARS),
        "amount": yuan(draw, 3_000_000),
        "paid_on": maybe(draw, lambda: day(draw, 2019, 2020)),
    }


def appropriation(draw: Draw, year: int) -> dict[str, Any]:
    return {"year": year, "amount": yuan(draw), "document": maybe(draw, lambda: f"东财〔{year}〕{draw.randint(1, 99)}号")}


def land(draw: Draw, year: int) -> dict[str, Any]:
    area = Decimal(3 * draw.randint(1000, 9000)) / 100
    return {"year": year, "industrial_area": area, "renovation_area": maybe(draw, lambda: Decimal(3 * draw.randint(1, 999)) / 100)}


def official(draw: Draw, year: int) -> dict[str, Any]:
    return {
        "year": year,
        "official_investment": Decimal(10**6 * draw.randint(100, 3000)),
        "official_productivity": maybe(draw, lambda: Decimal(draw.randint(50_000, 400_000))),
    }
