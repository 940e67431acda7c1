"""Cases as a policy officer writes them: what passes, what is told where it does not, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from techreform_cli.casebook.run import run_cases
from techreform_cli.cli.main import main
from techreform_cli.domain.case import CaseFileResult
from techreform_cli.domain.problem import PolicyInvalid, UsageError
from techreform_cli.policy.load import load_policy
from techreform_cli.policy.packaged import is_example, packaged

POLICY = """\
schema: techreform/policy/1
policy: {id: small, title: 小县奖补, document: 小府办〔2021〕1号, issuer: 小县,
  issued: 2021-01-01, plan: {first_year: 2021, last_year: 2023}}
clauses:
  一: {summary: 贷款贴息, status: encoded}
  二: {summary: 目标, status: encoded}
fields:
  企业:
    专精特新: {type: boolean}
sheets:
  贷款:
    identity: [合同编号]
    fields:
      合同编号: {type: code}
      放款日期: {type: date}
      本金: {type: money}
      年利率: {type: number, unit: "%"}
      计息天数: {type: integer, unit: 天}
programs:
  interest:
    label: 贷款贴息
    clause: 一
    claims: {sheet: 贷款, number: 合同编号}
    window: {date: 放款日期, first: 2021-01-01, last: 2023-12-31}
    conditions:
      special: {label: 专精特新企业, clause: 一, field: 专精特新, is: true}
    base: {label: 利息, sum: [{field: 本金, times: [年利率, 计息天数], over: 365}]}
    rate: 50%
    cap: 20万元
targets:
  investment:
    label: 技改投资
    clause: 二
    unit: 亿元
    comparison: at_least
    measure: {sum: 完成投资}
    goals: {2021: {value: 2亿元, clause: 二}}
"""
HEAD = """\
defaults:
  企业: {规上: true, 专精特新: true}
  贷款: {本金: 1000万元, 年利率: 4, 计息天数: 365}
program: interest
cases:
"""
CASE = """\
  - name: 利息的一半
    clause: 一
    facts: {贷款: [{放款日期: 2021-03-01}]}
    year: 2021
"""
# 1000万 × 4% = 40万，一半20万
GOOD = CASE + "    # 手算\n    expect: {verdict: eligible, base: 40万元, amount: 20万元, projects: {P1: 200_000.00}}\n"

Cases = Callable[..., Path]


@pytest.fixture
def cases(tmp_path: Path) -> Cases:
    """Write the small policy, and cases beside it."""

    def write(text: str, head: str = HEAD) -> Path:
        (tmp_path / "小县.yaml").write_text(POLICY, "utf-8")
        path = tmp_path / "小县.cases.yaml"
        path.write_text(head + text, "utf-8")
        return path

    return write


def differences(result: list[CaseFileResult]) -> list[tuple[int, str, str, str]]:
    return [(d.year, d.what, d.expected, d.found) for one in result for case in one.cases for d in case.differences]


def test_sheets_and_columns_of_the_policy_s_own_are_facts_like_others(cases: Cases) -> None:
    (result,) = run_cases([str(cases(GOOD))])
    assert (result.policy, [case.passed for case in result.cases]) == ("small", [True])


@pytest.mark.parametrize("reference", ["小县.yaml", "小县.cases.yaml"])
def test_the_policy_or_its_cases_may_be_named(cases: Cases, reference: str) -> None:
    folder = cases(GOOD).parent
    assert run_cases([str(folder / reference)])[0].file == "小县.cases.yaml"


def test_a_file_of_any_name_says_whose_cases_it_has(cases: Cases) -> None:
    other = cases(GOOD).with_name("另一份.yaml")
    other.write_text("policy: 小县.yaml\n" + HEAD + GOOD, "utf-8")
    assert run_cases([str(other)])[0].cases[0].passed


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ("{amount: 19万元}", ("interest.amount", "19万元", "20万元")),
        ("{amount: 200_000.01}", ("interest.amount", "200000.01", "200000")),
        ("{amount: 200000}", None),
        ("{amount: null}", ("interest.amount", "空", "200000")),
        ("{verdict: ineligible}", ("interest.verdict", "ineligible", "eligible")),
        ("{rate: 0.5}", None),
        ("{rate: 51%}", ("interest.rate", "51%", "0.5")),
        ("{row: none}", ("interest 的行", "没有", "1 行")),
        ("{projects: {P2: 20万元}}", ("interest.projects", "P2", "P1")),
        ("{reasons: [没有这句话]}", ("interest.reasons", "有“没有这句话”", "")),
        ("{unsaid: [专精特新]}", ("interest.unsaid", "没有“专精特新”", "")),
        ("{targets: {investment: {actual: 1亿元}}}", ("targets.investment.actual", "1亿元", "")),
        ("{targets: {investment: {target: 2, status: undetermined}}}", None),
        ("{totals: {interest: {enterprises: 2}}}", ("totals.interest.enterprises", "2", "1")),
        ("{problems: []}", None),
    ],
)
def test_what_is_not_as_expected_is_told(cases: Cases, expect: str, told: tuple[str, str, str] | None) -> None:
    found = differences(run_cases([str(cases(f"{CASE}    expect: {expect}\n"))]))
    assert len(found) == (told is not None)
    if told:
        assert found[0][:3] == (2021, *told[:2]) and told[2] in found[0][3]


def test_it_is_told_at_its_line(cases: Cases) -> None:
    text = CASE + "    expect:\n      verdict: eligible\n      amount: 1万元\n"
    path = cases(text)
    ((difference,),) = [case.differences for case in run_cases([str(path)])[0].cases]
    line = path.read_text("utf-8").splitlines().index("      amount: 1万元") + 1
    assert difference.source.cell == f"{line}:7"


def test_several_enterprises_by_name_with_rows_of_their_own(cases: Cases) -> None:
    text = """\
  - name: 两家各算各的，第三家不是专精特新
    clause: 一
    facts:
      企业:
        - {企业名称: 甲, 贷款: [{放款日期: 2021-03-01, 本金: 500万元}]}
        - {企业名称: 乙, 贷款: [{放款日期: 2021-03-01, 年利率: 5}]}
        - {企业名称: 丙, 专精特新: false, 贷款: [{放款日期: 2021-03-01}]}
    year: 2021
    # 500万 × 4% ÷ 2 = 10万；1000万 × 5% ÷ 2 = 25万，最多20万
    expect:
      interest:
        - {enterprise: 甲, amount: 10万元}
        - {enterprise: 乙, amount: 20万元}
        - {enterprise: 丙, verdict: ineligible, amount: 0}
      totals: {interest: {enterprises: 2, amount: 30万元}}
