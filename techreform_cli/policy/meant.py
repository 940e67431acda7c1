"""What was meant by a text that should be a number or a day: 300万, 20％, 2024年1月8日."""

from __future__ import annotations

import calendar
import re
import unicodedata

_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?) ?(%|(?:百|千|万|百万|千万|亿)?元?|个?百分点)(/\S{1,4})?")
_DAY = re.compile(r"([12]\d{3})(?:[-./年](\d{1,2})(?:[-./月](\d{1,2})日?|月)?|年)?")


def meant_number(text: str) -> str:
    """The number or amount as a policy file writes it; "" if that is not plain."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    found = _NUMBER.fullmatch(plain)
    if not found:
        return ""
    number, unit, per = found[1], found[2] or "", found[3] or ""
    if "百分点" in unit:
        unit = "%"
    elif unit not in ("", "%") and not unit.endswith("元"):
        unit += "元"
    written = number + unit + per
    return written if written != text else ""


def meant_day(value: object, last: bool = False) -> str:
    """The day as a policy file writes it, of a year or month its first or `last`; "" if that is not plain."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", str(value)).strip())
    if not found:
        return ""
    year, month = int(found[1]), int(found[2] or (12 if last else 1))
    day = found[3] or (calendar.monthrange(year, month)[1] if last and 1 <= month <= 12 else 1)
    return f"{year}-{month:02}-{int(day):02}"
