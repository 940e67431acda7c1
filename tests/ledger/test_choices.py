"""What a clerk saves about sheets and columns is used as written, verified against the headers, and refused with its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from techreform_cli.domain.field import Dictionary
from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.problem import LedgerUnreadable
from techreform_cli.ledger.read import read_ledger
from techreform_cli.policy.saved_choices import choices_file, read_choices

from .builders import CODE_A, codes, column, only

Sheets = dict[str, list[list[object]]]
Read = Callable[..., Ledger]

PROJECTS: list[list[object]] = [
    ["2019年技改台账"],
    ["项目编号", "项目名称", "企业名称", "设备额", "金额", "金额", "备注"],
    ["X1", "冲压线", "甲公司", 8000, 1, 2, "好"],
]
USUAL: Sheets = {"企业": [["企业名称", "统一社会信用代码"], ["甲公司", CODE_A]], "项目": PROJECTS}


@pytest.fixture
def chosen(write: Callable[..., Path], dictionary: Dictionary) -> Read:
    """Read a ledger of the given sheets with a file of choices beside it."""

    def chosen(text: str | bytes, sheets: Sheets | None = None, edit: Callable[[openpyxl.Workbook], None] | None = None) -> Ledger:
        path = write(USUAL | (sheets or {}), edit)
        choices_file(path).write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_ledger(path, dictionary, saved=read_choices(path))

    return chosen


def of_projects(columns: str, rows: str = "") -> str:
    """The choices of 《项目》: one line for each column."""
    lines = "".join(f"      {line}\n" for line in columns.split("；"))
    return f"工作表:\n  项目:\n    当作: 项目\n{rows}    列:\n{lines}"


def errors(text: str, chosen: Read) -> list[str]:
    """Each error as 行:列 and what was found."""
    with pytest.raises(LedgerUnreadable) as caught:
        chosen(text)
    assert caught.value.exit_code == 3 and all(p.code == "L048" and p.source for p in caught.value.problems)
    return [f"{p.source.cell} {p.message.partition('：')[2]} → {p.remedy}" for p in caught.value.problems if p.source]


def test_a_column_is_taken_for_what_was_saved_in_the_unit_that_was_saved(chosen: Read) -> None:
    ledger = chosen(of_projects("设备额: 设备购置额(元)"))
    assert column(ledger, "projects", "equipment_purchase") == [800_000]  # 8000 元, in 分
    note = only(ledger, "L047")
    assert note.severity == "note" and "台账.列对应.yaml" in note.message and note.source is None


def test_without_a_unit_of_its_own_the_header_and_the_line_above_say_it(chosen: Read) -> None:
    headed = [["单位：千元"], ["项目编号", "项目名称", "企业名称", "设备额"], ["X1", "冲压线", "甲公司", 8]]
    ledger = chosen(of_projects("设备额: 设备购置额"), {"项目": headed})
    assert column(ledger, "projects", "equipment_purchase") == [800_000]
    named = [["项目编号", "项目名称", "企业名称", "设备额（元）"], ["X1", "冲压线", "甲公司", 8]]
    assert column(chosen(of_projects('"设备额（元）": 设备购置额'), {"项目": named}), "projects", "equipment_purchase") == [800]


def test_a_year_is_part_of_what_a_column_is(chosen: Read) -> None:
    ledger = chosen(of_projects("设备额: 2018年完成投资(万元)"))
    assert column(ledger, "projects", "completed_investment@2018") == [8_000_000_000]


def test_a_column_named_in_two_rows_below_a_merged_group(chosen: Read) -> None:
    rows: list[list[object]] = [
        ["项目编号", "项目名称", "企业名称", "设备", None],
        [None, None, None, "含税", "净额"],
        ["X1", "冲压线", "甲公司", 2, 1],
    ]
    text = of_projects("设备／净额: 设备购置额(万元)")
    ledger = chosen(text, {"项目": rows}, lambda book: book["项目"].merge_cells("D1:E1"))
    assert column(ledger, "projects", "equipment_purchase") == [1_000_000]


def test_of_two_columns_with_one_header_the_letter_tells(chosen: Read) -> None:
    ledger = chosen(of_projects("金额（F列）: 设备购置额(万元)"))
    assert column(ledger, "projects", "equipment_purchase") == [2_000_000]
    assert "L035" not in codes(ledger)


def test_a_known_column_may_be_left_out(chosen: Read) -> None:
    sheet = [["项目编号", "项目名称", "企业名称", "设备购置额(万元)"], ["X1", "冲压线", "甲公司", 5]]
    ledger = chosen(of_projects("设备购置额(万元): 不用"), {"项目": sheet})
    assert not ledger.tables["projects"].has("equipment_purchase")


def test_a_lookalike_that_was_saved_is_no_longer_doubted(chosen: Read) -> None:
    annual = [["统一社会信用代码", "年度", "营业收入(万元)"], [CODE_A, 2018, 6000]]
    text = "工作表:\n  年度指标:\n    当作: 年度指标\n    列:\n      营业收入(万元): 主营业务收入(万元)\n"
    ledger = chosen(text, {"年度指标": annual})
    assert column(ledger, "annual", "main_business_revenue") == [6_000_000_000] and "L036" not in codes(ledger)


def test_a_sheet_of_an_odd_name_is_what_was_saved_and_another_is_left_out(chosen: Read) -> None:
    odd = {"汇总": [["序", "事项"], ["X2", "注塑机"]], "项目": PROJECTS[1:]}
    text = "工作表:\n  汇总: {当作: 项目, 表头行: 1, 列: {序: 项目编号, 事项: 项目名称}}\n  项目: {当作: 不用}\n"
    ledger = chosen(text, odd)
    assert column(ledger, "projects", "project_number") == ["X2"]
    unused = next(reading for reading in ledger.readings if reading.sheet == "项目")
    assert not unused.taken_as and "写明不用" in unused.reason and "L042" not in codes(ledger)


def test_saved_header_rows_are_used(chosen: Read) -> None:
    """Without them the first row would be the header, for it names as many fields."""
    twice = [["项目编号", "项目名称", "企业名称"], ["甲", "乙", "丙"], ["编号", "事项", "单位"], ["X1", "冲压线", "甲公司"]]
    text = of_projects("编号: 项目编号；事项: 项目名称；单位: 企业名称", "    表头行: 3\n")
    ledger = chosen(text, {"项目": twice})
    assert column(ledger, "projects", "project_number") == ["X1"]


def test_columns_that_moved_are_followed_and_changed_headers_are_not(chosen: Read) -> None:
    moved = [["新列", *PROJECTS[1]], ["?", *PROJECTS[2]]]
    text = of_projects("设备额: 设备购置额(元)", "    表头行: 2\n")
    ledger = chosen(text, {"项目": moved})
    assert column(ledger, "projects", "equipment_purchase") == [800_000]
    assert "第 2 行不是原来的表头" in only(ledger, "L049").message
    renamed = [[*PROJECTS[1][:3], "设备金额", *PROJECTS[1][4:]], PROJECTS[2]]
    ledger = chosen(of_projects("设备额: 设备购置额(元)"), {"项目": renamed})
    assert not ledger.tables["projects"].has("equipment_purchase")
    warning = only(ledger, "L049")
    assert "第 5 行：《项目》没有“设备额”这一列，没有采用" in warning.message and warning.severity == "warning"


def test_a_letter_whose_header_is_another_is_not_used(chosen: Read) -> None:
    shifted = [[*PROJECTS[1][:4], "插入的", "金额", "金额"], ["X1", "冲压线", "甲公司", 8, "", 1, 2]]
    ledger = chosen(of_projects("金额（E列）: 设备购置额(万元)"), {"项目": shifted})
    assert not ledger.tables["projects"].has("equipment_purchase") and "金额（E列）" in only(ledger, "L049").message


def test_a_sheet_that_is_gone_is_a_warning(chosen: Read) -> None:
    assert "没有这张工作表" in only(chosen("工作表:\n  旧表:\n    当作: 项目\n"), "L049").message


def test_a_unit_other_than_the_header_says_is_used_and_said(chosen: Read) -> None:
    sheet = [["项目编号", "项目名称", "企业名称", "设备额(元)"], ["X1", "冲压线", "甲公司", 5]]
    ledger = chosen(of_projects("设备额(元): 设备购置额(万元)"), {"项目": sheet})
    assert column(ledger, "projects", "equipment_purchase") == [5_000_000]
    assert "按万元读" in only(ledger, "L049").message


def test_a_file_saved_by_an_old_editor_is_read(chosen: Read) -> None:
    text = of_projects("设备额: 设备购置额(元)").replace("\n", "\r\n")
    assert column(chosen(b"\xef\xbb\xbf" + text.encode()), "projects", "equipment_purchase") == [800_000]


def test_a_file_of_comments_chooses_nothing(chosen: Read) -> None:
    assert column(chosen("工作表:\n  # 项目:\n"), "projects", "project_number") == ["X1"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("工作表:\n  项目:\n    当作: 项日\n", "3:5 没有“项日”这种表 → 是否为 项目？可写的有：企业"),
        (of_projects("设备额: 设备购置"), "5:7 《项目》没有“设备购置”这一列 → 是否为 设备购置额(万元)"),
        (of_projects("设备额: 设备购置额(吨)"), "5:7 "),
        (of_projects("设备额: 企业名称(元)"), "5:7 “企业名称(元)”的单位 元 不对 → 写成 企业名称，不带单位"),
        (of_projects("设备额: 完成投资(万元)；备注:"), "6:7 “备注”后面没有写内容"),
        (of_projects("设备额: 设备购置额(元)；设备额: 不用"), "6:7 “设备额”写了两次，前一次在第 5 行"),
        (of_projects("设备额: 项目编号；备注: 项目编号"), "5:7 有 2 列都写成了「项目编号」"),
        (of_projects("金额（E列）: 不用；备注（e列）: 不用"), "6:7 “备注（e列）”这一列写了两次"),
        (of_projects("备注: 不用", "    表头行: 九\n"), "4:5 表头行“九”不对"),
        (of_projects("备注: 不用", "    表头行: 9\n"), "4:5 表头行“9”超出了工作表，《项目》只有 3 行"),
        (of_projects("备注: 不用", "    表头行: 1-9\n"), "4:5 表头行“1-9”不对"),
        ("工作表:\n  项目:\n    表头行: 2\n", "2:3 工作表“项目”没有写“当作”"),
        ("工作表:\n  项目:\n    当做: 项目\n", "3:5 没有“当做”这一项 → 是否为 当作？"),
        ("列: 1\n", "1:1 没有“工作表”这一项，不是列对应文件"),
        ("工作表:\n  项目: &a {当作: 项目}\n", "2:7 这里不用锚点和引用"),
        ("工作表:\n  项目: [\n", "3:1 YAML 写法有误"),
        ("工作表:\n  项目:\n    当作: {甲: 乙}\n", "3:5 “当作”不能是 下级内容"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(chosen: Read, text: str, found: str) -> None:
    assert any(error.startswith(found) for error in errors(text, chosen)), errors(text, chosen)


def test_all_errors_are_told_at_once(chosen: Read) -> None:
    text = "工作表:\n  企业:\n    当作: 企业厂\n  项目:\n    当作: 项目\n    表头行: 甲\n    列:\n      设备额: 设备\n"
    assert [error.partition(" ")[0] for error in errors(text, chosen)] == ["3:5", "6:5", "8:7"]


def test_a_file_that_is_no_text_is_refused(chosen: Read) -> None:
    with pytest.raises(LedgerUnreadable) as caught:
        chosen("工作表:".encode("gb18030"))
    assert "UTF-8" in caught.value.problems[0].sentence


def test_the_choices_of_a_folder_lie_in_it(tmp_path: Path, dictionary: Dictionary) -> None:
    folder = tmp_path / "台账"
    folder.mkdir()
    (folder / "企业.csv").write_text(f"企业名称,统一社会信用代码\n甲公司,{CODE_A}\n", "utf-8")
    (folder / "项目.csv").write_text("项目编号,项目名称,企业名称,设备额\nX1,冲压线,甲公司,5\n", "utf-8")
    (folder / "列对应.yaml").write_text(of_projects("设备额: 设备购置额(万元)"), "utf-8")
    ledger = read_ledger(folder, dictionary, saved=read_choices(folder))
    assert column(ledger, "projects", "equipment_purchase") == [5_000_000]
