"""The workbooks of one result: their names and places."""

from __future__ import annotations

from pathlib import Path

from techreform_cli.domain.result import Result
from techreform_cli.report.award_workbook import write_awards
from techreform_cli.report.places import output
from techreform_cli.report.save import save_all
from techreform_cli.report.target_workbook import write_targets

TARGETS, AWARDS = "目标进度", "奖补测算"


def write_workbooks(result: Result, ledger: Path, folder: Path | None) -> list[Path]:
    """Write both workbooks into `folder` (None: beside the ledger) and return their paths. Raises OutputFailed."""
    return save_all(
        {
            output(ledger, folder, f"{result.year}_{TARGETS}.xlsx"): lambda path: write_targets(result, path),
            output(ledger, folder, f"{result.year}_{AWARDS}.xlsx"): lambda path: write_awards(result, path),
        }
    )
