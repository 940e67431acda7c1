"""What goes wrong: one Chinese sentence on stderr, nothing on stdout, the exit code of the design, and nothing half-written."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from techreform_cli.cli import calc
from techreform_cli.cli import main as entry
from techreform_cli.policy.packaged import packaged
from techreform_cli.report import outputs

from .conftest import Ran, no_english

Run = Callable[..., Ran]

USAGE = {
    "calc": "缺少“台账”",
    "calc 台账.xlsx --yaer 2019": "没有“--yaer”这个选项，是否为 --year？",
    "calc 台账.xlsx --yaer=2019": "没有“--yaer”这个选项，是否为 --year？",
    "calc 台账.xlsx -y 2019": "没有“-y”这个选项",
    "calc 台账.xlsx --年度 2019": "没有“--年度”这个选项",
    "calc 台账.xlsx 另一个.xlsx": "多写了“另一个.xlsx”",
    "calc 我的 台账(1).xlsx": "多写了“台账(1).xlsx”",
    "calc 台账.xlsx --year": "选项“--year”后面要写一个值 → 查看用法：techreform calc --help",
    "calc 台账.xlsx -o": "选项“-o”后面要写一个值",
    "calc 台账.xlsx --json=1": "选项“--json”后面不要写值",
    "calc 台账.xlsx --year 明年": "年度“明年”不对",
    "calc 台账.xlsx --year 19": "年度“19”不对",
    "calc 台账.xlsx --year 20199": "年度“20199”不对",
    "calc 台账.xlsx --year ２０１９": "年度“２０１９”不对",
    "calc 台账.xlsx --year -2019": "年度“-2019”不对",
    "calc 台账.xlsx --year 0001": "年度 1 不合理",
    "calc 台账.xlsx --year 2019.5": "年度“2019.5”不对",
    "calc 台账.xlsx --as-of 2019-02-30": "日期“2019-02-30”不对",
    "calc 台账.xlsx --as-of 昨天": "日期“昨天”不对",
    "calc 台账.xlsx --as-of 2019": "日期“2019”不对",
    "calc 台账.xlsx --set equipment_floor": "写得不完整",
    "calc 台账.xlsx --set =lift": "写得不完整",
    "calc 台账.xlsx --set equipment_floor=": "写得不完整",
    "calc 台账.xlsx --set rounding=元 --set rounding=分": "写了两次",
    "calc 台账.xlsx --set equipment_flor=lift": "是否为 equipment_floor？",
    "calc 台账.xlsx --set equipment_floor=raise": "没有“raise”这个选项",
    "calc 台账.xlsx --set equipment_purchase.cpa=5万元": "是否为 equipment_purchase.cap？",
    "calc 台账.xlsx --set equipment_purchase.cap=5": "这里要写金额",
    "calc 台账.xlsx --policy 没有这个政策": "找不到政策“没有这个政策”",
    "clac 台账.xlsx": "没有“clac”这个命令 → 是否为 calc？",
    "算 台账.xlsx": "没有“算”这个命令",
    "台账.xlsx": "命令写在文件前面：techreform calc 台账.xlsx",
    "--year 2019 calc 台账.xlsx": "选项“--year”要写在命令后面",
    "--versoin": "是否为 --version？",
    "--": "没有写命令",
}


@pytest.fixture(autouse=True)
def _in_the_ledger_s_folder(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ledger.parent)


def one_sentence(ran: Ran, code: int) -> str:
    """The single line of an error."""
    assert (ran.code, ran.out) == (code, ""), ran
    line, rest = ran.err.split("\n", 1)
    assert rest == "" and re.search("[一-鿿]", line) and "→" in line
    return line


@pytest.mark.parametrize("line", USAGE)
def test_usage_errors(run: Run, ledger: Path, line: str) -> None:
    sentence = one_sentence(run(*line.split()), 2)
    assert USAGE[line] in sentence
    assert no_english(re.sub("“[^”]*”|可选：.*|可用的有：[^，]*", "", sentence)), sentence
    assert [p.name for p in ledger.parent.iterdir()] == ["台账.xlsx"]


@pytest.mark.parametrize(
    "line",
    [
        "calc --yaer",
        "calc 台账.xlsx --year 19",
        "calc 没有.xlsx",
        "calc 台账.xlsx --policy 无",
        "calc 台账.xlsx -o 台账.xlsx",
    ],
)
def test_errors_say_nothing_on_stdout_with_json_either(run: Run, line: str) -> None:
    ran = run(*line.split(), "--json")
    assert ran.code in (2, 3, 5) and ran.out == "" and ran.err.count("\n") == 1


UNREADABLE = {
    "missing": lambda _: None,
    "a folder": lambda p: p.mkdir(),
    "a text file": lambda p: p.write_text("你好", "utf-8"),
    "an empty file": lambda p: p.write_bytes(b""),
    "an image": lambda p: p.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100)),
    "half a workbook": lambda p: p.write_bytes((p.parent / "台账.xlsx").read_bytes()[:2000]),
    "a zip that is no workbook": lambda p: p.write_bytes(b"PK\x05\x06" + bytes(18)),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_an_unreadable_ledger_is_3(run: Run, ledger: Path, case: str) -> None:
    path = ledger.parent / "坏.xlsx"
    UNREADABLE[case](path)
    sentence = one_sentence(run("calc", path), 3)
    assert "坏.xlsx" in sentence and no_english(sentence.replace(str(path), ""))
    assert {p.name for p in ledger.parent.iterdir()} <= {"台账.xlsx", "坏.xlsx"}


@pytest.mark.parametrize(
    "name",
    [
        "a\0b.xlsx",
        "没有的文件夹/台账.xlsx",
        "台账.xlsx/台账.xlsx",
        "长" * 300 + ".xlsx",
    ],
)
def test_names_no_ledger_can_have(run: Run, name: str) -> None:
    ran = run("calc", name)
    assert ran.code in (2, 3) and ran.out == "" and ran.err.count("\n") == 1 and "程序出错" not in ran.err


def test_an_invalid_policy_is_4_with_every_error_at_its_place(run: Run, ledger: Path) -> None:
    text = packaged()["dongyuan-2018-2020"].read_text("utf-8")
    text = text.replace("    cap: {amount", "    cpa: {amount").replace("rate_stage: project", "rate_stage: item")
    Path("坏政策.yaml").write_text(text, "utf-8")
    ran = run("calc", ledger, "--policy", "坏政策.yaml")
    assert ran.code == 4 and ran.out == ""
    lines = ran.err.splitlines()
    assert len(lines) == 2
    assert re.match(r"坏政策\.yaml:\d+:5 P012 未知字段 cpa，是否为 cap？ → ", lines[0]), lines[0]
    assert re.match(r"坏政策\.yaml:\d+:5 P013 “rate_stage”不能是 item → 只能是 project、enterprise$", lines[1]), lines[1]


@pytest.mark.parametrize("content", ["", "a: &a 1", "- 1", "\t", "a: [" * 50, "政策"])
def test_what_is_no_policy_is_4(run: Run, ledger: Path, content: str) -> None:
    Path("坏.yaml").write_text(content, "utf-8")
    ran = run("calc", ledger, "--policy", "坏.yaml")
    assert ran.code == 4 and ran.out == "" and all(re.match(r"坏\.yaml:\d+:\d+ P\d{3} .+ → .+", line) for line in ran.err.splitlines())


def contents(folder: Path) -> dict[str, bytes | None]:
    return {str(p.relative_to(folder)): p.read_bytes() if p.is_file() else None for p in sorted(folder.rglob("*"))}


@pytest.mark.parametrize("which", ["目标进度", "奖补测算"])
def test_a_folder_with_the_output_s_name_is_5_and_nothing_is_written(run: Run, ledger: Path, which: str) -> None:
    (ledger.parent / f"台账_2019_{which}.xlsx").mkdir()
    before = contents(ledger.parent)
    sentence = one_sentence(run("calc", ledger, "--year", "2019"), 5)
    assert which in sentence and contents(ledger.parent) == before


@pytest.mark.parametrize("which", ["目标进度", "奖补测算"])
def test_earlier_outputs_stay_whole_when_the_new_ones_cannot_be_written(run: Run, ledger: Path, tmp_path: Path, which: str) -> None:
    out = tmp_path / "结果"
    assert run("calc", ledger, "--year", "2019", "-o", out).code == 0
    (out / f"台账_2019_{which}.xlsx").unlink()
    (out / f"台账_2019_{which}.xlsx").mkdir()
    before = contents(out)
    one_sentence(run("calc", ledger, "--year", "2019", "-o", out, "--set", "rounding=元"), 5)
    assert contents(out) == before


@pytest.mark.parametrize("where", ["占用", "占用/里面", "占用/里面/更里面"])
def test_a_file_where_the_folder_should_be_is_5(run: Run, ledger: Path, where: str) -> None:
    Path("占用").write_text("x")
    before = contents(ledger.parent)
    one_sentence(run("calc", ledger, "-o", where), 5)
    assert contents(ledger.parent) == before


def test_a_folder_that_cannot_be_is_5(run: Run, ledger: Path) -> None:
    one_sentence(run("calc", ledger, "-o", "长" * 300), 5)


def test_a_failure_while_writing_leaves_nothing(run: Run, ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_result: object, path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outputs, "write_awards", full)
    before = contents(ledger.parent)
    sentence = one_sentence(run("calc", ledger), 5)
    assert "磁盘" in sentence and contents(ledger.parent) == before


def test_a_fault_of_the_program_is_told_in_chinese(run: Run, ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(calc, "settings_of", broken)
    sentence = one_sentence(run("calc", ledger), 70)
    assert re.search(r"程序出错（KeyError test_errors\.py:\d+）", sentence)
    monkeypatch.setenv("TECHREFORM_TRACEBACK", "1")
    with pytest.raises(KeyError):
        run("calc", ledger)


def test_an_interruption_is_told(run: Run, ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(calc, "settings_of", interrupted)
    ran = run("calc", ledger)
    assert (ran.code, ran.out) == (entry.INTERRUPTED, "") and "已中断" in ran.err


def test_the_ledger_is_left_as_it_is_whatever_happens(run: Run, ledger: Path) -> None:
    os.utime(ledger, ns=(1_500_000_000_123_456_789, 1_500_000_000_123_456_789))
    before = (ledger.read_bytes(), ledger.stat().st_mtime_ns)
    for arguments in ([], ["--json"], ["--year", "2030"], ["--year", "1"], ["--policy", "无"], ["-o", "台账.xlsx"]):
        run("calc", ledger, *arguments)
        assert (ledger.read_bytes(), ledger.stat().st_mtime_ns) == before


def test_an_output_never_takes_the_ledger_s_place(run: Run, ledger_bytes: bytes) -> None:
    Path("a_2019_目标进度.xlsx").write_bytes(ledger_bytes)
    assert run("calc", "a_2019_目标进度.xlsx", "--year", "2019").code == 0
    assert Path("a_2019_目标进度.xlsx").read_bytes() == ledger_bytes
