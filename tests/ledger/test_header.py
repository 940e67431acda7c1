"""Headers as clerks lay them out: titles, unit lines, two rows, merged groups, synonyms, lookalikes."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from techreform_cli.domain.problem import LedgerUnreadable
from techreform_cli.domain.reads import missed
from techreform_cli.ledger.read import read_ledger
from techreform_cli.pipeline import Request, inspect
from techreform_cli.policies import read_policy
from techreform_cli.report.inspect_words import nearest
from tests.workbooks import save

from .builders import CODE_A, at, codes, column, only
from .conftest import Reader

PROJECT = ["P1", "甲项目", "甲公司"]


def test_title_and_unit_line_above_the_header(read: Reader) -> None:
    ledger = read(
        {
            "项目": [
                ["2018年技改项目台账"],
                ["填报单位：东源县经商局", None, None, "单位：元"],
                ["项目编号", "项目名称", "企业名称", "设备购置额", "计划总投资(万元)"],
                [*PROJECT, 1234567.89, 200],
            ]
        }
    )
    assert column(ledger, "projects", "equipment_purchase") == [123_456_789]
    assert column(ledger, "projects", "planned_investment") == [200_000_000]
    assert ledger.readings[1].header_rows == (3,)
    assert str(ledger.tables["projects"].cell("equipment_purchase", 0)) == "台账.xlsx《项目》D4"
    assert codes(ledger) == []


def test_leading_blank_rows_and_columns_keep_their_place(read: Reader) -> None:
    ledger = read({"项目": [[], [], [None, None, "项目编号", "项目名称", "企业名称", "设备购置额(万元)"], [None, None, *PROJECT, 5]]})
    assert str(ledger.tables["projects"].cell("equipment_purchase", 0)) == "台账.xlsx《项目》F4"


@pytest.mark.parametrize(
    ("header", "fen"),
    [
        ("设备购置额(万元)", 5_000_000),
        ("设备购置额（元）", 500),
        ("设备购置额\n（千元）", 500_000),
        ("设备购置额 ( 亿元 )", 50_000_000_000),
        ("设备购置额(单位：百万元)", 500_000_000),
        ("设备购置额（单位:元）", 500),
        ("设备购置额/万元", 5_000_000),
        ("设备购置额万元", 5_000_000),
        ("设备投资额【万元】", 5_000_000),
        ("*设备购置额(万元)", 5_000_000),
        ("设 备 购 置 额（万元）", 5_000_000),
        ("设备购置费（人民币万元）", 5_000_000),
    ],
)
def test_units_and_spellings_of_a_header(read: Reader, header: str, fen: int) -> None:
    ledger = read({"项目": [["项目编号", "项目名称", "企业名称", header], [*PROJECT, 5]]})
    assert column(ledger, "projects", "equipment_purchase") == [fen]
    assert codes(ledger) == []


def test_tax_makes_another_field(read: Reader) -> None:
    headers = ["项目编号", "项目名称", "企业名称", "设备购置额(不含税)(万元)", "设备购置额（万元）"]
    ledger = read({"项目": [headers, [*PROJECT, 4, 5]]})
    assert column(ledger, "projects", "equipment_purchase") == [5_000_000]
    assert column(ledger, "projects", "equipment_purchase_excluding_tax") == [4_000_000]
    ledger = read({"项目": [[*headers[:3], "设备购置额（万元，不含税）"], [*PROJECT, 4]]})
    assert column(ledger, "projects", "equipment_purchase_excluding_tax") == [4_000_000]
    assert not ledger.tables["projects"].has("equipment_purchase")


def test_a_measure_with_a_remark_is_not_taken_for_the_plain_one(read: Reader) -> None:
    ledger = read(
        {"项目": [["项目编号", "项目名称", "企业名称", "设备购置额(境外部分)(万元)", "完工日期(年-月-日)"], [*PROJECT, 4, "2018-9-5"]]}
    )
    assert not ledger.tables["projects"].has("equipment_purchase")
    assert column(ledger, "projects", "completion_date") == [20180905]


def test_no_unit_anywhere_is_said(read: Reader) -> None:
    ledger = read({"项目": [["项目编号", "项目名称", "企业名称", "设备购置额"], [*PROJECT, 5]]})
    assert column(ledger, "projects", "equipment_purchase") == [5_000_000]
    assert at(only(ledger, "L038")) == "项目!D1"


def test_one_warning_for_all_columns_without_unit(read: Reader) -> None:
    ledger = read({"项目": [["项目编号", "项目名称", "企业名称", "设备购置额", "2018年完成投资", "新增机器人"], [*PROJECT, 5, 6, 1]]})
    problem = only(ledger, "L038")
    assert "「设备购置额」、「2018年完成投资」没有写单位，按万元读" in problem.message


def test_a_missing_column_names_the_header_that_comes_near(read: Reader) -> None:
    ledger = read({"项目": [["项目编号", "项目名称", "企业名称", "设备购买额(万元)"], [*PROJECT, 5]]})
    problem = next(p for p in ledger.problems if p.field == "设备购置额")
    assert problem.code == "L034" and "「设备购买额(万元)」与它相近，没有采用" in problem.message
    assert ("D", "设备购买额(万元)", "") in [(one.letter, one.header, one.field) for one in ledger.readings[1].columns]


def test_an_unknown_unit_makes_the_column_unknown_once(read: Reader) -> None:
    ledger = read({"项目": [["项目编号", "项目名称", "企业名称", "设备购置额(万元/人)"], [*PROJECT, 5], ["P2", "乙", "甲公司", 6]]})
    assert column(ledger, "projects", "equipment_purchase") == [None, None]
    assert codes(ledger) == ["L037"]


@pytest.mark.parametrize(
    "header",
    [
        "2018年完成投资(万元)",
        "2018完成投资（万元）",
        "2018年度完成投资额(万元)",
        "2018年技改投资（万元）",
        "完成投资(2018年)(万元)",
        "2018年1-12月完成投资(万元)",
    ],
)
def test_yearly_columns(read: Reader, header: str) -> None:
    ledger = read({"项目": [["项目编号", "项目名称", "企业名称", header, "2019年完成投资(元)"], [*PROJECT, 5, None]]})
    assert column(ledger, "projects", "completed_investment@2018") == [5_000_000]
    assert column(ledger, "projects", "completed_investment@2019") == [0]
    assert not ledger.tables["projects"].has("completed_investment@2020")
    assert str(ledger.tables["projects"].cell("completed_investment@2018", 0)) == "台账.xlsx《项目》D2"


def test_two_rows_with_groups_merged_sideways_and_names_merged_down(read: Reader) -> None:
    def merge(book: openpyxl.Workbook) -> None:
        for area in ("A1:J1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:H2", "I2:J2"):
            book["项目"].merge_cells(area)

    ledger = read(
        {
            "项目": [
                ["东源县技改项目台账（单位：万元）"],
                ["项目编号", "项目名称", "企业名称", "投资情况（万元）", None, "完成投资（元）", None, None, "实施时间", None],
                [None, None, None, "计划总投资", "设备购置额", "2018年", 2019, "2020年", "开工日期", "完工日期"],
                [*PROJECT, 10, 5, 70000, None, 90000, "2018-1-1", "2018-9-5"],
            ]
        },
        merge,
    )
    assert column(ledger, "projects", "planned_investment") == [10_000_000]
    assert column(ledger, "projects", "equipment_purchase") == [5_000_000]
    assert [column(ledger, "projects", f"completed_investment@{y}") for y in (2018, 2019, 2020)] == [[7_000_000], [0], [9_000_000]]
    assert column(ledger, "projects", "completion_date") == [20180905]
    assert ledger.readings[1].header_rows == (2, 3)
    assert codes(ledger) == []


def test_a_row_of_units_below_the_header(read: Reader) -> None:
    ledger = read(
        {"项目": [["项目编号", "项目名称", "企业名称", "设备购置额", "新增机器人"], [None, None, None, "元", "台"], [*PROJECT, 500, 3]]}
    )
    assert column(ledger, "projects", "equipment_purchase") == [50_000]
    assert column(ledger, "projects", "new_robots") == [3]
    assert codes(ledger) == []


def test_a_unit_per_line_for_money_and_area(read: Reader) -> None:
    ledger = read({"用地": [["用地情况"], ["单位：公顷、万元"], ["年度", "工业用地面积", "技改用地面积"], [2018, 10, 3]]})
    assert column(ledger, "land", "industrial_area") == [1_500_000]
    assert codes(ledger) == []


def test_a_lookalike_is_taken_with_a_warning_only_where_the_real_one_is_missing(read: Reader) -> None:
    rows: list[list[object]] = [["企业名称", "年度", "营业收入(万元)"], ["甲公司", 2018, 1000]]
    ledger = read({"年度指标": rows})
    assert column(ledger, "annual", "main_business_revenue") == [1_000_000_000]
    assert at(only(ledger, "L036")) == "年度指标!C1"
    ledger = read({"年度指标": [[*rows[0], "主营业务收入(万元)"], [*rows[1], 900]]})
    assert column(ledger, "annual", "main_business_revenue") == [900_000_000]
    assert codes(ledger) == []


def test_two_columns_for_one_field_the_exact_name_wins(read: Reader) -> None:
    ledger = read({"项目": [["项目编号", "项目名称", "企业名称", "设备投资额(万元)", "设备购置额(万元)"], [*PROJECT, 4, 5]]})
    assert column(ledger, "projects", "equipment_purchase") == [5_000_000]
    problem = only(ledger, "L035")
    assert at(problem) == "项目!D1" and "设备投资额(万元)" in problem.message and "设备购置额(万元)" in problem.message


def test_missing_columns_are_said_once_each(read: Reader) -> None:
    ledger = read({"项目": [["项目编号", "项目名称", "企业名称"], PROJECT, ["P2", "乙", "甲公司"]]})
    missing = [p for p in ledger.problems if p.source and p.source.sheet == "项目"]
    assert {p.code for p in missing} == {"L034"}
    assert sorted(p.field for p in missing) == sorted(
        [
            "改造类别",
            "重大平台",
            "备案证号",
            "备案日期",
            "开工日期",
            "完工日期",
            "计划总投资",
            "设备购置额",
            "符合产业政策",
            "符合指导目录",
            "异地技改",
            "完成投资",
        ]
    )
    assert not ledger.tables["projects"].has("filing_certificate")


def test_a_required_column_that_is_missing_is_an_error_and_unknown(read: Reader) -> None:
    ledger = read({"已拨付": [["企业名称", "奖补类别", "年度"], ["甲公司", "设备", 2018]]})
    assert [(p.code, p.field) for p in ledger.problems if p.code == "L033"] == [("L033", "金额")]
    assert column(ledger, "disbursements", "amount") == [None]
    assert ledger.tables["disbursements"].cell("amount", 0) is None


def test_without_any_column_of_the_enterprise_it_is_said_once(read: Reader) -> None:
    ledger = read({"项目": [["项目编号", "项目名称"], ["P1", "甲"], ["P2", "乙"]]})
    assert codes(ledger) == ["L033", "L033"]  # 统一社会信用代码, 企业名称
    assert column(ledger, "projects", "enterprise") == [1, 2]


def test_parcels_stand_in_for_the_sums_of_land(read: Reader) -> None:
    ledger = read({"用地": [["年度", "地块", "面积(亩)", "技改"], [2018, "A1", 10, "是"]]})
    assert [p for p in ledger.problems if p.source and p.source.sheet == "用地"] == []


def test_a_missing_evaluation_date_column_is_usual(read: Reader) -> None:
    ledger = read({})
    assert not [p for p in ledger.problems if "完工评价" in p.message]


def test_no_header_is_an_error(read: Reader) -> None:
    ledger = read({"年度指标": [["东", "西"], ["南", "北"]]})
    assert only(ledger, "L032").severity == "error"
    assert not ledger.tables["annual"].present and "《年度指标》" in only(ledger, "L032").message


@pytest.mark.parametrize("name", ["年度指标", " 年度 指标 ", "1.年度指标", "附件3：年度指标", "企业年度指标", "三、年度指标"])
def test_sheet_names_that_say_it_outright(read: Reader, name: str) -> None:
    ledger = read({name: [["企业名称", "年度"], ["甲公司", 2018]]})
    assert column(ledger, "annual", "year") == [2018]
    assert codes(ledger) == []


def test_a_sheet_named_by_nothing_is_taken_by_its_header_and_said(read: Reader) -> None:
    headers = ["统一社会信用代码", "企业名称", "年度", "规上", "主营业务收入(万元)", "工业增加值(万元)", "平均从业人数"]
    ledger = read({"Sheet1": [headers, [CODE_A, "甲公司", 2018, "是", 1000, 300, 50]]})
    assert column(ledger, "annual", "average_employees") == [50]
    assert "Sheet1" in only(ledger, "L039").message


def test_a_mere_summary_of_projects_is_not_read_as_projects(read: Reader) -> None:
    ledger = read(
        {
            "项目": [["项目编号", "项目名称", "企业名称", "设备购置额(万元)"], [*PROJECT, 5]],
            "项目进度汇总": [["项目编号", "项目名称", "企业名称", "进度"], ["P1", "甲项目", "甲公司", "80%"]],
        }
    )
    assert len(ledger.tables["projects"]) == 1
    assert only(ledger, "L042").severity == "note"


def test_two_sheets_of_one_kind_are_both_read_and_said(read: Reader) -> None:
    ledger = read(
        {
            "项目": [["项目编号", "项目名称", "企业名称", "设备购置额(万元)"], [*PROJECT, 5]],
            "技改项目": [["项目编号", "项目名称", "企业名称", "计划总投资(元)"], ["P2", "乙项目", "甲公司", 70]],
        }
    )
    assert column(ledger, "projects", "equipment_purchase") == [5_000_000, None]
    assert column(ledger, "projects", "planned_investment") == [None, 7_000]
    assert str(ledger.tables["projects"].cell("planned_investment", 1)) == "台账.xlsx《技改项目》D2"
    assert ledger.tables["projects"].cell("planned_investment", 0) is None
    assert "L039" in codes(ledger)


@pytest.mark.parametrize(
    ("name", "rows"),
    [("项目", [["项目编号", "企业名称"], ["P1", "甲公司"]]), ("企业", [["企业名称", "统一社会信用代码"], ["甲公司", CODE_A]])],
)
def test_a_required_sheet_that_is_missing_ends_it(read: Reader, name: str, rows: list[list[str]]) -> None:
    with pytest.raises(LedgerUnreadable) as raised:
        read({name: rows}, bare=True)
    missing = "企业" if name == "项目" else "项目"
    assert [p.message for p in raised.value.problems] == [f"台账里没有《{missing}》表"]


def test_optional_sheets_that_are_missing(read: Reader) -> None:
    ledger = read({})
    assert sum(1 for p in ledger.problems if p.code == "L031") == 6
    assert not ledger.tables["annual"].present and len(ledger.tables["annual"]) == 0


def test_a_required_sheet_without_rows_is_an_error(read: Reader) -> None:
    ledger = read({"企业": [["企业名称", "统一社会信用代码"]], "项目": [["项目编号", "企业名称"]]}, bare=True)
    assert [p.message for p in ledger.problems if p.code == "L043"] == [
        "《企业》只有表头，一行数据也没有",
        "《项目》只有表头，一行数据也没有",
    ]


def test_a_workbook_of_our_own_is_no_ledger(read: Reader) -> None:
    sheet = [["企业名称"], ["甲公司"]]
    with pytest.raises(LedgerUnreadable) as raised:
        read({"企业": sheet, "项目": sheet, "口径": sheet, "问题": sheet, "运行凭证": sheet}, bare=True)
    assert "不是台账" in raised.value.problems[0].message


def test_an_empty_sheet_counts_as_missing(read: Reader) -> None:
    ledger = read({"融资需求": []})
    assert not ledger.tables["financing"].present
    assert any(p.code == "L031" and "融资需求" in p.message for p in ledger.problems)


def test_a_sheet_with_a_header_and_no_rows_is_present(read: Reader) -> None:
    ledger = read({"已拨付": [["企业名称", "奖补类别", "年度", "金额(万元)"]]})
    table = ledger.tables["disbursements"]
    assert table.present and len(table) == 0 and table.has("amount")
    assert str(table.frame["amount"].dtype) == "Int64" and str(table.frame["enterprise"].dtype) == "int64"


def test_a_word_of_one_kind_in_the_name_is_enough_and_words_of_two_are_said(read: Reader) -> None:
    """As the clerk's README promises: 表名里有“已拨付”等字样即可."""
    headers = ["统一社会信用代码", "企业名称", "项目编号", "奖补类别", "年度", "金额(万元)", "拨付日期"]
    row = [CODE_A, "甲公司", "P1", "设备购置事后奖补", 2018, 5, "2019-01-01"]
    assert "L039" not in codes(read({"4.奖补资金已拨付": [headers, row]}))
    both = read({"企业已拨付情况": [headers, row]})
    assert column(both, "disbursements", "amount") == [5_000_000] and "别的表" in only(both, "L039").message


