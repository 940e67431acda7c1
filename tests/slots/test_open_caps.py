"""A cap by cases while it is open which case holds: the award is known where no amount the cap may be is exceeded. Equipment is in 万元 at
20%, awards in 元; the cap is 50万 for a large enterprise, else 40万 for green equipment, else 30万."""

from __future__ import annotations

import itertools
import random
from pathlib import Path
from typing import Any

import pytest
from report.recalculation import differences, needs_office, stored
from report.test_award_workbook import column, edited

from techreform_cli.domain.inquiry import Inquiry
from techreform_cli.domain.program_result import Verdict
from techreform_cli.domain.result import Result
from techreform_cli.pipeline import Request, compute
from techreform_cli.report.award_workbook import write_awards
from techreform_cli.report.explain_document import document as explained
from techreform_cli.report.json_document import document

from .county import Rows, amounts, calculated, firm, only, policy, program, project, who, write

BASE = "base: {label: 设备购置额, sum: [{field: 设备购置额}]}\n"
CASES = "cap: {cases: [{when: large, value: 50万元}, {when: green, value: 40万元}], amount: 30万元}\n"
CAPPED = policy(program(BASE + "rate: 20%\n" + CASES))
SALES, GREEN = {True: 20_000, False: 500, None: None}, {True: "是", False: "否", None: None}
AT, ABOVE = 150, 150.000005  # 20% are 30万元, and 1 分 more


def county(*firms: tuple[bool | None, list[tuple[float | None, bool | None]]], **more: Any) -> Rows:
    """Enterprises: whether each is large, and its projects (equipment, whether green)."""
    numbered = list(enumerate(firms, start=1))
    return {
        "企业": [firm(n, **more) for n, _ in numbered],
        "年度指标": [who(n) | {"年度": 2024, "主营业务收入(万元)": SALES[large]} for n, (large, _) in numbered]
        + [who(1) | {"年度": 2023, "主营业务收入(万元)": 1}],
        "项目": [
            project(f"P{n}-{i}", n, 设备购置额=equipment, 绿色装备=GREEN[green])
            for n, (_, projects) in numbered
            for i, (equipment, green) in enumerate(projects, start=1)
        ],
    }


@pytest.mark.parametrize(
    ("large", "green", "equipment", "amount"),
    [
        (None, False, AT, "300000.00"),  # 30万, as much as the lower cap
        (None, False, ABOVE, None),  # 30万 or 1 分 more
        (None, False, 1000, None),  # 30万 or 50万
        (None, True, 200, "400000.00"),  # the lowest that is left is 40万
        (None, True, 200.000005, None),
        (None, None, AT, "300000.00"),
        (None, None, ABOVE, None),
        (False, None, AT, "300000.00"),
        (False, None, ABOVE, None),
        (True, None, 1000, "500000.00"),  # green or not
        (None, None, 0, "0.00"),
        (None, False, None, None),
    ],
)
def test_an_award_is_known_up_to_the_lowest_cap_that_may_hold(
    tmp_path: Path, large: bool | None, green: bool | None, equipment: float | None, amount: str | None
) -> None:
    row = only(calculated(tmp_path, CAPPED, county((large, [(equipment, green)]))))
    assert (row["amount"], row["verdict"]) == (amount, "undetermined" if amount is None else "eligible")
    if amount is not None:
        assert sum(float(one["amount"]) for one in row["projects"]) == float(amount)


KINDS = (True, False, None)


def fills(kind: bool | None) -> tuple[bool, ...]:
    return (True, False) if kind is None else (kind,)


LIMITS = {
    "the enterprise's": CASES,
    "the project's": CASES.replace("cap:", "claim_cap:"),
    "the project's with a floor": CASES.replace("cap:", "claim_cap:") + "claim_floor: {amount: 35万元, mode: lift}\n",
    "the enterprise's beside a share": CASES.replace("30万元}", "30万元, share: 10%, of: 产值}"),
    "the project's beside a share": CASES.replace("cap:", "claim_cap:").replace("30万元}", "30万元, share: 10%, of: 计划总投资}"),
}
SHARED = (290, 300, 300.00001, 400, 450, 9000, None)
"""Figures of which a tenth is below, at and 1 分 above the lowest cap, and further up."""


def limited(asked: list[tuple[float, bool | None, bool | None, float | None]]) -> Rows:
    """An enterprise for each combination: equipment, whether large, whether green, the figure that a limit is a share of."""
    rows = county(*((large, [(figure, green)]) for figure, large, green, _ in asked))
    for annual, bought, (*_, share) in zip(rows["年度指标"], rows["项目"], asked, strict=False):
        annual["产值"] = bought["计划总投资"] = share
    return rows


