"""Help pages: Chinese throughout, complete, quick, and without heavy imports."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import typer

from techreform_cli import __version__
from techreform_cli.cli.chinese import columns_of
from techreform_cli.cli.main import app

from .conftest import Ran, no_english

ENGLISH = re.compile(
    r"usage|options|arguments|commands|error|show this|default|required|optional|(?<!re)try|<path>|<str>|text|dynamic", re.IGNORECASE
)
GROUP: Any = typer.main.get_command(app)


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command below `group` with the words that call it, groups among them."""
    for name, command in group.commands.items():
        yield (*path, name), command
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))


COMMANDS = dict(commands(GROUP))
PAGES = [("--help",), *((*path, "--help") for path in COMMANDS)]
HEAVY = [
    "pandas",
    "openpyxl",
    "pydantic",
    "numpy",
    "xlsxwriter",
    "python_calamine",
    "yaml",
    "rich",
    "stdnum",
    "techreform_cli.batch",
    "techreform_cli.casebook",
    "techreform_cli.engine",
    "techreform_cli.ledger",
    "techreform_cli.policy",
    "techreform_cli.report",
]


@pytest.mark.parametrize("page", PAGES)
def test_help_is_chinese(run: Callable[..., Ran], page: tuple[str, ...]) -> None:
    ran = run(*page)
    assert ran.code == 0 and ran.err == "" and ran.out.startswith("用法：techreform")
    assert not ENGLISH.search(ran.out) and no_english(ran.out), ran.out


@pytest.mark.parametrize("path", COMMANDS)
def test_help_names_every_option_and_argument_with_a_text(run: Callable[..., Ran], path: tuple[str, ...]) -> None:
    out = run(*path, "--help").out
    command = COMMANDS[path]
    assert re.search("[一-鿿]", command.help)
    for param in command.params:
        assert re.search("[一-鿿]", param.help or ""), param.name
        assert param.param_type_name == "option" or param.metavar, param.name
        assert param.param_type_name == "argument" or param.is_flag or re.search("[一-鿿]", param.metavar), param.name
        for option in param.opts if param.param_type_name == "option" else [param.metavar]:
            assert option in out


@pytest.mark.parametrize("width", ["40", "60", "80", "200"])
@pytest.mark.parametrize("page", PAGES)
def test_help_fits_the_window(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, page: tuple[str, ...], width: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    lines = run(*page).out.splitlines()
    assert max(columns_of(line) for line in lines[1:]) <= int(width)
    starts = {columns_of(re.match(r"  \S.*?\s{2,}", line)[0]) for line in lines if re.match(r"  -.*?\s{2,}\S", line)}  # type: ignore[index]
    assert len(starts) <= 1, "the texts of the options do not stand in one column"
    assert not any(re.match(r"\s*[，。、；：！）”》]", line) for line in lines)


def test_without_a_command_the_help_is_shown_as_an_error(run: Callable[..., Ran]) -> None:
    ran = run()
    assert ran.code == 2 and ran.out == "" and ran.err.startswith("用法：techreform")


def test_version(run: Callable[..., Ran]) -> None:
    assert run("--version") == Ran(0, f"techreform {__version__}\n", "")


def test_the_package_itself_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "techreform_cli", "--version"], capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stdout) == (0, f"techreform {__version__}\n")


@pytest.mark.parametrize("arguments", [["--help"], ["calc", "--help"], ["--version"], ["clac"], ["calc", "--yaer"]])
def test_help_and_usage_errors_import_nothing_heavy(arguments: list[str]) -> None:
    code = f"import sys; from techreform_cli.cli.main import main; main({arguments!r}); print(*sys.modules, sep=chr(10), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    loaded = set(done.stderr.splitlines())
    assert "techreform_cli.cli.main" in loaded
    assert not loaded & set(HEAVY)


def test_help_is_quick(process: Callable[..., Ran]) -> None:
    def seconds() -> float:
        """Of the processor: other tests run beside this one."""
        before = os.times()
        process("--help")
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    assert min(seconds() for _ in range(5)) < 0.4


@pytest.mark.parametrize(
    "env",
    [
        {"TYPER_USE_RICH": "0"},
        {"LANG": "zh_CN.UTF-8", "LANGUAGE": "zh"},
        {"LANG": "C", "LC_ALL": "C"},
        {"NO_COLOR": "1", "TERM": "dumb"},
    ],
)
def test_help_is_the_same_in_every_surrounding(process: Callable[..., Ran], env: dict[str, str]) -> None:
    assert process("calc", "--help", **env) == process("calc", "--help")


def test_help_on_a_gbk_console(process: Callable[..., Ran]) -> None:
    ran = process("calc", "--help", encoding="gbk", PYTHONIOENCODING="gbk")
    assert ran.code == 0 and "用法：techreform calc" in ran.out and "?" not in ran.out


def test_help_on_a_latin_console_does_not_crash(process: Callable[..., Ran]) -> None:
    assert process("calc", "--help", PYTHONIOENCODING="ascii").code == 0  # Typer then writes UTF-8
