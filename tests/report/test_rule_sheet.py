"""计算规则 in the 奖补测算 workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from techreform_cli.report.award_workbook import write_awards

from .small_ledger import result_of


def test_every_rule_stands_there_with_its_clause(tmp_path: Path) -> None:
    write_awards(result_of(tmp_path, equipment_cap_scope="year"), tmp_path / "奖补测算.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "奖补测算.xlsx")["计算规则"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_col=4)]
    assert rows[0] == ["奖补", "项", "规则", "条款"]
    assert [row[0] for row in rows[1:] if row[0] and row[1]] == ["设备购置事后奖补", "财政贡献以奖代补", "各项奖补之间"]
    assert [None, "企业上限", "300.00万元（每年）", "四(一)"] in rows
    assert [None, "条件：取得技改备案证", "有备案证号", "四(五)"] in rows
    assert "试算：equipment_cap_scope=year" in str(sheet["A2"].value)
