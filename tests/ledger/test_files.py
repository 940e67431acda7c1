"""Files that cannot be read end in one clear sentence, quickly, and never bring the process down."""

from __future__ import annotations

import hashlib
import io
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from techreform_cli.domain.field import Dictionary
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.problem import LedgerUnreadable
from techreform_cli.ledger.read import read_ledger

from .builders import CODE_A, at, codes, column, only
from .conftest import Reader, Sheets

SHEETS: Sheets = {
    "企业": [["企业名称", "统一社会信用代码"], ["甲公司", CODE_A]],
    "项目": [["项目编号", "企业名称", "设备购置额(万元)"], ["P1", "甲公司", 5]],
}
PROJECTS = "xl/worksheets/sheet2.xml"

Repack = Callable[..., Path]


def refused(path: Path, dictionary: Dictionary) -> str:
    """The code of the refusal, which is one sentence that names the file and says what to do."""
    start = time.perf_counter()
    with pytest.raises(LedgerUnreadable) as caught:
        read_ledger(path, dictionary)
    assert time.perf_counter() - start < 2
    assert caught.value.exit_code == 3
    (problem,) = caught.value.problems
    assert path.name in problem.message and problem.remedy and "\n" not in problem.sentence
    return problem.code


def replacing(part: str, old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    """A change to one part of the zip."""

    def change(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        assert old in content
        return content.replace(old, new)

    return change


@pytest.fixture
def good(write: Callable[..., Path]) -> Path:
    return write(SHEETS)


def test_missing_folder_and_empty(tmp_path: Path, dictionary: Dictionary) -> None:
    assert refused(tmp_path / "没有.xlsx", dictionary) == "L001"
    assert refused(tmp_path, dictionary) == "L002"
    (tmp_path / "空.xlsx").touch()
    assert refused(tmp_path / "空.xlsx", dictionary) == "L003"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("没有分列的一段话\n".encode("gb18030"), "L004"),
        (b"\xff\xff\xff,\xff\n", "L004"),
        (b"<html><table><tr><td>1</td></tr></table>", "L004"),
        (b"%PDF-1.7\n", "L004"),
        (b"PK\x03\x04 not really a zip", "L006"),
        (b"\x00\x01\x02\x03", "L004"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "L004"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "L005"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le"), "L006"),
    ],
)
def test_not_an_xlsx_whatever_its_name(tmp_path: Path, dictionary: Dictionary, content: bytes, code: str) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(content)
    assert refused(path, dictionary) == code


@pytest.mark.parametrize(
    ("members", "code"),
    [
        (["word/document.xml"], "L004"),
        (["a.txt"], "L004"),
        (["content.xml", "mimetype"], "L004"),
        (["content.xml", "META-INF/manifest.xml"], "L006"),
        (["xl/workbook.bin"], "L010"),
        (["xl/workbook.xml"], "L006"),
    ],
)
def test_other_zips(tmp_path: Path, dictionary: Dictionary, members: list[str], code: str) -> None:
    path = tmp_path / "台账.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for member in members:
            archive.writestr(member, "<a/>")
    assert refused(path, dictionary) == code


def test_cut_off_anywhere(good: Path, dictionary: Dictionary) -> None:
    data = good.read_bytes()
    for share in (0.1, 0.5, 0.9, 0.99):
        good.write_bytes(data[: int(len(data) * share)])
        assert refused(good, dictionary) == "L006"


def test_flipped_bytes_never_crash(good: Path, dictionary: Dictionary) -> None:
    data = good.read_bytes()
    for at_byte in range(0, len(data), 13):
        good.write_bytes(data[:at_byte] + bytes([data[at_byte] ^ 0x55]) + data[at_byte + 1 :])
        try:
            read_ledger(good, dictionary)
        except LedgerUnreadable as refusal:
            assert refusal.problems[0].code in ("L004", "L005", "L006", "L007", "L010")


def test_zip_bomb_is_refused_by_its_declared_size(good: Path, dictionary: Dictionary) -> None:
    with zipfile.ZipFile(good, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.xml", bytes(12 * 2**20))
    assert refused(good, dictionary) == "L007"


def test_many_honest_parts_may_still_be_too_much(good: Path, dictionary: Dictionary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("techreform_cli.ledger.files.probe.MAX_UNPACKED", 1000)
    assert refused(good, dictionary) == "L007"


def test_a_directory_that_lies_about_sizes(good: Path, dictionary: Dictionary) -> None:
    with zipfile.ZipFile(good, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/extra.xml", bytes(9 * 2**20))
    data = good.read_bytes()
    good.write_bytes(data.replace((9 * 2**20).to_bytes(4, "little"), (100).to_bytes(4, "little")))
    assert refused(good, dictionary) == "L006"


@pytest.mark.parametrize("part", [PROJECTS, "xl/workbook.xml", "xl/styles.xml"])
def test_a_dtd_is_refused(good: Path, repack: Repack, dictionary: Dictionary, part: str) -> None:
    bad = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    path = repack(good, lambda name, content: bad + re.sub(rb"^<\?xml[^>]*\?>", b"", content) if name == part else content)
    assert refused(path, dictionary) == "L008"


def test_a_cell_far_away(good: Path, repack: Repack, dictionary: Dictionary) -> None:
    """2.5 KB that make calamine lay out 550 GB and abort the process."""
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    path = repack(good, replacing(PROJECTS, b"</sheetData>", far))
    assert refused(path, dictionary) == "L009"
    with pytest.raises(LedgerUnreadable, match=r"《项目》.*（XFD1048576）"):
        read_ledger(path, dictionary)


@pytest.mark.parametrize(
    "far",
    [
        b'<row r="1048576"><c><v>1</v></c></row><row r="1"><c r="XFD1"><v>1</v></c></row>',
        b"<x:row r='1048576'><x:c r='XFD1048576'><x:v>1</x:v></x:c></x:row>",
        b'<row><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="9"><c\nr="XFD1048576"><v>1</v></c></row>',
    ],
)
def test_a_cell_far_away_in_other_words(good: Path, repack: Repack, dictionary: Dictionary, far: bytes) -> None:
    path = repack(good, replacing(PROJECTS, b"</sheetData>", far + b"</sheetData>"))
    assert refused(path, dictionary) in ("L009", "L006")


def test_a_styled_blank_far_away_is_no_content(good: Path, repack: Repack, dictionary: Dictionary) -> None:
    path = repack(good, replacing(PROJECTS, b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'))
    ledger = read_ledger(path, dictionary)
    assert column(ledger, "projects", "equipment_purchase") == [5_000_000]
    assert ledger.readings[1].rows_read == 1


@pytest.mark.parametrize("dimension", [b'ref="A1"', b'ref="A1:XFD1048576"'])
def test_the_stated_dimension_does_not_matter(good: Path, repack: Repack, dictionary: Dictionary, dimension: bytes) -> None:
    path = repack(good, replacing(PROJECTS, b'ref="A1:C2"', dimension))
    assert column(read_ledger(path, dictionary), "projects", "equipment_purchase") == [5_000_000]


def test_cells_and_rows_without_addresses(good: Path, repack: Repack, dictionary: Dictionary) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name != PROJECTS:
            return content
        content = content.replace(b"</sheetData>", b'<row r="3"><c r="C3" t="e"><v>#REF!</v></c></row></sheetData>')
        return re.sub(rb'(<(?:row|c)) r="[A-Z]*\d+"', rb"\1", content)

    path = repack(good, change)
    ledger = read_ledger(path, dictionary)
    assert column(ledger, "projects", "equipment_purchase")[0] == 5_000_000
    assert at(only(ledger, "L011")) == "项目!A3"


def test_error_values_are_unknown_and_placed(tmp_path: Path, dictionary: Dictionary) -> None:
    book = xlsxwriter.Workbook(tmp_path / "台账.xlsx")
    firms, projects = book.add_worksheet("企业"), book.add_worksheet("项目")
    firms.write_row(0, 0, ["企业名称", "统一社会信用代码"])
    projects.write_row(0, 0, ["项目编号", "企业名称", "设备购置额(万元)", "2018年完成投资(万元)", "备案证号", "完工日期"])
    for row, error in enumerate(["#DIV/0!", "#REF!", "#N/A", "#NAME?", "#VALUE!", "#NULL!", "#NUM!"], 1):
        projects.write_row(row, 0, [f"P{row}", "甲公司"])
        for col in range(2, 6):
            projects.write_formula(row, col, "=1/0", None, error)
    book.close()
    ledger = read_ledger(tmp_path / "台账.xlsx", dictionary)
    for key in ("equipment_purchase", "completed_investment@2018", "filing_certificate", "completion_date"):
        assert column(ledger, "projects", key) == [None] * 7, key
    errors = [p for p in ledger.problems if p.code == "L011"]
    assert len(errors) == 28 and at(errors[0]) == "项目!C2" and "#DIV/0!" in errors[0].message
    assert all(p.severity == "error" for p in errors)


def test_formulas_without_stored_result(dictionary: Dictionary, write: Callable[..., Path]) -> None:
    path = write(
        {
            "企业": SHEETS["企业"],
            "项目": [
                ["项目编号", "企业名称", "设备购置额(万元)", "2018年完成投资(万元)"],
                ["P1", "甲公司", "=2+3", "=C2"],
                ["P2", "甲公司", 5, 5],
            ],
        }
    )
    ledger = read_ledger(path, dictionary)
    assert column(ledger, "projects", "equipment_purchase") == [None, 5_000_000]
    assert column(ledger, "projects", "completed_investment@2018") == [None, 5_000_000]  # never zero
    assert [at(p) for p in ledger.problems if p.code == "L013"] == ["项目!C2", "项目!D2"]
    assert "保存一次" in next(p for p in ledger.problems if p.code == "L013").remedy


def test_formulas_with_a_stored_result_are_read(tmp_path: Path, dictionary: Dictionary) -> None:
    book = xlsxwriter.Workbook(tmp_path / "台账.xlsx")
    firms, projects = book.add_worksheet("企业"), book.add_worksheet("项目")
    firms.write_row(0, 0, ["企业名称", "统一社会信用代码"])
    projects.write_row(0, 0, ["项目编号", "企业名称", "设备购置额(万元)", "备案证号", "完工日期"])
    projects.write_string(1, 0, "P1")
    projects.write_formula(1, 1, "=A9", None, "甲公司")
    projects.write_formula(1, 2, "=2+3", None, 5)
    book.close()
    with zipfile.ZipFile(tmp_path / "台账.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    empty_text = b'<c r="D2" t="str"><f>IF(1,"")</f><v></v></c></row></sheetData>'  # a real empty text, not an unsaved formula
    parts[PROJECTS] = parts[PROJECTS].replace(b"</row></sheetData>", empty_text)
    with zipfile.ZipFile(tmp_path / "台账.xlsx", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    ledger = read_ledger(tmp_path / "台账.xlsx", dictionary)
    assert column(ledger, "projects", "name") == ["甲公司"]
    assert column(ledger, "projects", "equipment_purchase") == [5_000_000]
    assert column(ledger, "projects", "filing_certificate") == [""]
    assert "L013" not in codes(ledger)


def test_dates_in_every_format(read: Reader) -> None:
    import datetime as dt

    formats = ["yyyy-mm-dd", "yyyy/m/d", 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"', "[$-804]yyyy年m月d日", "General"]

    def style(book: openpyxl.Workbook) -> None:
        for row, code in enumerate(formats, 2):
            book["项目"].cell(row, 3).number_format = code

    rows = [[f"P{i}", "甲公司", dt.date(2018, 9, 5)] for i in range(len(formats))]
    ledger = read({"项目": [["项目编号", "企业名称", "完工日期"], *rows]}, style)
    assert column(ledger, "projects", "completion_date") == [20180905] * len(formats)
    assert codes(ledger) == ["L023"]  # the last is a mere number


def test_the_1904_system(read: Reader) -> None:
    def old_mac(book: openpyxl.Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        book["项目"].cell(2, 3).value = 41886
        book["项目"].cell(3, 3).value = 41886
        book["项目"].cell(3, 3).number_format = "yyyy-mm-dd"

    ledger = read({"项目": [["项目编号", "企业名称", "完工日期"], ["P1", "甲公司"], ["P2", "甲公司"]]}, old_mac)
    assert column(ledger, "projects", "completion_date") == [20180905, 20180905]


def test_the_file_is_left_as_it_was(good: Path, dictionary: Dictionary) -> None:
    before, when = good.read_bytes(), good.stat().st_mtime_ns
    good.chmod(0o444)
    ledger = read_ledger(good, dictionary)
    assert good.read_bytes() == before and good.stat().st_mtime_ns == when
    assert [path.name for path in good.parent.iterdir()] == ["台账.xlsx"]
    assert ledger.sha256 == hashlib.sha256(before).hexdigest() and ledger.file == "台账.xlsx"


def test_reading_twice_gives_the_same(good: Path, dictionary: Dictionary) -> None:
    def seen(ledger: Ledger) -> tuple[object, ...]:
        frames = {key: (list(table.frame.columns), table.frame.to_csv()) for key, table in ledger.tables.items()}
        return frames, ledger.problems, ledger.readings, ledger.sha256

    assert seen(read_ledger(good, dictionary)) == seen(read_ledger(good, dictionary))


def test_columns_have_the_promised_types_and_no_float(good: Path, dictionary: Dictionary) -> None:
    for table in read_ledger(good, dictionary).tables.values():
        for key, dtype in table.frame.dtypes.items():
            assert str(dtype) in (("int64",) if key == "enterprise" else ("Int64", "boolean", "string")), key


def test_a_workbook_of_macros_is_read(good: Path, dictionary: Dictionary, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsm"
    path.write_bytes(good.read_bytes())
    assert column(read_ledger(path, dictionary), "projects", "equipment_purchase") == [5_000_000]


def test_chartsheets_are_passed_over(tmp_path: Path, dictionary: Dictionary) -> None:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data)
    chart = book.add_chart({"type": "column"})
    book.add_chartsheet("图").set_chart(chart)
    for title, rows in SHEETS.items():
        sheet = book.add_worksheet(title)
        for i, row in enumerate(rows):
            sheet.write_row(i, 0, row)
    chart.add_series({"values": "=项目!$C$2:$C$2"})
    book.close()
    path = tmp_path / "台账.xlsx"
    path.write_bytes(data.getvalue())
    assert column(read_ledger(path, dictionary), "projects", "equipment_purchase") == [5_000_000]
