"""Holds what a calculation gave against what a case says, figure by figure, exactly."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from techreform_cli.domain.case import Difference
from techreform_cli.domain.expression import Amount
from techreform_cli.domain.money import FEN, decimal_text
from techreform_cli.domain.source import SourceRef
from techreform_cli.policy.scalars import written
from techreform_cli.policy.yaml_source import Document, Path_

YUAN = "元"
NO_ROW = "none"
MOST_REASONS = 3
SENTENCES = ("reasons", "unsaid")
"""Words that a reason of the row must contain, and such as none may."""


@dataclass(slots=True)
class Expectation:
    """Compares the JSON document of one year with what a case expects then; `path` is where the case says so.

    A key that means nothing is noted in the document of the file of cases.
    """

    document: Document
    found: dict[str, Any]
    program: str
    path: Path_
    differences: list[Difference] = field(default_factory=list)

    def compare(self, wanted: dict[str, Any]) -> list[Difference]:
        """Everything that is not as expected. Keys are programs, sections of the JSON document, or those of the one program's row."""
        flat: dict[str, Any] = {}
        for key, value in wanted.items():
            path = (*self.path, key)
            if key in self.found["totals"]:
                self._program(key, value, path)
            elif key == "problems":
                self._codes(value, path)
            elif isinstance(self.found.get(key), list | dict) or key == "instalments":
                self._section(key, self.found.get(key, []), value, path)
            elif self.program:
                flat[key] = value
            else:
                self._unknown(key, [*self.found["totals"], "targets", "totals", "problems", "instalments"], path)
        if flat:
            self._program(self.program, flat, self.path)
        return self.differences

    def _program(self, program: str, wanted: Any, path: Path_) -> None:
        """The rows of a program: the only one, or one for each enterprise named."""
        rows = [row for row in self.found["awards"] if row["program"] == program]
        if isinstance(wanted, list):
            for i, one in enumerate(wanted):
                named = one.get("enterprise") if isinstance(one, dict) else None
                self._row(program, [row for row in rows if row["enterprise"] == named], one, (*path, i))
        elif isinstance(wanted, dict) and "enterprise" in wanted:
            self._row(program, [row for row in rows if row["enterprise"] == wanted["enterprise"]], wanted, path)
        else:
            self._row(program, rows, wanted, path)

    def _row(self, program: str, rows: list[dict[str, Any]], wanted: Any, path: Path_) -> None:
        if not isinstance(wanted, dict):
            self.document.add("P204", path, "应得的数要写成 {项: 值}", "例如 {verdict: eligible, amount: 80万元}")
        elif wanted.get("row") == NO_ROW:
            if rows:
                self._differs(f"{program} 的行", "没有", f"{len(rows)} 行", (*path, "row"))
        elif len(rows) != 1:
            remark = "，几家企业的案例请写 enterprise" if len(rows) > 1 else ""
            self._differs(f"{program} 的行", "1 行", f"{len(rows)} 行{remark}" if rows else "没有", path)
        else:
            for key, value in wanted.items():
                self._figure(program, rows[0], key, value, (*path, key))

    def _figure(self, program: str, row: dict[str, Any], key: str, wanted: Any, path: Path_) -> None:
        """One figure or word of a row."""
        what = f"{program}.{key}"
        if key in SENTENCES:
            self._reasons(what, [reason["text"] for reason in row["reasons"]], wanted, key == "reasons", path)
        elif key == "projects" and isinstance(wanted, dict):
            parts = {str(project["id"]): project["amount"] for project in row["projects"]}
            if set(parts) != set(wanted):
                self._differs(what, "、".join(wanted) or "没有", "、".join(parts) or "没有", path)
            for name in wanted.keys() & parts.keys():
                self._value(f"{what}.{name}", wanted[name], parts[name], YUAN, (*path, name))
        elif key not in row or isinstance(row[key], list | dict):
            beside = ["targets", "totals", "problems", "instalments"] if path[:-1] == self.path else []
            known = [k for k, v in row.items() if not isinstance(v, list | dict)]
            self._unknown(key, [*known, "projects", *SENTENCES, "row", *beside], path)
        else:
            self._value(what, wanted, row[key], YUAN, path)

    def _reasons(self, what: str, texts: list[str], wanted: Any, said: bool, path: Path_) -> None:
        for words in wanted if isinstance(wanted, list) else [wanted]:
            if any(str(words) in text for text in texts) != said:
                self._differs(what, f"{'有' if said else '没有'}“{words}”", _some(texts), path)

    def _codes(self, wanted: Any, path: Path_) -> None:
        """The findings of the calculation, by code; what the reader says about the cells is not the policy's."""
        found = sorted(p["code"] for p in self.found["problems"] if p["code"].startswith("E"))
        expected = sorted(map(str, wanted if isinstance(wanted, list) else [wanted]))
        if found != expected:
            self._differs("problems", "、".join(expected) or "没有", "、".join(found) or "没有", path)

    def _section(self, name: str, found: Any, wanted: Any, path: Path_) -> None:
        """A part of the JSON document: entries by their id, by their key, or in their order."""
        if name == "instalments" and not isinstance(wanted, list):
            example = "例如 instalments: [{due_year: 2025, amount: 50万元, due: now}, {due_year: 2026, amount: 50万元, due: later}]"
            self.document.add("P204", path, "instalments 要写成列表，每期一项，按先后", example)
            return
        if isinstance(found, list) and isinstance(wanted, dict):
            found = {entry["id"]: entry for entry in found if "id" in entry}
        if isinstance(wanted, list):
            if len(wanted) != len(found):
                self._differs(name, f"{len(wanted)} 项", f"{len(found)} 项", path)
            for i, (entry, one) in enumerate(zip(found, wanted, strict=False)):
                self._entry(f"{name}[{i + 1}]", entry, one, (*path, i))
            return
        for key, one in wanted.items() if isinstance(wanted, dict) else ():
            if key in found:
                self._entry(f"{name}.{key}", found[key], one, (*path, key))
            else:
                self._unknown(key, list(found), (*path, key))

    def _entry(self, what: str, found: Any, wanted: Any, path: Path_) -> None:
        if not isinstance(found, dict) or not isinstance(wanted, dict):
            self._value(what, wanted, found, YUAN, path)
            return
        for key, one in wanted.items():
            if key in found:
                self._value(f"{what}.{key}", one, found[key], str(found.get("unit", YUAN)), (*path, key))
            else:
                self._unknown(key, list(found), (*path, key))

    def _value(self, what: str, wanted: Any, found: Any, unit: str, path: Path_) -> None:
        """A single value; `unit` is that of figures of money."""
        head = unit.partition("/")[0]
        fen = FEN.get(head, FEN[YUAN])
        expected, figure = _number(wanted, fen), _number(found, fen)
        same = expected == figure if expected is not None and figure is not None else _text(wanted) == _text(found)
        if not same:
            money = isinstance(wanted, Amount) and figure is not None
            self._differs(what, _shown(wanted), _money(figure, fen, wanted.per) if money and figure is not None else _shown(found), path)

    def _differs(self, what: str, expected: str, found: str, path: Path_) -> None:
        line, column = self.document.mark(path)
        year = int(self.found["year"])
        self.differences.append(Difference(year, what, expected, found, SourceRef(self.document.file, "", f"{line}:{column}")))

    def _unknown(self, key: str, known: list[str], path: Path_) -> None:
        near = self.document.nearest(key, known)
        self.document.add("P204", path, f"不知道“{key}”是什么", f"是否为 {near}？" if near else "可用的有：" + "、".join(known))


