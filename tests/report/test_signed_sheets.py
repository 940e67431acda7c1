"""The sheets of 奖补测算 that leave the office: cover, plan of payments, list to publish; the county's money; links to the ledger."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from report import small_ledger
from techreform_cli.pipeline import Request, compute
from techreform_cli.report.award_workbook import write_awards
from techreform_cli.report.target_workbook import write_targets

SAMPLES = Path(__file__).parents[2] / "samples"
CODE = re.compile(r"[0-9A-Z]{18}")
CELL = re.compile(r"《[^》]+》[A-Z]+\d+")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("signed") / "奖补.xlsx"
    write_awards(compute(Request(SAMPLES / "示例台账.xlsx", year=2019), readings=True), found)
    return found


@pytest.fixture(scope="module")
def book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=True)


def texts(sheet: Any) -> str:
    return "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)


def test_the_cover_says_what_and_leaves_room_to_sign(book: openpyxl.Workbook) -> None:
    """1,642.045065 + 546.966966 = 2,189.012031万元."""
    found = texts(book["封面"])
    for wanted in ("2019年奖补资金测算", "东府办〔2018〕29号", "编制单位", "文号", "填报人", "审核人", "分管领导", "日期"):
        assert wanted in found
    assert "人民币贰仟壹佰捌拾玖万零壹佰贰拾元零叁角壹分" in found
    assert "待补正 2 家次" in found and "口径待确认 18 处" in found


def test_the_plan_of_payments_adds_up(book: openpyxl.Workbook) -> None:
    """Each program's share of the total; four (1)'s share of the 10,000万元 it is paid from."""
    rows = [row for row in book["资金安排计划表"].iter_rows(values_only=True) if row[0] in (1, 2, "合计")]
    assert [row[4] for row in rows] == [1642.045065, 546.966966, 2189.012031]
    assert [round(row[5], 4) for row in rows] == [0.7501, 0.2499, 1]
    assert rows[0][6] == pytest.approx(0.1642045065) and rows[1][6] == "—"
    assert "一致" in texts(book["资金安排计划表"]) and "不一致" not in texts(book["资金安排计划表"])


def test_only_what_may_be_published_is_in_the_list(book: openpyxl.Workbook) -> None:
    """Names, program, amount and clause; no credit code, no cell of the ledger, nobody without money."""
    sheet = book["公示表"]
    rows = list(sheet.iter_rows(values_only=True))
    top = next(i for i, row in enumerate(rows) if row[0] == "序号")
    assert rows[top] == ("序号", "企业名称", "项目名称", "奖补类别", "拟奖补金额(万元)", "依据条款")
    lines = [row for row in rows[top + 1 :] if isinstance(row[0], int)]
    assert all(row[4] > 0 and row[5] in ("四(一)", "四(五)") for row in lines)
    assert round(sum(row[4] for row in lines), 6) == 2189.012031
    assert not CODE.search(texts(sheet)) and not CELL.search(texts(sheet))


def test_figures_of_the_signed_sheets_are_formulas(path: Path) -> None:
    formulas = openpyxl.load_workbook(path)
    amounts = [cell for row in formulas["公示表"].iter_rows(min_col=5, max_col=5) for cell in row if cell.data_type in "fn" and cell.value]
    assert len(amounts) > 30 and all(cell.data_type == "f" for cell in amounts)
    assert sum("仟" in str(c.value) for row in formulas["封面"].iter_rows() for c in row if c.data_type == "f") == 3


def test_the_countys_money(book: openpyxl.Workbook) -> None:
    """Arranged 2018: 2000 + 1000, 2019: 3500. Paid for 2018: 3148.014; who was paid short is awarded again in 2019, which makes up
    for it. Owed for 2019: the 1642.045065 of four (1), of which nothing is recorded."""
    rows = {row[0]: row for row in book["资金"].iter_rows(values_only=True) if row[0]}
    assert (rows["2018年"][1], rows["2019年"][1], rows["合计"][1]) == (3000, 3500, 6500)
    assert rows["2018年"][2:6] == (3228.014, 3148.014, 0, 3148.014)
    assert rows["2019年"][2:6] == (1642.045065, "—", 1642.045065, 1642.045065)
    ledger = openpyxl.load_workbook(SAMPLES / "示例台账.xlsx", data_only=True)["已拨付"]
    paid = sum(row[5] for row in ledger.iter_rows(min_row=2, values_only=True) if row[3] == "设备购置事后奖补" and row[4] == 2018)
    assert paid == pytest.approx(3148.014)
    assert rows["资金总额"][1] == 10000 and rows["已拨付"][1] == 3148.014
    assert rows["应付和已付累计"][1] == 4790.059065 and rows["应付未付"][1] == 1642.045065
    assert rows["安排结余"][1] == pytest.approx(6500 - 4790.059065)
    assert rows["距资金总额"][1] == pytest.approx(10000 - 4790.059065)


def links(path: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """(sheet, cell) -> (file, place in it) of every link to another file."""
    return {
        (sheet.title, cell.coordinate): (cell.hyperlink.target, cell.hyperlink.location)
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink and cell.hyperlink.target
    }


def test_every_input_links_to_the_cell_it_came_from(path: Path, book: openpyxl.Workbook) -> None:
    """The link names the ledger's file alone, and its cell holds the value shown."""
    found = links(path)
    assert {target for target, _ in found.values()} == {"示例台账.xlsx"}
    sheet = book["设备购置事后奖补·项目"]
    rows = list(sheet.iter_rows())
    top = next(i for i, row in enumerate(rows) if row[0].value == "序号")
    headers = [cell.value for cell in rows[top]]
    shown, source = headers.index("设备购置额(万元)"), headers.index("设备购置额(万元)\n来源")
    ledger = openpyxl.load_workbook(SAMPLES / "示例台账.xlsx", data_only=True)
    compared = 0
    for row in rows[top + 1 :]:
        if row[shown].value is None or not isinstance(row[0].value, int):
            continue
        _, place = found[sheet.title, row[source].coordinate]
        name, cell = place.split("!")
        assert ledger[name.strip("'")][cell].value == row[shown].value
        assert row[source].value == f"《项目》{cell}"
        compared += 1
    assert compared > 20


