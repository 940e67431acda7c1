"""techreform summary: for cron and the task scheduler."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from .conftest import Ran

Run = Callable[..., Ran]
DAY = ("--as-of", "2019-06-30")


def test_a_summary_is_printed(run: Run, ledger: Path) -> None:
    ran = run("summary", ledger, *DAY)
    assert ran.code == 0 and ran.err == ""
    assert "截至 2019年6月30日" in ran.out and "四、接下来完工的项目" in ran.out


def test_as_json(run: Run, ledger: Path) -> None:
    found = json.loads(run("summary", ledger, *DAY, "--format", "json").out)
    assert (found["schema_version"], found["kind"], found["as_of"]) == (1, "summary", "2019-06-30")
