"""techreform policy show and policy diff."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Ran

RULES = Path(__file__).parents[2] / "rules" / "dongyuan-2018-2020.yaml"
Run = Callable[..., Ran]


@pytest.fixture
def copy(tmp_path: Path) -> Callable[..., Path]:
    """A copy of the Dongyuan policy with pieces of its text replaced."""

    def copy(*changes: tuple[str, str]) -> Path:
        text = RULES.read_text("utf-8")
        for old, new in changes:
            assert text.count(old) == 1
            text = text.replace(old, new)
        path = tmp_path / "改后.yaml"
        path.write_text(text, "utf-8")
        return path

    return copy


def test_show_reads_out_the_default_policy(run: Run) -> None:
    out = run("policy", "show").out
    for words in ("东府办〔2018〕29号", "奖补：设备购置事后奖补（四(一)）", "单个企业奖补上限", "待确认", "四(四)"):
        assert words in out
    told = next(line for line in out.splitlines() if line.startswith("条件：四类技术改造项目或重大平台"))
    assert told.endswith("conditions.project_kind")


def test_show_keeps_numbers_whole_and_gives_each_reading_a_line(run: Run) -> None:
    lines = run("policy", "show").out.splitlines()
    assert any(line.endswith("四(一)  window") and "2018-01-01" in line for line in lines)
    assert any("2020-12-31，之外的不予奖补" in line for line in lines)
    readings = [line for line in lines if "● lift" in line or "○ threshold" in line]
    assert len(readings) == 2 and "待确认" in readings[0]
    assert not any(line != line.rstrip() for line in lines)


def test_show_names_the_columns_that_a_ledger_needs(run: Run) -> None:
    found = json.loads(run("policy", "show", "--json").out)
    columns = {row["sheet"]: row["columns"].split("、") for row in found["columns"]}
    assert columns["已拨付"] == ["奖补类别", "金额(万元)"]
    assert {"设备购置额(万元)", "完工日期", "某年完成投资(万元)"} <= set(columns["项目"])
    assert "企业规模" not in columns["企业"]  # in the ledger, but no rule reads it


def test_show_says_what_set_changed(run: Run) -> None:
    out = run("policy", "show", "--set", "equipment_purchase.rate=25%").out
    assert "试算：equipment_purchase.rate=25%" in out and "25%" in out


def test_show_as_markdown(run: Run, tmp_path: Path) -> None:
    done = run("policy", "show", "-o", tmp_path / "政策.md")
    text = (tmp_path / "政策.md").read_text("utf-8")
    assert done.code == 0 and "政策.md" in done.out
    assert text.startswith("# 东源县") and "| 企业上限 | 300.00万元" in text


def test_show_as_json(run: Run) -> None:
    found = json.loads(run("policy", "show", "--json").out)
    parts = ["programs", "sharing", "targets", "tracked", "parameters", "interpretations", "places", "columns", "clauses"]
    assert list(found) == ["schema_version", "policy", *parts]
    slots = [rule["slot"] for rule in found["programs"]["equipment_purchase"]["rules"]]
    assert slots[:2] == ["window", "award_years"] and "cap" in slots


def test_equal_policies_have_no_difference(run: Run, copy: Callable[..., Path]) -> None:
    assert "规则相同" in run("policy", "diff", "dongyuan-2018-2020", copy()).out
    assert json.loads(run("policy", "diff", "dongyuan-2018-2020", copy(), "--json").out)["differences"] == []


def test_diff_lists_exactly_what_changed(run: Run, copy: Callable[..., Path]) -> None:
    changed = copy(
        ("{label: 设备购置奖补比例, clause: 四(一), value: 20%}", "{label: 设备购置奖补比例, clause: 四(一), value: 21%}"),
        ("      filing: {label: 取得技改备案证, clause: 四(五), field: 备案证号, given: true, waived_when: never}\n", ""),
        ("      2019: {value: 13亿元, clause: 二·2019}", "      2019: {value: 13.5亿元, clause: 二·2019}"),
        *[(f"          programs.fiscal_contribution.conditions.filing.waived_when: {w}\n", "") for w in ("never", "relocated")],
    )
    found = json.loads(run("policy", "diff", "dongyuan-2018-2020", changed, "--json").out)["differences"]
    waiver = "programs.fiscal_contribution.conditions.filing.waived_when"
    assert [(d["id"], d["before"], d["after"]) for d in found] == [
        ("conditions.filing", "有备案证号；四(五)", None),
        (
            "investment",
            "2018年12.00亿元以上，2019年13.00亿元以上，2020年14.00亿元以上",
            "2018年12.00亿元以上，2019年13.50亿元以上，2020年14.00亿元以上",
        ),
        ("equipment_rate", "20%", "21%"),
        (f"relocated_conditions=same：{waiver}", "never", None),
        (f"relocated_conditions=own：{waiver}", "relocated", None),
    ]


def test_diff_with_a_ledger_says_who_gains(run: Run, copy: Callable[..., Path], ledger: Path) -> None:
    changed = copy(("{label: 设备购置奖补比例, clause: 四(一), value: 20%}", "{label: 设备购置奖补比例, clause: 四(一), value: 21%}"))
    arguments = ("policy", "diff", "dongyuan-2018-2020", changed, "--ledger", ledger, "--year", "2018")
    found = json.loads(run(*arguments, "--json").out)
    # one project of 800万: 160万 at 20%, 168万 at 21%
    assert found["totals"]["equipment_purchase"] == {"before": "1600000.00", "after": "1680000.00", "enterprises_changed": 1}
    assert [(c["enterprise"], c["difference"]) for c in found["changes"]] == [("甲有限公司", "80000.00")]
    shown = run(*arguments).out
    assert "增加 1 笔" in shown and [line.split() for line in shown.splitlines() if line.startswith("合计")] == [
        ["合计", "160.00", "168.00", "+8.00", "1", "家"]
    ]


def test_diff_without_a_terminal_is_plain_text_a_line_each(run: Run) -> None:
    out = run("policy", "diff", "dongyuan-2018-2020", RULES.parent / "templates" / "policy.yaml").out
    assert "\x1b" not in out and all(re.match(r"·|    \S|\S", line) for line in out.splitlines() if line)
    assert "删去：" in out and "新增：" in out and "原：" in out


def test_an_invalid_policy_ends_a_diff(run: Run, copy: Callable[..., Path]) -> None:
    broken = copy(("{label: 设备购置奖补比例, clause: 四(一), value: 20%}", "{label: 设备购置奖补比例, clause: 四(一), value: 20}"))
    done = run("policy", "diff", "dongyuan-2018-2020", broken)
    assert done.code == 4 and "改后.yaml" in done.err and done.out == ""


def test_a_policy_that_does_not_exist(run: Run) -> None:
    done = run("policy", "diff", "dongyuan-2018-2020", "没有.yaml")
    assert done.code == 2 and "没有.yaml" in done.err
