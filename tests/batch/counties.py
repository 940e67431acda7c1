"""Ledgers of several towns made from the facts of one county, and the batch command run over them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.cli.conftest import ANNUAL, CODE, ENTERPRISES, OTHER, PROJECTS
from tests.independent.facts import Facts, random_facts
from tests.independent.workbook import write_canonical
from tests.workbooks import Sheets

OWNER = "统一社会信用代码"
COMMAND = [sys.executable, "-c", "from techreform_cli.cli.main import run; run()"]
YES = "是"
A, B = (CODE, "甲有限公司"), (OTHER, "乙有限公司")
"""Two enterprises: credit code and name."""

Owner = tuple[str, str]


def town(projects: list[list[Any]], enterprises: list[list[Any]] | None = None) -> Sheets:
    """A ledger of 甲有限公司 (or others) with projects."""
    own = enterprises or [firm(A)]
    annual = [[code, name, year, YES, 6000, 1500, 60, 100, 50] for name, code, *_ in own for year in (2017, 2018, 2019)]
    return {"企业": [ENTERPRISES.split(), *own], "项目": [PROJECTS.split(), *projects], "年度指标": [ANNUAL.split(), *annual]}


def firm(owner: Owner) -> list[Any]:
    """An enterprise 规上 and registered in the province."""
    code, name = owner
    return [name, code, "仙塘镇", "", "C3922", YES, "否", "否", YES, "", "否"]


def project(
    number: str, equipment: int, certificate: str, finished: str = "2019-06-30", owner: Owner = A, name: str = ""
) -> list[Any]:
    """A project completed in 2019, of equipment in 万元."""
    plain = [number, name or f"项目{number}", *owner, "设备更新", "否", certificate, None, "2019-01-10", finished]
    return [*plain, equipment + 100, equipment, YES, YES, "否", 0, equipment]


def split(facts: Facts, count: int) -> list[Facts]:
    """The county's enterprises dealt out to so many ledgers, each with all its rows; the county's own sheets go to the first."""
    home = {row[OWNER]: number % count for number, row in enumerate(facts.enterprises)}

    def of(rows: list[dict[str, Any]] | None, number: int) -> list[dict[str, Any]] | None:
        return None if rows is None else [row for row in rows if home[row[OWNER]] == number]

    towns = []
    for number in range(count):
        own = {key: of(getattr(facts, key), number) for key in ("enterprises", "projects", "annual", "paid")}
        common = {} if number == 0 else dict.fromkeys(("appropriations", "land", "county"))
        towns.append(replace(facts, **own, **common))
    return towns


def write_towns(folder: Path, count: int, each: int, seed: int = 1) -> Facts:
    """So many ledgers of `each` enterprises in `folder`; the facts of all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    facts = random_facts(seed, count * each)
    for number, town in enumerate(split(facts, count)):
        write_canonical(town, folder / f"镇{number:03}.xlsx")
    return facts


def workbooks(folder: Path) -> dict[str, bytes]:
    """Every file below the folder but the record, which has times in it."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".json")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def batch(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own."""
    return subprocess.run(whole(arguments), capture_output=True, text=True, encoding="utf-8", cwd=cwd, check=False)


def whole(arguments: Sequence[str | Path]) -> list[str]:
    """The command line of a process."""
    return [*COMMAND, "batch", *map(str, arguments)]
