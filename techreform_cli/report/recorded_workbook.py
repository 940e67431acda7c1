"""Reads a 奖补测算 workbook of ours back: what it came from, and every award with the values stored for its formulas."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from techreform_cli.domain.money import FEN, decimal_text, half_up, percent, wan
from techreform_cli.domain.program_result import Verdict
from techreform_cli.domain.recorded import Recorded, RecordedAward, RecordedInput, RecordedProgram, RecordedReading
from techreform_cli.domain.workbook import READINGS, RUN
from techreform_cli.report.parameter_sheet import SHEET as PARAMETERS

Row = dict[str, Any]
Claims = dict[str, dict[str, RecordedInput]]
TOP = 12
"""In how many rows from the top a sheet's header must stand."""
NOT_FILLED = "未填"
VERDICTS = {verdict.label: verdict for verdict in Verdict}


class NotOurs(Exception):
    """The file is no result of ours; the text goes on after its name."""


def read_workbook(content: bytes, file: str) -> Recorded:
    """The result in the workbook. Raises NotOurs."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError):
        raise NotOurs("打不开，不是本程序写出的工作簿") from None
    if not {READINGS, RUN, PARAMETERS} <= set(sheets):
        raise NotOurs("不是本程序写出的《奖补测算》工作簿")
    facts = {str(row[0]): str(row[1] or "") for row in sheets[RUN] if len(row) > 1 and row[0]}
    try:
        return _recorded(sheets, facts, file)
    except (KeyError, IndexError, TypeError, ValueError):
        raise NotOurs("的内容不全，不是写出时的样子") from None


def _recorded(sheets: Mapping[str, list[list[Any]]], facts: dict[str, str], file: str) -> Recorded:
    year = int(facts["计算年度（--year）"][:4])
    programs: list[RecordedProgram] = []
    awards: list[RecordedAward] = []
    for rows in sheets.values():
        title = re.fullmatch(r"(.*)（(.*)）\d{4}年企业奖补明细", str(rows[0][0])) if rows and rows[0] else None
        if title:
            programs.append(RecordedProgram("", title[1]))
            awards += _awards(rows, title[1], _inputs(sheets, f"{title[1]}（{title[2]}）"))
    settings = [str(row[1]) for row in sheets[RUN] if row and row[0] == "改动（--set）" and row[1] != "无"]
    return Recorded(
        file=file,
        kind="workbook",
        year=year,
        as_of=facts["截至日期（--as-of）"],
        ledger=(facts["台账文件"], facts["台账 SHA-256"]),
        policy=(facts["政策编号"], facts["政策文件 SHA-256"]),
        settings=dict(text.split("=", 1) for text in settings),
        parameters=_parameters(sheets[PARAMETERS], year),
        interpretations=_interpretations(sheets[READINGS]),
        programs=tuple(programs),
        awards=tuple(awards),
    )


def _table(rows: list[list[Any]], *wanted: str) -> Iterator[Row]:
    """The rows below the header that has all the columns `wanted`, by column; up to the total, or the first row without a first cell."""
    top = next((number for number, row in enumerate(rows[:TOP]) if set(wanted) <= set(row)), None)
    if top is None:
        raise KeyError(wanted)
    header = [str(name or "") for name in rows[top]]
    for row in rows[top + 1 :]:
        if not row or row[0] in (None, "", "合计"):
            return
        yield dict(zip(header, row, strict=False))


def _awards(rows: list[list[Any]], label: str, inputs: dict[str, Claims]) -> Iterator[RecordedAward]:
    for row in _table(rows, "企业名称", "统一社会信用代码", "判定", "本年奖补(万元)"):
        verdict, amount = VERDICTS.get(row["判定"]), _fen(row["本年奖补(万元)"])
        names = list(row)
        base = names[names.index("判定") + 1]
        if verdict is None or (verdict is Verdict.ELIGIBLE and amount is None):
            raise NotOurs("里的金额没有存下数值，请用 Excel 或 WPS 打开，保存后再比较")
        yield RecordedAward(
            program=label,
            enterprise=str(row["企业名称"] or ""),
            credit_code=str(row["统一社会信用代码"] or ""),
            verdict=verdict,
            base=_fen(row[base]),
            rate=None,
            computed=_fen(row["应得累计(万元)"] if "应得累计(万元)" in row else row["应得(万元)"]),
            already_paid=_fen(row["以前年度已得(万元)"]),
            amount=amount,
            reasons=tuple(str(row["计算说明"] or "").split("；")),
            inputs=inputs.get(str(row["企业序号"]), {}),
        )


def _inputs(sheets: Mapping[str, list[list[Any]]], program: str) -> dict[str, Claims]:
    """The ledger values of a program's project sheet, by the enterprise's number there: the columns between the award year and the first
    condition."""
    found: dict[str, Claims] = {}
    for rows in sheets.values():
        if not rows or not rows[0] or not re.fullmatch(re.escape(program) + ".*(?<!企业奖补)明细", str(rows[0][0])):
            continue
        for row in _table(rows, "企业序号", "奖补年度"):
            names = list(row)
            first, last = names.index("奖补年度") + 1, next(i for i, name in enumerate(names) if name.endswith("在规定期限内"))
            claim = f"{row['奖补年度']}年{row[names[3]] or ''}"
            read = [name for name in names[first:last] if "符合规定" not in name]
            values = {name.replace("\n", "，"): RecordedInput(_shown(row[name])) for name in read}
            found.setdefault(str(row["企业序号"]), {})[claim] = values
    return found


def _interpretations(rows: list[list[Any]]) -> dict[str, RecordedReading]:
    found = {}
    for row in _table(rows, "本次采用", "是否确认", "编号"):
        used = re.fullmatch(r"● (.*)［([^［］]*)］", str(row["本次采用"]), re.DOTALL)
        if used:  # below stand findings about the policy, which are no questions
            confirmed = str(row["是否确认"]).startswith("已确认")
            found[str(row["编号"])] = RecordedReading(str(row["问题"]), used[2], used[1], confirmed)
    return found


def _parameters(rows: list[list[Any]], year: int) -> dict[str, str]:
    """The values in force at the end of the year, in words as calc --json has them."""
    found = {}
    for row in _table(rows, "参数", "数值", "单位", "起用"):
        start = str(row["起用"])
        if start == "一直" or int(start[:4]) <= year:
            found[f"{row['参数']}（{row['条款']}）"] = _value(row["数值"], str(row["单位"] or ""))
    return found


def _value(value: Any, unit: str) -> str:
    if isinstance(value, str) or value is None:
        return str(value or "")
    if unit.startswith("万元"):
        return wan(_fen(value) or 0) + unit
    return percent(_exact(value)) if not unit else decimal_text(_exact(value), 0, 4)


def _shown(value: Any) -> str:
    if value is None:
        return NOT_FILLED
    return value if isinstance(value, str) else decimal_text(_exact(value), 0, 6)


def _exact(value: Any) -> Fraction:
    """The decimal that a stored number stands for: its shortest spelling, not the binary number behind it."""
    return Fraction(repr(value))


def _fen(value: Any) -> int | None:
    return half_up(_exact(value) * FEN["万元"]) if isinstance(value, int | float) else None