def _number(value: Any, fen: int) -> Fraction | None:
    """The figure a value stands for, money in the unit of `fen` 分; None for what is no figure. 1_000.50 and 1,000.50 are figures."""
    match value:
        case bool() | None:
            return None
        case Amount():
            return Fraction(value.fen, fen)
        case int() | Fraction():
            return Fraction(value)
        case str() if re.fullmatch(r"-?\d[\d_,]*(\.\d+)?", value):
            return Fraction(re.sub("[_,]", "", value))
        case _:
            return None


def _text(value: Any) -> str | None:
    if isinstance(value, dt.date):
        return value.isoformat()
    return None if value is None else written(value)


def _some(texts: list[str]) -> str:
    """The first few of many reasons."""
    rest = f"；等 {len(texts)} 条" if len(texts) > MOST_REASONS else ""
    return "；".join(texts[:MOST_REASONS]) + rest if texts else "没有理由"


def _shown(value: Any) -> str:
    """A value as a difference tells it, without the zeros that only pad it."""
    number = _number(value, 1) if isinstance(value, str) else None
    return written(value) if number is None else decimal_text(number, 0, 10)


def _money(figure: Fraction, fen: int, per: str) -> str:
    """A figure of money as the policy language writes it, for it is held against one written so."""
    whole = figure * fen
    return written(Amount(int(whole), per)) if whole.denominator == 1 else decimal_text(figure, 0, 10)
