"""Seeded ledgers: realistic in shape, nasty in the values that decide something."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from . import pools
from .facts import PROGRAM_LABELS, YEARS, Facts


def money(fen):
    """分 as 万元 with six decimals at most, without trailing zeros."""
    whole = Decimal(fen) / 1_000_000
    return whole.quantize(Decimal(1)) if whole == whole.to_integral_value() else whole.normalize()


class Maker:
    """Makes one ledger.

    blank_rate: how often a cell is blank (default drawn from 0 to 4%). drop_columns: (sheet, header) pairs to
    leave out (default a few optional ones by chance). paid: "none" (no sheet), "some" or None (by chance).
    """

    def __init__(self, seed, enterprises=60, blank_rate=None, drop_columns=None, paid=None):
        """Draw what is common to the whole ledger."""
        self.random = random.Random(seed)
        self.count = enterprises
        self.blank_rate = self.random.choice([0, 0.02, 0.03, 0.04]) if blank_rate is None else blank_rate
        self.drop_columns = drop_columns
        self.paid = paid or self.random.choice(["none", "some", "some"])
        # shares and sizes that put the county's totals on either side of the targets
        self.above_scale_share = self.random.choice([0.2, 0.4, 0.7])
        self.scale = self.random.choice([0.6, 1.0, 1.6]) * 60 / max(enterprises, 1)
        self.next_project = 0

    def make(self):
        """The ledger, payments last: they are drawn around what the rules give."""
        enterprises = [self._enterprise(name) for name in self._names()]
        projects = [row for enterprise in enterprises for row in self._projects(enterprise)]
        bases = {}
        for row in projects:
            if row["完工日期"]:
                bases.setdefault(row["统一社会信用代码"], set()).add(row["完工日期"].year - 1)
        annual = [row for enterprise in enterprises for row in self._annual(enterprise, bases)]
        self.random.shuffle(projects)
        sheets = self._without_dropped({"企业": enterprises, "年度指标": annual, "项目": projects})
        facts = Facts(
            enterprises=sheets["企业"],
            annual=sheets["年度指标"],
            projects=sheets["项目"],
            appropriations=self._appropriations(),
            land=self._land(),
            county=self._county(),
        )
        return facts if self.paid == "none" else self._with_payments(facts)

    # --- small draws ------------------------------------------------------------------------------------------

    def _chance(self, share):
        return self.random.random() < share

    def _or_blank(self, value, factor=1):
        return None if self._chance(self.blank_rate * factor) else value

    def _yes(self, share):
        return self._or_blank(self._chance(share))

    def _names(self):
        names = set()
        while len(names) < self.count:
            stem = "".join(self.random.choice(pools.STEMS) for _ in range(self.random.choice([2, 3, 3])))
            names.add(f"{self.random.choice(pools.PREFIXES)}{stem}{self.random.choice(pools.TRADES)}")
        return [name + self.random.choice(["有限公司", "有限公司", "（河源）有限公司", "厂"]) for name in sorted(names)]

    def _amount(self, low, high):
        """An amount between two 万元 bounds, whole, with 分, or such that a share of it ends in a half."""
        fen = self.random.randint(low * 1_000_000, high * 1_000_000)
        kind = self.random.choice(["whole", "分", "odd", "half yuan", "half hundred"])
        if kind == "whole":
            fen -= fen % 1_000_000
        elif kind == "odd":
            fen |= 1
        elif kind == "half yuan":
            fen += 250 - fen % 500
        elif kind == "half hundred":
            fen += 25_000 - fen % 50_000
        return money(fen)

    # --- enterprises ------------------------------------------------------------------------------------------

    def _enterprise(self, name):
        relocated = self._chance(0.3)
        return {
            "企业名称": name,
            "统一社会信用代码": pools.credit_code(self.random, self._serial()),
            "乡镇": self.random.choice(pools.TOWNS),
            "园区": self.random.choice(pools.PARKS),
            "行业代码": self._or_blank(self.random.choice(pools.INDUSTRIES), 2),
            "规上": self._yes(self.above_scale_share),
            "高成长性": self._yes(0.15),
            "拟培育上规模": self._yes(0.15),
            "省内注册": self._yes(0.95),
            "转出地": self.random.choice(pools.ORIGINS) if relocated else None,
            "省级产业园": self._yes(0.85 if relocated else 0.2),
        }

    def _serial(self):
        self.next_serial = getattr(self, "next_serial", 0) + self.random.randint(1, 9)
        return self.next_serial

    def _annual(self, enterprise, bases):
        before_completion = bases.get(enterprise["统一社会信用代码"], ())
        size = self.random.choice([600, 1500, 4000, 12000])
        taxes = self.random.choice([5, 60, 400])
        for year in YEARS:
            newcomer = enterprise["转出地"] and year in before_completion
            if self._chance(0.35 if newcomer else 0.02):
                continue
            row = self._year_row(enterprise, year, size, taxes)
            if newcomer and self._chance(0.5):
                row |= {"增值税县级分成": Decimal(0), "企业所得税县级分成": Decimal(0)}
            yield row

    def _year_row(self, enterprise, year, size, taxes):
        revenue = self._amount(size // 2, size * 2)
        if self._chance(0.15):
            revenue = self.random.choice(pools.REVENUES)
        people = self.random.randint(5, 400)
        return {
            "统一社会信用代码": enterprise["统一社会信用代码"],
            "企业名称": enterprise["企业名称"],
            "年度": year,
            "规上": enterprise["规上"] if self._chance(0.7) else self._or_blank(self._chance(self.above_scale_share), 8),
            "主营业务收入": self._or_blank(revenue),
            "工业增加值": self._or_blank(money(people * self.random.randint(12_000_000, 38_000_000)), 0.3),
            "平均从业人数": self._or_blank(people, 0.3),
            "增值税县级分成": self._or_blank(self._tax(taxes)),
            "企业所得税县级分成": self._or_blank(self._tax(taxes)),
        }

    def _tax(self, taxes):
        if self._chance(0.1):
            return self.random.choice(pools.TAXES)
        return self._amount(0, taxes * (100 if self._chance(0.02) else 1))

    # --- projects ---------------------------------------------------------------------------------------------

    def _projects(self, enterprise):
        shared_day = self._day()
        for _ in range(self.random.choice([0, 0, 1, 1, 1, 2, 2, 3, 4])):
            yield self._project(enterprise, shared_day if self._chance(0.25) else self._day())

    def _day(self):
        if self._chance(0.25):
            return self.random.choice(pools.BOUNDARY_DAYS)
        return date(2017, 1, 1) + timedelta(days=self.random.randrange(5 * 365 + 1))

    def _project(self, enterprise, done):
        self.next_project += 1
        # numbers do not follow the order of rows, so that ties really need them
        number = f"XM{(self.next_project * 7919) % 99991:05d}"
        start = done - timedelta(days=self.random.randint(30, 700))
        equipment = self._equipment()
        done = None if self._chance(0.06) else done
        row = {
            "项目编号": number,
            "项目名称": f"{self.random.choice(pools.WORKS)}技改项目{self.next_project}",
            "统一社会信用代码": enterprise["统一社会信用代码"],
            "企业名称": enterprise["企业名称"],
            "改造类别": self._or_blank(self.random.choice(pools.CATEGORIES)),
            "重大平台": self._yes(0.08),
            "备案证号": None if self._chance(0.08) else f"{start.year}-441625-{number}",
            "备案日期": start - timedelta(days=20),
            "开工日期": self._or_blank(start),
            "完工日期": done,
            "完工评价日期": self._evaluated(done),
            "计划总投资": money(int((equipment or 0) * 1_500_000)),
            "设备购置额": self._or_blank(equipment),
            "设备购置额(不含税)": self._or_blank(self._without_tax(equipment)),
            "符合产业政策": self._yes(0.95),
            "符合指导目录": self._yes(0.93),
            "异地技改": self._yes(0.85 if enterprise["转出地"] else 0.2),
        }
        return row | {f"{year}年完成投资": self._invested(year, start, done) for year in YEARS}

    def _equipment(self):
        if self._chance(0.35):
            return self.random.choice(pools.EQUIPMENT)
        return self._amount(*self.random.choice([(0, 60), (20, 400), (300, 1600), (1000, 9000)]))

    @staticmethod
    def _without_tax(equipment):
        return money(round(equipment * 1_000_000 * 100 / 113))

    def _evaluated(self, done):
        if done is None or self._chance(0.1):
            return None
        return done + timedelta(days=self.random.choice([0, 1, 30, 108, 200]))

    def _invested(self, year, start, done):
        if not start.year <= year <= (done.year if done else start.year + 1):
            return self.random.choice([None, None, Decimal(0)])
        if self._chance(0.05):
            return self.random.choice([None, Decimal(0), Decimal("0.000001")])
        return money(int(self.random.randint(1, 6_000) * self.scale * 1_000_000) + self.random.randint(0, 99))

    # --- the county's own sheets ------------------------------------------------------------------------------

    def _appropriations(self):
        if self._chance(0.2):
            return None
        amounts = self.random.choice([[3000, 3000, 4000], [3000, "3999.999999", 3000], [5000, 2000, 1000]])
        rows = [{"年度": y, "安排金额": Decimal(a), "文号": f"东财〔{y}〕12号"} for y, a in zip((2018, 2019, 2020), amounts, strict=True)]
        return [*rows, {"年度": 2021, "安排金额": Decimal(500), "文号": None}]

    def _land(self):
        form = self.random.choice(["sums", "parcels", "parcels", "none"])
        if form == "none":
            return None
        years = [year for year in YEARS if self._chance(0.85)]
        if form == "sums":
            return [
                {"年度": y, "工业用地面积": self._or_blank(Decimal(1000)), "技改用地面积": self._or_blank(self.random.choice(pools.AREAS))}
                for y in years
            ]
        return [self._parcel(y, position) for y in years for position in range(self.random.randint(1, 8))]

    def _parcel(self, year, position):
        return {
            "年度": year,
            "地块": f"DY{year}-{position:02d}",
            "面积": self._or_blank(Decimal(self.random.randint(1, 40) * 5) / 2),
            "技改": self._or_blank(self._chance(0.35), 3),
        }

    def _county(self):
        if self._chance(0.25):
            return None
        rows = []
        for year in YEARS:
            if self._chance(0.75):
                investment = self.random.choice(pools.OFFICIAL_INVESTMENT)
                productivity = self.random.choice(pools.OFFICIAL_PRODUCTIVITY)
                rows.append({"年度": year, "技改投资": self._or_blank(investment, 5), "全员劳动生产率": self._or_blank(productivity, 5)})
        return rows

    # --- payments ---------------------------------------------------------------------------------------------

    def _with_payments(self, facts):
        from .oracle import awards

        rows = []
        for year in (2018, 2019, 2020):
            given = awards(replace(facts, paid=list(rows)), year)
            for program, label in PROGRAM_LABELS.items():
                if self._chance(0.5):
                    rows += [self._payment(row, label) for row in given if row["program"] == program and self._payable(row)]
        return replace(facts, paid=rows)

    def _payable(self, row):
        return self._chance(0.05) or (row["amount"] not in (None, "0.00") and self._chance(0.9))

    def _payment(self, row, label):
        exact = Decimal(row["amount"] or "123456.78") / 10_000
        paid = self.random.choice([exact, exact, exact, exact / 2, exact + 20, exact - Decimal("0.000001"), Decimal(10)])
        return {
            "统一社会信用代码": row["credit_code"],
            "企业名称": row["enterprise"],
            "项目编号": None,
            "奖补类别": label if self._chance(0.8) else row["program"],
            "年度": row["year"],
            "金额": money(int(max(paid, Decimal(0)) * 1_000_000)),
            "拨付日期": date(row["year"] + 1, 6, 30),
        }

    def _without_dropped(self, sheets):
        dropped = self.drop_columns
        if dropped is None:
            dropped = [pair for pair, share in pools.DROPPABLE.items() if self._chance(share)]
        for name, header in dropped:
            for row in sheets[name]:
                row.pop(header, None)
        return sheets
