"""四(一): 20% of the equipment bought, 10万 to 300万 per enterprise."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import combinations

from .reading import PLAN_START, PLAN_YEARS, all3, any3, fen, half_up

PROGRAM = "equipment_purchase"
RATE = Fraction(1, 5)
FLOOR, CAP = 10_000_000, 300_000_000
CATEGORIES = ("提质增效", "智能化改造", "设备更新", "绿色化发展")
UNITS = {"分": 1, "元": 100, "百元": 10_000}


@dataclass(frozen=True)
class Candidate:
    """A completed project: whether it counts (None: unknown) and its equipment in 分 (None: unknown)."""

    done: date
    number: str
    eligible: bool | None
    base: int | None


@dataclass(frozen=True)
class Settled:
    """Figures of one year in 分 once every project is decided; None for one that an open earlier project still moves."""

    computed: int | None
    already: int | None
    amount: int


def candidates(index, code):
    """The enterprise's completed projects, each judged on the facts of its own year."""
    header = "设备购置额" if index.options["equipment_tax"] == "as_stated" else "设备购置额(不含税)"
    found = []
    for done, number, row in index.completed(code):
        eligible = all3(
            index.countable(done),
            index.industrial(code),
            _supported_enterprise(index, code, done.year),
            _supported_project(row),
        )
        found.append(Candidate(done, number, eligible, fen(row.get(header))))
    return found


def _supported_enterprise(index, code, year):
    row = index.enterprises[code]
    return any3(index.above_scale(code, year), row.get("高成长性"), row.get("拟培育上规模"))


def _supported_project(row):
    category = row.get("改造类别")
    return any3(None if category is None else category in CATEGORIES, row.get("重大平台"))


def clamp(index, base):
    """20%, rounded, then the floor, then the cap. For a base of eligible completions only."""
    award = half_up(RATE * base, UNITS[index.options["rounding"]])
    if award < FLOOR:
        award = FLOOR if index.options["equipment_floor"] == "lift" else 0
    return min(award, CAP)


def settle(index, code, counted, year):
    """The year's figures when exactly the projects `counted` are eligible."""
    this_year = [p for p in counted if p.done.year == year]
    if index.options["equipment_cap_scope"] == "year":
        award = clamp(index, sum(p.base for p in this_year)) if this_year else 0
        return Settled(award, 0, award)
    already = 0
    for earlier in [y for y in PLAN_YEARS if y < year]:
        if _recorded(index, earlier):
            already += index.paid[code, PROGRAM, earlier]
        elif any(p.done.year == earlier for p in counted):
            already += max(0, plan_clamp(index, counted, earlier) - already)
    computed = plan_clamp(index, counted, year)
    return Settled(computed, already, max(0, computed - already) if this_year else 0)


def plan_clamp(index, counted, year):
    """The clamp over everything counted from the plan's start to `year`; 0 where nothing is."""
    so_far = [p for p in counted if PLAN_START.year <= p.done.year <= year]
    return clamp(index, sum(p.base for p in so_far)) if so_far else 0


def _recorded(index, year):
    return (PROGRAM, year) in index.paid_years


def row(index, code, year):
    """The enterprise's row for the year, or None where nothing was completed in it."""
    everything = [p for p in candidates(index, code) if p.done.year <= year]
    now = [p for p in everything if p.done.year == year]
    if not now:
        return None
    if index.options["equipment_cap_scope"] == "year":
        everything = now
    possible = [p for p in everything if p.eligible is not False]
    result = {"verdict": None, "rate": RATE, "counted": [], "filled": None}
    if all(p.eligible is False for p in now):
        got = _already_if_known(index, code, possible, year)
        return result | {"verdict": "ineligible", "base": 0, "computed": 0, "already": got, "amount": 0, "range": (0, 0)}
    settled = _decide(index, code, possible, year)
    if settled is None:
        result |= {"verdict": "undetermined", "base": None, "computed": None, "already": None, "amount": None}
        return result | {"filled": _filled(index, code, possible, year), "range": _range(index, code, possible, year)}
    counted = [(p.done, p.number, p.base) for p in now if p.eligible]
    result |= {"verdict": "eligible", "base": sum(c[2] for c in counted), "counted": counted}
    result |= {"computed": settled.computed, "already": settled.already, "amount": settled.amount}
    return result | {"range": (settled.amount, settled.amount)}


def _decide(index, code, possible, year):
    """The figures where what is unknown cannot change the amount, else None."""
    if any(p.base is None for p in possible):
        return None
    unknown = [p for p in possible if p.eligible is None]
    if any(p.done.year == year for p in unknown):
        return None
    known = [p for p in possible if p.eligible]
    ways = [settle(index, code, known + list(chosen), year) for chosen in _subsets(unknown)]
    if len({way.amount for way in ways}) > 1:
        return None
    # the amount is known; what leads to it only where an open earlier project does not move it either
    computed, already = ({way.computed for way in ways}, {way.already for way in ways})
    return Settled(computed.pop() if len(computed) == 1 else None, already.pop() if len(already) == 1 else None, ways[0].amount)


def _subsets(unknown):
    """Every way to decide the open ones, first with none counted."""
    return [chosen for size in range(len(unknown) + 1) for chosen in combinations(unknown, size)]


def _filled(index, code, possible, year):
    """The amount with every open condition met; None where an amount is missing."""
    if any(p.base is None for p in possible):
        return None
    return settle(index, code, possible, year).amount


def _range(index, code, possible, year):
    """Least and greatest amount the unknowns allow. Whatever a missing amount is, the cap less what was got stays the most."""
    if any(p.base is None for p in possible):
        earlier = [p for p in possible if p.done.year < year]
        if any(p.base is None for p in earlier):
            return (0, CAP)
        return (0, CAP - settle(index, code, [p for p in earlier if p.eligible], year).already)
    known = [p for p in possible if p.eligible]
    unknown = [p for p in possible if p.eligible is None]
    amounts = [
        settle(index, code, known + list(chosen), year).amount for size in range(len(unknown) + 1) for chosen in combinations(unknown, size)
    ]
    return (min(amounts), max(amounts))


def _already_if_known(index, code, possible, year):
    """What was got for earlier plan years, None where that is open."""
    if any(p.base is None for p in possible):
        return None
    low = settle(index, code, [p for p in possible if p.eligible], year).already
    return low if low == settle(index, code, possible, year).already else None
