"""Options that several commands share, and how their texts are read."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from techreform_cli.domain.county import EARLIEST, LATEST, written_day, written_year
from techreform_cli.domain.problem import Problem, Severity, UsageError

Ledger = Annotated[
    Path, typer.Argument(metavar="台账", help="台账文件，如 台账.xlsx；也可以是放着几个台账文件的文件夹", show_default=False)
]
PolicyOption = Annotated[
    str | None, typer.Option("--policy", metavar="政策", help="政策编号或政策文件的路径，不写则用自带的默认政策", show_default=False)
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="名=值", help="改口径（口径=选项）或改规则（奖补.项=值），可写多次", show_default=False),
]
YearOption = Annotated[
    str | None, typer.Option("--year", metavar="年度", help="计算哪一年，不写则取计划期内台账有数据的最近一年", show_default=False)
]
AsOfOption = Annotated[str | None, typer.Option("--as-of", metavar="日期", help="目标进度算到哪一天，不写则到年底", show_default=False)]
JsonOption = Annotated[bool, typer.Option("--json", help="只输出 JSON，供其他程序读取")]
FolderOption = Annotated[
    Path | None, typer.Option("-o", "--out", metavar="文件夹", help="结果放在哪个文件夹，不写则放在台账旁边", show_default=False)
]


def usage(message: str, remedy: str) -> UsageError:
    """What to raise for a command line that cannot be meant."""
    return UsageError(Problem("U001", Severity.ERROR, message, remedy))


def year_of(text: str | None, where: str = "") -> int | None:
    """A year as a number; `where` says where it stands other than behind --year. Raises UsageError."""
    if text is None:
        return None
    year = written_year(text)
    if year is None:
        raise usage(f"{where}年度“{text}”不对", "写四位年度，如 " + ("2024" if where else "--year 2024"))
    if not EARLIEST <= year <= LATEST:
        raise usage(f"{where}年度 {year} 不合理", "写四位年度，如 2024")
    return year


def day_of(text: str | None, where: str = "") -> dt.date | None:
    """A day as a date; `where` says where it stands other than behind --as-of. Raises UsageError."""
    if text is None:
        return None
    day = written_day(text)
    if day is None:
        raise usage(f"{where}日期“{text}”不对", "写成 " + ("2024-06-30" if where else "--as-of 2024-06-30"))
    return day


def settings_of(texts: list[str] | None) -> dict[str, str]:
    """--set NAME=VALUE pairs. Raises UsageError for one without a name or value, or a name set twice."""
    found: dict[str, str] = {}
    for text in texts or []:
        name, equals, value = text.partition("=")
        name, value = name.strip(), value.strip()
        if not equals or not name or not value:
            raise usage(f"--set 的“{text}”写得不完整", "写成 名=值，如 --set equipment_floor=threshold")
        if name in found:
            raise usage(f"--set 把“{name}”写了两次", "只留一个")
        found[name] = value
    return found


def show_json(document: dict[str, Any]) -> None:
    """One JSON object on stdout. Where stdout cannot carry every character (a GBK console), others are written as \\u escapes."""
    from json import dumps

    unicode = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "").startswith("utf")
    typer.echo(dumps(document, ensure_ascii=not unicode, indent=1))
