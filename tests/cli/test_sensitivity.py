"""What every other reading of an unconfirmed question would cost, beside the calculation itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from .conftest import Ran

Run = Callable[..., Ran]
SAMPLE = Path(__file__).parents[2] / "samples" / "示例台账.xlsx"
OVERLAY = "interpretations:\n  equipment_floor: {use: threshold, confirmed: {by: 张三, on: 2019-01-10}}\n"


def answer(run: Run, *arguments: str | Path) -> dict[str, Any]:
    ran = run("calc", *arguments, "--json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert isinstance(found, dict)
    return found


def fen(amount: str) -> int:
    """分 of yuan."""
    return round(float(amount) * 100)


def at_stake(row: dict[str, Any]) -> int:
    """分 that are another amount, or that cannot be compared."""
    parts = row["difference"], row["became_undetermined"]["amount_before"], row["became_determined"]["amount_after"]
    return sum(abs(fen(part)) for part in parts)


def differing(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """The credit codes whose amount under some program is not the same; without a row nothing is got."""
    amounts = [{(a["program"], a["credit_code"]): a["amount"] for a in one["awards"]} for one in (before, after)]
    return {key[1] for key in {*amounts[0], *amounts[1]} if amounts[0].get(key, "0.00") != amounts[1].get(key, "0.00")}


@pytest.mark.parametrize(
    ("year", "also"),
    [
        pytest.param("2019", (), marks=pytest.mark.slow),
        pytest.param("2020", ("--set", "stacking=higher"), marks=pytest.mark.slow),
        pytest.param("2022", (), marks=pytest.mark.slow),
    ],
)
def test_each_reading_is_what_a_run_of_its_own_gives(run: Run, tmp_path: Path, year: str, also: tuple[str, ...]) -> None:
    arguments = (SAMPLE, "--year", year, "-o", tmp_path, *also)
    plain = answer(run, *arguments)
    rows = plain["sensitivity"]
    # 18 questions; one has a single reading, one has three: 16 others and 2
    assert len(rows) == 18 and len({(row["interpretation"], row["option"]) for row in rows}) == 18
    for row in rows:
        name, option = row["interpretation"], row["option"]
        settings = [one for one in also if not one.startswith(f"{name}=")]
        settings = settings if len(settings) == len(also) else []
        alone = answer(run, *arguments[:5], *settings, "--set", f"{name}={option}", "--no-sensitivity")
        assert row["totals"] == alone["totals"], name
        assert row["enterprises_changed"] == len(differing(plain, alone)), name
        sums = [sum(fen(t["amount"]) for t in one["totals"].values()) for one in (plain, alone)]
        moved = fen(row["became_determined"]["amount_after"]) - fen(row["became_undetermined"]["amount_before"])
        assert fen(row["difference"]) == sums[1] - sums[0] - moved, name
        pairs = zip(plain["targets"], alone["targets"], strict=True)
        changed = [
            {k: b[k] for k in ("id", "actual", "status")} for a, b in pairs if (a["actual"], a["status"]) != (b["actual"], b["status"])
        ]
        assert row["targets"] == changed, name


def test_it_can_be_left_out(run: Run, ledger: Path) -> None:
    assert "sensitivity" not in answer(run, ledger, "--no-sensitivity")
    assert "口径影响" not in openpyxl.load_workbook(ledger.with_name("台账_2019_奖补测算.xlsx")).sheetnames


def test_confirming_a_question_removes_its_mark_and_its_rows(run: Run, ledger: Path) -> None:
    """By techreform.yaml beside the ledger, or in the policy file."""
    before = answer(run, ledger)
    assert "equipment_floor" in {row["interpretation"] for row in before["sensitivity"]}
    (ledger.parent / "techreform.yaml").write_text(OVERLAY, "utf-8")
    beside = answer(run, ledger)
    policy = Path(__file__).parents[2] / "rules" / "dongyuan-2018-2020.yaml"
    text = policy.read_text("utf-8").replace(
        "    options:\n      lift:", "    use: threshold\n    confirmed: {by: 张三, on: 2019-01-10}\n    options:\n      lift:"
    )
    (ledger.parent / "techreform.yaml").unlink()
    (ledger.parent / "mine.yaml").write_text(text, "utf-8")
    inside = answer(run, ledger, "--policy", ledger.parent / "mine.yaml")
    for found in (beside, inside):
        assert found["interpretations"]["equipment_floor"] == {"use": "threshold", "confirmed": True}
        assert "equipment_floor" not in {row["interpretation"] for row in found["sensitivity"]}
        assert len(found["sensitivity"]) == len(before["sensitivity"]) - 1


def test_a_slot_that_overrules_a_reading_leaves_it_out(run: Run, ledger: Path) -> None:
    """With the floor's mode set by hand, `lift` cannot come about."""
    found = answer(run, ledger, "--set", "equipment_purchase.floor.mode=threshold")
    assert found["interpretations"]["equipment_floor"]["use"] == "threshold"
    assert "equipment_floor" not in {row["interpretation"] for row in found["sensitivity"]}


def test_a_reading_that_does_not_fit_is_a_warning_and_the_rest_is_calculated(run: Run, ledger: Path) -> None:
    policy = Path(__file__).parents[2] / "rules" / "dongyuan-2018-2020.yaml"
    text = policy.read_text("utf-8").replace("floor.mode: threshold}}", "floor.mode: treshold}}")
    (ledger.parent / "mine.yaml").write_text(text, "utf-8")
    found = answer(run, ledger, "--policy", ledger.parent / "mine.yaml")
    assert "equipment_floor" not in {row["interpretation"] for row in found["sensitivity"]}
    assert [p["message"][:19] for p in found["problems"] if p["code"] == "E009"] == ["口径 equipment_floor "]


def test_the_terminal_names_the_readings_that_change_most(run: Run, tmp_path: Path) -> None:
    out = run("calc", SAMPLE, "--year", "2019", "-o", tmp_path).out
    rows = json.loads(run("calc", SAMPLE, "--year", "2019", "-o", tmp_path, "--json").out)["sensitivity"]
    costly = sorted((r for r in rows if at_stake(r)), key=lambda r: -at_stake(r))
    places = [out.index(f"{r['interpretation']}={r['option']}") for r in costly[:3]]
    assert places == sorted(places) and f"另有 {len(costly) - 3} 种" in out
    assert f"{costly[3]['interpretation']}={costly[3]['option']}" not in out


def test_what_becomes_undetermined_is_no_loss(run: Run, sheets: Callable[..., Path]) -> None:
    """甲 gets 160万 for 2018. The ledger has no column without tax: under that reading the award is unknown, not nothing."""
    ledger = sheets(lambda _: None)
    ran = run("calc", ledger, "--year", "2018")
    said = "".join(ran.out.split())
    assert "（equipment_tax=excluded）：1家变为待补正（现在合计160.00万元，改后多少不知道）" in said and "少160" not in said
    row = next(r for r in answer(run, ledger, "--year", "2018")["sensitivity"] if r["interpretation"] == "equipment_tax")
    assert row["difference"] == "0.00" and row["became_undetermined"] == {"enterprises": 1, "amount_before": "1600000.00"}
    sheet = openpyxl.load_workbook(ledger.with_name("台账_2018_奖补测算.xlsx"), data_only=True)["口径影响"]
    rows = list(sheet.iter_rows(values_only=True))
    top = next(row for row in rows if row[3] == "编号=选项")
    found = dict(zip(top, next(row for row in rows if row[3] == "equipment_tax=excluded"), strict=True))
    assert found["金额变化(万元)"] == 0 and "1 家变为待补正" in found["待补正的变化"]
