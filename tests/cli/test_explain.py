"""techreform explain: one enterprise's derivation, equal to what calc says, with the cells, conditions and readings behind it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import CODE, OTHER, Ran, no_english

Run = Callable[..., Ran]
SAMPLE = Path(__file__).parents[2] / "samples" / "示例台账.xlsx"


def told(run: Run, *arguments: str | Path) -> dict[str, Any]:
    ran = run("explain", *arguments, "--format", "json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert isinstance(found, dict)
    return found


def step_of(steps: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(step for step in steps if step["id"] == name)


def test_the_arithmetic_by_hand(run: Run, ledger: Path) -> None:
    """甲 2018: 800万 of equipment × 20% = 160万, above 10万 and below 300万; on a yearly cap, without the floor, in 元 the same."""
    found = told(run, ledger, "甲", "--year", "2018", "--program", "四(一)")
    assert found["enterprise"]["name"] == "甲有限公司" and found["enterprise"]["credit_code"] == CODE
    assert found["enterprise"]["cells"][0] == {"file": "台账.xlsx", "sheet": "企业", "cell": "A2"}
    (only,) = found["programs"]
    assert only["text"] == "四(一) 设备购置事后奖补：符合条件，2018年奖补 160.00万元"
    assert (only["award"]["verdict"], only["award"]["amount"]) == ("eligible", "1600000.00")
    (claim,) = only["claims"]
    assert (claim["id"], claim["eligible"], claim["counted"], claim["award_year"]) == ("X1", True, True, 2018)
    equipment = next(fact for fact in claim["facts"] if fact["field"] == "设备购置额")
    assert equipment["value"] == "800.00万元" and equipment["cells"] == [{"file": "台账.xlsx", "sheet": "项目", "cell": "L2"}]
    raw, due = (step_of(only["steps"], name) for name in ("raw_2018", "due_2018"))
    assert raw["text"] == "2018年设备购置额 800.00万元×20%" and raw["value"] == "1600000.00"
    assert due["text"] == "2018年按标准计算 160.00万元，最少 10.00万元，最多 300.00万元" and due["value"] == "1600000.00"
    assert step_of(claim["steps"], "allocated")["value"] == "1600000.00"
    floor = next(item for item in only["interpretations"] if item["id"] == "equipment_floor")
    assert (floor["use"], floor["confirmed"]) == ("lift", False)
    assert [(o["option"], o["amount"], o["difference"]) for o in floor["options"]] == [("threshold", "1600000.00", "0.00")]
    start = next(item for item in only["interpretations"] if item["id"] == "completions_from")
    assert start["options"][0]["amount"] == "1600000.00"  # completed on 30 November, after the notice


def test_another_reading_by_hand(run: Run, ledger: Path) -> None:
    """就高不重复 in 2019: 甲 gets 8万 of contribution ((120+50) − (100+50) = 20万 × 40%) and nothing for equipment: it keeps the 8万."""
    found = told(run, ledger, CODE, "--year", "2019", "--program", "fiscal_contribution")
    (only,) = found["programs"]
    assert only["award"]["amount"] == "80000.00"
    stacking = next(item for item in only["interpretations"] if item["id"] == "stacking")
    assert [(o["amount"], o["difference"]) for o in stacking["options"]] == [("80000.00", "0.00")]
    hundred = told(run, ledger, CODE, "--year", "2019", "--program", "财政", "--set", "fiscal_contribution.rate.otherwise=0.123%")
    rounding = next(item for item in hundred["programs"][0]["interpretations"] if item["id"] == "rounding")
    # 20万 × 0.123% = 246元: 200元 in whole hundreds
    assert [(o["option"], o["amount"], o["difference"]) for o in rounding["options"]] == [
        ("元", "246.00", "0.00"), ("百元", "200.00", "-46.00"),
    ]  # fmt: skip


def test_what_to_fill_in(run: Run, ledger: Path) -> None:
    """乙's 规上 is blank, and it is neither of the other two kinds."""
    found = told(run, ledger, OTHER, "--year", "2019", "--program", "equipment_purchase")
    (only,) = found["programs"]
    assert only["award"]["verdict"] == "undetermined" and only["award"]["amount"] is None
    assert {"file": "台账.xlsx", "sheet": "企业", "cell": "F3"} in only["to_fill"][0]["cells"]
    opened = [c for c in only["claims"][0]["conditions"] if c["result"] == "undetermined"]
    assert len(opened) == 1 and opened[0]["tests"][0]["value"] is None
    said = run("explain", ledger, "乙有限", "--year", "2019").out
    assert "待补正" in said and "请填" in said and "《企业》F3" in said


