"""What stands at a target already: only a workbook of ours is replaced."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from techreform_cli.domain.problem import OutputFailed
from techreform_cli.domain.workbook import OWN_SHEETS
from techreform_cli.report.save import save_all, sheets_of

END = 22
"""The bytes at a zip's end that say where its list of members is."""


def workbook() -> bytes:
    """A workbook with the sheets that every workbook of ours has."""
    book = openpyxl.Workbook()
    for name in sorted(OWN_SHEETS):
        book.create_sheet(name)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_a_workbook_with_any_byte_of_its_end_damaged_is_ours_or_none(tmp_path: Path) -> None:
    """A place before the file's beginning is among what the damaged bytes say."""
    path, whole = tmp_path / "结果.xlsx", workbook()
    for at in range(len(whole) - END, len(whole)):
        for value in range(0, 256, 5):
            path.write_bytes(whole[:at] + bytes([value]) + whole[at + 1 :])
            found = sheets_of(path)
            assert not found or found >= OWN_SHEETS


def test_a_damaged_workbook_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    path, whole = tmp_path / "结果.xlsx", workbook()
    damaged = whole[:-END] + whole[-END:].replace(whole[-10:-6], b"\xff\xff\xff\x7f")
    path.write_bytes(damaged)
    with pytest.raises(OutputFailed) as refused:
        save_all({path: lambda target: target.write_bytes(b"new") and None})
    assert "不是本程序写出的，没有覆盖" in refused.value.problems[0].message and path.read_bytes() == damaged
