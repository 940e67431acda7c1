"""The same enterprise, project number, filing certificate or equipment in the ledgers of two groups is found, with both places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from techreform_cli.cli.main import main
from tests.batch.counties import A, B, firm, project, town
from tests.workbooks import Sheets, save

CERTIFICATE = "184416253903001"


def two(folder: Path, first: Sheets, later: Sheets) -> None:
    """A ledger in each of two folders, which are two groups. 乙县 comes before 甲县."""
    save(folder / "台账" / "乙县" / "台账.xlsx", first)
    save(folder / "台账" / "甲县" / "台账.xlsx", later)


def found(record: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The findings about several groups, by code; one of each."""
    by_code = {one["code"]: one for one in record["findings"]}
    assert len(by_code) == len(record["findings"]), record["findings"]
    return by_code


def test_an_enterprise_with_projects_in_two_groups_is_an_error(tmp_path: Path, run: Any) -> None:
    two(tmp_path, town([project("A1", 500, "备1")]), town([project("B1", 300, "备2")]))
    code, record = run()
    one = found(record)
    assert code == 1 and list(one) == ["B001"] and one["B001"]["severity"] == "error"
    assert "乙县/台账.xlsx《企业》A2、甲县/台账.xlsx《企业》A2" in one["B001"]["message"] and "甲有限公司" in one["B001"]["message"]
    assert (tmp_path / "结果" / "甲县" / "台账_2019_奖补测算.xlsx").is_file()


def test_an_award_of_an_earlier_year_in_another_group_counts_too(tmp_path: Path, run: Any) -> None:
    """The cap is one for the whole plan, though only one group pays in 2019."""
    two(tmp_path, town([project("A1", 500, "备1", "2018-06-30")]), town([project("B1", 300, "备2")]))
    code, record = run()
    assert code == 1 and list(found(record)) == ["B001"]


def test_an_enterprise_that_merely_stands_in_two_groups_is_a_warning(tmp_path: Path, run: Any) -> None:
    two(tmp_path, town([project("A1", 500, "备1")]), town([project("B1", 300, "备2", owner=B)], [firm(A), firm(B)]))
    code, record = run()
    one = found(record)
    assert code == 0 and list(one) == ["B006"] and one["B006"]["severity"] == "warning"
    assert "乙县/台账.xlsx《企业》A2、甲县/台账.xlsx《企业》A2" in one["B006"]["message"]


def test_one_name_with_another_code_is_told(tmp_path: Path, run: Any) -> None:
    """A slip in the code would have given one enterprise two caps in silence."""
    slip = (A[0][:-1] + "9", "甲有限公司 ")
    two(tmp_path, town([project("A1", 1000, "备1")]), town([project("B1", 1200, "备2", owner=slip)], [firm(slip)]))
    code, record = run()
    one = found(record)
    assert code == 0 and list(one) == ["B007"] and one["B007"]["severity"] == "warning"
    assert f"乙县/台账.xlsx《企业》A2 是 {A[0]}、甲县/台账.xlsx《企业》A2 是 {slip[0]}" in one["B007"]["message"]


def test_one_project_number_of_one_enterprise(tmp_path: Path, run: Any) -> None:
    two(tmp_path, town([project("A1", 500, "备1")]), town([project("A0", 80, "备0"), project("A1", 600, "备1")]))
    code, record = run()
    one = found(record)
    assert code == 1 and set(one) == {"B001", "B003"} and one["B003"]["severity"] == "error"
    assert "甲县/台账.xlsx《项目》A3 与 乙县/台账.xlsx《项目》A2" in one["B003"]["message"]
    assert "而且计划总投资、设备购置额不一致" in one["B003"]["message"]


@pytest.mark.parametrize(
    ("number", "later", "codes"),
    [
        ("JG2019001", project("JG2019001", 300, "备2", owner=B), {"B003": "warning"}),  # two enterprises of two counties
        ("JG2019001", project("JG2019001", 500, "备2", owner=B), {"B003": "error"}),  # and the same purchase
        ("12", project("12", 300, "备2", owner=B), {}),  # every ledger counts from 1
    ],
)
def test_one_project_number_of_two_enterprises(tmp_path: Path, run: Any, number: str, later: list[Any], codes: dict[str, str]) -> None:
    two(tmp_path, town([project(number, 500, "备1")]), town([later], [firm(B)]))
    code, record = run()
    assert {key: one["severity"] for key, one in found(record).items()} == codes
    assert code == ("error" in codes.values())


def test_one_filing_certificate_of_two_enterprises_is_an_error(tmp_path: Path, run: Any) -> None:
    two(tmp_path, town([project("A1", 500, CERTIFICATE)]), town([project("B1", 300, f" {CERTIFICATE}", owner=B)], [firm(B)]))
    code, record = run()
    one = found(record)
    assert code == 1 and list(one) == ["B004"]
    assert "甲县/台账.xlsx《项目》G2 与 乙县/台账.xlsx《项目》G2" in one["B004"]["message"] and CERTIFICATE in one["B004"]["message"]


def test_one_filing_certificate_of_one_enterprise_is_a_warning_beside_the_cap(tmp_path: Path, run: Any) -> None:
    two(tmp_path, town([project("A1", 500, CERTIFICATE)]), town([project("B1", 300, CERTIFICATE)]))
    _, record = run()
    assert {key: one["severity"] for key, one in found(record).items()} == {"B001": "error", "B004": "warning"}


