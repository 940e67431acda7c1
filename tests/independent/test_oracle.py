"""Cases worked by hand from the notice; the arithmetic stands beside each."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest

from . import oracle, pools
from .facts import Facts, random_facts
from .workbook import write_canonical

CODE = "91441625MA50000018"
D = Decimal


def enterprise(code=CODE, **changes):
    row = dict.fromkeys(["高成长性", "拟培育上规模", "省级产业园"], False)
    row |= {"企业名称": f"企业{code}", "统一社会信用代码": code, "行业代码": "C3922", "规上": True, "省内注册": True, "转出地": None}
    return row | changes


def project(number, done, equipment, code=CODE, **changes):
    row = {"项目编号": number, "统一社会信用代码": code, "改造类别": "设备更新", "重大平台": False, "备案证号": "B1"}
    row |= {"完工日期": done, "设备购置额": None if equipment is None else D(equipment)}
    row |= dict.fromkeys(["符合产业政策", "符合指导目录"], True) | {"异地技改": False}
    return row | changes


def year(number, revenue="2000", vat="0", tax="0", code=CODE, **changes):
    row = {"统一社会信用代码": code, "年度": number, "主营业务收入": None if revenue is None else D(revenue)}
    return row | {"增值税县级分成": D(vat), "企业所得税县级分成": D(tax)} | changes


def paid(award_year, amount, code=CODE, program="设备购置事后奖补"):
    return {"统一社会信用代码": code, "奖补类别": program, "年度": award_year, "金额": D(amount)}


def facts(projects, annual=(), enterprises=None, **sheets):
    return Facts(enterprises=enterprises or [enterprise()], projects=list(projects), annual=list(annual), **sheets)


def only(ledger, when, program="equipment_purchase", **options):
    rows = [r for r in oracle.awards(ledger, when, options) if r["program"] == program]
    assert len(rows) == 1
    return rows[0]


def amounts(ledger, when, program="equipment_purchase", **options):
    row = only(ledger, when, program, **options)
    return row["computed"], row["already_paid"], row["amount"]


def target(ledger, when, name, as_of=None, **options):
    return next(t for t in oracle.targets(ledger, when, options, as_of) if t["id"] == name)


def test_twenty_percent_of_the_equipment():
    # 1,234,567.89 yuan x 20% = 246,913.578 -> 246,913.58
    ledger = facts([project("A", date(2018, 10, 1), "123.456789")])
    row = only(ledger, 2018)
    assert (row["verdict"], row["base"], row["rate"], row["amount"]) == ("eligible", "1234567.89", "0.2", "246913.58")
    # to the yuan 246,914; to the hundred yuan 246,900
    assert amounts(ledger, 2018, rounding="元")[2] == "246914.00"
    assert amounts(ledger, 2018, rounding="百元")[2] == "246900.00"


def test_floor_lifts_or_shuts_out():
    # 49.99万 x 20% = 9.998万, below 10万
    ledger = facts([project("A", date(2018, 10, 1), "49.99")])
    assert amounts(ledger, 2018)[2] == "100000.00"
    assert amounts(ledger, 2018, equipment_floor="threshold")[2] == "0.00"
    # 499,999.99 yuan x 20% = 99,999.998 -> 100,000.00 once rounded, which is not below the floor
    assert amounts(facts([project("A", date(2018, 10, 1), "49.999999")]), 2018, equipment_floor="threshold")[2] == "100000.00"
    # a completion with no equipment at all is still a completion
    assert amounts(facts([project("A", date(2018, 10, 1), "0")]), 2018)[2] == "100000.00"


def test_cap_over_the_plan_and_per_year():
    # 2018: 1000万 -> 200万. 2019: 2000万 together -> 400万, capped at 300万, less 200万 = 100万. 2020: nothing left
    ledger = facts([project(n, date(y, 5, 1), "1000") for n, y in (("A", 2018), ("B", 2019), ("C", 2020))])
    assert amounts(ledger, 2018) == ("2000000.00", "0.00", "2000000.00")
    assert amounts(ledger, 2019) == ("3000000.00", "2000000.00", "1000000.00")
    assert amounts(ledger, 2020) == ("3000000.00", "3000000.00", "0.00")
    assert only(ledger, 2020)["verdict"] == "eligible"
    assert amounts(ledger, 2020, equipment_cap_scope="year") == ("2000000.00", "0.00", "2000000.00")


def test_floor_over_the_plan_is_given_once():
    # 2018: 20万 -> 4万, lifted to 10万. 2019: 60万 together -> 12万, less 10万 = 2万
    ledger = facts([project("A", date(2018, 5, 1), "20"), project("B", date(2019, 5, 1), "40")])
    assert amounts(ledger, 2018)[2] == "100000.00"
    assert amounts(ledger, 2019) == ("120000.00", "100000.00", "20000.00")
    # year by year: 40万 -> 8万, lifted again
    assert amounts(ledger, 2019, equipment_cap_scope="year")[2] == "100000.00"


def test_payments_replace_the_rules_where_the_year_is_recorded():
    projects = [project("A", date(2018, 5, 1), "100"), project("B", date(2019, 5, 1), "100")]
    # 200万 x 20% = 40万; 2018 paid 15万 in fact: 25万 left
    assert amounts(facts(projects, paid=[paid(2018, "15")]), 2019) == ("400000.00", "150000.00", "250000.00")
    # the year is recorded, with nothing for this enterprise: it got nothing
    other = [paid(2018, "15", code="91441625MA50000026")]
    assert amounts(facts(projects, paid=other), 2019)[1:] == ("0.00", "400000.00")
    # another program's record says nothing of this one: 20万 by the rules
    fiscal = [paid(2018, "15", program="财政贡献以奖代补")]
    assert amounts(facts(projects, paid=fiscal), 2019)[1:] == ("200000.00", "200000.00")
    # overpaid: never below 0
    assert amounts(facts(projects, paid=[paid(2018, "55")]), 2019) == ("400000.00", "550000.00", "0.00")


def test_who_and_what_the_equipment_award_supports():
    small = enterprise(规上=False)
    done = date(2018, 5, 1)
    assert only(facts([project("A", done, "100")], enterprises=[small]), 2018)["verdict"] == "ineligible"
    growing = [small | {"高成长性": True}]
    assert only(facts([project("A", done, "100")], enterprises=growing), 2018)["amount"] == "200000.00"
    # 年度指标 of the year wins over 企业
    assert only(facts([project("A", done, "100")], [year(2018, 规上=True)], [small]), 2018)["amount"] == "200000.00"
    assert only(facts([project("A", done, "100", 改造类别="工业互联网+")]), 2018)["verdict"] == "ineligible"
    assert only(facts([project("A", done, "100", 改造类别="工业互联网+", 重大平台=True)]), 2018)["amount"] == "200000.00"
    assert only(facts([project("A", done, "100")], enterprises=[enterprise(行业代码="5110")]), 2018)["verdict"] == "ineligible"
    assert only(facts([project("A", date(2021, 1, 1), "100")]), 2021)["verdict"] == "ineligible"
    assert only(facts([project("A", done, "100")]), 2018, completions_from="2018-09-15")["verdict"] == "ineligible"


def test_split_over_projects_adds_up():
    # 100万 in three equal parts less 1 分: bases 333,333.33 x2 and 333,333.34; 200,000.00 in all
    # running shares 66,666.666 -> 66,666.67 and 133,333.332 -> 133,333.33: parts .67, .66, .67
    numbers = (("A", "33.333333"), ("B", "33.333333"), ("C", "33.333334"))
    row = only(facts([project(n, date(2018, 5, 1), e) for n, e in reversed(numbers)]), 2018)
    assert [(p["id"], p["amount"]) for p in row["projects"]] == [("A", "66666.67"), ("B", "66666.66"), ("C", "66666.67")]


def test_unknowns_leave_the_equipment_award_open():
    done = date(2018, 5, 1)
    row = only(facts([project("A", done, "100")], enterprises=[enterprise(规上=None)]), 2018)
    assert (row["verdict"], row["amount"], row["amount_if_filled"]) == ("undetermined", None, "200000.00")
    row = only(facts([project("A", done, None), project("B", done, "100")]), 2018)
    assert (row["verdict"], row["amount"], row["amount_if_filled"]) == ("undetermined", None, None)
    # the category is known to fail, so the missing amount does not matter
    assert only(facts([project("A", done, None, 改造类别="工业强基工程")]), 2018)["verdict"] == "ineligible"


def test_an_open_earlier_year_matters_only_if_it_changes_the_amount():
    open_2018 = project("A", date(2018, 5, 1), "100", 改造类别=None)
    # not counted: 100万 -> 20万 - 0; counted: 200万 -> 40万 - 20万: 20万 either way
    assert only(facts([open_2018, project("B", date(2019, 5, 1), "100")]), 2019)["amount"] == "200000.00"
    # not counted: 300万; counted: 300万 - 20万
    assert only(facts([open_2018, project("B", date(2019, 5, 1), "1500")]), 2019)["verdict"] == "undetermined"


def growth(base="10", now="30", **changes):
    return [year(2017, vat=base), year(2019, vat=now, **changes)]


def test_forty_percent_of_the_increment():
    # completed 2018, base year 2017: (30 + 5) - 10 = 25万 x 40% = 10万
    ledger = facts([project("A", date(2018, 5, 1), "1")], [year(2017, vat="4", tax="6"), year(2019, vat="30", tax="5")])
    row = only(ledger, 2019, "fiscal_contribution")
    assert (row["base"], row["rate"], row["amount"]) == ("250000.00", "0.4", "100000.00")
    assert not [r for r in oracle.awards(ledger, 2018, {}) if r["program"] == "fiscal_contribution"]
    assert not [r for r in oracle.awards(ledger, 2022, {}) if r["program"] == "fiscal_contribution"]
    # below the base: nothing, and still eligible
    shrunk = only(facts([project("A", date(2018, 5, 1), "1")], growth("30", "10")), 2019, "fiscal_contribution")
    assert (shrunk["verdict"], shrunk["base"], shrunk["amount"]) == ("eligible", "0.00", "0.00")


def test_revenue_of_ten_million_is_enough():
    done = [project("A", date(2018, 5, 1), "1")]
    for revenue, verdict in (("1000", "eligible"), ("999.999999", "ineligible"), (None, "undetermined")):
        assert only(facts(done, growth(revenue=revenue)), 2019, "fiscal_contribution")["verdict"] == verdict
    row = only(facts(done, growth(revenue=None)), 2019, "fiscal_contribution")
    assert row["amount_if_filled"] is None
    no_filing = [project("A", date(2018, 5, 1), "1", 备案证号=None)]
    assert only(facts(no_filing, growth(revenue=None)), 2019, "fiscal_contribution")["verdict"] == "ineligible"


def test_half_for_the_relocated():
    # 200,000.01 yuan x 50% = 100,000.005 -> 100,000.01
    annual = growth("10", "30.000001", revenue="500")
    done = [project("A", date(2018, 5, 1), "1", 异地技改=True, 备案证号=None)]
    moved = [enterprise(转出地="佛山市顺德区", 省级产业园=True)]
    assert only(facts(done, annual, moved), 2019, "fiscal_contribution")["verdict"] == "ineligible"
    row = only(facts(done, annual, moved), 2019, "fiscal_contribution", relocated_conditions="own")
    assert (row["rate"], row["amount"]) == ("0.5", "100000.01")
    for place, cities, rate in (("广东省惠州市", "six", "0.4"), ("惠州", "nine", "0.5"), ("湖南长沙", "nine", "0.4")):
        ledger = facts([project("A", date(2018, 5, 1), "1", 异地技改=True)], growth(), [moved[0] | {"转出地": place}])
        assert only(ledger, 2019, "fiscal_contribution", transfer_cities=cities)["rate"] == rate
    ledger = facts([project("A", date(2018, 5, 1), "1", 异地技改=None)], growth(), moved)
    row = only(ledger, 2019, "fiscal_contribution")
    # 20万 at 40% or 50%: open, at best 10万
    assert (row["verdict"], row["rate"], row["amount_if_filled"]) == ("undetermined", None, "100000.00")


def test_overlapping_windows():
    projects = [project("A", date(2018, 5, 1), "1"), project("B", date(2019, 5, 1), "1")]
    annual = [year(2017, vat="20"), year(2018, vat="10"), year(2020, vat="30")]
    # A: 30 - 20 = 10万 -> 4万; B: 30 - 10 = 20万 -> 8万
    first = only(facts(projects, annual), 2020, "fiscal_contribution")
    assert (first["amount"], [p["id"] for p in first["projects"]]) == ("40000.00", ["A"])
    assert only(facts(projects, annual), 2020, "fiscal_contribution", increment_overlap="largest")["amount"] == "80000.00"
    # without 2017 the earliest has no base; it is not passed over
    assert only(facts(projects, annual[1:]), 2020, "fiscal_contribution")["verdict"] == "undetermined"
    projects[0]["符合产业政策"] = False
    assert only(facts(projects, annual), 2020, "fiscal_contribution")["amount"] == "80000.00"


def test_the_higher_of_the_two():
    projects = [project("A", date(2018, 5, 1), "100"), project("B", date(2019, 5, 1), "100")]
    # 2019: equipment 20万; increment 60万 x 40% = 24万
    ledger = facts(projects, [*growth("10", "70"), year(2020, vat="10")])
    assert only(ledger, 2019)["amount"] == "200000.00"
    assert only(ledger, 2019, stacking="higher")["amount"] == "0.00"
    assert only(ledger, 2019, "fiscal_contribution", stacking="higher")["amount"] == "240000.00"
    # what was forgone in 2019 is not made up for in 2020: 300万 x 20% = 60万 less 20万 + 20万
    later = facts([*projects, project("C", date(2020, 5, 1), "100")], [*growth("10", "70"), year(2018, vat="10"), year(2020, vat="10")])
    assert amounts(later, 2020, stacking="higher") == ("600000.00", "400000.00", "200000.00")
    # 50万 x 40% = 20万: a tie keeps 四(一)
    tie = facts(projects, growth("10", "60"))
    assert only(tie, 2019, stacking="higher")["amount"] == "200000.00"
    assert only(tie, 2019, "fiscal_contribution", stacking="higher")["amount"] == "0.00"


def test_completion_by_evaluation():
    projects = [
        project("A", date(2018, 5, 1), "100", 完工评价日期=date(2019, 3, 1)),
        project("B", date(2018, 5, 1), "100", 完工评价日期=None),
    ]
    rows = [oracle.awards(facts(projects), y, {"completion_date": "evaluation"}) for y in (2018, 2019)]
    assert rows[0] == [] and rows[1][0]["amount"] == "200000.00"


def test_counting_enterprises_and_investment():
    codes = [f"9144162500000000{n:02d}" for n in range(17)]
    people = [enterprise(code) for code in codes]
    work = [project(code, None, "1", code, **{"2018年完成投资": D(8000)}) for code in codes[:15]]
    work.append(project("X", None, "1", codes[15], **{"2018年完成投资": None}))
    # revenue just above 5000万 for 8, exactly 5000万 for 7
    annual = [year(2018, "5000.01" if n < 8 else "5000", code=code) for n, code in enumerate(codes[:15])]
    ledger = facts(work, annual, people)
    row = target(ledger, 2018, "enterprises_renovating")
    assert (row["actual"], row["target"], row["status"]) == (15, 15, "achieved")
    row = target(ledger, 2018, "enterprises_renovating_large")
    assert (row["actual"], row["achievement_rate"], row["status"]) == (8, Fraction(8, 9), "behind")
    # 15 x 8000万 = 12亿
    assert target(ledger, 2018, "investment")["status"] == "achieved"
    # plan: 12 of 44亿 against 365 of 1096 days: 44 x 0.333 = 14.65
    assert target(ledger, 2018, "investment_cumulative")["status"] == "behind"
    # 15 of 49, needed 49 x 181/1096 = 8.1 by 30 June
    half = date(2018, 6, 30)
    assert target(ledger, 2018, "enterprises_renovating_cumulative", half)["status"] == "on_track"
    # a ninth enterprise of unknown revenue might be the ninth large one
    annual[8]["主营业务收入"] = None
    row = target(ledger, 2018, "enterprises_renovating_large")
    assert (row["actual"], row["undetermined_count"], row["status"]) == (8, 1, "undetermined")


def test_rates_of_growth_and_productivity():
    def half(number, value, staff, code=CODE):
        return year(number, code=code) | {"工业增加值": D(value), "平均从业人数": staff}

    other = "91441625MA50000026"
    annual = [half(2017, "2400", 100), half(2019, "5000", 200), half(2019, "1000", 40, other)]
    work = [project("A", None, "1", **{"2017年完成投资": D(100000), "2019年完成投资": D(132250)})]
    ledger = facts(work, annual, [enterprise(), enterprise(other, 规上=False)])
    # 5000/200 = 25, at least 95% of 26 = 24.7; with the other 6000/240 = 25 as well
    assert target(ledger, 2019, "labour_productivity")["status"] == "achieved"
    # from 24 to 25 in two years: 0.5 a year
    row = target(ledger, 2019, "productivity_growth")
    assert (row["actual"], row["status"]) == (Fraction(1, 2), "behind")
    # 13.225 / 10 = 1.15 squared
    row = target(ledger, 2019, "investment_growth")
    assert (row["actual"], row["status"]) == (Fraction(15, 100), "achieved")
    county = [{"年度": 2017, "技改投资": D(10)}, {"年度": 2019, "技改投资": D("12.1")}]
    row = target(facts(work, annual, county=county), 2019, "investment_growth", target_source="official")
    assert (row["actual"], row["status"]) == (Fraction(1, 10), "behind")
    assert target(ledger, 2021, "investment_cumulative")["status"] == "not_applicable"


def test_land_and_funds():
    parcels = [{"年度": 2018, "地块": n, "面积": D(a), "技改": t} for n, a, t in (("1", 30, True), ("2", 70, False))]
    ledger = facts([], land=parcels, paid=[paid(2018, "6000"), paid(2019, "3999.99"), paid(2021, "500")])
    assert target(ledger, 2018, "land_share")["status"] == "achieved"
    # 30/110 or 40/110 = 36%: the open parcel decides
    parcels.append({"年度": 2018, "地块": "3", "面积": D(10), "技改": None})
    row = target(ledger, 2018, "land_share")
    assert (row["actual"], row["undetermined_count"], row["status"]) == (Fraction(3, 10), 1, "undetermined")
    # 6000 + 3999.99 万 is a hundred yuan short of 1亿; 2021 is outside the plan
    row = target(ledger, 2020, "county_funding")
    assert (row["actual"], row["status"]) == (Fraction("0.999999"), "behind")
    assert target(ledger, 2020, "county_funding", funding_measure="arranged")["status"] == "undetermined"


@pytest.mark.parametrize("seed", range(5))
def test_random_ledgers_hold_together(seed, tmp_path):
    ledger = random_facts(seed)
    assert ledger == random_facts(seed)
    assert all(pools.check_character(r["统一社会信用代码"][:17]) == r["统一社会信用代码"][17] for r in ledger.enterprises)
    for when in range(2018, 2024):
        for row in oracle.awards(ledger, when):
            parts = sum(Decimal(p["amount"]) for p in row["projects"])
            assert parts == Decimal(row["amount"] or 0)
            assert row["verdict"] == "undetermined" or row["amount_if_filled"] is None
    cells = write_canonical(ledger, tmp_path / "ledger.xlsx")
    book = openpyxl.load_workbook(tmp_path / "ledger.xlsx")
    for (sheet, index, header), cell in cells.items():
        value, shown = ledger.sheet(sheet)[index].get(header), book[sheet][cell].value
        if isinstance(value, Decimal):
            assert Decimal(repr(shown)) == value
        elif value is None:
            assert shown is None
