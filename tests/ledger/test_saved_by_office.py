"""The samples, and cells of every sort, saved as .xls and .ods by LibreOffice say what the .xlsx says."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

import pytest
import xlsxwriter
from report.recalculation import SOFFICE, needs_office

from techreform_cli.domain.field import Dictionary
from techreform_cli.ledger.files.book import read_book
from techreform_cli.ledger.raw import Fault
from techreform_cli.ledger.read import read_ledger

SAMPLES = Path(__file__).parents[2] / "samples"


def saved_as(path: Path, suffix: str, folder: Path) -> Path:
    """The workbook saved in another format."""
    profile = (folder / "profile").as_uri()
    command = [str(SOFFICE), f"-env:UserInstallation={profile}", "--headless", "--convert-to", suffix, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"{path.stem}.{suffix}"


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["xls", "ods"])
@pytest.mark.parametrize("sample", ["示例台账", "示例台账_日常"])
def test_samples(tmp_path: Path, dictionary: Dictionary, sample: str, suffix: str) -> None:
    path = SAMPLES / f"{sample}.xlsx"
    one, other = read_ledger(path, dictionary), read_ledger(saved_as(path, suffix, tmp_path), dictionary)
    for key, table in one.tables.items():
        assert table.frame.to_csv() == other.tables[key].frame.to_csv(), key
    assert [(p.code, p.source and p.source.cell) for p in one.problems] == [(p.code, p.source and p.source.cell) for p in other.problems]
    counts = [[(r.rows_read, r.rows_used, r.excluded) for r in ledger.readings] for ledger in (one, other)]
    assert counts[0] == counts[1]


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_cells(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "原件.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet, other = book.add_worksheet("项目"), book.add_worksheet("隐")
    sheet.write_row(0, 0, ["a", 1234.5, "00123"])
    sheet.write_formula(1, 0, "=1/0", None, "#DIV/0!")
    sheet.write_formula(1, 1, "=NA()", None, "#N/A")
    sheet.write_formula(1, 2, "=1+2", None, 3)
    for column, code in enumerate(["0.0%", 'yyyy"年"m"月"d"日"', "yyyy/m/d h:mm"]):
        sheet.write_number(2, column, [0.125, 43348, 43348.5][column], book.add_format({"num_format": code}))
    sheet.merge_range(3, 0, 5, 0, "合并")
    sheet.set_row(6, None, None, {"hidden": True})
    sheet.write(6, 0, "隐藏行")
    sheet.write(200, 1, None, book.add_format({"bg_color": "#FFFF00"}))
    other.hide()
    other.write(0, 0, 1)
    book.close()
    first, second = read_book(saved_as(path, suffix, tmp_path)).sheets
    assert first.grid == [
        ["a", 1234.5, "00123"],
        [Fault("#DIV/0!"), Fault("#N/A"), 3.0],
        [0.125, dt.date(2018, 9, 5), dt.datetime(2018, 9, 5, 12)],
        ["合并", "", ""],
        ["", "", ""],
        ["", "", ""],
        ["隐藏行", "", ""],
    ]
    assert first.merges == ((3, 0, 5, 0),) and first.hidden_rows == {6} and first.content_rows == {0, 1, 2, 3, 6}
    assert first.percents == {(2, 0)} and not first.hidden and second.hidden
