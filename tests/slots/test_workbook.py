"""The workbooks of a policy that fills every slot: what Excel calculates is what the engine gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from report.recalculation import differences, needs_office, stored

from techreform_cli.pipeline import Request, compute
from techreform_cli.report.award_workbook import write_awards
from techreform_cli.report.target_workbook import write_targets

from .county import write
from .every_slot import random_rows

POLICY = Path(__file__).parent / "every_slot.yaml"


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("year", [2024, 2025])
@pytest.mark.parametrize(("seed", "gaps"), [(1, 0.0), (2, 0.02), (3, 0.0), (4, 0.05)])
def test_every_formula_recalculates(tmp_path: Path, seed: int, gaps: float, year: int) -> None:
    ledger = write(tmp_path / "台账.xlsx", random_rows(seed, gaps))
    for queue in ("pro_rata", "largest_first", "smallest_first", "earliest_first"):
        book = tmp_path / f"{queue}.xlsx"
        result = compute(Request(ledger, str(POLICY), {"budgets.fund.exceeded": queue}, year))
        write_awards(result, book)
        folder = tmp_path / queue
        folder.mkdir()
        assert differences(book, folder) == []
        assert len(stored(book)) > 500


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize(("seed", "gaps"), [(1, 0.0), (2, 0.05)])
def test_every_formula_of_the_targets_recalculates(tmp_path: Path, seed: int, gaps: float) -> None:
    book = tmp_path / "目标.xlsx"
    result = compute(Request(write(tmp_path / "台账.xlsx", random_rows(seed, gaps)), str(POLICY), year=2024))
    write_targets(result, book)
    assert result.targets[0].measurement.actual is not None
    assert differences(book, tmp_path) == []
    assert len(stored(book)) > 20
