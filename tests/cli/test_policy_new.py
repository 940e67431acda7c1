"""techreform policy new and schema: files to start from, and nothing overwritten unasked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Ran

Run = Callable[..., Ran]
SAMPLE = Path(__file__).parents[2] / "samples" / "示例台账.xlsx"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_skeleton_passes_check_and_its_cases_and_calculates(run: Run, tmp_path: Path) -> None:
    ran = run("policy", "new", "我县.yaml")
    assert ran.code == 0 and sorted(p.name for p in tmp_path.iterdir()) == ["我县.cases.yaml", "我县.yaml"]
    assert "techreform policy check 我县.yaml" in ran.out
    assert "提醒 0 条，说明 0 条" in run("policy", "check", "我县.yaml").out
    tested = run("policy", "test", "我县.yaml")
    assert tested.code == 0 and tested.out == "我县.cases.yaml：6 个案例，6 个通过\n"
    calculated = run("calc", SAMPLE, "--policy", "我县.yaml", "-o", "结果", "--json")
    assert calculated.code == 0
    found = json.loads(calculated.out)
    assert found["totals"]["equipment"]["enterprises"] > 0 and not [p for p in found["problems"] if p["severity"] == "error"]


def test_a_file_that_exists_is_left_alone_unless_forced(run: Run) -> None:
    Path("我县.yaml").write_text("我的", "utf-8")
    ran = run("policy", "new", "我县")
    assert ran.code == 5 and "“我县.yaml”已经有了" in ran.err and "--force" in ran.err
    assert Path("我县.yaml").read_text("utf-8") == "我的" and not Path("我县.cases.yaml").exists()
    assert run("policy", "new", "我县", "--force").code == 0
    assert Path("我县.yaml").read_text("utf-8").startswith("# 政策文件")


def test_cases_that_exist_are_left_alone_too(run: Run) -> None:
    Path("我县.cases.yaml").write_text("我的", "utf-8")
    ran = run("policy", "new", "我县.yaml")
    assert ran.code == 5 and not Path("我县.yaml").exists()


def test_without_a_name_it_has_one(run: Run) -> None:
    assert run("policy", "new").code == 0 and Path("新政策.yaml").is_file()


def test_the_schema_on_the_screen_and_in_a_file(run: Run) -> None:
    shown = run("policy", "schema")
    assert shown.code == 0
    assert run("policy", "schema", "-o", "techreform.schema.json").code == 0
    assert json.loads(shown.out) == json.loads(Path("techreform.schema.json").read_text("utf-8"))
    assert "policy new" in run("policy", "schema", "--help").out and run("policy", "new", "新.yaml").code == 0
    assert "# yaml-language-server: $schema=techreform.schema.json\n" in Path("新.yaml").read_text("utf-8")


def test_the_slots_are_told_in_chinese_part_by_part(run: Run) -> None:
    parts = run("policy", "schema", "--list")
    assert parts.code == 0 and "* programs" in parts.out and "interpretations" in parts.out
    programs = run("policy", "schema", "programs").out
    assert "programs.名.rate.factor" in programs and "例：[{share: 65%}, {share: 35%, offset: 1}]" in programs
    assert "programs.名.claims.only\n    写法同 programs.名.conditions.名\n" in programs
    wrong = run("policy", "schema", "program")
    assert wrong.code == 2 and "可写：" in wrong.err and "programs" in wrong.err
