"""Sentences and tables are whole lines in a file, and broken where a reader would on a terminal of any width."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from techreform_cli.report.console import NARROWEST, say, terminal
from techreform_cli.report.tables import table

SENTENCE = "    示例台账.xlsx《项目》F12 〔设备购置额〕 L012 填的是「约500」，不是一个确切的数字 → 填 500，或确切的数"
ROW = ("其中主营业务收入超5000万元的企业", "10家以上", "10家", "100.0%", "序时落后", "0 行")


def printed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    console = terminal()
    say(console, SENTENCE)
    shown = table("目标（共 1 项：序时落后 1）", [(name, "left") for name in ("目标", "目标值", "完成值", "完成率", "状态", "待补正")])
    shown.add_row(*ROW)
    console.print(shown)
    return [re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in capsys.readouterr().out.splitlines()]


def test_output_that_goes_to_a_file_has_a_line_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    sentence, title, _, _, row = printed(capsys)
    assert sentence == SENTENCE and title == "目标（共 1 项：序时落后 1）" and tuple(re.split(" {2,}", row)) == ROW


@pytest.mark.parametrize("width", [10, 30, 45, 60, 80, 100, 300])
def test_a_terminal_breaks_no_word_and_loses_nothing(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(width))
    lines = printed(capsys)
    assert max(cell_len(line) for line in lines) <= min(max(width, NARROWEST), 100)
    told = re.sub(r"\s", "", "".join(lines))
    assert re.sub(r"\s", "", SENTENCE) in told and all(cell.replace(" ", "") in told for cell in ROW[1:])
    assert all(any(word in line for line in lines) for word in ("示例台账.xlsx", "L012", "500", "5000", "100.0%"))
    second = lines[1] if cell_len(SENTENCE) > width else ""
    assert not second or second.startswith("    ")  # below the text of the first


def test_too_narrow_for_a_table_a_row_is_a_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    lines = printed(capsys)
    at = next(number for number, line in enumerate(lines) if line.startswith(ROW[0]))
    assert lines[at] == f"{ROW[0]}：" or lines[at].startswith(f"{ROW[0]}：目标值")
