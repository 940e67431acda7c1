"""techreform diff: two results of a year held against each other, as JSON files and as workbooks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from .conftest import CODE, OTHER, Ran, no_english

Run = Callable[..., Ran]


@pytest.fixture
def calculated(run: Run, ledger: Path, tmp_path: Path) -> Callable[..., dict[str, Path]]:
    """Calculate the small ledger as it is now; the result as a JSON file and as a workbook."""

    def calculated(name: str, *options: str, year: str = "2018") -> dict[str, Path]:
        folder = tmp_path / name
        ran = run("calc", ledger, "--year", year, "--json", "--no-sensitivity", "-o", folder, *options)
        assert ran.code == 0, ran.err
        path = tmp_path / f"{name}.json"
        path.write_text(ran.out, "utf-8")
        return {"json": path, "workbook": folder / f"台账_{year}_奖补测算.xlsx"}

    return calculated


def compared(run: Run, old: Path, new: Path) -> dict[str, Any]:
    ran = run("diff", old, new, "--json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(("old", "new"), [("json", "json"), ("workbook", "workbook"), ("json", "workbook"), ("workbook", "json")])
def test_the_same_calculation_differs_in_nothing(run: Run, calculated: Any, old: str, new: str) -> None:
    first = calculated("甲", year="2019")
    found = compared(run, first[old], first[new])
    assert found["changes"] == found["parameters"] == found["interpretations"] == found["settings"] == []
    assert found["same_ledger"] and found["same_policy"] and found["inputs_compared"] == (old == new)
    totals = {label: side["before"] for label, side in found["totals"].items()}
    assert totals == {label: side["after"] for label, side in found["totals"].items()}
    assert totals["财政贡献以奖代补"] == {"enterprises": 1, "amount": "80000.00", "undetermined": 0}
    assert totals["设备购置事后奖补"]["undetermined"] == 1
    assert "没有一笔奖补的金额或判定有变化。" in run("diff", first[old], first[new]).out


@pytest.mark.parametrize("kind", ["json", "workbook"])
def test_a_changed_cell_by_hand(run: Run, calculated: Any, sheets: Any, kind: str) -> None:
    """甲 2018: 800万 × 20% = 160万; with 900万 of equipment 180万."""
    before = calculated("前")
    sheets(lambda book: book["项目"].__setitem__("L2", 900))
    found = compared(run, before[kind], calculated("后")[kind])
    (change,) = found["changes"]
    assert not found["same_ledger"] and found["same_policy"]
    assert (change["kind"], change["credit_code"], change["difference"]) == ("amount", CODE, "200000.00")
    assert (change["before"]["amount"], change["after"]["amount"]) == ("1600000.00", "1800000.00")
    assert change["text"] == "最先不同的是基数：800.00万元 → 900.00万元"
    cell = {"name": "2018年X1 设备购置额", "before": "800.00万元", "after": "900.00万元", "cell": "台账.xlsx《项目》L2"}
    plain = {"name": "2018年X1 设备购置额(万元)", "before": "800", "after": "900", "cell": None}
    assert change["inputs"] == [cell if kind == "json" else plain]
    assert change["parameters"] == change["interpretations"] == []
    assert found["totals"]["设备购置事后奖补"]["difference"] == found["difference"] == "200000.00"


@pytest.mark.parametrize("kind", ["json", "workbook"])
def test_a_parameter_and_a_reading(run: Run, calculated: Any, kind: str) -> None:
    """The rate 25%: 200万 instead of 160万. 四(五) has no row, and its readings are no cause of a change in 四(一)."""
    options = ("--set", "equipment_rate=25%", "--set", "equipment_cap_scope=year", "--set", "increment_overlap=largest")
    found = compared(run, calculated("前")[kind], calculated("后", *options)[kind])
    (change,) = found["changes"]
    assert (change["before"]["amount"], change["after"]["amount"]) == ("1600000.00", "2000000.00")
    assert [(e["before"], e["after"]) for e in found["parameters"]] == [("20%", "25%")]
    assert len(found["interpretations"]) == 2 and len(found["settings"]) == 3
    assert [e["before"] for e in change["parameters"]] == ["20%"]
    named = [e["name"].partition("（")[0] for e in change["interpretations"]]
    assert named == (["equipment_cap_scope"] if kind == "json" else ["equipment_cap_scope", "increment_overlap"])
    assert change["text"].startswith("最先不同的是比例：20% → 25%" if kind == "json" else "最先不同的是应得")


def test_new_and_gone_rows(run: Run, calculated: Any, sheets: Any) -> None:
    """甲's project is completed a year later: its 160万 of 2018 are gone, and 乙's come: 80万 × 20% = 16万."""
    before = calculated("前")

    def change(book: openpyxl.Workbook) -> None:
        book["项目"]["J2"], book["项目"]["J3"], book["企业"]["F3"] = "2019-01-30", "2018-06-30", "是"

    sheets(change)
    found = compared(run, before["json"], calculated("后")["json"])
    assert [(c["kind"], c["credit_code"], c["difference"]) for c in found["changes"]] == [
        ("gone", CODE, "-1600000.00"), ("new", OTHER, "160000.00"),
    ]  # fmt: skip
    assert found["changes"][0]["after"] is None and found["changes"][1]["before"] is None


def test_a_corrected_code_is_the_same_enterprise(run: Run, calculated: Any, sheets: Any) -> None:
    before = calculated("前")
    other = "91441625MA5000099X"

    def change(book: openpyxl.Workbook) -> None:
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    cell.value = other if cell.value == CODE else cell.value

    sheets(change)
    assert compared(run, before["json"], calculated("后")["json"])["changes"] == []


def test_undetermined_to_decided_names_the_cell(run: Run, calculated: Any, sheets: Any) -> None:
    """乙 2019: once 规上 is filled in, 80万 × 20% = 16万."""
    before = calculated("前", year="2019")
    sheets(lambda book: book["企业"].__setitem__("F3", "是"))
    after = calculated("后", year="2019")
    (change,) = compared(run, before["json"], after["json"])["changes"]
    assert (change["before"]["verdict"], change["after"]["verdict"]) == ("undetermined", "eligible")
    assert (change["before"]["amount"], change["after"]["amount"], change["difference"]) == (None, "160000.00", None)
    assert [(e["before"], e["after"], e["cell"]) for e in change["inputs"]] == [("未填", "是", "台账.xlsx《企业》F3")]
    said = run("diff", before["json"], after["json"]).out
    assert "判定 待补正 → 符合" in said and "《企业》F3" in said and "1 → 0" in said
    assert no_english(said.replace("json", "").replace("X2", ""))


def test_a_confirmation_is_told_and_is_no_cause(run: Run, calculated: Any, sheets: Any, ledger: Path) -> None:
    before = calculated("前")
    confirmed = "interpretations:\n  equipment_floor: {use: lift, confirmed: {by: 张三, on: 2019-01-10}}\n"
    (ledger.parent / "techreform.yaml").write_text(confirmed, "utf-8")
    sheets(lambda book: book["项目"].__setitem__("L2", 900))
    after = calculated("后")
    found = compared(run, before["json"], after["json"])
    assert [e["name"].partition("（")[0] for e in found["interpretations"]] == ["equipment_floor"]
    assert found["interpretations"][0]["before"].endswith("（待确认）") and found["interpretations"][0]["after"].endswith("（已确认）")
    assert found["changes"][0]["interpretations"] == []
    assert "不止一样变了" not in run("diff", before["json"], after["json"]).out


def test_years_are_not_mixed(run: Run, calculated: Any) -> None:
    ran = run("diff", calculated("前")["json"], calculated("后", year="2019")["workbook"])
    assert ran.code == 2 and ran.out == "" and "2018年" in ran.err and "2019年" in ran.err and ran.err.count("\n") == 1


def test_what_is_not_ours(run: Run, calculated: Any, ledger: Path, tmp_path: Path) -> None:
    ours = calculated("前")
    texts = {
        "空.json": "",
        "坏.json": "{",
        "数.json": "1",
        "别.json": "{}",
        "旧.json": json.dumps({"awards": [], "year": 2018}),
        "残.json": json.dumps({**json.loads(ours["json"].read_text("utf-8")), "year": None}),
        "深.json": "[" * 100_000,
        "假.xlsx": "PK但不是压缩包",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    targets = ours["workbook"].with_name("台账_2018_目标进度.xlsx")
    for path in [*(tmp_path / name for name in texts), ledger, targets, tmp_path / "没有.json", tmp_path]:
        for pair in ((path, ours["json"]), (ours["workbook"], path)):
            ran = run("diff", *pair)
            assert ran.code == 3 and ran.out == "" and ran.err.count("\n") == 1, (path, ran.err)
            assert path.name in ran.err


def test_a_workbook_without_stored_values_is_not_taken_for_undetermined(run: Run, calculated: Any, tmp_path: Path) -> None:
    ours = calculated("前")
    saved = tmp_path / "另存.xlsx"
    openpyxl.load_workbook(ours["workbook"]).save(saved)  # which drops every stored value
    ran = run("diff", ours["json"], saved)
    assert ran.code == 3 and "没有存下数值" in ran.err


def test_what_the_record_does_not_show_is_said(run: Run, calculated: Any, sheets: Any) -> None:
    """甲 had 100万 of the 160万 of 2018 paid out, then 150万: for a second project in 2019 it then gets 50万 less."""

    def paid(amount: int) -> Callable[[openpyxl.Workbook], None]:
        def change(book: openpyxl.Workbook) -> None:
            book["项目"]["J3"], book["项目"]["C3"], book["项目"]["D3"] = "2019-06-30", CODE, "甲有限公司"
            if "已拨付" not in book.sheetnames:
                header = ["统一社会信用代码", "企业名称", "项目编号", "奖补类别", "年度", "金额(万元)", "拨付日期"]
                book.create_sheet("已拨付").append(header)
                book["已拨付"].append([CODE, "甲有限公司", "X1", "设备购置事后奖补", 2018, 0, "2019-03-01"])
            book["已拨付"]["F2"] = amount

        return change

    sheets(paid(100))
    before = calculated("前", year="2019")
    sheets(paid(150))
    after = calculated("后", year="2019")
    (change,) = compared(run, before["json"], after["json"])["changes"]
    # (800万 + 80万) × 20% = 176万, less 100万 or 150万
    assert (change["before"]["amount"], change["after"]["amount"]) == ("760000.00", "260000.00")
    assert change["text"] == "最先不同的是以前年度已得：100.00万元 → 150.00万元"
    assert "请看《已拨付》" in run("diff", before["json"], after["json"]).out


@pytest.mark.parametrize("kind", ["json", "workbook"])
def test_what_is_known_on_one_side_alone_is_no_difference(run: Run, calculated: Any, sheets: Any, kind: str) -> None:
    """2018: 甲's 160万 become unknown, 乙's 80万 × 20% = 16万 are new: more by 16万, and 160万 that cannot be compared."""
    before = calculated("前")

    def change(book: openpyxl.Workbook) -> None:
        book["项目"]["L2"], book["项目"]["J3"], book["企业"]["F3"] = "待定", "2018-06-30", "是"

    sheets(change)
    after = calculated("后")
    found = compared(run, before[kind], after[kind])
    equipment = found["totals"]["设备购置事后奖补"]
    for part in (found, equipment):
        assert part["difference"] == "160000.00"
        assert part["became_undetermined"] == {"enterprises": 1, "amount_before": "1600000.00"}
        assert part["became_determined"] == {"enterprises": 0, "amount_after": "0.00"}
    said = run("diff", before[kind], after[kind]).out
    assert re.search(r"设备购置事后奖补 +1 家 +160.00 +1 家 +16.00 +\+16.00 +0 → 1", said)
    assert "设备购置事后奖补：1 家变为待补正（原合计 160.00 万元，现多少不知道），没有计入变化" in said
    assert "有变化的奖补 2 笔，合计 +16.00 万元" in said and "变为待补正，160.00 万元 → 待补正\n" in said
    back = run("diff", after[kind], before[kind]).out
    assert "不再待补正，待补正 → 160.00 万元\n" in back and "1 家不再待补正（现合计 160.00 万元）" in back


@pytest.mark.parametrize("kind", ["json", "workbook"])
def test_a_sum_of_which_nothing_is_known_is_no_figure(run: Run, calculated: Any, kind: str) -> None:
    """Without a column without tax all of 2018 becomes unknown."""
    before, after = calculated("前")[kind], calculated("后", "--set", "equipment_tax=excluded")[kind]
    said = run("diff", before, after).out
    assert re.search(r"设备购置事后奖补 +1 家 +160.00 +0 家 +待补正 +— +0 → 1", said)
    assert "有变化的奖补 1 笔，变化多少还不知道" in said
