"""The ledger laid out for a policy is read back without a problem; a clerk's own data in that form are the same data."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from techreform_cli.domain.ledger import Ledger, Table
from techreform_cli.domain.problem import OutputFailed
from techreform_cli.domain.reads import missed
from techreform_cli.ledger.numerals import exact, numeral
from techreform_cli.ledger.read import read_ledger
from techreform_cli.pipeline import Request, compute, load, originals, read_by_others
from techreform_cli.policies import read_policy
from techreform_cli.policy.packaged import packaged
from techreform_cli.report.cell_number import cell_number
from techreform_cli.report.json_document import document
from techreform_cli.report.template_guide import LaidFor, laid_for
from techreform_cli.report.template_workbook import write_carried, write_template
from tests.workbooks import Sheets, save, texts_only

ROOT = Path(__file__).parents[2]
SAMPLES = [ROOT / "samples" / name for name in ("示例台账.xlsx", "示例台账_日常.xlsx")]
CORPUS = sorted(path for path in (ROOT / "tests" / "corpus" / "files").iterdir() if path.name < "48")
"""The ledgers that can be read; the others are refused."""
CODE = "91441625MA4UTC0X27"
UNREAD = "00FFC7CE"


def opened(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def headers(sheet: Worksheet) -> list[Any]:
    return [cell.value for cell in sheet[1]]


@pytest.mark.parametrize("name", packaged())
def test_every_policy_gets_a_ledger_that_is_read_without_a_problem(name: str, tmp_path: Path) -> None:
    """But for the rows it does not have yet; every header is known by its name, and nothing the policy reads is lacking."""
    policy = read_policy(name)
    first, last = policy.plan
    path = write_template(LaidFor(policy), range(first, last + 1), tmp_path / "台账.xlsx", False)
    ledger = read_ledger(path, policy.dictionary, missed(policy))
    assert {problem.code for problem in ledger.problems} <= {"L043"}
    guide, *sheets = ledger.readings
    assert guide.sheet == "填写说明" and not guide.taken_as
    assert all(reading.taken_as == reading.sheet and reading.rows_read == 0 for reading in sheets)
    assert all(column.how == "name" and column.unit_stated for reading in sheets for column in reading.columns)
    there = {
        (key, spec.key)
        for key, table in ledger.tables.items()
        for spec in table.spec.fields
        if any(k.partition("@")[0] == spec.key for k in table.keys)
    }
    assert {(spec.sheet, spec.key) for spec in missed(policy)} <= there


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    """The default policy's empty ledger."""
    path = tmp_path_factory.mktemp("空白") / "台账.xlsx"
    return opened(write_template(LaidFor(read_policy()), [2018, 2019], path, False))


def test_columns_that_only_another_reading_needs_are_told_of(tmp_path: Path) -> None:
    """开工日期 is there and matters by one reading; 完工评价日期 is named, for an empty column of it would say that nothing is completed;
    资金安排 is there, for a reading measures the fund on it."""
    policy = read_policy()
    path = write_template(laid_for(policy, read_by_others(Request(tmp_path))), [2018], tmp_path / "台账.xlsx", False)
    rows = list(opened(path)["填写说明"].iter_rows(values_only=True))
    assert ("开工日期", "换口径用") in [row[:2] for row in rows] and ("备案日期", "不参与计算") in [row[:2] for row in rows]
    assert ("安排金额(万元)", "必填") in [row[:2] for row in rows]
    (line,) = [row[0] for row in rows if str(row[0]).startswith("9. ")]
    assert "《项目》完工评价日期（完工以哪个日期为准？）" in line and "《项目》设备购置额(不含税)(万元)（设备购置额含不含税？）" in line
    assert "完工评价日期" not in headers(opened(path)["项目"])


def test_the_parcels_of_the_template_can_say_what_is_renovated(empty: openpyxl.Workbook) -> None:
    assert {"面积(亩)", "技改"} <= set(headers(empty["用地"]))


def test_headers_units_and_years_are_those_of_the_design(empty: openpyxl.Workbook) -> None:
    assert empty.sheetnames[:4] == ["填写说明", "企业", "年度指标", "项目"]
    projects = headers(empty["项目"])
    assert projects[:4] == ["项目编号", "项目名称", "统一社会信用代码", "企业名称"]
    assert [header for header in projects if "完成投资" in header] == ["2018年完成投资(万元)", "2019年完成投资(万元)"]
    assert all(sheet.freeze_panes and sheet.auto_filter.ref and sheet.print_title_rows for sheet in empty.worksheets[1:])
    assert all(cell.comment and "空着当作" in cell.comment.text for sheet in empty.worksheets[1:] for cell in sheet[1])
    assert not any(row for sheet in empty.worksheets[1:] for row in sheet.iter_rows(min_row=2, values_only=True))


