"""Builds the facts of the sample ledgers, sheet by sheet, from the tables beside this file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random
from typing import NamedTuple

from codes import credit_code
from columns import YEARS
from enterprises import ENTERPRISES
from projects import PROJECTS
from records import ARRANGED, COUNTY, FINANCING, FIXED, LAND, PAID, PRODUCTIVITY

Value = str | int | bool | date | Decimal | None
Row = dict[str, Value]
Facts = dict[str, list[Row]]

SCALE = {"1": True, "0": False, "z": False, "?": None}
CENT, FEN = Decimal("0.01"), Decimal("0.000001")


class Enterprise(NamedTuple):
    """One line of the enterprise table."""

    number: int
    name: str
    code: str
    town: str
    park: str
    industry: str
    scale: str
    marks: str
    origin: str
    moved: str
    revenue: Decimal
    growth: int
    value_added: int


def build() -> Facts:
    """Return the rows of every sheet; keys are column names, amounts of money are in 万元."""
    enterprises = [_enterprise(line) for line in _lines(ENTERPRISES)]
    annual = [row for enterprise in enterprises for row in _annual_rows(enterprise)]
    _calibrate(annual)
    annual.sort(key=lambda row: row["年度"])  # type: ignore[arg-type, return-value]
    by_number = {enterprise.number: enterprise for enterprise in enterprises}
    return {
        "企业": [_enterprise_row(enterprise, annual) for enterprise in enterprises],
        "年度指标": annual,
        "项目": _project_rows(by_number),
        "已拨付": [_paid_row(by_number, line) for line in _lines(PAID)],
        "资金安排": [_arranged_row(line) for line in _lines(ARRANGED)],
        "用地": [_land_row(by_number, line) for line in _lines(LAND)],
        "全县指标": [_county_row(line) for line in _lines(COUNTY)],
        "融资需求": [_financing_row(by_number, line) for line in _lines(FINANCING)],
    }


def _lines(table: str) -> Iterator[list[str]]:
    """Yield the fields of each line of a table."""
    return (line.split("|") for line in table.strip().splitlines())


def _enterprise(fields: list[str]) -> Enterprise:
    """Read one line of the enterprise table."""
    number = int(fields[0])
    return Enterprise(
        number,
        f"示例-{fields[1]}",
        credit_code(number),
        *fields[2:9],
        revenue=Decimal(fields[9]),
        growth=int(fields[10]),
        value_added=int(fields[11]),
    )


def _enterprise_row(enterprise: Enterprise, annual: list[Row]) -> Row:
    """Return an enterprise's row of 企业."""
    marks = enterprise.marks
    latest = next(row for row in annual if row["统一社会信用代码"] == enterprise.code and row["年度"] == 2020)
    return {
        "企业名称": enterprise.name,
        "统一社会信用代码": enterprise.code,
        "乡镇": enterprise.town,
        "园区": enterprise.park or None,
        "行业代码": enterprise.industry or None,
        "规上": True if "Y" in marks else SCALE[enterprise.scale[-1]],
        "高成长性": "H" in marks,
        "拟培育上规模": "N" in marks,
        "省内注册": "X" not in marks,
        "转出地": enterprise.origin or None,
        "省级产业园": "P" in marks,
        "企业规模": _size(latest),
        "迁入年份": int(enterprise.moved) if enterprise.moved else None,
    }


def _size(row: Row) -> str:
    """Return the statistical size class by employees and revenue."""
    employees, revenue = row["平均从业人数"], row["主营业务收入"]
    for name, least_employees, least_revenue in (("大型", 1000, 40000), ("中型", 300, 2000), ("小型", 20, 300)):
        if employees >= least_employees and revenue >= least_revenue:  # type: ignore[operator]
            return name
    return "微型"


def _annual_rows(enterprise: Enterprise) -> Iterator[Row]:
    """Yield an enterprise's rows of 年度指标."""
    random = Random(f"示例{enterprise.number}")
    efficiency = random.uniform(0.82, 1.2) if "1" in enterprise.scale else random.uniform(0.55, 0.85)
    vat_rate, income_tax_rate = random.uniform(0.0055, 0.0085), random.uniform(0.002, 0.004)
    for year, mark in zip(range(2017, 2022), enterprise.scale, strict=True):
        wobble = [random.uniform(0.985, 1.015) for _ in range(4)]
        if mark == "-":
            continue
        revenue = _revenue(enterprise, year, wobble[0]) if mark != "z" else Decimal(0)
        value_added = float(revenue) * enterprise.value_added / 100 * wobble[1]
        exact = FEN if (enterprise.number + year) % 13 == 0 else CENT
        row: Row = {
            "统一社会信用代码": enterprise.code,
            "企业名称": enterprise.name,
            "年度": year,
            "规上": SCALE[mark],
            "主营业务收入": revenue.quantize(CENT),
            "工业增加值": Decimal(value_added).quantize(CENT),
            "平均从业人数": round(value_added / (float(PRODUCTIVITY[year]) * efficiency)),
            "增值税县级分成": Decimal(float(revenue) * vat_rate * wobble[2]).quantize(exact),
            "企业所得税县级分成": Decimal(float(revenue) * income_tax_rate * wobble[3]).quantize(CENT),
        }
        yield row | FIXED.get((enterprise.number, year), {})