@pytest.mark.parametrize("kind", LIMITS)
def test_exactly_what_every_filling_agrees_on_is_known(tmp_path: Path, kind: str) -> None:
    figures = (100, AT, ABOVE, 180, 200, 200.000005, 250, 250.000005, 900)
    asked = list(itertools.product(figures, KINDS, KINDS, SHARED if "share" in kind else (9000,)))
    found = amounts(calculated(tmp_path, policy(program(BASE + "rate: 20%\n" + LIMITS[kind])), limited(asked)))
    award = dict(zip(asked, found.values(), strict=True))
    for figure, large, green, share in asked:
        shares = [one for one in SHARED if one] if share is None else [share]
        filled = {award[figure, *ways] for ways in itertools.product(fills(large), fills(green), shares)}
        if share is None:  # it may be anything
            assert award[figure, large, green, share] is None
        else:
            assert award[figure, large, green, share] == (filled.pop() if len(filled) == 1 else None)


def test_the_highest_of_several_projects_caps_holds_and_what_is_known_holds_however_they_are_filled(tmp_path: Path) -> None:
    asked = list(itertools.product((75, 75.000003, 100, 300), KINDS, KINDS, KINDS))
    firms = [(large, [(figure, one), (figure, other)]) for figure, large, one, other in asked]
    award = dict(zip(asked, amounts(calculated(tmp_path, CAPPED, county(*firms))).values(), strict=True))
    for figure, *kinds in asked:
        filled = {award[figure, *ways] for ways in itertools.product(*map(fills, kinds))}
        assert None not in filled and award[figure, *kinds] in (None, *filled)
        assert award[figure, *kinds] is None or len(filled) == 1
    assert award[75, None, None, None] == "300000.00" and award[75.000003, None, None, None] is None
    assert award[100, None, True, None] == "400000.00"  # one is green, which leaves 40万 at least


def test_what_is_open_is_named_only_where_it_matters(tmp_path: Path) -> None:
    found = calculated(tmp_path, CAPPED, county((None, [(AT, False)]), (None, [(ABOVE, False)]), (False, [(AT, False)])))
    below, above, known = found["awards"]
    open_ = "企业上限还不能定，但不论是多少都没有超过"
    said = [(r["text"].partition("；")[0], r["cells"]) for r in below["reasons"] if open_ in r["text"]]
    assert said[0][0].endswith(f"＝30.00万元，{open_}")
    assert said[1:] == [
        (f"项目P1-1「技改P1-1」{open_}：主营业务收入(2024年) 未填，应达到 10,000.00万元", ["台账.xlsx《年度指标》D2"]),
        (f"项目P1-1「技改P1-1」{open_}：绿色装备 否", ["台账.xlsx《项目》H2"]),
    ]
    assert (above["amount_if_filled"], below["amount_if_filled"]) == (None, None)
    told = [(r["text"], r["cells"]) for r in above["reasons"]]
    assert ("项目P2-1「技改P2-1」上限待定：主营业务收入(2024年) 未填，应达到 10,000.00万元", ["台账.xlsx《年度指标》D3"]) in told
    assert not any(open_ in text for text, _ in told)
    assert not any("不能定" in r["text"] or "待定" in r["text"] for r in known["reasons"])


def test_an_open_yes_or_no_is_taken_favourably_for_what_it_may_become(tmp_path: Path) -> None:
    found = calculated(tmp_path, CAPPED, county((False, [(180, None)]), (False, [(500, None)])))
    assert [(row["amount"], row["amount_if_filled"]) for row in found["awards"]] == [(None, "360000.00"), (None, "400000.00")]


@pytest.mark.parametrize(
    ("floor", "equipment", "amount"),
    [
        ("lift", 10, "300000.00"),
        ("lift", 149, "300000.00"),
        ("lift", ABOVE, None),
        ("threshold", 10, "0.00"),
        ("threshold", AT, "300000.00"),
    ],
)
def test_the_floor_comes_before_the_open_cap(tmp_path: Path, floor: str, equipment: float, amount: str | None) -> None:
    text = policy(program(BASE + f"rate: 20%\nfloor: {{amount: 30万元, mode: {floor}}}\n" + CASES))
    assert amounts(calculated(tmp_path, text, county((None, [(equipment, None)])))) == {"甲1公司": amount}


