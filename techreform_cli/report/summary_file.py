"""Reads a previous summary back: the JSON of summary --format json."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from techreform_cli.domain.money import FEN, half_up
from techreform_cli.domain.outcome import Award
from techreform_cli.domain.problem import Problem, ResultUnreadable, Severity
from techreform_cli.domain.program_result import Verdict
from techreform_cli.domain.summary import EarlierSection, EarlierSummary, EarlierTarget, Finding
from techreform_cli.domain.target_result import Status
from techreform_cli.domain.totals import Totals
from techreform_cli.report.json_document import SCHEMA_VERSION
from techreform_cli.report.summary_document import KIND

LARGEST = 2**28
"""Files above this many bytes are not looked at."""


def read_summary(path: Path) -> EarlierSummary:
    """The summary that a file holds. Raises ResultUnreadable for one that cannot be read or is not ours."""
    try:
        if path.stat().st_size > LARGEST:
            raise _unreadable(f"“{path.name}”太大，不是本程序写出的摘要")
        content = path.read_bytes()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        remedy = "第一次运行没有上次的摘要，不写 --since" if missing else "请核对文件名和所在文件夹"
        raise _unreadable(f"找不到文件 {path.name}" if missing else f"读不了文件 {path.name}", remedy) from None
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _unreadable(f"“{path.name}”不是本程序写出的摘要") from None
    if not isinstance(data, dict) or data.get("kind") != KIND:
        raise _unreadable(f"“{path.name}”不是 summary --format json 写出的摘要")
    if data.get("schema_version") != SCHEMA_VERSION:
        raise _unreadable(f"“{path.name}”是另一个版本写出的摘要，读不了", "用现在的版本重新写一份")
    try:
        return EarlierSummary(dt.date.fromisoformat(data["as_of"]), tuple(_section(one) for one in data["ledgers"]))
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError):
        raise _unreadable(f"“{path.name}”残缺不全，不是 summary --format json 写出时的样子") from None


def _unreadable(message: str, remedy: str = "--since 请用 summary --format json 存下的文件") -> ResultUnreadable:
    return ResultUnreadable(Problem("U040", Severity.ERROR, message, remedy))


def _section(one: dict[str, Any]) -> EarlierSection:
    return EarlierSection(
        file=str(one["ledger"]["file"]),
        ledger_sha256=str(one["ledger"]["sha256"]),
        policy=str(one["policy"]["id"]),
        policy_sha256=str(one["policy"]["sha256"]),
        settings={str(name): str(value) for name, value in one["settings"].items()},
        year=int(one["year"]),
        award_year=int(one["award_year"]),
        targets={str(target["id"]): _target(target) for target in one["targets"]},
        awards={name: Totals(int(of["enterprises"]), _fen(of["amount"]), int(of["undetermined"])) for name, of in one["awards"].items()},
        awarded={name: tuple(_award(award) for award in of["awarded"]) for name, of in one["awards"].items() if "awarded" in of},
        counts={kind: int(one["counts"][kind.value]) for kind in Finding},
    )


def _target(one: dict[str, Any]) -> EarlierTarget:
    scale = FEN.get(one["unit"].split("/")[0], 1)
    actual = None if one["actual"] is None else Fraction(one["actual"]) * scale
    return EarlierTarget(actual, Status(one["status"]), Fraction(one["elapsed"]) >= 1)


def _award(one: dict[str, Any]) -> Award:
    """An award above 0, or undetermined."""
    amount = None if one["amount"] is None else _fen(one["amount"])
    verdict = Verdict.UNDETERMINED if amount is None else Verdict.ELIGIBLE
    return Award(-1, str(one["enterprise"] or ""), str(one["credit_code"] or ""), verdict, amount)


def _fen(text: str) -> int:
    return half_up(Fraction(text) * 100)