def test_the_same_equipment_under_another_number(tmp_path: Path, run: Any) -> None:
    two(tmp_path, town([project("A1", 500, "备1")]), town([project("B1", 500, "备2")]))
    _, record = run()
    one = found(record)
    assert set(one) == {"B001", "B005"}
    assert "甲县/台账.xlsx《项目》L2 与 乙县/台账.xlsx《项目》L2" in one["B005"]["message"]
    assert "计划总投资、设备购置额、完工日期相同" in one["B005"]["message"]


def test_the_same_equipment_of_another_enterprise(tmp_path: Path, run: Any) -> None:
    """Equal amounts alone are chance; under one name they are not."""
    two(tmp_path, town([project("A1", 500, "备1", name="注塑线")]), town([project("B1", 500, "备2", owner=B, name="注塑 线")], [firm(B)]))
    code, record = run()
    assert code == 0 and list(found(record)) == ["B005"] and "两家企业" in record["findings"][0]["message"]
    two(tmp_path, town([project("A1", 500, "备1", name="注塑线")]), town([project("B1", 500, "备2", owner=B, name="冲压线")], [firm(B)]))
    assert run()[1]["findings"] == []


def test_the_next_phase_of_a_project_is_another_project(tmp_path: Path, run: Any) -> None:
    later = project("B1", 300, "备2", "2019-11-30", name="注塑线")
    two(tmp_path, town([project("A1", 500, "备1", name="注塑线")]), town([later]))
    assert list(found(run()[1])) == ["B001"]


def test_a_copy_of_a_ledger_in_another_folder_is_said_once(tmp_path: Path, run: Any) -> None:
    folder = tmp_path / "台账"
    save(folder / "甲镇.xlsx", town([project("A1", 500, CERTIFICATE), project("A2", 300, "备2")]))
    (folder / "备份").mkdir()
    (folder / "备份" / "甲镇 (1).xlsx").write_bytes((folder / "甲镇.xlsx").read_bytes())
    code, record = run()
    one = found(record)
    assert code == 1 and list(one) == ["B002"]
    assert "甲镇 (1).xlsx" in one["B002"]["message"] and "台账/甲镇.xlsx" in one["B002"]["message"]


def test_two_policies_may_each_pay(tmp_path: Path, run: Any) -> None:
    two(tmp_path, town([project("A1", 500, CERTIFICATE)]), town([project("A1", 500, CERTIFICATE), project("B1", 90, "备2")]))
    policy = (Path(__file__).parents[2] / "rules" / "dongyuan-2018-2020.yaml").read_text("utf-8")
    (tmp_path / "台账" / "甲县" / "另一个.yaml").write_text(policy.replace("id: dongyuan-2018-2020", "id: another", 1), "utf-8")
    (tmp_path / "台账" / "甲县" / "techreform.yaml").write_text("policy: 另一个.yaml\n", "utf-8")
    settled = 'groups:\n  甲:\n    ledgers: ["甲县/*.xlsx"]\n    policy: 甲县/另一个.yaml\n'
    (tmp_path / "台账" / "techreform.yaml").write_text(settled, "utf-8")
    code, record = run()
    assert {group["policy"] for group in record["groups"]} == {"dongyuan-2018-2020", "another"}
    assert code == 0 and {key: one["severity"] for key, one in found(record).items()} == {"B003": "warning", "B006": "warning"}


def test_what_was_found_stays_found_when_only_one_group_is_done_again(tmp_path: Path, run: Any) -> None:
    two(tmp_path, town([project("A1", 500, CERTIFICATE)]), town([project("B1", 300, CERTIFICATE)]))
    before = run()[1]["findings"]
    save(tmp_path / "台账" / "甲县" / "台账.xlsx", town([project("B1", 310, CERTIFICATE)]))
    code, record = run("--retry")
    assert code == 1 and {group["name"]: group["status"] for group in record["groups"]} == {"乙县": "unchanged", "甲县": "done"}
    assert record["findings"] == before


def test_it_stands_in_the_rollup_and_on_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two(tmp_path, town([project("A1", 500, CERTIFICATE)]), town([project("B1", 300, CERTIFICATE)]))
    assert main(["batch", str(tmp_path / "台账"), "--year", "2019", "-o", str(tmp_path / "结果"), "--jobs", "1"]) == 1
    out = capsys.readouterr().out
    assert "可能重复奖补" in out and "两组分开计算，请核对" in out
    rows = list(openpyxl.load_workbook(tmp_path / "结果" / "2019_汇总.xlsx", data_only=True)["跨台账"].values)
    assert [row[:4] for row in rows if row[1] in ("B001", "B004")] == [
        ("错误", "B001", "几组之间", "甲县/台账.xlsx《企业》A2"),
        ("提醒", "B004", "几组之间", "甲县/台账.xlsx《项目》G2"),
    ]


def test_one_group_keeps_no_facts_to_hold_against_others(tmp_path: Path, run: Any) -> None:
    save(tmp_path / "台账" / "甲镇.xlsx", town([project("A1", 500, CERTIFICATE)]))
    _, record = run()
    assert record["groups"][0]["projects"] == record["groups"][0]["enterprises"] == [] == record["findings"]


def test_the_facts_held_against_other_groups_are_in_the_record(tmp_path: Path, run: Any) -> None:
    two(tmp_path, town([project("A1", 500, CERTIFICATE)]), town([project("B1", 300, "备2", owner=B)], [firm(B)]))
    _, record = run()
    project_of = {group["name"]: group["projects"] for group in record["groups"]}["乙县"]
    assert [(one["number"], one["certificate"], one["planned"], one["equipment"]) for one in project_of] == [
        ("A1", CERTIFICATE, "6000000.00", "5000000.00")
    ]
    assert project_of[0]["number_at"] == "台账.xlsx《项目》A2" and project_of[0]["completed"] == "2019-06-30"