HANGING = {
    "完工日期": ("都待补正", "请补上这一列，没有它算不出奖补"),
    "设备购置额": ("四(一) 设备购置事后奖补都待补正", "请补上这一列，没有它算不出奖补"),
    "备案证号": ("要靠它判断的四(五) 财政贡献以奖代补按不明处理", "请补上这一列，否则奖补会待补正"),
}


def test_what_hangs_on_a_missing_column_is_named(tmp_path: Path) -> None:
    """A column that gives the date or the base of an award must not be shrugged off; a target's alone may."""
    policy = read_policy()
    path = save(
        tmp_path / "台账.xlsx",
        {"企业": [["企业名称", "统一社会信用代码"], ["甲公司", CODE_A]], "项目": [["项目编号", "项目名称", "企业名称"], PROJECT]},
    )
    found = {p.field or p.message: p for p in read_ledger(path, policy.dictionary, missed(policy)).problems if p.code in ("L031", "L034")}
    for field, (hang, remedy) in HANGING.items():
        assert hang in found[field].message and found[field].remedy == remedy, field
    land = next(p for p in found.values() if "《用地》" in p.message)
    assert "要靠它判断的技改用地占工业用地比例" in land.message and land.remedy.endswith("没有可不管")
    paid = next(p for p in found.values() if "《已拨付》" in p.message)
    assert "以前年度已得按规则应得数扣减；要靠它判断的县财政累计资金按不明处理" in paid.message


def test_a_word_in_brackets_belongs_to_the_name_a_unit_does_not(tmp_path: Path) -> None:
    """check and inspect propose the same field for a column that was not taken."""
    policy = read_policy()
    annual = [["统一社会信用代码", "年度", "增值税(县级)", "企业所得税(县级)(万元)"], [CODE_A, 2019, 1, 2]]
    path = save(
        tmp_path / "台账.xlsx",
        {
            "企业": [["企业名称", "统一社会信用代码"], ["甲公司", CODE_A]],
            "年度指标": annual,
            "项目": [["项目编号", "项目名称", "企业名称"], PROJECT],
        },
    )
    found = inspect(Request(path))
    reading = next(one for one in found.ledger.readings if one.taken_as == "年度指标")
    spec = policy.dictionary.sheet("annual")
    near = [nearest(column, reading, spec) for column in reading.columns if not column.field]
    assert [field.name for field in near if field] == ["增值税县级分成", "企业所得税县级分成"]
    said = {p.field: p.message for p in found.ledger.problems if p.code == "L034"}
    assert "「增值税(县级)」与它相近" in said["增值税县级分成"] and "「企业所得税(县级)(万元)」与它相近" in said["企业所得税县级分成"]
