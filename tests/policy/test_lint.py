"""What is doubtful in a policy file that is valid: where, with which code."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import techreform_cli.policy
from techreform_cli.domain.problem import PolicyInvalid
from techreform_cli.policy.codes import CODES
from techreform_cli.policy.lint import check
from techreform_cli.policy.packaged import rules_folder, templates

from .small import changed, place

Write = Callable[[str | bytes], Path]
RATE, CAP = "rate: {label: 比例, clause: 一, value: 20%}", "cap: {label: 上限, clause: 一, value: 300万元}"
KIND = "kind: {label: 规上企业, clause: 一, field: 规上, is: true}"
CLAUSE = "  二: {summary: 目标, status: encoded}"
MOVED = "moved: {field: 转出地, located_in: $cities}"
USED = ("field: 规上, is: true}", "field: 规上, is: true, waived_when: moved}")
"""Makes the small policy use its definition and its list, which otherwise nothing reads."""


def used(*changes: tuple[str, str]) -> str:
    """The small policy with the changes, all of it read by a rule otherwise."""
    return changed(USED, *changes)


def found(write: Write, *changes: tuple[str, str]) -> list[tuple[str, str, str]]:
    """(position, code, sentence) of everything found in it."""
    return [(p.source.cell, p.code, p.sentence) for p in check(str(write(used(*changes)))).findings if p.source]


def dated(*values: str) -> tuple[str, str]:
    return RATE, "rate: {label: 比例, clause: 一, values: [" + ", ".join(values) + "]}"


# name: (what replaces what, the piece at whose place it is found, code, words in the sentence)
CASES: dict[str, tuple[tuple[str, str], str, str, str]] = {
    "a parameter": ((RATE, RATE + "\n  spare: {label: 备用, clause: 一, value: 5%}"), "spare", "P101", "参数 spare（备用）没有规则用到"),
    "a definition": ((MOVED, MOVED + "\n  idle: {field: 规上, is: true}"), "idle", "P102", "定义 idle 没有规则用到"),
    "a definition only an unread one uses": ((MOVED, MOVED + "\n  idle: {when: moved}"), "idle", "P102", "idle"),
    "a number in a definition without a clause": (
        (MOVED, "moved: {any: [{field: 转出地, located_in: $cities}, {field: 主营业务收入, above: 6万元}]}"),
        "above",
        "P103",
        "6万元",
    ),
    "an encoded clause": ((CLAUSE, CLAUSE + "\n  三: {summary: 某, status: encoded}"), "三: {", "P111", "条款 三"),
    "a tracked clause": ((CLAUSE, CLAUSE + "\n  三: {summary: 某, status: tracked}"), "三: {", "P112", "tracked 中却没有"),
    "a clause said not to be computable": ((CLAUSE, CLAUSE.replace("encoded", "not_computable, reason: 无")), "二: {", "P113", "却有规则"),
    "no reason": ((CLAUSE, CLAUSE + "\n  三: {summary: 某, status: not_computable}"), "三: {", "P114", "没有写原因"),
    "rows of all years": (("measure: {sum: 完成投资}", "measure: {sum: 设备购置额}"), "measure", "P116", "dated: 日期列"),
    "a value not settled": ((CAP, "cap: {label: 上限, clause: 一, unit: 金额, value: null}"), "cap: {label", "P121", "“设备奖补” 用到它"),
    "a first value that is too late": (dated("{from: 2022-01-01, value: 20%}"), "rate: {label", "P122", "在 2021年 没有值"),
    "years without a value": (
        dated("{from: 2021-01-01, value: 20%}", "{from: 2022-01-01, value: null}"),
        "rate: {label",
        "P122",
        "在 2022—2023年 没有值",
    ),
    "a value after the last award year": (
        dated("{from: 2021-01-01, value: 20%}", "{from: 2024-01-01, value: 10%}"),
        "{from: 2024",
        "P123",
        "2024-01-01",
    ),
    "a value overtaken within its year": (
        dated("{from: 2021-01-01, value: 20%}", "{from: 2022-01-01, value: 10%}", "{from: 2022-07-01, value: 5%}"),
        "{from: 2022-01",
        "P123",
        "2022-01-01",
    ),
    "an option like the default": (
        ("{programs.equipment.floor.mode: threshold}", "{programs.equipment.pick: all}"),
        "threshold: {",
        "P132",
        "与默认的 lift 没有区别",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_findings(write: Write, name: str) -> None:
    change, piece, code, words = CASES[name]
    ((cell, said, sentence),) = found(write, change)
    assert (cell, said) == (place(used(change), piece), code) and words in sentence


def test_the_small_policy_without_its_definition_in_use(write: Write) -> None:
    text = changed()
    findings = check(str(write(text))).findings
    assert [(p.source.cell, p.code) for p in findings if p.source] == [(place(text, "cities:"), "P101"), (place(text, "moved:"), "P102")]


def test_nothing_is_found_where_everything_is_used(write: Write) -> None:
    assert found(write) == []


def test_instalments_may_rest_on_a_clause_of_their_own(write: Write) -> None:
    parts = "    cap: $cap\n    instalments: [{share: 60%}, {share: 40%, offset: 1, clause: 三}]\n"
    second = "  二: {summary: 目标, status: encoded}"
    clause = (second, f"{second}\n  三: {{summary: 分期拨付, status: encoded}}")
    assert found(write, clause, ("    cap: $cap\n", parts)) == []
    assert [code for _, code, _ in found(write, clause, ("    cap: $cap\n", parts.replace(", clause: 三", "")))] == ["P111"]


def test_about_without_saying_how_closely_is_said(write: Write) -> None:
    about = ("comparison: at_least", "comparison: about")
    ((_, code, sentence),) = found(write, about)
    assert code == "P115" and "在文件最外层写 about" in sentence
    assert found(write, about, ("policy: {id", "about: 95%\npolicy: {id")) == []


def test_a_target_set_the_same_by_all_options_and_one_nothing_reads(write: Write) -> None:
    same = "programs.equipment.rounding: 元, "
    told = found(
        write,
        ("lift: {label: 补足, set: {", "lift: {label: 补足, set: {" + same),
        ("threshold: {label: 不补, set: {", "threshold: {label: 不补, set: {parameters.spare.value: 9%, " + same),
        (RATE, RATE + "\n  spare: {label: 备用, clause: 一, value: 5%}"),
    )
    assert [code for _, code, _ in told] == ["P101", "P131", "P133"]
    assert "都写成 元" in told[1][2] and "parameters.spare.value" in told[2][2]


def test_a_parameter_that_only_another_option_reads_is_used(write: Write) -> None:
    other = ("threshold: {label: 不补, set: {", "threshold: {label: 不补, set: {programs.equipment.rate: $other, ")
    lift = ("lift: {label: 补足, set: {", "lift: {label: 补足, set: {programs.equipment.rate: $rate, ")
    assert found(write, other, lift, (RATE, RATE + "\n  other: {label: 另一比例, clause: 一, value: 5%}")) == []


def test_an_option_not_in_use_that_is_wrong_is_an_error_at_its_place(write: Write) -> None:
    text = changed(("programs.equipment.floor.mode: threshold", "programs.equipment.floor.mode: treshold"))
    with pytest.raises(PolicyInvalid) as caught:
        check(str(write(text)))
    (problem,) = caught.value.problems
    assert problem.source is not None and problem.source.cell == place(text, "programs.equipment.floor.mode: treshold")


def test_the_dongyuan_file_has_exactly_its_known_gaps() -> None:
    """Two shares the notice leaves to the finance bureau, three figures that do not agree, and one note."""
    checked = check("dongyuan-2018-2020")
    lines = (rules_folder() / "dongyuan-2018-2020.yaml").read_text("utf-8").splitlines()
    told = [(p.code, lines[int(p.source.cell.split(":")[0]) - 1].strip().split(":")[0]) for p in checked.findings if p.source]
    assert told == [
        ("P121", "county_share_vat"),
        ("P121", "county_share_income_tax"),
        ("P142", "plan"),
        ("P141", "plan"),
        ("P143", "investment_growth"),
        ("P145", "plan_only"),
    ]
    assert len(checked.policy.unconfirmed) == 18


def test_the_skeleton_has_no_finding() -> None:
    assert check(str(templates()[""])).findings == ()


def test_every_code_is_used_and_every_code_used_is_in_the_table() -> None:
    package = Path(techreform_cli.policy.__file__).parent
    used = {c for p in package.glob("*.py") if p.name != "codes.py" for c in re.findall(r'"(P1\d\d)"', p.read_text("utf-8"))}
    assert used == set(CODES)
    for code, entry in CODES.items():
        assert re.search("[一-鿿]", entry.title) and re.search("[一-鿿]", entry.what) and entry.remedy, code
