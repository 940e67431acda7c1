"""The checks a policy declares itself: read by the names of the ledger, refused where they stand, and looked for."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from techreform_cli.domain.plausible import Bound, Comparison, Median, NearPlan, WorkingYears
from techreform_cli.domain.problem import Severity
from techreform_cli.ledger.read import read_ledger
from techreform_cli.policy.dictionary import load_dictionary
from techreform_cli.policy.load import load_policy
from tests.workbooks import save

from .small import changed, place

CODE = "91441625MA4UTC0X27"
Refused = Callable[[str | bytes], list[tuple[str, str, str]]]


def with_checks(*checks: str, sheet: str = "项目", fields: str = "") -> str:
    lines = "".join(f"    - {{{check}}}\n" for check in checks)
    return changed(("parameters:\n", f"{fields}checks:\n  {sheet}:\n{lines}parameters:\n"))


def load(tmp_path: Path, text: str) -> Any:
    path = tmp_path / "小.yaml"
    path.write_text(text, "utf-8")
    return load_policy(str(path))


def test_what_each_kind_becomes(tmp_path: Path) -> None:
    text = with_checks(
        "field: 设备购置额, above: 1万元, at_most: 计划总投资, tolerance: 12.5%, where: 重大平台, is: false, severity: error, note: 某话",
        "field: 新增机器人, median: true, below: 100",
        "field: 完成投资, years_from: 备案日期, years_to: 完工日期, years_after: 3",
        "field: 完工日期, near_plan: {before: 1, after: 2}, severity: note",
        "field: 开工日期, at_least: 2000-01-31",
    )
    dictionary = load(tmp_path, text).dictionary
    own = dictionary.checks[len(load_dictionary().checks) :]
    field = dictionary.sheet("projects").field
    purchase, platform = field("equipment_purchase"), field("major_platform")
    share = Fraction(1, 8)
    assert own == (
        Comparison(purchase, Severity.ERROR, "某话", Bound.ABOVE, 1_000_000, platform, False, share),
        Comparison(purchase, Severity.ERROR, "某话", Bound.AT_MOST, field("planned_investment"), platform, False, share),
        Median(field("new_robots"), Severity.WARNING, "", Bound.BELOW, 100),
        WorkingYears(field("completed_investment"), Severity.WARNING, "", field("filing_date"), field("completion_date"), 3),
        NearPlan(field("completion_date"), Severity.NOTE, "", 1, 2),
        Comparison(field("construction_start"), Severity.WARNING, "", Bound.AT_LEAST, 20000131),
    )
    assert dictionary.plan == (2021, 2023)


@pytest.mark.parametrize(
    ("check", "piece", "code", "words"),
    [
        ("field: 设备购制额, at_least: 0", "field: 设备购制额", "P057", "《项目》没有“设备购制额”这一列"),
        ("field: 设备购置额, at_most: 计划总投", "at_most: 计", "P057", "没有“计划总投”这一列"),
        ("field: 设备购置额, at_most: 完工日期", "at_most: 完", "P057", "不能比"),
        ("field: 设备购置额, at_most: 新增机器人", "at_most: 新", "P057", "不能比"),
        ("field: 设备购置额, at_most: 完成投资", "at_most: 完", "P057", "不能比"),
        ("field: 设备购置额, at_most: 300", "at_most: 3", "P057", "不能和 300 比"),
        ("field: 设备购置额, at_most: 2020-01-01", "at_most: 2", "P057", "不能和 2020-01-01 比"),
        ("field: 设备购置额, at_most: 年度指标.主营业务收入", "at_most: 年", "P057", "不能确定用《年度指标》的哪一行"),
        ("field: 设备购置额, at_most: 已拨付.金额", "at_most: 已", "P057", "不能确定用《已拨付》的哪一行"),
        ("field: 设备购置额, at_most: 企业.资本", "at_most: 企", "P057", "台账没有“企业.资本”这一列"),
        ("field: 重大平台, at_least: 0", "field: 重大平台", "P057", "不是金额、数量、年度或日期列"),
        ("field: 设备购置额, at_least: 0, where: 项目名称", "where: 项", "P057", "不是是否或数量列"),
        ("field: 完工日期, at_least: 2020-01-01, tolerance: 5%", "tolerance", "P057", "不是金额或数量列"),
        ("field: 完工日期, median: true, at_least: 2020-01-01", "median", "P057", "不是金额或数量列"),
        ("field: 设备购置额, median: true, at_least: 计划总投资", "at_least: 计", "P057", "不能和 计划总投资 比"),
        ("field: 设备购置额, years_from: 开工日期, years_to: 完工日期", "field: 设备购置额, years", "P057", "不是每年一列的数"),
        ("field: 完成投资, years_from: 开工日期", "{field: 完成投资, y", "P057", "要一起写"),
        ("field: 设备购置额, near_plan: {before: 1, after: 1}", "near_plan", "P057", "不是年度或日期列"),
        ("field: 设备购置额", "{field: 设备购置额}", "P057", "只能写一种"),
        ("field: 完工日期, at_least: 2020-01-01, near_plan: {before: 1, after: 1}", "{field: 完工日期, at", "P057", "只能写一种"),
        ("field: 设备购置额, at_lest: 0", "at_lest", "P012", "是否为 at_least？"),
        ("field: 设备购置额, at_least: true", "at_least: t", "P013", "应是数"),
        ("field: 设备购置额, at_least: $cap", "at_least: $", "P013", "应是数"),
        ("field: 设备购置额, at_least: 0, severity: bad", "severity", "P013", "只能是 error、warning、note"),
    ],
)
def test_refused_where_it_stands(refused: Refused, check: str, piece: str, code: str, words: str) -> None:
    text = with_checks(check)
    found = refused(text)
    assert any((where, what) == (place(text, piece), code) and words in sentence for where, what, sentence in found), found


def test_a_sheet_that_does_not_exist(refused: Refused) -> None:
    text = with_checks("field: 设备购置额, at_least: 0", sheet="项日")
    assert [(where, code) for where, code, _ in refused(text)] == [(place(text, "项日"), "P057")]
    assert "项目" in refused(text)[0][2]


def ledger(tmp_path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    return save(tmp_path / "台账.xlsx", sheets)


FIRM = [["企业名称", "统一社会信用代码"], ["甲公司", CODE]]


def test_a_column_of_the_policys_own(tmp_path: Path) -> None:
    fields = "fields:\n  项目:\n    建设投资: {type: money}\n"
    policy = load(tmp_path, with_checks("field: 建设投资, at_most: 计划总投资, severity: note, note: 含在内", fields=fields))
    head = ["项目编号", "统一社会信用代码", "计划总投资(万元)", "建设投资(万元)"]
    path = ledger(tmp_path, {"企业": FIRM, "项目": [head, ["P1", CODE, 100, 101], ["P2", CODE, 100, 100]]})
    (problem,) = [p for p in read_ledger(path, policy.dictionary).problems if p.code.startswith("L07")]
    assert problem.severity == "note" and problem.source and problem.source.cell == "D2"
    assert problem.message == "「建设投资」是 101万元，大于「计划总投资」（《项目》C2）的 100万元（含在内）"


def test_dongyuan_pays_after_completion(tmp_path: Path) -> None:
    """A payment is held against the project that its number names; one without a number against none."""
    projects = [["项目编号", "统一社会信用代码", "完工日期"], ["P1", CODE, "2018-9-5"], ["P2", CODE, None]]
    head = ["统一社会信用代码", "项目编号", "奖补类别", "年度", "金额(万元)", "拨付日期"]
    paid = [[number, day] for number, day in (("P1", "2018-9-4"), ("P1", "2018-9-5"), ("P2", "2018-9-4"), (None, "2017-9-4"))]
    rows = [[CODE, number, "equipment_purchase", 2018, 10 + i, day] for i, (number, day) in enumerate(paid)]
    path = ledger(tmp_path, {"企业": FIRM, "项目": projects, "已拨付": [head, *rows]})
    (problem,) = [p for p in read_ledger(path, load_policy("dongyuan-2018-2020").dictionary).problems if p.code.startswith("L07")]
    assert problem.code == "L070" and problem.source and str(problem.source) == "台账.xlsx《已拨付》F2"
    assert "早于「完工日期」（《项目》C2）的 2018-09-05" in problem.message
