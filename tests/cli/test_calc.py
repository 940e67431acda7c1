"""techreform calc: what it writes, where, and the JSON object that other programs rely on."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from .conftest import Ran, no_english

Run = Callable[..., Ran]

KEYS = {
    "": [
        "schema_version",
        "policy",
        "year",
        "as_of",
        "ledger",
        "settings",
        "parameters",
        "interpretations",
        "questions",
        "programs",
        "targets",
        "awards",
        "totals",
        "sensitivity",
        "outputs",
        "problems",
    ],
    "policy": ["id", "document", "sha256"],
    "ledger": ["file", "sha256"],
    "parameters.*": ["label", "clause", "value"],
    "interpretations.*": ["use", "confirmed"],
    "questions.*": ["question", "label"],
    "programs.*": ["label", "clause", "parameters", "interpretations"],
    "targets": ["id", "clause", "label", "unit", "comparison", "target", "actual", "undetermined_count", "achievement_rate", "status"],
    "awards": [
        "program",
        "clause",
        "enterprise",
        "credit_code",
        "year",
        "verdict",
        "base",
        "rate",
        "computed",
        "already_paid",
        "amount",
        "amount_if_filled",
        "reasons",
        "projects",
        "inputs",
    ],
    "awards.inputs": ["project", "award_year", "field", "value", "cells"],
    "awards.reasons": ["clause", "text", "cells"],
    "awards.projects": ["id", "name", "base", "amount"],
    "totals.*": ["enterprises", "amount", "undetermined"],
    "sensitivity": [
        *("interpretation", "option", "label", "totals", "enterprises_changed", "difference"),
        *("became_undetermined", "became_determined", "targets"),
    ],
    "sensitivity.totals.*": ["enterprises", "amount", "undetermined"],
    "sensitivity.targets": ["id", "actual", "status"],
    "problems": ["code", "severity", "sheet", "cell", "message"],
}
MONEY = re.compile(r"-?\d+\.\d\d")
FIGURE = re.compile(r"-?\d+\.\d{4,}")


@pytest.fixture
def computed(run: Run, ledger: Path) -> dict[str, Any]:
    """The JSON object of a calculation for 2019 in which one row is undetermined."""
    ran = run("calc", ledger, "--year", "2019", "--json")
    assert ran.code == 0 and ran.err == ""
    found = json.loads(ran.out)
    assert isinstance(found, dict)
    return found


def objects(found: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of the document with the name of its kind in KEYS."""
    yield "", found
    yield "policy", found["policy"]
    yield "ledger", found["ledger"]
    for part in ("parameters", "interpretations", "questions", "programs"):
        yield from ((f"{part}.*", one) for one in found[part].values())
    yield from (("totals.*", one) for one in found["totals"].values())
    for kind in ("targets", "awards", "sensitivity", "problems"):
        yield from ((kind, one) for one in found[kind])
    for reading in found["sensitivity"]:
        yield from (("sensitivity.totals.*", one) for one in reading["totals"].values())
        yield from (("sensitivity.targets", one) for one in reading["targets"])
    for award in found["awards"]:
        yield from (("awards.reasons", one) for one in award["reasons"])
        yield from (("awards.inputs", one) for one in award["inputs"])
        yield from (("awards.projects", one) for one in award["projects"])


def test_json_has_exactly_the_keys_of_the_design(computed: dict[str, Any]) -> None:
    seen = set()
    for kind, found in objects(computed):
        seen.add(kind)
        assert list(found) == KEYS[kind], kind
    assert seen >= set(KEYS) - {"problems", "sensitivity.targets"}


