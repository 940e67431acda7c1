"""What the oracle needs to look up: options, three-valued logic, an index over the facts."""

import re
from collections import defaultdict
from datetime import date
from fractions import Fraction

from .facts import PROGRAM_LABELS

#: interpretation id -> its options, the default first
OPTIONS = {
    "equipment_floor": ("lift", "threshold"),
    "equipment_cap_scope": ("plan", "year"),
    "equipment_tax": ("as_stated", "excluded"),
    "completion_date": ("completion", "evaluation"),
    "completions_from": ("2018-01-01", "2018-09-15"),
    "stacking": ("allow", "higher"),
    "increment_overlap": ("earliest", "largest"),
    "negative_increment": ("zero",),
    "relocated_conditions": ("same", "own"),
    "transfer_cities": ("six", "nine"),
    "revenue_year": ("current", "previous"),
    "engaged": ("invests", "starts"),
    "cumulative_count": ("distinct", "sum"),
    "target_source": ("ledger", "official"),
    "productivity_scope": ("above_scale", "all"),
    "funding_measure": ("paid", "arranged"),
    "fund_programs": ("equipment", "both"),
    "rounding": ("分", "元", "百元"),
}
PLAN_START, PLAN_END = date(2018, 1, 1), date(2020, 12, 31)
PLAN_YEARS = range(2018, 2021)
SIX_CITIES = ("广州", "深圳", "珠海", "佛山", "东莞", "中山")
NINE_CITIES = (*SIX_CITIES, "惠州", "江门", "肇庆")
FEN_PER_WAN = 1_000_000


def resolve(options):
    """The defaults with `options` laid over them; unknown ids and options are refused."""
    chosen = {key: values[0] for key, values in OPTIONS.items()}
    for key, value in (options or {}).items():
        if value not in OPTIONS[key]:
            raise ValueError(f"{key}={value}")
        chosen[key] = value
    return chosen


def all3(*values):
    """Kleene and: one False decides, else one None leaves it open."""
    if any(value is False for value in values):
        return False
    return None if any(value is None for value in values) else True


def any3(*values):
    """Kleene or: one True decides, else one None leaves it open."""
    if any(value is True for value in values):
        return True
    return None if any(value is None for value in values) else False


def favourable(value):
    """An open yes/no, text or date taken for the enterprise."""
    return True if value is None else value


def fen(amount):
    """万元 to whole 分; None stays None."""
    if amount is None:
        return None
    exact = Fraction(amount) * FEN_PER_WAN
    assert exact.denominator == 1, f"{amount} is not whole 分"
    return exact.numerator


def half_up(value, unit=1):
    """Nearest multiple of `unit`, halves away from zero (values here are never negative)."""
    assert value >= 0
    return (Fraction(value) / unit + Fraction(1, 2)).__floor__() * unit


class Index:
    """The facts by enterprise and year, read under one set of options."""

    def __init__(self, facts, options):
        """Sort the rows once."""
        self.facts = facts
        self.options = resolve(options)
        self._columns = {}
        self.enterprises = {row["统一社会信用代码"]: row for row in facts.enterprises}
        self.annual = {(row["统一社会信用代码"], row["年度"]): row for row in facts.rows("年度指标")}
        self.projects = defaultdict(list)
        for row in facts.projects:
            self.projects[row["统一社会信用代码"]].append(row)
        self.paid = defaultdict(int)
        self.paid_years = set()
        for row in facts.rows("已拨付"):
            program = program_of(row["奖补类别"])
            self.paid[row["统一社会信用代码"], program, row["年度"]] += fen(row["金额"])
            self.paid_years.add((program, row["年度"]))
        evaluated = self.options["completion_date"] == "evaluation" and facts.has_column("项目", "完工评价日期")
        self.completion_header = "完工评价日期" if evaluated else "完工日期"
        self.filing_column = facts.has_column("项目", "备案证号")
        self.transfer_column = facts.has_column("企业", "转出地")
        self.from_date = date.fromisoformat(self.options["completions_from"])

    def has_column(self, name, header):
        """Facts.has_column, looked up once."""
        key = name, header
        if key not in self._columns:
            self._columns[key] = self.facts.has_column(name, header)
        return self._columns[key]

    def figure(self, code, year, header):
        """A cell of 年度指标; None without the row, the column or the value."""
        return self.annual.get((code, year), {}).get(header)

    def above_scale(self, code, year):
        """规上 in a year: 年度指标 wins where it says something."""
        value = self.figure(code, year, "规上")
        return self.enterprises[code].get("规上") if value is None else value

    def revenue(self, code, year):
        """主营业务收入 in 万元 of the year the option points at."""
        shift = 1 if self.options["revenue_year"] == "previous" else 0
        return self.figure(code, year - shift, "主营业务收入")

    def industrial(self, code):
        """GB/T 4754 divisions 06 to 46; a blank code counts as industrial."""
        text = self.enterprises[code].get("行业代码")
        digits = re.search(r"\d{2}", text or "")
        return 6 <= int(digits.group()) <= 46 if digits else True

    def from_transfer_city(self, code):
        """转出地 in the list; blank means not relocated, an absent column is unknown."""
        if not self.transfer_column:
            return None
        place = re.sub(r"^(广东省|广东)", "", (self.enterprises[code].get("转出地") or "").strip())
        cities = SIX_CITIES if self.options["transfer_cities"] == "six" else NINE_CITIES
        return place.startswith(cities)

    def completed(self, code):
        """(date, number, row) of the completed projects, earliest first, ties by number."""
        header = self.completion_header
        done = [(row[header], row["项目编号"], row) for row in self.projects[code] if row.get(header)]
        return sorted(done, key=lambda item: item[:2])

    def countable(self, day):
        """Whether a completion falls in the period both programs count."""
        return self.from_date <= day <= PLAN_END


def program_of(text):
    """The program id behind a label or id in 已拨付."""
    for program, label in PROGRAM_LABELS.items():
        if text in (program, label):
            return program
    return text
