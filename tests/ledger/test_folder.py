"""A folder is one ledger: all its files are read or named, and every position says which file it is in."""

from __future__ import annotations

import hashlib
import io
import shutil
from pathlib import Path

import pytest
import xlwt

from techreform_cli.domain.field import Dictionary
from techreform_cli.domain.problem import LedgerUnreadable
from techreform_cli.domain.workbook import OWN_SHEETS
from techreform_cli.ledger.files.book import read_book
from techreform_cli.ledger.read import read_ledger

from . import hostile
from .builders import CODE_A, column

FIRMS = f"企业名称,统一社会信用代码\n甲公司,{CODE_A}\n"
PROJECTS = "项目编号,企业名称,设备购置额(万元)\nP1,甲公司,5\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with 企业.csv and 项目.csv."""
    path = tmp_path / "2018.12台账"
    path.mkdir()
    (path / "企业.csv").write_text(FIRMS, "utf-8")
    (path / "项目.csv").write_text(PROJECTS, "gb18030")
    return path


def projects(*rows: tuple[object, ...], sheets: tuple[str, ...] = ("项目",)) -> bytes:
    """An .xls of the given sheets, each with the usual header of 项目 and the rows."""
    book = xlwt.Workbook(encoding="utf-8")
    for name in sheets:
        sheet = book.add_sheet(name)
        for at_row, values in enumerate((hostile.HEADER_B, *rows)):
            for at_column, value in enumerate(values):
                sheet.write(at_row, at_column, value)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_the_files_are_one_ledger(folder: Path, dictionary: Dictionary) -> None:
    ledger = read_ledger(folder, dictionary)
    assert column(ledger, "enterprises", "name") == ["甲公司"] and column(ledger, "projects", "equipment_purchase") == [5_000_000]
    assert ledger.file == "2018.12台账"
    hashes = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("企业.csv", "项目.csv")}
    assert ledger.files == ledger.parts == tuple(hashes.items())
    listing = "".join(f"{line}\n" for line in sorted(f"{digest}  {name}" for name, digest in hashes.items()))
    assert ledger.sha256 == hashlib.sha256(listing.encode()).hexdigest()


def test_positions_name_the_file(folder: Path, dictionary: Dictionary) -> None:
    ledger = read_ledger(folder, dictionary)
    cell = ledger.tables["projects"].cell("equipment_purchase", 0)
    assert cell and cell.short == str(cell) == "项目.csv《项目》C2"
    alone = read_ledger(write_book(folder.parent / "台账.xlsx"), dictionary).tables["projects"].cell("equipment_purchase", 0)
    assert alone and alone.short == "《项目》C2" and str(alone) == "台账.xlsx《项目》C2"


def write_book(path: Path) -> Path:
    path.write_bytes(hostile.xlsx())
    return path


def test_a_folder_of_one_file_is_still_a_folder(tmp_path: Path, dictionary: Dictionary) -> None:
    (tmp_path / "东镇").mkdir()
    write_book(tmp_path / "东镇" / "台账.xlsx")
    ledger = read_ledger(tmp_path / "东镇", dictionary)
    assert ledger.file == "东镇" and [name for name, _ in ledger.parts] == ["台账.xlsx"]
    assert read_ledger(tmp_path / "东镇" / "台账.xlsx", dictionary).parts == ()


@pytest.mark.parametrize("sheet", ["Sheet1", "工作表1", "工作表 1", "sheet"])
def test_a_sheet_without_a_name_goes_by_its_file(folder: Path, dictionary: Dictionary, sheet: str) -> None:
    (folder / "项目.csv").unlink()
    (folder / "项目.xls").write_bytes(projects(("P1", "甲公司", 7), sheets=(sheet,)))
    ledger = read_ledger(folder, dictionary)
    assert column(ledger, "projects", "project_number") == ["P1"]
    (said,) = [problem for problem in ledger.problems if problem.code == "L089"]
    assert said.source and said.source.short == f"项目.xls《{sheet}》" and "「项目」" in said.message
    cell = ledger.tables["projects"].cell("project_number", 0)
    assert str(cell) == f"项目.xls《{sheet}》A2"  # the position goes by the sheet's true name


def test_two_sheets_without_names_do_not(folder: Path) -> None:
    (folder / "项目.csv").unlink()
    (folder / "项目.xls").write_bytes(projects(sheets=("Sheet1", "Sheet2")))
    assert [sheet.called for sheet in read_book(folder).sheets] == ["", "", ""]


def test_what_is_not_read_is_named(folder: Path, dictionary: Dictionary) -> None:
    (folder / "~$项目.csv").write_bytes(b"x")
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "通知.pdf").write_bytes(b"%PDF-1.7")
    (folder / "照片.jpg").write_bytes(b"\xff\xd8\xff\x00")
    (folder / "说明.docx").write_bytes(hostile.zipped({"word/document.xml": "<a/>"}))
    (folder / "说明.txt").write_text("只有文字。\n", "utf-8")
    (folder / "结果.xls").write_bytes(hostile.xls(lambda book: [book.add_sheet(name) for name in OWN_SHEETS]))
    (folder / "旧").mkdir()
    (folder / "techreform.yaml").write_text("a: 1", "utf-8")
    ledger = read_ledger(folder, dictionary)
    said = [problem.message for problem in ledger.problems if problem.code == "L081"]
    assert sorted(message.split(" ")[1] for message in said) == sorted(
        ["~$项目.csv", ".DS_Store", "通知.pdf", "照片.jpg", "说明.docx", "说明.txt", "结果.xls", "旧"]
    )
    assert all(reason in "".join(said) for reason in ("临时文件", "隐藏文件", "PDF", "图片", "Word", "只是文字", "本程序写出", "子文件夹"))
    assert [problem.message.split(" ")[1] for problem in ledger.problems if problem.code == "L083"] == ["项目.csv"]
    assert [name for name, _ in ledger.files] == ["企业.csv", "项目.csv"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("项目2.xlsx", hostile.xlsx()[:500], "L006"),
        ("项目2.xlsx", b"", "L003"),
        ("项目2.xlsb", hostile.zipped({"xl/workbook.bin": b""}), "L010"),
        ("项目2.xls", b"<html><table>", "L010"),
        ("项目2.csv", b'a,b\n"1,2\n', "L088"),
    ],
    ids=["cut off", "empty", "binary", "web page", "open quotation mark"],
)
def test_a_ledger_that_cannot_be_read_is_never_left_out(folder: Path, dictionary: Dictionary, name: str, content: bytes, code: str) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(LedgerUnreadable) as caught:
        read_ledger(folder, dictionary)
    (problem,) = caught.value.problems
    assert problem.code == code and name in problem.message


