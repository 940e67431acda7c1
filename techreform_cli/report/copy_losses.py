"""What a clerk's workbook holds and a copy of it written by openpyxl does not."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from openpyxl.workbook import Workbook

PARTS = {
    "文本框和图形": (r"xl/drawings/drawing\d+\.xml", rb"<xdr:(?:sp|grpSp|cxnSp)[ >]"),
    "智能图形": (r"xl/diagrams/", b""),
    "嵌入的文件": (r"xl/embeddings/", b""),
    "切片器": (r"xl/(?:slicers|timelines)/", b""),
    "迷你图": (r"xl/worksheets/sheet\d+\.xml", rb"<x14:sparklineGroup[ >]"),
    "引用其他表的下拉选项": (r"xl/worksheets/sheet\d+\.xml", rb"<x14:dataValidation[ >]"),
    "数据条、图标等条件格式": (r"xl/worksheets/sheet\d+\.xml", rb"<x14:conditionalFormatting[ >]"),
    "批注里的对话": (r"xl/threadedComments/", b""),
    "数字签名": (r"_xmlsignatures/", b""),
}
"""Where it is seen that a workbook has such a thing: a part's name, and what stands in it (nothing: the part is enough)."""
CONTROLS = {"按钮等控件": (r"xl/(?:ctrlProps|activeX)/", b"")}
"""What is kept along with macros."""
PICTURES, CHARTS = "图片", "图表"
PICTURE, CHART = re.compile(rb"<xdr:pic[\s/>]"), re.compile(r"xl/charts/chart\d+\.xml")
DRAWING = re.compile(r"xl/drawings/drawing\d+\.xml")


def losses(data: bytes, book: Workbook, macros: bool) -> str:
    """A sentence about what the original in `data` has and `book`, which was loaded from it, will not; "" if that is nothing."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        lost = [*found(archive, PARTS if macros else PARTS | CONTROLS), *fewer(archive, book)]
    kept = any(charts(sheet) for sheet in book.worksheets)
    parts = ["副本里没有原件的" + "、".join(lost)] * bool(lost) + ["图表保留了数据，样式可能不同"] * kept
    return "；".join(parts) + "。" if parts else ""


def found(archive: zipfile.ZipFile, parts: dict[str, tuple[str, bytes]]) -> Iterator[str]:
    """The things that the workbook has."""
    for thing, (name, mark) in parts.items():
        there = [one for one in archive.namelist() if re.match(name, one)]
        if any(not mark or re.search(mark, archive.read(one)) for one in there):
            yield thing


def fewer(archive: zipfile.ZipFile, book: Workbook) -> Iterator[str]:
    """Pictures and charts of which some were left out on loading."""
    names = archive.namelist()
    pictures = sum(len(PICTURE.findall(archive.read(name))) for name in names if DRAWING.fullmatch(name))
    if pictures > sum(len(getattr(sheet, "_images", ())) for sheet in book.worksheets):
        yield PICTURES
    if sum(bool(CHART.fullmatch(name)) for name in names) > sum(len(charts(sheet)) for sheet in (*book.worksheets, *book.chartsheets)):
        yield CHARTS


def charts(sheet: Any) -> list[Any]:
    """The charts on a sheet."""
    return list(getattr(sheet, "_charts", ()))
