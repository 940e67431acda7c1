"""What Excel checks while a ledger is filled in: drop-downs, dates, amounts, codes, with messages in a clerk's words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from techreform_cli.domain.field import FieldType
from techreform_cli.domain.sheets import ENTERPRISES
from techreform_cli.report.template_layout import WHO, TemplateColumn

ROWS = 5000
"""How many rows below the header are checked."""
EARLIEST, LATEST = 1990, 2100
CREDIT_CODE, CODE_LENGTH = "credit_code", 18
STOP, WARN = "stop", "warning"


def check_of(column: TemplateColumn, options: str, enterprises: str) -> dict[str, Any] | None:
    """The check of a column as XlsxWriter takes it; None where anything may be written.

    `options` is the range of what may be chosen from ("" for none), `enterprises` that of the same column of 《企业》.
    """
    spec = column.spec
    if spec.type is FieldType.BOOLEAN:
        return _told({"validate": "list", "source": ["是", "否"]}, STOP, "请填 是 或 否；不清楚的请留空")
    if options:
        return _told({"validate": "list", "source": f"={options}"}, WARN, "不在可选的内容里，程序可能认不出。确定要这样填吗？")
    if spec.key in WHO and enterprises and spec.sheet != ENTERPRISES:
        return _told({"validate": "list", "source": f"={enterprises}"}, WARN, "《企业》表里没有这一项，对不上企业。确定要这样填吗？")
    if spec.key == CREDIT_CODE:
        return _told({"validate": "length", "criteria": "==", "value": CODE_LENGTH}, WARN, f"统一社会信用代码应为 {CODE_LENGTH} 位")
    return _of_type(spec.type, spec.header)


def _of_type(kind: FieldType, header: str) -> dict[str, Any] | None:
    if kind is FieldType.DATE:
        days = {"minimum": dt.date(EARLIEST, 1, 1), "maximum": dt.date(LATEST, 12, 31)}
        return _told({"validate": "date", "criteria": "between", **days}, STOP, "请填日期，写全年月日，中间用短横线；没有请留空")
    if kind in (FieldType.MONEY, FieldType.NUMBER):
        what = f"「{header}」应是不小于 0 的数，单位见列名。确定要这样填吗？"
        return _told({"validate": "decimal", "criteria": ">=", "value": 0}, WARN, what)
    if kind is FieldType.INTEGER:
        return _told({"validate": "integer", "criteria": ">=", "value": 0}, STOP, "请填整数；不清楚的请留空")
    if kind is FieldType.YEAR:
        years = {"minimum": EARLIEST, "maximum": LATEST}
        return _told({"validate": "integer", "criteria": "between", **years}, STOP, "请填四位年份")
    return None


def _told(check: dict[str, Any], weight: str, message: str) -> dict[str, Any]:
    return {**check, "ignore_blank": True, "error_type": weight, "error_title": "请核对", "error_message": message[:255]}
