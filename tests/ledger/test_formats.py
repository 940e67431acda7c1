"""The same ledger in every format: content decides, never the name."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from techreform_cli.domain.field import Dictionary
from techreform_cli.domain.ledger import Ledger
from techreform_cli.ledger.files.book import read_book
from techreform_cli.ledger.raw import Fault, Percent
from techreform_cli.ledger.read import read_ledger

from .builders import CODE_A, at, codes, column, only
from .conftest import Sheets
from .test_files import refused

FIRMS = [["企业名称", "统一社会信用代码", "规上"], ["甲公司", CODE_A, "是"]]
PROJECTS = [
    ["项目编号", "企业名称", "设备购置额(万元)", "完工日期"],
    ["0012", "甲公司", "1,250.5", "2018-09-05"],
    ["P2", "甲公司", "约30", ""],
]


def text(rows: list[list[str]], delimiter: str = ",") -> str:
    return "".join(delimiter.join(f'"{cell}"' for cell in row) + "\n" for row in rows)


def folder(tmp_path: Path, encoding: str = "utf-8", delimiter: str = ",", ending: str = ".csv") -> Path:
    """A folder with a text file for each sheet."""
    place = tmp_path / "台账"
    place.mkdir()
    for name, rows in {"企业": FIRMS, "项目": PROJECTS}.items():
        (place / f"{name}{ending}").write_bytes(text(rows, delimiter).encode(encoding))
    return place


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
def test_a_folder_of_text_files_is_one_ledger(tmp_path: Path, dictionary: Dictionary, encoding: str, delimiter: str) -> None:
    ledger = read_ledger(folder(tmp_path, encoding, delimiter), dictionary)
    assert column(ledger, "projects", "project_number") == ["0012", "P2"]
    assert column(ledger, "projects", "equipment_purchase") == [1_250_500_000, None]
    assert column(ledger, "projects", "completion_date") == [20180905, 0]
    problem = only(ledger, "L012")
    assert str(problem.source) == "项目.csv《项目》C3" and problem.source and problem.source.short == "项目.csv《项目》C3"
    assert [p.code for p in ledger.problems if p.code == "L081"] == ["L081", "L081"]
    assert ledger.file == "台账" and [name for name, _ in ledger.files] == ["企业.csv", "项目.csv"]


def test_a_line_break_in_a_cell_keeps_the_numbers_of_the_rows(tmp_path: Path, dictionary: Dictionary) -> None:
    place = folder(tmp_path)
    (place / "项目.csv").write_text('项目编号,企业名称,设备购置额(万元)\n"P\n1",甲公司,5\nP2,甲公司,约6\n', "utf-8")
    assert at(only(read_ledger(place, dictionary), "L012")) == "项目!C3"


def test_a_folder_leaves_out_what_is_no_ledger_and_says_so(tmp_path: Path, dictionary: Dictionary) -> None:
    place = folder(tmp_path)
    (place / "~$企业.xlsx").write_bytes(b"lock")
    (place / "说明.pdf").write_bytes(b"%PDF-1.7")
    (place / "techreform.yaml").write_text("policy: x")
    (place / "旧").mkdir()
    ledger = read_ledger(place, dictionary)
    assert [p.source.file for p in ledger.problems if p.code == "L080" and p.source] == ["~$企业.xlsx", "说明.pdf"]


def test_a_damaged_workbook_in_a_folder_ends_the_reading(tmp_path: Path, dictionary: Dictionary) -> None:
    place = folder(tmp_path)
    (place / "年度.xlsx").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(Exception, match=r"年度\.xlsx 损坏") as caught:
        read_ledger(place, dictionary)
    assert caught.value.exit_code == 3  # type: ignore[attr-defined]


def test_a_single_unnamed_sheet_goes_by_the_name_of_its_file(tmp_path: Path, dictionary: Dictionary, write: object) -> None:
    place = tmp_path / "夹"
    place.mkdir()
    for name, rows in {"企业": FIRMS, "项目": PROJECTS}.items():
        made: Path = write({"Sheet1": rows}, name=f"{name}.xlsx")  # type: ignore[operator]
        made.rename(place / made.name)
    ledger = read_ledger(place, dictionary)
    assert column(ledger, "projects", "project_number") == ["0012", "P2"]
    assert str(ledger.tables["projects"].cell("equipment_purchase", 0)) == "项目.xlsx《Sheet1》C2"


def test_a_fifo_is_no_file_to_wait_for(tmp_path: Path, dictionary: Dictionary) -> None:
    os.mkfifo(tmp_path / "管道.xlsx")
    assert refused(tmp_path / "管道.xlsx", dictionary) == "L006"


def test_an_open_ledger_is_said(write: object, dictionary: Dictionary) -> None:
    path: Path = write({"企业": FIRMS, "项目": PROJECTS})  # type: ignore[operator]
    path.with_name(f"~${path.name}").write_bytes(b"x")
    assert "没有保存的修改" in only(read_ledger(path, dictionary), "L083").message


ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:body><office:spreadsheet>{}
</office:spreadsheet></office:body></office:document-content>"""


