"""What the loader refuses in a file that is well formed: where, with which code, and with what advice."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from techreform_cli.domain.expression import Amount, Compare, Literal, Parameter
from techreform_cli.domain.policy import Policy
from techreform_cli.domain.program import Cap, FloorMode

from .small import SMALL, changed, place

Refused = Callable[[str | bytes], list[tuple[str, str, str]]]
RATE, CAP = "rate: {label: 比例, clause: 一, value: 20%}", "cap: {label: 上限, clause: 一, value: 300万元}"
KIND = "kind: {label: 规上企业, clause: 一, field: 规上, is: true}"
MOVED = "moved: {field: 转出地, located_in: $cities}"
MEASURE = "measure: {sum: 完成投资}"
GOAL = "2021: {value: 12亿元, clause: 二}"


def condition(text: str) -> tuple[str, str]:
    return KIND, f"kind: {{label: 条件, clause: 一, {text}}}"


# name: (what replaces what, the piece at whose place it is refused, code, words in the sentence)
CASES: dict[str, tuple[tuple[str, str], str, str, str]] = {
    # shape
    "an unknown key with a near name": (("    cap: $cap", "    cpa: $cap"), "cpa", "P012", "未知字段 cpa，是否为 cap？"),
    "an unknown key at the top": (("targets:\n", "tragets:\n"), "tragets", "P012", "是否为 targets？"),
    "an unknown key deep inside": (("sum: [{field: 设备购置额}]", "sum: [{feild: 设备购置额}]"), "feild", "P012", "是否为 field？"),
    "a missing key": (("    window: {date: 完工日期, first: 2021-01-01, last: 2023-12-31}\n", ""), "equipment:", "P011", "缺少“window”"),
    "a number where a text belongs": (("title: 小县技改奖补", "title: 20%"), "title", "P013", "写的是 20%"),
    "codes of a list without quotes": (("value: [广州, 深圳]", "value: [13, 14]"), "value: [13", "P013", '要加引号（如 ["13", "2925"]）'),
    "codes of a condition without quotes": (
        condition("field: 行业代码, code_starts: [13, '14']"),
        "code_starts",
        "P013",
        '要加引号（如 ["13", "2925"]）',
    ),
    "text where a boolean belongs": (("field: 规上, is: true", "field: 规上, is: yes"), "is: yes", "P013", "true 或 false"),
    "text where a year belongs": (("first_year: 2021", "first_year: 二〇二一"), "first_year", "P013", "应是整数"),
    "a wrong choice": (("rate_stage: enterprise", "rate_stage: company"), "rate_stage", "P013", "只能是 project、enterprise"),
    "a year out of range": (("first_year: 2021", "first_year: 21"), "first_year", "P014", "太小"),
    "a list where entries belong": (("definitions:\n  " + MOVED, "definitions: [moved]"), "definitions", "P013", "应有下级内容"),
    "an empty list": (("sum: [{field: 设备购置额}]", "sum: []"), "sum: []", "P014", "不能为空"),
    "no conditions": (("    conditions:\n      " + KIND, "    conditions: {}"), "conditions", "P014", "不能为空"),
    "an empty text": (("label: 规上企业", "label: ''"), "label: ''", "P013", "应是文字"),
    "another schema": (("techreform/policy/1", "techreform/policy/2"), "schema", "P013", "techreform/policy/1"),
    # numbers and their kinds
    "20 for 20%": ((RATE, RATE.replace("20%", "20")), "value: 20}", "P035", "这里要写比例（如 12.5%）"),
    "20 for 20% in place": (("rate: $rate", "rate: 20"), "rate: 20", "P035", "写的是 20"),
    "20.0 for 20%": (("rate: $rate", "rate: 20.0"), "rate: 20.0", "P035", "不合理"),
    "300 for 300万元": (("cap: $cap", "cap: 300"), "cap: 300", "P035", "这里要写金额（如 80万元），写的是 300"),
    "300万 for 300万元": (("cap: $cap", "cap: 300万"), "cap: 300万", "P013", "写的是 300万"),
    "a percentage for an amount": (("cap: $cap", "cap: 20%"), "cap: 20%", "P035", "写的是 20%"),
    "an amount per person": (("cap: $cap", "cap: 3万元/人"), "cap: 3万元", "P035", "写的是 3万元/人"),
    "a negative cap": (("cap: $cap", "cap: -3万元"), "cap: -3", "P035", "不能小于 0"),
    "true for a number": (("cap: $cap", "cap: true"), "cap: true", "P013", "写的是 true"),
    "12 for 12亿元": ((GOAL, GOAL.replace("12亿元", "12")), "value: 12,", "P035", "这里要写金额（如 12亿元），写的是 12"),
    "a goal per person for a sum": ((GOAL, GOAL.replace("12亿元", "12万元/人")), "value: 12万元", "P035", "写的是 12万元/人"),
    "a target's unit of another kind": (("unit: 亿元", "unit: 家"), "unit: 家", "P055", "不是金额单位"),
    "a floor without its amount": (("floor: {amount: 10万元, mode: lift}", "floor: {mode: lift}"), "floor: {", "P011", "缺少“amount”"),
    # parameters
    "a parameter without its unit, where it is defined": (
        ("cap: {label: 上限, clause: 一, value: 300万元}", "cap: {label: 上限, clause: 一, value: 300}"),
        "value: 300}",
        "P035",
        "写的是 300",
    ),
    "cases without otherwise": (
        ("rate: $rate\n", "rate: {cases: [{when: moved, value: $rate}]}\n"),
        "rate: {cases",
        "P053",
        "没有写 otherwise",
    ),
    "a parameter without a value": ((RATE, "rate: {label: 比例, clause: 一}"), "rate: {label", "P011", "缺少“value”"),
    "a value twice": (
        (RATE, RATE.replace("value:", "values: [{from: 2021-01-01, value: 30%}], value:")),
        "values",
        "P033",
        "value 和 values",
    ),
    "the same day twice": (
        (RATE, "rate: {label: 比例, clause: 一, values: [{from: 2021-01-01, value: 20%}, {from: 2021-01-01, value: 30%}]}"),
        "values",
        "P033",
        "同一天有两个值",
    ),
    "values of several kinds": (
        (RATE, "rate: {label: 比例, clause: 一, values: [{from: 2021-01-01, value: 20%}, {from: 2022-01-01, value: 30万元}]}"),
        "rate: {label",
        "P034",
        "种类不同（比例、金额）",
    ),
    "a unit that is not the value's": ((RATE, RATE.replace("value", "unit: 金额, value")), "rate: {label", "P034", "unit 是金额，值是比例"),
    "a dated list": (
        ("value: [广州, 深圳]", "values: [{from: 2021-01-01, value: [广州]}, {from: 2022-01-01, value: [深圳]}]"),
        "located_in",
        "P035",
        "分了几期",
    ),
    "a list for a number": (("cap: $cap", "cap: $cities"), "cap: $cities", "P035", "名单"),
    "a number for a list": (("located_in: $cities", "located_in: $rate"), "located_in", "P035", "这里要写名单"),
    # names
    "an unknown parameter": (("rate: $rate", "rate: $raet"), "rate: $raet", "P036", "是否为 $rate？"),
    "an unknown field": (condition("field: 规尚, is: true"), "field: 规尚", "P031", "台账没有“规尚”这个字段"),
    "a field that several sheets have": (condition("field: 年度, at_least: 1"), "field: 年度", "P032", "几张表里都有"),
    "an unknown clause": ((KIND, KIND.replace("clause: 一", "clause: 三")), "clause: 三", "P030", "条款“三”不在 clauses 中"),
    "an unknown definition": (condition("field: 规上, is: true, waived_when: movd"), "waived_when", "P037", "是否为 moved？"),
    "an unknown program": (
        ("interpretations:", "fund_programs: [equipmint]\ninterpretations:"),
        "equipmint",
        "P043",
        "没有“equipmint”这个奖补",
    ),
    "a name with a dot": (("  moved: {", "  mo.ved: {"), "mo.ved", "P049", "空格或标点"),
    "a condition named like a step": ((KIND, KIND.replace("kind", "eligible")), "eligible", "P049", "另有用处"),
    # conditions
    "a definition that uses itself": ((MOVED, "moved: {when: moved}"), "when: moved", "P037", "又用到自己"),
    "two definitions that use each other": ((MOVED, "moved: {when: other}\n  other: {when: moved}"), "when: other", "P037", "又用到自己"),
    "two tests at once": (condition("field: 规上, is: true, given: true"), "kind:", "P038", "一个条件要写一个字段和一种判断"),
    "no test": (condition("field: 规上"), "kind:", "P038", "一个条件要写一个字段和一种判断"),
    "a test without a field": (condition("is: true"), "kind:", "P038", "一个条件要写一个字段和一种判断"),
    "a test that does not fit": (condition("field: 规上, at_least: 1"), "field: 规上", "P039", "是是否，不能用 at_least 判断"),
    "a year for a field without years": (condition("field: 转出地, year: -1, given: true"), "year: -1", "P039", "不分年度"),
    "blank where it means nothing": (condition("field: 转出地, given: true, blank: passes"), "blank", "P038", "只能和 code_between"),
    "codes of different length": (condition('field: 行业代码, code_between: ["6", "46"]'), "code_between", "P040", "两个同样长的数字代码"),
    "codes without quotes": (condition("field: 行业代码, code_between: [13, 46]"), "13", "P013", "应是文字"),
    "a field of another sheet": (condition("field: 已落实, at_least: 1万元"), "kind:", "P051", "《融资需求》"),
    # programs
    "a period that ends before it begins": (("last: 2023-12-31", "last: 2020-12-31"), "last: 2020", "P041", "止日早于起日"),
    "award years the wrong way round": (("award_years: {first: 0", "award_years: {first: 3"), "award_years", "P041", "起年晚于止年"),
    "a plan the wrong way round": (("last_year: 2023", "last_year: 2020"), "plan: {", "P041", "起年晚于止年"),
    "a completion that is no project's date": (("date: 完工日期", "date: 拨付日期"), "date: 拨付日期", "P039", "日期字段"),
    "a base that is no money": (
        ("sum: [{field: 设备购置额}]", "sum: [{field: 平均从业人数}]"),
        "field: 平均从业人数",
        "P039",
        "不是金额字段",
    ),
    "an increment of what has no years": (
        ("sum: [{field: 设备购置额}]}", "sum: [{field: 设备购置额}], less: {year_of: award, offset: -1}}"),
        "less",
        "P052",
        "不分年度",
    ),
    "cases at the enterprise stage": (
        ("rate: $rate", "rate: {cases: [{when: moved, value: 30%}], otherwise: 20%}"),
        "rate: {cases",
        "P042",
        "只能是一个数",
    ),
    # targets
    "two measures": ((MEASURE, "measure: {sum: 完成投资, count: 企业}"), "measure", "P046", "之一"),
    "no measure": ((MEASURE, "measure: {}"), "measure", "P046", "之一"),
    "growth of nothing": (
        (MEASURE, "measure: {growth: compound, of: investmint, since: 2020}"),
        "measure",
        "P047",
        "of 是否为 investment？",
    ),
    "growth of itself": ((MEASURE, "measure: {growth: compound, of: investment, since: 2020}"), "of: investment", "P047", "没有逐年的数"),
    "a ratio over two sheets": ((MEASURE, "measure: {ratio: {of: 完成投资, to: 平均从业人数}}"), "ratio", "P048", "不在同一张表"),
    "rows of no sheet": ((MEASURE, "measure: {rows: 项木}"), "rows", "P031", "没有“项木”这张表"),
    "a date for a count": ((MEASURE, "measure: {count: 企业, dated: 完工日期}"), "dated", "P046", "不能和 count 一起写"),
    "a base year of no growth": ((MEASURE, "measure: {sum: 完成投资, since: 2020}"), "since", "P046", "不能和 sum 一起写"),
    "a date that is none": ((MEASURE, "measure: {sum: 完成投资, dated: 改造类别}"), "dated", "P039", "不是日期字段"),
    "a year outside the plan": ((GOAL, GOAL.replace("2021", "2031")), "2031", "P045", "不在计划年度"),
    "no goals": (("    goals:\n      " + GOAL, "    goals: {}"), "investment:", "P044", "没有目标值"),
    "official without a field": (("unit: 亿元", "unit: 亿元\n    source: official"), "source", "P054", "没有写 official"),
    "official of another kind": (("unit: 亿元", "unit: 亿元\n    official: 全员劳动生产率"), "official", "P054", "同样单位"),
    "an unknown about": (("interpretations:", "about: $abuot\ninterpretations:"), "about:", "P036", "没有参数 $abuot"),
    "an about above all": (("interpretations:", "about: 95\ninterpretations:"), "about:", "P035", "写的是 95"),
    # interpretations
    "an option that leads nowhere": (
        ("{programs.equipment.floor.mode: lift}", "{programs.equipmint.floor.mode: lift}"),
        "programs.equipmint",
        "P021",
        "没有“programs.equipmint.floor.mode”这一项",
    ),
    "an unused option that leads nowhere": (
        ("{programs.equipment.floor.mode: threshold}", "{programs.equipment.floor.mod: threshold}"),
        "programs.equipment.floor.mod:",
        "P021",
        "是否为 mode？",
    ),
    "an option that changes what is open": (
        ("{programs.equipment.floor.mode: lift}", "{interpretations.floor_mode.use: lift}"),
        "interpretations.floor_mode.use: lift",
        "P021",
        "开头应是",
    ),
    "an option with a wrong value": (
        ("{programs.equipment.floor.mode: lift}", "{programs.equipment.floor.mode: lfit}"),
        "programs.equipment.floor.mode: lfit",
        "P013",
        "不能是 lfit",
    ),
    "a use that is no option": (("    question: 不足", "    use: lfit\n    question: 不足"), "use: lfit", "P020", "没有“lfit”这个选项"),
    "a use that is a mapping": (("    question: 不足", "    use: {a: b}\n    question: 不足"), "use: {a", "P020", "没有“下级内容”这个选项"),
    "options that are a list": (
        (
            SMALL[SMALL.index("    options:") :].rstrip("\n"),
            "    options: [lift]",
        ),
        "options",
        "P013",
        "应有下级内容",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_refused_where_it_stands(refused: Refused, case: str) -> None:
    change, piece, code, words = CASES[case]
    text = changed(change)
    found = refused(text)
    assert any(f[:2] == (place(text, piece), code) and words in f[2] for f in found), found


@pytest.mark.parametrize("case", [c for c in CASES if c not in ("an unknown key at the top", "two definitions that use each other")])
def test_one_slip_is_one_error_or_two(refused: Refused, case: str) -> None:
    assert len(refused(changed(CASES[case][0]))) <= 2


@pytest.mark.parametrize(
    "part", ["policy", "clauses", "parameters", "definitions", "programs", "targets", "interpretations", "places", "stacking"]
)
@pytest.mark.parametrize("value", ["[a, b]", "甲", "20%", "{a: 1}", "{a: [1]}", "null", "{programs: {a: b}}"])
def test_a_part_of_the_wrong_shape_is_refused_and_nothing_worse(refused: Refused, part: str, value: str) -> None:
    lines = SMALL.split("\n")
    start = next((i for i, line in enumerate(lines) if line.startswith(part + ":")), len(lines) - 1)
    end = next((i for i in range(start + 1, len(lines)) if lines[i] and not lines[i].startswith(" ")), len(lines))
    assert refused("\n".join([*lines[:start], f"{part}: {value}", *lines[end:]]))


def test_all_errors_come_at_once_in_the_order_of_the_file(refused: Refused) -> None:
    shape = refused(changed(("cap: $cap\n", "cpa: $cap\n"), ("unit: 亿元", "unti: 亿元"), ("title: 小县技改奖补", "title: 1")))
    assert [code for _, code, _ in shape] == ["P013", "P012", "P011", "P012"]
    meaning = refused(
        changed((KIND, KIND.replace("规上, is", "规尚, is")), ("rate: $rate", "rate: 20"), ("sum: 完成投资", "sum: 投资完成"))
    )
    assert {code for _, code, _ in meaning} == {"P031", "P035"} and len(meaning) >= 2
    positions = [tuple(map(int, where.split(":"))) for where, _, _ in meaning]
    assert positions == sorted(positions)


def test_programs_and_targets_are_both_looked_at(refused: Refused) -> None:
    found = refused(changed(("cap: $cap", "cap: 300"), (GOAL, GOAL.replace("12亿元", "12"))))
    assert [code for _, code, _ in found] == ["P035", "P035"]


def test_unused_definitions_are_looked_at(refused: Refused) -> None:
    assert refused(changed((MOVED, MOVED + "\n  unused: {field: 没有, is: true}")))[0][1] == "P031"


def test_definitions_cannot_explode(refused: Refused) -> None:
    bomb = "\n".join(f"  d{i}: {{all: [{', '.join([f'{{when: d{i - 1}}}'] * 9)}]}}" for i in range(1, 18))
    found = refused(changed((MOVED, f"{MOVED}\n  d0: {{field: 规上, is: true}}\n{bomb}")))
    assert found and {code for _, code, _ in found} == {"P037"}


def test_definitions_cannot_go_on_for_ever(refused: Refused) -> None:
    chain = "\n".join(f"  d{i}: {{when: d{i + 1}}}" for i in range(3000))
    assert any("超过 20 层" in text for _, _, text in refused(changed((MOVED, f"{MOVED}\n{chain}\n  d3000: {{field: 规上, is: true}}"))))


def test_many_unknown_fields_are_answered_in_time(refused: Refused) -> None:
    many = "\n".join(f"      k{i}: {{label: 甲, clause: 一, field: 设备购置颔{i}, is: true}}" for i in range(2500))
    assert len(refused(changed(("      " + KIND, many)))) == 201


# what is allowed


def test_a_cap_and_a_rate_may_be_written_short_or_long(load: Callable[..., Policy]) -> None:
    short = load(changed(("cap: $cap", "cap: 5万元"))).programs[0]
    long = load(changed(("cap: $cap", "cap: {amount: 5万元}"))).programs[0]
    assert short == long and short.cap == Cap(Parameter("equipment.cap.amount"))
    assert load(changed(("rate: $rate", "rate: {otherwise: $rate}"))).programs == load().programs
    assert load(changed(("    cap: $cap\n", "    cap: null\n"))).programs[0].cap is None
    assert load(changed(("    cap: $cap\n", ""))).programs[0].cap is None


def test_a_floor_may_be_its_amount_where_a_reading_gives_the_mode(load: Callable[..., Policy]) -> None:
    text = changed(("floor: {amount: 10万元, mode: lift}", "floor: 10万元"))
    floor = load(text).programs[0].floor
    assert floor and floor.mode is FloorMode.LIFT and load(text, floor_mode="threshold").programs[0].floor != floor


def test_literals_become_parameters_with_label_and_clause(load: Callable[..., Policy]) -> None:
    spec = load(changed(("cap: $cap", "cap: 5万元"))).parameters["equipment.cap.amount"]
    assert (spec.label, spec.clause, spec.unit, spec.at(2021)) == ("设备奖补·上限", "一", "金额", Amount(5_000_000))


def test_a_threshold_of_zero_needs_no_unit(load: Callable[..., Policy]) -> None:
    policy = load(changed(condition("field: 主营业务收入, above: 0")))
    test = policy.programs[0].conditions[0].predicate
    assert isinstance(test, Compare) and test.right == Literal(Fraction(0))


def test_dated_parameters_hold_from_their_day(load: Callable[..., Policy]) -> None:
    dated = "rate: {label: 比例, clause: 一, values: [{from: 2022-07-01, value: 30%}, {from: 2021-01-01, value: 20%}]}"
    policy = load(changed((RATE, dated)))
    spec = policy.parameters["rate"]
    assert [str(spec.at(year)) for year in (2020, 2021, 2022, 2023)] == ["None", "1/5", "3/10", "3/10"]
    assert policy.programs[0].rate == Parameter("rate")


def test_a_goal_takes_the_value_of_its_year(load: Callable[..., Policy]) -> None:
    dated = "cap: {label: 上限, clause: 一, values: [{from: 2021-01-01, value: 1亿元}, {from: 2022-01-01, value: 2亿元}]}"
    text = changed((CAP, dated), ("    goals:\n      " + GOAL, "    every_year: {value: $cap, clause: 二}"))
    goals = load(text).targets[0].goals
    assert {year: goal.value for year, goal in goals.items()} == {2021: 10**10, 2022: 2 * 10**10, 2023: 2 * 10**10}


def test_a_parameter_may_be_open_and_zero_takes_its_unit(load: Callable[..., Policy]) -> None:
    assert load(changed((RATE, "rate: {label: 比例, clause: 一, unit: 比例, value: null}"))).parameters["rate"].at(2021) is None
    assert load(changed((RATE, "rate: {label: 比例, clause: 一, unit: 比例, value: 0}"))).parameters["rate"].at(2021) == 0


def test_quoted_numbers_stay_text(refused: Refused, load: Callable[..., Policy]) -> None:
    assert load(changed(("title: 小县技改奖补", "title: '2021'"))).title == "2021"
    assert refused(changed(("cap: $cap", "cap: '300万元'")))[0][1] == "P013"


def test_the_first_option_is_the_default_and_use_names_another(load: Callable[..., Policy]) -> None:
    assert load().interpretations[0].use == "lift"
    named = load(changed(("    question: 不足", "    use: threshold\n    question: 不足")))
    assert named.interpretations[0].use == "threshold" and named.programs[0].floor and named.programs[0].floor.mode is FloorMode.THRESHOLD


def test_a_use_may_look_like_a_day(load: Callable[..., Policy]) -> None:
    options = SMALL[SMALL.index("      lift:") :]
    days = options.replace("lift: {label", "2021-01-01: {label").replace("threshold: {label", "2021-07-01: {label")
    policy = load(changed((options, days), ("    question: 不足", "    use: 2021-07-01\n    question: 不足")))
    assert policy.interpretations[0].use == "2021-07-01"


def test_a_confirmation_is_of_the_reading_the_file_names(load: Callable[..., Policy]) -> None:
    text = changed(("    question: 不足", "    confirmed: {by: 县财政局, on: 2021-03-01}\n    question: 不足"))
    assert load(text).interpretations[0].confirmed and load(text).interpretations[0].confirmed_on == "2021-03-01"
    assert not load(text, floor_mode="threshold").interpretations[0].confirmed
