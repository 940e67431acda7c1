"""奖补测算: what stands in it by default; recalculated and edited in LibreOffice in the slower proofs."""

from __future__ import annotations

import random
import subprocess
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from independent.facts import Facts, random_facts
from independent.workbook import write_canonical

from report import small_ledger
from report.recalculation import SOFFICE, blanked, differences, needs_office, stored
from techreform_cli.domain.result import Result
from techreform_cli.domain.traversal import parameters
from techreform_cli.pipeline import Request, compute
from techreform_cli.report.award_workbook import write_awards
from techreform_cli.report.target_workbook import write_targets

SAMPLES = Path(__file__).parents[2] / "samples"
EQUIPMENT, FISCAL = "设备购置事后奖补", "财政贡献以奖代补"


def result_of(ledger: Path, year: int, **settings: str) -> Result:
    """The packaged policy on a ledger."""
    return compute(Request(ledger, settings=settings, year=year))


def made(result: Result, path: Path) -> openpyxl.Workbook:
    """The workbook of a result, opened with its stored values."""
    write_awards(result, path)
    return openpyxl.load_workbook(path, data_only=True)


def column(sheet: Any, header: str, key: str = "企业名称") -> dict[str, Any]:
    """A column of a sheet by the text of `key`'s column; the header row is the one that has both headers."""
    rows = list(sheet.iter_rows(values_only=True))
    top = next(i for i, row in enumerate(rows) if key in row and header in row)
    name, wanted = rows[top].index(key), rows[top].index(header)
    return {row[name]: row[wanted] for row in rows[top + 1 :] if row[name]}


def amounts(result: Result, program: str) -> dict[str, Decimal | None]:
    """万元 per enterprise as the engine has them; None where undetermined."""
    of = next(p for p in result.programs if p.program.label == program)
    rows = zip(of.awards["name"].tolist(), of.awards["amount"].tolist(), strict=True)
    return {name: Decimal(fen) / 10**6 if isinstance(fen, int) else None for name, fen in rows}


def test_the_sheets_a_director_expects_are_there(tmp_path: Path) -> None:
    """Cover, summary and the sheets that leave the office first, then each program's enterprises and projects, then the evidence."""
    book = made(result_of(SAMPLES / "示例台账.xlsx", 2019), tmp_path / "a.xlsx")
    wanted = ["汇总", "不予奖补", "待补正", "政策参数", "口径", "问题", "运行凭证"]
    wanted += [f"{program}·{kind}" for program in (EQUIPMENT, FISCAL) for kind in ("企业", "项目")]
    assert set(wanted) <= set(book.sheetnames)
    assert book.sheetnames[:4] == ["封面", "汇总", "资金安排计划表", "公示表"]


def test_hand_worked_figures_of_the_sample(tmp_path: Path) -> None:
    """嘉信五金 2018: 30万 × 20% = 6万, raised to 10万. 永兴陶瓷 2019: (900 + 1263.58)万 × 20% is above 300万; 180万 were paid for 2018."""
    book = made(result_of(SAMPLES / "示例台账.xlsx", 2018), tmp_path / "2018.xlsx")
    assert column(book[f"{EQUIPMENT}·企业"], "本年奖补(万元)")["示例-骆湖嘉信五金有限公司"] == 10
    book = made(result_of(SAMPLES / "示例台账.xlsx", 2019), tmp_path / "2019.xlsx")
    assert column(book[f"{EQUIPMENT}·企业"], "本年奖补(万元)")["示例-骆湖永兴陶瓷有限公司"] == 120


@pytest.mark.parametrize("program", [EQUIPMENT, FISCAL])
def test_stored_awards_are_the_engines(tmp_path: Path, program: str) -> None:
    """Every award cell holds the engine's figure; an undetermined one says 待补正 instead of a number."""
    result = result_of(SAMPLES / "示例台账.xlsx", 2020)
    shown = column(made(result, tmp_path / "a.xlsx")[f"{program}·企业"], "本年奖补(万元)")
    for name, amount in amounts(result, program).items():
        assert shown[name] == ("待补正" if amount is None else pytest.approx(float(amount), abs=1e-9)), name


