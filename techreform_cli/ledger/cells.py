"""One cell becomes one typed value, or a finding that says why it cannot.

Every parser takes the raw cell (never blank, never a Fault) and its column, and gives the value as the column keeps it
(see FieldType) or a Finding. Nothing is guessed in silence.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction

from techreform_cli.domain.days import iso
from techreform_cli.domain.field import NUMBER_SCALE, FieldSpec, FieldType, Period
from techreform_cli.ledger import dates
from techreform_cli.ledger.numerals import LARGEST, YUAN_SIGN, exact, numeral, scaled
from techreform_cli.ledger.raw import Cell, Fault, Percent
from techreform_cli.ledger.units import COUNTS, factor
from techreform_cli.ledger.wording import BLANK_MARKS, folded, label, shown
from techreform_cli.ledger.yes_no import NO, YES

NUMBERED = re.compile(r"^\(?[\d一二三四五六七八九十]{1,2}[.、)]")
REMARK = re.compile(r"\((?!.*(?:非|不|未|无|拟|否|除|计划|[、,/和及与]))[^()]*\)$")
"""A word in brackets behind a category that only says more about it: 绿色化发展(节能)."""
NEAR = 0.75
"""How much of a spelling must agree for another to be a likely slip: three signs of four, or four of five."""

ABOUT = re.compile(r"^(?:大约|大概|约|近|预计|估计|暂估|[~～≈])[计为]?|(?<=\d)(?:余|多|左右|上下)(?!\d)|(?:左右|上下)$")
"""What makes a number one that is not exact."""

ERRORS = frozenset(["#null!", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#n/a", "#getting_data", "#spill!", "#calc!"])
"""What a formula shows that came to nothing, after `folded`."""

CREDIT_CODE = "credit_code"
INDUSTRY_CODE = "industry_code"

Value = int | str | bool | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with one cell; `value` is what the cell counts as all the same (None: unknown)."""

    code: str
    value: Value = None
    details: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """How the cells of one column are to be read: `factor` of the field's own parts make one of its `unit` (None: unit unknown);
    `of_periods` where the whole column holds periods, which has been said once; `untyped` where numbers are texts too."""

    spec: FieldSpec
    unit: str = ""
    factor: Fraction | None = Fraction(1)
    epoch_1904: bool = False
    of_periods: bool = False
    untyped: bool = False
    multiplier: int = field(init=False)  # `factor` where it is whole and the column keeps such parts, else 0

    def __post_init__(self) -> None:
        whole_parts = self.factor if self.factor and self.spec.type is not FieldType.NUMBER else (self.factor or 0) * NUMBER_SCALE
        object.__setattr__(self, "multiplier", int(whole_parts) if whole_parts == int(whole_parts) else 0)


def read_cell(raw: Cell, column: ColumnReading) -> Value | Finding:
    """The value of one cell, or a Finding."""
    if isinstance(raw, Fault):
        return Finding("L011", None, {"found": raw.error}) if raw.error else Finding("L013")
    if isinstance(raw, Percent):
        return percentage(raw, column)
    word = folded(raw if isinstance(raw, str) else shown(raw))
    if isinstance(raw, str) and word in ERRORS:  # in a table of text, an error value is one too
        return Finding("L011", None, {"found": raw.strip()})
    if isinstance(raw, str) and word == "无" and column.spec.type is FieldType.BOOLEAN:
        return False
    if word in BLANK_MARKS or word in map(folded, column.spec.none_words):
        return column.spec.when_blank
    if word in map(folded, column.spec.unclear_words):
        return Finding("L114", None, {"found": shown(raw)})
    return PARSERS[column.spec.type](raw, column)


def is_blank(raw: Cell) -> bool:
    """Whether a cell holds nothing, or a mark that means nothing."""
    return isinstance(raw, str) and folded(raw) in BLANK_MARKS


def percentage(raw: Percent, column: ColumnReading) -> Value | Finding:
    """A number shown as per cent: 12.5% under a heading of %, 0.125 of a number without a unit; no amount, count or anything else."""
    shown_as = f"{exact(raw.value) * 100:f}".rstrip("0").rstrip(".") + "%"
    if column.spec.type is FieldType.NUMBER and column.unit in ("", "%"):
        return measure(shown_as if column.spec.unit == "%" else raw.value, column)
    if column.spec.type in (FieldType.TEXT, FieldType.CODE, FieldType.CHOICE):
        return PARSERS[column.spec.type](shown_as, column)
    return Finding("L112", None, {"found": shown_as})


