"""Scorecards in the 目标进度 workbook, in JSON and on the terminal; the figures are those worked out in engine/test_scorecards.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from engine.scored_towns import TEXT, Rows, result_of, rows
from policy.small import changed
from slots.county import firm, project

from techreform_cli.report.json_document import document
from techreform_cli.report.target_workbook import write_targets
from techreform_cli.report.terminal import show

from .recalculation import differences, needs_office, recalculated, stored

SHEET = "乡镇技改考核"


def book_of(folder: Path, content: Rows | None = None, text: str = TEXT, year: int = 2024, **settings: str) -> Path:
    path = folder / "目标进度.xlsx"
    write_targets(result_of(folder, content, year, text, **settings), path)
    return path


def lines(path: Path, formulas: bool = False) -> dict[str, list[Any]]:
    """The rows of the sheet by their first cell."""
    sheet = openpyxl.load_workbook(path, data_only=not formulas)[SHEET]
    return {str(row[0]): list(row[1:]) for row in sheet.iter_rows(values_only=True) if row[0] is not None}


def open_rows() -> Rows:
    """甲2 has no town, and an amount of 甲1 cannot be read."""
    content = rows(f2=None)
    content["项目"].append(content["项目"][0] | {"项目编号": "P8", "2024年完成投资(万元)": "约五"})
    return content


def test_a_row_has_goal_actual_rate_and_score_of_every_item(tmp_path: Path) -> None:
    found = lines(book_of(tmp_path))
    assert found["权重和上限"][:8] == [None, "最高按", 1, 60, None, "最高按", 1.2, 40]
    assert found["甲镇"][:4] == [0.9, 0.600075, pytest.approx(0.66675), 40.01]
    assert found["甲镇"][4:8] == [3, 2, pytest.approx(2 / 3), 26.67]
    # the factor of the weights, the total, its least and most, the rank
    assert found["甲镇"][8:13] == [1, 66.68, 66.68, 66.68, 2]
    assert found["乙镇"][3:13] == [100, None, 0, "—", "—", pytest.approx(100 / 60), 100, 100, 100, 1]
    assert found["丙镇"][9:13] == [0, 0, 0, 3]


def test_rates_scores_totals_ranks_and_actuals_are_live(tmp_path: Path) -> None:
    found = lines(book_of(tmp_path), formulas=True)["甲镇"]
    live = [index for index, value in enumerate(found) if str(value).startswith("=")]
    assert live == [1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12]
    assert "'技改投资'!" in found[1] and "'开展技改的规上企业'!" in found[5]


def test_an_open_score_is_no_number_and_says_what_to_fill_in(tmp_path: Path) -> None:
    found = lines(book_of(tmp_path, open_rows()))
    # 甲镇: 5000.75 is certain, 33.34 of 60; and 13.33 or 26.67 of 40
    assert (found["甲镇"][3], found["甲镇"][7], found["甲镇"][9]) == ("待补正", "待补正", "待补正")
    assert found["甲镇"][10:13] == [46.67, 86.67, "2—3"]
    assert "得分在 33.34—60.00 之间" in found["甲镇"][13]
    assert "请填《企业》E3〔乡镇〕；《项目》G6〔2024年完成投资(万元)〕" in found["甲镇"][13]
    assert found["乙镇"][9:13] == [100, 100, 100, 1]


def test_a_town_without_goals_has_no_score(tmp_path: Path) -> None:
    found = lines(book_of(tmp_path, year=2025))
    assert found["乙镇"][9:] == ["—", None, None, "—", "2025年没有目标，不考核"]


def test_goals_of_other_clauses_are_cited(tmp_path: Path) -> None:
    text = changed(("乙镇: {2024: 2000万元}", "乙镇: {2024: {value: 2000万元, clause: 一}}"), text=TEXT)
    assert "技改投资的目标依据一" in lines(book_of(tmp_path, text=text))["乙镇"][13]


def test_there_is_no_sheet_outside_the_plan(tmp_path: Path) -> None:
    assert SHEET not in openpyxl.load_workbook(book_of(tmp_path, year=2026)).sheetnames


def test_it_prints_on_a4_across(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(book_of(tmp_path))[SHEET]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == (9, "landscape", 0)


def test_json_has_scores_as_texts_and_open_ones_as_a_range(tmp_path: Path) -> None:
    (card,) = document(result_of(tmp_path, open_rows()), [])["scorecards"]
    assert (card["id"], card["clause"], card["by"], card["missing"]) == ("towns", "三", "乡镇", "leave_out")
    assert [(item["target"], item["weight"], item["most"]) for item in card["items"]] == [
        ("investment", "60.0", "1.0"),
        ("engaged", "40.0", "1.2"),
    ]
    first, second, _ = card["groups"]
    assert {key: first[key] for key in ("group", "score", "score_least", "score_most", "rank", "rank_best", "rank_worst")} == {
        "group": "甲镇", "score": None, "score_least": "46.67", "score_most": "86.67", "rank": None, "rank_best": 2, "rank_worst": 3,
    }  # fmt: skip
    assert (second["score"], second["rank"]) == ("100.00", 1)
    assert [item["score"] for item in second["items"]] == ["100.00", None] and second["items"][0]["achievement_rate"] == "1.5000"


def test_a_policy_without_scorecards_has_none_in_json(tmp_path: Path) -> None:
    assert "scorecards" not in document(result_of(tmp_path, text=TEXT[: TEXT.index("scorecards:")]), [])


def test_the_terminal_shows_first_and_last(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, goals = rows(), []
    for number in range(5, 13):  # eight more towns: 50, 100 … 400 of 1000
        content["企业"].append(firm(number, 乡镇=f"村{number}镇"))
        content["项目"].append(project(f"P{number}", number) | {"2024年完成投资(万元)": (number - 4) * 50})
        goals.append(f"          村{number}镇: {{2024: 1000万元}}\n")
    text = changed(("          丙镇: {2024: 1000万元}\n", "          丙镇: {2024: 1000万元}\n" + "".join(goals)), text=TEXT)
    show(result_of(tmp_path, content, text=text), [])
    shown = capsys.readouterr().out
    shown = shown[shown.index("乡镇技改考核（共 11 个）") : shown.index("2024年奖补")]
    names = [line.split()[0] for line in shown.splitlines()[3:] if line.strip()]
    # 乙镇 100, 甲镇 66.68, 村12镇 40 … 村6镇 10, 村5镇 5, 丙镇 0
    assert names == ["乙镇", "甲镇", "村12镇", "…", "村6镇", "村5镇", "丙镇"]
    assert "其间 5 个见工作簿《乡镇技改考核》" in shown


def test_open_scores_are_named_on_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    show(result_of(tmp_path, open_rows()), [])
    shown = capsys.readouterr().out
    assert "待补正 46.67—86.67" in shown and "乡镇技改考核待补正 2 个（甲镇、丙镇）" in shown


CUMULATIVE = (("target: engaged", "target: engaged_cumulative"), ("target: investment", "target: investment_cumulative"))
RATIO = (("target: engaged", "target: productivity"), ("{2024: 3, 2025: 2}", "{2024: 25万元/人}"))


def with_values(content: Rows) -> Rows:
    for row, added in zip(content["年度指标"], (2000, 0, 1000, 0, 900, 0, 7, 0), strict=True):
        row |= {"工业增加值(万元)": added, "平均从业人数": 130}
    return content


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize("year", [2024, 2025])
@pytest.mark.parametrize("content", [open_rows, lambda: rows(f1="甲 镇", f2="示例县甲镇", f4="乙镇")], ids=["open", "spellings"])
@pytest.mark.parametrize(("changes", "missing"), [((), "leave_out"), ((), "zero"), (CUMULATIVE, "leave_out"), (RATIO, "zero")])
def test_recalculation_gives_every_stored_value(tmp_path: Path, changes: Any, content: Any, missing: str, year: int) -> None:
    text = changed(*changes, text=TEXT)
    if changes == RATIO:
        text = text.replace("丙镇: {2024: 1}", "丙镇: {2024: 20万元/人}")
    path = book_of(tmp_path, with_values(content()), text, year, **{"scorecards.towns.missing": missing})
    assert differences(path, tmp_path) == []
    assert sum(1 for sheet, _ in stored(path) if sheet == SHEET) >= 20


@needs_office
@pytest.mark.slow
def test_edited_weights_and_goals_give_what_the_engine_gives(tmp_path: Path) -> None:
    path, edited = book_of(tmp_path), tmp_path / "改过.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    row = {str(line[0].value): line[0].row for line in sheet.iter_rows()}
    sheet.cell(row["权重和上限"], 5).value = 55
    sheet.cell(row["权重和上限"], 4).value = 1.3
    sheet.cell(row["丙镇"], 6).value = None  # no goal any more
    sheet.cell(row["乙镇"], 2).value = 0.25
    book.save(edited)
    items = "scorecards.towns.items"
    text = changed(("          丙镇: {2024: 1}\n", ""), ("乙镇: {2024: 2000万元}", "乙镇: {2024: 2500万元}"), text=TEXT)
    expected = lines(book_of(tmp_path, text=text, **{f"{items}.investment.weight": "55", f"{items}.investment.most": "130%"}))
    computed = recalculated(edited, tmp_path)
    for town in ("甲镇", "乙镇", "丙镇"):
        found = [computed[SHEET, f"{letter}{row[town]}"] for letter in "EIKLMN"]
        assert found == [expected[town][index] for index in (3, 7, 9, 10, 11, 12)], town
    # 乙镇: 3000 of 2500 is 120 % of all 95 points, 114; 丙镇 nothing of 95
    assert (computed[SHEET, f"K{row['乙镇']}"], computed[SHEET, f"K{row['丙镇']}"]) == (114, 0)