def test_no_formula_comes_from_ledger_text(tmp_path: Path) -> None:
    """An enterprise called =1+1 or {=1}, or a link, stays text in every cell of both workbooks."""
    names = ("=1+1", "{=1}", "http://example.com/a")
    result = small_ledger.result_of(tmp_path, 2019, small_ledger.sheets(names))
    for writer in (write_awards, write_targets):
        writer(result, tmp_path / "a.xlsx")
        book = openpyxl.load_workbook(tmp_path / "a.xlsx")
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [c.coordinate for c in cells if c.data_type == "f" and any(c.value.lstrip("=") == n.lstrip("=") for n in names)]
        assert not [c.coordinate for c in cells if c.hyperlink and "example.com" in str(c.hyperlink.target)]
        assert any(c.value == "=1+1" and c.data_type == "s" for c in cells)


def test_every_formula_has_its_value_stored(tmp_path: Path) -> None:
    """Previewers and pandas read the stored value: no formula cell is without one, but those that are an empty text."""
    write_awards(result_of(SAMPLES / "示例台账.xlsx", 2019), tmp_path / "a.xlsx")
    values = stored(tmp_path / "a.xlsx")
    assert len(values) > 500
    assert sum(value is None for value in values.values()) < len(values) / 10


def test_every_open_question_is_listed(tmp_path: Path) -> None:
    """口径 names each interpretation of the policy, and that it waits for confirmation."""
    result = result_of(SAMPLES / "示例台账.xlsx", 2019)
    book = made(result, tmp_path / "a.xlsx")
    text = "\n".join(str(v) for row in book["口径"].iter_rows(values_only=True) for v in row if v)
    assert all(i.question in text for i in result.policy.interpretations)
    assert text.count("待确认") >= len(result.policy.interpretations)


OPEN_PAYMENTS = [
    (["设备购置奖补", 2018, 20], ["D2"]),
    ([None, 2018, 20], ["D2"]),
    (["设备购置事后奖补", None, 20], ["E2"]),
    (["设备购置事后奖补", "二〇一八", 20], ["E2"]),
    (["设备购置事后奖补", 2018, None], ["F2"]),
    ([None, None, None], ["D2", "E2", "F2"]),
]


@pytest.mark.parametrize(("payment", "cells"), OPEN_PAYMENTS)
def test_what_is_to_fill_in_of_a_payment_is_what_is_open(tmp_path: Path, payment: list[Any], cells: list[str]) -> None:
    """待补正 names the cells of 已拨付 that are blank or unclear, never the amount beside them that is filled in."""
    content = small_ledger.sheets()
    code = small_ledger.CODES[0]
    content["项目"].append(["P0", "前期", code, "甲公司", "设备更新", "2018-06-30", 100, None, None, None])
    content["已拨付"] = [content["已拨付"][0], [code, "甲公司", "P0", *payment, None]]
    book = made(small_ledger.result_of(tmp_path, 2019, content), tmp_path / "a.xlsx")
    named = [row for row in book["待补正"].iter_rows(values_only=True) if row[1:3] == (EQUIPMENT, "甲公司")]
    assert [row[4] for row in named] == ["《已拨付》" + "、".join(cells)]


def test_figures_of_the_notice_that_do_not_agree_stand_in_the_sheet_of_readings(tmp_path: Path) -> None:
    """With their clauses; one that is put right is gone."""
    ledger = SAMPLES / "示例台账.xlsx"
    rows = [row for row in made(result_of(ledger, 2019), tmp_path / "a.xlsx")["口径"].iter_rows(values_only=True) if row[6]]
    gap = next(row for row in rows if row[6] == "P141")
    # 12 + 13 + 14 = 39 against 44
    assert gap[1] == "二·2018\n二·2019\n二·2020\n二" and "39亿元" in gap[2] and "差 5亿元" in gap[2] and gap[5] == "提醒"
    assert [row[6] for row in rows if str(row[6]).startswith("P1")] == ["P142", "P141", "P143", "P145"]
    settled = made(result_of(ledger, 2019, **{"targets.investment.plan.value": "39亿元"}), tmp_path / "b.xlsx")["口径"]
    assert "P141" not in [row[6] for row in settled.iter_rows(values_only=True)]