def measure(raw: Cell, column: ColumnReading) -> Value | Finding:
    """An amount of money in whole 分, or a number in ten-thousandths of its unit."""
    if column.factor is None:
        return None  # the unit of the whole column is unknown: said once, at its header
    by = column.factor
    if type(raw) is float and abs(raw) < LARGEST and column.multiplier:
        parts = exact(raw) * column.multiplier
        if parts == int(parts) and abs(parts) <= LARGEST:
            return int(parts)  # nothing to round: nearly every cell
    if isinstance(raw, str):
        found = numeral(raw)
        if found and found.unit == "%" and column.spec.type is FieldType.NUMBER and column.unit in ("", "%"):
            value, by = found.value, Fraction(1) if column.spec.unit == "%" else Fraction(1, 100)
        elif found and found.unit and not (found.unit == YUAN_SIGN and column.unit in ("", "元")):
            by_cell = factor(column.spec, found.unit)
            if by_cell is None:
                return other_unit(raw, column)
            value, by = found.value, by_cell
        elif found:
            value = found.value
        else:
            return not_a_number(raw, column)
    elif (number := plain_number(raw)) is not None:
        value = number
    else:
        return not_a_number(raw, column)
    return whole(raw, value, by * (NUMBER_SCALE if column.spec.type is FieldType.NUMBER else 1), column.spec)


def not_a_number(raw: Cell, column: ColumnReading) -> Finding:
    """What is said of a cell without one exact number, with the one that an about-so-much seems to mean: 约500 -> 500."""
    meant = ABOUT.sub("", raw.strip()) if isinstance(raw, str) else ""
    found = numeral(meant) if meant else None
    fits = found is not None and (not found.unit or factor(column.spec, found.unit) is not None)
    return Finding("L012", None, {"found": shown(raw), "proposal": shown(meant) if fits else ""})


def other_unit(raw: str, column: ColumnReading) -> Finding:
    """What is said of a number in a unit that does not fit the column; of 500左右 that it is not exact."""
    if ABOUT.search(folded(raw)):
        return not_a_number(raw, column)
    return Finding("L027", None, {"found": shown(raw), "unit": column.spec.unit or "本列的单位"})


def whole(raw: Cell, value: Decimal, by: Fraction, spec: FieldSpec) -> Value | Finding:
    """`value` times `by` as a whole number of column parts."""
    parts, cut = scaled(value, by) if abs(value) <= LARGEST else (LARGEST + 1, False)
    if abs(parts) > LARGEST:
        return Finding("L022", None, {"found": shown(raw)})
    if cut:
        least = "一分" if spec.type is FieldType.MONEY else f"万分之一{spec.unit}"
        return Finding("L024", parts, {"found": shown(raw), "least": least})
    return parts


def plain_number(raw: Cell) -> Decimal | None:
    """A numeric cell's number; None for yes/no, dates and what is not finite."""
    if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not math.isfinite(raw):
        return None
    return exact(raw)


def integer(raw: Cell, column: ColumnReading) -> Value | Finding:
    """A count of people or machines."""
    if column.factor is None:
        return None
    by = column.factor
    if isinstance(raw, str):
        found = numeral(raw)
        if not found or (found.unit and found.unit not in COUNTS):
            return not_a_number(raw, column)
        value, by = found.value, Fraction(COUNTS[found.unit]) if found.unit else by
    elif (number := plain_number(raw)) is not None:
        value = number
    else:
        return not_a_number(raw, column)
    if abs(value) > LARGEST // 10_000:
        return Finding("L022", None, {"found": shown(raw)})
    count = Decimal(f"{value:.14e}") * by.numerator  # Excel computes to 15 digits: the rest is noise
    return int(count) if count == count.to_integral_value() else Finding("L020", None, {"found": shown(raw)})


def year(raw: Cell, _: ColumnReading) -> Value | Finding:
    """A year of four digits."""
    if isinstance(raw, dt.date):
        value, code = dates.checked_year(raw.year)
    elif isinstance(raw, str):
        value, code = dates.year_from_text(raw)
    elif (number := plain_number(raw)) is not None and number == number.to_integral_value() and abs(number) < 1e6:
        value, code = dates.checked_year(int(number))
    else:
        value, code = None, "L018"
    return Finding(code, value, {"found": shown(raw)}) if code else value


