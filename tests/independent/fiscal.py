"""四(五): 40% or 50% of the growth of the county's share of VAT and CIT, three years from completion."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .equipment import UNITS
from .reading import all3, any3, favourable, fen, half_up

PROGRAM = "fiscal_contribution"
LOW, HIGH = Fraction(2, 5), Fraction(1, 2)
REVENUE_FLOOR = 1000


@dataclass(frozen=True)
class Candidate:
    """A project whose window covers the year.

    `eligible` and `relocated` are three-valued; `best` is `eligible` with yes/no and text inputs taken
    favourably, None where a missing revenue stands in the way; `base` is the increment, 0 or more, in 分.
    """

    done: date
    number: str
    eligible: bool | None
    best: bool | None
    relocated: bool | None
    base: int | None

    @property
    def rates(self):
        """The rates possible, ascending."""
        return {True: (HIGH,), False: (LOW,), None: (LOW, HIGH)}[self.relocated]


def candidates(index, code, year):
    """Projects completed in the countable period with the year in C+1 to C+3, earliest first."""
    found = []
    for done, number, row in index.completed(code):
        if index.countable(done) and done.year + 1 <= year <= done.year + 3:
            found.append(_judge(index, code, year, done, number, row))
    return found


def _judge(index, code, year, done, number, row):
    enterprise = index.enterprises[code]
    moved = [index.from_transfer_city(code), enterprise.get("省级产业园"), row.get("异地技改")]
    revenue = index.revenue(code, year)
    over = None if revenue is None else revenue >= REVENUE_FLOOR
    filing = bool(row.get("备案证号")) if index.filing_column else None
    inputs = [enterprise.get("省内注册"), row.get("符合产业政策"), row.get("符合指导目录"), filing]
    own = index.options["relocated_conditions"] == "own"

    def conditions(over, inputs, moved):
        """The clause's conditions; under `own` a relocation stands in for all of them but industry."""
        met = all3(over, *inputs)
        return all3(index.industrial(code), any3(met, all3(*moved)) if own else met)

    return Candidate(
        done,
        number,
        conditions(over, inputs, moved),
        conditions(over, [favourable(v) for v in inputs], [favourable(v) for v in moved]),
        all3(*moved),
        _increment(index, code, year, done.year - 1),
    )


def _increment(index, code, year, base_year):
    now, before = _contribution(index, code, year), _contribution(index, code, base_year)
    return None if now is None or before is None else max(0, now - before)


def _contribution(index, code, year):
    parts = [fen(index.figure(code, year, h)) for h in ("增值税县级分成", "企业所得税县级分成")]
    return None if None in parts else sum(parts)


def award(index, rate, base):
    """One award in 分."""
    return half_up(rate * base, UNITS[index.options["rounding"]])


def amounts(index, candidate):
    """The amounts its possible rates give, ascending; None where its base is unknown."""
    if candidate.base is None:
        return None
    return sorted({award(index, rate, candidate.base) for rate in candidate.rates})


def row(index, code, year):
    """The enterprise's row for the year, or None where no window covers it."""
    windows = candidates(index, code, year)
    if not windows:
        return None
    possible = [p for p in windows if p.eligible is not False]
    if not possible:
        return _figures("ineligible", 0, None, 0, [], (0, 0))
    earliest = index.options["increment_overlap"] == "earliest"
    pick = (_earliest if earliest else _largest)(index, possible)
    if pick is None:
        bounds = (_earliest_range if earliest else _largest_range)(index, possible)
        return _figures("undetermined", None, _common_rate(possible), None, [], bounds) | {"filled": _filled(index, windows, earliest)}
    amount = amounts(index, pick)[0]
    return _figures("eligible", pick.base, _common_rate([pick]), amount, [(pick.done, pick.number, pick.base)], (amount, amount))


def _figures(verdict, base, rate, amount, counted, bounds):
    figures = {"verdict": verdict, "base": base, "rate": rate, "computed": amount, "already": 0, "amount": amount}
    return figures | {"counted": counted, "range": bounds, "filled": None}


def _common_rate(possible):
    rates = {rate for p in possible for rate in p.rates}
    return rates.pop() if len(rates) == 1 else None


def _settled(index, candidate):
    """Eligible and worth the same amount whatever is still unknown."""
    possible = amounts(index, candidate)
    return candidate.eligible is True and possible is not None and len(possible) == 1


def _earliest(index, possible):
    """The first that can take the year, if it surely does and its amount is known."""
    return possible[0] if _settled(index, possible[0]) else None


def _largest(index, possible):
    """The one giving most, ties to the earliest, if everything is known of all."""
    if not all(_settled(index, p) for p in possible):
        return None
    return max(possible, key=lambda p: amounts(index, p)[0])


def _earliest_range(index, possible):
    low, high = [], []
    for p in possible:
        low.append(0 if p.base is None else amounts(index, p)[0])
        high.append(float("inf") if p.base is None else amounts(index, p)[-1])
        if p.eligible:
            break
    else:
        low.append(0)
    return (min(low), max(high))


def _largest_range(index, possible):
    low = [amounts(index, p)[0] for p in possible if p.eligible and p.base is not None]
    high = [float("inf") if p.base is None else amounts(index, p)[-1] for p in possible]
    return (max(low, default=0), max(high))


def _filled(index, windows, earliest):
    """The amount with open yes/no and text inputs taken favourably; None where a number is missing."""
    possible = [p for p in windows if p.best is not False]
    reached = possible[:1] if earliest else possible
    if any(p.best is None or p.base is None for p in reached):
        return None
    return max(amounts(index, p)[-1] for p in reached)
