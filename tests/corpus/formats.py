"""Files of other formats. The .xls and .ods are made by LibreOffice out of the template."""

from __future__ import annotations

import csv
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

import openpyxl

from tests.workbooks import Edit, save

from .cases import case, clean


def office(path: Path, ending: str, edit: Edit | None = None) -> None:
    """The clean ledger saved by LibreOffice in another format."""
    with tempfile.TemporaryDirectory() as work:
        plain = Path(work) / "台账.xlsx"
        save(plain, clean(), edit)
        profile = f"-env:UserInstallation=file://{work}/profile"
        subprocess.run(
            ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", work, str(plain)], check=True, capture_output=True
        )
        shutil.copy(plain.with_suffix(f".{ending}"), path)


@case("41_旧版.xls", "a workbook of the old Excel")
def old_excel(path: Path) -> None:
    office(path, "xls")


@case("42_开放格式.ods", "a workbook of OpenDocument")
def open_document(path: Path) -> None:
    office(path, "ods")


@case("43_旧版错误值.xls", "an error value in an old workbook", says=(("L011", "项目!I2"),), unknown={"projects.equipment_purchase": [0]})
def old_errors(path: Path) -> None:
    office(path, "xls", wrong)


@case(
    "44_开放格式错误值.ods", "an error value in an OpenDocument", says=(("L011", "项目!I2"),), unknown={"projects.equipment_purchase": [0]}
)
def open_errors(path: Path) -> None:
    office(path, "ods", wrong)


def wrong(book: openpyxl.Workbook) -> None:
    """A division by zero where the equipment should be."""
    book["项目"]["I2"] = "=1/0"


def texts(folder: Path, encoding: str, delimiter: str) -> None:
    """A text file for each sheet."""
    folder.mkdir(exist_ok=True)
    for name, rows in clean().items():
        with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)


@case("45_一表一文件", "a folder with a text file in GB18030 for each sheet", notes=("L086",))
def folder_of_texts(path: Path) -> None:
    texts(path, "gb18030", ",")


@case("46_制表符", "a folder of tab-separated texts in UTF-8 with a mark at the start", notes=("L086",))
def folder_of_tabs(path: Path) -> None:
    texts(path, "utf-8-sig", "\t")


@case("47_改了扩展名.xlsx", "an old workbook whose name says it is a new one")
def renamed(path: Path) -> None:
    shutil.copy(path.with_name("41_旧版.xls"), path)


@case("48_空文件.xlsx", "a file of no bytes", refused="L003")
def empty(path: Path) -> None:
    path.write_bytes(b"")


@case("49_网页.xls", "a web page saved as a workbook", refused="L010")
def web_page(path: Path) -> None:
    path.write_bytes("<html><table><tr><td>企业名称</td></tr></table></html>".encode())


@case("50_截断.xlsx", "a workbook that was not copied whole", refused="L006")
def cut_off(path: Path) -> None:
    save(path, clean())
    path.write_bytes(path.read_bytes()[:3000])


@case("51_加密.xlsx", "a workbook with a password", refused="L005")
def encrypted(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(500))


@case("52_远处.xlsx", "a cell a million rows away", refused="L009")
def far(path: Path) -> None:
    save(path, clean(), lambda book: book["项目"].cell(1_048_576, 16_384, "x"))


@case("53_DTD.xlsx", "a workbook with a document type", refused="L008")
def document_type(path: Path) -> None:
    save(path, clean())
    parts = {}
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = b"<!DOCTYPE x>" + parts["xl/worksheets/sheet1.xml"]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@case("54_文档.xlsx", "a text document under another name", refused="L004")
def document(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")


@case("55_二进制.xlsb", "a binary workbook", refused="L010")
def binary(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", b"x")
