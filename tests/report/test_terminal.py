"""The summary on the terminal: what a clerk reads, on any console."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from techreform_cli.pipeline import Request, compute
from techreform_cli.report.terminal import show

from .small_ledger import result_of, sheets

SAMPLE = Path(__file__).parents[2] / "samples" / "示例台账.xlsx"
FILES = [Path("/某个/很长很长的文件夹/台账_2019_目标进度.xlsx"), Path("/某个/很长很长的文件夹/台账_2019_奖补测算.xlsx")]


@pytest.fixture
def text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    show(result_of(tmp_path), FILES)
    return capsys.readouterr().out


def line(text: str, start: str) -> list[str]:
    """The words of the line that begins with `start`."""
    return next(found for found in text.splitlines() if found.startswith(start)).split()


def test_targets_and_awards_in_a_line_each(text: str) -> None:
    assert line(text, "工业技术改造投资") == ["工业技术改造投资", "13.00亿元以上", "0.5601亿元", "4.3%", "未达到", "0", "行"]
    assert line(text, "三年累计") == ["三年累计开展技改的规上企业", "超过49家", "2家", "4.1%", "序时落后", "1", "行"]
    assert line(text, "四(一)") == ["四(一)", "设备购置事后奖补", "1", "家", "160.00", "1", "家", "0", "家"]


def test_an_open_award_names_the_cell_to_fill_in(text: str) -> None:
    assert "丙公司：请填《企业》E4〔规上〕" in text
    assert "口径待确认 18 处" in text


def test_files_can_be_copied_whole(text: str) -> None:
    for path in FILES:
        assert str(path) in text


def test_plain_text_without_a_terminal(text: str) -> None:
    assert "\x1b" not in text


def test_the_last_year_of_the_plan_is_not_behind_time_but_missed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    show(result_of(tmp_path, 2020), [])
    shown = capsys.readouterr().out
    assert line(shown, "三年累计")[4] == "未达到" and "序时落后" not in shown


def test_other_readings_are_told_by_their_question(capsys: pytest.CaptureFixture[str]) -> None:
    show(compute(Request(SAMPLE, year=2019), readings=True), [])
    told = next(found for found in capsys.readouterr().out.splitlines() if "equipment_cap_scope=year" in found)
    question = "最高不超过300万元：三年合计，还是每年？（下限同此）"
    assert told.startswith(f"    {question}改用「每年」（equipment_cap_scope=year）：多 948.716 万元")


def test_a_gbk_console_survives_rare_characters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="gbk"))
    show(result_of(tmp_path, content=sheets(("甲公司", "乙公司", "𠮷祥[red]公司"))), FILES)
    sys.stdout.flush()
    shown = raw.getvalue().decode("gbk")
    assert "?祥[red]公司" in shown
    assert "目标值" in shown and "工业技术改造投资" in shown


def test_nothing_to_do_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = sheets()
    content["项目"] = [row for row in content["项目"] if row[0] in ("项目编号", "P2")]  # not completed, so it claims nothing
    show(result_of(tmp_path, 2021, content), [])
    out = capsys.readouterr().out
    assert "台账错误" not in out and "待补正 1 家" not in out