"""
    assert differences(run_cases([str(cases(text))])) == []


def test_years_without_a_row_and_columns_left_out(cases: Cases) -> None:
    head = HEAD.replace("program:", "  年度指标: {年度: [2020, 2021], 主营业务收入: 100}\nprogram:")
    text = CASE.replace("2021-03-01}]}", "2021-03-01}], 年度指标: {2020: absent, 2022: {主营业务收入: 5}}}\n    without: [企业.专精特新]")
    (result,) = run_cases([str(cases(text + "    expect: {verdict: undetermined, amount: null}\n", head))])
    assert result.cases[0].passed


# name: (the whole case or head, what is said, code)
WRONG = {
    "a sheet": (GOOD.replace("贷款:", "贷宽:"), "P203", "是否为 贷款？"),
    "a column": (GOOD.replace("放款日期", "放宽日期"), "P203", "是否为 放款日期？"),
    "a value of another kind": (GOOD.replace("放款日期: 2021-03-01", "放款日期: 2021"), "P203", "“放款日期”不能是 2021"),
    "an amount for a rate": (GOOD.replace("2021-03-01}", "2021-03-01, 年利率: 3万元}"), "P203", "不能是 3万元"),
    "a day that does not exist": (GOOD.replace("2021-03-01", "2021-02-30"), "P006", "没有 2021-02-30 这一天"),
    "an expectation": (GOOD.replace("amount:", "amuont:"), "P204", "是否为 amount？"),
    "instalments as a mapping": (CASE + "    expect: {instalments: {P1: {amount: 1}}}\n", "P204", "instalments 要写成列表"),
    "a word for an expectation": (CASE + "    expect: {whatever: 1}\n", "P204", "problems、instalments"),
    "a target": (CASE + "    expect: {targets: {investmant: {actual: 1}}}\n", "P204", "是否为 investment？"),
    "a clause": (GOOD.replace("clause: 一", "clause: 三"), "P205", "政策没有条款“三”"),
    "a sentence twice": (GOOD + GOOD, "P205", "写了两次"),
    "a choice": (GOOD + "    set: {nothing: x}\n", "P206", "不存在"),
    "no year": (GOOD.replace("    year: 2021\n", ""), "P202", "要写 year 和 expect"),
    "a key": (GOOD.replace("clause:", "cluase:"), "P012", "是否为 clause？"),
    "no expectation": (CASE, "P202", "要写 year 和 expect"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_in_a_case_is_refused_with_its_place(cases: Cases, name: str) -> None:
    text, code, words = WRONG[name]
    with pytest.raises(PolicyInvalid) as caught:
        run_cases([str(cases(text))])
    told = [(p.code, p.sentence) for p in caught.value.problems]
    assert any(found == code and words in sentence for found, sentence in told), told
    assert all(p.source is not None and p.source.file == "小县.cases.yaml" and p.source.cell != "1:1" for p in caught.value.problems)


def test_a_policy_without_cases_is_a_usage_error(tmp_path: Path) -> None:
    path = tmp_path / "小县.yaml"
    path.write_text(POLICY, "utf-8")
    with pytest.raises(UsageError, match=r"没有案例文件.*小县\.cases\.yaml"):
        run_cases([str(path)])


def test_every_real_notice_that_ships_has_cases_for_every_encoded_clause_and_all_pass() -> None:
    results = {result.policy: result for result in run_cases([])}
    assert {name for name in packaged() if not is_example(name)} <= set(results)
    assert differences([*results.values()]) == []
    for name, result in results.items():
        if is_example(name):
            continue
        encoded = {number for number, clause in load_policy(name).clauses.items() if clause.status == "encoded"}
        assert encoded <= {case.clause for case in result.cases}


def test_the_command_says_how_many_pass_and_ends_with_1_otherwise(cases: Cases, capsys: pytest.CaptureFixture[str]) -> None:
    bad = GOOD.replace("利息的一半", "上限").replace("amount: 20万元", "amount: 21万元")
    path = cases(GOOD + bad)
    assert main(["policy", "test", str(path)]) == 1
    difference, summary = capsys.readouterr().out.splitlines()
    assert difference == "小县.cases.yaml:17:45 上限（一）：2021年 interest.amount 应为 21万元，算得 20万元"
    assert summary == "小县.cases.yaml：2 个案例，1 个通过，1 个对不上"
    assert main(["policy", "test", str(path), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["cases"], found["passed"]) == (2, 1)
    assert found["files"][0]["cases"][1]["differences"] == [
        {"year": 2021, "what": "interest.amount", "expected": "21万元", "found": "20万元", "line": 17}
    ]
    assert main(["policy", "test", str(cases(GOOD))]) == 0
