"""The short way in which a sheet writes its cells gives XlsxWriter's own bytes."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from xlsxwriter.worksheet import Worksheet

from techreform_cli.report import sheet
from techreform_cli.report.book import Book, Cell, Column
from techreform_cli.report.sheet import Sheet

TEXTS = ["甲公司", "a&b", "<r>x</r>", '说"是"', " 前", "后 ", "两行\n文字", "_x0041_", "\t", "　全角　", "it's", "1", "=1+1", "é~😀"]
FORMULAS = [
    Cell(1.5, "money", "ROUND(A1*2,6)"),
    Cell(2, "count", 'COUNTIF(A1:A9,"<>")'),
    Cell("待补正", "watch", 'IF(A1&B1="","待补正",1)'),
    Cell(None, "money", 'IF(A1="","",1)'),
    Cell("#N/A", "text", "NA()"),
]
LINKS = ["external:台账.xlsx#'企业'!A1", "external:台账.xlsx#'项目'!B2", "external:第 2 本.xls", "internal:'表'!A1", "external:台账.xlsx"]
NUMBERS = [Cell(value, "money") for value in (0, -1, 0.1, 1 / 3, 1e-7, 123456789.123456, 1e20)]


def written(path: Path) -> dict[str, bytes]:
    with Book(path, "试") as made:
        grid = made.grid("表", "题", "副题", [Column("列", 12)] * 4)
        grid.headers()
        links = [Cell("链", "link", link=link) for link in LINKS]
        for cell in [*(Cell(text, "wrap") for text in TEXTS), *FORMULAS, *NUMBERS, Cell(None), *links]:
            grid.write([cell, Cell("旁边")])
        chart = made.workbook.add_chart({"type": "bar"})  # its relationship is counted after the links'
        chart.add_series({"values": "=表!$A$4:$A$9"})
        grid.sheet.insert_chart(2, 5, chart)
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_plain_cells_are_written_to_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = written(tmp_path / "a.xlsx")
    for name in ("_write_cell", "_write_hyperlinks", "_write_single_row"):
        monkeypatch.setattr(Sheet, name, getattr(Worksheet, name))
    monkeypatch.setattr(Sheet, "link", lambda of, row, column, url, style, text: of.write_url(row, column, url, style, text))
    assert ours == written(tmp_path / "b.xlsx")


def test_rows_kept_on_the_disk_are_the_same_as_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = written(tmp_path / "a.xlsx")
    monkeypatch.setattr(sheet, "KEPT", 100)
    assert ours == written(tmp_path / "b.xlsx")


def test_a_row_once_left_is_not_written_to_in_silence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="left already"), Book(tmp_path / "a.xlsx", "试") as made:
        grid = made.grid("表", "题", "副题", [Column("列", 12)])
        grid.headers()
        grid.write([Cell("一")])
        made.put(grid.sheet, 0, 0, Cell("又"))
