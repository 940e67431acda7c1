"""The totals the sample ledgers were designed to have, counted from their facts."""

from __future__ import annotations

from decimal import Decimal

from facts import Facts, Row

PLAN = (2018, 2019, 2020)


def table(facts: Facts) -> str:
    """Return a small text table, a line per year."""
    head = "年度  规上技改企业  其中超5000万  规上待定  完成投资(万元)  全员劳动生产率(万元/人)  完工项目"
    return "\n".join([head, *(_line(facts, year) for year in (2017, *PLAN)), _distinct(facts)])


def _line(facts: Facts, year: int) -> str:
    """Return the line of one year."""
    annual = {row["统一社会信用代码"]: row for row in facts["年度指标"] if row["年度"] == year}
    investing = renovating(facts, year)
    above = [annual[code] for code in investing if code in annual and annual[code]["规上"]]
    large = [row for row in above if _number(row, "主营业务收入") > 5000]
    unknown = sum(1 for code in investing if code in annual and annual[code]["规上"] is None)
    invested = sum(_number(row, f"{year}年完成投资") for row in facts["项目"])
    members = [row for row in annual.values() if row["规上"]]
    people = sum(_number(row, "平均从业人数") for row in members)
    ratio = sum(_number(row, "工业增加值") for row in members) / people
    done = sum(1 for row in facts["项目"] if row["完工日期"] and row["完工日期"].year == year)  # type: ignore[union-attr]
    return f"{year}  {len(above):>12}  {len(large):>12}  {unknown:>8}  {invested:>14}  {ratio:>23.4f}  {done:>8}"


def renovating(facts: Facts, year: int) -> list[str]:
    """Return the codes of the enterprises with investment in a year, each once."""
    codes = [row["统一社会信用代码"] for row in facts["项目"] if _number(row, f"{year}年完成投资") > 0]
    return list(dict.fromkeys(codes))  # type: ignore[arg-type]


def _distinct(facts: Facts) -> str:
    """Return the number of different above-scale enterprises renovating over the plan, and the sizes."""
    above = {(row["统一社会信用代码"], row["年度"]) for row in facts["年度指标"] if row["规上"]}
    different = {code for year in PLAN for code in renovating(facts, year) if (code, year) in above}
    invested = sum(_number(row, f"{year}年完成投资") for row in facts["项目"] for year in PLAN)
    sizes = "，".join(f"{name}{len(rows)}行" for name, rows in facts.items())
    return f"三年规上技改企业（不重复）{len(different)}家，累计投资{invested}万元\n{sizes}"


def _number(row: Row, name: str) -> Decimal:
    """Return a number; a blank counts as nothing here."""
    return Decimal(row[name] or 0)  # type: ignore[arg-type]