def ods(path: Path, tables: str, manifest: str = "<manifest/>", head: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", head + ODS.format(tables))
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def table(name: str, *rows: str) -> str:
    return f'<table:table table:name="{name}">' + "".join(rows) + "</table:table>"


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>" + "".join(cells) + "</table:table-row>"


def cell(words: str, more: str = "") -> str:
    return f"<table:table-cell{more}><text:p>{words}</text:p></table:table-cell>"


def test_what_an_ods_says_of_its_cells(tmp_path: Path) -> None:
    path = ods(
        tmp_path / "台账.xlsx",
        table(
            "项目",
            row(cell("头", ' table:number-columns-spanned="2"'), "<table:covered-table-cell/>", cell("尾")),
            row(more=' table:number-rows-repeated="2"'),
            row(
                cell("12.5%", ' office:value-type="percentage" office:value="0.125"'),
                cell("#DIV/0!", ' office:value-type="string" table:formula="of:=1/0" calcext:value-type="error"'),
                cell("5", ' office:value-type="float" office:value="5.25" table:number-columns-repeated="2"'),
                '<table:table-cell table:formula="of:=1+1"/>',
                more=' table:visibility="collapse"',
            ),
            row(
                cell("是", ' office:value-type="boolean" office:boolean-value="true"'),
                cell("", ' office:value-type="date" office:date-value="2018-09-05"'),
            ),
            row(cell("", ' table:number-columns-repeated="16384"'), more=' table:number-rows-repeated="1048000"'),
        ),
    )
    (sheet,) = read_book(path).sheets
    assert sheet.merges == ((0, 0, 0, 1),) and sheet.hidden_rows == {3} and sheet.content_rows == {0, 3, 4}
    assert [row[0] for row in sheet.grid] == ["头", "", "", Percent(0.125), True]
    assert sheet.grid[3][1:] == [Fault("#DIV/0!"), 5.25, 5.25, Fault()]
    assert str(sheet.grid[4][1]) == "2018-09-05" and sheet.grid[0][2] == "尾"


@pytest.mark.parametrize(
    ("tables", "extra", "code"),
    [
        (table("项目", row(cell("x", ' table:number-columns-repeated="3000"'), more=' table:number-rows-repeated="1000000"')), {}, "L007"),
        (table("项目", row(cell("x", ' table:number-columns-repeated="99999999"'))), {}, "L007"),
        ("", {"manifest": "<x manifest:encryption-data='1'/>"}, "L005"),
        ("", {"head": "<!DOCTYPE x [<!ENTITY a 'b'>]>"}, "L008"),
        ("<table:table>", {}, "L006"),
    ],
)
def test_an_ods_that_is_not_safe_or_not_whole(
    tmp_path: Path, dictionary: Dictionary, tables: str, extra: dict[str, str], code: str
) -> None:
    assert refused(ods(tmp_path / "台账.ods", tables, **extra), dictionary) == code


def test_percent_under_a_heading_of_percent_and_under_an_amount(read: object) -> None:
    def shown(book: object) -> None:
        book["项目"]["C2"].number_format = "0.0%"  # type: ignore[index]

    sheets: Sheets = {"项目": [["项目编号", "企业名称", "设备购置额(万元)"], ["P1", "甲公司", 0.125]]}
    ledger: Ledger = read(sheets, shown)  # type: ignore[operator]
    assert column(ledger, "projects", "equipment_purchase") == [None]
    assert "12.5%" in only(ledger, "L112").message and codes(ledger) == ["L112"]


def test_macros_are_left_alone_and_said(write: object, dictionary: Dictionary) -> None:
    path: Path = write({"企业": FIRMS, "项目": PROJECTS}, name="台账.xlsm")  # type: ignore[operator]
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    assert only(read_ledger(path, dictionary), "L082")


@pytest.mark.parametrize("size", [0, 300, 5000])
def test_an_xls_cut_off_anywhere_is_refused(tmp_path: Path, size: int) -> None:
    whole = (Path(__file__).parents[1] / "corpus" / "files" / "41_旧版.xls").read_bytes()
    path = tmp_path / "台账.xls"
    path.write_bytes(whole[: len(whole) - 1 - size] if size < len(whole) else whole[:600])
    try:
        read_book(path)
    except Exception as error:
        assert getattr(error, "exit_code", None) == 3, error


def test_noise_in_an_xls_never_brings_the_reader_down(tmp_path: Path) -> None:
    whole = bytearray((Path(__file__).parents[1] / "corpus" / "files" / "41_旧版.xls").read_bytes())
    path = tmp_path / "台账.xls"
    for seed in range(150):
        noisy = bytearray(whole)
        for step in range(6):
            noisy[(seed * 7919 + step * 104_729) % len(noisy)] = (seed * 31 + step * 17) % 256
        path.write_bytes(bytes(noisy))
        try:
            read_book(path)
        except Exception as error:
            assert getattr(error, "exit_code", None) == 3, (seed, error)