def test_an_award_that_an_open_earlier_project_cannot_change_has_no_formulas(tmp_path: Path) -> None:
    """2019: 800万 × 20% = 160万, with or without 2018's 100万. With the cap edited to 170万 it would be 150万 or 160万."""
    content = small_ledger.sheets()
    content["项目"].append(["P0", "前期", small_ledger.CODES[0], "甲公司", None, "2018-06-30", 100, None, None, None])
    del content["已拨付"]
    path = tmp_path / "a.xlsx"
    sheet = made(small_ledger.result_of(tmp_path, 2019, content), path)[f"{EQUIPMENT}·企业"]
    assert column(sheet, "本年奖补(万元)")["甲公司"] == 160
    assert column(sheet, "应得累计(万元)")["甲公司"] is None and column(sheet, "以前年度已得(万元)")["甲公司"] is None
    assert "2018年项目P0「前期」还待补正，但计入与否都不改变本年奖补" in column(sheet, "计算说明")["甲公司"]
    lines = openpyxl.load_workbook(path)[f"{EQUIPMENT}·企业"].iter_rows()
    assert not [cell.coordinate for row in lines if row[2].value == "甲公司" for cell in row if cell.data_type == "f"]


RANDOM = [
    (21, 2020, {}),
    (22, 2020, {"equipment_floor": "threshold", "stacking": "higher", "increment_overlap": "largest"}),
    (23, 2019, {"equipment_cap_scope": "year", "rounding": "百元", "equipment_tax": "excluded"}),
    (24, 2022, {"relocated_conditions": "own", "rounding": "元", "transfer_cities": "nine", "revenue_year": "previous"}),
    (25, 2020, {"stacking": "higher", "completions_from": "2018-09-15", "completion_date": "evaluation"}),
    (26, 2021, {"target_source": "official", "funding_measure": "arranged", "cumulative_count": "sum"}),
    (27, 2018, {"engaged": "starts", "productivity_scope": "all", "fund_programs": "both"}),
    (28, 2023, {}),
]


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize(("seed", "year", "settings"), RANDOM, ids=[str(seed) for seed, _, _ in RANDOM])
def test_recalculated_random_ledgers_are_equal(tmp_path: Path, seed: int, year: int, settings: dict[str, str]) -> None:
    """With every stored value blanked, LibreOffice computes the engine's figures in both workbooks."""
    write_canonical(random_facts(seed, enterprises=100), tmp_path / "台账.xlsx")
    result = result_of(tmp_path / "台账.xlsx", year, **settings)
    for name, writer in (("awards", write_awards), ("targets", write_targets)):
        path, folder = tmp_path / f"{name}.xlsx", tmp_path / name
        folder.mkdir()
        writer(result, path)
        assert len(stored(path)) > 100, "no formula was compared"
        assert differences(path, folder) == []


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("year", [2018, 2019, 2020, 2021])
def test_recalculated_samples_are_equal(tmp_path: Path, year: int) -> None:
    """The same for the sample ledger."""
    result = result_of(SAMPLES / "示例台账.xlsx", year)
    path = tmp_path / "a.xlsx"
    write_awards(result, path)
    assert len(stored(path)) > 300
    assert differences(path, tmp_path) == []


