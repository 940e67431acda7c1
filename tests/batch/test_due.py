"""What a run with awards in instalments has to pay in the year: in its record, on the terminal, and after --retry."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from techreform_cli.batch.records import read_record
from techreform_cli.cli.main import main
from techreform_cli.domain.batch import payable
from techreform_cli.pipeline import Request, compute
from tests.batch.counties import workbooks, write_paid_in_parts
from tests.slots import county


@pytest.fixture
def done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run batch over ledgers of two groups, one of them paid in parts; what it says."""
    (tmp_path / "台账").mkdir()
    write_paid_in_parts(tmp_path / "台账")

    def run(*more: str, year: int = 2025) -> str:
        arguments = [str(tmp_path / "台账"), "--year", str(year), "-o", str(tmp_path / "结果"), "--jobs", "1", *more]
        assert main(["batch", *arguments]) == 0
        return capsys.readouterr().out

    return run


def record(tmp_path: Path) -> dict[str, Any]:
    return json.loads((tmp_path / "结果" / "run_results.json").read_text("utf-8"))


def test_the_record_has_every_instalment_that_falls_due(tmp_path: Path, done: Callable[..., str]) -> None:
    done()
    groups = {group["name"]: group for group in record(tmp_path)["groups"]}
    assert {name: [program["in_parts"] for program in group["programs"]] for name, group in groups.items()} == {
        "甲组": [True, False], "乙组": [False]
    }  # fmt: skip
    lines = [(line["enterprise"], line["award_year"], line["number"], line["part"], line["amount"]) for line in groups["甲组"]["due"]]
    assert groups["乙组"]["due"] == [] and lines == [
        ("甲1公司", 2024, "P1", 2, "400000.00"),
        ("甲4公司", 2024, "P4", 2, "80000.00"),
        ("甲2公司", 2025, "P2", 1, "300000.00"),
        ("甲3公司", 2025, "P3", 1, None),
    ]
    first = groups["甲组"]["due"][1]
    assert (first["program"], first["town"], first["ledger"], first["name"]) == ("parts", "灯塔镇", "甲一.xlsx", "技改P4")


@pytest.mark.parametrize(
    ("year", "part", "said"), [(2024, 1, "72.00万元，2 家"), (2025, 2, "78.00万元（其中以前年度奖补到期 48.00万元），3 家")]
)
def test_an_award_that_may_be_none_is_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], year: int, part: int, said: str
) -> None:
    """Whether 甲3 is 规上, and gets anything for 2024, is not known: nor is its part of either year. Due are 60 + 12, then 40 + 8 + 30."""
    (tmp_path / "台账").mkdir()
    write_paid_in_parts(tmp_path / "台账")
    firms = [county.firm(3, 规上=None), county.firm(2)]
    second = county.project("P2", 2, 完工日期="2025-03-01", 设备购置额=500, 建设投资=0)
    projects = [county.project("P3", 3, 设备购置额=100, 建设投资=0), second]
    county.write(tmp_path / "台账" / "甲二.xlsx", {"企业": firms, "项目": projects})
    (tmp_path / "台账" / "乙.xlsx").unlink()
    assert main(["batch", str(tmp_path / "台账"), "--year", str(year), "-o", str(tmp_path / "结果"), "--jobs", "1"]) == 0
    assert f"{year}年应拨付 {said}，另有 1 家待补正" in capsys.readouterr().out
    (line,) = [line for group in record(tmp_path)["groups"] for line in group["due"] if line["amount"] is None]
    assert (line["enterprise"], line["award_year"], line["part"], line["number"]) == ("甲3公司", 2024, part, "P3")


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_it_comes_to_what_calc_says(tmp_path: Path, done: Callable[..., str], year: int) -> None:
    done(year=year)
    run = read_record(tmp_path / "结果")
    assert run is not None
    ledgers, policy = tmp_path / "台账", str(tmp_path / "台账" / "分期.yaml")
    group = next(one for one in run.groups if one.name == "甲组")
    results = [compute(Request(ledgers / name, policy, {}, year)) for name in ("甲一.xlsx", "甲二.xlsx")]
    for at, program in enumerate(group.programs):
        found = payable((line for line in group.payments(year) if line.program == program.id), year)
        said = [result.payable(result.programs[at]) for result in results]
        apart = [[one.amount, one.earlier, one.enterprises, one.open] for one in said]
        assert [found.amount, found.earlier, found.enterprises, found.open] == [sum(parts) for parts in zip(*apart, strict=True)]


def test_the_terminal_says_what_is_to_be_paid(done: Callable[..., str]) -> None:
    said = done()
    assert "2025年应拨付 128.00万元（其中以前年度奖补到期 48.00万元），4 家，另有 1 家待补正" in said
    assert [line.split()[-1] for line in said.splitlines() if line.startswith(("甲组", "乙组"))] == ["30.00", "78.00", "20.00"]


def test_a_record_of_an_earlier_version_is_read_and_what_it_lacks_done_again(tmp_path: Path, done: Callable[..., str]) -> None:
    done()
    whole, first = record(tmp_path), workbooks(tmp_path / "结果")
    for group in whole["groups"]:
        del group["due"]
        for program in group["programs"]:
            del program["in_parts"]
        for target in (*group["targets"], *(line for ledger in group["ledgers"] for line in ledger["targets"])):
            del target["asked"]
    (tmp_path / "结果" / "run_results.json").write_text(json.dumps(whole), "utf-8")
    done("--retry")
    statuses = {group["name"]: group["status"] for group in record(tmp_path)["groups"]}
    assert statuses == {"甲组": "done", "乙组": "unchanged"} and workbooks(tmp_path / "结果") == first
    done("--retry")
    assert record(tmp_path)["counts"]["unchanged"] == 3 and workbooks(tmp_path / "结果") == first