def test_a_failed_condition_says_how_much_is_missing(run: Run, sheets: Callable[..., Path]) -> None:
    """900万 of 主营业务收入 against 1000万: 100万 short."""
    path = sheets(lambda book: book["年度指标"].__setitem__("E4", 900))
    found = told(run, path, "甲", "--year", "2019", "--program", "fiscal_contribution")
    (only,) = found["programs"]
    failed = [c for c in only["claims"][0]["conditions"] if c["result"] == "not_met"]
    assert [t["gap"] for t in failed[0]["tests"] if t["result"] == "not_met"] == ["100.00万元"]
    assert failed[0]["tests"][0]["value"] == "900.00万元" and "1,000.00万元" in failed[0]["tests"][0]["required"]
    assert failed[0]["tests"][0]["cells"] == [{"file": "台账.xlsx", "sheet": "年度指标", "cell": "E4"}]
    said = run("explain", path, "甲", "--year", "2019", "--program", "财政").out
    assert "怎样会改变结果" in said and "差 100.00万元" in said.replace("\n", "")


def test_no_row_says_why_and_which_projects_there_are(run: Run, ledger: Path) -> None:
    """甲's only project was completed in 2018; 2019 is no award year of it. 四(五) pays it from 2019 on."""
    equipment, fiscal = told(run, ledger, "甲", "--year", "2019")["programs"][0], told(run, ledger, "甲", "--year", "2018")["programs"][1]
    assert equipment["award"] is None and equipment["text"] == "四(一) 设备购置事后奖补：2019年没有奖补，因为没有2019年完工的项目"
    assert [(u["id"], u["why"], u["award_years"]) for u in equipment["unclaimed"]] == [("X1", "other_years", [2018, 2018])]
    assert [(u["id"], u["why"], u["award_years"]) for u in fiscal["unclaimed"]] == [("X1", "other_years", [2019, 2021])]
    assert equipment["unclaimed"][0]["cells"] == [{"file": "台账.xlsx", "sheet": "项目", "cell": "J2"}]
    said = run("explain", ledger, "甲", "--year", "2019").out
    assert "完工日期 2018-11-30，奖补年度是 2018年，不含 2019年" in said.replace("\n", "")


@pytest.mark.parametrize(("change", "why"), [(("J2", None), "no_date"), (("J2", "2017-05-01"), "outside"), (("J2", "？"), "unreadable")])
def test_every_reason_for_no_row(run: Run, sheets: Callable[..., Path], change: tuple[str, Any], why: str) -> None:
    path = sheets(lambda book: book["项目"].__setitem__(*change))
    fiscal = told(run, path, "甲", "--year", "2025")["programs"][1]
    assert fiscal["award"] is None and [u["why"] for u in fiscal["unclaimed"]] == [why]


def test_a_project_completed_before_the_window_can_never_be_paid(run: Run, sheets: Callable[..., Path]) -> None:
    """It would be refused in its own year, which is none that is calculated; in others it has no row, and not for another year's sake."""
    path = sheets(lambda book: book["项目"].__setitem__("J2", "2017-12-31"))
    equipment = told(run, path, "甲", "--year", "2019")["programs"][0]
    assert [u["why"] for u in equipment["unclaimed"]] == ["outside"]
    said = run("explain", path, "甲", "--year", "2019").out
    assert "完工日期 2017-12-31，不在2018-01-01至2020-12-31之内，哪一年都不能得这项奖补" in said.replace("\n", "")


@pytest.mark.parametrize("what", ["甲有限公司", "甲", CODE, CODE.lower(), CODE[8:], "X1", "x1", " 甲 有限公司"])
def test_ways_to_name_an_enterprise(run: Run, ledger: Path, what: str) -> None:
    found = told(run, ledger, what, "--year", "2018")["enterprise"]
    assert found["credit_code"] == CODE and (found["found_by_number"] is not None) == (what in ("X1", "x1"))