def test_json_values_are_of_the_kinds_the_design_gives(computed: dict[str, Any], ledger: Path) -> None:
    assert computed["schema_version"] == 1 and computed["year"] == 2019 and computed["as_of"] == "2019-12-31"
    assert computed["ledger"] == {"file": "台账.xlsx", "sha256": hashlib.sha256(ledger.read_bytes()).hexdigest()}
    assert computed["policy"]["id"] == "dongyuan-2018-2020" and re.fullmatch("[0-9a-f]{64}", computed["policy"]["sha256"])
    assert len(computed["interpretations"]) == 18 and not any(i["confirmed"] for i in computed["interpretations"].values())
    assert list(computed["totals"]) == ["equipment_purchase", "fiscal_contribution"]
    for total in computed["totals"].values():
        assert MONEY.fullmatch(total["amount"]) and isinstance(total["enterprises"], int) and isinstance(total["undetermined"], int)
    for target in computed["targets"]:
        assert target["status"] in ("achieved", "on_track", "behind", "undetermined", "not_applicable")
        assert all(target[k] is None or FIGURE.fullmatch(target[k]) for k in ("target", "actual"))
        assert target["achievement_rate"] is None or re.fullmatch(r"-?\d+\.\d{4}", target["achievement_rate"])
    for award in computed["awards"]:
        assert award["verdict"] in ("eligible", "ineligible", "undetermined") and award["year"] == 2019
        for key in ("base", "computed", "already_paid", "amount", "amount_if_filled"):
            assert award[key] is None or MONEY.fullmatch(award[key]), key
        assert award["rate"] is None or re.fullmatch(r"\d\.\d+", award["rate"])
        assert award["verdict"] != "undetermined" or award["amount"] is None


def test_json_gives_the_awards(computed: dict[str, Any]) -> None:
    by = {(a["program"], a["enterprise"]): a for a in computed["awards"]}
    assert set(by) == {("equipment_purchase", "乙有限公司"), ("fiscal_contribution", "甲有限公司")}
    contribution = by["fiscal_contribution", "甲有限公司"]
    # 120 + 50 in 2019 less 100 + 50 in 2017, at 40%
    assert (contribution["verdict"], contribution["base"], contribution["amount"]) == ("eligible", "200000.00", "80000.00")
    equipment = by["equipment_purchase", "乙有限公司"]
    assert (equipment["verdict"], equipment["amount"], equipment["amount_if_filled"]) == ("undetermined", None, "160000.00")
    assert any("《企业》F3" in cell for reason in equipment["reasons"] for cell in reason["cells"])


def test_json_is_one_object_and_outputs_exist(run: Run, ledger: Path) -> None:
    ran = run("calc", ledger, "--json")
    found, end = json.JSONDecoder().raw_decode(ran.out)
    assert ran.out[end:].strip() == "" and ran.out.startswith("{")
    assert [Path(p).name for p in found["outputs"]] == ["台账_2019_目标进度.xlsx", "台账_2019_奖补测算.xlsx"]
    for path in found["outputs"]:
        assert Path(path).parent == ledger.parent
        assert openpyxl.load_workbook(path).sheetnames


def test_a_year_outside_the_plan_still_gives_every_target(run: Run, ledger: Path) -> None:
    found = json.loads(run("calc", ledger, "--json", "--year", "2022").out)
    assert len(found["targets"]) == 10
    yearly = [t for t in found["targets"] if not re.search("cumulative|funding", t["id"])]
    assert all(t["target"] is None and t["status"] == "not_applicable" for t in yearly)
    assert list(found["totals"]) == ["equipment_purchase", "fiscal_contribution"]


def test_settings_reach_the_figures(run: Run, ledger: Path) -> None:
    found = json.loads(run("calc", ledger, "--json", "--set", "fiscal_contribution.rate.otherwise=30%", "--set", "stacking=higher").out)
    assert found["interpretations"]["stacking"] == {"use": "higher", "confirmed": False}
    assert next(a for a in found["awards"] if a["program"] == "fiscal_contribution")["amount"] == "60000.00"


def test_as_of_is_taken(run: Run, ledger: Path) -> None:
    assert json.loads(run("calc", ledger, "--json", "--as-of", "2019-06-30").out)["as_of"] == "2019-06-30"


def test_what_is_shown_is_chinese_and_names_the_outputs(run: Run, ledger: Path) -> None:
    ran = run("calc", ledger)
    assert ran.code == 0 and ran.err == ""
    assert "目标进度.xlsx" in ran.out and "奖补测算.xlsx" in ran.out
    shown = ran.out.replace(str(ledger.parent), "")
    assert no_english(shown), shown


def test_strict_says_that_something_needs_a_person(run: Run, ledger: Path) -> None:
    ran = run("calc", ledger, "--strict", "--json")
    assert ran.code == 1 and json.loads(ran.out)["outputs"]
    assert Path(json.loads(ran.out)["outputs"][0]).exists()


# where the outputs go


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


OUTPUTS = ["台账_2019_奖补测算.xlsx", "台账_2019_目标进度.xlsx"]


