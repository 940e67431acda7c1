"""A folder as one ledger, through the commands: results beside it, settings within it, files named wherever a place is."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from .conftest import SHEETS, Ran

Run = Callable[..., Ran]

FILES = ("企业.csv", "年度指标.csv", "项目.xlsx")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small ledger as a file for each sheet: two of text, one workbook with a sheet that has no name."""
    path = tmp_path / "东镇2018.12"
    path.mkdir()
    for title, encoding in (("企业", "utf-8-sig"), ("年度指标", "gb18030")):
        with (path / f"{title}.csv").open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows(SHEETS[title])
    book = openpyxl.Workbook()
    for row in SHEETS["项目"]:
        book.active.append(row)
    book.active.title = "Sheet1"
    book.save(path / "项目.xlsx")
    return path


def test_the_same_figures_as_one_file(run: Run, folder: Path, ledger: Path) -> None:
    one, many = (json.loads(run("calc", place, "--year", "2018", "--json", "--no-sensitivity").out) for place in (ledger, folder))
    assert one["totals"] == many["totals"] and one["targets"] == many["targets"]
    assert [award["amount"] for award in one["awards"]] == [award["amount"] for award in many["awards"]]
    assert "files" not in one["ledger"] and not [problem for problem in one["problems"] if "file" in problem]
    files = [{"file": name, "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest()} for name in FILES]
    assert many["ledger"]["file"] == "东镇2018.12" and many["ledger"]["files"] == files
    assert {problem["file"] for problem in many["problems"]} <= {"", *FILES}
    cells = {cell for award in many["awards"] for reason in award["reasons"] for cell in reason["cells"]}
    assert "项目.xlsx《Sheet1》L2" in cells and not [cell for cell in cells if cell.startswith("《")]


def test_results_go_beside_the_folder_and_bear_its_whole_name(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(folder.iterdir())
    for command in (["calc"], ["forecast"], ["whatif", "--set", "equipment_floor=threshold"]):
        assert run(command[0], folder, *command[1:]).code == 0
    written = sorted(path.name for path in folder.parent.iterdir() if path.is_file())
    assert written == sorted(f"东镇2018.12_{part}.xlsx" for part in ("2019_目标进度", "2019_奖补测算", "预测", "2019_试算对比"))
    assert sorted(folder.iterdir()) == before
    monkeypatch.chdir(folder)
    for path in folder.parent.glob("*.xlsx"):
        path.unlink()
    assert run("calc", ".", "--no-sensitivity").code == 0 and (folder.parent / "东镇2018.12_2019_奖补测算.xlsx").exists()


def test_settings_lie_within_the_folder(run: Run, folder: Path) -> None:
    confirmed = "confirmed: {by: 张三, on: 2019-01-10}"
    (folder / "techreform.yaml").write_text(f"interpretations:\n  equipment_floor: {{use: threshold, {confirmed}}}\n", "utf-8")
    found = json.loads(run("calc", folder, "--json", "--no-sensitivity").out)
    assert found["interpretations"]["equipment_floor"] == {"use": "threshold", "confirmed": True}
    assert not [problem for problem in found["problems"] if "techreform.yaml" in problem["message"]]


def test_workbooks_and_terminal_name_the_file(run: Run, folder: Path) -> None:
    shown = run("calc", folder, "--year", "2019", "--no-sensitivity").out
    assert "台账：东镇2018.12（3 个文件，企业 2 行，项目 2 行）" in shown
    assert "请填 企业.csv《企业》F3〔规上〕" in shown
    book = openpyxl.load_workbook(folder.parent / "东镇2018.12_2019_奖补测算.xlsx")
    run_sheet = [[cell.value for cell in row] for row in book["运行凭证"].iter_rows(max_col=2)]
    hashes = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    for name, digest in hashes.items():
        assert [f"　{name}", f"SHA-256 {digest}"] in run_sheet
    assert ["项目.xlsx《Sheet1》", "《项目》"] in run_sheet
    places = {row[3].value for row in book["问题"].iter_rows(min_row=4)}
    assert places & {"企业.csv《企业》", "年度指标.csv《年度指标》", "项目.xlsx《Sheet1》"}
    texts = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
    assert any("项目.xlsx《Sheet1》L3" in text for text in texts)


def test_an_open_ledger_is_told(run: Run, ledger: Path) -> None:
    ledger.with_name("~$台账.xlsx").write_bytes(b"")
    problems = json.loads(run("calc", ledger, "--json", "--no-sensitivity").out)["problems"]
    assert [problem["severity"] for problem in problems if problem["code"] == "L083"] == ["note"]


def test_an_empty_folder_is_one_sentence(run: Run, tmp_path: Path) -> None:
    ran = run("calc", tmp_path)
    assert ran.code == 3 and ran.err.count("\n") == 1 and "里没有台账文件" in ran.err


def test_marked_copies_in_the_folder_are_named_and_not_read(run: Run, folder: Path) -> None:
    before, checked = (json.loads(run(*command).out) for command in calculated_and_checked(folder))
    run("check", folder, "--annotate")
    copies = sorted(path.name for path in folder.glob("*.问题标注.xlsx"))
    assert copies
    after, again = (json.loads(run(*command).out) for command in calculated_and_checked(folder))
    assert after["ledger"] == before["ledger"] and after["awards"] == before["awards"] and after["targets"] == before["targets"]
    left_out = [problem["message"] for problem in again["problems"] if problem["code"] == "L081"]
    assert len(left_out) == len(copies) and all(any(name in message for message in left_out) for name in copies)
    assert [problem for problem in again["problems"] if problem["code"] != "L081"] == checked["problems"]


def calculated_and_checked(folder: Path) -> list[list[str | Path]]:
    return [["calc", folder, "--year", "2018", "--json", "--no-sensitivity"], ["check", folder, "--json"]]


def test_findings_about_sheets_of_two_files_are_a_line_each(run: Run, folder: Path) -> None:
    text = (folder / "企业.csv").read_text("utf-8-sig").splitlines()
    head = text[0].split(",")
    head[head.index("省内注册")] = "注册"
    for name in ("企业.csv", "企业二.csv"):
        (folder / name).write_text("\n".join([",".join(head), *(text[1:] if name == "企业.csv" else [])]) + "\n", "utf-8")
    lines = [line.strip() for line in run("check", folder).out.splitlines() if "L034" in line and "「省内注册」" in line]
    assert [line.partition(" ")[0] for line in lines] == ["企业.csv《企业》", "企业二.csv《企业二》"]
