"""The annotated copy of a ledger: marks, comments and links are there, everything else of the clerk's is as it was."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName

from techreform_cli.domain.checkup import Checkup, Original
from techreform_cli.domain.ledger import Ledger, SeenColumn, SheetReading
from techreform_cli.domain.problem import OutputFailed, Problem, Severity, UsageError
from techreform_cli.domain.source import SourceRef
from techreform_cli.policies import read_policy
from techreform_cli.report.check_copy import write_copies

RED, YELLOW, BLUE = "00FFC7CE", "00FFEB9C", "00DDEBF7"
FORMULA = "=cmd|' /C calc'!A1"
COLUMNS = (SeenColumn("A", "编号", "项目编号"), SeenColumn("B", "设备投资额", "设备购置额"))
READING = SheetReading("台账.xlsx", "项 目'1", "项目", (3,), COLUMNS)


def found(
    code: str, severity: Severity, cell: str, message: str = "有问题", remedy: str = "改", field: str = "", sheet: str = ""
) -> Problem:
    return Problem(code, severity, message, remedy, SourceRef("台账.xlsx", sheet or READING.sheet, cell), field)


def checkup(*problems: Problem) -> Checkup:
    return Checkup(read_policy(), Ledger("台账.xlsx", "", {}, (), (READING,)), problems, {})


@pytest.fixture
def clerk(tmp_path: Path) -> Path:
    """A workbook with what a clerk puts in: a title over merged cells, formats, a comment, a formula, texts that look like formulas."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = READING.sheet
    sheet["A1"] = "项目台账"
    sheet.merge_cells("A1:C1")
    sheet["A3"], sheet["B3"] = "编号", "设备投资额"
    sheet["B4"], sheet["B4"].font = "约500", Font(bold=True, color="FF112233")
    sheet["B4"].comment = Comment("老张：先这样", "老张")
    sheet["B5"] = "=B6*2"
    sheet["A6"] = FORMULA
    sheet["A6"].data_type = "s"
    sheet["C4"], sheet["C4"].number_format = dt.date(2024, 6, 5), "yyyy/m/d"
    sheet["A8"] = "甲"
    sheet.merge_cells("A8:A9")
    sheet["C8"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet.row_dimensions[7].hidden = True
    sheet.column_dimensions["B"].width = 33
    other = book.create_sheet("企业")
    other["A1"] = "企业名称"
    other.sheet_view.tabSelected = True
    book.active = 1
    book.defined_names["范围"] = DefinedName("范围", attr_text="企业!$A$1")
    path = tmp_path / "台账.xlsx"
    book.save(path)
    return path


def original(path: Path, cells: dict[str, list[list[Any]]] | None = None) -> Original:
    return Original("台账.xlsx", path, lambda: cells or {})


def copied(path: Path, *problems: Problem, out: Path | None = None) -> Any:
    (written,) = write_copies(checkup(*problems), [original(path)], out)
    return openpyxl.load_workbook(written)


def test_cells_are_coloured_and_explained(clerk: Path) -> None:
    before = clerk.read_bytes()
    book = copied(
        clerk,
        found("L012", Severity.ERROR, "B4", "「设备购置额」填的是「约500」", "填 500", "设备购置额"),
        found("L099", Severity.NOTE, "B4", "另一条", ""),
        found("L050", Severity.WARNING, "A9"),
        found("L040", Severity.NOTE, ""),
        found("L034", Severity.WARNING, "", field="设备购置额"),
    )
    assert clerk.read_bytes() == before
    sheet = book[READING.sheet]
    assert [sheet[at].fill.fgColor.rgb for at in ("B4", "A8", "A1", "B3", "C8")] == [RED, YELLOW, BLUE, YELLOW, "FF00FF00"]
    text = sheet["B4"].comment.text
    assert text.startswith("老张：先这样\n") and "【错误 L012】填的是「约500」\n→ 填 500" in text and "【说明 L099】另一条" in text
    assert sheet["B4"].font.bold and sheet["B4"].font.color.rgb == "FF112233"


def test_the_rest_of_the_workbook_is_as_it_was(clerk: Path) -> None:
    book = copied(clerk, found("L012", Severity.ERROR, "B4"))
    sheet = book[READING.sheet]
    assert (sheet["A6"].value, sheet["A6"].data_type) == (FORMULA, "s")
    assert (sheet["B5"].value, sheet["B5"].data_type) == ("=B6*2", "f")
    assert sheet["C4"].value == dt.datetime(2024, 6, 5) and sheet["C4"].number_format == "yyyy/m/d"
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:C1", "A8:A9"}
    assert sheet.row_dimensions[7].hidden and sheet.column_dimensions["B"].width == 33
    assert book.defined_names["范围"].attr_text == "企业!$A$1"
    assert book.calculation.fullCalcOnLoad
    # to type into one of several selected sheets would change them all
    assert [one.title for one in book.worksheets if one.sheet_view.tabSelected] == ["问题清单"] and book.active.title == "问题清单"


def test_the_list_says_all_worst_first_with_links(clerk: Path) -> None:
    book = copied(
        clerk,
        found("L040", Severity.NOTE, "A4"),
        Problem("L031", Severity.WARNING, "台账里没有《用地》表", "补上"),
        found("L012", Severity.ERROR, "B4", FORMULA, "@SUM(1)", "设备购置额"),
        found("L012", Severity.ERROR, "C3", sheet="没有的表"),
    )
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert sheet.title == "问题清单" and rows[0] == ["序号", "程度", "编号", "位置", "列", "问题", "怎么改"]
    assert rows[1] == [1, "错误", "L012", f"《{READING.sheet}》B4", "设备投资额", FORMULA, "@SUM(1)"]
    assert [row[2:4] for row in rows[2:]] == [["L012", "《没有的表》C3"], ["L031", "整本台账"], ["L040", f"《{READING.sheet}》A4"]]
    assert sheet["D5"].hyperlink.location == "'项 目''1'!B4" and sheet["D5"].hyperlink.target is None
    assert sheet["D6"].hyperlink is None and sheet["F5"].data_type == "s" and sheet["G5"].data_type == "s"
    assert sheet.freeze_panes == "A5" and sheet.auto_filter.ref == "A4:G8" and sheet.print_title_rows == "$4:$4"
    assert "错误 2 处（红色），提醒 1 处（黄色），说明 1 处（蓝色）" in sheet["A2"].value


def test_no_text_becomes_a_formula(clerk: Path, tmp_path: Path) -> None:
    evil = Problem("L012", Severity.ERROR, FORMULA, FORMULA, SourceRef("台账.xlsx", READING.sheet, "A4"), "")
    copied(clerk, evil)
    with zipfile.ZipFile(tmp_path / "台账.问题标注.xlsx") as parts:
        names = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        formulas = b"".join(parts.read(name) for name in names).count(b"<f>")
    assert formulas == 1  # the clerk's own


def test_a_file_that_is_no_xlsx_is_copied_cell_by_cell(tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    path.write_text("编号,日期\n", "utf-8")
    grid = [["项目/表"], [None, "=1+1", "#N/A", "007"], [12.5, dt.date(2024, 6, 5), True, float("inf")]]
    one = Original("台账.xlsx", path, lambda: {"项目/表": grid, "第二张": [["a"]]})
    problem = found("L012", Severity.ERROR, "B2", sheet="项目/表")
    (written,) = write_copies(checkup(problem), [one], None)
    book = openpyxl.load_workbook(written)
    sheet = book["项目·表"]
    assert written.name == "台账.问题标注.xlsx" and book.sheetnames == ["问题清单", "项目·表", "第二张"]
    assert [(cell.value, cell.data_type) for cell in sheet[2][1:]] == [("=1+1", "s"), ("#N/A", "s"), ("007", "s")]
    assert [cell.value for cell in sheet[3]] == [12.5, dt.datetime(2024, 6, 5), True, "inf"]
    assert sheet["B2"].fill.fgColor.rgb == RED and book.worksheets[0]["D5"].hyperlink.location == "'项目·表'!B2"


def test_macros_are_kept_and_the_suffix_with_them(clerk: Path, tmp_path: Path) -> None:
    macros = tmp_path / "有宏.xlsm"
    with zipfile.ZipFile(clerk) as old, zipfile.ZipFile(macros, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "[Content_Types].xml":
                usual, with_macros = b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
                content = content.replace(usual, with_macros)
            new.writestr(name, content)
        new.writestr("xl/vbaProject.bin", b"macro")
    (written,) = write_copies(checkup(found("L012", Severity.ERROR, "B4")), [original(macros)], None)
    assert written.name == "有宏.问题标注.xlsm"
    with zipfile.ZipFile(written) as parts:
        assert parts.read("xl/vbaProject.bin") == b"macro"


def test_where_it_goes(clerk: Path, tmp_path: Path) -> None:
    problem = found("L012", Severity.ERROR, "B4")
    folder = tmp_path / "标注"
    assert write_copies(checkup(problem), [original(clerk)], None) == [tmp_path / "台账.问题标注.xlsx"]
    assert write_copies(checkup(problem), [original(clerk)], None) == [tmp_path / "台账.问题标注.xlsx"]  # ours: replaced
    assert write_copies(checkup(problem), [original(clerk)], folder) == [folder / "台账.问题标注.xlsx"]
    assert write_copies(checkup(problem), [original(clerk)], tmp_path / "别名.xlsx") == [tmp_path / "别名.xlsx"]
    assert write_copies(checkup(), [original(clerk)], None) == []


def test_nobody_elses_file_is_overwritten(clerk: Path, tmp_path: Path) -> None:
    problem = checkup(found("L012", Severity.ERROR, "B4"))
    foreign = tmp_path / "台账.问题标注.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].title = "问题清单"  # the name alone does not make it ours
    book.save(foreign)
    before = foreign.read_bytes()
    for out in (None, clerk):
        with pytest.raises(OutputFailed):
            write_copies(problem, [original(clerk)], out)
    assert foreign.read_bytes() == before
    with pytest.raises(UsageError, match="扩展名"):
        write_copies(problem, [original(clerk)], tmp_path / "标注.pdf")


def test_a_copy_is_not_marked_again(clerk: Path, tmp_path: Path) -> None:
    (first,) = write_copies(checkup(found("L012", Severity.ERROR, "B4")), [original(clerk)], None)
    with pytest.raises(OutputFailed, match="已经是标注过的副本"):
        write_copies(checkup(found("L012", Severity.ERROR, "B4")), [original(first)], tmp_path / "又一份.xlsx")


def test_of_several_files_only_those_with_problems_are_copied(clerk: Path, tmp_path: Path) -> None:
    second = tmp_path / "乙镇.xlsx"
    second.write_bytes(clerk.read_bytes())
    files = [original(clerk), Original("乙镇.xlsx", second, dict)]
    whole = Problem("L031", Severity.WARNING, "台账里没有《用地》表", "补上")
    assert [p.name for p in write_copies(checkup(whole, found("L012", Severity.ERROR, "B4")), files, None)] == ["台账.问题标注.xlsx"]
    both = checkup(
        found("L012", Severity.ERROR, "B4"), Problem("L012", Severity.ERROR, "x", "", SourceRef("乙镇.xlsx", READING.sheet, "B4"))
    )
    assert len(write_copies(both, files, tmp_path / "都放这")) == 2
    with pytest.raises(UsageError, match="放不进一个文件"):
        write_copies(both, files, tmp_path / "一个.xlsx")
