"""Dates and years as clerks write them. A date is yyyymmdd; one said to the month is its last day, one said to the year unknown."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata

from techreform_cli.ledger.wording import SPACES

FIRST_YEAR, LAST_YEAR = 1990, 2100
FIRST_SERIAL, LAST_SERIAL = 20_000, 60_000

SEPARATOR = r"[-/.。、,年]"
DAY = re.compile(r"(\d{4})(?:年(\d{1,2})[月.]|(?P<mark>[-/])(\d{1,2})(?P=mark)|[.。、,](\d{1,2})[.。、,])(\d{1,2})[日号.]?")
"""Marks of two kinds, as in 2018.9-12, are rather those of a period."""
CLOCK = re.compile(r"(?<=[\s日t])\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
MONTH = re.compile(rf"(\d{{4}}){SEPARATOR}(\d{{1,2}})月?(?:份|底|初|中旬|上旬|下旬)?")
JANUARY_OR_OCTOBER = re.compile(r"\d{4}\.1")
"""What a program shows of 2018.10 typed as a number."""
DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})?")
PERIOD = re.compile(r"(\d{4}\D.*?|\d{6}(?:\d{2})?)(?:-+|—+|–+|~+|至|到)(?:今)?(\d{4}\D.*|\d{6}(?:\d{2})?)")
MONTHS = re.compile(rf"(\d{{4}})(?:{SEPARATOR})(\d{{1,2}})月?(?:-+|—+|–+|~+|至|到)(\d{{1,2}})月")
YEAR = re.compile(r"(\d{4})(?:\.0+)?年?(?:度|末|底|全年|1-12月)?")


def date_from_text(text: str) -> tuple[int | None, str]:
    """The day that `text` names, or None and the code of what is wrong with it; of a month (code L029) the last day."""
    # The time of day goes before the spaces do, or 1日 10:00 would become 11日 0:00.
    plain = SPACES.sub("", CLOCK.sub("", unicodedata.normalize("NFKC", text).strip().lower())).removesuffix("t").lstrip("'")
    if day := DAY.fullmatch(plain):
        return checked_date(int(day[1]), int(day[2] or day[4] or day[5]), int(day[6]))
    match = DIGITS.fullmatch(plain)
    if match and match[3]:
        return checked_date(int(match[1]), int(match[2]), int(match[3]))
    match = MONTH.fullmatch(plain) or match
    if match and 1 <= int(match[2]) <= 12:
        return last_day(int(match[1]), int(match[2]))
    return None, "L016" if YEAR.fullmatch(plain) else "L014"


def period_from_text(text: str) -> tuple[str, str] | None:
    """The two ends that a period names, each as a date would be written: 2018.03-2019.06, 2018年3月至12月; None if it is none."""
    plain = SPACES.sub("", unicodedata.normalize("NFKC", text)).lower().lstrip("'")
    if months := MONTHS.fullmatch(plain):
        return f"{months[1]}-{months[2]}", f"{months[1]}-{months[3]}"
    match = PERIOD.fullmatch(plain)
    return (match[1], match[2]) if match and all(date_from_text(end)[0] for end in match.groups()) else None


def date_from_number(value: float, epoch_1904: bool) -> tuple[int | None, str]:
    """The day a number in a date column means: 20180905, or Excel's own count of days (code L023 then)."""
    if FIRST_SERIAL <= value <= LAST_SERIAL:
        start = dt.date(1904, 1, 1) if epoch_1904 else dt.date(1899, 12, 30)
        day, code = date_from_day(start + dt.timedelta(days=int(value)))
        return day, code or "L023"
    if FIRST_YEAR <= value < LAST_YEAR + 1:
        # 2018.1 is January, or October typed as 2018.10: the number does not tell.
        return (None, "L016") if value.is_integer() or str(value).endswith(".1") else date_from_text(str(value))
    return date_from_text(str(int(value))) if value.is_integer() and value > 0 else (None, "L014")


def last_day(year: int, month: int) -> tuple[int | None, str]:
    """The last day of a month, marked as taken for want of a day."""
    day, code = checked_date(year, month, calendar.monthrange(max(year, 1), month)[1])
    return day, code or "L029"


def date_from_day(day: dt.date) -> tuple[int | None, str]:
    """A date cell, if its year is credible."""
    return checked_date(day.year, day.month, day.day)


def checked_date(year: int, month: int, day: int) -> tuple[int | None, str]:
    """yyyymmdd, or None and the code of what is wrong."""
    try:
        dt.date(year, month, day)
    except ValueError:
        return None, "L015"
    return (year * 10_000 + month * 100 + day, "") if FIRST_YEAR <= year <= LAST_YEAR else (None, "L017")


def year_from_text(text: str) -> tuple[int | None, str]:
    """The year that `text` names, or None and the code of what is wrong with it."""
    match = YEAR.fullmatch(SPACES.sub("", unicodedata.normalize("NFKC", text)).lstrip("'"))
    return checked_year(int(match[1])) if match else (None, "L018")


def checked_year(year: int) -> tuple[int | None, str]:
    """A credible year, or None and the code of what is wrong."""
    return (year, "") if FIRST_YEAR <= year <= LAST_YEAR else (None, "L017")
