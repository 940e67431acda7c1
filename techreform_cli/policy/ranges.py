"""Ranges of values to try: rate=15%..30%:5% stands for 15%, 20%, 25% and 30%; several ranges multiply out."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import product

from techreform_cli.domain.problem import Problem, Severity, UsageError

MOST = 100
"""Combinations tried in one run; more are no longer a table that anybody reads."""

_NUMBER = r"(-?[0-9]{1,12}(?:\.[0-9]{1,12})?)([^\d.:]*)"
_RANGE = re.compile(rf"{_NUMBER}\.\.{_NUMBER}:{_NUMBER}")
_EXAMPLE = "写成 起..止:步长，如 10%..25%:5%"


def combinations(settings: dict[str, str]) -> list[dict[str, str]]:
    """Every combination of the values that `settings` stand for, the last named changing fastest.

    Raises UsageError for a range that is not written as one, and for more than MOST combinations.
    """
    values = {name: _values(name, text) for name, text in settings.items()}
    count = 1
    for one in values.values():
        count *= len(one)
    if count > MOST:
        raise _usage(f"这些范围共有 {count} 种组合，一次最多试 {MOST} 种", "把步长放大，或分几次试算")
    return [dict(zip(values, chosen, strict=True)) for chosen in product(*values.values())]


def _values(name: str, text: str) -> list[str]:
    """The values of one setting, written as it writes them; a plain value is the only one."""
    if ".." not in text:
        return [text]
    match = _RANGE.fullmatch(text.replace(" ", ""))
    if not match:
        raise _usage(f"--set {name} 的范围“{text}”写得不对", _EXAMPLE)
    (first, unit), (last, last_unit), (step, step_unit) = [(Decimal(match[i]), match[i + 1]) for i in (1, 3, 5)]
    if not unit == last_unit == step_unit:
        raise _usage(f"--set {name} 的范围“{text}”起、止、步长的单位不同", "三处写同样的单位")
    if step <= 0 or last < first:
        raise _usage(f"--set {name} 的范围“{text}”从起点走不到终点", "从小写到大，步长大于 0")
    count = int((last - first) / step) + 1
    if count > MOST:
        raise _usage(f"--set {name} 的范围“{text}”有 {count} 个值，一次最多试 {MOST} 种", "把步长放大，或分几次试算")
    return [f"{_plain(first + i * step)}{unit}" for i in range(count)]


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _usage(message: str, remedy: str) -> UsageError:
    return UsageError(Problem("U014", Severity.ERROR, message, remedy))
