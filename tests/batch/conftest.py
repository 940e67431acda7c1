"""The batch command run in this process over tmp_path/台账."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from techreform_cli.cli.main import main


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, dict[str, Any]]]:
    """Run batch over tmp_path/台账 for 2019 into tmp_path/结果, in this process; its exit code and record."""

    def run(*more: str | Path, paths: list[str | Path] | None = None) -> tuple[int, dict[str, Any]]:
        arguments = ["batch", *(paths or [tmp_path / "台账"]), "--year", "2019", "-o", tmp_path / "结果", "--jobs", "1", *more]
        code = main([str(one) for one in arguments])
        captured = capsys.readouterr()
        assert "程序出错" not in captured.err + captured.out
        record = tmp_path / "结果" / "run_results.json"
        return code, json.loads(record.read_text("utf-8")) if record.is_file() else {"err": captured.err}

    return run
