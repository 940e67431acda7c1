"""The READMEs' scripts for a scheduler, run as written: cron's with cron's environment, the .bat by what stands in for cmd."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from readme import ROOT

LEDGER = ROOT / "samples" / "示例台账.xlsx"
PROGRAM = "/opt/techreform/bin/techreform"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="sh")


def block(name: str, language: str, beginning: str) -> str:
    """The code block of a README that begins so."""
    text = (ROOT / name).read_text("utf-8")
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return next(code for of, code in blocks if of == language and code.startswith(beginning))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with the ledger and, as an installed one would stand there, the program."""
    folder = tmp_path / "台账"
    folder.mkdir()
    (folder / "台账.xlsx").write_bytes(LEDGER.read_bytes())
    program = tmp_path / "techreform"
    program.write_text(f"#!{sys.executable}\nfrom techreform_cli.cli.main import run\n\nif __name__ == '__main__':\n    run()\n", "utf-8")
    program.chmod(0o755)
    return folder


def written(folder: Path) -> None:
    """The letter is whole, and last week's record is there for the next time."""
    with zipfile.ZipFile(folder / "周报.docx") as letter:
        assert letter.testzip() is None and "word/document.xml" in letter.namelist()
    assert json.loads((folder / "上周.json").read_text("utf-8"))["as_of"]
    log = (folder / "日志.txt").read_text("utf-8").splitlines()
    assert log and all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d .*已写出", line) for line in log)


@pytest.mark.parametrize("locale", [{}, *(pytest.param(one, marks=pytest.mark.slow) for one in ({"LANG": "C"}, {"LC_ALL": "POSIX"}))])
def test_crons_script_as_the_readme_has_it(place: Path, locale: dict[str, str]) -> None:
    """Two weeks of it. What it prints is the mail; its exit code says that something is behind."""
    script = block("README.md", "sh", "#!/bin/sh")
    assert "/home/bureau/台账" in script and PROGRAM in script
    file = place.parent / "周报.sh"
    file.write_text(script.replace("/home/bureau/台账", str(place)).replace(PROGRAM, str(place.parent / "techreform")), "utf-8")
    known = {"PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "HOME": str(place.parent), **locale}
    bare = ["env", "-i", *(f"{name}={value}" for name, value in known.items())]
    for week in (1, 2):
        done = subprocess.run([*bare, "sh", str(file)], stdin=subprocess.DEVNULL, capture_output=True, check=False)
        mail = done.stdout.decode("utf-8")
        assert done.returncode == 1 and "需要人处理的事项" in mail and "\x1b" not in mail, done.stderr.decode()
        assert ("的摘要比较" in mail) == (week == 2)
        written(place)


def test_the_crontab_line_calls_the_script() -> None:
    """Five fields, then a command without a bare per cent sign, which cron would take for the end of the line."""
    line = block("README.md", "", "MAILTO=").splitlines()[1]
    fields = line.split(maxsplit=5)
    assert fields[:5] == ["30", "8", "*", "*", "1"] and shlex.split(fields[5]) == ["sh", "/home/bureau/周报.sh"] and "%" not in line


class Cmd:
    """So much of cmd as the README's .bat needs."""

    def __init__(self, folder: Path, program: Path) -> None:
        self.folder, self.program, self.variables, self.codes = folder, program, {}, []

    def run(self, line: str) -> None:
        line = re.sub(r"%(\w+)%", lambda found: self.variables.get(found[1].upper(), ""), line.strip())
        if found := re.fullmatch(r"if exist (\S+) (.*)", line, re.IGNORECASE):
            if (self.folder / found[1]).exists():
                self.run(found[2])
        elif found := re.fullmatch(r"set (\w+)=(.*)", line, re.IGNORECASE):
            self.variables[found[1].upper()] = found[2]
        elif found := re.fullmatch(r"D:\\techreform\\Scripts\\techreform\.exe (.*?)(?: 2>> (\S+))?", line):
            with (self.folder / (found[2] or os.devnull)).open("ab") as log:
                command = [self.program, *found[1].split()]
                self.codes.append(subprocess.run(command, cwd=self.folder, stderr=log, stdin=subprocess.DEVNULL, check=False).returncode)
        else:
            assert line.lower() in ("@echo off", "") or line.startswith("cd /d D:\\"), line


def test_the_bat_as_the_readme_has_it(place: Path) -> None:
    """Saved by Notepad as ANSI it has lines that end as cmd wants them, and all of it is in GBK; two weeks of it work."""
    script = block("README.zh-CN.md", "bat", "@echo off")
    saved = script.replace("\n", "\r\n").encode("gbk")
    assert "编码选 ANSI" in (ROOT / "README.zh-CN.md").read_text("utf-8")
    for _ in (1, 2):
        cmd = Cmd(place, place.parent / "techreform")
        for line in saved.decode("gbk").split("\r\n"):
            cmd.run(line)
        assert cmd.codes == [0, 0]
        written(place)
    assert cmd.variables["SINCE"] == "--since 上周.json"


def test_schtasks_calls_the_bat() -> None:
    line = block("README.zh-CN.md", "bat", "schtasks")
    assert re.fullmatch(r"schtasks /create /tn \S+ /tr D:\\台账\\周报\.bat /sc weekly /d MON /st \d\d:\d\d\n", line)
