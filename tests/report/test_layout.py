"""Both workbooks of the clean sample as texts beside the ones kept, so that a change of layout shows in review.

To renew them: RENEW_GOLDEN=1 python -m pytest tests/report/test_layout.py
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from report.dump import dump
from techreform_cli.domain.result import Result
from techreform_cli.pipeline import Request, compute
from techreform_cli.report.award_workbook import write_awards
from techreform_cli.report.target_workbook import write_targets

GOLDEN = Path(__file__).parent / "golden"
SAMPLE = Path(__file__).parents[2] / "samples" / "示例台账.xlsx"
RENEW = "RENEW_GOLDEN=1 python -m pytest tests/report/test_layout.py"


@pytest.fixture(scope="module")
def result() -> Result:
    return compute(Request(SAMPLE, year=2019), readings=True)


@pytest.mark.parametrize(("name", "writer"), [("奖补测算", write_awards), ("目标进度", write_targets)], ids=["awards", "targets"])
def test_the_layout_is_the_one_kept(tmp_path: Path, result: Result, name: str, writer: object) -> None:
    writer(result, tmp_path / "a.xlsx")  # type: ignore[operator]
    text, kept = dump(tmp_path / "a.xlsx"), GOLDEN / f"{name}.txt"
    if os.environ.get("RENEW_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        kept.write_text(text, "utf-8")
    assert text.splitlines() == kept.read_text("utf-8").splitlines(), f"版面有变化；是有意的就更新：{RENEW}"
