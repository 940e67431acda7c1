"""Part 二 and the two figures of 四 that are targets: what was reached, and how that stands."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

from .equipment import PROGRAM as EQUIPMENT
from .reading import FEN_PER_WAN, PLAN_END, PLAN_START, PLAN_YEARS, Index, all3, any3, fen

INFINITE = float("inf")
TOLERANCE = Fraction(95, 100)
FEN_PER_YI = FEN_PER_WAN * 10_000


@dataclass(frozen=True)
class Goal:
    """What the notice promises: a value per year or one for the plan."""

    id: str
    comparison: str
    values: dict
    whole_plan: bool = False

    def period(self, year):
        """First and last day in which the target is to be met."""
        return (PLAN_START, PLAN_END) if self.whole_plan else (date(year, 1, 1), date(year, 12, 31))


@dataclass(frozen=True)
class Measure:
    """A figure, the number of unknowns left out of it, and the span they allow (None: anything)."""

    actual: Fraction | None
    unknown: int = 0
    span: tuple | None = None


def _each(value):
    return dict.fromkeys(PLAN_YEARS, Fraction(value))


def _years(*values):
    return dict(zip(PLAN_YEARS, map(Fraction, values), strict=True))


GOALS = (
    Goal("enterprises_renovating", "≥", _years(15, 16, 18)),
    Goal("enterprises_renovating_large", "≥", _years(9, 10, 11)),
    Goal("investment", "≥", _years(12, 13, 14)),
    Goal("labour_productivity", "≈", _years(25, 26, 27)),
    # a rate does not build up over the plan, so each year is held to it by itself
    Goal("investment_growth", "≈", _each("0.15")),
    Goal("productivity_growth", "≥", _each(1)),
    Goal("land_share", "≥", _each("0.3")),
    Goal("county_funding", "≥", _each(1), whole_plan=True),
    Goal("enterprises_renovating_cumulative", ">", _each(49), whole_plan=True),
    Goal("investment_cumulative", "≥", _each(44), whole_plan=True),
)


def targets(facts, year, options=None, as_of=None):
    """One dict per target: id, target, actual, undetermined_count, achievement_rate, status."""
    index = Index(facts, options)
    as_of = as_of or date(year, 12, 31)
    return [_standing(goal, MEASURES[goal.id](index, year), year, as_of) for goal in GOALS]


def _standing(goal, measure, year, as_of):
    target = goal.values.get(year)
    rate = None if target is None or measure.actual is None else measure.actual / target
    return {
        "id": goal.id,
        "target": target,
        "actual": measure.actual,
        "undetermined_count": measure.unknown,
        "achievement_rate": rate,
        "status": _status(goal, measure, target, year, as_of),
    }


def _status(goal, measure, target, year, as_of):
    if target is None:
        return "not_applicable"
    if measure.actual is None or measure.span is None:
        return "undetermined"
    standings = {_reached(goal, value, target, year, as_of) for value in (measure.actual, *measure.span)}
    return standings.pop() if len(standings) == 1 else "undetermined"


def _reached(goal, value, target, year, as_of):
    needed = target * TOLERANCE if goal.comparison == "≈" else target
    if value > needed or (value == needed and goal.comparison != ">"):
        return "achieved"
    start, end = goal.period(year)
    if as_of < end and value >= target * _elapsed(start, end, as_of):
        return "on_track"
    return "behind"


def _elapsed(start, end, as_of):
    share = Fraction((as_of - start).days + 1, (end - start).days + 1)
    return min(max(share, Fraction(0)), Fraction(1))


def _plan_years_to(year):
    return [y for y in PLAN_YEARS if y <= year]


# --- enterprises ---------------------------------------------------------------------------------------------


def _engaged(index, code, year):
    projects = index.projects.get(code, [])
    if index.options["engaged"] == "starts":
        starts = [row.get("开工日期") for row in projects]
        return any3(*(None if day is None else day.year == year for day in starts))
    header = f"{year}年完成投资"
    if not index.has_column("项目", header):
        return None if projects else False
    return any((row.get(header) or 0) > 0 for row in projects)


def _renovating(index, code, year):
    return all3(index.above_scale(code, year), _engaged(index, code, year))


def _renovating_large(index, code, year):
    revenue = index.revenue(code, year)
    return all3(_renovating(index, code, year), None if revenue is None else revenue > 5000)


def _counted(answers):
    known, unknown = answers.count(True), answers.count(None)
    return Measure(Fraction(known), unknown, (known, known + unknown))


def _count(condition):
    return lambda index, year: _counted([condition(index, code, year) for code in index.enterprises])


def _count_over_plan(index, year):
    per_year = [[_renovating(index, code, y) for y in _plan_years_to(year)] for code in index.enterprises]
    if index.options["cumulative_count"] == "sum":
        return _counted([answer for answers in per_year for answer in answers])
    return _counted([any3(*answers) for answers in per_year])


# --- investment and funds ------------------------------------------------------------------------------------


def _official(index, year, header):
    for row in index.facts.rows("全县指标"):
        if row["年度"] == year and row.get(header) is not None:
            return Fraction(row[header])
    return None


def _ledger_investment(index, year):
    """亿元 over all projects, None where the ledger has no column for the year."""
    header = f"{year}年完成投资"
    if not index.has_column("项目", header):
        return None
    return Fraction(sum(fen(row.get(header)) or 0 for row in index.facts.projects), FEN_PER_YI)


def _year_investment(index, year):
    if index.options["target_source"] == "official":
        official = _official(index, year, "技改投资")
        if official is not None:
            return official
    return _ledger_investment(index, year)


def _investment_over(index, years):
    figures = [_year_investment(index, y) for y in years]
    known = [figure for figure in figures if figure is not None]
    unknown = len(index.facts.projects) if len(known) < len(figures) else 0
    if not known:
        return Measure(None, unknown)
    return Measure(sum(known), unknown, (sum(known), INFINITE if unknown else sum(known)))


def _investment(index, year):
    return _investment_over(index, [year])


def _investment_cumulative(index, year):
    return _investment_over(index, _plan_years_to(year))


def _both_ends(index, year, header, ledger):
    """2017 and `year` from one series: the official one only where asked for and complete."""
    if index.options["target_source"] == "official":
        ends = [_official(index, y, header) for y in (2017, year)]
        if None not in ends:
            return [Measure(end, 0, (end, end)) for end in ends]
    return [ledger(index, y) for y in (2017, year)]


def _investment_growth(index, year):
    def ledger(index, y):
        figure = _ledger_investment(index, y)
        return Measure(None, len(index.facts.projects)) if figure is None else Measure(figure, 0, (figure, figure))

    before, now = _both_ends(index, year, "技改投资", ledger)
    unknown = max(before.unknown, now.unknown)
    if before.actual is None or now.actual is None or before.actual == 0:
        return Measure(None, unknown)
    growth = _root(now.actual / before.actual, year - 2017) - 1
    return Measure(growth, unknown, (growth, growth))


def _root(value, degree):
    """The root to 50 digits, exact where it is rational with a modest denominator."""
    if degree == 1 or value == 0:
        return value
    with localcontext() as context:
        context.prec = 60
        power = (Decimal(value.numerator) / Decimal(value.denominator)).ln() / degree
        near = Fraction(power.exp())
    neat = near.limit_denominator(10**12)
    return neat if neat**degree == value else near


def _funding(index, year):
    sheet, header = ("已拨付", "金额") if index.options["funding_measure"] == "paid" else ("资金安排", "安排金额")
    if index.facts.sheet(sheet) is None:
        return Measure(None)
    if sheet == "资金安排":
        rows = [(row["年度"], fen(row[header])) for row in index.facts.rows(sheet)]
    else:
        both = index.options["fund_programs"] == "both"
        rows = [(y, amount) for (_, program, y), amount in index.paid.items() if both or program == EQUIPMENT]
    total = Fraction(sum(amount for y, amount in rows if y in _plan_years_to(year)), FEN_PER_YI)
    return Measure(total, 0, (total, total))


# --- ratios --------------------------------------------------------------------------------------------------


def _ratio(certain, doubtful, missing):
    """Sum over sum of the certain (upper, lower) pairs, the doubtful ones spanning what it may become."""
    unknown = len(doubtful) + missing
    upper, lower = sum(pair[0] for pair in certain), sum(pair[1] for pair in certain)
    if not lower:
        return Measure(None, unknown)
    actual = Fraction(upper) / Fraction(lower)
    if missing:
        return Measure(actual, unknown)
    return Measure(actual, unknown, tuple(_extreme(upper, lower, doubtful, sign) for sign in (-1, 1)))


def _extreme(upper, lower, doubtful, sign):
    """The least (-1) or greatest (1) ratio any subset of the doubtful pairs can make."""
    best = Fraction(upper) / Fraction(lower)
    while True:
        chosen = [(u, v) for u, v in doubtful if sign * (u - best * v) > 0]
        ratio = Fraction(upper + sum(u for u, _ in chosen)) / Fraction(lower + sum(v for _, v in chosen))
        if ratio == best:
            return best
        best = ratio


def _ledger_productivity(index, year):
    certain, doubtful, missing = [], [], 0
    for code in index.enterprises:
        member = True if index.options["productivity_scope"] == "all" else index.above_scale(code, year)
        if member is False:
            continue
        value, people = index.figure(code, year, "工业增加值"), index.figure(code, year, "平均从业人数")
        if value is None or people is None:
            missing += 1
        else:
            (certain if member else doubtful).append((Fraction(value), Fraction(people)))
    return _ratio(certain, doubtful, missing)


def _productivity(index, year):
    if index.options["target_source"] == "official":
        official = _official(index, year, "全员劳动生产率")
        if official is not None:
            return Measure(official, 0, (official, official))
    return _ledger_productivity(index, year)


def _productivity_growth(index, year):
    before, now = _both_ends(index, year, "全员劳动生产率", _ledger_productivity)
    unknown, years = before.unknown + now.unknown, year - 2017
    if before.actual is None or now.actual is None:
        return Measure(None, unknown)
    growth = (now.actual - before.actual) / years
    if before.span is None or now.span is None:
        return Measure(growth, unknown)
    span = ((now.span[0] - before.span[1]) / years, (now.span[1] - before.span[0]) / years)
    return Measure(growth, unknown, span)


def _land_share(index, year):
    certain, missing, wholly_open = [], 0, []
    for row in index.facts.rows("用地"):
        if row["年度"] != year:
            continue
        if row.get("面积") is not None and row.get("地块") is not None:
            area, renovated = Fraction(row["面积"]), row.get("技改")
            if renovated is None:
                wholly_open.append(area)
            else:
                certain.append((area if renovated else Fraction(0), area))
        elif row.get("工业用地面积") is not None and row.get("技改用地面积") is not None:
            certain.append((Fraction(row["技改用地面积"]), Fraction(row["工业用地面积"])))
        else:
            missing += 1
    share = _ratio(certain, [], missing + len(wholly_open))
    if missing or share.actual is None:
        return share
    # an open parcel is industrial land in any case; whether it is renovated moves the share
    upper, lower, more = sum(u for u, _ in certain), sum(v for _, v in certain), sum(wholly_open)
    return Measure(share.actual, share.unknown, (upper / (lower + more), (upper + more) / (lower + more)))


MEASURES = {
    "enterprises_renovating": _count(_renovating),
    "enterprises_renovating_large": _count(_renovating_large),
    "investment": _investment,
    "labour_productivity": _productivity,
    "investment_growth": _investment_growth,
    "productivity_growth": _productivity_growth,
    "land_share": _land_share,
    "county_funding": _funding,
    "enterprises_renovating_cumulative": _count_over_plan,
    "investment_cumulative": _investment_cumulative,
}