def validation(sheet: Worksheet, header: str) -> Any:
    letter = sheet[1][headers(sheet).index(header)].column_letter
    return next(one for one in sheet.data_validations.dataValidation if str(one.sqref).startswith(f"{letter}2:"))


def test_what_is_filled_in_is_checked(empty: openpyxl.Workbook) -> None:
    firms, projects, paid = empty["企业"], empty["项目"], empty["已拨付"]
    assert validation(firms, "规上").formula1 == '"是,否"' and validation(firms, "规上").errorStyle in (None, "stop")
    code = validation(firms, "统一社会信用代码")
    assert (code.type, code.operator, code.formula1, code.errorStyle) == ("textLength", "equal", "18", "warning")
    assert validation(projects, "完工日期").type == "date" and "短横线" in validation(projects, "完工日期").error
    amount = validation(projects, "设备购置额(万元)")
    assert (amount.type, amount.operator, amount.formula1, amount.errorStyle) == ("decimal", "greaterThanOrEqual", "0", "warning")
    assert validation(paid, "年度").type == "whole"
    assert "'企业'!$A$2" in validation(projects, "企业名称").formula1


def test_what_may_be_chosen_stands_in_the_instructions(empty: openpyxl.Workbook) -> None:
    for sheet, header, first in (("已拨付", "奖补类别", "设备购置事后奖补"), ("项目", "改造类别", "提质增效")):
        name, _, cells = validation(empty[sheet], header).formula1.partition("!")
        chosen = [row[0].value for row in empty[name.strip("'")][cells.replace("$", "")]]
        assert chosen[0] == first and all(chosen)


def filled(tmp_path: Path, **cells: object) -> Ledger:
    """The empty ledger with one enterprise and one project, read again."""
    path = write_template(LaidFor(read_policy()), [2018], tmp_path / "台账.xlsx", False)
    book = opened(path)
    for sheet, row in (
        ("企业", {"企业名称": "甲公司", "统一社会信用代码": CODE}),
        ("项目", {"项目编号": "X1", "企业名称": "甲公司", **cells}),
    ):
        at = headers(book[sheet])
        for header, value in row.items():
            book[sheet].cell(2, at.index(header) + 1, value)
    book.save(path)
    return read_ledger(path, read_policy().dictionary)


def test_a_filled_in_template_is_a_ledger(tmp_path: Path) -> None:
    ledger = filled(tmp_path, **{"设备购置额(万元)": 12.5, "完工日期": dt.date(2018, 11, 30), "2018年完成投资(万元)": 3})
    values = {key: column[0] for key, column in ledger.tables["projects"].values.items()}
    assert values["equipment_purchase"] == 12_500_000 and values["completion_date"] == 20181130
    assert values["completed_investment@2018"] == 3_000_000 and values["renovation_category"] is None
    assert not [p for p in ledger.problems if p.severity == "error"]


# a clerk's own data


def standing(table: Table) -> dict[str, list[Any]]:
    """The columns that the file has, of the rows that stand in it."""
    own = [row for row in range(len(table)) if table.row_number[row]]
    there = {key for origin in table.origins for key in origin.letters}
    return {key: [values[row] for row in own] for key, values in table.values.items() if key in there or any(v is not None for v in values)}


def carried(source: Path, target: Path) -> tuple[Ledger, Ledger]:
    """A ledger, and what is read of it in canonical form."""
    policy, ledger = load(Request(source))
    write_carried(LaidFor(policy), ledger, originals(source, ledger), target, False)
    return ledger, load(Request(target))[1]


@pytest.mark.parametrize("source", [*SAMPLES, *CORPUS], ids=lambda path: path.stem)
def test_no_value_changes(source: Path, tmp_path: Path) -> None:
    """Every table: the values, what is unclear, whose the rows are; nothing doubtful but unreadable cells is added."""
    before, after = carried(source, tmp_path / "规范.xlsx")
    for key, table in before.tables.items():
        assert standing(table) == standing(after.tables[key]), key
        assert table.unclear == after.tables[key].unclear and table.present == after.tables[key].present, key
        assert len(table) == len(after.tables[key])
        if "enterprise" in table.frame:
            assert list(table.frame["enterprise"]) == list(after.tables[key].frame["enterprise"]), key
    assert {p.code for p in after.problems} - {p.code for p in before.problems} <= {"L011"}
    assert all(column.how == "name" for reading in after.readings for column in reading.columns)


def figures(path: Path, year: int) -> dict[str, Any]:
    """The whole JSON document but for what names the file and its cells."""
    found = document(compute(Request(path, year=year)), [])

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: bare(part) for key, part in value.items() if key not in ("cells", "text")}
        return [bare(part) for part in value] if isinstance(value, list) else value

    return dict(bare({key: value for key, value in found.items() if key not in ("ledger", "problems", "outputs")}))


