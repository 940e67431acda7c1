"""Changes single cells of a ledger's facts by the least that could matter, and says what every award row then is."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from independent.facts import COLUMNS, SHEETS, Facts
from independent.workbook import write_canonical

from techreform_cli.domain.policy import Policy
from techreform_cli.engine.calculate import calculate
from techreform_cli.ledger.read import read_ledger
from techreform_cli.report.json_document import document

Cell = tuple[str, int, str]
"""Sheet, row of the facts (from 0), header without unit."""

FEN = Decimal("0.000001")
YES_NO = {
    "规上", "高成长性", "拟培育上规模", "省内注册", "省级产业园", "重大平台", "符合产业政策", "符合指导目录", "异地技改", "首台套",
    "保费补偿", "国家工业强基", "技改",
}
DATES = {"备案日期", "开工日期", "完工日期", "完工评价日期", "拨付日期"}
NUMBERS = {"平均从业人数", "出让年期", "最高年期", "迁入年份"}
"""Numbers whose header names no unit."""
KEYS = {"统一社会信用代码", "企业名称", "项目编号", "年度", "奖补类别"}
"""What a row is about. Changing one moves the row to another enterprise or year."""


@dataclass(frozen=True)
class Bench:
    """One policy, year and folder to recompute in."""

    policy: Policy
    year: int
    folder: Path

    def rows(self, facts: Facts) -> tuple[dict[tuple[str, str], dict[str, Any]], dict[Cell, str]]:
        """Every award row as the JSON document has it, and each fact's cell."""
        path = self.folder / "台账.xlsx"
        cells = write_canonical(facts, path)
        doc = document(calculate(self.policy, read_ledger(path, self.policy.dictionary), self.year), [])
        places = {cell: f"台账.xlsx《{cell[0]}》{address}" for cell, address in cells.items()}
        return {(row["program"], row["credit_code"]): row for row in doc["awards"]}, places


def judged(row: dict[str, Any] | None) -> dict[str, Any] | None:
    """The row without its `inputs`: those record whatever was looked at, also where another condition decided."""
    return row and {key: value for key, value in row.items() if key != "inputs"}


def cited(row: dict[str, Any]) -> set[str]:
    """The cells a row's reasons name."""
    return {cell for reason in row["reasons"] for cell in reason["cells"]}


def recorded(row: dict[str, Any]) -> set[str]:
    """The cells a row's inputs name."""
    return {cell for value in row["inputs"] for cell in value["cells"]}


def changed(facts: Facts, cells: list[Cell]) -> Facts:
    """The facts with each of `cells` changed."""
    sheets: dict[str, list[dict[str, Any]]] = {}
    for sheet, index, header in cells:
        rows = sheets.setdefault(sheet, [dict(row) for row in facts.rows(sheet)])
        rows[index][header] = other(sheet, header, rows[index].get(header))
    return replace(facts, **{SHEETS[sheet]: rows for sheet, rows in sheets.items()})


def other(sheet: str, header: str, value: Any) -> Any:
    """The next value: the other answer, a 分 more, a day later, a text that differs at its end; something where there was nothing."""
    if header in YES_NO:
        return True if value is None else not value
    if header in DATES:
        return dt.date(2018, 6, 1) if value is None else value + dt.timedelta(days=1)
    if COLUMNS[sheet].get(header) or header in NUMBERS:
        return _more(value)
    return _text(header, value)


def _more(value: Any) -> Any:
    if value is None:
        return Decimal(1)
    return value + 1 if isinstance(value, int) else value + FEN


def _text(header: str, value: str | None) -> str:
    if header == "行业代码":
        return "C3911" if value != "C3911" else "C3912"
    if header == "改造类别":
        return "提质增效" if value != "提质增效" else "设备更新"
    return f"{value or '新'}改"


def difference(left: dict[str, Any] | None, right: dict[str, Any] | None) -> str:
    """What differs between two states of a row, for a failure's message."""
    if left is None or right is None:
        return "the row is gone" if right is None else "the row is new"
    texts = [(name, *(json.dumps(row[name], ensure_ascii=False) for row in (left, right))) for name in left if left[name] != right[name]]
    return "; ".join(f"{name}: {was} -> {now}" for name, was, now in texts)
