"""Reads a result back: the JSON of calc --json, or a 奖补测算 workbook."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from techreform_cli.domain.money import half_up, percent
from techreform_cli.domain.problem import Problem, ResultUnreadable, Severity
from techreform_cli.domain.program_result import Verdict
from techreform_cli.domain.recorded import Recorded, RecordedAward, RecordedInput, RecordedProgram, RecordedReading
from techreform_cli.report.recorded_workbook import NOT_FILLED, NotOurs, read_workbook

LARGEST = 2**30
"""Files above this many bytes are not looked at."""


def read_recorded(path: Path) -> Recorded:
    """The result that a file holds. Raises ResultUnreadable for a file that cannot be read or is not ours."""
    try:
        if path.stat().st_size > LARGEST:
            raise _unreadable(f"“{path.name}”太大，不是本程序写出的结果")
        content = path.read_bytes()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise _unreadable(f"找不到文件 {path.name}" if missing else f"读不了文件 {path.name}", "请核对文件名和所在文件夹") from None
    try:
        return read_workbook(content, path.name) if content.startswith(b"PK") else _from_json(content, path.name)
    except NotOurs as error:
        raise _unreadable(f"“{path.name}”{error}") from None


def _unreadable(message: str, remedy: str = "") -> ResultUnreadable:
    advice = remedy or "请用 calc --json 存下的文件，或 calc 写出的《奖补测算》工作簿"
    return ResultUnreadable(Problem("U022", Severity.ERROR, message, advice))


def _from_json(content: bytes, file: str) -> Recorded:
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise NotOurs("不是本程序写出的结果") from None
    if not isinstance(data, dict) or "awards" not in data:
        raise NotOurs("不是 calc --json 的结果")
    if "programs" not in data:
        raise NotOurs("是旧版本写出的结果，缺少比较要用的内容")
    try:
        return _recorded(data, file)
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError):
        raise NotOurs("残缺不全，不是 calc --json 写出时的样子") from None


def _recorded(data: dict[str, Any], file: str) -> Recorded:
    parameters, asked = data["parameters"], data["questions"]
    names = {name: f"{one['label']}（{one['clause']}）" for name, one in parameters.items()}
    programs = {
        name: RecordedProgram(
            name, one["label"], frozenset(names[p] for p in one["parameters"]), frozenset(map(str, one["interpretations"]))
        )
        for name, one in data["programs"].items()
    }
    return Recorded(
        file=file,
        kind="json",
        year=int(data["year"]),
        as_of=str(data["as_of"]),
        ledger=(str(data["ledger"]["file"]), str(data["ledger"]["sha256"])),
        policy=(str(data["policy"]["id"]), str(data["policy"]["sha256"])),
        settings={str(name): str(value) for name, value in data["settings"].items()},
        parameters={names[name]: str(one["value"]) for name, one in parameters.items()},
        interpretations={
            name: RecordedReading(asked[name]["question"], one["use"], asked[name]["label"], bool(one["confirmed"]))
            for name, one in data["interpretations"].items()
        },
        programs=tuple(programs.values()),
        awards=tuple(_award(one, programs[one["program"]].label) for one in data["awards"]),
    )


def _award(one: dict[str, Any], label: str) -> RecordedAward:
    inputs: dict[str, dict[str, RecordedInput]] = {}
    for i in one["inputs"]:
        claim = f"{i['award_year']}年{i['project'] or ''}"
        inputs.setdefault(claim, {})[i["field"]] = RecordedInput(i["value"] or NOT_FILLED, "、".join(i["cells"]))
    return RecordedAward(
        program=label,
        enterprise=one["enterprise"] or "",
        credit_code=one["credit_code"] or "",
        verdict=Verdict(one["verdict"]),
        base=_fen(one["base"]),
        rate="" if one["rate"] is None else percent(Fraction(one["rate"])),
        computed=_fen(one["computed"]),
        already_paid=_fen(one["already_paid"]),
        amount=_fen(one["amount"]),
        reasons=tuple(str(reason["text"]) for reason in one["reasons"]),
        inputs=inputs,
    )


def _fen(text: str | None) -> int | None:
    return None if text is None else half_up(Fraction(text) * 100)