@pytest.mark.parametrize("year", [2019, *(pytest.param(year, marks=pytest.mark.slow) for year in (2018, 2020))])
@pytest.mark.parametrize("source", SAMPLES, ids=lambda path: path.stem)
def test_no_figure_changes(source: Path, year: int, tmp_path: Path) -> None:
    target = tmp_path / "规范.xlsx"
    carried(source, target)
    assert json.dumps(figures(target, year)) == json.dumps(figures(source, year))


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    rows: Sheets = {
        "企业": [["企业名称", "统一社会信用代码", "规上"], ["甲公司", CODE, "是"], ["=cmd|'/c calc'!A1", "", None]],
        "项目": [
            ["项目编号", "企业名称", "设备购置额(元)", "完工日期", "开工日期", "联系人"],
            ["X1", "甲公司", 1234567.89, "未完工", dt.date(2018, 1, 2), "张三"],
            ["X2", "甲公司", "约500", "待定", None, "李四"],
            ["合计", None, 1, None, None, None],
        ],
    }
    return save(tmp_path / "台账.xlsx", rows, texts_only)


def test_values_stand_in_canonical_units_and_types(messy: Path, tmp_path: Path) -> None:
    carried(messy, tmp_path / "规范.xlsx")
    book = opened(tmp_path / "规范.xlsx")
    sheet = book["项目"]
    assert headers(sheet) == ["项目编号", "企业名称", "开工日期", "完工日期", "设备购置额(万元)"]
    assert [cell.value for cell in sheet[2]] == ["X1", "甲公司", dt.datetime(2018, 1, 2), None, 123.456789]
    assert book["企业"]["B2"].value == CODE and book["企业"]["B2"].number_format == "@"
    assert book["企业"]["A3"].data_type == "s" and book["企业"]["A3"].value == "=cmd|'/c calc'!A1"


def test_what_cannot_be_read_stays_as_written_in_red_and_says_why(messy: Path, tmp_path: Path) -> None:
    carried(messy, tmp_path / "规范.xlsx")
    row = {cell.column_letter: cell for cell in opened(tmp_path / "规范.xlsx")["项目"][3]}
    assert row["E"].value == "约500" and row["E"].fill.fgColor.rgb[-6:] == UNREAD[-6:]
    assert "不是一个确切的数字" in row["E"].comment.text and "C3" in row["E"].comment.text
    assert row["D"].value == "待定" and row["C"].value is None and not row["C"].comment


def test_the_instructions_say_what_was_left_behind(messy: Path, tmp_path: Path) -> None:
    carried(messy, tmp_path / "规范.xlsx")
    lines = [row[0] for row in opened(tmp_path / "规范.xlsx")["填写说明"].iter_rows(values_only=True) if row[0]]
    assert "没有带过来：「项目」的 联系人（F）、合计行 1 行。" in lines
    assert any("2 个单元格看不清" in line for line in lines)
    assert any(line.startswith("原台账没有、政策要用的：") and "备案证号" in line for line in lines)


def test_a_column_that_only_one_of_two_sheets_has_stays_unknown_for_the_other(tmp_path: Path) -> None:
    """A blank cell of 转出地 would say that the enterprise was not relocated."""
    rows: Sheets = {
        "企业": [["企业名称", "统一社会信用代码", "转出地"], ["甲公司", CODE, None]],
        "企业名录": [["企业名称", "统一社会信用代码"], ["乙公司", "91441625MA4W0YU74B"]],
        "项目": [["项目编号", "企业名称"], ["X1", "甲公司"]],
    }
    source = save(tmp_path / "台账.xlsx", rows)
    before, after = carried(source, tmp_path / "规范.xlsx")
    assert before.tables["enterprises"].values["moved_from"] == after.tables["enterprises"].values["moved_from"] == ["", None]


@given(st.integers(-(10**19), 10**19), st.integers(0, 10))
def test_a_number_in_a_cell_is_the_number(parts: int, decimals: int) -> None:
    """As the reader takes it: whatever the unit, to the last 分."""
    value = Fraction(parts, 10**decimals)
    written = cell_number(value)
    if isinstance(written, str):
        found = numeral(written)
        assert found and Fraction(found.value) == value
    else:
        assert Fraction(exact(float(written))) == value


def test_nothing_is_replaced_unasked_and_the_ledger_itself_never(messy: Path, tmp_path: Path) -> None:
    target = tmp_path / "规范.xlsx"
    policy, ledger = load(Request(messy))
    files = originals(messy, ledger)
    write_carried(LaidFor(policy), ledger, files, target, False)
    before, own = target.read_bytes(), messy.read_bytes()
    with pytest.raises(OutputFailed) as caught:
        write_template(LaidFor(policy), [2018], target, False)
    assert caught.value.exit_code == 5 and target.read_bytes() == before
    write_carried(LaidFor(policy), ledger, files, target, True)
    assert target.read_bytes() == before, "equal input, equal bytes"
    with pytest.raises(OutputFailed):
        write_carried(LaidFor(policy), ledger, files, messy, True)
    assert messy.read_bytes() == own
