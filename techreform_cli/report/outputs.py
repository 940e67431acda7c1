"""The workbooks of one result: their names and places."""

from __future__ import annotations

from pathlib import Path

from techreform_cli.domain.result import Result
from techreform_cli.report.award_workbook import write_awards
from techreform_cli.report.save import beside, save_all
from techreform_cli.report.target_workbook import write_targets

TARGETS, AWARDS = "目标进度", "奖补测算"


def write_workbooks(result: Result, ledger: Path, folder: Path | None) -> list[Path]:
    """Write both workbooks into `folder` (None: beside the ledger) and return their paths. Raises OutputFailed."""
    place, name = beside(ledger, folder)
    stem = f"{name}_{result.year}"
    return save_all(
        {
            place / f"{stem}_{TARGETS}.xlsx": lambda path: write_targets(result, path),
            place / f"{stem}_{AWARDS}.xlsx": lambda path: write_awards(result, path),
        }
    )
