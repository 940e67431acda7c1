"""A .csv or .tsv is read as text, in the encoding and with the delimiter it has, and says which."""

from __future__ import annotations

from pathlib import Path

import pytest

from techreform_cli.domain.problem import LedgerUnreadable
from techreform_cli.ledger.files.book import read_book
from techreform_cli.ledger.raw import RawBook
from techreform_cli.ledger.read import read_ledger
from techreform_cli.policy.dictionary import load_dictionary

from .test_hostile import refusal

ROWS = [["项目编号", "项目名称", "设备购置额(万元)"], ["001", "甲公司，一期", "1,200.50"], ["002", "二期\n扩建", ""]]


def read(tmp_path: Path, data: bytes, name: str = "项目.csv") -> RawBook:
    (tmp_path / name).write_bytes(data)
    return read_book(tmp_path / name)


def text(delimiter: str = ",") -> str:
    return "".join(delimiter.join(f'"{cell}"' if set(cell) & {",", "\n", "，"} else cell for cell in row) + "\r\n" for row in ROWS)


@pytest.mark.parametrize(
    ("codec", "told"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("gbk", "GB18030"), ("utf-16", "UTF-16")]
)
def test_encodings(tmp_path: Path, codec: str, told: str) -> None:
    book = read(tmp_path, text().encode(codec))
    (sheet,) = book.sheets
    assert sheet.name == "项目" and sheet.grid == ROWS and sheet.content_rows == {0, 1, 2}
    (said,) = book.problems
    assert said.code == "L086" and said.severity == "note" and f"按 {told} 编码、用逗号分列" in said.message


@pytest.mark.parametrize(("delimiter", "told"), [(",", "逗号"), ("\t", "制表符"), (";", "分号"), ("，", "全角逗号")])
def test_delimiters(tmp_path: Path, delimiter: str, told: str) -> None:
    book = read(tmp_path, text(delimiter).encode(), "项目.txt")
    assert book.sheets[0].grid == ROWS and f"用{told}分列" in book.problems[0].message


def test_full_width_commas_within_the_cells_part_nothing(tmp_path: Path) -> None:
    book = read(tmp_path, "编号,说明\n1,甲，乙\n2,丙，丁\n".encode())
    assert book.sheets[0].grid == [["编号", "说明"], ["1", "甲，乙"], ["2", "丙，丁"]]


def test_row_numbers_are_those_of_a_spreadsheet(tmp_path: Path) -> None:
    """Blank lines are rows; a line break within quotation marks is none."""
    sheet = read(tmp_path, b'a,b\n\n"x\ny",1\n , \nz,2\n,\n\n').sheets[0]
    assert sheet.grid == [["a", "b"], ["", ""], ["x\ny", "1"], [" ", " "], ["z", "2"]]
    assert str(sheet.ref(4, 1)) == "项目.csv《项目》B5"
    assert 1 not in sheet.content_rows and 4 in sheet.content_rows


def test_every_cell_is_text_as_it_stands(tmp_path: Path) -> None:
    """="0012" is how programs make Excel keep zeros; anything else that begins with = stays as it is."""
    sheet = read(tmp_path, b'a,b,c,d\n0012,9.14E+17,="0012",=1+2\n').sheets[0]
    assert sheet.grid[1] == ["0012", "9.14E+17", "0012", "=1+2"]


def test_rows_of_different_lengths(tmp_path: Path) -> None:
    assert read(tmp_path, "台账\na,b,c\n1,2,3\n4,5\n".encode()).sheets[0].grid == [
        ["台账", "", ""],
        ["a", "b", "c"],
        ["1", "2", "3"],
        ["4", "5", ""],
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_ends_of_lines(tmp_path: Path, newline: str) -> None:
    assert read(tmp_path, newline.join(["a,b", "1,2", ""]).encode()).sheets[0].grid == [["a", "b"], ["1", "2"]]


def test_mixed_encodings_are_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "项目.csv"
    path.write_bytes("编号,名称\n1,甲\n".encode() + "2,乙\n".encode("gb18030") + "3,㐂🀄\n".encode())
    assert refusal(path) == "L087"


def test_the_line_of_what_cannot_be_parted_is_told(tmp_path: Path) -> None:
    path = tmp_path / "项目.csv"
    path.write_bytes(b'a,b\n1,2\n3,"4"5\n6,7\n')
    assert refusal(path) == "L088"
    with pytest.raises(Exception, match="第 3 行起引号没有成对"):
        read_book(path)


@pytest.mark.parametrize("name", ["项目.csv", "项目.xlsx"])
def test_a_text_file_alone_is_no_ledger_and_what_to_do_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(text().encode("gbk"))
    with pytest.raises(LedgerUnreadable) as caught:
        read_ledger(tmp_path / name, load_dictionary())
    (problem,) = caught.value.problems
    assert problem.message.startswith(f"{name} 是文本文件，只有一张表（当作《项目》），缺少《企业》表")
    assert "放在一个文件夹里" in problem.remedy
