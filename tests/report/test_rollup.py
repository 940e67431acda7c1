"""汇总, the roll-up of a year-end run: what stands in it; every formula recalculated in LibreOffice in the slower proofs."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from independent.facts import random_facts
from independent.workbook import write_canonical

from report import small_ledger
from report.recalculation import differences, needs_office, stored
from techreform_cli.cli.main import main
from tests.batch.counties import split, write_paid_in_parts, write_towns

SAMPLES = Path(__file__).parents[2] / "samples"


def three_towns(folder: Path) -> None:
    """A county's enterprises dealt out to three ledgers."""
    write_towns(folder, 3, 30, seed=61)


def two_that_share(folder: Path) -> None:
    """Two ledgers with the same facts, one of them as a clerk keeps it: every enterprise and project stands in both."""
    shutil.copy(SAMPLES / "示例台账.xlsx", folder / "甲镇.xlsx")
    shutil.copy(SAMPLES / "示例台账_日常.xlsx", folder / "乙镇.xlsx")


def projects_in_another_ledger(folder: Path) -> None:
    """Three ledgers that know every enterprise, each with a third of all projects: awards fall to projects of several."""
    facts = random_facts(62, 60)
    for number, town in enumerate(split(facts, 3)):
        third = facts.projects[number::3]
        own = {name: getattr(facts if number == 0 else town, name) for name in ("appropriations", "land", "county")}
        write_canonical(replace(facts, projects=third, **own), folder / f"镇{number}.xlsx")


def two_groups_and_a_broken_ledger(folder: Path) -> None:
    """Two folders, each a group, and a file that cannot be read; 2021, after the plan, has targets without goals."""
    for number, name in enumerate(("甲县", "乙=县'")):
        (folder / name).mkdir()
        write_towns(folder / name, 2, 15, seed=63 + number)
    (folder / "甲县" / "坏.xlsx").write_bytes((SAMPLES / "示例台账.xlsx").read_bytes()[:3000])


CASES: list[tuple[Callable[[Path], None], int]] = [
    (three_towns, 2020),
    (two_that_share, 2019),
    (projects_in_another_ledger, 2020),
    (two_groups_and_a_broken_ledger, 2021),
    (write_paid_in_parts, 2025),
]


def rolled_up(tmp_path: Path, make: Callable[[Path], None], year: int) -> Path:
    """The roll-up of a run over the ledgers that `make` writes."""
    (tmp_path / "台账").mkdir()
    make(tmp_path / "台账")
    assert main(["batch", str(tmp_path / "台账"), "--year", str(year), "-o", str(tmp_path / "结果"), "--jobs", "1"]) in (0, 1)
    return tmp_path / "结果" / f"{year}_汇总.xlsx"


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize(("make", "year"), CASES, ids=[make.__name__ for make, _ in CASES])
def test_the_recalculated_rollup_is_equal(tmp_path: Path, make: Callable[[Path], None], year: int) -> None:
    """With every stored value blanked, LibreOffice adds the lists up to the figures of the run."""
    path = rolled_up(tmp_path, make, year)
    sheets = {sheet for sheet, _ in stored(path)}
    assert {"汇总", "分台账", "分乡镇", "分奖补"} <= sheets and len(stored(path)) > 60
    assert differences(path, tmp_path) == []
    front = openpyxl.load_workbook(path, data_only=True)["汇总"]
    assert next(row[1].value for row in front if row[0].value == "奖补合计(万元)") > 0, "nothing is awarded"


def test_targets_are_shown_in_their_unit(tmp_path: Path) -> None:
    """Shares as percentages, counts without decimals; what no ledger knows has no sum, rather than zero."""
    facts = random_facts(61, 30)
    (tmp_path / "台账").mkdir()
    for number, town in enumerate(split(replace(facts, paid=None), 2)):
        write_canonical(town, tmp_path / "台账" / f"镇{number}.xlsx")
    assert main(["batch", str(tmp_path / "台账"), "--year", "2020", "-o", str(tmp_path / "结果"), "--jobs", "1"]) == 0
    sheet = openpyxl.load_workbook(tmp_path / "结果" / "2020_汇总.xlsx", data_only=True)["目标"]
    rows = {row[2].value: row for row in sheet.iter_rows(min_row=4)}
    land, engaged, paid = rows["技改用地占工业用地比例"], rows["三年累计开展技改的规上企业"], rows["县财政累计资金"]
    assert (land[3].value, land[5].value, land[5].number_format) == ("%", 0.3, "0.00%")
    assert (engaged[5].value, engaged[5].number_format, engaged[10].number_format) == (49, "0", "0")
    assert paid[6].value == paid[10].value == "—"


def by_name(path: Path, sheet: str, header: str, name: int = 1) -> dict[str, object]:
    """A column of a sheet of 汇总 by the names in another, with the sums below (合计)."""
    rows = list(openpyxl.load_workbook(path, data_only=True)[sheet].values)
    at = next(number for number, row in enumerate(rows) if header in row)
    column = rows[at].index(header)
    return {str(row[0] if row[0] == "合计" else row[name]): row[column] for row in rows[at + 1 :] if row[column] is not None}