def _revenue(enterprise: Enterprise, year: int, wobble: float) -> Decimal:
    """Return a year's revenue: the table's in 2018, grown or shrunk elsewhere."""
    if year == 2018:
        return enterprise.revenue
    return Decimal(float(enterprise.revenue) * (1 + enterprise.growth / 100) ** (year - 2018) * wobble)


def _calibrate(annual: list[Row]) -> None:
    """Scale the value added of above-scale enterprises to the productivity wanted for each year."""
    for year, wanted in PRODUCTIVITY.items():
        rows = [row for row in annual if row["年度"] == year and row["规上"]]
        people = sum(row["平均从业人数"] for row in rows)  # type: ignore[misc]
        factor = wanted * people / sum(row["工业增加值"] for row in rows)  # type: ignore[misc, operator]
        for row in rows:
            row["工业增加值"] = (row["工业增加值"] * factor).quantize(CENT)  # type: ignore[operator, union-attr]


def _project_rows(enterprises: dict[int, Enterprise]) -> list[Row]:
    """Return the rows of 项目 in the order of the table; numbers follow the filing dates."""
    lines = list(_lines(PROJECTS))
    serials: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for fields in sorted(lines, key=lambda fields: fields[4]):
        year = fields[4][:4]
        serials[year] = numbers[fields[1]] = serials.get(year, 0) + 1
    return [_project_row(enterprises[int(fields[0])], fields, numbers[fields[1]]) for fields in lines]


def _project_row(enterprise: Enterprise, fields: list[str], serial: int) -> Row:
    """Return one project's row of 项目."""
    _, name, category, marks, filed, started, completed, evaluated, planned, equipment, untaxed = fields[:11]
    investments, tags, machines = fields[11:15], fields[15], fields[16].split(",")
    lead = "县经商信局" if "p" in marks else "县产业园管委会" if enterprise.park else f"{enterprise.town}人民政府"
    return {
        "项目编号": f"JG{filed[:4]}{serial:03d}",
        "项目名称": name,
        "统一社会信用代码": enterprise.code,
        "企业名称": enterprise.name,
        "改造类别": category,
        "重大平台": "p" in marks,
        "备案证号": None if "n" in marks else f"示备〔{filed[:4]}〕{serial:03d}号",
        "备案日期": None if "n" in marks else date.fromisoformat(filed),
        "开工日期": date.fromisoformat(started),
        "完工日期": _date(completed),
        "计划总投资": Decimal(planned),
        "设备购置额": _money(equipment),
        "符合产业政策": "x" not in marks,
        "符合指导目录": "c" not in marks,
        "异地技改": "o" in marks,
        **{f"{year}年完成投资": _money(text) for year, text in zip(YEARS, investments, strict=True)},
        "完工评价日期": _date(evaluated),
        "设备购置额(不含税)": _money(untaxed),
        "淘汰老旧设备": int(machines[0]),
        "其中1990年前": int(machines[1]),
        "新增机器人": int(machines[2]),
        "首台套": "f" in marks,
        "保费补偿": "i" in marks,
        "国家工业强基": "q" in marks,
        "牵头单位": lead,
        "任务标签": tags or None,
    }


def _date(text: str) -> date | None:
    """Read a date; empty is blank."""
    return date.fromisoformat(text) if text else None


def _money(text: str) -> Decimal | None:
    """Read an amount; empty is blank."""
    return Decimal(text) if text else None


def _paid_row(enterprises: dict[int, Enterprise], fields: list[str]) -> Row:
    """Return a row of 已拨付."""
    enterprise = enterprises[int(fields[0])]
    return {
        "统一社会信用代码": enterprise.code,
        "企业名称": enterprise.name,
        "项目编号": fields[1] or None,
        "奖补类别": fields[2],
        "年度": int(fields[3]),
        "金额": Decimal(fields[4]),
        "拨付日期": date.fromisoformat(fields[5]),
    }


def _arranged_row(fields: list[str]) -> Row:
    """Return a row of 资金安排."""
    return {"年度": int(fields[0]), "安排金额": Decimal(fields[1]), "文号": fields[2]}


def _land_row(enterprises: dict[int, Enterprise], fields: list[str]) -> Row:
    """Return a parcel's row of 用地."""
    year, parcel, number, area, renovation, term, longest, added, planned, unchanged = fields
    return {
        "年度": int(year),
        "地块": parcel,
        "企业名称": enterprises[int(number)].name,
        "面积": Decimal(area),
        "技改": renovation == "是",
        "出让年期": int(term),
        "最高年期": int(longest),
        "新增建筑面积": Decimal(added),
        "符合规划": planned == "是",
        "不改变用途": unchanged == "是",
    }


def _county_row(fields: list[str]) -> Row:
    """Return a row of 全县指标; the investment is kept in 万元 like all money here."""
    return {"年度": int(fields[0]), "技改投资": Decimal(fields[1]) * 10000, "全员劳动生产率": Decimal(fields[2])}


def _financing_row(enterprises: dict[int, Enterprise], fields: list[str]) -> Row:
    """Return a row of 融资需求."""
    enterprise = enterprises[int(fields[0])]
    return {
        "统一社会信用代码": enterprise.code,
        "企业名称": enterprise.name,
        "项目编号": fields[1],
        "融资需求": Decimal(fields[2]),
        "已落实": Decimal(fields[3]),
        "金融机构": fields[4] or None,
        "用途": fields[5],
    }
