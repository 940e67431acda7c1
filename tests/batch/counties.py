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
from tests.slots import county
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


PARTS = """\
base: {label: 设备购置额, sum: [{field: 设备购置额}]}
rate: 10%
instalments: [{share: 60%}, {share: 40%, offset: 1}]
"""
ONCE = "base: {label: 建设投资, sum: [{field: 建设投资}]}\nrate: 10%"


def write_paid_in_parts(folder: Path) -> None:
    """Two groups, the first with a policy that pays one of its programs in two parts and the other at once, the second with one that
    pays at once. By hand for 2025, in 万元; 10 % each:

    甲1 completed 1000 in 2024: 100 awarded then, 40 due. 甲4 completed 200 in 2024: 20 awarded then, 8 due; its town has nothing else.
    甲2 completed 500 in 2025: 50 awarded, 30 due; and of 200 built 20 at once. 甲3 completed something in 2025: open. 甲5, in the
    other group, built for 300 in 2025: 30 at once. Awarded in 2025 are 100, due 40 + 8 + 30 + 20 + 30 = 128.
    """
    first = county.program(PARTS, "parts") + county.program(ONCE, "once")
    (folder / "分期.yaml").write_text(county.policy(first), "utf-8")
    second = county.policy(county.program(ONCE, "once")).replace("id: slots", "id: once")
    (folder / "一次.yaml").write_text(second, "utf-8")
    groups = "groups:\n  甲组: {ledgers: [甲*.xlsx], policy: 分期.yaml}\n  乙组: {ledgers: [乙*.xlsx], policy: 一次.yaml}\n"
    (folder / "techreform.yaml").write_text(groups, "utf-8")

    def done(number: int, year: int, equipment: int | None, built: int) -> dict[str, Any]:
        return county.project(f"P{number}", number, 完工日期=f"{year}-03-01", 设备购置额=equipment, 建设投资=built)

    def ledger(name: str, *firms: tuple[int, str], projects: list[dict[str, Any]]) -> None:
        county.write(folder / name, {"企业": [county.firm(number, 乡镇=town) for number, town in firms], "项目": projects})

    ledger("甲一.xlsx", (1, "仙塘镇"), (4, "灯塔镇"), projects=[done(1, 2024, 1000, 0), done(4, 2024, 200, 0)])
    ledger("甲二.xlsx", (2, ""), (3, "黄村镇"), projects=[done(2, 2025, 500, 200), done(3, 2025, None, 0)])
    ledger("乙.xlsx", (5, "仙塘镇"), projects=[done(5, 2025, 0, 300)])


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