@pytest.mark.parametrize(("other", "amount"), [(250, None), (250.000005, "500000.01"), (400, "800000.00")])
def test_an_open_award_is_no_higher_than_its_highest_cap(tmp_path: Path, other: float, amount: str | None) -> None:
    # what is capped is unknown altogether, but at most 50万; it comes first where the two are equal
    second = "base: {label: 建设投资, sum: [{field: 建设投资}]}\nrate: 20%"
    rule = "stacking: {one: {programs: [award, second], rule: highest_only, clause: 一}}\n"
    text = policy(program(BASE + "rate: 20%\n" + CASES), program(second, "second"), more=rule)
    rows = county((None, [(None, None)]))
    rows["项目"][0]["建设投资"] = other
    found = calculated(tmp_path, text, rows)
    assert amounts(found, "second") == {"甲1公司": amount}


PLAN = BASE + "rate: 20%\nperiod: plan\n"
FUND = "budgets: {fund: {label: 年度资金, clause: 一, programs: [award], amount: 60万元, exceeded: pro_rata}}\n"
RISING = (
    "parameters: {most: {label: 上限, clause: 一, values: [{from: 2024-01-01, value: 40万元}, {from: 2026-01-01, value: 60万元}]}}\n"
)
GREEN_CAP = "cap: {cases: [{when: green, value: 50万元}], amount: 30万元}\n"
OVER_YEARS = {
    "plain": policy(program(PLAN + GREEN_CAP)),
    "fund": policy(program(PLAN + GREEN_CAP), more=FUND),
    "floor": policy(program(PLAN + GREEN_CAP + "floor: {amount: 20万元, mode: lift}\n"), more=FUND),
    "rising": policy(program(PLAN + GREEN_CAP.replace("50万元", "$most")), more=RISING),
    "largest": policy(program(PLAN + GREEN_CAP + "pick: largest\n")),
    "earliest": policy(program(BASE + "rate: 20%\npick: earliest\n" + GREEN_CAP)),
    "enterprise": policy(program(PLAN + "rate_stage: enterprise\n" + GREEN_CAP)),
}
YEARS = (2024, 2025, 2026)


@pytest.mark.parametrize("variant", OVER_YEARS)
@pytest.mark.parametrize("seed", range(3))
def test_over_the_years_of_a_plan_what_is_known_holds_however_the_gaps_are_filled(tmp_path: Path, seed: int, variant: str) -> None:
    dice = random.Random(f"{seed}{variant}")
    spent = [(n, year, dice.choice([40, 75, AT, ABOVE, 200, 600])) for n in range(1, 5) for year in YEARS if dice.random() < 0.8]
    projects = [
        project(f"P{n}-{year}", n, 设备购置额=money, 绿色装备=dice.choice("是否"), 完工日期=f"{year}-06-01") for n, year, money in spent
    ]
    rows: Rows = {"企业": [firm(n) for n in range(1, 5)], "项目": projects}
    kinds = {"绿色装备": ["是", "否"], "设备购置额": [10, AT, 5000]}
    gaps = [(at, dice.choice(["绿色装备", "绿色装备", "设备购置额"])) for at in dice.sample(range(len(projects)), 3)]

    def given(values: tuple[Any, ...]) -> list[dict[str, str | None]]:
        own = [dict(one) for one in projects]
        for (at, kind), value in zip(gaps, values, strict=True):
            own[at][kind] = value
        return [amounts(calculated(tmp_path, OVER_YEARS[variant], rows | {"项目": own}, year)) for year in YEARS]

    known = given((None, None, None))
    for values in itertools.product(*(kinds[kind] for _, kind in gaps)):
        for before, after in zip(known, given(values), strict=True):
            sure = {name: amount for name, amount in before.items() if amount is not None}
            assert {name: after[name] for name in sure} == sure


def result_of(folder: Path, rows: Rows, text: str = CAPPED, year: int = 2024) -> Result:
    (folder / "政策.yaml").write_text(text, "utf-8")
    return compute(Request(write(folder / "台账.xlsx", rows), str(folder / "政策.yaml"), {}, year))


def test_the_derivation_tells_the_least_cap_only_where_the_cap_is_open(tmp_path: Path) -> None:
    result = result_of(tmp_path, county((None, [(AT, False)]), (False, [(AT, False)])))
    open_, known = (explained(Inquiry(result, n, "", {"award": ()}))["programs"][0] for n in (0, 1))
    due = [{step["id"]: step["text"] for step in one["steps"]}["due_2024"] for one in (open_, known)]
    assert due[0].startswith("2024年按标准计算 30.00万元，最多 ") and due[0].endswith("待补正（至少是 项目P1-1「技改P1-1」 30.00万元）")
    assert due[1] == "2024年按标准计算 30.00万元，最多 项目P2-1「技改P2-1」 30.00万元"
    told = [[step["id"] for step in one["claims"][0]["steps"]] for one in (open_, known)]
    assert "cap_least" in told[0] and "cap_least" not in told[1]


