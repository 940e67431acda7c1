"""A small ledger, and the command line run in process or as a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import typer

from techreform_cli.cli.main import app, main
from tests.workbooks import Sheets, save

CODE = "91441625MA50000018"
OTHER = "91441625MA5000014Y"
ENTERPRISES = "企业名称 统一社会信用代码 乡镇 园区 行业代码 规上 高成长性 拟培育上规模 省内注册 转出地 省级产业园"
PROJECTS = (
    "项目编号 项目名称 统一社会信用代码 企业名称 改造类别 重大平台 备案证号 备案日期 开工日期 完工日期 计划总投资(万元) "
    "设备购置额(万元) 符合产业政策 符合指导目录 异地技改 2018年完成投资(万元) 2019年完成投资(万元)"
)
ANNUAL = (
    "统一社会信用代码 企业名称 年度 规上 主营业务收入(万元) 工业增加值(万元) 平均从业人数 增值税县级分成(万元) 企业所得税县级分成(万元)"
)
SHEETS: Sheets = {
    "企业": [
        ENTERPRISES.split(),
        ["甲有限公司", CODE, "仙塘镇", "", "C3922", "是", "否", "否", "是", "", "否"],
        ["乙有限公司", OTHER, "灯塔镇", "", "C3922", None, "否", "否", "是", "", "否"],
    ],
    "项目": [
        PROJECTS.split(),
        ["X1", "冲压线", CODE, "甲有限公司", "设备更新", "否", "备1", None, "2018-02-01", "2018-11-30", 900, 800, "是", "是", "否", 900, 0],
        ["X2", "注塑机", OTHER, "乙有限公司", "设备更新", "否", "备2", None, "2019-02-01", "2019-06-30", 90, 80, "是", "是", "否", 0, 90],
    ],
    "年度指标": [
        ANNUAL.split(),
        *([CODE, "甲有限公司", year, "是", 6000, 1500, 60, 100 + 10 * (year - 2017), 50] for year in (2017, 2018, 2019)),
    ],
}


@dataclass(frozen=True)
class Ran:
    """What a command line did."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def ledger_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The small ledger as a file's content."""
    return save(tmp_path_factory.mktemp("ledger") / "台账.xlsx", SHEETS).read_bytes()


@pytest.fixture
def ledger(tmp_path: Path, ledger_bytes: bytes) -> Path:
    """The small ledger as 台账.xlsx in a folder of its own."""
    path = tmp_path / "台账夹" / "台账.xlsx"
    path.parent.mkdir()
    path.write_bytes(ledger_bytes)
    return path


@pytest.fixture
def sheets(ledger: Path) -> Callable[..., Path]:
    """Change the small ledger; returns its path."""

    def sheets(change: Callable[[openpyxl.Workbook], object]) -> Path:
        book = openpyxl.load_workbook(ledger)
        change(book)
        book.save(ledger)
        return ledger

    return sheets


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run a command line in this process."""

    def run(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        code = main([str(a) for a in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Ran(code, captured.out, captured.err)

    return run


@pytest.fixture
def process() -> Callable[..., Ran]:
    """Run a command line as a process; `env` adds to the environment, `encoding` is that of its output."""

    def process(*arguments: str | Path, cwd: Path | None = None, encoding: str = "utf-8", **env: str) -> Ran:
        command = [sys.executable, "-c", "from techreform_cli.cli.main import run; run()", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, cwd=cwd, env={**os.environ, **env}, timeout=120, check=False)
        out, err = done.stdout.decode(encoding), done.stderr.decode(encoding)
        assert "Traceback" not in err, err
        return Ran(done.returncode, out.replace("\r\n", "\n"), err.replace("\r\n", "\n"))

    return process


def _commands(group: Any) -> set[str]:
    """The names of every command below `group`."""
    own = getattr(group, "commands", {})
    return set(own).union(*(_commands(command) for command in own.values()))


COMMANDS = _commands(typer.main.get_command(app))


def no_english(text: str) -> bool:
    """Whether no English sentence stands in `text`: no Latin word but names of options, files and commands, ids and the program's name."""
    words = re.findall(r"(?<![\w./\\=-])[A-Za-z]{2,}(?![\w./\\=-])", text)
    known = {"techreform", "JSON", "Schema", "Markdown", "Excel", "WPS", "YAML", "UTF", "KB", "Tab", "xlsx", "CSV"}
    return not set(words) - COMMANDS - known