def test_outputs_stand_beside_the_ledger_wherever_one_stands(
    run: Run, ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "别处"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert run("calc", ledger).code == 0
    assert names(ledger.parent) == ["台账.xlsx", *OUTPUTS] and names(elsewhere) == []


def test_a_ledger_given_by_its_name_alone(run: Run, ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ledger.parent)
    ran = run("calc", "台账.xlsx", "--json")
    assert ran.code == 0 and names(ledger.parent) == ["台账.xlsx", *OUTPUTS]
    assert all(Path(p).exists() for p in json.loads(ran.out)["outputs"])


def test_a_folder_is_made_where_it_is_missing(run: Run, ledger: Path, tmp_path: Path) -> None:
    out = tmp_path / "新 建" / "结果 2019"
    assert run("calc", ledger, "-o", out).code == 0 and names(out) == OUTPUTS and names(ledger.parent) == ["台账.xlsx"]
    assert run("calc", ledger, "--out", out).code == 0 and names(out) == OUTPUTS


@pytest.mark.parametrize(
    "name",
    [
        "东源 台账 2019.xlsx",
        "台账（终稿）.xlsx",
        "台账.v2.xlsx",
        "=cmd|'calc'!A1.xlsx",
        "-台账.xlsx",
        "台账",
        "𠮷台账.xlsx",
        "100%.xlsx",
        "[红]{蓝}.xlsx",
    ],
)
def test_odd_names(run: Run, tmp_path: Path, ledger_bytes: bytes, name: str) -> None:
    folder = tmp_path / "资料 夹（一）"
    folder.mkdir()
    (folder / name).write_bytes(ledger_bytes)
    ran = run("calc", folder / name, "--json")
    assert ran.code == 0, ran.err
    stem = Path(name).stem
    assert names(folder) == sorted([name, f"{stem}_2019_目标进度.xlsx", f"{stem}_2019_奖补测算.xlsx"])
    assert json.loads(ran.out)["ledger"]["file"] == name


def test_earlier_outputs_are_replaced_and_nothing_else_is_touched(run: Run, ledger: Path) -> None:
    other = ledger.parent / "台账_2018_奖补测算.xlsx"
    other.write_bytes(b"other")
    assert run("calc", ledger).code == 0
    before = (ledger.parent / OUTPUTS[0]).read_bytes()
    for name in OUTPUTS:  # saved again by somebody else's program, as when a clerk has looked at it
        openpyxl.load_workbook(ledger.parent / name).save(ledger.parent / name)
    assert run("calc", ledger).code == 0
    assert (ledger.parent / OUTPUTS[0]).read_bytes() == before and other.read_bytes() == b"other"
    assert names(ledger.parent) == sorted(["台账.xlsx", other.name, *OUTPUTS])


@pytest.mark.parametrize("kind", ["text", "workbook", "empty", "zip"])
@pytest.mark.parametrize("output", OUTPUTS)
def test_a_file_of_somebody_else_is_not_overwritten(run: Run, ledger: Path, output: str, kind: str) -> None:
    mine = ledger.parent / output
    if kind == "workbook":
        mine.write_bytes(ledger.read_bytes())
    elif kind == "zip":
        with zipfile.ZipFile(mine, "w") as archive:
            archive.writestr("口径、运行凭证.txt", "")
    else:
        mine.write_bytes(b"" if kind == "empty" else b"my notes")
    before = mine.read_bytes()
    ran = run("calc", ledger)
    assert ran.code == 5 and mine.read_bytes() == before and names(ledger.parent) == sorted(["台账.xlsx", output])
    assert output in ran.err and "不是本程序写出的" in ran.err and "-o" in ran.err and ran.err.count("\n") == 1


# same inputs, same bytes


def workbooks(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.glob("*_2019_*.xlsx")}


def test_same_ledger_policy_and_options_give_the_same_bytes(process: Run, ledger: Path, tmp_path: Path) -> None:
    copy = tmp_path / "另一处" / "更深" / "台账.xlsx"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(ledger.read_bytes())
    first = process("calc", ledger, "-o", tmp_path / "一", PYTHONHASHSEED="1", TZ="Asia/Shanghai")
    second = process("calc", copy, "-o", tmp_path / "二", PYTHONHASHSEED="2", TZ="America/New_York", LC_ALL="C", cwd=tmp_path)
    third = process("calc", copy, PYTHONHASHSEED="3", SOURCE_DATE_EPOCH="0")
    assert (first.code, second.code, third.code) == (0, 0, 0)
    assert workbooks(tmp_path / "一") == workbooks(tmp_path / "二") == workbooks(copy.parent) and len(workbooks(tmp_path / "一")) == 2


def test_the_workbooks_name_no_folder(run: Run, ledger: Path) -> None:
    import zipfile

    assert run("calc", ledger).code == 0
    for name in OUTPUTS:
        with zipfile.ZipFile(ledger.parent / name) as archive:
            assert not any("台账夹".encode() in archive.read(part) or b"/tmp/" in archive.read(part) for part in archive.namelist())


# consoles


@pytest.mark.parametrize(
    ("env", "encoding"),
    [
        ({"LANG": "C", "LC_ALL": "C"}, "utf-8"),
        ({"PYTHONIOENCODING": "gbk"}, "gbk"),
        pytest.param({"PYTHONIOENCODING": "gb18030"}, "gb18030", marks=pytest.mark.slow),
        pytest.param({"PYTHONIOENCODING": "ascii"}, "utf-8", marks=pytest.mark.slow),
        pytest.param({"TERM": "dumb", "NO_COLOR": "1"}, "utf-8", marks=pytest.mark.slow),
        pytest.param({"COLUMNS": "20"}, "utf-8", marks=pytest.mark.slow),
        pytest.param({"FORCE_COLOR": "1"}, "utf-8", marks=pytest.mark.slow),
    ],
)
def test_any_console(process: Run, ledger: Path, env: dict[str, str], encoding: str) -> None:
    shown = process("calc", "台账.xlsx", cwd=ledger.parent, encoding=encoding, **env)
    assert shown.code == 0 and shown.err == ""
    assert encoding != "gbk" or "奖补" in shown.out
    found = process("calc", "台账.xlsx", "--json", cwd=ledger.parent, encoding=encoding, **env)
    assert found.code == 0 and json.loads(found.out)["policy"]["document"] == "东府办〔2018〕29号"
    assert process("calc", "无.xlsx", cwd=ledger.parent, encoding=encoding, **env).code == 3


def test_rare_characters_survive_a_gbk_console_in_json(process: Run, ledger: Path) -> None:
    rare = ledger.with_name("𠮷🎉台账.xlsx")
    ledger.rename(rare)
    found = json.loads(process("calc", rare, "--json", encoding="gbk", PYTHONIOENCODING="gbk").out)
    assert found["ledger"]["file"] == rare.name and all(Path(p).exists() for p in found["outputs"])


def test_a_file_name_that_is_no_utf8(ledger: Path) -> None:
    named = ledger.with_name(os.fsdecode("台账.xlsx".encode("gbk")))
    ledger.rename(named)
    command = [sys.executable, "-c", "from techreform_cli.cli.main import run; run()", "calc", named]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_a_reader_that_stops_reading_is_no_error(ledger: Path) -> None:
    command = [sys.executable, "-c", "from techreform_cli.cli.main import run; run()", "calc", str(ledger), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout and running.stderr
        running.stdout.close()
        assert running.stderr.read() == b""


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--year", "2024"), "2024年在计划期（2018—2020年，奖补到 2023 年为止）以外，没有目标可比，也没有奖补"),
        (("--year", "2017"), "2017年在计划期"),
        (("--year", "2019", "--as-of", "2018-06-30"), "截至日期 2018-06-30 在 2019 年开始之前，这一年的时间进度按 0 算"),
    ],
)
def test_a_year_or_day_that_makes_no_sense_is_said_first(run: Run, ledger: Path, asked: tuple[str, ...], said: str) -> None:
    ran = run("calc", ledger, "--no-sensitivity", *asked)
    assert ran.code == 0 and f"提醒：{said}" in ran.out.splitlines()[2]


@pytest.mark.parametrize(
    "asked", [("--year", "2022"), ("--year", "2019", "--as-of", "2019-01-01"), ("--year", "2019", "--as-of", "2020-06-30")]
)
def test_years_of_awards_and_days_after_the_year_are_not_odd(run: Run, ledger: Path, asked: tuple[str, ...]) -> None:
    assert "提醒：" not in run("calc", ledger, "--no-sensitivity", *asked).out