def test_a_limit_of_a_project_that_is_open_is_told_with_the_project(tmp_path: Path) -> None:
    text = policy(program(BASE + "rate: 20%\n" + LIMITS["the project's"]))
    result = result_of(tmp_path, county((None, [(AT, False)]), (None, [(ABOVE, False)])), text)
    open_ = "单项上限还不能定，但不论是多少都没有超过"
    below, above = document(result, [])["awards"]
    assert f"＝30.00万元，{open_}；2024年奖补 30.00万元" in below["reasons"][0]["text"]
    assert ["台账.xlsx《年度指标》D2"] in [r["cells"] for r in below["reasons"] if open_ in r["text"]]
    assert above["amount"] is None
    assert [r["cells"] for r in above["reasons"] if "单项上限待定：主营业务收入" in r["text"]] == [["台账.xlsx《年度指标》D3"]]
    for row, raw in enumerate(("30.00", "30.000001")):
        steps = explained(Inquiry(result, row, "", {"award": ()}))["programs"][0]["claims"][0]["steps"]
        told = {step["id"]: step["text"] for step in steps}["project_award"]
        assert told == f"项目按标准计算 {raw}万元，最多 单项上限 待补正（至少是 30.00万元）"


def book(folder: Path, rows: Rows, text: str = CAPPED, year: int = 2024) -> Path:
    """奖补测算 of the county."""
    write_awards(result_of(folder, rows, text, year), folder / "奖补.xlsx")
    return folder / "奖补.xlsx"


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("kind", LIMITS)
def test_the_workbook_recalculates_with_every_kind_left_open(tmp_path: Path, kind: str) -> None:
    rows = limited(list(itertools.product((AT, ABOVE, 200, 900), KINDS, KINDS, (300, 450, None) if "share" in kind else (9000,))))
    made = book(tmp_path, rows, policy(program(BASE + "rate: 20%\n" + LIMITS[kind])))
    assert differences(made, tmp_path) == []
    assert len(stored(made)) > 300


@pytest.mark.slow
@needs_office
def test_the_workbook_recalculates_with_several_projects(tmp_path: Path) -> None:
    several = [[(75, None), (75, False)], [(75, None), (76, False)], [(100, True), (100, None)], [(9, None)] * 3]
    assert differences(book(tmp_path, county(*((None, projects) for projects in several))), tmp_path) == []


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("variant", OVER_YEARS)
def test_the_workbook_of_a_plan_recalculates(tmp_path: Path, variant: str) -> None:
    figures = itertools.product((40, 75, 300), (40, 75, 200), KINDS, KINDS)
    firms, projects = [], []
    for n, (first, second, was, now) in enumerate(figures, start=1):
        firms.append(firm(n))
        for year, money, green in ((2024, first, was), (2025, second, now)):
            projects.append(project(f"P{n}-{year}", n, 设备购置额=money, 绿色装备=GREEN[green], 完工日期=f"{year}-06-01"))
    result = result_of(tmp_path, {"企业": firms, "项目": projects}, OVER_YEARS[variant], 2025)
    assert any(verdict == Verdict.UNDETERMINED for verdict in result.programs[0].awards["verdict"])
    write_awards(result, tmp_path / "奖补.xlsx")
    assert differences(tmp_path / "奖补.xlsx", tmp_path) == []


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("kind", ["the enterprise's", "the project's"])
@pytest.mark.parametrize(
    ("equipment", "award", "verdict"), [(100, 20, "符合"), (AT, 30, "符合"), (ABOVE, None, "待补正"), (900, None, "待补正")]
)
def test_a_changed_workbook_leaves_an_award_open_just_where_the_cap_then_matters(
    tmp_path: Path, equipment: float, award: float | None, verdict: str, kind: str
) -> None:
    # the first does not say how much it sells, nor any more the third whether its equipment is green
    rows = county((None, [(50, None)]), (True, [(50, None)]), (False, [(50, True)]))
    made = book(tmp_path, rows, policy(program(BASE + "rate: 20%\n" + LIMITS[kind])))
    changes: dict[tuple[str, str, str], Any] = {("奖补award·项目", "设备购置额(万元)", f"P{n}-1"): equipment for n in (1, 2, 3)}
    sheet = edited(made, changes | {("奖补award·项目", "绿色装备", "P3-1"): None}, tmp_path)["奖补award·企业"]
    assert column(sheet, "判定") == {"甲1公司": verdict, "甲2公司": "符合", "甲3公司": verdict}
    found = column(sheet, "本年奖补(万元)")
    assert (found["甲1公司"] or None, found["甲3公司"] or None) == (award, award)
    assert found["甲2公司"] == pytest.approx(min(equipment / 5, 50), abs=1e-9)
