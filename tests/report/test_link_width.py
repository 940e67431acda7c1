"""Links, which LibreOffice does not wrap: their column grows with them, and what is longer stands without its link."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from techreform_cli.pipeline import Request, compute
from techreform_cli.report.book import Book, Cell, Column, width_of
from techreform_cli.report.target_workbook import write_targets

SAMPLES = Path(__file__).parents[2] / "samples"


def test_the_width_of_a_text() -> None:
    assert [width_of(text) for text in ("", "L14", "《项目》L14", "《3.年度指标》D61")] == [0, 3, 11, 17]


def test_a_column_of_links_grows_as_far_as_it_may(tmp_path: Path) -> None:
    texts = ["短", "项目" * 8, "项目" * 20, "短"]
    with Book(tmp_path / "a.xlsx", "试") as book:
        grid = book.grid("表", "题", "副题", [Column("链接", 10, 40), Column("定宽", 10)])
        grid.headers()
        for text in texts:
            grid.write([Cell(text, "link", link="external:台账.xlsx"), Cell(text, "link", link="external:台账.xlsx")])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["表"]
    assert [bool(sheet.cell(row, 1).hyperlink) for row in range(4, 8)] == [True, True, False, True]
    assert all(sheet.cell(row, 2).hyperlink for row in range(4, 8))
    assert 40 <= sheet.column_dimensions["A"].width < 41 and 10 <= sheet.column_dimensions["B"].width < 11
    assert sheet.cell(6, 1).alignment.wrap_text and sheet.row_dimensions[6].height > 40  # 80 wide: three lines


def test_long_sheet_names_do_not_clip_the_cells_of_a_target(tmp_path: Path) -> None:
    """《3.年度指标》E66、F66；《2.技改项目台账》Q6、Q7 and the like."""
    write_targets(compute(Request(SAMPLES / "示例台账_日常.xlsx", year=2019)), tmp_path / "目标.xlsx")
    book = openpyxl.load_workbook(tmp_path / "目标.xlsx")
    seen = 0
    for sheet in book:
        headers = {cell.value: cell for row in sheet.iter_rows(min_row=1, max_row=8) for cell in row if cell.value}
        for name in ("依据的单元格", "来源"):
            if name in headers:
                column = headers[name].column_letter
                linked = [cell.value for cell in sheet[column] if cell.hyperlink]
                seen += len(linked)
                assert all(width_of(text) + 1 < sheet.column_dimensions[column].width for text in linked), sheet.title
    assert seen > 100
