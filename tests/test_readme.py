"""The READMEs' commands run as shown and print what is shown."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from readme import ROOT, matches, shown, typed

from techreform_cli.casebook.run import run_cases
from techreform_cli.policies import check_policy

READMES = ("README.md", "README.zh-CN.md")


@pytest.mark.parametrize("name", READMES)
def test_every_command_prints_what_the_readme_shows(name: str, tmp_path: Path) -> None:
    """Run one after the other in a folder that has the samples and rules, as a reader would."""
    for folder in ("samples", "rules"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*_20??_*", "__pycache__"))
    search = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": search, "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
    for item in shown(name):
        done = subprocess.run(["bash", "-c", item.command], cwd=tmp_path, env=environment, capture_output=True, check=False)
        printed = (done.stdout + done.stderr).decode()
        assert matches(item.output, printed), f"{item.command}\n\nprinted:\n{printed}"


def test_the_readmes_show_commands() -> None:
    """A README without a command would pass the other test for nothing."""
    assert all(len(shown(name)) >= 3 for name in READMES)


def test_a_clerk_can_type_the_commands_in_a_windows_window() -> None:
    commands = typed("README.zh-CN.md")
    assert len(commands) > 15
    assert [c for c in commands if not re.fullmatch(r"techreform( [^\s'$`&|;*]+)+( > \S+ 2>&1)?", c)] == []


def test_the_first_block_is_the_two_lines() -> None:
    """.ci/run takes them from there."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = text.partition("```sh\n")[2].partition("\n```")[0].splitlines()
    assert len(lines) == 2
    assert "techreform calc samples/" in lines[0] and "pytest" in lines[1]


def test_the_policy_to_copy_from_has_nothing_doubtful_and_its_cases_pass(tmp_path: Path) -> None:
    """The two files are those of the chapter, as a reader would copy them."""
    chapter = (ROOT / "README.md").read_text(encoding="utf-8").partition("### A policy to copy from\n")[2].partition("\n## ")[0]
    policy, cases = re.findall(r"^```yaml\n(.*?)^```$", chapter, re.DOTALL | re.MULTILINE)
    (tmp_path / "县.yaml").write_text(policy, "utf-8")
    (tmp_path / "县.cases.yaml").write_text(cases, "utf-8")
    assert check_policy(str(tmp_path / "县.yaml")).findings == ()
    (result,) = run_cases([str(tmp_path / "县.yaml")])
    assert len(result.cases) == 3 and all(case.passed for case in result.cases)