def test_a_ledger_that_could_not_be_read_has_no_figures(tmp_path: Path) -> None:
    """What is in it is not known; the sums below are those of the others."""
    path = rolled_up(tmp_path, two_groups_and_a_broken_ledger, 2021)
    rows = list(openpyxl.load_workbook(path, data_only=True)["分台账"].iter_rows(min_row=4, values_only=True))
    broken = next(row for row in rows if row[2] == "没有做成")
    assert set(broken[4:-1]) == {"—"} and "损坏" in broken[-1]
    *others, whole = [row for row in rows if row[2] != "没有做成"]
    assert [whole[at] for at in (4, 5)] == [sum(row[at] for row in others) for at in (4, 5)] != [0, 0]


def test_what_is_paid_in_the_year_stands_beside_the_awards(tmp_path: Path) -> None:
    """By hand as `write_paid_in_parts` says; what is open is counted and no zero."""
    path = rolled_up(tmp_path, write_paid_in_parts, 2025)
    due, open_ = "本年应拨付(万元)", "应拨付\n待补正(笔)"
    nowhere, first = "（乡镇不明）", "甲组／甲一.xlsx"
    assert by_name(path, "分台账", due) == {"乙组／乙.xlsx": 30, first: 48, "甲组／甲二.xlsx": 50, "合计": 128}
    assert by_name(path, "分台账", open_) == {"乙组／乙.xlsx": 0, first: 0, "甲组／甲二.xlsx": 1, "合计": 1}
    assert by_name(path, "分乡镇", due) == {"仙塘镇": 70, "黄村镇": 0, "灯塔镇": 8, nowhere: 50, "合计": 128}
    assert by_name(path, "分乡镇", open_) == {"仙塘镇": 0, "黄村镇": 1, "灯塔镇": 0, nowhere: 0, "合计": 1}
    assert by_name(path, "分乡镇", "奖补合计(万元)") == {"仙塘镇": 30, "黄村镇": 0, "灯塔镇": 0, nowhere: 70, "合计": 100}
    assert by_name(path, "分奖补", due) == {"奖补once（once）": 30, "奖补parts": 78, "奖补once（slots）": 20, "合计": 128}
    front = by_name(path, "汇总", "数", 0)
    names = ("奖补合计(万元)", "本年应拨付合计(万元)", "其中以前年度奖补到期(万元)", "应拨付待补正（笔）")
    assert [front[name] for name in names] == [100, 128, 48, 1]
    rows = [row[6:] for row in openpyxl.load_workbook(path, data_only=True)["应拨付明细"].iter_rows(min_row=4, values_only=True)]
    listed = {(row[0], row[1]): (row[3], *row[5:]) for row in rows}
    assert len(rows) == 6 and listed["奖补parts", "甲1公司"] == ("P1", 2024, "第2期", "本年拨付", 40)
    assert listed["奖补parts", "甲3公司"] == ("P3", 2025, "第1期", "待补正", None)
    assert listed["奖补once（slots）", "甲2公司"] == (None, 2025, "一次付清", "本年拨付", 20)


def test_where_nothing_is_paid_in_parts_nothing_is_said_of_it(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(rolled_up(tmp_path, three_towns, 2020))
    assert "应拨付明细" not in book.sheetnames
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if "应拨付" in str(cell.value)]


@pytest.mark.parametrize(("renewed", "shown"), [(2999.9, "0.00########%"), (2800, "0.00%")])
def test_a_figure_a_little_short_of_its_goal_is_not_shown_as_the_goal(tmp_path: Path, renewed: float, shown: str) -> None:
    """2999.9 of 10000亩 are 29.999 % of the 30 % asked; rounded they would be 30.00 %, and 100.00 % of the goal."""

    def make(folder: Path) -> None:
        land = [["年度", "工业用地面积(亩)", "技改用地面积(亩)"], [2019, 10000, renewed]]
        small_ledger.result_of(folder, content={**small_ledger.sheets(), "用地": land})

    sheet = openpyxl.load_workbook(rolled_up(tmp_path, make, 2019), data_only=True)["目标"]
    row = next(row for row in sheet.iter_rows(min_row=4) if row[2].value == "技改用地占工业用地比例")
    assert (row[5].value, row[6].value, row[8].value) == (0.3, round(renewed / 10000, 9), "未达到")
    assert row[7].value == pytest.approx(renewed / 3000)
    assert (row[5].number_format, row[6].number_format, row[7].number_format) == ("0.00%", shown, shown)


def test_no_formula_comes_from_ledger_text(tmp_path: Path) -> None:
    """Towns, enterprises and files called like a formula stay text in every cell of 汇总; its own formulas name none of them."""
    names = ("=1+1", "{=1}", "http://example.com/a")
    (tmp_path / "台账").mkdir()
    content = small_ledger.sheets(names)
    content["企业"][1][2] = "=cmd|' /C calc'!A0"
    small_ledger.result_of(tmp_path / "台账", content=content)
    (tmp_path / "台账" / "台账.xlsx").rename(tmp_path / "台账" / "=2+2.xlsx")
    assert main(["batch", str(tmp_path / "台账"), "--year", "2019", "-o", str(tmp_path / "结果"), "--jobs", "1"]) in (0, 1)
    book = openpyxl.load_workbook(tmp_path / "结果" / "2019_汇总.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    texts = {cell.value for cell in cells if cell.data_type == "s"}
    assert {"=1+1", "=cmd|' /C calc'!A0", "=2+2.xlsx"} <= texts
    assert not [c.coordinate for c in cells if c.data_type == "f" and any(t in c.value for t in ("1+1", "{=1}", "example", "cmd", "2+2"))]
    assert not [c.coordinate for c in cells if c.hyperlink]
