"""Ledgers of several towns made from the facts of one county, and the batch command run over them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.independent.facts import Facts, random_facts
from tests.independent.workbook import write_canonical

COMMAND = [sys.executable, "-c", "from techreform_cli.cli.main import run; run()"]
CODE = "统一社会信用代码"


def split(facts: Facts, count: int) -> list[Facts]:
    """The county's enterprises dealt out to so many ledgers, each with all its rows; the county's own sheets go to the first."""
    home = {row[CODE]: number % count for number, row in enumerate(facts.enterprises)}

    def of(rows: list[dict[str, Any]] | None, number: int) -> list[dict[str, Any]] | None:
        return None if rows is None else [row for row in rows if home[row[CODE]] == number]

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