def test_an_award_says_its_clause_and_cells(book: openpyxl.Workbook) -> None:
    """The sentence ends with the clause and the cells of the amounts, by file, sheet and cell."""
    sheet = book["设备购置事后奖补·企业"]
    lines = [str(cell.value) for row in sheet.iter_rows() for cell in row if "以上" not in str(cell.value) and "×20%" in str(cell.value)]
    eligible = [line for line in lines if "待补正" not in line]
    assert len(eligible) > 10
    assert all(re.search(r"（四\(一\)；示例台账\.xlsx《项目》L\d+(、L\d+)*）$", line) for line in eligible)


def test_a_ledger_whose_name_no_link_can_hold_is_named_without_one(tmp_path: Path) -> None:
    name = "台账#50%.xlsx"
    shutil.copy(SAMPLES / "示例台账.xlsx", tmp_path / name)
    write_awards(compute(Request(tmp_path / name, year=2019)), tmp_path / "a.xlsx")
    assert not links(tmp_path / "a.xlsx")


def test_the_evidence_has_the_command_without_folders(tmp_path: Path) -> None:
    result = small_ledger.result_of(tmp_path, 2019, rounding="元")
    for writer in (write_awards, write_targets):
        writer(result, tmp_path / "a.xlsx")
        found = texts(openpyxl.load_workbook(tmp_path / "a.xlsx")["运行凭证"])
        wanted = "techreform calc 台账.xlsx --policy dongyuan-2018-2020 --year 2019 --as-of 2019-12-31 --set rounding=元 --no-sensitivity"
        assert wanted in found
        with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
            assert not [name for name in parts.namelist() if str(tmp_path).encode() in parts.read(name)]


def test_an_award_workbook_is_the_same_bytes_again(tmp_path: Path) -> None:
    result = small_ledger.result_of(tmp_path)
    for name in ("a.xlsx", "b.xlsx"):
        write_awards(result, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