def test_the_same_file_twice_counts_once(folder: Path, dictionary: Dictionary) -> None:
    shutil.copy(folder / "项目.csv", folder / "项目 - 副本.csv")
    ledger = read_ledger(folder, dictionary)
    assert column(ledger, "projects", "project_number") == ["P1"]
    (said,) = [problem for problem in ledger.problems if problem.code == "L082"]
    assert said.severity == "warning" and said.message.startswith("项目 - 副本.csv 与 项目.csv 内容完全相同")


def test_an_empty_folder(tmp_path: Path, dictionary: Dictionary) -> None:
    (tmp_path / "说明.txt").write_text("只有文字。\n", "utf-8")
    with pytest.raises(LedgerUnreadable) as caught:
        read_ledger(tmp_path, dictionary)
    (problem,) = caught.value.problems
    assert problem.code == "L002" and tmp_path.name in problem.message and "说明.txt" in problem.message


def test_problems_go_file_by_file_and_rows_are_counted_by_file(folder: Path, dictionary: Dictionary) -> None:
    """Two files with a sheet of the same name, each with two wrong cells; a project of the second is in the first already."""
    (folder / "项目.csv").unlink()
    (folder / "东镇.xls").write_bytes(projects(("P1", "甲公司", 1), ("P2", "甲公司", "约2"), ("P3", "甲公司", "约3")))
    (folder / "西镇.xls").write_bytes(projects(("P4", "甲公司", "约4"), ("P5", "甲公司", "约5"), ("P1", "甲公司", 1)))
    ledger = read_ledger(folder, dictionary)
    places = [problem.source.short for problem in ledger.problems if problem.code == "L012" and problem.source]
    assert places == ["东镇.xls《项目》C3", "东镇.xls《项目》C4", "西镇.xls《项目》C2", "西镇.xls《项目》C3"]
    counts = {reading.file: (reading.rows_read, reading.rows_used) for reading in ledger.readings if reading.taken_as == "项目"}
    assert counts == {"东镇.xls": (3, 3), "西镇.xls": (3, 2)}
    twice = next(problem for problem in ledger.problems if problem.source and problem.source.short.startswith("西镇.xls《项目》A4"))
    assert "东镇.xls《项目》A2" in twice.message


PAID = "企业名称,奖补类别,年度,金额(万元),拨付日期\n"


def test_equal_payments_of_two_files_count_once_and_two_of_one_file_twice(folder: Path, dictionary: Dictionary) -> None:
    """拨付乙 says it twice: two payments stay, and 拨付甲's, however it is spelt, is the same as one of them, that of another day not."""
    (folder / "已拨付乙.csv").write_text(PAID + "甲公司,某奖补,2018,10,2019-05-06\n" * 2, "utf-8")
    (folder / "已拨付甲.csv").write_text(PAID + "甲公司 ,某 奖补,2018年,10万元,2019.5.6\n甲公司,某奖补,2018,10,2019-05-07\n", "utf-8")
    ledger = read_ledger(folder, dictionary)
    assert column(ledger, "disbursements", "amount") == [10_000_000] * 3
    said = {problem.code: problem for problem in ledger.problems if problem.code in ("L066", "L121")}
    assert sorted(said) == ["L066", "L121"] and all(problem.severity == "warning" for problem in said.values())
    assert "已拨付甲.csv《已拨付甲》A2" in said["L121"].message and "已拨付乙.csv《已拨付乙》A2" in said["L121"].message


@pytest.mark.parametrize(("equipment", "code", "severity"), [("5", "L121", "warning"), ("6", "L050", "error")])
def test_one_project_in_two_files(folder: Path, dictionary: Dictionary, equipment: str, code: str, severity: str) -> None:
    """Equal it is one; where the files contradict each other its figure is unknown."""
    (folder / "2.项目.csv").write_text(PROJECTS.replace(",5", f",{equipment}"), "utf-8")
    ledger = read_ledger(folder, dictionary)
    (said,) = [problem for problem in ledger.problems if problem.code in ("L050", "L120", "L121")]
    assert (said.code, said.severity) == (code, severity) and "项目.csv《项目》A2" in said.message
    assert column(ledger, "projects", "equipment_purchase") == [5_000_000 if equipment == "5" else None]


def test_one_enterprise_in_two_files_is_no_error(folder: Path, dictionary: Dictionary) -> None:
    (folder / "2.企业.csv").write_text(FIRMS + "乙公司,\n", "utf-8")
    ledger = read_ledger(folder, dictionary)
    assert column(ledger, "enterprises", "name") == ["甲公司", "乙公司"]
    assert [problem.severity for problem in ledger.problems if problem.code in ("L050", "L120")] == ["note"]