def garbled(facts: Facts, seed: int) -> Facts:
    """The facts with one cell in twelve of those that have a fallback or decide something made unreadable; in 已拨付 blank."""
    draw = random.Random(seed)
    wanted = {
        "annual": ("规上", "增值税县级分成", "企业所得税县级分成", "增值税", "企业所得税"),
        "enterprises": ("规上", "高成长性"),
        "projects": ("完工日期", "设备购置额"),
        "paid": ("奖补类别", "年度", "金额"),
        "land": ("年度", "技改", "工业用地面积"),
        "county": ("技改投资",),
    }

    def spoilt(row: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
        spoilt = None if "奖补类别" in keys else "约3左右"
        return {key: spoilt if key in keys and draw.random() < 1 / 12 else value for key, value in row.items()}

    present = {name: keys for name, keys in wanted.items() if getattr(facts, name) is not None}
    return replace(facts, **{name: [spoilt(row, keys) for row in getattr(facts, name)] for name, keys in present.items()})


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize(("seed", "year"), [(31, 2019), (32, 2020), (33, 2018), (34, 2020)])
def test_unreadable_cells_stay_unknown_in_the_workbook(tmp_path: Path, seed: int, year: int) -> None:
    """A cell that reads 看不清 is no blank: the formula takes no fallback for it, nor does the engine."""
    facts = random_facts(seed, enterprises=100)
    whole = [row | {"增值税": Decimal(50), "企业所得税": None} for row in facts.annual]
    write_canonical(garbled(replace(facts, annual=whole), seed), tmp_path / "台账.xlsx")
    result = result_of(tmp_path / "台账.xlsx", year, county_share_vat="25%", county_share_income_tax="20%")
    book = made(result, tmp_path / "awards.xlsx")
    assert any(cell.value == "看不清" for name in (EQUIPMENT, FISCAL) for row in book[f"{name}·项目"].iter_rows() for cell in row)
    write_targets(result, tmp_path / "targets.xlsx")
    for name in ("awards", "targets"):
        (tmp_path / name).mkdir()
        assert differences(tmp_path / f"{name}.xlsx", tmp_path / name) == []


def edited(path: Path, changes: dict[tuple[str, str, str], float], tmp: Path) -> openpyxl.Workbook:
    """The workbook as LibreOffice recalculates it after cells are changed: (sheet, column header, first cell of the row) -> value."""
    blanked(path, tmp / "blank.xlsx")
    book = openpyxl.load_workbook(tmp / "blank.xlsx")
    for (sheet, header, key), value in changes.items():
        rows = list(book[sheet].iter_rows())
        top = next(i for i, row in enumerate(rows) if header in [c.value for c in row])
        index = [c.value for c in rows[top]].index(header)
        line = next(row for row in rows[top + 1 :] if key in [str(c.value) for c in row])
        line[index].value = value
    book.save(tmp / "edited.xlsx")
    command = [str(SOFFICE), f"-env:UserInstallation=file://{tmp / 'p'}", "--headless", "--convert-to", "xlsx", "--outdir", str(tmp / "e")]
    subprocess.run([*command, str(tmp / "edited.xlsx")], check=True, capture_output=True, timeout=300)
    return openpyxl.load_workbook(tmp / "e" / "edited.xlsx", data_only=True)


PARAMETERS = [
    ("设备购置奖补比例", 0.25, {"equipment_purchase.rate": "25%"}),
    ("单个企业奖补上限", 260, {"equipment_purchase.cap": "260万元"}),
    ("单个企业奖补下限", 50, {"equipment_purchase.floor": "50万元"}),
    ("主营业务收入门槛", 6000, {"revenue_threshold": "6000万元"}),
    ("转移企业财政贡献奖补比例", 0.45, {"relocated_rate": "45%"}),
    ("财政贡献奖补比例", 0.35, {"contribution_rate": "35%"}),
]
SHARES = [("增值税县级分成比例", 0.3, {"county_share_vat": "30%"}), ("企业所得税县级分成比例", 0.15, {"county_share_income_tax": "15%"})]
NO_AWARD_CHANGES = {"补足到下限时提示的占比"}  # it only marks awards to be looked at


def test_every_number_of_the_programs_is_changed_by_a_proof_below() -> None:
    """A parameter new in the policy that the formulas of awards refer to needs a line in PARAMETERS or SHARES."""
    result = result_of(SAMPLES / "示例台账.xlsx", 2019)
    read = {name for of in result.programs for step in of.steps for name in parameters(step.expression)}
    numbers = {result.policy.parameters[name].label for name in read if not isinstance(result.policy.parameters[name].values[0][1], tuple)}
    assert numbers - NO_AWARD_CHANGES == {name for name, _, _ in (*PARAMETERS, *SHARES)}


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize(("name", "value", "settings"), PARAMETERS, ids=[p[0] for p in PARAMETERS])
def test_a_parameter_changed_in_the_workbook_equals_the_engine(tmp_path: Path, name: str, value: float, settings: dict[str, str]) -> None:
    """The clerk changes one yellow cell of 政策参数; the recalculated awards are those of a run with that figure."""
    ledger = SAMPLES / "示例台账.xlsx"
    write_awards(result_of(ledger, 2019), tmp_path / "a.xlsx")
    book = edited(tmp_path / "a.xlsx", {("政策参数", "数值", name): value}, tmp_path)
    before, after = result_of(ledger, 2019), result_of(ledger, 2019, **settings)
    assert any(amounts(before, p) != amounts(after, p) for p in (EQUIPMENT, FISCAL)), "the change changes nothing"
    check(book, after)


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize(("name", "value", "settings"), SHARES, ids=[share[0] for share in SHARES])
def test_a_share_of_the_taxes_changed_in_the_workbook_equals_the_engine(
    tmp_path: Path, name: str, value: float, settings: dict[str, str]
) -> None:
    """The same for the shares, in a ledger that has whole taxes instead of the county's part."""
    facts, parts = random_facts(41, enterprises=100), ("增值税县级分成", "企业所得税县级分成")
    annual = [
        {key: v for key, v in row.items() if key not in parts} | {"增值税": Decimal(100), "企业所得税": Decimal(40)} for row in facts.annual
    ]
    annual = [row | {"增值税": Decimal(60 * (row["年度"] - 2015))} if row.get("年度") else row for row in annual]
    annual = [row | {"企业所得税": Decimal(30 * (row["年度"] - 2015))} if row.get("年度") else row for row in annual]
    ledger = tmp_path / "台账.xlsx"
    write_canonical(replace(facts, annual=annual), ledger)
    given = {"county_share_vat": "25%", "county_share_income_tax": "20%"}
    before, after = result_of(ledger, 2020, **given), result_of(ledger, 2020, **given | settings)
    write_awards(before, tmp_path / "a.xlsx")
    book = edited(tmp_path / "a.xlsx", {("政策参数", "数值", name): value}, tmp_path)
    assert amounts(before, FISCAL) != amounts(after, FISCAL), "the change changes nothing"
    check(book, after)


@pytest.mark.slow
@needs_office
def test_an_equipment_amount_changed_in_the_workbook_equals_the_engine(tmp_path: Path) -> None:
    """One 设备购置额 edited on the project sheet gives what the engine gives on a ledger with that amount."""
    ledger = SAMPLES / "示例台账.xlsx"
    result = result_of(ledger, 2019)
    of = next(p for p in result.programs if p.program.label == EQUIPMENT)
    row = next(i for i in range(len(of.claims)) if of.claim("year", i) == 2019 and of.claim("counted", i) and of.claim("base", i) < 10**9)
    number = of.claim("number", row)
    write_awards(result, tmp_path / "a.xlsx")
    book = edited(tmp_path / "a.xlsx", {(f"{EQUIPMENT}·项目", "设备购置额(万元)", number): 333.333333}, tmp_path)

    changed = openpyxl.load_workbook(ledger)
    sheet = changed["项目"]
    headers = [c.value for c in sheet[1]]
    line = next(r for r in sheet.iter_rows(min_row=2) if r[headers.index("项目编号")].value == number)
    line[headers.index("设备购置额(万元)")].value = 333.333333
    changed.save(tmp_path / "changed.xlsx")
    check(book, result_of(tmp_path / "changed.xlsx", 2019))


def check(book: openpyxl.Workbook, result: Result) -> None:
    """Every award of the recalculated workbook is the engine's, to the 分."""
    compared = 0
    for program in (EQUIPMENT, FISCAL):
        shown = column(book[f"{program}·企业"], "本年奖补(万元)")
        for name, amount in amounts(result, program).items():
            if amount is not None and shown[name] != "待补正":
                assert round(Fraction(shown[name]) * 10**6) == amount * 10**6, name
                compared += 1
    assert compared > 20


def test_a_text_nobody_can_make_out_is_named_with_its_cell(tmp_path: Path) -> None:
    """待补正 names the cell of a value that leaves a condition open, not only of one that is blank."""
    content = small_ledger.sheets()
    content["企业"][1][3] = "制造业"
    book = made(small_ledger.result_of(tmp_path, 2019, content), tmp_path / "a.xlsx")
    named = [row for row in book["待补正"].iter_rows(values_only=True) if row[1:3] == (EQUIPMENT, "甲公司")]
    assert [row[4] for row in named] == ["《企业》D2"] and "行业代码 “制造业”，看不出是哪一类" in named[0][3]