def test_several_are_listed_with_codes(run: Run, ledger: Path) -> None:
    ran = run("explain", ledger, "有限公司")
    assert ran.code == 2 and ran.out == "" and "对应 2 家企业" in ran.err and CODE in ran.err and OTHER in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("甲有限责任公司集团",), "名称相近的有：\n  甲有限公司　" + CODE),
        (("ZZZ",), "没有“ZZZ”这家企业"),
        ((" ",), "没有写要查哪家企业"),
        (("甲", "--program", "没有的"), "四(五)"),
        (("甲", "--format", "pdf"), "text、md、json"),
        (("甲", "--set", "equipment_flor=lift"), "是否为 equipment_floor"),
    ],
)
def test_what_cannot_be_meant(run: Run, ledger: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = run("explain", ledger, *arguments)
    assert ran.code == 2 and ran.out == "" and said in ran.err
    assert len(list(ledger.parent.iterdir())) == 1


def test_a_whole_name_goes_before_a_part_of_others(run: Run, sheets: Callable[..., Path]) -> None:
    path = sheets(lambda book: (book["企业"].__setitem__("A3", "甲有限公司分厂"), book["项目"].__setitem__("D3", "甲有限公司分厂")))
    assert told(run, path, "甲有限公司", "--year", "2018")["enterprise"]["credit_code"] == CODE


def test_text_and_markdown_are_chinese_and_say_the_same(run: Run, ledger: Path) -> None:
    text = run("explain", ledger, "甲", "--year", "2018").out
    page = run("explain", ledger, "甲", "--year", "2018", "--format", "md").out
    plain = re.sub(r"[\s│├└─]", "", text)
    for line in page.splitlines():
        words = re.sub(r"^(#+ |\s*- )", "", line).replace("\\", "")
        assert re.sub(r"\s", "", words) in plain, line
    known = r"[a-z_]+=[\w-]+|X1"
    assert no_english(re.sub(known, "", text)) and page.startswith("# 甲有限公司　" + CODE)
    assert max(len(line) for line in text.splitlines()) <= 100 and "\x1b" not in text


def test_a_gbk_console_has_ascii_guides(process: Callable[..., Ran], ledger: Path) -> None:
    ran = process("explain", ledger, "甲", "--year", "2018", encoding="gbk", PYTHONIOENCODING="gbk")
    assert ran.code == 0 and "?" not in ran.out and "├" not in ran.out
    assert "+-- 四(一) 设备购置事后奖补：符合条件，2018年奖补 160.00万元" in ran.out


def test_a_confirmed_reading_says_by_whom_and_is_not_tried(run: Run, ledger: Path) -> None:
    confirmed = "interpretations:\n  equipment_floor: {use: lift, confirmed: {by: 张三, on: 2019-01-10}}\n"
    (ledger.parent / "techreform.yaml").write_text(confirmed, "utf-8")
    found = told(run, ledger, "甲", "--year", "2018", "--program", "四(一)")
    floor = next(item for item in found["programs"][0]["interpretations"] if item["id"] == "equipment_floor")
    assert (floor["confirmed_by"], floor["confirmed_on"], [o["tried"] for o in floor["options"]]) == ("张三", "2019-01-10", [False])
    assert "已确认，张三 2019-01-10" in re.sub(r"[\n│├└─]+ *", "", run("explain", ledger, "甲", "--year", "2018").out)


def test_cells_of_a_folder_name_their_file(run: Run, ledger: Path) -> None:
    said = run("explain", ledger.parent, "甲", "--year", "2018", "--program", "四(一)").out
    assert "台账.xlsx《项目》L2" in said.replace("\n", "") and "160.00万元" in said


def test_every_step_ends_in_its_result(run: Run, sheets: Callable[..., Path]) -> None:
    """2000万 × 20% = 400万, at most 300万: the limit that decides is also the result, and both are told."""
    ledger = sheets(lambda book: book["项目"].__setitem__("L2", 2000))
    out = run("explain", ledger, "甲", "--year", "2018", "--program", "四(一)").out
    assert "2018年按标准计算 400.00万元，最少 10.00万元，最多 300.00万元＝300.00万元" in out
    assert "应得累计：2018年应得（上下限后） 300.00万元\n" in out  # one figure, told once


def test_no_increase_is_said(run: Run, sheets: Callable[..., Path]) -> None:
    """甲's share of 2019 is 60 + 50 against 100 + 50 of 2017: nothing, and why."""
    ledger = sheets(lambda book: book["年度指标"].__setitem__("H4", 60))
    out = run("explain", ledger, "甲", "--year", "2019", "--program", "四(五)").out
    assert "财政贡献增量（县级分成） 0.00万元（没有增加，按零）×40%＝0.00万元" in out
    (only,) = told(run, ledger, "甲", "--year", "2019", "--program", "四(五)")["programs"]
    assert any("没有增加，按零" in reason["text"] for reason in only["award"]["reasons"])


def test_what_to_fill_in_leaves_out_what_is_there(run: Run, sheets: Callable[..., Path]) -> None:
    """Only the missing half of the contribution is asked for."""
    ledger = sheets(lambda book: book["年度指标"].__setitem__("I4", None))
    out = run("explain", ledger, "甲", "--year", "2019", "--program", "四(五)").out
    asked = next(line for line in out.splitlines() if "请填：" in line)
    assert "企业所得税县级分成(2019年) 未填" in asked and "增值税县级分成" not in asked and "《年度指标》I4" in asked
