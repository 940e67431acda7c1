"""The figures of a year, worked out one enterprise at a time.

`awards` gives money as yuan strings with two decimals and rates as "0.2"; `targets` gives Fractions (or None).
Rows come program by program in the ledger's order of enterprises. Beside the contract's keys `totals` has
`eligible`, the rows with that verdict.
"""

from fractions import Fraction

from . import equipment, fiscal
from .goals import targets  # noqa: F401  (the public place to find it)
from .reading import OPTIONS, Index, half_up, resolve  # noqa: F401

PROGRAMS = {equipment.PROGRAM: equipment, fiscal.PROGRAM: fiscal}
RATES = {Fraction(1, 5): "0.2", Fraction(2, 5): "0.4", Fraction(1, 2): "0.5", None: None}


def awards(facts, year, options=None):
    """One dict per enterprise and program with a row in the year."""
    index = Index(facts, options)
    found = {}
    for code in index.enterprises:
        rows = {program: module.row(index, code, year) for program, module in PROGRAMS.items()}
        if index.options["stacking"] == "higher":
            _take_higher(rows)
        for program, row in rows.items():
            if row is not None:
                found[program, code] = _published(index, program, code, year, row)
    return [row for program in PROGRAMS for (owner, _), row in found.items() if owner == program]


def totals(facts, year, options=None):
    """Per program: enterprises paid something, eligible rows, the amount, the undetermined rows."""
    return totals_of(awards(facts, year, options))


def totals_of(rows):
    """`totals` of rows already worked out."""
    result = {}
    for program in PROGRAMS:
        own = [row for row in rows if row["program"] == program]
        paid = [fen_of(row["amount"]) for row in own if row["amount"] is not None]
        result[program] = {
            "enterprises": sum(1 for amount in paid if amount > 0),
            "eligible": sum(1 for row in own if row["verdict"] == "eligible"),
            "amount": yuan(sum(paid)),
            "undetermined": sum(1 for row in own if row["verdict"] == "undetermined"),
        }
    return result


def _take_higher(rows):
    """Leave one of the two amounts of the year; a tie keeps the equipment award."""
    first, second = rows[equipment.PROGRAM], rows[fiscal.PROGRAM]
    if first is None or second is None:
        return
    one, two = first["range"], second["range"]
    filled = [_best_case(row) for row in (first, second)]
    if one[0] >= two[1]:
        _lose(second)
    elif two[0] > one[1]:
        _lose(first)
    else:
        for row in (first, second):
            # a known 0 stays 0 whichever way the other goes
            if row["amount"]:
                row |= {"verdict": "undetermined", "amount": None, "counted": []}
    for row, value in zip((first, second), _best_cases_after(*filled), strict=True):
        if row["verdict"] == "undetermined":
            row["filled"] = value


def _lose(row):
    if row["verdict"] == "eligible":
        row["amount"] = 0


def _best_case(row):
    return row["filled"] if row["amount"] is None else row["amount"]


def _best_cases_after(one, two):
    """The pair of amounts with the smaller gone; None where a missing number keeps it open."""
    if 0 in (one, two):
        return one, two
    if one is None or two is None:
        return None, None
    return (one, 0) if one >= two else (0, two)


def _published(index, program, code, year, row):
    parts = allocate(row["amount"] or 0, row["counted"])
    return {
        "program": program,
        "credit_code": code,
        "enterprise": index.enterprises[code]["企业名称"],
        "year": year,
        "verdict": row["verdict"],
        "base": yuan(row["base"]),
        "rate": RATES[row["rate"]],
        "computed": yuan(row["computed"]),
        "already_paid": yuan(row["already"]),
        "amount": yuan(row["amount"]),
        "amount_if_filled": yuan(row["filled"]),
        "projects": [
            {"id": number, "base": yuan(base), "amount": yuan(part)}
            for (_, number, base), part in zip(sorted(row["counted"]), parts, strict=True)
        ],
    }


def allocate(amount, counted):
    """Split an amount over (date, number, base) by differences of the rounded running share."""
    ordered = sorted(counted)
    whole = sum(base for _, _, base in ordered)
    if whole == 0:
        return [amount if position == 0 else 0 for position in range(len(ordered))]
    parts, running, given = [], 0, 0
    for _, _, base in ordered:
        running += base
        upto = half_up(Fraction(amount * running, whole))
        parts.append(upto - given)
        given = upto
    return parts


def yuan(fen):
    """分 as a yuan string; None stays None."""
    return None if fen is None else f"{fen // 100}.{fen % 100:02d}"


def fen_of(text):
    """A yuan string back to 分."""
    return int(text.replace(".", ""))