def date(raw: Cell, column: ColumnReading) -> Value | Finding:
    """A day as yyyymmdd."""
    if isinstance(raw, dt.date):
        value, code = dates.date_from_day(raw)
    elif isinstance(raw, str):
        value, code = dates.date_from_text(raw)
        if column.untyped and dates.JANUARY_OR_OCTOBER.fullmatch(folded(raw)):
            value, code = None, "L016"
    elif isinstance(raw, (int, float)) and not isinstance(raw, bool) and math.isfinite(raw):
        value, code = dates.date_from_number(float(raw), column.epoch_1904)
    else:
        value, code = None, "L014"
    if value and column.of_periods and column.spec.period is Period.END:
        value, code = None, "L014"  # one day where both ends should stand is rather when it began
    if not code:
        return value
    end = ""
    if code == "L014" and column.spec.period and isinstance(raw, str) and (ends := dates.period_from_text(raw)):
        first = column.spec.period is Period.START
        value, code, end = dates.date_from_text(ends[0 if first else 1])[0], "L102", "起点" if first else "终点"
        if column.of_periods:
            return value
    return Finding(code, value, {"found": shown(raw), "taken": iso(value or 0), "end": end})


def boolean(raw: Cell, _: ColumnReading) -> Value | Finding:
    """Yes or no."""
    if isinstance(raw, bool):
        return raw
    word = folded(raw) if isinstance(raw, str) else shown(raw)
    if word in YES:
        return True
    return False if word in NO else Finding("L019", None, {"found": shown(raw)})


def text(raw: Cell, _: ColumnReading) -> Value | Finding:
    """A text as written, without the spaces around it; a number as its digits."""
    if isinstance(raw, str):
        return raw.strip()
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    number = plain_number(raw)
    if number is None:
        return str(raw.date() if isinstance(raw, dt.datetime) and raw.time() == dt.time() else raw)
    if abs(number) >= 10**15:
        return Finding("L021", None, {"found": shown(raw)})
    return f"{number:f}".removesuffix(".0")


def code(raw: Cell, column: ColumnReading) -> Value | Finding:
    """A code in capitals without spaces; one that Excel has turned into a number may have lost digits."""
    value = text(raw, column)
    if isinstance(value, Finding):
        return value
    plain = folded(str(value)).upper().lstrip("'`‘’")
    if column.spec.key == CREDIT_CODE and numeral_in_powers(plain):
        return Finding("L021", None, {"found": shown(raw)})
    if column.spec.key == INDUSTRY_CODE and not isinstance(raw, str) and len(plain) in (1, 3):
        return Finding("L026", None, {"found": plain})  # 810 is a code, and so is 0810
    return plain


def numeral_in_powers(plain: str) -> bool:
    """Whether a code was written out by Excel as a number: 9.14E+17."""
    head, mark, tail = plain.partition("E+")
    return bool(mark) and head.replace(".", "", 1).isdigit() and tail.isdigit()


def choice(raw: Cell, column: ColumnReading) -> Value | Finding:
    """One of the field's choices by any of its spellings; an unknown wording stays as written."""
    value = text(raw, column)
    if isinstance(value, Finding):
        return value
    if not column.spec.choices:
        return value
    known = {label(spelling): spellings[0] for spellings in column.spec.choices for spelling in spellings}
    plain = NUMBERED.sub("", label(str(value)))
    for word in (plain, plain.removesuffix("项目").removesuffix("类")):
        if word in known:
            return known[word]
    named = list(dict.fromkeys(choice for spelling, choice in known.items() if spelling in plain))
    if len(named) == 1 and (word := REMARK.sub("", plain)) in known:
        return known[word]
    if len(named) > 1:
        return Finding("L108", None, {"found": shown(raw), "near": "、".join(named)})
    if near := get_close_matches(plain, known, 1, NEAR):
        return Finding("L107", None, {"found": shown(raw), "near": known[near[0]]})
    return Finding("L025", value, {"found": shown(raw), "known": "、".join(c[0] for c in column.spec.choices)})


PARSERS: dict[FieldType, Callable[[Cell, ColumnReading], Value | Finding]] = {
    FieldType.MONEY: measure,
    FieldType.NUMBER: measure,
    FieldType.INTEGER: integer,
    FieldType.YEAR: year,
    FieldType.DATE: date,
    FieldType.BOOLEAN: boolean,
    FieldType.TEXT: text,
    FieldType.CHOICE: choice,
    FieldType.CODE: code,
}
