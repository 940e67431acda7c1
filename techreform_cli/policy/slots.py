"""What the slots of a policy file hold: numbers with their unit, columns, lists of names, text. Each refuses the rest in Chinese."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from techreform_cli.domain.expression import Amount
from techreform_cli.policy.meant import meant_number

QUOTES = '应是名单，其中的代码要加引号（如 ["13", "2925"]）'


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not (isinstance(value, (int, Fraction, Amount)) or (isinstance(value, str) and value.startswith("$"))):
        raise ValueError(_better(value) or "应是带单位的数（如 12.5%、80万元、8）或 $参数名")
    return value


def _better(value: Any) -> str:
    """What to write where it is plain which number was meant."""
    number = meant_number(value) if isinstance(value, str) else ""
    return f"写成 {number}" if number else ""


def _unquoted(value: Any) -> bool:
    """A list with numbers in it: codes that lack their quotes."""
    return isinstance(value, list) and any(isinstance(item, int) for item in value)


def _value(value: Any) -> Any:
    if value is None or (isinstance(value, (int, Fraction, Amount)) and not isinstance(value, bool)):
        return value
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return tuple(value)
    if _unquoted(value):
        raise ValueError(QUOTES)
    raise ValueError(_better(value) or "应是带单位的数（如 12.5%、80万元、8）、名单 [甲, 乙]，或 null（未定）")


def _names(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("$"):
        return value
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return tuple(value)
    if _unquoted(value):
        raise ValueError(QUOTES)
    raise ValueError(f"写成名单 [{value}]" if isinstance(value, str) and value.strip() else "应是名单 [甲, 乙] 或 $参数名")


def _bound(value: Any) -> Any:
    if isinstance(value, (int, Fraction, Amount, dt.date)) and not isinstance(value, bool):
        return value
    if not isinstance(value, str) or not value.strip() or value.startswith("$"):
        raise ValueError("应是数（如 80万元、8）、日期或列名")
    return value


def _spellings(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _text(value: Any) -> Any:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("应是文字")
    return value


_UNITS = "百元|千元|万元|百万元|千万元|亿元|元"
_PATTERN = rf"^(-?\d+(\.\d+)?(%| *({_UNITS})(/\S{{1,4}})?)?|\$[^\s$]+)$"
"""A number as scalars.resolve reads it, or the name of a parameter; for the published schema, where a plain number is no string."""
_LIST = {"type": "array", "items": {"type": "string"}, "minItems": 1}
Number = Annotated[Any, BeforeValidator(_number), WithJsonSchema({"type": ["string", "number"], "pattern": _PATTERN})]
ParameterValue = Annotated[
    Any, BeforeValidator(_value), WithJsonSchema({"anyOf": [{"type": ["string", "number", "null"], "pattern": _PATTERN}, _LIST]})
]
Names = Annotated[Any, BeforeValidator(_names), WithJsonSchema({"anyOf": [{"type": "string", "pattern": r"^\$[^\s$]+$"}, _LIST]})]
Limit = Annotated[Any, BeforeValidator(_bound), WithJsonSchema({"type": ["string", "number"]})]
Spellings = Annotated[list[str], BeforeValidator(_spellings), WithJsonSchema({"anyOf": [{"type": "string"}, _LIST]})]
"""The spellings of one thing, or the one it has."""
Text = Annotated[str, BeforeValidator(_text)]
