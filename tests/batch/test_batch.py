"""techreform batch: towns computed together come to what their county comes to, caps hold across ledgers, nothing is lost in silence."""

from __future__ import annotations

import json
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from techreform_cli.batch import group
from techreform_cli.cli.main import main
from tests.batch.counties import A, B, firm, project, split, town, workbooks, write_towns
from tests.cli.conftest import CODE
from tests.independent.facts import random_facts
from tests.independent.workbook import write_canonical
from tests.workbooks import save

PAID = ["统一社会信用代码", "企业名称", "项目编号", "奖补类别", "年度", "金额(万元)", "拨付日期"]


def awards(record: dict[str, Any], program: str = "equipment_purchase") -> dict[str, dict[str, Any]]:
    return {line["enterprise"]: line for group in record["groups"] for line in group["awards"] if line["program"] == program}


def codes(record: dict[str, Any]) -> Counter[str]:
    return Counter(one["code"] for group in record["groups"] for one in group["findings"] if one["across"])


def test_towns_together_come_to_what_their_county_comes_to(tmp_path: Path, run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    facts = write_towns(tmp_path / "台账", 4, 6, seed=11)
    code, record = run()
    write_canonical(facts, tmp_path / "全县.xlsx")
    assert main(["calc", str(tmp_path / "全县.xlsx"), "--year", "2019", "--json", "--no-sensitivity"]) == 0
    county = json.loads(capsys.readouterr().out)
    assert code == 0 and record["counts"]["done"] == 4 and record["complete"]
    group = record["groups"][0]
    ours = {(line["program"], line["credit_code"]): (line["verdict"], line["amount"]) for line in group["awards"]}
    assert ours and ours == {(line["program"], line["credit_code"]): (line["verdict"], line["amount"]) for line in county["awards"]}
    assert {line["id"]: line["actual"] for line in group["targets"]} == {line["id"]: line["actual"] for line in county["targets"]}


def test_an_enterprise_in_two_ledgers_gets_one_cap(tmp_path: Path, run: Any) -> None:
    # 20% of 1000 and of 1200 is 200 and 240; apart they would come to 440, together they are capped at 300
    save(tmp_path / "台账" / "甲镇.xlsx", town([project("A1", 1000, "备1", "2019-03-31")]))
    save(tmp_path / "台账" / "乙镇.xlsx", town([project("B1", 1200, "备2", "2019-09-30")]))
    code, record = run()
    line = awards(record)["甲有限公司"]
    assert code == 0 and line["amount"] == "3000000.00"
    # by completion: round(300 * 1000/2200) to the first, the rest to the second, in 分
    assert line["shares"] == {"甲镇.xlsx": "1363636.36", "乙镇.xlsx": "1636363.64"}
    assert line["ledger"] == "乙镇.xlsx"  # the first by name that has a project of it
    listed = {run["name"]: [Path(one["file"]).name for one in run["outputs"]] for run in record["groups"][0]["ledgers"]}
    assert listed["甲镇.xlsx"] == [] and len(listed["乙镇.xlsx"]) == 2
    book = openpyxl.load_workbook(tmp_path / "结果" / "乙镇_2019_奖补测算.xlsx", data_only=True)
    assert any(cell.value == 300 for row in book["汇总"] for cell in row)


def test_the_same_project_in_two_ledgers_is_paid_once(tmp_path: Path, run: Any) -> None:
    save(tmp_path / "台账" / "甲镇.xlsx", town([project("A1", 500, "备1")]))
    save(tmp_path / "台账" / "乙镇.xlsx", town([project("A1", 500, "备1"), project("B1", 100, "备2")]))
    code, record = run()
    assert awards(record)["甲有限公司"]["amount"] == "1200000.00"  # 20% of 500 and of 100
    assert code == 0 and codes(record)["L121"] == 1 and codes(record)["L120"] == 4  # the project; the enterprise and its three years


def test_one_number_with_different_facts_is_an_error_and_not_paid(tmp_path: Path, run: Any) -> None:
    save(tmp_path / "台账" / "甲镇.xlsx", town([project("A1", 500, "备1")]))
    save(tmp_path / "台账" / "乙镇.xlsx", town([project("A1", 600, "备1")]))
    code, record = run()
    assert code == 1 and awards(record)["甲有限公司"]["amount"] is None
    said = [one for one in record["groups"][0]["findings"] if one["code"] == "L050"]
    assert len(said) == 1 and "甲镇.xlsx《项目》A2" in said[0]["message"] and "乙镇.xlsx《项目》A2" in said[0]["message"]
    assert "设备购置额" in said[0]["message"]


def test_one_certificate_in_two_ledgers_is_found(tmp_path: Path, run: Any) -> None:
    save(tmp_path / "台账" / "甲镇.xlsx", town([project("A1", 500, "184416253903001")]))
    save(tmp_path / "台账" / "乙镇.xlsx", town([project("B1", 800, "184416253903001", owner=B)], [firm(B)]))
    code, record = run()
    assert code == 1 and codes(record)["L065"] == 1


def test_one_purchase_of_two_enterprises_in_two_ledgers_is_found(tmp_path: Path, run: Any) -> None:
    save(tmp_path / "台账" / "甲镇.xlsx", town([project("A1", 500, "备1", name="注塑线")]))
    save(tmp_path / "台账" / "乙镇.xlsx", town([project("B1", 500, "备2", owner=B, name="注塑线")], [firm(B)]))
    code, record = run()
    said = [one for one in record["groups"][0]["findings"] if one["across"]]
    assert code == 0 and [one["code"] for one in said] == ["L069"]
    assert "甲镇.xlsx《项目》B2 与 乙镇.xlsx《项目》B2" in said[0]["message"]


def test_equal_payments_of_two_ledgers_count_once_and_two_of_one_ledger_twice(tmp_path: Path, run: Any) -> None:
    row = [CODE, "甲有限公司", "A0", "equipment_purchase", 2018, 40, "2019-02-01"]
    early = project("A0", 500, "备0", "2018-06-30")
    save(tmp_path / "台账" / "甲镇.xlsx", {**town([early, project("A1", 500, "备1")]), "已拨付": [PAID, row]})
    save(tmp_path / "台账" / "乙镇.xlsx", {**town([project("B1", 100, "备2")]), "已拨付": [PAID, row, row]})
    _, record = run()
    # 乙镇 says it twice and comes first: two payments of 40 stay, 甲镇's one is the same as one of them. 20% of 1100 less 80
    assert awards(record)["甲有限公司"]["amount"] == "1400000.00" and codes(record)["L121"] == 1


@pytest.mark.parametrize("in_files", [False, True], ids=["two ledgers", "one ledger in files"])
def test_a_folder_comes_to_the_same_as_one_ledger_and_by_batch(
    tmp_path: Path, run: Any, capsys: pytest.CaptureFixture[str], in_files: bool
) -> None:
    """甲 got 40 of 100 for A0 in 2018: written down twice by one, once by the other, that is 80. 20% of 500 + 500 less 80."""
    row = [CODE, "甲有限公司", "A0", "equipment_purchase", 2018, 40, "2019-02-01"]
    whole = town([project("A0", 500, "备0", "2018-06-30"), project("A1", 500, "备1", name="二期")])
    folder = tmp_path / "台账"
    once, twice = {"已拨付": [PAID, row]}, {"已拨付": [PAID, row, row]}
    if in_files:
        save(folder / "企业.xlsx", {key: whole[key] for key in ("企业", "年度指标")})
        save(folder / "项目.xlsx", {"项目": whole["项目"]})
    save(folder / "拨付一.xlsx", once if in_files else {**whole, **once})
    save(folder / "拨付二.xlsx", twice if in_files else {**whole, **twice})
    _, record = run()
    assert awards(record)["甲有限公司"]["amount"] == "1200000.00"
    capsys.readouterr()
    main(["calc", str(folder), "--year", "2019", "--json", "--no-sensitivity", "-o", str(tmp_path / "单算")])
    alone = json.loads(capsys.readouterr().out)
    equipment = next(one for one in alone["awards"] if one["program"] == "equipment_purchase")
    assert (equipment["already_paid"], equipment["amount"]) == ("800000.00", "1200000.00")
    assert {one["id"]: one["actual"] for one in alone["targets"]} == {one["id"]: one["actual"] for one in record["groups"][0]["targets"]}
    twins = {"L050", "L066", "L120", "L121"}
    told = {(one["code"], one["message"]) for one in record["groups"][0]["findings"]}
    assert {(one["code"], one["message"]) for one in alone["problems"] if one["code"] in twins} == {one for one in told if one[0] in twins}


def test_what_is_no_ledger_is_listed_and_what_cannot_be_read_is_explained(tmp_path: Path, run: Any) -> None:
    folder = tmp_path / "台账"
    write_towns(folder, 3, 3)
    (folder / "坏.xlsx").write_bytes((folder / "镇001.xlsx").read_bytes()[:3000])
    (folder / "~$镇000.xlsx").write_bytes(b"lock")
    (folder / ".隐藏.xlsx").write_bytes(b"")
    (folder / "说明.txt").write_text("台账由各镇填报，有问题请联系经办人。", "utf-8")
    (folder / "通知.pdf").write_bytes(b"%PDF-1.4")
    save(folder / "通讯录.xlsx", {"通讯录": [["姓名", "电话"], ["张三", "123"]]})
    (folder / "副本.xlsx").write_bytes((folder / "镇002.xlsx").read_bytes())
    code, record = run()
    assert code == 1 and record["counts"]["done"] == 3 and record["counts"]["failed"] == 1
    failed = next(run for run in record["groups"][0]["ledgers"] if run["status"] == "failed")
    assert failed["name"] == "坏.xlsx" and "损坏" in failed["messages"][0]
    skipped = {one["file"]: one["reason"] for one in record["skipped"]}
    assert set(skipped) == {"~$镇000.xlsx", ".隐藏.xlsx", "说明.txt", "通知.pdf", "通讯录.xlsx", "镇002.xlsx"} and all(skipped.values())


def test_a_marked_copy_of_a_ledger_is_no_ledger(tmp_path: Path, run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    odd = project("A1", 500, "备1")
    odd[11] = "约500"
    save(tmp_path / "台账" / "甲镇.xlsx", town([odd]))
    assert main(["check", str(tmp_path / "台账" / "甲镇.xlsx"), "--annotate"]) == 1
    capsys.readouterr()
    _, record = run()
    assert record["counts"]["done"] == 1 and record["counts"]["failed"] == 0
    assert [(one["file"], one["reason"]) for one in record["skipped"]] == [("甲镇.问题标注.xlsx", "是标注了问题的副本，不是台账")]


def test_a_file_named_twice_is_one(tmp_path: Path, run: Any) -> None:
    folder = tmp_path / "台账"
    write_towns(folder, 2, 3)
    _, record = run(paths=[folder, folder / "镇000.xlsx", folder / "镇*.xlsx"])
    assert [run["name"] for group in record["groups"] for run in group["ledgers"]] == ["镇000.xlsx", "镇001.xlsx"]


def test_one_ledger_gives_what_calc_gives(tmp_path: Path, run: Any) -> None:
    path = tmp_path / "台账" / "台账.xlsx"
    path.parent.mkdir()
    write_canonical(random_facts(3, 5), path)
    assert run()[0] == 0
    assert main(["calc", str(path), "--year", "2019", "-o", str(tmp_path / "单独")]) == 0
    both = workbooks(tmp_path / "结果")
    assert workbooks(tmp_path / "单独").items() <= both.items() and len(both) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="no file's name has a bar there")
def test_a_ledger_may_have_a_bar_in_its_name(tmp_path: Path, run: Any) -> None:
    save(tmp_path / "台账" / "甲|乙镇.xlsx", town([project("A1", 500, "备1")]))
    ledger = run()[1]["groups"][0]["ledgers"][0]
    assert [one["file"] for one in ledger["outputs"]] == ["甲|乙镇_2019_奖补测算.xlsx", "甲|乙镇_2019_目标进度.xlsx"]


def test_a_sheet_of_its_own_goes_with_the_ledgers(tmp_path: Path, run: Any) -> None:
    paid = [PAID, [*A, "A0", "equipment_purchase", 2018, 40, None]]
    save(tmp_path / "台账" / "甲镇.xlsx", town([project("A0", 500, "备0", "2018-06-30"), project("A1", 500, "备1")]))
    save(tmp_path / "台账" / "拨付.xlsx", {"已拨付": paid})
    code, record = run()
    assert code == 0 and awards(record)["甲有限公司"]["amount"] == "1600000.00"  # 20% of 1000 less the 40 paid
    assert "补充资料" in next(run for run in record["groups"][0]["ledgers"] if run["name"] == "拨付.xlsx")["messages"][0]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_every_ledger_alone_gives_the_amounts_of_the_group(seed: int, tmp_path: Path, run: Any) -> None:
    """What 已拨付 says of a year by having a row of anybody holds in a ledger that has none."""
    folder = tmp_path / "台账"
    folder.mkdir()
    for number, facts in enumerate(split(random_facts(seed, 24, paid="some"), 8)):
        write_canonical(facts, folder / f"镇{number}.xlsx")
    _, record = run()
    assert record["counts"]["done"] == 8 and record["counts"]["failed"] == 0


def test_the_rollup_adds_up(tmp_path: Path, run: Any) -> None:
    write_towns(tmp_path / "台账", 2, 12, seed=11)
    _, record = run()
    book = openpyxl.load_workbook(tmp_path / "结果" / "2019_汇总.xlsx", data_only=True)
    total = sum(Decimal(line["amount"] or 0) for line in record["groups"][0]["awards"]) / 10_000
    assert total > 0
    of_projects = "按项目所在\n台账分(万元)"
    sums = [("分台账", "奖补合计(万元)"), ("分台账", of_projects), ("分乡镇", "奖补合计(万元)"), ("分奖补", "奖补金额(万元)")]
    for name, header in sums:
        rows = list(book[name].values)
        column = next(row for row in rows if header in row).index(header)
        assert round(Decimal(str(next(row for row in rows if row[0] == "合计")[column])), 6) == total, name


def test_usage(tmp_path: Path, run: Any) -> None:
    code, told = run(paths=[tmp_path / "没有"])
    assert code == 2 and "没有" in told["err"]
    assert main(["batch", str(tmp_path), "-o", str(tmp_path / "x")]) == 2
    assert main(["batch", str(tmp_path), "--year", "2019"]) == 2
    assert not (tmp_path / "x").exists()


def test_techreform_yaml_names_groups_and_what_is_not_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "台账"
    save(folder / "东" / "甲镇.xlsx", town([project("A1", 1000, "备1", "2019-03-31")]))
    save(folder / "西" / "甲镇.xlsx", town([project("B1", 1200, "备2", "2019-09-30")]))
    text = "year: 2019\nout: ../结果\ngroups:\n  全县:\n    ledgers: [东/*.xlsx, 西]\n"
    (folder / "techreform.yaml").write_text(text, "utf-8")
    code = main(["batch", str(folder), "--jobs", "1"])
    said = capsys.readouterr()
    assert code == 0, said
    record = json.loads((tmp_path / "结果" / "run_results.json").read_text("utf-8"))
    assert [group["name"] for group in record["groups"]] == ["全县"]
    assert awards(record)["甲有限公司"]["amount"] == "3000000.00"  # one cap: the folders are one group
    names = {Path(one["file"]).name for run in record["groups"][0]["ledgers"] for one in run["outputs"]}
    assert names == {"东·甲镇_2019_奖补测算.xlsx", "东·甲镇_2019_目标进度.xlsx"}


@pytest.mark.parametrize("paths", [["东", "西"], ["东/*.xlsx", "西"], ["东/甲镇.xlsx", "西/甲镇.xlsx"]])
def test_techreform_yaml_lies_where_all_paths_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], paths: list[str]
) -> None:
    """Were it passed over, one cap would be two."""
    save(tmp_path / "东" / "甲镇.xlsx", town([project("A1", 1000, "备1", "2019-03-31")]))
    save(tmp_path / "西" / "甲镇.xlsx", town([project("B1", 1200, "备2", "2019-09-30")]))
    (tmp_path / "techreform.yaml").write_text("year: 2019\nout: 结果\ngroups: {全县: {ledgers: [东, 西]}}\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["batch", *paths, "--jobs", "1"]) == 0
    assert capsys.readouterr().out.startswith("年度、输出文件夹来自 techreform.yaml")
    record = json.loads(Path("结果/run_results.json").read_text("utf-8"))
    assert awards(record)["甲有限公司"]["amount"] == "3000000.00"


def test_a_group_that_cannot_be_computed_leaves_nothing_behind(tmp_path: Path, run: Any, monkeypatch: Any, capsys: Any) -> None:
    def fails(*_: Any) -> None:
        raise ZeroDivisionError

    save(tmp_path / "台账" / "甲镇.xlsx", town([project("A1", 500, "备1")]))
    save(tmp_path / "台账" / "乙镇.xlsx", town([project("B1", 100, "备2")]))
    with monkeypatch.context() as patched:
        patched.setattr("techreform_cli.batch.group.calculate", fails)
        arguments = ["batch", str(tmp_path / "台账"), "--year", "2019", "-o", str(tmp_path / "结果"), "--jobs", "1"]
        assert main(arguments) == 1
    record = json.loads((tmp_path / "结果" / "run_results.json").read_text("utf-8"))
    assert record["counts"]["failed"] == 2 and list(workbooks(tmp_path / "结果")) == ["2019_汇总.xlsx"]
    assert len(record["groups"][0]["messages"]) == 1 and "ZeroDivisionError" in record["groups"][0]["messages"][0]
    capsys.readouterr()
    assert run("--retry")[0] == 0


def test_a_workbook_of_the_whole_that_is_not_written_needs_a_person(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    """Though every ledger has its own."""

    def write(task: Any) -> Any:
        if task.outputs[0][1].name.startswith("台账（合计）"):
            raise MemoryError
        return written(task)

    written = group.write
    monkeypatch.setattr(group, "write", write)
    save(tmp_path / "台账" / "甲镇.xlsx", town([project("A1", 500, "备1")]))
    save(tmp_path / "台账" / "乙镇.xlsx", town([project("B1", 100, "备2", owner=B)], [firm(B)]))
    assert main(["batch", str(tmp_path / "台账"), "--year", "2019", "-o", str(tmp_path / "结果"), "--jobs", "1"]) == 1
    out = capsys.readouterr().out
    assert "MemoryError" in out and "有工作簿没有写成" in out and "没有做成的台账" not in out


def test_a_group_catches_what_config_says_it_does(tmp_path: Path, run: Any, capsys: Any) -> None:
    """*.xlsx means the files of the folder itself, **/*.xlsx those below as well."""
    save(tmp_path / "台账" / "甲镇.xlsx", town([project("A1", 500, "备1")]))
    save(tmp_path / "台账" / "东" / "乙镇.xlsx", town([project("B1", 300, "备2", owner=B)], [firm(B)]))
    settings = tmp_path / "台账" / "techreform.yaml"
    for pattern, groups in (("*.xlsx", {"东": 1, "全县": 1}), ("**/*.xlsx", {"全县": 2}), ("东", {"台账": 1, "全县": 1})):
        settings.write_text(f'groups:\n  全县:\n    ledgers: ["{pattern}"]\n', "utf-8")
        _, record = run()
        assert {group["name"]: len(group["ledgers"]) for group in record["groups"]} == groups
        capsys.readouterr()
        assert main(["config", str(tmp_path / "台账"), "--json"]) == 0
        assert len(json.loads(capsys.readouterr().out)["groups"]["全县"]["files"]) == (2 if pattern.startswith("**") else 1)


def test_a_folder_without_a_ledger_is_no_group(tmp_path: Path, run: Any) -> None:
    folder = tmp_path / "台账"
    save(folder / "东片" / "甲镇.xlsx", town([project("A1", 500, "备1")]))
    (folder / "通知.pdf").write_bytes(b"%PDF-1.4")
    code, record = run()
    assert code == 0 and [group["name"] for group in record["groups"]] == ["东片"] and record["complete"]
    assert [one["file"] for one in record["skipped"]] == ["台账/通知.pdf"]
    code, record = run("--retry")
    assert code == 0 and record["counts"]["unchanged"] == 1 and [one["file"] for one in record["skipped"]] == ["台账/通知.pdf"]


def test_no_ledger_at_all_needs_a_person(tmp_path: Path, capsys: Any) -> None:
    save(tmp_path / "台账" / "通讯录.xlsx", {"通讯录": [["姓名", "电话"], ["张三", "123"]]})
    assert main(["batch", str(tmp_path / "台账"), "--year", "2019", "-o", str(tmp_path / "结果"), "--jobs", "1"]) == 1
    assert "没有一本台账，请核对文件夹" in capsys.readouterr().out


def test_a_bad_ledger_is_named_once_with_its_group(tmp_path: Path, capsys: Any) -> None:
    save(tmp_path / "台账" / "东片" / "甲镇.xlsx", town([project("A1", 500, "备1")]))
    save(tmp_path / "台账" / "西片" / "乙镇.xlsx", town([project("B1", 300, "备2", owner=B)], [firm(B)]))
    (tmp_path / "台账" / "东片" / "丁镇.xlsx").write_bytes(b"")
    assert main(["batch", str(tmp_path / "台账"), "--year", "2019", "-o", str(tmp_path / "结果"), "--jobs", "1"]) == 1
    said = capsys.readouterr()
    assert "\n  东片/丁镇.xlsx：是空文件" in said.out and "丁镇.xlsx 没有做成：是空文件" in said.err
