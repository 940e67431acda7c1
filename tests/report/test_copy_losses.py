"""The marked copy says what of the original it does not have."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference

from techreform_cli.report.copy_losses import losses


def workbook(tmp_path: Path, parts: dict[str, str], chart: bool = False) -> bytes:
    """A workbook of one sheet with further parts in its archive."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = 1
    if chart:
        bars = BarChart()
        bars.add_data(Reference(sheet, min_col=1, min_row=1))
        sheet.add_chart(bars, "C3")
    path = tmp_path / "台账.xlsx"
    book.save(path)
    with zipfile.ZipFile(path, "a") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("parts", "lost"),
    [
        ({"xl/drawings/drawing7.xml": "<xdr:wsDr><xdr:sp macro=''/></xdr:wsDr>"}, "文本框和图形"),
        ({"xl/drawings/drawing7.xml": "<xdr:wsDr><xdr:pic/></xdr:wsDr>"}, "图片"),
        ({"xl/charts/chart9.xml": "<c:chart/>"}, "图表"),
        ({"xl/worksheets/sheet7.xml": "<x14:sparklineGroup a='1'/><x14:dataValidation b='2'/>"}, "迷你图、引用其他表的下拉选项"),
        ({"xl/embeddings/oleObject1.bin": "x", "xl/ctrlProps/ctrlProp1.xml": "<x/>"}, "嵌入的文件、按钮等控件"),
    ],
)
def test_what_is_lost_is_named(tmp_path: Path, parts: dict[str, str], lost: str) -> None:
    data = workbook(tmp_path, parts)
    assert losses(data, openpyxl.load_workbook(io.BytesIO(data)), macros=False) == f"副本里没有原件的{lost}。"


def test_controls_stay_with_the_macros(tmp_path: Path) -> None:
    data = workbook(tmp_path, {"xl/ctrlProps/ctrlProp1.xml": "<x/>"})
    assert losses(data, openpyxl.load_workbook(io.BytesIO(data)), macros=True) == ""


def test_a_plain_workbook_loses_nothing_and_a_chart_perhaps_its_looks(tmp_path: Path) -> None:
    for chart, said in ((False, ""), (True, "图表保留了数据，样式可能不同。")):
        data = workbook(tmp_path, {}, chart)
        assert losses(data, openpyxl.load_workbook(io.BytesIO(data)), macros=False) == said
